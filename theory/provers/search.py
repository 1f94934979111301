"""All strategies, in order of cost, until one finds a fact."""

from __future__ import annotations

from collections.abc import Sequence

from lossproof.theory.language import Binder, Relation
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact
from lossproof.theory.provers.chain import Chain
from lossproof.theory.provers.class_sums import below_a_line
from lossproof.theory.provers.kinks import by_class, laws
from lossproof.theory.provers.plain import plain
from lossproof.theory.provers.residual import ResidualGoal
from lossproof.theory.provers.rewriting import KINDS, reduced


def easy(
    goal: Relation, facts: Sequence[Fact], residual: ResidualGoal | None = None
) -> Fact | None:
    """A fact that states the goal or more, or None; no fact has an open case.

    `residual` collects the subgoals at which chains stop.
    """

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
