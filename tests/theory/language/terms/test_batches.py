"""Means over batches, of cells and of tables, are those of all batches; what is refused."""

import itertools
import math
from fractions import Fraction

import pytest
import sympy
from flint import fmpq, fmpq_mat
from sympy import Rational

from lossproof.paper_checks.recheck.points.values import UndefinedError, evaluate
from lossproof.paper_checks.recheck.terms import parsed
from lossproof.theory.domain import Classes, Each, Integer, Joint, Samples, Simplex
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ANY_SAMPLE,
    CountSymbol,
    SymbolicVector,
    class_sum,
    ge,
    realise,
)
from lossproof.theory.language.sums import unbound
from lossproof.theory.language.terms import (
    BatchMean,
    Count,
    TableCount,
    any_table,
    batch_factor,
    batch_mean,
    determinant,
    expected_determinant,
    falling,
    is_zero,
    matrix,
    mean_determinant,
    over_rows,
    table_mean,
    tables,
)
from lossproof.theory.language.writing import written
from lossproof.theory.proof import Derivation, ProofError
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import (
    all_in_table,
    any_counts,
    batch_average,
    cases,
    combine,
    mean_of_table_determinant,
    nonnegative,
    summed,
    taken_in_some_way,
)
from lossproof.theory.statement import Proof, Statement
from lossproof.theory.statement.cross_check import contradicted
from lossproof.theory.statement.enclosing import Enclosure
from tests.theory.bogus import statement
from tests.together import together

POINT = [Rational(1, 10), Rational(1, 5), Rational(3, 10), Rational(2, 5)]
LAWS = {
    2: [[Fraction(1, 2), Fraction(1, 6)], [Fraction(1, 12), Fraction(1, 4)]],
    3: [[Fraction(k, 12) for k in row] for row in ([2, 1, 0], [0, 3, 1], [2, 0, 3])],
}


def named(**domains):
    return Proof(statement(domains, lambda: ge(0, 0)))


def of_cells():
    return named(n=Samples(), p=Simplex(4))


def of_tables():
    return named(c=(c := Classes()), n=Samples(), Q=Joint(c))


def of_points():
    c, m = Classes(), Samples()
    return named(c=c, m=m, n=Integer(1), o=Each(m, Simplex(c)), P=Each(m, Simplex(c)))


def rational(of):
    return [[Rational(x.numerator, x.denominator) for x in row] for row in of]


AT = {"c": 2, "n": 3, "Q": rational(LAWS[2])}


@together("cells", [(0,), (2, 1), (0, 1, 3), (0, 1, 2, 3)])
@together("size", [1, 2, 3, 5])
def test_a_mean_of_counts_is_that_of_all_batches(cells, size):
    by_hand = sum(
        math.factorial(size)
        * math.prod(q**k / math.factorial(k) for q, k in zip(POINT, counts, strict=True))
        * math.prod(counts[a] for a in cells)
        for counts in tables(size, 4)
    )
    p = of_cells()
    mean = batch_mean(lambda N: sympy.Mul(*(N[a] for a in cells)), p.n, [p.p[a] for a in range(4)])
    assert realise(mean, {"n": size, "p": POINT}) == by_hand


def test_of_one_cell_the_others_are_one():
    assert BatchMean(Count(1) ** 2, sympy.Integer(3), *POINT) == sum(
        k**2 * math.comb(3, k) * POINT[1] ** k * (1 - POINT[1]) ** (3 - k) for k in range(4)
    )


@together(("classes", "size"), [(2, 1), (2, 3), (3, 2), (3, 4)])
def test_the_mean_of_a_determinant_is_that_of_all_sequences_of_samples(classes, size):
    weights = [(3 * a * a + a) % 7 + 1 for a in range(classes**2)]
    Q = matrix(lambda i, j: Rational(weights[i * classes + j], sum(weights)), classes)
    total = 0
    for drawn in itertools.product(itertools.product(range(classes), repeat=2), repeat=size):
        chance = math.prod(Q[i][j] for i, j in drawn)
        table = matrix(lambda i, j, drawn=drawn: Rational(drawn.count((i, j)), size), classes)
        total += chance * determinant(table)
    assert total == batch_factor(sympy.Integer(size), classes) * determinant(Q)
    assert total == expected_determinant(Q, size)


@together(("c", "n"), [(2, 1), (2, 2), (2, 4), (3, 2), (3, 3)])
def test_the_mean_determinant_of_tables_is_one_number_three_times(c, n):
    p = of_tables()
    fact = mean_of_table_determinant(p.Q, p.n, p.domain("Q")["total"])
    at = {"c": c, "n": n, "Q": rational(LAWS[c])}
    assert realise(fact.expr, at) == 0
    enclosure = Enclosure(at.keys())
    enclosure.move(at)
    assert enclosure(fact.expr, {}) == 0
    rows = tuple(tuple(fmpq(x.numerator, x.denominator) for x in row) for row in LAWS[c])
    term, value = mean_determinant(p.Q, p.n), math.perm(n, c) * fmpq_mat(rows).det()
    assert enclosure(term, {}) == value
    assert evaluate(parsed(written(term)), {"c": fmpq(c), "n": fmpq(n), "Q": rows}) == value
    assert realise(term - p.n**p.c * determinant(p.Q), at) != 0


def test_what_is_not_counted_is_taken_out():
    p, x = of_tables(), sympy.Symbol("x", positive=True)
    mean = batch_mean(lambda N: 2 * x * N[0] - N[1] / p.n, p.n, POINT)
    one, other = (batch_mean(lambda N, k=k: N[k], p.n, POINT) for k in (0, 1))
    assert mean == 2 * x * one - other / p.n
    twice = table_mean(lambda N: 2 * p.n * N[0][0] + N[0][1] ** 2, p.n, p.Q)
    parts = [table_mean(lambda N: N[0][0], p.n, p.Q), table_mean(lambda N: N[0][1] ** 2, p.n, p.Q)]
    assert twice == 2 * p.n * parts[0] + parts[1]
    assert unbound(parts[0]) == frozenset()
    assert unbound(TableCount(0, 1)) == {TableCount}
    assert realise(parts[0], AT) == 3 * Rational(1, 2)


def noticed(p, at, wrong, right):
    """Whether steps that no rule would give are noticed in numbers, and only these."""
    for expr, sign in wrong:
        false = follow(expr, sign, "a wrong rule")
        assert contradicted(p._statement, Derivation((false,)), at) is false
    for true in right:
        assert contradicted(p._statement, Derivation((true,)), at) is None


def test_a_step_about_any_table_is_checked_in_numbers():
    p = of_tables()
    N = any_table(p.n, p.c)
    column, entry = class_sum(lambda i: N[i][0], p.c), nonnegative(N[ANY_ROW][ANY_CLASS])
    wrong = [
        (determinant(N), ">="),
        (column, ">"),
        (column - N[0][0], "=="),
        (is_zero(column) * N[0][1] - is_zero(column), "=="),
        (sympy.log(1 + sympy.Abs(determinant(N))), ">"),
    ]
    right = all_in_table(p.n, p.c), entry, summed(entry, ANY_ROW, p.c)
    noticed(p, AT | {"n": 2}, wrong, right)


def test_so_is_one_about_any_table_of_points():
    p, shares = of_points(), [[Rational(k, 3), 1 - Rational(k, 3)] for k in (1, 2, 1)]
    N = any_table(p.n, p.c, p.m)
    column = over_rows(lambda i: N[i][0], p.m)
    wrong = [(column, ">"), (column - N[0][0], "=="), (p.n - 1 - column, ">=")]
    right = all_in_table(p.n, p.c, p.m), nonnegative(N[ANY_SAMPLE][ANY_CLASS])
    noticed(p, {"c": 2, "m": 3, "n": 2, "o": shares, "P": shares}, wrong, right)


@together("place", [(1, 0), (0, 2), (ANY_CLASS, 0), (ANY_SAMPLE, ANY_SAMPLE)])
def test_any_table_of_points_has_the_cells_of_its_least_size(place):
    p = of_points()
    table = any_table(p.n, p.c, p.m)
    p.conclude(combine(0, (0, nonnegative(table[ANY_SAMPLE][ANY_CLASS]))))
    with pytest.raises(ProofError, match="no such cell"):
        p.conclude(combine(0, (0, nonnegative(table[place[0]][place[1]]))))


def test_a_cell_that_is_not_there_is_no_number():
    p = of_tables()
    beyond = table_mean(lambda N: N[0][2], p.n, p.Q)
    assert realise(beyond, AT) is sympy.nan


def test_a_mean_inside_a_mean_is_refused():
    p = of_tables()
    inner = batch_mean(lambda N: N[0], p.n, POINT)
    for refused in (
        lambda: batch_mean(lambda N: N[1] * inner, p.n, POINT),
        lambda: table_mean(lambda N: N[0][0] * mean_determinant(p.Q, p.n), p.n, p.Q),
        # The counts of the inner one were called as those of the outer one.
        lambda: batch_mean(
            lambda N: table_mean(lambda M: sympy.Abs(M[0][0] - N[0]), p.n, p.Q), p.n, [1, 0]
        ),
    ):
        with pytest.raises(ValueError, match="must not contain another"):
            refused()


def test_no_case_about_a_bound_count():
    with pytest.raises(ProofError, match="which is reserved for indices of sums"):
        cases(Count(0), lambda up: up, lambda low: low)
    with pytest.raises(ProofError):
        nonnegative(Count(0))


def test_the_average_of_a_strict_fact_is_weak():
    p = of_cells()
    first = any_counts(4, p.n)[0]
    strict = combine(first + 1, (1,), nonnegative(first))
    assert strict.strict
    assert batch_average(strict, p.n, [p.p[a] for a in range(4)]).sign == ">="


def test_a_law_of_points_has_no_determinant():
    p = of_points()
    law = SymbolicVector(lambda i: SymbolicVector(lambda k: p.P[i][k] / p.m, p.c), p.m)
    with pytest.raises(ProofError, match="has no determinant"):
        mean_of_table_determinant(law, p.n, summed(p.domain("P")["nonnegative"], ANY_CLASS, p.c))


@together("size", [sympy.Symbol("x", positive=True), Rational(5, 2)])
def test_a_batch_is_of_a_whole_number_of_samples(size):
    c, Q = CountSymbol("c", integer=True, positive=True), sympy.IndexedBase("Q", nonnegative=True)
    for each in (Joint(2).symbolic("Q", {}), matrix(lambda i, j: Q[i, j], c)):
        with pytest.raises(ValueError, match="provably a whole number of at least 0"):
            table_mean(lambda counts: counts[0][0], size, each)


def test_indicators_and_falling_factorials():
    assert [is_zero(sympy.Integer(k)) for k in (-1, 0, 2)] == [0, 1, 0]
    n, c = sympy.Symbol("n", integer=True, nonnegative=True), Classes().symbolic("c", {})
    assert [falling(sympy.Integer(k), sympy.Integer(3)) for k in (0, 2, 3, 5)] == [0, 0, 6, 60]
    assert written(falling(n, c)) == "(falling n c)"
    with pytest.raises(ValueError, match="whole numbers"):
        falling(sympy.Symbol("x", real=True), c)


def test_less_than_none_cannot_be_taken():
    taken = Statement(
        {"n": Samples(), "k": Integer(-2)},
        {"room": lambda n, k: ge(n, k)},
        lambda n, k: ge(falling(n, k), 0),
    )
    assert taken.at({"n": 3, "k": -1}).undefined
    assert evaluate(parsed("(falling 3 2)"), {}) == 6
    with pytest.raises(UndefinedError):
        evaluate(parsed("(falling 3 -1)"), {})
    p = Proof(taken)
    with pytest.raises(ProofError, match=r"(no|without a) value: falling"):
        nonnegative(falling(p.n, p.k))
    with pytest.raises(ProofError, match=r"(no|without a) value: falling"):
        p.conclude(taken_in_some_way(p.n, p.k, p.given("room")))
