"""Entries that sum to 1 over the classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, BOUND_CLASS, ClassSum, Relation, unspoken
from lossproof.theory.proof import Fact


def over(expr: Any, size: Any) -> Any:
    """The sum over the classes of an expression about any class."""
    kind: Any = ClassSum
    return kind(expr.xreplace({ANY_CLASS: BOUND_CLASS}), size)


def body(each: Any) -> Any:
    """The term of a sum over the classes, at any class."""
    return each.args[0].xreplace({BOUND_CLASS: ANY_CLASS})


def at_any_class(expr: Any) -> Any:
    """The expression and the term of each of its sums over the classes, at any class."""
    return sympy.Tuple(expr, *map(body, sorted(expr.atoms(ClassSum), key=str)))


def known_sum(entry: Any, facts: Sequence[Fact]) -> tuple[Fact, int, Any] | None:
    """A fact that tells the sum of entries, the sign of the sum in it, and the sum; or None."""
    for fact in facts:
        for each in fact.expr.atoms(ClassSum) if fact.sign == "==" else ():
            for side in (1, -1) if body(each) == entry else ():
                total = sympy.expand(each - side * fact.expr)
                if not total.has(ClassSum) and not unspoken(total) and not total.has(ANY_CLASS):
                    return fact, side, total
    return None


def unit_sum(entry: Any, facts: Sequence[Fact]) -> tuple[Fact, int, Any] | None:
    """The fact that entries sum to 1, the sign of the sum in it, and their number, or None."""
    for fact in facts:
        for each in fact.expr.atoms(ClassSum) if fact.sign == "==" else ():
            for side in (1, -1) if body(each) == entry else ():
                if sympy.expand(fact.expr - side * (each - 1)) == 0:
                    return fact, side, each.args[1]
    return None


def strictly_below_one(
    exprs: Iterable[Any],
    facts: Sequence[Fact],
    prove: Callable[[Relation, Sequence[Fact]], Fact | None],
) -> list[Fact]:
    """For each positive entry in the expressions that sums to 1: that it is below 1."""
    positive = {fact.expr for fact in facts if fact.strict}
    entries = {x for expr in exprs for x in expr.atoms(sympy.Indexed)} & positive
    goals = [
        Relation(1 - entry, ">", sympy.Integer(0))
        for entry in sorted(entries, key=str)
        if unit_sum(entry, facts) and 1 - entry not in positive
    ]
    return [fact for goal in goals if (fact := prove(goal, facts)) is not None]


def zero_at_one(expr: Any) -> list[Any]:
    """The entries, at any class, at whose value 1 a product is 0."""
    found = list[Any]()
    for factor in sympy.Mul.make_args(expr) if expr.is_Mul else ():
        base = factor.as_base_exp()[0]
        entries = [
            x for x in base.free_symbols if isinstance(x, sympy.Indexed) and len(x.indices) == 1
        ]
        if len(entries) == 1 and base.is_Add and base.xreplace({entries[0]: 1}) == 0:
            found.append(entries[0].base[ANY_CLASS])
    return found
