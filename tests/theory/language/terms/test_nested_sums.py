"""Sums inside sums, entropy terms, and what their rules refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.simulate.search import examples
from lossproof.theory.domain import Classes, Joint, Label, Simplex, Transitions
from lossproof.theory.information import column_total, mutual_information, row_total
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    ClassSum,
    CountSymbol,
    Vector,
    ge,
    realise,
)
from lossproof.theory.language.terms import (
    EntropyTerm,
    NestedSum,
    nested_sum,
    product,
    written_term,
)
from lossproof.theory.language.terms.nested_sums import LEVELS
from lossproof.theory.proof import Derivation, Fact, ProofError
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import (
    cases,
    combine,
    exchanged,
    gibbs,
    log_sum,
    nonnegative,
    renamed,
    squeezed,
    summed,
)
from lossproof.theory.statement import Proof, Statement, contradicted
from tests.together import together

c = Classes(tried=(2, 3, 4))
PARAMETERS: dict[str, Any] = {
    "c": c,
    "Q": Joint(c),
    "T": Transitions(c),
    "f": Simplex(c),
    "y": Label(c),
}
for _name, _domain in PARAMETERS.items():
    _domain.name = _name
TRUE = Statement(PARAMETERS, {}, lambda c: ge(c, 2))


def symbols() -> Any:
    return Proof(TRUE)


def numbers(size: int) -> dict[str, Any]:
    rng = np.random.default_rng(size)

    def matrix() -> Vector:
        rows = rng.integers(0, 5, size=(size, size)).tolist()
        return Vector(Vector(sympy.Rational(x, 7) for x in row) for row in rows)

    vector = Vector(map(sympy.Integer, rng.integers(1, 9, size=size)))
    return {"c": sympy.Integer(size), "Q": matrix(), "T": matrix(), "f": vector}


FORMS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "whole": lambda c, Q, T, f: nested_sum(lambda i: nested_sum(lambda j: Q[i][j], c), c),
    "by columns": lambda c, Q, T, f: nested_sum(lambda j: nested_sum(lambda i: Q[i][j], c), c),
    "marginals": lambda c, Q, T, f: nested_sum(
        lambda i: nested_sum(lambda j: Q[i][j] * row_total(Q, i) * column_total(Q, j), c), c
    ),
    "three deep": lambda c, Q, T, f: nested_sum(
        lambda i: nested_sum(lambda k: nested_sum(lambda j: Q[i][j] * T[j][k] * f[k], c) ** 2, c), c
    ),
    "coefficient": lambda c, Q, T, f: nested_sum(lambda i: c * (1 + row_total(Q, i)), c),
    "constant": lambda c, Q, T, f: nested_sum(lambda i: nested_sum(lambda j: f[0], c), c),
    "information after noise": lambda c, Q, T, f: nested_sum(
        lambda i: nested_sum(lambda j: row_total(product(Q, T), i) * product(Q, T)[i][j], c), c
    ),
    "product of three": lambda c, Q, T, f: product(product(Q, T), Q)[0][1],
    "product": lambda c, Q, T, f: nested_sum(lambda i: row_total(Q, i) * f.total(), c),
}


@together("form", FORMS.values())
@together("size", [2, 3, 4])
def test_a_nested_sum_written_out_is_that_of_numbers(form: Any, size: int) -> None:
    p, values = symbols(), numbers(size)
    expected = form(size, values["Q"], values["T"], values["f"])
    assert realise(form(p.c, p.Q, p.T, p.f), values) == expected


def test_equal_sums_are_equal_expressions() -> None:
    p = symbols()
    one = nested_sum(lambda i: nested_sum(lambda j: p.Q[i][j] * row_total(p.Q, i), p.c), p.c)
    assert one == nested_sum(lambda a: row_total(p.Q, a) ** 2, p.c)
    assert isinstance(nested_sum(lambda j: p.f[j], p.c), ClassSum)
    assert nested_sum(lambda j: p.f[0], p.c) == p.c * p.f[0]
    by_columns = nested_sum(lambda j: nested_sum(lambda i: p.Q[i][j], p.c), p.c)
    assert by_columns != nested_sum(lambda i: row_total(p.Q, i), p.c)


def test_an_index_is_not_taken_from_outside() -> None:
    p = symbols()
    level = LEVELS[0]
    with pytest.raises(ValueError, match="already, which the sum binds"):
        nested_sum(lambda i: row_total(p.Q, i) * p.f[level] * p.T[i][level], p.c)
    with pytest.raises(ValueError, match="already, which the sum binds"):
        nested_sum(lambda i: p.T[i][BOUND_CLASS], p.c)
    with pytest.raises(ValueError, match="is bound already"):
        NestedSum(NestedSum(row_total(p.Q, level), p.c, level) * p.f[level], p.c, level)
    with pytest.raises(ProofError, match="only a sum may bind"):
        follow(p.f[level], ">=", "a wrong rule")


def test_a_fact_about_every_class_is_summed() -> None:
    p = symbols()
    entry = p.domain("Q")["nonnegative"]
    whole = summed(summed(entry, ANY_CLASS, p.c), ANY_ROW, p.c)
    assert whole.expr == p.domain("Q")["total"].expr + 1
    assert summed(entry.at(ANY_ROW, p.y), ANY_CLASS, p.c).expr == row_total(p.Q, p.y)
    for index in (ANY_SAMPLE, p.y):
        with pytest.raises(ProofError, match="index must be one of"):
            summed(entry, index, p.c)
    for size in (2, CountSymbol, p.f[0]):
        with pytest.raises(ProofError, match="not the symbol of the number of classes"):
            summed(entry, ANY_CLASS, size)


def test_what_holds_in_a_case_is_not_summed_or_renamed() -> None:
    p = symbols()
    entry = p.f[ANY_CLASS]

    def above(case: Fact) -> Fact:
        return combine(entry**2, (case, case))

    def below(case: Fact) -> Fact:
        with pytest.raises(ProofError, match="only in the open case"):
            summed(case, ANY_CLASS, p.c)
        with pytest.raises(ProofError, match="only in the open case"):
            renamed(case, {ANY_CLASS: ANY_ROW})
        none = squeezed(p.domain("f")["nonnegative"], case)
        return combine(entry**2, (none, entry))

    cases(entry, above, below)


def test_the_order_of_summation_is_that_of_two_indices() -> None:
    p = symbols()
    term = p.Q[ANY_ROW][ANY_CLASS]
    fact = exchanged(term, ANY_ROW, ANY_CLASS, p.c)
    for point in examples(TRUE, 3):
        assert contradicted(TRUE, Derivation((fact,)), point) is None
    with pytest.raises(ProofError, match="two different indices"):
        exchanged(term, ANY_ROW, ANY_ROW, p.c)
    with pytest.raises(ProofError, match="index must be one of"):
        exchanged(term, ANY_ROW, p.y, p.c)


def test_names_are_exchanged_at_once() -> None:
    p = symbols()
    entry = p.domain("Q")["nonnegative"]
    turned = renamed(entry, {ANY_ROW: ANY_CLASS, ANY_CLASS: ANY_ROW})
    assert turned.expr == p.Q[ANY_CLASS][ANY_ROW]
    assert renamed(entry, {ANY_CLASS: ANY_COLUMN}).expr == p.Q[ANY_ROW][ANY_COLUMN]
    for names in ({p.y: ANY_CLASS}, {ANY_CLASS: BOUND_CLASS}, {ANY_CLASS: ANY_SAMPLE}):
        with pytest.raises(ProofError, match="are names of any class"):
            renamed(entry, names)


def test_a_false_sum_is_noticed_in_numbers() -> None:
    p = symbols()
    false = follow(mutual_information(p.Q) - 1, ">=", "a wrong rule")
    assert any(contradicted(TRUE, Derivation((false,)), point) for point in examples(TRUE, 3))


@pytest.mark.parametrize("term", [EntropyTerm, written_term])
def test_an_entropy_term_is_0_where_p_is(term: Any) -> None:
    half = sympy.Rational(1, 2)
    assert term(sympy.Integer(0), half) == term(sympy.Integer(0), sympy.Integer(0)) == 0
    assert term(half, sympy.Rational(1, 4)) == half * sympy.log(2)
    assert term(half, sympy.Integer(0)) == sympy.oo
    x = sympy.Symbol("x", nonnegative=True)
    assert term(x, half).subs(x, 0) == 0
    assert term(x, half).subs(x, half) == 0


def facts(p: Any) -> tuple[Fact, Fact, Fact]:
    """`p >= 0`, `q >= 0`, `q - p^2 >= 0` of f and its square root's better half, 1."""
    entry, room = p.domain("f")["nonnegative"], p.domain("f")["at most 1"]
    one = nonnegative(1)
    return entry, one, combine(1 - entry.expr**2, room, (room, entry))


def test_gibbs_needs_a_finite_logarithm() -> None:
    p = symbols()
    entry, one, dominated = facts(p)
    assert gibbs(entry, one, dominated)
    with pytest.raises(ProofError, match="does not say that"):
        gibbs(entry, nonnegative(0), dominated)
    with pytest.raises(ProofError, match="does not say that"):
        gibbs(entry, one, p.domain("f")["at most 1"])
    with pytest.raises(ProofError, match="must be known to be >= 0"):
        gibbs(p.domain("f")["total"], one, dominated)
    # Without it the logarithm is not finite, so that nothing may be added to it.
    assert EntropyTerm(sympy.Integer(1), sympy.Integer(0)) == sympy.oo


def test_log_sum_is_about_every_class_and_nonnegative_weights() -> None:
    p = symbols()
    entry, one, dominated = facts(p)
    weight = p.domain("T")["nonnegative"]
    fact = log_sum(weight, entry, one, dominated, p.c)
    for point in examples(TRUE, 3, 3):
        assert contradicted(TRUE, Derivation((fact,)), point) is None
    with pytest.raises(ProofError, match="must be known to be >= 0"):
        log_sum(p.domain("f")["total"], entry, one, dominated, p.c)
    with pytest.raises(ProofError, match="does not say that"):
        log_sum(weight, entry, one, dominated.at(ANY_CLASS, p.y), p.c)
    with pytest.raises(ProofError, match="not the symbol of the number of classes"):
        log_sum(weight, entry, one, dominated, 3)


def test_the_other_direction_of_log_sum_is_noticed() -> None:
    p = symbols()
    entry, one, dominated = facts(p)
    right = log_sum(p.domain("T")["nonnegative"], entry, one, dominated, p.c)
    wrong = follow(-right.expr, ">=", "a wrong rule")
    points = examples(TRUE, 3, 3)
    assert any(contradicted(TRUE, Derivation((wrong,)), point) for point in points)
