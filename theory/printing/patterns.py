"""Patterns of terms: what the free names of one are in a term that is written so.

What is found is only what is written so, up to the order of sums and products.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from theory.printing.terms import Term, names

_MANY = ("+", "*", "max", "min")
Known = Mapping[str, Term]


def matched(wanted: Term, term: Term, free: frozenset[str]) -> Known | None:
    """What the free names of a pattern are in a term that is written so; None if it is not."""
    return next(_matches(wanted, term, {}, free), None)


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
        yield from (found for found, left in _among(wanted[1:], term[1:], known, free) if not left)
        return
    if len(wanted) == len(term):
        yield from _in_order(wanted[1:], term[1:], known, free)


def _in_order(
    wanted: Sequence[Term], terms: Sequence[Term], known: Known, free: frozenset[str]
) -> Iterator[Known]:
    if not wanted:
        yield known
        return
    for found in _matches(wanted[0], terms[0], known, free):
        yield from _in_order(wanted[1:], terms[1:], found, free)


def _among(
    wanted: Sequence[Term], terms: Sequence[Term], known: Known, free: frozenset[str]
) -> Iterator[tuple[Known, list[Term]]]:
    """Each of what is wanted among the terms, in any order, and those that are left."""
    if not wanted:
        yield known, list(terms)
        return
    first, *others = sorted(wanted, key=lambda each: isinstance(each, str) and each in free)
    for k, term in enumerate(terms):
        for found in _matches(first, term, known, free):
            yield from _among(others, [*terms[:k], *terms[k + 1 :]], found, free)
