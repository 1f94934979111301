"""Bounds of means over the samples and of sums of scores, as people state them without a proof."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, Rational, exp, log

from lossproof.theory.domain import Classes, Each, Label, Real, Samples, Scores, Simplex
from lossproof.theory.language import class_sum, ge, le, sample_mean
from tests.paper_checks.claims.stating import found_by_itself
from tests.turns import in_turns

C, N = Classes(), Samples()
UNIT: Any = {"n": N, "a": Each(N, Real(0, 1))}
OPEN: Any = {"n": N, "a": Each(N, Real(0, 1, open="left"))}
SIGNED: Any = {"n": N, "a": Each(N, Real(-1, 1))}
TWO: Any = {**UNIT, "b": Each(N, Real(0, 1))}
SCORES: Any = {"c": C, "v": Scores(C), "w": Scores(C)}
PREDICTED: Any = {"n": N, "c": C, "f": Each(N, Simplex(C)), "Y": Each(N, Label(C))}


def mean(values: Any, n: Any) -> Any:
    return sample_mean(lambda i: values[i], n)


def of(function: Any, values: Any, n: Any) -> Any:
    return sample_mean(lambda i: function(values[i]), n)


def risk(f: Any, y: Any, n: Any) -> Any:
    return sample_mean(lambda i: 1 - f[i][y[i]], n)


VERDICTS: dict[str, tuple[Any, Any, str]] = {
    "each is bounded": (lambda n, a: le(of(lambda u: exp(-u), a, n), 1), UNIT, "PROVED"),
    "by less": (lambda n, a: le(of(lambda u: exp(-u), a, n), Rational(9, 10)), UNIT, "REFUTED"),
    "the variance": (
        lambda n, a: le(of(lambda u: u**2, a, n) - mean(a, n) ** 2, Rational(1, 4)),
        UNIT, "PROVED"),
    "less variance": (
        lambda n, a: le(of(lambda u: u**2, a, n) - mean(a, n) ** 2, Rational(6, 25)),
        UNIT, "REFUTED"),
    "Jensen for squares": (
        lambda n, a: le(mean(a, n) ** 2, of(lambda u: u**2, a, n)), SIGNED, "PROVED"),
    "Jensen the wrong way round": (
        lambda n, a: ge(mean(a, n) ** 2, of(lambda u: u**2, a, n)), SIGNED, "REFUTED"),
    "Jensen for exponentials": (
        lambda n, a: ge(of(exp, a, n), exp(mean(a, n))), UNIT, "PROVED"),
    "Jensen for logarithms": (
        lambda n, a: le(of(log, a, n), log(mean(a, n))), OPEN, "PROVED"),
    "a logarithm of each": (lambda n, a: le(of(log, a, n), mean(a, n) - 1), OPEN, "PROVED"),
    "without a value": (lambda n, a: le(of(log, a, n), mean(a, n) - 1), UNIT, "UNDECIDED"),
    "absolute values": (lambda n, a: le(Abs(mean(a, n)), of(Abs, a, n)), SIGNED, "PROVED"),
    "absolute values the other way round": (
        lambda n, a: ge(Abs(mean(a, n)), of(Abs, a, n)), SIGNED, "REFUTED"),
    "the hinge": (
        lambda n, a: ge(of(lambda u: Max(0, 1 - u), a, n), 1 - mean(a, n)), SIGNED, "PROVED"),
    "products": (
        lambda n, a, b: le(sample_mean(lambda i: a[i] * b[i], n), mean(a, n)), TWO, "PROVED"),
    "sums of absolute values": (
        lambda c, v: le(Abs(v.total()), v.total(Abs)), SCORES, "PROVED"),
    "the triangle inequality": (
        lambda c, v, w: le(class_sum(lambda j: Abs(v[j] + w[j]), c), v.total(Abs) + w.total(Abs)),
        SCORES, "PROVED"),
    "and the other way round": (
        lambda c, v, w: ge(class_sum(lambda j: Abs(v[j] + w[j]), c), v.total(Abs) + w.total(Abs)),
        SCORES, "REFUTED"),
    "exponentials of scores": (lambda c, v: ge(v.total(exp), c + v.total()), SCORES, "PROVED"),
    "the empirical risk": (lambda n, f, Y: le(risk(f, Y, n), 1), PREDICTED, "PROVED"),
    "a smaller risk": (lambda n, f, Y: le(risk(f, Y, n), Rational(1, 2)), PREDICTED, "REFUTED"),
}  # fmt: skip


@in_turns("case", VERDICTS, 3)
def test_the_verdict(case: str) -> None:
    conclusion, domains, found = VERDICTS[case]
    assert found_by_itself(found, conclusion, **domains) == found
