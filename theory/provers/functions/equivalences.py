"""Equivalences of two strict inequalities: each follows from the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.numbers.as_written import WrittenStep
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, decided

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def by_each_from_the_other(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """`a > 0` if and only if `b > 0`: from `a > 0` follows `b > 0`, from `a <= 0` `b <= 0`."""
    steps = [part.as_coeff_Mul() for part in sympy.Add.make_args(goal.difference)]
    if goal.sign != "==" or len(steps) != 2 or {times for times, _ in steps} != {1, -1}:
        return None
    if not all(isinstance(step, WrittenStep) for _, step in steps):
        return None
    sides: list[Any] = [step.args[0] for _, step in sorted(steps, key=lambda part: -part[0])]
    return _told_by(*sides, 0, facts, prove) or _told_by(*sides, 1, facts, prove)


def _told_by(one: Any, other: Any, first: int, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """`step(one) - step(other) == 0`, by cases of the first or the other."""
    known, wanted = (other, one) if first else (one, other)

    def side(sign: int, case: Fact) -> Fact:
        found = prove(
            Relation(sign * wanted, ">" if sign > 0 else ">=", sympy.S.Zero), [*facts, case]
        )
        if found is None:
            raise ProofError("one inequality does not follow from the other")
        told = decided(wanted, combine(sign * wanted, found))
        equal = (decided(known, case), told)
        here, there = equal[::-1] if first else equal
        return combine(WrittenStep(one, 0) - WrittenStep(other, 0), here, (-1, there))

    with suppress(ProofError):
        return cases(known, lambda case: side(1, case), lambda case: side(-1, case), strict=True)
    return None
