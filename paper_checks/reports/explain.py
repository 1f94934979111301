"""Everything about one claim, for a terminal: statement, evidence, repair, what it uses."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lossproof.paper_checks.records import several, shown
from lossproof.paper_checks.reports.parts.derivation import derivation
from lossproof.paper_checks.reports.parts.hints import hints
from lossproof.paper_checks.reports.parts.measured import effects, is_measured, measured
from lossproof.paper_checks.reports.parts.repairs import (
    added,
    holds,
    needed,
    repairs_of,
    repairs_of_plain,
    sorted_out,
)
from lossproof.paper_checks.reports.parts.rests import trusted, used
from lossproof.paper_checks.reports.parts.searched import left_as, searched
from lossproof.paper_checks.reports.parts.sides import met, missed
from lossproof.paper_checks.reports.parts.simulated import drawn
from lossproof.paper_checks.reports.parts.statement import OWN, Record, Shown, cited, spoken
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.prose import ascii_of, unicode
from lossproof.theory.printing.scope import phrase_text
from lossproof.theory.printing.terms import names, read
from lossproof.theory.printing.text import UNICODE, Line, Marks, line

WIDTH = 100
MARGIN = 8
FOLDED = (
    "SymPy simplifies both sides to the same expression (x/x becomes 1); this step is not verified."
)
LONG = 50
SHORT = 20  # characters between brackets that are not broken over lines
HELD = "\N{NO-BREAK SPACE}"
MANY = 4  # parts of a claim, beyond which several share a line


def full(
    record: Record,
    about: Mapping[str, Any],
    others: Mapping[str, Record],
    *,
    width: int = WIDTH,
    verbose: bool = False,
    marks: Marks = UNICODE,
) -> Iterator[str]:
    """Everything about one claim, in lines of at most `width` characters where words allow it.

    `about` holds its source, locus and text; `verbose` shows every step of a derivation.
    """
    lines = _full(record, about, others, _Page(width, marks), verbose)
    for each in lines:
        yield each if marks is UNICODE or each.isascii() else ascii_of(each)


def _full(
    record: Record,
    about: Mapping[str, Any],
    others: Mapping[str, Record],
    page: _Page,
    verbose: bool,
) -> Iterator[str]:
    width = page.width
    gap = max(2, width - len(record["id"]) - len(record["verdict"]))
    yield f"{record['id']}{' ' * gap}{record['verdict']}"
    for paragraph in page.prose(about["text"]).split("\n\n"):
        yield from page.wrapped(" ".join(paragraph.split()))
        yield ""
    yield from page.wrapped(cited(about))
    if record["verdict"] == "ERROR":
        return
    if is_measured(record):
        yield ""
        yield from page.listed("Claim", effects(record))
        yield ""
        yield from page.listed("Result", measured(record))
        yield from _after(record, others, page)
        return
    shown_as = Shown(record)
    yield ""
    yield from _statement(shown_as, page)
    yield ""
    yield from _evidence(record, shown_as, page, verbose)
    if "simulation" in record:
        yield ""
        yield from page.listed("Simulation", drawn(record))
    yield from _after(record, others, page, verbose)


def about(claim: Any) -> Record:
    """What a claim says besides its statement: source, locus and text."""
    source = claim.source + OWN * claim.derived
    return {"source": source, "locus": claim.locus, "repairs": claim.repairs, "text": claim.text}


def summary(record: Record, others: Mapping[str, Record], width: int = WIDTH) -> Iterator[str]:
    """The evidence of one claim in a few lines."""
    page, told = _Page(width), f"{record['verdict']} {spoken(record)}"
    if "statement" not in record:
        yield from page.wrapped(f"{record['id']}: {told}", "", MARGIN)
        return
    yield from page.wrapped(f"{record['id']}: {record['title']}", "", MARGIN)
    yield from page.wrapped(told, " " * MARGIN, MARGIN + 2)
    shown_as = Shown(record)
    yield from page.listed("Given", _given(shown_as, page))
    yield from page.listed("Claim", map(page.line, shown_as.conclusion))
    if record["evidence"]["kind"] == "counterexample":
        yield from _fails(record["evidence"], shown_as, page)
        yield from _repairs(record, others, page)
    yield from page.listed("Hint", hints(record))


class _Page:
    """Lines of a width, with a margin for what they are about."""

    def __init__(self, width: int, marks: Marks = UNICODE) -> None:
        self.width, self.marks = width, marks

    def line(self, shown: Layout) -> str:
        """A formula in the characters of this page."""
        return line(shown, self.marks)

    def prose(self, text: str) -> str:
        """A text with formulas, as a terminal can show it."""
        return unicode(text)

    def wrapped(self, text: str, start: str = "", indent: int = 0) -> list[str]:
        """The text over lines, broken between words, but not inside short brackets."""
        lines = textwrap.wrap(
            _held(text),
            self.width,
            initial_indent=start,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [each.replace(HELD, " ") for each in lines]

    def together(self, parts: Sequence[str]) -> Iterator[str]:
        """The parts, where they are many with as many on a line as it holds."""
        told = ""
        for part in parts:
            if told and (len(parts) <= MANY or len(f"{told}; {part}") > self.width - MARGIN):
                yield told
                told = part
            else:
                told = f"{told}; {part}" if told else part
        yield told

    def listed(self, title: str, entries: Iterable[str]) -> Iterator[str]:
        """Entries below each other, the title in the margin of the first."""
        for number, entry in enumerate(entries):
            head = f"{title:<{MARGIN - 1}} " if number == 0 else " " * MARGIN
            yield from self.wrapped(entry, head, MARGIN + 2)


def _held(text: str) -> str:
    """The text, with spaces inside short brackets that are held together."""
    opened, found = list[int](), [*text]
    for place, mark in enumerate(text):
        if mark in "([":
            opened.append(place)
        elif mark in ")]" and opened:
            start = opened.pop()
            if place - start <= SHORT:
                found[start:place] = text[start:place].replace(" ", HELD)
    return "".join(found)


def _statement(shown_as: Shown, page: _Page) -> Iterator[str]:
    yield from page.listed(
        "For all", [", ".join(phrase_text(x, page.line) for x in shown_as.scope)]
    )
    yield from page.listed("Where", map(page.line, shown_as.where.values()))
    yield from page.listed("Given", _given(shown_as, page))
    claimed = [*map(page.line, shown_as.conclusion)]
    yield from page.listed("Claim", page.together(claimed))
    yield from page.listed("", [FOLDED] if any(map(_says_nothing, claimed)) else [])
    yield from page.listed("Here", (phrase_text(each, page.line) for each in shown_as.signs))


def _says_nothing(relation: str) -> bool:
    """Whether both sides are written alike."""
    left, _, right = relation.partition(" = ")
    return left == right


def _given(shown_as: Shown, page: _Page) -> Iterator[str]:
    """The hypotheses, each with its name where that is more than the formula."""
    for name, parts in shown_as.given.items():
        formula = "; ".join(map(page.line, parts))
        yield formula if _plain(name) == _plain(formula) else f"{formula}   ({name})"


def _plain(text: str) -> str:
    for written, meant in (
        ("<=", "≤"),
        (">=", "≥"),
        ("==", "="),
        ("eta", "η"),
        ("-", "−"),
        ("**", "^"),
    ):
        text = text.replace(written, meant)
    return re.sub(r"[\s·*()]", "", text)


def _evidence(record: Record, shown_as: Shown, page: _Page, verbose: bool) -> Iterator[str]:
    evidence = record["evidence"]
    if evidence["kind"] == "counterexample":
        yield from _fails(evidence, shown_as, page)
    elif evidence["kind"] == "derivation":
        if record["witness"] and record["witness"]["point"]:
            yield from page.listed("Witness", [point(record["witness"]["point"], page)])
            yield ""
        yield "Derivation"
        yield from _derivation(record, shown_as, page, verbose)
    else:
        yield from page.listed("Result", [searched(evidence)])
        remaining = filter(None, [page.prose(evidence.get("left", ""))])
        yield from page.listed(f"{left_as(evidence)}:", remaining)


def _fails(evidence: Record, shown_as: Shown, page: _Page) -> Iterator[str]:
    """Where it fails: the point, what it meets there, each once, and what it misses."""
    where = (
        point(evidence["point"], page) if evidence["point"] else "the statement has no parameters"
    )
    given = shown_as.given_at(evidence["given"])
    holding = dict.fromkeys(
        f"hypothesis “{name}” holds: {met(part, page.line)}"
        for name, parts in given.items()
        for part in parts
    )
    yield from page.listed("Fails", [f"at {where}" if evidence["point"] else where, *holding])
    yield from page.listed(
        "", (missed(part, page.line) for part in shown_as.concluded_at(evidence["missed"]))
    )
    yield from page.listed("Note", [evidence["proof"]] if "proof" in evidence else ())


def point(values: Mapping[str, Any], page: _Page) -> str:
    """The values of all parameters at a point."""
    name = Line(page.marks).name
    return ", ".join(f"{name(key)} = {shown(value)}" for key, value in values.items())


def _derivation(record: Record, shown_as: Shown, page: _Page, verbose: bool) -> Iterator[str]:
    """Lemmas and parts of the claim: what each states, the steps that serve it, the last step."""
    for block in derivation(record, shown_as, page.line, verbose=verbose):
        yield ""
        if block.heading:
            cases = f", if {block.cases}" if block.cases else ""
            told = f"{block.heading}{cases}:  {page.line(block.states)}"
            whole = block.printed and not verbose
            yield from page.wrapped(block.heading if whole else told, "", MARGIN + 2)
        for row in block.rows:
            first, *others = row.reasons
            start = f"{row.label:>6}{'':<{MARGIN - 4}}" if row.states is None else ""
            if row.states is not None:
                yield from page.wrapped(page.line(row.states), f"{row.label:>6}  ", MARGIN + 2)
            yield from page.wrapped(first, f"{start:<{MARGIN + 2}}{row.by} ", MARGIN + 4)
            for each in others:
                yield from page.wrapped(each, f"{'':<{MARGIN + 4}}", MARGIN + 6)


def _after(
    record: Record, others: Mapping[str, Record], page: _Page, verbose: bool = False
) -> Iterator[str]:
    """What it rests on, what each hypothesis is worth, and where it holds repaired."""
    yield ""
    yield from _repairs(record, others, page)
    yield from page.listed("Corrects", several(record["repairs"]))
    for name in record["assumes"]:
        yield from page.listed("Assumes", [f"{name} ({_standing(name, others)})"])
    for name in record.get("lemmas", ()):
        yield from page.listed("Lemma", [f"{name} ({_standing(name, others)})"])
    for title, entries in (
        ("Uses", used(record, Line(page.marks).name)),
        ("Trusts", trusted(record)),
    ):
        if entries:
            yield from page.listed(title, ["; ".join(entries)])
    for name, hypothesis in record["hypotheses"].items():
        if "dropped" not in hypothesis:
            continue
        yield ""
        found = hypothesis["dropped"]
        if found is None:
            yield from page.wrapped(
                f"No counterexample was found without the hypothesis “{name}”; "
                f"{_worth(name, record)}"
            )
            continue
        yield from page.wrapped(
            f"Without the hypothesis “{name}” the claim fails at {point(found['point'], page)}",
            "",
            2,
        )
        for part in Shown(record).concluded_at(found["missed"]):
            yield from page.wrapped(missed(part, page.line), "  ", 4)


def _standing(name: str, others: Mapping[str, Record]) -> str:
    """The verdict of a claim that another rests on; of a refuted one also what corrects it."""
    if name not in others:
        return "not decided"
    verdict = others[name]["verdict"]
    found = _holding(repairs_of(name, others), others) if verdict == "REFUTED" else []
    told = " and ".join(f"{each['id']} ({each['verdict']})" for each in found)
    return f"{verdict}, corrected by {told}" if told else verdict


def _worth(name: str, record: Record) -> str:
    """Of a hypothesis that no counterexample was found without: whether the proof needs it."""
    if name in record["uses"]:
        return (
            "the proof uses it, but it may follow from the others or only make a side well defined"
        )
    return "no step of the proof uses it"


def _repairs(record: Record, others: Mapping[str, Record], page: _Page) -> Iterator[str]:
    if record["verdict"] != "REFUTED":
        return
    adding, instead, tried = sorted_out(record, others)
    found = [*adding, *instead]
    plain = others.get(record["id"].split("/", 1)[0], record)
    if not found and plain["verdict"] == "PROVED":
        yield from page.listed("See", [f"the main interpretation, {plain['id']} (PROVED)"])
    elif not found and (elsewhere := _holding(repairs_of_plain(record["id"], others), others)):
        mended = ", ".join(f"{each['id']} ({each['verdict']})" for each in elsewhere)
        yield from page.listed("See", [f"corrected versions of {plain['id']}: {mended}"])
    elif not found:
        yield from page.listed("Instead", ["no corrected version is known"])
    yield from page.listed("Holds", [_mending(each, record, page) for each in adding])
    yield from page.listed("Instead", [f"{each['title']}  {_at(each)}" for each in instead])
    yield from page.listed("Tried", [f"{each['title']}  {_at(each)}" for each in tried])


def _holding(repairs: Sequence[Record], others: Mapping[str, Record]) -> list[Record]:
    return [each for each in repairs if holds(each, others)]


def _at(repair: Record) -> str:
    return f"→ {repair['id']} ({repair['verdict']})"


def _mending(repair: Record, record: Record, page: _Page) -> str:
    """What a repair adds to what was printed."""
    names = added(repair, record)
    if any(_strange(name, repair, record) for name in names):
        return f"{repair['title']}  {_at(repair)}"
    more = " and ".join(_short(name, repair, record, page) for name in names)
    return f"{'if also' if needed(repair, record) else 'with'} {more}  {_at(repair)}"


def _strange(name: str, repair: Record, printed: Record) -> bool:
    """Whether the name of a hypothesis has letters that only the repair has."""
    own, known = (each["statement"]["parameters"].keys() for each in (repair, printed))
    return not (own - known).isdisjoint(re.findall(r"\w+", name))


def _short(name: str, repair: Record, printed: Record, page: _Page) -> str:
    """What a repair adds: by its formula, or by its name where that is long or of other letters."""
    formula = " and ".join(map(page.line, Shown(repair).given[name]))
    spoken = frozenset[str]().union(
        *(names(read(text)) for text in repair["statement"]["given"][name])
    )
    own, known = (each["statement"]["parameters"].keys() for each in (repair, printed))
    return formula if spoken & own <= known and len(formula) <= LONG else f"“{name}”"
