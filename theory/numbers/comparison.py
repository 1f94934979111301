"""The truth of a relation between constants, and the sign of one."""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import fmpq

from lossproof.theory.numbers.balls import Number, ball, to_rational
from lossproof.theory.numbers.zero import constant_is_zero

OPERATORS = ("<", "<=", "==", ">=", ">", "!=")


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
                "values, or use lossproof.theory.numbers.covering for a statement over a box"
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
                if not tried and constant_is_zero(_of_arguments(a - b)):
                    return _decide(0, op)
                tried = True
        bits *= 2
    return None


def constant_sign(constant: sp.Expr, *, max_bits: int = 2048) -> int | None:
    """The sign of a constant, -1, 0 or 1; None where `compare` decides none of them."""
    signs = {">": 1, "<": -1, "==": 0}
    found = (s for op, s in signs.items() if compare(constant, op, 0, max_bits=max_bits))
    return next(found, None)


def _of_arguments(constant: Any) -> Any:
    """The constant, with the argument that each Max and Min certainly is in its place."""
    for kind, op in ((sp.Max, ">="), (sp.Min, "<=")):

        def argument(extreme: Any, op: str = op) -> Any:
            sides = extreme.args
            found = (e for e in sides if all(compare(e, op, other) for other in sides))
            return next(found, extreme)

        constant = constant.replace(lambda e, kind=kind: isinstance(e, kind), argument)
    return constant
