"""Sums inside sums: over rows of sums over columns, with marginal sums in their terms.

`ClassSum` has one bound index, so a sum inside it must not depend on that index. Here every level
of nesting has an index of its own: a sum without sums inside is a `ClassSum`, and one around
others binds the first index that is above all of theirs. Equal sums are thereby equal expressions,
up to the order of summation, which `exchanged` is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import sympy

from lossproof.theory.language.realising import at_index, realise
from lossproof.theory.language.sums import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    BOUND_CLASS,
    Binder,
    BoundIndex,
    ClassSum,
    CountSymbol,
    class_sum,
    expanded,
)

ANY = (ANY_CLASS, ANY_ROW, ANY_COLUMN)
LEVELS = tuple(BoundIndex(f"i{level}", integer=True, nonnegative=True) for level in (1, 2, 3, 4))


def _level(expr: Any) -> int:
    """The level of a sum over the expression."""
    inner = [LEVELS.index(each.args[2]) + 1 for each in expr.atoms(NestedSum)]
    return 1 + max(inner, default=0) if inner or expr.atoms(ClassSum) else 0


class NestedSum(Binder):
    """`NestedSum(body, size, index)`: the sum of `body` over `index`; linear and inert."""

    head = "sum"
    nargs = 3

    @property
    def indices(self) -> tuple[Any, ...]:
        return (self.args[2],)

    @classmethod
    def eval(cls, body: Any, size: Any, index: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        body = expanded(body)
        if body.is_zero:
            return body
        if isinstance(body, sympy.Add):
            return sympy.Add(*(cls(term, size, index) for term in body.args))
        if any(index in inner.bound for inner in body.atoms(Binder)):
            raise ValueError(f"{index} is bound already in {body}")
        inside, outside = sympy.sift(
            sympy.Mul.make_args(body), lambda factor: factor.has(index), binary=True
        )
        inside, outside = sympy.Mul(*inside), sympy.Mul(*outside)
        if inside == 1:
            return outside * size
        if not (level := _level(inside)):
            if inside.has(BOUND_CLASS):
                raise ValueError(f"{inside} is about {BOUND_CLASS} already, which the sum binds")
            return outside * ClassSum(inside.xreplace({index: BOUND_CLASS}), size)
        if level > len(LEVELS):
            raise ValueError(f"sums are nested more than {len(LEVELS)} deep in {inside}")
        proper = LEVELS[level - 1]
        if index == proper:
            return None if outside == 1 else outside * cls(inside, size, proper)
        if inside.has(proper):
            raise ValueError(f"{inside} is about {proper} already, which the sum binds")
        return outside * cls(inside.xreplace({index: proper}), size, proper)

    def realised(self, values: Mapping[str, Any]) -> Any:
        body, size, index = self.args
        return class_sum(lambda k: at_index(body, index, k, values), realise(size, values))

    def _sympystr(self, printer: Any) -> str:
        return f"sum_{self.args[2]}({printer._print(self.args[0])})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        body, size, index = map(printer._print, self.args)
        text = rf"\left(\sum_{{{index}=1}}^{{{size}}} {body}\right)"
        return text if exp is None else f"{text}^{{{exp}}}"


def nested_sum(term: Callable[[Any], Any], size: Any) -> sympy.Expr:
    """The sum of `term(j)` over the classes, where terms may be sums that depend on `j`."""
    if not isinstance(size, CountSymbol):
        return class_sum(term, size)
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    return cast(sympy.Expr, NestedSum(sympy.sympify(term(fresh)), size, fresh))
