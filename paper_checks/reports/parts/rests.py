"""What a proof uses, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from lossproof.paper_checks.reports.parts.statement import Record
from lossproof.theory.printing.glossary import reason
from lossproof.theory.printing.terms import Term, read

DOMAIN = "domain of "
_TRUSTED = {
    "arb": "interval arithmetic (Arb)",
    "normal means of seeds": "the normal distribution of means over seeds",
    "numpy": "NumPy",
    "sympy": "SymPy",
}


def used(record: Record, name_of: Callable[[str], str] = str) -> list[str]:
    """The hypotheses and domains that a proof uses.

    A derivation may also use the number type and the sign of every other parameter.

    >>> parameters = {"u": "(interval 0 1 open closed)", "g": "(interval 0 inf closed open)"}
    >>> used({"uses": ["domain of u", "likely"], "evidence": {"kind": "derivation"},
    ...          "statement": {"parameters": parameters}})
    ['the hypothesis “likely”', 'the domain of u', 'may use that g is nonnegative']
    """
    given = [f"“{each}”" for each in record["uses"] if not each.startswith(DOMAIN)]
    shown = [each[len(DOMAIN) :] for each in record["uses"] if each.startswith(DOMAIN)]
    entries = [
        *_together("hypothes", "is", "es", given),
        *_together("domain of ", "", "", [*map(name_of, shown)]),
    ]
    if record["evidence"]["kind"] != "derivation":
        return entries
    others = [name for name in record["statement"]["parameters"] if name not in shown]
    kinds = dict[tuple[bool, str, bool], list[str]]()
    for name in others:
        kind = _kind(read(record["statement"]["parameters"][name]))
        kinds.setdefault(kind, []).append(name_of(name))
    if kinds:
        *most, last = [_said(*each) for each in kinds.items()]
        entries.append(f"may use that {', '.join(most)}{', and ' if most else ''}{last}")
    return entries


def _together(noun: str, one: str, several: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    word = noun.replace("domain", "domains") + several if names[1:] else noun + one
    return [f"the {word} {_listed(names)}".replace("  ", " ")]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def trusted(record: Record) -> list[str]:
    """What a verdict takes without proof: theorems, programs and distributions.

    >>> trusted({"trust": ["normal means of seeds", "sympy"]})
    ['the normal distribution of means over seeds', 'SymPy']
    """
    names: list[str] = record["trust"]
    return [*dict.fromkeys(_TRUSTED.get(name) or reason(name, {}) for name in names)]


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
    subject = _listed(names)
    if family or names[1:]:
        of = "the entries of " * family
        words = (sign or "real" * (not whole), "integers" * whole)
        return f"{of}{subject} are {' '.join(filter(None, words))}"
    if not whole:
        return f"{subject} is {sign or 'real'}"
    return f"{subject} is {f'a {sign}' if sign else 'an'} integer"
