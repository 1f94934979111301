import itertools
import math

import pytest
import sympy
from sympy import Rational

from lossproof.theory.domain import Joint, Samples, Simplex
from lossproof.theory.language import CountSymbol, eq, ge, realise
from lossproof.theory.language.terms import (
    BatchMean,
    Count,
    batch_factor,
    batch_mean,
    determinant,
    expected_determinant,
    is_zero,
    matrix,
    table_mean,
    tables,
)
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import (
    all_counted,
    any_counts,
    at_absence,
    batch_average,
    cases,
    combine,
    identity,
    indicator_below_one,
    mean_of_absence,
    mean_of_determinant,
    mean_of_product,
    nonnegative,
)
from lossproof.theory.statement import Proof, Statement
from tests.together import together

POINT = [Rational(1, 10), Rational(1, 5), Rational(3, 10), Rational(2, 5)]


def proof(domain=None):
    statement = Statement(_named(n=Samples(), p=domain or Simplex(4)), {}, lambda n, p: eq(0, 0))
    return Proof(statement)


def _named(**domains):
    for name, domain in domains.items():
        domain.name = name
    return domains


def law(p):
    return [p.p[a] for a in range(4)], p.domain("p")["total"]


def gap(fact, size):
    """What a fact says of a number, at POINT."""
    return realise(fact.expr, {"n": size, "p": POINT})


@together("cells", [(0,), (2, 1), (0, 1, 3), (0, 1, 2, 3)])
def test_mean_of_product_is_that_of_all_tables(cells):
    p = proof()
    chances, whole = law(p)
    fact = mean_of_product(cells, p.n, chances, whole)
    for size in (1, 2, 3, 5):
        by_hand = sum(
            math.factorial(size)
            * math.prod(q**k / math.factorial(k) for q, k in zip(POINT, counts, strict=True))
            * math.prod(counts[a] for a in cells)
            for counts in tables(size, 4)
        )
        assert gap(fact, size) == 0
        assert realise(fact.expr.atoms(BatchMean).pop(), {"n": size, "p": POINT}) == by_hand


@pytest.mark.parametrize("size", [1, 2, 4])
def test_absence_is_that_of_all_tables(size):
    p = proof()
    chances, whole = law(p)
    assert gap(mean_of_absence([0, 2], p.n, chances, whole), size) == 0


@together(("classes", "size"), [(2, 1), (2, 3), (3, 2), (3, 4)])
def test_mean_of_determinant_by_sequences_of_samples(classes, size):
    weights = [(3 * a * a + a) % 7 + 1 for a in range(classes**2)]
    Q = matrix(lambda i, j: Rational(weights[i * classes + j], sum(weights)), classes)
    total = 0
    for drawn in itertools.product(itertools.product(range(classes), repeat=2), repeat=size):
        chance = math.prod(Q[i][j] for i, j in drawn)
        table = matrix(lambda i, j, drawn=drawn: Rational(drawn.count((i, j)), size), classes)
        total += chance * determinant(table)
    assert total == batch_factor(sympy.Integer(size), classes) * determinant(Q)
    assert total == expected_determinant(Q, size)


def test_mean_of_determinant_in_symbols():
    p = proof(Joint(3))
    fact = mean_of_determinant(p.p, p.n, p.domain("p")["total"])
    rows = [[Rational((5 * i + 3 * j) % 7 + 1, 1) for j in range(3)] for i in range(3)]
    total = sum(map(sum, rows))
    value = [[x / total for x in row] for row in rows]
    for size in (1, 2, 3, 4):
        assert realise(fact.expr, {"n": size, "p": value}) == 0


def test_linear():
    n = Samples().symbolic("n", {})
    x = sympy.Symbol("x", positive=True)
    mean = batch_mean(lambda N: 2 * x * N[0] - N[1] / n, n, POINT)
    assert mean == 2 * x * batch_mean(lambda N: N[0], n, POINT) - (
        batch_mean(lambda N: N[1], n, POINT) / n
    )


def test_other_cells_are_one():
    assert BatchMean(Count(1) ** 2, sympy.Integer(3), *POINT) == sum(
        k**2 * math.comb(3, k) * POINT[1] ** k * (1 - POINT[1]) ** (3 - k) for k in range(4)
    )


def test_repeated_cells():
    p = proof()
    chances, whole = law(p)
    with pytest.raises(ProofError, match="must be distinct"):
        mean_of_product([1, 1], p.n, chances, whole)
    with pytest.raises(ProofError, match="must be distinct"):
        mean_of_absence([1, 1], p.n, chances, whole)


def test_chances_that_need_not_sum_to_one():
    p = proof()
    chances, whole = law(p)
    half = combine(sympy.Add(*chances) / 2 - Rational(1, 2), (Rational(1, 2), whole))
    inequality = hypothesis(ge(sympy.Add(*chances), 1), "x")
    for wrong in (half, inequality, identity(0, 0)):
        with pytest.raises(ProofError, match="sum to 1"):
            mean_of_product([0, 1], p.n, chances, wrong)


def test_chances_and_sizes_without_a_sign():
    p = proof()
    chances, whole = law(p)
    x = sympy.Symbol("x", real=True)
    with pytest.raises(ProofError, match="nonnegative"):
        batch_average(nonnegative(any_counts(4, p.n)[0]), p.n, [*chances[:3], x])
    with pytest.raises(ProofError, match="positive integer"):
        mean_of_absence([0], x, chances, whole)


def test_average_of_another_batch():
    p = proof()
    chances, _ = law(p)
    other = nonnegative(any_counts(4, p.n + 1)[0])
    fewer = nonnegative(any_counts(3, p.n)[0])
    for fact in (other, fewer):
        with pytest.raises(ProofError, match="another batch"):
            batch_average(fact, p.n, chances)


def test_average_of_an_open_case():
    p = proof()
    chances, _ = law(p)
    N = any_counts(4, p.n)
    with pytest.raises(ProofError, match="not for every batch"):
        cases(N[0] - N[1], lambda up: batch_average(up, p.n, chances), lambda low: low)


def test_no_case_about_a_bound_count():
    with pytest.raises(ProofError, match="which only a sum may bind"):
        cases(Count(0), lambda up: up, lambda low: low)
    with pytest.raises(ProofError):
        nonnegative(Count(0))


def test_average_of_a_strict_fact_is_weak():
    p = proof()
    chances, _ = law(p)
    N = any_counts(4, p.n)
    strict = combine(N[0] + 1, (1,), nonnegative(N[0]))
    assert strict.strict
    assert batch_average(strict, p.n, chances).sign == ">="


def test_mean_inside_a_mean():
    p = proof()
    chances, _ = law(p)
    inner = batch_mean(lambda N: N[0], p.n, chances)
    with pytest.raises(ValueError, match="inside a mean"):
        batch_mean(lambda N: N[1] * inner, p.n, chances)


def test_absence_of_what_is_not_real_there():
    p = proof()
    N = any_counts(4, p.n)
    for of in (1 / N[0], sympy.log(N[0]), sympy.log(N[1])):
        with pytest.raises(ProofError):
            at_absence(of, [0], N)
    with pytest.raises(ProofError, match="counts of any batch"):
        at_absence(p.p[0], [0], [p.p[a] for a in range(4)])


def test_facts_about_any_batch_hold_of_every_table():
    p = proof()
    N = any_counts(4, p.n)
    facts = [
        all_counted(4, p.n),
        indicator_below_one(N[0] - N[1]),
        at_absence(sympy.Abs(N[0] * N[3] - N[1] * N[2]), [0, 2], N),
    ]
    for fact, counts in itertools.product(facts, tables(3, 4)):
        value = fact.expr.xreplace(dict(zip(N, map(sympy.Integer, counts), strict=True)))
        value = value.subs(p.n, 3)
        assert value == 0 if fact.sign == "==" else value >= 0


def test_indicator():
    assert [is_zero(sympy.Integer(k)) for k in (-1, 0, 2)] == [0, 1, 0]


@pytest.mark.parametrize("size", [sympy.Symbol("x", positive=True), Rational(5, 2)])
def test_a_batch_is_of_a_whole_number_of_samples(size):
    c, Q = CountSymbol("c", integer=True, positive=True), sympy.IndexedBase("Q", nonnegative=True)
    law = Joint(2).symbolic("Q", {}), matrix(lambda i, j: Q[i, j], c)
    for each in law:
        with pytest.raises(ValueError, match="must be a whole number from 0 on"):
            table_mean(lambda counts: counts[0][0], size, each)
