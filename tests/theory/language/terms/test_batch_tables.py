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
from lossproof.theory.language import ANY_CLASS, ANY_ROW, ANY_SAMPLE, SymbolicVector, ge, realise
from lossproof.theory.language.sums import unbound
from lossproof.theory.language.terms import (
    TableCount,
    TableMean,
    any_table,
    batch_mean,
    determinant,
    falling,
    is_zero,
    mean_determinant,
    nested_sum,
    over_rows,
    table_determinant,
    table_mean,
)
from lossproof.theory.language.writing import written
from lossproof.theory.proof import Derivation, ProofError
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import (
    all_in_table,
    average,
    combine,
    mean_of_empty_column,
    mean_of_table_determinant,
    nonnegative,
    summed,
    taken_in_some_way,
)
from lossproof.theory.statement import Proof, Statement
from lossproof.theory.statement.cross_check import contradicted
from lossproof.theory.statement.enclosing import Enclosure
from tests.together import together

LAWS = {
    1: [[Fraction(1)]],
    2: [[Fraction(1, 2), Fraction(1, 6)], [Fraction(1, 12), Fraction(1, 4)]],
    3: [[Fraction(k, 12) for k in row] for row in ([2, 1, 0], [0, 3, 1], [2, 0, 3])],
    4: [[Fraction(k, 8) for k in row] for row in
        ([2, 0, 0, 0], [0, 1, 1, 0], [0, 0, 2, 0], [0, 1, 0, 1])],
}  # fmt: skip
OUTPUTS = {
    c: [[Fraction(1 + (i + r) % c, c * (c + 1) // 2) for r in range(c)] for i in range(3)]
    for c in LAWS
}


def named(**domains):
    for name, domain in domains.items():
        domain.name = name
    return Proof(Statement(domains, {}, lambda: ge(0, 0)))


def hard():
    c = Classes()
    return named(c=c, n=Samples(), Q=Joint(c))


def soft():
    c, m = Classes(), Samples()
    p = named(c=c, m=m, n=Integer(1), o=Each(m, Simplex(c)), P=Each(m, Simplex(c)))
    return p, SymbolicVector(lambda i: SymbolicVector(lambda k: p.P[i][k] / p.m, p.c), p.m)


def fractions(of):
    return [[Rational(x.numerator, x.denominator) for x in row] for row in of]


def matrix(rows):
    return fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in rows])


def by_every_batch(law, outputs, n, c):
    """The mean determinant over every sequence of n samples, with the matrix each sample adds."""
    chances = [(i, k, p) for i, row in enumerate(law) for k, p in enumerate(row) if p]
    total = fmpq(0)
    for batch in itertools.product(chances, repeat=n):
        summed = [[Fraction(0)] * c for _ in range(c)]
        for i, k, _ in batch:
            for r in range(c):
                summed[r][k] += outputs[i][r]
        chance = math.prod((p for *_, p in batch), start=Fraction(1))
        total += fmpq(chance.numerator, chance.denominator) * matrix(summed).det()
    return total


@together("c", LAWS)
@together("n", range(6))
def test_the_theorem_of_hard_labels_by_every_batch(c, n):
    one = [[Fraction(int(i == r)) for r in range(c)] for i in range(c)]
    expected = math.perm(n, c) * matrix(LAWS[c]).det()
    assert by_every_batch(LAWS[c], one, n, c) == expected


@together("c", LAWS)
@together("n", range(4))
def test_the_theorem_of_soft_labels_by_every_batch(c, n):
    law = [[Fraction(1 + (i * k) % 2, 1) for k in range(c)] for i in range(3)]
    whole = sum(map(sum, law))
    law = [[x / whole for x in row] for row in law]
    outputs = OUTPUTS[c]
    mean = [[sum(outputs[i][r] * law[i][k] for i in range(3)) for k in range(c)] for r in range(c)]
    assert by_every_batch(law, outputs, n, c) == math.perm(n, c) * matrix(mean).det()


@together(("c", "n"), [(2, 1), (2, 2), (2, 4), (3, 2), (3, 3)])
def test_the_rule_holds_at_numbers_three_times(c, n):
    p = hard()
    fact = mean_of_table_determinant(p.Q, p.n, p.domain("Q")["total"])
    at = {"c": c, "n": n, "Q": fractions(LAWS[c])}
    assert realise(fact.expr, at) == 0
    enclosure = Enclosure(at.keys())
    enclosure.move(at)
    assert enclosure(fact.expr, {}) == 0
    term = mean_determinant(p.Q, p.n)
    value = math.perm(n, c) * matrix(LAWS[c]).det()
    assert enclosure(term, {}) == value
    rows = tuple(tuple(fmpq(x.numerator, x.denominator) for x in row) for row in LAWS[c])
    known = {"c": fmpq(c), "n": fmpq(n), "Q": rows}
    assert evaluate(parsed(written(term)), known) == value


@together(("c", "m", "n"), [(2, 2, 2), (2, 3, 1), (2, 3, 3), (3, 2, 3)])
def test_the_rule_holds_of_soft_outputs(c, m, n):
    p, law = soft()
    whole = average(p.domain("P", ANY_SAMPLE)["total"], p.m)
    fact = mean_of_table_determinant(law, p.n, whole, p.o)
    outputs = fractions(OUTPUTS[c][:m])
    at = {"c": c, "m": m, "n": n, "o": outputs, "P": outputs[::-1]}
    assert realise(fact.expr, at) == 0
    mean = realise(mean_determinant(law, p.n, p.o), at)
    assert mean == sympy.ff(n, c) * realise(table_determinant(law, p.o), at)


@pytest.mark.parametrize(("c", "n"), [(2, 1), (2, 3), (3, 2)])
def test_the_chance_of_an_empty_column_is_that_of_every_batch(c, n):
    p, law = hard(), LAWS[c]
    fact = mean_of_empty_column(0, p.n, p.Q, p.domain("Q")["total"])
    assert realise(fact.expr, {"c": c, "n": n, "Q": fractions(law)}) == 0
    cells = [(i, k) for i in range(c) for k in range(c)]
    empty = sum(
        math.prod(law[i][k] for i, k in drawn)
        for drawn in itertools.product(cells, repeat=n)
        if all(k for _, k in drawn)
    )
    assert empty == (1 - sum(row[0] for row in law)) ** n


@pytest.mark.parametrize(("c", "m", "n"), [(2, 1, 2), (2, 3, 2), (3, 2, 2)])
def test_the_chance_of_an_empty_column_is_that_of_points_too(c, m, n):
    p, law = soft()
    whole = average(p.domain("P", ANY_SAMPLE)["total"], p.m)
    fact = mean_of_empty_column(0, p.n, law, whole)
    labels = fractions(OUTPUTS[c][:m])
    at = {"c": c, "m": m, "n": n, "o": labels, "P": labels}
    assert realise(fact.expr, at) == 0
    (mean,) = fact.expr.atoms(TableMean)
    assert realise(mean, at) == (1 - sympy.Add(*(row[0] for row in labels)) / m) ** n


def test_a_step_about_any_table_of_points_is_checked_in_numbers():
    p, _ = soft()
    N, at = any_table(p.n, p.c, p.m), {"c": 2, "m": 3, "n": 2}
    outputs = fractions(OUTPUTS[2][:3])
    known, stated = {**at, "o": outputs, "P": outputs}, p._statement
    column = over_rows(lambda i: N[i][0], p.m)
    for expr, sign in [(column, ">"), (column - N[0][0], "=="), (p.n - 1 - column, ">=")]:
        false = follow(expr, sign, "a wrong rule")
        assert contradicted(stated, Derivation((false,)), known) is false
    for true in (all_in_table(p.n, p.c, p.m), nonnegative(N[ANY_SAMPLE][ANY_CLASS])):
        assert contradicted(stated, Derivation((true,)), known) is None


@together("place", [(1, 0), (0, 2), (ANY_CLASS, 0), (ANY_SAMPLE, ANY_SAMPLE)])
def test_any_table_of_points_has_the_cells_of_its_least_size(place):
    p, _ = soft()
    table = any_table(p.n, p.c, p.m)
    for (row, column), there in [((ANY_SAMPLE, ANY_CLASS), True), (place, False)]:
        cell = nonnegative(table[row][column])
        if there:
            p.conclude(combine(0, (0, cell)))
            continue
        with pytest.raises(ProofError, match="no such cell"):
            p.conclude(combine(0, (0, cell)))


def test_a_step_about_any_table_is_checked_in_numbers():
    c = Classes()
    domains = {"c": c, "n": Samples(), "Q": Joint(c)}
    for name, domain in domains.items():
        domain.name = name
    stated = Statement(domains, {}, lambda n: ge(n, 1))
    p = Proof(stated)
    N, at = any_table(p.n, p.c), {"c": 2, "n": 2, "Q": fractions(LAWS[2])}
    column = nested_sum(lambda i: N[i][0], p.c)
    wrong = [
        (determinant(N), ">="),
        (column, ">"),
        (column - N[0][0], "=="),
        (is_zero(column) * N[0][1] - is_zero(column), "=="),
        (sympy.log(1 + sympy.Abs(determinant(N))), ">"),
    ]
    for expr, sign in wrong:
        false = follow(expr, sign, "a wrong rule")
        assert contradicted(stated, Derivation((false,)), at) is false
    entry = nonnegative(N[ANY_ROW][ANY_CLASS])
    for true in (all_in_table(p.n, p.c), entry, summed(entry, ANY_ROW, p.c)):
        assert contradicted(stated, Derivation((true,)), at) is None


def test_a_wrong_factor_is_no_theorem():
    p = hard()
    at = {"c": 2, "n": 3, "Q": fractions(LAWS[2])}
    wrong = mean_determinant(p.Q, p.n) - p.n**p.c * determinant(p.Q)
    assert realise(wrong, at) != 0


def test_a_mean_over_tables_takes_out_what_is_not_counted():
    p = hard()
    twice = table_mean(lambda N: 2 * p.n * N[0][0] + N[0][1] ** 2, p.n, p.Q)
    parts = [table_mean(lambda N: N[0][0], p.n, p.Q), table_mean(lambda N: N[0][1] ** 2, p.n, p.Q)]
    assert twice == 2 * p.n * parts[0] + parts[1]
    assert unbound(parts[0]) == frozenset()
    assert unbound(TableCount(0, 1)) == {TableCount}
    cell = realise(parts[0], {"c": 2, "n": 3, "Q": fractions(LAWS[2])})
    assert cell == 3 * Rational(1, 2)


def test_a_cell_that_is_not_there_is_no_number():
    p = hard()
    beyond = table_mean(lambda N: N[0][2], p.n, p.Q)
    assert realise(beyond, {"c": 2, "n": 1, "Q": fractions(LAWS[2])}) is sympy.nan


def test_a_mean_inside_a_mean_is_refused():
    p = hard()
    once = mean_determinant(p.Q, p.n)
    with pytest.raises(ValueError, match="inside a mean over batches"):
        table_mean(lambda N: N[0][0] * once, p.n, p.Q)
    # The counts of the inner one were called as those of the outer one.
    with pytest.raises(ValueError, match="inside a mean over batches"):
        batch_mean(lambda N: table_mean(lambda M: sympy.Abs(M[0][0] - N[0]), p.n, p.Q), p.n, [1, 0])


def test_falling_counts_what_is_taken():
    n, c = sympy.Symbol("n", integer=True, nonnegative=True), Classes().symbolic("c", {})
    assert [falling(sympy.Integer(k), sympy.Integer(3)) for k in (0, 2, 3, 5)] == [0, 0, 6, 60]
    assert written(falling(n, c)) == "(falling n c)"
    with pytest.raises(ValueError, match="whole numbers"):
        falling(sympy.Symbol("x", real=True), c)


def test_less_than_none_cannot_be_taken():
    n, k = Samples(), Integer(-2)
    at = {"n": 3, "k": -1}
    taken = Statement({"n": n, "k": k}, {"room": lambda n, k: ge(n, k)},
                      lambda n, k: ge(falling(n, k), 0))  # fmt: skip
    assert taken.at(at).undefined
    assert evaluate(parsed("(falling 3 2)"), {}) == 6
    with pytest.raises(UndefinedError):
        evaluate(parsed("(falling 3 -1)"), {})
    p = Proof(taken)
    with pytest.raises(ProofError, match="no value: falling"):
        nonnegative(falling(p.n, p.k))
    with pytest.raises(ProofError, match="no value: falling"):
        p.conclude(taken_in_some_way(p.n, p.k, p.given("room")))


def test_the_premises_of_the_rules():
    p = hard()
    whole = p.domain("Q")["total"]
    other = p.domain("Q")["nonnegative"]
    with pytest.raises(ProofError, match="does not say that the chances sum to 1"):
        mean_of_table_determinant(p.Q, p.n, other)
    with pytest.raises(ProofError, match="not evidently a positive integer"):
        mean_of_table_determinant(p.Q, p.n - 1, whole)
    with pytest.raises(ProofError, match="does not say that"):
        taken_in_some_way(p.n, p.c, p.domain("n")["lower"])
    q, law = soft()
    with pytest.raises(ProofError, match="has no determinant"):
        mean_of_table_determinant(law, q.n, average(q.domain("P", ANY_SAMPLE)["total"], q.m))
    about = SymbolicVector(
        lambda i: SymbolicVector(lambda k: p.Q[i][k] + p.Q[ANY_ROW][ANY_CLASS], p.c), p.c
    )
    with pytest.raises(ProofError, match="already"):
        mean_of_table_determinant(about, p.n, whole)
