"""Signs from the ends of a range: by slopes, also of a quotient, of a root and of a reciprocal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import sympy

from lossproof.theory.numbers import compare, to_rational
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    Between,
    between,
    cases,
    climbed,
    combine,
    positive,
    power,
    reciprocal,
)
from lossproof.theory.provers.forms import complexity, divided
from lossproof.theory.provers.one_number.place import End, Place, is_zero, value_at

Sign = Callable[[Any, bool, Place, int], Fact]
Valued = Callable[[Fact, Any, Place, int], Fact]
WAYS, HALF = 4, sympy.Rational(1, 2)


class Climb(NamedTuple):
    """A positive factor, and the quotient by it that rises from an end."""

    times: Any
    of: Any
    right: bool
    value: Any


class Ends:
    """Strategies that start at an end of the range; `sign` proves what they need.

    `valued` gives a fact the facts by which the terms of an expression have values.
    """

    def __init__(self, sign: Sign, valued: Valued) -> None:
        self.sign, self.valued = sign, valued

    def climbed(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact | None:
        """The sign by the slope from an end, up to where the slope changes its sign."""
        ways = [*self._ways(expr, place)]
        whole = [way for way in ways if _steady(way, place)]
        for way in sorted(whole, key=lambda way: complexity(_slope(way, place)))[:WAYS]:
            with suppress(ProofError):
                return self._climb(way, expr, strict, place, depth)
        for at in self._turns(expr, ways, place):
            with suppress(ProofError):
                return cases(
                    place.number - at,
                    lambda known, at=at: self.sign(expr, strict, place.above(at, known), depth - 1),
                    lambda known, at=at: self.sign(expr, strict, place.below(at, known), depth - 1),
                )
        for right in (False, True):
            for root in (2, 3):
                with suppress(ProofError):
                    return self._rooted(expr, strict, place, right, root, depth)
        if place.high is None:
            with suppress(ProofError):
                return self._from_infinity(expr, strict, place, depth)
        return None

    def _ways(self, expr: Any, place: Place) -> Iterator[Climb]:
        """Quotients with a value at an end."""
        for times, of in _quotients(expr, place):
            for right in (False, True):
                end = place.end(right)
                value = None if end is None else value_at(of, place.number, end.at)
                if value is not None and compare(value, ">=", 0):
                    yield Climb(times, of, right, value)

    def _turns(self, expr: Any, ways: list[Climb], place: Place) -> list[Any]:
        """Points up to which an expression keeps rising from an end, or from which it does."""
        number, points = place.number, place.points
        found = list[Any]()
        for way in ways:
            if way.times != 1:
                continue
            signs = place.signs(_slope(way, place))
            ordered = [*zip(points, signs, strict=True)]
            ordered = ordered[::-1] if way.right else ordered
            run = 0
            while (
                run < len(ordered) and (ordered[run][1] or 0) >= 0 and ordered[run][1] is not None
            ):
                run += 1
            if 2 < run < len(ordered) and is_zero(way.value):
                found.append(_shortest(ordered[max(1, (2 * run) // 3)][0], place))
        for right in (False, True):
            end = place.end(right)
            if end is None or value_at(expr, number, end.at) is None:
                found += self._toward(expr, place, right)
        return [at for at in dict.fromkeys(found) if at is not None and place.contains(at)][:WAYS]

    def _toward(self, expr: Any, place: Place, right: bool) -> list[Any]:
        """Points from which the expression, or a quotient, rises toward an end without a value."""
        number, found = place.number, list[Any]()
        for _, of in _quotients(expr, place):
            slope = sympy.diff(of, number) * (1 if right else -1)
            ordered = [*zip(place.points, place.signs(slope), strict=True)]
            ordered = ordered if not right else ordered[::-1]
            run = 0
            while run < len(ordered) and ordered[run][1] in (1, 0):
                run += 1
            if run > 2:
                chosen = ordered[min(run - 1, max(2, (2 * run) // 3))][0]
                found.append(_shortest(chosen, place))
        middle = place.points[len(place.points) // 2]
        return [*found[:2], _shortest(middle, place)]

    # One climb

    def _climb(self, way: Climb, expr: Any, strict: bool, place: Place, depth: int) -> Fact:
        number = place.number
        end, other = place.end(way.right), place.end(not way.right)
        assert end is not None
        side = -1 if way.right else 1
        along = _next(number)
        of = way.of.xreplace({number: end.at + side * along})
        value = None if is_zero(way.value) else positive(way.value)
        times = () if way.times == 1 else (self.sign(way.times, True, place, depth - 1),)
        steep = strict and value is None
        if steep and not end.fact.strict:
            raise ProofError("it is 0 at the end")
        far = None if other is None else side * (other.at - end.at)
        distance = self.valued(end.fact, way.of, place, depth)

        def slope(low: Fact, high: Fact) -> Fact:
            room = None
            if other is not None:
                room = End(far, combine(far - along, high, other.fact))
            inside = Place(along, End(sympy.Integer(0), low), room)
            found = self.sign(sympy.diff(of, along), steep, inside, depth - 1)
            return self.valued(found, of, inside, depth)

        climb = climbed(of, along, distance, slope)
        return combine(expr, (climb, *times), *([(value, *times)] if value else []))

    # Substitutions

    def _rooted(
        self, expr: Any, strict: bool, place: Place, right: bool, top: int, depth: int
    ) -> Fact:
        """By the root of the distance from an end, where the slope has no value."""
        number, end, other = place.number, place.end(right), place.end(not right)
        if end is None or other is None or value_at(expr, number, end.at) is None:
            raise ProofError("no value at the end")
        if value_at(sympy.diff(expr, number), number, end.at) is not None:
            raise ProofError("the slope has a value at the end")
        side, along = -1 if right else 1, _next(number)
        of = sympy.expand(sympy.powdenest(expr.xreplace({number: end.at + side * along**top})))
        value = of.xreplace({along: sympy.Integer(0)})
        distance = side * (number - end.at)
        near = combine(distance, end.fact)
        root = power(near, positive(sympy.Rational(1, top)))
        width = side * (other.at - end.at)
        most = _root_above(width, top)
        room = combine(most**top - distance, other.fact, *_gap(most**top - width))
        steps = [most ** (top - 1 - k) * distance ** sympy.Rational(k, top) for k in range(top)]
        facts = [
            positive(most ** (top - 1)),
            *((most ** (top - 1 - k), *(root,) * k) for k in range(1, top)),
        ]
        divisor = reciprocal(combine(sympy.Add(*steps), *facts))
        bound = combine(most - distance ** sympy.Rational(1, top), (room, divisor))
        start = None if is_zero(value) else positive(value)
        tilt = sympy.Integer(0)
        inner = Place(along, End(sympy.Integer(0), near), End(most, near))
        slopes = [float(x.mid()) for x in inner.values(sympy.diff(of, along)) if x.is_finite()]
        if start is not None and slopes and min(slopes) < 0:
            tilt = sympy.Integer(int(-min(slopes) * 1.2) + 1)
            start = positive(value - tilt * most)
        tilted = of + tilt * along

        def slope(low: Fact, high: Fact) -> Fact:
            inside = Place(
                along, End(sympy.Integer(0), low), End(most, combine(most - along, high, bound))
            )
            steep = strict and start is None
            found = self.sign(sympy.diff(tilted, along), steep, inside, depth - 1)
            return self.valued(found, of, inside, depth)

        made = climbed(tilted, along, self.valued(root, expr, place, depth), slope)
        return combine(expr, made, *([start] if start else []), *([(tilt, bound)] if tilt else []))

    def _from_infinity(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact:
        """By the reciprocal, which climbs from 0, times a power that gives it a value there."""
        number, low = place.number, place.low
        if low is None or not compare(low.at, ">", 0):
            raise ProofError("no positive lower end")
        above = combine(number, low.fact, positive(low.at))
        distance, along, most = reciprocal(above), _next(number), 1 / low.at
        bound = combine(most - 1 / number, (most, low.fact, distance))
        for top in (0, 1, 2, -1, 3, -2):
            of = sympy.expand(expr.xreplace({number: 1 / along}) * along**top)
            value = value_at(of, along, sympy.Integer(0))
            if value is None or not compare(value, ">=", 0):
                continue
            start = None if is_zero(value) else positive(value)

            def slope(near: Fact, far: Fact, of: Any = of, start: Any = start) -> Fact:
                room = End(most, combine(most - along, far, bound))
                inside = Place(along, End(sympy.Integer(0), near), room)
                steep = strict and start is None
                found = self.sign(sympy.diff(of, along), steep, inside, depth - 1)
                return self.valued(found, of, inside, depth)

            with suppress(ProofError):
                made = climbed(of, along, self.valued(distance, expr, place, depth), slope)
                back = (above,) * top if top > 0 else (distance,) * -top
                return combine(expr, (made, *back), *([(start, *back)] if start else []))
        raise ProofError("nothing rises from infinity")


def _next(number: Any) -> Between:
    return between(int(number.name[1:]) + 1 if isinstance(number, Between) else 1)


def _quotients(expr: Any, place: Place) -> list[tuple[Any, Any]]:
    """Positive factors, and the quotients by them: also by powers of the distance from an end."""
    number = place.number
    quotients = [*divided(expr, number, place.sample)]
    roots = any(not power.exp.is_Integer for power in expr.atoms(sympy.Pow))
    for end, side in ((place.low, 1), (place.high, -1)):
        distance: Any = None if end is None else side * (number - end.at)
        for top in (1, 2, *((HALF,) if roots else ())) if end else ():
            terms = sympy.Add.make_args(sympy.expand(expr))
            quotients.append((distance**top, sympy.Add(*(_over(t, distance**top) for t in terms))))
    return quotients


def _over(term: Any, divisor: Any) -> Any:
    over = term / divisor
    return sympy.cancel(over) if over.is_rational_function() else over


def _slope(way: Climb, place: Place) -> Any:
    return sympy.diff(way.of, place.number) * (-1 if way.right else 1)


def _steady(way: Climb, place: Place) -> bool:
    """Whether the quotient rises from the end at every point."""
    return all(sign in (0, 1) for sign in place.signs(_slope(way, place)))


def _shortest(at: Any, place: Place) -> Any:
    """A short rational number near a point, inside."""
    for most in (1, 2, 4, 10, 100, 10**6):
        guess = at.limit_denominator(most)
        if abs(guess - at) <= abs(at) / 10:
            short = to_rational(guess)
            if place.contains(short):
                return short
    return to_rational(at)


def _root_above(width: Any, top: int) -> Any:
    """A rational number at least the root of a width."""
    root = width ** sympy.Rational(1, top)
    if root.is_Rational:
        return root
    return sympy.Rational(int(float(root) * 1000) + 2, 1000)


def _gap(gap: Any) -> list[Fact]:
    return [] if gap == 0 else [positive(gap)]
