"""Facts by which terms have values, as goals like others: divisors, roots and logarithms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Known, Obligation, Relation, discharged, obligations
from lossproof.theory.proof import Derivation, Fact, ProofError, defined
from lossproof.theory.proof.rules import combine

Above = Callable[[Any, bool], Fact | None]
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def beside(proof: Fact, values: Iterable[Fact]) -> Fact:
    """The same fact, after facts by which its terms have values."""
    terms = [(0, proof, value) for value in dict.fromkeys(values)]
    return combine(proof.expr, proof, *terms) if terms else proof


def values_of(exprs: Iterable[Any], above: Above) -> Iterator[Fact]:
    """Facts by which the terms of the expressions have values, as far as `above` proves them.

    `above(expr, strict)` proves `expr > 0`, or `expr >= 0` unless strict.
    """
    asked = frozenset[Obligation]().union(*map(obligations, exprs))
    for each in sorted(asked, key=lambda asked: (sympy.count_ops(asked.term), str(asked.term))):
        yield from _met(each, above)


def _met(asked: Obligation, above: Above) -> Sequence[Fact]:
    """The facts of the first way that is proved; none if no way is."""
    for way in asked.ways:
        facts = [_demanded(expr, demand, above) for expr, demand in way]
        if None not in facts:
            return [fact for fact in facts if fact]
    return ()


def _demanded(expr: Any, demand: str, above: Above) -> Fact | None:
    if demand == "!=":
        return above(expr, True) or above(-expr, True)
    return above(expr, demand == ">") if demand in (">", ">=") else None


def with_values(proof: Fact, goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The proof, if its terms and those of the goal have values, or after facts that show it.

    What holds outside all open cases is proved here. None if a term may still have no value.
    """
    if has_values(proof, goal, facts):
        return proof

    open_ones = [step for step in Derivation((proof,)).steps if not step.cases]
    said = (goal.lhs, goal.rhs, *goal.beside, *(step.expr for step in open_ones))
    with suppress(ProofError):
        made = beside(proof, missing_values(said, facts, prove))
        return made if has_values(made, goal, facts) else None
    return None


def missing_values(exprs: Iterable[Any], facts: Sequence[Fact], prove: Prove) -> list[Fact]:
    """Facts by which terms of the expressions have values that need not have any by the facts."""

    def above(expr: Any, strict: bool) -> Fact | None:
        return prove(Relation(expr, ">" if strict else ">=", sympy.Integer(0)), facts)

    known = [Known(fact.expr, fact.sign) for fact in facts]
    asked = frozenset[Obligation]().union(*map(obligations, exprs))
    values = list[Fact]()
    for each in sorted(asked, key=lambda asked: (sympy.count_ops(asked.term), str(asked.term))):
        if not discharged(each, known):
            values += _met(each, above)
    return values


def has_values(proof: Fact, goal: Relation, facts: Sequence[Fact]) -> bool:
    """Whether all terms have values, where the hypotheses among the facts hold."""
    always = dict[str, list[Known]]()
    for fact in facts:
        if fact.rule == "hypothesis":
            for name in map(str, fact.uses):
                always.setdefault(name, []).append(Known(fact.expr, fact.sign))
    try:
        defined(Derivation((proof,)), always, [goal])
    except ProofError:
        return False
    return True
