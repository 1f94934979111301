"""Determinants in symbols and in numbers, and what their rules refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.simulate.search import examples
from lossproof.theory.domain import Classes, Each, Joint, Label, Samples, Scores, Transitions
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    CountSymbol,
    Vector,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    realise,
)
from lossproof.theory.language.terms import COLUMN, ROW, determinant, matrix, product, transposed
from lossproof.theory.language.terms.determinants import Determinant
from lossproof.theory.noise import TransitionMatrix
from lossproof.theory.proof import Derivation, Fact, ProofError
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import (
    cases,
    combine,
    diagonally_dominant,
    hadamard,
    of_equal,
    of_permutation,
    of_stochastic,
    of_transposed,
    short_rows,
    size_of_product,
    squeezed,
)
from lossproof.theory.proof.rules.determinants import of_product
from lossproof.theory.statement import Proof, Statement, contradicted
from tests.together import together

c = Classes(tried=(2, 3, 4))


def statement(conclusion: Any = None, more: dict[str, Any] | None = None, **given: Any) -> Any:
    parameters = {"c": c, "A": Each(c, Scores(c)), "B": Each(c, Scores(c)), "T": Transitions(c)}
    parameters |= {"Q": Joint(c), "y": Label(c)} | (more or {})
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, given, conclusion or (lambda c: ge(c, 2)))


def symbols() -> Proof:
    return Proof(statement())


def numbers(size: int, seed: int) -> Vector:
    entries = np.random.default_rng(seed).integers(-9, 10, size=(size, size))
    return Vector(Vector(sympy.Rational(int(x), 7) for x in row) for row in entries)


def fixed(rows: Any) -> Vector:
    return Vector(Vector(map(sympy.sympify, row)) for row in rows)


FORMS: dict[str, Callable[..., Any]] = {
    "plain": lambda A, B: determinant(A),
    "transposed": lambda A, B: determinant(transposed(A)),
    "product": lambda A, B: determinant(product(A, B)),
    "product of transposed": lambda A, B: determinant(product(transposed(A), B)),
    "scaled rows": lambda A, B: determinant(matrix(lambda i, j: A[i][j] * B[0][i], A.size)),
}


@together("form", FORMS.values())
@together("size", [2, 3, 4])
def test_a_symbolic_determinant_written_out_is_that_of_numbers(form: Any, size: int) -> None:
    for seed in range(3):
        A, B = numbers(size, seed), numbers(size, seed + 100)
        p: Any = symbols()
        written = realise(form(p.A, p.B), {"c": size, "A": A, "B": B})
        assert written == form(A, B)
        assert written.is_Rational


@together("size", [2, 3, 4, 10, 12])
def test_a_determinant_of_numbers_is_that_of_sympy(size: int) -> None:
    A = numbers(size, size)
    expected = sympy.Matrix(A).det(method="bareiss")
    assert determinant(A) == expected
    rounded = Vector(Vector(sympy.Float(x, 40) for x in row) for row in A)
    assert abs(determinant(rounded) - expected) < 1e-30 * (1 + abs(expected))


def test_a_determinant_of_symbols_is_its_polynomial() -> None:
    for size in (2, 3, 4):
        rows = fixed(sympy.symarray("a", (size, size)).tolist())
        assert sympy.expand(determinant(rows) - sympy.Matrix(rows).det()) == 0


def test_rows_are_not_columns() -> None:
    A = fixed([[0, 1], [0, 0]])
    assert product(A, transposed(A)) == fixed([[1, 0], [0, 0]])
    assert product(transposed(A), A) == fixed([[0, 0], [0, 1]])


def test_it_is_printed_by_its_name() -> None:
    p: Any = symbols()
    assert str(determinant(p.T)) == "det(T)"
    assert str(determinant(transposed(p.T))) == "det(T')"
    assert str(determinant(product(p.Q, p.T))) == "det(sum_j(Q[r, j]*T[j, k]))"
    assert sympy.latex(determinant(p.T) ** 2) == r"\det\left(T\right)^{2}"


def every_rule(p: Any) -> dict[str, Fact]:
    """What every rule says, of matrices of the statement, without cases."""
    facts = p.domain("T")
    return {
        "product": of_product(p.A, p.B),
        "size": size_of_product(p.Q, p.T),
        "transposed": of_transposed(p.A),
        "short": short_rows(p.T, facts),
        "hadamard": hadamard(p.T, short_rows(p.T, facts)),
        "stochastic": of_stochastic(p.T, facts),
    }


@together("rule", list(every_rule(symbols())))
def test_a_rule_holds_in_numbers(rule: str) -> None:
    true = statement()
    fact = every_rule(Proof(true))[rule]
    points = [point for point in examples(true, 3, 3) if point["c"] in (2, 3, 4)]
    assert {int(point["c"]) for point in points} >= {2, 3}
    for point in points:
        assert contradicted(true, Derivation((fact,)), point) is None


@pytest.mark.parametrize(
    "false",
    [
        lambda p: determinant(product(p.A, p.B)) - determinant(p.A),
        lambda p: determinant(transposed(p.A)) + determinant(p.A) - 1,
        lambda p: determinant(p.T) - 1,
    ],
)
def test_a_false_fact_is_noticed_in_numbers(false: Any) -> None:
    true = statement()
    derivation = Derivation((follow(false(Proof(true)), "==", "a wrong rule"),))
    assert any(contradicted(true, derivation, point) for point in examples(true, 3))


def test_equal_matrices_are_equal_everywhere() -> None:
    def same(c: Any, A: Any, B: Any) -> Any:
        return every_sample(lambda i: every_class(lambda j: eq(A[i][j], B[i][j]), c), c)

    def diagonal(c: Any, A: Any, B: Any) -> Any:
        return every_class(lambda j: eq(A[j][j], B[j][j]), c)

    p: Any = Proof(statement(None, same=same, diagonal=diagonal))
    equal = p.given("same")
    assert of_equal(p.A, p.B, equal).expr == determinant(p.A) - determinant(p.B)
    in_a_row, in_an_entry = equal.at(ANY_ROW, p.y), equal.at(ANY_ROW, p.y).at(ANY_CLASS, 0)
    for fact in (in_a_row, in_an_entry, p.given("diagonal"), of_transposed(p.A)):
        with pytest.raises(ProofError, match="for any row and class"):
            of_equal(p.A, p.B, fact)
    with pytest.raises(ProofError, match="for any row and class"):
        of_equal(p.A, transposed(p.B), equal)


def test_what_holds_of_some_rows_is_not_of_a_matrix() -> None:
    p: Any = symbols()
    entry = p.T[ANY_ROW][ANY_CLASS]
    zero = matrix(lambda i, j: 0 * p.T[i][j], p.c)

    def above(case: Fact) -> Fact:
        return combine(entry**2, (case, case))

    def below(case: Fact) -> Fact:
        none = squeezed(case, combine(entry, p.domain("T")["nonnegative"]))
        with pytest.raises(ProofError, match="only in the open case"):
            of_equal(p.T, zero, none)
        return combine(entry**2, (none, -entry))

    cases(entry, above, below)


def test_a_matrix_that_is_about_any_class_is_refused() -> None:
    def same(c: Any, A: Any, B: Any) -> Any:
        return every_class(lambda j: eq(A[j][j], B[j][j]), c)

    p: Any = Proof(statement(None, same=same))
    # For any class l: the matrix with A[l][l] in every entry.
    first, second = (
        matrix(lambda i, j, of=of: of[ANY_CLASS][ANY_CLASS] * p.T[i][j], p.c) for of in (p.A, p.B)
    )
    with pytest.raises(ProofError, match="is about one of"):
        of_equal(first, second, p.given("same"))


def test_an_entry_may_not_depend_on_who_asks() -> None:
    p: Any = symbols()

    def two_faced(i: Any, j: Any) -> Any:
        return p.B[i][j] if i == ANY_ROW else p.A[i][j]

    with pytest.raises(ProofError, match="for any row and class"):
        of_equal(matrix(two_faced, p.c), p.B, combine(0, (0, of_transposed(p.A))))


@pytest.mark.parametrize("size", [CountSymbol("d", integer=True, positive=True)])
def test_matrices_have_one_number_of_classes(size: Any) -> None:
    p: Any = symbols()
    other = matrix(lambda i, j: p.B[i][j], size)
    with pytest.raises(ProofError, match="sizes c and d"):
        of_product(p.A, other)
    with pytest.raises(ProofError, match="sizes c and d"):
        of_equal(p.A, other, of_transposed(p.A))
    proof = Proof(statement(lambda A: eq(determinant(transposed(A)), determinant(A))))
    with pytest.raises(ProofError, match="is not a number of this statement"):
        proof.conclude(
            combine(of_transposed(proof.A).expr, of_transposed(proof.A), (0, of_transposed(other)))
        )


def test_a_matrix_has_classes_and_not_samples_or_a_number() -> None:
    n = Samples()
    p: Any = Proof(statement(None, {"n": n, "W": Each(n, Scores(c))}))
    for wrong in (numbers(2, 0), p.W):
        with pytest.raises((ProofError, TypeError)):
            of_transposed(wrong)


def test_hadamard_needs_short_rows() -> None:
    def sums(c: Any, A: Any) -> Any:
        return every_sample(lambda i: ge(1, A[i].total()), c)

    def squares(c: Any, A: Any) -> Any:
        return every_sample(lambda i: ge(1, A[i].total(lambda u: u**2)), c)

    p: Any = Proof(statement(None, sums=sums, squares=squares))
    assert hadamard(p.A, p.given("squares"))
    for fact in (p.given("sums"), p.given("squares").at(ANY_ROW, p.y)):
        with pytest.raises(ProofError, match="no row is longer than 1"):
            hadamard(p.A, fact)
    # Short columns are not short rows.
    with pytest.raises(ProofError, match="no row is longer than 1"):
        hadamard(transposed(p.A), p.given("squares"))


def test_a_matrix_with_a_sum_of_1_is_not_stochastic() -> None:
    p: Any = symbols()
    with pytest.raises(ProofError):
        of_stochastic(p.Q, p.domain("T"))
    with pytest.raises(ProofError):
        of_stochastic(transposed(p.T), p.domain("T"))


def test_a_permutation_has_one_entry_per_row_and_column() -> None:
    def zero_one(c: Any, T: Any) -> Any:
        return every_sample(lambda i: every_class(lambda j: eq(T[i][j] * (1 - T[i][j]), 0), c), c)

    def columns(c: Any, T: Any) -> Any:
        from lossproof.theory.language import class_sum

        return every_class(lambda j: eq(class_sum(lambda i: T[i][j], c), 1), c)

    true = statement(lambda T: eq(determinant(T) ** 2, 1), zero_one=zero_one, columns=columns)
    p: Any = Proof(true)
    sure, rows, once = p.given("zero_one"), p.domain("T")["total"], p.given("columns")
    assert of_permutation(p.T, sure, rows, once).expr == determinant(p.T) ** 2 - 1
    for wrong in ((sure, rows, rows), (sure, once, once), (rows, rows, once)):
        with pytest.raises(ProofError, match="for any row and class"):
            of_permutation(p.T, *wrong)
    swap, merge = [[0, 1], [1, 0]], [[0, 1], [0, 1]]
    for T, holds in ((swap, True), (merge, False)):
        assert (determinant(fixed(T)) ** 2 == 1) is holds


def test_a_dominant_diagonal_is_strict() -> None:
    def margin(i: Any, A: Any) -> Any:
        return 2 * A[i][i] - A[i].total()

    p: Any = Proof(
        statement(
            None,
            strict=lambda c, T: every_sample(lambda i: gt(margin(i, T), 0), c),
            weak=lambda c, T: every_sample(lambda i: ge(margin(i, T), 0), c),
            signed=lambda c, A: every_sample(lambda i: gt(margin(i, A), 0), c),
        )
    )
    entry = p.domain("T")["nonnegative"]
    assert diagonally_dominant(p.T, entry, p.given("strict"))
    with pytest.raises(ProofError, match="must be known to be > 0"):
        diagonally_dominant(p.T, entry, p.given("weak"))
    with pytest.raises(ProofError, match="does not say that"):
        diagonally_dominant(p.T, entry, p.given("strict").at(ANY_ROW, p.y))
    with pytest.raises(ProofError, match="does not say that"):
        diagonally_dominant(p.A, entry, p.given("signed"))
    # The weak margin leaves this one, and a negative entry the other.
    assert determinant(fixed([["1/2", "1/2"], ["1/2", "1/2"]])) == 0
    assert determinant(fixed([[1, -1], [-1, 1]])) == 0


def test_what_the_determinant_binds_stays_inside() -> None:
    p: Any = symbols()
    for index in (ROW, COLUMN):
        with pytest.raises(ProofError, match="only a sum may bind"):
            follow(p.A[index][0], ">=", "a wrong rule")
        with pytest.raises(ValueError, match="which the determinant binds"):
            determinant(matrix(lambda i, j, index=index: p.A[i][index], p.c))
    with pytest.raises(ValueError, match="determinant of determinants"):
        Determinant(determinant(p.A) * p.B[ROW][COLUMN], p.c)


def test_a_stochastic_determinant_is_at_most_1() -> None:
    rng = np.random.default_rng(0)
    for classes in (2, 3, 4, 10):
        T = TransitionMatrix.random(classes, rng=rng, denominator=12)
        assert abs(determinant(fixed(T.rows))) == abs(sympy.Rational(T.determinant())) <= 1
