"""Which steps of a derivation may be about what has no value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paper_checks.recheck.step import Step
from paper_checks.recheck.terms import Term, replaced


def without_value(steps: Sequence[Step]) -> list[Step]:
    """The steps that may be about what has no value, by others that rest on none of these alone.

    What rests on a doubtful step is looked at as if that had a value.
    """
    kept: dict[int, Step] = {}
    doubtful: list[Step] = []
    waiting = [*steps]
    while waiting:
        ready = [each for each in waiting if all(id(p) in kept for p in each.premises)]
        fine = [each for each in ready if _has_value(each, kept.values())]
        doubtful += [] if fine else ready
        kept |= {id(each): each for each in fine or ready}
        waiting = [each for each in waiting if id(each) not in kept]
    return doubtful


def _has_value(step: Step, others: Iterable[Step]) -> bool:
    """Whether the terms of a step have values, by what the others say.

    A hypothesis holds only where it has a value; of equals put for each other both have one or
    neither; and a sum of relative entropies has one where each of them has.
    """
    try:
        signs, terms = step.known.signs, _asked(step)
        if step.rule == "hypothesis" or any(map(signs.finite, terms)):
            return True
        shown = step.shown(others)
        return any(signs.finite(term, shown) for term in terms)
    except (ArithmeticError, ValueError, TypeError, LookupError):
        return False


def _asked(step: Step) -> list[Term]:
    """Terms of which one has to have a value."""
    if step.rule == "equals for equals":
        expression, old, new = (step.given(name) for name in ("expression", "old", "new"))
        return [expression, replaced(expression, {old: new})]
    if step.rule == "log-sum inequality":
        _, p, q, _ = (each.term for each in step.premises)
        return [("entropy", p, q)]
    return [step.term]
