"""Quantities that a claim names: where a term has one written out, its name stands instead.

A definition is a term in the names of its arguments. What is found is only what is written so,
up to the order of sums and products; other ways of writing the same stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from theory.printing.terms import BINDERS, Term, names

CALL = "@call"
_MANY = ("+", "*", "max", "min")


class Definition(NamedTuple):
    """`name(arguments)` is `term`; without arguments it is a number that the parameters give."""

    name: str
    arguments: tuple[str, ...]
    term: Term


def folded(term: Term, definitions: Sequence[Definition]) -> Term:
    """The term with names for what is defined, the last definition first."""
    for definition in reversed(definitions):
        term = _everywhere(term, definition)
    return term


def used(terms: Sequence[Term], definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions that folded terms name, those that these name in turn included."""
    found: list[Definition] = []
    spoken = frozenset[str]().union(*map(names, terms))
    for definition in reversed(definitions):
        if definition.name in spoken:
            found.insert(0, definition)
            spoken |= names(definition.term)
    return found


def _everywhere(term: Term, definition: Definition) -> Term:
    """Inside first, then the term itself, again and again, as a sum may hold it twice."""
    if not isinstance(term, tuple):
        return _call(definition, {}) if term == definition.term else term
    own = 1 + BINDERS.get(str(term[0]), 0)
    found: Term = (*term[:own], *(_everywhere(part, definition) for part in term[own:]))
    while (again := _here(found, definition)) is not None:
        found = again
        if not isinstance(found, tuple) or found[0] == CALL:
            break
    return found


def _here(term: Term, definition: Definition) -> Term | None:
    wanted = definition.term
    for known in _matches(wanted, term, {}, frozenset(definition.arguments)):
        return _call(definition, known)
    if not (isinstance(term, tuple) and isinstance(wanted, tuple)):
        return None
    if term[0] != wanted[0] or term[0] not in ("+", "*"):
        return None
    for known, left in _among(wanted[1:], term[1:], {}, frozenset(definition.arguments)):
        if left:
            return (term[0], *left, _call(definition, known))
    return None


def _call(definition: Definition, known: Mapping[str, Term]) -> Term:
    if not definition.arguments:
        return definition.name
    return (CALL, definition.name, *(known[name] for name in definition.arguments))


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
    if wanted[0] == "^" and wanted[1] in free and (power := _negated(term[2])) is not None:
        yield from _in_order(wanted[1:], (("^", term[1], Fraction(-1)), power), known, free)


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


def _negated(exponent: Term) -> Term | None:
    """The exponent without its minus, if it has one."""
    if isinstance(exponent, Fraction):
        return -exponent if exponent < 0 else None
    if isinstance(exponent, tuple) and exponent[0] == "*" and exponent[1] == -1:
        return exponent[2] if len(exponent) == 3 else ("*", *exponent[2:])
    return None
