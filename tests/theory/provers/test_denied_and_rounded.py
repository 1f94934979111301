"""Goals whose opposite no hypothesis allows, floors, rows of T, mixtures of them, other classes."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Rational, ceiling, exp, floor, log, sqrt

from lossproof.theory.language import (
    class_sum,
    eq,
    every_class,
    every_other_class,
    ge,
    gt,
    le,
    lt,
    sum_of_others,
)
from lossproof.theory.statement import Proof
from tests.theory.provers.test_roots_and_powers import proved
from tests.theory.provers.test_strategies import Said, confirm, entropy, stated, unproved
from tests.turns import in_turns


def mixed(c: Any, f: Any, T: Any, k: Any) -> Any:
    """The probability of the noisy label k."""
    return class_sum(lambda j: f[j] * T[j][k], c)


def over_noisy(c: Any, f: Any, T: Any, of: Any) -> Any:
    return class_sum(lambda k: of(mixed(c, f, T, k)), c)


def row_squares(c: Any, T: Any) -> Any:
    return class_sum(lambda i: class_sum(lambda j: T[i][j] ** 2, c), c)


DENIED: list[tuple[Said, ...]] = [
    (lambda p: eq(p, 1), lambda p: le(p + 1 / p, 2)),
    (lambda p: eq(p, 1), lambda p: ge(log(p), p - 1)),
    (lambda p: lt(p, 1), lambda p: lt(p * exp(p), exp(1))),
    (lambda u: eq(u, Rational(1, 2)), lambda u: ge(entropy(u), log(2))),
    (lambda x: eq(x, 0), lambda x: eq(exp(x), 1 + x)),
    (lambda p, r: eq(p, r), lambda p, r: eq(exp(p) + p, exp(r) + r)),
]
NO_POLYNOMIALS: list[tuple[Said, ...]] = [  # nothing is a factor of what is a constant, or is 0
    (lambda x: eq(floor(log(8) / log(2)), 2),),
    (lambda x: eq(ceiling((1 + sqrt(2)) ** 2 - 2 * sqrt(2)), 4),),
    (lambda u, v: eq(u, v), lambda u, v: le(u**2 + v**2, 2 * u * v + (u - v) ** 2)),
]
NOT_DENIED: list[tuple[Said, ...]] = [
    (lambda u: le(Abs(log(u)) + floor(u * (1 - u)), 1),),  # SymPy: a polynomial in u and floor(…)
    (lambda p: eq(p, 1), lambda p: le(p + 1 / p, Rational(21, 10))),
    (lambda p: lt(p, 1), lambda p: le(p * exp(p), exp(1))),
    (lambda p: eq(p, 1), lambda p: le((p - 1) ** 2 * (p - 3) ** 2, 0)),
    (lambda p, r: eq(p, r), lambda p, r: eq(p * exp(-p), r * exp(-r))),
    (lambda x: ge(x, 0), lambda x: ge(x**3, -1)),
]
ROUNDED: list[tuple[Said, ...]] = [
    (lambda x: gt(floor(x) + 1, x),),
    (lambda r: ge(floor(r), 0),),
    (lambda x: eq(ceiling(x), -floor(-x)),),
    (lambda x: le(ceiling(x), floor(x) + 1),),
    (lambda x, z: le(floor(x) + floor(z), floor(x + z)),),
    (lambda c, x: eq(c, floor(x)), lambda c, x: le(c, x), lambda c, x: lt(x, c + 1)),
]
NOT_ROUNDED: list[tuple[Said, ...]] = [
    (lambda x: lt(floor(x), x),),
    (lambda p: gt(floor(p), 0),),
    (lambda r: ge(ceiling(r), 1),),
    (lambda x: eq(ceiling(x), floor(x) + 1),),
    (lambda x, z: eq(floor(x) + floor(z), floor(x + z)),),
    (lambda c, x: eq(c, floor(x)), lambda c, x: le(c, x), lambda c, x: le(x, c + 1)),
]
MIXED: list[tuple[Said, ...]] = [
    (lambda c, f, T: every_class(lambda k: le(mixed(c, f, T, k), 1), c),),
    (lambda c, f, T: every_class(lambda k: ge(mixed(c, f, T, k), 0), c),),
    (lambda c, f, T: ge(over_noisy(c, f, T, lambda u: u**2), 1 / c),),
    (lambda c, f, T: le(over_noisy(c, f, T, lambda u: u**2), 1),),
    (lambda c, f, T: ge(over_noisy(c, f, T, sqrt), 1),),
    (lambda c, T: le(row_squares(c, T), c),),
    (lambda c, f, w, y: le(abs(exp(w[y]) / class_sum(lambda j: exp(w[j]), c) - f[y]), 1),),
    (lambda c, T: ge(row_squares(c, T), 1),),
]
NOT_MIXED: list[tuple[Said, ...]] = [
    (lambda c, f, T: every_class(lambda k: le(class_sum(lambda j: T[j][k], c), 1), c),),
    (lambda c, w, T: every_class(lambda k: le(mixed(c, w, T, k), 1), c),),
    (lambda c, f, T: gt(over_noisy(c, f, T, lambda u: u**2), 1 / c),),
    (lambda c, f, T: le(over_noisy(c, f, T, sqrt), 1),),
    (lambda c, T: le(row_squares(c, T), c - Rational(1, 10)),),
    (lambda c, f, w, y: le(abs(exp(w[y]) / class_sum(lambda j: exp(w[j]), c) - f[y]), 1 - 1 / c),),
    (lambda c, T: ge(row_squares(c, T), Rational(101, 100)),),
]


def below(c: Any, f: Any, y: Any, u: Any) -> Any:
    return every_other_class(lambda j: le(f[j], u), y, c)


def behind(c: Any, f: Any, y: Any, u: Any) -> Any:
    return every_other_class(lambda j: ge(f[y] - f[j], u), y, c)


OTHERS: list[tuple[Said, ...]] = [
    (lambda c, f, y, u: le(sum_of_others(lambda j: f[j], y, c), (c - 1) * u), below),
    (lambda c, f, y, u: ge(f[y], 1 - (c - 1) * u), below),
    (
        lambda c, f, y, q: ge(
            sum_of_others(lambda j: (1 - f[j] ** q) / q, y, c),
            (c - c ** (1 - q)) / q - (1 - f[y] ** q) / q,
        ),
    ),
    (lambda c, f, y, u: ge(c * f[y], 1 + (c - 1) * u), behind),
]
NOT_OTHERS: list[tuple[Said, ...]] = [
    (lambda c, f, y, u: le(sum_of_others(lambda j: f[j], y, c), (c - 2) * u), below),
    (lambda c, f, y, u: every_class(lambda j: le(f[j], u), c), below),
    (lambda c, f, y, u: ge(c * f[y], 1 + c * u), behind),
]


@in_turns("given", [*DENIED, *ROUNDED, *MIXED, *OTHERS], 8)
def test_what_is_true_is_proved(given: tuple[Said, ...]) -> None:
    statement = stated(*given)
    confirm(statement, *proved(statement))


@in_turns("given", [*NOT_DENIED, *NO_POLYNOMIALS, *NOT_ROUNDED, *NOT_MIXED, *NOT_OTHERS], 8)
def test_nothing_false_is(given: tuple[Said, ...]) -> None:
    assert unproved(Proof(stated(*given)))
