"""Statements by somebody who did not know the provers: of textbooks, of the field, and lemmas."""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, Max, Min, Piecewise, Rational, exp, log, sqrt

from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)

BOOKS: list[Any] = [
    lambda p, s, t: ge((p + s) * (s + t) * (t + p), 8 * p * s * t),
    lambda a, b, c: le((a + b + c) ** 2, 3 * (a**2 + b**2 + c**2)),
    lambda r, v: le(((r + v) / 2) ** 3, (r**3 + v**3) / 2),
    lambda p, s: ge(p**2 / s + s**2 / p, p + s),
    lambda p, s: le(sqrt(p * s) * Abs(log(p / s)), Abs(p - s)),
    lambda p, s: le(Abs(p - s), (p + s) / 2 * Abs(log(p / s))),
    lambda p: ge(p**3 + 2, 3 * p),
    lambda x: le(x**2 / (1 + x**4), HALF),
    lambda x: le(Abs(x * (1 - x**2)) / (1 + x**2) ** 2, Rational(1, 4)),
    lambda r: ge(r**5 + 4, 5 * r),
    lambda x, y: ge((exp(x) - exp(y)) * (x - y), 0),
    lambda x, y: le(Abs(exp(x) - exp(y)), Abs(x - y) * Max(exp(x), exp(y))),
    lambda r: ge(r * exp(r), exp(r) - 1),
    lambda p: gt(exp(p) * (p**2 - 2 * p + 2), 2),
    lambda p: gt((p - 2) * exp(p) + p + 2, 0),
    lambda m: le(log(m), 3 * m ** Rational(1, 3) / E),
    lambda p, s, t: ge(p * log(p) + s * log(s) + t * log(t), (p + s + t) * log((p + s + t) / 3)),
    lambda u: ge((1 - u) * log(1 - u) + u, u**2 / 2),
    lambda u: gt(log((1 + u) / (1 - u)), 2 * u + 2 * u**3 / 3),
    lambda r: ge((1 + r) * log(1 + r), r + r**2 / 2 - r**3 / 6),
    lambda r: ge((1 + r) * log(1 + r) - r, r**2 / (2 + 2 * r / 3)),
    lambda h: le((1 - h) ** 3, 1 - 3 * h + 3 * h**2),
    lambda z: ge((1 + z) ** 3, 1 + 3 * z),
    lambda h, k: ge((1 - h) * (1 - k), 1 - h - k),
    lambda h, k: le(h * (1 - k) + k * (1 - h), 1),
    lambda h, k: le(sqrt(h * k) + sqrt((1 - h) * (1 - k)), 1),
    lambda d: le(Abs(d) * sqrt(1 - d**2), HALF),
    lambda d: ge(sqrt(1 - d) + sqrt(1 + d), sqrt(2)),
    lambda d: le(sqrt(1 - d) + sqrt(1 + d), 2 - d**2 / 4),
    lambda x, y: le(Abs(x + y) + Abs(x - y), 2 * Abs(x) + 2 * Abs(y)),
    lambda x, y: ge(Abs(x + y) + Abs(x - y), 2 * Max(Abs(x), Abs(y))),
    lambda p, s: le(Min(p, s), 2 * p * s / (p + s)),
    lambda p, s: le((p + s) / 2, sqrt((p**2 + s**2) / 2)),
    lambda p, s, t: le(3 / (1 / p + 1 / s + 1 / t), (p * s * t) ** Rational(1, 3)),
    lambda r, v, w: ge(r * (r - v) * (r - w) + v * (v - r) * (v - w) + w * (w - r) * (w - v), 0),
    lambda a, b, x: le((a * x + b) ** 2, (a**2 + b**2) * (x**2 + 1)),
    lambda x, y: le(sqrt((x + y) ** 2 + 4), sqrt(x**2 + 1) + sqrt(y**2 + 1)),
    lambda r, v: le(r * v, r**4 / 4 + 3 * v ** Rational(4, 3) / 4),
    lambda a, b, p: le(a * b, p * a**2 + b**2 / (4 * p)),
    lambda p, s: le(p**2 * s, ((2 * p + s) / 3) ** 3),
    lambda p, s, m: le(((p + s) / 2) ** m, (p**m + s**m) / 2),
    lambda p, s, h: le((p + s) ** h, p**h + s**h),
    lambda p, s: le(((p + s) / 2) ** (p + s), p**p * s**s),
    lambda p, s: gt(p**s + s**p, 1),
    lambda x: ge(exp(x) + exp(-x), 2 + x**2 + x**4 / 12),
    lambda x: le(Abs((exp(x) - 1) / (exp(x) + 1)), Abs(x) / 2),
    lambda p: lt(p / (exp(p) - 1), 1 - p / 2 + p**2 / 12),
    lambda p: gt(2 * (sqrt(p + 1) - sqrt(p)), 1 / sqrt(p + 1)),
    lambda p, s: le(Abs(sqrt(p) - sqrt(s)), Abs(p - s) / sqrt(p)),
    lambda p, s, t: ge(1 / (p + s) + 1 / (s + t) + 1 / (t + p), 9 / (2 * (p + s + t))),
    lambda x: le(sqrt(1 + x**2), Abs(x) + 1),
    lambda u: ge(u**u * (1 - u) ** (1 - u), HALF),
    lambda r, v: le(log(1 + r) * log(1 + v), log(1 + sqrt(r * v)) ** 2),
    lambda x, y: ge(log((exp(x) + exp(y)) / 2), (x + y) / 2),
    lambda h: le(2**h, 1 + h),
    lambda p: le(p ** (1 / p), exp(exp(-1))),
    lambda p: gt(log(1 + 1 / p), 2 / (2 * p + 1)),
    lambda d: le((1 - d) * exp(d), 1),
    lambda x: ge((x**2 + 3) / sqrt(x**2 + 2), 2),
    lambda p, s, t: lt(p / (p + s) + s / (s + t) + t / (t + p), 2),
]

FIELD: list[Any] = [
    lambda c, f, y: le(f.total(lambda u: u**2) - f[y] ** 2 + (1 - f[y]) ** 2, 2 * (1 - f[y])),
    lambda c, f, y: ge(
        f.total(lambda u: u**2) - f[y] ** 2 + (1 - f[y]) ** 2, (1 - f[y]) ** 2 * c / (c - 1)
    ),
    lambda g, q: le((1 - g.total(lambda u: u ** (1 + q))) / q, g.total(lambda u: -u * log(u))),
    lambda c, f, q: le((1 - f.total(lambda u: u ** (1 + q))) / q, (1 - c ** (-q)) / q),
    lambda c, f: le(-log(f.total(lambda u: u**2)), log(c)),
    lambda u, a: ge((1 - u) ** (1 + a) * (-log(u)), (1 - (1 + a) * u) * (-log(u))),
    lambda u, a: le((1 - u) ** a * (-log(u)), (1 - u) ** (a + 1) / u),
    lambda u: le(-log(u) - (1 - u) - (1 - u) ** 2 / 2, (1 - u) ** 3 / (3 * u)),
    lambda u: lt((1 - u) + (1 - u) ** 2 / 2 + (1 - u) ** 3 / 3, Rational(11, 6)),
    lambda c, f, n, y: eq(
        (1 - n) * (1 - f[y]) + n / c * f.total(lambda u: 1 - u),
        (1 - n) * (1 - f[y]) + n * (c - 1) / c,
    ),
    lambda x: eq(Min(2, Max(0, 1 - x)) + Min(2, Max(0, 1 + x)), 2),
    lambda x, n: eq((1 - n) * log(1 + exp(-x)) + n * log(1 + exp(x)), log(1 + exp(-x)) + n * x),
    lambda s, t, n: eq(
        (1 - n) * ((1 - n) * s - n * t) + n * ((1 - n) * t - n * s), (1 - 2 * n) * s
    ),
    lambda c, n, g, y: ge(-(1 - n) * log(g[y]) - n / c * g.total(log), n * log(c)),
    lambda c, q: le(-(1 - q + q / c) * log(1 - q + q / c) - (c - 1) * q / c * log(q / c), log(c)),
    lambda n, g, h, y: le(-log(n * g[y] + (1 - n) * h[y]), -n * log(g[y]) - (1 - n) * log(h[y])),
    lambda u, b: le(Min(-log(u), b), b * (1 - u) / (1 - exp(-b))),
    lambda u: ge(-log(u), Piecewise((log(2) + 1 - 2 * u, u <= HALF), (-log(u), True))),
    lambda g, y: lt(log(g[y]) / g.total(log), 1),
    lambda c, f, y: le((1 - f[y]) / f.total(lambda u: 1 - u), 1 / (c - 1)),
    lambda u, n: le(-log((1 - n) * u + n * (1 - u)), -(1 - n) * log(u) - n * log(1 - u)),
    lambda c, g, T: eq(class_sum(lambda j: class_sum(lambda i: g[i] * T[i][j], c), c), 1),
    lambda c, f, T, y: eq(
        class_sum(lambda j: T[y][j] * (1 - f[j]), c), 1 - class_sum(lambda j: T[y][j] * f[j], c)
    ),
    lambda c, g, h: ge(
        class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
        class_sum(lambda j: Abs(g[j] - h[j]), c) ** 2 / 2,
    ),
    lambda c, g, h: ge(
        class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
        class_sum(lambda j: (sqrt(g[j]) - sqrt(h[j])) ** 2, c),
    ),
    lambda c, f, g: le(
        class_sum(lambda j: (sqrt(f[j]) - sqrt(g[j])) ** 2, c),
        class_sum(lambda j: Abs(f[j] - g[j]), c),
    ),
    lambda c, g, h: le(class_sum(lambda j: g[j] * log(2 * g[j] / (g[j] + h[j])), c), log(2)),
    lambda c, f, g: le(
        class_sum(lambda j: Abs(f[j] - g[j]) / 2, c), 1 - class_sum(lambda j: f[j] * g[j], c)
    ),
    lambda x, n: ge((1 - n) * exp(-x) + n * exp(x), 2 * sqrt(n * (1 - n))),
    lambda x, u: ge(
        u * log(1 + exp(-x)) + (1 - u) * log(1 + exp(x)), -u * log(u) - (1 - u) * log(1 - u)
    ),
    lambda x, u: ge(u * Max(0, 1 - x) + (1 - u) * Max(0, 1 + x), 2 * Min(u, 1 - u)),
    lambda u: ge(1 - 2 * sqrt(u * (1 - u)), (2 * u - 1) ** 2 / 2),
    lambda n, u: eq(1 - 2 * (n * (1 - u) + u * (1 - n)), (1 - 2 * n) * (1 - 2 * u)),
    lambda c, f, w, y: le(Abs(exp(w[y]) / class_sum(lambda j: exp(w[j]), c) - f[y]), 1),
    lambda c, w, y, b: ge(b * log(class_sum(lambda j: exp(w[j] / b), c)), w[y]),
    lambda c, w, y: ge(
        log(class_sum(lambda j: exp(w[j]), c)) - w[y],
        1 - exp(w[y]) / class_sum(lambda j: exp(w[j]), c),
    ),
    lambda c, g, h: eq(
        class_sum(lambda j: -g[j] * log(h[j]), c),
        g.total(lambda u: -u * log(u)) + class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
    ),
    lambda u, a, b: ge(a * (1 - u) - b * log(u), (a + b) * (1 - u)),
    lambda x, b: le(b * (1 - exp(-(x**2) / b)), x**2),
    lambda x, b: le(x**2 / (b + x**2), Min(1, x**2 / b)),
]

LEMMAS: list[tuple[Any, ...]] = [
    (lambda x, s: le(exp(x), exp(s)), lambda x, z: le(x, z), lambda z, s: le(z, s)),
    (lambda x, z, b: lt(b * x, b * z), lambda x, z: lt(x, z)),
    (lambda a, x: le(a**2, x**2), lambda a, x: le(a, x)),
    (lambda z: gt(z, 0), lambda x, z: gt(x * z, 0), lambda x: gt(x, 0)),
    (lambda x, b: lt(-b, x), lambda x, b: lt(Abs(x), b)),
    (
        lambda x, s, a, b: le(Abs(x - s), a + b),
        lambda x, z, a: le(Abs(x - z), a),
        lambda z, s, b: le(Abs(z - s), b),
    ),
    (lambda x, s: le(x, s), lambda x, z, s: le(Max(x, z), s)),
    (lambda b, x: ge(b, exp(x)), lambda b, x: ge(log(b), x)),
    (lambda u, b: le(-log(u), b), lambda u, b: ge(u, exp(-b))),
    (lambda x, s: le(x * s, Rational(1, 4)), lambda x, s: eq(s, 1 - x)),
    (
        lambda c, w, x: eq(class_sum(lambda j: w[j] - x, c), -c * x),
        lambda c, w: eq(class_sum(lambda j: w[j], c), 0),
    ),
    (
        lambda w, y, b: le(w[y], b),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w, b: le(class_sum(lambda j: w[j], c), b),
    ),
    (
        lambda w, y: eq(w[y], 0),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w: eq(class_sum(lambda j: w[j], c), 0),
    ),
    (
        lambda c, f, T, w, x: le(
            class_sum(lambda i: f[i] * class_sum(lambda j: T[i][j] * w[j], c), c), x
        ),
        lambda c, w, x: every_class(lambda j: le(w[j], x), c),
    ),
    (
        lambda c, f, T, w: eq(
            class_sum(lambda i: f[i] * class_sum(lambda j: T[i][j] * w[j], c), c),
            class_sum(lambda j: class_sum(lambda i: f[i] * T[i][j], c) * w[j], c),
        ),
    ),
    (
        lambda c, T, w, y: ge(
            class_sum(lambda j: T[y][j] * w[j] ** 2, c),
            class_sum(lambda j: T[y][j] * w[j], c) ** 2,
        ),
    ),
    (
        lambda c, n, w, y, s: eq(
            (1 - n) * w[y] + n / (c - 1) * (class_sum(lambda j: w[j], c) - w[y]),
            (1 - n * c / (c - 1)) * w[y] + n * s / (c - 1),
        ),
        lambda c, w, s: eq(class_sum(lambda j: w[j], c), s),
    ),
    (
        lambda c, n, w, y, k: le(
            (1 - n) * w[y] + n / (c - 1) * (class_sum(lambda j: w[j], c) - w[y]),
            (1 - n) * w[k] + n / (c - 1) * (class_sum(lambda j: w[j], c) - w[k]),
        ),
        lambda w, y, k: le(w[y], w[k]),
        lambda c, n: lt(n, 1 - 1 / c),
    ),
    (
        lambda w, y, k, b: le(Abs(w[y] - w[k]), 2 * b),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda c, f, g, w, b: le(
            Abs(class_sum(lambda j: (f[j] - g[j]) * w[j], c)),
            b * class_sum(lambda j: Abs(f[j] - g[j]), c),
        ),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda c, f, g, w: le(
            class_sum(lambda j: f[j] * w[j], c) - class_sum(lambda j: g[j] * w[j], c), 1
        ),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w: every_class(lambda j: le(w[j], 1), c),
    ),
    (
        lambda c, f, g: lt(class_sum(lambda j: Abs(f[j] - g[j]), c), 1),
        lambda f, y: gt(f[y], HALF),
        lambda g, y: gt(g[y], HALF),
    ),
    (
        lambda f, b: le(f.total(lambda u: u**2), b),
        lambda c, f, b: every_class(lambda j: le(f[j], b), c),
    ),
    (lambda c, b: le(b, 1 / c), lambda c, g, b: every_class(lambda j: ge(g[j], b), c)),
    (
        lambda g, b: le(g.total(lambda u: -u * log(u)), -log(b)),
        lambda c, g, b: every_class(lambda j: ge(g[j], b), c),
    ),
    (
        lambda c, g, h, b: le(class_sum(lambda j: h[j] * log(h[j] / g[j]), c), log(b)),
        lambda c, g, h, b: every_class(lambda j: le(h[j], b * g[j]), c),
    ),
    (lambda b: ge(b, 1), lambda c, g, h, b: every_class(lambda j: le(h[j], b * g[j]), c)),
    (
        lambda c, f, w, y: eq(class_sum(lambda j: f[j] * w[j], c), w[y]),
        lambda f, y: eq(f[y], 1),
    ),
    (lambda f, y, k: le(f[y] * f[k], Rational(1, 4)), lambda y, k: different(y, k)),
    (
        lambda f, y, k: le(f[y] ** 2 + f[k] ** 2, f.total(lambda u: u**2)),
        lambda y, k: different(y, k),
    ),
    (
        lambda f, a: ge(f.total(lambda u: u**2), (1 - a) ** 2),
        lambda f, y, a: ge(f[y], 1 - a),
        lambda a: le(a, 1),
    ),
    (
        lambda T, y, k, n: le(T[y][k], n),
        lambda T, y, n: ge(T[y][y], 1 - n),
        lambda y, k: different(y, k),
    ),
    (
        lambda c, T, w, y, n, b: le(class_sum(lambda j: T[y][j] * w[j], c), w[y] + n * b),
        lambda T, y, n: ge(T[y][y], 1 - n),
        lambda c, w, y, b: every_class(lambda j: le(Abs(w[j] - w[y]), b), c),
    ),
    (
        lambda c, f, T, y, x: le(class_sum(lambda i: f[i] * T[i][y], c), x),
        lambda c, T: every_class(lambda j: eq(class_sum(lambda i: T[i][j], c), 1), c),
        lambda c, f, x: every_class(lambda j: le(f[j], x), c),
    ),
    (
        lambda c, f, T, w, x: eq(
            class_sum(lambda i: f[i] * class_sum(lambda j: T[i][j] * w[j], c), c), x
        ),
        lambda c, T, w, x: every_class(lambda i: eq(class_sum(lambda j: T[i][j] * w[j], c), x), c),
    ),
    (
        lambda c, f, T, w: le(
            class_sum(lambda j: class_sum(lambda i: f[i] * T[i][j], c) * w[j], c),
            class_sum(lambda i: f[i] * w[i], c),
        ),
        lambda c, T, w: every_class(lambda i: le(class_sum(lambda j: T[i][j] * w[j], c), w[i]), c),
    ),
    (
        lambda c, f, g, w, n: eq(
            class_sum(lambda j: (n * f[j] + (1 - n) * g[j]) * w[j], c),
            n * class_sum(lambda j: f[j] * w[j], c) + (1 - n) * class_sum(lambda j: g[j] * w[j], c),
        ),
    ),
    (
        lambda c, w, y, k: ge(
            exp(w[y]) / class_sum(lambda j: exp(w[j]), c),
            exp(w[k]) / class_sum(lambda j: exp(w[j]), c),
        ),
        lambda w, y, k: ge(w[y], w[k]),
    ),
    (
        lambda c, w, y, k: eq(
            log(exp(w[y]) / class_sum(lambda j: exp(w[j]), c))
            - log(exp(w[k]) / class_sum(lambda j: exp(w[j]), c)),
            w[y] - w[k],
        ),
    ),
    (
        lambda c, w, y, x: eq(
            exp(w[y] + x) / class_sum(lambda j: exp(w[j] + x), c),
            exp(w[y]) / class_sum(lambda j: exp(w[j]), c),
        ),
    ),
    (
        lambda c, w, k, b: le(exp(w[k]) / class_sum(lambda j: exp(w[j]), c), exp(-b)),
        lambda w, y, k, b: ge(w[y], w[k] + b),
    ),
    (lambda x, z: le(1 / (1 + exp(z)), 1 / (1 + exp(x))), lambda x, z: le(x, z)),
    (lambda x: le(log(1 + exp(-x)), log(2)), lambda x: ge(x, 0)),
    (
        lambda x, b: le(x, 2 * b),
        lambda x, b, n: le((1 - 2 * n) * x, b),
        lambda n: le(n, Rational(1, 4)),
    ),
    (
        lambda x, z, n: eq(x, z / (1 - 2 * n)),
        lambda x, z, n: eq((1 - 2 * n) * x, z),
        lambda n: lt(n, HALF),
    ),
    (
        lambda x, s, a, b: le(x, s + a + b),
        lambda x, z, a: le(x, z + a),
        lambda z, s, b: le(z, s + b),
    ),
    (lambda x, z: le(Abs(x + z), sqrt(2)), lambda x, z: eq(x**2 + z**2, 1)),
    (lambda z: eq(z, 0), lambda x, z: eq(x * z, 0), lambda x: gt(x**2, 0)),
    (lambda b, n: le(b**n, b), lambda b: ge(b, 1)),
    (
        lambda x, z, s, n: le(n * x + (1 - n) * z, s),
        lambda x, s: le(x, s),
        lambda z, s: le(z, s),
    ),
    (
        lambda x, z, b: le(Abs(Max(0, 1 - x) - Max(0, 1 - z)), b),
        lambda x, z, b: le(Abs(x - z), b),
    ),
    (
        lambda f, g, y, b: le(2 * Abs(f[y] - g[y]), b),
        lambda c, f, g, b: le(class_sum(lambda j: Abs(f[j] - g[j]), c), b),
    ),
    (
        lambda c, f, w, y, b: le(b * f[y], class_sum(lambda j: f[j] * w[j], c)),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda w, y, b: ge(w[y], b),
    ),
    (
        lambda c, w, a: le(Abs(class_sum(lambda j: w[j], c)), a),
        lambda c, f, w, a: every_class(lambda j: le(Abs(w[j]), a * f[j]), c),
    ),
    (
        lambda c, w: le(class_sum(lambda j: exp(w[j]), c), 1),
        lambda c, g, w: every_class(lambda j: le(w[j], log(g[j])), c),
    ),
    (
        lambda c, g, h: ge(
            class_sum(lambda j: -g[j] * log(h[j]), c), 1 - class_sum(lambda j: g[j] * h[j], c)
        ),
    ),
    (
        lambda c, f, w, x: eq(
            class_sum(lambda j: f[j] * (w[j] - x) ** 2, c),
            class_sum(lambda j: f[j] * w[j] ** 2, c) - x**2,
        ),
        lambda c, f, w, x: eq(x, class_sum(lambda j: f[j] * w[j], c)),
    ),
    (
        lambda w, y, a: le(Abs(w[y]), sqrt(a)),
        lambda c, w, a: le(class_sum(lambda j: w[j] ** 2, c), a),
    ),
    (
        lambda f, w, y, k: ge((f[y] - f[k]) * (w[y] - w[k]), 0),
        lambda f, y, k: ge(f[y], f[k]),
        lambda w, y, k: ge(w[y], w[k]),
    ),
    (lambda u, x: eq(u, 1 / (1 + exp(-x))), lambda u, x: eq(log(u / (1 - u)), x)),
]
