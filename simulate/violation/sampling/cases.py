"""A statement at the instances of one structure: what is drawn, and what each relation says.

Of a relation the difference is compared with 0. Its width is how far apart it can be at an instance
whatever is drawn; `MARGIN` times that is the margin, declared before anything is drawn.

- Identity: agrees if the interval lies in 0 ± margin, differs if it does not hold 0.
- Inequality: agrees if the interval lies above -margin, differs if it lies below 0.
- Strict inequality: agrees if the interval lies above 0, differs if it lies below 0. Instances
  nearer to a tie than `UNSEEN` margins are not taken, those at a tie are, and stay open.

What is less than `ROUNDING` counts as rounding of floats, in all three; a tie is what is none to
`TIE` with more digits.
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

    `given` names the hypothesis that it is of, if one; `low` and `high` are the ends of what holds
    if `sign` 0 does; `margin` is declared.
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

    Compared are the conclusion and the `hypotheses` that are named, or those that are sampled.
    """

    def __init__(
        self,
        said: Sampled,
        hypotheses: Collection[str] | None = None,
        device: Backend | None = None,
    ) -> None:
        self.said, self.device = said, device
        self.rows = np.empty((0, len(said.structure.symbols)))
        if hypotheses is None:
            drawn = {n for n, parts in said.given.items() if any(map(said.is_sampled, parts))}
        else:
            drawn = set(hypotheses)
        given = [(n, r) for n, parts in said.given.items() if n in drawn for r in parts]
        self.relations: list[tuple[str | None, Relation]] = [
            *given,
            *((None, relation) for relation in said.conclusion),
        ]
        symbols = said.structure.symbols
        forms = [form for _, r in self.relations for form in (r.difference, r.lhs, r.rhs)]
        try:
            self._enclosing = Enclosing(forms, symbols, said.means, device)
        except ValueError as error:
            raise UnsampledError(str(error)) from None

    @property
    def estimands(self) -> int:
        """How many intervals there are."""
        return len(self.rows) * len(self.said.means)

    def choose(
        self,
        given: np.ndarray,
        free: np.ndarray,
        rng: np.random.Generator,
        meets: Meets | None = None,
    ) -> int:
        """Take the given rows, and of the free ones the tightest and random ones.

        How many of them were left out because a law is none there, a value is not finite, or floats
        of more digits give another, in what the hypotheses of `meets` determine too.
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
        left = [k for k in range(len(given), len(rows)) if lawful[k]]
        for (_, relation), (near, _), (exact, _) in zip(
            self.relations, nears, precise, strict=True
        ):
            if relation.sign == ">":
                close = {k for k in left if near[k] < UNSEEN * MARGIN and exact[k] > TIE}
                left = [k for k in left if k not in close]
        for tight in chain(*nears):
            chosen += sorted(left, key=lambda row, tight=tight: (tight[row], row))[:TIGHTEST]
        others = rng.permutation(left)[:INSTANCES]
        picked = np.array(list(dict.fromkeys([*chosen, *map(int, others)])), int)
        self.rows = rows[picked]
        for each in self._drawn:
            each.keep(picked)
        self._columns = [column[picked] for column in columns]
        return int((~lawful).sum())

    def _look(
        self, rows: np.ndarray, device: Backend | None
    ) -> tuple[np.ndarray, list[np.ndarray], list[Ends]]:
        """Where all is lawful, the columns, and how far each relation is from a tie, for rows.

        That is in widths of what can be drawn, and as a share of the larger side; below 0 for what
        fails, and for an identity.
        """
        symbols = self.said.structure.symbols
        self._drawn = [LawSampler(law, symbols, rows, device) for law in self.said.laws]
        lawful = np.ones(len(rows), bool)
        for each in self._drawn:
            lawful &= each.lawful
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
        """The rows, and tighter ones of every inequality, found from the tightest in rounds.

        They meet the hypotheses with a slack, so that rounding does not show.
        """
        found, structure = [rows], self.said.structure
        width = min(LOOKED_AT, max(2 * TIGHTEST, MOST_VALUES // self.said.outcomes))
        for k, (_, relation) in enumerate(self.relations):
            best, values = rows[:0], np.empty(0)
            for turn in range(0 if relation.sign == "==" or not structure.blocks else ROUNDS):
                others = rows
                if turn:
                    others = meets(moved(structure, best, width, rng), INSIDE)
                if len(others):
                    lawful, _, nears = self._look(others, self.device)
                    for (_, each), (near, _) in zip(self.relations, nears, strict=True):
                        lawful &= (each.sign != ">") | (near >= UNSEEN * MARGIN)
                    best = np.concatenate([best, others[lawful]])
                    values = np.concatenate([values, nears[k][1][lawful]])
                order = np.argsort(values, kind="stable")[:TIGHTEST]
                best, values = best[order], values[order]
                if not len(best):
                    break
            found.append(best)
        return np.unique(np.concatenate(found), axis=0)

    def _exactly(self) -> Any:
        every = [by_mean(each.means, each.exact, each.exact) for each in self._drawn]
        return {mean: ends for known in every for mean, ends in known.items()}

    def _ranges(self) -> Any:
        every = [by_mean(each.means, *each.ranges) for each in self._drawn]
        return {mean: ends for known in every for mean, ends in known.items()}

    def run(self, level: float, rng: np.random.Generator) -> int:
        """Draw until every relation is decided at every instance, or the blocks are used up."""
        for each in self._drawn:
            each.begin(level)
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
            for each in self._drawn:
                labels += each.draw(rng, np.where(undecided, number, 0))
            self._compare()
            number *= GROWTH
            undecided = (np.array(self.outcomes) == "open").any(axis=0)
            if not undecided.any():
                break
        return labels

    def _compare(self) -> None:
        known = {m: ends for each in self._drawn for m, ends in each.known().items()}
        found = self._enclosing(self._columns, known)
        self.outcomes, self.ends, self.margins = [], [], []
        for k, (_, relation) in enumerate(self.relations):
            low, high = found[3 * k]
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
        """The difference of every relation, by the chances."""
        found = self._enclosing(self._columns, self._exactly())
        return [found[3 * k][0] for k in range(len(self.relations))]

    def excludes(self, values: list[np.ndarray]) -> bool:
        """Whether an interval does not hold one of these values, whatever is rounding."""
        slacks = [ROUNDING * np.maximum(size, 1) for _, size in self._scale]
        return any(
            bool(((value < low - slack) | (value > high + slack)).any())
            for (low, high), slack, value in zip(self.ends, slacks, values, strict=True)
        )

    def newly_differs(self, values: list[np.ndarray]) -> bool:
        """Whether a relation differs where it would hold with one of these for its difference."""
        for (_, relation), outcome, value, (_, size) in zip(
            self.relations, self.outcomes, values, self._scale, strict=True
        ):
            near = -np.abs(value) if relation.sign == "==" else value
            holds = near >= -ROUNDING * np.maximum(size, 1)
            if (holds & (outcome == "differs")).any():
                return True
        return False

    def continued(self, values: list[np.ndarray], rng: np.random.Generator) -> bool:
        """Draw on at every instance until an interval excludes one of the values, if ever."""
        for number in (FIRST * GROWTH**k for k in range(BLOCKS)):
            if self.excludes(values):
                return True
            for each in self._drawn:
                each.draw(rng, np.full(len(self.rows), number))
            self._compare()
        return self.excludes(values)

    def apart(self, values: list[np.ndarray]) -> bool:
        """Whether the chances give another value than one of these."""
        slacks = [ROUNDING * np.maximum(size, 1) for _, size in self._scale]
        return any(
            bool((np.abs(mine - value) > slack).any())
            for mine, value, slack in zip(self.exact, values, slacks, strict=True)
        )

    def comparisons(self) -> list[Instance]:
        """Every relation at every instance."""
        structure = self.said.structure
        points = [
            structure.point(dict(zip(structure.symbols, row, strict=True))) for row in self.rows
        ]
        found = []
        for k, ((name, relation), value) in enumerate(zip(self.relations, self.exact, strict=True)):
            (low, high), text = self.ends[k], str(relation)
            slack = ROUNDING * np.maximum(self._scale[k][1], 1)
            consistent = (low - slack <= value) & (value <= high + slack)
            for row, point in enumerate(points):
                found.append(
                    Instance(
                        text, name, point, relation.sign,
                        float(low[row]), float(high[row]), float(value[row]),
                        float(self.margins[k][row]), str(self.outcomes[k][row]),  # type: ignore[arg-type]
                        bool(consistent[row]),
                    )
                )  # fmt: skip
        return found
