"""How the statement of a claim that is not decided may be written so that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lossproof.paper_checks.reports.parts.statement import Record


def hints(record: Record) -> Iterator[str]:
    """What excludes a prediction with an entry 0, where the conclusion has no value there.

    Of an undecided claim also which domain says what a hypothesis does.
    """
    if record["verdict"] == "UNDECIDED":
        yield from _domains(record["statement"])
    closed = [
        name
        for name, domain in record["statement"]["parameters"].items()
        if re.fullmatch(r"\(simplex [^() ]+\)", domain)
    ]
    undefined = (record["evidence"].get("undefined") or {}).get("point", {})
    for name in closed:
        if "0" in (undefined.get(name) or ()):
            yield f"an entry of {name} may be 0: {name} = Simplex(…, interior=True) excludes that"
            entropy = rf"\(at {name} (\S+)\) \(log \(at {name} \1\)\)"
            if any(re.search(entropy, part) for part in record["statement"]["conclusion"]):
                yield "the limit 0 of u log u is Piecewise((0, Eq(u, 0)), (u * log(u), True))"


def _domains(statement: Record) -> Iterator[str]:
    """The open intervals and the interior that hypotheses state of parameters."""
    said = {part for parts in statement["given"].values() for part in parts}
    for name, domain in statement["parameters"].items():
        if found := re.fullmatch(r"\(interval (\S+) (\S+) closed (\S+)\)", domain):
            low, high, right = found.groups()
            if f"(> {name} {low})" in said:
                ends = low if high == "inf" else f"{low}, {high}"
                side = "both" if right == "open" and high != "inf" else "left"
                yield f"provers use {name} > {low} more as {name} = Real({ends}, open={side!r})"
        elif re.fullmatch(r"\(simplex [^() ]+\)", domain) and any(
            re.fullmatch(rf"\(every (#\d+) \S+ \(> \(at {name} \1\) 0\)\)", part) for part in said
        ):
            yield f"provers use {name}[j] > 0 more as {name} = Simplex(…, interior=True)"
