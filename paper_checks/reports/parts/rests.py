"""What a proof uses, in words."""

from __future__ import annotations

import re
from fractions import Fraction

from lossproof.paper_checks.reports.parts.statement import Record
from lossproof.theory.printing.terms import Term, read


def used(record: Record) -> list[str]:
    """The hypotheses and domains that a proof uses.

    A derivation may also use the number type and the sign of every other parameter.

    >>> parameters = {"u": "(interval 0 1 open closed)", "g": "(interval 0 inf closed open)"}
    >>> used({"uses": ["domain of u"], "evidence": {"kind": "derivation"},
    ...          "statement": {"parameters": parameters}})
    ['domain of u', 'possibly that g is nonnegative']
    """
    entries = list(record["uses"])
    if record["evidence"]["kind"] != "derivation":
        return entries
    shown = {name for entry in entries for name in re.findall(r"^domain of (\w+)", entry)}
    others = [name for name in record["statement"]["parameters"] if name not in shown]
    if others:
        signs = (_sign(name, read(record["statement"]["parameters"][name])) for name in others)
        entries.append(f"possibly that {' and '.join(signs)}")
    return entries


def _sign(name: str, domain: Term) -> str:
    """The number type and the sign of a parameter, as its symbol has them."""
    family = False
    while isinstance(domain, tuple) and domain[0] == "each":
        family, domain = True, domain[2]
    assert isinstance(domain, tuple)
    head, *parts = domain
    whole, low, opened = head in ("classes", "samples", "integer", "label"), Fraction(0), False
    if head in ("classes", "samples", "integer", "interval"):
        low = parts[0] if isinstance(parts[0], Fraction) else Fraction(-1)
        opened = "open" in parts[2:3]
    elif head in ("simplex", "joint"):
        family, opened = True, bool(parts[1:])
    sign = "positive" if low > 0 or (low == 0 and opened) else "nonnegative" if low == 0 else ""
    if family:
        return f"the entries of {name} are {sign or 'real'}{' integers' * whole}"
    kind = f"{'a ' * (whole and bool(sign))}{sign}{' integer' * whole}"
    return f"{name} is {kind.strip() if sign else 'an integer' if whole else 'real'}"
