"""Quantities that a claim defines: the name replaces the expanded form in a term.

A definition is a term in the names of its arguments. Only the same form matches, up to the order of
sums and products; other forms of the same value do not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from lossproof.theory.printing.matching.patterns import Known, matched, partly_matched
from lossproof.theory.printing.matching.shapes import headed, times
from lossproof.theory.printing.terms import BINDERS, CALL, Term, names, read


class Definition(NamedTuple):
    """`name(arguments)` is `term`; without arguments it is a number that the parameters give."""

    name: str
    arguments: tuple[str, ...]
    term: Term

    @property
    def head(self) -> Term:
        """The defined quantity as a term."""
        return (CALL, self.name, *self.arguments) if self.arguments else self.name


def definitions(where: Mapping[str, str]) -> list[Definition]:
    """The definitions that a record writes as `{"L(u)": "(log u)"}`.

    >>> definitions({"L(u)": "(log u)"})
    [Definition(name='L', arguments=('u',), term=('log', 'u'))]
    """
    result: list[Definition] = []
    for head, term in where.items():
        name, *arguments = re.findall(r"\w+", head)
        result.append(Definition(name, tuple(arguments), read(term)))
    return result


def folded(term: Term, known: Sequence[Definition]) -> Term:
    """The term with names for defined quantities; the last definition is applied first."""
    spoken = names(term) if known else frozenset[str]()
    for definition in reversed(known):
        wanted = _wanted(definition)
        if wanted.spoken <= spoken:
            term = _everywhere(term, wanted)
    return term


def used(terms: Sequence[Term], known: Sequence[Definition]) -> list[Definition]:
    """The definitions that folded terms use, each folded by earlier definitions."""
    result: list[Definition] = []
    spoken = frozenset[str]().union(*map(names, terms))
    for position, definition in reversed([*enumerate(known)]):
        if definition.name in spoken:
            term = folded(definition.term, known[:position])
            result.insert(0, definition._replace(term=term))
            spoken |= names(term)
    return result


class _Wanted(NamedTuple):
    """A definition with its search patterns: its term, and the negated term.

    Only a term that contains these names, in a part with this head, can match.
    """

    definition: Definition
    patterns: Mapping[str, Sequence[tuple[Term, int]]]
    free: frozenset[str]
    spoken: frozenset[str]


@lru_cache(maxsize=1000)
def _wanted(definition: Definition) -> _Wanted:
    term: Any = definition.term
    negated = [(_negated(term), -1)] if headed(term, "+") or headed(term, "*") else []
    patterns = dict[str, list[tuple[Term, int]]]()
    for pattern, sign in ((term, 1), *negated):
        if isinstance(pattern, tuple):
            patterns.setdefault(str(pattern[0]), []).append((pattern, sign))
    free = frozenset(definition.arguments)
    spoken = frozenset(name for name in names(term) - free if not name.startswith("#"))
    return _Wanted(definition, patterns, free, spoken)


def _everywhere(term: Term, wanted: _Wanted) -> Term:
    """The term with all matches replaced, inner ones first; a sum may match twice."""
    if not isinstance(term, tuple):
        return term
    start = 1 + BINDERS.get(str(term[0]), 0)
    rewritten = _flat((*term[:start], *(_everywhere(part, wanted) for part in term[start:])))
    while (again := _here(rewritten, wanted)) is not None:
        rewritten = _flat(again)
        if not isinstance(rewritten, tuple) or rewritten[0] == CALL:
            break
    return rewritten


def _here(term: Any, wanted: _Wanted) -> Term | None:
    """The term with the name for all of it or for a part; None without a match."""
    for pattern, sign in wanted.patterns.get(term[0], ()):
        if (known := matched(pattern, term, wanted.free)) is not None:
            return _named(wanted.definition, known, sign)
        if (part := partly_matched(pattern, term, wanted.free)) is not None:
            known, rest = part
            return (term[0], *rest, _named(wanted.definition, known, sign))
    return None


def _named(definition: Definition, known: Known, sign: int) -> Term:
    call = _call(definition, known)
    return call if sign == 1 else ("*", Fraction(sign), call)


def _negated(term: Any) -> Term:
    """The negated term; a sum is negated term by term."""
    if headed(term, "+"):
        return ("+", *map(_negated, term[1:]))
    number, *others = term[1:] if headed(term, "*") else (term,)
    if not isinstance(number, Fraction):
        number, others = Fraction(1), [number, *others]
    return times([*([-number] if number != -1 or not others else []), *others])


def _flat(term: Any) -> Term:
    """A product with its negative factors merged."""
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
