"""The extreme value of one number among the points at which a statement fails, in floats.

A number that is left free in a statement has a value from which on the statement holds: the least
upper bound (or the greatest lower bound) of its values at points that meet the hypotheses and
violate the conclusion. This is only an estimate: nothing here is certified.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.search import effort
from lossproof.simulate.search.optimisers import follow
from lossproof.simulate.search.space import Space
from lossproof.simulate.violation import (
    Structure,
    Violations,
    complexity,
    eliminate,
    exact_row,
    structures_of,
)
from lossproof.theory.language import Relation
from lossproof.theory.numbers import array
from lossproof.theory.statement import Statement

STRUCTURES, STARTS, MARGIN = 4, 4, 1e-13
SECONDS = 2.0  # of the processor, after which no further structure is begun
ROWS = 4_000
FINE = 10**7  # the largest denominator of an exact point
SAME = 1e-9  # relative: rows whose numbers differ by less are equally extreme
GAP = sympy.Rational(1, 10**7)  # by which a part fails that does not have the number
IDLE = 1e-6  # of its largest slope in the number: with a smaller one a part says nothing of it
FAR = 1e9  # a larger number has no bound


@dataclass(frozen=True)
class Extreme:
    """An extreme value, and a point that nearly has it.

    Attributes
    ----------
    value : the estimate, infinite if the number has no bound
    point : the values of the other parameters, in floats
    exact : rationals next to them
    approached : whether a coordinate is next to an excluded end of its range, or far out, or the
        number is no part of what fails: the value is near the extreme one only
    """

    value: float
    point: Mapping[str, Any]
    exact: Mapping[str, Any]
    approached: bool


def extreme(
    statement: Statement, name: str, pinned: Mapping[str, Any], *, largest: bool
) -> Extreme | None:
    """The largest (or least) value of the parameter `name` at which the statement fails.

    Parameters
    ----------
    statement : Statement
    name : a real parameter, the number left free
    pinned : values of other parameters
    largest : bool

    Returns
    -------
    Extreme or None
        None if no point with these values fails.
    """
    best: Extreme | None = None
    start = time.process_time()
    for structure in itertools.islice(structures_of(statement, STRUCTURES, pinned), STRUCTURES):
        for goal in statement.shape(structure.values).conclusion:
            found = _Failing(statement, structure, name, goal, largest).extreme()
            if found is None:
                continue
            above = found.value - best.value if best else 1.0
            above = above if largest else best.value - found.value if best else 1.0
            if best is None or above > SAME * max(1.0, abs(found.value)):
                best = found
        if best is not None and time.process_time() - start > SECONDS:
            break
    return best


class _Failing(Space):
    """The points of one structure at which a part of the conclusion fails, or is a tie."""

    def __init__(
        self, statement: Statement, structure: Structure, name: str, goal: Relation, largest: bool
    ) -> None:
        super().__init__(statement, structure, refuting=False)
        symbol, zero = structure.values[name], sympy.S.Zero
        tied = symbol in goal.difference.free_symbols
        # Where the number is no part of the goal, a tie does not yet fail.
        fails = Relation(
            zero if tied else -GAP, "==" if tied else ">=", goal.difference, goal.needs
        )
        strict = [part.difference for part in self.hypotheses if part.op in ("<", ">")]
        strict = [each for each in strict if each.free_symbols] or [sympy.S.One]
        self.strict = array(strict, self.symbols)
        self.hypotheses = [*(_closed(each) for each in self.hypotheses), fails]
        self.goals = (Relation(symbol, "<=" if largest else ">=", zero),)
        equalities = [part.difference for part in self.hypotheses if part.sign == "=="]
        self.solved = eliminate(equalities, self.blocks) if equalities else {}
        self.gaps = Violations(self.hypotheses, self.goals, self.blocks, self.solved)
        self.tied, self.name, self.largest = tied, name, largest
        self.column = self.symbols.index(symbol)
        slope = sympy.diff(goal.difference, symbol)
        # A floor has none that floats evaluate: such a part says something of the number.
        self.weight = array([sympy.S.One if slope.has(sympy.Derivative) else slope], self.symbols)

    def extreme(self) -> Extreme | None:
        """The extreme value here, from simple and random rows and an optimiser."""
        drawn = self.draw(np.random.default_rng(0), ROWS)
        rows = self._kept(np.concatenate([self.simple_rows(ROWS), drawn]))
        starts = self._first(rows, STARTS)
        if not len(starts):
            starts = self.best(drawn, STARTS)
        ends = self._kept(follow(self, starts, margin=MARGIN))
        rows = np.concatenate([rows, ends])
        if not self._strictly(rows).any():
            return None
        row = self._first(rows, 1)[0]
        value = float(row[self.column])
        if abs(value) > FAR:
            value = np.inf if self.largest else -np.inf
        floats = dict(zip(self.symbols, map(float, row), strict=True))
        point = self.structure.point(floats)
        exact = self.exact(self._rationals(row))
        del point[self.name], exact[self.name]
        return Extreme(value, point, exact, not self.tied or self._at_open_end(row))

    def _rationals(self, row: np.ndarray) -> list[Fraction]:
        """Simple rationals next to the row, whose probabilities sum to 1."""
        entries = exact_row(row, FINE)
        for block in filter(lambda block: block.simplex, self.blocks):
            places = range(*block.columns.indices(len(entries)))
            largest = max(places, key=entries.__getitem__)
            entries[largest] = Fraction(1) - sum(entries[k] for k in places if k != largest)
        return entries

    def _kept(self, rows: np.ndarray) -> np.ndarray:
        """The completed rows that meet the hypotheses and stay in the domains.

        None at which the part says nothing of the number: K (1 - u) is 0 at u = 1 for every K.
        """
        rows = self.gaps.complete(rows)
        with np.errstate(all="ignore"):
            missed = self.gaps(rows)[0] if len(rows) else np.zeros(0)
            weight = np.abs(self.weight(*rows.T)[0] if self.tied else np.ones(len(rows)))
        finite = np.isfinite(rows).all(axis=1)
        return rows[
            finite & (missed <= 1e-9) & (weight > IDLE * weight[np.isfinite(weight)].max(initial=0))
        ]

    def _strictly(self, rows: np.ndarray) -> np.ndarray:
        """Which rows meet the strict hypotheses, and are not just next to some that do."""
        return np.all(np.array(self.strict(*rows.T)) > 0, axis=0)

    def _first(self, rows: np.ndarray, count: int) -> np.ndarray:
        """The most extreme rows, the simplest first of those that are equally extreme."""
        values = rows[:, self.column] * (1 if self.largest else -1)
        if not len(values):
            return rows
        close = values >= values.max() - SAME * max(1.0, abs(values.max()))
        cost = np.where(close, complexity(rows), 0)
        return rows[np.lexsort((cost, np.where(close, -np.inf, -values)))[:count]]

    def _at_open_end(self, row: np.ndarray) -> bool:
        for block in self.blocks:
            entries = row[block.columns]
            if block.start == self.column:
                continue
            if np.any(np.abs(entries) > 1 / effort.TIE):
                return True
            for end, is_open in zip(block.ends, block.open_ends, strict=True):
                if is_open and np.any(np.abs(entries - end) < 2 * effort.TIE):
                    return True
        return False


def _closed(part: Relation) -> Relation:
    """The relation without strictness, if it is about coordinates, which may approach an end."""
    weak: Any = {"<": "<=", ">": ">="}.get(part.op, part.op)
    return part._replace(op=weak) if part.difference.free_symbols else part
