"""What is false only in a corner: far out, next to open ends, for few of many labels."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Eq, Ne, Not, Piecewise, Rational as Q

from lossproof.simulate.search import find, looked_at
from lossproof.theory.domain import Each, Label, Real, Scores, Simplex
from lossproof.theory.language import eq, ge, le, lt
from lossproof.theory.losses import expectation
from lossproof.theory.statement import Statement
from tests.simulate.toys import state
from tests.together import together


def false_far_out() -> dict[str, Statement]:
    """False on half-lines that begin far from 0, or where a hypothesis leaves little room."""
    return {
        "below": state({"x": Real()}, lambda x: le(sympy.Max(0, -x - 11), 0)),
        "clipped": state(
            {"f": Simplex(2), "v": Scores(2)},
            lambda f, v: eq(expectation(f, v), expectation(f, [sympy.Min(x, 20) for x in v])),
        ),
        "a hinge": state({"v": Scores(2)}, lambda v: le(sympy.Max(0, v[1] - 500), 0)),
        "little room": state(
            {"x": Real(0, 1), "y": Real(0, 1)},
            lambda x, y: le(x * y, 0),
            {"small": lambda x: le(x, Q(1, 10**6))},
        ),
    }


def clipped_log(x: Any) -> Any:
    return sympy.log(sympy.Max(x, Q(1, 10**7)))


def false_at_an_open_end() -> dict[str, Statement]:
    """False only closer to an end that is left out than rows of floats go, or far out."""
    inside = {"f": Simplex(3, interior=True)}
    return {
        "a half-line": state({"x": Real(0, open="left")}, lambda x: ge(x, Q(1, 10**8))),
        "either end": state({"x": Real(0, 1, open="both")}, lambda x: le(x, 1 - Q(1, 10**11))),
        "narrow": state(
            {"x": Real(1, 1 + Q(1, 10**5), open="left")}, lambda x: ge(10**20 * x, 10**20 + 1)
        ),
        "an interior": state(inside, lambda f: ge(f[1], Q(1, 10**20))),
        "a logarithm": state(inside, lambda f: le(-sympy.log(f[0]), 500)),
        "clipped at 0": state(
            {"x": Real(0, 1, open="left")}, lambda x: eq(sympy.log(x), clipped_log(x))
        ),
        "clipped in an interior": state(inside, lambda f: le(clipped_log(f[2]), sympy.log(f[2]))),
        "a clipped weight": state(
            {"eta": Real(0, Q(1, 2), open="right")},
            lambda eta: ge(sympy.Min(1 / (1 - 2 * eta), 10**7), 1 / (1 - 2 * eta)),
        ),
        "a clipped score": state(
            {"v": Scores(2)}, lambda v: eq(sympy.Min(10**4, sympy.Max(0, v[1])), sympy.Max(0, v[1]))
        ),
        "a vertex": state(inside, lambda f: le(sum(x**2 for x in f), 1 - Q(1, 10**8))),
    }


def rarely_false() -> dict[str, Statement]:
    """False for few of many labels."""
    batch = {"Y": Each(6, Label(2)), "f": Simplex(2)}
    return {
        "a late label": state({"y": Label(100), "f": Simplex(100)}, lambda y: le(y, 70)),
        "a batch": state(batch, lambda Y: lt(Y.total(), 6)),
        "the first": state(
            {"Y": Each(4, Label(3)), "f": Simplex(3)}, lambda Y, f: le(Y[0] * f[1], 1)
        ),
    }


def false_at_one_number() -> dict[str, Statement]:
    def but(*conditions: Any) -> Any:
        return Piecewise(*((0, condition) for condition in conditions), (1, True))

    odd = Q(4321, 1009)
    return {
        "not equal": state({"x": Real()}, lambda x: ge(but(Not(Ne(x, odd))), 1)),
        "a multiple": state({"x": Real()}, lambda x: ge(but(Eq(1009 * x, 4321)), 1)),
        "a product": state(
            {"x": Real(), "y": Real(0, 1)},
            lambda x, y: ge(but(Eq((x - odd) * (x**2 + 1), 0)) + y, 1),
        ),
        "on the simplex": state({"f": Simplex(3)}, lambda f: ge(but(Eq(f[1], 271 / Q(1009))), 1)),
    }


FALSE = {
    **false_at_one_number(),
    **false_far_out(),
    **false_at_an_open_end(),
    **rarely_false(),
}


@together("name", FALSE)
def test_what_is_false_in_a_corner_is_found(name: str) -> None:
    point = find(FALSE[name])
    assert point is not None
    assert FALSE[name].refutes(point)


def test_it_is_told_where_not_all_labels_were_looked_at() -> None:
    few = state({"y": Label(5), "f": Simplex(5)}, lambda f: le(f[0], 1))
    many = state({"y": Label(100), "f": Simplex(100)}, lambda f: le(f[0], 1))
    assert looked_at(few) == ({}, None)
    found, looked = looked_at(many)
    assert found == {}
    assert looked is not None
    assert 27 < looked <= 51  # the first, and what is drawn besides
    all_of_them = {"Y": Each(3, Label(3)), "f": Simplex(3)}
    assert looked_at(state(all_of_them, lambda Y: ge(Y[0], 0))) == ({}, None)


@together(
    "said",
    [
        lambda x: le((1 + x) ** (1 / x), sympy.E),
        lambda x: ge(Q(1, 2) ** (1 / x), 0),
        lambda x: lt(-sympy.log((1 + x) / 2), (1 - x) * sympy.log(2)),
    ],
)
def test_what_is_true_up_to_an_open_end_is_searched_in_a_while(said: Any) -> None:
    assert find(state({"x": Real(0, 1, open="both")}, said)) is None
