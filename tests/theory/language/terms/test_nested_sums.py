"""Sums inside sums, and entropy terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.domain import Classes, Joint, Label, Simplex, Transitions
from lossproof.theory.information import column_total, row_total
from lossproof.theory.language import BOUND_CLASS, ClassSum, Vector, class_sum, ge, realise
from lossproof.theory.language.sums import LEVELS
from lossproof.theory.language.terms import EntropyTerm, NestedSum, product, written_term
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.facts import follow
from lossproof.theory.statement import Proof
from tests.theory.bogus import statement
from tests.together import together


def symbols() -> Any:
    c = Classes(tried=(2, 3, 4))
    domains = {"c": c, "Q": Joint(c), "T": Transitions(c), "f": Simplex(c), "y": Label(c)}
    return Proof(statement(domains, lambda c: ge(c, 2)))


def numbers(size: int) -> dict[str, Any]:
    rng = np.random.default_rng(size)

    def matrix() -> Vector:
        rows = rng.integers(0, 5, size=(size, size)).tolist()
        return Vector(Vector(sympy.Rational(x, 7) for x in row) for row in rows)

    vector = Vector(map(sympy.Integer, rng.integers(1, 9, size=size)))
    return {"c": sympy.Integer(size), "Q": matrix(), "T": matrix(), "f": vector}


FORMS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "whole": lambda c, Q, T, f: class_sum(lambda i: class_sum(lambda j: Q[i][j], c), c),
    "by columns": lambda c, Q, T, f: class_sum(lambda j: class_sum(lambda i: Q[i][j], c), c),
    "marginals": lambda c, Q, T, f: class_sum(
        lambda i: class_sum(lambda j: Q[i][j] * row_total(Q, i) * column_total(Q, j), c), c
    ),
    "three deep": lambda c, Q, T, f: class_sum(
        lambda i: class_sum(lambda k: class_sum(lambda j: Q[i][j] * T[j][k] * f[k], c) ** 2, c), c
    ),
    "coefficient": lambda c, Q, T, f: class_sum(lambda i: c * (1 + row_total(Q, i)), c),
    "constant": lambda c, Q, T, f: class_sum(lambda i: class_sum(lambda j: f[0], c), c),
    "information after noise": lambda c, Q, T, f: class_sum(
        lambda i: class_sum(lambda j: row_total(product(Q, T), i) * product(Q, T)[i][j], c), c
    ),
    "product of three": lambda c, Q, T, f: product(product(Q, T), Q)[0][1],
    "product": lambda c, Q, T, f: class_sum(lambda i: row_total(Q, i) * f.total(), c),
}


@together("form", FORMS.values())
@together("size", [2, 3, 4])
def test_a_nested_sum_written_out_is_that_of_numbers(form: Any, size: int) -> None:
    p, values = symbols(), numbers(size)
    expected = form(size, values["Q"], values["T"], values["f"])
    assert realise(form(p.c, p.Q, p.T, p.f), values) == expected


def test_equal_sums_are_equal_expressions() -> None:
    p = symbols()
    one = class_sum(lambda i: class_sum(lambda j: p.Q[i][j] * row_total(p.Q, i), p.c), p.c)
    assert one == class_sum(lambda a: row_total(p.Q, a) ** 2, p.c)
    assert isinstance(class_sum(lambda j: p.f[j], p.c), ClassSum)
    assert class_sum(lambda j: p.f[0], p.c) == p.c * p.f[0]
    by_columns = class_sum(lambda j: class_sum(lambda i: p.Q[i][j], p.c), p.c)
    assert by_columns != class_sum(lambda i: row_total(p.Q, i), p.c)


def test_an_index_is_not_taken_from_outside() -> None:
    p = symbols()
    level = LEVELS[0]
    with pytest.raises(ValueError, match=r"already contains .*, the index of the sum"):
        class_sum(lambda i: row_total(p.Q, i) * p.f[level] * p.T[i][level], p.c)
    with pytest.raises(ValueError, match=r"already contains .*, the index of the sum"):
        class_sum(lambda i: p.T[i][BOUND_CLASS], p.c)
    with pytest.raises(ValueError, match="is already an index"):
        NestedSum(NestedSum(row_total(p.Q, level), p.c, level) * p.f[level], p.c, level)
    with pytest.raises(ProofError, match="reserved for indices of sums"):
        follow(p.f[level], ">=", "a wrong rule")


@pytest.mark.parametrize("term", [EntropyTerm, written_term])
def test_an_entropy_term_is_0_where_p_is(term: Any) -> None:
    half = sympy.Rational(1, 2)
    assert term(sympy.Integer(0), half) == term(sympy.Integer(0), sympy.Integer(0)) == 0
    assert term(half, sympy.Rational(1, 4)) == half * sympy.log(2)
    assert term(half, sympy.Integer(0)) == sympy.oo
    x = sympy.Symbol("x", nonnegative=True)
    assert term(x, half).subs(x, 0) == 0
    assert term(x, half).subs(x, half) == 0
