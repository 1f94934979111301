"""Points that meet a statement's hypotheses, or refute it: simple ones first, then random ones."""

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
    """An exact point that meets the hypotheses and, if `refuting`, misses the conclusion.

    The smallest structure that has such a point among its simple ones gives the most generic of
    them (away from the ends of ranges, with matrices that are not singular), and of these the one
    that takes least to write. Where none there is generic, the next structures are looked at for
    a better one. Without `refuting` a point inside the domains, where no inequality among the
    hypotheses is a tie, comes before one on their boundary.

    Parameters
    ----------
    statement : Statement
    refuting : bool
        False looks for any point that meets the hypotheses.
    undefined : bool
        Without `refuting`, looks for one at which the conclusion has no value.
    dropped : names of hypotheses
        They are not asked for. Then a search that finds nothing ends earlier: nothing rests on it.
    seed : int
        Of further random points, after those of seed 0.
    limit : int
        How many structures are looked at.
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
        if best.settled(found := spaces[-1].simple(count)) or (found and not refuting):
            break
    if best.found is not None:
        return best.found.point
    # Seed 0 first, whatever the seed: what it finds is found by everyone.
    for chosen in dict.fromkeys((0, seed)) if thorough else ():
        for space in spaces[: effort.THOROUGH]:
            if (point := _random(space, np.random.default_rng(chosen))) is not None:
                return point
    for space in spaces[: effort.THOROUGH] if thorough and refuting else ():
        if (found := space.simple(effort.SIMPLE_POINTS, every=True)) is not None:
            return found.point
    last = spaces[: effort.BARELY_IN] if thorough and refuting else ()
    barely = (space.barely() for space in last)
    if dropped:  # the rest is for verdicts alone
        return next((point for point in barely if point is not None), None)
    far = (_random(s, np.random.default_rng(0), by) for by in effort.FAR for s in last if s.endless)
    inside = (_random(space, np.random.default_rng(0), inside=True) for space in last)
    edges = map(at_edges, last)
    others = _among_others(statement, [space.structure for space in spaces]) if last else ()
    further = beyond(statement, refuting=refuting, undefined=undefined) if thorough else ()
    found = chain(barely, far, inside, edges, others, (point for _, point in further))
    return next((point for point in found if point is not None), None)


def _among_others(statement: Statement, structures: Sequence[Structure]) -> Iterator[Point]:
    """Simple points of structures that are drawn, where there are more than these."""
    if cut_off(structures, _discrete(statement)):
        for each in _drawn(statement):
            if (found := Space(statement, each).simple(effort.FEWER_POINTS)) is not None:
                yield found.point


def _drawn(statement: Statement) -> Iterator[Structure]:
    return sampled_structures(statement, np.random.default_rng(0), effort.DRAWN)


def _discrete(statement: Statement) -> list[Domain]:
    return [domain for domain in statement.parameters.values() if is_discrete(domain)]


def looked_at(statement: Statement) -> tuple[dict[str, list[int]], int | None]:
    """Where `find` looks: numbers of classes and samples, and other integers.

    And in how many choices of these and of labels, if not in all.
    """
    found: dict[str, set[int]] = {
        name: set() for name, domain in statement.parameters.items() if isinstance(domain, Integer)
    }
    structures, further = [*structures_of(statement)], [made for made, _ in larger(statement)]
    for structure in (*structures, *further):
        for name, values in found.items():
            values.add(int(structure.sizes[name]))
    among = None
    discrete = _discrete(statement)
    if cut_off(structures, discrete) or (further and len(discrete) > 1):
        drawn = _drawn(statement) if cut_off(structures, discrete) else ()
        among = len({str(each.sizes) for each in (*structures, *drawn, *further)})
    return {name: sorted(values) for name, values in found.items()}, among


def examples(statement: Statement, structures: int, each: int = 2) -> list[Point]:
    """Exact points that meet every hypothesis: a simple and some random ones per structure."""
    found: list[Point] = []
    rng = np.random.default_rng(0)
    for structure in structures_of(statement, structures):
        space = Space(statement, structure, refuting=False)
        if (simple := space.simple(effort.FEWER_POINTS)) is not None:
            found.append(simple.point)
            found += space.sample(rng, each)
    return found


def _random(
    space: Space, rng: np.random.Generator, far: float = 1.0, *, inside: bool = False
) -> Point | None:
    """A certified point near the best that random points lead to, made simple.

    Where a range has no end they are as many times as `far` out; `inside` they meet the hypotheses
    with no tolerance, as where these leave less room than that.
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
    found = climb(space.best(points), space.blocks, look, TOLERANCE, rng)
    return None if found is None else simple_near(found, space.blocks, space.certify, finer=inside)
