"""What a proof uses, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from lossproof.paper_checks.reports.parts.statement import Record
from lossproof.theory.printing.terms import Term, read

_TRUSTED = {
    "arb": "arb (interval arithmetic)",
    "normal means of seeds": "means over seeds are normally distributed",
}


def used(record: Record) -> list[str]:
    """The hypotheses and domains that a proof uses.

    A derivation may also use the number type and the sign of every other parameter.

    >>> parameters = {"u": "(interval 0 1 open closed)", "g": "(interval 0 inf closed open)"}
    >>> used({"uses": ["domain of u"], "evidence": {"kind": "derivation"},
    ...          "statement": {"parameters": parameters}})
    ['domain of u', 'possibly also: g is nonnegative']
    """
    entries = list(record["uses"])
    if record["evidence"]["kind"] != "derivation":
        return entries
    shown = {name for entry in entries for name in re.findall(r"^domain of (\w+)", entry)}
    others = [name for name in record["statement"]["parameters"] if name not in shown]
    kinds = dict[tuple[bool, str, bool], list[str]]()
    for name in others:
        kinds.setdefault(_kind(read(record["statement"]["parameters"][name])), []).append(name)
    if kinds:
        entries.append(f"possibly also: {', '.join(_said(*each) for each in kinds.items())}")
    return entries


def trusted(record: Record) -> list[str]:
    """What a verdict takes without proof: theorems, programs and distributions.

    >>> trusted({"trust": ["normal means of seeds", "sympy"]})
    ['means over seeds are normally distributed', 'sympy']
    """
    names: list[str] = record["trust"]
    return [_TRUSTED.get(name, name) for name in names]


def _kind(domain: Term) -> tuple[bool, str, bool]:
    """Whether a parameter has entries, their sign, and whether they are integers."""
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
    return family, sign, whole


def _said(kind: tuple[bool, str, bool], names: Sequence[str]) -> str:
    family, sign, whole = kind
    subject = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    if family or names[1:]:
        of = "the entries of " * family
        words = (sign or "real" * (not whole), "integers" * whole)
        return f"{of}{subject} are {' '.join(filter(None, words))}"
    if not whole:
        return f"{subject} is {sign or 'real'}"
    return f"{subject} is {f'a {sign}' if sign else 'an'} integer"
