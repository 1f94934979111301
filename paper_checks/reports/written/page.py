"""Claims with their evidence as a page for browsers: HTML of its own, with formulas in MathML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from lossproof.paper_checks.records import shown
from lossproof.paper_checks.reports.parts.derivation import derivation
from lossproof.paper_checks.reports.parts.measured import effects, is_measured, measured
from lossproof.paper_checks.reports.parts.repairs import sorted_out
from lossproof.paper_checks.reports.parts.rests import trusted, used
from lossproof.paper_checks.reports.parts.searched import left_as, searched
from lossproof.paper_checks.reports.parts.sides import missed
from lossproof.paper_checks.reports.parts.simulated import drawn
from lossproof.paper_checks.reports.parts.statement import Record, Shown, cited
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.mathml import MathML, mathml
from lossproof.theory.printing.prose import unicode
from lossproof.theory.printing.scope import phrase_text

_STYLE = (
    "body{font:1rem/1.5 serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h2{border-top:1px solid;padding-top:1rem}dt{font-weight:bold}"
    "dd{overflow-x:auto;overflow-y:hidden}td{vertical-align:top}td:first-child{min-width:3em;white-space:nowrap}"
    ".REFUTED{color:#b00}.PROVED{color:#060}.by{color:#555;margin-left:1em}"
)


def page(parts: Iterable[str]) -> str:
    """A whole page, which needs no other file."""
    head = f'<meta charset="utf-8"><title>Claims</title><style>{_STYLE}</style>'
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>'


def part(record: Record, about: Mapping[str, Any], others: Mapping[str, Record]) -> str:
    """One claim, as for `reports.explain`."""
    verdict = f'<span class="{record["verdict"]}">{record["verdict"]}</span>'
    head = f'<h2 id="{escape(record["id"])}">{escape(record["id"])} {verdict}</h2>'
    return f"<section>{head}{body(record, about, others)}</section>"


def body(record: Record, about: Mapping[str, Any], others: Mapping[str, Record]) -> str:
    """What is said of a claim below its name and verdict."""
    return "".join(_lines(record, about, others))


def _lines(record: Record, about: Mapping[str, Any], others: Mapping[str, Record]) -> Iterator[str]:
    for paragraph in unicode(about["text"]).split("\n\n"):
        yield f"<p>{escape(paragraph)}</p>"
    yield f"<p><cite>{escape(cited(about))}</cite></p>"
    if record["verdict"] == "ERROR":
        return
    if is_measured(record):
        yield "<dl>"
        yield from _told("Claim", map(escape, effects(record)))
        yield from _told("Result", map(escape, measured(record)))
        yield "</dl>"
        return
    shown_as = Shown(record)
    yield "<dl>"
    yield from _told("For all", [phrase_text(each, mathml, escape) for each in shown_as.scope])
    yield from _told("Where", map(_block, shown_as.where.values()))
    yield from _told(
        "Given",
        (escape(name) + "".join(map(_block, parts)) for name, parts in shown_as.given.items()),
    )
    yield from _told("Claim", map(_block, shown_as.conclusion))
    yield from _told("Here", [phrase_text(each, mathml, escape) for each in shown_as.signs])
    yield from _evidence(record, shown_as, others)
    if "simulation" in record:
        yield from _told("Simulation", map(escape, drawn(record)))
    yield from _told("Assumes", map(link, record["assumes"]))
    yield from _told("Lemmas", map(link, record.get("lemmas", ())))
    for title, names in (("Uses", used(record)), ("Trusts", trusted(record))):
        yield from _told(title, map(escape, names))
    for name, hypothesis in record["hypotheses"].items():
        if found := hypothesis.get("dropped"):
            told = _missed(Shown(record).concluded_at(found["missed"]))
            where = f"fails at {_point(found['point'])}: {told}"
            yield from _told(f"Without “{escape(name)}”", [where])
    yield "</dl>"


def _evidence(record: Record, shown_as: Shown, others: Mapping[str, Record]) -> Iterator[str]:
    evidence = record["evidence"]
    if evidence["kind"] == "counterexample":
        where = f"at {_point(evidence['point'])}: " if evidence["point"] else ""
        yield from _told("Fails", [where + _missed(shown_as.concluded_at(evidence["missed"]))])
        titles = "Corrected version", "Instead", "Tried"
        for title, shown in zip(titles, sorted_out(record, others), strict=True):
            yield from _told(title, (f"{link(each['id'])} ({each['verdict']})" for each in shown))
    elif evidence["kind"] == "derivation":
        yield from _told("Derivation", _derivation(record, shown_as))
    else:
        yield from _told("Result", [escape(searched(evidence))])
        yield from _told(
            left_as(evidence), [escape(each) for each in (evidence.get("left"),) if each]
        )


def _derivation(record: Record, shown_as: Shown) -> Iterator[str]:
    for block in derivation(record, shown_as, mathml, escape):
        head, rows = "", ""
        if block.heading:
            states = "" if block.printed else f": {mathml(block.states)}"
            cases = f", if {block.cases}" if block.cases else ""
            head = f"<p><b>{block.heading}</b>{cases}{states}</p>"
        for row in block.rows:
            states = mathml(row.states) if row.states else ""
            first, *others = row.reasons
            told = (f'<span class="by">{each}</span>' for each in (f"{row.by} {first}", *others))
            rows += f"<tr><td>{row.label}</td><td>{states}{''.join(told)}</td></tr>"
        yield f"{head}<table>{rows}</table>"


def _told(title: str, entries: Iterable[str]) -> Iterator[str]:
    found = [*entries]
    if found:
        yield f"<dt>{title}</dt>" + "".join(f"<dd>{entry}</dd>" for entry in found)


def _block(shown_as: Layout) -> str:
    return mathml(shown_as, block=True)


def _missed(parts: Sequence[Record]) -> str:
    return "; ".join(missed(each, mathml, escape) for each in parts)


def _point(values: Mapping[str, Any]) -> str:
    name = MathML().name
    return ", ".join(
        f"<math>{name(key)}</math> = {escape(shown(value))}" for key, value in values.items()
    )


def link(claim_id: str) -> str:
    """A link to a claim of the same page."""
    return f'<a href="#{escape(claim_id)}">{escape(claim_id)}</a>'
