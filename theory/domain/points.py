"""Intervals and simplices."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, cast

import numpy as np
import sympy

from lossproof.theory.domain.base import (
    Domain,
    Environment,
    Index,
    atom,
    exact,
    number_of_classes,
    size_term,
)
from lossproof.theory.language import (
    ANY_CLASS,
    Relation,
    SymbolicVector,
    Vector,
    eq,
    ge,
    gt,
    le,
    lt,
)

FARTHEST = Fraction(10) ** 300  # of points in a search: floats end at 1.8e308


class Real(Domain):
    """An interval; `open` is "none", "left", "right" or "both"; `None` is an infinite end."""

    def __init__(self, low: Any = None, high: Any = None, *, open: str = "none") -> None:
        if low is not None and high is not None and exact(high) <= exact(low):
            raise ValueError(f"high must be above low; got low = {low}, high = {high}")
        if open not in ("none", "left", "right", "both"):
            raise ValueError(f'open must be "none", "left", "right" or "both"; got {open!r}')
        self.low = None if low is None else exact(low, "low")
        self.high = None if high is None else exact(high, "high")
        self.open_low = self.low is None or open in ("left", "both")
        self.open_high = self.high is None or open in ("right", "both")

    def describe(self) -> str:
        if self.low is None and self.high is None:
            return "a real number"
        left = "(" if self.open_low else "["
        right = ")" if self.open_high else "]"
        low = "-oo" if self.low is None else self.low
        high = "oo" if self.high is None else self.high
        return f"in {left}{low}, {high}{right}"

    def term(self) -> str:
        ends = "-inf" if self.low is None else self.low, "inf" if self.high is None else self.high
        kinds = ("open" if end else "closed" for end in (self.open_low, self.open_high))
        return f"(interval {' '.join(map(str, (*ends, *kinds)))})"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        sign: dict[str, bool] = {}
        if self.low is not None and self.low >= 0:
            sign = {"positive": True} if self.low > 0 or self.open_low else {"nonnegative": True}
        return atom(name, index, **(sign or {"real": True}))

    def facts(self, value: Any) -> dict[str, Relation]:
        facts: dict[str, Relation] = {}
        if self.low is not None:
            facts["lower"] = (gt if self.open_low else ge)(value, self.low)
        if self.high is not None:
            facts["upper"] = (lt if self.open_high else le)(value, self.high)
        return facts

    def __contains__(self, number: Any) -> bool:
        above = self.low is None or number > self.low or (not self.open_low and number == self.low)
        return above and (
            self.high is None or number < self.high or (not self.open_high and number == self.high)
        )

    def check(self, value: Any, env: Environment) -> sympy.Rational:
        number = exact(value, self.name)
        if number not in self:
            raise self.refuse(value)
        return number

    def simple(self, env: Environment) -> np.ndarray:
        """Simple values of the interval as rows of one entry, simplest first."""
        fractions = {Fraction(p, q) for q in range(1, 11) for p in range(-4 * q, 4 * q + 1)}
        fractions |= {Fraction(k, 20) for k in range(1, 20)}
        fractions |= {Fraction(1, 100), Fraction(99, 100)}
        if self.low is not None:
            fractions.add(Fraction(str(self.low)))
        if self.high is not None:
            fractions.add(Fraction(str(self.high)))
        if self.low is None or self.high is None:
            fractions = {x for x in fractions if x.denominator <= 4}
        inside = [x for x in fractions if x in self]
        if len(inside) < 8:
            low, high = self._range()
            inside = [x for k in range(13) if (x := low + (high - low) * Fraction(k, 12)) in self]
        inside = [x for x in inside if abs(x) <= FARTHEST] or [self._range()[0]]
        inside.sort(key=lambda x: (x.denominator + abs(x.numerator), x))
        return np.array([[float(x)] for x in inside])

    def draw(self, rng: np.random.Generator, count: int, env: Environment) -> np.ndarray:
        """`count` random values as rows of one entry."""
        low, high = map(float, self._range())
        return rng.uniform(low, high, size=(count, 1))

    def _range(self) -> tuple[Fraction, Fraction]:
        """The interval, or a bounded part of it that suits floats."""
        low, high = (None if x is None else Fraction(str(x)) for x in (self.low, self.high))
        if low is None:
            low = Fraction(-4) if high is None else high - 8
        ends = low, low + 8 if high is None else high
        low, high = (max(min(end, FARTHEST), -FARTHEST) for end in ends)
        return low, high


class Simplex(Domain):
    """Probability vectors over c classes; `interior=True` keeps every entry positive."""

    def __init__(self, classes: Any, *, interior: bool = False) -> None:
        self.classes = number_of_classes(classes, type(self).__name__)
        self.interior = interior

    def class_sizes(self) -> tuple[Any, ...]:
        return (self.classes,)

    def describe(self) -> str:
        kind = "positive" if self.interior else "nonnegative"
        return f"a point of the simplex ({kind} entries that sum to 1)"

    def term(self) -> str:
        return f"(simplex {size_term(self.classes)}{' interior' if self.interior else ''})"

    def scope(self) -> str:
        return f"{self.name} {'inside' if self.interior else 'on'} the simplex{self.extent()}"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        sign: Any = {"positive": True} if self.interior else {"nonnegative": True}
        base = cast(sympy.IndexedBase, sympy.IndexedBase(name, **sign))
        return SymbolicVector(lambda j: base[(*index, j)], self.size(self.classes, env))

    def facts(self, value: Any) -> dict[str, Relation]:
        entry = value[ANY_CLASS]
        return {
            "nonnegative": (gt if self.interior else ge)(entry, 0),
            "at most 1": le(entry, 1),
            "total": eq(value.total(), 1),
        }

    def check(self, value: Any, env: Environment) -> Vector:
        classes = self.size(self.classes, env)
        if not isinstance(value, (list, tuple)):
            raise self.refuse(f"{value}; write a list such as [1/2, 1/2]")
        entries = Vector(exact(entry, f"an entry of {self.name}") for entry in value)
        if len(entries) != classes:
            raise ValueError(
                f"{self.name} must have one entry per class, c = {classes}; got {len(entries)}"
            )
        if sum(entries) != 1 or min(entries) < 0 or (self.interior and min(entries) == 0):
            least, total = min(entries), sum(entries)
            wrong = f"which sums to {total}" if total != 1 else f"where {least} is too small"
            raise ValueError(
                f"{self.name} must be {self.describe()}; got {', '.join(map(str, entries))}, "
                f"{wrong} (for logits, apply a softmax first)"
            )
        return entries

    def simple(self, env: Environment) -> np.ndarray:
        """Simple points, simplest first: vertices, edges, the uniform point, near-vertices."""
        c = int(self.size(self.classes, env))
        finest = {2: 12, 3: 10, 4: 5, 5: 3, 6: 3}.get(c, 2 if c <= 12 else 1)
        points = {p for d in range(1, finest + 1) for p in _compositions(d, c)}
        for size in range(1, c + 1):
            points.add((Fraction(1, size),) * size + (Fraction(0),) * (c - size))
        near = (Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(9, 10))
        for top in near if c > 1 else ():
            rest = (1 - top) / (c - 1)
            points |= {(rest,) * k + (top,) + (rest,) * (c - 1 - k) for k in range(c)}
        if self.interior:
            points = {p for p in points if min(p) > 0}
        ordered = sorted(points, key=lambda p: (max(x.denominator for x in p), sum(map(abs, p)), p))
        return np.array([[float(x) for x in p] for p in ordered])

    def draw(self, rng: np.random.Generator, count: int, env: Environment) -> np.ndarray:
        """`count` random points as rows, many of them near the boundary."""
        c = int(self.size(self.classes, env))
        return rng.dirichlet(np.full(c, rng.choice([0.3, 1.0, 3.0])), size=count)


def _compositions(total: int, parts: int) -> Iterator[tuple[Fraction, ...]]:
    for bars in itertools.combinations(range(total + parts - 1), parts - 1):
        edges = (-1, *bars, total + parts - 1)
        yield tuple(Fraction(b - a - 1, total) for a, b in itertools.pairwise(edges))
