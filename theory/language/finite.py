"""Which expressions are finite wherever their symbols are.

SymPy takes the logarithm of a nonnegative number for a finite one, and a maximum of something with
a pole for a real one; what it infers of signs holds only of what `infinite` finds nothing in.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sympy

from theory.language.cells import Cell
from theory.language.sums import Binder, ClassSum, CountSymbol, Inert

# Max, Min and Heaviside of what is no real number have no value: nothing said of them is false.
_ARITHMETIC = (sympy.Add, sympy.Mul, sympy.exp, sympy.Abs, sympy.sign, sympy.KroneckerDelta)
_FINITE = (*_ARITHMETIC, sympy.Max, sympy.Min, sympy.Heaviside, Inert)


def infinite(expr: Any, positive: Collection[Any] = ()) -> str:
    """Why the expression may be infinite or undefined somewhere; empty if it is evidently not.

    `positive` are expanded expressions that are known to be above 0.
    """
    if isinstance(expr, (sympy.Symbol, sympy.Indexed, Cell, sympy.NumberSymbol, type(sympy.I))):
        return ""
    if isinstance(expr, sympy.Number):
        return "" if expr.is_finite else f"it is {expr}"
    parts: Any = expr.args
    if isinstance(expr, Binder):
        parts = expr.opened, *(parts[k] for k in expr.scope[1:])
    if isinstance(expr, ClassSum):
        parts = parts[:1]
    for part in parts:
        if why := infinite(part, positive):
            return why
    if isinstance(expr, sympy.Pow):
        top, base = expr.exp, expr.base
        apart = base.is_nonzero or isinstance(base + 1, CountSymbol)
        if top.is_nonnegative or apart or sympy.expand(base) in positive:
            return ""
        return f"it may divide by {base}, which is not evidently different from 0"
    if isinstance(expr, sympy.log):
        known = expr.args[0].is_positive or sympy.expand(expr.args[0]) in positive
        return "" if known else f"the argument of {expr} is not evidently positive"
    return "" if isinstance(expr, _FINITE) else f"{expr} is not evidently finite"


def evidently_real(expr: Any) -> bool:
    """Whether the expression is evidently finite and a real number."""
    return not infinite(expr) and _real(expr)


def _real(expr: Any) -> bool:
    """What SymPy says of a finite expression, with `c - 1` known to be positive."""
    if expr.is_real is True:
        return True
    counts = {c: 1 + sympy.Dummy(integer=True, positive=True) for c in expr.atoms(CountSymbol)}
    return bool(counts) and expr.xreplace(counts).is_real is True
