"""Lemmas as people state them: a conclusion, and hypotheses after it.

The entries with an odd position are a test set.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, Min, Rational, exp, log, sign, sqrt

from lossproof.theory.domain import Classes, Domain, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)


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


def _uniform(n: Any, c: Any) -> Any:
    """What is left of differences of posteriors is above 0."""
    return gt(1 - n * c / (c - 1), 0)


STATEMENTS: list[tuple[Any, ...]] = [
    (lambda c, f, w, y: ge(class_sum(lambda j: f[j] * (w[y] - w[j]), c), 0),
     lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c)),
    (lambda c, f, w, y: le(class_sum(lambda j: f[j] * w[j], c), w[y]),
     lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c)),
    (lambda c, f, g: le(f.total(lambda u: u**2) - g.total(lambda u: u**2), 1 - 1 / c),),
    (lambda c, f, g: le(Abs(f.total(lambda u: u**2) - g.total(lambda u: u**2)), 1 - 1 / c),),
    (lambda c, g, h: ge(class_sum(lambda j: g[j] * log(g[j] / h[j]), c), 0),),
    (lambda c, g, h: ge(-class_sum(lambda j: g[j] * log(h[j]), c),
                        g.total(lambda u: -u * log(u))),),
    (lambda c, f, y: le(class_sum(lambda j: (f[j] - f[y]) ** 2, c), c),),
    (lambda c, f, w: le(class_sum(lambda j: f[j] * w[j], c), 1),
     lambda c, w: every_class(lambda j: le(w[j], 1), c)),
    (lambda c, n: gt(1 - n, n / (c - 1)), _uniform),
    (lambda c, n: lt(n, 1), _uniform),
    (lambda c, n, f, y: ge((1 - n) * f[y] + n / (c - 1) * (1 - f[y]), 0),),
    (lambda c, n, f, y: le((1 - n) * f[y] + n / (c - 1) * (1 - f[y]), 1),),
    (lambda c, n, f, y, k: gt((1 - n) * f[y] + n / (c - 1) * (1 - f[y]),
                              (1 - n) * f[k] + n / (c - 1) * (1 - f[k])),
     _uniform, lambda f, y, k: gt(f[y], f[k])),
    (lambda f, y, k: le(f[y] + f[k], 1), lambda y, k: different(y, k)),
    (lambda f, y, k: lt(f[k], HALF), lambda y, k: different(y, k), lambda f, y: gt(f[y], HALF)),
    (lambda f, y, k: le(f[y] * f[k], Rational(1, 4)), lambda y, k: different(y, k)),
    (lambda u: ge(1 / (1 - u) + u / (1 - u) ** 2, 1 / (1 - u) ** 2),),
    (lambda z, t: gt(z, 0), lambda z, t: ge(z, 1 / t), lambda t: gt(t, 1)),
    (lambda s: le(Min(1, s), 1),),
    (lambda x: eq(sign(x) * Abs(x), x),),
    (lambda u, s, t: ge(u**s, u**t), lambda s, t: le(s, t)),
    (lambda s, t: ge(s / t, 0), lambda s: le(s, 0), lambda t: lt(t, 0)),
    (lambda x, z: le(exp(x), exp(z)), lambda x, z: le(x, z)),
    (lambda s, t: le(log(s), log(t)), lambda s: gt(s, 0), lambda s, t: le(s, t)),
    (lambda x: gt(1 / (x - 1), 0), lambda x: gt(x, 1)),
    (lambda x: ge(x + 1 / (x - 1), 3), lambda x: gt(x, 1)),
    (lambda x: ge(log(x) / (x - 1), 1 / x), lambda x: gt(x, 1)),
    (lambda x: gt(x, 0), lambda x: ge(x, 0), lambda x: gt(x**2, 0)),
    (lambda s, t: le(s, t), lambda s, z: le(s, z), lambda z, t: le(z, t)),
    (lambda x, z, s: le(Abs(x - s), Abs(x - z) + Abs(z - s)),),
    (lambda x, z: le(Abs(Max(x, 0) - Max(z, 0)), Abs(x - z)),),
    (lambda x, z, t: lt(Abs(x + z), 2 * t), lambda x, t: lt(Abs(x), t), lambda z, t: lt(Abs(z), t)),
    (lambda f, y, u: le(-log((1 - u) * f[y] + u), -log(u)),),
    (lambda c, f, y, u: le(-log((1 - u) * f[y] + u / c), log(c / u)),),
    (lambda c, f, y, T: le(class_sum(lambda j: T[y][j] * f[j], c), 1),),
    (lambda c, f, y, T, w: ge(class_sum(lambda j: T[y][j] * w[j], c), 0),
     lambda c, w: every_class(lambda j: ge(w[j], 0), c)),
    (lambda c, f, q: ge(f.total(lambda u: (1 - u**q) / q), (c - c ** (1 - q)) / q),),
    (lambda c, g, q: ge(g.total(lambda u: u * (1 - u**q) / q), 0),),
    (lambda c, w, y: ge(log(class_sum(lambda j: exp(w[j]), c)), w[y]),),
    (lambda c, w, y: le(log(class_sum(lambda j: exp(w[j]), c)), w[y] + log(c)),
     lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c)),
    (lambda c, f: ge(c * f.total(lambda u: u**2), 1),),
    (lambda c, w: ge(c * class_sum(lambda j: w[j] ** 2, c), class_sum(lambda j: w[j], c) ** 2),),
    (lambda f: le(f.total(lambda u: u**3), f.total(lambda u: u**2)),),
    (lambda f: ge(f.total(lambda u: u**3), f.total(lambda u: u**2) ** 2),),
    (lambda f, y: ge(f.total(lambda u: Abs(u - f[y])), 0),),
    (lambda c, f: le(f.total(lambda u: Abs(u - 1 / c)), 2 - 2 / c),),
    (lambda c, f, y: eq(class_sum(lambda j: f[j], c) - f[y], 1 - f[y]),),
    (lambda c, n, f: eq(class_sum(lambda j: (1 - n) * f[j] + n / (c - 1) * (1 - f[j]), c), 1),),
    (lambda a, b: ge(sqrt(a + b), sqrt(a)),),
    (lambda a, b: le(sqrt(a * b), (a + b) / 2),),
    (lambda f, y, b: ge((f[y] + b) / (1 + b), f[y]),),
    (lambda f, y, b: le(f[y] / (f[y] + b), f[y] / b),),
    (lambda f, y, u: le(Max(f[y], u), 1),),
    (lambda f, y, u: ge(-log(Max(f[y], u)), 0),),
]  # fmt: skip
