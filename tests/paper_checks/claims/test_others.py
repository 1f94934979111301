"""The other classes, and the laws of absolute values and of the smaller of two, in claims."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Abs, Min, Rational

from lossproof import (
    Classes,
    Label,
    Real,
    Scores,
    Simplex,
    Statement,
    eq,
    every_other_class,
    ge,
    gt,
    le,
    lt,
    sum_of_others,
)
from tests.paper_checks.claims.stating import verdict

C = Classes()
F: Any = {"c": C, "f": Simplex(C), "y": Label(C)}


def test_the_others_have_the_rest() -> None:
    def rest(c: Any, f: Any, y: Any) -> Any:
        return eq(sum_of_others(lambda j: f[j], y, c), 1 - f[y])

    assert verdict(rest, **F) == "PROVED"
    assert verdict(lambda c, f, y: le(sum_of_others(lambda j: f[j], y, c), f[y]), **F) == "REFUTED"


def test_each_other_has_at_most_the_rest() -> None:
    def each(c: Any, f: Any, y: Any) -> Any:
        return every_other_class(lambda j: le(f[j], 1 - f[y]), y, c)

    def half(c: Any, f: Any, y: Any) -> Any:
        return every_other_class(lambda j: le(f[j], Rational(1, 2)), y, c)

    assert verdict(each, **F) == "PROVED"
    assert verdict(half, **F) == "REFUTED"


@pytest.mark.parametrize("says", [lt, le, gt, ge, eq])
def test_nothing_is_said_of_the_label_itself(says: Any) -> None:
    stated = Statement(
        {"v": Scores(2), "y": Label(2)},
        {},
        lambda v, y: every_other_class(lambda j: says(v[j], v[y] + 1), y, 2),
    )
    for other in (0, 1, 2):
        holds = {lt: other < 1, le: other <= 1, gt: other > 1, ge: other >= 1, eq: other == 1}[says]
        assert stated.at({"v": [other, 0], "y": 1}).refutes() != holds


def test_a_term_of_the_label_itself_needs_no_value() -> None:
    stated = Statement(
        {"v": Scores(3), "y": Label(3)},
        {},
        lambda v, y: eq(sum_of_others(lambda j: 1 / (v[j] - v[y]), y, 3), 0),
    )
    outcome = stated.at({"v": [1, 0, -1], "y": 1})
    assert outcome.conclusion[0].holds
    assert stated.at({"v": [1, 0, 0], "y": 1}).conclusion[0].holds is None


def test_something_else_than_relations_is_refused() -> None:
    with pytest.raises(TypeError, match="every other class must be a relation or a tuple"):
        every_other_class(lambda j: j, 0, 3)
    assert len(every_other_class(lambda j: (le(j, 2), ge(j, 0)), 0, 3)) == 3


def test_what_is_small_is_below_the_bound_on_both_sides() -> None:
    size: Any = {"size": lambda x, b: le(Abs(x), b)}
    x: Any = {"x": Real(), "b": Real()}
    assert verdict(lambda x, b: (le(x, b), ge(x, -b)), size, **x) == "PROVED"
    assert verdict(lambda x, b: ge(x, 0), size, **x) == "REFUTED"


def test_what_has_the_size_1_has_the_square_1() -> None:
    x: Any = {"y": Real(), "v": Real()}
    sign: Any = {"sign": lambda y: eq(Abs(y), 1)}
    assert verdict(lambda y, v: eq((1 - y * v) ** 2, (y - v) ** 2), sign, **x) == "PROVED"
    assert verdict(lambda y, v: eq((1 - y * v) ** 2, (y - v) ** 2), **x) == "REFUTED"


def test_the_smaller_of_two_is_below_their_mean() -> None:
    x: Any = {"x": Real(), "y": Real()}
    assert verdict(lambda x, y: le(Min(x, y), (x + y) / 2), **x) == "PROVED"
    assert verdict(lambda x, y: lt(Min(x, y), (x + y) / 2), **x) == "REFUTED"
