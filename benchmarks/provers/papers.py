"""Inequalities of losses, entropies, divergences and label noise, as papers of the field use them.

The entries with an odd position are a test set.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Max, Min, Rational, exp, log, sqrt

from lossproof.theory.language import ge, le

HALF = Rational(1, 2)


def _divergence(v: Any, k: Any) -> Any:
    return v * log(v / k) + (1 - v) * log((1 - v) / (1 - k))


def _entropy(v: Any) -> Any:
    return -v * log(v) - (1 - v) * log(1 - v)


def _shannon(v: Any, k: Any) -> Any:
    return (_divergence(v, (v + k) / 2) + _divergence(k, (v + k) / 2)) / 2


STATEMENTS: list[Any] = [
    lambda u: le(-log(u), 1 / u - 1),
    lambda u: ge(-log(u) - (1 - u), (1 - u) ** 2 / 2),
    lambda u, b: le((1 - u) ** b * (-log(u)), -log(u)),
    lambda v: le(-((1 - v) ** 2) * log(v), 1 / v - 1),
    lambda x: le(log(1 + exp(-x)), exp(-x)),
    lambda z: ge(log(1 + exp(z)), log(2)),
    lambda x: le(log(1 + exp(x)) - log(1 + exp(-x)), Abs(x)),
    lambda x: le(1 / (1 + exp(-x)) * (1 - 1 / (1 + exp(-x))), Rational(1, 4)),
    lambda x: ge(Max(0, 1 - x) + Max(0, 1 + x), 2),
    lambda x: le(Abs(1 / (1 + exp(-x)) - HALF), Abs(x) / 4),
    lambda v, e: ge(_entropy(v * (1 - e) + (1 - v) * e), _entropy(v)),
    lambda v, k: ge(_divergence(v, k), 2 * (v - k) ** 2),
    lambda v, k: ge(_divergence(v, k), 0),
    lambda v, k: le(_divergence(v, k), (v - k) ** 2 / (k * (1 - k))),
    lambda v, k: ge(1 - sqrt(v * k) - sqrt((1 - v) * (1 - k)), (v - k) ** 2 / 2),
    lambda v, k: le(_shannon(v, k), log(2)),
    lambda f, c: le(f.total(lambda u: u * (1 - u)), 1 - 1 / c),
    lambda g, c: le(g.total(lambda u: -u * log(u)), log(c)),
    lambda g, y: ge(-log(g[y]), 1 - g[y]),
    lambda f, q: ge(f.total(lambda u: u**q), 1),
    lambda f, c, q: le(f.total(lambda u: u**q), c ** (1 - q)),
    lambda f, c: ge(f.total(lambda u: (1 - u) ** 2), (c - 1) ** 2 / c),
    lambda g, c: ge(g.total(lambda u: -log(u)), c * log(c)),
    lambda f, c: le(f.total(sqrt), sqrt(c)),
    lambda f, y: le(f[y] ** 2, f.total(lambda u: u**2)),
    lambda f: le(f.total(lambda u: u**3), f.total(lambda u: u**2)),
    lambda f, c: ge(f.total(lambda u: exp(-u)), c * exp(-1 / c)),
    lambda f, c: le(f.total(lambda u: exp(-u)), c - 1 + exp(-1)),
    lambda c: ge(log(c), 1 - 1 / c),
    lambda c: le(log(c), c * exp(-1)),
    lambda n: le(n * (1 - n), Rational(1, 4)),
    lambda g, y: le(-log(g[y]), g.total(lambda u: -log(u))),
    lambda c, b: le(log(1 + (c - 1) * exp(-b)), (c - 1) * exp(-b)),
    lambda c, b: le(log(exp(b) + c - 1), b + log(c)),
    lambda e, v: le(Abs(v * (1 - e) + (1 - v) * e - HALF), Abs(v - HALF)),
    lambda v: le(_entropy(v), log(2) - 2 * (v - HALF) ** 2),
    lambda v: ge(_entropy(v), 2 * log(2) * Min(v, 1 - v)),
    lambda v: le(1 - Max(v, 1 - v), 2 * v * (1 - v)),
    lambda k, q: le((1 - k**q) / q, (1 - k) / k ** (1 - q)),
    lambda u: ge(-log(u), (1 - u) + (1 - u) ** 2 / 2 + (1 - u) ** 3 / 3),
]
