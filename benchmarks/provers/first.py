"""The first of two sets dealt at random by somebody who did not know the provers."""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, Max, Min, Piecewise, Rational, exp, log, sqrt

from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)

BOOKS: list[Any] = [
    lambda r, v, w: le(sqrt((r**2 + v**2 + w**2) / 3), Max(r, v, w)),
    lambda m: le(m - 1, log(m) * (4 * sqrt(m) + m + 1) / 6),
    lambda x, y: le(Abs(sqrt(1 + x**2) - sqrt(1 + y**2)), Abs(x - y)),
    lambda x: le(1 / (exp(x) + exp(-x)), HALF),
    lambda x, y: le(Max(x + y, 0), Max(x, 0) + Max(y, 0)),
    lambda p, s: le(Abs(log(p) - log(s)), Abs(p - s) / Min(p, s)),
    lambda x: ge(exp(x), 1 + x + x**2 / 2 * exp(Min(x, 0))),
    lambda u: ge(u**2 * log(u), -1 / (2 * E)),
    lambda p: lt(log(1 + 1 / p), 1 / sqrt(p * (p + 1))),
    lambda r, v: ge(log(1 + (r + v) / 2), (log(1 + r) + log(1 + v)) / 2),
    lambda p, s: le(2 * (p**2 + p * s + s**2) / (3 * (p + s)), sqrt((p**2 + s**2) / 2)),
    lambda h: le(h**2 * (1 - h) ** 3, Rational(108, 3125)),
    lambda x, y, h: le(Abs(h * x + (1 - h) * y), Max(Abs(x), Abs(y))),
    lambda r: le((exp(r) - exp(-r)) / (exp(r) + exp(-r)), r),
    lambda x: le(x**2 * exp(-(x**2)), 1 / E),
    lambda a, b: ge(2 * (a**4 + b**4), (a**2 + b**2) ** 2),
    lambda d: le(Abs(log(1 + d / 2) - d / 2), d**2 / 4),
    lambda p: gt(sqrt(p), log(p)),
    lambda r, v, w: ge(r**2 * v + v**2 * w + w**2 * r, 3 * r * v * w),
    lambda d: le(Abs(8 * d**4 - 8 * d**2 + 1), 1),
    lambda r, v, w: le(sqrt(r * v) + sqrt(v * w) + sqrt(w * r), r + v + w),
    lambda p, s, t: ge(1 / p + 1 / s + 1 / t, 1 / sqrt(p * s) + 1 / sqrt(s * t) + 1 / sqrt(t * p)),
    lambda a, b, p: le((a + b) ** 2, (1 + p) * a**2 + (1 + 1 / p) * b**2),
    lambda h, k: le(h * k * (2 - h - k), Rational(8, 27)),
    lambda p, s: gt(exp(p), (1 + p / s) ** s),
    lambda r, v, u: le(Abs(r**u - v**u), Abs(r - v) ** u),
    lambda x, y, a: le(Abs(x - y), Abs(x - a) + Abs(a - y)),
    lambda r: ge(sqrt(1 + r), (4 + 3 * r) / (4 + r)),
    lambda x, y: le(Abs(1 / (1 + x**2) - 1 / (1 + y**2)), Abs(x - y)),
    lambda a, b: le(((a + b) / 2) ** 4, (a**4 + b**4) / 2),
    lambda r: le(log(1 + r), sqrt(r)),
    lambda a, b, c: ge(
        Abs(a) + Abs(b) + Abs(c) + Abs(a + b + c), Abs(a + b) + Abs(b + c) + Abs(c + a)
    ),
    lambda p, s, t: ge(p**2 / (s + t) + s**2 / (t + p) + t**2 / (p + s), (p + s + t) / 2),
    lambda x, y: le(Abs(x / (1 + Abs(x)) - y / (1 + Abs(y))), Abs(x - y)),
    lambda u: le(exp(u) - 1 - u, u**2 / (2 * (1 - u / 3))),
    lambda u: ge(-u * log(u) - (1 - u) * log(1 - u), -log(Max(u, 1 - u))),
    lambda p: lt(p * log(1 + 1 / p), 1),
    lambda r, v: le(Abs(log(1 + r) - log(1 + v)), Abs(r - v)),
    lambda d: ge(sqrt(1 + d), 1 + d / 2 - d**2 / 2),
    lambda h, x: le(log(1 - h + h * exp(x)), h * x + x**2 / 8),
    lambda h: le(log(1 + h), h - h**2 / 4),
    lambda p, s: le(p**s * s**p, ((p + s) / 2) ** (p + s)),
    lambda r: ge(log(1 + r), r - r**2 / 2 + r**3 / 3 - r**4 / 4),
    lambda p: gt((1 + 1 / p) ** (p + HALF), E),
    lambda u: lt(log((1 + u) / (1 - u)), 2 * u / (1 - u**2)),
    lambda u: le(-sqrt(u) * log(u), 2 / E),
    lambda h, k: le(Abs(h * (1 - h) - k * (1 - k)), Abs(h - k)),
    lambda a, b, c: le(Max(a, b, c) - Min(a, b, c), Abs(a - b) + Abs(b - c)),
    lambda r: le(r**3 * exp(-r), 27 * exp(-3)),
    lambda p, s: le(log(p) + log(s), 2 * log((p + s) / 2)),
    lambda r: ge(1 + r - sqrt(1 + 2 * r), r**2 / (2 * (1 + r))),
    lambda p: gt(exp(p), 1 + p**3 / 6),
    lambda r, v: ge(r + v, sqrt(r * v) + sqrt((r**2 + v**2) / 2)),
    lambda x: le(exp(x), x + exp(x**2)),
    lambda r: ge(r / (1 + r), Min(1, r) / 2),
    lambda h, m: le((1 - h) ** m, exp(-h * m)),
    lambda d: ge(Abs(exp(d) - 1), Abs(d) / 4),
    lambda r, v: le(1 - exp(-r - v), 2 - exp(-r) - exp(-v)),
    lambda x: le(exp(x) / (1 + exp(x)) ** 2, exp(-Abs(x))),
    lambda m: le(m - 1, log(m) * ((1 + m ** Rational(1, 3)) / 2) ** 3),
]

FIELD: list[Any] = [
    lambda u, a, q: le(((a + 1) ** q - (a + u) ** q) / q, ((a + 1) ** q - a**q) / q),
    lambda u: le(log(2 / (1 + u)) + u * log(2 * u / (1 + u)), (1 - u) * log(2)),
    lambda c, g: eq(class_sum(lambda j: g.total(log) / c - log(g[j]), c), 0),
    lambda c, g, n, y: eq(
        (1 - n) * log(g[y]) / g.total(log) + n / (c - 1) * (1 - log(g[y]) / g.total(log)),
        (1 - c * n / (c - 1)) * log(g[y]) / g.total(log) + n / (c - 1),
    ),
    lambda u: le(1 + (1 - u) + (1 - u) ** 2, 1 / u),
    lambda x: le(1 / (1 + exp(x)), log(1 + exp(-x))),
    lambda x, n: eq((1 - n) * (1 - x) + n * (1 + x), 1 - (1 - 2 * n) * x),
    lambda c, n, g, y: eq(
        -(1 - n) * log(g[y]) - n / c * g.total(log),
        -(1 - n + n / c) * log(g[y]) - n / c * (g.total(log) - log(g[y])),
    ),
    lambda u, q: le((1 - u**q) / q - (1 - u), (1 - q) / q),
    lambda x, n: eq((1 - n) / (1 + exp(x)) + n / (1 + exp(-x)), (1 - 2 * n) / (1 + exp(x)) + n),
    lambda f, y: le(f.total(lambda u: u**2) - 2 * f[y] + 1, 2),
    (
        lambda u, n: gt((1 - n) * u + n * (1 - u), HALF),
        lambda n: lt(n, HALF),
        lambda u: gt(u, HALF),
    ),
    lambda u, n, q: eq((1 - n) * u + q * (1 - u), (1 - n - q) * u + q),
    lambda c, n, g, y: le(
        -log((1 - n) * g[y] + n / (c - 1) * (1 - g[y])),
        -(1 - n) * log(g[y]) - n * log((1 - g[y]) / (c - 1)),
    ),
    lambda x: ge(4 / (1 + exp(x)) ** 2, Piecewise((1, x <= 0), (0, True))),
    lambda x, b: le(Abs(x) * exp(-(x**2) / (2 * b**2)), b * exp(-HALF)),
    lambda c, g, h: eq(
        class_sum(lambda j: (g[j] - h[j]) ** 2 / h[j], c),
        class_sum(lambda j: g[j] ** 2 / h[j], c) - 1,
    ),
    (
        lambda u, n: eq(
            Min(u * (1 - n) + n * (1 - u), 1 - u * (1 - n) - n * (1 - u)),
            n + (1 - 2 * n) * Min(u, 1 - u),
        ),
        lambda n: le(n, HALF),
    ),
    lambda x: ge(Max(0, 1 - x) ** 2 + Max(0, 1 + x) ** 2, 2),
    lambda c, f, q: le(f.total(lambda u: (1 - u**q) / q), (c - 1) / q),
    lambda c, g, h: lt(log(1 - class_sum(lambda j: g[j] * h[j], c)), 0),
    (lambda u, a, b: ge(-((1 - u) ** a) * log(u), -((1 - u) ** b) * log(u)), lambda a, b: le(a, b)),
    (lambda g, y, k: le(-log(1 - g[k]), -log(g[y])), lambda y, k: different(y, k)),
    lambda g, y, a, b: le(a * (1 - g[y]) - b * log(g[y]), -(a + b) * log(g[y])),
    lambda f, y: eq(f.total(lambda u: u) - f[y] + Abs(1 - f[y]), 2 - 2 * f[y]),
    lambda c, f, g, y: le(Abs(f[y] - class_sum(lambda j: g[j] * f[j], c)), 1),
    lambda c, w, n, y: eq(
        (1 - n) * (w[y] - class_sum(lambda j: w[j], c) / c)
        + n
        / (c - 1)
        * (
            class_sum(lambda j: w[j] - class_sum(lambda i: w[i], c) / c, c)
            - (w[y] - class_sum(lambda j: w[j], c) / c)
        ),
        (1 - n * c / (c - 1)) * (w[y] - class_sum(lambda j: w[j], c) / c),
    ),
    lambda f, q: ge((1 - f.total(lambda u: u ** (1 + q))) / q, 0),
    lambda g, y: gt(log(g[y]) / g.total(log), 0),
    (lambda u, a: le(a / (a - 1) * (1 - u ** (1 - 1 / a)), -log(u)), lambda a: gt(a, 1)),
    lambda c, w, y: ge(class_sum(lambda j: Max(0, 1 - w[y] + w[j]), c), 1),
    lambda x, b: le(log(1 + exp(b - x)), b + log(1 + exp(-x))),
    (lambda u, a: ge(a / (a - 1) * (1 - u ** (1 - 1 / a)), 1 - u), lambda a: gt(a, 1)),
    lambda x: le(log(1 + exp(-x)), Max(0, 1 - x) + log(1 + exp(-1))),
    lambda c, f, q: ge(f.total(lambda u: (1 - u**q) / q), (c - c ** (1 - q)) / q),
    lambda c, g, h: le(
        class_sum(lambda j: (g[j] - h[j]) ** 2 / (g[j] + h[j]), c),
        class_sum(lambda j: Abs(g[j] - h[j]), c),
    ),
    lambda u, b: ge(-log((u + b) / (1 + b)), (1 - u) / (1 + b)),
    lambda c, f, g: eq(
        class_sum(lambda j: f[j] * (g.total(lambda u: u**2) - 2 * g[j] + 1), c)
        - (1 - f.total(lambda u: u**2)),
        class_sum(lambda j: (f[j] - g[j]) ** 2, c),
    ),
    lambda f, y: le(1 - f.total(lambda u: u**2), 2 * (1 - f[y])),
    lambda c, f, b: ge(f.total(lambda u: exp(-u / b)), c * exp(-1 / (c * b))),
]

LEMMAS: list[tuple[Any, ...]] = [
    (
        lambda f, y: eq(
            f[y] * (1 - f[y]) + f[y] * (f.total(lambda u: u) - f[y]), 2 * f[y] * (1 - f[y])
        ),
    ),
    (
        lambda c, w, y: eq(
            -log(exp(w[y]) / class_sum(lambda j: exp(w[j]), c)),
            log(class_sum(lambda j: exp(w[j]), c)) - w[y],
        ),
    ),
    (
        lambda x, z, s, n, b: le(Abs(n * x + (1 - n) * z - s), b),
        lambda x, s, b: le(Abs(x - s), b),
        lambda z, s, b: le(Abs(z - s), b),
    ),
    (
        lambda c, w, b: le(Abs(class_sum(lambda j: w[j], c)), c * b),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda g, y: ge(g.total(lambda u: -u * log(u)), -log(g[y])),
        lambda c, g, y: every_class(lambda j: le(g[j], g[y]), c),
    ),
    (lambda c: le(c / (c - 1), 2),),
    (lambda x, z, s, n: le(Abs(n * x + (1 - n) * z - s), n * Abs(x - s) + (1 - n) * Abs(z - s)),),
    (lambda x, z, s, t: le(Abs(Max(x, z) - Max(s, t)), Max(Abs(x - s), Abs(z - t))),),
    (lambda x, z: eq(Max(x, z) - Min(x, z), Abs(x - z)),),
    (lambda c: ge((1 - 1 / c) ** c, Rational(1, 4)),),
    (
        lambda c, f, T: eq(
            class_sum(lambda i: f[i] * (1 - T[i][i]), c), 1 - class_sum(lambda i: f[i] * T[i][i], c)
        ),
    ),
    (
        lambda c, g, h, b: le(
            class_sum(lambda j: h[j] * log(h[j] / g[j]), c),
            class_sum(lambda j: (h[j] - g[j]) ** 2, c) / b,
        ),
        lambda c, g, b: every_class(lambda j: ge(g[j], b), c),
    ),
    (lambda g, y, k: le(log(g[y]) + log(g[k]), -2 * log(2)), lambda y, k: different(y, k)),
    (lambda x, a: le(x, a), lambda x, a: le(x**2, a * x), lambda x: gt(x, 0)),
    (
        lambda c, g, h: ge(
            log(class_sum(lambda j: g[j] * h[j], c)), class_sum(lambda j: g[j] * log(h[j]), c)
        ),
    ),
    (lambda x, z: le(Abs(x**2 - z**2), Abs(x - z) * (Abs(x) + Abs(z))),),
    (lambda x, a: le(1 / (1 - x), 1 / (1 - a)), lambda x, a: le(Abs(x), a), lambda a: lt(a, 1)),
    (lambda c: gt((1 - 1 / c) ** (c - 1), exp(-1)),),
    (lambda c, f, y: ge(class_sum(lambda j: Abs(f[j] - f[y]), c), Abs(1 - c * f[y])),),
    (lambda c, f, w: le(class_sum(lambda j: f[j] * w[j], c), class_sum(lambda j: Abs(w[j]), c)),),
    (lambda c, T, y: eq(class_sum(lambda j: class_sum(lambda i: T[y][i] * T[i][j], c), c), 1),),
    (
        lambda c, w: le(
            class_sum(lambda j: w[j] * exp(w[j]), c) / class_sum(lambda j: exp(w[j]), c),
            log(class_sum(lambda j: exp(w[j]), c)),
        ),
    ),
    (
        lambda c, f, w, b: le(
            class_sum(lambda j: f[j] * w[j] ** 2, c) - class_sum(lambda j: f[j] * w[j], c) ** 2,
            b**2 / 4,
        ),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w, b: every_class(lambda j: le(w[j], b), c),
    ),
    (lambda c, f: le(class_sum(lambda j: Abs(f[j] - 1 / c), c), 2 * (1 - 1 / c)),),
    (
        lambda c, f, g: le(
            class_sum(lambda j: (f[j] - g[j]) ** 2, c), class_sum(lambda j: Abs(f[j] - g[j]), c)
        ),
    ),
    (lambda c: le(log(c) / (c - 1), log(2)),),
    (lambda f: eq(f.total(lambda u: u * (1 - u)), 1 - f.total(lambda u: u**2)),),
    (lambda x: le(x, HALF), lambda x, z: le(x + z, 1), lambda x, z: le(x, z)),
    (lambda x, z, s, t: le(Abs(x * z - s * t), Abs(x) * Abs(z - t) + Abs(t) * Abs(x - s)),),
    (lambda a, b: le(log(1 + a + b), log(1 + a) + b),),
    (lambda c, T: eq(class_sum(lambda i: class_sum(lambda j: T[i][j], c), c), c),),
    (lambda c, f, g, n: eq(class_sum(lambda j: n * f[j] + (1 - n) * g[j], c), 1),),
    (
        lambda c, f, w, y: ge(class_sum(lambda j: f[j] * w[j], c), f[y] * w[y]),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
    ),
    (lambda c, g, h: ge(class_sum(lambda j: g[j] ** 2 / h[j], c), 1),),
    (
        lambda c, w: le(
            log(class_sum(lambda j: exp(w[j]), c))
            - class_sum(lambda j: w[j] * exp(w[j]), c) / class_sum(lambda j: exp(w[j]), c),
            log(c),
        ),
    ),
    (lambda a, b: le(a / b, 1), lambda a, b: le(a, b)),
    (
        lambda c, w, y, k, b: le(
            exp(w[y]) / class_sum(lambda j: exp(w[j]), c),
            exp(b) * exp(w[k]) / class_sum(lambda j: exp(w[j]), c),
        ),
        lambda w, y, k, b: le(w[y] - w[k], b),
    ),
    (
        lambda c, f, g: eq(
            class_sum(lambda j: Abs(f[j] - g[j]), c),
            2 * class_sum(lambda j: Max(f[j] - g[j], 0), c),
        ),
    ),
    (
        lambda c, f, w: le(
            class_sum(lambda j: f[j] * w[j], c), log(class_sum(lambda j: exp(w[j]), c))
        ),
    ),
    (
        lambda c, f, T, y, b: le(class_sum(lambda i: f[i] * T[i][y], c), b),
        lambda c, T, y, b: every_class(lambda i: le(T[i][y], b), c),
    ),
    (
        lambda c, f, T, y, n: ge(class_sum(lambda j: T[y][j] * f[j], c), (1 - n) * f[y]),
        lambda T, y, n: ge(T[y][y], 1 - n),
    ),
    (
        lambda T, y, k: le(T[y][k], T[y][y]),
        lambda T, y: ge(T[y][y], HALF),
        lambda y, k: different(y, k),
    ),
    (
        lambda c, f, g, n: le(
            class_sum(lambda j: (n * f[j] + (1 - n) * g[j]) ** 2, c),
            n * f.total(lambda u: u**2) + (1 - n) * g.total(lambda u: u**2),
        ),
    ),
    (lambda u, n: le(-log(u), -log(n)), lambda n: gt(n, 0), lambda u, n: ge(u, n)),
    (lambda c, f, T, y, k: le(class_sum(lambda i: f[i] * T[i][y], c), 1 - f[k] * (1 - T[k][y])),),
    (lambda c, T, y: ge(class_sum(lambda i: T[y][i] * T[i][y], c), T[y][y] ** 2),),
    (lambda c: lt((1 - 1 / c) ** c, exp(-1)),),
    (
        lambda c, g, h, n: ge(
            class_sum(lambda j: -(n * g[j] + (1 - n) * h[j]) * log(n * g[j] + (1 - n) * h[j]), c),
            n * g.total(lambda u: -u * log(u)) + (1 - n) * h.total(lambda u: -u * log(u)),
        ),
    ),
    (
        lambda c, w, y, k: le((w[y] - w[k]) ** 2, 2 * class_sum(lambda j: w[j] ** 2, c)),
        lambda y, k: different(y, k),
    ),
    (
        lambda c, f, n: le(
            class_sum(lambda j: ((1 - n) * f[j] + n / c) ** 2, c), f.total(lambda u: u**2)
        ),
    ),
    (lambda c, T: le(class_sum(lambda i: T[i][i], c), c),),
    (
        lambda x, z, n: eq(
            n * x**2 + (1 - n) * z**2 - (n * x + (1 - n) * z) ** 2, n * (1 - n) * (x - z) ** 2
        ),
    ),
    (lambda x, z: le(Abs(x), Abs(x - z)), lambda x, z: le(x * z, 0)),
    (
        lambda c, f, g: le(
            class_sum(lambda j: Abs(f[j] ** 2 - g[j] ** 2), c),
            2 * class_sum(lambda j: Abs(f[j] - g[j]), c),
        ),
    ),
    (
        lambda c, f, g: eq(
            class_sum(lambda j: Min(f[j], g[j]), c),
            1 - class_sum(lambda j: Abs(f[j] - g[j]), c) / 2,
        ),
    ),
    (lambda g, y, b: le(1 - g[y], b), lambda g, y, b: le(-log(g[y]), b)),
    (lambda f, y: eq(f.total(lambda u: u**2), 1), lambda f, y: eq(f[y], 1)),
    (
        lambda c, w, b: le(log(class_sum(lambda j: exp(w[j]), c)), log(c) + b),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda c, w, x: eq(
            log(class_sum(lambda j: exp(w[j] + x), c)), x + log(class_sum(lambda j: exp(w[j]), c))
        ),
    ),
    (
        lambda c, T, w, y: eq(
            class_sum(lambda j: T[y][j] * w[j], c) - w[y],
            class_sum(lambda j: T[y][j] * (w[j] - w[y]), c),
        ),
    ),
]
