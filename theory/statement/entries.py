"""Which entries of the vectors of a statement are there, whatever its numbers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import sympy

from lossproof.theory.domain import Domain, Each, Integer, Label, leaf_of
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    AnyCell,
    Binder,
    CountSymbol,
    Index,
    Known,
    Relation,
    SamplesSymbol,
    discharged,
    obligations,
)
from lossproof.theory.language.sums import Linear
from lossproof.theory.language.terms import TableCount, TableMean
from lossproof.theory.proof.rules.other_classes import LargestSymbol

Runs = Mapping[Any, Any]
EMPTY: Runs = {}
_ANY = {
    ANY_CLASS: CountSymbol,
    ANY_ROW: CountSymbol,
    ANY_COLUMN: CountSymbol,
    ANY_SAMPLE: SamplesSymbol,
}


def in_domain(
    domain: Domain, value: Any, *index: Any
) -> tuple[dict[str, Relation], tuple[Any, ...]]:
    """What holds of a member of a domain, and of which: its index."""
    member: list[Any] = []
    while isinstance(domain, Each):
        step, *rest = index or (ANY_ROW if isinstance(value.size, CountSymbol) else ANY_SAMPLE,)
        domain, value, index = domain.inner, value[step], tuple(rest)
        member.append(step)
    return domain.facts(value), tuple(member)


class Entries:
    """The vectors of a statement, by the domains and the symbolic values of its parameters."""

    def __init__(self, parameters: Mapping[str, Domain], values: Mapping[str, Any]) -> None:
        self._parameters, self._values = parameters, values

    def missing(self, term: Any) -> Iterator[Any]:
        """The entries in a term that a vector may lack; its free indices are those of members."""
        return self._missing(term, {})

    def lacking(self, term: Any, runs: Runs) -> bool:
        """Whether an entry may be missing, by how far bound indices run, or a term lack a value."""
        if isinstance(term, (sympy.Indexed, TableCount)):
            return any(True for _ in self.missing_for_every(term, runs))
        return not all(discharged(each, self._known) for each in obligations(term))

    @cached_property
    def _known(self) -> list[Known]:
        """What holds because every parameter lies in its domain."""
        return [
            Known(relation.difference, relation.sign)
            for name, domain in self._parameters.items()
            for relation in in_domain(domain, self._values[name])[0].values()
        ]

    def missing_for_every(self, term: Any, runs: Runs = EMPTY) -> Iterator[Any]:
        """The same where the free indices run through all classes and samples."""
        sizes = {type(value): value for value in self._values.values()}
        every = {i: sizes[kind] for i, kind in _ANY.items() if kind in sizes}
        return self._missing(term, {**every, **runs})

    def _missing(self, term: Any, runs: Runs) -> Iterator[Any]:
        """By how far each index that is bound around the term runs."""
        if isinstance(term, sympy.Indexed):
            name = str(term.args[0].args[0])
            value = self._values[name]
            for index in term.indices:
                if not self._there(index, value.size, runs):
                    yield term
                    return
                value = value[index]
        if isinstance(term, TableCount):
            sizes = runs.get(TableCount, (0, 0))
            if not all(map(self._there, term.args, sizes, (runs, runs))):
                yield term
        if isinstance(term, AnyCell):
            row, column, _, *sizes = term.args
            if not all(map(self._there, (row, column), sizes, (runs, runs))):
                yield term
        if isinstance(term, (Linear, Binder)):
            runs = {**runs, **dict(zip(term.indices, term.extents, strict=True))}
        if isinstance(term, TableMean):
            runs = {**runs, TableCount: term.extents}
        for part in term.args:
            yield from self._missing(part, runs)

    def _there(self, index: Any, size: Any, runs: Runs) -> bool:
        """Whether a vector of that size certainly has an entry of that index."""
        if index in runs:
            return self._reaches(size, runs[index])
        if index.is_number:
            return bool(index.is_Integer and 0 <= index < self._least(size))
        symbol: Any = index.args[0].args[0] if isinstance(index, sympy.Indexed) else index
        if index == ANY_SAMPLE:
            return not isinstance(size, CountSymbol)
        if isinstance(symbol, (Index, LargestSymbol)):
            classes = (v for v in self._values.values() if isinstance(v, CountSymbol))
            return all(self._reaches(size, run) for run in classes)
        if symbol.is_Symbol:
            domain = leaf_of(self._parameters[symbol.name])
            if isinstance(domain, Label):
                return self._reaches(size, domain.size(domain.classes, self._values))
        span = self._span(symbol)
        return span is not None and span[0] >= 0 and span[1] < self._least(size)

    def _span(self, index: Any) -> tuple[int, int] | None:
        """The least and the largest value of a sum of integers with known ends, or None."""
        low = high = 0
        for part in sympy.Add.make_args(sympy.expand(index)):
            times, number = part.as_coeff_Mul()
            known = number.is_Symbol and number.name in self._parameters
            ends = _ends(leaf_of(self._parameters[number.name])) if known else None
            ends = (1, 1) if number == 1 else ends
            if ends is None or not times.is_Integer:
                return None
            both = sorted(int(times) * end for end in ends)
            low, high = low + both[0], high + both[1]
        return low, high

    def _reaches(self, size: Any, run: Any) -> bool:
        """Whether a vector of that size has an entry for each of so many indices."""
        return run == size or (not isinstance(run, sympy.Symbol) and run <= self._least(size))

    def _least(self, size: Any) -> int:
        """The least value of a size: of a number, or of a parameter that is one."""
        if isinstance(size, sympy.Symbol):
            domain = self._parameters[size.name]
            return domain.low if isinstance(domain, Integer) else 0
        return int(size)


def _ends(domain: Domain) -> tuple[int, int] | None:
    """The least and the largest integer of a domain, or None."""
    if isinstance(domain, Label):
        return (0, domain.classes - 1) if isinstance(domain.classes, int) else None
    if isinstance(domain, Integer) and domain.high is not None:
        return domain.low, domain.high
    return None
