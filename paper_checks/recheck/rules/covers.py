"""Facts from branch and bound with balls: a term is positive everywhere in a box of its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from lossproof.paper_checks.recheck.balls import CONSTANTS, UndecidedError, enclosed, sign
from lossproof.paper_checks.recheck.points.values import ONE, ZERO, add, evaluate, multiply
from lossproof.paper_checks.recheck.step import (
    Said,
    Step,
    UnconfirmedError,
    closed_term,
    minus,
    plus,
    rule,
)
from lossproof.paper_checks.recheck.terms import Term, names

Box = dict[str, tuple[fmpq, fmpq]]

BITS, BOXES = 64, 5_000


@rule("cover of a box")
def cover(step: Step) -> Iterator[Said]:
    """`x - lo >= 0`, `hi - x >= 0` for every name or entry ⊢ what is positive on the box."""
    step.need(step.sign in (">", ">="), "a cover shows no equality")
    box: dict[str, tuple[fmpq, fmpq]] = {}
    for text, low, high in step.every("within"):
        name = closed_term(text)
        lowest = minus(name, step.premise(low, ">=").term)
        ends = _number(step, lowest), _number(step, plus(name, step.premise(high, ">=").term))
        box[_name(name)] = ends
    of, *given = map(
        _flat, (step.term, *(step.premise(place, ">=").term for place in step.every("given")))
    )
    for term in (of, *given):
        step.need(names(term) <= box.keys() | CONSTANTS.keys(), "a name of it lies in no box")
    try:
        shown = positive(of, box, strict=step.sign == ">", given=given)
    except ArithmeticError as error:
        step.need(False, f"the box is not covered: {error}")
    else:
        step.need(shown, "it fails at a point of the box")
    yield step.term, step.sign


def _name(term: Term) -> str:
    """The name of a side of the box: of a parameter, of an entry, or of a number between two."""
    found = _flat(term)
    if not isinstance(found, str):
        raise UnconfirmedError("a side of the box has no name")
    return found


def _flat(term: Any) -> Any:
    """The term with one name for every number between two, and for every entry.

    An entry is called by how it is written, which no name of a record is.
    """
    if not isinstance(term, tuple):
        return term
    head, *parts = term
    if head == "at":
        return repr(term)
    return parts[0] if head == "between" else (head, *map(_flat, parts))


def _number(step: Step, term: Term) -> fmpq:
    """The number that a term is."""
    found: Any = step.known.forms.canonical(term)
    step.need(isinstance(found, Fraction), "an end of the box is no number")
    return fmpq(found.numerator, found.denominator)


def positive(
    term: Any,
    box: Mapping[str, tuple[fmpq, fmpq]],
    *,
    strict: bool,
    given: Sequence[Any] = (),
) -> bool:
    """Whether the term is above 0, or at least 0 unless strict, on the closed box.

    Only points where every term of `given` is at least 0 count. False where a point shows that it
    is not.

    Raises
    ------
    UndecidedError
        If the boxes become too many.
    """
    search = _Search(term, given, [*box], strict)
    with ctx.workprec(BITS):
        boxes = [dict(box)]
        for _ in range(BOXES):
            if not boxes:
                return True
            found = search.split(boxes.pop())
            if found is None:
                return False
            boxes += found
    raise UndecidedError(f"a cover by more than {BOXES} boxes")


class _Search:
    """A term with its slopes along every name."""

    def __init__(self, term: Any, given: Sequence[Any], names: Sequence[str], strict: bool) -> None:
        self.term, self.given, self.strict = term, given, strict
        self.slopes = {name: self._slope(name) for name in names}

    def _slope(self, name: str) -> Any:
        try:
            return derivative(_lifted(self.term), name)
        except UndecidedError:
            return None

    def split(self, box: Box) -> list[Box] | None:
        """The boxes that are left to look at; None if the term fails at a point of this one."""
        balls = {name: _ball(*ends) for name, ends in box.items()}
        given = [enclosed(each, balls) for each in self.given]
        if any(each < 0 for each in given):
            return []
        value = enclosed(self.term, balls)
        if self._holds(value):
            return []
        wide = [name for name, (low, high) in box.items() if low < high]
        if not wide:
            return [] if self._at(box) else None
        if value.is_finite():
            every = ((name, self.slopes[name]) for name in wide)
            slopes = {n: arb.nan() if s is None else enclosed(s, balls) for n, s in every}
            if all(each >= 0 for each in given) and (face := self._least(box, slopes)):
                return [face]
            if self._holds(self._about_the_middle(box, slopes)):
                return []
        widest = max(wide, key=lambda name: box[name][1] - box[name][0])
        low, high = box[widest]
        middle = (low + high) / 2
        return [{**box, widest: (low, middle)}, {**box, widest: (middle, high)}]

    def _holds(self, value: arb) -> bool:
        return bool(value > 0 if self.strict else value >= 0)

    def _at(self, box: Box) -> bool:
        """Whether it holds at the one point of the box, or that is none of those given."""
        point = {name: low for name, (low, _) in box.items()}
        if any(sign(evaluate(each, point)) < 0 for each in self.given):
            return True
        found = sign(evaluate(self.term, point))
        return found > 0 or (found == 0 and not self.strict)

    def _least(self, box: Box, slopes: Mapping[str, arb]) -> Box | None:
        """The face where the term is least, by those names along which it is monotone."""
        face = dict(box)
        for name, slope in slopes.items():
            low, high = box[name]
            if slope >= 0 or slope <= 0:
                face[name] = (low, low) if slope >= 0 else (high, high)
        return None if face == box else face

    def _about_the_middle(self, box: Box, slopes: Mapping[str, arb]) -> arb:
        """The mean-value form: the value in the middle, and what the slopes change of it."""
        middle = {name: arb((low + high) / 2) for name, (low, high) in box.items()}
        found = enclosed(self.term, middle)
        for name, slope in slopes.items():
            low, high = box[name]
            found = found + slope * arb(0, (high - low) / 2)
        return found


def _ball(low: fmpq, high: fmpq) -> arb:
    """A ball around an interval, with no negative point unless the interval has one."""
    joined = arb(low).union(arb(high))
    return joined.nonnegative_part() if low >= 0 else joined


def _lifted(term: Any) -> Any:
    """The term with equal terms of its sums together."""
    if not isinstance(term, tuple):
        return term if isinstance(term, str) else evaluate(term, {})
    head, *parts = term
    found = [*map(_lifted, parts)]
    return add(*found) if head == "+" else multiply(*found) if head == "*" else (head, *found)


def derivative(term: Any, name: str) -> Any:
    """The derivative of a term along a name.

    Raises
    ------
    UndecidedError
        If it holds what has no derivative here.
    """
    if not isinstance(term, tuple):
        return ONE if term == name else ZERO
    head, *parts = term
    slopes = [derivative(part, name) for part in parts]
    if head == "+":
        return add(*slopes)
    if head == "*":
        every = enumerate(slopes)
        return add(*(multiply(slope, *parts[:k], *parts[k + 1 :]) for k, slope in every))
    if all(slope == 0 for slope in slopes):
        return ZERO
    if head == "^" and isinstance(parts[1], fmpq):
        base, top = parts
        less = base if top == 2 else ("^", base, top - 1)
        return multiply(top, less, slopes[0])
    if head == "^":
        base, top = parts
        inner = add(
            multiply(slopes[1], ("log", base)), multiply(top, slopes[0], ("^", base, fmpq(-1)))
        )
        return multiply(term, inner)
    if head == "exp":
        return multiply(term, *slopes)
    if head == "log":
        return multiply(("^", parts[0], fmpq(-1)), *slopes)
    raise UndecidedError(f"the derivative of {head}")
