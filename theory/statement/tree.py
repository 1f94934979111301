"""What a statement says, as data: in symbols, and written out at values.

Written out with symbols in the place of all but the integers it serves every point that has these
integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import sympy

from lossproof.theory.domain import Domain, Integer, Joint, Label, Simplex
from lossproof.theory.language import (
    Every,
    Relation,
    Remembered,
    Vector,
    Ways,
    all_met,
    flatten,
    realise,
)
from lossproof.theory.language.realising import check_exponent, is_fine, known_index
from lossproof.theory.language.relations import replaced_in
from lossproof.theory.language.terms import BatchMean, Determinant, TableMean
from lossproof.theory.numbers.comparison import opened as settled
from lossproof.theory.statement.asking import Assignment, call_by_name
from lossproof.theory.statement.condition import Condition

Parts = tuple[Relation, ...]


@dataclass(frozen=True)
class Written:
    """Every hypothesis and the conclusion, part by part, without sums."""

    given: Mapping[str, Parts]
    conclusion: Parts

    @cached_property
    def needs(self) -> frozenset[Ways]:
        """What must hold for every part to have a value, as far as that is not evident."""
        every = (*self.given.values(), self.conclusion)
        return frozenset[Ways]().union(*(part.needs for parts in every for part in parts))

    @cached_property
    def powers(self) -> list[Any]:
        """Those with symbols in the exponent, inner ones first."""
        found = {power for power in self._sides.atoms(sympy.Pow) if power.exp.free_symbols}
        return sorted(found, key=lambda each: (each.count_ops(), str(each)))

    @cached_property
    def multipliers(self) -> frozenset[Any]:
        """The q in `exp(q log x)`, which SymPy writes as a power."""
        exps = self._sides.atoms(sympy.exp)
        terms = (x for each in exps for x in sympy.Add.make_args(each.args[0]))
        return frozenset(x.as_independent(sympy.log)[0] for x in terms if x.has(sympy.log))

    @property
    def _sides(self) -> Any:
        every = (part for parts in (*self.given.values(), self.conclusion) for part in parts)
        return sympy.Tuple(*(side for part in every for side in (part.lhs, part.rhs)))

    def at(self, numbers: Mapping[Any, Any]) -> Written | None:
        """The same with numbers for symbols; None where a term may have no value.

        None too where it is left open which branch of a Piecewise applies. `ValueError` as of
        `check_exponent`.
        """
        for power in self.powers:
            exponent = power.exp.xreplace(numbers)
            check_exponent(exponent, power.base.xreplace(numbers) if is_fine(exponent) else None)
        for times in self.multipliers:
            check_exponent(sympy.numer(times.xreplace(numbers)))
        if not all_met(self.needs, numbers):
            return None

        def placed(parts: Parts) -> Parts:
            return tuple(part.map(lambda side: settled(side.xreplace(numbers))) for part in parts)

        try:
            given = {name: placed(parts) for name, parts in self.given.items()}
            found = Written(given, placed(self.conclusion))
        except TypeError:  # the condition of a branch that does not apply has no value
            return None
        return None if found.is_open else found

    @property
    def is_open(self) -> bool:
        """Whether some branch of a Piecewise is still to be chosen."""
        every = (part for parts in (*self.given.values(), self.conclusion) for part in parts)
        return any(side.has(sympy.Piecewise) for part in every for side in (part.lhs, part.rhs))


@dataclass(frozen=True)
class Tree:
    """What hypotheses and conclusion say in symbols: relations, and what is so of every index.

    `as_written` is the same before SymPy evaluated anything.
    """

    given: Mapping[str, Any]
    conclusion: Any
    as_written: Tree | None = None

    @cached_property
    def by_number(self) -> bool:
        """Whether it is far shorter written out in numbers than in symbols."""
        texts = [said for said in self._said if isinstance(said, Condition)]
        terms = BatchMean, TableMean, Determinant
        return bool(texts) or any(side.has(*terms) for side in self._sides)

    @cached_property
    def matrices(self) -> frozenset[Any]:
        """The sizes of the matrices whose determinants are in it."""
        found = (each for side in self._sides for each in side.atoms(Determinant))
        return frozenset(each.args[1] for each in found)

    @property
    def _said(self) -> tuple[Any, ...]:
        return (*self.given.values(), self.conclusion)

    @property
    def _sides(self) -> list[Any]:
        """Both sides of every relation, but for those of a text."""
        parts = (flatten(said) for said in self._said if not isinstance(said, Condition))
        return [side for part in chain(*parts) for side in (part.lhs, part.rhs)]

    def written(self, values: Assignment) -> Written:
        """All of it with these values in it, and every sum written out."""
        kept = Remembered(values)
        given = {name: tuple(written(said, kept)) for name, said in self.given.items()}
        return Written(given, tuple(written(self.conclusion, kept)))


def written(said: Any, values: Remembered) -> Iterator[Relation]:
    """Every part of what is said, with these values in it and every sum written out."""
    if isinstance(said, Relation):
        yield realise(said, values)
    elif isinstance(said, Every):
        for number in range(int(realise(said.size, values))):
            index, _ = known_index(said.index, number, values)
            yield from written(replaced_in(said.said, {said.index: index}), values)
    elif isinstance(said, Condition):
        yield from flatten(call_by_name(said, values))
    else:
        for part in said:
            yield from written(part, values)


def stand_in(domain: Domain, name: str, value: Any) -> Any:
    """Symbols for the numbers of a value of the domain; integers stand for themselves."""
    if isinstance(domain, Joint):
        cells = (f"{name}[{k}]" for k in range(len(value) ** 2))
        return domain.table(Vector(sympy.Symbol(cell, nonnegative=True) for cell in cells))
    if isinstance(value, Vector):
        inner = getattr(domain, "inner", domain)
        return Vector(stand_in(inner, f"{name}[{k}]", entry) for k, entry in enumerate(value))
    if isinstance(domain, Simplex):
        return sympy.Symbol(name, nonnegative=True)
    return value if isinstance(domain, (Integer, Label)) else domain.symbolic(name, {})


def coordinates(symbols: Any, values: Any) -> Iterator[tuple[Any, Any]]:
    """Every symbol of a value, or of values by name, with what stands in its place in another."""
    if isinstance(symbols, Mapping):
        for name, value in symbols.items():
            yield from coordinates(value, values[name])
    elif isinstance(symbols, tuple):
        for value, number in zip(symbols, values, strict=True):
            yield from coordinates(value, number)
    elif getattr(symbols, "is_Symbol", False):
        yield symbols, values
