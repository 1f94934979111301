"""Which constants of rational numbers and roots are 0: those below all that are not.

A constant built of integers by +, -, *, / and roots, with D the product of their degrees, is 0 or
at least `1 / (l u^(D^2 - 1))` in size, with u and l read off its terms (Burnikel, Fleischer,
Mehlhorn and Schirra, "A strong and easily computable separation bound for arithmetic expressions
involving radicals", 2000). So a ball that is small enough decides. SymPy's minimal polynomial does
not: its factor is chosen by 200 digits, by which `sqrt(1 + h) - sqrt(1 - h)` is 0 at h = 10^-600.

>>> import sympy
>>> root, h = sympy.sqrt, sympy.sqrt(2) / 10**40
>>> radical_is_zero(root(3 + 2 * root(2)) - 1 - root(2)), radical_is_zero(root(1 + h) - root(1 - h))
(True, False)
"""

from __future__ import annotations

import math
from typing import Any

from flint import arb

from lossproof.theory.numbers.balls import ball

MOST_BITS = 1 << 15
Bits = tuple[int, int]  # of u and of l, rounded up


def radical_is_zero(constant: Any) -> bool:
    """Whether a constant is certainly 0; False says only that it was not shown."""
    degrees: dict[Any, int] = {}
    bits = _bits(constant, degrees)
    if bits is None:
        return False
    above, below = bits
    least = below + (math.prod(degrees.values()) ** 2 - 1) * above
    if least > MOST_BITS:
        return False
    value = ball(constant, bits=least + above + below + 64)
    return bool(abs(value) < arb(2) ** -least)


def _bits(constant: Any, degrees: dict[Any, int]) -> Bits | None:
    """How many bits u and l have; the degree of every root is noted. None for other constants."""
    if constant.is_Rational:
        return abs(int(constant.p)).bit_length(), int(constant.q).bit_length()
    if constant.is_Pow and constant.exp.is_Rational:
        if (inner := _bits(constant.base, degrees)) is None:
            return None
        top, degree = int(constant.exp.p), int(constant.exp.q)
        if degree > 1:
            degrees[constant.base, degree] = degree
        above, below = (-(-bits * abs(top) // degree) for bits in inner)
        return (above, below) if top > 0 else (below, above)
    if not (constant.is_Add or constant.is_Mul):
        return None
    above = below = 0
    for part in constant.args:
        if (bits := _bits(part, degrees)) is None:
            return None
        added = max(above + bits[1], below + bits[0]) + 1
        above = added if constant.is_Add else above + bits[0]
        below += bits[1]
    return above, below
