"""A card from what `theory.card` asks: each line with the records that confirm it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from lossproof.paper_checks.cards.sentences import decide
from lossproof.paper_checks.claims.verdict import Decision
from lossproof.paper_checks.recheck.record import sealed
from lossproof.theory import card as asking
from lossproof.theory.card import CLASSES, Card, Line, Range
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.losses import FixedLoss
from lossproof.theory.statement import MistakeError

EACH = 4.0  # seconds of a line
MOST = 0.8  # of the time of a line, for a proof
SHARE = 0.5  # of the time of a card, for what it asks
OPEN = ("NUMERICAL", "UNDECIDED")
# Of a sentence that has no value somewhere, or a point outside of its domains.
UNREADABLE = (MistakeError, ValueError, ZeroDivisionError)


def analyse(
    name: str,
    expression: Callable[[Any, Any], Any] | None = None,
    *,
    values: Mapping[str, Any] | None = None,
    classes: Sequence[int] = CLASSES,
    seconds: float | None = None,
) -> Card:
    """The card of a loss, with records of its lines.

    Parameters and errors are those of `lossproof.theory.card.analyse`; `seconds` limits the time of
    questions and of proofs.
    """
    start = time.process_time()
    asked = None if seconds is None else seconds * SHARE
    card = asking.analyse(name, expression, values=values, classes=classes, seconds=asked)
    return confirmed(card, None if seconds is None else seconds - (time.process_time() - start))


def analyse_family(
    text: str,
    parameters: Mapping[str, Any],
    name: str,
    over: Range,
    *,
    classes: Sequence[int] = CLASSES,
    seconds: float | None = None,
) -> Card:
    """The card of a formula with a range, as of `theory.card`, with records of its lines."""
    start = time.process_time()
    asked = None if seconds is None else seconds * SHARE
    card = asking.analyse_family(text, parameters, name, over, classes=classes, seconds=asked)
    return confirmed(card, None if seconds is None else seconds - (time.process_time() - start))


def fixed(name: str, expression: Callable[[Any, Any], Any], c: int) -> FixedLoss:
    """A loss to simulate at c classes, with its bounds if they are proved and confirmed."""
    loss, line = asking.fixed(name, expression, c)
    if line is not None and _decided(line, "card.bounded", 2 * EACH).verdict == "PROVED":
        low, high = line.values.values()
        return replace(loss, supremum=high, infimum=low)
    return loss


def confirmed(card: Card, seconds: float | None = None) -> Card:
    """The card, each line PROVED or REFUTED only with records that the second checker confirms."""
    stop = None if seconds is None else time.process_time() + seconds
    known: dict[Any, tuple[Decision, ...]] = {}
    sections: dict[str, tuple[Line, ...]] = {}
    for title, lines in card.sections.items():
        done: list[Line] = []
        for k, line in enumerate(lines):
            left = EACH if stop is None else min(EACH, stop - time.process_time())
            name = f"card.{line.question.replace(' ', '-')}-{k}"
            done.append(_decided(line, name, left, known))
        sections[title] = tuple(done)
    return replace(card, sections=sections)


def _decided(
    line: Line, name: str, seconds: float, known: dict[Any, tuple[Decision, ...]] | None = None
) -> Line:
    """The line with its records, or as what no record confirms."""
    decisions = _decisions(line, name, seconds)
    found = {decision.verdict for decision in decisions}
    records = tuple(sealed(decision.record()) for decision in decisions)
    if line.verdict not in OPEN:
        if decisions and found <= {"PROVED", "REFUTED"}:
            return replace(line, records=records)
        return line if line.verdict == "COMPUTED" else _unconfirmed(line)
    if found == {"PROVED"}:
        because = "proved by the provers"
        return replace(line, verdict="PROVED", because=because, records=records)
    if found == {"REFUTED"}:
        because = f"it fails {decisions[0].scope}"
        return replace(line, verdict="REFUTED", because=because, records=records)
    if decisions and (left := decisions[0].evidence.get("left")):
        because = f"{line.because}; remaining goal: {left}"
        return replace(line, verdict="UNDECIDED", because=because)
    return line


def _unconfirmed(line: Line) -> Line:
    says = f"it is false that {line.says}" if line.verdict == "REFUTED" else line.says
    return replace(line, verdict="COMPUTED", says=says)


def _decisions(line: Line, name: str, seconds: float) -> tuple[Decision, ...]:
    """The decisions on the sentences of a line; none if the time is over."""
    search, decisions = line.verdict in OPEN, list[Decision]()
    if seconds <= 0:
        return ()
    with suppress(TooLongError, *UNREADABLE), within(seconds):
        for k, sentence in enumerate(line.sentences):
            named = f"{name}{k or ''}"
            decisions.append(decide(named, line.says, sentence, seconds * MOST, search=search))
        return tuple(decisions)
    return ()
