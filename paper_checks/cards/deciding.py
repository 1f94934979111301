"""A card from what `theory.card` asks: each line with the records that confirm it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from lossproof.paper_checks.cards.sentences import decide
from lossproof.paper_checks.claims.verdict import Decision
from lossproof.paper_checks.recheck.record import sealed
from lossproof.theory import card as asking
from lossproof.theory.card import CLASSES, FALSE, Card, Line, Range, Sentence
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.losses import FixedLoss
from lossproof.theory.statement import MistakeError

EACH = 4.0  # seconds of a line
MOST = 0.8  # of the time of a line, for a proof
SHARE = 0.5  # of the time of a card, for what it asks
SHARES = 3  # a proof may take a third of the remaining time
AS_MUCH = 0.9  # of the time: a sentence undecided in it stays so
MANY = 500  # decisions that are remembered
# Their statements depend little on the loss, or are those of other lines too: proved first.
FIRST = (
    "forward corrected", "backward corrected", "known loss", "symmetric", "ranks labels",
    "argmax preserved", "bounded", "convex in p", "class-sum range", "excess risk",
)  # fmt: skip
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
    """The card, each line PROVED or REFUTED only with records that the second checker confirms.

    Points come before proofs, which take longer: each may take a third of the remaining time.
    """
    stop = None if seconds is None else time.process_time() + seconds
    places = [(title, k) for title, lines in card.sections.items() for k in range(len(lines))]
    places.sort(key=lambda place: _turn(card.sections[place[0]][place[1]]))
    done = dict[tuple[str, int], Line]()
    for count, (title, k) in enumerate(places):
        line, share = card.sections[title][k], EACH
        if stop is not None:
            left = stop - time.process_time()
            share = min(EACH, left / min(len(places) - count, SHARES))
        name = f"card.{line.question.replace(' ', '-')}-{k}"
        done[title, k] = _decided(line, name, share)
    sections = {
        title: tuple(done[title, k] for k in range(len(lines)))
        for title, lines in card.sections.items()
    }
    return replace(card, sections=sections)


def _turn(line: Line) -> int:
    if line.sentences and all(sentence.points for sentence in line.sentences):
        return -1
    early = line.question in FIRST and line.verdict != "REFUTED"
    return FIRST.index(line.question) if early else len(FIRST)


def _decided(line: Line, name: str, seconds: float) -> Line:
    """The line with its records, or as what no record confirms."""
    decisions = _decisions(line, name, seconds)
    found = {decision.verdict for decision in decisions}
    records = tuple(sealed(decision.record()) for decision in decisions)
    if line.verdict != "UNDECIDED":
        enough = {"PROVED"} if line.verdict == "PROVED" else {"PROVED", "REFUTED"}
        if decisions and found <= enough:
            return replace(line, records=records)
        return line if line.verdict == "COMPUTED" else _unconfirmed(line)
    if found == {"PROVED"}:
        because = "proved by the provers"
        return replace(line, verdict="PROVED", because=because, records=records)
    if found == {"REFUTED"}:
        because, scope = f"it fails {decisions[0].scope}", line.scope
        if line.c is None and (c := decisions[0].evidence.get("point", {}).get("c")):
            scope = scope.replace("c >= 2", f"c = {c}")
        return replace(line, verdict="REFUTED", because=because, scope=scope, records=records)
    if decisions and (left := decisions[0].evidence.get("left")):
        because = f"{line.because}; remaining goal: {left}"
        return replace(line, verdict="UNDECIDED", because=because)
    return line


def _unconfirmed(line: Line) -> Line:
    says = FALSE + line.says if line.verdict == "REFUTED" else line.says
    return replace(line, verdict="COMPUTED", says=says)


def _decisions(line: Line, name: str, seconds: float) -> tuple[Decision, ...]:
    """The decisions on the sentences of a line; none if the time is over."""
    if seconds <= 0:
        return ()
    with suppress(TooLongError, *UNREADABLE), within(seconds):
        decisions = [
            _decision(f"{name}{k or ''}", line, sentence, seconds)
            for k, sentence in enumerate(line.sentences)
        ]
        return tuple(decisions)
    return ()


def _decision(name: str, line: Line, sentence: Sentence, seconds: float) -> Decision:
    """The decision on a sentence, which this process makes once if it had as much time then."""
    search = line.verdict == "UNDECIDED"
    if sentence.points:
        return decide(name, line.says, sentence, seconds * MOST, search=search)
    how, written = (search, sentence.only), json.dumps(sentence.statement.record())
    before = _KNOWN.get(written)
    if before and (
        (before.decision.verdict == "PROVED" and sentence.only != "REFUTED")
        or (before.how == how and before.seconds > AS_MUCH * seconds)
    ):
        claim = replace(before.decision.case.claim, id=name, title=line.says, text=line.says)
        return replace(before.decision, case=replace(before.decision.case, claim=claim))
    found = decide(name, line.says, sentence, seconds * MOST, search=search)
    if len(_KNOWN) >= MANY:
        _KNOWN.clear()
    if not (before and before.decision.verdict == "PROVED"):
        _KNOWN[written] = _Known(found, how, seconds)
    return found


class _Known(NamedTuple):
    """A decision, whether and for what counterexamples were searched, and the seconds it had."""

    decision: Decision
    how: tuple[bool, str | None]
    seconds: float


_KNOWN: dict[str, _Known] = {}
