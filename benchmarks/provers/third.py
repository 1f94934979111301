"""The third set by somebody who did not know the provers: of textbooks, of the field, lemmas."""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, Max, Min, Piecewise, Rational, exp, log, sqrt

from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)

BOOKS: list[Any] = [
    lambda a, b: ge(a**4 + b**4 + 2, 4 * a * b),
    lambda p, s, t: ge((p**2 + s**2) / t + (s**2 + t**2) / p + (t**2 + p**2) / s, 2 * (p + s + t)),
    lambda p, s: ge(p**4 / s**3, 4 * p - 3 * s),
    lambda r, v: ge(sqrt((1 + r) * (1 + v)), 1 + sqrt(r * v)),
    lambda p, s: ge(1 / (1 + p) ** 2 + 1 / (1 + s) ** 2, 1 / (1 + p * s)),
    lambda p, s, h: ge(
        h * p + (1 - h) * s, p**h * s ** (1 - h) + Min(h, 1 - h) * (sqrt(p) - sqrt(s)) ** 2
    ),
    lambda m: le(m * log(m) - m + 1, (m - 1) * log((m + 1) / 2)),
    lambda u: gt(1 - u, exp(-u / (1 - u))),
    lambda d: le(Abs(exp(d) - 1), 7 * Abs(d) / 4),
    lambda p, m: le(log(p), m * (p ** (1 / m) - 1)),
    lambda d: le(Abs(log(1 + d / 2)), -log(1 - Abs(d) / 2)),
    lambda r: le((exp(r) - exp(-r)) / 2, r * ((exp(r) + exp(-r)) / 2 + 2) / 3),
    lambda x: le((exp(x) + exp(-x)) / 2, exp(Abs(x))),
    lambda r: ge((1 + r) * log(1 + r) - r, r / 2 * log(1 + r)),
    lambda h: ge((1 + h) * log(1 + h) - h, h**2 / 3),
    lambda r: ge((1 + r) * log(1 + r) - r, r**2 / (2 + r)),
    lambda r: le(1 + r - sqrt(1 + 2 * r), r**2 / 2),
    lambda h, x: le(log(1 + h * (exp(x) - 1)), h * (exp(x) - 1)),
    lambda u: le(-u * log(u) - (1 - u) * log(1 - u), log(1 + 2 * sqrt(u * (1 - u)))),
    lambda u: le(-u * log(u) - (1 - u) * log(1 - u), -(log(u) + log(1 - u)) / 2),
    lambda u: ge(Abs(log(u / (1 - u))), 4 * Abs(u - HALF)),
    lambda h, m: le((1 + h) ** m, 1 + (2**m - 1) * h),
    lambda h, m: ge(1 - (1 - h) ** m, (1 - 1 / E) * Min(1, h * m)),
    lambda p, s: ge(((p**3 + s**3) / 2) ** Rational(1, 3), sqrt((p**2 + s**2) / 2)),
    lambda p, s, h: ge(p**h * s ** (1 - h), 1 / (h / p + (1 - h) / s)),
    lambda x, y, m: le(Abs(x + y) ** m, 2 ** (m - 1) * (Abs(x) ** m + Abs(y) ** m)),
    lambda r, v, m: le(Abs(r**m - v**m), m * Abs(r - v) * Max(r, v) ** (m - 1)),
    lambda x, y: le(((x + y) / 2) ** 4 + ((x - y) / 2) ** 4, (x**4 + y**4) / 2),
    lambda x, y: le(Abs(x) + Abs(y), Max(Abs(x + y), Abs(x - y))),
    lambda x, y, a: le(Min(1, Abs(x - y)), Min(1, Abs(x - a)) + Min(1, Abs(a - y))),
    lambda x, y: le(Abs(x * Abs(x) - y * Abs(y)), 2 * Max(Abs(x), Abs(y)) * Abs(x - y)),
    lambda x, y, p: le(Abs(Max(x - p, 0) - Max(y - p, 0)), Abs(x - y)),
    lambda x: ge(Abs(x - 1) + Abs(x - 2) + Abs(x - 3), 2),
    lambda r, v: ge(r**3 + v**3, r * v * (r + v)),
    lambda r, v, w: ge((r + v + w) * (r**2 + v**2 + w**2), 9 * r * v * w),
    lambda x: gt(x**8 - x**5 + x**2 - x + 1, 0),
    lambda a, b: ge(a**2 + a * b + b**2, Rational(3, 4) * (a + b) ** 2),
    lambda h, m: le(h**m * (1 - h), 1 / (E * m)),
    lambda p, s: ge(p + s + 1 / (p * s), 3),
    lambda p, s, t: ge((1 + p) * (1 + s) * (1 + t), (1 + (p * s * t) ** Rational(1, 3)) ** 3),
    lambda p, s, t: ge(1 / p + 1 / s + 4 / t, 16 / (p + s + t)),
    lambda p, s, h: le((h * p + (1 - h) * s) * (h / p + (1 - h) / s), (p + s) ** 2 / (4 * p * s)),
    lambda p, s, t: lt(p + sqrt(p * s) + (p * s * t) ** Rational(1, 3), E * (p + s + t)),
    lambda p: lt(sqrt(p + 1) - sqrt(p), 1 / (2 * sqrt(p))),
    lambda x, p: le(sqrt(x**2 + p) - Abs(x), sqrt(p)),
    lambda p: lt(exp(p) - 1, p * (exp(p) + 1) / 2),
    lambda r, m: le(r**m * exp(-r), (m / E) ** m),
    lambda p, u: le(log(p), p**u / (u * E)),
    lambda p, s: ge((p + s) * log(1 + p), p * log(1 + p + s)),
    lambda p: lt((1 + 1 / p) ** p, E * (1 - 1 / (2 * p + 2))),
    lambda d: le(exp(d), 1 + d + (E - 2) * d**2),
    lambda p: ge(p - 1 - log(p), (p - 1) ** 2 / (2 * Max(1, p))),
    lambda p: le(Abs(log(p)), Max(p, 1 / p) - 1),
    lambda a, b, c: le(log(exp(a) + exp(b) + exp(c)), Max(a, b, c) + log(3)),
    lambda x, y: le(log(1 + exp((x + y) / 2)), (log(1 + exp(x)) + log(1 + exp(y))) / 2),
    lambda p, s, t: ge(p * log(p / t) + s * log(s / t), (p + s) * log((p + s) / (2 * t))),
    lambda r, v: le(Abs(exp(-r) - exp(-v)), 1 - exp(-Abs(r - v))),
    lambda x, y: le(Abs((x + y) * (1 - x * y)) / ((1 + x**2) * (1 + y**2)), HALF),
    lambda u: ge((u + 1 / u) ** 2 + (1 - u + 1 / (1 - u)) ** 2, Rational(25, 2)),
    lambda h: ge(1 - h / 2, 2 ** (-h)),
]

FIELD: list[Any] = [
    (
        lambda c, f, q, n, y: ge(
            (1 - n) * (1 - f[y] ** q) / q
            + n / (c - 1) * (f.total(lambda u: (1 - u**q) / q) - (1 - f[y] ** q) / q),
            n / (c - 1) * (c - c ** (1 - q)) / q,
        ),
        lambda c, n: le(n, 1 - 1 / c),
    ),
    lambda c, f, q, n, y: le(
        (1 - n) * (1 - f[y] ** q) / q
        + n / (c - 1) * (f.total(lambda u: (1 - u**q) / q) - (1 - f[y] ** q) / q),
        (1 - n * c / (c - 1)) * (1 - f[y] ** q) / q + n / q,
    ),
    lambda u, a: le(a * (1 - u) ** (a - 1) * u * (-log(u)) + (1 - u) ** a, (a + 1) * (1 - u) ** a),
    lambda u, q: le((1 - u**q) / q, (1 - q) * (-log(u)) + q * (1 - u)),
    lambda u, q: le((1 - u**q) / q, Min(1 / q, -log(u))),
    lambda u, b: le(Piecewise((log(b) + 1 - b * u, u <= 1 / b), (-log(u), True)), log(b) + 1),
    lambda c, g, a: eq(
        class_sum(lambda j: log(g[j]) / g.total(log) + a * (1 - g[j]), c), 1 + a * (c - 1)
    ),
    lambda c, g, a: eq(
        class_sum(
            lambda j: (1 - g[j]) ** a * log(g[j]) / g.total(lambda u: (1 - u) ** a * log(u)), c
        ),
        1,
    ),
    (
        lambda g, y, k: le(log(g[y]) / g.total(log), log(g[k]) / g.total(log)),
        lambda g, y, k: ge(g[y], g[k]),
    ),
    (
        lambda u, n, b: ge(
            (1 - n) * exp(-u / b) + n * exp(-(1 - u) / b), (1 - n) * exp(-1 / b) + n
        ),
        lambda n, b: ge((1 - n) * exp(-1 / b), n),
    ),
    lambda c, f, b: le(f.total(lambda u: exp(-u / b)), c - 1 + exp(-1 / b)),
    lambda c, f: le(f.total(lambda u: (1 - u) + (1 - u) ** 2 / 2), Rational(3, 2) * (c - 1)),
    lambda c, f: ge(
        f.total(lambda u: (1 - u) + (1 - u) ** 2 / 2), (c - 1) + (c - 1) ** 2 / (2 * c)
    ),
    lambda c, g, h: ge(
        class_sum(lambda j: g[j] * log(2 * g[j] / (g[j] + h[j])) / 2, c)
        + class_sum(lambda j: h[j] * log(2 * h[j] / (g[j] + h[j])) / 2, c),
        class_sum(lambda j: Abs(g[j] - h[j]), c) ** 2 / 8,
    ),
    lambda c, g, h: le(
        class_sum(lambda j: g[j] * log(2 * g[j] / (g[j] + h[j])) / 2, c)
        + class_sum(lambda j: h[j] * log(2 * h[j] / (g[j] + h[j])) / 2, c),
        class_sum(lambda j: Abs(g[j] - h[j]), c) * log(2) / 2,
    ),
    lambda c, g, h: le(
        class_sum(lambda j: g[j] * log(2 * g[j] / (g[j] + h[j])), c)
        + class_sum(lambda j: h[j] * log(2 * h[j] / (g[j] + h[j])), c),
        class_sum(lambda j: (g[j] - h[j]) * log(g[j] / h[j]), c) / 2,
    ),
    lambda c, n, g, y: eq(
        -(1 - n) * log(g[y]) - n / c * g.total(log),
        -(1 - n) * log(g[y]) + n * log(c) + n * g.total(lambda u: -log(c * u) / c),
    ),
    lambda s, t, n, q: eq(
        (1 - n) * ((1 - q) * s - n * t) + n * ((1 - n) * t - q * s), (1 - n - q) * s
    ),
    (
        lambda s, t, n, b: le(Abs(((1 - n) * s - n * t) / (1 - 2 * n)), b / (1 - 2 * n)),
        lambda n: lt(n, HALF),
        lambda s, b: le(Abs(s), b),
        lambda t, b: le(Abs(t), b),
    ),
    (
        lambda c, n, g, y: ge(-log((1 - n) * g[y] + n / (c - 1) * (1 - g[y])), -log(1 - n)),
        lambda c, n: le(n, 1 - 1 / c),
    ),
    lambda c, f, T: le(
        class_sum(lambda j: (1 - class_sum(lambda i: f[i] * T[i][j], c)) ** 2, c), c - 1
    ),
    lambda s, t, u, a, n, q: eq(
        ((1 - n - q) * u + q) * s
        + (1 - (1 - n - q) * u - q) * t
        - ((1 - n - q) * a + q) * s
        - (1 - (1 - n - q) * a - q) * t,
        (1 - n - q) * (u - a) * (s - t),
    ),
    lambda c, f, g: le(
        class_sum(lambda j: Abs(f[j] - g[j]), c) ** 2,
        4 * class_sum(lambda j: (sqrt(f[j]) - sqrt(g[j])) ** 2, c),
    ),
    lambda c, g, h: ge(
        class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
        -2 * log(class_sum(lambda j: sqrt(g[j] * h[j]), c)),
    ),
    lambda c, g, h: ge(
        class_sum(lambda j: (g[j] - h[j]) * log(g[j] / h[j]), c),
        4 * class_sum(lambda j: (sqrt(g[j]) - sqrt(h[j])) ** 2, c),
    ),
    lambda c, g, h: le(
        class_sum(lambda j: (g[j] - h[j]) ** 2 / (g[j] + h[j]), c),
        2 * class_sum(lambda j: (sqrt(g[j]) - sqrt(h[j])) ** 2, c),
    ),
    lambda c, g, h, u: le(class_sum(lambda j: g[j] ** u * h[j] ** (1 - u), c), 1),
    lambda x: ge(log(1 + exp(-x)) / log(2), Piecewise((1, x <= 0), (0, True))),
    lambda x: le(log(1 + exp(-x)) + log(1 + exp(x)), Abs(x) + 2 * log(2)),
    lambda x, n: ge((1 - n) * (1 - x) ** 2 + n * (1 + x) ** 2, 4 * n * (1 - n)),
    (
        lambda x, n: ge((1 - n) * Max(0, 1 - x) + n * Max(0, 1 + x), 2 * n),
        lambda n: le(n, HALF),
    ),
    (
        lambda s, t, n, b: eq((1 - n) * s + n * t, (1 - 2 * n) * s + n * b),
        lambda s, t, b: eq(s + t, b),
    ),
    (
        lambda u, n, q: gt((1 - n - q) * u + q, (1 - n + q) / 2),
        lambda n, q: lt(n + q, 1),
        lambda u: gt(u, HALF),
    ),
    (
        lambda c, f, T, y: ge(class_sum(lambda j: T[y][j] * (1 - f[j]), c), 1 - T[y][y]),
        lambda c, T, y: every_class(lambda j: le(T[y][j], T[y][y]), c),
    ),
    lambda c, n, g, h: le(
        class_sum(
            lambda j: (
                ((1 - n) * g[j] + n / c) * log(((1 - n) * g[j] + n / c) / ((1 - n) * h[j] + n / c))
            ),
            c,
        ),
        (1 - n) * class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
    ),
    lambda c, g, h: le(
        log(1 - class_sum(lambda j: g[j] * h[j], c)), -class_sum(lambda j: g[j] * h[j], c)
    ),
    lambda c, g: ge(g.total(lambda u: -log(1 - u)), c * log(c / (c - 1))),
    (
        lambda c, w, y, b: ge(
            log(class_sum(lambda j: exp(w[j]), c)) - w[y], log(1 + (c - 1) * exp(-b))
        ),
        lambda c, w, y, b: every_class(lambda j: le(w[y] - w[j], b), c),
    ),
    (
        lambda c, g, h, a: ge(
            class_sum(lambda j: -g[j] * (1 - h[j]) ** a * log(h[j]), c),
            class_sum(lambda j: -g[j] * log(h[j]), c) - a * h.total(lambda u: -u * log(u)),
        ),
        lambda a: ge(a, 1),
    ),
    lambda c, f, n, y: eq(
        (1 - n) * (f.total(lambda u: u**2) - 2 * f[y] + 1)
        + n
        / (c - 1)
        * (
            class_sum(lambda j: f.total(lambda u: u**2) - 2 * f[j] + 1, c)
            - (f.total(lambda u: u**2) - 2 * f[y] + 1)
        ),
        (1 - n * c / (c - 1)) * (f.total(lambda u: u**2) - 2 * f[y] + 1)
        + n / (c - 1) * (c * f.total(lambda u: u**2) + c - 2),
    ),
]

LEMMAS: list[tuple[Any, ...]] = [
    (lambda c, f, g: eq(class_sum(lambda j: f[j] - g[j], c), 0),),
    (
        lambda c, f, g, h: le(
            class_sum(lambda j: Abs(f[j] - g[j]), c),
            class_sum(lambda j: Abs(f[j] - h[j]), c) + class_sum(lambda j: Abs(h[j] - g[j]), c),
        ),
    ),
    (
        lambda c, f, g: le(
            Abs(f.total(lambda u: u**2) - g.total(lambda u: u**2)),
            2 * class_sum(lambda j: Abs(f[j] - g[j]), c),
        ),
    ),
    (
        lambda c, w, n: le(
            log(class_sum(lambda j: exp(n * w[j]), c)),
            n * log(class_sum(lambda j: exp(w[j]), c)) + (1 - n) * log(c),
        ),
    ),
    (
        lambda c, f, T: le(
            class_sum(lambda j: class_sum(lambda i: f[i] * T[i][j], c) ** 2, c),
            class_sum(lambda i: f[i] * class_sum(lambda j: T[i][j] ** 2, c), c),
        ),
    ),
    (
        lambda c, w, y: le(
            class_sum(lambda j: w[j] * exp(w[j]), c) / class_sum(lambda j: exp(w[j]), c), w[y]
        ),
        lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c),
    ),
    (
        lambda c, f, w: eq(
            class_sum(lambda j: f[j] * (w[j] - class_sum(lambda i: f[i] * w[i], c)), c), 0
        ),
    ),
    (
        lambda c, f, w: le(
            class_sum(lambda j: f[j] * w[j], c), sqrt(class_sum(lambda j: f[j] * w[j] ** 2, c))
        ),
    ),
    (
        lambda c, w, b: le(
            class_sum(lambda j: w[j] ** 2, c), b * class_sum(lambda j: Abs(w[j]), c)
        ),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda c, f, g: le(
            class_sum(lambda j: f[j] * sqrt(g[j]), c), sqrt(class_sum(lambda j: f[j] * g[j], c))
        ),
    ),
    (
        lambda c, f, g: ge(
            class_sum(lambda j: f[j] / g[j], c), 1 / class_sum(lambda j: f[j] * g[j], c)
        ),
    ),
    (
        lambda c, f, g, q: le(
            class_sum(lambda j: f[j] * g[j] ** q, c), class_sum(lambda j: f[j] * g[j], c) ** q
        ),
    ),
    (
        lambda c, T, g, y: le(
            -log(class_sum(lambda j: T[y][j] * g[j], c)),
            -class_sum(lambda j: T[y][j] * log(g[j]), c),
        ),
    ),
    (
        lambda c, T, w, y, k, b: le(
            Abs(class_sum(lambda j: T[y][j] * w[j], c) - class_sum(lambda j: T[k][j] * w[j], c)),
            2 * b,
        ),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (lambda c, T, y, k: le(class_sum(lambda j: Abs(T[y][j] - T[k][j]), c), 2),),
    (
        lambda c, T, n, y, k: ge(class_sum(lambda j: Abs(T[y][j] - T[k][j]), c), 2 - 4 * n),
        lambda c, T, n: every_class(lambda i: ge(T[i][i], 1 - n), c),
        lambda y, k: different(y, k),
    ),
    (
        lambda c, f, T, n, y: le(class_sum(lambda i: f[i] * T[i][y], c), f[y] + n * (1 - f[y])),
        lambda c, T, n: every_class(lambda i: ge(T[i][i], 1 - n), c),
    ),
    (
        lambda c, f, T, n, y: le(Abs(class_sum(lambda i: f[i] * T[i][y], c) - f[y]), n),
        lambda c, T, n: every_class(lambda i: ge(T[i][i], 1 - n), c),
    ),
    (lambda c, T: eq(class_sum(lambda i: 1 - T[i][i], c), c - class_sum(lambda i: T[i][i], c)),),
    (
        lambda c, f, T: le(
            class_sum(lambda j: class_sum(lambda i: f[i] * T[i][j], c) ** 2, c),
            f.total(lambda u: u**2),
        ),
        lambda c, T: every_class(lambda j: eq(class_sum(lambda i: T[i][j], c), 1), c),
    ),
    (
        lambda c, f, g: le(
            class_sum(lambda j: Min(f[j], g[j]), c), class_sum(lambda j: sqrt(f[j] * g[j]), c)
        ),
    ),
    (
        lambda c, f, g: eq(
            class_sum(lambda j: Max(f[j], g[j]), c),
            1 + class_sum(lambda j: Abs(f[j] - g[j]), c) / 2,
        ),
    ),
    (lambda c, f: le(class_sum(lambda j: Max(f[j] - 1 / c, 0), c), 1 - 1 / c),),
    (
        lambda c, f, g: le(
            class_sum(lambda j: sqrt(f[j] * g[j]), c) ** 2
            + (class_sum(lambda j: Abs(f[j] - g[j]), c) / 2) ** 2,
            1,
        ),
    ),
    (lambda c, f, g, y: le(f[y], g[y] + class_sum(lambda j: Abs(f[j] - g[j]), c) / 2),),
    (
        lambda c, g: eq(
            class_sum(lambda j: g[j] * log(c * g[j]), c),
            log(c) - g.total(lambda u: -u * log(u)),
        ),
    ),
    (
        lambda c, g, h, n: le(
            class_sum(lambda j: g[j] * log(g[j] / ((1 - n) * h[j] + n / c)), c), log(c) - log(n)
        ),
        lambda n: gt(n, 0),
    ),
    (lambda c, g, n, y: le(-log((1 - n) * g[y] + n / c), -(1 - n) * log(g[y]) + n * log(c)),),
    (lambda w, y, k: eq(exp(w[y]) / (exp(w[y]) + exp(w[k])), 1 / (1 + exp(w[k] - w[y]))),),
    (
        lambda c, w, x, y, k: le(Abs(w[y] - w[k]), class_sum(lambda j: Abs(w[j] - x), c)),
        lambda y, k: different(y, k),
    ),
    (lambda c, w, y: le(Abs(w[y]), sqrt(class_sum(lambda j: w[j] ** 2, c))),),
    (
        lambda c, w, x: ge(
            class_sum(lambda j: Abs(w[j] - x), c), Abs(class_sum(lambda j: w[j], c) - c * x)
        ),
    ),
    (
        lambda c, w: eq(
            class_sum(lambda j: (w[j] - class_sum(lambda i: w[i], c) / c) ** 2, c),
            class_sum(lambda j: w[j] ** 2, c) - class_sum(lambda j: w[j], c) ** 2 / c,
        ),
    ),
    (
        lambda c, w, x: le(
            class_sum(lambda j: (w[j] - class_sum(lambda i: w[i], c) / c) ** 2, c),
            class_sum(lambda j: (w[j] - x) ** 2, c),
        ),
    ),
    (
        lambda c, f: le(
            class_sum(lambda j: class_sum(lambda i: Abs(f[i] - f[j]), c), c), 2 * (c - 1)
        ),
    ),
    (
        lambda c, f, w, x: le(
            class_sum(lambda j: class_sum(lambda i: f[i] * f[j] * Abs(w[i] - w[j]), c), c),
            2 * class_sum(lambda j: f[j] * Abs(w[j] - x), c),
        ),
    ),
    (lambda x, z: le(log(1 + exp(x + z)), log(1 + exp(x)) + log(1 + exp(z))),),
    (lambda x, z, s: le((x - z) ** 2, 2 * (x - s) ** 2 + 2 * (s - z) ** 2),),
    (
        lambda c, g, h: eq(
            class_sum(lambda j: g[j] * log(2 * g[j] / (g[j] + h[j])), c) / 2
            + class_sum(lambda j: h[j] * log(2 * h[j] / (g[j] + h[j])), c) / 2,
            class_sum(lambda j: -(g[j] + h[j]) / 2 * log((g[j] + h[j]) / 2), c)
            - g.total(lambda u: -u * log(u)) / 2
            - h.total(lambda u: -u * log(u)) / 2,
        ),
    ),
    (
        lambda c, g: ge(
            log(c) - g.total(lambda u: -u * log(u)),
            class_sum(lambda j: Abs(g[j] - 1 / c), c) ** 2 / 2,
        ),
    ),
    (lambda c, f, y: le(f[y] ** 2 + (1 - f[y]) ** 2 / (c - 1), f.total(lambda u: u**2)),),
    (
        lambda c, w: ge(
            class_sum(lambda j: exp(w[j]), c) * class_sum(lambda j: exp(-w[j]), c), c**2
        ),
    ),
    (lambda x: eq(log(1 + exp(x)) - log(1 + exp(-x)), x),),
    (lambda x, z, s: eq((x - s) ** 2 - (x - z) ** 2 - (z - s) ** 2, 2 * (x - z) * (z - s)),),
    (lambda x, a, b: le(x**2, 2 * a + b**2), lambda x, a, b: le(x**2, a + b * x)),
    (
        lambda x, z: ge(x, z / 2),
        lambda x, z, b: le(Abs(x - z), b),
        lambda z, b: ge(z, 2 * b),
    ),
    (lambda n: le(-log(1 - n), 2 * n * log(2)), lambda n: le(n, HALF)),
    (lambda a: le(exp(a), 1 + 2 * a), lambda a: le(a, 1)),
    (
        lambda c, w, y: ge(log(class_sum(lambda j: exp(w[j]), c)) - w[y], log(2)),
        lambda w, y, k: ge(w[k], w[y]),
        lambda y, k: different(y, k),
    ),
    (
        lambda f, y, k, b: le(f[k], (1 - b) / 2),
        lambda f, y, k, b: ge(f[y], f[k] + b),
        lambda y, k: different(y, k),
    ),
    (
        lambda c, f, g, w, b: le(
            Abs(class_sum(lambda j: f[j] * w[j], c) - class_sum(lambda j: g[j] * w[j], c)),
            b * class_sum(lambda j: Abs(w[j]), c),
        ),
        lambda c, f, g, b: every_class(lambda j: le(Abs(f[j] - g[j]), b), c),
    ),
    (
        lambda g, y, k: ge(g[y], g[k]),
        lambda c, f, g, b: every_class(lambda j: le(Abs(f[j] - g[j]), b), c),
        lambda f, y, k, b: ge(f[y], f[k] + 2 * b),
    ),
    (
        lambda c, f, g, b: le(class_sum(lambda j: f[j] / g[j], c), 1 / b),
        lambda c, g, b: every_class(lambda j: ge(g[j], b), c),
    ),
    (
        lambda c, g, y, b: le(g[y], 1 - (c - 1) * b),
        lambda c, g, b: every_class(lambda j: ge(g[j], b), c),
    ),
    (
        lambda c, w, y: le(w[y] ** 2, (1 - 1 / c) * class_sum(lambda j: w[j] ** 2, c)),
        lambda c, w: eq(class_sum(lambda j: w[j], c), 0),
    ),
    (
        lambda c, T, y: ge(T[y][y], 1 / c),
        lambda c, T, y: every_class(lambda j: le(T[y][j], T[y][y]), c),
    ),
    (
        lambda c, f, w, b: le(class_sum(lambda j: f[j] * exp(w[j]), c), exp(b**2 / 2)),
        lambda c, f, w: eq(class_sum(lambda j: f[j] * w[j], c), 0),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda c, f, w, b: le(
            class_sum(lambda j: f[j] * Piecewise((1, w[j] >= b), (0, True)), c),
            class_sum(lambda j: f[j] * w[j], c) / b,
        ),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
    ),
    (
        lambda c, g: ge(
            log(c) - g.total(lambda u: -u * log(u)), (g.total(lambda u: u**2) - 1 / c) / 2
        ),
    ),
    (
        lambda c, f, w: eq(
            class_sum(lambda j: f[j] * (log(class_sum(lambda i: exp(w[i]), c)) - w[j]), c),
            log(class_sum(lambda j: exp(w[j]), c)) - class_sum(lambda j: f[j] * w[j], c),
        ),
    ),
]
