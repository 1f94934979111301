"""False statements are refuted by exact points, true ones are not, and the seed decides nothing."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Rational as Q

from lossproof.simulate.search import explore, find
from lossproof.simulate.violation import eliminate, structures_of
from lossproof.theory.domain import (
    Classes,
    Domain,
    Each,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import eq, every_sample, ge, gt, le, lt, sample_mean
from lossproof.theory.language.terms import expected, is_zero
from lossproof.theory.losses import clean_risk, expectation, lq, uniform_risk
from lossproof.theory.statement import Statement
from tests.simulate.toys import state
from tests.together import together
from tests.turns import in_turns


def unit(**choice: Any) -> Real:
    return Real(0, 1, **choice)


def tables(*names: str, eta: bool = True) -> dict[str, Domain]:
    c, n = Classes(tried=(2, 3)), Samples(tried=(1, 2))
    rest = {name: Each(n, Scores(c)) for name in names}
    return {"c": c, "n": n, "y": Each(n, Label(c)), **({"eta": unit()} if eta else {}), **rest}


def worse_clean(F: Any, G: Any, y: Any, n: Any) -> Any:
    return le(clean_risk(F, y, n), clean_risk(G, y, n))


def worse_uniform(F: Any, G: Any, y: Any, eta: Any, c: Any, n: Any) -> Any:
    return le(uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n))


def symmetric(F: Any, G: Any, n: Any) -> Any:
    return every_sample(lambda s: (eq(F[s].total(), 1), eq(G[s].total(), 1)), n)


def averaged(W: Any, T: Any, F: Any, G: Any, y: Any, n: Any) -> Any:
    return every_sample(
        lambda s: tuple(eq(expectation(W[s], H[s]), expectation(T[y[s]], H[s])) for H in (F, G)), n
    )


RATE = {"rate": lambda eta, c: lt(eta, 1 - 1 / c)}
MINIMISER = {"minimiser": worse_clean}
SYMMETRIC = {"symmetric": symmetric}


def weighted_risk(scores: Any, weights: Any, n: Any) -> sympy.Expr:
    """The mean loss when sample `i` has label `j` with probability `weights[i][j]`."""
    return sample_mean(lambda i: expectation(weights[i], scores[i]), n)


def false_ones() -> dict[str, Statement]:
    """Statements that fail at a simple point, the last ones only with equalities that hold."""
    c, n = Classes(tried=(2, 3)), Samples(tried=(1, 2))
    noise = {"W": Each(n, Simplex(c)), "T": Transitions(c), "F": Each(n, Scores(c))}
    return {
        "boundary": state({"q": unit()}, lambda q: gt(q, 0)),
        "tie": state({"f": Simplex(3)}, lambda f: gt(f[0] + 1 - f[0], 1)),
        "unbounded": state({"u": unit()}, lambda u: lt(-sympy.log(u), 4)),
        "irrational": state({"q": unit(open="left")}, lambda q: ge(lq(Q(1, 2), q), Q(6, 10))),
        "constant": state({"q": unit()}, lambda q: eq(q + 1, q)),
        "no parameters": state({}, lambda: lt(2, 1)),
        "vertex": state({"c": c, "f": Simplex(c)}, lambda f, c: le(f.total(lambda u: u**2), 1 / c)),
        "unsymmetric": state(tables("F", "G"), worse_uniform, {**RATE, **MINIMISER}),
        "without rate": state(tables("F", "G"), worse_uniform, {**SYMMETRIC, **MINIMISER}),
        "averaged": state(
            {"c": c, "n": n, "y": Each(n, Label(c)), **noise, "G": Each(n, Scores(c))},
            lambda F, G, W, n: le(weighted_risk(F, W, n), weighted_risk(G, W, n)),
            {**MINIMISER, "averaged": averaged, "diagonal": lambda T: gt(T[0][0], Q(1, 2))},
        ),
    }


def true_ones() -> dict[str, Statement]:
    c = Classes(tried=(2, 3, 4))
    return {
        "bound": state({"q": unit(open="left"), "u": unit()}, lambda q, u: le(lq(u, q), 1 / q)),
        "norm": state({"c": c, "f": Simplex(c)}, lambda f, c: ge(f.total(lambda u: u**2), 1 / c)),
        "tolerance": state(tables("F", "G"), worse_uniform, {**RATE, **MINIMISER, **SYMMETRIC}),
        "undefined": state({"u": unit()}, lambda u: ge(sympy.log(u - 2), 0)),
        "nowhere": state(
            {"u": unit()}, lambda u: lt(u, 0), {"real": lambda u: ge(sympy.log(u - 2), -9)}
        ),
        "contradiction": state(
            {"q": unit()},
            lambda q: lt(q, 0),
            {"above": lambda q: gt(q, Q(1, 2)), "below": lambda q: lt(q, Q(1, 2))},
        ),
    }


def assert_refutes(statement: Statement, point: Any, dropped: tuple[str, ...] = ()) -> None:
    assert point is not None
    outcome = statement.at(point)
    for name, parts in outcome.given.items():
        if name not in dropped:
            assert all(part.holds is True for part in parts), name
    assert outcome.missed


@together("name", false_ones())
def test_a_false_statement_has_the_same_exact_counterexample_for_every_seed(name: str) -> None:
    statement = false_ones()[name]
    points = [find(statement, seed=seed, thorough=False) for seed in range(3)]
    assert_refutes(statement, points[0])
    assert points == points[:1] * 3


@in_turns("name", true_ones(), 6)
def test_a_true_statement_has_no_counterexample(name: str) -> None:
    assert find(true_ones()[name], limit=4) is None


@together("name", ["symmetric", "rate", "minimiser"])
def test_a_dropped_hypothesis_is_not_asked_for(name: str) -> None:
    statement = true_ones()["tolerance"]
    point = find(statement, dropped=[name], thorough=False)
    assert_refutes(statement, point, (name,))
    assert point is not None
    assert not all(part.holds for part in statement.at(point).given[name])


def test_an_unknown_hypothesis_cannot_be_dropped() -> None:
    with pytest.raises(ValueError, match=r"no hypothesis is called slope.*rate, minimiser"):
        find(state(tables("F", "G"), worse_uniform, {**RATE, **MINIMISER}), dropped=["slope"])


def near(value: str, width: str) -> Callable[[Any], Any]:
    return lambda q: ge((q - Q(value)) ** 2, Q(width) ** 2)


SMALL = {
    "conclusion": state({"q": unit()}, near("0.77", "0.001")),
    "hypothesis": state(
        {"q": unit()},
        lambda q: ge(q, Q(9, 10)),
        {"near": lambda q: le((q - Q("0.77123")) ** 2, Q("1e-8"))},
    ),
    "both": state(
        {"q": unit(), "f": Simplex(3)},
        lambda f: near("0.3217", "0.001")(f[0]),
        {"near": lambda q: le(sympy.Abs(q - Q("0.77")), Q("0.001"))},
    ),
    "far": state({"x": Real(), "y": Real()}, lambda x, y: ge((x - 137) ** 2 + (y + 52) ** 2, 1)),
}


@together("name", SMALL)
def test_a_small_region_is_found_by_the_second_phase_for_every_seed(name: str) -> None:
    statement = SMALL[name]
    assert find(statement, thorough=False) is None
    for seed in range(3):
        assert_refutes(statement, find(statement, seed=seed))
    simple = {"conclusion": {"q": Q(10, 13)}, "far": {"x": 137, "y": -52}}
    if name in simple:
        assert find(statement, seed=3) == simple[name]


def test_the_simplest_counterexample_comes_first() -> None:
    statement = state({"q": unit()}, lambda q: ge((q - Q(1, 2)) ** 2, Q(1, 30)))
    assert find(statement) == {"q": Q(1, 2)}
    c = Classes()
    statement = state({"c": c, "f": Simplex(c)}, lambda c, f: lt(c * f[1], 3))
    assert find(statement, limit=2) == {"c": 3, "f": (0, 1, 0)}
    thirtieth = Q(1, 30)
    assert find(statement) == {"c": 4, "f": (thirtieth, Q(9, 10), thirtieth, thirtieth)}


def test_of_equally_simple_ones_the_clearest_comes_first() -> None:
    statement = state({"q": Real(-1, 1)}, lambda q: gt(q**2 * (1 + q), 0))
    assert find(statement) == {"q": 0}
    c = Classes()
    statement = state(
        {"c": c, "f": Simplex(c)}, lambda f: le((2 * f[0] + f[1]) * (2 * f[0] - 1) ** 2, 0)
    )
    assert find(statement) == {"c": 2, "f": (Q(2, 3), Q(1, 3))}


def test_generic_points_come_before_ends_and_singular_matrices() -> None:
    c = Classes(tried=(2,))
    simplex = state({"c": c, "f": Simplex(c)}, lambda f: le(f[0] - f[1], 0))
    assert find(simplex) == {"c": 2, "f": (Q(2, 3), Q(1, 3))}
    T = Transitions(c)
    matrix = state({"c": c, "T": T}, lambda T: lt(T[0][0] + T[1][0], 1))
    found = find(matrix)
    assert found is not None
    (a, b), (u, v) = found["T"]
    assert a * v != b * u
    assert min(a, b, u, v) > 0
    only_ends = state({"x": unit()}, lambda x: gt(x, 0))
    assert find(only_ends) == {"x": 0}


def test_a_witness_is_inside_the_domains_where_one_is() -> None:
    c = Classes()
    parameters = {"q": unit(), "c": c, "f": Simplex(c)}
    given = {"order": lambda f: le(f[0], f[1])}
    point = find(state(parameters, lambda q: ge(q, 0), given), refuting=False)
    assert point is not None
    assert 0 < point["q"] < 1
    assert 0 < point["f"][0] < point["f"][1]
    given = {"vertex": lambda f: eq(f[0], 1)}
    point = find(state(parameters, lambda q: ge(q, 0), given), refuting=False)
    assert point is not None
    assert point["f"] == (1, 0)


def test_structures_come_smallest_first_and_renamed_ones_later() -> None:
    statement = state(tables("F"), lambda eta: ge(eta, 0))
    sizes = [structure.sizes for structure in structures_of(statement)]
    assert sizes[0] == {"c": 2, "n": 1, "y": (0,)}
    assert sizes.index({"c": 2, "n": 2, "y": (0, 1)}) < sizes.index({"c": 2, "n": 2, "y": (1, 0)})
    assert len(sizes) == 2 + 4 + 3 + 9
    assert len(list(structures_of(statement, 5))) == 5


def test_what_equalities_determine_holds_exactly() -> None:
    c, n = Classes(tried=(3,)), Samples(tried=(2,))
    statement = state(
        {"c": c, "n": n, "C": Real(), "F": Each(n, Scores(c)), "f": Simplex(c), "w": Simplex(c)},
        lambda C: ge(C, 0),
    )
    (structure,) = structures_of(statement)
    C, F, f, w = (structure.values[name] for name in ("C", "F", "f", "w"))
    equalities = [
        F[0].total() - C,
        F[1].total() - C,
        w[0] - f[1],
        w[1] - f[2],
        F[0][0] ** 2 - F[1][0] ** 2,
    ]
    solved = eliminate(equalities, structure.blocks)
    rest = [
        sympy.expand(form.xreplace(solved)) for form in (*equalities, f.total() - 1, w.total() - 1)
    ]
    assert rest == [0, 0, 0, 0, F[0][0] ** 2 - F[1][0] ** 2, 0, 0]
    assert not set(solved) & set().union(*(form.free_symbols for form in solved.values()))


def test_a_domain_knows_what_lies_outside_and_the_way_back() -> None:
    parameters = {
        "a": unit(open="left"),
        "b": Real(0),
        "f": Simplex(3),
        "g": Simplex(3, interior=True),
    }
    (structure,) = islice(structures_of(state(parameters, lambda a: ge(a, 0))), 1)
    rng = np.random.default_rng(1)
    points = rng.normal(size=(200, len(structure.symbols))).round()
    for block in structure.blocks:
        inside = block.outside(points) <= 1e-12
        for row, is_inside in zip(points[:, block.columns], inside, strict=True):
            value = [Q(float(x)) for x in row]
            try:
                block.domain.check(value if block.simplex else value[0], {})
                assert is_inside
            except ValueError:
                assert not is_inside
        assert not inside.all()
        block.project(points)
        assert (block.outside(points) <= 1e-12).all()


def test_an_indicator_of_what_varies_is_searched() -> None:
    wrong = state({"x": Real(-2, 2), "y": Real(-2, 2)}, lambda x, y: ge(is_zero(x - y), Q(1, 3)))
    point = find(wrong)
    assert point is not None
    assert point["x"] != point["y"]
    true = state({"x": Real(-2, 2)}, lambda x: le(is_zero(x), 1))
    assert find(true, limit=2, thorough=False) is None


HUGE = 10**400


@together(
    ("domain", "says"),
    [
        (Real(0, None), lambda x: le(x, x + HUGE)),
        (Real(0, 1), lambda x: le(HUGE * x, HUGE)),
        (Real(HUGE, HUGE + 1), lambda x: ge(x, HUGE)),
        (Real(None, -HUGE), lambda x: le(x, 0)),
        (Real(), lambda x: ge(x**2 + Q(1, HUGE), 0)),
    ],
)
def test_what_is_larger_than_a_float_is_passed_over(domain: Real, says: Any) -> None:
    assert find(Statement({"x": domain}, {}, says), limit=1) is None


def test_a_domain_that_ends_beyond_floats_is_searched() -> None:
    found = find(Statement({"x": Real(0, HUGE)}, {}, lambda x: le(x, 7)))
    assert found is not None
    assert 7 < found["x"] < HUGE


LEAST = Q(1, 10**10)


def barely_false() -> dict[str, Statement]:
    """False by less than floats are trusted with, or on a domain as narrow."""
    coin, curve = Simplex(2, interior=True), Q(1, 10**12)
    return {
        "everywhere": state(
            {"p": coin}, lambda p: le(expected(lambda z: 1 / p[z], p), 2 - Q(1, 10**9))
        ),
        "at its top": state({"x": unit()}, lambda x: le(x * (1 - x), Q(1, 4) - curve)),
        "an equality": state({"x": unit()}, lambda x: eq(x * curve, 0)),
        "of two": state({"x": unit(), "y": unit()}, lambda x, y: le((x - y) ** 2 * curve, 0)),
        "narrow": state({"x": Real(0, LEAST)}, lambda x: le(x, LEAST / 2)),
        "narrow, given": state(
            {"x": Real(0, LEAST), "y": Real(0, LEAST)},
            lambda x, y: le(x, 3 * y - LEAST / 100),
            {"twice": lambda x, y: ge(x, 2 * y), "above": lambda y: ge(y, LEAST / 5)},
        ),
        "narrow and far": state({"x": Real(1, 1 + LEAST)}, lambda x: le((x - 1) / LEAST, Q(1, 2))),
    }


@together("name", barely_false())
def test_what_is_false_by_less_than_floats_show_is_found(name: str) -> None:
    statement = barely_false()[name]
    for point in (find(statement), explore(statement, points=2000, seconds=30).counterexample):
        assert point is not None
        assert statement.refutes(point)


def test_a_tie_is_no_counterexample() -> None:
    tight = state({"x": unit(), "y": unit()}, lambda x, y: ge((x / 3 - y / 3) ** 2, 0))
    assert find(tight) is None
    assert explore(tight, points=2000, seconds=30).counterexample is None


def test_many_numbers_are_searched() -> None:
    many: dict[str, Domain] = {f"x{k}": Real(0, 1) for k in range(70)}
    found = find(Statement(many, {}, lambda x0, x69: le(x0 + x69, 1)))
    assert found is not None
    assert found["x0"] + found["x69"] > 1
