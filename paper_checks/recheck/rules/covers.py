"""Facts from a cover of a box, which is made anew."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import fmpq

from paper_checks.recheck.balls import CONSTANTS
from paper_checks.recheck.covers import positive
from paper_checks.recheck.step import Said, Step, minus, plus, rule
from paper_checks.recheck.terms import Term, names


@rule("cover of a box")
def cover(step: Step) -> Iterator[Said]:
    """`x - lo >= 0`, `hi - x >= 0` for every name ⊢ what is positive on the box, where given."""
    box: dict[str, tuple[fmpq, fmpq]] = {}
    for name, low, high in step.every("within"):
        lowest = minus(name, step.premise(low, ">=").term)
        box[name] = _number(step, lowest), _number(step, plus(name, step.premise(high, ">=").term))
    given = [step.premise(place, ">=").term for place in step.every("given")]
    for term in (step.term, *given):
        step.need(names(term) <= box.keys() | CONSTANTS.keys(), "a name of it lies in no box")
    try:
        shown = positive(step.term, box, strict=step.sign == ">", given=given)
    except ArithmeticError as error:
        step.need(False, f"the box is not covered: {error}")
    else:
        step.need(shown, "it fails at a point of the box")
    yield step.term, step.sign


def _number(step: Step, term: Term) -> fmpq:
    """The number that a term is."""
    found: Any = step.known.forms.canonical(term)
    step.need(isinstance(found, Fraction), "an end of the box is no number")
    return fmpq(found.numerator, found.denominator)
