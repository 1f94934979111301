"""Simulation of a statement with expectations: labels are sampled, the rest is evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from lossproof.simulate.intervals import Agreement, ErrorBudget
from lossproof.simulate.machine import Backend, stream
from lossproof.simulate.violation import Structure
from lossproof.simulate.violation.sampling import instances
from lossproof.simulate.violation.sampling.cases import Case, Instance
from lossproof.simulate.violation.sampling.written import SAMPLED, Sampled, UnsampledError, sampled
from lossproof.theory.statement import Statement

_WRITTEN = WeakKeyDictionary[Statement, dict[Any, Sampled]]()
_RANKS: tuple[Agreement, ...] = ("differs", "open", "agrees")


@dataclass
class Simulation:
    """The result of a simulation.

    Attributes
    ----------
    comparisons : of the conclusion, and of hypotheses with expectations
    labels : number of sampled labels
    estimands : number of intervals that share the error level
    instances : number of simulated points
    unlawful : number of points dropped for an invalid law or a value that is not finite
    unsampled : reasons for skipped structures
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
        return worst(comparison.outcome for comparison in self.comparisons)

    @property
    def telling(self) -> Instance | None:
        """The first comparison of the conclusion that differs, else is open, else the first."""
        concluded = [comparison for comparison in self.comparisons if comparison.given is None]
        return min(concluded, key=lambda comparison: _RANKS.index(comparison.outcome), default=None)

    @property
    def inconsistent(self) -> list[Instance]:
        """Comparisons whose interval excludes the exact value: an error in an engine."""
        return [comparison for comparison in self.comparisons if not comparison.consistent]


def holds_expectations(statement: Statement) -> bool:
    """Whether a hypothesis or the conclusion has an expectation."""
    given = [part for parts in statement.symbolic_hypotheses.values() for part in parts]
    relations = [*given, *statement.symbolic_conclusion]
    return any(side.has(*SAMPLED) for part in relations for side in (part.lhs, part.rhs))


def worst(outcomes: Iterable[Agreement]) -> Agreement:
    """Differs if one does, agrees if all do and there are any."""
    distinct = set(outcomes)
    return "differs" if "differs" in distinct else "agrees" if distinct == {"agrees"} else "open"


def simulate(
    statement: Statement,
    alpha: float,
    *,
    seed: int = 0,
    name: str = "",
    points: Sequence[Mapping[str, Any]] = (),
    sample_points: bool = True,
    device: Backend | None = None,
) -> Simulation:
    """Simulate a statement at many instances, and compare its relations.

    Parameters
    ----------
    statement : Statement
    alpha : float
        The chance that any interval ever misses.
    seed, name : int and str
        Of the samples and of the instances; the name is that of the claim.
    points : further exact points to simulate
    sample_points : bool
        Whether to add random instances.
    device : Backend, optional
        For what is evaluated, by default NumPy.
    """
    result = Simulation()
    rng = stream(seed, name, 0)
    cases = list(
        cases_of(statement, points, rng, result, sample_points=sample_points, device=device)
    )
    result.estimands = sum(case.estimands for case in cases)
    result.instances = sum(len(case.rows) for case in cases)
    if not cases:
        return result
    level = ErrorBudget(alpha, ["all"]).share("all", estimands=max(1, result.estimands))
    for case in cases:
        result.labels += case.run(level, rng)
        result.comparisons += case.comparisons()
    return result


def cases_of(
    statement: Statement,
    points: Sequence[Mapping[str, Any]],
    rng: np.random.Generator,
    result: Simulation,
    *,
    sample_points: bool = True,
    device: Backend | None = None,
) -> Iterator[Case]:
    """The structures of a statement with the instances to simulate; records dropped ones."""
    for structure, given in _places(statement, points, sample_points):
        try:
            realised = _written(statement, structure)
            case = Case(realised, device=device)
        except UnsampledError as error:
            result.unsampled.append(str(error))
            continue
        free, meets = given[:0], _meeting(realised, device) if sample_points else None
        if meets:
            free = case.tightened(instances.pool(realised, given, rng, meets), meets, rng)
        result.unlawful += case.choose(given, free, rng, meets)
        if len(case.rows):
            yield case


def _written(statement: Statement, structure: Structure) -> Sampled:
    """The statement at the structure, cached."""
    known = _WRITTEN.setdefault(statement, {})
    key = tuple(structure.sizes.items())
    if key not in known:
        known[key] = sampled(statement, structure)
    return known[key]


@lru_cache(maxsize=4096)
def _meeting(realised: Sampled, device: Backend | None) -> instances.Meets:
    return instances.Meets(realised, device)


def _places(
    statement: Statement, points: Sequence[Mapping[str, Any]], sample_points: bool
) -> list[tuple[Structure, np.ndarray]]:
    places: dict[Any, tuple[Structure, np.ndarray]] = {}
    for point in points:
        structure, row = instances.structure_of(statement, point)
        key = tuple(structure.sizes.items())
        rows = [places[key][1]] if key in places else []
        places[key] = structure, np.concatenate([*rows, row])
    for structure in instances.structures(statement) if sample_points else ():
        key = tuple(structure.sizes.items())
        places.setdefault(key, (structure, np.empty((0, len(structure.symbols)))))
    return list(places.values())
