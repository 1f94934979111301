"""The card of a loss: what can be decided about a formula, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from theory.balls import ball
from theory.card import choice, correction, gradient, noise, shape, sums
from theory.card.line import MEANING, Line, Verdict
from theory.card.points import simple_points
from theory.card.reading import NotALossError, P, Reading
from theory.card.sign import sign_on
from theory.card.subject import Subject
from theory.evaluate import compare
from theory.sums import Vector

__all__ = ["CLASSES", "MEANING", "Card", "Line", "NotALossError", "Reading", "Verdict", "analyse"]

CLASSES = (2, 3, 10)
MOST_CLASSES = 20
TOO_LARGE = 10**30

SECTIONS: dict[str, tuple[Callable[[Subject], Any], ...]] = {
    "values": (sums.bounded, noise.ranks_labels, sums.symmetric, sums.class_sum_range),
    "learning": (shape.proper, shape.convex, shape.convex_in_logits, gradient.gradient_weight),
    "label noise": (
        noise.argmax_kept, noise.uniform_noise, noise.class_dependent_noise, noise.excess_risk,
        choice.flipped_choice,
    ),
    "forms": (correction.backward, correction.forward, correction.known),
}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """Everything decided about a loss: `sections` maps a title to its lines."""

    name: str
    reading: Reading
    classes: tuple[int, ...]
    sections: dict[str, tuple[Line, ...]]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in order."""
        return tuple(line for lines in self.sections.values() for line in lines)

    def about(self, question: str) -> tuple[Line, ...]:
        """The lines on one question."""
        return tuple(line for line in self.lines if line.question == question)

    def verdict(self, question: str, c: int) -> Verdict | None:
        """The verdict on a question at c classes: on a line about it, or about all c >= 2."""
        for line in self.about(question):
            scope = line.scope.split(",")[0]
            if scope in (f"c = {c}", "c >= 2"):
                return line.verdict
        return None


def analyse(
    name: str,
    expression: Callable[[Any, Any], sympy.Expr],
    *,
    classes: Sequence[int] = CLASSES,
) -> Card:
    """The card of a loss.

    Parameters
    ----------
    name : str
        What to call the loss, such as its formula.
    expression : function
        `expression(f, y)` is its SymPy form, as of `theory.losses.FixedLoss` or
        `theory.formula.parse`.
    classes : sequence of int
        The numbers of classes to decide what is not shown for all of them, each in 2..20.

    Raises
    ------
    NotALossError
        If it is no formula in the probabilities, or no real number at a prediction inside the
        simplex.
    """
    chosen = tuple(sorted(set(classes)))
    if not chosen or chosen[0] < 2 or chosen[-1] > MOST_CLASSES:
        raise ValueError(f"classes must be numbers in 2..{MOST_CLASSES}; got {list(classes)}")
    reading = Reading.of(name, expression)
    _check_between(reading)
    _check_inside(reading, chosen)
    _check_alike(reading)
    subject = Subject(reading, chosen)
    sections = {
        title: tuple(line for ask in asked for line in ask(subject))
        for title, asked in SECTIONS.items()
    }
    return Card(name, reading, chosen, sections)


def _check_inside(reading: Reading, classes: Sequence[int]) -> None:
    for c in classes:
        for at in simple_points(c):
            if min(at) == 0:
                continue
            for y in sorted({at.index(entry) for entry in at}):
                value = sympy.sympify(reading.expression(at, y))
                undefined = value.has(sympy.nan, sympy.zoo, sympy.oo, sympy.I)
                if not undefined:
                    size = ball(value)
                    undefined = not -TOO_LARGE < size < TOO_LARGE
                if undefined:
                    where = ", ".join(map(str, at))
                    raise NotALossError(
                        f"{reading.name} must be a real number at every prediction with positive "
                        f"entries; at ({where}) with the label {y + 1} it is not: it divides by 0, "
                        "or takes the logarithm or a root of a number that is not positive"
                    )


def _check_alike(reading: Reading) -> None:
    """Refuse a function that treats some classes differently from others."""
    f = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
    moved = Vector((f[2], f[0], f[1]))
    for y in range(3):
        if compare(reading.expression(f, y), "!=", reading.expression(moved, (y + 1) % 3)):
            raise NotALossError(
                f"{reading.name} must treat the classes alike; with the classes renumbered the "
                "loss is another one: use f[y] and f.total(), not f[0]"
            )


def _check_between(reading: Reading) -> None:
    """Refuse what is undefined between the simple predictions, in the label's own formula."""
    for part in reading.value.atoms(sympy.log, sympy.Pow):
        inner = part.args[0]
        if inner.free_symbols != {P} or (
            isinstance(part, sympy.Pow) and part.exp.is_Integer and part.exp > 0
        ):
            continue
        sign = sign_on(inner, P)
        divides = isinstance(part, sympy.Pow) and part.exp.is_Integer
        if sign.relation == "mixed" and divides:
            raise NotALossError(
                f"{reading.name} must be a real number at every prediction; it divides by "
                f"{inner}, which is 0 between p = {sign.below} and p = {sign.above}"
            )
        if (sign.below is not None and not divides) or sign.relation in ("<", "=="):
            where = "" if sign.below is None else f" at p = {sign.below}"
            if not divides:
                raise NotALossError(
                    f"{reading.name} must be a real number at every prediction; it takes a "
                    f"logarithm or a root of {inner}, which is negative{where}"
                )
