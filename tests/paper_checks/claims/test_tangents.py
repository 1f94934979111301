"""Tangents, determinants, reciprocals and integers, as people state them without a proof."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, exp, log, sqrt

from lossproof.theory.domain import (
    Classes,
    Integer,
    Joint,
    Label,
    Real,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import class_sum, eq, every_class, ge, le, sum_of_others
from lossproof.theory.language.terms import determinant, product
from tests.paper_checks.claims.stating import found_by_itself
from tests.turns import in_turns

C = Classes()
POWERS: Any = {"u": Real(0, 1), "k": Real(0, 1, open="left"), "q": Real(0, 1, open="left")}
YOUNG: Any = {"a": Real(0, 5), "b": Real(0, 5), "p": Real(1, 5, open="left")}
COINS: Any = {"p": Real(0, 1, open="both"), "r": Real(0, 1, open="both")}
HEAT: Any = {"z": Real(0), "t": Real(0, 1, open="left")}
NOISY: Any = {"c": C, "Q": Joint(C), "T": Transitions(C)}
SCORES: Any = {"c": C, "v": Scores(C), "y": Label(C)}
RATE: Any = {"c": C, "f": Simplex(C), "y": Label(C), "e": Real(0, 1)}


INSIDE: Any = {"c": C, "f": Simplex(C, interior=True), "y": Label(C)}


def likeliest(c: Any, f: Any, y: Any) -> Any:
    return every_class(lambda j: le(f[j], f[y]), c)


def kl(p: Any, r: Any) -> Any:
    return p * log(p / r) + (1 - p) * log((1 - p) / (1 - r))


def hellinger(p: Any, r: Any) -> Any:
    return (sqrt(p) - sqrt(r)) ** 2 + (sqrt(1 - p) - sqrt(1 - r)) ** 2


def unhinged(c: Any, f: Any, y: Any, e: Any) -> Any:
    others = sum_of_others(lambda j: 1 - f[j], y, c)
    return (1 - e) * (1 - f[y]) + e / (c - 1) * others


def centred(c: Any, v: Any) -> Any:
    return eq(class_sum(lambda j: v[j], c), 0)


def squares(c: Any, v: Any) -> Any:
    return class_sum(lambda j: v[j] ** 2, c)


FLOORS: Any = {"c": C, "f": Simplex(C), "y": Label(C), "s": COINS["p"], "t": COINS["p"]}


def floored(c: Any, f: Any, y: Any, t: Any) -> Any:
    return sum_of_others(lambda j: Max(t, f[j]), y, c)


def rate(c: Any, e: Any) -> Any:
    return le(e, 1 - 1 / c)


VERDICTS: dict[str, tuple[Any, Any, Any, str]] = {
    "a power below its tangent at k": (
        lambda u, k, q: le(u**q, k**q + q * k ** (q - 1) * (u - k)), POWERS, None, "PROVED"),
    "a power below its tangent at 1": (
        lambda u, q: le(u**q, 1 + q * (u - 1)), {"u": Real(0), "q": Real(0, 1)}, None, "PROVED"),
    "at 1, half as steep": (
        lambda u, q: le(u**q, 1 + q * (u - 1) / 2), {"u": Real(0), "q": Real(0, 1)}, None,
        "REFUTED"),
    "half as steep": (
        lambda u, k, q: le(u**q, k**q + q * k ** (q - 1) * (u - k) / 2), POWERS, None, "REFUTED"),
    "Young": (
        lambda a, b, p: le(a * b, a**p / p + b ** (p / (p - 1)) * (p - 1) / p),
        YOUNG, None, "PROVED"),
    "half of one term": (
        lambda a, b, p: le(a * b, a**p / p + b ** (p / (p - 1)) * (p - 1) / (2 * p)),
        YOUNG, None, "REFUTED"),
    "relative entropy above the distance of roots": (
        lambda p, r: ge(kl(p, r), hellinger(p, r)), COINS, None, "PROVED"),
    "above three times that": (
        lambda p, r: ge(kl(p, r), 3 * hellinger(p, r)), COINS, None, "REFUTED"),
    "reciprocals in order": (
        lambda z, t: ge(1 / (1 + exp(-z / t)), 1 / (1 + exp(-z))), HEAT, None, "PROVED"),
    "out of order": (
        lambda z, t: le(1 / (1 + exp(-z / t)), 1 / (1 + exp(-z))), HEAT, None, "REFUTED"),
    "determinant of a product": (
        lambda Q, T: eq(determinant(product(Q, T)), determinant(Q) * determinant(T)),
        NOISY, None, "PROVED"),
    "noise does not enlarge a determinant": (
        lambda Q, T: le(Abs(determinant(product(Q, T))), Abs(determinant(Q))),
        NOISY, None, "PROVED"),
    "squares of centred scores": (
        lambda c, v, y: ge(squares(c, v), c / (c - 1) * v[y] ** 2),
        SCORES, {"centred": centred}, "PROVED"),
    "too large a part of them": (
        lambda c, v, y: ge(squares(c, v), (c + 1) / (c - 1) * v[y] ** 2),
        SCORES, {"centred": centred}, "REFUTED"),
    "exponentials of centred scores": (
        lambda c, v: ge(class_sum(lambda j: exp(v[j]), c), c), SCORES, {"centred": centred},
        "PROVED"),
    "one more": (
        lambda c, v: ge(class_sum(lambda j: exp(v[j]), c), c + 1), SCORES, {"centred": centred},
        "REFUTED"),
    "no output is better than the clean label": (
        lambda c, f, y, e: ge(unhinged(c, f, y, e), e), RATE, {"rate": rate}, "PROVED"),
    "at any rate": (
        lambda c, f, y, e: ge(unhinged(c, f, y, e), e), RATE, None, "REFUTED"),
    "the likeliest label": (
        lambda c, f, y: le(-log(f[y]), log(c)), INSIDE, {"likeliest": likeliest}, "PROVED"),
    "any label": (
        lambda c, f, y: le(-log(f[y]), log(c)), INSIDE, None, "REFUTED"),
    "floors of the other classes": (
        lambda c, f, y, s, t: ge(-floored(c, f, y, t) * log(s), (1 - c) * t * log(s)),
        FLOORS, None, "PROVED"),
    "floors of all classes": (
        lambda c, f, y, s, t: ge(-floored(c, f, y, t) * log(s), -c * t * log(s)),
        FLOORS, None, "REFUTED"),
    "powers of 2 and twice the exponent": (
        lambda n: ge(2**n, 2 * n), {"n": Integer(1)}, None, "PROVED"),
    "powers of 2 and squares, from 4 on": (
        lambda n: ge(2**n, n**2), {"n": Integer(4)}, None, "PROVED"),
    "from 0 on": (lambda n: ge(2**n, n**2), {"n": Integer(0)}, None, "REFUTED"),
}  # fmt: skip


@in_turns("name", VERDICTS, 6)
def test_the_verdict(name: str) -> None:
    said, domains, given, expected = VERDICTS[name]
    assert found_by_itself(expected, said, given, **domains) == expected
