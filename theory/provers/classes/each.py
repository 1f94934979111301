"""Sums over classes or rows that are bounded class by class, whatever the entries sum to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_ROW, ClassSum, Relation
from lossproof.theory.language.terms import NestedSum
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, summed, total
from lossproof.theory.provers.classes.units import body
from lossproof.theory.provers.rewriting.multiples import is_linear

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def of_each_class(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it says of sums what holds of the terms of each class, or None."""
    expr: Any = sympy.expand(goal.difference)
    sums = sorted(expr.atoms(ClassSum), key=str)
    sizes = {each.args[1] for each in sums}
    if goal.sign != ">=" or len(sizes) != 1 or not is_linear(expr, sums):
        return None
    (size,), times = sizes, {each: expr.coeff(each, 1) for each in sums}
    rest = sympy.expand(expr - sympy.Add(*(k * each for each, k in times.items()))) / size
    whole = sympy.Add(*(k * body(each) for each, k in times.items())) + sympy.expand(rest)
    if sympy.expand(rest).has(size):
        return None
    with suppress(ProofError):
        found = prove(Relation(whole, ">=", sympy.Integer(0)), facts)
        if found is not None:
            return combine(goal.difference, total(combine(whole, found), size))
    return None


def of_each_row(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it says of sums over rows what holds of each row of a matrix, or None."""
    expr: Any = sympy.expand(goal.difference)
    sums = sorted(expr.atoms(NestedSum), key=str)
    sizes = {each.args[1] for each in sums}
    if goal.sign == "==" or len(sizes) != 1 or not is_linear(expr, sums):
        return None
    (size,), times = sizes, {each: expr.coeff(each, 1) for each in sums}
    rest = sympy.expand((expr - sympy.Add(*(k * each for each, k in times.items()))) / size)
    if rest.has(ClassSum):
        return None
    row = sympy.Add(*(k * each.args[0].xreplace({each.args[2]: ANY_ROW})
                      for each, k in times.items()))  # fmt: skip
    with suppress(ProofError):
        found = prove(Relation(row + rest, goal.sign, sympy.Integer(0)), facts)
        if found is not None:
            return combine(goal.difference, summed(combine(row + rest, found), ANY_ROW, size))
    return None
