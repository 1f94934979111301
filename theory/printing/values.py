"""Exact values in SymPy's form, such as `2 - sqrt(2)`, as terms for printers."""

from __future__ import annotations

import ast
from fractions import Fraction

from lossproof.theory.printing.terms import Term

_CONSTANTS = {"E": "@e", "pi": "@pi"}
_HEADS = {"log": "log", "exp": "exp", "Max": "max", "Min": "min", "Abs": "abs", "floor": "floor",
          "ceiling": "ceiling"}  # fmt: skip


def value(text: str) -> Term | None:
    """The term of a number in this form; None for other texts.

    >>> value("2 - log(3)")
    ('+', Fraction(2, 1), ('*', Fraction(-1, 1), ('log', Fraction(3, 1))))
    """
    try:
        return _term(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, KeyError, RecursionError):
        return None


def _term(node: ast.expr) -> Term:
    match node:
        case ast.Constant(int() as number):
            return Fraction(number)
        case ast.Name(name):
            return _CONSTANTS[name]
        case ast.UnaryOp(ast.USub(), body):
            return _times(Fraction(-1), _term(body))
        case ast.BinOp(left, ast.Add(), right):
            return _plus(_term(left), _term(right))
        case ast.BinOp(left, ast.Sub(), right):
            return _plus(_term(left), _times(Fraction(-1), _term(right)))
        case ast.BinOp(left, ast.Mult(), right):
            return _times(_term(left), _term(right))
        case ast.BinOp(left, ast.Div(), right):
            return _times(_term(left), _over(_term(right)))
        case ast.BinOp(left, ast.Pow(), right):
            return ("^", _term(left), _term(right))
        case ast.Call(ast.Name("sqrt"), [body], []):
            return ("^", _term(body), Fraction(1, 2))
        case ast.Call(ast.Name(name), arguments, []):
            return (_HEADS[name], *map(_term, arguments))
        case _:
            raise ValueError("the value is not a number")


def _plus(left: Term, right: Term) -> Term:
    return ("+", *_parts(left, "+"), *_parts(right, "+"))


def _times(left: Term, right: Term) -> Term:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    return ("*", *_parts(left, "*"), *_parts(right, "*"))


def _parts(term: Term, head: str) -> tuple[Term, ...]:
    return term[1:] if isinstance(term, tuple) and term[0] == head else (term,)


def _over(term: Term) -> Term:
    if isinstance(term, Fraction) and term:
        return 1 / term
    return ("^", term, Fraction(-1))
