"""Rules for sums over the classes of facts about any class, row or column, nested or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from lossproof.theory.language import ANY_SAMPLE, BOUND_SAMPLE, SampleMean, SamplesSymbol
from lossproof.theory.language.terms import ANY, NestedSum
from lossproof.theory.proof.facts import Fact, ProofError, bind, closed, follow, sized, spoken


def over(expr: Any, index: Any, size: Any) -> Any:
    """The sum of an expression in the index of any class, row or column over that index."""
    if index not in ANY:
        raise ProofError(f"the index must be one of {ANY}; got {index}")
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    return NestedSum(spoken(expr).xreplace({index: fresh}), sized(size), fresh)


def summed(fact: Fact, index: Any, size: Any) -> Fact:
    """The sum over an index of a nonnegative term: `e(i) >= 0` for every class, row or column `i` ⊢
    `sum_i e(i) >= 0`.

    If the premise is `>` or `==`, the conclusion is `>` or `==` too. No case assumption may contain
    the index `i`.
    """
    closed(fact, index := spoken(index))
    expr, by = over(fact.expr, index, size), {"index": index, "size": size}
    return follow(expr, fact.sign, "sum over the classes", fact, by=by)


def exchanged(term: Any, first: Any, second: Any, size: Any) -> Fact:
    """Exchanging two sums: ⊢ `sum_first sum_second e == sum_second sum_first e`, for a `term` `e`
    with two indices.

    The two indices must differ, and both sums must be over all classes.
    """
    term, first, second = map(spoken, (term, first, second))
    if first == second:
        raise ProofError(f"the two indices of the sums must differ; got {first} twice")
    one = over(over(term, second, size), first, size)
    other = over(over(term, first, size), second, size)
    by = {"term": term, "first": first, "second": second, "size": size}
    return follow(one - other, "==", "order of summation", by=by)


def exchanged_mean(term: Any, index: Any, classes: Any, samples: Any) -> Fact:
    """Exchanging a sum and a mean: ⊢ `sum_i mean_s e == mean_s sum_i e`, for a `term` `e` with a
    class `i` and a sample `s`.

    The argument `index` is the index of a class, row or column. The arguments `classes` and
    `samples` are the number of classes and the number of samples.
    """
    if not isinstance(samples, SamplesSymbol):
        raise ProofError(f"the size {samples} of a mean is not the symbol of a number of samples")

    def mean(of: Any) -> Any:
        return SampleMean(bind(of, ANY_SAMPLE, BOUND_SAMPLE, SampleMean), samples)

    term, index = spoken(term), spoken(index)
    one, other = over(mean(term), index, classes), mean(over(term, index, classes))
    by = {"term": term, "index": index, "classes": classes, "samples": samples}
    return follow(one - other, "==", "order of sum and mean", by=by)


def renamed(fact: Fact, names: Mapping[Any, Any]) -> Fact:
    """New names for indices: `e(i, j, …)` ⊢ `e(i', j', …)`: the indices of classes, rows and
    columns get new names.

    All indices are renamed at once. No case assumption may contain a renamed index.
    """
    names = {spoken(old): spoken(new) for old, new in dict(names).items()}
    for old, new in names.items():
        if old not in ANY or new not in ANY:
            raise ProofError(f"only {ANY} stand for any class; got {old}: {new}")
        closed(fact, old)
    expr: Any = fact.expr.xreplace(names)
    return follow(expr, fact.sign, "other names", fact, by={"names": [*map(list, names.items())]})
