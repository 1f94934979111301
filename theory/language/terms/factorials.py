"""Falling factorials: in how many ways things are taken one after the other, none twice."""

from __future__ import annotations

import math
from typing import Any, cast

import sympy

from lossproof.theory.language.needs import Ways
from lossproof.theory.language.sums import Partial
from lossproof.theory.numbers.properties import integer, shown


class Falling(Partial):
    """`Falling(n, k)`: the product n (n - 1) … of k factors, 1 where k is 0.

    n and k are whole; it has a value where both are at least 0.
    """

    head = "falling"
    is_integer = is_nonnegative = True
    nargs = 2

    @classmethod
    def eval(cls, size: Any, taken: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        if not (integer(size) and shown(size, ">=") and integer(taken)):
            raise ValueError(f"{taken} of {size} cannot be taken: write whole numbers from 0 on")
        if size.is_Integer and taken.is_Integer:
            return sympy.Integer(math.perm(int(size), int(taken))) if taken >= 0 else sympy.nan
        return None

    @property
    def demands(self) -> Ways:
        size, taken = cast(Any, self).args
        return (((size, ">="), (taken, ">=")),)

    def _sympystr(self, printer: Any) -> str:
        size, taken = map(printer._print, self.args)
        return f"falling({size}, {taken})"


def falling(size: Any, taken: Any) -> sympy.Expr:
    """The number of ways to take so many of `size` things one after the other: 0 if too many."""
    return cast(sympy.Expr, Falling(*map(sympy.sympify, (size, taken))))
