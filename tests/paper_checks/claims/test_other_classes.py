"""Sums over other classes, noisy posteriors and powers, as people state them without a proof."""

from __future__ import annotations

from typing import Any

from sympy import Abs, KroneckerDelta, Rational, log

from lossproof.theory.domain import Classes, Label, Real, Simplex, Transitions
from lossproof.theory.language import class_sum, eq, ge, le, lt
from tests.paper_checks.claims.stating import found_by_itself
from tests.turns import in_turns

C = Classes()
LABELLED: Any = {"c": C, "f": Simplex(C), "y": Label(C)}
NOISY: Any = {"c": C, "f": Simplex(C), "g": Simplex(C), "T": Transitions(C)}
RATE: Any = {"c": C, "e": Real(0, 1, open="both"), "p": Real(0, 1)}
POWERS: Any = {"x": Real(-1), "r": Real(1)}


def squares(c: Any, f: Any) -> Any:
    return class_sum(lambda j: f[j] ** 2, c)


def of_others(c: Any, f: Any, y: Any) -> Any:
    return class_sum(lambda j: f[j] ** 2 * (1 - KroneckerDelta(j, y)), c)


def mixed(c: Any, f: Any, T: Any, k: Any) -> Any:
    return class_sum(lambda j: f[j] * T[j][k], c)


def variation(c: Any, of: Any) -> Any:
    return class_sum(lambda k: Abs(of(k)), c)


def least(c: Any, f: Any) -> Any:
    return eq(squares(c, f), 1 / c)


VERDICTS: dict[str, tuple[Any, Any, Any, str]] = {
    "squares of the others and their mean": (
        lambda c, f, y: ge((c - 1) * of_others(c, f, y), (1 - f[y]) ** 2),
        LABELLED, None, "PROVED"),
    "written as a difference": (
        lambda c, f, y: ge((c - 1) * (squares(c, f) - f[y] ** 2), (1 - f[y]) ** 2),
        LABELLED, None, "PROVED"),
    "the mean over all classes": (
        lambda c, f, y: ge((c - 2) * (squares(c, f) - f[y] ** 2), (1 - f[y]) ** 2),
        LABELLED, None, "REFUTED"),
    "squares of the others and their sum": (
        lambda c, f, y: le(squares(c, f) - f[y] ** 2, (1 - f[y]) ** 2),
        LABELLED, None, "PROVED"),
    "less than their sum": (
        lambda c, f, y: le(squares(c, f) - f[y] ** 2, Rational(9, 10) * (1 - f[y]) ** 2),
        LABELLED, None, "REFUTED"),
    "squares are least at the uniform output alone": (
        lambda c, f, y: eq(f[y], 1 / c), LABELLED, {"least": least}, "PROVED"),
    "at another output": (
        lambda c, f, y: eq(f[y], 1 / (c + 1)), LABELLED, {"least": least}, "REFUTED"),
    "noise contracts the total variation": (
        lambda c, f, g, T: le(variation(c, lambda k: mixed(c, f, T, k) - mixed(c, g, T, k)),
                              variation(c, lambda k: f[k] - g[k])),
        NOISY, None, "PROVED"),
    "written as one sum": (
        lambda c, f, g, T: le(
            variation(c, lambda k: class_sum(lambda j: (f[j] - g[j]) * T[j][k], c)),
            variation(c, lambda k: f[k] - g[k])),
        NOISY, None, "PROVED"),
    "columns in place of rows": (
        lambda c, f, g, T: le(
            variation(c, lambda k: class_sum(lambda j: (f[j] - g[j]) * T[k][j], c)),
            variation(c, lambda k: f[k] - g[k])),
        NOISY, None, "REFUTED"),
    "contracts by a half": (
        lambda c, f, g, T: le(variation(c, lambda k: mixed(c, f, T, k) - mixed(c, g, T, k)),
                              variation(c, lambda k: f[k] - g[k]) / 2),
        NOISY, None, "REFUTED"),
    "the forward-corrected loss of the label": (
        lambda c, e, p: ge(-log((1 - e) * p + e / (c - 1) * (1 - p)), -log(1 - e)),
        RATE, {"rate": lambda c, e: lt(e, (c - 1) / c)}, "PROVED"),
    "Bernoulli": (lambda x, r: ge((1 + x) ** r, 1 + r * x), POWERS, None, "PROVED"),
    "more than Bernoulli": (
        lambda x, r: ge((1 + x) ** r, 1 + r * x + x**2 / 9), POWERS, None, "REFUTED"),
    "Bernoulli the other way round": (
        lambda x, r: le((1 + x) ** r, 1 + r * x), POWERS, None, "REFUTED"),
}  # fmt: skip


@in_turns("name", VERDICTS, 5)
def test_the_verdict(name: str) -> None:
    said, domains, given, expected = VERDICTS[name]
    assert found_by_itself(expected, said, given, **domains) == expected
