"""SymPy expressions on arrays of points without compiling them.

A search looks at many expressions, each at a few thousand points: `theory.evaluate.array` would
spend longer on generating code than on running it. Both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import sympy

from theory.evaluate import array

Step = tuple[Callable[..., Any], tuple[int, ...]]


class Tape:
    """Expressions as a list of steps, each common part once.

    Parameters
    ----------
    expressions : what to evaluate
    symbols : the columns of the points, in order

    Raises
    ------
    ValueError
        If an expression has a free symbol outside `symbols`.
    """

    def __init__(self, expressions: Sequence[sympy.Expr], symbols: Sequence[sympy.Symbol]) -> None:
        self.symbols = tuple(symbols)
        self.steps: list[Step] = []
        self._places: dict[Any, int] = {symbol: k for k, symbol in enumerate(self.symbols)}
        self.results = [self._place(sympy.sympify(form)) for form in expressions]

    def __call__(self, points: np.ndarray) -> list[np.ndarray]:
        """One array per expression, with a value per row; nan or inf where undefined."""
        values: list[Any] = list(np.ascontiguousarray(points.T))
        with np.errstate(all="ignore"):
            for function, places in self.steps:
                values.append(function(*(values[k] for k in places)))
        return [np.broadcast_to(values[k], len(points)) for k in self.results]

    def _place(self, form: Any) -> int:
        if form not in self._places:
            step = self._step(form)
            self._places[form] = len(self.symbols) + len(self.steps)
            self.steps.append(step)
        return self._places[form]

    def _step(self, form: Any) -> Step:
        if form.is_Symbol:
            raise ValueError(f"{form} has no column; the columns are {self.symbols}")
        if form.is_Rational:
            number = np.float64(form.p / form.q)
            return lambda: number, ()
        if form.is_Pow and form.exp == 2:
            return np.square, (self._place(form.base),)
        if form.is_Pow and form.exp == -1:
            return lambda x: 1.0 / x, (self._place(form.base),)
        for kind, function in _FUNCTIONS:
            if isinstance(form, kind):
                places = tuple(map(self._place, form.args))
                return (function if kind in _UNARY else _folded(function)), places
        symbols = sorted(form.free_symbols, key=str)
        code = array([form], symbols)
        return lambda *values: code(*values)[0], tuple(map(self._place, symbols))


def _folded(function: Any) -> Callable[..., Any]:
    return lambda *values: reduce(function, values)


_FUNCTIONS: tuple[tuple[Any, Any], ...] = (
    (sympy.Add, np.add),
    (sympy.Mul, np.multiply),
    (sympy.Pow, np.power),
    (sympy.Max, np.maximum),
    (sympy.Min, np.minimum),
    (sympy.log, np.log),
    (sympy.exp, np.exp),
    (sympy.Abs, np.abs),
    (sympy.sign, np.sign),
    (sympy.floor, np.floor),
)
_UNARY = (sympy.log, sympy.exp, sympy.Abs, sympy.sign, sympy.floor)
