"""Hypotheses that no point of the domain can meet, where one or two relations show it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sympy

from paper_checks.claims.case import Case
from paper_checks.claims.evidence import Derived
from theory.proof import Fact, ProofError
from theory.proof.rules import combine
from theory.statement import Proof, Statement


def contradict(case: Case) -> Derived | None:
    """A derivation of what is false from the hypotheses, where no point is known to meet them."""
    if case.refutation or case.failed or case.witness or not case.claim.statement.given:
        return None
    proof = Proof(case.claim.statement)
    given, domains = _known(proof, case.claim.statement)
    alone = ((fact,) for fact in given)
    for facts in itertools.chain(alone, itertools.product(given, (*given, *domains))):
        for absurd in _absurd(*facts):
            return Derived(proof.conclude(absurd))
    return None


def _known(proof: Proof, statement: Statement) -> tuple[list[Fact], list[Fact]]:
    """The hypotheses, and what the domains say; equalities in both directions."""
    given: list[Fact] = []
    for name in statement.given:
        found = proof.given(name)
        given += (found,) if isinstance(found, Fact) else found
    domains = [fact for name in statement.parameters for fact in proof.domain(name).values()]
    return (
        [each for fact in given for each in _directions(fact)],
        [each for fact in domains for each in _directions(fact)],
    )


def _directions(fact: Fact) -> tuple[Fact, ...]:
    return (fact, fact.negated()) if fact.sign == "==" else (fact,)


def _absurd(first: Fact, second: Fact | None = None) -> Iterator[Fact]:
    """What is false of a number, from a fact and a multiple of another that cancels a term."""
    expr: Any = sympy.expand(first.expr)
    if second is None:
        yield from _number(expr, first)
        return
    other: Any = sympy.expand(second.expr)
    ours, theirs = expr.as_coefficients_dict(), other.as_coefficients_dict()
    ratios = {-ours[term] / theirs[term] for term in ours if term != 1 and theirs.get(term)}
    for ratio in sorted(ratio for ratio in ratios if ratio > 0):
        yield from _number(sympy.expand(expr + ratio * other), first, (ratio, second))


def _number(total: Any, *terms: Any) -> Iterator[Fact]:
    """The constant of a sum of facts, where every other term of it is evidently at most 0."""
    constant, rest = total.as_coeff_Add()
    spare = [] if rest == 0 else [-term for term in sympy.Add.make_args(rest)]
    if not constant.is_Rational or not all(term.is_nonnegative is True for term in spare):
        return
    try:
        fact = combine(constant, *terms, *((term,) for term in spare))
    except ProofError:
        return
    if fact.absurd:
        yield fact
