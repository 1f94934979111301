"""Equalities of expressions with kinks: by cases on both sides of each, also for every sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_SAMPLE, BOUND_SAMPLE, Relation, SampleMean
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError, vanishes
from lossproof.theory.proof.rules import average, cases, combine, identity, squeezed
from lossproof.theory.provers.kinks import split_of
from lossproof.theory.provers.rewriting.multiples import is_linear
from lossproof.theory.provers.rewriting.normal import Normal

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
KINKS = (sympy.Abs, sympy.Max, sympy.Min, sympy.Heaviside, sympy.Piecewise)
DEEPEST = 3


def on_both_sides(expr: Any, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """`expr == 0`, by cases for its kinks, or for each sample; None if no proof is found."""
    means = sorted(expr.atoms(SampleMean), key=str)
    if means:
        return _of_each(expr, means, facts)
    if not expr.has(*KINKS) or expr.atoms(Linear):
        return None
    sides = (prove(Relation(s * expr, ">=", sympy.Integer(0)), facts) for s in (1, -1))
    above = next(sides)
    below = next(sides) if above is not None else None
    return squeezed(above, below) if above is not None and below is not None else None


def _of_each(expr: Any, means: Sequence[Any], facts: Sequence[Fact]) -> Fact | None:
    if expr.has(ANY_SAMPLE) or not is_linear(expr, means):
        return None
    of_any = {mean: mean.args[0].xreplace({BOUND_SAMPLE: ANY_SAMPLE}) for mean in means}
    body = expr.xreplace(of_any)
    if not body.has(*KINKS):
        return None
    known = [fact for fact in facts if not fact.expr.atoms(SampleMean)]
    proof = _split(body, known, DEEPEST)
    return None if proof is None else combine(expr, average(proof, means[0].args[1]))


def _split(body: Any, facts: Sequence[Fact], depth: int) -> Fact | None:
    expr, steps = Normal(facts).form(body)
    if vanishes(expr):
        return combine(body, *steps) if steps else identity(body, 0)
    kinks = sorted(expr.atoms(*KINKS), key=lambda kink: (sympy.count_ops(kink), str(kink)))
    if not kinks or depth == 0:
        return None
    on = _split_of(kinks[0], facts)
    if on is None:
        return None

    def side(known: Fact) -> Fact:
        other = next((x for x in facts if vanishes(x.expr + known.expr) and x.sign == ">="), None)
        equal = [squeezed(known, other)] if other is not None and not known.strict else []
        proof = _split(expr, [*facts, known, *equal], depth - 1)
        if proof is None:
            raise ProofError("the sides of a kink are not the same")
        return proof

    with suppress(ProofError):
        proof = cases(on, side, side, strict=True)
        return combine(body, proof, *steps)
    return None


def _split_of(kink: Any, facts: Sequence[Fact]) -> Any:
    """What is above 0 on one side of a kink; None if nothing is left to tell apart."""
    if isinstance(kink, sympy.Piecewise):
        return split_of(kink, facts)
    first, *others = kink.args
    return first - others[0] if isinstance(kink, (sympy.Max, sympy.Min)) else first
