"""Instances of facts about any class, row or sample, at the indices of a term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_ROW, ANY_SAMPLE, Relation, is_label
from lossproof.theory.language.terms import ANY
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import renamed

EVERY = (*ANY, ANY_SAMPLE)


def any_in(expr: Any) -> frozenset[Any]:
    """The indices of any class, row, column or sample in an expression."""
    return frozenset(index for index in EVERY if index in expr.free_symbols)


def meant(pattern: Any, term: Any) -> Mapping[Any, Any] | None:
    """The values of the free indices at which the pattern is the term; None if there are none."""
    if not any_in(pattern):
        return {} if pattern == term else None
    if pattern.func != term.func:
        return None
    entries = sorted(term.atoms(sympy.Indexed), key=str)
    for indices in _chosen(_entries(pattern), entries, {}):
        if indices.keys() >= any_in(pattern) and pattern.xreplace(dict(indices)) == term:
            return indices
    return None


def instance(fact: Fact, named: Mapping[Any, Any]) -> Fact:
    """The fact at these classes, rows and samples; `ProofError` if the indices do not fit."""
    others = {index: value for index, value in named.items() if value not in ANY}
    names = {index: value for index, value in named.items() if value in ANY and value != index}
    for index, value in others.items():
        if value == index:
            continue
        if any_in(value) & {*ANY}:
            raise ProofError(f"{value} is about another class than {index}")
        fact = fact.at(index, value)
    return renamed(fact, names) if names else fact


def of_rows(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about any row of a matrix, at the rows of labels in the goal."""
    entries = [x for x in goal.difference.atoms(sympy.Indexed) if len(x.indices) == 2]
    rows = {(x.base, x.indices[0]) for x in entries if is_label(x.indices[0])}
    for base, row in sorted(rows, key=str):
        for fact in facts:
            if row not in EVERY and fact.expr.has(base) and fact.expr.has(ANY_ROW):
                with suppress(ProofError):
                    yield fact.at(ANY_ROW, row)


def multiplied_out(expr: Any) -> Any:
    """The expression as a sum of products, with unexpanded divisors."""
    marks = {
        power: sympy.Dummy(real=True)
        for power in expr.atoms(sympy.Pow)
        if power.base.is_Add and power.exp.is_Integer and power.exp < 0
    }
    expanded: Any = sympy.expand(expr.xreplace(marks))
    back = {mark: power for power, mark in marks.items()}
    while expanded.has(*back) if back else False:
        expanded = expanded.xreplace(back)
    return expanded


def _entries(expr: Any) -> list[Any]:
    return sorted(
        (x for x in expr.atoms(sympy.Indexed) if any(any_in(index) for index in x.indices)), key=str
    ) or sorted(expr.atoms(sympy.Indexed), key=str)


def _chosen(
    patterns: list[Any], terms: list[Any], known: Mapping[Any, Any]
) -> Iterator[Mapping[Any, Any]]:
    """The values of the indices at which every entry of the patterns is one of the terms."""
    if not patterns:
        yield known
        return
    first, *rest = patterns
    for term in terms:
        if (more := _same(first, term, known)) is not None:
            yield from _chosen(rest, terms, more)


def _same(pattern: Any, term: Any, known: Mapping[Any, Any]) -> Mapping[Any, Any] | None:
    if pattern in EVERY:
        there = known.get(pattern)
        return {**known, pattern: term} if there is None else (known if there == term else None)
    if isinstance(pattern, sympy.Indexed):
        alike = isinstance(term, sympy.Indexed) and term.base == pattern.base
        if not alike or len(term.indices) != len(pattern.indices):
            return None
        for one, other in zip(pattern.indices, term.indices, strict=True):
            matched = _same(one, other, known)
            if matched is None:
                return None
            known = matched
        return known
    return known if pattern == term else None
