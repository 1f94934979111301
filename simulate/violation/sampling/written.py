"""A statement at one structure, with sampled expectations separate from evaluated expressions.

Every outermost expectation becomes a symbol, its mean; the rest of a relation is an expression in
these symbols and in the coordinates. Expectations of one law on the same side of relations share
their samples; the two sides of a relation are sampled independently.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.machine import Backend
from lossproof.simulate.violation import Structure
from lossproof.simulate.violation.array_program import ArrayProgram
from lossproof.theory.language import Every, Relation, Remembered, Vector, flatten, realise
from lossproof.theory.language.sums import (
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    NestedSum,
    SampleMean,
)
from lossproof.theory.language.terms import (
    BatchMean,
    Count,
    Determinant,
    Expectation,
    TableMean,
    determinant,
)
from lossproof.theory.language.terms.batches import IsZero, tables
from lossproof.theory.statement import Statement
from lossproof.theory.statement.asking import call_by_name
from lossproof.theory.statement.condition import Condition

TABLES = 4000
SAMPLED = (Expectation, BatchMean, TableMean)


class UnsampledError(ValueError):
    """An expectation occurs where it cannot be sampled."""


@dataclass
class Law:
    """One law with its averages: outcomes with chances, and values by outcome.

    `chances` has an expression for each outcome, or for each cell of a batch; `size` is the number
    of samples of a batch, whose `values` are expressions in `counts`.
    """

    chances: tuple[Any, ...]
    size: int | None = None
    means: list[sympy.Symbol] = field(default_factory=list[sympy.Symbol])
    values: list[Any] = field(default_factory=list[Any])
    _programs: dict[Any, ArrayProgram] = field(default_factory=dict[Any, ArrayProgram])

    @property
    def counts(self) -> tuple[sympy.Symbol, ...]:
        """Symbols for the counts of the cells of a batch."""
        return tuple(sympy.Symbol(f"N_{a}") for a in range(len(self.chances)))

    @property
    def outcomes(self) -> int:
        """The number of outcomes."""
        cells = len(self.chances)
        return cells if self.size is None else math.comb(self.size + cells - 1, self.size)

    def exact(self, number: int) -> Any:
        """The exact mean, as an expression in the coordinates."""
        value = self.values[number]
        if self.size is None:
            return sympy.Add(*(p * x for p, x in zip(self.chances, value, strict=True)))
        terms: list[Any] = []
        for table in tables(self.size, len(self.chances)):
            ways = math.factorial(self.size) // math.prod(map(math.factorial, table))
            chance = sympy.Mul(*(p**k for p, k in zip(self.chances, table, strict=True)))
            counts = dict(zip(self.counts, map(sympy.Integer, table), strict=True))
            terms.append(ways * chance * value.xreplace(counts))
        return sympy.Add(*terms)

    def evaluated(
        self, symbols: Sequence[sympy.Symbol], rows: np.ndarray, device: Backend | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Chances, of shape (rows, outcomes), and values, of shape (rows, means, outcomes)."""

        def evaluated(forms: Sequence[Any], symbols: Any, rows: np.ndarray) -> np.ndarray:
            key = (tuple(forms), tuple(symbols), device and device.name)
            if key not in self._programs:
                self._programs[key] = ArrayProgram(forms, symbols, device)
            return np.array(self._programs[key].on_host(rows))

        if self.size is None:
            forms = [*self.chances, *chain(*self.values)]
            table = evaluated(forms, symbols, rows).reshape(len(forms), len(rows)).T
            outcomes = len(self.chances)
            values = table[:, outcomes:].reshape(len(rows), len(self.values), outcomes)
            return table[:, :outcomes], values
        cells = evaluated(self.chances, symbols, rows).T
        every = np.array([*tables(self.size, len(self.chances))])
        ways = [math.factorial(self.size) // math.prod(math.factorial(k) for k in t) for t in every]
        chances = np.array(ways) * np.prod(cells[:, None, :] ** every, axis=2)
        both = np.concatenate([np.repeat(rows, len(every), 0), np.tile(every, (len(rows), 1))], 1)
        table = evaluated(self.values, (*symbols, *self.counts), both)
        values = table.reshape(len(self.values), len(rows), len(every)).swapaxes(0, 1)
        lawful = np.where((cells >= 0).all(axis=1, keepdims=True), chances, -1.0)
        return lawful, values


@dataclass(frozen=True, eq=False)
class Sampled:
    """Hypotheses and conclusion at a structure, in coordinates and means, and the laws of these.

    `given` holds the relations of every hypothesis; relations are flattened.
    """

    structure: Structure
    given: dict[str, tuple[Relation, ...]]
    conclusion: tuple[Relation, ...]
    laws: tuple[Law, ...]

    @property
    def means(self) -> tuple[sympy.Symbol, ...]:
        """Every mean, law by law."""
        return tuple(mean for law in self.laws for mean in law.means)

    def unfolded(self, relation: Relation) -> Relation:
        """The relation with exact means in place of sampled ones."""
        held = relation.difference.free_symbols
        known = {
            mean: law.exact(k)
            for law in self.laws
            for k, mean in enumerate(law.means)
            if mean in held
        }
        return relation.map(lambda side: side.xreplace(known))

    @property
    def outcomes(self) -> int:
        """The number of values of an instance."""
        return sum(law.outcomes * len(law.means) for law in self.laws)

    def is_sampled(self, relation: Relation) -> bool:
        """Whether a side of it is sampled."""
        return bool(relation.difference.free_symbols & set(self.means))


def sampled(statement: Statement, structure: Structure) -> Sampled:
    """The statement at the structure, with its expectations as means.

    Raises
    ------
    UnsampledError
        If an expectation cannot be sampled, or a batch has too many tables.
    """
    realiser = _Realiser(structure)
    given = {name: tuple(realiser.relations(part)) for name, part in statement.tree.given.items()}
    conclusion = tuple(realiser.relations(statement.tree.conclusion))
    return Sampled(structure, given, conclusion, tuple(realiser.laws.values()))


class _Realiser:
    def __init__(self, structure: Structure) -> None:
        self.values = Remembered(structure.values)
        self.laws: dict[Any, Law] = {}
        self._known: dict[Any, sympy.Symbol] = {}
        self._names = self._side = 0

    def relations(self, node: Any) -> Iterator[Relation]:
        if isinstance(node, Relation):
            if any(side.has(*SAMPLED) for side in (node.lhs, node.rhs)):
                sides: list[Any] = []
                for self._side, side in enumerate((node.lhs, node.rhs)):
                    sides.append(self.form(side))
                yield Relation(sides[0], node.op, sides[1])
            else:
                yield realise(node, self.values)
        elif isinstance(node, Every):
            for number in range(int(realise(node.size, self.values))):
                yield from self.relations(node.at(number))
        elif isinstance(node, Condition):
            yield from flatten(call_by_name(node, self.values))
        else:
            for part in node:
                yield from self.relations(part)

    def form(self, expr: Any) -> Any:
        """The expression in coordinates and means."""
        if not expr.has(*SAMPLED):
            return realise(expr, self.values)
        if isinstance(expr, Expectation):
            pairs = [*self._outcomes(expr)]
            return self._mean(tuple(p for p, _ in pairs), None, tuple(x for _, x in pairs))
        if isinstance(expr, (BatchMean, TableMean)):
            return self._batch(expr)
        if isinstance(expr, (ClassSum, SampleMean, NestedSum)):
            return self._opened(expr)
        if isinstance(expr, Determinant):
            return self._determinant(expr)
        if isinstance(expr, (sympy.Add, sympy.Mul, sympy.Pow, sympy.Abs, sympy.Max, sympy.Min)):
            return expr.func(*(self.form(part) for part in expr.args))
        raise UnsampledError(f"{type(expr).__name__} of an expectation is not sampled: {expr}")

    def _opened(self, expr: Any) -> Any:
        body, size = expr.args[:2]
        count = int(realise(size, self.values))
        mean = isinstance(expr, SampleMean)
        index = BOUND_SAMPLE if mean else BOUND_CLASS
        if isinstance(expr, NestedSum):
            index = expr.args[2]
        terms = (self.form(body.xreplace({index: sympy.Integer(k)})) for k in range(count))
        return sympy.Add(*terms) / (count if mean else 1)

    def _determinant(self, expr: Any) -> Any:
        body, size = expr.args
        row, column = expr.indices
        labels = [sympy.Integer(k) for k in range(int(realise(size, self.values)))]
        cells = ((self.form(body.xreplace({row: i, column: j})) for j in labels) for i in labels)
        return determinant(Vector(Vector(line) for line in cells))

    def _outcomes(self, expr: Any) -> Iterator[tuple[Any, Any]]:
        """Chance and value of every outcome of nested expectations."""
        body, size, law, index = expr.args
        for k in range(int(realise(size, self.values))):
            place = {index: sympy.Integer(k)}
            chance, inner = realise(law.xreplace(place), self.values), body.xreplace(place)
            if isinstance(inner, Expectation):
                yield from ((chance * p, x) for p, x in self._outcomes(inner))
            elif inner.has(*SAMPLED):
                raise UnsampledError(f"a function of an expectation is averaged: {inner}")
            else:
                yield chance, realise(inner, self.values)

    def _batch(self, expr: Any) -> Any:
        if isinstance(expr, TableMean):
            value, number, cells = expr.in_cells(self.values)
        else:
            body, size, *law = expr.args
            value, number = realise(body, self.values), int(realise(size, self.values))
            cells = [realise(p, self.values) for p in law]
        if (count := math.comb(number + len(cells) - 1, number)) > TABLES:
            raise UnsampledError(f"a batch of {number} has {count} tables, more than {TABLES}")
        counts = {Count(a): sympy.Symbol(f"N_{a}") for a in range(len(cells))}
        form = value.xreplace(counts).replace(IsZero, _zero_or_one)
        return self._mean(tuple(cells), number, form)

    def _mean(self, chances: tuple[Any, ...], size: int | None, value: Any) -> sympy.Symbol:
        key = (chances, size, self._side)
        if (*key, value) not in self._known:
            law = self.laws.setdefault(key, Law(chances, size))
            mean = sympy.Symbol(f"m_{self._names}", real=True)
            self._names += 1
            law.means.append(mean)
            law.values.append(value)
            self._known[(*key, value)] = mean
        return self._known[(*key, value)]


def _zero_or_one(x: Any) -> Any:
    """`is_zero` for counts, which are exact integers."""
    return sympy.Piecewise((1, sympy.Eq(x, 0)), (0, True))
