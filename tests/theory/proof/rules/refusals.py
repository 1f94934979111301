"""Steps that must be refused, by rule: of algebra, batches, covers, determinants and entropies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Rational, exp, log, sqrt

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    CountSymbol,
    Relation,
    SymbolicVector,
    class_sum,
    eq,
    ge,
    gt,
    sample_mean,
)
from lossproof.theory.language.terms import (
    any_table,
    batch_mean,
    matrix,
    over_rows,
    table_mean,
)
from lossproof.theory.proof import Fact, rules
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import determinants
from lossproof.theory.statement import Proof, Statement
from tests.theory.proof.rules.world import World, parameters

t: Any = World("the symbols")
ROW, CLASS, SAMPLE = ANY_ROW, ANY_CLASS, ANY_SAMPLE
x, y, u, w, r, c, n, k, z = t.x, t.y, t.u, t.w, t.r, t.c, t.n, t.k, t.z
f, g, F, T, P, S = t.f, t.g, t.F, t.T, t.P, t.S
POLE, SINK = 1 / (x - 1), exp(-abs(log(u)))
OTHER = CountSymbol("d", integer=True, positive=True)
BATCH = rules.any_counts(2, n)
BY_SAMPLE = SymbolicVector(lambda i: SymbolicVector(lambda j: f[j] * S[SAMPLE] ** 2, c), n)
MATRIX = SymbolicVector(lambda i: SymbolicVector(lambda j: T[i][j], 3), 3)


def known(relation: Relation) -> Fact:
    return hypothesis(relation, str(relation))


def nonneg(of: Any) -> Fact:
    return known(ge(of, 0))


def pos(of: Any) -> Fact:
    return known(gt(of, 0))


def zero(of: Any) -> Fact:
    return known(eq(of, 0))


def in_a_case(split: Any, use: Callable[[Fact], Fact]) -> Fact:
    """What a rule makes of a fact that holds in a case only."""
    return rules.cases(split, use, use)


def leaning(open_case: Fact, of: Any, sign: str = ">=") -> Fact:
    """That an expression is `>= 0`, or `== 0`, in the case of the fact."""
    above = rules.combine(of, nonneg(of), (0, open_case))
    return rules.squeezed(above, nonneg(-of)) if sign == "==" else above


def concluded(said: Relation, prove: Callable[[Any], Fact], **given: Relation) -> Any:
    statement = Statement(
        parameters(), {name: _saying(each) for name, each in given.items()}, lambda: said
    )
    proof = Proof(statement)
    return proof.conclude(prove(proof))


def _saying(said: Relation) -> Callable[[], Relation]:
    return lambda: said


def of_cells(law: Any) -> Any:
    return class_sum(lambda i: class_sum(lambda j: law[i][j], c), c)


def in_batch_case(use: Callable[[Fact], Fact]) -> Fact:
    return in_a_case(BATCH[0] - 1, use)


REFUSALS: dict[str, dict[str, Callable[[], Any]]] = {
    "hypothesis": {
        "of another statement": lambda: concluded(gt(x, 0), lambda p: pos(x)),
        "a side without a value": lambda: concluded(
            ge(0, 0), lambda p: rules.combine(0, p.given("h")), h=ge(log(x), log(x))
        ),
    },
    "Fact.at": {
        "no index of any": lambda: nonneg(g[CLASS]).at(x, k),
        "no class": lambda: nonneg(g[CLASS]).at(CLASS, x),
        "beyond the classes": lambda: nonneg(g[CLASS]).at(CLASS, k + 1),
        "no sample": lambda: nonneg(S[SAMPLE]).at(SAMPLE, k),
        "a bound index": lambda: nonneg(g[CLASS]).at(CLASS, BOUND_CLASS),
        "a case about the index": lambda: in_a_case(g[CLASS], lambda a: a.at(CLASS, k)),
    },
    "Fact.weakened": {},
    "Fact.negated": {"an inequality": lambda: nonneg(x).negated()},
    "positive": {
        "not evident": lambda: rules.positive(c - 2),
        "a pole": lambda: rules.positive(exp(POLE)),
        "a sink": lambda: rules.positive(SINK),
    },
    "nonnegative": {
        "not evident": lambda: rules.nonnegative(x),
        "a pole": lambda: rules.nonnegative(POLE**2),
    },
    "identity": {"another value": lambda: rules.identity(x, x + Rational(1, 10**9))},
    "combine": {
        "something left": lambda: rules.combine(x + 1, nonneg(x)),
        "a multiplier below 0": lambda: rules.combine(-x, (nonneg(x), -1)),
        "one of no sign": lambda: rules.combine(x * y, (nonneg(x), y)),
        "one that may be infinite": lambda: rules.combine(POLE**2 * x, (nonneg(x), POLE**2)),
    },
    "reciprocal": {
        "0 in reach": lambda: rules.reciprocal(nonneg(x)),
        "an equality": lambda: rules.reciprocal(zero(x)),
        "infinite": lambda: rules.reciprocal(pos(abs(log(u)))),
    },
    "quotient": {
        "a divisor that may be 0": lambda: rules.quotient(x, nonneg(x * y), nonneg(y)),
        "another product": lambda: rules.quotient(x, nonneg(x * y + 1), pos(y)),
    },
    "squeezed": {
        "the same side twice": lambda: rules.squeezed(nonneg(x), nonneg(x)),
        "an equality": lambda: rules.squeezed(zero(x), nonneg(-x)),
    },
    "whole": {
        "0 in reach": lambda: rules.whole(nonneg(c - 2)),
        "no integer": lambda: rules.whole(pos(x)),
        "half of one": lambda: rules.whole(pos(c / 2)),
        "a sum of shares": lambda: rules.whole(pos(class_sum(lambda j: T[k][j], c))),
        "a mean of integers": lambda: rules.whole(pos(sample_mean(lambda i: S[i], n))),
    },
    "replaced": {
        "another equality": lambda: rules.replaced(x**2, zero(x - 1), x, 2),
        "an inequality": lambda: rules.replaced(x**2, nonneg(x - 1), x, 1),
    },
    "total": {
        "a case about the class": lambda: in_a_case(g[CLASS], lambda a: rules.total(a, c)),
        "a sum of the class": lambda: rules.total(zero(class_sum(lambda j: T[CLASS][j], c) - 1), c),
        "another size": lambda: rules.total(nonneg(g[CLASS]), n),
    },
    "average": {
        "a case about the sample": lambda: in_a_case(S[SAMPLE], lambda a: rules.average(a, n)),
        "a mean of the sample": lambda: rules.average(
            nonneg(sample_mean(lambda i: abs(S[i] - S[SAMPLE]), n)), n
        ),
        "another size": lambda: rules.average(nonneg(S[SAMPLE]), c),
    },
    "cases": {
        "no real number": lambda: in_a_case(sqrt(x), lambda a: rules.positive(1)),
        "a pole": lambda: in_a_case(POLE, lambda a: rules.positive(1)),
        "a power of what may be negative": lambda: rules.cases(
            x**r, lambda a: rules.positive(1), lambda a: rules.positive(1), bases=(nonneg(y),)
        ),
        "two ends": lambda: in_a_case(x, lambda a: a),
    },
    "all_counted": {
        "no integer": lambda: rules.all_counted(2, x),
        "none": lambda: rules.all_counted(2, n - 1),
        "no cells": lambda: rules.all_counted(0, n),
    },
    **{
        rule.__name__: {
            "the same cell twice": lambda rule=rule: rule([0, 0], n, [u, w], zero(u + w - 1)),
            "no cell of the batch": lambda rule=rule: rule([2], n, [u, w], zero(u + w - 1)),
            "a chance below 0": lambda rule=rule: rule([0], n, [u, x], zero(u + x - 1)),
            "chances of another sum": lambda rule=rule: rule([0], n, [u, w], zero(u + w - 2)),
            "at most 1": lambda rule=rule: rule([0], n, [u, w], nonneg(1 - u - w)),
            "a size of 0": lambda rule=rule: rule([0], n - 1, [u, w], zero(u + w - 1)),
        }
        for rule in (rules.mean_of_product, rules.mean_of_absence)
    },
    "mean_of_determinant": {
        "another sum": lambda: rules.mean_of_determinant(
            matrix(lambda i, j: u, 2), n, zero(4 * u - 2)
        )
    },
    "mean_of_table_determinant": {
        "another sum": lambda: rules.mean_of_table_determinant(T, n, zero(f.total() - 1)),
        "an inequality": lambda: rules.mean_of_table_determinant(T, n, nonneg(of_cells(T) - 1)),
        "no size": lambda: rules.mean_of_table_determinant(T, x, zero(of_cells(T) - 1)),
        "an output without a value": lambda: rules.mean_of_table_determinant(
            T, n, zero(of_cells(T) - 1), matrix(lambda i, j: log(f[i]), c)
        ),
        "an index that is taken": lambda: rules.mean_of_table_determinant(
            by_row := matrix(lambda i, j: T[i][j] * f[ROW], c), n, zero(of_cells(by_row) - 1)
        ),
        "known columns": lambda: rules.mean_of_table_determinant(MATRIX, n, zero(x)),
    },
    "taken_in_some_way": {
        "too few": lambda: rules.taken_in_some_way(n, c, nonneg(n - c + 1)),
        "the other way": lambda: rules.taken_in_some_way(n, c, nonneg(c - n)),
        "an equality": lambda: rules.taken_in_some_way(n, c, zero(n - c)),
    },
    "ways_at_most": {
        "one is taken": lambda: rules.ways_at_most(n, c, nonneg(c - 1)),
        "of another number": lambda: rules.ways_at_most(n, c, nonneg(n - 2)),
        "an equality": lambda: rules.ways_at_most(n, c, zero(c - 2)),
        "none to take": lambda: rules.ways_at_most(n - 1, c, nonneg(c - 2)),
        "no size": lambda: rules.ways_at_most(x, c, nonneg(c - 2)),
    },
    "batch_average": {
        "a chance below 0": lambda: rules.batch_average(nonneg(x), n, [x, u]),
        "another batch": lambda: rules.batch_average(rules.nonnegative(BATCH[0]), n, [u, w, r]),
        "a mean inside": lambda: rules.batch_average(
            nonneg(batch_mean(lambda N: N[0], n, [u, w])), n, [u, w]
        ),
        "a case about the counts": lambda: in_batch_case(
            lambda a: rules.batch_average(a, n, [u, w])
        ),
    },
    "all_in_table": {
        "no integer": lambda: rules.all_in_table(x, c),
        "a number of classes": lambda: rules.all_in_table(n, 2),
        "samples for classes": lambda: rules.all_in_table(n, n),
        "rows of other classes": lambda: rules.all_in_table(n, c, OTHER),
        "a number of rows": lambda: rules.all_in_table(n, c, 2),
    },
    "mean_of_empty_column": {
        "no class": lambda: rules.mean_of_empty_column(1, n, T, zero(of_cells(T) - 1)),
        "another sum": lambda: rules.mean_of_empty_column(0, n, T, zero(of_cells(T) - c)),
        "an inequality": lambda: rules.mean_of_empty_column(0, n, T, nonneg(of_cells(T) - 1)),
        "a chance below 0": lambda: rules.mean_of_empty_column(0, n, P, zero(of_cells(P) - 1)),
        "a size of 0": lambda: rules.mean_of_empty_column(0, n - 1, T, zero(of_cells(T) - 1)),
        "an index that is taken": lambda: rules.mean_of_empty_column(
            0, n, by_row := matrix(lambda i, j: T[i][j] * f[ROW], c), zero(of_cells(by_row) - 1)
        ),
        "rows of other classes": lambda: rules.mean_of_empty_column(
            0, n, SymbolicVector(lambda i: f, OTHER), zero(f.total() - 1)
        ),
        "the mean of the rows": lambda: rules.mean_of_empty_column(
            0, n, SymbolicVector(lambda i: f, n), zero(f.total() - 1)
        ),
        "a sample that is taken": lambda: rules.mean_of_empty_column(
            0, n, BY_SAMPLE, zero(over_rows(lambda i: BY_SAMPLE[i].total(), n) - 1)
        ),
    },
    "table_average": {
        "a chance below 0": lambda: rules.table_average(nonneg(x), n, P),
        "another batch": lambda: rules.table_average(
            rules.nonnegative(any_table(n + 1, c)[0][0]), n, T
        ),
        "another number of rows": lambda: rules.table_average(
            rules.nonnegative(any_table(n, c, n)[0][0]), n, T
        ),
        "a count of a batch in cells": lambda: rules.table_average(
            rules.nonnegative(BATCH[0]), n, T
        ),
        "a mean inside": lambda: rules.table_average(
            nonneg(table_mean(lambda N: N[0][0], n, T)), n, T
        ),
        "a case about the counts": lambda: in_a_case(
            any_table(n, c)[0][0] - 1, lambda a: rules.table_average(a, n, T)
        ),
        "a case about their sum": lambda: in_a_case(
            class_sum(lambda j: any_table(n, c)[j][0], c) - 1,
            lambda a: rules.table_average(a, n, T),
        ),
    },
    "not_zero": {
        "at least 0": lambda: rules.not_zero(nonneg(x)),
        "an equality": lambda: rules.not_zero(zero(x)),
    },
    "exchanged_mean": {
        "no class": lambda: rules.exchanged_mean(S[SAMPLE] * f[CLASS], x, c, n),
        "classes for samples": lambda: rules.exchanged_mean(f[CLASS] * T[ROW][CLASS], CLASS, c, c),
        "samples for classes": lambda: rules.exchanged_mean(f[CLASS] * S[SAMPLE], CLASS, n, n),
        "a mean of the sample": lambda: rules.exchanged_mean(
            f[CLASS] * sample_mean(lambda i: abs(S[i] - S[SAMPLE]), n), CLASS, c, n
        ),
    },
    "at_absence": {
        "not real": lambda: rules.at_absence(sqrt(x - BATCH[0]), [0], BATCH),
        "a pole there": lambda: rules.at_absence(1 / BATCH[0], [0], BATCH),
        "no counts": lambda: rules.at_absence(x, [0], [k, z]),
    },
    "indicator_below_one": {
        "no number": lambda: rules.indicator_below_one(x + sympy.Float("0.5")),
    },
    "covered": {
        "another end": lambda: rules.covered(1 + r, {r: (nonneg(r), nonneg(x - r))}),
        "not there": lambda: rules.covered(r, {r: (nonneg(r), nonneg(1 - r))}),
        "no bound": lambda: rules.covered(1 + r + u, {r: (nonneg(r), nonneg(1 - r))}),
        "one fact": lambda: rules.covered(1 + r, {r: (nonneg(r),)}),
        "no number": lambda: rules.covered(1 + r**2, {r**2: (nonneg(r**2), nonneg(1 - r))}),
        "an equality": lambda: rules.covered(1 + r, {r: (zero(r), nonneg(1 - r))}),
        "too few boxes": lambda: rules.covered(
            9 * r**2 - 6 * r + 1, {r: (nonneg(r), nonneg(1 - r))}, strict=False, max_boxes=3
        ),
    },
    "same_class": {
        "no label": lambda: rules.same_class(g[CLASS], x, k, c),
        "any class": lambda: rules.same_class(g[CLASS], CLASS, k, c),
    },
    "of_product": {
        "numbers of classes": lambda: determinants.of_product(MATRIX, MATRIX),
        "two sizes": lambda: determinants.of_product(T, matrix(lambda i, j: u, OTHER)),
    },
    "size_of_product": {
        "numbers of classes": lambda: rules.size_of_product(MATRIX, MATRIX),
    },
    "of_transposed": {"a number of classes": lambda: rules.of_transposed(MATRIX)},
    "of_equal": {
        "one entry": lambda: rules.of_equal(T, P, zero(T[0][0] - P[0][0])),
        "at most": lambda: rules.of_equal(T, P, nonneg(T[ROW][CLASS] - P[ROW][CLASS])),
        "the transposed": lambda: rules.of_equal(T, P, zero(T[ROW][CLASS] - P[CLASS][ROW])),
        "a case about the row": lambda: in_a_case(
            f[ROW] - r,
            lambda a: rules.of_equal(T, P, leaning(a, T[ROW][CLASS] - P[ROW][CLASS], "==")),
        ),
    },
    "hadamard": {
        "not real": lambda: rules.hadamard(
            matrix(lambda i, j: sqrt(P[i][j]), c), nonneg(1 - P[ROW].total())
        ),
        "long rows": lambda: rules.hadamard(P, nonneg(2 - P[ROW].total(lambda e: e**2))),
        "a case about the row": lambda: in_a_case(
            f[ROW] - r,
            lambda a: rules.hadamard(P, leaning(a, 1 - P[ROW].total(lambda e: e**2))),
        ),
    },
    "diagonally_dominant": {
        "no margin": lambda: rules.diagonally_dominant(
            T, nonneg(T[ROW][CLASS]), nonneg(2 * T[ROW][ROW] - T[ROW].total())
        ),
        "columns": lambda: rules.diagonally_dominant(
            T, nonneg(T[ROW][CLASS]), pos(2 * T[ROW][ROW] - class_sum(lambda j: T[j][ROW], c))
        ),
        "another entry": lambda: rules.diagonally_dominant(
            P, nonneg(T[ROW][CLASS]), pos(2 * P[ROW][ROW] - P[ROW].total())
        ),
        "a case about the row": lambda: in_a_case(
            f[ROW] - r,
            lambda a: rules.diagonally_dominant(
                T, leaning(a, T[ROW][CLASS]), pos(2 * T[ROW][ROW] - T[ROW].total())
            ),
        ),
    },
    "mean_of_rank_one": {
        "another sum": lambda: rules.mean_of_rank_one(P, g, f, zero(f.total() - 2)),
        "of another law": lambda: rules.mean_of_rank_one(P, g, f, zero(F.total() - 1)),
        "an inequality": lambda: rules.mean_of_rank_one(P, g, f, nonneg(f.total() - 1)),
        "samples for classes": lambda: rules.mean_of_rank_one(P, S, f, zero(f.total() - 1)),
        "another size": lambda: rules.mean_of_rank_one(
            P, g, SymbolicVector(lambda j: f[j], OTHER), zero(f.total() - 1)
        ),
    },
    "of_diagonal_and_constant": {
        "another entry": lambda: rules.of_diagonal_and_constant(T, x, y),
        "one for each row": lambda: rules.of_diagonal_and_constant(
            matrix(lambda i, j: g[i] * sympy.KroneckerDelta(i, j), c), g[ROW], 0
        ),
        "one for each class": lambda: rules.of_diagonal_and_constant(
            matrix(lambda i, j: g[j], c), 0, g[CLASS]
        ),
        "not real": lambda: rules.of_diagonal_and_constant(
            matrix(lambda i, j: sqrt(x) * sympy.KroneckerDelta(i, j), c), sqrt(x), 0
        ),
    },
    "of_permutation": {
        "not 0 or 1": lambda: rules.of_permutation(
            T,
            nonneg(T[ROW][CLASS] * (1 - T[ROW][CLASS])),
            zero(T[ROW].total() - 1),
            zero(class_sum(lambda j: T[j][CLASS], c) - 1),
        ),
        "no columns": lambda: rules.of_permutation(
            T,
            zero(T[ROW][CLASS] * (1 - T[ROW][CLASS])),
            zero(T[ROW].total() - 1),
            zero(T[ROW].total() - 1),
        ),
    },
    "short_rows": {"another matrix": lambda: rules.short_rows(P, t.domain("T"))},
    "of_stochastic": {"another matrix": lambda: rules.of_stochastic(P, t.domain("T"))},
}
