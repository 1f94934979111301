"""Enclosures of expressions with some symbols known within intervals, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import sympy

from lossproof.simulate.machine import Backend
from lossproof.simulate.violation.array_program import ArrayProgram

Ends: TypeAlias = tuple[np.ndarray, np.ndarray]


class Enclosing:
    """Expressions in columns, which are numbers, and in means, which are intervals.

    Columns are evaluated on `device`, by default NumPy. Ends are rounded floats; callers allow for
    rounding.

    Raises
    ------
    ValueError
        If an operation on a mean is none of those known.
    """

    def __init__(
        self,
        expressions: Sequence[Any],
        symbols: Sequence[sympy.Symbol],
        means: Sequence[sympy.Symbol],
        device: Backend | None = None,
    ) -> None:
        self._means, self._forms = set(means), list[Any]()
        self._nodes = [self._node(sympy.sympify(expression)) for expression in expressions]
        self._program = ArrayProgram(self._forms, symbols, device)

    def columns(self, rows: np.ndarray) -> list[np.ndarray]:
        """The values that do not depend on intervals; extended precision rows by NumPy."""
        wider = rows.dtype != np.float64
        program = ArrayProgram(self._forms, self._program.symbols) if wider else self._program
        return program.on_host(rows)

    def __call__(self, columns: list[np.ndarray], known: Mapping[sympy.Symbol, Ends]) -> list[Ends]:
        """The ends of every expression."""
        with np.errstate(all="ignore"):
            return [node(columns, known) for node in self._nodes]

    def _node(self, form: Any) -> Callable[..., Ends]:
        if not form.free_symbols & self._means:
            place = len(self._forms)
            self._forms.append(form)
            return lambda columns, known: (columns[place], columns[place])
        if form.is_Symbol:
            return lambda columns, known: known[form]
        if isinstance(form, sympy.Pow):
            if form.exp.free_symbols & self._means:
                raise ValueError(f"a mean in an exponent has no interval here: {form}")
            return self._power(form)
        for kind, join in _JOINS:
            if isinstance(form, kind):
                parts = [self._node(part) for part in form.args]
                return lambda columns, known, join=join: reduce(
                    join, [part(columns, known) for part in parts]
                )
        if isinstance(form, sympy.Abs):
            inner = self._node(form.args[0])
            return lambda columns, known: _abs(inner(columns, known))
        raise ValueError(f"{type(form).__name__} of a mean has no interval here: {form}")

    def _power(self, form: Any) -> Callable[..., Ends]:
        inner, exponent = self._node(form.base), form.exp
        if exponent.is_Integer and exponent > 0:
            power, even = int(exponent), exponent.is_even

            def raised(columns: Any, known: Any) -> Ends:
                low, high = _abs(inner(columns, known)) if even else inner(columns, known)
                return low**power, high**power

            return raised
        if exponent == -1:

            def inverse(columns: Any, known: Any) -> Ends:
                low, high = inner(columns, known)
                sided = (low > 0) | (high < 0)
                return np.where(sided, 1 / high, -np.inf), np.where(sided, 1 / low, np.inf)

            return inverse
        raise ValueError(f"the power {exponent} of a mean has no interval here: {form}")


def _add(one: Ends, other: Ends) -> Ends:
    return one[0] + other[0], one[1] + other[1]


def _multiply(one: Ends, other: Ends) -> Ends:
    every = [a * b for a in one for b in other]
    return reduce(np.minimum, every), reduce(np.maximum, every)


def _abs(ends: Ends) -> Ends:
    low, high = ends
    return np.maximum(np.maximum(low, -high), 0), np.maximum(np.abs(low), np.abs(high))


_JOINS: tuple[tuple[Any, Callable[[Ends, Ends], Ends]], ...] = (
    (sympy.Add, _add),
    (sympy.Mul, _multiply),
    (sympy.Max, lambda a, b: (np.maximum(a[0], b[0]), np.maximum(a[1], b[1]))),
    (sympy.Min, lambda a, b: (np.minimum(a[0], b[0]), np.minimum(a[1], b[1]))),
)
