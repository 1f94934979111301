"""Statements that no prover had seen: of textbooks, of the field, and lemmas in two lines."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, Min, Piecewise, Rational, exp, log, sqrt

from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)

BOOKS: list[Any] = [
    lambda p: ge(p + 1 / p**2, 3 / 2 ** Rational(2, 3)),
    lambda r: le(r / (1 + r**2), HALF),
    lambda u: le(log(1 + u) * log(1 - u), 0),
    lambda p: le(1 - 1 / p, log(p)),
    lambda r: ge(exp(r) * (1 + r**2), 1 + r + r**2),
    lambda h: ge(exp(-h), 1 - h + h**2 / 2 - h**3 / 6),
    lambda u: gt((1 + u) ** (1 / u), 2),
    lambda x: le(Abs(x) / (1 + exp(Abs(x))), 3 * Rational(1, 10)),
    lambda p, s: le(2 * p * s / (p + s), sqrt(p * s)),
    lambda p, s: le((sqrt(p) + sqrt(s)) / 2, sqrt((p + s) / 2)),
    lambda x, y: ge(exp(x) * exp(-y), 1 + x - y),
    lambda r, v: ge((r + v) ** 3, r**3 + v**3),
    lambda r, v, w: ge((r + v + w) ** 2, 3 * (r * v + v * w + w * r)),
    lambda p, s, t: ge(p**2 / s + s**2 / t + t**2 / p, p + s + t),
    lambda x, y: le(Abs(Max(x, y) - Min(x, y)), Abs(x) + Abs(y)),
]

FIELD: list[Any] = [
    lambda u, q: ge((1 - u**q) / q, (1 - u) * (1 + (1 - q) * (1 - u) / 2)),
    lambda u: le(-log(u), (1 - u**2) / (2 * u**2)),
    lambda x: ge(exp(-x), Max(1 - x, 0)),
    lambda x: ge(1 / (1 + exp(x)), HALF - x / 4 - Abs(x) ** 3 / 48),
    lambda u, n: ge(-log((1 - n) * u + n / 2), (1 - n) * (1 - u)),
    lambda c, n: le((1 - n) * log(c) + n * log(c - 1), log(c)),
    lambda g, y: ge((1 - g[y]) * (-log(g[y])), (1 - g[y]) ** 2),
    lambda c, f: ge(f.total(lambda u: u**3), 1 / c**2),
    lambda c, f, y: le(Abs(2 - 2 * f[y]), 2),
    lambda x, b: le(Min(x**2, b**2), b * Abs(x)),
]

LEMMAS: list[tuple[Any, ...]] = [
    (lambda c, f: le(f[0] + f[1], 1),),
    (lambda c, f, y: eq(class_sum(lambda j: 1 - f[j], c) - (1 - f[y]), c - 2 + f[y]),),
    (lambda c, n, g, y: ge((1 - n) * g[y] + n / c, n / c),),
    (
        lambda c, n, g, y, k: ge((1 - n) * g[y] + n / c, (1 - n) * g[k] + n / c),
        lambda g, y, k: ge(g[y], g[k]),
    ),
    (
        lambda c, n, f, y, k: gt((1 - n - n / (c - 1)) * (f[y] - f[k]), 0),
        lambda c, n: lt(n, 1 - 1 / c),
        lambda f, y, k: gt(f[y], f[k]),
    ),
    (lambda c, T, f, k: le(class_sum(lambda i: f[i] * T[i][k], c), 1),),
    (lambda c, T, f, y: ge(class_sum(lambda i: f[i] * T[i][y], c), f[y] * T[y][y]),),
    (
        lambda c, f, w, y, b: ge(class_sum(lambda j: f[j] * (w[y] - w[j]), c), -b),
        lambda c, w, y, b: every_class(lambda j: le(w[j], w[y] + b), c),
    ),
    (
        lambda c, g, h: ge(
            -class_sum(lambda j: g[j] * log((g[j] + h[j]) / 2), c), g.total(lambda u: -u * log(u))
        ),
    ),
    (lambda c, g: le(log(c) - g.total(lambda u: -u * log(u)), c * g.total(lambda u: u**2) - 1),),
    (lambda x, z, s, t: le(Abs((x + s) - (z + t)), Abs(x - z) + Abs(s - t)),),
    (lambda u, q, n: ge(u**q, u**n), lambda q, n: le(q, n)),
    (lambda x, z, b: le(Abs(Min(x, b) - Min(z, b)), Abs(x - z)),),
    (lambda x, b: le(Piecewise((x**2 / 2, Abs(x) <= b), (b * Abs(x) - b**2 / 2, True)), x**2 / 2),),
    (
        lambda c, f, y, k: lt(f[k], HALF),
        lambda y, k: different(y, k),
        lambda c, f, y: gt(f[y], HALF),
    ),
]
