"""All strategies, in order of cost, until one finds a fact."""

from __future__ import annotations

from collections.abc import Sequence

from lossproof.theory.language import Binder, Relation
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact
from lossproof.theory.provers.chain import Chain
from lossproof.theory.provers.class_sums import below_a_line
from lossproof.theory.provers.plain import plain
from lossproof.theory.provers.residual import ResidualGoal
from lossproof.theory.provers.rewriting import KINDS, reduced
from lossproof.theory.provers.values import with_values


def easy(
    goal: Relation, facts: Sequence[Fact], residual: ResidualGoal | None = None
) -> Fact | None:
    """A fact that states the goal or more, or None; no fact has an open case.

    `residual` collects the subgoals at which chains stop. A proof with a term that is not seen to
    have a value is returned only if no other is found.
    """

    def of_numbers(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return Chain(residual).goal(goal, facts)

    def with_values_inside(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return Chain(residual, values=True).goal(goal, facts)

    def in_its_terms(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        proof = plain(goal, facts) or below_a_line(goal, facts, of_numbers)
        return proof or of_numbers(goal, facts)

    def by_sums(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return below_a_line(goal, facts, of_numbers)

    def rewritten(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return reduced(goal, facts, in_its_terms)

    first_of_numbers = goal.sign != "==" and not goal.difference.has(Linear, Binder, *KINDS)
    last = (of_numbers, rewritten) if first_of_numbers else (rewritten, of_numbers)
    doubtful: Fact | None = None
    for strategy in (plain, by_sums, *last, with_values_inside):
        if strategy is with_values_inside and doubtful is None:
            return None
        if (proof := strategy(goal, facts)) is not None:
            if (sound := with_values(proof, goal, facts, in_its_terms)) is not None:
                return sound
            doubtful = doubtful or proof
    return doubtful
