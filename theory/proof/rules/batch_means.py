"""Rules for means over batches, which are inert terms if the size of a batch is a symbol."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ANY_SAMPLE,
    AnyCell,
    OfAnyBatch,
    SamplesSymbol,
    SymbolicVector,
    class_sum,
    is_label,
    seen,
)
from lossproof.theory.language.terms import (
    AnyCount,
    BatchMean,
    Count,
    OverBatches,
    TableCount,
    any_table,
    batch_factor,
    cells_of,
    determinant,
    expected_determinant,
    falling,
    is_zero,
    mean_determinant,
    over_rows,
    permutations,
    table_determinant,
    table_mean,
)
from lossproof.theory.numbers.properties import integer
from lossproof.theory.proof.facts import (
    Fact,
    ProofError,
    follow,
    need,
    pole_free,
    real,
    sized,
    spoken,
    vanishes,
)
from lossproof.theory.proof.rules.algebra import combine


def any_counts(cells: int, size: Any) -> list[Any]:
    """The counts of any batch: a fact about them holds for every batch."""
    return [AnyCount(a, cells, size) for a in range(cells)]


def all_counted(cells: int, size: Any) -> Fact:
    """The counts of a batch: ⊢ `N_0 + … + N_(k-1) == n`: the counts of the cells of a batch sum to
    the batch size `n`.

    The domains must show that the size is a positive integer.
    """
    size, cells = _sized(size), int(cells)
    if cells < 1:
        raise ProofError(f"the samples of a batch need at least one cell; got {cells} cells")
    total = sympy.Add(*any_counts(cells, size))
    by = {"cells": cells, "size": size}
    return follow(total - size, "==", "every sample is in one cell", by=by)


def mean_of_product(cells: Sequence[int], size: Any, chances: Sequence[Any], whole: Fact) -> Fact:
    """The mean of a product of counts: `p_0 + … + p_(k-1) == 1` ⊢ `E(N_a N_b …) == n (n - 1) … p_a
    p_b …`, for distinct cells.

    The count `N_a` says how many of the n samples are in cell `a`, and `p_a` is the probability of
    that cell. The domains must show that the probabilities are nonnegative and that n is a positive
    integer. The rule uses the generating function of a multinomial distribution: the mean of `prod
    t_a^N_a` is `(1 + sum p_a (t_a - 1))^n`. Its derivative once in every `t_a`, at 1, is the
    conclusion.
    """
    size, chances = _law(size, chances, whole)
    cells = _distinct(cells, chances)
    if not cells:
        raise ProofError("a product of counts must have at least one cell; got none")
    n, symbols, value = _derivative(len(cells))
    taken = [chances[a] for a in cells]
    value = value.xreplace({n: size, **dict(zip(symbols, taken, strict=True))})
    body = sympy.Mul(*(Count(a) for a in cells))
    rule = "derivative of the generating function of a multinomial"
    return _multinomial(BatchMean(body, size, *chances) - value, rule, cells, size, chances, whole)


@cache
def _derivative(order: int) -> tuple[Any, list[Any], Any]:
    """`(d/dt_1) … (d/dt_m) (1 + sum p_k (t_k - 1))^n` at t = 1, with its n and p_k."""
    n = sympy.Dummy("n", integer=True, positive=True)
    marks = [sympy.Dummy("t") for _ in range(order)]
    chances = [sympy.Dummy("p", nonnegative=True) for _ in marks]
    shift = sympy.Add(*(p * (t - 1) for p, t in zip(chances, marks, strict=True)))
    generating: Any = (1 + shift) ** n
    for t in marks:
        generating = sympy.diff(generating, t).factor()
    at_one = generating.xreplace(dict.fromkeys(marks, sympy.Integer(1)))
    return n, chances, sympy.factor(at_one)


def mean_of_determinant(law: Any, size: Any, whole: Fact) -> Fact:
    """The mean determinant of a random batch: `p_0 + … + p_(k-1) == 1` ⊢ `E(det of a batch) ==
    batch_factor det(law)`.

    The rule applies `mean_of_product` to each product in Leibniz's formula for the determinant.
    """
    c = int(law.size)
    mean, chances = expected_determinant(law, size), cells_of(law)
    terms = [
        (
            sign / size**c,
            mean_of_product([i * c + j for i, j in enumerate(order)], size, chances, whole),
        )
        for order, sign in permutations(c)
    ]
    return combine(mean - batch_factor(size, c) * determinant(law), *terms)


def mean_of_table_determinant(law: Any, size: Any, whole: Fact, outputs: Any = None) -> Fact:
    """The mean determinant of a table of counts: `sum_i sum_k p[i][k] == 1` ⊢ `E(det M) == n (n -
    1) … (n - c + 1) det(m)`, for c classes.

    Each of n independent samples is in row i and column k of a table with probability `p = law`. A
    sample in row i and column k adds the row `outputs[i]` to column k of the c by c matrix M. So
    `M[r][k] = sum_i o[i][r] N[i][k]` with the counts N, and `m[r][k] = sum_i o[i][r] p[i][k]`.
    Without `outputs` the added row is 1 at position i and 0 elsewhere, so `M = N` and `m = p`. The
    domains must show that the size is a positive integer and that the outputs have values. The
    table has one column for each class, and one row for each class or for each sample. The rule
    uses that M is a sum of n independent matrices of rank one, `o e_k'`. The determinant is linear
    in each column, so det M is a sum over the choices of one sample for each column. If one sample
    is chosen for two columns, these columns are parallel and the term is 0. For c different samples
    the term has the mean det(m), by Leibniz's formula. There are n (n - 1) … (n - c + 1) choices of
    c different samples.
    """
    size, rows, columns = _sized(size), law.size, sized(law[0].size)
    row = _any_row(rows, columns)
    if outputs is None and rows != columns:
        raise ProofError(f"a table of {rows} rows and {columns} columns has no determinant")
    law = _one_table(law, rows, columns)
    outputs = None if outputs is None else _one_table(outputs, rows, columns)
    mean, value = mean_determinant(law, size, outputs), table_determinant(law, outputs)
    if mean.has(ANY_CLASS, row):
        raise ProofError(f"{mean} already contains {ANY_CLASS} or {row}")
    _sums_to_one(law, whole)
    by = {"size": size, "rows": rows, "columns": columns, "law": law[row][ANY_CLASS]}
    if outputs is not None:
        by["outputs"] = real(outputs[row][ANY_CLASS])
    name = "mean determinant of independent matrices of rank one"
    goal = mean - falling(size, columns) * value
    return follow(goal, "==", name, whole, trust=[name], by=by)


def _one_table(table: Any, rows: Any, columns: Any) -> Any:
    """The table, if one expression in the row and the column gives every entry."""
    row, column = (sympy.Dummy(integer=True, nonnegative=True) for _ in range(2))
    entry: Any = sympy.sympify(table[row][column])
    return SymbolicVector(
        lambda i: SymbolicVector(lambda k: entry.xreplace({row: i, column: k}), columns), rows
    )


def all_in_table(size: Any, columns: Any, rows: Any = None) -> Fact:
    """The counts of a table: ⊢ `sum_i sum_k N[i][k] == n`: the counts of a table sum to the batch
    size `n`.

    The domains must show that the size is a positive integer. The table has one column for each
    class, and one row for each class or each of `rows`.
    """
    size, rows = _sized(size), columns if rows is None else rows
    _any_row(rows, sized(columns))
    table = any_table(size, columns, rows)
    by = {"size": size, "rows": rows, "columns": columns}
    rule = "every sample is in one cell of the table"
    return follow(_total(table) - size, "==", rule, trust=["multinomial"], by=by)


def mean_of_empty_column(column: Any, size: Any, law: Any, whole: Fact) -> Fact:
    """The probability of an empty column: `sum_i sum_k p[i][k] == 1` ⊢ `P(sum_i N[i][y] = 0) == (1
    - sum_i p[i][y])^n`.

    The conclusion is the probability that none of n independent samples is in the column of class
    `y`. Each sample is in row i and column k with probability `p = law`, which must be nonnegative
    by its domain. The table has one column for each class, and one row for each class or for each
    sample. The rule uses the independence of the samples.
    """
    size, law, by = _averaged_over(size, law)
    if not is_label(column := spoken(column)):
        raise ProofError(f"{column} is not known to be a class: give a label, or 0")
    _sums_to_one(law, whole)

    def inside(table: Any) -> Any:
        return over_rows(lambda i: table[i][column], law.size)

    mean = table_mean(lambda counts: is_zero(inside(counts)), size, law)
    by = {"column": column, **by}
    value = (1 - inside(law)) ** size
    rule = "independent samples in a table"
    return follow(mean - value, "==", rule, whole, trust=["multinomial"], by=by)


def table_average(fact: Fact, size: Any, law: Any) -> Fact:
    """The mean over random tables of counts: `e(N) >= 0` for every table of counts `N` ⊢ `E(e(N))
    >= 0`.

    From `e(N) == 0` the rule concludes `E(e(N)) == 0`, and from `e(N) > 0` it concludes only
    `E(e(N)) >= 0`. The table has one column for each class, and one row for each class or for each
    sample. The probabilities `law` of the cells must be nonnegative by their domain. All counts in
    `e` must be of one batch. No case assumption may contain these counts, and `e` may contain no
    mean over batches.
    """
    size, law, by = _averaged_over(size, law)
    known = size, law.size, law[0].size
    if any(cell.table != known for cell in fact.expr.atoms(AnyCell)):
        raise ProofError(f"{fact} contains a count of another batch")
    if fact.expr.has(OverBatches, AnyCount):
        raise ProofError(f"{fact} depends on another batch: it cannot be averaged over tables")
    for case in fact.cases:
        if any(isinstance(each, OfAnyBatch) for each in case.about):
            raise ProofError(f"{fact} holds only in the {case}, not for every batch")
    body: Any = fact.expr.replace(AnyCell, lambda i, j, *_: TableCount(i, j))
    mean = table_mean(lambda _: body, size, law)
    sign = "==" if fact.sign == "==" else ">="
    return follow(mean, sign, "mean over the tables", fact, by=by)


def _total(table: Any) -> Any:
    """The sum of all entries."""
    return over_rows(lambda i: class_sum(lambda k: table[i][k], table[0].size), table.size)


def _sums_to_one(law: Any, whole: Fact) -> None:
    """`ProofError` unless the fact states that the probabilities sum to 1."""
    gap = _total(law) - 1
    if whole.sign != "==" or not (vanishes(whole.expr - gap) or vanishes(whole.expr + gap)):
        raise ProofError(f"{whole} does not state that the probabilities sum to 1")


def _any_row(rows: Any, columns: Any) -> Any:
    """The index of any row; `ProofError` unless there is one for each class, or each sample."""
    if isinstance(rows, SamplesSymbol):
        return ANY_SAMPLE
    if rows != columns:
        raise ProofError(f"a table needs a row for each of {columns} classes; got {rows} rows")
    return ANY_ROW


def _averaged_over(size: Any, law: Any) -> tuple[Any, Any, dict[str, Any]]:
    """The size and the distribution of a mean over tables, and both in the form of a step.

    `ProofError` unless there are as many columns as classes, and rows as classes or samples.
    """
    size, rows, columns = _sized(size), law.size, sized(law[0].size)
    row, law = _any_row(rows, columns), _one_table(law, rows, columns)
    if table_mean(lambda counts: counts[0][0], size, law).has(ANY_CLASS, row):
        raise ProofError(f"the distribution already contains {ANY_CLASS} or {row}")
    chance = law[row][ANY_CLASS]
    _nonnegative([chance])
    return size, law, {"size": size, "rows": rows, "columns": columns, "law": chance}


def taken_in_some_way(size: Any, taken: Any, enough: Fact) -> Fact:
    """A falling product is positive: `n - k >= 0` ⊢ `n (n - 1) … (n - k + 1) > 0`, for integers n,
    k >= 0.
    """
    size, taken = spoken(size), spoken(taken)
    if not vanishes(need(enough, ">=", "the room").expr - (size - taken)):
        raise ProofError(f"{enough} does not say that {size} is at least {taken}")
    by = {"size": size, "taken": taken}
    return follow(falling(size, taken), ">", "as many to take", enough, by=by)


def ways_at_most(size: Any, taken: Any, two: Fact) -> Fact:
    """An upper bound of a falling product: `k - 2 >= 0` ⊢ `(n - 1) n^(k - 1) - n (n - 1) … (n - k +
    1) >= 0`.

    The domains must show that n is a positive integer and k an integer >= 0. The rule uses that the
    second of the k factors is n - 1, and no factor is above n.
    """
    size, taken = _sized(size), spoken(taken)
    if not vanishes(need(two, ">=", "how many are taken").expr - (taken - 2)):
        raise ProofError(f"{two} does not say that {taken} is at least 2")
    by = {"size": size, "taken": taken}
    most = (size - 1) * size ** (taken - 1)
    return follow(most - falling(size, taken), ">=", "no factor above the first", two, by=by)


def mean_of_absence(cells: Sequence[int], size: Any, chances: Sequence[Any], whole: Fact) -> Fact:
    """The probability of empty cells: `p_0 + … + p_(k-1) == 1` ⊢ `P(N_a + N_b + … = 0) == (1 - p_a
    - p_b - …)^n`.

    The domains must show that the probabilities are nonnegative and that n is a positive integer.
    The rule uses the independence of the samples.
    """
    size, chances = _law(size, chances, whole)
    cells = _distinct(cells, chances)
    body = is_zero(sympy.Add(*(Count(a) for a in cells)))
    value = (1 - sympy.Add(*(chances[a] for a in cells))) ** size
    rule = "independent samples"
    return _multinomial(BatchMean(body, size, *chances) - value, rule, cells, size, chances, whole)


def _multinomial(
    expr: Any, rule: str, cells: Sequence[int], size: Any, chances: Sequence[Any], whole: Fact
) -> Fact:
    by = {"cells": list(cells), "size": size, "chances": list(chances)}
    return follow(expr, "==", rule, whole, trust=["multinomial"], by=by)


def batch_average(fact: Fact, size: Any, chances: Sequence[Any]) -> Fact:
    """The mean over random batches: `e(N) >= 0` for every batch with counts `N` ⊢ `E(e(N)) >= 0`.

    From `e(N) == 0` the rule concludes `E(e(N)) == 0`, and from `e(N) > 0` it concludes only
    `E(e(N)) >= 0`. The domains must show that the probabilities are nonnegative. All counts in `e`
    must be of one batch. No case assumption may contain these counts, and `e` may contain no mean
    over batches.
    """
    size, chances = _sized(size), _nonnegative(chances)
    counts = {AnyCount(a, len(chances), size): Count(a) for a in range(len(chances))}
    if others := fact.expr.atoms(AnyCount) - counts.keys():
        raise ProofError(f"{others.pop()} in {fact} is a count of another batch")
    if fact.expr.has(OverBatches):
        raise ProofError(f"{fact} contains a mean over batches: it cannot be averaged again")
    for case in fact.cases:
        if case.about & counts.keys():
            raise ProofError(f"{fact} holds only in the {case}, not for every batch")
    mean = cast(sympy.Expr, BatchMean(fact.expr.xreplace(counts), size, *chances))
    sign = "==" if fact.sign == "==" else ">="
    by = {"size": size, "chances": list(chances)}
    return follow(mean, sign, "mean over the batches", fact, by=by)


def at_absence(of: Any, cells: Sequence[int], counts: Sequence[Any]) -> Fact:
    """Counts that are known to be 0: ⊢ `[N_a + N_b + … = 0] e == [N_a + N_b + … = 0] (e with these
    counts 0)`.

    The domains must show that both values of `e` are real.
    """
    counts = tuple(map(spoken, counts))
    cells = _distinct(cells, counts)
    absent = is_zero(sympy.Add(*(counts[a] for a in cells)))
    if any(not isinstance(counts[a], AnyCount) for a in cells):
        raise ProofError(f"{counts} are not the counts of any batch")
    of = real(of)
    there = of.xreplace({counts[a]: sympy.Integer(0) for a in cells})
    by = {"of": of, "cells": list(cells), "counts": list(counts)}
    return follow(absent * (of - real(there)), "==", "where the cells are empty", by=by)


def indicator_below_one(of: Any) -> Fact:
    """An indicator is at most 1: ⊢ `1 - [e = 0] >= 0`."""
    of = spoken(of)
    return follow(1 - is_zero(of), ">=", "an indicator is 0 or 1", by={"of": of})


def _distinct(cells: Sequence[int], among: Sequence[Any]) -> tuple[int, ...]:
    """The positions of the cells; `ProofError` unless they exist and differ."""
    cells, known = tuple(cells), range(len(among))
    places = tuple(known.index(a) for a in cells if a in known)
    if len(set(places)) < len(cells):
        raise ProofError(f"the cells {[*cells]} must be distinct numbers in 0..{len(among) - 1}")
    return places


def _sized(size: Any) -> Any:
    """The size; `ProofError` unless it is evidently a positive integer."""
    size = pole_free(size)
    if not integer(size) or not seen(size, ">"):
        raise ProofError(f"the size {size} of a batch is not evidently a positive integer")
    return size


def _nonnegative(chances: Sequence[Any]) -> tuple[Any, ...]:
    """The probabilities; `ProofError` unless they are evidently nonnegative."""
    chances = tuple(map(pole_free, chances))
    for p in chances:
        if not seen(p, ">="):
            raise ProofError(f"the probability {p} is not evidently nonnegative")
    return chances


def _law(size: Any, chances: Sequence[Any], whole: Fact) -> tuple[Any, tuple[Any, ...]]:
    """The size and the probabilities; `ProofError` unless they are valid."""
    size, chances = _sized(size), _nonnegative(chances)
    gap = sympy.Add(*chances) - 1
    says = vanishes(whole.expr - gap) or vanishes(whole.expr + gap)
    if whole.sign != "==" or not says:
        raise ProofError(f"{whole} does not state that the probabilities sum to 1")
    return size, chances
