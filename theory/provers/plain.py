"""What is plain: evident signs, sums of what is known, totals over the classes, powers that rise.

Everything is found in the facts and the goal alone; what takes an idea is left to a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations_with_replacement
from typing import Any

import sympy

from theory.language import ANY_CLASS, BOUND_CLASS, ClassSum, CountSymbol, Relation, ge, gt
from theory.proof import Fact, ProofError
from theory.proof.rules import (
    combine,
    identity,
    nonnegative,
    positive,
    power,
    power_in_base,
    power_of_fraction,
    total,
)
from theory.provers.linear import combination, widened

MOST_FACTORS = 6


def easy(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """A fact that says the goal, or more, if one is plain from these; they are not in cases."""
    if (found := _evident(goal)) is not None:
        return found
    if (found := combination(goal, facts)) is not None:
        return found
    more = [*facts, *_powers(goal, facts)]
    return combination(goal, [*more, *_totals(more)])


def _evident(goal: Relation) -> Fact | None:
    rules = {"==": lambda e: identity(e, 0), ">": positive, ">=": nonnegative}
    with suppress(ProofError):
        return rules[goal.sign](goal.difference)
    return None


def _totals(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Sums over the classes of facts on any class, and of the products of two of them."""
    sizes = {size for fact in facts for size in fact.expr.atoms(CountSymbol)}
    each = [fact for fact in facts if fact.expr.has(ANY_CLASS)]
    signed = [fact for fact in each if fact.sign != "=="][:MOST_FACTORS]
    products = [
        combine(one.expr * other.expr, (one, other))
        for one, other in combinations_with_replacement(signed, 2)
    ]
    for size in sorted(sizes, key=str)[:1]:
        for fact in (*each, *products):
            with suppress(ProofError):
                yield total(fact, size)


def _powers(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Of powers in the goal whose base is seen to lie in [0, 1]: bounds, and beside the base."""
    known = list(widened(facts, goal.difference))
    for found in sorted(_opened(goal.difference).atoms(sympy.Pow), key=str):
        base, top = found.args
        low, high = combination(ge(base, 0), known), combination(ge(1, base), known)
        above = combination(gt(top, 0), known)
        if low is None or above is None or top.is_integer:
            continue
        yield power(low, above)
        if high is None:
            continue
        yield power_in_base(high, low, above)
        if (larger := combination(ge(top, 1), known)) is not None:
            yield power_of_fraction(low, high, larger, 1)
        if (smaller := combination(ge(1, top), known)) is not None:
            yield power_of_fraction(low, high, smaller, top)


def _opened(expr: Any) -> Any:
    """The expression with the bodies of its sums over the classes said of any class."""
    sums = [term for term in sympy.preorder_traversal(expr) if isinstance(term, ClassSum)]
    return sympy.Tuple(expr, *(s.args[0].xreplace({BOUND_CLASS: ANY_CLASS}) for s in sums))
