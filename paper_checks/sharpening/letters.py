"""The letters that a constant may depend on, and the values of them that are tried."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from lossproof.paper_checks.sharpening.extremes import Extreme
from lossproof.paper_checks.sharpening.freeing import Freed
from lossproof.theory.domain import Classes, Real, Samples

SIZES = (2, 3, 4, 5, 7, 10)
SHARES = tuple(map(Fraction, ("1/2", "1/3", "3/4", "1/5", "5/7", "2/9", "6/7")))
SETTINGS = 8


@dataclass(frozen=True)
class Found:
    """The number found with some values of the letters; infinite where it has no bound."""

    letters: Mapping[str, Any]
    extreme: Extreme


def settings(free: Freed) -> Iterator[dict[str, Any]]:
    """Values of the letters at which the search looks for the constant."""
    lists = [_values(free.statement.parameters[name]) for name in free.letters]
    if not lists:
        yield {}
        return
    seen = list[Any]()
    count = min(SETTINGS, max(map(len, lists)) if len(lists) == 1 else SETTINGS)
    for k in range(3 * SETTINGS):
        chosen = [values[(k * (1 + i) + i) % len(values)] for i, values in enumerate(lists)]
        if chosen not in seen and len(seen) < count:
            seen.append(chosen)
            yield dict(zip(free.letters, chosen, strict=True))


def _values(domain: Any) -> list[Any]:
    if isinstance(domain, Real):
        low, high = (None if x is None else Fraction(str(x)) for x in (domain.low, domain.high))
        if low is not None and high is not None:
            inside = [low + (high - low) * share for share in SHARES]
        else:
            shares = [*SHARES, *map(Fraction, (1, 2, 3))]
            inside = [
                (low + x if low is not None else high - x if high is not None else x)
                for x in shares
            ]
        return [sympy.Rational(x.numerator, x.denominator) for x in inside]
    if isinstance(domain, (Classes, Samples)):
        first = domain.low
        sizes = {*SIZES, *range(first, first + 5)}
        return [
            sympy.Integer(k)
            for k in sorted(sizes)
            if k >= first and (domain.high is None or k <= domain.high)
        ][:6]
    return [sympy.Integer(int(k)) for k in itertools.islice(domain.options({}), 6)]
