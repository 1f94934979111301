"""Integers, squares and entries that are written out, as people state them without a proof."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Rational, exp, log, sqrt

from lossproof.theory.domain import Classes, Integer, Label, Real, Simplex
from lossproof.theory.language import eq, ge, gt, le
from tests.paper_checks.claims.stating import found_by_itself, verdict
from tests.turns import in_turns

X: Any = {"x": Real()}
XY: Any = {"x": Real(), "y": Real()}
HALF = Rational(1, 2)


def squares(f: Any, classes: int) -> Any:
    return sum(f[j] ** 2 for j in range(classes))


def entropy(f: Any) -> Any:
    return -f[0] * log(f[0]) - f[1] * log(f[1])


VERDICTS: dict[str, tuple[Any, Any, Any, str]] = {
    "two integers in a row": (lambda n: ge(n * (n - 1), 0), {}, {"n": Integer(-5)}, "PROVED"),
    "three": (lambda n: ge(n * (n - 1) * (n - 2), 0), {}, {"n": Integer(0)}, "PROVED"),
    "three from below": (
        lambda n: ge(n * (n - 1) * (n - 2), 0), {}, {"n": Integer(-1)}, "REFUTED"),
    "far from a half": (
        lambda c: ge((c - Rational(5, 2)) ** 2, Rational(1, 4)), {}, {"c": Classes()}, "PROVED"),
    "and farther": (
        lambda c: gt((c - Rational(5, 2)) ** 2, Rational(1, 4)), {}, {"c": Classes()}, "REFUTED"),
    "a real number": (lambda x: ge(x * (x - 1), 0), {}, X, "REFUTED"),
    "a square that is not above 0": (
        lambda x: eq(x, 0), {"small": lambda x: le(x**2, 0)}, X, "PROVED"),
    "of a difference": (
        lambda x, y: eq(x, y), {"small": lambda x, y: le((x - y) ** 2, 0)}, XY, "PROVED"),
    "a small square": (lambda x: eq(x, 0), {"small": lambda x: le(x**2, 1)}, X, "REFUTED"),
    "the root of a square": (lambda x: eq(sqrt((x - 1) ** 2), Abs(x - 1)), {}, X, "PROVED"),
    "and without its sign": (lambda x: eq(sqrt((x - 1) ** 2), x - 1), {}, X, "REFUTED"),
    "the mean of two squares": (
        lambda x, y: ge(sqrt((x**2 + y**2) / 2), (x + y) / 2), {}, XY, "PROVED"),
    "two entries": (lambda f: le(f[0] * f[1], Rational(1, 4)), {}, {"f": Simplex(2)}, "PROVED"),
    "a smaller product": (
        lambda f: le(f[0] * f[1], Rational(6, 25)), {}, {"f": Simplex(2)}, "REFUTED"),
    "three entries": (lambda f: le(squares(f, 3), 1), {}, {"f": Simplex(3)}, "PROVED"),
    "two of three": (lambda f: le(squares(f, 2), HALF), {}, {"f": Simplex(3)}, "REFUTED"),
    "the entry of a label": (
        lambda f, y: le(f[y] * (1 - f[y]), Rational(1, 4)), {},
        {"f": Simplex(2), "y": Label(2)}, "PROVED"),
    "the logistic loss of both labels": (
        lambda x: eq(log(1 + exp(x)) - log(1 + exp(-x)), x), {}, X, "PROVED"),
    "mixed": (
        lambda x, w: eq(w * log(1 + exp(x)) + (1 - w) * log(1 + exp(-x)),
                        w * x + log(1 + exp(-x))), {}, {**X, "w": Real(0, 1)}, "PROVED"),
    "a parabola above the logistic loss": (
        lambda x: le(log(1 + exp(x)), x**2 / 8 + x / 2 + log(2)), {}, X, "PROVED"),
    "a flatter parabola": (
        lambda x: le(log(1 + exp(x)), x**2 / 9 + x / 2 + log(2)), {}, X, "REFUTED"),
    "and twice the margin": (
        lambda x: eq(log(1 + exp(x)) - log(1 + exp(-x)), 2 * x), {}, X, "REFUTED"),
    "entropy of two": (
        lambda f: le(entropy(f), log(2)), {}, {"f": Simplex(2, interior=True)}, "PROVED"),
    "less entropy": (
        lambda f: le(entropy(f), Rational(2, 3)), {}, {"f": Simplex(2, interior=True)},
        "REFUTED"),
}  # fmt: skip


@in_turns("case", VERDICTS, 3)
def test_the_verdict(case: str) -> None:
    conclusion, given, domains, found = VERDICTS[case]
    assert found_by_itself(found, conclusion, given, **domains) == found


def test_a_power_too_long_to_be_worked_out_is_no_counterexample() -> None:
    numbers: Any = {"q": Real(-Rational(1, 10**9), 1), "a": Real(0, 1), "b": Real(0, 1)}
    order = {"order": lambda a, b: ge(b, a)}
    assert verdict(lambda a, b, q: ge(b**q, a**q), order, **numbers) == "UNDECIDED"
