"""Statements about the minimisers under label noise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy

from lossproof.theory.card.line import Sentence
from lossproof.theory.card.loss import P
from lossproof.theory.card.sentences.stated import Stated
from lossproof.theory.card.sentences.values import ranked
from lossproof.theory.domain import Real
from lossproof.theory.language import (
    UNDEFINED,
    Vector,
    eq,
    ge,
    gt,
    le,
    lt,
)
from lossproof.theory.losses import (
    only_largest,
    retained,
    uniform_mixture,
)
from lossproof.theory.numbers import ball
from lossproof.theory.statement import Statement

RATE = "η < (c − 1)/c"


def _below_most(c: Any, eta: Any) -> Any:
    return lt(eta, (c - 1) / c)


def noise(s: Stated) -> Iterator[Sentence]:
    w = s.line.witness
    if w and w["noisy risk of the sure prediction"].has(*UNDEFINED):
        eta, c = w["eta"], len(w["f"])
        row = (1 - eta, *[eta / (c - 1)] * (c - 1))
        yield from _near_vertex(s, row, w["noisy risk of f"])
        return
    if (ends := s.sure()) is None:
        return
    own, other = ends

    def worse(f: Any, y: Any, eta: Any) -> Any:
        c = f.size
        sure = uniform_mixture(own, own + (c - 1) * other, eta, c)
        return ge(s.noisy(f, y, eta), sure)

    points = s.near(f=w["f"], y=w["label"], eta=w["eta"]) if w else ()
    yield s.states("f y eta", worse, points, {RATE: _below_most})


def _near_vertex(s: Stated, row: Any, risk: Any) -> Iterator[Sentence]:
    """Near the vertex of label 0 the loss is above a risk: p of the other labels are equal."""
    c = len(row)
    f = Vector([1 - P, *[P / (c - 1)] * (c - 1)])
    losses = [sympy.sympify(s.reading.given(f, y)) for y in (0, 1)]
    form = row[0] * losses[0] + (1 - row[0]) * losses[1]
    for k in (2, 4, 8, 16, 64, 256):
        end = sympy.Rational(1, 10**k)
        if ball(form.xreplace({P: end}) - risk) > 0:
            domains = {"p": Real(0, end, open="left")}
            yield Sentence(Statement(domains, {}, lambda p: gt(form.xreplace({P: p}), risk)))
            return


def class_noise(s: Stated) -> Iterator[Sentence]:
    w = s.line.witness
    if w and w["noisy risk of the sure prediction"].has(*UNDEFINED):
        yield from _near_vertex(s, w["row"], w["noisy risk of f"])
        return
    if (ends := s.sure()) is None:
        return
    own, other = ends

    def worse(f: Any, y: Any, t: Any) -> Any:
        return ge(s.mean(t, f), t[y] * own + (1 - t[y]) * other)

    points = s.near(f=w["f"], y=w["label"], t=w["row"]) if w else ()
    likeliest = {"y is the likeliest": lambda t, y, c: only_largest(t, y, c)}
    yield s.states("f y t", worse, points, likeliest)


def order(s: Stated) -> Iterator[Sentence]:
    """With one sample each, the order; if it holds, differences of risks shrink by one factor.

    Then they do so for any number of samples, as risks are means of losses.
    """
    w = s.line.witness
    if "labels" in w and "f" not in w:
        return
    if s.line.verdict == "PROVED":

        def shrinks(f: Any, g: Any, y: Any, z: Any, eta: Any) -> Any:
            m = retained(eta, f.size)
            change = s.noisy(f, y, eta) - s.noisy(g, z, eta)
            return eq(change, m * (s.loss(f, y) - s.loss(g, z)))

        yield s.states("f g y z eta", shrinks)
        return

    points = s.near(f=w["f"], g=w["g"], y=w["labels"][0], eta=w["eta"]) if w else ()
    one_sample = s.states(
        "f g y eta", lambda f, g, y, eta: le(s.noisy(f, y, eta), s.noisy(g, y, eta)), points,
        {RATE: _below_most,
         "f is no worse than g": lambda f, g, y: le(s.loss(f, y), s.loss(g, y))},
    )  # fmt: skip
    yield replace(one_sample, only="REFUTED")


def rate(s: Stated) -> Iterator[Sentence]:
    ends = s.sure()
    if ends is None:
        return
    own, other = ends
    if "at most" in s.line.values and s.c is not None:
        c, rate = sympy.Integer(s.c), s.value("at most")
        losses = [sympy.sympify(s.reading.expression(s.line.witness["f"], y)) for y in range(s.c)]

        def beaten(eta: Any) -> Any:
            there = uniform_mixture(losses[0], sympy.Add(*losses), eta, c)
            return lt(there, uniform_mixture(own, own + (c - 1) * other, eta, c))

        above = {"η is above the rate": lambda eta: gt(eta, rate),
                 RATE: lambda eta: lt(eta, (c - 1) / c)}  # fmt: skip
        yield Sentence(Statement({"eta": Real(0, 1)}, above, beaten))
    elif " only if " not in s.line.says:
        rate = s.value("largest rate")

        def worse(f: Any, y: Any, eta: Any) -> Any:
            c = f.size
            return ge(s.noisy(f, y, eta), uniform_mixture(own, own + (c - 1) * other, eta, c))

        yield s.states(
            "f y eta",
            worse,
            (),
            {"η is at most the rate": lambda c, eta: le(eta, s.in_classes(rate, c))},
        )


def argmax(s: Stated) -> Iterator[Sentence]:
    """Swapping two probabilities that are ordered unlike the labels lowers the mean loss.

    The labels y and z have the probabilities t and u and the losses a and b, which are swapped.
    """
    if not s.subject.finite_at_own_vertex(s.c):
        return
    for ranks in ranked(s):
        yield replace(ranks, only="PROVED")
    conditions = {"y is likelier than z": lambda t, u: gt(t, u),
                  "f has more on z": lambda a, b: gt(a, b)}  # fmt: skip
    lower = Statement({"t": Real(0, 1), "u": Real(0, 1), "a": Real(), "b": Real()}, conditions,
                      lambda t, u, a, b: lt(t * b + u * a, t * a + u * b))  # fmt: skip
    yield Sentence(lower, only="PROVED")
