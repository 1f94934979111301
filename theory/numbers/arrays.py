"""The float64 array code of a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.traversal import bottom_up

from lossproof.theory.numbers.as_written import AsWritten


def array(
    expressions: Sequence[sp.Expr], symbols: Sequence[sp.Symbol]
) -> Callable[..., tuple[np.ndarray[Any, np.dtype[np.float64]], ...]]:
    """Compile to vectorised float64 code: one array per symbol in, one per expression out.

    Inputs are broadcast together and every result, a constant too, has their common shape.
    Where an expression is undefined the result is nan or inf, without a warning; nan too where it
    is no real number.

    Raises
    ------
    ValueError
        For a free symbol outside ``symbols``.
    """
    forms: list[Any] = [sp.sympify(e).subs(sp.zoo, sp.nan) for e in expressions]
    missing = set().union(*(e.free_symbols for e in forms)) - set(symbols)
    if missing:
        raise ValueError(
            f"symbols: expected every free symbol, {sorted(map(str, missing))} are missing; "
            "add them to symbols"
        )
    forms = [bottom_up(form, _of_sympy).replace(sp.KroneckerDelta, _chosen) for form in forms]
    code: Any = sp.lambdify(list(symbols), forms, modules="numpy", cse=True)

    def run(*values: Any) -> tuple[np.ndarray[Any, np.dtype[np.float64]], ...]:
        inputs = [np.asarray(v, dtype=np.float64) for v in values]
        shape = np.broadcast_shapes(*(v.shape for v in inputs))
        with np.errstate(all="ignore"):
            results = code(*inputs)
        return tuple(np.array(np.broadcast_to(_real(r), shape)) for r in results)

    return run


def _of_sympy(term: Any) -> Any:
    folded: Any = term.folded if isinstance(term, AsWritten) else None
    return folded(*term.args) if folded else term


def _chosen(one: Any, other: Any) -> Any:
    """What is 1 where two are equal, as NumPy chooses."""
    return sp.Piecewise((1, sp.Eq(one, other)), (0, True))


def _real(value: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    found: Any = np.asarray(value)
    if np.iscomplexobj(found):
        found = np.where(found.imag == 0, found.real, np.nan)
    return found.astype(np.float64)
