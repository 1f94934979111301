"""The mean value theorem: what climbs between 0 and a distance is larger there than at 0."""

from __future__ import annotations

from collections.abc import Iterator

from lossproof.paper_checks.recheck.step import (
    MINUS,
    ONE,
    ZERO,
    Said,
    Step,
    minus,
    plus,
    power,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import Term, names, replaced


@rule("slope")
def slope_of(step: Step) -> Iterator[Said]:
    """The sign of the slope of a term, that has a value as the slope has."""
    of, along = step.given("of"), _number(step)
    slope = _slope(step, of, along)
    step.says(step.premise(0, ">="), slope)
    yield slope, step.premise().sign


@rule("mean value theorem")
def climbed(step: Step) -> Iterator[Said]:
    """`d >= 0`, (`0 < u < d` ⊢ `g'(u) >= 0`) ⊢ `g(d) - g(0) >= 0`; strict if both are."""
    of, along = step.given("of"), _number(step)
    step.need(len(step.premises) == 2, "it has more or fewer premises")
    distance, slope = step.premise(0, ">="), step.premise(1, ">=")
    closes = step.every("closes")
    step.need(len(closes) == 1, "it closes other cases")
    (case,) = closes
    step.need(slope.rule == "slope", "its premise is no slope")
    same = slope.given("of") == of and slope.given("along") == along
    step.need(same, "its premise is the slope of something else")
    mark = names(along)
    step.need(not names(distance.term) & mark, "the distance is about the number itself")
    for opening in step.opened.get(case, ()):
        step.need(opening.assumes == "along", f"{case} is another")
        step.need(opening.given("along") == along, f"{case} is another")
        step.need(step.equal(opening.premise().term, distance.term), f"{case} is of another end")
    for other in (slope.uses | distance.uses) - {case}:
        step.need(not step.about.get(other, frozenset()) & mark, "another case is about it")
    yield minus(*_ends(step)), ">" if slope.sign == distance.sign == ">" else ">="


def asked(step: Step) -> list[Term]:
    """The terms that must have values where the step holds, besides what it says."""
    if step.rule == "slope":
        of = step.given("of")
        return [of, _slope(step, of, _number(step))]
    return _ends(step)


def _ends(step: Step) -> list[Term]:
    """What climbs, at the distance and at 0."""
    of, along = step.given("of"), _number(step)
    return [replaced(of, {along: end}) for end in (step.premise(0).term, ZERO)]


def _number(step: Step) -> Term:
    """The number that is between 0 and a distance."""
    along = step.given("along")
    name = along[1] if isinstance(along, tuple) and len(along) == 2 else ""
    fine = isinstance(along, tuple) and along[0] == "between" and str(name).startswith('"')
    step.need(fine, "it is no number between two")
    return along


def _slope(step: Step, of: Term, along: Term) -> Term:
    """The slope of a term that is smooth wherever it and its slope have values."""
    if of == along:
        return ONE
    if not isinstance(of, tuple) or not names(of) & names(along):
        return ZERO
    head, *parts = of
    if head == "^":
        base, top = parts
        if names(top) & names(along):
            step.need(not names(base) & names(along), "a base is about the number")
            return times(of, ("log", base), _slope(step, top, along))
        return times(top, power(base, plus(top, MINUS)), _slope(step, base, along))
    if head == "+":
        return plus(ZERO, *(_slope(step, part, along) for part in parts))
    if head == "*":
        return plus(
            ZERO,
            *(
                times(*parts[:k], _slope(step, part, along), *parts[k + 1 :])
                for k, part in enumerate(parts)
            ),
        )
    if head == "exp":
        return times(of, _slope(step, parts[0], along))
    step.need(head == "log", f"a term {head} is not known to be smooth")
    return times(power(parts[0], MINUS), _slope(step, parts[0], along))
