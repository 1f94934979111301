"""The context of a subgoal."""

from __future__ import annotations

from dataclasses import dataclass

from lossproof.theory.proof import Fact
from lossproof.theory.provers.points import Points

DEPTH = 9


@dataclass(frozen=True)
class Context:
    """The known facts, points that satisfy them, and the number of remaining steps."""

    facts: tuple[Fact, ...]
    points: Points
    depth: int = DEPTH
    split: bool = True

    def lower(self) -> Context:
        return Context(self.facts, self.points, self.depth - 1, self.split)

    def with_facts(self, *facts: Fact) -> Context:
        points = self.points
        for fact in facts:
            points = points.where(points.at(fact.expr) >= 0)
        return Context((*self.facts, *facts), points, self.depth - 1, self.split)
