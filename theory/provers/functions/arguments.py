"""Logarithms and roots of quotients that are not in lowest terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Binder, Relation
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, identity, replaced
from lossproof.theory.provers.values import with_values

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def in_lowest_terms(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from that with each logarithm and root of a quotient in lowest terms, or None."""
    expr, steps = goal.difference, list[Fact]()
    with suppress(ProofError):
        while (found := next(_reducible(expr), None)) is not None:
            steps.append(replaced(expr, identity(found[0] - found[1], 0), *found))
            expr = expr.xreplace(dict([found]))
        if steps and (proof := prove(Relation(expr, goal.sign, sympy.S.Zero), facts)):
            return with_values(combine(goal.difference, proof, *steps), goal, facts, prove)
    return None


def _reducible(expr: Any) -> Iterator[tuple[Any, Any]]:
    """What is not in lowest terms, and its lowest terms: divisors inside of quotients first."""
    if expr.has(Linear, Binder, sympy.Piecewise):
        return
    roots = (power.base for power in expr.atoms(sympy.Pow) if not power.exp.is_Integer)
    arguments = sorted({*roots, *(log.args[0] for log in expr.atoms(sympy.log))}, key=_size)
    for argument in arguments:
        for base in sorted((power.base for power in argument.atoms(sympy.Pow)), key=_size):
            if base.is_Add and not (lowest := _lowest(base)).is_Add:
                yield base, lowest
        if sympy.count_ops(lowest := _lowest(argument)) < sympy.count_ops(argument):
            yield argument, lowest


def _lowest(expr: Any) -> Any:
    with suppress(sympy.PolynomialError):
        return sympy.cancel(expr)
    return expr


def _size(expr: Any) -> tuple[int, str]:
    return int(sympy.count_ops(expr)), str(expr)
