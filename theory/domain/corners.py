"""A few simple points of domains, in exact numbers, at their ends first."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sympy
from sympy import Rational

from lossproof.theory.domain.base import Domain
from lossproof.theory.domain.counts import Classes, Integer, Label, Samples
from lossproof.theory.domain.families import Each
from lossproof.theory.domain.joints import Joint
from lossproof.theory.domain.points import Real, Simplex
from lossproof.theory.language import Vector

TURNS, FURTHER, LARGEST = 3, 4, 12  # points of a statement; entries of a vector
NUMBERS = tuple(map(Rational, ("0", "1", "1/2", "-1", "2", "1/3", "3", "-1/2")))
PARTS = tuple(map(Rational, ("1/2", "1/4", "1/3")))


def corner_points(
    domains: Mapping[str, Domain], besides: Iterable[Any] = ()
) -> Iterator[dict[str, Any]]:
    """Points of these domains, and points where all the numbers that can be are one of `besides`.

    Where it can be, one of them has more classes than each number of `besides` below `LARGEST`.
    There are none where a vector is longer than that, and `FURTHER` for numbers of `besides`.
    """
    further = [*besides]
    found = [point for turn in range(TURNS) if (point := _point(domains, turn))]
    if sizes := [int(x) + 1 for x in further if x in range(3, LARGEST)]:
        found += filter(None, [_point(domains, 1, least=max(sizes))])
    yield from found
    ways = _at(further, domains, found) if found else ()
    yield from itertools.islice(ways, FURTHER)


def _at(
    numbers: Iterable[Any], domains: Mapping[str, Domain], found: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The first point found with each of the numbers instead, where it can be and was not."""
    for number in numbers:
        tried = {name for point in found for name, value in point.items() if value == number}
        there = [name for name in domains if _takes(domains[name], number, found[0])]
        if not tried.issuperset(there):
            yield found[0] | dict.fromkeys(there, number)


def _point(domains: Mapping[str, Domain], turn: int, least: int = 2) -> dict[str, Any] | None:
    """One simple value of every domain, of at least so many classes; None if one is too long."""
    values: dict[str, Any] = {}
    for place, (name, domain) in enumerate(domains.items()):
        pick = turn + place if turn == TURNS - 1 else turn
        value = _value(domain, values, pick)
        if isinstance(domain, Classes) and least > 2:
            value = sympy.Integer(max(least, domain.low))
        if value is None:
            return None
        values[name] = value
    return values


def _takes(domain: Domain, number: Any, values: Mapping[str, Any]) -> bool:
    """Whether it is a value of a domain of numbers that no size depends on."""
    if isinstance(domain, (Classes, Samples)) or not isinstance(domain, (Real, Integer, Label)):
        return False
    try:
        return domain.check(number, values) == number
    except ValueError:
        return False


def _value(domain: Domain, values: Mapping[str, Any], turn: int) -> Any:
    """One of the simple values of a domain; None where it is too long."""
    found = _simple(domain, values, turn)
    return found[turn % len(found)] if found else None


def _simple(domain: Domain, values: Mapping[str, Any], turn: int) -> Sequence[Any]:
    if isinstance(domain, Real):
        return _inside(domain)
    if isinstance(domain, Integer):
        last = domain.low + 2 if domain.high is None else domain.high
        near = {domain.low, last, min(domain.low + 1, last), *((0, 1) if domain.low < 0 else ())}
        counts = isinstance(domain, (Classes, Samples))
        found = sorted(k for k in near if domain.low <= k <= last)
        return [sympy.Integer(k) for k in (found[:2] if counts else found)]
    sized = domain.count if isinstance(domain, Each) else domain.classes  # type: ignore[attr-defined]
    size = int(domain.size(sized, values))
    if size > LARGEST:
        return ()
    if isinstance(domain, Label):
        return [sympy.Integer(k) for k in dict.fromkeys((0, size - 1, size // 2))]
    if isinstance(domain, Each):
        every = [_value(domain.inner, values, turn + k * turn) for k in range(size)]
        return () if None in every else [Vector(every)]
    if isinstance(domain, Joint):
        return [domain.table(Vector(each)) for each in _laws(size**2, size + 1)]
    positive = isinstance(domain, Simplex) and domain.interior
    return [Vector(each) for each in _laws(size) if not (positive and 0 in each)]


def _inside(domain: Real) -> list[Any]:
    """The ends of an interval, and simple numbers in it."""
    low, high = domain.low, domain.high
    ends = [end for end in (low, high) if end is not None and end in domain]
    if low is not None and high is not None:
        near = [low + (high - low) * part for part in PARTS]
    else:
        end = low if low is not None else high
        near = [] if end is None else [end + (1 if high is None else -1) * x for x in NUMBERS]
    return list(dict.fromkeys([*ends, *(x for x in [*NUMBERS[:2], *near] if x in domain)]))


def _laws(size: int, step: int = 0) -> Iterator[list[Any]]:
    """The first outcome (or equal ones, `step` apart), the last one, equal entries, rising ones."""
    some = [int(k % step == 0) if step else int(k == 0) for k in range(size)]
    for weights in (some, some[::-1], [1] * size, range(1, size + 1)):
        yield [Rational(each, sum(weights)) for each in weights]
