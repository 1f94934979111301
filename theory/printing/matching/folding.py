"""Quantities that a claim names: where a term has one written out, its name stands instead.

A definition is a term in the names of its arguments. What is found is only what is written so,
up to the order of sums and products; other ways of writing the same stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from theory.printing.matching.patterns import Known, matched, partly_matched
from theory.printing.matching.shapes import headed, times
from theory.printing.terms import BINDERS, CALL, Term, names, read


class Definition(NamedTuple):
    """`name(arguments)` is `term`; without arguments it is a number that the parameters give."""

    name: str
    arguments: tuple[str, ...]
    term: Term

    @property
    def head(self) -> Term:
        """What is defined, as a term."""
        return (CALL, self.name, *self.arguments) if self.arguments else self.name


def definitions(where: Mapping[str, str]) -> list[Definition]:
    """The definitions that a record writes as `{"L(u)": "(log u)"}`.

    >>> definitions({"L(u)": "(log u)"})
    [Definition(name='L', arguments=('u',), term=('log', 'u'))]
    """
    found: list[Definition] = []
    for head, term in where.items():
        name, *arguments = re.findall(r"\w+", head)
        found.append(Definition(name, tuple(arguments), read(term)))
    return found


def folded(term: Term, known: Sequence[Definition]) -> Term:
    """The term with names for what is defined, the last definition first."""
    for definition in reversed(known):
        term = _everywhere(term, definition)
    return term


def used(terms: Sequence[Term], known: Sequence[Definition]) -> list[Definition]:
    """The definitions that folded terms name, each folded by those before it that it names."""
    found: list[Definition] = []
    spoken = frozenset[str]().union(*map(names, terms))
    for place, definition in reversed([*enumerate(known)]):
        if definition.name in spoken:
            term = folded(definition.term, known[:place])
            found.insert(0, definition._replace(term=term))
            spoken |= names(term)
    return found


def _everywhere(term: Term, definition: Definition) -> Term:
    """Inside first, then the term itself, again and again, as a sum may hold it twice."""
    if not isinstance(term, tuple):
        return definition.head if term == definition.term else term
    own = 1 + BINDERS.get(str(term[0]), 0)
    found = _flat((*term[:own], *(_everywhere(part, definition) for part in term[own:])))
    while (again := _here(found, definition)) is not None:
        found = _flat(again)
        if not isinstance(found, tuple) or found[0] == CALL:
            break
    return found


def _here(term: Term, definition: Definition) -> Term | None:
    free = frozenset(definition.arguments)
    found = _found(term, definition.term, free, definition)
    if found is None and isinstance(definition.term, tuple) and definition.term[0] in ("+", "*"):
        return _found(term, _negated(definition.term), free, definition, -1)
    return found


def _found(
    term: Term, wanted: Term, free: frozenset[str], definition: Definition, sign: int = 1
) -> Term | None:
    """The term with the name for all of it, or for a part; taken away if `wanted` is negated."""

    def named(known: Known) -> Term:
        call = _call(definition, known)
        return call if sign == 1 else ("*", Fraction(sign), call)

    if (known := matched(wanted, term, free)) is not None:
        return named(known)
    if (part := partly_matched(wanted, term, free)) is not None:
        known, left = part
        return (str(term[0]), *left, named(known))  # type: ignore[index]
    return None


def _negated(term: Any) -> Term:
    """The term with the other sign, before each of its terms if it is a sum."""
    if headed(term, "+"):
        return ("+", *map(_negated, term[1:]))
    number, *others = term[1:] if headed(term, "*") else (term,)
    if not isinstance(number, Fraction):
        number, others = Fraction(1), [number, *others]
    return times([*([-number] if number != -1 or not others else []), *others])


def _flat(term: Any) -> Term:
    """A product with the factors of what in it is the negative of a name."""
    if not headed(term, "*"):
        return term
    number, others = Fraction(1), list[Term]()
    for part in term[1:]:
        factors = part[1:] if headed(part, "*") and part[1] == -1 else (part,)
        for factor in factors:
            if isinstance(factor, Fraction):
                number *= factor
            else:
                others.append(factor)
    return times([*([number] if number != 1 or not others else []), *others])


def _call(definition: Definition, known: Known) -> Term:
    if not definition.arguments:
        return definition.name
    return (CALL, definition.name, *(known[name] for name in definition.arguments))
