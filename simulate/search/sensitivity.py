"""Sensitivity of a counterexample: each of its numbers varied, with the others fixed.

For a real number it computes the range around its value in which every tested value refutes, and
what ends the range on either side; branch and bound certifies the whole range where it closes.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.search import effort
from lossproof.simulate.search.larger import Steps
from lossproof.simulate.search.space import Space
from lossproof.simulate.violation import (
    TOLERANCE,
    Block,
    Structure,
    Violations,
    miss,
    structures_of,
)
from lossproof.theory.domain import Each, Integer, Label, is_discrete, leaf_of
from lossproof.theory.language import Relation, Vector, left, put
from lossproof.theory.numbers import cover, simplest_rational
from lossproof.theory.statement import Outcome, Statement, coordinates

CONCLUSION, SIZES = "the conclusion", "the sizes of the other values"
UNDEFINED = "a conclusion without a value"


@dataclass(frozen=True)
class Variation:
    """The range in which one number of a counterexample may change.

    Attributes
    ----------
    name : "eta", or "F[0][1]" of a family
    value : what it is there
    tried, refuting : number of tested values including its own, and of those that refute
    low, high : the range around the value in which all tested values refute, if it is real
    certified : "everywhere" in the range, or in the domain of an integer; at "values", which are
        the ends of a range, or all that were tried; "" in floating point only
    because : what ends it elsewhere: hypotheses that do not hold, a conclusion that does not fail
    below, above : which of these end the range on either side: none where the domain ends there,
        and None where the range ends only because the test does
    """

    name: str
    value: Any
    tried: int
    refuting: int
    certified: str
    because: tuple[str, ...]
    low: Fraction | None = None
    high: Fraction | None = None
    below: tuple[str, ...] | None = ()
    above: tuple[str, ...] | None = ()

    @property
    def anything(self) -> bool:
        """Whether it is certified to refute at every value of the domain."""
        return (
            self.certified == "everywhere"
            and self.tried == self.refuting
            and self.below == self.above == ()
        )


def vary(
    statement: Statement,
    point: Mapping[str, Any],
    dropped: Collection[str] = (),
    pinned: Collection[str] = (),
) -> list[Variation]:
    """Vary each number of a counterexample separately, in the order of the parameters.

    Parameters in `pinned` are fixed and omitted.

    Raises
    ------
    ValueError
        If the point is outside the domains, or does not refute the statement.
    """
    exact = statement.check(point)
    if not statement.at(exact).refutes(dropped):
        raise ValueError(f"{point} is not a counterexample: only a counterexample can be varied")
    integers = {name for name, domain in statement.parameters.items() if is_discrete(domain)}
    structure = next(structures_of(statement, 1, {name: exact[name] for name in integers}))
    variations = [*_integers(statement, exact, dropped, integers - {*pinned})]
    varied = _Varied(statement, structure, exact, dropped)
    free = [block for block in structure.blocks if _parameter(str(block.symbols[0])) not in pinned]
    variations += map(varied.block, free)
    order = {name: k for k, name in enumerate(statement.parameters)}
    return sorted(variations, key=lambda variation: order[_parameter(variation.name)])


def _parameter(name: str) -> str:
    return name.partition("[")[0]


def _integers(
    statement: Statement,
    point: Mapping[str, Any],
    dropped: Collection[str],
    integers: Collection[str],
) -> Iterator[Variation]:
    """Labels and numbers by exact evaluation at their other values, where it is not too slow."""
    steps = Steps(statement)
    most = max(effort.STEPS, effort.SLOWER * steps(point))
    for name, domain in statement.parameters.items():
        if name not in integers:
            continue
        leaf: Any = leaf_of(domain)
        places: list[Any] = [()]
        if isinstance(domain, Each):
            places = [(k,) for k in range(len(point[name])) if not isinstance(domain.inner, Each)]
        options = [*leaf.options(point)] if isinstance(leaf, Label) else _numbers(leaf, point[name])
        for place in places:
            value = point[name][place[0]] if place else point[name]
            good, evaluated, because = 0, 0, dict[str, None]()
            every = not isinstance(leaf, Integer) or len(options) == _count(leaf)
            for option in (other for other in options if other != value):
                changed = option
                if place:
                    changed = Vector(
                        option if k == place[0] else x for k, x in enumerate(point[name])
                    )
                elif steps({**point, name: changed}) > most:
                    every = False
                    continue
                try:
                    outcome = statement.at({**point, name: changed})
                except ValueError:
                    because[SIZES] = None
                    continue
                evaluated += 1
                good += outcome.refutes(dropped)
                because |= dict.fromkeys(_stopping(outcome, dropped))
            label = name + "".join(f"[{k}]" for k in place)
            yield Variation(
                name=label,
                value=value,
                tried=evaluated + 1,
                refuting=good + 1,
                certified="everywhere" if every and SIZES not in because else "values",
                because=(*because,),
            )


def _stopping(outcome: Outcome, dropped: Collection[str]) -> tuple[str, ...]:
    """Why a point does not refute: hypotheses, or a conclusion that holds or has no value."""
    if outcome.refutes(dropped):
        return ()
    failed = [
        hypothesis
        for hypothesis, parts in outcome.given.items()
        if hypothesis not in dropped and not all(part.holds for part in parts)
    ]
    return (*failed,) or (UNDEFINED if outcome.undefined else CONCLUSION,)


def _count(domain: Integer) -> int | None:
    return None if domain.high is None else domain.high - domain.low + 1


def _numbers(domain: Any, value: Any) -> list[Any]:
    """The numbers that a search examines, and some around and well above `value`."""
    wanted = set(map(int, domain.options({})))
    for number in _flat(value):
        wanted |= {number - 1, number + 1, 2 * number, 10 * number}
    last = float("inf") if domain.high is None else domain.high
    return [sympy.Integer(k) for k in sorted(wanted) if domain.low <= k <= last]


def _flat(value: Any) -> list[int]:
    return [int(x) for x in value] if isinstance(value, tuple) else [int(value)]


def _different(table: np.ndarray, own: np.ndarray) -> np.ndarray:
    """`own` and the rows of the table, each once: rows that differ by rounding are one."""
    rows = np.concatenate([own[None], table])
    size = 10.0 ** np.ceil(np.log10(np.maximum(1, np.abs(rows))))
    places = np.round(rows / (size * effort.ONE_VALUE))
    return rows[np.sort(np.unique(places, axis=0, return_index=True)[1])]


def _unclear(gaps: np.ndarray, least: float = effort.ROUNDED_AWAY) -> np.ndarray:
    """Where floats cannot decide whether a relation is violated, a strict one at a tie."""
    return (gaps > least) & (gaps <= 3 * TOLERANCE)


class _Varied:
    """The real coordinates of a counterexample."""

    def __init__(
        self,
        statement: Statement,
        structure: Structure,
        point: Mapping[str, Any],
        dropped: Collection[str],
    ) -> None:
        self.statement, self.structure, self.dropped = statement, structure, dropped
        space = Space(statement, structure, dropped=dropped)
        self.blocks = space.blocks
        self.gaps = Violations(space.hypotheses, space.goals, space.blocks, {})
        given = statement.shape(structure.values).given
        self.names = [name for name, parts in given.items() if name not in dropped for _ in parts]
        self.exact, self.rational = dict(coordinates(structure.values, point)), space.rational
        self.row = np.array([float(self.exact[symbol]) for symbol in space.symbols])

    def block(self, block: Block) -> Variation:
        table = block.simple(self.structure.sizes)
        name = str(block.symbols[0])
        if block.simplex:
            name = name.rpartition("[")[0]
        else:
            reach = max(effort.REACH, 2 * abs(self.row[block.start]))
            low, high = (np.clip(end, -reach, reach) for end in block.ends)
            table = np.concatenate([table, np.linspace(low, high, effort.GRID)[:, None]])
            table = table[block.outside(np.pad(table, ((0, 0), (block.start, 0)))) <= 0]
        table = _different(table, self.row[block.columns])
        rows = np.repeat(self.row[None], len(table), axis=0)
        rows[:, block.columns] = table
        good = self._refuting(block, rows)
        value = tuple(self.exact[symbol] for symbol in block.symbols)
        low = high = None
        below: tuple[str, ...] | None = ()
        above: tuple[str, ...] | None = ()
        certified = "values"
        if block.simplex:
            if good.sum() <= effort.EXACT:
                self._decide(block, rows, good)
            else:
                certified = ""
        else:
            (low, below), (high, above) = self._ends(block, table, good)
            if low < high and self._everywhere(block, low, high):
                certified = "everywhere"
            elif not all(self._refutes(block, [end]) for end in (low, high)):
                self._decide(block, rows, good)
                (low, below), (high, above) = self._ends(block, table, good, exact=True)
        because = self._because(block, rows[~good])
        return Variation(
            name=name,
            value=value if block.simplex else value[0],
            tried=len(table),
            refuting=int(good.sum()),
            certified=certified,
            because=because,
            low=low,
            high=high,
            below=below,
            above=above,
        )

    def _refuting(self, block: Block, rows: np.ndarray) -> np.ndarray:
        """Which rows refute; decided exactly where floats cannot decide."""
        hypothesis, conclusion = self.gaps(rows)
        good = conclusion > TOLERANCE
        for k in np.flatnonzero(_unclear(hypothesis) | _unclear(conclusion, 0.0)):
            good[k] = self._refutes(block, self._entries(block, rows[k]))
        return good

    def _decide(self, block: Block, rows: np.ndarray, good: np.ndarray) -> None:
        """Set `good` to False for rows that do not refute exactly."""
        for k in np.flatnonzero(good):
            good[k] = self._refutes(block, self._entries(block, rows[k]))

    def _ends(
        self, block: Block, table: np.ndarray, good: np.ndarray, *, exact: bool = False
    ) -> Any:
        return [self._end(block, side, table[:, 0], good, exact) for side in (-1, 1)]

    def _entries(self, block: Block, row: np.ndarray) -> list[Fraction]:
        """The entries of the block, as simple rationals where these are equal in floats."""
        near = self.rational(row)[block.columns]
        if block.simplex or np.isclose(float(near[0]), row[block.start], rtol=1e-15, atol=0):
            return near
        return [Fraction(float(row[block.start]))]

    def _end(
        self, block: Block, side: int, values: np.ndarray, good: np.ndarray, exact: bool
    ) -> tuple[Fraction, tuple[str, ...] | None]:
        """Where the range around the value ends on a side, and what ends it there.

        The end is a simple number, inside by less than a thousandth where it is not an end of the
        domain; the value itself where it is not certified. The reason is decided at most a
        millionth of the way past the end.
        """
        value = Fraction(str(self.exact[block.symbols[0]]))
        beyond = side * (values - float(value)) > 0
        stop = side * min(side * values[beyond & ~good], default=np.inf)
        inside = [x for x in values[beyond & good] if side * x < side * stop]
        reached = max(inside, key=lambda x: side * x, default=float(value))
        last = value if reached == float(value) else Fraction(float(reached))
        because: tuple[str, ...] | None = None
        if np.isfinite(stop):
            last, bad = self._bisect(block, value, last, Fraction(float(stop)), exact)
            outside = simplest_rational(*sorted((bad, bad + (bad - value) / 10**6)))
            outcome = self._outcome(block, [outside])
            because = None if outcome is None else _stopping(outcome, self.dropped) or None
        elif reached == block.ends[side > 0] and not block.open_ends[side > 0]:
            domain: Any = block.domain
            return Fraction(str(domain.high if side > 0 else domain.low)), ()
        ends = sorted(last - (last - value) / parts for parts in (1000, 10_000))
        end = simplest_rational(*ends)
        return end if self._refutes(block, [end]) else value, because

    def _bisect(
        self, block: Block, value: Fraction, good: Fraction, bad: Fraction, exact: bool
    ) -> tuple[Fraction, Fraction]:
        """Two neighbours, one that refutes and one that does not, by bisection."""
        for _ in range(effort.HALVINGS):
            middle = (good + bad) / 2
            row = self.row.copy()
            row[block.start] = float(middle)
            if self._refutes(block, [middle]) if exact else self._refuting(block, row[None])[0]:
                good = middle
            else:
                bad = middle
            if abs(bad - good) <= effort.ALIKE * abs(good - value):
                break
        return good, bad

    def _refutes(self, block: Block, entries: Sequence[Fraction]) -> bool:
        outcome = self._outcome(block, entries)
        return outcome is not None and outcome.refutes(self.dropped)

    def _outcome(self, block: Block, entries: Sequence[Fraction]) -> Outcome | None:
        """The statement where the block has these entries; None outside, or if undecided."""
        numbers = [sympy.Rational(x.numerator, x.denominator) for x in entries]
        changed = self.exact | dict(zip(block.symbols, numbers, strict=True))
        with suppress(ValueError, ZeroDivisionError, OverflowError):
            return self.statement.at(self.structure.point(changed))
        return None

    def _everywhere(self, block: Block, low: Fraction, high: Fraction) -> bool:
        """Whether branch and bound shows that the range refutes throughout."""
        (symbol,) = block.symbols
        others = {s: value for s, value in self.exact.items() if s != symbol}
        box = {symbol: (low, high)}

        def shown(form: Any, strict: bool) -> bool:
            with suppress(TypeError, ValueError):
                return cover(form, box, strict=strict, max_boxes=effort.BOXES).complete
            return False

        def meets(form: Any, demand: str) -> bool:
            if demand == "!=":
                return shown(form, True) or shown(-form, True)
            return demand != "==" and shown(form, demand == ">")

        def valued(part: Relation) -> bool:
            conditions = (left(put(ways, others)) for ways in part.needs)
            return all(
                ways is not None
                and (not ways or any(all(itertools.starmap(meets, way)) for way in ways))
                for ways in conditions
            )

        def held(part: Relation) -> bool:
            form = part.difference.xreplace(others)
            if symbol not in form.free_symbols:
                return valued(part)  # decided at the point
            return meets(form, part.sign) and valued(part)

        def missed(part: Relation) -> bool:
            form: Any = part.difference.xreplace(others)
            fails = {"==": (form, "!="), ">=": (-form, ">"), ">": (-form, ">=")}
            return meets(*fails[part.sign]) and valued(part)

        return all(map(held, self.gaps.hypotheses)) and any(map(missed, self.gaps.goals))

    def _because(self, block: Block, rows: np.ndarray) -> tuple[str, ...]:
        """What fails at rows that do not refute; decided exactly where floats may be wrong."""
        if not len(rows):
            return ()
        hypothesis = self.gaps(rows)[0]
        unclear, met = _unclear(hypothesis, 0.0), hypothesis <= 0
        table, sides = map(np.asarray, self.gaps.differences(rows))
        reasons = dict.fromkeys(
            name
            for name, part, values in zip(self.names, self.gaps.hypotheses, table, strict=True)
            if not np.all(miss(part, values)[~unclear] <= TOLERANCE)
        )
        for row in rows[unclear][:: 1 + unclear.sum() // effort.CERTIFIED]:
            outcome = self._outcome(block, self._entries(block, row))
            reasons |= dict.fromkeys(_stopping(outcome, self.dropped) if outcome else ())
        valued = ~np.isnan(sides).any(axis=0)
        for reason, there in ((UNDEFINED, ~valued), (CONCLUSION, valued)):
            reasons |= dict.fromkeys([reason] if (met & there).any() else ())
        return (*sorted(reasons, key=(*self.names, UNDEFINED, CONCLUSION).index),)
