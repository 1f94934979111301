"""The truth of a relation between constants, and the sign of one."""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import ctx, fmpq
from sympy.core.relational import Relational

from lossproof.theory.numbers.as_written import AsWritten, has_functions
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
        For a function that has no interval here.
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
                if not tried and constant_is_zero(opened(a - b)):
                    return _decide(0, op)
                tried = True
        bits *= 2
    return None


def constant_sign(constant: sp.Expr, *, max_bits: int = 2048) -> int | None:
    """The sign of a constant, -1, 0 or 1; None where `compare` decides none of them."""
    signs = {">": 1, "<": -1, "==": 0}
    found = (s for op, s in signs.items() if compare(constant, op, 0, max_bits=max_bits))
    return next(found, None)


def opened(constant: Any) -> Any:
    """The constant, with the value of each function of `as_written` that is certain of its parts.

    >>> from lossproof.theory.numbers.as_written import as_written
    >>> root = (sp.sqrt(2) + sp.sqrt(3)) ** 2 - 2 * sp.sqrt(6)
    >>> [opened(as_written(f(root, evaluate=False))) for f in (sp.floor, sp.ceiling, sp.sign)]
    [5, 5, 1]
    """
    if not has_functions(constant):
        return constant
    parts = [opened(part) for part in constant.args]
    if any(new is not old for new, old in zip(parts, constant.args, strict=True)):
        constant = constant.func(*parts)
    if not isinstance(constant, AsWritten):
        return constant
    try:
        found = _value(constant)
    except (TypeError, ValueError):  # what has no enclosure, or no value
        return constant
    return constant if found is None else found


def _value(of: Any) -> Any:
    """The value of a function at constants; None where it is not certain."""
    parts: list[Any] = [*of.args]
    first, *rest = parts
    if isinstance(of, Relational):
        said: Any = of
        found = compare(first, said.rel_op, rest[0])
        return None if found is None else sp.sympify(found)
    if isinstance(of, (sp.Max, sp.Min)):
        op = ">=" if isinstance(of, sp.Max) else "<="
        return next((e for e in parts if all(compare(e, op, other) for other in parts)), None)
    if isinstance(of, (sp.floor, sp.ceiling)):
        return _rounded(first, down=isinstance(of, sp.floor))
    known = isinstance(of, (sp.Abs, sp.sign, sp.Heaviside))
    sign = constant_sign(first) if known else None
    if sign is None:
        return None
    if isinstance(of, sp.Abs):
        return sign * first
    if isinstance(of, sp.sign):
        return sp.Integer(sign)
    return rest[0] if sign == 0 else sp.Integer(int(sign > 0))


def _rounded(constant: Any, *, down: bool) -> Any:
    """The integer below a constant, or above it; None where that is not certain."""
    for bits in (64, 256, 2048):
        with ctx.workprec(bits):
            enclosed = ball(constant, bits=bits)
            found = (enclosed.floor() if down else enclosed.ceil()).unique_fmpz()
            nearest = (enclosed + 0.5).floor().unique_fmpz()
        if found is not None:
            return sp.Integer(int(found))
        if nearest is not None and compare(constant, "==", int(nearest)):
            return sp.Integer(int(nearest))
    return None
