"""Statements about corrected and known forms of a loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from lossproof.theory.card.line import Sentence
from lossproof.theory.card.loss import P
from lossproof.theory.card.sentences.stated import Stated
from lossproof.theory.card.sentences.values import beyond
from lossproof.theory.language import (
    Vector,
    class_sum,
    eq,
)
from lossproof.theory.losses import (
    backward_uniform,
    retained,
    uniform_mixture,
)


def unbounded_below(s: Stated) -> Iterator[Sentence]:
    """The corrected loss of two classes, of which the other's probability is P, at eta = 1/4."""
    label, other = (sympy.sympify(s.reading.given(Vector([1 - P, P]), y)) for y in (0, 1))
    c, eta = sympy.Integer(2), sympy.Rational(1, 4)
    yield from beyond(backward_uniform(label, label + other, eta, c))


def backward(s: Stated) -> Iterator[Sentence]:
    """The mean of m times the corrected loss is m times the loss."""

    def mean(f: Any, y: Any, eta: Any) -> Any:
        c, total = f.size, s.total(f)

        def corrected(j: Any) -> Any:
            return s.loss(f, j) - eta / (c - 1) * total

        mixed = uniform_mixture(corrected(y), class_sum(corrected, c), eta, c)
        return eq(mixed, retained(eta, c) * s.loss(f, y))

    yield s.states("f y eta", mean)


def forward(s: Stated) -> Iterator[Sentence]:
    """What the corrected loss is evaluated at sums to 1."""

    def mixed(f: Any, eta: Any) -> Any:
        c = f.size
        return eq(class_sum(lambda j: eta / (c - 1) + retained(eta, c) * f[j], c), 1)

    yield s.states("f eta", mixed)


def known(s: Stated) -> Iterator[Sentence]:
    scale, shift = s.value("scale"), s.value("shift")
    if (other := s.line.form) is None:
        return

    def same(f: Any, y: Any) -> Any:
        c = f.size
        return eq(s.loss(f, y), s.in_classes(scale, c) * other(f, y) + s.in_classes(shift, c))

    yield s.states("f y", same)
