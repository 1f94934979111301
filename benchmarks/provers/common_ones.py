"""Inequalities of exp, log, roots, absolute values and powers, of the kinds that people collect.

Every third is a test set that was not used while the provers were built.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, Rational, exp, log, sqrt

from lossproof.theory.domain import Domain, Real
from lossproof.theory.language import ge, gt, le, lt


def domains() -> dict[str, Domain]:
    """Real numbers by letter: `x` any, `p` above 0, `r` at least 0, `u` inside (0, 1), …"""
    above: dict[str, Any] = {"open": "left"}
    reals: dict[str, Domain] = {
        "x": Real(), "y": Real(), "a": Real(), "b": Real(), "c": Real(),
        "p": Real(0, **above), "s": Real(0, **above), "t": Real(0, **above),
        "r": Real(0), "v": Real(0), "w": Real(0),
        "u": Real(0, 1, open="both"), "h": Real(0, 1), "k": Real(0, 1),
        "z": Real(-1, open="left"), "m": Real(1), "d": Real(-1, 1),
    }  # fmt: skip
    for name, domain in reals.items():
        domain.name = name
    return reals


STATEMENTS: list[Any] = [
    lambda z: le(log(1 + z), z),
    lambda z: ge(log(1 + z), z / (1 + z)),
    lambda r: ge(log(1 + r), 2 * r / (2 + r)),
    lambda x: ge(exp(x), 1 + x),
    lambda r: ge(exp(r), 1 + r + r**2 / 2),
    lambda r: ge(exp(r), 1 + r + r**2 / 2 + r**3 / 6),
    lambda r: le(log(1 + r), r / sqrt(1 + r)),
    lambda r: le(log(1 + r), r * (6 + r) / (6 + 4 * r)),
    lambda u: le(exp(u), 1 / (1 - u)),
    lambda h: le(exp(h), 1 + h + h**2),
    lambda u: le(-log(1 - u), u / (1 - u)),
    lambda u: gt(-log(1 - u), u),
    lambda p: ge(p * log(p), p - 1),
    lambda p: le(log(p), p / exp(1)),
    lambda p: le(log(p), 2 * (sqrt(p) - 1)),
    lambda p: le(log(p), p - 1),
    lambda x: ge(exp(x) + exp(-x), 2 + x**2),
    lambda x: le(exp(x) + exp(-x), 2 * exp(x**2 / 2)),
    lambda r: ge(r, log(1 + r)),
    lambda r: ge(r - r**2 / 2 + r**3 / 3, log(1 + r)),
    lambda r: le(r - r**2 / 2, log(1 + r)),
    lambda x: le(x / (1 + exp(x)), x / 2),
    lambda u: le(-u * log(u) - (1 - u) * log(1 - u), log(2)),
    lambda u: ge(-u * log(u) - (1 - u) * log(1 - u), 4 * u * (1 - u) * log(2)),
    lambda p, s: ge(p * log(p / s), p - s),
    lambda p, s: ge(p + s, 2 * sqrt(p * s)),
    lambda a, b: le(4 * a * b, (a + b) ** 2),
    lambda a, b, c: ge(a**2 + b**2 + c**2, a * b + b * c + c * a),
    lambda r, v, w: ge(r**3 + v**3 + w**3, 3 * r * v * w),
    lambda a, b: ge(a**4 + b**4, a**3 * b + a * b**3),
    lambda a: ge(a**2 - a + 1, Rational(3, 4)),
    lambda a: ge(a**4 - 4 * a + 3, 0),
    lambda h: le(h * (1 - h), Rational(1, 4)),
    lambda h: le(h**2 * (1 - h), Rational(4, 27)),
    lambda h: ge(sqrt(h), h),
    lambda r: le(sqrt(1 + r), 1 + r / 2),
    lambda r: ge(sqrt(1 + r), 1 + r / 2 - r**2 / 8),
    lambda z, m: ge((1 + z) ** m, 1 + m * z),
    lambda z, h: le((1 + z) ** h, 1 + h * z),
    lambda p, s, h: le(p**h * s ** (1 - h), h * p + (1 - h) * s),
    lambda a, b: le(Abs(a + b), Abs(a) + Abs(b)),
    lambda a: ge(Abs(a), a),
    lambda a, b: le(2 * Max(a, b), a + b + Abs(a - b)),
    lambda a: le(Abs(a), (1 + a**2) / 2),
    lambda r: le(1 - exp(-r), r),
    lambda r: ge(1 - exp(-r), r / (1 + r)),
    lambda r: ge(1 - exp(-r), r - r**2 / 2),
    lambda h: ge(1 - exp(-h), (1 - exp(-1)) * h),
    lambda p: ge(p + 1 / p, 2),
    lambda p, s: ge(p / s + s / p, 2),
    lambda p, s: ge((p + s) * (1 / p + 1 / s), 4),
    lambda p: ge(p * exp(1 / p), exp(1)),
    lambda r: le(r * exp(-r), exp(-1)),
    lambda r: le(r**2 * exp(-r), 4 * exp(-2)),
    lambda x: le(log(1 + exp(x)), log(2) + x / 2 + x**2 / 8),
    lambda x: ge(log(1 + exp(x)), x),
    lambda x: ge(log(1 + exp(x)), log(2) + x / 2),
    lambda m: le(log(m), (m - 1 / m) / 2),
    lambda m: le(log(m), (m - 1) / sqrt(m)),
    lambda m: ge(log(m), 2 * (m - 1) / (m + 1)),
    lambda r: le(log(1 + r**2), r),
    lambda r: lt(r / (1 + r), 1),
    lambda d: ge(exp(d), 1 + d + d**2 / 2 - Abs(d) ** 3 / 6),
    lambda p, s: ge((p - s) * (log(p) - log(s)), 0),
    lambda r, v: ge(sqrt(r) + sqrt(v), sqrt(r + v)),
    lambda p, s, t: ge(p / s + s / t + t / p, 3),
]  # fmt: skip
ASIDE = range(2, len(STATEMENTS), 3)
