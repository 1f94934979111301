"""Points closer to open ends than rows of floats, and points farther out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.search import effort
from lossproof.simulate.search.space import Space
from lossproof.simulate.violation import TOLERANCE, Block, Point, complexity


def at_edges(space: Space) -> Point | None:
    """A certified point with a number next to an open end, or far out in an unbounded range.

    It is the nearest miss, moved closer to its open ends, or a simple row with one number moved; a
    clipped function, say, differs only there. Or a number is a root of an equality that a piece
    depends on.
    """
    rows = chain(_nearest(space), _named(space), _moved(space))
    points = (space.decide(row) for row in rows)
    return next((point for point in points if point is not None), None)


def _nearest(space: Space) -> Iterator[list[Fraction]]:
    """The nearest miss, with its numbers at open ends moved closer to them."""
    if space.progress.row is None or not any(any(block.open_ends) for block in space.blocks):
        return
    row = space.rational(space.gaps.complete(space.progress.row[None])[0])
    for part in effort.CLOSER:
        moved = [x for block in space.blocks for x in _inside(block, row[block.columns], part)]
        if moved != row:
            yield moved


def _inside(block: Block, entries: Sequence[Fraction], part: Fraction) -> list[Fraction]:
    if block.simplex:
        moved = [max(x, part) for x in entries] if any(block.open_ends) else [*entries]
        largest = moved.index(max(moved))
        moved[largest] += 1 - sum(moved)
        return moved
    (entry,), (low, high), (open_low, open_high) = entries, _ends(block), block.open_ends
    near = _next_to(block, part)
    if open_low and low is not None and entry <= low:
        return near[:1]
    return near[-1:] if open_high and high is not None and entry >= high else [entry]


def _ends(block: Block) -> tuple[Fraction | None, Fraction | None]:
    domain: Any = block.domain
    low, high = (None if x is None else Fraction(str(x)) for x in (domain.low, domain.high))
    return low, high


def _next_to(block: Block, part: Fraction) -> list[Fraction]:
    """The numbers at distance `part` times the range (at most 1) from its open ends."""
    if block.simplex:
        return [part] if any(block.open_ends) else []
    low, high = _ends(block)
    off = part if low is None or high is None else part * min(high - low, 1)
    lower = [low + off] if low is not None and block.open_ends[0] else []
    return [*lower, high - off] if high is not None and block.open_ends[1] else lower


def _named(space: Space) -> Iterator[list[Fraction]]:
    """Simple rows with one number at which an equality in a condition changes."""
    relations = (*space.hypotheses, *space.goals)
    said = frozenset[Any]().union(
        *(part.difference.atoms(sympy.Eq, sympy.Ne) for part in relations)
    )
    if not said:
        return
    simple = space.simple_rows(effort.EDGES)
    simple = simple[np.argsort(complexity(simple), kind="stable")][: effort.ROOTS]
    for block in space.blocks:
        for place, symbol in enumerate(block.symbols):
            alone = [each for each in said if each.free_symbols == {symbol}]
            roots = frozenset[Any]().union(*(_roots(each, symbol) for each in alone))
            for root in sorted(roots)[: effort.ROOTS]:
                number = Fraction(root.p, root.q)
                for row in map(space.rational, simple):
                    row[block.columns] = _put(row[block.columns], place, number)
                    yield row


def _roots(equality: Any, symbol: Any) -> set[Any]:
    """The rational numbers at which two polynomials are equal; none of other sides."""
    expr = equality.lhs - equality.rhs
    if not expr.is_polynomial(symbol):
        return set()
    poly: Any = sympy.Poly(expr, symbol)
    return {*poly.ground_roots()} if poly.domain.is_QQ or poly.domain.is_ZZ else set()


def _moved(space: Space) -> Iterator[list[Fraction]]:
    """Simple rows with one number at an edge that seem to be counterexamples, simplest first."""
    simple = space.simple_rows(effort.EDGES)
    simple = simple[np.argsort(complexity(simple), kind="stable")]
    for block in space.blocks:
        numbers = [x for part in effort.CLOSER for x in _next_to(block, part)]
        low, high = block.ends
        numbers += [Fraction(x) for x in effort.FARTHER if np.isinf(high)]
        numbers += [Fraction(-x) for x in effort.FARTHER if np.isinf(low)]
        for number in numbers:
            for place in range(len(block.symbols)):
                rows = simple.copy()
                columns = rows[:, block.columns].T
                rows[:, block.columns] = np.array(_put(columns, place, float(number))).T
                seeming = space.look(rows)[1] > TOLERANCE
                for k in np.flatnonzero(seeming)[:1]:
                    row = space.rational(simple[k])
                    row[block.columns] = _put(row[block.columns], place, number)
                    yield row


def _put(entries: Any, place: int, number: Any) -> list[Any]:
    """The entries, numbers or columns, with one changed and the next one adjusted to the sum."""
    changed = [*entries]
    changed[place] = number + 0 * entries[place]
    if len(changed) > 1:
        following = (place + 1) % len(changed)
        changed[following] = entries[following] + entries[place] - number
    return changed
