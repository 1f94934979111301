"""Patterns of terms: what the free names of one are in a term that is written so.

What is found is only what is written so, up to the order of sums and products.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lossproof.theory.printing.terms import BINDERS, Term, names

_MANY = ("+", "*", "max", "min", "delta")
Known = Mapping[str, Term]


def matched(wanted: Term, term: Term, free: frozenset[str]) -> Known | None:
    """What the free names of a pattern are in a term that is written so; None if it is not."""
    matches = _matches(wanted, term, {}, free)
    return next((known for known in matches if _closed(known, wanted, term)), None)


def partly_matched(
    wanted: Term, term: Term, free: frozenset[str]
) -> tuple[Known, list[Term]] | None:
    """As `matched`, of some of the terms of a sum or factors of a product, and those left."""
    if not (isinstance(wanted, tuple) and isinstance(term, tuple)):
        return None
    if wanted[0] != term[0] or term[0] not in ("+", "*") or len(wanted) >= len(term):
        return None
    for known, rest in _among(wanted[1:], term[1:], {}, free):
        if rest and _closed(known, wanted, term):
            return known, rest
    return None


def _closed(known: Known, wanted: Term, term: Term) -> bool:
    """Whether no name stands for an index that the pattern itself binds."""
    bound = _bound(term) if _bound(wanted) else frozenset[str]()
    return not bound & frozenset[str]().union(*map(names, known.values()))


def _bound(term: Term) -> frozenset[str]:
    """Every index that is bound somewhere in the term."""
    if not isinstance(term, tuple):
        return frozenset()
    indices = map(str, term[1 : 1 + BINDERS.get(str(term[0]), 0)])
    return frozenset(indices).union(*map(_bound, term))


def _matches(wanted: Term, term: Term, known: Known, free: frozenset[str]) -> Iterator[Known]:
    """What the arguments are if the term is what is wanted, in every way there is."""
    if isinstance(wanted, str) and wanted in free:
        if known.get(wanted, term) == term:
            yield {**known, wanted: term}
        return
    if wanted == term and not names(wanted) & free:
        yield known
        return
    if not (isinstance(wanted, tuple) and isinstance(term, tuple) and wanted[0] == term[0]):
        return
    if wanted[0] in _MANY:
        if len(wanted) != len(term):
            return
        yield from (new for new, rest in _among(wanted[1:], term[1:], known, free) if not rest)
        return
    if len(wanted) == len(term):
        same = wanted
        if wanted[0] in BINDERS:
            same = tuple(_deeper(part, _depth(term) - _depth(wanted)) for part in wanted)
        yield from _in_order(same[1:], term[1:], known, free)
    if wanted[0] == "^" and wanted[1] in free and (power := _negated(term[2])) is not None:
        yield from _in_order(wanted[1:], (("^", term[1], Fraction(-1)), power), known, free)


def _depth(term: tuple[Term, ...]) -> int:
    return int(str(term[1])[1:])


def _deeper(term: Term, by: int) -> Term:
    """The term as it is written where it stands under so many more indices."""
    if isinstance(term, tuple):
        return tuple(_deeper(part, by) for part in term)
    index = re.fullmatch(r"#(\d+)", term) if isinstance(term, str) else None
    return f"#{int(index[1]) + by}" if index else term


def _negated(exponent: Term) -> Term | None:
    """The exponent without its minus, if it has one."""
    if isinstance(exponent, Fraction):
        return -exponent if exponent < 0 else None
    if isinstance(exponent, tuple) and exponent[:2] == ("*", Fraction(-1)):
        return exponent[2] if len(exponent) == 3 else ("*", *exponent[2:])
    return None


def _in_order(
    wanted: Sequence[Term], terms: Sequence[Term], known: Known, free: frozenset[str]
) -> Iterator[Known]:
    if not wanted:
        yield known
        return
    for assignment in _matches(wanted[0], terms[0], known, free):
        yield from _in_order(wanted[1:], terms[1:], assignment, free)


def _among(
    wanted: Sequence[Term], terms: Sequence[Term], known: Known, free: frozenset[str]
) -> Iterator[tuple[Known, list[Term]]]:
    """Each of what is wanted among the terms, in any order, and those that are left."""
    if not wanted:
        yield known, list(terms)
        return
    first, *others = sorted(wanted, key=lambda part: isinstance(part, str) and part in free)
    for k, term in enumerate(terms):
        for assignment in _matches(first, term, known, free):
            yield from _among(others, [*terms[:k], *terms[k + 1 :]], assignment, free)
