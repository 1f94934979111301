"""Rules for the pieces of an `if`, whose conditions premises show or exclude."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lossproof.paper_checks.recheck.step import (
    MINUS,
    ONE,
    TWO,
    Said,
    Step,
    UnconfirmedError,
    minus,
    plus,
    power,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import OPPOSITE, Term


@rule("first piece")
def first_piece(step: Step) -> Iterator[Said]:
    """The condition ⊢ `if == its first value`."""
    of, condition, value, _ = _pieces(step)
    step.need(_shown(step, condition, True), "a condition does not follow from the premises")
    yield minus(of, value), "=="


@rule("later pieces")
def later_pieces(step: Step) -> Iterator[Said]:
    """The opposite of the condition ⊢ `if == its other value`."""
    of, condition, _, other = _pieces(step)
    step.need(_shown(step, condition, False), "no premise excludes a condition")
    yield minus(of, other), "=="


@rule("piece of one class")
def piece_of_class(step: Step) -> Iterator[Said]:
    """⊢ `if == b + delta(k, y) (a - b)`, for the integers `k` and `y` that it compares."""
    of, condition, value, other = _pieces(step)
    if not (isinstance(condition, tuple) and condition[0] in ("==", "!=")):
        raise UnconfirmedError("the condition is not whether two classes are equal")
    head, one, two = condition
    whole = step.known.forms.ranges.integer
    step.need(whole(one) and whole(two), "what it compares is not evidently whole")
    equal, apart = (value, other) if head == "==" else (other, value)
    yield minus(of, plus(apart, times(("delta", one, two), minus(equal, apart)))), "=="


def _pieces(step: Step) -> Any:
    """The term, its condition and both of its values."""
    of = step.given("of")
    if not (isinstance(of, tuple) and of[0] == "if" and len(of) == 4):
        raise UnconfirmedError("it needs a Piecewise with a value at all other points")
    return of, *of[1:]


def _shown(step: Step, condition: Any, wanted: bool) -> bool:
    """Whether the premises show that a condition holds, or does not."""
    head, *parts = condition
    if head == "not":
        return _shown(step, parts[0], not wanted)
    if head in ("and", "or"):
        every = all if (head == "and") == wanted else any
        return every(_shown(step, part, wanted) for part in parts)
    gap, sign = minus(*parts), head if wanted else OPPOSITE[head]
    if sign in ("<", "<="):
        gap, sign = times(MINUS, gap), {"<": ">", "<=": ">="}[sign]
    return any(_says(step, premise, gap, sign) for premise in step.premises)


def _says(step: Step, premise: Step, gap: Term, sign: str) -> bool:
    """Whether a premise says what is asked of a term."""
    same = step.equal(premise.term, gap)
    mirrored = step.equal(premise.term, times(MINUS, gap))
    square = sign in ("!=", "==") and step.equal(premise.term, power(times(ONE, gap), TWO))
    if sign == "!=":
        return premise.sign == ">" and (same or mirrored or square)
    if premise.sign == "==":
        return sign in ("==", ">=") and (same or mirrored or square)
    return same and premise.sign in {">": (">",), ">=": (">", ">="), "==": ()}[sign]
