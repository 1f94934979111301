"""What is said of a varied number holds at numbers that were not looked at."""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import Abs, Max, Rational as Q, log

from lossproof.simulate.search import CONCLUSION, UNDEFINED, vary
from lossproof.theory.domain import (
    Classes,
    Each,
    Integer,
    Joint,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
)
from lossproof.theory.language import eq, ge, gt, le, lt
from lossproof.theory.language.terms import batch_mean, cells_of
from lossproof.theory.statement import narrowed
from tests.simulate.toys import state
from tests.together import together


def test_what_could_be_anything_and_what_could_not() -> None:
    c = Classes()
    statement = state(
        {"c": c, "y": Label(c), "q": Real(0, 1), "x": Real(0, 2), "f": Simplex(c)},
        lambda q, f: le(q, Q(1, 3)),
        {"low": lambda q, x: lt(q * x, 1)},
    )
    point = {"c": 2, "y": 0, "q": "1/2", "x": 1, "f": ["1/2", "1/2"]}
    found = {each.name: each for each in vary(statement, point)}
    assert list(found) == ["c", "y", "q", "x", "f"]
    assert found["y"].anything
    assert found["f"].tried == found["f"].refuting > 1
    assert not found["f"].anything  # not every one of its values was tried
    assert not found["q"].anything
    assert set(found["q"].because) == {"low", "the conclusion"}
    assert Fraction(1, 3) < found["q"].low < Fraction(334, 1000)
    assert Fraction(999, 1000) < found["q"].high < 1
    assert found["x"].because == ("low",)
    assert (found["q"].certified, found["x"].certified) == ("everywhere", "everywhere")
    assert found["c"].because == ("the sizes of the other values",)
    for name in ("q", "x"):
        low, high = found[name].low, found[name].high
        for k in range(8):
            value = low + (high - low) * Fraction(k, 7)
            changed = {**point, name: str(value)}
            assert statement.at(changed).refutes(), (name, value)


def test_what_was_only_looked_at_is_not_called_certified() -> None:
    middle = Q(1, 3) + Q(1, 10**6)
    statement = state(
        {"x": Real(), "y": Real(0, 1), "z": Real(0, 1, open="left")},
        lambda x, y, z: eq((y - middle) * (x**2 + 1) * z, 0),
    )
    found = {each.name: each for each in vary(statement, {"x": 1, "y": 1, "z": 1})}
    assert not any(each.anything for each in found.values())
    assert (found["x"].below, found["x"].above) == (None, None)
    assert (found["z"].below, found["z"].above) == (None, ())
    assert found["z"].low > 0
    assert found["y"].certified != "everywhere"  # the claim holds inside, between what was tried
    assert found["y"].tried == found["y"].refuting


POLE = Q(12345, 99991)


@together(
    ("conclusion", "given"),
    [
        (lambda x, y: le(x + 1 / (y - POLE), 1 / (y - POLE)), lambda: ge(1, 0)),
        (lambda x: le(x, 0), lambda y: ge(1 + 1 / (y - POLE), 1 / (y - POLE))),
        (lambda x, y: eq(x + log(y - POLE), log(y - POLE)), lambda y: gt(y, POLE)),
    ],
)
def test_what_cancels_has_a_value_wherever_it_is_certified(conclusion: Any, given: Any) -> None:
    statement = state({"x": Real(0, 1), "y": Real(0, 1)}, conclusion, {"given": given})
    point = {"x": Q(1, 2), "y": Q(1, 2)}
    y = {each.name: each for each in vary(statement, point)}["y"]
    assert y.low is not None
    assert y.high == 1
    assert (y.certified == "everywhere") == (y.low > POLE)
    assert not statement.at({**point, "y": POLE}).refutes()


def test_points_of_the_simplex_that_are_called_certified_are_decided_exactly() -> None:
    def conclusion(f: Any) -> Any:  # it holds near f[0] = 9/10, where floats see 1/2
        near = Max(0, 1 - 20 * Abs(f[0] - Q(9, 10)))
        return le(Q(1, 2) - 10**17 * log(1 + near / 10**17), 0)

    statement = state({"f": Simplex(2)}, conclusion)
    assert not statement.at({"f": [Q(9, 10), Q(1, 10)]}).refutes()
    (f,) = vary(statement, {"f": [Q(1, 2), Q(1, 2)]})
    assert f.refuting < f.tried
    assert f.certified == "values"


def test_ends_are_those_of_the_domain_or_stopped_there() -> None:
    statement = state(
        {"x": Real(0, Q(7, 13)), "y": Real(0, 2)},
        lambda x, y: lt(x + 1 + y, 1),
        {"low": lambda y: le(y, 1)},
    )
    found = {each.name: each for each in vary(statement, {"x": "1/4", "y": "1/2"})}
    assert found["x"].anything
    assert (found["x"].low, found["x"].high) == (0, Fraction(7, 13))
    assert (found["y"].below, found["y"].above) == ((), ("low",))
    assert not found["y"].anything


def test_the_range_reaches_beyond_a_large_value() -> None:
    statement = state({"x": Real()}, lambda x: le(x, 50))
    (found,) = vary(statement, {"x": 100})
    assert found.low == pytest.approx(50, abs=0.1)
    assert found.high > 100
    assert (found.below, found.above) == (("the conclusion",), None)


def test_what_is_pinned_is_not_varied() -> None:
    c = Classes()
    statement = state({"c": c, "f": Simplex(c), "q": Real(0, 1)}, lambda q: le(q, 0))
    point = {"c": 2, "f": [1, 0], "q": 1}
    assert [each.name for each in vary(statement, point, pinned=["f", "q"])] == ["c"]
    assert [each.name for each in vary(statement, point, pinned=["c"])] == ["f", "q"]


def test_a_number_that_an_equality_fixes_must_be_what_it_is() -> None:
    c = Classes(tried=(2,))
    statement = state(
        {"c": c, "F": Scores(c)},
        lambda F: ge(F[0], F[1]),
        {"symmetric": lambda F: eq(F.total(), 1)},
    )
    found = {each.name: each for each in vary(statement, {"c": 2, "F": [0, 1]})}
    assert found["F[0]"].low == found["F[0]"].high == 0
    assert found["F[1]"].because[0] == "symmetric"


def test_a_value_is_counted_once() -> None:
    statement = state({"u": Real(0, 1)}, lambda u: gt((u - Q(1, 3)) ** 2, 0))
    (variation,) = vary(statement, {"u": Q(1, 3)})
    assert variation.refuting == 1 < variation.tried


def test_a_conclusion_without_a_value_does_not_hold() -> None:
    statement = state({"x": Real(-1, 2)}, lambda x: ge(log(x), 0))
    (variation,) = vary(statement, {"x": Q(1, 2)})
    assert variation.below == (UNDEFINED,)
    assert variation.above == (CONCLUSION,)
    assert variation.because == (UNDEFINED, CONCLUSION)


def test_a_number_of_things_is_tried_well_above() -> None:
    statement = state({"n": Integer(1), "x": Real(0, 1)}, lambda n, x: ge(x, Q(1, 2)))
    found = {each.name: each for each in vary(statement, {"n": 2, "x": 0})}
    assert found["n"].tried == found["n"].refuting
    assert not found["n"].anything
    assert found["n"].tried > 4


def test_labels_of_a_family_are_varied_one_by_one() -> None:
    c, n = Classes(tried=(2,)), Samples(tried=(2,))
    statement = state({"c": c, "n": n, "y": Each(n, Label(c))}, lambda y: le(y[0], 0), {})
    found = {each.name: each for each in vary(statement, {"c": 2, "n": 2, "y": [1, 0]})}
    assert not found["y[0]"].anything
    assert found["y[1]"].anything


def test_a_dropped_hypothesis_does_not_matter() -> None:
    statement = state({"x": Real(0, 1)}, lambda x: le(x, 0), {"none": lambda x: lt(x, 0)})
    (found,) = vary(statement, {"x": 1}, ["none"])
    assert found.because == ("the conclusion",)


def test_a_point_that_refutes_nothing_is_refused() -> None:
    statement = state({"x": Real(0, 1)}, lambda x: ge(x, 0))
    with pytest.raises(ValueError, match="is not a counterexample"):
        vary(statement, {"x": 1})


def test_ranges_are_narrowed_and_hypotheses_added() -> None:
    c = Classes()
    statement = state(
        {"c": c, "q": Real(0, 1, open="left"), "F": Scores(c), "f": Simplex(c)},
        lambda q: ge(q, 0),
        {"one": lambda q: le(q, 1)},
    )
    made = narrowed(
        statement,
        {"q": ("", "1/2"), "c": ("3", "5"), "F": ("0", "1")},
        {"two": lambda q, c: ge(q * c, 1)},
    )
    assert made.parameters["q"].describe() == "in (0, 1/2]"
    assert [*made.parameters["c"].options({})] == [3, 4, 5]  # type: ignore[attr-defined]
    assert made.parameters["F"].inner.describe() == "in [0, 1]"  # type: ignore[attr-defined]
    assert list(made.given) == ["one", "two"]
    assert statement.parameters["q"].describe() == "in (0, 1]"
    good = {"c": 3, "q": "1/2", "F": [0, 1, 1], "f": [1, 0, 0]}
    assert made.at(good).meets()
    with pytest.raises(ValueError, match=r"q must be in \(0, 1/2\]"):
        made.at({**good, "q": "3/5"})


@together(
    ("ranges", "match"),
    [
        ({"x": ("0", "1")}, "no parameter is called x; the parameters are c, q, f"),
        ({"q": ("-1", "1/2")}, r"the range of q must lie in its domain.*got -1\.\.1/2"),
        ({"q": ("1/2", "1/2")}, "fix q at one value"),
        ({"q": ("1/2", "1/3")}, "the range of q must lie in its domain"),
        ({"c": ("1", "3")}, "the range of c must lie in its domain"),
        ({"c": ("5/2", "3")}, "the range of c must lie in its domain"),
        ({"f": ("0", "1")}, "f is a point of the simplex.*has no range: fix its value"),
        ({"q": ("a", "1")}, "an end of q must be a finite number"),
    ],
)
def test_ranges_that_lie_elsewhere_are_refused(ranges: Any, match: str) -> None:
    c = Classes()
    parameters = {"c": c, "q": Real(0, 1, open="left"), "f": Simplex(c)}
    statement = state(parameters, lambda q: ge(q, 0), {"one": lambda q: le(q, 1)})
    with pytest.raises(ValueError, match=match):
        narrowed(statement, ranges)
    with pytest.raises(ValueError, match="one is a hypothesis already"):
        narrowed(statement, {}, {"one": lambda q: le(q, sympy.S.Half)})


def test_what_stops_it_is_told_exactly_where_floats_are_too_coarse() -> None:
    tiny = Q(1, 10**10)
    statement = state(
        {"x": Real(0, 1), "y": Real(0, tiny), "z": Real(0, 1)},
        lambda x, y, z: lt(2 * x + y, Max(tiny / 2, 0 * z)),
        {"small": lambda x: le(x, tiny), "wider": lambda x: le(x, 2 * tiny)},
    )
    found = {each.name: each for each in vary(statement, {"x": tiny / 2, "y": 0, "z": 1})}
    x, y = found["x"], found["y"]
    assert (x.below, x.above) == (("the conclusion",), ("small",))
    assert tiny / 4 < x.low < tiny * Q(251, 1000)
    assert tiny * Q(999, 1000) < x.high <= tiny
    assert y.anything
    assert found["z"].anything
    for value in (x.low, x.high):
        assert statement.at({"x": value, "y": 0, "z": 1}).refutes()


def test_values_of_an_integer_that_take_too_long_are_not_tried() -> None:
    def size(n: Any, Q: Any) -> Any:
        return batch_mean(lambda k: Abs(k[0] * k[3] - k[1] * k[2]), n, cells_of(Q))

    statement = state({"n": Samples(tried=(8,)), "Q": Joint(2)}, lambda n, Q: ge(size(n, Q), n**2))
    found = {each.name: each for each in vary(statement, {"n": 8, "Q": [["1/4"] * 2] * 2})}
    assert found["n"].tried == found["n"].refuting == len((7, 8, 9, 16))  # 80 has 91,881 tables
    assert not found["n"].anything


def test_a_hypothesis_far_below_rounding_is_no_less_one() -> None:
    scale = 10**14

    def small(x: Any) -> Any:
        return le(x / scale, Q(1, 2) / scale)

    line = state({"x": Real(0, 1)}, lambda x: ge(x, 2), {"small": small})
    (x,) = vary(line, {"x": Q(1, 4)})
    assert (x.low, x.below, x.above) == (0, (), ("small",))
    assert Q(499, 1000) < x.high <= Q(1, 2)
    assert x.refuting < x.tried
    simplex = state({"f": Simplex(2)}, lambda f: ge(f[0], 2), {"small": lambda f: small(f[0])})
    (f,) = vary(simplex, {"f": [Q(1, 4), Q(3, 4)]})
    assert (f.because, f.certified) == (("small",), "values")
    assert f.refuting < f.tried
