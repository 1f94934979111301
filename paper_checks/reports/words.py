"""A decided claim in words: for a terminal, and as a LaTeX document."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from paper_checks.records import MEANING, shown

Record = dict[str, Any]


def summary(record: Record, others: Mapping[str, Record]) -> Iterator[str]:
    """The evidence of one claim in a few lines."""
    yield f"{record['id']}: {record['verdict']} {record['scope']}"
    if record["evidence"]["kind"] == "counterexample":
        yield from _indent(_counterexample(record))
        yield from _indent(_repairs(record, others))
    yield from _indent(_leans(record, others))


def full(record: Record, about: Mapping[str, Any], others: Mapping[str, Record]) -> Iterator[str]:
    """Everything about one claim.

    `about` holds its source, locus and statement.
    """
    yield f"{record['id']}   {record['verdict']}: {MEANING[record['verdict']]}"
    yield from _wrapped(f"{about['source']}, {about['locus']}", "", 0)
    if about["repairs"]:
        yield f"repairs {about['repairs']}"
    yield ""
    yield from about["text"].splitlines()
    yield ""
    yield from _list("for all", record.get("parameters", ()))
    given = [f"{name}: {h['says']}" for name, h in record.get("hypotheses", {}).items()]
    yield from _list("given", given)
    yield from _list("claims", record.get("claims", ()))
    if record["verdict"] == "ERROR":
        return
    yield from _list("scope", [record["scope"]])
    if record["witness"] and record["witness"]["point"]:
        yield from _list("met at", [_point(record["witness"]["point"])])
    yield ""
    evidence = record["evidence"]
    if evidence["kind"] == "counterexample":
        yield "Counterexample"
        yield from _indent(_counterexample(record))
        yield from _indent(_repairs(record, others))
    elif evidence["kind"] == "derivation":
        yield "Derivation"
        yield from _indent(_steps(evidence["steps"]))
    else:
        yield f"Not found: {evidence['not found']}"
    yield ""
    if "simulation" in record:
        yield "Simulation"
        yield from _indent(drawn(record["simulation"]))
        yield ""
    for line in _leans(record, others):
        yield from _wrapped(line, "", 14)
    dropped = [(name, h) for name, h in record["hypotheses"].items() if "dropped" in h]
    for name, hypothesis in dropped:
        yield ""
        first, *rest = _without(name, hypothesis["dropped"])
        yield from _wrapped(first, "", 2)
        yield from rest


def drawn(simulation: Record) -> Iterator[str]:
    """What drawing says: where, how much, and the interval that a reader can watch."""
    where, count = simulation["place"], simulation["instances"]
    where = where if count == 1 else f"{count} instances: {where}"
    yield f"simulated {simulation['outcome']} at {where}"
    count = simulation["estimands"]
    means = "1 mean" if count == 1 else f"{count} means"
    yield f"drawn     {simulation['labels']:.2g} labels for {means}, seed {simulation['seed']}"
    for why in simulation["passed over"]:
        yield f"not drawn {why}"
    if shown := simulation["shown"]:
        where = "at it" if simulation["place"] == "its counterexample" else "at the first of them"
        yield (
            f"interval  {where} the difference, claimed {shown['claimed']}, is in "
            f"[{shown['low']}, {shown['high']}]: {shown['outcome']} at the margin "
            f"{shown['margin']}; by the chances it is {shown['exact']}"
        )
    if "faults" in simulation:
        faults = ", ".join(f"{count} {way}" for way, count in simulation["faults"].items())
        yield f"faults    {faults}"
    yield f"error     {simulation['alpha']}"


def drawn_lines(simulation: Record | None) -> Iterator[str]:
    """What drawing says, indented as the evidence of a claim is; nothing if it was not drawn."""
    if simulation is not None:
        yield from _indent(drawn(simulation))


def about(claim: Any) -> Record:
    """What a claim says: its source, locus and statement."""
    return {
        "source": claim.source + (" (our own statement)" if claim.derived else ""),
        "locus": claim.locus,
        "repairs": claim.repairs,
        "text": claim.text,
    }


def _without(name: str, found: Record | None) -> Iterator[str]:
    if found is None:
        yield f"Without “{name}”: no counterexample found; it may be redundant"
        return
    yield f"Without “{name}”: REFUTED at {_point(found['point'])}"
    yield from _indent(f"misses    {_sides(part)}" for part in found["missed"])


def _counterexample(record: Record) -> Iterator[str]:
    evidence = record["evidence"]
    if evidence["point"]:
        yield f"point     {_point(evidence['point'])}"
    for name, parts in evidence["given"].items():
        says = record["hypotheses"][name]["says"]
        yield f"given     {name}: {says}; there {' and '.join(map(_sides, parts))}"
    yield f"claims    {' and '.join(record['claims'])}"
    for part in evidence["missed"]:
        yield f"misses    {_sides(part)}"


def repairs_of(claim_id: str, others: Mapping[str, Record]) -> list[Record]:
    """The claims that repair a claim, or else the plain one that it is a reading of."""
    plain = claim_id.split("/", 1)[0]
    for wanted in (claim_id, plain):
        if found := [other for other in others.values() if other.get("repairs") == wanted]:
            return found
    return []


def added(repair: Record, printed: Record) -> list[str]:
    """The hypotheses of a repair that the printed claim does not have."""
    known = {(name, h["says"]) for name, h in printed["hypotheses"].items()}
    return [name for name, h in repair["hypotheses"].items() if (name, h["says"]) not in known]


def holds(repair: Record, printed: Record, others: Mapping[str, Record]) -> bool:
    """Whether a repair is proved, with all it assumes, and needs every hypothesis that it adds."""
    proved = ("PROVED", "CONFIRMED")
    assumed = all(others.get(name, {}).get("verdict") in proved for name in repair["assumes"])
    needed = all(repair["hypotheses"][name].get("dropped") for name in added(repair, printed))
    return repair["verdict"] in proved and assumed and needed


def _repairs(record: Record, others: Mapping[str, Record]) -> Iterator[str]:
    found = repairs_of(record["id"], others)
    for repair in found:
        new = " and ".join(f"“{name}”" for name in added(repair, record))
        needed = "needs" if holds(repair, record, others) else "adds, perhaps without need,"
        more = f", {needed} {new}" if new else ""
        yield f"repair    {repair['id']} ({repair['verdict']}{more}): {repair['scope']}"
    plain = others.get(record["id"].split("/", 1)[0], record)
    if not found and plain["verdict"] == "PROVED":
        yield f"instead   {plain['id']} (PROVED), the plain reading: {plain['scope']}"
    elif not found:
        yield "repair    none is known"


def _leans(record: Record, others: Mapping[str, Record]) -> Iterator[str]:
    for name in record.get("assumes", ()):
        yield f"assumes   {name} ({others[name]['verdict'] if name in others else 'not decided'})"
    if record.get("leans"):
        yield f"leans on  {', '.join(record['leans'])}"
    if record.get("trust"):
        yield f"trusts    {', '.join(record['trust'])}"


def _numbered(steps: Sequence[Record]) -> Iterator[tuple[int, Record, list[int]]]:
    """Every step with its number, and with the numbers of its premises."""
    numbers = {step["step"]: number for number, step in enumerate(steps, start=1)}
    for number, step in enumerate(steps, start=1):
        yield number, step, [numbers[name] for name in step["from"]]


def _steps(steps: Sequence[Record]) -> Iterator[str]:
    for number, step, premises in _numbered(steps):
        sources = ", ".join(map(str, premises))
        reason = step["rule"] + (f" of {sources}" if sources else "")
        if step.get("leans"):
            reason = ", ".join(step["leans"])
        yield f"{number:>3}  {step['statement']}   [{reason}]"


def _point(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in point.items())


def _sides(part: Mapping[str, Any]) -> str:
    return f"{part['lhs']} {part['op']} {part['rhs']}"


def _indent(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from _wrapped(line, "  ", 12)


def _list(title: str, entries: Iterable[str]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        yield from _wrapped(entry, f"{title if number == 0 else '':<10}", 14)


def _wrapped(line: str, start: str, indent: int) -> list[str]:
    return textwrap.wrap(
        line,
        110,
        initial_indent=start,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    "`": r"\textquotesingle{}",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "≥": r"\ensuremath{\ge}",
    "≤": r"\ensuremath{\le}",
    "·": r"\ensuremath{\cdot}",
}

_OP = {"<=": r"\le", "<": "<", ">=": r"\ge", ">": ">", "==": "="}


def escape(text: str) -> str:
    """Prose with formulas between dollar signs, safe to typeset."""
    for written, meant in (("<=", "≤"), (">=", "≥"), ("==", "=")):
        text = text.replace(written, meant)
    parts = re.split(r"(\$[^$]+\$)", text)
    return "".join(
        part
        if part.startswith("$") and part.endswith("$") and len(part) > 1
        else "".join(_SPECIAL.get(mark, mark) for mark in part)
        for part in parts
    )


def formula(relation: Any) -> str:
    """A relation as a LaTeX formula."""
    from sympy import latex

    return f"{latex(relation.lhs)} {_OP[relation.op]} {latex(relation.rhs)}"


def displayed(relation: Any) -> str:
    """A relation as a displayed formula, over several lines if it is long."""
    from sympy import latex, multiline_latex

    text = formula(relation)
    if len(text) <= 160:
        return rf"\[ {text} \]"
    lines = multiline_latex(relation.lhs, relation.rhs, 2, "align*")
    return lines.replace(
        latex(relation.lhs) + " = &", f"&{latex(relation.lhs)} {_OP[relation.op]} \\\\ &", 1
    )


def document(claim: Any, decision: Any, others: Mapping[str, Record]) -> str:
    """A complete LaTeX document that states a claim and shows its evidence."""
    body = "\n".join(_latex_body(claim, decision, others))
    return (
        "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage[T1]{fontenc}\n"
        "\\usepackage{amsmath,amssymb,textcomp}\n\\usepackage[margin=25mm]{geometry}\n"
        "\\allowdisplaybreaks\n\\begin{document}\n" + body + "\n\\end{document}\n"
    )


def _latex_body(claim: Any, decision: Any, others: Mapping[str, Record]) -> Iterator[str]:
    record = decision.record()
    yield rf"\section*{{{escape(claim.id)}: {decision.verdict.lower()}}}"
    yield rf"{escape(claim.source)}, {escape(claim.locus)}.\par\medskip"
    yield escape(claim.text)
    yield r"\paragraph{Scope} " + escape(decision.scope) + "."
    for name, parts in claim.statement.symbolic_hypotheses.items():
        formulas = ",\\quad ".join(f"${formula(part)}$" for part in parts)
        yield rf"\paragraph{{Given}} {escape(name)}: {formulas}."
    yield r"\paragraph{Claim}"
    for part in claim.statement.symbolic_conclusion:
        yield displayed(part)
    if decision.evidence["kind"] == "counterexample":
        yield r"\paragraph{Counterexample}"
        yield escape("; ".join(_counterexample(record))) + "."
        yield r"\paragraph{Repair} " + escape("; ".join(_repairs(record, others))) + "."
    if decision.derivation is not None:
        yield r"\paragraph{Derivation}"
        yield r"\begin{enumerate}"
        yield from _latex_steps(decision)
        yield r"\end{enumerate}"
    if decision.simulation is not None:
        says = "; ".join(drawn(decision.simulation))
        yield r"\paragraph{Simulation} " + escape(says) + "."
    if leans := "; ".join(_leans(record, others)):
        yield r"\paragraph{What it rests on} " + escape(leans) + "."
    for name, hypothesis in record["hypotheses"].items():
        if "dropped" in hypothesis:
            yield r"\par " + escape(" ".join(_without(name, hypothesis["dropped"]))) + "."


def _latex_steps(decision: Any) -> Iterator[str]:
    from theory.language import balanced

    lines = _numbered(decision.evidence["steps"])
    for fact, (_, line, premises) in zip(decision.derivation.steps, lines, strict=True):
        sources = ", ".join(f"({number})" for number in premises)
        reason = ", ".join(line["leans"]) if "leans" in line else line["rule"]
        why = f"{reason} from {sources}" if sources else reason
        yield rf"\item {escape(why)}:"
        yield displayed(balanced(fact.expr, fact.sign))
