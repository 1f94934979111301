"""Patterns of terms: the values of the free names of a pattern in a matching term.

Only the same form matches, up to the order of sums and products.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lossproof.theory.printing.terms import BINDERS, Term, names

_MANY = ("+", "*", "max", "min", "delta")
Known = Mapping[str, Term]


def matched(wanted: Term, term: Term, free: frozenset[str]) -> Known | None:
    """The values of the free names of a pattern in a term; None without a match."""
    matches = _matches(wanted, term, {}, free)
    return next((known for known in matches if _closed(known, wanted, term)), None)


def partly_matched(
    wanted: Term, term: Term, free: frozenset[str]
) -> tuple[Known, list[Term]] | None:
    """As `matched`, for some terms of a sum or factors of a product; also the remaining ones."""
    if not (isinstance(wanted, tuple) and isinstance(term, tuple)):
        return None
    if wanted[0] != term[0] or term[0] not in ("+", "*") or len(wanted) >= len(term):
        return None
    for known, rest in _among(wanted[1:], term[1:], {}, free):
        if rest and _closed(known, wanted, term):
            return known, rest
    return None


def _closed(known: Known, wanted: Term, term: Term) -> bool:
    """Whether no value contains an index that the pattern binds."""
    bound = _bound(term) if _bound(wanted) else frozenset[str]()
    return not bound & frozenset[str]().union(*map(names, known.values()))


def _bound(term: Term) -> frozenset[str]:
    """All indices that are bound in the term."""
    if not isinstance(term, tuple):
        return frozenset()
    indices = map(str, term[1 : 1 + BINDERS.get(str(term[0]), 0)])
    return frozenset(indices).union(*map(_bound, term))


def _matches(wanted: Term, term: Term, known: Known, free: frozenset[str]) -> Iterator[Known]:
    """The values of the free names in every match of the term."""
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
    """The term with its indices shifted, for use under this number of further indices."""
    if isinstance(term, tuple):
        return tuple(_deeper(part, by) for part in term)
    index = re.fullmatch(r"#(\d+)", term) if isinstance(term, str) else None
    return f"#{int(index[1]) + by}" if index else term


def _negated(exponent: Term) -> Term | None:
    """The exponent without its minus sign, or None."""
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
    """Matches of all wanted parts among the terms, in any order, with the remaining terms."""
    if not wanted:
        yield known, list(terms)
        return
    first, *others = sorted(wanted, key=lambda part: isinstance(part, str) and part in free)
    for k, term in enumerate(terms):
        for assignment in _matches(first, term, known, free):
            yield from _among(others, [*terms[:k], *terms[k + 1 :]], assignment, free)
