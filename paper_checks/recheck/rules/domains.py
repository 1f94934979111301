"""What holds of a parameter, or of a member of a family, because it lies in its domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from lossproof.paper_checks.recheck.step import SAMPLE, Known, Said, Step, UnconfirmedError, minus
from lossproof.paper_checks.recheck.terms import MANY, Term, inside, settled


def in_domain(step: Step, name: str, member: Sequence[Term]) -> Iterator[Said]:
    """What holds because a member of the parameter lies in its domain."""
    known, domain = step.known, step.known.domains[name]
    value: tuple[Term, ...] = ()
    for index in member:
        if domain[0] != "each":
            raise UnconfirmedError("it uses an entry of a parameter without entries")
        if not _member(known, index, domain[1]):
            raise UnconfirmedError("it uses an entry that may not exist")
        value, domain = (*value, index), inside(domain)
    of: Term = ("at", name, *value) if value else name
    head, *data = domain
    if head in ("classes", "samples", "integer", "interval"):
        low, high, *kinds = (*data, "closed", "closed")[:4]
        if isinstance(low, Fraction):
            yield minus(of, low), ">" if kinds[0] == "open" else ">="
        if isinstance(high, Fraction):
            yield minus(high, of), ">" if kinds[1] == "open" else ">="
    elif head == "label" and isinstance(data[0], Fraction):
        yield minus(data[0] - 1, of), ">="
    elif head in ("simplex", "joint"):
        indices = ("@class",) if head == "simplex" else ("@row", "@class")
        entry: Term = ("at", name, *value, *indices)
        yield entry, ">" if data[1:] else ">="
        size = data[0]
        if head == "simplex":
            yield minus(Fraction(1), entry), ">="
            whole: Term = _total(size, lambda j: ("at", name, *value, j))
        else:
            whole = _total(size, lambda i: _total(size, lambda j: ("at", name, *value, i, j)))
        yield minus(settled(whole), Fraction(1)), "=="


def _total(size: Term, entry: Any) -> Term:
    """The sum over a size, written out where that is a number."""
    if isinstance(size, Fraction):
        if size > MANY:
            raise UnconfirmedError("a sum of too many entries is written out")
        return ("+", Fraction(0), *(entry(Fraction(k)) for k in range(int(size))))
    mark = f"!{id(entry)}"
    return ("sum", mark, size, entry(mark))


def _member(known: Known, index: Term, size: Term) -> bool:
    """Whether the index is one of so many."""
    if isinstance(index, Fraction):
        least = size if isinstance(size, Fraction) else known.forms.ranges(size).low.at
        return index.denominator == 1 and 0 <= index < least
    if known.is_size(size, "classes"):
        return known.is_label(index)
    return index == SAMPLE and known.signs.within(index, size)
