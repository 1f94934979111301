"""A few simple points of domains, in exact numbers, at their ends first."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sympy
from sympy import Rational

from lossproof.theory.domain.base import Domain
from lossproof.theory.domain.counts import Classes, Integer, Label, Samples
from lossproof.theory.domain.families import Each
from lossproof.theory.domain.joints import Joint
from lossproof.theory.domain.points import Real, Simplex
from lossproof.theory.language import Vector

FURTHER, MOST, LARGEST = 5, 6, 24  # further points; classes; entries of a vector
GOLDEN = 0.618
NUMBERS = tuple(map(Rational, ("0", "1", "1/2", "-1", "2", "1/3", "3", "-1/2")))
PARTS = tuple(map(Rational, ("1/2", "1/4", "1/3", "5/7", "1/11", "9/10", "4/7")))
Pick = Callable[[Sequence[Any]], Any]


def corner_points(
    domains: Mapping[str, Domain],
    besides: Iterable[Any] = (),
    *,
    brief: bool = False,
    sizes_only: bool = False,
) -> Iterator[dict[str, Any]]:
    """Points of these domains, and points where all the numbers that can be are one of `besides`.

    Where it can be, one of them has more classes than each number of `besides` below `MOST`. There
    are none where a vector is longer than `LARGEST`, and `FURTHER` for numbers of `besides`; only
    two, and that with more classes, if the numbers matter as `sizes_only`; two if they must be
    `brief`.
    """
    further = [] if brief else [*besides]
    picks = [_same(0), _spread(upwards=True)]  # parameters have the same values, and others
    if not (brief or sizes_only):
        picks += [_same(1), _spread(upwards=False)]
    sizes = [int(x) + 1 for x in further if x in range(3, MOST)]
    ways = [*((pick, 2) for pick in picks), *([(picks[1], max(sizes))] if sizes else [])]
    found = [point for pick, least in ways if (point := _point(domains, pick, least))]
    yield from found
    ways = _at(further, domains, found) if found and not sizes_only else ()
    yield from itertools.islice(ways, FURTHER)


def _at(
    numbers: Iterable[Any], domains: Mapping[str, Domain], found: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The first point found with each of the numbers, and its half, where it can be and was not."""
    for number in itertools.chain.from_iterable((x, x / 2) for x in numbers):
        tried = {name for point in found for name, value in point.items() if value == number}
        there = [name for name in domains if _takes(domains[name], number, found[0])]
        if not tried.issuperset(there):
            yield found[0] | dict.fromkeys(there, number)


def _same(place: int) -> Pick:
    """The choice of what stands at the same place in every list."""
    return lambda each: each[place % len(each)]


def _spread(*, upwards: bool) -> Pick:
    """Choices far apart: of two numbers the one is the larger upwards, the other downwards."""
    turns = itertools.count(1)

    def pick(each: Sequence[Any]) -> Any:
        place = int(next(turns) * GOLDEN % 1 * len(each))
        return sorted(each)[place if upwards else -1 - place]

    return pick


def _point(domains: Mapping[str, Domain], pick: Pick, least: int) -> dict[str, Any] | None:
    """One value of every domain, of at least so many classes; None if one is too long."""
    values: dict[str, Any] = {}
    for name, domain in domains.items():
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


def _value(domain: Domain, values: Mapping[str, Any], pick: Pick) -> Any:
    """One of the simple values of a domain; None where it is too long."""
    if isinstance(domain, Real):
        return pick(_inside(domain))
    if isinstance(domain, Integer):
        return sympy.Integer(pick(_whole(domain)))
    sized = domain.count if isinstance(domain, Each) else domain.classes  # type: ignore[attr-defined]
    size = int(domain.size(sized, values))
    if isinstance(domain, Label):
        return sympy.Integer(pick([*dict.fromkeys((0, size - 1, *range(size)))]))
    if size > LARGEST:
        return None
    if isinstance(domain, Each):
        every = [_value(domain.inner, values, pick) for _ in range(size)]
        return None if None in every else Vector(every)
    if isinstance(domain, Joint):
        return domain.table(Vector(pick(_laws(size**2, size + 1))))
    positive = isinstance(domain, Simplex) and domain.interior
    return Vector(pick([each for each in _laws(size) if not (positive and 0 in each)]))


def _whole(domain: Integer) -> list[int]:
    """The ends of a range of integers, and the first in it."""
    last = domain.low + 2 if domain.high is None else domain.high
    first = range(domain.low, min(domain.low + 3, last + 1))
    if isinstance(domain, (Classes, Samples)):
        return [*first[: 2 + isinstance(domain, Samples)]]
    near = {domain.low, last, *first, *((0, 1) if domain.low < 0 else ())}
    return sorted(k for k in near if domain.low <= k <= last)


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


def _laws(size: int, step: int = 0) -> list[list[Any]]:
    """The first outcome (or equal ones, `step` apart), the last one, equal entries, and others."""
    some = [int(k % step == 0) if step else int(k == 0) for k in range(size)]
    mixed = (
        [1 + (a * k + b) % 7 for k in range(size)] for a, b in ((1, 0), (3, 2), (5, 4), (2, 5))
    )
    each = some, some[::-1], [1] * size, *mixed
    return [[Rational(weight, sum(weights)) for weight in weights] for weights in each]
