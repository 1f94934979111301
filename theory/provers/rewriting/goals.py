"""A goal rewritten by equalities, then proved from the rewritten facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ClassSum,
    Relation,
    SampleMean,
    seen,
    unbound,
)
from lossproof.theory.proof import Fact, ProofError, vanishes
from lossproof.theory.proof.rules import combine, identity, squeezed
from lossproof.theory.provers.arithmetic.linear import widened
from lossproof.theory.provers.plain import at_rows
from lossproof.theory.provers.rewriting.instances import any_in
from lossproof.theory.provers.rewriting.multiples import by_multiples
from lossproof.theory.provers.rewriting.normal import Normal, in_equal_order
from lossproof.theory.provers.rewriting.orders import same_order
from lossproof.theory.provers.rewriting.splits import on_both_sides
from lossproof.theory.provers.rewriting.sums import by_sums

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def reduced(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if a simple proof or `prove` shows its rewritten form, or None."""
    with suppress(ProofError, ValueError, sympy.PolynomialError):
        if (
            proof := same_order(goal, facts, lambda one, known: _on_one_side(one, known, prove))
        ) is not None:
            return proof
    with suppress(ProofError, ValueError, sympy.PolynomialError):
        return (_an_equality if goal.sign == "==" else _an_inequality)(goal, facts, prove)
    return None


def _on_one_side(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    return prove(goal, facts) or _an_inequality(goal, facts, prove)


def _an_equality(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    normal = Normal(facts)
    expr, steps = normal.form(goal.difference)
    if (proof := _equal(goal.difference, expr, steps, normal)) is not None:
        return proof
    with suppress(ProofError, ValueError):
        new, turned = in_equal_order(expr)
        if turned and (proof := _equal(goal.difference, new, [*steps, *turned], normal)):
            return proof
    if (proof := on_both_sides(expr, facts, prove)) is not None:
        return combine(goal.difference, proof, *steps)
    above, below = (
        _without_elimination(Relation(side * goal.difference, ">=", sympy.Integer(0)), facts)
        for side in (1, -1)
    )
    return squeezed(above, below) if above is not None and below is not None else None


def _an_inequality(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    normal = Normal(facts)
    expr, steps = normal.form(goal.difference)
    strict, there = goal.sign == ">", Relation(expr, goal.sign, sympy.Integer(0))
    known = [*_in_other_terms(normal, facts)]
    proof = by_multiples(there, known, normal) or by_sums(expr, strict, known, normal.signs)
    if proof is None:
        proof = _without_elimination(goal, [*_in_named_rows(goal, facts)])
        if proof is not None:
            return proof
    proof = proof or (prove(there, known) if steps else None)
    if proof is None:
        return None
    values = [(0, proof, x) for x in _divisors([goal.difference, proof, *steps], normal)]
    return combine(goal.difference, proof, *steps, *values) if steps or values else proof


def _in_named_rows(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts, with equalities of the rows that the goal names in place of those of any row."""
    equal = [fact for fact in facts if fact.sign == "==" and fact.expr.has(ANY_ROW, ClassSum)]
    made = [*at_rows(goal.difference, equal)]
    yield from (fact for fact in facts if not (made and fact in equal and fact.expr.has(ANY_ROW)))
    yield from made


def _of_sums(fact: Fact) -> bool:
    """Whether it is an equality with sums, about no row, column or sample but the classes."""
    sums = fact.expr.atoms(SampleMean, ClassSum)
    return fact.sign == "==" and bool(sums) and any_in(fact.expr) <= {ANY_CLASS}


def _without_elimination(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """The goal by sums; equalities of sums are added and not solved."""
    apart = [*filter(_of_sums, facts)]
    if not apart:
        return None
    normal = Normal([fact for fact in facts if fact not in apart])
    expr, steps = normal.form(goal.difference)
    equations = [*apart, *(fact for fact in widened(apart, expr) if not any_in(fact.expr))]
    more = [*_in_other_terms(normal, equations, equal=True)]
    plain = [f for f in facts if f.sign == "==" and not any_in(f.expr) and f not in apart]
    known = [*_in_other_terms(normal, facts), *(f for f in more if not any_in(f.expr)), *plain]
    proof = by_sums(expr, goal.sign == ">", known, normal.signs)
    return combine(goal.difference, proof, *steps) if proof is not None else None


def _equal(difference: Any, expr: Any, steps: Sequence[Fact], normal: Normal) -> Fact | None:
    """`difference == 0`, if the rewritten expression is 0, by these steps."""
    used = [*steps]
    if sympy.expand(expr) != 0 and not vanishes(expr):
        for fact in normal.unsolved:
            times = sympy.cancel(sympy.together(expr) / fact.expr)
            if _apart_from_0(sympy.fraction(times)[1], normal):
                used.append(combine(times * fact.expr, (times, fact)))
                break
    with suppress(ProofError):
        if not used:
            return identity(difference, 0)
        values = ((0, used[0], x) for x in _divisors([difference, *steps], normal))
        return combine(difference, *used, *values)
    return None


def _apart_from_0(divisor: Any, normal: Normal) -> bool:
    return seen(divisor, "!=") or normal.signs.side(divisor) is not None


def _divisors(places: Sequence[Any], normal: Normal) -> Iterator[Fact]:
    """Facts that divisors are not 0, if that is not evident."""
    exprs = [part.expr if isinstance(part, Fact) else part for part in places]
    powers = set[Any]().union(*(expr.atoms(sympy.Pow) for expr in exprs))
    bases = {power.base for power in powers if power.exp.could_extract_minus_sign()}
    for base in sorted(bases, key=str):
        if base.is_number or seen(base, "!=") or unbound(base):
            continue
        if (known := normal.signs.side(base)) is not None:
            yield known


def _in_other_terms(
    normal: Normal, facts: Sequence[Fact], *, equal: bool = False
) -> Iterator[Fact]:
    for fact in facts:
        if (fact.sign == "==") != equal:
            continue
        with suppress(ProofError, ValueError):
            expr, steps = normal.form(fact.expr)
            if not steps:
                yield fact
            elif not expr.is_number:
                yield combine(expr, fact, *((-1, step) for step in steps))
            continue
        yield fact
