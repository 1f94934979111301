"""What is declared of symbols, entries and terms of our own, and what that implies.

>>> sorted(declared(sympy.Symbol("n", integer=True, positive=True)))
['finite', 'integer', 'nonnegative', 'nonzero', 'positive', 'real']
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import sympy

_IMPLIED = {
    "positive": ("nonnegative", "nonzero", "real"), "negative": ("nonpositive", "nonzero", "real"),
    "nonnegative": ("real",), "nonpositive": ("real",), "nonzero": ("real",),
    "zero": ("even", "nonnegative", "nonpositive"), "even": ("integer",), "odd": ("integer",),
    "prime": ("integer", "positive"), "composite": ("integer", "positive"),
    "integer": ("real",), "rational": ("real",), "real": ("finite",),
}  # fmt: skip


@lru_cache(maxsize=65536)
def declared(atom: Any) -> frozenset[str]:
    """What is declared of a symbol, an entry or a term of our own, and what that implies."""
    if isinstance(atom, sympy.Indexed):
        atom = cast(Any, atom.base).label
    symbol = isinstance(atom, sympy.Symbol)
    said: Mapping[str, Any] = cast(
        Any,
        vars(sympy.Symbol)["_assumptions_orig"].__get__(atom)
        if symbol
        else type(atom).default_assumptions,
    )
    waiting, found = [name for name, holds in said.items() if holds is True], set[str]()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting += [each for each in _IMPLIED.get(name, ()) if each not in found]
    return frozenset(found)


def not_below(term: Any) -> bool:
    """Whether a term is >= 0, as a sum, product or power of what is declared so."""
    if term.is_Rational:
        return bool(term >= 0)
    if term.is_Add or term.is_Mul:
        return all(map(not_below, term.args))
    if term.is_Pow:
        return not_below(term.base)
    return isinstance(term, (sympy.Symbol, sympy.Indexed)) and "nonnegative" in declared(term)
