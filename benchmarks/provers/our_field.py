"""Inequalities of losses, entropies, rates, and sums over any number of classes."""

from __future__ import annotations

from typing import Any

from sympy import Rational, exp, log, sqrt

from lossproof.theory.domain import Classes, Domain, Label, Real, Simplex, Transitions
from lossproof.theory.language import class_sum, eq, ge, gt, le, lt

HALF = Rational(1, 2)


def domains() -> dict[str, Domain]:
    """A prediction `f`, one inside the simplex `g`, labels, a noise `T`, and numbers by letter."""
    c = Classes()
    made: dict[str, Domain] = {
        "c": c, "f": Simplex(c), "g": Simplex(c, interior=True), "y": Label(c), "T": Transitions(c),
        "q": Real(0, 1, open="left"), "k": Real(0, 1, open="both"), "u": Real(0, 1, open="left"),
        "v": Real(0, 1, open="both"), "e": Real(0, HALF), "n": Real(0, 1), "x": Real(),
        "z": Real(0), "r": Real(1), "b": Real(0, open="left"),
    }  # fmt: skip
    for name, domain in made.items():
        domain.name = name
    return made


STATEMENTS: list[Any] = [
    lambda u: ge(-log(u), 1 - u),
    lambda u, q: ge((1 - u**q) / q, 1 - u),
    lambda u, q: le((1 - u**q) / q, -log(u)),
    lambda u, q: ge(u**q, u),
    lambda u, q: le((1 - u**q) / q, 1 / q),
    lambda u, q: ge((1 - u**q) / q, 0),
    lambda u, q: ge(u ** (q - 1), 1),
    lambda u: ge(2 * (1 - sqrt(u)), 1 - u),
    lambda u: le(2 * (1 - sqrt(u)), -log(u)),
    lambda u: le((1 - u) ** 2, 1 - u),
    lambda u: ge(-log(u), (1 - u) + (1 - u) ** 2 / 2),
    lambda u: le(1 - u, -log(u) * u + (1 - u)),
    lambda v: ge(-(1 - v) * log(v), (1 - v) ** 2),
    lambda v: le(-v * log(v), 1 - v),
    lambda v: le(-v * log(v), exp(-1)),
    lambda v: le(-v * log(v) - (1 - v) * log(1 - v), log(2)),
    lambda v: ge(-v * log(v) - (1 - v) * log(1 - v), 2 * log(2) * (1 - v) * v),
    lambda v: ge(log(2) + v * log(v) + (1 - v) * log(1 - v), 2 * (v - HALF) ** 2),
    lambda v, k: ge(v * log(v / k) + (1 - v) * log((1 - v) / (1 - k)), 0),
    lambda v, k: ge(v * log(v / k) + (1 - v) * log((1 - v) / (1 - k)), 2 * (v - k) ** 2),
    lambda x: ge(log(1 + exp(-x)), 0),
    lambda x: ge(log(1 + exp(-x)), -x),
    lambda x: ge(exp(-x), 1 - x),
    lambda x: le(1 / (1 + exp(-x)), 1),
    lambda x: ge(exp(-x) - log(1 + exp(-x)), 0),
    lambda x: ge((1 - x) ** 2, 0),
    lambda e: ge(1 - 2 * e, 0),
    lambda e: ge((1 - e) ** 2, e**2),
    lambda e: le(2 * e * (1 - e), HALF),
    lambda e, n: le(n * (1 - e) + (1 - n) * e, 1),
    lambda e, v: le(v * (1 - e) + (1 - v) * e, 1 - e),
    lambda c: gt(c / (c - 1), 1),
    lambda c: le((c - 1) / c, 1),
    lambda c: ge(log(c), 1 - 1 / c),
    lambda c: le(log(c), c - 1),
    lambda c: ge(log(c), log(2)),
    lambda c, q: ge(c ** (1 - q), 1),
    lambda c, q: le(c ** (1 - q), c),
    lambda c, q: le((c - c ** (1 - q)) / q, (c - 1) / q),
    lambda c, q: ge((c ** (1 - q) - 1) / q, 0),
    lambda c, n: le(1 - n * (c - 1) / c, 1),
    lambda c, f: eq(f.total(lambda u: 1 - u), c - 1),
    lambda f: le(f.total(lambda u: u**2), 1),
    lambda f, y: le(f[y] ** 2, f[y]),
    lambda f, q: ge(f.total(lambda u: u**q), 1),
    lambda f, r: le(f.total(lambda u: u**r), 1),
    lambda c, f: ge(f.total(lambda u: u**2), 1 / c),
    lambda c, f: le(f.total(sqrt), sqrt(c)),
    lambda c, f, q: le(f.total(lambda u: u**q), c ** (1 - q)),
    lambda c, g: ge(g.total(lambda u: -log(u)), c * log(c)),
    lambda c, g: ge(g.total(lambda u: -log(u)), c - 1),
    lambda c, g: le(g.total(lambda u: -u * log(u)), log(c)),
    lambda g: ge(g.total(lambda u: -u * log(u)), 0),
    lambda g: ge(g.total(lambda u: -u * log(u)), 1 - g.total(lambda u: u**2)),
    lambda c, f: le(f.total(lambda u: (1 - u) ** 2), c - 1),
    lambda c, f: ge(f.total(lambda u: (1 - u) ** 2), c - 2),
    lambda c, f, y, T: le(class_sum(lambda j: T[y][j] * f[j], c), 1),
    lambda c, f, y, T: ge(class_sum(lambda j: T[y][j] * (1 - f[j]), c), 0),
    lambda g, y: ge(-log(g[y]), 1 - g[y]),
    lambda f, y, q: ge((1 - f[y] ** q) / q, 1 - f[y]),
    lambda c, n: ge((1 - n) ** 2 + n**2 / (c - 1), 1 / c),
    lambda z: le(z / (1 + z), z),
    lambda z, b: le(log(1 + z / b), z / b),
    lambda b: lt(1 - exp(-b), b),
]
