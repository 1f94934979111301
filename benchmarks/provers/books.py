"""Inequalities of exp, log, roots and absolute values in one to three numbers, as books list them.

The entries with an odd position are a test set.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, Max, Rational, exp, log, sqrt

from lossproof.theory.language import ge, gt, le, lt

STATEMENTS: list[Any] = [
    lambda p: gt(exp(p) - 1, p * exp(p / 2)),
    lambda z: ge(exp(-z / (1 + z)), 1 / (1 + z)),
    lambda u: le(-u * log(u), exp(-1)),
    lambda p: le(log(p), p / E),
    lambda p: ge(p * log(p), p - 1),
    lambda r: le(log(1 + r) ** 2, r**2 / (1 + r)),
    lambda p: lt(p / (1 + p), 1 - exp(-p)),
    lambda u: gt((1 + u) * log(1 + u) + (1 - u) * log(1 - u), u**2),
    lambda u: ge(u * log(u) + (1 - u) * log(1 - u), -log(2)),
    lambda u: le(4 * u * (1 - u), (-u * log(u) - (1 - u) * log(1 - u)) / log(2)),
    lambda u: le(-u * log(u) - (1 - u) * log(1 - u), 2 * log(2) * sqrt(u * (1 - u))),
    lambda x: ge(exp(x) + exp(-x), 2 + x**2),
    lambda x: le((exp(x) + exp(-x)) / 2, exp(x**2 / 2)),
    lambda p: lt(log(1 + p), p * (2 + p) / (2 * (1 + p))),
    lambda m: le(log(m), (m - 1) / sqrt(m)),
    lambda m: ge(log(m), 2 * (m - 1) / (m + 1)),
    lambda m: le(log(m), (m - 1) * (1 + 8 / (1 + m) + 1 / m) / 6),
    lambda m: ge(log(m), 3 * (m**2 - 1) / (m**2 + 4 * m + 1)),
    lambda h: le(sqrt(1 + h), 1 + h / 2 - h**2 / 8 + h**3 / 16),
    lambda h: ge(sqrt(1 + h), 1 + h / 2 - h**2 / 8),
    lambda u: le(u**u, 1 - u + u**2),
    lambda p: ge(p**p, exp(p - 1)),
    lambda p: ge(p**p, exp(-exp(-1))),
    lambda x: le(x * exp(-x), exp(-1)),
    lambda r: le(r**2 * exp(-r), 4 * exp(-2)),
    lambda x: ge(exp(x), E * x),
    lambda r: ge(exp(r), (E * r / 2) ** 2),
    lambda p: lt((1 + 1 / p) ** p, E),
    lambda p: gt((1 + 1 / p) ** (p + 1), E),
    lambda x, y: ge((exp(x) + exp(y)) / 2, exp((x + y) / 2)),
    lambda p, s: ge(p / s + s / p, 2),
    lambda p, s: ge(p * log(p / s), p - s),
    lambda p, s: ge(p * log(p) + s * log(s), (p + s) * log((p + s) / 2)),
    lambda p, s: ge((p - s) * (log(p) - log(s)), 0),
    lambda x, y: ge(x**2 + y**2 + 1, x * y + x + y),
    lambda p, s, t: ge(p**3 + s**3 + t**3, 3 * p * s * t),
    lambda p, s, t: ge((p + s + t) * (1 / p + 1 / s + 1 / t), 9),
    lambda p, s, t: ge(p / (s + t) + s / (p + t) + t / (p + s), Rational(3, 2)),
    lambda x, y: le(Abs(Abs(x) - Abs(y)), Abs(x - y)),
    lambda x, y: le(Max(x, y), (x + y + Abs(x - y)) / 2),
    lambda x, y: le(Abs(x + y) / (1 + Abs(x + y)), Abs(x) / (1 + Abs(x)) + Abs(y) / (1 + Abs(y))),
    lambda r, v: le(sqrt(r + v), sqrt(r) + sqrt(v)),
    lambda r, v: le(Abs(sqrt(r) - sqrt(v)), sqrt(Abs(r - v))),
    lambda x, y: le(sqrt(x**2 + y**2), Abs(x) + Abs(y)),
    lambda r, v: le(log(1 + r + v), log(1 + r) + log(1 + v)),
    lambda p, x: le(p * x, p * log(p) - p + exp(x)),
    lambda a, b: le(a * b, a**2 / 2 + b**2 / 2),
    lambda r, v: le(r * v, r**3 / 3 + 2 * v ** Rational(3, 2) / 3),
    lambda h, k: ge(1 - (1 - h) * (1 - k), Max(h, k)),
    lambda h, k: le(Abs(h - k), 1 - h * k),
    lambda d: le(Abs(4 * d**3 - 3 * d), 1),
    lambda d: le(sqrt(1 - d**2), 1 - d**2 / 2),
    lambda d: le(exp(d), 1 + d + d**2),
    lambda x: le(log(1 + exp(x)), log(2) + x / 2 + x**2 / 8),
    lambda x: ge(log(1 + exp(x)), Max(x, 0)),
    lambda x: le(log(1 + exp(x)), Max(x, 0) + log(2)),
    lambda p: gt(p / log(1 + p), 1),
    lambda m, p: ge((m**p - 1) / p, log(m)),
    lambda u, p: le((1 - u) ** p, 1 / (1 + p * u)),
    lambda p, m: ge((1 + p) ** m, 1 + m * p),
]
