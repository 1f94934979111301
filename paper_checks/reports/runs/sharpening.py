"""The best constant of a claim for a person: lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lossproof.paper_checks.records import shown
from lossproof.paper_checks.reports.parts.statement import Shown
from lossproof.paper_checks.reports.written.readable import readable
from lossproof.theory.printing.scope import domains, phrase_text
from lossproof.theory.printing.text import line

LIMIT = {"above": "smallest", "below": "largest"}
BEYOND = {"above": "smaller", "below": "larger"}
WEAKER = {"above": "larger", "below": "smaller"}
ANY_REAL = "(interval -inf inf open open)"
VALUES = 4
LONGEST = 40  # characters of a value of a counterexample


def as_json(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record for programs, every formula as its term, as text and in LaTeX."""

    def shown_as(statement: Mapping[str, Any]) -> dict[str, Any]:
        read = readable({"statement": statement, "evidence": {"kind": "search"}})
        return dict(read["statement"])

    proofs = {name: readable(each) for name, each in record["records"].items()}
    left_out = shown_as(_left_out(record))["conclusion"]
    statement = shown_as(record["statement"])
    return {**record, "statement": statement, "left out": left_out, "records": proofs}


def _left_out(record: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of the conclusion that are left out, as a statement."""
    return {**record["statement"], "given": {}, "conclusion": record["left out"]}


def row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table: the constant as printed, and what is proved and refuted."""
    said = {name: (record[name] or {}).get("text") for name in ("printed", "proved", "refuted")}
    return {
        "claim": record["id"],
        "constant": record["constant"],
        **said,
        "result": record["outcome"]
        + (", for a part of the conclusion" if record["left out"] else ""),
        "seconds": record["seconds"],
    }


def lines(record: Mapping[str, Any]) -> Iterator[str]:
    """The claim with its constant free, the best constant, and what is proved of it."""
    name, holds = record["constant"], record["holds"]
    of = f" (which may depend on {', '.join(record['letters'])})" if record["letters"] else ""
    parameters = record["statement"]["parameters"]
    (domain,) = (phrase_text(each, line) for each in domains({name: parameters[name]}))
    constant = name if parameters[name] == ANY_REAL else domain
    yield f"{record['id']}: the {LIMIT[holds]} constant {constant}{of} such that"
    stated = Shown({"statement": record["statement"]})
    for each, parts in stated.given.items():
        yield f"    given {each}: {' and '.join(map(line, parts))}"
    for part in stated.conclusion:
        yield f"    {line(part)}"
    for part in Shown({"statement": _left_out(record)}).conclusion:
        yield f"  the claim also says, whatever {name} is: {line(part)}"
    yield from _outcome(record)
    if record["found"] and record["outcome"] != "no bound found":
        yield f"  the search reached {name} = {_values(record)}"
    weaker = WEAKER[holds]
    if record["monotone"] == "PROVED":
        yield f"  proved: with a {weaker} {name} the claim is weaker"
    else:
        yield f"  not proved: the claim also holds for every {weaker} {name}"


def _outcome(record: Mapping[str, Any]) -> Iterator[str]:
    name, holds, outcome = record["constant"], record["holds"], record["outcome"]
    if outcome == "no failure found":
        yield f"  the search found no {name} at which the claim begins to fail"
        return
    if outcome == "no bound found":
        yield "  the search found no constant for which the claim holds"
    proved, refuted, form = record["proved"], record["refuted"], record["form"]
    if proved:
        sharp = "is the best constant" if outcome == "sharp" else "holds"
        yield f"  ✓ {name} = {proved['text']} {sharp}: PROVED{_as_printed(record)}"
    elif form:
        yield f"  ? {name} = {form['text']} agrees with the search, but is not proved"
    elif outcome == "open" or refuted is None:
        yield "  ? no closed form was found for the numbers of the search"
    if outcome == "sharp":
        point = "; ".join(record["equality"].values()) or "every point"
        if record["near"]:
            yield f"  ✓ no {BEYOND[holds]} {name} holds, and any near it fails at {point}: PROVED"
        else:
            yield f"  ✓ every {BEYOND[holds]} {name} fails at {point}: PROVED"
    if refuted:
        point = ", ".join(
            f"{each} = {value if len(value) <= LONGEST else '…'}"
            for each, value in ((k, shown(v)) for k, v in record["counterexample"].items())
        )
        yield f"  ✗ {name} = {refuted['text']} fails: REFUTED at {point}"
        if letters := " and ".join(record["letters"]):
            yield f"  at other values of {letters} a better constant may hold"


def _as_printed(record: Mapping[str, Any]) -> str:
    printed = record["printed"]
    if printed is None:
        return ""
    same = printed["text"] == record["proved"]["text"]
    return "; the claim has this constant" if same else f"; the claim has {printed['text']}"


def _values(record: Mapping[str, Any]) -> str:
    found = record["found"]
    told = []
    for each in found[:VALUES]:
        at = ", ".join(f"{name} = {shown(value)}" for name, value in each["letters"].items())
        told.append(f"{each['value']:.9g}" + (f" at {at}" if at else ""))
    rest = len(found) - VALUES
    return "; ".join(told) + (f"; and {rest} more" if rest > 0 else "")
