"""By how much many points at once violate the hypotheses of a statement, or its conclusion."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.machine import Backend
from lossproof.simulate.violation.array_program import ArrayProgram, ByPlace
from lossproof.simulate.violation.limits import ROWS, TOLERANCE
from lossproof.simulate.violation.structures import Block
from lossproof.theory.language import Relation


class Violations:
    """The relations of one structure as one program on the rows of an array.

    Parts common to hypotheses and conclusion are evaluated once, the rest of the conclusion only at
    points that meet the hypotheses. An undefined part is nan: as a hypothesis it does not hold,
    and as a conclusion it is not violated.

    Parameters
    ----------
    hypotheses : without dropped ones
    goals : the parts of the conclusion
    blocks : the domains of the coordinates, in order
    solved : coordinates as functions of the others, which take these values wherever finite
    undefined : whether a part of the conclusion is violated exactly where it is undefined
    device : Backend, optional
        NumPy unless given.
    """

    def __init__(
        self,
        hypotheses: Sequence[Relation],
        goals: Sequence[Relation],
        blocks: Sequence[Block],
        solved: Mapping[sympy.Symbol, sympy.Expr],
        device: Backend | None = None,
        *,
        undefined: bool = False,
    ) -> None:
        self.hypotheses, self.goals, self.solved = tuple(hypotheses), tuple(goals), dict(solved)
        self.undefined = undefined
        symbols = [symbol for block in blocks for symbol in block.symbols]
        self._determined = [b for b in blocks if self.solved.keys() & set(b.symbols)]
        self._columns = [symbols.index(symbol) for symbol in self.solved]
        self._solved = ArrayProgram(list(self.solved.values()), symbols, device)
        self._parts = (*self.hypotheses, *self.goals)
        self._needs = [[*part.needs] for part in self._parts]
        forms, self._marks = list[Any](), [0]
        for part, needs in zip(self._parts, self._needs, strict=True):
            forms += [part.difference, *(e for ways in needs for way in ways for e, _ in way)]
            self._marks.append(len(forms))
        self.program = ArrayProgram(forms, symbols, device)
        self.backend = self.program.backend

    def complete(self, points: Any) -> Any:
        """The rows with the coordinates that equalities determine, where these are finite."""
        if not self.solved:
            return points
        xp, completed = self.backend.xp, self.backend.xp.asarray(points, copy=True)
        for column, values in zip(self._columns, self._solved(points), strict=True):
            completed[:, column] = xp.where(xp.isfinite(values), values, points[:, column])
        return completed

    def __call__(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """By how much each row violates the worst hypothesis and the worst part of the conclusion.

        The second is -inf where the hypotheses are not met. Without a conclusion it is 1 more than
        the slack of the tightest inequality among the hypotheses.

        Parameters
        ----------
        points : NumPy array of shape (rows, coordinates), float64

        Returns
        -------
        two NumPy arrays of shape (rows,)
            Positive where violated, nan where undefined.
        """
        if self.program.in_place:
            return self._in_blocks(points)
        rows = self.complete(self.backend.asarray(points))
        values = self.program.start(rows)
        self.program.run(values)
        hypothesis, tightest = self._hypothesis(values, rows)
        conclusion = self._conclusion(values, rows.shape[0], tightest)
        return self._on_host(hypothesis, conclusion)

    def differences(self, points: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """The `difference` of every hypothesis and of every part of the conclusion, at each row."""
        rows = self.complete(self.backend.asarray(points))
        values = dict(enumerate(self.program(rows)))
        results = [
            self.backend.to_numpy(self._difference(number, values.__getitem__))
            for number in range(len(self._parts))
        ]
        return results[: len(self.hypotheses)], results[len(self.hypotheses) :]

    def _difference(self, number: int, form: Callable[[int], Any]) -> Any:
        """The difference of a part, nan where it has no value; `form` gives the program's forms."""
        xp, place = self.backend.xp, self._marks[number]
        value, place = form(place), place + 1
        for ways in self._needs[number]:
            met: Any = False
            for way in ways:
                demands = [_MEETS[demand](form(place + k)) for k, (_, demand) in enumerate(way)]
                place += len(way)
                met = reduce(operator.and_, demands) | met
            value = xp.where(met, value, xp.nan)
        return value

    def _on_host(self, hypothesis: Any, conclusion: Any) -> tuple[np.ndarray, np.ndarray]:
        hypothesis, conclusion = map(self.backend.to_numpy, (hypothesis, conclusion))
        return hypothesis, np.where(hypothesis <= TOLERANCE, conclusion, -np.inf)

    def _in_blocks(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hypotheses, conclusions = np.empty(len(points)), np.full(len(points), -np.inf)
        spare: list[Any] = []
        for start in range(0, len(points), ROWS):
            block = slice(start, start + ROWS)
            rows = self.complete(points[block])
            count, lent = len(rows), spare if len(rows) == ROWS else None
            values = self.program.start(rows)
            self.program.run(values, 0, self._marks[len(self.hypotheses)], lent)
            hypotheses[block], tightest = self._hypothesis(values, rows)
            met = np.flatnonzero(hypotheses[block] <= TOLERANCE)
            narrowed = bool(self.goals) and 0 < 2 * met.size < count
            if narrowed:
                if lent is not None:
                    self.program.give_back(values, lent)
                values = {k: v[met] if np.shape(v) else v for k, v in values.items()}
                lent = None
            if met.size:
                self.program.run(values, self._marks[len(self.hypotheses)], None, lent)
                worst = self._conclusion(values, met.size if narrowed else count, tightest)
                conclusions[start + met] = worst if narrowed else worst[met]
            if lent is not None:
                self.program.give_back(values, lent)
        return hypotheses, conclusions

    def _hypothesis(self, values: ByPlace, rows: Any) -> tuple[Any, Any]:
        """The worst violation of a hypothesis, and that of an inequality among them."""
        xp, count = self.backend.xp, rows.shape[0]
        worst: Any = self.program.full(-np.inf, count)
        tightest = worst
        for block in self._determined:
            worst = xp.maximum(worst, block.outside(rows, xp))
        for number, part in enumerate(self.hypotheses):
            missed = miss(part, self._filled(number, values, count), xp)
            worst = xp.maximum(worst, missed)
            tightest = tightest if part.sign == "==" else xp.maximum(tightest, missed)
        return worst, tightest

    def _filled(self, number: int, values: ByPlace, count: int) -> Any:
        """The difference of a part for every row."""
        places = self.program.results
        return self._difference(number, lambda k: self.program.full(values[places[k]], count))

    def _conclusion(self, values: ByPlace, count: int, tightest: Any) -> Any:
        if not self.goals:
            return 1 - tightest
        xp, worst = self.backend.xp, None
        for number, part in enumerate(self.goals, len(self.hypotheses)):
            missed = miss(part, self._filled(number, values, count), xp)
            without = xp.isnan(missed)
            defined = xp.where(without, *((1.0, -1.0) if self.undefined else (-xp.inf, missed)))
            worst = defined if worst is None else xp.maximum(worst, defined)
        return worst


_MEETS: dict[str, Callable[[Any], Any]] = {
    ">": lambda values: values > 0,
    ">=": lambda values: values >= 0,
    "!=": lambda values: values != 0,
    "==": lambda values: values == 0,
}


def miss(part: Relation, values: Any, xp: Any = np) -> Any:
    """By how much a relation fails, positive where it does; a strict one fails at a tie."""
    if part.sign == "==":
        return xp.abs(values)
    return 2 * TOLERANCE - values if part.sign == ">" else -values
