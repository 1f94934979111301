"""A map says what is certain of every point of a cell, and leaves the rest undecided."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

from benchmarks.claims.map import contradicted
from lossproof.theory.language import Relation, eq, ge, gt, le, lt
from lossproof.theory.maps import FAILS, HOLDS, OUTSIDE, STATES, UNDECIDED, Regions
from lossproof.theory.maps.regions import regions
from lossproof.theory.maps.signs import Axis
from tests.together import together

x, y = sp.symbols("x y", nonnegative=True)
X, Y = (Axis(s.name, s, sp.Integer(0), sp.Integer(1)) for s in (x, y))
DISC = lt(x**2 + y**2, 1)


def never(point: dict[str, Any]) -> str:
    """At these points balls decide; what they leave open is on the boundary."""
    return STATES[HOLDS] if float(point["x"]) ** 2 + float(point["y"]) ** 2 < 1 else STATES[FAILS]


def disc(depth: int = 6, **options: Any) -> Regions:
    return regions((), (DISC,), (X, Y), depth=depth, **options)


def test_the_cells_tile_the_window() -> None:
    found = regions((le(x, y),), (DISC,), (X, Y), depth=5)
    covered = np.zeros((32, 32), dtype=int)
    for level, i, j in found.cells:
        step = 32 >> level
        covered[i * step : (i + 1) * step, j * step : (j + 1) * step] += 1
    assert (covered == 1).all()
    assert sum(found.share().values()) == 1
    assert len(found.codes) == len(found.cells)


def test_shares_close_in_on_the_area() -> None:
    share = disc(9).share()
    assert share["holds"] < np.pi / 4 < share["holds"] + share["undecided"]
    assert share["undecided"] < Fraction(1, 100)
    assert disc(9).reach() == 1


@pytest.mark.parametrize("state", [HOLDS, FAILS])
def test_points_of_a_state_are_in_it(state: int) -> None:
    looked, wrong = contradicted(disc(8), state, 4000, never)
    assert looked > 3000
    assert not wrong


def test_a_cell_in_the_wrong_state_is_noticed() -> None:
    found = disc(4)
    wrong_codes = np.where(found.codes == FAILS, HOLDS, found.codes)
    faulty = Regions(
        found.axes, found.given, found.conclusion, found.depth, found.cells,
        wrong_codes.astype(np.int8), found.examined,
    )  # fmt: skip
    assert contradicted(faulty, HOLDS, 500, never)[1]


def test_where_a_hypothesis_fails_nothing_else_is_said() -> None:
    found = regions((ge(y, x),), (gt(y + 1, 2 * x),), (X, Y), depth=6)
    assert found.at("3/4", "1/4") == "outside"
    assert found.at("1/4", "3/4") == "holds"
    assert "fails" not in {STATES[code] for code in found.codes}
    for cell in np.flatnonzero(found.codes == OUTSIDE):
        (low, _), (_, high) = found.box(int(cell))
        assert high < low or found.cells[cell, 0] == 0


def test_a_tie_on_the_boundary_of_a_cell_is_strict_for_one_side_only() -> None:
    half = sp.Rational(1, 2)
    weak = regions((), (ge(x, half),), (X,), depth=3)
    strict = regions((), (gt(x, half),), (X,), depth=3)
    below, above = half - sp.Rational(1, 8), half + sp.Rational(1, 8)
    assert [*weak.intervals()] == [
        ("fails", 0, below), ("undecided", below, half), ("holds", half, 1)
    ]  # fmt: skip
    assert [*strict.intervals()] == [
        ("fails", 0, half), ("undecided", half, above), ("holds", above, 1)
    ]  # fmt: skip


def test_an_identity_holds_everywhere_and_its_neighbour_nowhere() -> None:
    square = (x + y) ** 2
    same = regions((), (eq(square, x**2 + 2 * x * y + y**2),), (X, Y))
    other = regions((), (eq(square, x**2 + y**2 + 1 + 2 * x * y),), (X, Y))
    assert same.share()["holds"] == 1
    assert other.share()["fails"] == 1
    assert same.examined == other.examined == 1


def test_one_part_that_fails_is_enough() -> None:
    found = regions((), (le(x, 2), le(y, sp.Rational(-1, 8))), (X, Y), depth=3)
    assert found.share()["fails"] == 1


def test_what_is_undefined_is_undecided() -> None:
    found = regions((), (ge(sp.log(x - sp.Rational(1, 2)), -9),), (X,), depth=4)
    assert found.at("1/4") == "undecided"
    assert found.at("3/4") == "holds"


def test_a_limit_of_cells_leaves_the_rest_undecided() -> None:
    found = disc(9, max_cells=200)
    assert found.examined <= 200
    assert sum(found.share().values()) == 1
    assert found.share()["undecided"] > Fraction(1, 50)
    assert found.reach() > 1


def test_reach_is_the_distance_to_what_is_decided() -> None:
    axes, nothing = (X, Y), ()
    cells = np.array([[3, i, j] for i in range(8) for j in range(8)])
    open_ = np.array([2 <= i <= 6 and 1 <= j <= 3 for _, i, j in cells])
    codes = np.where(open_, UNDECIDED, HOLDS).astype(np.int8)
    assert Regions(axes, nothing, nothing, 3, cells, codes, 64).reach() == 2
    codes = np.where([i < 3 for _, i, _ in cells], UNDECIDED, HOLDS).astype(np.int8)
    assert Regions(axes, nothing, nothing, 3, cells, codes, 64).reach() == 3
    line = np.array([[3, i] for i in range(8)])
    codes = np.array([0, 0, 1, 1, 0, 0, 0, 1], dtype=np.int8)
    assert Regions((X,), nothing, nothing, 3, line, codes, 8).reach() == 2
    codes[:] = UNDECIDED
    assert Regions((X,), nothing, nothing, 3, line, codes, 8).reach() == 8


def test_intervals_are_fine() -> None:
    found = regions((), (le(x**2, sp.Rational(1, 2)),), (X,), depth=20)
    (held, _, low), (opened, _, high), (failed, _, _) = found.intervals()
    assert (held, opened, failed) == ("holds", "undecided", "fails")
    assert low**2 <= sp.Rational(1, 2) <= high**2
    assert high - low <= sp.Rational(2, 2**20)


@together(
    ("change", "sentence"),
    [
        ({"axes": ()}, "one axis and a depth"),
        ({"axes": (X, Y, X)}, "got 3 axes"),
        ({"depth": 13}, "got 2 axes, depth 13"),
        ({"max_cells": 0}, "max_cells 0"),
        ({"axes": (X,)}, "a map needs a value for y"),
    ],
)
def test_what_makes_no_map_is_refused(change: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {"axes": (X, Y), "depth": 3, **change}
    given: tuple[Relation, ...] = ()
    with pytest.raises(ValueError, match=sentence):
        regions(given, (DISC,), **arguments)


def test_questions_for_the_other_kind_of_map_are_refused() -> None:
    with pytest.raises(ValueError, match="this map has two"):
        next(disc(1).intervals())
    with pytest.raises(ValueError, match="x must be in the window, 0 to 1; got 2"):
        disc(1).at(2, "1/2")


half = sp.Rational(1, 2)
HOLES: dict[str, tuple[Any, ...]] = {
    "two poles that cancel": (le(1 / (x - half), 1 / (x - half) + 1),),
    "0/0": (ge((x**2 - sp.Rational(1, 4)) / (x - half), x),),
    "a weight of 0": (ge(0, (x - half) * sp.log((x - half) ** 2) - 1),),
    "a bounded step of a pole": (ge(sp.Heaviside(1 / (x - half), half), 0),),
    "what is least": (le(sp.Min(sp.log((x - half) ** 2), 1), 1),),
}


@together("says", HOLES.values())
def test_nothing_holds_where_a_term_has_no_value(says: tuple[Any, ...]) -> None:
    found = regions((), says, (X,), depth=6)
    for state in found.at(half), regions((), says, (X, Y), depth=3).at(half, "1/3"):
        assert state == "undecided"
    assert found.at("1/4") in ("holds", "fails")


def test_what_is_nowhere_defined_neither_holds_nor_fails() -> None:
    found = regions((), (ge(sp.exp(sp.log(x - 2) ** 2), 0),), (X,), depth=3)
    assert found.share()["undecided"] == 1


def test_a_hypothesis_without_a_value_is_not_met() -> None:
    given = ge(sp.Abs(sp.log(x - half)), 0)
    found = regions((given,), (ge(x, 0),), (X,), depth=6)
    assert found.at("1/4") == "outside"
    assert found.at("3/4") == "holds"
    assert found.at(half) == "undecided"


def test_a_part_that_fails_is_enough_beside_one_without_a_value() -> None:
    found = regions((), (ge(sp.log(x - 2), 0), ge(x, 2)), (X,), depth=3)
    assert found.share()["fails"] == 1
