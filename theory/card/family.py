"""The card of a loss whose parameter has a range.

A proof with the parameter as a symbol holds between the ends of the range. The ends and some values
between them have separate cards, which show where else a property holds and where it fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import sympy

from lossproof.theory.card.calculus import Ranged
from lossproof.theory.card.card import CLASSES, SECTIONS, Card, analyse
from lossproof.theory.card.glossary import taken
from lossproof.theory.card.line import Line
from lossproof.theory.card.loss import NotALossError, Reading, Subject, has_values
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.card.sentences import sentences
from lossproof.theory.losses import parse
from lossproof.theory.losses.formula import FormulaError
from lossproof.theory.numbers import simplifies_to_zero

SHARES = tuple(sympy.Rational(k, 4) for k in (2, 1, 3))
STEPS = (1, 2, 5)
NO_SYMBOLS = (TypeError, ValueError, KeyError, AttributeError, NotImplementedError)


@dataclass(frozen=True)
class Range:
    """The real numbers from `low` to `high`, with both ends; `high` may be infinite."""

    low: Any
    high: Any

    def inside(self) -> tuple[Any, ...]:
        """Some simple numbers between the ends."""
        if self.high is sympy.oo:
            return tuple(self.low + step for step in STEPS)
        return tuple(self.low + share * (self.high - self.low) for share in SHARES)

    def ends(self) -> tuple[Any, ...]:
        """The finite ends."""
        return (self.low,) if self.high is sympy.oo else (self.low, self.high)


@dataclass(frozen=True)
class _Family:
    """The cards of some values, and the lines proved for all values between the ends."""

    name: str
    subject: Subject
    range: Range
    proved: Mapping[str, tuple[Line, ...]]
    cards: Mapping[Any, Card]

    def over(self, closed: Sequence[Any]) -> str:
        """The range in words; `closed` has the ends that belong to it."""
        low, high = self.range.low, self.range.high
        lower = f"{low} {'<=' if low in closed else '<'} {self.name}"
        return lower if high is sympy.oo else f"{lower} {'<=' if high in closed else '<'} {high}"


def analyse_family(
    text: str,
    parameters: Mapping[str, Any],
    name: str,
    over: Range,
    *,
    classes: Sequence[int] = CLASSES,
    seconds: float | None = None,
) -> Card:
    """The card of a formula for all values of its parameter `name` in a range.

    Raises
    ------
    NotALossError, FormulaError
        If the formula is no loss at one of the inner values, or the name has another meaning on
        cards.
    """
    parameter = Ranged(name, over.low, over.high)
    if taken(parameter):
        raise FormulaError(
            f"a parameter with a range cannot be called {name!r}, which has another meaning on "
            "the card: choose another name"
        )
    stop = None if seconds is None else time.process_time() + seconds
    values = [*over.inside(), *over.ends()]
    cards: dict[Any, Card] = {}
    refused: dict[Any, Exception] = {}
    for k, value in enumerate(values):
        budget = None if stop is None else (stop - time.process_time()) / (len(values) - k + 2)
        try:
            given = {**parameters, name: value}
            form = parse(text, given).expression
            cards[value] = analyse(text, form, classes=classes, seconds=budget and max(budget, 0.5))
        except (NotALossError, FormulaError) as error:
            refused[value] = error
    if inside := [refused[value] for value in over.inside() if value in refused]:
        raise inside[0]
    chosen = tuple(sorted(set(classes)))
    formula = parse(text, {**parameters, name: over.inside()[0]})
    form = formula.over({name: parameter})
    reading = Reading.of(text, form)
    subject = Subject(reading, chosen)
    proved = _proved(subject, stop) if has_values(form, parameter) else {}
    family = _Family(name, subject, over, proved, cards)
    sections = {
        title: tuple(line for question in questions for line in _lines(family, question, chosen))
        for title, questions in SECTIONS.items()
    }
    return Card(text, reading, chosen, sections, refused)


def _proved(subject: Subject, stop: float | None) -> dict[str, tuple[Line, ...]]:
    """The lines that are proved with the parameter as a symbol."""
    proved: dict[str, tuple[Line, ...]] = {}
    try:
        if not subject.defined(None).everywhere:
            return proved
    except NO_SYMBOLS:
        return proved
    queue = [item for questions in SECTIONS.values() for item in questions.items()]
    for k, (question, ask) in enumerate(queue):
        budget = None if stop is None else (stop - time.process_time()) / min(len(queue) - k, 3)
        lines = _until_number(ask, subject, budget and max(budget, 0.2))
        proved[question] = tuple(line for line in lines if line.verdict == "PROVED")
    return proved


def _until_number(
    ask: Callable[[Subject], Iterator[Line]], subject: Subject, seconds: float | None
) -> list[Line]:
    """The lines before the first one that needs a number for the parameter."""
    lines: list[Line] = []
    with suppress(TooLongError, *NO_SYMBOLS), within(seconds):
        lines.extend(ask(subject))
    return lines


def _lines(family: _Family, question: str, classes: tuple[int, ...]) -> Iterator[Line]:
    proved = family.proved.get(question, ())
    for line in proved:
        closed = {end: other for end in family.range.ends() if (other := _like(family, end, line))}
        reasons = [line.because]
        for end, other in closed.items():
            if not line.values and other.because != line.because:
                reasons.append(f"at {family.name} = {end}: {other.because}")
        asked = replace(
            line, because="; ".join(reasons), sentences=sentences(family.subject, line, [*closed])
        )
        yield _scoped(asked, family.over([*closed]))
        for end in family.range.ends():
            if end in family.cards and end not in closed:
                for other in family.cards[end].about(question):
                    yield _scoped(other, f"{family.name} = {end}")
    if any(line.scope.startswith("c >= 2") for line in proved):
        return
    done = {_head(line) for line in proved}
    remaining = [c for c in classes if f"c = {c}" not in done]
    if remaining:
        yield from _undecided(family, question, remaining)


def _like(family: _Family, end: Any, line: Line) -> Line | None:
    """The same line of the card of an end, proved for the same numbers of classes, or None."""
    if end not in family.cards:
        return None
    others = family.cards[end].about(line.question)
    symbol = {parameter for value in line.values.values() for parameter in value.atoms(Ranged)}
    for other in others:
        same = other.verdict == "PROVED" and _head(other) == _head(line)
        if same and set(other.values) == set(line.values) and (line.values or other == line):
            pairs = [(other.values[key], line.values[key]) for key in line.values]
            at_end = ((a, b.xreplace(dict.fromkeys(symbol, end))) for a, b in pairs)
            if all(a == b or simplifies_to_zero(a - b) for a, b in at_end):
                return other
        if same and not line.values and other.says == line.says:
            return other
    return None


def _undecided(family: _Family, question: str, classes: list[int]) -> Iterator[Line]:
    """The lines of the cards of some values, if nothing is proved over the range."""
    by_classes: dict[int, dict[Any, Line]] = {}
    for c in classes:
        by_classes[c] = {
            value: line
            for value, card in sorted(family.cards.items(), key=lambda item: item[0])
            for line in reversed(card.about(question))
            if _head(line) in ("c >= 2", f"c = {c}")
        }
    first, *others = by_classes.values()
    if all(x == first for x in others) and all(_head(x) == "c >= 2" for x in first.values()):
        by_classes = {classes[0]: first}
    for c, lines in by_classes.items():
        if lines:
            head = "c >= 2" if len(by_classes) < len(classes) else f"c = {c}"
            yield _combined(family, question, head, lines)


def _combined(family: _Family, question: str, head: str, lines: Mapping[Any, Line]) -> Line:
    name = family.name
    fails = [value for value, line in lines.items() if line.verdict == "REFUTED"]
    holds = [value for value, line in lines.items() if line.verdict == "PROVED"]
    verdicts = [f"computed: the property holds at {name} = {_listed(holds)}"] if holds else []
    if fails:
        verdicts.append(f"the property fails at {name} = {_listed(fails)}")
        first = lines[fails[0]]
        because = "; ".join([first.because, *verdicts])
        return replace(first, scope=f"{head}, {name} = {fails[0]}", because=because)
    first = next(iter(lines.values()))
    alike = {line.says for line in lines.values()} == {first.says}
    says = first.says if alike else f"the result depends on {name}"
    if holds and not alike:
        verdicts = [f"at {name} = {holds[0]}: {lines[holds[0]].says}"]
    because = f"undecided over the range; {'; '.join(verdicts) or 'no tested value is decided'}"
    return Line(question, "UNDECIDED", says, f"{head}, {family.over(())}", because)


def _scoped(line: Line, over: str) -> Line:
    head, comma, rest = line.scope.partition(",")
    return replace(line, scope=f"{head}, {over}{comma}{rest}")


def _head(line: Line) -> str:
    return line.scope.partition(",")[0]


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(map(str, sorted(values)))
