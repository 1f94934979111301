"""Statements about the values of a loss, and about its class sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from lossproof.theory.card.line import Sentence, near_end
from lossproof.theory.card.loss import P, at_uniform, at_vertex
from lossproof.theory.card.sentences.stated import Stated
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
from lossproof.theory.losses import CLASSES
from lossproof.theory.numbers import ball
from lossproof.theory.statement import Statement

PATHS: tuple[Callable[[Any], Any], ...] = (
    *(lambda m, k=k: sympy.exp(-k * m) for k in (1, 2, 4, 12)),
    *(lambda m, k=k: (1 + m) ** -k for k in (1, 2, 4)),
)


TRIED = (1, 2, 5, 17)


_M = sympy.Symbol("m", positive=True)


def bounded(s: Stated) -> Iterator[Sentence]:
    """The loss is between its ends, and near them at the predictions that the line names."""
    low, high = s.line.values.values()
    slack = near_end(low, high)
    named = list[tuple[Any, Any, Any]]()
    for at, end, side in zip(s.line.witness.values(), (low, high), (1, -1), strict=False):
        if s.loss(at, 0) == end or slack.free_symbols:
            named.append((eq, at, end))
        else:
            named.append((le if side > 0 else ge, at, end + side * slack))
    yield s.states(
        "f y",
        lambda f, y: (
            ge(s.loss(f, y), s.in_classes(low, f.size)),
            le(s.loss(f, y), s.in_classes(high, f.size)),
            # The loss at the prediction is written out here, so that the checkers evaluate it.
            *(relation(s.loss(at, 0), end) for relation, at, end in named),
        ),
    )


def unbounded(s: Stated) -> Iterator[Sentence]:
    yield from beyond(s.reading.along(s.c or 2))


def beyond(form: Any) -> Iterator[Sentence]:
    """For every m at least 1 a probability at which a formula in `P` is m or more, or -m or less.

    The probability tends to 0 or 1 along one of the paths.
    """
    for path in PATHS:
        for u in (path(_M), 1 - path(_M)):
            value = form.xreplace({P: u})
            sizes = [ball(value.xreplace({_M: sympy.Integer(k)})) for k in TRIED]
            for side in (1, -1):
                if all(side * size >= k for size, k in zip(sizes, TRIED, strict=True)):
                    yield _at_least_m(side * sympy.expand_log(value))
                    return


def _at_least_m(form: Any) -> Sentence:
    return Sentence(Statement({"m": Real(1)}, {}, lambda m: ge(form.xreplace({_M: m}), m)))


def ranked(s: Stated) -> Iterator[Sentence]:
    yield s.states(
        "f y z",
        lambda f, y, z: lt(s.loss(f, y), s.loss(f, z)),
        given={"y is likelier than z": lambda f, y, z: gt(f[y], f[z])},
    )


def misranked(s: Stated) -> Iterator[Sentence]:
    w = s.line.witness
    one, other = w["label"], w["other label"]
    y, z = (one, other) if w["f"][one] > w["f"][other] else (other, one)
    yield s.states(
        "f y z",
        lambda f, y, z: lt(s.loss(f, y), s.loss(f, z)),
        s.near(f=w["f"], y=y, z=z),
        {"y is likelier than z": lambda f, y, z: gt(f[y], f[z])},
    )


def symmetric(s: Stated) -> Iterator[Sentence]:
    total = s.value("class sum")
    yield s.states("f", lambda f: eq(s.total(f), s.in_classes(total, f.size)))


def asymmetric(s: Stated) -> Iterator[Sentence]:
    w = s.line.witness
    yield s.states("f g", lambda f, g: eq(s.total(f), s.total(g)), s.near(f=w["f"], g=w["g"]))


def sums(s: Stated) -> Iterator[Sentence]:
    """The class sum is between its ends, and has them at the predictions that the line names."""
    low, high, w = s.value("least"), s.value("greatest"), s.line.witness
    ends = (low, w.get("least at")), (high, w.get("greatest at"))
    general = [_in_any_number(s, end) for end in (low, high)]
    if None not in general:
        s.c, (low, high) = None, general

    def between(f: Any) -> Any:
        total = s.total(f)
        parts = [ge(total, s.in_classes(low, f.size))] if low != -sympy.oo else []
        parts += [le(total, s.in_classes(high, f.size))] if high is not sympy.oo else []
        named = ((end, _sum_at(s, at)) for end, at in ends if at is not None and s.exact(end))
        return (*parts, *(eq(sum_, end) for end, sum_ in named if not sum_.has(*UNDEFINED)))

    if low == high:
        yield s.states("f", lambda f: eq(s.total(f), s.in_classes(low, f.size)))
    else:
        yield s.states("f", between)


def _in_any_number(s: Stated, end: Any) -> Any:
    """An end at c classes as a function of their number, if it is that of a simple prediction."""
    chi = s.reading.summand
    if s.c is None or chi is None or end.has(*UNDEFINED):
        return None
    for at in (at_uniform, at_vertex):
        form = at(chi, P, CLASSES)
        if (
            form is not None
            and sympy.expand(form.xreplace({CLASSES: sympy.Integer(s.c)}) - end) == 0
        ):
            return form
    return None


def _sum_at(s: Stated, at: Any) -> Any:
    f = Vector(at)
    return sympy.Add(*(sympy.sympify(s.reading.given(f, y)) for y in range(len(f))))
