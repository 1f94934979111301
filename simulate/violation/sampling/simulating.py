"""A statement with expectations, simulated: labels are drawn, all else is evaluated."""

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
    def telling(self) -> Instance | None:
        """Of the conclusion, the first that differs, else that is open, else the first."""
        concluded = [each for each in self.comparisons if each.given is None]
        return min(concluded, key=lambda each: _RANKS.index(each.outcome), default=None)

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
    device: Backend | None = None,
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
    device : Backend, optional
        Where what is not drawn is evaluated: NumPy unless given.
    """
    result = Simulation()
    rng = stream(seed, name, 0)
    cases = list(cases_of(statement, points, rng, result, drawn=drawn, device=device))
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
    drawn: bool = True,
    device: Backend | None = None,
) -> Iterator[Case]:
    """The structures of a statement with the instances to simulate; notes what is left out."""
    for structure, given in _places(statement, points, drawn):
        try:
            said = _written(statement, structure)
            case = Case(said, device=device)
        except UnsampledError as error:
            result.unsampled.append(str(error))
            continue
        free, meets = given[:0], _meeting(said, device) if drawn else None
        if meets:
            free = case.tightened(instances.pool(said, given, rng, meets), meets, rng)
        result.unlawful += case.choose(given, free, rng, meets)
        if len(case.rows):
            yield case


def _written(statement: Statement, structure: Structure) -> Sampled:
    """The statement at the structure, written out once however often it is simulated."""
    known = _WRITTEN.setdefault(statement, {})
    key = tuple(structure.sizes.items())
    if key not in known:
        known[key] = sampled(statement, structure)
    return known[key]


@lru_cache(maxsize=4096)
def _meeting(said: Sampled, device: Backend | None) -> instances.Meets:
    return instances.Meets(said, device)


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
