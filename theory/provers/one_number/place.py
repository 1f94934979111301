"""Where a number lies, and the signs of expressions at points there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import sympy
from flint import arb, ctx

from lossproof.theory.numbers import compare, compile_balls, to_fmpq, to_rational
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, positive
from lossproof.theory.provers.points import Points, ends

BITS, MANY, SMALL = 200, 40, 1e-12


@dataclass(frozen=True)
class End:
    """An end of the range of a number, and the fact that the number is on this side of it."""

    at: Any
    fact: Fact


@dataclass(frozen=True)
class Place:
    """A number, its ends (None where it has none), and other facts about it."""

    number: Any
    low: End | None
    high: End | None
    others: tuple[Fact, ...] = ()

    @classmethod
    def of(cls, number: Any, facts: Sequence[Fact]) -> Place:
        """The place that the facts give a number."""
        best: dict[int, End] = {}
        others = list[Fact]()
        for fact in facts:
            bound = ends(fact, number)
            if bound is None or not bound[1].is_number:
                others.append(fact)
                continue
            side, at = bound
            known = best.get(side)
            closer = known and compare(side * at, "==", side * known.at)
            if (
                known is None
                or compare(side * at, ">", side * known.at)
                or (closer and fact.strict)
            ):
                slope: Any = sympy.expand(fact.expr).coeff(number, 1)
                times = 1 / abs(slope)
                best[side] = End(at, combine(side * (number - at), (times, fact)))
        return cls(number, best.get(1), best.get(-1), tuple(others))

    @property
    def facts(self) -> list[Fact]:
        return [*(end.fact for end in (self.low, self.high) if end), *self.others]

    @property
    def closed(self) -> list[Any]:
        """The ends that the number may have as its value."""
        return [end.at for end in (self.low, self.high) if end and not end.fact.strict]

    def end(self, right: bool) -> End | None:
        return self.high if right else self.low

    def above(self, at: Any, fact: Fact) -> Place:
        return Place(self.number, End(at, fact), self.high, self.others)

    def below(self, at: Any, fact: Fact) -> Place:
        return Place(self.number, self.low, End(at, fact), self.others)

    def split(self, at: Any) -> tuple[Place, Place]:
        """The two parts, with no facts yet, for points only."""
        nothing: Any = None
        return self.above(at, nothing), self.below(at, nothing)

    def contains(self, at: Any) -> bool:
        return all(
            end is None or compare(side * at, ">", side * end.at)
            for end, side in ((self.low, 1), (self.high, -1))
        )

    @cached_property
    def points(self) -> list[Fraction]:
        """Rational points inside, in order, more of them near the ends."""
        low, high = (None if e is None else _near(e.at) for e in (self.low, self.high))
        steps = [Fraction(2) ** k for k in (-30, -20, -14, *range(-10, 13))]
        if low is not None and high is not None:
            near = [Fraction(1, 10**k) for k in (9, 6, 4, 3)]
            shares = [Fraction(k, MANY) for k in range(1, MANY)]
            shares = [*near, *shares, *(1 - k for k in near)]
            found = [low + (high - low) * k for k in shares]
        elif low is not None:
            found = [low + k * f for k in steps for f in (1, Fraction(3, 2))]
        elif high is not None:
            found = [high - k * f for k in steps for f in (1, Fraction(3, 2))]
        else:
            found = [side * k for k in steps[3:] for side in (1, -1)]
        return sorted(set(found))

    @cached_property
    def sample(self) -> Points:
        """The same points for strategies that ask floats."""
        return Points({self.number: np.array([float(x) for x in self.points])})

    def signs(self, expr: Any) -> list[int | None]:
        """The sign at every point: 0 if it is not seen, None if there is no value."""
        return [_sign(value) for value in self.values(expr)]

    def values(self, expr: Any) -> list[Any]:
        return _values(expr, self.number, tuple(self.points))

    def zeros(self, expr: Any) -> list[Any]:
        """Exact zeros inside: where the sign changes, and where the expression only touches 0."""
        points, values = self.points, self.values(expr)
        signs, found = [_sign(value) for value in values], list[Any]()
        sizes = [abs(float(v.mid())) if v.is_finite() else np.inf for v in values]
        for k, at in enumerate(points):
            if signs[k] == 0:
                found.append(self._exact(expr, at))
            elif k > 0 and signs[k] and signs[k - 1] and signs[k] != signs[k - 1]:
                found.append(self._exact(expr, self._crossing(expr, points[k - 1], at)))
            elif 0 < k < len(points) - 1 and sizes[k] <= min(sizes[k - 1], sizes[k + 1]):
                lowest = self._lowest(expr, points[k - 1], points[k + 1])
                found.append(None if lowest is None else self._exact(expr, lowest))
        return [*dict.fromkeys(x for x in found if x is not None)]

    def _crossing(self, expr: Any, low: Fraction, high: Fraction) -> Fraction:
        first = _sign(_values(expr, self.number, (low,))[0])
        for _ in range(80):
            middle = _short((low + high) / 2)
            sign = _sign(_values(expr, self.number, (middle,))[0])
            if sign == 0:
                return middle
            low, high = (middle, high) if sign == first else (low, middle)
        return (low + high) / 2

    def _lowest(self, expr: Any, low: Fraction, high: Fraction) -> Fraction | None:
        """Where the size of an expression is least, if it is nearly 0 there."""
        for _ in range(60):
            third = (high - low) / 3
            inner = (_short(low + third), _short(high - third))
            one, other = (abs(x) for x in _values(expr, self.number, inner))
            if not (one.is_finite() and other.is_finite()):
                return None
            low, high = (low, inner[1]) if one.mid() < other.mid() else (inner[0], high)
        middle = (low + high) / 2
        (value,) = _values(expr, self.number, (middle,))
        return middle if abs(value).mid() < SMALL else None

    def _exact(self, expr: Any, near: Fraction) -> Any:
        """A zero with a short form near a point, or None."""
        for at in _short_forms(near):
            with suppress(TypeError, ValueError):
                if self.contains(at) and is_zero(expr.xreplace({self.number: at})):
                    return at
        return None


def _short(x: Fraction) -> Fraction:
    """Nearly the same point, with a short denominator."""
    return Fraction(round(x * 2**120), 2**120)


def _short_forms(near: Fraction) -> Iterator[Any]:
    """Numbers with short forms that are nearly the given one."""
    x = float(near)
    for most in (1, 4, 12, 100, 1000):
        guess = Fraction(near).limit_denominator(most)
        if abs(guess - near) < 1e-6 * max(1, abs(x)):
            yield to_rational(guess)
    for function, value in (
        (sympy.exp, np.log(x) if x > 0 else None),
        (sympy.log, np.exp(min(x, 50.0))),
    ):
        if value is not None:
            guess = Fraction(float(value)).limit_denominator(6)
            if abs(float(guess) - value) < 1e-6:
                yield function(to_rational(guess))
    square = Fraction(x * x).limit_denominator(20)
    if abs(float(square) - x * x) < 1e-6:
        yield (1 if x > 0 else -1) * sympy.sqrt(to_rational(square))


def is_zero(number: Any) -> bool:
    """Whether a constant is 0."""
    with suppress(TypeError, ValueError):
        return number is not None and (
            number == 0 or (number.is_number and compare(number, "==", 0) is True)
        )
    return False


def value_at(expr: Any, number: Any, at: Any) -> Any:
    """The value at an end, a constant; None where there is none."""
    try:
        value = expr.xreplace({number: at})
    except (TypeError, ValueError):
        return None
    if not value.is_number or value.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I):
        return None
    return value


def rational_below(end: End, side: int, number: Any) -> End:
    """A rational end that is not inside the given one."""
    if end.at.is_Rational:
        return end
    outer = to_rational(
        Fraction(_near(end.at) - side * Fraction(1, 10**6)).limit_denominator(10**7)
    )
    if compare(side * (end.at - outer), ">", 0) is not True:
        raise ProofError(f"no rational end is found next to {end.at}")
    gap = positive(side * (end.at - outer))
    return End(outer, combine(side * (number - outer), end.fact, gap))


def _near(at: Any) -> Fraction:
    """An end, or a rational number near it."""
    return Fraction(int(at.p), int(at.q)) if at.is_Rational else Fraction(float(at))


@lru_cache(maxsize=512)
def _compiled(expr: Any, number: Any) -> Any:
    return compile_balls([expr], [number], bits=BITS)


@lru_cache(maxsize=2048)
def _values(expr: Any, number: Any, points: tuple[Fraction, ...]) -> list[Any]:
    try:
        code = _compiled(expr, number)
    except (TypeError, ValueError) as error:
        raise ProofError(f"{expr} has no enclosure") from error
    return [_value(code, x) for x in points]


def _value(code: Any, x: Fraction) -> Any:
    try:
        with ctx.workprec(BITS):
            return code([arb(to_fmpq(x))])[0]
    except ZeroDivisionError:
        return arb.nan()


def _sign(value: Any) -> int | None:
    if not value.is_finite():
        return None
    return 1 if value > 0 else -1 if value < 0 else 0
