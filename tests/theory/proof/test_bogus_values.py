"""False statements, each with a proof that takes an infinite or complex value for a real one."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Abs, Rational, exp, log

from lossproof.theory.domain import Classes, Each, Joint, Label, Real, Samples, Scores, Simplex
from lossproof.theory.information import dmi, dmi_loss
from lossproof.theory.language import ANY_CLASS, class_sum, eq, ge, gt, le, realise
from lossproof.theory.language.terms import (
    BatchMean,
    Count,
    any_table,
    batch_mean,
    entropy_term,
    is_zero,
)
from lossproof.theory.losses.gradients import along, slope
from lossproof.theory.proof import Derivation, Fact, ProofError, vanishes
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import (
    above_zero,
    absolute,
    all_counted,
    any_counts,
    at_absence,
    batch_average,
    between,
    cases,
    climbed,
    combine,
    decided,
    max_above,
    mean_of_absence,
    mean_of_product,
    nonnegative,
    positive,
    power,
    quotient,
    reciprocal,
    sifted,
)
from lossproof.theory.proof.rules.kinks import slope_of_max
from lossproof.theory.statement import Proof, contradicted
from tests.theory.bogus import no_statement, refused, refused_where_undefined, statement

c, n = Classes(), Samples()
SURE = {"c": 2, "f": ["0", "1"], "y": 0}
SINGULAR = {"c": 2, "Q": [["1/4", "1/4"], ["1/4", "1/4"]]}
EVEN = {"n": 1, "f": ["1/2", "1/2"]}
half = Rational(1, 2)


def evident(p: Any) -> Fact:
    return positive(p.goals[0].difference)


def batches(conclusion: Any, **given: Any) -> Any:
    return statement({"n": n, "f": Simplex(2)}, conclusion, **given)


def entries(f: Any) -> list[Any]:
    return [f[0], f[1]]


def of_prediction(value: Any) -> Any:
    return statement({"c": c, "f": Simplex(c), "y": Label(c)}, lambda f, y: gt(value(f[y]), 0))


@pytest.mark.parametrize(
    "value",
    [
        lambda u: exp(-Abs(log(u))),
        lambda u: 1 / (1 + Abs(log(u))),
        lambda u: exp(-Abs(log(u)) / 2) + exp(-sympy.Max(0, Abs(log(u)))),
    ],
)
def test_a_logarithm_of_zero_is_no_real_number(value: Any) -> None:
    refused(of_prediction(value), SURE, evident, "has a value only where")


def test_a_logarithm_inside_the_simplex_is_a_real_number() -> None:
    parameters = {"c": c, "f": Simplex(c, interior=True), "y": Label(c)}
    inside = statement(parameters, lambda f, y: gt(exp(-Abs(log(f[y]))), 0))
    assert Proof(inside).conclude(evident(Proof(inside)))


@pytest.mark.parametrize(
    "value", [lambda Q: exp(-Abs(log(dmi(Q)))), lambda Q: 1 / (1 + Abs(log(dmi(Q))))]
)
def test_a_determinant_may_be_zero(value: Any) -> None:
    false = statement({"c": c, "Q": Joint(c)}, lambda Q: gt(value(Q), 0))
    refused(false, SINGULAR, evident, "has a value only where")


@pytest.mark.parametrize("function", [sympy.tan, sympy.gamma, sympy.loggamma, sympy.cot])
def test_only_functions_without_poles_have_an_evident_sign(function: Any) -> None:
    with pytest.raises(ProofError, match="is not in the language of facts"):
        positive(exp(-Abs(function(sympy.Symbol("u", nonnegative=True)))))


def test_a_reciprocal_of_an_infinite_loss_is_zero() -> None:
    false = statement(
        {"c": c, "Q": Joint(c)},
        lambda Q: gt(1 / dmi_loss(Q), 0),
        large=lambda Q: gt(dmi_loss(Q), 1),
    )

    def prove(p: Any) -> Fact:
        loss = dmi_loss(p.Q)
        return reciprocal(combine(loss, p.given("large"), positive(1)))

    refused_where_undefined(false, SINGULAR, prove, "has a value only where")


def test_a_reciprocal_of_an_infinite_size_is_zero() -> None:
    false = statement({"u": Real()}, lambda u: gt(Abs(u), 0), large=lambda u: gt(Abs(1 / u), 1))

    def prove(p: Any) -> Fact:
        return reciprocal(combine(p.given("large").expr + 1, p.given("large"), positive(1)))

    refused_where_undefined(false, {"u": 0}, prove, "1/u has a value only where")


def test_a_power_with_an_infinite_exponent_is_zero() -> None:
    false = statement(
        {"c": c, "Q": Joint(c), "u": Real(0, half, open="left")},
        lambda Q, u: gt(u ** dmi_loss(Q), 0),
        large=lambda Q: gt(dmi_loss(Q), 0),
    )

    def prove(p: Any) -> Fact:
        return power(p.domain("u")["lower"], p.given("large"))

    refused_where_undefined(false, {**SINGULAR, "u": "1/3"}, prove, "has a value only where")


def test_an_indicator_of_what_may_be_infinite_is_not_evident() -> None:
    def value(u: Any) -> Any:
        return exp(-Abs(log(u)))

    small = statement({"c": c, "f": Simplex(c), "y": Label(c)}, lambda f, y: eq(f[y], 0))
    u = Proof(small).f[Proof(small).y]
    assert realise(is_zero(value(u)), {"f": [sympy.Integer(0)], "y": 0}) is sympy.nan

    def one(step: Any) -> Any:
        return lambda f, y: ge(step(value(f[y])), 1)

    for step in (above_zero, slope_of_max):
        said = statement({"c": c, "f": Simplex(c), "y": Label(c)}, one(step))
        evident = combine(step(value(u)) - 1, (0, nonnegative(u)))
        with pytest.raises(ProofError, match="has a value only where"):
            Proof(said).conclude(evident)


def test_a_multiplier_has_a_value() -> None:
    p = Proof(statement({"u": Real(0), "v": Real()}, lambda v: eq(v, 0), none=lambda v: eq(v, 0)))
    small, none = exp(-Abs(log(p.u))), p.given("none")
    with pytest.raises(ProofError, match="has a value only where"):
        combine(small * p.u, (nonnegative(p.u), small))
    with pytest.raises(ProofError, match="has a value only where"):
        p.conclude(combine(p.v, none, (none, small), (none, -small)))
    assert p.conclude(combine(p.v, none, (none, p.u), (none, -p.u)))


def test_a_case_and_a_maximum_are_about_finite_numbers() -> None:
    u = sympy.Symbol("u", nonnegative=True)
    with pytest.raises(ProofError, match="not evidently a real number"):
        cases(1 - Abs(log(u)), lambda fact: fact, lambda fact: fact)
    with pytest.raises(ProofError, match="has a value only where"):
        max_above(1 - Abs(log(u)), 0)
    with pytest.raises(ProofError, match="has a value only where"):
        max_above(sympy.sqrt(u - 1), 0)


def test_what_is_left_of_an_empty_cell_is_finite() -> None:
    p = Proof(batches(lambda n: ge(n, 1)))
    N = any_counts(2, p.n)
    for of in (Abs(log(N[0])), exp(-Abs(log(N[1]))), 1 / N[0]):
        with pytest.raises(ProofError, match="has a value only where"):
            at_absence(of, [0], N)


@pytest.mark.parametrize(
    "body",
    [
        lambda N: entropy_term(sympy.Integer(1), N[0]),
        lambda N: Abs(log(N[0])),
        lambda N: sympy.log(N[0] + N[1] - 1) ** 2,
    ],
)
def test_a_mean_of_what_may_be_infinite(body: Any) -> None:
    false = batches(lambda n, f: gt(exp(-Abs(batch_mean(body, n, entries(f)))), 0))
    with pytest.raises(ProofError, match="has a value only where"):
        evident(Proof(false))


def test_an_infinite_mean() -> None:
    false = batches(
        lambda n, f: gt(
            exp(-batch_mean(lambda N: entropy_term(sympy.Integer(1), N[0]), n, entries(f))), 0
        )
    )
    refused(false, EVEN, evident, "has a value only where")


def test_a_mean_of_complex_numbers() -> None:
    p = Proof(batches(lambda n: ge(n, 1)))
    mean = batch_mean(lambda N: sympy.sqrt(-1 - N[0]), p.n, entries(p.f))
    said = batches(
        lambda n, f: ge(batch_mean(lambda N: sympy.sqrt(-1 - N[0]), n, entries(f)) ** 2, 0)
    )
    with pytest.raises(ProofError, match="has a value only where"):
        Proof(said).conclude(nonnegative(mean**2))
    real = batch_mean(lambda N: sympy.sqrt(1 + N[0]), p.n, entries(p.f))
    assert nonnegative(real**2).sign == ">="


def test_no_case_is_about_a_count_of_one_mean() -> None:
    def conclusion(n: Any, f: Any) -> Any:
        law = entries(f)
        spread = batch_mean(lambda N: Abs(is_zero(N[0]) - half), n, law)
        here = batch_mean(lambda N: is_zero(N[0]), n, law)
        return le(spread, Abs(here - batch_mean(lambda N: half, n, law)))

    def prove(p: Any) -> Fact:
        def branch(fact: Fact) -> Fact:
            spread = batch_average(absolute(fact), p.n, entries(p.f))
            mean = absolute(batch_average(fact, p.n, entries(p.f)))
            return combine(p.goals[0].difference, (spread, -1), (mean, 1))

        return cases(is_zero(Count(0)) - half, branch, branch)

    refused(batches(conclusion), {**EVEN, "n": 2}, prove, r"contains N\[0\], which is reserved")


def test_a_mean_binds_its_own_cells() -> None:
    p = Proof(batches(lambda n: ge(n, 1)))
    mean: Any = BatchMean
    nonnegative(mean(Count(1), p.n, *entries(p.f)) ** 2)
    with pytest.raises(ProofError, match=r"contains N\[2\], which is reserved"):
        follow(mean(Count(2), p.n, *entries(p.f)), ">=", "a rule")


@pytest.mark.parametrize("cells", [0, -1])
def test_a_batch_has_cells(cells: int) -> None:
    def prove(p: Any) -> Fact:
        return combine(p.n - 5, (all_counted(cells, p.n), -(p.n - 5) / p.n))

    refused(batches(lambda n: ge(n, 5)), EVEN, prove, "need at least one cell")


@pytest.mark.parametrize("rule", [mean_of_product, mean_of_absence])
@pytest.mark.parametrize("cells", [[-1, 1], [1, 2], [1, 1]])
def test_the_cells_of_a_mean_are_of_the_batch(rule: Any, cells: list[int]) -> None:
    p = Proof(batches(lambda n: ge(n, 1)))
    with pytest.raises(ProofError, match=r"must be distinct numbers in 0\.\.1"):
        rule(cells, p.n, entries(p.f), p.domain("f")["total"])


@pytest.mark.parametrize(
    ("wrong", "sign"),
    [
        (lambda N, n: N[0] - 7 * n, ">="),
        (lambda N, n: N[0] + N[1] - n - 1, "=="),
        (lambda N, n: N[0], ">"),
        (lambda N, n: is_zero(N[0]) * N[1] ** 2 - is_zero(N[0]) * n, "=="),
    ],
)
def test_a_step_about_any_counts_is_checked_in_numbers(wrong: Any, sign: Any) -> None:
    stated = batches(lambda n: ge(n, 1))
    N, size = any_counts(2, Proof(stated).n), Proof(stated).n
    false = follow(wrong(N, size), sign, "a wrong rule")
    assert contradicted(stated, Derivation((false,)), {**EVEN, "n": 2}) is false
    for true in (all_counted(2, size), nonnegative(N[0] * N[1])):
        assert contradicted(stated, Derivation((true,)), {**EVEN, "n": 2}) is None


def test_a_step_about_many_counts_is_checked_at_some_tables() -> None:
    stated = batches(lambda n: ge(n, 1))
    N = any_counts(9, Proof(stated).n)
    false = follow(sympy.Add(*N) - 8, ">=", "a wrong rule")
    assert contradicted(stated, Derivation((false,)), {**EVEN, "n": 6}) is false
    assert (
        contradicted(stated, Derivation((all_counted(9, Proof(stated).n),)), {**EVEN, "n": 6})
        is None
    )


def test_a_loss_with_sums_over_rows_is_not_differentiated() -> None:
    def loss(Q: Any) -> Any:
        def of(f: Any, y: Any) -> Any:
            def score(i: Any) -> Any:
                return class_sum(lambda j: Q[i][j] * f[j], f.size)

            up = class_sum(lambda i: exp(score(i)), f.size)
            return f[y] * up * class_sum(lambda i: exp(-score(i)), f.size)

        return of

    false = statement(
        {
            "c": c,
            "Q": Each(c, Scores(c)),
            "f": Simplex(c, interior=True),
            "df": Scores(c),
            "y": Label(c),
        },
        lambda c, Q, f, df, y: eq(along(loss(Q), f, y, df), c**2 * df[y]),
    )
    point = {"c": 2, "Q": [[1, 0], [0, 2]], "f": ["1/2", "1/2"], "df": [1, -1], "y": 0}
    no_statement(false, point, "the derivative of a NestedSum is not known")


@pytest.mark.parametrize(
    "count", [lambda n, c: any_counts(2, n)[0], lambda n, c: any_table(n, c)[0][0]]
)
def test_a_statement_is_about_the_batches_of_a_mean(count: Any) -> None:
    false = statement({"c": c, "n": n}, lambda n, c: ge(count(n, c), 0))
    no_statement(false, {"c": 2, "n": 1}, "a count in an arbitrary batch")


def test_a_slope_is_through_the_sums_that_hold_it() -> None:
    p = Proof(statement({"c": c, "n": n, "f": Simplex(c), "u": Real(0, 1)}, lambda c: ge(c, 2)))
    with pytest.raises(ValueError, match="the derivative of a BatchMean is not known"):
        slope(lambda v: batch_mean(lambda N: exp(v * N[0]), p.n, [p.f[0], p.f[1]]), p.u)
    found = slope(lambda v: class_sum(lambda j: exp(v * p.f[j]), p.c) ** 2, p.u)
    total = class_sum(lambda j: exp(p.u * p.f[j]), p.c)
    assert found == 2 * total * class_sum(lambda j: p.f[j] * exp(p.u * p.f[j]), p.c)


def test_a_sum_over_rows_is_a_factor_of_a_sum_over_classes() -> None:
    p = Proof(statement({"c": c, "Q": Joint(c), "f": Simplex(c)}, lambda c: ge(c, 2)))
    rows = class_sum(lambda i: exp(p.Q[i].total()) * p.Q[i][0], p.c)
    assert class_sum(lambda j: p.f[j] * rows, p.c) == rows * p.f.total()
    columns = class_sum(lambda j: class_sum(lambda i: exp(p.Q[i].total()) * p.Q[i][j], p.c), p.c)
    at = {"c": 2, "Q": ((0, 1), (0, 0)), "f": (1, 0)}
    assert realise(columns, at) == exp(1)


def test_an_indicator_is_of_what_is_known() -> None:
    false = statement({"c": c, "Q": Joint(c)}, lambda Q: eq(above_zero(1 / (1 + dmi(Q))), 0))
    value = 1 / (1 + dmi(Proof(false).Q))
    assert vanishes(above_zero(value) - 1)
    small = 1 / (1 + Abs(log(dmi(Proof(false).Q))))
    with pytest.raises(ProofError, match="has a value only where"):
        decided(small, positive(small))


def test_a_delta_cancels_no_divisor_that_is_zero_for_the_others() -> None:
    beyond = statement({"c": c, "y": Label(c), "x": Real(0)}, lambda x: le(x, 10**30))

    def prove(p: Any) -> Fact:
        excess = sympy.Max(0, p.x - 10**30)
        sums = sifted(excess / sympy.KroneckerDelta(ANY_CLASS, p.y), p.y, p.c)  # (c - 1) excess
        others = combine(p.c - 1, p.domain("c")["lower"], positive(1))
        none = quotient(excess, sums, others)
        return combine(10**30 - p.x, max_above(p.x - 10**30, 0), (none, -1))

    refused(beyond, {"c": 2, "y": 0, "x": 2 * 10**30}, prove, "has a value only where")


def test_one_term_of_a_sum_of_logarithms_has_a_value() -> None:
    domains = {"c": c, "f": Simplex(c, interior=True), "y": Label(c)}
    delta = sympy.KroneckerDelta
    inside = statement(
        domains, lambda c, f, y: eq(class_sum(lambda j: delta(j, y) * log(f[j]), c), log(f[y]))
    )
    p = Proof(inside)
    assert p.conclude(sifted(log(p.f[ANY_CLASS]), p.y, p.c))


@pytest.mark.parametrize("side", [1, -1])
def test_roots_that_cancel_in_a_sum_of_squares_still_need_values(side: int) -> None:
    """(sqrt x + 1)^2 + (sqrt x - 1)^2 is 2 x + 2 where x is at least 0."""
    false = statement({"x": Real()}, lambda x: ge(2 * x + 2 * 10**60, 0))

    def prove(p: Any) -> Fact:
        root, large = sympy.sqrt(p.x), side * 10**30
        return combine(2 * p.x + 2 * 10**60, [(root + large) ** 2], [(root - large) ** 2])

    refused(false, {"x": -(10**61)}, prove, "has a value only where x >= 0")


def test_a_case_of_the_number_between_is_not_of_all_numbers_on_the_way() -> None:
    """P sqrt(v^2)/v is P or -P, and jumps at v = 0, outside of the case in which it is used."""
    u, one = between(1), positive(sympy.Integer(1))

    def prove(p: Any) -> Fact:
        on = sympy.Piecewise((1, sympy.Eq(p.x**5 + p.x, 1)), (0, True))

        def climb(v: Any, side: int) -> Fact:
            jumps = side * on * sympy.sqrt(sympy.expand(v**2)) / v
            return climbed(jumps, u, positive(sympy.Integer(4)), lambda low, high: nonnegative(0))

        def above(known: Fact) -> Fact:
            a = combine(2 - u, known, one)
            b = combine(sympy.expand((2 - u) ** 2), (a, a))
            return combine(-2 * on, climb(2 - u, 1), (0, a), (0, b))

        def below(known: Fact) -> Fact:
            a = combine(2 * u - 1, (known, 2), one)
            b = combine(sympy.expand((2 * u - 1) ** 2), (a, a))
            return combine(-2 * on, climb(2 * u - 1, -1), (0, a), (0, b))

        return combine(-on, (cases(1 - u, above, below, strict=True), Rational(1, 2)))

    never = statement(
        {"x": Real(0, 1)},
        lambda x: le(sympy.Piecewise((1, sympy.Eq(x**5 + x, 1)), (0, True)), 0),
    )
    with pytest.raises(ProofError, match="may contain a term without a value"):
        Proof(never).conclude(prove(Proof(never)))
