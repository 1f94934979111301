"""The terms of the language that no index binds, as functions of numbers: rationals, else balls."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any, cast

import sympy
from flint import arb, fmpq

from lossproof.theory.language.realising import LARGEST_EXPONENT
from lossproof.theory.language.terms import EntropyTerm, Falling

Ball = fmpq | arb
NAN, ZERO, ONE = arb.nan(), fmpq(0), fmpq(1)


def whole(size: Ball) -> int:
    """The integer of a number that is one."""
    return int(cast(fmpq, size).p)


def place(number: Ball, among: int) -> int | None:
    """The place, from 0 on, that a number is among so many; None if it is none."""
    if not (isinstance(number, fmpq) and number.q == 1 and 0 <= number < among):
        return None
    return int(number.p)


def times(one: Ball, other: Ball) -> Ball:
    """The product of two numbers."""
    return one * other


def _sign(x: Ball) -> Ball:
    if x > 0 or x < 0:
        return fmpq(1 if x > 0 else -1)
    return ZERO if isinstance(x, fmpq) else NAN


def _step(x: Ball, at_zero: Ball) -> Ball:
    if x > 0 or x < 0:
        return fmpq(1 if x > 0 else 0)
    return at_zero if isinstance(x, fmpq) else NAN


def _same(one: Ball, other: Ball) -> Ball:
    apart = one - other
    if apart > 0 or apart < 0:
        return ZERO
    return ONE if isinstance(apart, fmpq) else NAN


def _log(x: Ball) -> Ball:
    if x == 1:
        return ZERO
    return arb(x).log() if x > 0 else NAN


def _exp(x: Ball) -> Ball:
    return ONE if x == 0 else arb(x).exp()


def power(base: Ball, top: Ball) -> Ball:
    """A number raised to another; `nan` where it has no value."""
    if isinstance(top, fmpq) and top.q == 1:
        whole = int(top.p)
        if whole > 0 or base > 0 or base < 0:
            return base**whole if abs(whole) < LARGEST_EXPONENT else arb(base) ** arb(whole)
        return NAN if whole < 0 else 0 * base + 1
    if base > 0:
        return arb(base) ** arb(top)
    return ZERO if isinstance(base, fmpq) and base == 0 and top > 0 else NAN


def _entropy(p: Ball, q: Ball) -> Ball:
    if isinstance(p, fmpq) and p == 0:
        return 0 * q if q >= 0 else NAN
    return p * _log(p / q) if q > 0 else NAN


def _most(*numbers: Ball) -> Ball:
    if all(isinstance(each, fmpq) for each in numbers):
        return max(numbers)
    return reduce(arb.max, map(arb, numbers))


def _polygamma(order: Ball, x: Ball) -> Ball:
    """By the sum over `1/(x + k)^(order + 1)`, a zeta function."""
    if not x > 0:
        return NAN
    if order == 0:
        return arb(x).digamma()
    m = whole(order)
    return (-1) ** (m + 1) * math.factorial(m) * arb(m + 1).zeta(arb(x))


JOINED: dict[type, Callable[..., Any]] = {
    sympy.Add: lambda *terms: sum(terms, start=ZERO),
    sympy.Mul: lambda *factors: reduce(times, factors),
    sympy.Pow: power,
    Falling: lambda n, k: fmpq(math.perm(whole(n), whole(k))) if k >= 0 else NAN,
    sympy.exp: _exp,
    sympy.log: _log,
    sympy.Abs: abs,
    sympy.sign: _sign,
    sympy.Max: _most,
    sympy.Min: lambda *terms: -_most(*(-term for term in terms)),
    sympy.Heaviside: _step,
    sympy.KroneckerDelta: _same,
    sympy.polygamma: _polygamma,
    EntropyTerm: _entropy,
}
