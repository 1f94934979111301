"""Rules for sums over the classes of facts about any class, row or column, nested or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from theory.language.terms import ANY, NestedSum
from theory.proof.facts import Fact, ProofError, closed, follow, sized, spoken


def over(expr: Any, index: Any, size: Any) -> Any:
    """The sum of an expression in the index of any class, row or column over that index."""
    if index not in ANY:
        raise ProofError(f"the index must be one of {ANY}; got {index}")
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    return NestedSum(spoken(expr).xreplace({index: fresh}), sized(size), fresh)


def summed(fact: Fact, index: Any, size: Any) -> Fact:
    """`e(i) >= 0` for any class, row or column `i` ⊢ `sum_i e(i) >= 0`; so too for `>` and `==`.

    No open case is about the index.
    """
    closed(fact, index)
    expr, by = over(fact.expr, index, size), {"index": index, "size": size}
    return follow(expr, fact.sign, "sum over the classes", fact, by=by)


def exchanged(term: Any, first: Any, second: Any, size: Any) -> Fact:
    """⊢ `sum_first sum_second e == sum_second sum_first e`, for a `term` `e` in both indices.

    The indices differ; both sums are over all classes.
    """
    if first == second:
        raise ProofError(f"two different indices are summed over; got {first} twice")
    one = over(over(term, second, size), first, size)
    other = over(over(term, first, size), second, size)
    by = {"term": term, "first": first, "second": second, "size": size}
    return follow(one - other, "==", "order of summation", by=by)


def renamed(fact: Fact, names: Mapping[Any, Any]) -> Fact:
    """`e(i, j, …)` ⊢ `e(i', j', …)`: other names for any class, row and column, all at once.

    No open case is about what is renamed.
    """
    names = dict(names)
    for old, new in names.items():
        if old not in ANY or new not in ANY:
            raise ProofError(f"only {ANY} are names of any class; got {old}: {new}")
        closed(fact, old)
    expr: Any = fact.expr.xreplace(names)
    return follow(expr, fact.sign, "other names", fact, by={"names": [*map(list, names.items())]})
