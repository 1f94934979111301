"""Coordinates that equalities determine, as functions of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.violation.limits import LONG
from lossproof.simulate.violation.structures import Block


def eliminate(
    equalities: Sequence[sympy.Expr], blocks: Sequence[Block]
) -> dict[sympy.Symbol, sympy.Expr]:
    """Coordinates as functions of the others, from equations (= 0) linear in one of them.

    The entries of an occurring probability vector sum to 1. Equations where a coordinate has a
    constant factor come first; of several coordinates an unbounded one is preferred, then the last.
    Nonlinear and long equations are skipped.
    """
    rank = {
        symbol: (block.simplex, all(map(np.isfinite, block.ends)) and not block.simplex, -k)
        for k, block in enumerate(blocks)
        for symbol in block.symbols
    }
    occurring: set[Any] = set().union(*(form.free_symbols for form in equalities))
    totals = [sympy.Add(*b.symbols) - 1 for b in blocks if b.simplex and occurring & {*b.symbols}]
    solved: dict[sympy.Symbol, sympy.Expr] = {}
    waiting = [*equalities, *totals]
    for pivot in (_constant_pivot, _pivot):
        for form in list(waiting):
            reduced: Any = form.xreplace(solved)
            symbols = sorted(reduced.free_symbols, key=lambda s: (rank[s], s.name))
            if reduced.count_ops() <= LONG and (pivoted := pivot(reduced, symbols)):
                symbol, slope = pivoted
                value = {symbol: -reduced.xreplace({symbol: sympy.S.Zero}) / slope}
                solved = {s: e.xreplace(value) for s, e in solved.items()} | value
                waiting.remove(form)
    return solved


def _constant_pivot(form: Any, symbols: Sequence[Any]) -> tuple[Any, Any] | None:
    terms = form.as_coefficients_dict()
    for symbol in symbols:
        if symbol in terms and sum(term.has(symbol) for term in terms) == 1:
            return symbol, terms[symbol]
    return None


def _pivot(form: Any, symbols: Sequence[Any]) -> tuple[Any, Any] | None:
    slopes = ((symbol, _slope(form, symbol)) for symbol in symbols)
    return next(((symbol, slope) for symbol, slope in slopes if slope), None)


def _slope(form: Any, symbol: Any) -> Any | None:
    """The factor of the symbol in a form that is linear in it; None for other forms."""
    if form == symbol or symbol not in form.free_symbols:
        return sympy.Integer(form == symbol)
    if not (form.is_Add or form.is_Mul):
        return None
    depend = [part for part in form.args if symbol in part.free_symbols]
    slopes: list[Any] = [_slope(part, symbol) for part in depend]
    if None in slopes or (form.is_Mul and len(depend) > 1):
        return None
    rest = [part for part in form.args if part not in depend] if form.is_Mul else []
    return sympy.Mul(sympy.Add(*slopes), *rest)
