"""What has no value inside has none outside: at points, whatever SymPy makes of the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import (
    Abs,
    Heaviside,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Rational,
    exp,
    log,
    sign,
    sqrt,
)

from lossproof.theory.domain import Classes, Integer, Joint, Real, Samples, Simplex
from lossproof.theory.language import Relation, class_sum, eq, ge, gt, le, lt, sample_mean
from lossproof.theory.language.terms import (
    batch_mean,
    determinant,
    entropy_term,
    is_zero,
    matrix,
    table_mean,
)
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.rules import identity
from lossproof.theory.statement import Proof, Statement
from tests.together import together

c, n = Classes(), Samples()
PARAMETERS = {
    "q": Real(0, 1),
    "r": Real(),
    "k": Integer(0, tried=(0, 1)),
    "c": c,
    "n": n,
    "f": Simplex(c),
}
c.name, n.name = "c", "n"
AT_ZERO = {"q": 0, "r": 0, "k": 0, "c": 2, "n": 2, "f": [0, 1]}
INSIDE = AT_ZERO | {"q": "1/2", "r": "1/2", "f": ["1/4", "3/4"]}


def statement(conclusion: Callable[..., Any], **given: Callable[..., Any]) -> Statement:
    return Statement(PARAMETERS, given, conclusion)


POLES: dict[str, Callable[[Any], Any]] = {
    "a pole under an absolute value": lambda r: ge(Abs(1 / r), 1),
    "an infinite side": lambda q: le(log(q), 0),
    "two infinite sides": lambda q: eq(log(q), log(q)),
    "infinity below a power": lambda q: ge(exp(-Abs(log(q))), 0),
    "the sign of a pole": lambda q: le(Abs(sign(log(q))), 1),
    "a step of a pole": lambda q: ge(Heaviside(Abs(1 / q), 0), 0),
    "whether a pole is 0": lambda q: eq(is_zero(exp(-Abs(log(q)))), 0),
    "0/0": lambda q: eq((q**2 + q) / q, q + 1),
    "0 log 0": lambda q: le(q * log(q), 0),
    "the least with a pole": lambda q: le(Min(Abs(log(q)), 1), 1),
    "the largest with a pole": lambda q: ge(Max(Abs(log(q)), 1), 1),
    "a pole in one of two sums": lambda q: le(1 / q, 1 / q + 1),
}


@together("says", POLES.values())
def test_a_relation_with_a_pole_inside_neither_holds_nor_fails(says: Callable[..., Any]) -> None:
    outcome = statement(says).at(AT_ZERO)
    assert [(part.defined, part.holds) for part in outcome.conclusion] == [(False, None)]
    assert statement(says).undefined_at(AT_ZERO) == outcome.undefined == outcome.conclusion
    assert statement(says).undefined_at(INSIDE) == ()
    assert not outcome.refutes()
    assert not statement(lambda: le(0, 1), says=says).at(AT_ZERO).meets()
    assert statement(says).at(INSIDE).conclusion[0].holds is True


COUNTED: dict[str, Callable[..., Any]] = {
    "a power 0 of a pole": lambda q, k: eq((1 / q + 1) ** k, 1),
    "a term with weight 0": lambda c, f: le(class_sum(lambda j: f[j] * log(f[j]), c), 0),
    "a mean": lambda q, n: ge(Abs(sample_mean(lambda i: 1 / (q + i), n)), 0),
    "an entry of a matrix": lambda c, q: ge(
        Abs(determinant(matrix(lambda i, j: 1 / (q + i + j), c))), 0
    ),
    "a batch of chance 0": lambda n, f: ge(
        Abs(batch_mean(lambda N: f[0] / N[0], n, [f[0], f[1]])), 0
    ),
    "an infinite entropy": lambda q, k: ge(entropy_term(k + 1, q), 0),
    "an entropy of 0 beside a negative number": lambda q: eq(
        entropy_term(0, q - 1 / sympy.S(2)), 0
    ),
    "chances of a batch in which nothing counts": lambda q: eq(
        batch_mean(lambda N: N[0] * N[1], 1, [1 / q, 1 - 1 / q]), 0
    ),
}


@together("says", COUNTED.values())
def test_what_is_written_out_has_a_value_if_all_its_terms_have(says: Callable[..., Any]) -> None:
    assert statement(says).undefined_at(AT_ZERO) == statement(says).at(AT_ZERO).undefined != ()
    assert statement(says).at(AT_ZERO).conclusion[0].holds is None


def test_no_real_number_is_no_value() -> None:
    says = statement(lambda q: ge(Abs(sqrt(q - 1)), 0))
    assert says.at(AT_ZERO).undefined
    assert says.at(AT_ZERO | {"q": 1}).conclusion[0].holds is True


@pytest.mark.parametrize(
    ("point", "holds"), [({"q": 0}, True), ({"q": 1}, True), ({"q": "1/2"}, None)]
)
def test_the_branch_that_applies_needs_a_value(point: dict[str, Any], holds: bool | None) -> None:
    def says(q: Any) -> Relation:
        return le(Piecewise((0, q <= 0), (log(2 * q - 1), q <= 1 / sympy.S(2)), (log(q), True)), 0)

    assert statement(says).at(AT_ZERO | point).conclusion[0].holds is holds


def test_a_condition_without_a_value_leaves_the_whole_without() -> None:
    says = statement(lambda q: ge(Piecewise((1, Abs(log(q)) > 1), (2, True)), 0))
    assert says.at(AT_ZERO).undefined
    assert says.at(AT_ZERO | {"q": 1}).conclusion[0].holds is True


@pytest.mark.parametrize(("q", "holds"), [(0, True), ("1/2", True), (1, False)])
def test_a_condition_in_a_branch_that_does_not_apply_needs_none(q: Any, holds: bool) -> None:
    inner = lambda q: Piecewise((1, log(q) < 0), (-1, True))  # noqa: E731
    says = statement(lambda q: ge(Piecewise((0, q <= 0), (inner(q), True)), 0))
    assert says.at(AT_ZERO | {"q": q}).conclusion[0].holds is holds


@together(
    "condition",
    [
        lambda q: sympy.Eq(log(4 + 4 * q), 2 * log(2) + log(1 + q)),
        lambda q: sqrt(1 + q) > sqrt(1 - q),
        lambda q: sympy.Ne(exp(q), exp(-q)),
        lambda q: sympy.And(exp(q) > exp(-q), sympy.Eq(log((1 + q) ** 2), 2 * log(1 + q))),
    ],
)
@together("q", [Rational(1, 2), Rational(1, 10**30), Rational(1, 10**400)])
def test_a_condition_is_decided_as_a_conclusion_is(condition: Any, q: Any) -> None:
    says = statement(lambda q: ge(Piecewise((1, condition(q)), (0, True)), 1))
    assert says.at(INSIDE | {"q": q}).conclusion[0].holds is True


def test_where_a_condition_cannot_be_decided_nothing_is() -> None:
    says = statement(lambda q: ge(Piecewise((1, exp(q) > 1 + q), (0, True)), 1))
    (part,) = says.at(INSIDE | {"q": Rational(1, 10**600)}).conclusion
    assert (part.holds, part.defined) == (None, True)


def test_a_part_that_fails_refutes_beside_one_without_a_value() -> None:
    outcome = statement(lambda q: (lt(log(q), 0), gt(q, 0))).at(AT_ZERO)
    assert outcome.refutes()
    assert len(outcome.undefined) == len(outcome.missed) == 1


def test_zero_to_the_power_zero_is_one() -> None:
    assert statement(lambda q, k: eq(q**k, 1)).at(AT_ZERO).conclusion[0].holds is True


def test_the_limit_of_an_entropy_is_its_value() -> None:
    says = statement(lambda f: eq(entropy_term(f[0], f[0]), 0))
    assert says.at(AT_ZERO).conclusion[0].holds is True


def test_two_numbers_that_balls_do_not_tell_apart_may_be_the_same() -> None:
    says = statement(lambda q, r: eq(KroneckerDelta(2**q, 2**r), 1))
    point = INSIDE | {"q": "1/2", "r": "1/2"}
    assert says.at(point).conclusion[0].holds is True
    assert not says.refutes(point)
    without = statement(lambda q: eq(KroneckerDelta(log(q), 0), 1))
    assert without.undefined_at(AT_ZERO)
    assert not without.refutes(AT_ZERO)


@together(("r", "holds"), [(0, True), (1, False), (2, True), ("1/2", None)])
def test_a_negative_number_has_whole_powers(r: Any, holds: bool | None) -> None:
    says = statement(lambda r: ge((-2) ** r, 0))
    point = AT_ZERO | {"r": r}
    assert says.at(point).conclusion[0].holds is holds
    assert says.refutes(point) is (holds is False)
    assert bool(says.undefined_at(point)) is (holds is None)


@pytest.mark.parametrize(("r", "holds"), [(-1, None), (0, True), (1, True)])
def test_an_entropy_of_nothing_to_a_negative_number_has_no_value(r: Any, holds: Any) -> None:
    says = statement(lambda q, r: eq(entropy_term(q, r), 0))
    point = AT_ZERO | {"r": r}
    assert says.at(point).conclusion[0].holds is holds
    assert bool(says.undefined_at(point)) is (holds is None)


def test_a_batch_falls_in_its_cells_only() -> None:
    chances = [Rational(1, 2), Rational(1, 2)]
    says = statement(lambda n: eq(batch_mean(lambda N: 1 / (N[0] + N[1]), n, chances), 1 / n))
    assert says.at(AT_ZERO).conclusion[0].holds is True
    assert not says.undefined_at(AT_ZERO)


def test_a_condition_without_a_value_for_one_class_leaves_the_sum_without() -> None:
    def says(c: Any, r: Any) -> Relation:
        return le(class_sum(lambda j: Piecewise((1, sympy.Eq(log(j), r)), (2, True)), c), 0)

    assert statement(says).at(AT_ZERO).undefined
    assert statement(says).undefined_at(AT_ZERO)
    assert not statement(says).refutes(AT_ZERO)


def test_an_entry_between_two_places_has_no_value() -> None:
    """`f[k/2]` at k = 1 is neither the first entry nor the second."""
    said = Statement({"k": Integer(1, 2), "f": Simplex(3)}, {}, lambda k, f: eq(f[k / 2], f[k - 1]))
    point = {"k": 1, "f": ["1/2", "1/3", "1/6"]}
    assert said.undefined_at(point) == said.at(point).undefined != ()
    assert not said.refutes(point)


def test_the_chances_of_the_other_cells_have_values_each_by_itself() -> None:
    """A sum of chances may be a number where two of them are infinite."""
    half = Rational(1, 2)
    chances = {
        "law": lambda n, r: ge(batch_mean(lambda N: N[0], n, [half, 1 / r, half - 1 / r]), 0)
    }
    said = Statement({"n": Samples(), "r": Real()}, chances, lambda r: gt(r**2, 0))
    assert not said.meets({"n": 2, "r": 0})
    assert not said.refutes({"n": 2, "r": 0})
    assert said.meets({"n": 2, "r": 3})


@pytest.mark.parametrize("cell", [lambda N, k: N[k / 2][0], lambda N, k: N[0][k - 2]])
def test_a_cell_that_a_table_does_not_have_has_no_value(cell: Any) -> None:
    """`N[k/2]` and `N[k - 2]` at k = 1 are neither the first row nor the last."""
    domains = {"k": Integer(1, 3), "c": c, "n": n, "Q": Joint(c)}

    def mean(k: Any, n: Any, Q: Any) -> Relation:
        return ge(table_mean(lambda N: cell(N, k), n, Q), 0)

    said = Statement(domains, {"there": mean}, lambda k: gt(k, 1))
    point = {"k": 1, "c": 2, "n": 2, "Q": [["1/4", "1/4"], ["1/4", "1/4"]]}
    assert not said.meets(point)
    assert not said.refutes(point)
    assert said.at(point).given["there"][0].holds is None


def test_a_logarithm_to_a_base_is_a_quotient_of_logarithms() -> None:
    def conclusion(x: Any, b: Any) -> Relation:
        return eq(log(x, b) * log(b), log(x))

    domains = {"x": Real(1, 4), "b": Real(1, 4)}
    stated = Statement(domains, {}, conclusion)
    assert stated.undefined_at({"x": 2, "b": 1})
    assert not stated.undefined_at({"x": 2, "b": 3})
    with pytest.raises(ProofError, match="may contain a term without a value"):
        Proof(stated, {}).conclude(identity(0, 0))
    text = str(Statement(domains, {}, lambda x: le(log(x, 2), 2)).record_as_written())
    assert "(* (^ (log 2) -1) (log x))" in text
