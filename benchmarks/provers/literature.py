"""Inequalities of the kinds of Mitrinović, Bullen and MetiTarski, then of losses and divergences.

The entries with an odd position are a test set.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, Min, Rational, exp, log, sqrt

from benchmarks.provers import common_ones, our_field
from lossproof.theory.domain import Domain
from lossproof.theory.language import ge, gt, le, lt

HALF, THIRD = Rational(1, 2), Rational(1, 3)


def domains() -> dict[str, Domain]:
    """The letters of `common_ones`, by which `c` is a real number."""
    return common_ones.domains()


def field_domains() -> dict[str, Domain]:
    """The letters of `our_field`, by which `c` is the number of classes."""
    return our_field.domains()


STATEMENTS: list[Any] = [
    lambda p: gt(log(1 + 1 / p), 1 / (1 + p)),
    lambda p: lt(log(1 + 1 / p), 1 / sqrt(p * (p + 1))),
    lambda u: ge(log((1 + u) / (1 - u)), 2 * u + 2 * u**3 / 3),
    lambda r: le(exp(-r), 1 / (1 + r + r**2 / 2)),
    lambda r: ge((exp(r) - exp(-r)) / 2, r + r**3 / 6),
    lambda r: le((exp(2 * r) - 1) / (exp(2 * r) + 1), r),
    lambda u: ge(u**u, exp(-exp(-1))),
    lambda h: le(sqrt(1 - h), 1 - h / 2 - h**2 / 8),
    lambda r: le((1 + r) ** THIRD, 1 + r / 3),
    lambda m: ge(log(m), 3 * (m**2 - 1) / (m**2 + 4 * m + 1)),
    lambda a, b: ge(a**2 + a * b + b**2, 3 * (a + b) ** 2 / 4),
    lambda r, v, w: ge((r + v) * (v + w) * (w + r), 8 * r * v * w),
    lambda p, s, t: ge(p / (s + t) + s / (t + p) + t / (p + s), 3 * HALF),
    lambda p, s: ge(p**3 + s**3, p * s * (p + s)),
    lambda p, s, t: ge((p + s + t) * (1 / p + 1 / s + 1 / t), 9),
    lambda r, v: le(exp((r + v) / 2), (exp(r) + exp(v)) / 2),
    lambda p, s: ge(log((p + s) / 2), (log(p) + log(s)) / 2),
    lambda x, y: ge(log(exp(x) + exp(y)), Max(x, y)),
    lambda x, y: le(log(exp(x) + exp(y)), Max(x, y) + log(2)),
    lambda x, s: le(x * s, exp(x) + s * log(s) - s),
    lambda d: le(sqrt(1 - d**2), 1 - d**2 / 2),
    lambda h, k: le(Abs(h - k), Max(h, k)),
    lambda r: le(Min(r, 1), sqrt(r)),
    lambda r: ge(Min(r, 1), 1 - exp(-r)),
    lambda x: le(log(1 + exp(-x)), log(2) + Max(-x, 0)),
    lambda r, v: le(Abs(sqrt(r) - sqrt(v)), sqrt(Abs(r - v))),
    lambda u: le(u * log(u) ** 2, 4 * exp(-2)),
    lambda p: le(log(p), p**2 / (2 * exp(1))),
    lambda a, b, c: ge(a**2 * b**2 + b**2 * c**2 + c**2 * a**2, a * b * c * (a + b + c)),
    lambda u, m: le((1 - u) ** m, 1 / (1 + m * u)),
    lambda u, m: ge((1 - u) ** m, 1 - m * u),
    lambda r: le(log(1 + r) ** 2, r**2 / (1 + r)),
    lambda m: ge(m - 1, log(m) + log(m) ** 2 / 2),
    lambda h: le(exp(h), 1 + h + h**2 / 2 + h**3 / 4),
    lambda d: le(exp(d), 1 + d + d**2),
    lambda x: le(exp(x), x + exp(x**2)),
]

OF_FIELD: list[Any] = [
    lambda v, k: le(
        v * log(v / k) + (1 - v) * log((1 - v) / (1 - k)), (v - k) ** 2 / (k * (1 - k))
    ),
    lambda c, v: le(-v * log(v) - (1 - v) * log(1 - v) + v * log(c - 1), log(c)),
    lambda b, v: le(-log(1 - v + v * exp(-b)), v * b),
    lambda u, q: le((1 - u**q) / q, (1 - u) / u),
    lambda x: le(exp(-x) / (1 + exp(-x)) ** 2, Rational(1, 4)),
    lambda v: le(-((1 - v) ** 2) * log(v), -log(v)),
    lambda v: ge(-((1 - v) ** 2) * log(v), (1 - v) ** 3),
    lambda v, r: le(-((1 - v) ** r) * log(v), 1 / v - 1),
    lambda x: le(1 / (1 + exp(x)), exp(-x)),
    lambda x: le(log(1 + exp(-x)), exp(-x)),
    lambda v: ge(
        v * log(v) + (1 - v) * log(1 - v) - (1 + v) * log((1 + v) / 2),
        (1 - v) * log((1 - v) / 2),
    ),
    lambda v, k: ge(v * log(2 * v / (v + k)) + (1 - v) * log(2 * (1 - v) / (2 - v - k)), 0),
    lambda v, k: le(v * k + (1 - v) * (1 - k), 1),
    lambda v, k: le((sqrt(v) - sqrt(k)) ** 2, Abs(v - k)),
    lambda v: le(1 - v + (1 - v) ** 2 / 2 + (1 - v) ** 3 / 3, -log(v)),
    lambda u, b: ge(log(1 + b * u), u * log(1 + b)),
    lambda v: le(-v * log(v) - (1 - v) * log(1 - v), 2 * sqrt(v * (1 - v)) * log(2)),
    lambda c, f: le(f.total(lambda u: u * (1 - u)), 1 - 1 / c),
    lambda f, y: le(f[y] ** 2, f.total(lambda u: u**2)),
    lambda c, f: ge(f.total(lambda u: exp(-u)), c * exp(-1 / c)),
    lambda f: ge(f.total(sqrt), 1),
    lambda c, g, q: ge(g.total(lambda u: (1 - u**q) / q), (c - c ** (1 - q)) / q),
    lambda c, f, q: le(f.total(lambda u: (1 - u**q) / q), (c - 1) / q),
    lambda f, y, r: le((1 - f[y]) ** r, 1),
    lambda v: ge(log(1 + v) - log(2), log(v) / 2),
    lambda v, k: ge(-v * log(k) - (1 - v) * log(1 - k), -v * log(v) - (1 - v) * log(1 - v)),
]
