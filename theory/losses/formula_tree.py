"""The tree of a parsed formula, and its SymPy form at a prediction and a label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.parameters import global_parameters

from lossproof.theory.language import (
    BOUND_CLASS,
    EXTREMES,
    FUNCTIONS,
    CountSymbol,
    Node,
    SymbolicVector,
    Vector,
    evaluated,
)
from lossproof.theory.language.terms.folding import dropped
from lossproof.theory.losses.functions import WRITTEN
from lossproof.theory.numbers import ball

HIGHEST, FINEST_EXPONENT, LARGEST_NUMBER = 100, 1000, 10**30

OF_CLASSES = ("sum", "others")
OVER = "over the classes"  # not allowed as the name of a parameter


class FormulaError(ValueError):
    """A text is no formula of a loss; the message says where, and what is allowed."""


class Output(SymbolicVector):
    """A symbolic prediction over a symbolic number of classes; each extreme is one symbol."""

    def __iter__(self) -> Any:
        raise TypeError("a prediction has no list of classes here: use f[y] and f.total(function)")

    def extreme(self, of: Callable[[Any], Any], largest: bool) -> sympy.Symbol:
        kind, entry = "largest" if largest else "smallest", self[BOUND_CLASS]
        found = evaluated(of)(entry)
        symbol = sympy.Symbol(f"{kind} {found}", real=True)
        if global_parameters.evaluate:
            return symbol
        return symbol + sympy.Add(*(sympy.Mul(0, lost) for lost in dropped(of(entry), found)))


CLASSES = CountSymbol("c", integer=True, positive=True)
_ENTRIES: Any = sympy.IndexedBase("p", nonnegative=True)
SYMBOLIC = Output(lambda j: _ENTRIES[j], CLASSES)


def _checked(value: Any) -> Any:
    """The value; `FormulaError` if it is a constant that is undefined, not real, or enormous."""
    if value.has(sympy.nan, sympy.zoo, sympy.oo, sympy.I):
        raise FormulaError("a formula must be real; it divides by 0, or takes log(0) or a root < 0")
    if value.free_symbols or (value.is_Rational and abs(value) < LARGEST_NUMBER):
        return value
    size = ball(value)
    if not -LARGEST_NUMBER < size < LARGEST_NUMBER:
        short = str(value) if len(str(value)) < 40 else f"{str(value)[:36]}…"
        raise FormulaError(f"the numbers of a formula must be real and below 1e30; got {short}")
    return value


def _check_power(base: Any, exponent: Any) -> None:
    if exponent.free_symbols:
        raise FormulaError(
            f"an exponent must be a number; got {exponent}: write exp(a*log(b)) for b**a"
        )
    fine = not exponent.is_Rational or exponent.q <= FINEST_EXPONENT
    if not (fine and ball(sympy.Abs(exponent)) <= HIGHEST):
        raise FormulaError(
            f"an exponent must be at most {HIGHEST}, with a denominator of at most "
            f"{FINEST_EXPONENT}; got {exponent}"
        )
    if base == 0 and exponent < 0:
        raise FormulaError("a formula must be real; it divides by 0")


@dataclass(frozen=True)
class Builder:
    """The SymPy form of nodes at a prediction and a label; `strict` refuses senseless numbers."""

    f: Any
    y: Any
    values: Mapping[str, Any]
    strict: bool = False

    def build(self, node: Node, entry: Any) -> Any:
        """The form of a node at `p = entry`."""
        kind = node.kind
        leaves = {"p": entry, "pi": sympy.pi}
        if kind in leaves:
            return leaves[kind]
        if kind in ("number", "parameter"):
            return node.value if kind == "number" else self.values[node.value]
        if kind in ("p[y]", "c"):
            return self.f[self.y] if kind == "p[y]" else sympy.sympify(self.f.size)
        if node.value == OVER:
            return self.over(kind, lambda u: self.build(node.parts[0], u))
        parts = [self.build(part, entry) for part in node.parts]
        value = self.combined(kind, parts)
        return _checked(value) if self.strict else value

    def combined(self, kind: str, parts: list[Any]) -> Any:
        if kind == "negate":
            return -parts[0]
        if kind == "add":
            return sympy.Add(*parts)
        if kind == "multiply":
            return sympy.Mul(*parts)
        if kind in ("inverse", "power"):
            base, exponent = (*parts, sympy.Integer(-1))[:2]
            if self.strict:
                _check_power(base, exponent)
            return base**exponent
        return {**FUNCTIONS, **WRITTEN, **EXTREMES}[kind](*parts)

    def over(self, kind: str, at: Callable[[Any], Any]) -> Any:
        f = self.f
        if kind in OF_CLASSES:
            return f.total(at) if kind == "sum" else f.total(at) - at(f[self.y])
        largest = kind.startswith("max")
        if isinstance(f, Vector):
            return (sympy.Max if largest else sympy.Min)(*map(at, f))
        return f.extreme(at, largest)
