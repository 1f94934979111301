"""Balls around the values of terms, and the sign of a constant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from lossproof.paper_checks.recheck.forms import Forms

BITS = (64, 128, 256, 512, 1024, 2048)
BITS_OF_SIGNS = (64, 256, 1024)


class UndecidedError(ArithmeticError):
    """A sign that balls cannot tell, of what is not known to be 0."""


def sign(constant: Any) -> int:
    """-1, 0 or 1, by balls of growing precision; 0 by the exact normal form.

    Raises
    ------
    UndecidedError
        If neither tells.
    """
    if isinstance(constant, fmpq):
        return (constant > 0) - (constant < 0)
    for bits in BITS:
        with ctx.workprec(bits):
            found = enclosed(constant, {})
        if found > 0 or found < 0:
            return 1 if found > 0 else -1
        if bits == BITS[0] and found.is_finite() and vanishes(constant):
            return 0
    raise UndecidedError(f"the sign of {constant}")


def above_zero(constant: Any) -> bool:
    """Whether balls show that a constant is above 0: of counts, say, there are none."""
    for bits in BITS_OF_SIGNS:
        try:
            with ctx.workprec(bits):
                found = enclosed(constant, {})
        except UndecidedError:
            return False
        if found > 0 or found < 0:
            return bool(found > 0)
    return False


def vanishes(constant: Any) -> bool:
    """Whether the exact normal form of a constant is 0."""
    return Forms({}).vanishes(_plain(constant))


def _plain(term: Any) -> Any:
    if isinstance(term, fmpq):
        return Fraction(int(term.p), int(term.q))
    return (term[0], *map(_plain, term[1:])) if isinstance(term, tuple) else term


def enclosed(term: Any, balls: Mapping[str, arb]) -> arb:
    """A ball around every value of the term for names in these balls; nan where it may lack one."""
    if isinstance(term, fmpq):
        return arb(term)
    if isinstance(term, str):
        return CONSTANTS[term]() if term in CONSTANTS else balls[term]
    if not isinstance(term, tuple):
        return arb(fmpq(term.numerator, term.denominator))
    if term[0] not in FUNCTIONS:
        raise UndecidedError(f"balls for {term[0]}")
    return FUNCTIONS[term[0]](*(enclosed(part, balls) for part in term[1:]))


def _sum(*parts: arb) -> arb:
    return sum(parts[1:], parts[0])


def _product(*parts: arb) -> arb:
    found = parts[0]
    for part in parts[1:]:
        found = _times(found, part)
    return found


def _times(a: arb, b: arb) -> arb:
    """A product by its ends where both are wide: around 0 Arb's own is wider than it must be."""
    if a.rel_accuracy_bits() > 4 or b.rel_accuracy_bits() > 4:
        return a * b
    if not (a.is_finite() and b.is_finite()):
        return a * b
    ends = [x * y for x in (a.lower(), a.upper()) for y in (b.lower(), b.upper())]
    return _hull(*ends)


def _hull(*ends: arb) -> arb:
    """The ball from the least to the largest, of one sign if they are."""
    found = ends[0]
    for end in ends[1:]:
        found = found.union(end)
    if all(end >= 0 for end in ends):
        return found.nonnegative_part()
    return -(-found).nonnegative_part() if all(end <= 0 for end in ends) else found


def _power(base: arb, top: arb) -> arb:
    if not base.is_finite():
        return arb.nan()
    whole = top.unique_fmpz() if top.is_exact() else None
    if whole is None:
        if base > 0:
            return _times(base.log(), top).exp()
        if base >= 0 and top > 0:
            return _hull(arb(0), _times(base.upper().log(), top).exp().upper())
        return arb.nan()
    number = int(whole)
    if number < 0:
        return 1 / _power(base, arb(-number))
    if number == 0 or base.rel_accuracy_bits() > 4:
        return base**number
    least = base.abs_lower() if number % 2 == 0 else base.lower()
    most = base.abs_upper() if number % 2 == 0 else base.upper()
    return _hull(least**number, most**number)


def _log(x: arb) -> arb:
    return x.log() if x > 0 else arb.nan()


def _abs(x: arb) -> arb:
    return _hull(x.abs_lower(), x.abs_upper())


def _max(*parts: arb) -> arb:
    found = parts[0]
    for part in parts[1:]:
        found = found.max(part)
    return found


def _polygamma(order: arb, x: arb) -> arb:
    """The derivative of this order of the digamma function."""
    return acb(x).polygamma(acb(order)).real if x > 0 else arb.nan()


CONSTANTS: dict[str, Callable[[], arb]] = {"@pi": arb.pi, "@e": lambda: arb(1).exp()}
FUNCTIONS: dict[str, Callable[..., arb]] = {
    "+": _sum,
    "*": _product,
    "^": _power,
    "exp": lambda x: x.exp(),
    "log": _log,
    "abs": _abs,
    "max": _max,
    "min": lambda *parts: -_max(*(-part for part in parts)),
    "polygamma": _polygamma,
}
