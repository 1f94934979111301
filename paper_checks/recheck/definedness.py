"""Which steps of a derivation may be about what has no value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from lossproof.paper_checks.recheck.rules.algebra import over_classes
from lossproof.paper_checks.recheck.rules.slopes import asked
from lossproof.paper_checks.recheck.step import Step, times
from lossproof.paper_checks.recheck.terms import (
    NOTHING,
    Shown,
    Term,
    UnreadableError,
    parsed,
    parts_of,
    replaced,
)

SIFTED, SUMMED = "one term of the sum", "sum over the classes"
OTHERS = "sum over the other classes"
REPLACED = "equals for equals"
CLIMBS = ("slope", "mean value theorem")
# What these are given is looked at in another way, or stands on both sides of the step.
APART = (SIFTED, REPLACED, *CLIMBS, "order of summation")


def without_value(
    steps: Sequence[Step], met: Callable[[str], Iterable[Term]] = lambda name: ()
) -> list[Step]:
    """The steps that may be about what has no value, by others that rest on none of these alone.

    What rests on a doubtful step is looked at as if that had a value. `met` gives the terms that a
    hypothesis compares.
    """
    kept: dict[int, Step] = {}
    doubtful: list[Step] = []
    waiting = [*steps]
    while waiting:
        ready = [each for each in waiting if all(id(p) in kept for p in each.premises)]
        fine = [each for each in ready if _has_value(each, kept.values(), met)]
        doubtful += [] if fine else ready
        kept |= {id(each): each for each in fine or ready}
        waiting = [each for each in waiting if id(each) not in kept]
    return doubtful


def _has_value(step: Step, others: Iterable[Step], met: Callable[[str], Iterable[Term]]) -> bool:
    """Whether the terms of a step have values, by what the others say.

    A hypothesis holds only where it has a value; of equals put for each other both have one or
    neither; a sum of relative entropies has one where each of them has; and so has the sum of what
    a premise says of any class. What the step says has no other terms than these, but for what a
    delta cancels in the term of one class, and what climbs by the mean value theorem.
    """
    try:
        signs = step.known.signs
        if step.rule == SIFTED and not signs.finite(step.given("term"), step.shown(others)):
            return False
        if step.rule == REPLACED and not _either_has_value(step, others):
            return False
        if step.rule not in APART and not _given_have_values(step, others):
            return False
        also = asked(step) if step.rule in CLIMBS else []
        if all(map(signs.finite, (step.term, *also))):
            return True
        seen = (step.shown(others, closely=closely) for closely in (False, True))
        return any(
            _finite(step, shown, met) and all(signs.finite(term, shown) for term in also)
            for shown in seen
        )
    except (ArithmeticError, ValueError, TypeError, LookupError):
        return False


def _given_have_values(step: Step, others: Iterable[Step]) -> bool:
    """Whether every term that the rule was given has a value: what the step says may lack it."""
    finite = step.known.signs.finite
    asked = [each for each in _terms(dict(step.data)) if not finite(each)]
    if not asked:
        return True
    seen = (step.shown(others, closely=closely) for closely in (False, True))
    return any(all(finite(each, shown) for each in asked) for shown in seen)


def _terms(given: Any) -> Iterator[Term]:
    """The terms in what a rule was given, in lists too."""
    if isinstance(given, str):
        with suppress(UnreadableError):
            yield parsed(given)
    elif isinstance(given, (list, tuple, dict)):
        for each in given.values() if isinstance(given, dict) else given:
            yield from _terms(each)


def _either_has_value(step: Step, others: Iterable[Step]) -> bool:
    """Whether the expression has a value before or after equals are put for each other.

    Both equals must have one too. The step says the difference of the expressions, in which what
    has no value may cancel.
    """
    expression, old, new = (step.given(name) for name in ("expression", "old", "new"))
    both, finite = (expression, replaced(expression, {old: new})), step.known.signs.finite

    def known() -> Iterator[Shown]:
        yield NOTHING
        yield from (step.shown(others, closely=closely) for closely in (False, True))

    equals = any(finite(old, shown) and finite(new, shown) for shown in known())
    return equals and any(finite(each, shown) for shown in known() for each in both)


def _finite(step: Step, shown: Shown, met: Callable[[str], Iterable[Term]]) -> bool:
    """Whether the term of a step has a value, by what is shown and what its rule concludes of."""
    signs, forms = step.known.signs, step.known.forms
    asked = _valued(step, shown, met)
    told = frozenset(part for term in asked for part in parts_of(term))
    same = {*map(forms.canonical, asked)}
    entropies = {forms.canonical(each) for term in asked for each in _entropies(term)}
    alike = frozenset(
        part for part in parts_of(step.term)
        if _head(part) in ("entropy", "sum") and forms.canonical(part) in same
        and all(forms.canonical(each) in entropies for each in _entropies(part))
        and signs.finite(_without_entropies(part), shown)
    )  # fmt: skip
    return signs.finite(step.term, shown._replace(valued=shown.valued | told | alike))


def _valued(step: Step, shown: Shown, met: Callable[[str], Iterable[Term]]) -> list[Term]:
    """Terms that have values, as the rule concludes something of them."""
    signs = step.known.signs
    if step.rule == "hypothesis":
        return [*met(step.hypothesis_name)]
    if step.rule == REPLACED:
        expression, old, new = (step.given(name) for name in ("expression", "old", "new"))
        both = [expression, _flat(replaced(expression, {old: new}))]
        equal = all(signs.finite(each, shown) for each in (old, new))
        return both if equal and any(signs.finite(each, shown) for each in both) else []
    if step.rule == "log-sum inequality":
        weight, p, q, _ = (each.term for each in step.premises)
        size = step.given("size")
        sums = [over_classes(times(weight, each), size) for each in (("entropy", p, q), p, q)]
        of_each = signs.finite(("entropy", p, q), shown)
        return [sums[0], ("entropy", *sums[1:])] if of_each else []
    if step.rule == SUMMED:
        index, size = str(step.given("index")), step.given("size")
        return [over_classes(part, size, index) for part in parts_of(step.premises[0].term)]
    if step.rule == OTHERS:
        label, size = step.given("label"), step.given("size")
        parts = [*parts_of(step.premises[0].term)]
        at_label = (replaced(part, {"@class": label}) for part in parts)
        return [*(over_classes(part, size) for part in parts), *at_label]
    return []


def _flat(term: Term) -> Term:
    """The term without sums that stand in sums, or products in products."""
    if not isinstance(term, tuple):
        return term
    head, *parts = term[0], *map(_flat, term[1:])
    if head in ("+", "*"):
        every = ([*p[1:]] if isinstance(p, tuple) and p[0] == head else [p] for p in parts)
        parts = [part for each in every for part in each]
    return (head, *parts)


def _head(term: Term) -> object:
    return term[0] if isinstance(term, tuple) else None


def _entropies(term: Term) -> Iterator[Term]:
    """The relative entropies in a term, in sums too, but not those of the pieces of an `if`."""
    if isinstance(term, tuple):
        yield from (term,) * (term[0] == "entropy")
        for part in term[1:2] if term[0] == "if" else term[1:]:
            yield from _entropies(part)


def _without_entropies(term: Term) -> Term:
    """The term with a sum for every relative entropy: what else it asks for is asked as before."""
    if not isinstance(term, tuple):
        return term
    return ("+" if term[0] == "entropy" else term[0], *map(_without_entropies, term[1:]))
