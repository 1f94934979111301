"""Functions that stay as they were written, whatever SymPy deduces of their arguments.

They fold rational numbers, and what is so by the form of the arguments alone: the order, equal
and nested arguments of Max and Min, rational factors, and whole numbers that are added.

>>> n = sympy.Symbol("n", integer=True, positive=True)
>>> sympy.floor(2**n / 6), WrittenFloor(2**n / 6), as_written(sympy.floor(n / 6) + sympy.Abs(n / 6))
(2**n/6, floor(2**n/6), n/6 + floor(n/6))
>>> WrittenMax(n, WrittenMax(n, 2), 1), WrittenAbs(-2 * n), WrittenAbs(1 - n) - WrittenAbs(n - 1)
(Max(2, n), 2*Abs(n), 0)
"""

# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import sympy
from sympy.functions.elementary.piecewise import ExprCondPair

_HALF: Any = sympy.Rational(1, 2)


class AsWritten:
    """What folds nothing of its arguments but rationals."""

    folded: Any  # the function of SymPy's that it is
    follows = False  # whether numbers that are near have values that are near

    @classmethod
    def eval(cls, *arguments: Any) -> Any:
        if all(each.is_Number for each in arguments):
            return cls.folded(*arguments)
        return cls.moved(*arguments)

    @classmethod
    def moved(cls, of: Any) -> Any:
        """What is so by the form of the argument, or None."""
        return None

    def _eval_evalf(self: Any, prec: int) -> Any:
        near = [each._evalf(prec) for each in self.args if isinstance(each, sympy.Expr)]
        if len(near) < len(self.args):
            return None
        if all(each.is_Number for each in near):
            return self.folded(*near) if self.follows or _clear(near, prec) else None
        # A complex number has no value here; SymPy would evaluate it again and again.
        return self.func(*near, evaluate=False) if self.free_symbols else None

    def _sympystr(self: Any, printer: Any) -> str:
        return f"{self.folded.__name__}({', '.join(map(printer._print, self.args))})"

    def _latex(self: Any, printer: Any, exp: str | None = None) -> str:
        text: str = printer._print(self.folded(*self.args, evaluate=False))
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


def _clear(near: Iterable[Any], prec: int) -> bool:
    """Whether approximate numbers are far from integers, where rounding and signs may jump."""
    return all(abs(x - round(x)) > (1 + abs(x)) * 2.0 ** (-prec // 2) for x in near)


class _Rounded(AsWritten):
    @classmethod
    def moved(cls, of: Any) -> Any:
        whole, rest = of.as_coeff_Add()
        made: Any = cls
        return made(rest) + whole if whole.is_Integer and whole != 0 else None


class WrittenFloor(_Rounded, sympy.floor):
    """The integer below."""

    folded = sympy.floor


class WrittenCeiling(_Rounded, sympy.ceiling):
    """The integer above."""

    folded = sympy.ceiling


class WrittenSign(AsWritten, sympy.sign):
    """The sign."""

    folded = sympy.sign

    @classmethod
    def moved(cls, of: Any) -> Any:
        number, rest = _without_number(of)
        made: Any = cls
        return None if number == 1 else sympy.sign(number) * made(rest)


class WrittenAbs(AsWritten, sympy.Abs):
    """The absolute value, of a real number."""

    folded = sympy.Abs
    follows = True

    def _eval_power(self, exponent: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        of: Any = self.args[0]
        if not exponent.is_Integer or exponent in (1, -1):
            return None
        return of**exponent if exponent % 2 == 0 else of ** (exponent - 1) * self

    @classmethod
    def moved(cls, of: Any) -> Any:
        number, rest = _without_number(of)
        made: Any = cls
        return None if number == 1 else abs(number) * made(rest)


def _without_number(of: Any) -> tuple[Any, Any]:
    """A rational factor, and the rest, of which the first term has no minus sign."""
    number, rest = of.as_coeff_Mul(rational=True)
    if rest.is_Add and rest.could_extract_minus_sign():
        return -number, -rest
    return (number, rest) if number.is_Rational and number != 0 else (sympy.Integer(1), of)


class WrittenDelta(AsWritten, sympy.KroneckerDelta):
    """1 for two equal indices, else 0."""

    folded = sympy.KroneckerDelta

    @classmethod
    def moved(cls, one: Any, other: Any, *_: Any) -> Any:
        gap, made = one - other, cls
        if gap.is_Rational:
            return sympy.Integer(gap == 0)
        return made(other, one) if one.sort_key() > other.sort_key() else None


class WrittenStep(AsWritten, sympy.Heaviside):
    """A step, with its value at 0."""

    folded = sympy.Heaviside

    def __new__(cls, of: Any, at_zero: Any = _HALF, **_: Any) -> Any:
        of, at_zero = sympy.sympify(of), sympy.sympify(at_zero)
        if of.is_Number and at_zero.is_Number:
            return sympy.Heaviside(of, at_zero)
        made: Any = sympy.Function
        return made.__new__(cls, of, at_zero, evaluate=False)

    def _sympystr(self: Any, printer: Any) -> str:
        shown = self.args[:1] if self.args[1] == _HALF else self.args
        return f"Heaviside({', '.join(map(printer._print, shown))})"


class _Extreme(AsWritten):
    def __new__(cls, *args: Any, **_: Any) -> Any:
        made: Any = cls
        parts = dict.fromkeys(_flat(cls.folded, map(sympy.sympify, args)))
        numbers = [each for each in parts if each.is_Number]
        if sympy.nan in numbers:
            return sympy.nan
        one = [made.folded(*numbers)] if numbers else []
        found = [*one, *(each for each in parts if not each.is_Number)]
        if len(found) == 1:
            return found[0]
        made = sympy.Expr
        return made.__new__(cls, *sorted(found, key=sympy.default_sort_key))


def _flat(kind: Any, terms: Iterable[Any]) -> Iterator[Any]:
    for each in terms:
        if isinstance(each, kind):
            yield from _flat(kind, each.args)
        else:
            yield each


class WrittenMax(_Extreme, sympy.Max):
    """The larger."""

    folded = sympy.Max
    follows = True


class WrittenMin(_Extreme, sympy.Min):
    """The smaller."""

    folded = sympy.Min
    follows = True


class WrittenPiecewise(AsWritten, sympy.Piecewise):
    """The value of the first condition that holds."""

    folded = sympy.Piecewise

    def __new__(cls, *pairs: Any, **_: Any) -> Any:
        kept = list[Any]()
        for pair in pairs:
            value, when = pair if isinstance(pair, tuple) else pair.args
            if when != False:  # noqa: E712  # SymPy's false
                kept.append(ExprCondPair(value, when))
            if when == True:  # noqa: E712
                break
        if kept and kept[0].cond == True:  # noqa: E712
            return kept[0].expr
        made: Any = sympy.Expr
        return made.__new__(cls, *kept) if kept else sympy.nan


class _Compared(AsWritten):
    """A relation in a condition."""

    opposite: str
    turned: str

    def __new__(cls, one: Any, other: Any, **_: Any) -> Any:
        sides = sympy.sympify(one), sympy.sympify(other)
        made: Any = cls
        if all(side.is_Number for side in sides) or sides[0] == sides[1]:
            return made.folded(*sides)
        return sympy.Basic.__new__(made, *sides)

    @property
    def negated(self: Any) -> Any:
        return _NAMED[self.opposite](*self.args)

    @property
    def reversed(self: Any) -> Any:
        return _NAMED[self.turned](*self.args[::-1])

    @property
    def canonical(self: Any) -> Any:
        return self

    def _sympystr(self: Any, printer: Any) -> str:
        return printer._print_Relational(self)


def _compared(kind: Any, opposite: str, turned: str) -> Any:
    said = {"folded": kind, "opposite": opposite, "turned": turned, "__module__": __name__}
    return type(f"Written{kind.__name__}", (_Compared, kind), said)


WrittenEquality = _compared(sympy.Eq, "!=", "==")
WrittenUnequality = _compared(sympy.Ne, "==", "!=")
WrittenStrictGreaterThan = _compared(sympy.Gt, "<=", "<")
WrittenGreaterThan = _compared(sympy.Ge, "<", "<=")
WrittenStrictLessThan = _compared(sympy.Lt, ">=", ">")
WrittenLessThan = _compared(sympy.Le, ">", ">=")
_COMPARED = (
    WrittenEquality, WrittenUnequality, WrittenStrictGreaterThan, WrittenGreaterThan,
    WrittenStrictLessThan, WrittenLessThan,
)  # fmt: skip
_NAMED: dict[str, Any] = {kind.rel_op: kind for kind in _COMPARED}
_KINDS: Any = (
    WrittenFloor, WrittenCeiling, WrittenSign, WrittenAbs, WrittenStep, WrittenMax, WrittenMin,
    WrittenDelta, WrittenPiecewise, *_COMPARED,
)  # fmt: skip
AS_WRITTEN: dict[Any, Any] = {kind.folded: kind for kind in _KINDS}


def kind_of(term: Any) -> Any:
    """The class of a term, of SymPy's where it has the same meaning."""
    return getattr(term.func, "folded", term.func)


@lru_cache(maxsize=65536)
def has_functions(term: Any) -> bool:
    """Whether a function that stays as written is in the term."""
    return isinstance(term, AsWritten) or any(map(has_functions, term.args))


def as_written(term: Any) -> Any:
    """The term with functions that fold no more for those of SymPy's."""
    return _converted(term) if _may_fold(term) else term


@lru_cache(maxsize=65536)
def _may_fold(term: Any) -> bool:
    return term.func in AS_WRITTEN or any(map(_may_fold, term.args))


@lru_cache(maxsize=65536)
def _converted(term: Any) -> Any:
    return AS_WRITTEN.get(term.func, term.func)(*map(as_written, term.args))
