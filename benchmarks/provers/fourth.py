"""The fourth set by somebody who did not know the provers: of textbooks, of the field, lemmas."""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, Max, Min, Piecewise, Rational, exp, log, sqrt

from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt

HALF = Rational(1, 2)
THIRD = Rational(1, 3)

BOOKS: list[Any] = [
    lambda p, s, t: le(sqrt(p / (p + s)) + sqrt(s / (s + t)) + sqrt(t / (t + p)), 3 / sqrt(2)),
    lambda p, s, t: ge(p**3 + s**3 + t**3, p**2 * s + s**2 * t + t**2 * p),
    lambda p, s, h, m: le(h * p + (1 - h) * s, (h * p**m + (1 - h) * s**m) ** (1 / m)),
    lambda r, v: le(r * v + 1, (1 + r**3) ** THIRD * (1 + v ** Rational(3, 2)) ** (2 * THIRD)),
    lambda r, v: le(((r + v) ** 3 + 8) ** THIRD, (r**3 + 1) ** THIRD + (v**3 + 1) ** THIRD),
    lambda r, v, u: le(r * v, u * r ** (1 / u) + (1 - u) * v ** (1 / (1 - u))),
    lambda p, s, h: le(
        h * p + (1 - h) * s, p**h * s ** (1 - h) + Max(h, 1 - h) * (sqrt(p) - sqrt(s)) ** 2
    ),
    lambda p, s: le(Abs(p - s), Abs(log(p / s)) * (p + sqrt(p * s) + s) / 3),
    lambda r: ge(exp(r), (1 + r / 3) ** 3),
    lambda r: le((1 - exp(-r)) ** 2, r * (1 - exp(-2 * r)) / 2),
    lambda r: ge((1 + r) ** THIRD, 1 + r / 3 - r**2 / 9),
    lambda r: le(1 / sqrt(1 + r), 1 - r / 2 + 3 * r**2 / 8),
    lambda p: lt(sqrt(p) + sqrt(p + 2), 2 * sqrt(p + 1)),
    lambda p: lt((1 + 1 / p) ** p, (1 + 1 / (p + 1)) ** (p + 1)),
    lambda r: ge((exp(r) - exp(-r)) / (exp(r) + exp(-r)), r / (1 + r)),
    lambda r: ge((exp(r) - exp(-r)) / (exp(r) + exp(-r)), r - r**3 / 3),
    lambda x: le(Abs(exp(x) - exp(-x)) / 2, Abs(x) * exp(x**2 / 6)),
    lambda p: lt(p**3 * (exp(p) + exp(-p)) / 2, ((exp(p) - exp(-p)) / 2) ** 3),
    lambda x: le(1 / (1 + exp(-x)) + x * exp(x) / (1 + exp(x)) ** 2, Rational(11, 10)),
    lambda x: ge(exp(x) / (1 + exp(x)) ** 2, exp(-Abs(x)) / 4),
    lambda r, v: le(Abs(1 / (1 + r) - 1 / (1 + v)), Abs(r - v) / (1 + Abs(r - v))),
    lambda x, y: le(Abs(x / sqrt(1 + x**2) - y / sqrt(1 + y**2)), Abs(x - y)),
    lambda x, y: ge(4 * (x**2 + y**2) ** 3, 27 * x**4 * y**2),
    lambda x, y: ge(x**4 * y**2 + x**2 * y**4 + 1, 3 * x**2 * y**2),
    lambda a, b, c: ge(a**4 + b**4 + c**4 + 1, 4 * a * b * c),
    lambda a, b, c: eq((a**2 + b**2) * (c**2 + 1), (a * c + b) ** 2 + (a - b * c) ** 2),
    lambda a, b, c: eq(
        a**3 + b**3 + c**3 - 3 * a * b * c,
        (a + b + c) * ((a - b) ** 2 + (b - c) ** 2 + (c - a) ** 2) / 2,
    ),
    lambda a, b: eq(a**4 + 4 * b**4, (a**2 + 2 * b**2 + 2 * a * b) * (a**2 + 2 * b**2 - 2 * a * b)),
    lambda x: eq(((exp(x) + exp(-x)) / 2) ** 2 - ((exp(x) - exp(-x)) / 2) ** 2, 1),
    lambda a, b: eq(Max(a, b) * Min(a, b), a * b),
    lambda a, b, c: eq(Max(Min(a, b), Min(b, c), Min(c, a)), Min(Max(a, b), Max(b, c), Max(c, a))),
    lambda x, p: eq(Max(x - p, 0) - Max(-x - p, 0), x - Max(-p, Min(x, p))),
    lambda x: ge(log((exp(x) + exp(-x)) / 2), Abs(x) - log(2)),
    lambda u: le(
        -u * log(u) - (1 - u) * log(1 - u), log(2) * (4 * u * (1 - u)) ** (1 / (2 * log(2)))
    ),
    lambda p, s: le(p * log(2 * p / (p + s)) + s * log(2 * s / (p + s)), (p - s) ** 2 / (p + s)),
    lambda p, s, t: ge(p**p * s**s * t**t, (p * s * t) ** ((p + s + t) / 3)),
    lambda h, m: le((1 - h) ** (m + 1), 1 - (m + 1) * h + (m + 1) * m / 2 * h**2),
    lambda r, p: le(r * exp(-p * r), 1 / (E * p)),
    lambda p, s: ge((p + s) * log(p + s), p * log(p) + s * log(s)),
    lambda p, s: eq(
        p * log(p / (p + s)) + s * log(s / (p + s)),
        p * log(p) + s * log(s) - (p + s) * log(p + s),
    ),
    lambda p, s, t: ge(p * log(p / t) + s * log(s), (p + s) * log((p + s) / (t + 1))),
    lambda x, y, a: le(3 * exp((x + y + a) / 3), exp(x) + exp(y) + exp(a)),
    lambda x, y: ge(exp(x) + exp(y), 2 * exp((x + y) / 2) + (x - y) ** 2 / 4 * exp(Min(x, y))),
    lambda p, h: ge(log(1 + h * p), h * log(1 + p)),
    lambda a, b, c: ge(a**2 + b**2 + c**2, sqrt(2) * Abs(a * b + b * c)),
    lambda a, b, c: eq(Abs(a - b) + Abs(b - c) + Abs(c - a), 2 * (Max(a, b, c) - Min(a, b, c))),
    lambda x, y, m: le(
        Abs(x + y) ** (m + 1) + Abs(x - y) ** (m + 1),
        2**m * (Abs(x) ** (m + 1) + Abs(y) ** (m + 1)),
    ),
    lambda a, b, p: ge(a**2 / p + b**2, (a + b) ** 2 / (p + 1)),
    lambda p, s, t: ge(p / (s + 2 * t) + s / (t + 2 * p) + t / (p + 2 * s), 1),
    lambda p, s, t: ge(
        sqrt(p**2 - p * s + s**2) + sqrt(s**2 - s * t + t**2), sqrt(p**2 + p * t + t**2)
    ),
    lambda p, s, t: ge(1 / p**2 + 1 / s**2 + 1 / t**2, (p + s + t) / (p * s * t)),
    lambda r, v: le((r**2 + v**2) * (r**3 + v**3), 2 * (r**5 + v**5)),
    lambda x: le((x**2 + x + 1) / (x**2 - x + 1), 3),
    lambda x: gt(x**4 - 2 * x**3 + 3 * x**2 - 2 * x + 1, 0),
    lambda d: le(Abs(5 * d**3 - 3 * d) / 2, 1),
    lambda h, k, u: le(h + k + u - h * k - k * u - u * h, 1),
    lambda h, k, u: le(
        h / (k + u + 1) + k / (u + h + 1) + u / (h + k + 1) + (1 - h) * (1 - k) * (1 - u), 1
    ),
    lambda m: le(sqrt(m**2 - 1), m - 1 / (2 * m)),
    lambda m: le(log(m + sqrt(m**2 - 1)), sqrt(m**2 - 1)),
    lambda r: le(log(r + sqrt(1 + r**2)), r),
]

FIELD: list[Any] = [
    lambda c, f, q: ge(
        f.total(lambda u: (1 - Max(u, HALF) ** q) / q), (c - 1) * (1 - 2 ** (-q)) / q
    ),
    lambda c, g, a, b: ge(
        class_sum(lambda j: -a * log(g[j]) + b * (1 - g[j]), c), a * c * log(c) + b * (c - 1)
    ),
    (
        lambda c, g, T, y: le(
            -log(class_sum(lambda i: g[i] * T[i][y], c)),
            -class_sum(lambda i: g[i] * log(T[i][y]), c),
        ),
        lambda c, T, y, b: every_class(lambda i: ge(T[i][y], b), c),
    ),
    lambda c, g, h, n: ge(
        class_sum(lambda j: -((1 - n) * g[j] + n / c) * log((1 - n) * h[j] + n / c), c),
        class_sum(lambda j: -((1 - n) * g[j] + n / c) * log((1 - n) * g[j] + n / c), c),
    ),
    (
        lambda s, t, n, q, b: ge(((1 - q) * s - n * t) / (1 - n - q), -n * b / (1 - n - q)),
        lambda n, q: lt(n + q, 1),
        lambda s: ge(s, 0),
        lambda t, b: le(t, b),
    ),
    (
        lambda c, g, y, n: le(
            (1 - n) * log(g[y]) / g.total(log) + n / (c - 1) * (1 - log(g[y]) / g.total(log)), 1 - n
        ),
        lambda c, n: le(n, 1 - 1 / c),
    ),
    lambda f, y, q: le((1 - f[y] ** q) / f.total(lambda u: 1 - u**q), 1),
    lambda g, y, a, b: le(a * log(g[y]) / g.total(log) + b * (1 - g[y]), a + b),
    (
        lambda u, a, q, n: ge(
            (1 - n) * ((a - u) ** q - (a - 1) ** q) / q + n * ((a - 1 + u) ** q - (a - 1) ** q) / q,
            n * (a**q - (a - 1) ** q) / q,
        ),
        lambda a: gt(a, 1),
        lambda n: le(n, HALF),
    ),
    (
        lambda u, a, q, n: ge(
            (1 - n) * ((a + 1) ** (1 + q) - (a + u) ** (1 + q)) / (1 + q)
            + n * ((a + 1) ** (1 + q) - (a + 1 - u) ** (1 + q)) / (1 + q),
            n * ((a + 1) ** (1 + q) - a ** (1 + q)) / (1 + q),
        ),
        lambda n: le(n, HALF),
    ),
    lambda c, f, a, q: ge(
        f.total(lambda u: ((a + 1) ** (1 + q) - (a + u) ** (1 + q)) / (1 + q)),
        (c - 1) * ((a + 1) ** (1 + q) - a ** (1 + q)) / (1 + q),
    ),
    lambda c, f: le(
        f.total(lambda u: (1 - u) + (1 - u) ** 2 / 2 + (1 - u) ** 3 / 3),
        Rational(11, 6) * (c - 1),
    ),
    (
        lambda c, n: eq(log((1 - n + n / c) / (n / c)), log(1 + c * (1 - n) / n)),
        lambda n: gt(n, 0),
    ),
    lambda c, g, y, a: eq(
        -(1 + a) * log(g[y]) + a / c * g.total(log),
        -log(g[y]) + a * (g.total(log) / c - log(g[y])),
    ),
    lambda c, g, w, y: eq(
        w[y] - class_sum(lambda j: g[j] * w[j], c),
        class_sum(lambda j: g[j] * (w[y] - w[j]), c),
    ),
    lambda c, g, w, y, n: eq(
        (1 - n) * w[y]
        + n / c * class_sum(lambda j: w[j], c)
        - class_sum(lambda j: ((1 - n) * g[j] + n / c) * w[j], c),
        (1 - n) * (w[y] - class_sum(lambda j: g[j] * w[j], c)),
    ),
    lambda x: ge(4 / (1 + exp(x)) ** 2 + 4 / (1 + exp(-x)) ** 2, 2),
    lambda x: eq(Max(-x, 0, (1 - x) / 2) - Max(x, 0, (1 + x) / 2), -x),
    lambda x, b: ge(Abs(x - b) + b, x),
    lambda u, a: le(-((1 - u) ** a) * log(u) - u**a * log(1 - u), -log(u) - log(1 - u)),
    (
        lambda g, y, k, n: le(-n * log(g[y]) - (1 - n) * log(g[k]), -log(g[y])),
        lambda g, y, k: ge(g[k], g[y]),
    ),
    (
        lambda g, y, k, u: ge(
            -u * log(g[y]) - (1 - u) * log(g[k]), -u * log(u) - (1 - u) * log(1 - u)
        ),
        lambda y, k: different(y, k),
    ),
    lambda c, f, w, b: le(
        class_sum(lambda j: f[j] * Piecewise((w[j], w[j] <= b), (0, True)), c), b
    ),
    lambda c, g, h: eq(
        class_sum(lambda j: g[j] * log(g[j] / h[j]), c)
        + class_sum(lambda j: h[j] * log(h[j] / g[j]), c),
        class_sum(lambda j: (g[j] - h[j]) * (log(g[j]) - log(h[j])), c),
    ),
    (
        lambda c, f, T, y, k: eq(class_sum(lambda i: f[i] * T[i][k], c), T[y][k]),
        lambda f, y: eq(f[y], 1),
    ),
    (
        lambda c, f, T, y, k, a: le(Abs(class_sum(lambda i: f[i] * T[i][k], c) - T[y][k]), a),
        lambda f, y, a: ge(f[y], 1 - a),
    ),
    lambda c, n, q: eq(
        (1 - n * c / (c - 1)) * (1 - q * c / (c - 1)),
        1 - (n + q - n * q * c / (c - 1)) * c / (c - 1),
    ),
    lambda c, g, h, w: le(
        class_sum(lambda j: g[j] * w[j], c) - log(class_sum(lambda j: h[j] * exp(w[j]), c)),
        class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
    ),
    lambda c, g, h, w: le(
        class_sum(lambda j: g[j] * w[j], c) - class_sum(lambda j: h[j] * exp(w[j] - 1), c),
        class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
    ),
    lambda c, f, h, w: le(
        class_sum(lambda j: f[j] * w[j], c) - class_sum(lambda j: h[j] * (w[j] + w[j] ** 2 / 4), c),
        class_sum(lambda j: (f[j] - h[j]) ** 2 / h[j], c),
    ),
    lambda c, g, h, w: ge(
        class_sum(lambda j: g[j] * log(1 + exp(-w[j])) + h[j] * log(1 + exp(w[j])), c),
        class_sum(
            lambda j: -g[j] * log(g[j] / (g[j] + h[j])) - h[j] * log(h[j] / (g[j] + h[j])), c
        ),
    ),
    lambda g, y, u: le(
        -u * log(u + (1 - u) * g[y])
        + (1 - u) * g[y] * log(g[y] / (u + (1 - u) * g[y]))
        - (1 - u) * (1 - g[y]) * log(1 - u),
        -u * log(u) - (1 - u) * log(1 - u),
    ),
    lambda x, z, s, t, n, q: eq(
        (s * (1 - n) + t * q) * (x * n + z * (1 - q))
        - (s * n + t * (1 - q)) * (x * (1 - n) + z * q),
        (s * z - t * x) * (1 - n - q),
    ),
    lambda c, g, y, a: ge(-log(g[y]) - a * g.total(lambda u: -u * log(u)), -a * log(c)),
    (
        lambda c, w, y, k: ge(
            log(class_sum(lambda j: exp(w[j]), c)) - w[y], log(1 + exp(w[k] - w[y]))
        ),
        lambda y, k: different(y, k),
    ),
    lambda x: ge(Min(1, Max(0, 1 - x)), Piecewise((1, x <= 0), (0, True))),
    (
        lambda x, n: eq(
            ((1 - n) * log(1 + exp(-x)) - n * log(1 + exp(x))) / (1 - 2 * n),
            log(1 + exp(-x)) - n * x / (1 - 2 * n),
        ),
        lambda n: lt(n, HALF),
    ),
    lambda u, q: ge((1 - u**q) / q, -(u**q) * log(u)),
    (
        lambda u, n, q: le((u - q) / ((1 - n - q) * u), 1 / (1 - n - q)),
        lambda n, q: lt(n + q, 1),
    ),
    lambda c, g, y: ge(
        (g.total(lambda u: -log(1 - u)) + log(1 - g[y])) / (c - 1),
        -log(1 - (1 - g[y]) / (c - 1)),
    ),
]

LEMMAS: list[tuple[Any, ...]] = [
    (
        lambda f, y: le(f.total(lambda u: u**3), f[y] ** 2),
        lambda c, f, y: every_class(lambda j: le(f[j], f[y]), c),
    ),
    (lambda f, y, k: le(f[y] * f[k], f.total(lambda u: u**2) / 2), lambda y, k: different(y, k)),
    (
        lambda g, y, q: ge(g.total(lambda u: u**q), g[y] ** (q - 1)),
        lambda c, g, y: every_class(lambda j: le(g[j], g[y]), c),
    ),
    (lambda g: le(g.total(lambda u: -u * log(u)), 2 * log(g.total(sqrt))),),
    (
        lambda c, g, h, u: le(
            class_sum(lambda j: -(u * g[j] + (1 - u) * h[j]) * log(u * g[j] + (1 - u) * h[j]), c),
            class_sum(lambda j: -u * g[j] * log(g[j]) - (1 - u) * h[j] * log(h[j]), c)
            - u * log(u)
            - (1 - u) * log(1 - u),
        ),
    ),
    (
        lambda c, g, h, n: le(
            class_sum(lambda j: g[j] * log(g[j] / (n * g[j] + (1 - n) * h[j])), c),
            (1 - n) * class_sum(lambda j: g[j] * log(g[j] / h[j]), c),
        ),
    ),
    (
        lambda c, w, b: le(
            log(class_sum(lambda j: exp(w[j]), c) / c), class_sum(lambda j: w[j], c) / c + b**2 / 2
        ),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda c, w: le(
            class_sum(lambda j: exp(2 * w[j]), c), class_sum(lambda j: exp(w[j]), c) ** 2
        ),
    ),
    (
        lambda c, w, y: ge(
            class_sum(lambda j: w[j] * exp(w[j]), c) / class_sum(lambda j: exp(w[j]), c),
            w[y] - log(c),
        ),
    ),
    (
        lambda c, f, w: ge(
            class_sum(lambda j: f[j] * Max(w[j], 0), c),
            Max(class_sum(lambda j: f[j] * w[j], c), 0),
        ),
    ),
    (
        lambda c, f, w: ge(
            class_sum(lambda j: f[j] * sqrt(1 + w[j] ** 2), c),
            sqrt(1 + class_sum(lambda j: f[j] * w[j], c) ** 2),
        ),
    ),
    (
        lambda c, f, w: ge(
            class_sum(lambda j: f[j] * log(1 + exp(w[j])), c),
            log(1 + exp(class_sum(lambda j: f[j] * w[j], c))),
        ),
    ),
    (
        lambda c, f, w: le(
            class_sum(lambda j: f[j] * w[j] ** 2, c) ** 2, class_sum(lambda j: f[j] * w[j] ** 4, c)
        ),
    ),
    (lambda c, g: ge(g.total(lambda u: u * log(u)), g.total(log) / c),),
    (lambda c, w, x, y, k: le((w[y] - w[k]) ** 2, 2 * class_sum(lambda j: (w[j] - x) ** 2, c)),),
    (
        lambda c, f, w, x, b: le(
            class_sum(lambda j: f[j] * Piecewise((1, Abs(w[j] - x) >= b), (0, True)), c),
            class_sum(lambda j: f[j] * (w[j] - x) ** 2, c) / b**2,
        ),
    ),
    (
        lambda c, f, w, x: le(
            class_sum(lambda j: f[j] * Piecewise((1, w[j] >= x), (0, True)), c),
            exp(-x) * class_sum(lambda j: f[j] * exp(w[j]), c),
        ),
    ),
    (
        lambda c, f, w, x: eq(
            class_sum(lambda j: f[j] * Piecewise((1, w[j] < x), (0, True)), c),
            1 - class_sum(lambda j: f[j] * Piecewise((1, w[j] >= x), (0, True)), c),
        ),
    ),
    (
        lambda c, f, g, y, k: ge(
            class_sum(lambda j: Abs(f[j] - g[j]), c), Abs(f[y] - g[y]) + Abs(f[k] - g[k])
        ),
        lambda y, k: different(y, k),
    ),
    (
        lambda c, f, g, w, b: le(
            Abs(class_sum(lambda j: f[j] * w[j], c) - class_sum(lambda j: g[j] * w[j], c)),
            b / 2 * class_sum(lambda j: Abs(f[j] - g[j]), c),
        ),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w, b: every_class(lambda j: le(w[j], b), c),
    ),
    (
        lambda c, f, g, y, k: le(f[y], g[k] + class_sum(lambda j: Abs(f[j] - g[j]), c) / 2),
        lambda g, y, k: le(g[y], g[k]),
    ),
    (
        lambda c, T, w: eq(
            class_sum(lambda j: class_sum(lambda i: w[i] * T[i][j], c), c),
            class_sum(lambda i: w[i], c),
        ),
    ),
    (
        lambda c, f, T, w: eq(
            class_sum(lambda i: f[i] * class_sum(lambda j: T[i][j] * w[j], c), c),
            class_sum(lambda j: f[j] * w[j], c),
        ),
        lambda c, f, T: every_class(lambda j: eq(class_sum(lambda i: f[i] * T[i][j], c), f[j]), c),
    ),
    (
        lambda c, T, n, y, k: le(class_sum(lambda j: Abs(T[y][j] - T[k][j]), c), 2 * (1 - n)),
        lambda c, h, T, n, y: every_class(lambda j: ge(T[y][j], n * h[j]), c),
        lambda c, h, T, n, k: every_class(lambda j: ge(T[k][j], n * h[j]), c),
    ),
    (
        lambda c, T, w, y, n, b: le(class_sum(lambda j: T[y][j] * Abs(w[j] - w[y]), c), n * b),
        lambda T, y, n: ge(T[y][y], 1 - n),
        lambda c, w, y, b: every_class(lambda j: le(Abs(w[j] - w[y]), b), c),
    ),
    (
        lambda c, T, n: le(class_sum(lambda i: 1 - T[i][i], c), c * n),
        lambda c, T, n: every_class(lambda i: ge(T[i][i], 1 - n), c),
    ),
    (
        lambda c, T, g, n, y: ge(-class_sum(lambda j: T[y][j] * log(g[j]), c), (n - 1) * log(g[y])),
        lambda T, n, y: ge(T[y][y], 1 - n),
    ),
    (
        lambda c, T, f, b, y: le(-log(class_sum(lambda i: f[i] * T[i][y], c)), -log(b)),
        lambda c, T, b, y: every_class(lambda i: ge(T[i][y], b), c),
    ),
    (
        lambda c, T, f, y: eq(class_sum(lambda i: f[i] * T[i][y], c), f[y]),
        lambda c, T: every_class(lambda i: eq(T[i][i], 1), c),
    ),
    (
        lambda c, T, f, y: le(class_sum(lambda i: f[i] * T[i][y], c), T[y][y]),
        lambda c, T, y: every_class(lambda i: le(T[i][y], T[y][y]), c),
    ),
    (lambda x, z: le(x, z), lambda z: ge(z, 0), lambda x, z: le(x**2, z**2)),
    (lambda x, z, s: le(x * z, s**2 / 4), lambda x, z, s: eq(x + z, s)),
    (
        lambda n, q, b: le(Abs(1 / (1 - n) - 1 / (1 - q)), Abs(n - q) / b**2),
        lambda n, b: ge(1 - n, b),
        lambda q, b: ge(1 - q, b),
    ),
    (lambda a: ge(log(1 + a), a * log(2)), lambda a: le(a, 1)),
    (lambda a, b: ge(b, a * log(b)), lambda a: gt(a, 0), lambda a, b: ge(b, 2 * a * log(a))),
    (lambda x, q, b: le(Abs(x), b / q), lambda x, q, b: le(Abs(x), (1 - q) * Abs(x) + b)),
    (
        lambda x, z, s, t: le(x * s + z * t, 1),
        lambda x, z: le(x**2 + z**2, 1),
        lambda s, t: le(s**2 + t**2, 1),
    ),
    (lambda x, z, s, t: ge(Min(x + s, z + t), Min(x, z) + Min(s, t)),),
    (lambda x, z: le(Max(x, z), x + z), lambda x: ge(x, 0), lambda z: ge(z, 0)),
    (
        lambda x, z, s, t: le(x * t + z * s, x * s + z * t),
        lambda x, z: le(x, z),
        lambda s, t: le(s, t),
    ),
    (
        lambda x, z, s: le(Abs(s), Max(Abs(x), Abs(z))),
        lambda x, s: le(x, s),
        lambda z, s: le(s, z),
    ),
    (lambda x: ge(log(1 + exp(-x)), exp(-x) * log(2)), lambda x: ge(x, 0)),
    (
        lambda x, b: ge(1 / (1 + exp(-x)), 1 - b),
        lambda b: lt(b, 1),
        lambda x, b: ge(x, log((1 - b) / b)),
    ),
    (lambda n, q: gt((1 - n) * (1 - q), n * q), lambda n, q: lt(n + q, 1)),
    (lambda c, n: lt(n / (1 - n), c - 1), lambda c, n: lt(n, 1 - 1 / c)),
    (lambda c: gt(log(c), 1), lambda c: ge(c, 3)),
    (lambda c: le(c * log(c / (c - 1)), 2 * log(2)),),
    (
        lambda c, f, w, y, a, b: le(Abs(class_sum(lambda j: f[j] * w[j], c) - w[y]), 2 * a * b),
        lambda f, y, a: ge(f[y], 1 - a),
        lambda c, w, b: every_class(lambda j: le(Abs(w[j]), b), c),
    ),
    (
        lambda c, g, h, b: le(class_sum(lambda j: Abs(g[j] - h[j]), c), 2 * (1 - b)),
        lambda c, g, h, b: every_class(lambda j: ge(h[j], b * g[j]), c),
    ),
    (
        lambda c, g, h, b: le(class_sum(lambda j: g[j] * log(g[j] / h[j]), c), b),
        lambda c, g, h, b: every_class(lambda j: le(Abs(log(g[j]) - log(h[j])), b), c),
    ),
    (
        lambda c, g, h, b: le(class_sum(lambda j: Abs(g[j] - h[j]), c), exp(b) - 1),
        lambda c, g, h, b: every_class(lambda j: le(g[j], exp(b) * h[j]), c),
        lambda c, g, h, b: every_class(lambda j: le(h[j], exp(b) * g[j]), c),
    ),
    (
        lambda c, w, y: le(class_sum(lambda j: w[j] ** 2, c), w[y] * class_sum(lambda j: w[j], c)),
        lambda c, w: every_class(lambda j: ge(w[j], 0), c),
        lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c),
    ),
    (
        lambda c, w: eq(
            class_sum(lambda j: Abs(w[j]), c), 2 * class_sum(lambda j: Max(w[j], 0), c)
        ),
        lambda c, w: eq(class_sum(lambda j: w[j], c), 0),
    ),
    (lambda c, f: ge(class_sum(lambda i: class_sum(lambda j: Max(f[i], f[j]), c), c), c),),
    (
        lambda c, f, g, w: ge(
            class_sum(lambda i: class_sum(lambda j: f[i] * g[j] * Abs(w[i] - w[j]), c), c),
            Abs(class_sum(lambda j: f[j] * w[j], c) - class_sum(lambda j: g[j] * w[j], c)),
        ),
    ),
    (lambda f: le(f.total(lambda u: u**2 * (1 - u)), Rational(1, 4)),),
    (lambda c, f: ge(f.total(lambda u: sqrt(1 + u**2)), sqrt(c**2 + 1)),),
    (lambda c, f, b: le(f.total(lambda u: exp(b * u)), c - 1 + exp(b)),),
    (lambda c, g: ge(g.total(lambda u: 1 / (1 - u)), c**2 / (c - 1)),),
    (lambda f: ge(f.total(lambda u: u / (1 + u)), HALF),),
]
