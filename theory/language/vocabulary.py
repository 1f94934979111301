"""The terms that a fact may hold, in one table; everything else is refused by name.

Each has a name in the texts of `theory.language.writing`; terms of our own have theirs as `head`.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any, NamedTuple

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFunction

from lossproof.theory.language.cells import Cell
from lossproof.theory.language.needs import UNDEFINED
from lossproof.theory.language.sums import Binder, CountSymbol, Inert, Linear, Partial
from lossproof.theory.numbers.properties import integer, real, shown


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
    sympy.Piecewise: Word("if", "the value of the first condition that holds; the last is True"),
    sympy.KroneckerDelta: Word("delta", "1 for two equal indices, else 0"),
    sympy.polygamma: Word("polygamma", "a derivative of the logarithm of the gamma function"),
    Partial: Word("", "a term of a relative entropy, or a falling factorial"),
    Inert: Word(
        "",
        "a sum, mean, expectation or determinant over classes, samples or batches, or an indicator",
    ),
}
_COMPARES = (sympy.Eq, sympy.Ne, sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le)
BITS = 13_000  # of a number in a record: Python writes none of more than 4300 digits
_OURS = ("sympy.", "lossproof.theory.")
_WAY_OUT = "write what it is with SymPy's and lossproof's, in a Python function that returns a term"
_GENUINE = dict[int, type]()  # by identity: a class may say that it equals another


def genuine(kind: type) -> bool:
    """Whether it is a class of SymPy's or of theory, and not one that only says so."""
    if id(kind) not in _GENUINE:
        module = str(kind.__module__)
        found: Any = sys.modules.get(module) if module.startswith(_OURS) else None
        for name in str(kind.__qualname__).split("."):
            found = getattr(found, name, None)
        if found is not kind:
            return False
        _GENUINE[id(kind)] = kind
    return True


def posing(expr: Any) -> str:
    """What in the expression is of a class of a claim's own, with the way out; empty if nothing is.

    Such a term may call itself equal to others, so it is looked for by identity alone. The names of
    symbols are texts, and the digits of numbers are integers, of Python's own.
    """
    left = [expr]
    while left:
        part = left.pop()
        if not genuine(type(part)):
            kind = type(part).__name__
            return f"{kind} in {expr} is a class of a claim's own: {_WAY_OUT}"
        if isinstance(part, sympy.Symbol) and type(part.name) is not str:
            return f"the name of {part} in {expr} is no plain text: take the symbols by their names"
        if isinstance(part, sympy.Rational) and not type(part.p) is type(part.q) is int:
            return f"the digits of {part} in {expr} are no plain integers: write Rational(7, 10)"
        left.extend(part.args)
    return ""


def unspoken(expr: Any) -> str:
    """What a fact may not hold in the expression, with the way out; empty if it holds nothing such.

    Every symbol in it is real, every sum over the classes or the samples has their number as its
    size, the value of a step at 0 is a rational number of [0, 1], and the order of a polygamma is
    whole.
    """
    return posing(expr) or _unspoken(expr)


@lru_cache(maxsize=65536)
def _unspoken(expr: Any) -> str:
    if why := foreign(expr):
        return why
    if expr in UNDEFINED:
        return f"{expr} is no number: say where the term is defined, as a hypothesis"
    if isinstance(expr, (sympy.Symbol, sympy.Indexed)) and not real(expr):
        return f"{expr} is not known to be real: take the symbols of the statement (p.x)"
    if isinstance(expr, sympy.Indexed):
        return _first(expr.indices)
    if isinstance(expr, (Linear, Binder)):
        size: Any = expr.args[1]
        numbered = isinstance(expr, Binder) and expr.numbered
        named = isinstance(size, CountSymbol if numbered else sympy.Symbol) and integer(size)
        if not ((named or (numbered and size.is_Integer)) and shown(size, ">")):
            return f"the size {size} of {expr} is not the symbol of a number of the statement"
    if isinstance(expr, sympy.polygamma):
        order: Any = expr.args[0]
        if not (order.is_Integer and order >= 0):
            return f"the order {order} of {expr} is not a whole number from 0 on"
    if isinstance(expr, sympy.Piecewise):
        return _of_pieces(expr)
    if isinstance(expr, sympy.Heaviside):
        at_zero: Any = expr.args[1]
        if not (at_zero.is_Rational and 0 <= at_zero <= 1):
            return f"the value {at_zero} of {expr} at 0 is not a rational number of [0, 1]"
    return _first(expr.args)


def _of_pieces(expr: Any) -> str:
    """What a fact may not hold in a Piecewise: its last condition is True, the others compare."""
    if expr.args[-1][1] is not sympy.true:
        return f"{expr} says nothing of all other points: end it with (…, True)"
    relations = [each for _, said in expr.args for each in said.atoms(Relational)]
    if said := next((each for each in relations if not isinstance(each, _COMPARES)), None):
        return f"{said} is no condition of a Piecewise: write <, <=, >, >=, Eq or Ne"
    sides = [side for each in relations for side in each.args]
    return _first((*(value for value, _ in expr.args), *sides))


def _first(parts: Any) -> str:
    return next(filter(None, map(_unspoken, parts)), "")


def summing(expr: Any) -> str:
    """What to write for a `Sum` of SymPy's in the expression; empty if there is none."""
    found = min(expr.atoms(sympy.Sum), key=str, default=None)
    if found is None:
        return ""
    return (
        f"{found} is a sum of SymPy's, which is no term here: write f.total(lambda u: …) over the "
        "entries of f, class_sum(lambda j: …, c) over the classes, and sample_mean(lambda i: …, n) "
        "for the mean over the samples"
    )


def connecting(expr: Any) -> str:
    """What to write for a condition of another form than And, Or and Not; empty if none has."""
    others = [
        each
        for each in expr.atoms(BooleanFunction)
        if not isinstance(each, (sympy.And, sympy.Or, sympy.Not))
    ]
    return f"{min(others, key=str)} is no condition: write And, Or and Not" if others else ""


def foreign(expr: Any) -> str:
    """Why the head of the expression is no term of the language; empty if it is one."""
    if isinstance(expr, sympy.Float):
        return f"{expr} is a rounded number: write Rational(7, 10) for 0.7"
    if isinstance(expr, sympy.Rational) and max(abs(expr.p), expr.q).bit_length() > BITS:
        return "a number of more than 4000 digits is too long for a record: divide by a power"
    if expr is sympy.I:
        return "I is no real number: facts are about real numbers"
    name = type(expr).__name__
    if not genuine(type(expr)):
        return f"{name} in {expr} is a class of a claim's own: {_WAY_OUT}"
    if expr in UNDEFINED or isinstance(expr, tuple(TERMS)):
        return ""
    if isinstance(expr, sympy.Sum):
        return summing(expr)
    if isinstance(expr, (sympy.Integral, sympy.Product, sympy.Limit, sympy.Derivative)):
        return f"the {name} in {expr} is not evaluated: write what it is"
    return f"{name} in {expr} is not in the language of facts: use one of lossproof.theory.language"
