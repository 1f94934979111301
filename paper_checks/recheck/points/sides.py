"""A side of a relation at a point, as a record tells it: exact, with digits, or digits alone."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from lossproof.paper_checks.recheck.balls import enclosed
from lossproof.paper_checks.recheck.points.values import add, evaluate, multiply

BITS, DIGITS, FARTHEST = 128, 6, 1_000_000  # of a power of 10
NEAR = fmpq(3, 5)  # of the last place: digits are rounded twice, in binary first
NAMES = {"E": "@e", "pi": "@pi"}
HEADS = {"log": "log", "exp": "exp", "Abs": "abs", "Max": "max", "Min": "min", "sign": "sign"}
_FORMULA = re.compile(rf"(?:[0-9]+|{'|'.join((*NAMES, *HEADS, 'sqrt'))}|[ ()+*/,-])+")
OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Mult: "*", ast.Pow: "^"}


def tells(text: str, value: Any) -> bool:
    """Whether a text such as `1/2`, `-log(2) = -0.693147` or `0.693147…` tells the value."""
    exact, _, digits = text.rpartition(" = ")
    if digits.endswith("…"):
        return _rounded(digits.removesuffix("…"), value)
    if not exact:
        return _same(digits, value)
    return _same(exact, value) and _rounded(digits, value)


def _same(text: str, value: Any) -> bool:
    """Whether the formula is the value: exactly for rational numbers, else as far as balls tell."""
    if not _FORMULA.fullmatch(text):
        raise ValueError(f"{text} is not a formula in numbers")
    told = evaluate(_term(ast.parse(text, mode="eval").body), {})
    distance = _distance(told, value)
    return told == value or bool(distance.is_finite() and distance.contains(0))


def _distance(one: Any, other: Any) -> arb:
    with ctx.workprec(BITS):
        return enclosed(add(one, multiply(fmpq(-1), other)), {})


def _rounded(digits: str, value: Any) -> bool:
    """Whether the value is these digits, rounded, of which there are six or more."""
    mantissa, _, power = digits.partition("e")
    places = len(mantissa.partition(".")[2])
    if abs(int(power or 0)) > FARTHEST:
        raise ValueError(f"{digits} is too far from 1 to be compared")
    distance = _distance(evaluate(Fraction(digits), {}), value)
    enough = len(mantissa.lstrip("-0.").replace(".", "")) >= DIGITS
    with ctx.workprec(BITS):
        return enough and bool(abs(distance) <= NEAR * fmpq(10) ** (int(power or 0) - places))


def _term(node: ast.AST) -> Any:
    """The term that a formula in numbers writes.

    Raises
    ------
    ValueError
        If it is no such formula.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return Fraction(node.value)
    if isinstance(node, ast.Name) and node.id in NAMES:
        return NAMES[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ("*", Fraction(-1), _term(node.operand))
    if isinstance(node, ast.BinOp):
        left, right = _term(node.left), _term(node.right)
        if isinstance(node.op, ast.Sub):
            return ("+", left, ("*", Fraction(-1), right))
        if isinstance(node.op, ast.Div):
            return ("*", left, ("^", right, Fraction(-1)))
        if type(node.op) in OPERATORS:
            return (OPERATORS[type(node.op)], left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        parts = [*map(_term, node.args)]
        if node.func.id == "sqrt":
            return ("^", *parts, Fraction(1, 2))
        if node.func.id in HEADS:
            return (HEADS[node.func.id], *parts)
    raise ValueError(f"{ast.unparse(node)} is not a formula in numbers")
