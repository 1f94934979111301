"""Expressions as polynomials of FLINT: in terms that nothing relates, and in 1 over each divisor.

>>> from sympy.abc import x, y
>>> Polynomials((x + y) / (x * y) - 1 / x - 1 / y).vanish()
True
"""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import sympy
from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

Powers = list[tuple[Any, int]]
MOST = 200_000  # terms that are multiplied out


class LongError(ArithmeticError):
    """A product of more than `MOST` terms."""


class Polynomials:
    """An expression, and its parts, as polynomials in numbered unknowns.

    Unknown is every part that is no number, sum, product or power to an integer, and 1 over what
    the expression divides by.
    """

    def __init__(self, expr: Any) -> None:
        self.terms: dict[Any, int] = {}
        self._divisors: dict[Any, int] = {}
        self._expr = expr
        self._number(expr, set())
        names = [f"x{k}" for k in range(self._count())]
        self._context = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self._unknowns = self._context.gens()
        self._made: dict[Any, fmpq_mpoly] = {}

    def _count(self) -> int:
        return len(self.terms) + len(self._divisors)

    def _number(self, expr: Any, met: set[Any]) -> None:
        """Number the unknowns, 1 over a divisor after those that the divisor holds."""
        if expr in met or expr.is_Rational:
            return
        met.add(expr)
        if expr.is_Add or expr.is_Mul:
            for part in expr.args:
                self._number(part, met)
        elif expr.is_Pow and expr.exp.is_Integer:
            self._number(expr.base, met)
            if expr.exp < 0 and expr.base not in self._divisors:
                self._divisors[expr.base] = self._count()
        else:
            self.terms[expr] = self._count()

    def vanish(self) -> bool:
        """Whether the expression is 0 for all values of its terms at which no divisor is.

        Raises
        ------
        LongError
            If that takes more than `MOST` terms.
        """
        return self._times_divisors()[0].is_zero()

    def cleared(self) -> tuple[list[tuple[Any, Powers]], Powers]:
        """A multiple without divisors, term by term: its number, and its unknowns with powers.

        Then what it was multiplied by: divisors with their powers. `LongError` as of `vanish`.
        """
        found, times = self._times_divisors()
        names = [*self.terms]
        terms = [
            (sympy.Rational(int(number.p), int(number.q)),
             [(names[k], power) for k, power in enumerate(self._of_terms(powers)) if power])
            for powers, number in found.to_dict().items()
        ]  # fmt: skip
        return terms, times

    def _of_terms(self, powers: tuple[int, ...]) -> list[int]:
        return [powers[place] for place in self.terms.values()]

    def _times_divisors(self) -> tuple[fmpq_mpoly, Powers]:
        found, times = self._of(self._expr), Powers()
        for divisor, place in reversed(self._divisors.items()):
            if found.is_zero():
                break
            found, power = self._cleared(found, place, self._of(divisor))
            times.append((divisor, power))
        return found, times

    def _of(self, expr: Any) -> fmpq_mpoly:
        if expr not in self._made:
            self._made[expr] = self._make(expr)
        return self._made[expr]

    def _make(self, expr: Any) -> fmpq_mpoly:
        if expr.is_Rational:
            return self._context.constant(fmpq(int(expr.p), int(expr.q)))
        if expr.is_Add:
            return reduce(lambda one, other: one + other, map(self._of, expr.args))
        if expr.is_Mul:
            return reduce(_times, map(self._of, expr.args))
        if not (expr.is_Pow and expr.exp.is_Integer):
            return self._unknowns[self.terms[expr]]
        if expr.exp < 0:
            return self._unknowns[self._divisors[expr.base]] ** -int(expr.exp)
        base, top = self._of(expr.base), int(expr.exp)
        _bounded(top)
        _bounded(top * math.comb(len(base) + top - 1, top))
        return base**top

    def _cleared(self, poly: fmpq_mpoly, place: int, divisor: fmpq_mpoly) -> tuple[fmpq_mpoly, int]:
        """A polynomial times the least power of a divisor with which it has no 1 over it."""
        parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for powers, number in poly.to_dict().items():
            rest = (*powers[:place], 0, *powers[place + 1 :])
            parts.setdefault(powers[place], {})[rest] = number
        found = self._context.constant(0)
        for power in range(max(parts) + 1):
            found = _times(found, divisor) + self._context.from_dict(parts.get(power, {}))
        return found, max(parts)


def _times(one: fmpq_mpoly, other: fmpq_mpoly) -> fmpq_mpoly:
    _bounded(len(one) * len(other))
    return one * other


def _bounded(terms: int) -> None:
    if terms > MOST:
        raise LongError(f"a product of {terms} terms")
