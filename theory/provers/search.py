"""Every strategy, in order of cost, until one finds a fact."""

from __future__ import annotations

from collections.abc import Sequence

from theory.language import Relation
from theory.proof import Fact
from theory.provers.chain import Chain
from theory.provers.class_sums import below_a_line
from theory.provers.left import Left
from theory.provers.plain import plain


def easy(goal: Relation, facts: Sequence[Fact], left: Left | None = None) -> Fact | None:
    """A fact that says the goal, or more, if a strategy finds one; the facts are not in cases.

    `left` is told where chains stop.
    """

    def of_numbers(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return Chain(left).goal(goal, facts)

    return plain(goal, facts) or below_a_line(goal, facts, of_numbers) or of_numbers(goal, facts)
