"""A derivation in blocks, ready to be written in any form: headings, rows, and their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lossproof.paper_checks.reports.parts.outline import (
    Branch,
    Entry,
    Group,
    Outline,
    because,
    heading,
    outline,
)
from lossproof.paper_checks.reports.parts.statement import Record, Shown
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.scope import phrase_text

Write = Callable[[Layout], str]
Words = Callable[[str], str]


@dataclass(frozen=True)
class Row:
    """A step by its number, with what it states, unless the heading does, and reasons.

    The first reason is that of the step, the others are those of its cases.
    """

    label: str
    states: Layout | None
    by: str
    reasons: Sequence[str]


@dataclass(frozen=True)
class Block:
    """A lemma or a part of the claim; without a heading all of a short derivation.

    It is `printed` where it is a part of the claim as it stands in the statement.
    """

    heading: str
    printed: bool
    cases: str
    states: Layout
    rows: Sequence[Row]


def derivation(
    record: Record, shown_as: Shown, write: Write, words: Words = str, *, verbose: bool = False
) -> Iterator[Block]:
    """The derivation of a record; `verbose` has every step."""
    steps, parts = record["evidence"]["steps"], len(shown_as.conclusion)
    writing = _Writing(shown_as, outline(steps, parts, verbose=verbose), write, words)
    yield from map(writing.block, writing.found.groups)


@dataclass(frozen=True)
class _Writing:
    shown_as: Shown
    found: Outline
    write: Write
    words: Words

    def block(self, group: Group) -> Block:
        rows = [self.row(group, entry) for entry in group.entries]
        cases = " and ".join(map(self.formula, group.last.cases))
        start = heading(group, self.formula, self.about) if group.name else ""
        return Block(start, group.printed, cases, self.fact(group.last.step), rows)

    def row(self, group: Group, entry: Entry) -> Row:
        label = self.found.labels[entry.step["step"]]
        ends = bool(group.name) and entry is group.last
        whole = {"Lemma": "the lemma", "Claim,": "this part"}.get(
            group.name.split(" ")[0], "the claim"
        )
        by = f"{whole} follows by" if ends and len(group.entries) > 1 else "by"
        reasons = [self.why(entry), *map(self.branch, entry.branches)]
        label = "" if label == group.name else label
        return Row(label, None if ends else self.fact(entry.step), by, reasons)

    def branch(self, each: Branch) -> str:
        case = f"if {self.formula(each.supposed)}, by" if each.supposed else "else"
        return f"{case} {self.why(each)}"

    def why(self, each: Entry | Branch) -> str:
        return because(each, self.found.labels, self.formula, self.words, self.about)

    def fact(self, step: Record) -> Layout:
        return self.shown_as.fact(step["term"])

    def formula(self, step: Record) -> str:
        return self.write(self.fact(step))

    def about(self, step: Record) -> str:
        return phrase_text(self.shown_as.subject(step["term"]), self.write, self.words)
