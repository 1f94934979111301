"""SciPy's optimisers on the violation in one structure, from given points or globally.

They reach what random steps miss: points along a curved boundary of the hypotheses (`follow`), and
regions too narrow to hit at random (`spread`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from lossproof.simulate.search import effort
from lossproof.simulate.search.ascent import merit
from lossproof.simulate.search.space import Space
from lossproof.simulate.violation import NUDGE, TOLERANCE, miss


def follow(space: Space, starts: np.ndarray, margin: float = effort.MARGIN) -> np.ndarray:
    """The results of sequential quadratic programming from each row, under the hypotheses.

    The goal is each part of the conclusion that is defined at the start. Coordinates that an
    equality determines are functions of the others. Inequalities hold by `margin`.

    Returns
    -------
    array of shape (rows, coordinates)
        The ends that are finite; they need not meet the hypotheses.
    """
    from scipy.optimize import minimize

    course = _Course(space, margin)
    ends: list[np.ndarray] = []
    for row in starts:
        for goal in range(len(space.goals)):
            problem = course.towards(goal, row)
            if problem is None:
                continue
            with np.errstate(all="ignore"):
                result = minimize(**problem, method="SLSQP", options={"maxiter": effort.ITERATIONS})
            if np.isfinite(result.x).all():
                ends.append(course.row(result.x))
    return np.array(ends).reshape(-1, len(space.symbols))


def spread(space: Space, rng: np.random.Generator, deadline: float) -> np.ndarray | None:
    """A row that violates the conclusion, by differential evolution with hypotheses as penalties.

    `deadline` is a `time.perf_counter()`, after which no further generation is begun.
    """
    from scipy.optimize import differential_evolution

    if not space.blocks:
        return None
    best: list[Any] = [-np.inf, None]

    def worst(columns: np.ndarray) -> np.ndarray:
        rows = columns.T.copy()
        for block in space.blocks:
            block.project(rows)
        merits = merit(*space.look(rows), TOLERANCE)
        if merits.max() > best[0]:
            best[:] = merits.max(), rows[merits.argmax()]
        return np.where(np.isfinite(merits), -merits, 2.0)

    start = space.draw(rng, effort.POPULATION * min(10, max(4, len(space.symbols))))
    low, high = start.min(axis=0) - 1e-9, start.max(axis=0) + 1e-9
    evolve: Any = differential_evolution
    evolve(
        worst,
        list(zip(low, high, strict=True)),
        init=start,
        maxiter=effort.EVOLUTIONS,
        rng=rng,
        vectorized=True,
        updating="deferred",
        polish=False,
        callback=lambda *_, **__: best[0] > effort.CLEAR or time.perf_counter() > deadline,
    )
    return best[1] if best[0] > TOLERANCE else None


class _Course:
    """The free coordinates of a space with their bounds, and the relations as functions of them."""

    def __init__(self, space: Space, margin: float) -> None:
        self.space, self.margin = space, margin
        determined = {space.symbols.index(symbol) for symbol in space.solved}
        self.free = [k for k in range(len(space.symbols)) if k not in determined]
        low, high = np.full((2, len(space.symbols)), np.nan)
        self.tied: list[list[int]] = []
        for block in space.blocks:
            inset = NUDGE * min(block.ends[1] - block.ends[0], 1.0)
            low[block.columns] = block.ends[0] + inset * block.open_ends[0]
            high[block.columns] = block.ends[1] - inset * block.open_ends[1]
            columns = range(*block.columns.indices(len(space.symbols)))
            if block.simplex and not determined & {*columns}:
                self.tied.append([self.free.index(k) for k in columns])
        self.low, self.high = low[self.free], high[self.free]
        self.held = [
            (k, sign, end)
            for k in sorted(determined)
            for sign, end in ((1.0, low[k]), (-1.0, high[k]))
            if np.isfinite(end)
        ]
        self.base = np.zeros(len(space.symbols))

    def row(self, x: np.ndarray) -> np.ndarray:
        """The complete row of free coordinates, with determined ones filled in."""
        return self.rows(x[None])[0]

    def rows(self, xs: np.ndarray) -> np.ndarray:
        rows = np.repeat(self.base[None], len(xs), axis=0)
        rows[:, self.free] = np.clip(xs, self.low, self.high)
        return self.space.gaps.complete(rows)

    def towards(self, goal: int, row: np.ndarray) -> dict[str, Any] | None:
        """The arguments of `minimize`; None where the goal is undefined at the row."""
        self.base, start = row.copy(), row[self.free]
        differences, goals = self.space.gaps.differences(self.rows(start[None]))
        if not np.isfinite(goals[goal]).all() or not self.free:
            return None
        sign = -np.sign(goals[goal][0]) if self.space.goals[goal].sign == "==" else 1.0
        given = self.space.hypotheses
        inequalities = [k for k, part in enumerate(given) if part.sign != "=="]
        equalities = [
            k
            for k, part in enumerate(given)
            if part.sign == "==" and not abs(differences[k][0]) <= TOLERANCE
        ]

        def objective(xs: np.ndarray) -> np.ndarray:
            return sign * self.space.gaps.differences(self.rows(xs))[1][goal][:, None]

        def above(xs: np.ndarray) -> np.ndarray:
            rows = self.rows(xs)
            values = self.space.gaps.differences(rows)[0]
            held = [sign * (rows[:, k] - end) for k, sign, end in self.held]
            slack = [-miss(given[k], values[k]) - self.margin for k in inequalities]
            return np.stack([*slack, *held], axis=1)

        def level(xs: np.ndarray) -> np.ndarray:
            values = self.space.gaps.differences(self.rows(xs))[0]
            sums = [xs[:, columns].sum(axis=1) - 1 for columns in self.tied]
            return np.stack([*(values[k] for k in equalities), *sums], axis=1)

        constraints: list[dict[str, Any]] = []
        if inequalities or self.held:
            constraints.append({"type": "ineq", **self._functions(above, -effort.HUGE)})
        if equalities or self.tied:
            constraints.append({"type": "eq", **self._functions(level)})
        functions = self._functions(objective)
        return {
            "fun": lambda x: functions["fun"](x)[0],
            "jac": lambda x: functions["jac"](x)[0],
            "x0": np.clip(start, self.low, self.high),
            "bounds": list(zip(self.low, self.high, strict=True)),
            "constraints": constraints,
        }

    def _functions(
        self, function: Callable[[np.ndarray], np.ndarray], undefined: float = effort.HUGE
    ) -> dict[str, Any]:
        """A function of one point, and its difference quotients by one call on many points."""

        def values(xs: np.ndarray) -> np.ndarray:
            return np.nan_to_num(
                function(xs), nan=undefined, posinf=effort.HUGE, neginf=-effort.HUGE
            )

        def value(x: np.ndarray) -> np.ndarray:
            return values(x[None])[0]

        def slopes(x: np.ndarray) -> np.ndarray:
            step = effort.STEP * np.maximum(1.0, np.abs(x))
            inward = np.where(x + step > self.high, -step, step)
            near = values(np.concatenate([x[None], x + np.diag(inward)]))
            return ((near[1:] - near[0]) / inward[:, None]).T

        return {"fun": value, "jac": slopes}
