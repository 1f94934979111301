"""Claims as a table: one line each, readings under the claim that they are readings of."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lossproof.paper_checks.records import OURS

NARROW, WIDE = 80, 120
PLACE = 16  # characters of a place


class Row(NamedTuple):
    """A claim, the words of its verdict, what it is about, and where it stands in its source."""

    id: str
    words: str
    title: str
    locus: str = ""


class Line(NamedTuple):
    """A line of a table, in parts: what stands before the words of a verdict, they, and after."""

    before: str
    words: str = ""
    after: str = ""
    claim: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.words}{self.after}".rstrip()


def flat(rows: Sequence[Row]) -> Iterator[Line]:
    """One line a claim with its whole id, for other programs: no line depends on a terminal."""
    names = max((len(row.id) for row in rows), default=0)
    words = max((len(row.words) for row in rows), default=0)
    loci = max((len(row.locus) for row in rows), default=0)
    for row in rows:
        after = f"  {row.locus:<{loci}}{'  ' * bool(loci)}{row.title}"
        yield Line(f"{row.id:<{names}}  ", f"{row.words:<{words}}", after, row.id)


def grouped(rows: Sequence[Row], width: int) -> Iterator[Line]:
    """Lines for a terminal: by section, readings under their claims, titles wrapped."""
    width = max(NARROW, min(width, WIDE))
    words = max((len(row.words) for row in rows), default=0)
    loci = max((len(_place(row)) for row in rows), default=0)
    sections = dict[str, dict[str, Row]]()
    for row in rows:
        sections.setdefault(row.id.partition(".")[0], {})[row.id] = row
    for section, rows_by_name in sections.items():
        yield Line(f"{section}  (our own claims, from no paper)" if section in OURS else section)
        members = [rows_by_name[name] for name in under_their_claims(rows_by_name)]
        shown = _names(members)
        names = max(map(len, shown))
        indent = names + words + loci + 4
        for row, name in zip(members, shown, strict=True):
            first, *more = _wrapped(row.title, max(20, width - indent)) or [""]
            after = f"  {_place(row):<{loci}}{first}"
            yield Line(f"{name:<{names}}  ", f"{row.words:<{words}}", after, row.id)
            for rest in more:
                yield Line(" " * indent + rest)


def _place(row: Row) -> str:
    """Where a claim stands, with the gap after it; a long place ends at its comma, or is cut."""
    told = row.locus if len(row.locus) <= PLACE else row.locus.partition(",")[0]
    told = told if len(told) <= PLACE else told[: PLACE - 1].rstrip() + "…"
    return f"{told}  " if told else ""


def under_their_claims(names: Iterable[str]) -> list[str]:
    """Claims in the order in which they or their readings come first, each before its readings.

    >>> under_their_claims(["own.a/drawn", "own.b", "own.a", "own.a/exact"])
    ['own.a', 'own.a/drawn', 'own.a/exact', 'own.b']
    """
    groups = dict[str, list[str]]()
    for name in names:
        claim, slash, _ = name.partition("/")
        group = groups.setdefault(claim, [])
        group.insert(len(group) if slash else 0, name)
    return [name for group in groups.values() for name in group]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _names(rows: Sequence[Row]) -> list[str]:
    """What each is called below its section: a reading by what follows the claim above it."""
    found, above = list[str](), ""
    for row in rows:
        name = row.id.partition(".")[2]
        claim, slash, reading = name.partition("/")
        found.append(f"    /{reading}" if slash and claim == above else f"  {name}")
        above = claim
    return found
