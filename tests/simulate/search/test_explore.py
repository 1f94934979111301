"""What is false is found from nothing by every way of searching, and the rest is accounted for."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Rational as Q

from lossproof.simulate.search import Space, explore
from lossproof.simulate.search.larger import larger
from lossproof.simulate.search.optimisers import follow, spread
from lossproof.simulate.search.units import Units
from lossproof.simulate.violation import structures_of
from lossproof.theory.domain import Classes, Each, Integer, Label, Real, Simplex
from lossproof.theory.language import eq, ge, gt, le
from lossproof.theory.statement import Statement
from tests.simulate.toys import state
from tests.together import together


def unit() -> Real:
    return Real(0, 1)


def narrow() -> Statement:
    """False within 1e-4 of one point."""
    return state(
        {"x": unit(), "y": unit()},
        lambda x, y: ge((x - Q("0.7713")) ** 2 + (y - Q("0.3217")) ** 2, Q("1e-8")),
    )


def valley() -> Statement:
    """False near the end of a curved valley of the hypothesis."""
    return state(
        {"x": unit(), "y": unit()},
        lambda x: le(x, Q("0.9")),
        {"curve": lambda x, y: le((y - x**3) ** 2, Q("1e-12"))},
    )


def bounded() -> Statement:
    return state(
        {"q": Real(0, 1, open="left"), "u": unit()}, lambda q, u: le((1 - u**q) / q, 1 / q)
    )


@together("make", [narrow, valley])
def test_a_small_region_is_found_from_nothing(make: Callable[[], Statement]) -> None:
    statement = make()
    found = explore(statement, seconds=30, structured=False)
    assert found.counterexample is not None
    assert statement.at(found.counterexample).refutes()
    assert found.ended == "found"
    assert found.first is not None
    assert found.first <= found.seconds


def test_simple_points_come_first_and_give_the_most_generic() -> None:
    c = Classes()
    statement = state({"c": c, "f": Simplex(c)}, lambda c, f: gt(3, c * f[1]))
    found = explore(statement, seconds=5)
    assert found.way == "structured"
    assert found.counterexample == {"c": 4, "f": (Q(1, 30), Q(9, 10), Q(1, 30), Q(1, 30))}


def test_what_was_covered_and_the_nearest_miss_are_told() -> None:
    found = explore(bounded(), points=20_000, seconds=60)
    assert found.counterexample is None
    assert found.ended == "points"
    assert (found.structures, found.more) == (1, False)
    assert sum(each.points for each in found.covered.values()) >= 20_000
    assert all(each.met <= each.points for each in found.covered.values())
    assert found.nearest is not None
    assert found.nearest.slack == 0
    assert found.nearest.point["u"] == 0


def test_the_nearest_miss_is_near() -> None:
    statement = state({"x": unit(), "y": unit()}, lambda x, y: ge(x**2 + y, x - Q(1, 10)))
    near = explore(statement, points=20_000, seconds=60).nearest
    assert near is None  # x^2 - x + 1/10 < 0 at 1/2
    statement = state({"x": unit(), "y": unit()}, lambda x, y: ge(x**2 + y, x - Q(3, 10)))
    near = explore(statement, points=20_000, seconds=60).nearest
    assert near is not None
    assert near.slack == pytest.approx(0.05, abs=1e-3)
    assert statement.at(near.point).meets()


def test_points_make_an_outcome_that_is_repeated() -> None:
    first, second = (explore(bounded(), points=60_000, seed=4, seconds=600) for _ in range(2))
    for way, covered in first.covered.items():
        assert (covered.points, covered.met) == (
            second.covered[way].points,
            second.covered[way].met,
        )
    assert first.nearest == second.nearest


def test_only_points_with_what_is_pinned_are_looked_at() -> None:
    c = Classes()
    statement = state({"c": c, "f": Simplex(c), "q": unit()}, lambda f, q: le(f[0] * q, Q(1, 2)))
    found = explore(statement, pinned={"c": 4, "q": "0.7"}, seconds=10).counterexample
    assert found is not None
    assert (found["c"], found["q"]) == (4, Q(7, 10))
    pinned = {"f": ["1/5", "2/5", "2/5"]}
    assert explore(statement, pinned=pinned, points=100, seconds=10).counterexample is None
    with pytest.raises(ValueError, match=r"the sizes of c = 3, f = "):
        explore(statement, pinned={"c": 3, "f": ["1/2", "1/2"]}, seconds=1)
    with pytest.raises(ValueError, match=r"f = \[1/2, 1/3\]: f must be a point of the simplex"):
        explore(statement, pinned={"c": 2, "f": ["1/2", "1/3"]}, seconds=1)
    with pytest.raises(ValueError, match=r"no parameter is called g; known are: c, f, q"):
        explore(statement, pinned={"g": 1}, seconds=1)


def test_dropped_hypotheses_are_not_asked_for() -> None:
    statement = state({"x": unit()}, lambda x: le(x, Q(1, 2)), {"low": lambda x: le(2 * x, 1)})
    assert explore(statement, points=5000, seconds=30).counterexample is None
    assert explore(statement, dropped=["low"], seconds=5).counterexample == {"x": Q(2, 3)}
    with pytest.raises(ValueError, match=r"no hypothesis is called high; known are: low"):
        explore(statement, dropped=["high"], seconds=1)


def test_without_a_real_parameter_there_is_an_end() -> None:
    statement = state({"c": (c := Classes(tried=(2, 3))), "y": Label(c)}, lambda c, y: ge(c, y))
    found = explore(statement, seconds=600)
    assert (found.counterexample, found.ended) == (None, "nothing left")
    assert found.structures == 5 + len([*larger(statement)])


@together(
    ("parameters", "pinned", "more"),
    [
        ({"n": Integer(1, 4)}, {}, False),
        ({"n": Integer(1, 40)}, {}, True),
        ({"n": Integer(1)}, {}, True),
        ({"n": Integer(1)}, {"n": 70}, False),
        ({"n": Each(3, Integer(0, 1))}, {}, False),
        ({"n": Each(5, Integer(0, 1))}, {}, True),
        ({"n": Each(2, Integer(0, 50))}, {}, True),
    ],
)
def test_integers_that_are_not_tried_are_told_of(parameters: Any, pinned: Any, more: bool) -> None:
    for name, domain in parameters.items():
        domain.name = name
    statement = state(parameters, lambda n: le(0, n if isinstance(n, sympy.Expr) else sum(n)))
    found = explore(statement, pinned=pinned, seconds=600)
    assert (found.counterexample, found.ended, found.more) == (None, "nothing left", more)


def test_a_vector_settles_the_number_of_classes() -> None:
    c = Classes()
    statement = state({"c": c, "f": Simplex(c)}, lambda c, f: le(f[0], 1))
    pinned = {"f": ["1/3", "1/3", "1/3"]}
    assert explore(statement, pinned=pinned, points=10, seconds=60).more is False
    assert explore(statement, points=10, seconds=60).more is True
    with pytest.raises(ValueError, match=r"of c only 2, 3, 4, 6, 10 are searched: fix it too"):
        explore(statement, pinned={"f": ["1/5"] * 5}, seconds=1)
    assert (
        explore(statement, pinned={"f": ["1/5"] * 5, "c": 5}, points=10, seconds=60).more is False
    )


def test_hypotheses_that_nothing_meets_leave_no_nearest_miss() -> None:
    given = {"above": lambda x: ge(x, Q(2, 3)), "below": lambda x: le(x, Q(1, 3))}
    found = explore(state({"x": unit()}, lambda x: le(x, 2), given), points=5000, seconds=60)
    assert found.nearest is None
    assert sum(each.met for each in found.covered.values()) == 0


def test_time_is_kept() -> None:
    start = time.perf_counter()
    found = explore(bounded(), seconds=0.5)
    assert found.ended == "seconds"
    assert time.perf_counter() - start < 30


@together("budget", [{"seconds": 0}, {"points": 0}, {"workers": 0}])
def test_a_budget_without_sense_is_refused(budget: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must be above 0, workers and points at least 1"):
        explore(bounded(), **budget)


def test_workers_need_a_function_that_makes_the_statement() -> None:
    with pytest.raises(TypeError, match=r"requires a function that returns the statement"):
        explore(bounded(), workers=2)


def test_the_strict_namespace_searches_as_well() -> None:
    pytest.importorskip("array_api_strict")
    statement = narrow()
    found = explore(statement, device="strict", seconds=60, structured=False).counterexample
    assert found is not None
    assert statement.at(found).refutes()


def test_sequential_programming_follows_a_curved_hypothesis() -> None:
    given = {"curve": lambda x, y: le(sympy.Abs(y - x**3), Q(1, 10_000))}
    statement = state({"x": unit(), "y": unit()}, lambda x: le(x, Q("0.9")), given)
    space = Space(statement, next(structures_of(statement)))
    ends = follow(space, np.array([[0.5, 0.125]]))
    assert (space.gaps(ends)[1] > 1e-3).any()


def test_equalities_and_simplices_are_kept_on_the_way() -> None:
    statement = state(
        {"f": Simplex(3), "g": Simplex(3)},
        lambda f, g: le(f[0] * g[0], Q(1, 5)),
        {"same": lambda f, g: eq(f[0], g[1])},
    )
    space = Space(statement, next(structures_of(statement)))
    ends = follow(space, np.full((1, 6), 1 / 3))
    hypothesis, conclusion = space.gaps(ends)
    assert (hypothesis <= 1e-9).all()
    assert conclusion.max() == pytest.approx(0.05, abs=1e-3)


def test_evolution_finds_a_needle() -> None:
    space = Space(narrow(), next(structures_of(narrow())))
    row = spread(space, np.random.default_rng(0), time.perf_counter() + 60)
    assert row is not None
    assert space.gaps(row[None])[1][0] > 0


def test_the_nearest_miss_stays_off_an_open_end() -> None:
    statement = state({"q": Real(0, 1, open="left"), "u": unit()}, lambda q, u: ge(q * u, -q))
    near = explore(statement, points=20_000, seconds=60).nearest
    assert near is not None
    assert near.point["q"] > 0


def test_a_nearest_miss_that_is_not_certified_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lossproof.simulate.search.units.simple_near", lambda *_: None)
    near = explore(bounded(), points=20_000, seconds=60).nearest
    assert near is not None
    assert near.part is None
    assert abs(near.slack) < 1e-6


def test_a_unit_is_the_same_in_another_process() -> None:
    import pickle

    units = Units(narrow, {}, (), 3, "name", "numpy")
    before = units.unit(0, time.perf_counter() + 60)
    after = pickle.loads(pickle.dumps(Units(explore, {}, (), 3, "name", "numpy")))  # type: ignore[arg-type]
    assert after.question is explore
    again = Units(narrow, {}, (), 3, "name", "numpy").unit(0, time.perf_counter() + 60)
    assert before.counterexample == again.counterexample
    assert sympy.sympify(before.best) == sympy.sympify(again.best)
