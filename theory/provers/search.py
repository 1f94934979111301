"""All strategies, in order of cost, until one finds a fact."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar

from lossproof.theory.language import Binder, Relation
from lossproof.theory.language.opening import opened
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import combine
from lossproof.theory.provers.chain import Chain
from lossproof.theory.provers.class_sums import below_a_line
from lossproof.theory.provers.functions.kinks import by_class, laws
from lossproof.theory.provers.plain import plain
from lossproof.theory.provers.residual import ResidualGoal, unshown
from lossproof.theory.provers.rewriting import KINDS, reduced
from lossproof.theory.provers.values import with_values

_UNFINISHED = ContextVar("unfinished", default="")


def easy(
    goal: Relation, facts: Sequence[Fact], residual: ResidualGoal | None = None
) -> Fact | None:
    """A fact that states the goal or more, or None; no fact has an open case.

    `residual` collects the subgoals at which chains stop; without it `unfinished` tells what is
    left. A proof with a term that is not seen to have a value is returned only if no other is
    found.
    """
    left = ResidualGoal() if residual is None else residual
    found = _searched(goal.map(opened), [_opened(fact) for fact in facts], left)
    if residual is None:
        _UNFINISHED.set("" if found else str(left) or unshown(goal))
    return found


def unfinished() -> str:
    """What is left of the last goal that `easy` did not prove, in one line, and no more of it."""
    left = _UNFINISHED.get()
    _UNFINISHED.set("")
    return left


def _opened(fact: Fact) -> Fact:
    """The fact, with what each function in it evidently is."""
    expr = opened(fact.expr)
    return fact if expr == fact.expr else combine(expr, fact)


def _searched(goal: Relation, facts: Sequence[Fact], residual: ResidualGoal) -> Fact | None:
    def of_numbers(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return Chain(residual).goal(goal, facts)

    def in_its_terms(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        proof = plain(goal, facts) or below_a_line(goal, facts, of_numbers)
        return proof or of_numbers(goal, facts)

    def with_values_inside(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return Chain(residual, values=True).goal(goal, facts)

    def by_sums(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return below_a_line(goal, facts, of_numbers)

    def rewritten(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return reduced(goal, facts, in_its_terms)

    def class_by_class(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return by_class(goal, facts, easy)

    facts = [*facts, *laws(goal, facts)]
    first_of_numbers = goal.sign != "==" and not goal.difference.has(Linear, Binder, *KINDS)
    last = (of_numbers, rewritten) if first_of_numbers else (rewritten, of_numbers)
    doubtful: Fact | None = None
    for strategy in (class_by_class, plain, by_sums, *last, with_values_inside):
        if strategy is with_values_inside and doubtful is None:
            return None
        if (proof := strategy(goal, facts)) is not None:
            if (sound := with_values(proof, goal, facts, in_its_terms)) is not None:
                return sound
            doubtful = doubtful or proof
    return doubtful
