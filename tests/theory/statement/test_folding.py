"""What SymPy deduces of terms folds nothing: not while a statement is written, nor later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
import sympy
from sympy import Abs, Max, Piecewise, Rational, ceiling, floor, log, sign, sqrt

from lossproof.theory.domain import Classes, Domain, Each, Integer, Real, Samples, Scores
from lossproof.theory.language import class_sum, eq, ge, gt, le, obligations, sample_mean
from lossproof.theory.language.needs import power_ways, seen
from lossproof.theory.numbers.as_written import has_functions
from lossproof.theory.proof import ProofError
from lossproof.theory.provers import easy
from lossproof.theory.statement import MistakeError, Proof, Statement


class False_(NamedTuple):
    """A false statement, where it fails or has no value, and what its record holds."""

    parameters: Mapping[str, Domain]
    conclusion: Callable[..., Any]
    point: Mapping[str, Any]
    head: str


N = {"n": Integer(1)}
MN = {"m": Integer(1), "n": Integer(1)}
KN = {"k": Integer(1), "n": Integer(1)}
XY = {"x": Real(), "y": Real()}
FALSE: dict[str, False_] = {
    "a sixth": False_(N, lambda n: eq(Max(2**n / 6, 1), 2**n / 6), {"n": 1}, "max"),
    "a whole sixth": False_(N, lambda n: le(2**n / 6, floor(2**n / 6)), {"n": 1}, "floor"),
    "twelfths": False_(
        N, lambda n: eq(floor(2 ** (n + 1) / 12), 2 ** (n + 1) / 12), {"n": 1}, "floor"
    ),
    "tenths": False_(N, lambda n: eq(ceiling(6**n / 10), 6**n / 10), {"n": 1}, "ceiling"),
    "even bases": False_(
        KN, lambda k, n: eq(floor((2 * k) ** n / 6), (2 * k) ** n / 6), {"k": 1, "n": 1}, "floor"
    ),
    "one over a product": False_(
        MN, lambda m, n: eq(Max(1 / (m * n), Rational(1, 31)), 1 / (m * n)), {"m": 8, "n": 8}, "max"
    ),
    "the sign of a difference": False_(
        MN, lambda m, n: eq(sign(1 / (m * n) - Rational(1, 2)), 1), {"m": 2, "n": 2}, "sign"
    ),
    "the size of a difference": False_(
        MN,
        lambda m, n: eq(Abs(1 / (m * n) - Rational(1, 2)), 1 / (m * n) - Rational(1, 2)),
        {"m": 2, "n": 2},
        "abs",
    ),
    "a condition": False_(
        MN,
        lambda m, n: eq(Piecewise((1, 1 / (m * n) > Rational(1, 2)), (0, True)), 1),
        {"m": 2, "n": 2},
        "if",
    ),
    "conditions": False_(
        MN,
        lambda m, n: eq(
            Piecewise((1, (1 / (m * n) > Rational(1, 2)) & (n > 0)), (0, True)), 1
        ),
        {"m": 2, "n": 2},
        "if",
    ),
    "a power of -1": False_(N, lambda n: eq((-1) ** (n * (n + 2)), 1), {"n": 1}, "^ -1"),
    "a quotient": False_(XY, lambda x, y: eq((x - y) / (x - y), 1), {"x": 1, "y": 1}, "* 0"),
    "a power of a quotient": False_(
        XY, lambda x, y: eq(((x - y) ** -2) ** 0 + x, 1 + x), {"x": 1, "y": 1}, "* 0"
    ),
    "a logarithm": False_(
        XY, lambda x, y: eq(sympy.exp(sympy.log(x)), x), {"x": -1, "y": 0}, "* 0"
    ),
    "a product with 0": False_(XY, lambda x, y: eq(0 / x, 0 * y), {"x": 0, "y": 0}, "* 0"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_neither_proved_nor_folded(name: str) -> None:
    false = FALSE[name]
    stated = Statement(false.parameters, {}, false.conclusion)
    outcome = stated.at(false.point)
    assert outcome.missed or outcome.undefined
    (text,) = stated.record()["conclusion"]
    assert f"({false.head}" in text or f"{false.head})" in text
    proof = Proof(stated)
    found = easy(proof.goals[0], proof.known())
    assert found is None or not _proved(proof, found)


@pytest.mark.parametrize(
    ("share", "without"),
    [(lambda v, j: v[j] / v[j], [0, 1]), (lambda v, j: v[j] / v.total(), [1, -1])],
)
def test_shares_of_scores_need_a_total(share: Any, without: Any) -> None:
    c = Classes()
    c.name = "c"
    stated = Statement(
        {"c": c, "v": Scores(c)}, {}, lambda c, v: ge(class_sum(lambda j: share(v, j), c), 1)
    )
    assert stated.at({"c": 2, "v": without}).undefined
    proof = Proof(stated)
    found = easy(proof.goals[0], proof.known())
    assert found is None or not _proved(proof, found)


def test_a_mean_in_a_mean_keeps_its_index() -> None:
    n = Samples()
    u = Each(n, Real())
    n.name, u.name = "n", "u"

    def mean(u: Any, n: Any) -> Any:
        return sample_mean(lambda j: u[j], n)

    stated = Statement(
        {"n": n, "u": u}, {}, lambda n, u: eq(sample_mean(lambda i: u[i] / mean(u, n), n), 1)
    )
    assert stated.at({"n": 2, "u": [1, -1]}).undefined
    assert stated.at({"n": 2, "u": [0, 2]}).conclusion[0].holds


def test_a_sum_that_may_be_empty_asks_for_nothing_outside_it() -> None:
    k, x = Integer(0, 1), Real(-1, 1)
    k.name, x.name = "k", "x"
    rooted = Statement(
        {"k": k, "x": x},
        {},
        lambda k, x: ge(sqrt(x) - sqrt(x) + class_sum(lambda j: 1 / (x + j + 2), k), -x),
    )
    assert rooted.at({"k": 0, "x": -1}).undefined


@pytest.mark.parametrize(
    "term",
    [
        lambda j, x: log(x),
        lambda j, x: log((j + 1) * x),
        lambda j, x: sqrt((j + 1) * x),
        lambda j, x: (j + 1) / ((j + 1) * x),
    ],
)
def test_what_sympy_takes_out_of_a_sum_that_may_be_empty_has_a_value(term: Any) -> None:
    k, x = Integer(0, 1), Real(-1, 1)
    k.name, x.name = "k", "x"
    given = {"h": lambda k, x: le(class_sum(lambda j: term(j, x), k), 5)}
    with pytest.raises(MistakeError, match="does not depend on its index: take it out"):
        _ = Statement({"k": k, "x": x}, given, lambda k, x: ge(x, 0)).tree


def test_a_sum_that_is_taken_out_of_a_sum_that_may_be_empty_has_a_value() -> None:
    c, k = Classes(), Integer(0, 1)
    c.name, k.name = "c", "k"
    with pytest.raises(MistakeError, match="does not depend on its index: take it out"):
        _ = Statement(
            {"c": c, "k": k, "v": Scores(c)},
            {},
            lambda k, v: le(class_sum(lambda j: (j + 1) / v.total(), k), 5),
        ).tree


@pytest.mark.parametrize("way", [lambda k, x: k * x, lambda k, x: class_sum(lambda _: x, k)])
def test_a_root_is_not_taken_apart_where_a_factor_may_be_0_and_another_below_0(way: Any) -> None:
    k, x = Integer(0, 1), Real(-1, 1)
    k.name, x.name = "k", "x"
    given = {"h": lambda k, x: le(sqrt(way(k, x)), 5)}
    with pytest.raises(MistakeError, match="does not follow from the domains"):
        _ = Statement({"k": k, "x": x}, given, lambda k, x: ge(x, 0)).tree


def _proved(proof: Proof, found: Any) -> bool:
    try:
        proof.conclude(found)
    except ProofError:
        return False
    return True


def test_a_hypothesis_that_some_point_meets_is_met() -> None:
    given = {"not whole": lambda n: gt(2**n / 6, floor(2**n / 6))}
    stated = Statement(N, given, lambda n: eq(n, n + 1))
    assert stated.refutes({"n": 1})


def test_a_function_stays_where_a_step_rewrites_its_parts() -> None:
    stated = Statement(MN, {}, lambda m, n: le(floor(2**n / 6), Max(2**m / 6, 1) + Abs(n - m)))
    n, m = (stated.symbolic()[name] for name in ("n", "m"))
    (goal,) = stated.symbolic_conclusion
    for known in ({n: m}, {n: m + 1}, {m: 2 * n}, {n: n * m}):
        side = goal.difference.xreplace(known)
        assert has_functions(side)
        assert side.has(floor)
        assert side.has(Max)


def test_an_exponent_is_whole_only_where_that_is_derived() -> None:
    n = sympy.Symbol("n", integer=True, positive=True)
    x = sympy.Symbol("x", real=True)
    ways = power_ways(x, 2**n / 6)
    assert not any(all(seen(each, demand) for each, demand in way) for way in ways)
    assert obligations(sympy.Pow(x, 2**n / 6, evaluate=False))
    assert all(seen(each, demand) for each, demand in power_ways(x, 2**n)[0])


def test_a_power_of_minus_1_is_told_by_what_is_derived() -> None:
    even = Statement(N, {}, lambda n: eq((-1) ** (2 * n), 1))
    assert even.record()["conclusion"] == ["(== 1 1)"]
    odd = Statement(N, {}, lambda n: ge((-1) ** (2 * n + 1), -1))
    assert odd.record()["conclusion"] == ["(>= -1 -1)"]
