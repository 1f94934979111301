"""A goal in other terms, by equals for equals, and then from what is known in these terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from theory.language import Relation, seen, unbound
from theory.proof import Fact, ProofError, vanishes
from theory.proof.rules import combine, identity
from theory.provers.rewriting.multiples import by_multiples
from theory.provers.rewriting.normal import Normal
from theory.provers.rewriting.orders import same_order

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def reduced(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it is plain in other terms, or follows by `prove` there."""
    with suppress(ProofError):
        if (found := same_order(goal, facts, prove)) is not None:
            return found
    with suppress(ProofError, ValueError):
        normal = Normal(facts)
        expr, steps = normal.form(goal.difference)
        if goal.sign == "==":
            return _equal(goal.difference, expr, steps, normal)
        there = Relation(expr, goal.sign, sympy.Integer(0))
        known = [*_in_other_terms(normal, facts)]
        found = by_multiples(there, known, normal) or (prove(there, known) if steps else None)
        if found is not None and steps:
            values = ((0, found, each) for each in _divisors([goal.difference, *steps], normal))
            return combine(goal.difference, found, *steps, *values)
        return found
    return None


def _equal(whole: Any, expr: Any, steps: Sequence[Fact], normal: Normal) -> Fact | None:
    """That the expression is 0, which equals one in other terms by these steps."""
    found = [*steps]
    if sympy.expand(expr) != 0 and not vanishes(expr):
        for fact in normal.unsolved:
            times = sympy.cancel(sympy.together(expr) / fact.expr)
            if _apart_from_0(sympy.fraction(times)[1], normal):
                found.append(combine(times * fact.expr, (times, fact)))
                break
    if not found:
        return identity(whole, 0)
    values = ((0, found[0], each) for each in _divisors([whole, *steps], normal))
    return combine(whole, *found, *values)


def _apart_from_0(divisor: Any, normal: Normal) -> bool:
    return seen(divisor, "!=") or normal.signs.side(divisor) is not None


def _divisors(places: Sequence[Any], normal: Normal) -> Iterator[Fact]:
    """That what is divided by is not 0, where that is not evident."""
    exprs = [place.expr if isinstance(place, Fact) else place for place in places]
    powers = set[Any]().union(*(expr.atoms(sympy.Pow) for expr in exprs))
    bases = {each.base for each in powers if each.exp.could_extract_minus_sign()}
    for base in sorted(bases, key=str):
        if base.is_number or seen(base, "!=") or unbound(base):
            continue
        if (known := normal.signs.side(base)) is not None:
            yield known


def _in_other_terms(normal: Normal, facts: Sequence[Fact]) -> Iterator[Fact]:
    for fact in facts:
        if fact.sign == "==":
            continue
        with suppress(ProofError, ValueError):
            expr, steps = normal.form(fact.expr)
            if not steps:
                yield fact
            elif not expr.is_number:
                yield combine(expr, fact, *((-1, step) for step in steps))
            continue
        yield fact
