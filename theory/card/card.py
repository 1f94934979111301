"""The card of a loss: properties of a formula, each decided on its own line."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import sympy

from lossproof.theory.card.calculus import Ranged
from lossproof.theory.card.line import OPEN, Line, LineVerdict, merged
from lossproof.theory.card.loss import NotALossError, Reading, Subject, check
from lossproof.theory.card.notebook import html
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.card.questions import (
    choice,
    correction,
    gradient,
    noise,
    ranking,
    rate,
    shape,
    sums,
)
from lossproof.theory.card.sentences import sentences
from lossproof.theory.losses import FixedLoss, parse
from lossproof.theory.numbers import NotEnclosedError

CLASSES = (2, 3, 10)
MOST_CLASSES = 20
SECONDS_OF_BOUNDS = 5.0
SHARES = 3  # a question may take a third of the remaining time

SECTIONS: dict[str, dict[str, Callable[[Subject], Iterator[Line]]]] = {
    "values": {
        "bounded": sums.bounded,
        "ranks labels": ranking.ranks_labels,
        "symmetric": sums.symmetric,
        "class-sum range": sums.class_sum_range,
    },
    "learning": {
        "proper": shape.proper,
        "convex in p": shape.convex,
        "convex in logits": shape.convex_in_logits,
        "gradient weight": gradient.gradient_weight,
    },
    "label noise": {
        "argmax preserved": noise.argmax_preserved,
        "uniform noise": noise.uniform_noise,
        "largest rate": rate.largest_rate,
        "class-dependent noise": noise.class_dependent_noise,
        "excess risk": noise.excess_risk,
        "order preserved": choice.flipped_choice,
    },
    "forms": {
        "backward corrected": correction.backward,
        "forward corrected": correction.forward,
        "known loss": correction.known,
    },
}


@dataclass(frozen=True)
class Card:
    """Everything decided about a loss: `sections` maps a title to its lines.

    `refused` maps values of a parameter with a range, at which it is no loss, to the error.
    """

    name: str
    reading: Reading
    classes: tuple[int, ...]
    sections: dict[str, tuple[Line, ...]]
    refused: Mapping[Any, Exception] = field(default_factory=dict[Any, Exception])

    def __repr__(self) -> str:
        groups = [group for lines in self.sections.values() for group in merged(lines)]
        counts = Counter(group[0].verdict for group in groups)
        summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        return f"card of {self.name}: {summary}"

    def __str__(self) -> str:
        """Every line with its verdict, scope and reason."""
        text = [repr(self)]
        for title, lines in self.sections.items():
            text += ["", title]
            for line in lines:
                text += [f"  {line.verdict:<9}  {line.question}: {line.says} [{line.scope}]",
                         f"{'':13}{line.because}"]  # fmt: skip
        return "\n".join(text)

    def _repr_html_(self) -> str:
        return html(self)

    @property
    def parameters(self) -> set[Ranged]:
        """The parameters with a range."""
        forms = (self.reading.value, *self.reading.sums.values())
        return set[Ranged]().union(*(form.atoms(Ranged) for form in forms))

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in order."""
        return tuple(line for lines in self.sections.values() for line in lines)

    def about(self, question: str) -> tuple[Line, ...]:
        """The lines on one question."""
        return tuple(line for line in self.lines if line.question == question)

    def verdict(self, question: str, c: int) -> LineVerdict | None:
        """The verdict on a question at c classes, from a line about that c or about all c >= 2."""
        for line in self.about(question):
            scope = line.scope.split(",")[0]
            if scope in (f"c = {c}", "c >= 2"):
                return line.verdict
        return None


def analyse(
    name: str,
    expression: Callable[[Any, Any], sympy.Expr] | None = None,
    *,
    values: Mapping[str, Any] | None = None,
    classes: Sequence[int] = CLASSES,
    seconds: float | None = None,
) -> Card:
    """The card of a loss.

    Parameters
    ----------
    name : str
        The name of the loss, such as its formula.
    expression : function, optional
        `expression(f, y)` is its SymPy form, as of `LOSSES["mae"].fix().expression`; without it
        `name` is read as a formula, as by `lossproof.theory.losses.parse`.
    values : dict, optional
        Values of the parameters of the formula, such as `{"q": "7/10"}`.
    classes : sequence of int
        The numbers of classes, each in 2..20, at which to decide properties that are not shown for
        all numbers of classes.
    seconds : float, optional
        An approximate limit on the processor time; later questions are undecided. Reading the
        formula takes at most half of it. No limit if None.

    Raises
    ------
    NotALossError
        If it is no formula in the probabilities, or no real number at a prediction inside the
        simplex.
    """
    chosen = tuple(sorted(set(classes)))
    if not chosen or chosen[0] < 2 or chosen[-1] > MOST_CLASSES:
        raise ValueError(
            f"classes must be numbers in 2..{MOST_CLASSES}; got {', '.join(map(str, classes))}"
        )
    stop = None if seconds is None else time.process_time() + seconds
    try:
        with within(None if seconds is None else seconds / 2):
            form = expression or parse(name, values).expression
            subject = Subject(Reading.of(name, form), chosen)
            check(subject)
            settled = tuple(c for c in (*chosen, None) if subject.defined(c).everywhere)
    except TooLongError as error:
        raise NotALossError(
            f"{name} takes too long to read: simplify it, or allow more seconds"
        ) from error
    remaining = sum(map(len, SECTIONS.values()))
    sections: dict[str, tuple[Line, ...]] = {}
    for title, questions in SECTIONS.items():
        lines: list[Line] = []
        for question, ask in questions.items():
            share = None if stop is None else (stop - time.process_time()) / min(remaining, SHARES)
            remaining -= 1
            for line in _answer(question, ask, subject, share):
                lines += (
                    replace(each, sentences=sentences(subject, each))
                    for each in _where_defined(line, settled, chosen)
                )
        sections[title] = tuple(lines)
    return Card(name, subject.reading, chosen, sections)


def fixed(
    name: str, expression: Callable[[Any, Any], Any], c: int
) -> tuple[FixedLoss, Line | None]:
    """A loss to simulate at c classes, without bounds, and the line that may prove its bounds.

    Raises
    ------
    NotALossError
        As `analyse` does.
    """
    subject = Subject(Reading.of(name, expression), (min(c, MOST_CLASSES),))
    check(subject)
    loss = FixedLoss(name, subject.reading.expression, None, None)
    with suppress(TooLongError), within(SECONDS_OF_BOUNDS):
        for line in sums.bounded(subject):
            if line.verdict == "PROVED" and line.c in (None, c):
                return loss, replace(line, sentences=sentences(subject, line))
    return loss, None


def _answer(
    question: str, ask: Callable[[Subject], Iterator[Line]], subject: Subject, seconds: float | None
) -> list[Line]:
    lines: list[Line] = []
    try:
        with within(seconds):
            lines.extend(ask(subject))
    except (TooLongError, NotEnclosedError) as error:
        slow = isinstance(error, TooLongError)
        why = (
            "the time limit was reached: allow more seconds, or fewer classes"
            if slow
            else "a derivative of the loss has a function that interval arithmetic does not know"
        )
        done = {line.c for line in lines}
        left = (f"c = {c}" for c in subject.classes if c not in done) if done else ("c >= 2",)
        says = subject.says(question) if question in OPEN else "not decided"
        open_at = () if None in done else left
        lines += [Line(question, "UNDECIDED", says, scope, why) for scope in open_at]
    return lines


def _where_defined(
    line: Line, settled: tuple[int | None, ...], classes: tuple[int, ...]
) -> Iterator[Line]:
    """The line restricted to numbers of classes at which the loss is shown to be defined."""
    first, comma, rest = line.scope.partition(",")
    about = classes if first == "c >= 2" else (int(first.removeprefix("c = ")),)
    if line.verdict == "UNDECIDED" or (None if first == "c >= 2" else about[0]) in settled:
        yield line
        return
    for c in about:
        scope = f"c = {c}{comma}{rest}"
        if c in settled:
            yield replace(line, scope=scope)
        else:
            because = "the loss is not proved to be defined everywhere inside the simplex"
            yield Line(line.question, "UNDECIDED", line.says, scope, because)
