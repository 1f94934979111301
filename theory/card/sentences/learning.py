"""Statements about proper and convex losses, and about gradient weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy

from lossproof.theory.card.line import Sentence
from lossproof.theory.card.loss import P
from lossproof.theory.card.sentences.stated import Stated
from lossproof.theory.domain import Real, Simplex
from lossproof.theory.language import (
    SymbolicVector,
    Vector,
    class_sum,
    different,
    eq,
    ge,
    gt,
    le,
)
from lossproof.theory.statement import Statement

KINKS = (sympy.Max, sympy.Min, sympy.Abs)
HALF, SLACK = sympy.Rational(1, 2), sympy.Rational(1, 10**9)


def proper(s: Stated) -> Iterator[Sentence]:
    def gap(f: Any, g: Any) -> Any:
        return class_sum(lambda j: g[j] * (s.loss(f, j) - s.loss(g, j)), f.size)

    if s.line.says.startswith("strictly"):
        yield s.states(
            "f g y",
            lambda f, g: gt(gap(f, g), 0),
            given={"f is not g": lambda f, g, y: different(f[y], g[y])},
        )
    else:
        yield s.states("f g", lambda f, g: ge(gap(f, g), 0))


def improper(s: Stated) -> Iterator[Sentence]:
    w = s.line.witness
    yield s.states(
        "f g",
        lambda f, g: ge(s.mean(g, f), s.mean(g, g)),
        s.near(f=w["f"], g=w["label distribution"]),
    )


def convex(s: Stated) -> Iterator[Sentence]:
    form = s.reading.value
    if s.line.verdict == "PROVED" and s.reading.of_label_alone and not form.has(*KINKS):
        yield _above_tangents(s, form)
        return
    points = ()
    if w := s.line.witness:
        points = s.near(f=w["f"], g=w["g"], y=w["label"], a=HALF)

    def chord(f: Any, g: Any, y: Any, a: Any) -> Any:
        middle = SymbolicVector(lambda j: a * f[j] + (1 - a) * g[j], f.size)
        return le(s.loss(middle, y), a * s.loss(f, y) + (1 - a) * s.loss(g, y))

    yield s.states("f g y a", chord, points)


def _above_tangents(s: Stated, form: Any) -> Sentence:
    """At every probability v the loss is above the tangent at u, for every u inside."""
    slope = sympy.diff(form, P)

    def above(c: Any, u: Any, v: Any) -> Any:
        loss, at, steep = (s.in_classes(each, c) for each in (form, form, slope))
        line = at.xreplace({P: u}) + steep.xreplace({P: u}) * (v - u)
        return ge(loss.xreplace({P: v}), line)

    probability = Real(0, 1, open="left" if s.interior else "none")
    return s.states("", above, u=Real(0, 1, open="both"), v=probability)


def logits(s: Stated) -> Iterator[Sentence]:
    """With f and g, the softmax of logits, that of their mean is the geometric mean, scaled."""

    def chord(f: Any, g: Any, y: Any) -> Any:
        size = f.size
        total = class_sum(lambda j: sympy.sqrt(f[j] * g[j]), size)
        middle = SymbolicVector(lambda j: sympy.sqrt(f[j] * g[j]) / total, size)
        return le(s.loss(middle, y), (s.loss(f, y) + s.loss(g, y)) / 2)

    interior = Simplex(s.classes, interior=True)
    points = tuple(_logit_points(s)) if s.line.verdict == "REFUTED" else ()
    if points or s.line.verdict != "REFUTED":
        yield s.states("y", chord, points, f=interior, g=interior)


def _logit_points(s: Stated) -> Iterator[Mapping[str, Any]]:
    """Pairs of rational predictions whose logits are near those of the line."""
    w = s.line.witness
    c = s.c or 3
    if "p" in w:
        odds = w["p"] * (c - 1) / (1 - w["p"])
        for k in (1, 5, 20, 100, 1000):
            r = (1 + sympy.Rational(1, k)) ** 2
            pairs = [[[odds * r, 1], [odds / r, 1]], [[odds, r, 1 / r], [odds, 1 / r, r]]]
            for one, other in pairs:
                if len(one) <= c:
                    yield _pair(one, other, c)
    elif "label's logit" in w:
        low, _, high = w["label's logit"]
        others = [*map(_weight_of, w.get("other logits", [0] * (c - 1)))]
        yield _pair([_weight_of(low), *others], [_weight_of(high), *others], c)
    elif "logits" in w:
        one, other = ([*map(_weight_of, at)] for at in w["logits"])
        yield _pair(one, other, c)


def _weight_of(logit: Any) -> Any:
    """A rational near the exponential of a logit."""
    return sympy.Rational(str(sympy.exp(logit).evalf(12)))


def _pair(one: Any, other: Any, c: int) -> Mapping[str, Any]:
    at: dict[str, Any] = {"y": 0, "c": c}
    for name, weights in (("f", one), ("g", other)):
        weights = [*weights, *[sympy.Integer(1)] * (c - len(weights))]
        at[name] = Vector(weight / sympy.Add(*weights) for weight in weights)
    return at


def weight(s: Stated) -> Iterator[Sentence]:
    """The weight is nowhere above its peak, which it has where the line says so."""
    form, peak = s.line.values.get("weight"), s.line.values.get("peak")
    if form is None or (peak is None and "peak to 1e-9" not in s.line.values):
        return
    most = s.line.values["peak to 1e-9"] + SLACK if peak is None else peak
    at = s.line.values.get("at")

    def below(p: Any) -> Any:
        attained = [] if at in (None, 0, 1) else [eq(form.xreplace({P: at}), most)]
        return (le(form.xreplace({P: p}), most), *attained)

    yield Sentence(Statement({"p": Real(0, 1, open="both")}, {}, below))
