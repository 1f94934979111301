"""Float points that satisfy facts; a goal that fails at one is not tried. They prove nothing.

Terms other than sums, products, powers, exponentials and logarithms are treated as numbers.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import sympy
from sympy.core.relational import Relational

from lossproof.theory.language import CountSymbol, SamplesSymbol
from lossproof.theory.numbers.as_written import kind_of
from lossproof.theory.proof import Fact

COUNT, MOST, SLACK, DEPTH = 20_000, 400, 1e-9, 9


def atoms_of(expr: Any) -> set[Any]:
    """The numbers in an expression, without constants."""
    if isinstance(expr, sympy.Piecewise):
        sides = (side for each in expr.atoms(Relational) for side in each.args)
        values = (value for value, _ in cast(Any, expr.args))
        return set[Any]().union(*map(atoms_of, (*values, *sides)))
    if isinstance(expr, tuple(_VALUES)):
        return set[Any]().union(*map(atoms_of, expr.args))
    return set() if expr.is_number else {expr}


def ends(fact: Fact, of: Any) -> tuple[int, Any] | None:
    """The bound that the fact gives for a number, or None: (1, lower) or (-1, upper)."""
    if fact.sign == "==" or of not in atoms_of(fact.expr):
        return None
    free = sympy.Dummy(real=True)
    try:
        expr: Any = sympy.expand(fact.expr.xreplace({of: free}))
    except ValueError:  # a term, as a falling factorial, takes only whole numbers
        return None
    slope = expr.coeff(free, 1)
    rest = expr - slope * free
    if not slope.is_Rational or slope == 0 or rest.has(free):
        return None
    return (1 if slope > 0 else -1), -rest / slope


_VALUES: dict[Any, Any] = {
    sympy.Add: lambda *parts: functools.reduce(np.add, parts),
    sympy.Mul: lambda *parts: functools.reduce(np.multiply, parts),
    sympy.Max: lambda *parts: functools.reduce(np.maximum, parts),
    sympy.Min: lambda *parts: functools.reduce(np.minimum, parts),
    sympy.Pow: lambda base, top: np.power(np.asarray(base, float), top),
    sympy.exp: np.exp,
    sympy.log: np.log,
    sympy.Abs: np.abs,
}


_COMPARED: dict[str, Any] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal,
    ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


_JOINED: dict[Any, Any] = {sympy.And: np.logical_and, sympy.Or: np.logical_or}


@functools.lru_cache(maxsize=4096)
def _number(number: Any) -> float:
    try:
        return float(number)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


class Points:
    """Values of numbers, each an array, at the same points."""

    def __init__(self, values: dict[Any, np.ndarray[Any, Any]]) -> None:
        self.values = values

    @classmethod
    def of(cls, numbers: Iterable[Any], facts: Sequence[Fact]) -> Points:
        """Points that satisfy the facts about these numbers only."""
        rng = np.random.default_rng(0)
        values = {number: _sampled(number, facts, rng) for number in sorted(numbers, key=str)}
        points = cls(values)
        for fact in facts:
            if fact.sign != "==" and atoms_of(fact.expr) <= values.keys():
                points = points.where(points.at(fact.expr) >= 0)
        return points.where(np.arange(points.count) < MOST)

    @property
    def count(self) -> int:
        return min((len(column) for column in self.values.values()), default=1)

    def where(self, true: Any) -> Points:
        return Points({key: value[true] for key, value in self.values.items()})

    def at(self, expr: Any) -> np.ndarray[Any, Any]:
        """The values of an expression; nan where it is undefined."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self._value(expr), float), (self.count,))

    def _value(self, expr: Any) -> Any:
        if (values := self.values.get(expr)) is not None:
            return values
        if expr.is_number:
            return _number(expr)
        if isinstance(expr, sympy.Piecewise):
            pieces: Any = [
                (self._truth(said), self.at(value)) for value, said in cast(Any, expr.args)
            ]
            return np.select(*zip(*pieces, strict=True), default=np.nan)
        if (make := _VALUES.get(kind_of(expr))) is None or not expr.args:
            return np.nan
        return make(*map(self._value, expr.args))

    def _truth(self, said: Any) -> Any:
        """Whether a condition holds at each point."""
        if said.is_Relational:
            return _COMPARED[said.rel_op](self.at(said.lhs), self.at(said.rhs))
        parts = [self._truth(part) for part in said.args]
        if isinstance(said, sympy.Not):
            return ~parts[0]
        if parts:
            return functools.reduce(_JOINED[type(said)], parts)
        return np.full(self.count, said == sympy.true)

    def least(self, expr: Any) -> float:
        """The least value; nan if there is none."""
        values = self.at(expr)
        values = values[np.isfinite(values)]
        return float(values.min()) if len(values) else float("nan")

    def denies(self, expr: Any) -> bool:
        """Whether it is negative at a point."""
        return self.least(expr) < -SLACK

    def on_the_way(self, along: Any, distance: Any) -> Points:
        """The same points with another number, between 0 and a distance."""
        far = self.at(distance)
        share = np.random.default_rng(1).random(len(far)) ** 2
        return Points({**self.values, along: far * share}).where(far > 0)


def _sampled(number: Any, facts: Sequence[Fact], rng: Any) -> np.ndarray[Any, Any]:
    """Random values of a number, between its bounds if the facts give them."""
    low, high = -np.inf, np.inf
    for fact in facts:
        if (bound := ends(fact, number)) and bound[1].is_number:
            side, end = bound
            low, high = (max(low, float(end)), high) if side > 0 else (low, min(high, float(end)))
    if number.is_nonnegative:
        low = max(low, 0.0)
    kind = rng.integers(0, 4, COUNT)
    far = rng.standard_exponential(COUNT) * 10.0 ** rng.uniform(-2, 1, COUNT)
    if np.isfinite(low) and np.isfinite(high):
        width = rng.beta(0.6, 0.6, COUNT)
        values = low + (high - low) * width
    elif np.isfinite(low):
        values = low + far
    elif np.isfinite(high):
        values = high - far
    else:
        values = far * np.where(kind % 2, 1, -1)
    if isinstance(number, (CountSymbol, SamplesSymbol)) or number.is_integer:
        values = np.maximum(np.rint(values), 2 if isinstance(number, CountSymbol) else low)
    return values


@dataclass(frozen=True)
class Context:
    """What is known for a subgoal: facts, points that satisfy them, and the steps that remain."""

    facts: tuple[Fact, ...]
    points: Points
    depth: int = DEPTH
    split: bool = True

    def lower(self) -> Context:
        return Context(self.facts, self.points, self.depth - 1, self.split)

    def with_facts(self, *facts: Fact) -> Context:
        points = self.points
        for fact in facts:
            points = points.where(points.at(fact.expr) >= 0)
        return Context((*self.facts, *facts), points, self.depth - 1, self.split)
