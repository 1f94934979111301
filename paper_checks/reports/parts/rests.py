"""What a proof uses, in words."""

from __future__ import annotations

import re

from lossproof.paper_checks.reports.parts.statement import Record


def used(record: Record) -> list[str]:
    """The hypotheses and domains that a proof uses.

    Of a parameter whose domain is none of these, a derivation may still use what its symbol says.

    >>> parameters = {"u": "(interval 0 1 open closed)", "g": "(interval 0 inf closed open)"}
    >>> leaning({"uses": ["domain of u"], "evidence": {"kind": "derivation"},
    ...          "statement": {"parameters": parameters}})
    ['domain of u', 'at most the kind of number and the sign of g']
    """
    entries = list(record["uses"])
    if record["evidence"]["kind"] != "derivation":
        return entries
    shown = {name for entry in entries for name in re.findall(r"^domain of (\w+)", entry)}
    others = [name for name in record["statement"]["parameters"] if name not in shown]
    if others:
        entries.append(f"at most the kind of number and the sign of {', '.join(others)}")
    return entries
