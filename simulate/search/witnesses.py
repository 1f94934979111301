"""Points that meet the hypotheses of a statement, or refute it: simple ones, then random ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

import numpy as np

from lossproof.simulate.search import effort
from lossproof.simulate.search.ascent import climb
from lossproof.simulate.search.beyond import beyond
from lossproof.simulate.search.edges import at_edges
from lossproof.simulate.search.larger import larger
from lossproof.simulate.search.simplify import simple_near
from lossproof.simulate.search.space import MostGeneric, Space
from lossproof.simulate.violation import (
    STRUCTURES,
    TOLERANCE,
    Point,
    Structure,
    cut_off,
    sampled_structures,
    structures_of,
)
from lossproof.theory.domain import Domain, Integer, is_discrete
from lossproof.theory.statement import Statement


def find(
    statement: Statement,
    *,
    refuting: bool = True,
    undefined: bool = False,
    dropped: Collection[str] = (),
    seed: int = 0,
    limit: int = STRUCTURES,
    thorough: bool = True,
) -> Point | None:
    """An exact point that meets the hypotheses and, if `refuting`, violates the conclusion.

    The smallest structure with such a point among its simple ones gives the most generic of them
    (away from the ends of ranges, with nonsingular matrices), and of these the simplest. If none
    there is generic, the next structures are searched for a better one.
    Without `refuting` a point inside the domains, where no inequality among the hypotheses is a
    tie, comes before one on their boundary.

    Parameters
    ----------
    statement : Statement
    refuting : bool
        False looks for any point that meets the hypotheses.
    undefined : bool
        Without `refuting`, looks for a point at which the conclusion has no value.
    dropped : names of hypotheses
        These are ignored. A search without them ends earlier, since no verdict depends on it.
    seed : int
        Of further random points, after those of seed 0.
    limit : int
        Number of structures to search.
    thorough : bool
        Whether to go on with random points and an optimiser after the simple ones.

    Returns
    -------
    dict or None
        Certified exactly or by Arb; None if nothing was found.

    Raises
    ------
    ValueError
        If a dropped hypothesis does not exist.
    """
    if unknown := set(dropped) - set(statement.given):
        raise ValueError(
            f"no hypothesis is called {', '.join(sorted(unknown))}; "
            f"there are: {', '.join(statement.given) or 'none'}"
        )
    spaces: list[Space] = []
    best = MostGeneric()
    for structure in structures_of(statement, limit):
        spaces.append(
            Space(statement, structure, refuting=refuting, undefined=undefined, dropped=dropped)
        )
        count = (
            effort.SIMPLE_POINTS if len(spaces) <= effort.MANY_POINTS_FOR else effort.FEWER_POINTS
        )
        if best.settled(simple := spaces[-1].simple(count)) or (simple and not refuting):
            break
    if best.simple is not None:
        return best.simple.point
    # Seed 0 first, so that its results do not depend on `seed`.
    for chosen in dict.fromkeys((0, seed)) if thorough else ():
        for space in spaces[: effort.THOROUGH]:
            if (point := _random(space, np.random.default_rng(chosen))) is not None:
                return point
    for space in spaces[: effort.THOROUGH] if thorough and refuting else ():
        if (simple := space.simple(effort.SIMPLE_POINTS, every=True)) is not None:
            return simple.point
    last = spaces[: effort.BARELY_IN] if thorough and refuting else ()
    barely = (space.barely() for space in last)
    if dropped:  # the rest is for verdicts alone
        return next((point for point in barely if point is not None), None)
    far = (_random(s, np.random.default_rng(0), by) for by in effort.FAR for s in last if s.endless)
    inside = (_random(space, np.random.default_rng(0), inside=True) for space in last)
    edges = map(at_edges, last)
    others = _among_others(statement, [space.structure for space in spaces]) if last else ()
    further = beyond(statement, refuting=refuting, undefined=undefined) if thorough else ()
    points = chain(barely, far, inside, edges, others, (point for _, point in further))
    return next((point for point in points if point is not None), None)


def _among_others(statement: Statement, structures: Sequence[Structure]) -> Iterator[Point]:
    """Simple points of random structures, if there are more than these."""
    if cut_off(structures, _discrete(statement)):
        for structure in _sampled(statement):
            if (simple := Space(statement, structure).simple(effort.FEWER_POINTS)) is not None:
                yield simple.point


def _sampled(statement: Statement) -> Iterator[Structure]:
    return sampled_structures(statement, np.random.default_rng(0), effort.DRAWN)


def _discrete(statement: Statement) -> list[Domain]:
    return [domain for domain in statement.parameters.values() if is_discrete(domain)]


def looked_at(statement: Statement) -> tuple[dict[str, list[int]], int | None]:
    """The numbers of classes, samples and other integers that `find` examines.

    And the number of choices of these and of labels, None if all.
    """
    ranges: dict[str, set[int]] = {
        name: set() for name, domain in statement.parameters.items() if isinstance(domain, Integer)
    }
    structures, further = [*structures_of(statement)], [made for made, _ in larger(statement)]
    for structure in (*structures, *further):
        for name, values in ranges.items():
            values.add(int(structure.sizes[name]))
    among = None
    discrete = _discrete(statement)
    if cut_off(structures, discrete) or (further and len(discrete) > 1):
        sampled = _sampled(statement) if cut_off(structures, discrete) else ()
        among = len({str(structure.sizes) for structure in (*structures, *sampled, *further)})
    return {name: sorted(values) for name, values in ranges.items()}, among


def _random(
    space: Space, rng: np.random.Generator, far: float = 1.0, *, inside: bool = False
) -> Point | None:
    """A simple certified point near the result of an ascent from random points.

    In unbounded ranges the points are multiplied by `far`; with `inside` they meet the hypotheses
    without tolerance, for feasible regions narrower than it.
    """

    def look(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hypothesis, conclusion = space.look(points)
        return hypothesis + inside * (hypothesis > 0), conclusion

    if not space.blocks:
        return None
    points = space.draw(rng)
    for block in space.endless if far > 1 else ():
        points[:, block.columns] *= far
        block.project(points)
    row = climb(space.best(points), space.blocks, look, TOLERANCE, rng)
    return None if row is None else simple_near(row, space.blocks, space.certify, finer=inside)
