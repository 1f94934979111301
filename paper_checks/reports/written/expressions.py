"""Expressions as Python reads them again: what a written proof gives to its rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
)
from lossproof.theory.numbers.as_written import kind_of

INDICES = {
    ANY_CLASS: "ANY_CLASS", ANY_ROW: "ANY_ROW", ANY_COLUMN: "ANY_COLUMN", ANY_SAMPLE: "ANY_SAMPLE",
}  # fmt: skip


class Expressions(StrPrinter):
    """Expressions that Python reads as the same ones, where parameters have their names."""

    printmethod = "_as_python"

    def __init__(self, taken: Iterable[str]) -> None:
        super().__init__()
        self.taken, self.used = frozenset(taken), set[str]()

    def _named(self, name: str) -> str:
        self.used.add(name)
        return name

    def _print_Between(self, expr: Any) -> str:
        return on_the_way(expr, self.taken)

    def _print_Symbol(self, expr: Any) -> str:
        return self._named(INDICES[expr]) if expr in INDICES else str(expr.name)

    def _print_Indexed(self, expr: Any) -> str:
        return expr.base.label.name + "".join(f"[{self._print(each)}]" for each in expr.indices)

    def _print_ClassSum(self, expr: Any) -> str:
        body, size = expr.args
        return self._summed("class_sum", "jikabde", body, size, BOUND_CLASS)

    def _print_SampleMean(self, expr: Any) -> str:
        body, size = expr.args
        return self._summed("sample_mean", "ijkabde", body, size, BOUND_SAMPLE)

    def _print_NestedSum(self, expr: Any) -> str:
        body, size, index = expr.args
        return self._summed("class_sum", "hgmnotuvwz", body, size, index)

    def _summed(self, word: str, letters: str, body: Any, size: Any, index: Any) -> str:
        said = {str(each) for each in body.atoms(sympy.Symbol)}
        letter = next(x for x in letters if x not in self.taken | said)
        inner = self._print(body.xreplace({index: sympy.Symbol(letter)}))
        return f"{self._named(word)}(lambda {letter}: {inner}, {self._print(size)})"

    def _print_Rational(self, expr: Any) -> str:
        return f"{self._named('Rational')}({expr.p}, {expr.q})"

    def _print_Function(self, expr: Any) -> str:
        name = self._named(kind_of(expr).__name__)
        return f"{name}({', '.join(map(self._print, expr.args))})"

    _print_ExpBase = _print_Function

    def _print_Max(self, expr: Any) -> str:
        return f"{self._named('Max')}({', '.join(map(self._print, expr.args))})"

    def _print_Abs(self, expr: Any) -> str:
        return f"{self._named('Abs')}({self._print(expr.args[0])})"

    def _print_Heaviside(self, expr: Any) -> str:
        return f"{self._named('Heaviside')}({', '.join(map(self._print, expr.args))})"

    def _print_Exp1(self, expr: Any) -> Any:
        return self._named("E")

    def _print_Pi(self, expr: Any) -> Any:
        return self._named("pi")

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if abs(expr.exp) == sympy.Rational(1, 2):
            self._named("sqrt")
        return super()._print_Pow(expr, rational)


def on_the_way(number: Any, taken: frozenset[str]) -> str:
    """A name for a number between two ends, that no parameter has."""
    return f"on_way_{number.name[1:]}" if number.name in taken else str(number.name)
