"""False statements, each with a proof that hides what has no value where the statement fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
import sympy
from sympy import Abs, Float, Max, Rational, exp, log

from lossproof.theory.domain import Classes, Each, Real, Samples, Scores, Simplex
from lossproof.theory.language import ANY_CLASS, BOUND_CLASS, ClassSum, eq, ge, gt
from lossproof.theory.language.terms import (
    BatchMean,
    Count,
    EntropyTerm,
    NestedSum,
    determinant,
    is_zero,
    matrix,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    covered,
    identity,
    nonnegative,
    positive,
    replaced,
)
from lossproof.theory.statement import Proof
from tests.theory.bogus import refused, refused_where_undefined, statement

c, n = Classes(), Samples()
half = Rational(1, 2)
ONE = {"u": 1, "v": 1}


def at_one(conclusion: Any = lambda: ge(0, 1), **more: Any) -> Any:
    """False at `u = v = 1`, where `v - 1` is also twice `u - 1`."""
    return statement(
        {"u": Real(), "v": Real(), **more},
        conclusion,
        one=lambda u: eq(u, 1),
        same=lambda u, v: eq(v, u),
        double=lambda u, v: eq(v - 1, 2 * (u - 1)),
    )


def two_values(p: Any, of: Callable[[Any], Any]) -> tuple[Fact, Fact]:
    """That `of(v - 1)` is `of(u - 1)`, and `of(2 (u - 1))`, for what has no value at 0."""
    low, high = p.u - 1, p.v - 1
    same = combine(high - low, p.given("same"))
    return (
        replaced(of(high), same, high, low),
        replaced(of(high), p.given("double"), high, 2 * low),
    )


def absurd(p: Any, first: Fact, second: Fact) -> Fact:
    """`1/2 == 0`, from `1/(v-1) == 1/(u-1)`, `1/(v-1) == 1/(2 (u-1))` and `u - 1 == 0`."""
    zero = p.given("one")
    return combine(half, (second, zero), (first, zero, -1))


NO_VALUE = (
    r"no value|without a value|may divide|not evidently|no number|not the symbol|"
    "is not in the language"
)


def test_equals_for_equals_in_what_has_no_value() -> None:
    refused(at_one(), ONE, lambda p: absurd(p, *two_values(p, lambda x: 1 / x)), NO_VALUE)


@pytest.mark.parametrize("kind", ["sum", "nested"])
def test_the_size_of_a_sum_hides_a_divisor(kind: str) -> None:
    def hidden(p: Any) -> Callable[[Any], Any]:
        def of(x: Any) -> Any:
            if kind == "sum":
                return cast(Any, ClassSum)(p.f[BOUND_CLASS] ** ANY_CLASS, 1 / x)
            fresh, nested = sympy.Dummy(integer=True, nonnegative=True), cast(Any, NestedSum)
            return nested(p.f[fresh] ** ANY_CLASS, 1 / x, fresh)

        return of

    def prove(p: Any) -> Fact:
        facts = two_values(p, hidden(p))
        return absurd(p, *(fact.at(ANY_CLASS, 0) for fact in facts))

    false = at_one(c=c, f=Simplex(c))
    refused(false, {**ONE, "c": 2, "f": [half, half]}, prove, NO_VALUE)


@pytest.mark.parametrize(
    "hide",
    [
        lambda x, p: 1 / x,
        lambda x, p: EntropyTerm(ANY_CLASS, 1 / x),
        lambda x, p: is_zero(ANY_CLASS / x),
        lambda x, p: exp(-Abs(1 / x)) * ANY_CLASS,
        lambda x, p: Max(ANY_CLASS, 1 / x),
        lambda x, p: BatchMean(is_zero(Count(0)), p.n, 1 / x, 1 - 1 / x),
        lambda x, p: determinant(matrix(lambda i, j: i * j / x, p.c)),
    ],
)
def test_no_step_is_about_what_has_no_value(hide: Any) -> None:
    p: Any = Proof(at_one(lambda u: eq(u, 1), c=c, n=n))
    same, _ = two_values(p, lambda x: hide(x, p))
    assert same.expr != 0
    with pytest.raises(ProofError, match=NO_VALUE):
        p.conclude(combine(p.u - 1, p.given("one"), (same, 0)))


def test_infinite_hypotheses_are_no_facts() -> None:
    false = statement(
        {"w": Real(0)},
        lambda: ge(0, 1),
        large=lambda w: ge(Abs(log(w)), 0),
        larger=lambda w: ge(Abs(log(w)), 1 + 2 * Abs(log(w))),
    )
    refused_where_undefined(
        false, {"w": 0}, lambda p: combine(-1, p.given("large"), p.given("larger")), NO_VALUE
    )


def test_both_sides_of_a_hypothesis_have_values() -> None:
    false = statement(
        {"w": Real(0), "v": Real()},
        lambda v: ge(v, 0),
        close=lambda w, v: ge(Abs(log(w)), Abs(log(w)) - v),
    )
    refused_where_undefined(
        false, {"w": 0, "v": -1}, lambda p: p.given("close"), "has a value only where w > 0"
    )


def test_both_sides_of_a_conclusion_have_values() -> None:
    false = statement({"w": Real(0)}, lambda w: gt(1 + Abs(log(w)), Abs(log(w))))
    refused(false, {"w": 0}, lambda p: positive(1), "has a value only where w > 0")
    inside = statement(
        {"w": Real(0)}, lambda w: gt(1 + Abs(log(w)), Abs(log(w))), some=lambda w: gt(w, 0)
    )
    p = Proof(inside)
    for shown in (positive(1), combine(1, positive(1), (0, p.given("some")))):
        assert p.conclude(shown).uses == {"some"}


def test_facts_that_multiply_others_are_finite() -> None:
    false = statement(
        {"w": Real(0), "v": Real()},
        lambda v: ge(v, 1),
        none=lambda w: eq(w, 0),
        large=lambda w: ge(Abs(log(w)), 1),
    )

    def prove(p: Any) -> Fact:
        return combine(p.v - 1, (p.given("large"), p.given("none"), 0), p.given("none"))

    refused_where_undefined(false, {"w": 0, "v": 0}, prove, "the difference is|no value")
    p = Proof(statement({"w": Real(0)}, lambda w: eq(w, 0), **false.given))
    with pytest.raises(ProofError, match="without a value"):
        p.conclude(combine(p.w, p.given("none"), (p.given("large"), p.given("none"), 0)))


@pytest.mark.parametrize("value", [sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.I])
def test_what_is_no_number_is_in_no_fact(value: Any) -> None:
    u = Proof(statement({"u": Real(0)}, lambda u: ge(u, 0))).u
    attempts = (
        lambda: combine(value, (positive(1), value)),
        lambda: combine(u + value, nonnegative(u), (identity(u, u), value)),
        lambda: positive(value),
        lambda: nonnegative(value**2),
        lambda: replaced(u, identity(u + value, u + value), u, u + value),
    )
    for attempt in attempts:
        with pytest.raises(ProofError):
            attempt()


def test_rounded_numbers_make_no_residue_vanish() -> None:
    false = statement({"u": Real()}, lambda: ge(0, 1), tenths=lambda u: eq(u, Rational(3, 10)))

    def prove(p: Any) -> Fact:
        rounded = replaced(10**20 * (p.u - Rational(2, 10)), p.given("tenths"), p.u, Float("0.3"))
        exact = replaced(10**20 * (p.u - Rational(2, 10)), p.given("tenths"), p.u, Rational(3, 10))
        gap = combine(rounded.expr - exact.expr, rounded, (exact, -1))
        return combine(-1, (gap, -1 / gap.expr))

    refused(false, {"u": Rational(3, 10)}, prove, r"write Rational\(7, 10\) for 0\.7")


@pytest.mark.parametrize(
    "rule",
    [
        lambda x, u, one: combine(1 + x, positive(1)),
        lambda x, u, one: combine(one.expr, one, (one, x)),
        lambda x, u, one: positive(x),
        lambda x, u, one: replaced(u, one, u, 1 + x),
    ],
)
def test_rounded_numbers_are_refused_by_name(rule: Any) -> None:
    p = Proof(statement({"u": Real(0)}, lambda u: ge(u, 0), one=lambda u: eq(u, 1)))
    with pytest.raises(ProofError, match=r"write Rational\(7, 10\) for 0\.7"):
        rule(Float("1e-20"), p.u, p.given("one"))


def test_a_step_has_a_value_at_zero() -> None:
    step: Any = sympy.Heaviside
    p = Proof(statement({"u": Real(0, 1), "v": Real(0, 1)}, lambda u, v: gt(step(u - v, -3), -4)))
    box = {
        symbol: (p.domain(name)["lower"], p.domain(name)["upper"])
        for name, symbol in (("u", p.u), ("v", p.v))
    }
    with pytest.raises(ProofError, match=r"at 0 is not a rational number of \[0, 1\]"):
        p.conclude(covered(p.goals[0].difference, box))


@pytest.mark.parametrize(
    "of",
    [
        lambda u: Abs(log(u)),
        lambda u: log(u) ** 2 * log(u) ** -2 + Abs(log(u) + 1),
        lambda u: Abs(sympy.sqrt(u) + 1),
        lambda u: Abs((u - 2) ** u),
        lambda u: Abs(sympy.Pow(-2, u) + 1),
        lambda u: Abs(sympy.sign(sympy.sqrt(u - 1)) + 1),
    ],
)
def test_what_is_complex_is_in_no_step(of: Any) -> None:
    p = Proof(statement({"u": Real()}, lambda u: gt(u**2 + 1, 0), some=lambda u: ge(of(u), 0)))
    end = positive(p.u**2 + 1)
    with pytest.raises(ProofError, match="has a value only where"):
        p.conclude(combine(end.expr, end, (0, p.given("some"))))


@pytest.mark.parametrize("kind", ["symbol", "entry", "domain"])
def test_a_symbol_with_other_assumptions_is_no_parameter(kind: str) -> None:
    p = Proof(statement({"u": Real(), "f": Scores(2)}, lambda: gt(1, 0)))
    entries = cast(Any, sympy.IndexedBase("f", positive=True))
    other = {
        "symbol": sympy.Symbol("u", positive=True),
        "entry": entries[0],
        "domain": sympy.Dummy("u", nonnegative=True),
    }[kind]
    with pytest.raises(ProofError, match="is not a symbol of this statement"):
        p.conclude(combine(1, positive(1), (0, nonnegative(other))))


def test_an_entry_is_there_at_every_size() -> None:
    parameters = {"c": c, "n": n, "f": Simplex(c), "g": Each(3, Real(0)), "x": Each(n, Real(0))}
    p = Proof(statement(parameters, lambda: gt(1, 0)))
    for there in (p.f[0], p.f[1], p.g[2], p.x[0], p.f[ANY_CLASS]):
        assert p.conclude(combine(1, positive(1), (0, nonnegative(there))))
    with pytest.raises(ValueError, match=r"g\[3\] does not exist"):
        p.g[3]
    for lacking in (p.f[2], p.x[1], p.f[-1], p.f[half]):
        with pytest.raises(ProofError, match="may not exist"):
            p.conclude(combine(1, positive(1), (0, nonnegative(lacking))))


@pytest.mark.parametrize("order", [Rational(1, 2), -1, sympy.Symbol("k", integer=True)])
def test_a_derivative_of_log_gamma_is_of_a_whole_order(order: Any) -> None:
    with pytest.raises(ProofError, match="is not a whole number from 0 on"):
        nonnegative(sympy.polygamma(order, sympy.Symbol("x", positive=True), evaluate=False) ** 2)
