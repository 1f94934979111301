"""A statement at the instances of one structure: its samples, and the outcome of each relation.

The difference of a relation is compared with 0. Its width is the range of its possible values at an
instance; `MARGIN` times that is the margin, declared before sampling.

- Identity: agrees if the interval lies in 0 ± margin, differs if it does not hold 0.
- Inequality: agrees if the interval lies above -margin, differs if it lies below 0.
- Strict inequality: agrees if the interval lies above 0, differs if it lies below 0. Instances
  closer to a tie than `UNSEEN` margins are skipped, except ties, which stay open.

In all three, values below `ROUNDING` count as rounding of floats; a tie is a difference of at most
`TIE` in more digits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from lossproof.simulate.intervals import Agreement
from lossproof.simulate.machine import Backend
from lossproof.simulate.violation.sampling.drawing import LawSampler, by_mean
from lossproof.simulate.violation.sampling.enclosing import Enclosing, Ends
from lossproof.simulate.violation.sampling.instances import MOST_VALUES, Meets, moved
from lossproof.simulate.violation.sampling.written import Sampled, UnsampledError
from lossproof.theory.language import Relation

MARGIN = 1e-4
UNSEEN = 2.0
TIE, ROUNDING = 1e-15, 1e-9
FINITE = 1e300
INSTANCES, TIGHTEST = 32, 8
ROUNDS, LOOKED_AT, INSIDE, SMALL = 32, 128, 1e-6, 1e-3
FIRST, GROWTH, BLOCKS = 4096, 32, 7


@dataclass(frozen=True)
class Instance:
    """One relation at one instance.

    `given` names its hypothesis, None for the conclusion; `low` and `high` bound the difference,
    compared with 0 by `sign`; `margin` is declared.
    """

    relation: str
    given: str | None
    point: Mapping[str, Any]
    sign: str
    low: float
    high: float
    exact: float
    margin: float
    outcome: Agreement
    consistent: bool


class Case:
    """A statement at one structure, at instances of it.

    It compares the conclusion and the named `hypotheses`, by default the sampled ones.
    """

    def __init__(
        self,
        statement: Sampled,
        hypotheses: Collection[str] | None = None,
        device: Backend | None = None,
    ) -> None:
        self.statement, self.device = statement, device
        self.rows = np.empty((0, len(statement.structure.symbols)))
        if hypotheses is None:
            names = {
                n for n, parts in statement.given.items() if any(map(statement.is_sampled, parts))
            }
        else:
            names = set(hypotheses)
        given = [(n, r) for n, parts in statement.given.items() if n in names for r in parts]
        self.relations: list[tuple[str | None, Relation]] = [
            *given,
            *((None, relation) for relation in statement.conclusion),
        ]
        symbols = statement.structure.symbols
        forms = [form for _, r in self.relations for form in (r.difference, r.lhs, r.rhs)]
        try:
            self._enclosing = Enclosing(forms, symbols, statement.means, device)
        except ValueError as error:
            raise UnsampledError(str(error)) from None

    @property
    def estimands(self) -> int:
        """The number of intervals."""
        return len(self.rows) * len(self.statement.means)

    def choose(
        self,
        given: np.ndarray,
        free: np.ndarray,
        rng: np.random.Generator,
        meets: Meets | None = None,
    ) -> int:
        """Choose the given rows, and the tightest and random ones of the free rows.

        Returns the number of rows that were dropped because a law is invalid there, a value is not
        finite, or floats of more digits give another value.
        """
        rows = np.concatenate([given, free])
        wider = meets.refined(rows) if meets else rows.astype(np.longdouble)
        precise = self._look(wider, None)[2]
        lawful, columns, nears = self._look(rows, self.device)
        with np.errstate(all="ignore"):
            apart = [
                np.abs(a - b) > ROUNDING
                for a, b in zip(chain(*nears), chain(*precise), strict=True)
            ]
        lawful[len(given) :] &= ~np.any(apart, axis=0)[len(given) :]
        chosen = list(np.flatnonzero(lawful[: len(given)]))
        candidates = [k for k in range(len(given), len(rows)) if lawful[k]]
        for (_, relation), (near, _), (exact, _) in zip(
            self.relations, nears, precise, strict=True
        ):
            if relation.sign == ">":
                close = {k for k in candidates if near[k] < UNSEEN * MARGIN and exact[k] > TIE}
                candidates = [k for k in candidates if k not in close]
        for tight in chain(*nears):
            chosen += sorted(candidates, key=lambda row, tight=tight: (tight[row], row))[:TIGHTEST]
        others = rng.permutation(candidates)[:INSTANCES]
        picked = np.array(list(dict.fromkeys([*chosen, *map(int, others)])), int)
        self.rows = rows[picked]
        for sampler in self._samplers:
            sampler.keep(picked)
        self._columns = [column[picked] for column in columns]
        return int((~lawful).sum())

    def _look(
        self, rows: np.ndarray, device: Backend | None
    ) -> tuple[np.ndarray, list[np.ndarray], list[Ends]]:
        """The rows with valid laws, the columns, and the distance of each relation from a tie.

        The distance is in widths, and as a share of the larger side; below 0 where the relation
        fails, and for an identity.
        """
        symbols = self.statement.structure.symbols
        self._samplers = [LawSampler(law, symbols, rows, device) for law in self.statement.laws]
        lawful = np.ones(len(rows), bool)
        for sampler in self._samplers:
            lawful &= sampler.lawful
        columns = self._enclosing.columns(rows)
        exact = [low for low, _ in self._enclosing(columns, self._exactly())]
        wide = self._enclosing(columns, self._ranges())
        lawful &= np.isfinite(exact).all(axis=0)
        nears = list[Ends]()
        for k, (_, relation) in enumerate(self.relations):
            low, high = wide[3 * k]
            value, *sides = exact[3 * k : 3 * k + 3]
            value = -np.abs(value) if relation.sign == "==" else value
            size = np.max(np.abs(sides), axis=0)
            with np.errstate(all="ignore"):
                share = np.where(size > SMALL, value / size, np.inf)
                nears.append((value / np.where(high > low, high - low, 1), share))
        return lawful, [np.broadcast_to(column, len(rows)) for column in columns], nears

    def tightened(self, rows: np.ndarray, meets: Meets, rng: np.random.Generator) -> np.ndarray:
        """The rows, and tighter ones for every inequality, from random moves of the tightest.

        They meet the hypotheses with a slack above rounding.
        """
        parts, structure = [rows], self.statement.structure
        width = min(LOOKED_AT, max(2 * TIGHTEST, MOST_VALUES // self.statement.outcomes))
        for k, (_, relation) in enumerate(self.relations):
            best, values = rows[:0], np.empty(0)
            for turn in range(0 if relation.sign == "==" or not structure.blocks else ROUNDS):
                others = rows
                if turn:
                    others = meets(moved(structure, best, width, rng), INSIDE)
                if len(others):
                    lawful, _, nears = self._look(others, self.device)
                    for (_, other), (near, _) in zip(self.relations, nears, strict=True):
                        lawful &= (other.sign != ">") | (np.abs(near) >= UNSEEN * MARGIN)
                    best = np.concatenate([best, others[lawful]])
                    values = np.concatenate([values, np.maximum(nears[k][1][lawful], -SMALL)])
                order = np.argsort(values, kind="stable")[:TIGHTEST]
                best, values = best[order], values[order]
                if not len(best):
                    break
            parts.append(best)
        return np.unique(np.concatenate(parts), axis=0)

    def _exactly(self) -> Any:
        every = [by_mean(sampler.means, sampler.exact, sampler.exact) for sampler in self._samplers]
        return {mean: ends for known in every for mean, ends in known.items()}

    def _ranges(self) -> Any:
        every = [by_mean(sampler.means, *sampler.ranges) for sampler in self._samplers]
        return {mean: ends for known in every for mean, ends in known.items()}

    def run(self, level: float, rng: np.random.Generator) -> int:
        """Sample until every relation is decided at every instance, or the blocks are used up."""
        for sampler in self._samplers:
            sampler.begin(level)
        wide = self._enclosing(self._columns, self._ranges())
        self._scale = []
        for k in range(len(self.relations)):
            width = wide[3 * k][1] - wide[3 * k][0]
            sides = [np.abs(end) for ends in wide[3 * k + 1 : 3 * k + 3] for end in ends]
            size = np.minimum(np.max(sides, axis=0), FINITE)
            self._scale.append((np.where(np.isfinite(width), width, size), size))
        labels, number = 0, FIRST
        undecided = np.ones(len(self.rows), bool)
        for _ in range(BLOCKS):
            for sampler in self._samplers:
                labels += sampler.draw(rng, np.where(undecided, number, 0))
            self._compare()
            number *= GROWTH
            undecided = (np.array(self.outcomes) == "open").any(axis=0)
            if not undecided.any():
                break
        return labels

    def _compare(self) -> None:
        known = {m: ends for sampler in self._samplers for m, ends in sampler.known().items()}
        enclosed = self._enclosing(self._columns, known)
        self.outcomes, self.ends, self.margins = [], [], []
        for k, (_, relation) in enumerate(self.relations):
            low, high = enclosed[3 * k]
            width, size = self._scale[k]
            slack = ROUNDING * np.maximum(size, 1)
            margin = np.maximum(MARGIN * width, slack)
            equal = relation.sign == "=="
            agrees = (low >= -margin) & ((high <= margin) | (not equal))
            if relation.sign == ">":
                agrees = low > 0
            differs = (high < -slack) | ((low > slack) & equal)
            outcome = np.where(differs, "differs", np.where(agrees, "agrees", "open"))
            self.outcomes.append(outcome)
            self.ends.append((low, high))
            self.margins.append(margin)

    @property
    def exact(self) -> list[np.ndarray]:
        """The exact difference of every relation."""
        enclosed = self._enclosing(self._columns, self._exactly())
        return [enclosed[3 * k][0] for k in range(len(self.relations))]

    def excludes(self, values: list[np.ndarray]) -> bool:
        """Whether an interval excludes one of these values by more than rounding."""
        slacks = [ROUNDING * np.maximum(size, 1) for _, size in self._scale]
        return any(
            bool(((value < low - slack) | (value > high + slack)).any())
            for (low, high), slack, value in zip(self.ends, slacks, values, strict=True)
        )

    def newly_differs(self, values: list[np.ndarray]) -> bool:
        """Whether a relation differs where it would hold with one of these differences."""
        for (_, relation), outcome, value, (_, size) in zip(
            self.relations, self.outcomes, values, self._scale, strict=True
        ):
            near = -np.abs(value) if relation.sign == "==" else value
            holds = near >= -ROUNDING * np.maximum(size, 1)
            if (holds & (outcome == "differs")).any():
                return True
        return False

    def continued(self, values: list[np.ndarray], rng: np.random.Generator) -> bool:
        """Continue sampling at every instance until an interval excludes a value, if ever."""
        for number in (FIRST * GROWTH**k for k in range(BLOCKS)):
            if self.excludes(values):
                return True
            for sampler in self._samplers:
                sampler.draw(rng, np.full(len(self.rows), number))
            self._compare()
        return self.excludes(values)

    def apart(self, values: list[np.ndarray]) -> bool:
        """Whether the exact differences are not these values."""
        slacks = [ROUNDING * np.maximum(size, 1) for _, size in self._scale]
        return any(
            bool((np.abs(mine - value) > slack).any())
            for mine, value, slack in zip(self.exact, values, slacks, strict=True)
        )

    def comparisons(self) -> list[Instance]:
        """Every relation at every instance."""
        structure = self.statement.structure
        points = [
            structure.point(dict(zip(structure.symbols, row, strict=True))) for row in self.rows
        ]
        instances = []
        for k, ((name, relation), value) in enumerate(zip(self.relations, self.exact, strict=True)):
            (low, high), text = self.ends[k], str(relation)
            slack = ROUNDING * np.maximum(self._scale[k][1], 1)
            consistent = (low - slack <= value) & (value <= high + slack)
            for row, point in enumerate(points):
                instances.append(
                    Instance(
                        text, name, point, relation.sign,
                        float(low[row]), float(high[row]), float(value[row]),
                        float(self.margins[k][row]), str(self.outcomes[k][row]),  # type: ignore[arg-type]
                        bool(consistent[row]),
                    )
                )  # fmt: skip
        return instances
