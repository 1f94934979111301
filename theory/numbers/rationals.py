"""The simplest rational of a range."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def simplest_rational(low: Fraction, high: Fraction, *, strict: bool = False) -> Fraction:
    """The rational of least denominator in [low, high], and the one next to 0 of several.

    Parameters
    ----------
    low, high : with `low <= high`, and `low < high` if `strict`
    strict : whether the ends are left out
    """
    if high < 0 or (strict and high == 0):
        return -simplest_rational(-high, -low, strict=strict)
    if low < 0 or (low == 0 and not strict):
        return Fraction(0)
    whole = floor(low)
    rest, reach = low - whole, high - whole
    least = 1 if strict or rest else 0
    if least < reach or (least == reach and not strict):
        return Fraction(whole + least)
    if not rest:
        return whole + Fraction(1, floor(1 / reach) + 1)
    return whole + 1 / simplest_rational(1 / reach, 1 / rest, strict=strict)
