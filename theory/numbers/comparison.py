"""The truth of a SymPy relation between constants, and the float64 array code of a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy as sp
from flint import fmpq
from sympy.polys.polyerrors import NotAlgebraic

from theory.numbers.balls import Number, ball, to_rational

OPERATORS = ("<", "<=", "==", ">=", ">", "!=")


def _is_zero(d: Any) -> bool:
    """Whether exact rewriting takes a constant to 0; False says only that it did not."""
    logs: Any = sp.expand_log(d, factor=True)
    for form in (d, logs, sp.powsimp(logs), sp.radsimp(d) if d.count_ops() < 60 else d):
        if sp.expand(form) == 0:
            return True
    if d.is_algebraic is True and d.count_ops() < 40:
        try:
            x = sp.Dummy()
            return sp.minimal_polynomial(d, x) == x
        # SymPy takes some logarithms for algebraic until it looks closer.
        except (NotImplementedError, NotAlgebraic):
            return False
    return False


def _decide(sign: int, op: str) -> bool:
    return {"<": sign < 0, "<=": sign <= 0, "==": sign == 0, "!=": sign != 0,
            ">=": sign >= 0, ">": sign > 0}[op]  # fmt: skip


def compare(
    lhs: sp.Expr | Number, op: str, rhs: sp.Expr | Number, *, max_bits: int = 2048
) -> bool | None:
    """Decide ``lhs op rhs`` between constants, or return None: undecided is never True.

    Exact between rationals (a Float counts as its binary value); otherwise by Arb from 64 bits
    up to ``max_bits``, and equal only when exact rewriting takes the difference to 0. A side may
    be ``oo`` or ``-oo``; a side that is undefined or not real gives None.

    Raises
    ------
    ValueError
        For an operator other than < <= == >= > !=, or a free symbol.
    TypeError
        For a function that has no enclosure here.
    """
    if op not in OPERATORS:
        raise ValueError(f"op: expected one of {' '.join(OPERATORS)}, got {op!r}; choose one")
    sides: list[Any] = []
    for label, side in (("lhs", lhs), ("rhs", rhs)):
        e: Any = sp.sympify(to_rational(side) if isinstance(side, str | fmpq) else side)
        if e.free_symbols:
            raise ValueError(
                f"{label}: expected an expression without free symbols, got {e}; substitute "
                "values, or use theory.numbers.covering for a statement over a box"
            )
        sides.append(e.xreplace({f: sp.Rational(f) for f in e.atoms(sp.Float)}))
    a, b = sides
    if a.is_Rational and b.is_Rational:
        return _decide(int(sp.sign(a - b)), op)
    infinite = [(s is sp.oo) - (s is -sp.oo) for s in sides]
    if all(infinite):
        return _decide(infinite[0] - infinite[1], op)
    tried, bits = False, 64
    while bits <= max_bits:
        if any(infinite):
            finite = ball(b if infinite[0] else a, bits=bits).is_finite()
            if finite:
                return _decide(infinite[0] - infinite[1], op)
        else:
            x, y = ball(a, bits=bits), ball(b, bits=bits)
            if x.is_finite() and y.is_finite():
                if x < y or x > y:
                    return _decide(1 if x > y else -1, op)
                if not tried and _is_zero(a - b):
                    return _decide(0, op)
                tried = True
        bits *= 2
    return None


def array(
    expressions: Sequence[sp.Expr], symbols: Sequence[sp.Symbol]
) -> Callable[..., tuple[np.ndarray[Any, np.dtype[np.float64]], ...]]:
    """Compile to vectorised float64 code: one array per symbol in, one per expression out.

    Inputs are broadcast together and every result, a constant too, has their common shape.
    Where an expression is undefined the result is nan or inf, without a warning.

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
    code: Any = sp.lambdify(list(symbols), forms, modules="numpy", cse=True)

    def run(*values: Any) -> tuple[np.ndarray[Any, np.dtype[np.float64]], ...]:
        inputs = [np.asarray(v, dtype=np.float64) for v in values]
        shape = np.broadcast_shapes(*(v.shape for v in inputs))
        with np.errstate(all="ignore"):
            results = code(*inputs)
        return tuple(np.array(np.broadcast_to(np.asarray(r, np.float64), shape)) for r in results)

    return run
