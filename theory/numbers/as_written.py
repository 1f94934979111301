"""Functions that stay as they were written, whatever SymPy deduces of their arguments.

>>> n = sympy.Symbol("n", integer=True, positive=True)
>>> sympy.floor(2**n / 6), WrittenFloor(2**n / 6)
(2**n/6, floor(2**n/6))
"""

# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from typing import Any, cast

import sympy

_HALF: Any = sympy.Rational(1, 2)


def _of_rationals(kind: Any, arguments: tuple[Any, ...]) -> Any:
    """The value at rationals; None of other arguments."""
    known = all(getattr(each, "is_Rational", isinstance(each, int)) for each in arguments)
    return FOLDED[kind](*arguments) if known else None


class _AsWritten:
    """What folds nothing of its arguments but rationals."""

    @classmethod
    def eval(cls, *arguments: Any) -> Any:
        return _of_rationals(cls, arguments)

    def _sympystr(self, printer: Any) -> str:
        name, values = FOLDED[type(self)].__name__, cast(Any, self).args
        return f"{name}({', '.join(map(printer._print, values))})"


class WrittenFloor(_AsWritten, sympy.floor):
    """The integer below."""


class WrittenCeiling(_AsWritten, sympy.ceiling):
    """The integer above."""


class WrittenSign(_AsWritten, sympy.sign):
    """The sign."""


class WrittenAbs(_AsWritten, sympy.Abs):
    """The absolute value."""


class WrittenStep(_AsWritten, sympy.Heaviside):
    """A step, with its value at 0."""

    def __new__(cls, of: Any, at_zero: Any = _HALF, **_: Any) -> Any:
        known = _of_rationals(cls, (of, at_zero))
        made: Any = sympy.Function
        return made.__new__(cls, of, at_zero, evaluate=False) if known is None else known


class WrittenMax(_AsWritten, sympy.Max):
    """The larger."""

    def __new__(cls, *args: Any, **_: Any) -> Any:
        known = _of_rationals(cls, args)
        return super().__new__(cls, *args, evaluate=False) if known is None else known


class WrittenMin(_AsWritten, sympy.Min):
    """The smaller."""

    def __new__(cls, *args: Any, **_: Any) -> Any:
        known = _of_rationals(cls, args)
        return super().__new__(cls, *args, evaluate=False) if known is None else known


AS_WRITTEN: dict[Any, Any] = {
    sympy.floor: WrittenFloor, sympy.ceiling: WrittenCeiling, sympy.sign: WrittenSign,
    sympy.Abs: WrittenAbs, sympy.Heaviside: WrittenStep,
    sympy.Max: WrittenMax, sympy.Min: WrittenMin,
}  # fmt: skip
FOLDED = {written: kind for kind, written in AS_WRITTEN.items()}
