"""Signs of expressions, read term by term: of sums and powers SymPy's own answers are not trusted.

SymPy 1.14 takes `1/(m n) - 1/2` for positive where m and n are integers above 0, and `(3/2)^x` for
no integer where x is above 0, so `(3/2)^x - 2` for never 0.

>>> m, n = sympy.symbols("m n", integer=True, positive=True)
>>> shown(1 / (m * n) - sympy.Rational(1, 2), ">"), shown(m * n - 1, ">=")
(False, True)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

import sympy

from lossproof.theory.numbers import compare

Span = tuple[int, int]  # the least and the greatest sign it may have: -1, 0 or 1
MAX_BITS = 256


def shown(expr: Any, demand: str) -> bool:
    """Whether the signs of its terms show what is demanded of an expression: >, >= or != 0."""
    low, high = _span(expr)
    if demand == "!=":
        return low > 0 or high < 0 or _not_zero(expr)
    return low > 0 if demand == ">" else low >= 0


@lru_cache(maxsize=65536)
def _span(expr: Any) -> Span:
    """The signs between which the expression lies wherever it has a value."""
    if expr.is_number:
        return _of_number(expr)
    if expr.is_Add:
        return _of_sum(expr)
    if expr.is_Mul:
        return _of_product(map(_span, expr.args))
    if expr.is_Pow:
        return _of_power(expr.base, expr.exp)
    if isinstance(expr, sympy.exp):
        return 1, 1
    if isinstance(expr, sympy.log):
        return _span(expr.args[0] - 1)
    if isinstance(expr, sympy.Abs):
        return int(shown(expr.args[0], "!=")), 1
    if isinstance(expr, (sympy.Max, sympy.Min)):
        lows, highs = zip(*map(_span, expr.args), strict=True)
        most = max if isinstance(expr, sympy.Max) else min
        return most(lows), most(highs)
    if isinstance(expr, sympy.Piecewise):
        lows, highs = zip(*(_span(value) for value, _ in cast(Any, expr.args)), strict=True)
        return min(lows), max(highs)
    if isinstance(expr, sympy.sign):
        return _span(expr.args[0])
    if isinstance(expr, (sympy.floor, sympy.ceiling)):
        low, high = _span(expr.args[0])
        return (min(low, 0), high) if isinstance(expr, sympy.floor) else (low, max(high, 0))
    low = 1 if expr.is_positive else 0 if expr.is_nonnegative else -1
    return low, -1 if expr.is_negative else 0 if expr.is_nonpositive else 1


def _of_number(number: Any) -> Span:
    try:
        low = 1 if compare(number, ">", 0, max_bits=MAX_BITS) else -1
        if low < 0 and compare(number, "==", 0, max_bits=MAX_BITS):
            return 0, 0
        return low, -1 if compare(number, "<", 0, max_bits=MAX_BITS) else 1
    except (TypeError, ValueError):
        return -1, 1


def _of_sum(expr: Any) -> Span:
    """Of its terms; else of what they are over one divisor, with 1 + k for what is at least 1."""
    low, high = _added(map(_span, expr.args))
    least = {
        symbol: 1 + sympy.Dummy(integer=True, nonnegative=True)
        for symbol in expr.free_symbols
        if symbol.is_Symbol and symbol.is_integer and symbol.is_positive
    }
    if low >= 0 or high <= 0 or not least:
        return low, high
    top, bottom = sympy.fraction(sympy.together(expr.xreplace(least)))
    terms = sympy.Add.make_args(sympy.expand(top))
    return _of_product([_added(map(_span, terms)), _span(bottom)])


def _added(spans: Iterable[Span]) -> Span:
    lows, highs = zip(*spans, strict=True)
    return (-1 if min(lows) < 0 else max(lows)), (1 if max(highs) > 0 else min(highs))


def _of_product(spans: Iterable[Span]) -> Span:
    low, high = 1, 1
    for span in spans:
        ends = [one * other for one in (low, high) for other in span]
        low, high = min(ends), max(ends)
    return low, high


def _of_power(base: Any, top: Any) -> Span:
    low, high = _span(base)
    if low >= 0:
        return low, 1
    if top.is_even:
        return int(shown(base, "!=")), 1
    return (low, high) if top.is_odd else (-1, 1)


def _not_zero(expr: Any) -> bool:
    """Whether no factor is 0; of symbols that is assumed."""
    if expr.is_Mul:
        return all(shown(factor, "!=") for factor in expr.args)
    if expr.is_Pow:
        return shown(expr.base, "!=")
    return isinstance(expr, (sympy.Symbol, sympy.Indexed)) and expr.is_nonzero is True
