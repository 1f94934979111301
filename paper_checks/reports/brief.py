"""The outcome of a check of many claims on a screen: counts, refuted headlines, what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lossproof.paper_checks.records import MEANING, OURS, Result, several

Record = dict[str, Any]

MANY = 30  # claims, beyond which each has no line of its own
EACH = 3  # refuted headlines of a section
CHANGES = 12  # claims that changed
FEW = 3  # differences of one claim
UNPRINTED = ("derived", "our question")  # how the locus of a statement begins that no paper prints
PLACES = {
    "statement": "statement",
    "where": "names of quantities",
    "evidence": "evidence",
    "step": "derivation",
    "witness": "witness",
    "hypotheses": "dropped hypotheses",
    "uses": "used hypotheses",
    "simulation": "simulation",
}


def counted(results: Sequence[Result]) -> Iterator[str]:
    """A row for every section and one for all: how many claims have each verdict."""
    sections = dict[str, Counter[str]]()
    for result in results:
        sections.setdefault(result.id.partition(".")[0], Counter())[result.verdict] += 1
    total = sum(sections.values(), Counter[str]())
    shown = [verdict for verdict in MEANING if total[verdict]]
    wide = max(map(len, [*sections, "claims"]))
    yield "".join([" " * wide, *(f"{each:>{len(each) + 2}}" for each in shown), "  claims"])
    for name, own in [*sorted(sections.items(), key=_ours_last), ("all", total)]:
        cells = (f"{own[each] or '·':>{len(each) + 2}}" for each in shown)
        note = "  our own claims" if name in OURS else ""
        yield f"{name:<{wide}}{''.join(cells)}{own.total():>8}{note}"


def _ours_last(section: tuple[str, Any]) -> tuple[bool, str]:
    return section[0] in OURS, section[0]


def headlines(results: Sequence[Result], width: int) -> Iterator[str]:
    """What papers state and a counterexample refutes: a line each, a few of each section."""
    refuted = [each for each in results if each.verdict == "REFUTED"]
    sections = dict[str, list[Record]]()
    for result in refuted:
        record, section = result.record, result.id.partition(".")[0]
        printed = section not in OURS and not record["locus"].startswith(UNPRINTED)
        if printed and "/" not in result.id:
            sections.setdefault(section, []).append(record)
    shown = [record for _, own in sorted(sections.items()) for record in own[:EACH]]
    names = max((len(each["id"]) for each in shown), default=0)
    if shown:
        yield "Refuted statements of papers:"
    for record in shown:
        yield cut(f"  {record['id']:<{names}}  {record['title']}", width)
    if more := len(refuted) - len(shown):
        told = "more claims are" if shown else "claims are"
        named = {each.id.partition(".")[0] for each in results}
        only = f"{named.pop()} " if len(named) == 1 else ""
        yield f"  {more} {told} refuted: lossproof list {only}--verdict REFUTED"


def cut(line: str, width: int) -> str:
    """A line that is no longer than the width."""
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def changed(
    name: str, lines: Sequence[str], result: Result | None, *, verbose: bool, brief: bool
) -> list[str]:
    """What moved of a claim: all with `verbose`.

    Else one line where its statement is another and its verdict the same, or where many lines say
    what moved. With `brief` it is always one line.
    """
    places = [PLACES[word] for line in lines if (word := line.split(" ")[0].strip(":")) in PLACES]
    moved = [line for line in lines if line.startswith("verdict:")]
    many = brief or len(lines) > FEW or "statement" in places
    if not verbose and result is not None and places and many and not moved:
        what = " and ".join([*dict.fromkeys(places)][:2])
        more = f"; -v shows all {len(lines)} differences"
        return [f"{name}: {what} changed, still {result.verdict}{more}"]
    if brief:
        return [f"{name} changed: {(moved or lines)[0]}"]
    return [f"{name} changed:", *(f"  {line}" for line in lines)]


def errors(results: Sequence[Result], width: int) -> Iterator[str]:
    """A line for every claim that an error stopped."""
    for result in results:
        if result.verdict == "ERROR":
            yield cut(f"{result.id}: ERROR {result.record['scope']}", width)


def following(
    results: Sequence[Result],
    moved: Mapping[str, Sequence[str]],
    files: Sequence[str],
    *,
    update: bool,
) -> str:
    """What to do next, as a command."""
    failed = [each.id for each in results if each.verdict == "ERROR"]
    decided = [each for each in results if each.verdict != "ERROR"]
    given = "".join(f" {each}" for each in files)
    if failed:
        return f"next: lossproof check{given} --last-failed -v repeats the claims that failed"
    if moved and not update:
        again = given or "".join(f" {name}" for name in moved) * (len(moved) <= EACH)
        return f"next: correct the claims, or save the changes: lossproof check{again} --update"
    if files and decided:
        return f"next: lossproof explain{given} shows the evidence in full"
    told = [each for each in decided if each.verdict == "REFUTED" and _mended(each, results)]
    found = (told or decided)[:1]
    return f"next: lossproof explain {found[0].id} shows the evidence of one claim" if found else ""


def _mended(result: Result, results: Sequence[Result]) -> bool:
    return any(result.id in several(each.record.get("repairs")) for each in results)
