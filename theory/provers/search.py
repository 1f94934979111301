"""All strategies, in order of cost, until one finds a fact."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar

from lossproof.theory.language import Binder, Relation
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact
from lossproof.theory.provers.chain import Chain
from lossproof.theory.provers.class_sums import below_a_line
from lossproof.theory.provers.kinks import by_class, laws
from lossproof.theory.provers.plain import plain
from lossproof.theory.provers.residual import ResidualGoal, unshown
from lossproof.theory.provers.rewriting import KINDS, reduced

_UNFINISHED = ContextVar("unfinished", default="")


def easy(
    goal: Relation, facts: Sequence[Fact], residual: ResidualGoal | None = None
) -> Fact | None:
    """A fact that states the goal or more, or None; no fact has an open case.

    `residual` collects the subgoals at which chains stop; without it `unfinished` tells what is
    left.
    """
    left = ResidualGoal() if residual is None else residual
    found = _searched(goal, facts, left)
    if residual is None:
        _UNFINISHED.set("" if found else str(left) or unshown(goal))
    return found


def unfinished() -> str:
    """What is left of the last goal that `easy` did not prove, in one line, and no more of it."""
    left = _UNFINISHED.get()
    _UNFINISHED.set("")
    return left


def _searched(goal: Relation, facts: Sequence[Fact], residual: ResidualGoal) -> Fact | None:
    def of_numbers(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return Chain(residual).goal(goal, facts)

    def in_its_terms(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        proof = plain(goal, facts) or below_a_line(goal, facts, of_numbers)
        return proof or of_numbers(goal, facts)

    facts = [*facts, *laws(goal, facts)]
    if (proof := by_class(goal, facts, easy)) is not None:
        return proof
    if (proof := plain(goal, facts) or below_a_line(goal, facts, of_numbers)) is not None:
        return proof
    if goal.sign == "==" or goal.difference.has(Linear, Binder, *KINDS):
        return reduced(goal, facts, in_its_terms) or of_numbers(goal, facts)
    return of_numbers(goal, facts) or reduced(goal, facts, in_its_terms)
