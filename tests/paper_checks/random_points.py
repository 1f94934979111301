"""Exact points that meet every hypothesis of a statement, simple and random ones."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np

from lossproof.simulate.search import effort
from lossproof.simulate.search.space import Space
from lossproof.simulate.violation import TOLERANCE, Point, structures_of
from lossproof.simulate.violation.rationals import exact_row
from lossproof.theory.statement import Statement

COARSE = 20  # denominators: exact evaluation slows with long numbers


def examples(statement: Statement, structures: int = 3, random_points: int = 2) -> list[Point]:
    """One simple point and some random ones per structure."""
    found: list[Point] = []
    rng = np.random.default_rng(0)
    for structure in structures_of(statement, structures):
        space = Space(statement, structure, refuting=False)
        if (simple := space.simple(effort.FEWER_POINTS)) is not None:
            found += [simple.point, *_sampled(space, rng, random_points)]
    return found


def _sampled(space: Space, rng: np.random.Generator, count: int) -> list[Point]:
    """Certified points near random ones, some far out in unbounded domains."""
    if not space.blocks:
        return []
    scale = rng.choice([1.0, 1.0, 100.0], size=(effort.RANDOM_POINTS, 1))
    points = space.draw(rng) * scale
    for block in space.blocks:
        block.project(points)
    _, conclusion = space.gaps(points)
    near = (points[k] for k in np.flatnonzero(conclusion > TOLERANCE)[: 4 * count])
    certified = (space.certify(_coarse(space, one)) for one in near)
    return [*islice((point for point in certified if point is not None), count)]


def _coarse(space: Space, near: Any) -> list[Any]:
    row: list[Any] = exact_row(near, COARSE)
    for block in filter(lambda block: block.simplex, space.blocks):
        rest = sorted(range(*block.columns.indices(len(row))), key=row.__getitem__)
        row[rest[-1]] = 1 - sum(row[i] for i in rest[:-1])
    return row
