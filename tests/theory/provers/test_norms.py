"""Norms of vectors, sums in one order, kinks of three numbers, roots and logarithms of numbers."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, Min, Rational, exp, log, sqrt

from lossproof.theory.domain import Classes, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import class_sum, eq, every_class, ge, gt, le, lt
from lossproof.theory.statement import Proof, Statement
from tests.theory.provers.test_lemmas import Said
from tests.theory.provers.test_strategies import prove_and_confirm, unproved
from tests.turns import in_turns

MORE, HALF = Rational(101, 100), Rational(1, 2)


def statement(said: Said, *given: Said) -> Statement:
    c = Classes()
    domains = {
        "c": c, "f": Simplex(c), "g": Simplex(c, interior=True), "w": Scores(c), "y": Label(c),
        "T": Transitions(c), "n": Real(0, 1), "x": Real(), "z": Real(), "r": Real(0),
        "v": Real(0), "b": Real(0, open="left"), "m": Real(1),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, {f"h{k}": each for k, each in enumerate(given)}, said)


def absolute(c: Any, w: Any) -> Any:
    return class_sum(lambda j: Abs(w[j]), c)


def length(c: Any, w: Any) -> Any:
    return sqrt(class_sum(lambda j: w[j] ** 2, c))


def apart(c: Any, f: Any, g: Any) -> Any:
    return class_sum(lambda j: Abs(f[j] - g[j]), c)


def mixed_apart(c: Any, f: Any, g: Any, n: Any) -> Any:
    return class_sum(lambda j: Abs(n * f[j] + (1 - n) * g[j] - g[j]), c)


def softmax_mean(c: Any, w: Any) -> Any:
    total = class_sum(lambda j: exp(w[j]), c)
    return class_sum(lambda j: w[j] * exp(w[j]), c) / total


def positive(c: Any, w: Any) -> Any:
    return every_class(lambda j: ge(w[j], 0), c)


def products(c: Any, f: Any, g: Any) -> Any:
    return class_sum(lambda j: f[j] * g[j], c)


def powers(c: Any, f: Any, g: Any, exponent: Any) -> Any:
    return class_sum(lambda j: f[j] * g[j] ** exponent, c)


def column(c: Any, f: Any, T: Any, y: Any) -> Any:
    return class_sum(lambda i: f[i] * T[i][y], c)


def likely(f: Any, y: Any, n: Any) -> Any:
    return ge(f[y], 1 - n)


def rare_noise(c: Any, n: Any, T: Any) -> Any:
    return every_class(lambda i: ge(T[i][i], 1 - n), c)


def of_halves(c: Any, f: Any, g: Any, half: Any) -> Any:
    return class_sum(lambda j: g[j] * log(g[j] * half + f[j] * half), c)


def exps(c: Any, w: Any, sign: int) -> Any:
    return class_sum(lambda j: exp(sign * w[j]), c)


TRUE: list[tuple[Said, ...]] = [
    (lambda c, f, g, n: eq(mixed_apart(c, f, g, n), n * apart(c, f, g)),),
    (lambda c, f, g: le(apart(c, f, g),
                        sqrt(c) * sqrt(class_sum(lambda j: (f[j] - g[j]) ** 2, c))),),
    (lambda c, w: le(length(c, w), absolute(c, w)),),
    (lambda c, w: ge(class_sum(lambda j: w[j], c) ** 2, length(c, w) ** 2), positive),
    (lambda c, w: ge(softmax_mean(c, w), class_sum(lambda j: w[j], c) / c),),
    (lambda c, T, y: ge(class_sum(lambda j: T[y][j] ** 2, c), 1 / c),),
    (lambda c, g: ge(-class_sum(lambda j: log(1 - g[j]), c), 1),),
    (lambda c, f, y: ge(1 - f[y] / length(c, f), 0),),
    (lambda c, f: gt(length(c, f), 0),),
    (lambda x, b: ge(b * log(1 + exp(-x / b)), Max(0, -x)),),
    (lambda r, x, z: le((r + x + z) / 3, Max(r, x, z)),),
    (lambda r, x, z: le(Max(r, x, z) - Min(r, x, z), Abs(r - x) + Abs(x - z)),),
    (lambda x, z: le(Abs(sqrt(x**2 + 1) - sqrt(z**2 + 1)), Abs(x - z)),),
    (lambda c, f, g: ge(class_sum(lambda j: f[j] / g[j], c), 1 / products(c, f, g)),),
    (lambda c, w: ge(exps(c, w, 1) * exps(c, w, -1), c**2),),
    (lambda c, f, g, b: le(class_sum(lambda j: f[j] / g[j], c), 1 / b),
     lambda c, g, b: every_class(lambda j: ge(g[j], b), c)),
    (lambda c, w, y, b: ge(log(exps(c, w, 1)) - w[y], log((c - 1) * exp(-b) + 1)),
     lambda c, w, y, b: every_class(lambda j: ge(w[j], w[y] - b), c)),
    (lambda c, f, g, n: le(powers(c, f, g, n), products(c, f, g) ** n),),
    (lambda c, f, g: ge(powers(c, f, g, MORE), products(c, f, g) ** MORE),),
    (lambda c, f, g, m: ge(powers(c, f, g, m), products(c, f, g) ** m),),
    (lambda g, y, m: le((g[y] / 3 + 2 * g[0] / 3) ** m, g[y] ** m / 3 + 2 * g[0] ** m / 3),),
    (lambda c, f, n, y, T: le(column(c, f, T, y), f[y] + n * (1 - f[y])), rare_noise),
    (lambda c, f, n, y, T: le(Abs(column(c, f, T, y) - f[y]), n), rare_noise),
    (lambda c, f, g: eq(of_halves(c, f, g, HALF), of_halves(c, f, g, 1) - log(2)),),
    (lambda r, b: eq(log(r / 2 + b / 2), log(r + b) - log(2)),),
    (lambda c, f, n, y, T: every_class(lambda k: le(column(c, f, T, k), T[y][k] + n), c), likely),
    (lambda c, f, n, y, T: le(Abs(column(c, f, T, y) - T[y][y]), n), likely),
    (lambda c, w, y, b, T: le(Abs(class_sum(lambda j: T[y][j] * w[j], c)), b),
     lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c)),
]  # fmt: skip
FALSE: list[tuple[Said, ...]] = [
    (lambda c, f, g, n: eq(mixed_apart(c, f, g, n), (1 - n) * apart(c, f, g)),),
    (lambda c, w: le(length(c, w) * MORE, absolute(c, w)),),
    (lambda c, w: lt(length(c, w), absolute(c, w)),),
    (lambda c, w: ge(class_sum(lambda j: w[j], c) ** 2, length(c, w) ** 2),),
    (lambda c, w: gt(softmax_mean(c, w), class_sum(lambda j: w[j], c) / c),),
    (lambda c, T, y: ge(class_sum(lambda j: T[j][y] ** 2, c), 1 / c),),
    (lambda c, g: ge(-class_sum(lambda j: log(1 - g[j]), c), MORE + Rational(1, 2)),),
    (lambda c, f, y: gt(1 - f[y] / length(c, f), 0),),
    (lambda x, b: ge(b * log(1 + exp(-x / b)), Max(b / 100, -x)),),
    (lambda r, x, z: le((r + x + z) / 3 * MORE, Max(r, x, z)),),
    (lambda r, x, z: le(MORE * (Max(r, x, z) - Min(r, x, z)), Abs(r - x) + Abs(x - z)),),
    (lambda x, z: le(Abs(sqrt(x**2 + 1) - sqrt(z**2 + 1)), Abs(x - z) * Rational(9, 10)),),
    (lambda x, z: gt(sqrt(x**2 + z**2), 0),),
    (lambda c, f, g: ge(class_sum(lambda j: f[j] / g[j], c), MORE / products(c, f, g)),),
    (lambda c, w: ge(exps(c, w, 1) * exps(c, w, -1), c**2 * MORE),),
    (lambda c, f, g, b: le(class_sum(lambda j: f[j] / g[j], c), 1 / (b * MORE)),
     lambda c, g, b: every_class(lambda j: ge(g[j], b), c)),
    (lambda c, w, y, b: ge(log(exps(c, w, 1)) - w[y], log(c * exp(-b) + 1)),
     lambda c, w, y, b: every_class(lambda j: ge(w[j], w[y] - b), c)),
    (lambda c, f, g, n: ge(powers(c, f, g, n), products(c, f, g) ** n),),
    (lambda c, f, g, v: ge(powers(c, f, g, v), products(c, f, g) ** v),),
    (lambda c, f, n, y, T: le(column(c, f, T, y), f[y] + n * (1 - f[y]) / 2), rare_noise),
    (lambda c, f, g: eq(of_halves(c, f, g, HALF), of_halves(c, f, g, 1) + log(2)),),
    (lambda c, f, n, y, T: every_class(lambda k: le(column(c, f, T, k), T[y][k]), c), likely),
    (lambda c, f, n, y, T: le(Abs(column(c, f, T, y) - T[y][y]), n / 2), likely),
    (lambda c, f, n, y, T: le(Abs(column(c, f, T, y) - f[y]), n * f[y]), rare_noise),
]  # fmt: skip


@in_turns("said", TRUE, 4)
def test_it_is_proved_and_every_step_confirmed(said: tuple[Said, ...]) -> None:
    prove_and_confirm(statement(*said))


@in_turns("said", FALSE, 4)
def test_no_false_neighbour_is_proved(said: tuple[Said, ...]) -> None:
    assert unproved(Proof(statement(*said)))
