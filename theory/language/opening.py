"""What a function is where the signs of its parts are evident: |x| is x for x >= 0.

>>> x, y = sympy.Symbol("x", nonnegative=True), sympy.Symbol("y", real=True)
>>> opened(as_written(sympy.Abs(x * y, evaluate=False) + sympy.Max(x, y, -1, evaluate=False)))
x*Abs(y) + Max(x, y)
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy

from lossproof.theory.numbers.as_written import (
    AsWritten,
    as_written as as_written,
    has_functions,
)
from lossproof.theory.numbers.properties import shown


def opened(term: Any) -> Any:
    """The term with what each function in it evidently is, from the inside out."""
    return _opened(term) if has_functions(term) else term


@lru_cache(maxsize=65536)
def _opened(term: Any) -> Any:
    parts = [opened(part) for part in term.args]
    if any(new is not old for new, old in zip(parts, term.args, strict=True)):
        term = term.func(*parts)
    return _value(term) if isinstance(term, AsWritten) else term


def _value(term: Any) -> Any:
    """What the function is, as far as the signs of its arguments show it."""
    if isinstance(term, (sympy.Max, sympy.Min)):
        return _extreme(term)
    first, *rest = term.args
    if isinstance(term, sympy.Abs):
        known, left = _signs(first, ">=")
        return known * term.func(left)
    if isinstance(term, (sympy.sign, sympy.Heaviside)):
        known, left = _signs(first, ">")
        if rest and rest[0] == 0 and shown(-left, ">="):
            return sympy.Integer(0)
        return term.func(left, *rest)
    return term


def _signs(of: Any, demand: str) -> tuple[Any, Any]:
    """The sizes of the factors whose sign is evident, and the others with the sign of these."""
    known, left = sympy.Integer(1), sympy.Integer(1)
    for factor in sympy.Mul.make_args(of):
        if shown(factor, demand):
            known *= factor
        elif shown(-factor, demand):
            known, left = known * -factor, -left
        else:
            left *= factor
    return known, left


def _extreme(term: Any) -> Any:
    """Without what is evidently not beyond another argument."""
    way = 1 if isinstance(term, sympy.Max) else -1
    kept = list[Any]()
    for each in term.args:
        if not any(shown(way * (other - each), ">=") for other in kept):
            kept = [other for other in kept if not shown(way * (each - other), ">=")] + [each]
    return term if len(kept) == len(term.args) else term.func(*kept)
