"""The terms that a fact may hold, in one table; everything else is refused by name.

Each has a name in the texts of `theory.language.writing`; terms of our own have theirs as `head`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import sympy

from theory.language.cells import Cell
from theory.language.sums import Binder, Inert, Linear, Partial


class Word(NamedTuple):
    """A kind of term: its name where it is written, empty if it says its own, and what it is."""

    head: str
    says: str


TERMS: dict[type, Word] = {
    sympy.Rational: Word("", "a rational number"),
    type(sympy.pi): Word("@pi", "pi"),
    type(sympy.E): Word("@e", "e"),
    sympy.Symbol: Word("", "a parameter or an index"),
    sympy.Indexed: Word("at", "an entry of a parameter"),
    Cell: Word("", "a count of a batch"),
    sympy.Add: Word("+", "a sum"),
    sympy.Mul: Word("*", "a product"),
    sympy.Pow: Word("^", "a power"),
    sympy.exp: Word("exp", "the exponential"),
    sympy.log: Word("log", "the logarithm"),
    sympy.Abs: Word("abs", "the absolute value"),
    sympy.sign: Word("sign", "the sign"),
    sympy.Max: Word("max", "the larger"),
    sympy.Min: Word("min", "the smaller"),
    sympy.floor: Word("floor", "the integer below"),
    sympy.ceiling: Word("ceiling", "the integer above"),
    sympy.Heaviside: Word("step", "a step, with its value at 0"),
    sympy.KroneckerDelta: Word("delta", "1 for two equal indices, else 0"),
    sympy.polygamma: Word("polygamma", "a derivative of the logarithm of the gamma function"),
    Partial: Word("", "a term of a relative entropy"),
    Inert: Word("", "a sum, mean or determinant over classes, samples or batches, or an indicator"),
}
UNDEFINED = (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan)


@lru_cache(maxsize=65536)
def unspoken(expr: Any) -> str:
    """What a fact may not hold in the expression, with the way out; empty if it holds nothing such.

    Every symbol in it is real, every sum over the classes or the samples has their number as its
    size, and the value of a step at 0 is a rational number of [0, 1].
    """
    if why := foreign(expr):
        return why
    if expr in UNDEFINED:
        return f"{expr} is no number: say where the term is defined, as a hypothesis"
    if isinstance(expr, (sympy.Symbol, sympy.Indexed)) and not expr.is_real:
        return f"{expr} is not known to be real: take the symbols of the statement (p.x)"
    if isinstance(expr, sympy.Indexed):
        return _first(expr.indices)
    if isinstance(expr, (Linear, Binder)):
        size: Any = expr.args[1]
        if not (isinstance(size, sympy.Symbol) and size.is_integer and size.is_positive):
            return f"the size {size} of {expr} is not the symbol of a number of the statement"
    if isinstance(expr, sympy.Heaviside):
        at_zero: Any = expr.args[1]
        if not (at_zero.is_Rational and 0 <= at_zero <= 1):
            return f"the value {at_zero} of {expr} at 0 is not a rational number of [0, 1]"
    return _first(expr.args)


def _first(parts: Any) -> str:
    return next(filter(None, map(unspoken, parts)), "")


def foreign(expr: Any) -> str:
    """Why the head of the expression is no term of the language; empty if it is one."""
    if isinstance(expr, sympy.Float):
        return f"{expr} is a rounded number: write Rational(7, 10) for 0.7"
    if expr is sympy.I:
        return "I is no real number: facts are about real numbers"
    if expr in UNDEFINED or isinstance(expr, tuple(TERMS)):
        return ""
    name = type(expr).__name__
    if isinstance(expr, (sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit, sympy.Derivative)):
        return f"the {name} in {expr} is not evaluated: write what it is"
    return f"{name} in {expr} is not in the language of facts: use one of theory.language"
