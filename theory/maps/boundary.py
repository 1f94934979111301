"""The curve on which a certified map changes its state, and closed forms of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import sympy
from flint import arb, ctx, fmpq

from lossproof.theory.language import Relation, Ways
from lossproof.theory.maps.limits import BITS, CLOSE, CLOSE_BITS, GAP, HALVINGS, NARROW
from lossproof.theory.maps.regions import UNDECIDED, Regions, truth_of
from lossproof.theory.maps.signs import UNKNOWN, sign_of_ball
from lossproof.theory.numbers import array, compile_balls, to_fmpq

Kind = Literal["conclusion", "hypothesis"]
Point = tuple[arb, ...]
Edge = tuple[int, int, int]


@dataclass(frozen=True)
class Curve:
    """The boundary at which the conclusion, or a hypothesis, stops to hold.

    Attributes
    ----------
    points : floats of shape (points, 2), each on a line of the finest grid
    certified : bools of shape (points,), where balls show that the claim holds and fails (or that
        the hypotheses do) within 2**-19 of a finest cell along that line, on either side
    """

    kind: Kind
    points: np.ndarray[Any, np.dtype[np.float64]]
    certified: np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class ClosedForm:
    """A verified formula of the boundary, for one axis in terms of the other.

    Attributes
    ----------
    name : the axis that the formula gives
    formula : a formula in the symbol of the other axis, if there is one
    points : floats of shape (points, axes), at which the ball of the difference contains 0, and
        balls show that the claim holds within 2**-20 of a finest cell on one side and fails on the
        other, along the named axis; an equality may hold only there
    """

    name: str
    formula: sympy.Expr
    points: np.ndarray[Any, np.dtype[np.float64]]


def curves(regions: Regions) -> tuple[Curve, ...]:
    """The boundary of a map of two parameters, as curves through its undecided cells.

    Raises
    ------
    ValueError
        For a map of one parameter, whose boundary is the ends of its intervals.
    """
    if len(regions.axes) != 2:
        raise ValueError(
            "curves exist for a map over two parameters; this map has one: use intervals()"
        )
    undecided = regions.cells[regions.codes == UNDECIDED]
    finest = undecided[undecided[:, 0] == regions.depth, 1:]
    hypothesis = _Margin(regions, regions.given)
    conclusion = _Margin(regions, regions.conclusion)
    traced: list[Curve] = []
    kinds: tuple[tuple[Kind, _Margin, tuple[_Margin, ...]], ...] = (
        ("conclusion", conclusion, (hypothesis,)),
        ("hypothesis", hypothesis, ()),
    )
    for kind, margin, given in kinds:
        if not margin.parts or not len(finest):
            continue
        for chain in _chains(_segments(_and_beside(finest, regions.depth), margin)):
            points, sides = margin.polished(chain)
            certified = np.array([_changes(margin, given, *ends) for ends in sides])
            traced += [Curve(kind, points[run], certified[run]) for run in _stretches(certified)]
    return tuple(traced)


def _and_beside(cells: Any, depth: int) -> Any:
    """These cells and their neighbours: a curve through a corner may pass between two."""
    steps = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    around = (cells[:, None] + steps).reshape(-1, 2)
    inside = ((around >= 0) & (around < 1 << depth)).all(axis=1)
    return np.unique(around[inside], axis=0)


def _changes(margin: _Margin, given: Sequence[_Margin], one: Point, other: Point) -> bool:
    """Whether the relations hold on one of two sides and fail on the other, where `given` hold."""
    if {margin.truth(one), margin.truth(other)} != {True, False}:
        return False
    return all(part.truth(side) is True for part in given for side in (one, other))


def _stretches(certified: Any) -> Iterator[slice]:
    """Runs of certified points with gaps of at most `GAP`, without other points."""
    places = np.flatnonzero(certified)
    for run in np.split(places, np.flatnonzero(np.diff(places) > GAP) + 1):
        if len(run) > 1:
            yield slice(int(run[0]), int(run[-1]) + 1)


class _Margin:
    """The least margin of several relations, on the nodes of the finest grid."""

    def __init__(self, regions: Regions, parts: Sequence[Relation]) -> None:
        self.axes, self.depth, self.parts = regions.axes, regions.depth, tuple(parts)
        symbols = [axis.symbol for axis in regions.axes]
        self.floats = array([part.difference for part in self.parts], symbols)
        self.truths = _Truths(self.parts, symbols)
        self.ends = [(float(axis.low), float(axis.high)) for axis in regions.axes]

    def coordinates(self, nodes: Any) -> list[Any]:
        """Coordinates of nodes, which may lie between those of the grid."""
        shares = np.asarray(nodes, dtype=np.float64) / (1 << self.depth)
        return [low + (high - low) * shares[..., k] for k, (low, high) in enumerate(self.ends)]

    def at(self, nodes: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
        values = self.floats(*self.coordinates(nodes))
        return np.min(
            [-abs(v) if p.sign == "==" else v for p, v in zip(self.parts, values, strict=True)],
            axis=0,
        )

    def polished(self, chain: Sequence[Edge]) -> tuple[Any, list[tuple[Point, Point]]]:
        """The zero of the margin on each edge, to all digits, and points on both sides of it."""
        edges = np.array(chain)
        start = edges[:, 1:].astype(np.float64)
        step = np.eye(2)[edges[:, 0]]
        low, high = np.zeros(len(edges)), np.ones(len(edges))
        above = self.at(start) > 0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            passed = (self.at(start + middle[:, None] * step) > 0) != above
            low, high = np.where(passed, low, middle), np.where(passed, middle, high)
        share = (low + high) / 2
        points = np.stack(self.coordinates(start + share[:, None] * step), axis=-1)
        return points, [self._beside(e, float(t)) for e, t in zip(chain, share, strict=True)]

    def _beside(self, edge: Edge, share: float) -> tuple[Point, Point]:
        axis, *node = edge
        unit = 1 << NARROW
        position = node[axis] * unit + int(share * unit)
        sides: list[Point] = []
        for moved in (max(position - 1, 0), min(position + 2, unit << self.depth)):
            shares = [fmpq(k, 1 << self.depth) for k in node]
            shares[axis] = fmpq(moved, unit << self.depth)
            sides.append(
                tuple(
                    arb(along.ends[0] + (along.ends[1] - along.ends[0]) * part)
                    for along, part in zip(self.axes, shares, strict=True)
                )
            )
        return sides[0], sides[1]

    def truth(self, point: Point) -> bool | None:
        """Whether all relations certainly hold (True), or one certainly does not (False)."""
        return self.truths(point)


class _Truths:
    """The truth of relations at a point by balls, with the conditions of their definedness."""

    def __init__(self, parts: Sequence[Relation], symbols: Sequence[Any], bits: int = BITS) -> None:
        self.parts = parts
        self.needs = [sorted(part.needs, key=str) for part in parts]
        expressions = {e for needs in self.needs for ways in needs for way in ways for e, _ in way}
        self.expressions = sorted(expressions, key=str)
        forms = [*(part.difference for part in parts), *self.expressions]
        self.balls = compile_balls(forms, symbols, bits=bits)

    def gaps(self, point: Sequence[arb]) -> Sequence[arb]:
        """The difference of the two sides of every relation."""
        return self.balls(point)[: len(self.parts)]

    def __call__(self, point: Sequence[arb]) -> bool | None:
        """Whether all of them certainly hold (True), or one certainly does not (False)."""
        signs = [sign_of_ball(value) or UNKNOWN for value in self.balls(point)]
        known = dict(zip(self.expressions, signs[len(self.parts) :], strict=True))

        def met(ways: Ways) -> bool:
            return any(all(truth_of(demand, known[e]) > 0 for e, demand in way) for way in ways)

        truths = [
            truth_of(part.sign, sign) if all(map(met, needs)) else 0
            for part, sign, needs in zip(self.parts, signs, self.needs, strict=False)
        ]
        return False if -1 in truths else None if 0 in truths else True


def _segments(cells: Any, margin: _Margin) -> list[tuple[Edge, Edge]]:
    """Pairs of edges that the curve enters and leaves a cell by."""
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0.5, 0.5)])
    values = margin.at(cells[:, None] + corners) if len(cells) else np.zeros((0, 5))
    pairs: list[tuple[Edge, Edge]] = []
    above = values > 0
    mixed = np.isfinite(values).all(axis=1) & (above[:, :4].any(axis=1) & ~above[:, :4].all(axis=1))
    for (i, j), signs in zip(cells[mixed].tolist(), above[mixed].tolist(), strict=True):
        around: list[Edge] = [(0, i, j), (1, i + 1, j), (0, i, j + 1), (1, i, j)]
        crossed = [k for k in range(4) if signs[k] != signs[(k + 1) % 4]]
        if len(crossed) == 2:
            pairs.append((around[crossed[0]], around[crossed[1]]))
        elif len(crossed) == 4:
            turn = 1 if signs[4] == signs[0] else 3
            pairs += [(around[0], around[turn]), (around[2], around[(turn + 2) % 4])]
    return pairs


def _chains(pairs: Sequence[tuple[Edge, Edge]]) -> list[list[Edge]]:
    """The segments joined at their ends."""
    beside: dict[Edge, list[Edge]] = {}
    for one, other in pairs:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    chains: list[list[Edge]] = []
    ends = [edge for edge, others in beside.items() if len(others) == 1]
    for first in (*ends, *beside):
        if not beside[first]:
            continue
        chain = [first]
        while beside[chain[-1]]:
            after = beside[chain[-1]].pop()
            beside[after].remove(chain[-1])
            chain.append(after)
        chains.append(chain)
    return chains


def closed_forms(
    regions: Regions, formulas: Mapping[str, Sequence[sympy.Expr]]
) -> tuple[ClosedForm, ...]:
    """Formulas for the boundary, checked by balls on every line of the finest grid.

    Points at which a formula is not real, is outside the window or violates a hypothesis are
    ignored. At all others some part of the conclusion must be a tie: the ball of its difference
    contains 0 and is narrower than 2**-60. Ties at which the claim does not change are omitted.

    Raises
    ------
    ValueError
        If a formula is not on the boundary; it names the point.
    """
    checked: list[ClosedForm] = []
    for name, several in formulas.items():
        for formula in several:
            points = np.array(_checked(regions, name, formula))
            checked.append(ClosedForm(name, formula, points.reshape(-1, len(regions.axes))))
    return tuple(checked)


def _checked(regions: Regions, name: str, formula: Any) -> list[tuple[float, ...]]:
    given = next(k for k, axis in enumerate(regions.axes) if axis.name == name)
    others = [axis for k, axis in enumerate(regions.axes) if k != given]
    size = 1 << regions.depth
    symbols = [axis.symbol for axis in regions.axes]
    height = compile_balls([formula], [axis.symbol for axis in others], bits=CLOSE_BITS)
    hypotheses = _Truths(regions.given, symbols, CLOSE_BITS)
    conclusion = _Truths(regions.conclusion, symbols, CLOSE_BITS)
    low, high = map(to_fmpq, (regions.axes[given].low, regions.axes[given].high))
    step = arb((high - low) / (size << NARROW))
    points: list[tuple[float, ...]] = []
    with ctx.workprec(CLOSE_BITS):
        for index in range(1, size) if others else (0,):
            beside = [arb(axis.at(index, regions.depth)) for axis in others]
            value = height(beside)[0]
            if not (value.is_finite() and value >= arb(low) and value <= arb(high)):
                continue
            point = list(beside)
            point.insert(given, value)
            if any(h < 0 for h in hypotheses.gaps(point)):
                continue
            coordinates = tuple(float(x.mid()) for x in point)
            ties = [g.contains(0) and g.rad() < CLOSE for g in conclusion.gaps(point)]
            if not any(ties):
                at = ", ".join(
                    f"{a.name} = {x:.6g}" for a, x in zip(regions.axes, coordinates, strict=True)
                )
                raise ValueError(
                    f"{name} = {formula} is not the boundary of the conclusion: at {at} the two "
                    "sides of the conclusion differ; correct the boundary that the claim declares"
                )
            truths = {
                conclusion(side) if hypotheses(side) is True else None
                for moved in (value - step, value + step)
                if moved >= arb(low) and moved <= arb(high)
                for side in ([*point[:given], moved, *point[given + 1 :]],)
            }
            only_there = any(
                tie for tie, part in zip(ties, regions.conclusion, strict=True) if part.sign == "=="
            )
            if truths == {True, False} or (only_there and truths == {False}):
                points.append(coordinates)
    return points
