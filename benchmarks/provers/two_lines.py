"""Lemmas as people state them in two lines: a conclusion, and hypotheses after it.

The entries with an odd position are a test set.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, Max, Rational, exp, log, sqrt

from lossproof.theory.domain import Classes, Domain, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)


def _least(c: Any, w: Any, y: Any) -> Any:
    return every_class(lambda j: ge(w[j], w[y]), c)


def _largest(c: Any, w: Any, y: Any) -> Any:
    return every_class(lambda j: le(w[j], w[y]), c)


def _exps(c: Any, w: Any) -> Any:
    return class_sum(lambda j: exp(w[j]), c)


def domains() -> dict[str, Domain]:
    """A prediction `f`, others inside the simplex, scores, labels, a noise `T`, and numbers."""
    c = Classes()
    made: dict[str, Domain] = {
        "c": c, "f": Simplex(c), "g": Simplex(c, interior=True), "h": Simplex(c, interior=True),
        "w": Scores(c), "y": Label(c), "k": Label(c), "T": Transitions(c),
        "u": Real(0, 1, open="both"), "q": Real(0, 1, open="left"), "n": Real(0, 1),
        "x": Real(), "z": Real(), "s": Real(), "t": Real(), "b": Real(0, open="left"), "a": Real(0),
    }  # fmt: skip
    for name, domain in made.items():
        domain.name = name
    return made


STATEMENTS: list[tuple[Any, ...]] = [
    (lambda c, f, w, y: ge(class_sum(lambda j: f[j] * w[j], c), w[y]), _least),
    (lambda c, f, w: ge(class_sum(lambda j: f[j] * w[j] ** 2, c),
                        class_sum(lambda j: f[j] * w[j], c) ** 2),),
    (lambda c, f, w: ge(class_sum(lambda j: f[j] * exp(w[j]), c),
                        exp(class_sum(lambda j: f[j] * w[j], c))),),
    (lambda c, w, y: ge(log(_exps(c, w)), w[y]),),
    (lambda c, w, y: le(log(_exps(c, w)), log(c) + w[y]), _largest),
    (lambda c, w: ge(log(_exps(c, w)), class_sum(lambda j: w[j], c) / c + log(c)),),
    (lambda c, g, h: le(class_sum(lambda j: g[j] * log(h[j]), c),
                        class_sum(lambda j: g[j] * log(g[j]), c)),),
    (lambda c, g, h: le(class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
                        class_sum(lambda j: (g[j] - h[j]) ** 2 / h[j], c)),),
    (lambda c, f, w: le(Abs(class_sum(lambda j: f[j] * w[j], c)), 1),
     lambda c, w: every_class(lambda j: le(Abs(w[j]), 1), c)),
    (lambda c, f, g: le(class_sum(lambda j: Abs(f[j] - g[j]), c), 2),),
    (lambda c, f, g: le(class_sum(lambda j: (f[j] - g[j]) ** 2, c), 2),),
    (lambda f, y, k: le(f[y], 1 - f[k]), lambda y, k: different(y, k)),
    (lambda c, f, y: le(f.total(lambda u: u**2), f[y]),
     lambda c, f, y: every_class(lambda j: le(f[j], f[y]), c)),
    (lambda c, f, y: ge(f[y], 1 / c),
     lambda c, f, y: every_class(lambda j: le(f[j], f[y]), c)),
    (lambda c, f, g: le(class_sum(lambda j: f[j] * g[j], c) ** 2,
                        f.total(lambda u: u**2) * g.total(lambda u: u**2)),),
    (lambda c, f, g: le(class_sum(lambda j: sqrt(f[j] * g[j]), c), 1),),
    (lambda c, g, h: le(1 - class_sum(lambda j: sqrt(g[j] * h[j]), c),
                        class_sum(lambda j: Abs(g[j] - h[j]), c) / 2),),
    (lambda c, g: ge(log(g.total(lambda u: u**2)), g.total(lambda u: u * log(u))),),
    (lambda c, T, w, y: le(class_sum(lambda j: T[y][j] * w[j], c), 1),
     lambda c, w: every_class(lambda j: le(w[j], 1), c)),
    (lambda b, u: gt(b, 1), lambda b, u: ge(b, 1 / u)),
    (lambda x: ge(x**2, x), lambda x: ge(x, 1)),
    (lambda b: ge(b, E), lambda b: ge(log(b), 1)),
    (lambda x: ge(x, 0), lambda x: ge(exp(x), 1)),
    (lambda x, z: le(exp(x), exp(z)), lambda x, z: le(x, z)),
    (lambda x, z, s, t: ge(x + s, z + t), lambda x, z: ge(x, z), lambda s, t: ge(s, t)),
    (lambda x, z, b: le(Abs(x * z), b**2), lambda x, b: le(Abs(x), b), lambda z, b: le(Abs(z), b)),
    (lambda x, z, b: le(Abs(x), Abs(z) + b), lambda x, z, b: le(Abs(x - z), b)),
    (lambda x, z: le(Abs(Max(x, 0) - Max(z, 0)), Abs(x - z)),),
    (lambda x: le(Abs(x), 1), lambda x: le(x**2, 1)),
    (lambda a, u: le(a, u**2), lambda a, u: le(sqrt(a), u)),
    (lambda x, z: ge(x**2 + z**2, HALF), lambda x, z: eq(x + z, 1)),
    (lambda x, z: ge(x + z, 2), lambda x, z: eq(x * z, 1), lambda x: gt(x, 0)),
    (lambda s, t, u: le(s, u * s + (1 - u) * t), lambda s, t: le(s, t)),
    (lambda c, n: lt(n / (c - 1), 1 - n), lambda c, n: lt(n, (c - 1) / c)),
    (lambda x, z, n: ge((x - z) * (1 - 2 * n), 0), lambda x, z: ge(x, z), lambda n: lt(n, HALF)),
    (lambda c, x, z, n: le((1 - n * c / (c - 1)) * x + n, (1 - n * c / (c - 1)) * z + n),
     lambda x, z: le(x, z), lambda c, n: lt(n, (c - 1) / c)),
    (lambda n: ge(n * (1 - n), n / 2), lambda n: le(n, HALF)),
    (lambda a, b: le(log(1 + a), log(1 + b)), lambda a, b: le(a, b)),
    (lambda a, b: ge(a / (1 + a), b / (1 + b)), lambda a, b: le(b, a)),
    (lambda u, q: le(u**2, u**q),),
    (lambda u: le(-log(u), log(2)), lambda u: ge(u, HALF)),
    (lambda x, z: ge(1 / (1 + exp(z - x)), HALF), lambda x, z: ge(x, z)),
    (lambda x, z: le(Abs(log(1 + exp(x)) - log(1 + exp(z))), Abs(x - z)),),
    (lambda x, z: le(Abs(1 / (1 + exp(-x)) - 1 / (1 + exp(-z))), Abs(x - z) / 4),),
    (lambda x, b: le(b * Abs(x) - b**2 / 2, x**2 / 2), lambda x, b: ge(Abs(x), b)),
    (lambda c, f: eq(f.total(lambda u: 1 - u), c - 1),),
    (lambda c, f, n, y: eq(
        (1 - n) * (1 - f[y]) + n / (c - 1) * (f.total(lambda u: 1 - u) - (1 - f[y])),
        (1 - n * c / (c - 1)) * (1 - f[y]) + n),),
    (lambda f, y, k: eq(f[k], 0), lambda f, y: eq(f[y], 1), lambda y, k: different(y, k)),
    (lambda f, y, k: lt(f[k], f[y]), lambda f, y: gt(f[y], HALF), lambda y, k: different(y, k)),
    (lambda g, y: lt(-log(g[y]), log(2)), lambda g, y: gt(g[y], HALF)),
    (lambda c, g: ge(g.total(lambda u: u * log(u)), -log(c)),),
    (lambda c, g: le(g.total(lambda u: u * (1 - u)), g.total(lambda u: -u * log(u))),),
    (lambda c, w, z: ge(_exps(c, w), c * exp(z)),
     lambda c, w, z: every_class(lambda j: ge(w[j], z), c)),
    (lambda c, w, y: lt(exp(w[y]) / _exps(c, w), 1),),
    (lambda c, w, y: ge(exp(w[y]) / _exps(c, w), 1 / c), _largest),
    (lambda c, w, y, k: le(exp(w[y]) / _exps(c, w), 1 / (1 + exp(w[k] - w[y]))),
     lambda y, k: different(y, k)),
    (lambda x, z: le((x + z) / 2, Max(x, z)),),
    (lambda x, z, s: le(Max(x, z), s), lambda x, s: le(x, s), lambda z, s: le(z, s)),
    (lambda c, f, w: ge(class_sum(lambda j: f[j] * Max(w[j], 0), c),
                        class_sum(lambda j: f[j] * w[j], c)),),
    (lambda c, g, h: ge(
        class_sum(lambda j: -(g[j] + h[j]) / 2 * log((g[j] + h[j]) / 2), c),
        (g.total(lambda u: -u * log(u)) + h.total(lambda u: -u * log(u))) / 2),),
]  # fmt: skip
