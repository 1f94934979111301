"""Points with larger integers than those tried first, decided one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from lossproof.simulate.search import effort
from lossproof.simulate.search.larger import larger, rows
from lossproof.simulate.search.space import Space
from lossproof.simulate.violation import Point, Structure
from lossproof.theory.statement import Statement


def beyond(
    statement: Statement,
    *,
    refuting: bool = True,
    undefined: bool = False,
    dropped: Collection[str] = (),
    pinned: Mapping[str, Any] | None = None,
) -> Iterator[tuple[Structure, Point | None]]:
    """The structures of `larger`, each with a certified point of the search, or None.

    Parameters are as in `find`; points have the `pinned` values. In the first structures with few
    real coordinates all simple points are examined.
    """
    searched = 0
    for made, cheap in larger(statement, pinned):
        point = _one_by_one(statement, made, refuting, undefined, dropped, cheap)
        few = made.blocks and len(made.symbols) <= effort.COORDINATES
        if point is None and few and searched < effort.SEARCHED_THERE:
            searched += 1
            space = Space(statement, made, refuting=refuting, undefined=undefined, dropped=dropped)
            simple = space.simple(effort.FEWER_POINTS)
            point = simple and simple.point
        yield made, point


def _one_by_one(
    statement: Statement,
    made: Structure,
    refuting: bool,
    undefined: bool,
    dropped: Collection[str],
    cheap: bool,
) -> Point | None:
    wanted = statement.refutes if refuting else statement.meets
    for point in rows(made):
        with suppress(ValueError, ArithmeticError):
            fits = wanted(point, dropped, written=cheap)
            if fits and (not undefined or (cheap and statement.undefined_at(point))):
                return point
    return None
