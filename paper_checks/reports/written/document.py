"""Claims with their evidence as LaTeX: a document of its own, or a part for `\\input`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lossproof.paper_checks.records import rests_on, shown
from lossproof.paper_checks.reports.parts.derivation import derivation
from lossproof.paper_checks.reports.parts.measured import effects, is_measured, measured
from lossproof.paper_checks.reports.parts.repairs import added, sorted_out
from lossproof.paper_checks.reports.parts.rests import trusted, used
from lossproof.paper_checks.reports.parts.searched import searched
from lossproof.paper_checks.reports.parts.sides import missed
from lossproof.paper_checks.reports.parts.simulated import drawn
from lossproof.paper_checks.reports.parts.statement import Record, Shown, cited
from lossproof.paper_checks.reports.written.prose import described, escape, typed
from lossproof.theory.printing.latex import Latex, displayed, inline
from lossproof.theory.printing.scope import phrase_text

LINE = r"\leavevmode"  # a paragraph of no text has no title either
_OPEN = (
    "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage[T1]{fontenc}\n"
    "\\usepackage{amsmath,amssymb,textcomp}\n\\usepackage[margin=25mm]{geometry}\n"
    "\\allowdisplaybreaks\n\\emergencystretch=5em\n\\begin{document}\n"
)


def document(parts: Iterable[str]) -> str:
    """A complete document of several parts."""
    return _OPEN + "\n\n".join(parts) + "\n\\end{document}\n"


def part(record: Record, about: Mapping[str, Any], others: Mapping[str, Record]) -> str:
    """A section that states a claim and shows its evidence; `about` is as for `explain`."""
    return "\n".join(_body(record, about, others))


def _body(record: Record, about: Mapping[str, Any], others: Mapping[str, Record]) -> Iterator[str]:
    yield rf"\section*{{{escape(record['id'])}: {record['verdict'].lower()}}}"
    yield rf"{typed(cited(about))}\par\medskip"
    yield described(about["text"])
    yield from _measured(record) if is_measured(record) else _decided(record, others)
    rests = [*rests_on(record), *used(record), *trusted(record)]
    if rests:
        yield _loose("Relies on", typed("; ".join(rests)) + ".")
    for name, hypothesis in record["hypotheses"].items():
        if found := hypothesis.get("dropped"):
            yield rf"\par Without ``{escape(name)}'' it fails at {_point(found['point'])}: "
            yield _missed(Shown(record).concluded_at(found["missed"]))


def _measured(record: Record) -> Iterator[str]:
    yield r"\paragraph{Claim} " + escape("; ".join(effects(record))) + "."
    yield r"\paragraph{Result} " + escape("; ".join(measured(record))) + "."


def _decided(record: Record, others: Mapping[str, Record]) -> Iterator[str]:
    shown_as = Shown(record)
    phrases = (phrase_text(each, inline, escape) for each in shown_as.scope)
    yield _loose("For all", ", ".join(phrases) + ".")
    if shown_as.where:
        yield _loose("Where", r",\\ ".join(map(inline, shown_as.where.values())) + ".")
    if given := shown_as.given:
        told = (f"{escape(name)}: {', '.join(map(inline, parts))}" for name, parts in given.items())
        yield _loose("Given", r";\\ ".join(told) + ".")
    yield r"\paragraph{Claim}"
    yield from map(displayed, shown_as.conclusion)
    if shown_as.signs:
        signs = (phrase_text(sign, inline, escape) for sign in shown_as.signs)
        yield _loose("Here", "; ".join(signs) + ".")
    yield from _evidence(record, shown_as, others)
    if "simulation" in record:
        yield r"\paragraph{Simulation} " + escape("; ".join(drawn(record))) + "."


def _missed(parts: Sequence[Record]) -> str:
    return "; ".join(missed(part, inline, escape) for part in parts) + "."


def _loose(title: str, text: str) -> str:
    """A paragraph with formulas: lines end where they can, not at the margin."""
    return rf"{{\raggedright\paragraph{{{title}}} {text or LINE}\par}}"


def _evidence(record: Record, shown_as: Shown, others: Mapping[str, Record]) -> Iterator[str]:
    evidence = record["evidence"]
    if evidence["kind"] == "counterexample":
        yield r"\paragraph{Counterexample}"
        yield f"At {_point(evidence['point'])}: " if evidence["point"] else "Without parameters: "
        yield _missed(shown_as.concluded_at(evidence["missed"]))
        adding, instead, tried = sorted_out(record, others)
        yield from (_repair(repair, record) for repair in adding)
        yield from (_named("Instead", repair) for repair in instead)
        yield from (_named("Tried", repair) for repair in tried)
    elif evidence["kind"] == "derivation":
        yield r"\paragraph{Derivation}"
        yield from _derivation(record, shown_as)
    else:
        yield r"\paragraph{Result} " + escape(f"{searched(evidence)}.")


def _repair(repair: Record, record: Record) -> str:
    given = Shown(repair).given
    new = " and ".join(inline(each) for key in added(repair, record) for each in given[key])
    name, verdict = escape(repair["id"]), repair["verdict"].lower()
    return _loose("Corrected version", f"{name}: if also {new} ({verdict}).")


def _named(what: str, repair: Record) -> str:
    name, verdict = escape(repair["id"]), repair["verdict"].lower()
    return _loose(what, f"{typed(repair['title'])} ({name}, {verdict}).")


def _derivation(record: Record, shown_as: Shown) -> Iterator[str]:
    for block in derivation(record, shown_as, inline, escape):
        if block.heading:
            states = "" if block.printed else displayed(block.states)
            start = f"{block.heading}{', if' if block.cases else ''}"
            yield _loose(start, block.cases) + states
        yield r"\begin{itemize}\raggedright"
        for row in block.rows:
            reasons = "; ".join(row.reasons)
            if row.states is None:
                yield rf"\item[{row.label}] {row.by.capitalize()} {reasons}."
            else:
                yield rf"\item[{row.label}] by {reasons}:"
                yield displayed(row.states)
        yield r"\end{itemize}"


def _point(values: Mapping[str, Any]) -> str:
    printer = Latex()
    return ", ".join(f"${printer.name(name)} = {value(said)}$" for name, said in values.items())


def value(said: Any) -> str:
    """A recorded value, in LaTeX of mathematics."""
    text = re.sub(r"(-?)(\d+)/(\d+)", r"\1\\tfrac{\2}{\3}", shown(said))
    return text.replace(", ", r",\allowbreak ").replace("×", r"\times").replace("…", r"\ldots")
