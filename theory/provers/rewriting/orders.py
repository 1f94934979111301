"""Two strict inequalities that hold at the same points, written as equal steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, decided

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def same_order(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """`step(a) == step(b)`, by the same truth value of `a > 0` and `b > 0` in both cases."""
    difference: Any = goal.difference
    steps = sorted(difference.atoms(sympy.Heaviside), key=sympy.count_ops)
    if goal.sign != "==" or len(steps) != 2 or any(step.args[1:] != (0,) for step in steps):
        return None
    if abs(difference.coeff(steps[0])) != 1 or sympy.Add(*steps) - 2 * steps[0] not in (
        difference,
        -difference,
    ):
        return None
    one, other = (step.args[0] for step in steps)

    def side(sign: int, known: Fact) -> Fact:
        relation = Relation(sign * other, ">" if sign > 0 else ">=", sympy.Integer(0))
        proof = prove(relation, [*facts, known])
        if proof is None:
            raise ProofError("the other order is not shown to be the same")
        if proof.expr != relation.lhs:
            proof = combine(relation.lhs, proof)
        equal = decided(one, known), decided(other, proof)
        times = (1, -1) if difference.coeff(steps[0]) == 1 else (-1, 1)
        return combine(difference, *zip(times, equal, strict=True))

    with suppress(ProofError):
        return cases(one, lambda k: side(1, k), lambda k: side(-1, k), strict=True)
    return None
