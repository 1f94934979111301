"""Slopes of formulas, by which bounds on a box are found."""

from __future__ import annotations

from typing import Any

import sympy as sp

JUMPS = (sp.Heaviside, sp.sign, sp.floor, sp.ceiling)


def slope_of(form: Any, symbol: Any) -> Any:
    """The derivative of a formula in a symbol; nan if it may jump where the symbol moves.

    Derivatives of jumps may cancel, as those of two steps that differ at 0 alone.

    >>> x = sp.Symbol("x", real=True)
    >>> slope_of(sp.Max(x, 0) + x**2, x)
    2*x + Heaviside(x)
    >>> slope_of(2 * sp.Heaviside(x, 0) - sp.sign(x), x)
    nan
    """
    if any(jump.has(symbol) for jump in form.atoms(*JUMPS)):
        return sp.nan
    return sp.diff(form, symbol)
