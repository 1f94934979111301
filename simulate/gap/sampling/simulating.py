"""A statement with expectations, simulated: labels are drawn, all else is evaluated.

Of a relation the difference is compared with 0. Its width is how far apart it can be at an instance
whatever is drawn; `MARGIN` times that is the margin, declared before anything is drawn.

- Identity: agrees if the interval lies in 0 ± margin, differs if it does not hold 0.
- Inequality: agrees if the interval lies above -margin, differs if it lies below 0.
- Strict inequality: agrees if the interval lies above 0, differs if it lies below 0. Instances
  nearer to a tie than `UNSEEN` margins are not taken, those at a tie are, and stay open.

What is less than `ROUNDING` counts as rounding of floats, in all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulate.gap import Structure
from simulate.gap.sampling import instances
from simulate.gap.sampling.drawing import Drawn, by_mean
from simulate.gap.sampling.enclosing import Enclosing
from simulate.gap.sampling.written import SAMPLED, Sampled, UnsampledError, sampled
from simulate.intervals import Agreement, ErrorBudget
from simulate.machine.streams import stream
from theory.language import Relation
from theory.statement import Statement

MARGIN = 1e-4
UNSEEN = 2.0
ROUNDING = 1e-9
FINITE = 1e300
INSTANCES, TIGHTEST = 32, 8
FIRST, GROWTH, BLOCKS = 4096, 32, 7


@dataclass(frozen=True)
class Instance:
    """One relation at one instance.

    `low` and `high` are the ends of what holds if `sign` 0 does; `margin` is declared.
    """

    relation: str
    hypothesis: str | None
    point: Mapping[str, Any]
    sign: str
    low: float
    high: float
    exact: float
    margin: float
    outcome: Agreement
    consistent: bool


@dataclass
class Simulation:
    """What drawing says of a statement.

    Attributes
    ----------
    comparisons : of the conclusion, and of hypotheses that hold expectations
    labels : how many were drawn
    estimands : how many intervals share the error level
    instances : how many points were simulated
    unlawful : how many were not, as a law is none there or a value not finite
    unsampled : why a structure was passed over
    """

    comparisons: list[Instance] = field(default_factory=list[Instance])
    labels: int = 0
    estimands: int = 0
    instances: int = 0
    unlawful: int = 0
    unsampled: list[str] = field(default_factory=list[str])

    @property
    def outcome(self) -> Agreement:
        """Differs if one relation does at one instance, agrees if all do."""
        return worst(each.outcome for each in self.comparisons)

    @property
    def inconsistent(self) -> list[Instance]:
        """Where the interval does not hold the value that the chances give: an engine is wrong."""
        return [each for each in self.comparisons if not each.consistent]


def holds_expectations(statement: Statement) -> bool:
    """Whether a hypothesis or the conclusion holds an expectation."""
    given = [part for parts in statement.symbolic_hypotheses.values() for part in parts]
    relations = [*given, *statement.symbolic_conclusion]
    return any(side.has(*SAMPLED) for part in relations for side in (part.lhs, part.rhs))


def worst(outcomes: Iterable[Agreement]) -> Agreement:
    """Differs if one does, agrees if all do and there are any."""
    found = set(outcomes)
    return "differs" if "differs" in found else "agrees" if found == {"agrees"} else "open"


def simulate(
    statement: Statement,
    alpha: float,
    *,
    seed: int = 0,
    name: str = "",
    points: Sequence[Mapping[str, Any]] = (),
    drawn: bool = True,
) -> Simulation:
    """Draw what the statement says is drawn, at many instances, and compare its relations.

    Parameters
    ----------
    statement : Statement
    alpha : float
        The chance that any interval ever misses.
    seed, name : int and str
        Of the draws and of the instances; the name is the claim's.
    points : exact points that are simulated too
    drawn : bool
        Whether instances are drawn besides.
    """
    result = Simulation()
    rng = stream(seed, name, 0)
    cases: list[Case] = []
    for structure, given in _places(statement, points, drawn):
        try:
            said = sampled(statement, structure)
            case = Case(said)
        except UnsampledError as error:
            result.unsampled.append(str(error))
            continue
        free = instances.pool(said, given, rng) if drawn else given[:0]
        result.unlawful += case.choose(given, free, rng)
        if len(case.rows):
            cases.append(case)
    result.estimands = sum(case.estimands for case in cases)
    result.instances = sum(len(case.rows) for case in cases)
    if not cases:
        return result
    level = ErrorBudget(alpha, ["all"]).share("all", estimands=max(1, result.estimands))
    for case in cases:
        result.labels += case.run(level, rng)
        result.comparisons += case.comparisons()
    return result


def _places(
    statement: Statement, points: Sequence[Mapping[str, Any]], drawn: bool
) -> list[tuple[Structure, np.ndarray]]:
    found: dict[Any, tuple[Structure, np.ndarray]] = {}
    for point in points:
        structure, row = instances.structure_of(statement, point)
        key = tuple(structure.sizes.items())
        rows = [found[key][1]] if key in found else []
        found[key] = structure, np.concatenate([*rows, row])
    for structure in instances.structures(statement) if drawn else ():
        key = tuple(structure.sizes.items())
        found.setdefault(key, (structure, np.empty((0, len(structure.symbols)))))
    return list(found.values())


class Case:
    """A statement at one structure, at instances of it."""

    def __init__(self, said: Sampled) -> None:
        self.said = said
        self.rows = np.empty((0, len(said.structure.symbols)))
        given = [(n, r) for n, parts in said.given.items() for r in parts if said.is_sampled(r)]
        self.relations: list[tuple[str | None, Relation]] = [
            *given,
            *((None, relation) for relation in said.conclusion),
        ]
        symbols = said.structure.symbols
        forms = [form for _, r in self.relations for form in (r.difference, r.lhs, r.rhs)]
        try:
            self._enclosing = Enclosing(forms, symbols, said.means)
        except ValueError as error:
            raise UnsampledError(str(error)) from None

    @property
    def estimands(self) -> int:
        """How many intervals there are."""
        return len(self.rows) * len(self.said.means)

    def choose(self, given: np.ndarray, free: np.ndarray, rng: np.random.Generator) -> int:
        """Take the given rows, and of the free ones the tightest and random ones.

        How many of them were left out because a law is none there, or a value is not finite.
        """
        rows = np.concatenate([given, free])
        symbols = self.said.structure.symbols
        self._drawn = [Drawn(law, symbols, rows) for law in self.said.laws]
        lawful = np.ones(len(rows), bool)
        for each in self._drawn:
            lawful &= each.lawful
        columns = self._enclosing.columns(rows)
        exact = [low for low, _ in self._enclosing(columns, self._exactly())]
        wide = self._enclosing(columns, self._ranges())
        lawful &= np.isfinite(exact).all(axis=0)
        chosen = list(np.flatnonzero(lawful[: len(given)]))
        left = [k for k in range(len(given), len(rows)) if lawful[k]]
        for k, (_, relation) in enumerate(self.relations):
            low, high = wide[3 * k]
            with np.errstate(all="ignore"):
                near = exact[3 * k] / np.where(high > low, high - low, 1)
            near = -np.abs(near) if relation.sign == "==" else near
            if relation.sign == ">":
                tied = {k for k in left if ROUNDING < near[k] < UNSEEN * MARGIN}
                left = [k for k in left if k not in tied]
            chosen += sorted(left, key=lambda row, near=near: (near[row], row))[:TIGHTEST]
        others = rng.permutation(left)[:INSTANCES]
        picked = np.array(list(dict.fromkeys([*chosen, *map(int, others)])), int)
        self.rows = rows[picked]
        for each in self._drawn:
            each.keep(picked)
        self._columns = [np.broadcast_to(column, len(rows))[picked] for column in columns]
        return int((~lawful).sum())

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

    def comparisons(self) -> list[Instance]:
        """Every relation at every instance."""
        exact = self._enclosing(self._columns, self._exactly())
        symbols = self.said.structure.symbols
        found = []
        for k, (name, relation) in enumerate(self.relations):
            low, high, value = *self.ends[k], exact[3 * k][0]
            slack = ROUNDING * np.maximum(self._scale[k][1], 1)
            consistent = (low - slack <= value) & (value <= high + slack)
            for row in range(len(self.rows)):
                point = self.said.structure.point(dict(zip(symbols, self.rows[row], strict=True)))
                found.append(
                    Instance(
                        str(relation), name, point, relation.sign,
                        float(low[row]), float(high[row]), float(value[row]),
                        float(self.margins[k][row]), str(self.outcomes[k][row]),  # type: ignore[arg-type]
                        bool(consistent[row]),
                    )
                )  # fmt: skip
        return found
