"""The smallest ball about points: exact in few dimensions, between two bounds in many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import ArrayLike

from lossproof.simulate.pairs.batch import Floats, check_points

# Dimensions up to which the ball is exact: the expected time grows as their factorial.
FEW = 5
ROUNDING = 1e-12
STEPS = 100_000


@dataclass(frozen=True, eq=False)
class Ball:
    """A ball that contains the points; the smallest radius is between `lower` and `radius`.

    `square` is the exact square of the smallest radius, with floats read as exact numbers; None
    where only the bounds are known.
    """

    centre: Floats
    radius: float
    lower: float
    square: Fraction | None = None


def smallest_ball(embeddings: ArrayLike, *, gap: float = 1e-6) -> Ball:
    """The smallest ball about the rows, shape (n, d), n >= 1.

    Exact up to d = 5, by Welzl (1991) in rational arithmetic. Above, the bounds are at most `gap`
    times the radius apart: the centre is a mean of the points with weights w, and by duality the
    square of the radius is at least `sum w |x - centre|^2`.

    Raises ValueError where the points are not finite numbers or there are none, and RuntimeError
    where the gap is not reached.
    """
    points = check_points(embeddings).astype(np.float64)
    if not len(points):
        raise ValueError("embeddings must contain n >= 1 points; got none")
    if points.shape[1] <= FEW:
        return _exact(points)
    return bounded_ball(points, gap)


Vector = list[fmpq]


def _exact(points: Floats) -> Ball:
    order = np.random.default_rng(0).permutation(np.unique(points, axis=0))
    rows = [[_rational(x) for x in row] for row in order.tolist()]
    centre, square = _about(rows, len(rows), [])
    exact = Fraction(int(square.p), int(square.q))
    middle = np.array([float(Fraction(int(x.p), int(x.q))) for x in centre])
    low = math.nextafter(math.sqrt(exact), 0)
    # The ball about the rounded centre must contain the points.
    rounded_radius = float(np.sqrt(((points - middle) ** 2).sum(axis=1).max()))
    high = max(math.nextafter(math.sqrt(exact), math.inf), rounded_radius * (1 + ROUNDING))
    return Ball(middle, high if exact or rounded_radius else 0.0, max(0.0, low), exact)


def _rational(x: float) -> fmpq:
    return fmpq(*x.as_integer_ratio())


def _about(rows: list[Vector], count: int, edge: Sequence[Vector]) -> tuple[Vector, fmpq]:
    """The smallest ball about the first rows that has `edge` on its surface; moves rows forward."""
    centre, square = _through(edge) if edge else (rows[0], fmpq(0))
    if len(edge) == len(rows[0]) + 1:
        return centre, square
    for place in range(count):
        row = rows[place]
        if _square(row, centre) > square:
            centre, square = _about(rows, place, [*edge, row])
            rows.insert(0, rows.pop(place))
    return centre, square


def _square(x: Vector, y: Vector) -> fmpq:
    return sum(((a - b) ** 2 for a, b in zip(x, y, strict=True)), fmpq(0))


def _through(edge: Sequence[Vector]) -> tuple[Vector, fmpq]:
    """The smallest ball with these points, which are affinely independent, on its surface."""
    first, *others = edge
    if not others:
        return first, fmpq(0)
    sides = [[a - b for a, b in zip(other, first, strict=True)] for other in others]
    matrix = fmpq_mat(sides)
    lengths = fmpq_mat([[sum((x * x for x in side), fmpq(0)) / 2] for side in sides])
    weights = (matrix * matrix.transpose()).solve(lengths)
    step = (matrix.transpose() * weights).entries()
    centre = [a + b for a, b in zip(first, step, strict=True)]
    return centre, sum((x * x for x in step), fmpq(0))


def bounded_ball(points: Floats, gap: float) -> Ball:
    """`smallest_ball` by bounds, in any dimension, for finite points.

    By Frank and Wolfe's steps with steps away, on the dual's weights (Yildirim, 2008).
    """
    weights = np.zeros(len(points))
    start = np.argmax(((points - points[0]) ** 2).sum(axis=1))
    weights[start] = 1
    lower, radius = 0.0, math.inf
    for _ in range(STEPS):
        held = weights > 0
        centre = weights[held] @ points[held]
        squares = ((points - centre) ** 2).sum(axis=1)
        low, far = float(weights @ squares), int(squares.argmax())
        high = float(squares[far])
        lower, radius = math.sqrt(low) * (1 - ROUNDING), math.sqrt(high) * (1 + ROUNDING)
        if radius - lower <= gap * radius:
            return Ball(centre, radius, lower)
        near = int(np.where(held, squares, np.inf).argmin())
        if high - low >= low - squares[near]:
            step = (high - low) / (2 * high)
            weights *= 1 - step
            weights[far] += step
        else:
            share = weights[near]
            most = share / (1 - share)
            best = (low - squares[near]) / (2 * squares[near]) if squares[near] > 0 else most
            step = min(most, best)
            weights *= 1 + step
            weights[near] = 0 if step == most else weights[near] - step
        weights /= weights.sum()
    raise RuntimeError(
        f"the bounds of the smallest ball are still {1 - lower / radius:.1e} apart; raise gap"
    )
