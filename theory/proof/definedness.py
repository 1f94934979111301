"""Which derivations hold: those all of whose terms have values where their steps are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    Known,
    Obligation,
    OfAnyBatch,
    Relation,
    discharged,
    obligations,
    subterms,
)
from lossproof.theory.proof.facts import Case, Derivation, Fact, ProofError, spoken
from lossproof.theory.proof.rules.slopes import Between

Uses = frozenset[str | Case]
_ANY = (ANY_CLASS, ANY_ROW, ANY_COLUMN, ANY_SAMPLE)


def defined(
    derivation: Derivation,
    domains: Mapping[str, Iterable[Known]],
    goals: Sequence[Relation] = (),
) -> None:
    """Raises `ProofError` unless every term of every step has a value where the step is needed.

    A step is needed where what it uses holds, and every open case in which alone it is used.
    What a term asks for is evident, holds because the parameters lie in their domains, or is said
    by a step that is shown to hold wherever this one is needed.

    Parameters
    ----------
    derivation : Derivation
    domains : what holds wherever the statement says something, by the name that steps use
    goals : what the conclusions show, one each; both of its sides must have values too
    """
    steps = derivation.steps
    needed = _needed(derivation.conclusions, steps, frozenset(domains))
    known: list[tuple[Uses, Known]] = [
        (frozenset(), fact) for facts in domains.values() for fact in facts
    ]
    own = {id(step): step.uses - frozenset(domains) for step in steps}
    settled = dict[int, Uses]()
    asked = dict.fromkeys(own, frozenset[Obligation]())
    for fact, goal in zip(derivation.conclusions, goals, strict=False):
        for side in (goal.lhs, goal.rhs, *goal.beside):
            asked[id(fact)] |= obligations(spoken(side))

    def doubtful(step: Fact, where: Uses) -> list[Obligation]:
        """What is left of the doubts about a step, by the way that leaves least."""
        ways = [doubts | asked[id(step)] for doubts in step.doubts]
        if not all(ways):
            return []
        premises = [fact for fact in step.premises if own[id(fact)] <= where]
        here = [*_sums(premises, where), *(fact for uses, fact in known if uses <= where)]
        return min(([each for each in way if not discharged(each, here)] for way in ways), key=len)

    def settle(wheres: Mapping[int, Uses]) -> list[Fact]:
        """The steps that are left once every other holds where it uses, or is in `wheres`."""
        waiting = [step for step in steps if id(step) not in settled]
        while True:
            left: list[Fact] = []
            for step in waiting:
                where = wheres[id(step)]
                if _reached(step, where, settled, own) and not doubtful(step, where):
                    settled[id(step)] = where
                    known.extend(_said(step, where))
                else:
                    left.append(step)
            if not left or len(left) == len(waiting):
                return left
            waiting = left

    if settle(own) and (left := settle(needed)):
        step = next(s for s in left if _reached(s, needed[id(s)], settled, own))
        doubt = doubtful(step, needed[id(step)])[0]
        raise ProofError(
            f"{step} ({step.rule}) may contain a term without a value: {doubt}. No earlier step "
            "excludes this: prove it in an earlier step, or add it as a hypothesis"
        )


def _reached(step: Fact, where: Uses, settled: Mapping[int, Uses], own: Mapping[int, Uses]) -> bool:
    """Whether every premise of a step that is needed somewhere holds there."""
    kept = frozenset(used for used in where if not _of_any(used))
    found = [(settled.get(id(fact)), own[id(fact)]) for fact in step.premises]
    return all(there is not None and there <= kept | uses for there, uses in found)


def _needed(conclusions: Sequence[Fact], steps: Sequence[Fact], always: Uses) -> Mapping[int, Uses]:
    """Where each step is needed: by what it uses, and all that every use of it does."""
    needed = {id(fact): fact.uses - always for fact in conclusions}
    for step in reversed(steps):
        # A case about an index is about one class, and one about a number between two ends about
        # that number; a premise may be needed for the others.
        kept = frozenset(used for used in needed[id(step)] if not _of_any(used))
        for fact in step.premises:
            use = kept | fact.uses - always
            needed[id(fact)] = needed.get(id(fact), use) & use
    return needed


def _of_any(used: str | Case) -> bool:
    return isinstance(used, Case) and any(
        each in _ANY or isinstance(each, (OfAnyBatch, Between)) for each in used.about
    )


def _fixed(where: Uses) -> frozenset[Any]:
    return frozenset[Any]().union(*(used.about for used in where if isinstance(used, Case)))


def _said(step: Fact, where: Uses) -> Iterator[tuple[Uses, Known]]:
    fixed = _fixed(where)
    # A mean over batches is about all of them, not about those of a case.
    if not any(isinstance(each, OfAnyBatch) for each in fixed):
        yield where, Known(step.expr, step.sign, fixed)
        terms = subterms(step.expr)  # not those of pieces, which need not be reached
        for doubt in obligations(step.expr):
            if doubt.term in terms:
                yield where, Known(doubt.term, None, fixed)


def _sums(premises: Sequence[Fact], where: Uses) -> Iterator[Known]:
    """Sums of two premises that are not below 0, or of one and 1."""
    signed = [(fact.expr, fact.strict) for fact in premises if fact.sign != "=="]
    for (one, strict), (other, also) in combinations([*signed, (1, True)], 2):
        yield Known(one + other, ">" if strict or also else ">=", _fixed(where))
