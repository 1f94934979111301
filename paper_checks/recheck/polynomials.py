"""Sums of products of numbered generators to rational powers."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import fmpz

from lossproof.paper_checks.recheck.terms import Number

LARGEST = 160  # bits of what is left without its small prime factors
Mono = tuple[tuple[int, Fraction], ...]
Poly = dict[Mono, Fraction]


class TooLargeError(ArithmeticError):
    """What has more terms, or larger numbers, than are worked out."""


ONE = Number(1)
UNIT: Poly = {(): ONE}
CONSTANTS = {"@e", "@pi"}


@lru_cache(maxsize=20_000)
def total(one: Fraction, other: Fraction) -> Number:
    """The sum of two numbers: those of forms are few, and added again and again."""
    return Number(one + other)


@lru_cache(maxsize=20_000)
def multiplied(one: Fraction, other: Fraction) -> Number:
    """The product of two numbers."""
    return Number(one * other)


def plus(*polys: Poly) -> Poly:
    found: Poly = {}
    for poly in polys:
        for mono, number in poly.items():
            add(found, mono, number)
    return found


def add(poly: Poly, mono: Mono, number: Fraction) -> None:
    """Add a term, which is not 0, to a form."""
    before = poly.get(mono)
    if before is None:
        poly[mono] = number
    elif found := total(before, number):
        poly[mono] = found
    else:
        del poly[mono]


def scaled(poly: Poly, factor: Fraction) -> Poly:
    return {mono: multiplied(number, factor) for mono, number in poly.items()} if factor else {}


def primes(number: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The prime factors of a positive number, with their powers.

    `TooLargeError` if large ones are left that cannot be found: with a root of their product as
    one generator, a difference could be 0 that seems to be none.
    """
    found: dict[int, int] = {}
    for part, sign in ((number.numerator, 1), (number.denominator, -1)):
        divisor = 2
        while part > 1 and divisor * divisor <= part and divisor < 10_000:
            while part % divisor == 0:
                found[divisor] = found.get(divisor, 0) + sign
                part //= divisor
            divisor += 1
        if part.bit_length() > LARGEST:
            raise TooLargeError("a number is too large for its prime factors")
        for prime, power in fmpz(part).factor() if part > 1 else ():
            found[int(prime)] = found.get(int(prime), 0) + sign * int(power)
    return [(Number(p), Number(k)) for p, k in found.items()]
