"""The second of two sets dealt at random by somebody who did not know the provers."""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, Max, Min, Rational, exp, log, sqrt

from lossproof.theory.language import class_sum, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)

BOOKS: list[Any] = [
    lambda x, y, h: le(exp(h * x + (1 - h) * y), h * exp(x) + (1 - h) * exp(y)),
    lambda p, s, t: gt(sqrt(p / (s + t)) + sqrt(s / (t + p)) + sqrt(t / (p + s)), 2),
    lambda p, s, h: ge(h / p + (1 - h) / s, 1 / (h * p + (1 - h) * s)),
    lambda h, x: le(exp(h * x), 1 - h + h * exp(x)),
    lambda p, s: ge(p * log(p / s) - p + s, (p - s) ** 2 / (2 * Max(p, s))),
    lambda h: ge(log(1 - h / 2), -h / 2 - h**2 / 4),
    lambda r: ge(exp(-r), (2 - r) / (2 + r)),
    lambda u: lt(u ** (1 / (1 - u)), 1 / E),
    lambda p, s: le(p * log(p / s) - p + s, (p - s) ** 2 / s),
    lambda h, m: le(1 - (1 - h) ** m, m * h),
    lambda x, y: le(log(exp(x) + exp(y)), Max(x, y) + log(2)),
    lambda p: gt((1 + p) * log(1 + p), p),
    lambda d, x: le(exp(d * x), (1 - d) / 2 * exp(-x) + (1 + d) / 2 * exp(x)),
    lambda p, s, t: ge(p**3 / s + s**3 / t + t**3 / p, p * s + s * t + t * p),
    lambda p, s: ge(p / s**2 + s / p**2, 1 / p + 1 / s),
    lambda h: le(exp(h), 1 + 7 * h / 4),
    lambda p, s, t: le(p * s / (p + s) + s * t / (s + t) + t * p / (t + p), (p + s + t) / 2),
    lambda d: le(Abs(2 * d**2 - 1), 1),
    lambda r: le((1 + r) * log(1 + r) - r, r**2 / 2),
    lambda p, s: ge((p**2 + s**2) / (p + s), (p + s) / 2),
    lambda h: le(-log(1 - h / 2), 3 * h / 4),
    lambda h: le(h - h**4, 3 / 4 ** Rational(4, 3)),
    lambda a, b, c: ge(a**4 + b**4 + c**4, a * b * c * (a + b + c)),
    lambda r: ge((exp(r) - exp(-r)) / 2, r + r**3 / 6),
    lambda x: le(log((exp(x) + exp(-x)) / 2), Abs(x)),
    lambda p, s: gt((1 + p / s) ** s, exp(p * s / (p + s))),
    lambda p: le(p * log(p), p**2 - p),
    lambda a: ge(a**4 + 1, a**3 + a),
    lambda r: le(exp(-r), 1 / (1 + r + r**2 / 2)),
    lambda p, s, t: le(
        p / (2 * p + s + t) + s / (p + 2 * s + t) + t / (p + s + 2 * t), Rational(3, 4)
    ),
    lambda r, v, w: ge((r + v + w) ** 3, 27 * r * v * w),
    lambda r, v, h: ge(sqrt(h * r + (1 - h) * v), h * sqrt(r) + (1 - h) * sqrt(v)),
    lambda a, b, c: ge((a - b) ** 2 + (b - c) ** 2, (a - c) ** 2 / 2),
    lambda x: le(sqrt(x**2 + 1) - 1, x**2 / 2),
    lambda x: le(log(1 + exp(x)) * log(1 + exp(-x)), log(2) ** 2),
    lambda u: lt(exp(-u), 1 - u / 2),
    lambda r, v, m: le(r**m + v**m, (r + v) ** m),
    lambda a, b: le(sqrt((a + 1) ** 2 + (b + 1) ** 2), sqrt(a**2 + b**2) + sqrt(2)),
    lambda x: le(Abs(exp(x) - 1), exp(Abs(x)) - 1),
    lambda p: ge(p * log(p) - p + 1, 3 * (p - 1) ** 2 / (2 * (p + 2))),
    lambda r: le((1 + r) ** Rational(1, 3), 1 + r / 3),
    lambda u: le(-log(1 - u) - u, u**2 / (2 * (1 - u))),
    lambda p: ge(p**2 + 16 / p, 12),
    lambda u: lt(exp(u), (2 + u) / (2 - u)),
    lambda r: ge(1 - exp(-r), (1 - 1 / E) * Min(1, r)),
    lambda r, v: le(r * v**2, r**3 / 3 + 2 * v**3 / 3),
    lambda r: ge(sqrt(1 + r), 1 + r / (2 * sqrt(1 + r))),
    lambda h, k, u: ge((1 - h) * (1 - k) * (1 - u), 1 - h - k - u),
    lambda x: le(Abs(exp(x) - 1), Abs(x) * exp(Abs(x))),
    lambda r, v: le(Abs(r ** Rational(1, 3) - v ** Rational(1, 3)), Abs(r - v) ** Rational(1, 3)),
    lambda u: le(-(1 - u) * log(1 - u), u),
    lambda m: ge(sqrt(m) - sqrt(m - 1), 1 / (2 * sqrt(m))),
    lambda d: le(d + sqrt(1 - d**2), sqrt(2)),
    lambda p, s: ge(p * log(p / s) - p + s, (sqrt(p) - sqrt(s)) ** 2),
    lambda a, b, c: ge((a * b + b * c + c * a) ** 2, 3 * a * b * c * (a + b + c)),
    lambda u: le(u * log(u) ** 2, 4 * exp(-2)),
    lambda u: ge(-u * log(u) - (1 - u) * log(1 - u), -log(u**2 + (1 - u) ** 2)),
    lambda h, k: le(h / (1 + k) + k / (1 + h), 1),
    lambda x: le(exp(x) - 1 - x, x**2 / 2 * exp(Max(x, 0))),
    lambda r: le((exp(r) - exp(-r)) / 2, r * (exp(r) + exp(-r)) / 2),
]

FIELD: list[Any] = [
    lambda c, f, g: eq(
        class_sum(lambda j: (sqrt(f[j]) - sqrt(g[j])) ** 2, c),
        2 - 2 * class_sum(lambda j: sqrt(f[j] * g[j]), c),
    ),
    lambda x, b: ge(log(1 + exp(b - x)), log(1 + exp(-x))),
    (
        lambda u, n, q: ge((1 - n) * u + q * (1 - u), HALF),
        lambda u, n, q: ge((1 - n - q) * u, HALF - q),
    ),
    lambda c, g, y: le(
        g.total(lambda u: -u * log(u)),
        -g[y] * log(g[y]) - (1 - g[y]) * log(1 - g[y]) + (1 - g[y]) * log(c - 1),
    ),
    lambda c, f, T, y: ge(class_sum(lambda j: T[y][j] * (1 - f[j]), c), T[y][y] * (1 - f[y])),
    lambda g, y, a: le((1 - g[y]) ** a * log(g[y]) / g.total(lambda u: (1 - u) ** a * log(u)), 1),
    (lambda u, a: ge(-((1 - u) ** a) * log(u), -log(u) + a * u * log(u)), lambda a: ge(a, 1)),
    lambda u, q: le(u**q * (1 - u), q**q / (1 + q) ** (1 + q)),
    lambda g, y: lt(log(g[y]) / g.total(log) + 1 - g[y], 2),
    lambda c, g, b: le(g.total(lambda u: Min(-log(u), b)), b * (c - 1) / (1 - exp(-b))),
    lambda c, f, a: eq(f.total(lambda u: a * (1 - u)), a * (c - 1)),
    lambda u, q: le(u**q + (1 - u) ** q, 2 ** (1 - q)),
    lambda c, f: eq(
        class_sum(lambda j: f.total(lambda u: u**2) - 2 * f[j] + 1, c),
        c * f.total(lambda u: u**2) + c - 2,
    ),
    (lambda u, q, n: ge((1 - u**q) / q, (1 - u**n) / n), lambda q, n: le(q, n)),
    lambda f, y, k, q: le(Abs((1 - f[y] ** q) / q - (1 - f[k] ** q) / q), 1 / q),
    lambda x, n: eq(Max(n * x, (n - 1) * x) + Max(-n * x, (1 - n) * x), Abs(x)),
    lambda x: eq(1 / (1 + exp(x)) + 1 / (1 + exp(-x)), 1),
    lambda f, y, b: ge(exp(-f[y] / b), exp(-1 / b)),
    lambda f, y, k, n: eq(n * (1 - f[y]) + (1 - n) * (1 - f[k]), 1 - n * f[y] - (1 - n) * f[k]),
    lambda u, q: le((1 - Max(u, HALF) ** q) / q, (1 - 2 ** (-q)) / q),
    (lambda u, a, b: ge((a - u) ** b - (a - 1) ** b, 0), lambda a: gt(a, 1)),
    lambda x, b: le(b**2 * (sqrt(1 + x**2 / b**2) - 1), x**2 / 2),
    lambda c, g, h: ge(
        class_sum(lambda j: (g[j] - h[j]) * log(g[j] / h[j]), c),
        class_sum(lambda j: (g[j] - h[j]) ** 2, c),
    ),
    (
        lambda c, g, h, n: le(
            class_sum(lambda j: g[j] * log(g[j] / (n * g[j] + (1 - n) * h[j])), c), -log(n)
        ),
        lambda n: gt(n, 0),
    ),
    lambda c, g: eq(class_sum(lambda j: log(g[j]) / g.total(log), c), 1),
    (
        lambda c, w, n, y: eq(
            (1 - n * c / (c - 1))
            * ((c - 1) * w[y] - n * class_sum(lambda j: w[j], c))
            / (c - 1 - n * c)
            + n / (c - 1) * class_sum(lambda j: w[j], c),
            w[y],
        ),
        lambda c, n: lt(n, 1 - 1 / c),
    ),
    lambda g: ge(g.total(lambda u: -log(1 - u)), 1),
    lambda x, b: ge(b * log(1 + exp(-x / b)), Max(0, -x)),
    lambda f, y: ge(1 - f[y] / sqrt(f.total(lambda u: u**2)), 0),
    lambda u, q: ge((1 - u**q) / q, -log(u) - q * log(u) ** 2 / 2),
    lambda x, b: le(b**2 * (sqrt(1 + x**2 / b**2) - 1), b * Abs(x)),
    lambda u, b: ge((u ** (-b) - 1) / b, -log(u)),
    lambda c, u, g, y: ge(
        -(1 - u) * log(g[y]) - u / (c - 1) * (g.total(log) - log(g[y])),
        -(1 - u) * log(1 - u) - u * log(u / (c - 1)),
    ),
    lambda u, b: ge(-log(u), log(b) + 1 - b * u),
    lambda c, g, h: le(
        class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
        log(class_sum(lambda j: g[j] ** 2 / h[j], c)),
    ),
    lambda c, f, n, a, y: eq(
        (1 - n) * a * (1 - f[y]) + n / (c - 1) * (f.total(lambda u: a * (1 - u)) - a * (1 - f[y])),
        a * n + (1 - c * n / (c - 1)) * a * (1 - f[y]),
    ),
    lambda c, g, h: ge(
        class_sum(lambda j: (g[j] - h[j]) ** 2 / (g[j] + h[j]), c),
        class_sum(lambda j: Abs(g[j] - h[j]), c) ** 2 / 2,
    ),
    lambda x, n: le(Max(n * x, (n - 1) * x), Abs(x)),
    lambda f, y, q: le(f[y] ** q * (1 - f[y]), 1 - f[y]),
    lambda u, b: le(-log((u + b) / (1 + b)), log((1 + b) / b)),
]

LEMMAS: list[tuple[Any, ...]] = [
    (
        lambda c, g, w: ge(
            log(class_sum(lambda j: exp(w[j]), c)),
            class_sum(lambda j: g[j] * w[j], c) - g.total(lambda u: u * log(u)),
        ),
    ),
    (lambda x, z: eq(Min(x, z) + Max(x, z), x + z),),
    (
        lambda c, f, g, T: le(
            class_sum(lambda j: Abs(class_sum(lambda i: (f[i] - g[i]) * T[i][j], c)), c),
            class_sum(lambda i: Abs(f[i] - g[i]), c),
        ),
    ),
    (
        lambda c, f, w, b: le(
            class_sum(lambda j: f[j] * w[j] ** 2, c), b * class_sum(lambda j: f[j] * w[j], c)
        ),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w, b: every_class(lambda j: le(w[j], b), c),
    ),
    (
        lambda c, g, n: ge(
            class_sum(lambda j: -((1 - n) * g[j] + n / c) * log((1 - n) * g[j] + n / c), c),
            g.total(lambda u: -u * log(u)),
        ),
    ),
    (
        lambda c, w: ge(
            class_sum(lambda j: w[j] * exp(w[j]), c) / class_sum(lambda j: exp(w[j]), c),
            class_sum(lambda j: w[j], c) / c,
        ),
    ),
    (
        lambda c, f, w: le(
            Abs(class_sum(lambda j: f[j] * w[j], c)), class_sum(lambda j: f[j] * Abs(w[j]), c)
        ),
    ),
    (lambda n: le(1 / (1 - n), 1 + 2 * n), lambda n: le(n, HALF)),
    (
        lambda c, f, w: eq(
            class_sum(lambda j: class_sum(lambda i: f[i] * f[j] * (w[i] - w[j]) ** 2, c), c) / 2,
            class_sum(lambda j: f[j] * w[j] ** 2, c) - class_sum(lambda j: f[j] * w[j], c) ** 2,
        ),
    ),
    (lambda c, w, y: le(Abs(w[y]), class_sum(lambda j: Abs(w[j]), c)),),
    (
        lambda c, w: le(
            class_sum(lambda j: Abs(w[j]), c), sqrt(c) * sqrt(class_sum(lambda j: w[j] ** 2, c))
        ),
    ),
    (lambda c, w: le(class_sum(lambda j: w[j], c) ** 2, c * class_sum(lambda j: w[j] ** 2, c)),),
    (lambda f, y: le(f[y], sqrt(f.total(lambda u: u**2))),),
    (
        lambda c, g, h, b: le(-class_sum(lambda j: h[j] * log(g[j]), c), -log(b)),
        lambda c, g, b: every_class(lambda j: ge(g[j], b), c),
    ),
    (lambda x, z: le(Abs(Min(Max(x, 0), 1) - Min(Max(z, 0), 1)), Abs(x - z)),),
    (
        lambda c, T, w, y: le(
            Abs(class_sum(lambda j: T[y][j] * w[j], c) - w[y]),
            class_sum(lambda j: T[y][j] * Abs(w[j] - w[y]), c),
        ),
    ),
    (lambda f: ge(f.total(sqrt), 1),),
    (
        lambda c, f, g, n: eq(
            class_sum(lambda j: Abs(n * f[j] + (1 - n) * g[j] - g[j]), c),
            n * class_sum(lambda j: Abs(f[j] - g[j]), c),
        ),
    ),
    (lambda c, w, y, b: gt(exp(w[y] / b) / class_sum(lambda j: exp(w[j] / b), c), 0),),
    (
        lambda c, f, w, x: le(
            class_sum(lambda j: f[j] * w[j] ** 2, c) - class_sum(lambda j: f[j] * w[j], c) ** 2,
            class_sum(lambda j: f[j] * (w[j] - x) ** 2, c),
        ),
    ),
    (
        lambda c, f, w: le(
            class_sum(lambda j: f[j] * w[j], c) ** 2,
            f.total(lambda u: u**2) * class_sum(lambda j: w[j] ** 2, c),
        ),
    ),
    (lambda c, f, g: le(class_sum(lambda j: f[j] * g[j], c), 1),),
    (
        lambda c, f, g: le(
            class_sum(lambda j: Abs(f[j] - g[j]), c),
            sqrt(c) * sqrt(class_sum(lambda j: (f[j] - g[j]) ** 2, c)),
        ),
    ),
    (lambda c, T, y: eq(class_sum(lambda j: T[y][j], c) - T[y][y], 1 - T[y][y]),),
    (lambda c, w: le(Abs(class_sum(lambda j: w[j], c)), class_sum(lambda j: Abs(w[j]), c)),),
    (lambda a, b: le(sqrt(a + b), sqrt(b) + a / (2 * sqrt(b))),),
    (
        lambda c, f, T: le(
            class_sum(lambda j: Abs(class_sum(lambda i: f[i] * T[i][j], c) - f[j]), c),
            2 * class_sum(lambda i: f[i] * (1 - T[i][i]), c),
        ),
    ),
    (lambda f: le(f.total(lambda u: u**2) ** 2, f.total(lambda u: u**3)),),
    (
        lambda c, w: ge(class_sum(lambda j: w[j], c) ** 2, class_sum(lambda j: w[j] ** 2, c)),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
    ),
    (
        lambda c, f: eq(
            class_sum(lambda j: (f[j] - 1 / c) ** 2, c), f.total(lambda u: u**2) - 1 / c
        ),
    ),
    (lambda c, g: ge(g.total(lambda u: 1 / u), c**2),),
    (
        lambda c, w, y: le(class_sum(lambda j: w[j], c), c * w[y]),
        lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c),
    ),
    (lambda x, z, n: le(n * x + (1 - n) * z, Max(x, z)),),
    (lambda c, w: le(sqrt(class_sum(lambda j: w[j] ** 2, c)), class_sum(lambda j: Abs(w[j]), c)),),
    (
        lambda c, T, y, n: ge(class_sum(lambda j: T[y][j] ** 2, c), (1 - n) ** 2),
        lambda T, y, n: ge(T[y][y], 1 - n),
    ),
    (
        lambda c, f, w: eq(
            class_sum(lambda j: (f[j] - 1 / c) * w[j], c), class_sum(lambda j: f[j] * w[j], c)
        ),
        lambda c, w: eq(class_sum(lambda j: w[j], c), 0),
    ),
    (
        lambda c, g, b: le(g.total(lambda u: -log(u)), -c * log(b)),
        lambda c, g, b: every_class(lambda j: ge(g[j], b), c),
    ),
    (lambda c, f, n: eq(f.total(lambda u: (1 - n) * u + n / (c - 1) * (1 - u)), 1),),
    (lambda x, z, b: le(exp(x), exp(b) * exp(z)), lambda x, z, b: le(Abs(x - z), b)),
    (
        lambda c, T, w, y: ge(
            class_sum(lambda j: T[y][j] * exp(w[j]), c), exp(class_sum(lambda j: T[y][j] * w[j], c))
        ),
    ),
    (lambda n: le(n / (1 - n), 1), lambda n: le(n, HALF)),
    (
        lambda c, f, g, n: eq(
            class_sum(lambda j: Abs(((1 - n) * f[j] + n / c) - ((1 - n) * g[j] + n / c)), c),
            (1 - n) * class_sum(lambda j: Abs(f[j] - g[j]), c),
        ),
    ),
    (lambda c: le(1 / (c - 1) - 1 / c, HALF),),
    (lambda n: le(1 / (1 - 2 * n), 2), lambda n: le(n, Rational(1, 4))),
    (lambda a, b: le(log(1 + a * b), log(1 + a) + log(1 + b)),),
    (
        lambda c, w, y, b: ge(exp(w[y]) / class_sum(lambda j: exp(w[j]), c), exp(-2 * b) / c),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (lambda x, a, b: le(x, b + sqrt(a)), lambda x, a, b: le(x**2, b * x + a)),
    (lambda c, f, n: eq(class_sum(lambda j: (1 - n) * f[j] + n / c, c), 1),),
    (lambda c, T, y: ge(class_sum(lambda j: T[y][j] ** 2, c), 1 / c),),
    (
        lambda g, h, y, b: le(Abs(log(g[y]) - log(h[y])), Abs(g[y] - h[y]) / b),
        lambda g, y, b: ge(g[y], b),
        lambda h, y, b: ge(h[y], b),
    ),
    (lambda x, z: le(log(1 + exp(x)), log(1 + exp(z))), lambda x, z: le(x, z)),
    (
        lambda c, f, g, y, a: le(class_sum(lambda j: Abs(f[j] - g[j]), c), 2 * a),
        lambda f, y, a: ge(f[y], 1 - a),
        lambda g, y, a: ge(g[y], 1 - a),
    ),
    (lambda c, w: eq(class_sum(lambda j: exp(w[j]) / class_sum(lambda i: exp(w[i]), c), c), 1),),
    (
        lambda c, f, T, n: ge(class_sum(lambda i: f[i] * T[i][i], c), 1 - n),
        lambda c, T, n: every_class(lambda i: ge(T[i][i], 1 - n), c),
    ),
    (
        lambda c, w, n, y, b: le(
            Abs((1 - n) * w[y] + n / (c - 1) * (class_sum(lambda j: w[j], c) - w[y]) - w[y]), n * b
        ),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w, b: every_class(lambda j: le(w[j], b), c),
    ),
    (
        lambda c, w, x: eq(
            class_sum(lambda j: (w[j] - x) ** 2, c), class_sum(lambda j: w[j] ** 2, c) + c * x**2
        ),
        lambda c, w: eq(class_sum(lambda j: w[j], c), 0),
    ),
    (lambda x, z, s, n: eq(s - z, n * (x - z)), lambda x, z, s, n: eq(s, n * x + (1 - n) * z)),
    (
        lambda c, f, g, y: eq(class_sum(lambda j: Abs(f[j] - g[j]), c), 2 * (1 - g[y])),
        lambda f, y: eq(f[y], 1),
    ),
    (lambda c, f: eq(class_sum(lambda j: class_sum(lambda i: f[i] * f[j], c), c), 1),),
    (
        lambda c, f, g: le(
            class_sum(lambda j: f[j] * g[j], c),
            (f.total(lambda u: u**2) + g.total(lambda u: u**2)) / 2,
        ),
    ),
]
