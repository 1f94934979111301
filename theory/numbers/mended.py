"""Five answers of SymPy 1.14 that are wrong, mended where it is loaded: proofs fold by them.

What SymPy takes for positive it folds: `Max(1/(m n), 1/31)` became `1/(m n)` for integers above 0.

>>> m, n = sympy.symbols("m n", integer=True, positive=True)
>>> x = sympy.Symbol("x", positive=True)
>>> (1 / (m * n) - sympy.Rational(1, 2)).is_positive, (sympy.Rational(3, 2) ** x - 2).is_zero
(None, None)

A constant of which 100 digits are not enough it takes for 0 where it takes 0 for a root of the
minimal polynomial, which it chose by digits: `sign` of what is 10^-600 became 0.

>>> h = sympy.sqrt(2) / 10**600
>>> (sympy.sqrt(1 + h) - sympy.sqrt(1 - h)).is_zero is None
True

What is 10^-10 below a whole number, when written with roots, it rounded to that number.

>>> whole = (sympy.sqrt(2) + sympy.sqrt(3)) ** 2 - 2 * sympy.sqrt(6)
>>> near = whole - sympy.Rational(1, 10**10)
>>> sympy.floor(whole), sympy.floor(near), sympy.ceiling(near)
(5, 4, 5)

Real numbers that digits do not tell from 0 had no larger one: `Max` and `Min` of them raised.

>>> sympy.Max(whole - 5, 0), sympy.Min(whole - 5, 1)
(0, 0)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy
from flint import ctx
from sympy.core import exprtools
from sympy.functions.elementary import integers
from sympy.functions.elementary.miscellaneous import MinMaxBase

from lossproof.theory.numbers.balls import ball
from lossproof.theory.numbers.comparison import compare
from lossproof.theory.numbers.radicals import radical_is_zero
from lossproof.theory.numbers.zero import constant_is_zero

BITS = (64, 256, 2048)


def _mend() -> None:
    """Let SymPy say nothing where it was wrong."""
    tools: Any = exprtools
    closest = tools._monotonic_sign
    handlers: Any = sympy.Pow
    known = handlers._prop_handler["integer"]

    # SymPy asks again and again of the same sums.
    @lru_cache(maxsize=16384, typed=True)
    def monotonic_sign(expr: Any) -> Any:
        """Of 1 over several symbols it gives the value at 1, which is the largest."""
        several = len(expr.free_symbols) > 1
        if several and not expr.as_coeff_Add()[1].as_numer_denom()[1].is_number:
            return None
        return closest(expr)

    def is_integer(power: Any) -> bool | None:
        """A fraction to a power that is no fraction may be an integer: (3/2)^x is 2 somewhere."""
        base, top = power.args
        if base.is_rational and base.is_integer is False and top.is_rational is not True:
            return None
        return known(power)

    expr: Any = sympy.Expr
    told = expr._eval_is_extended_positive_negative

    def is_positive_negative(constant: Any, positive: Any) -> bool | None:
        """No sign is certain of what the digits do not tell from 0, unless it is shown to be 0."""
        found = told(constant, positive)
        if found is not False or not constant.is_number:
            return found
        digits = constant.evalf(2)
        if getattr(digits, "_prec", 0) == 1 and not radical_is_zero(constant):
            return None
        return found

    extreme: Any = MinMaxBase
    comparable = extreme._new_args_filter.__func__

    def compared(kind: Any, arguments: Any) -> Iterator[Any]:
        """What is shown to be 0 is 0; a real number that is not told from it is left as it is."""
        for each in arguments:
            if not each.is_number or each.is_comparable or each.is_real is not True:
                yield from comparable(kind, [each])
            elif constant_is_zero(each):
                yield from comparable(kind, [sympy.Integer(0)])
            else:
                yield each

    extreme._new_args_filter = classmethod(compared)
    rounding: Any = integers
    rounding.get_integer_part = _integer_part
    expr._eval_is_extended_positive_negative = is_positive_negative
    tools._monotonic_sign = monotonic_sign
    handlers._prop_handler["integer"] = is_integer


def _integer_part(constant: Any, way: int, *_: Any, **__: Any) -> tuple[int, int]:
    """The integer below a real constant (way -1) or above it (1), and 0 for its imaginary part.

    `NotImplementedError`, by which SymPy leaves what it rounds as it is, where that is not certain.
    """
    try:
        for bits in BITS:
            with ctx.workprec(bits):
                enclosed = ball(constant, bits=bits)
                rounded = (enclosed.floor() if way < 0 else enclosed.ceil()).unique_fmpz()
                nearest = (enclosed + 0.5).floor().unique_fmpz()
            if rounded is not None:
                return int(rounded), 0
            if nearest is not None and compare(constant, "==", int(nearest)):
                return int(nearest), 0
    except (TypeError, ValueError) as error:
        raise NotImplementedError(str(error)) from error
    raise NotImplementedError(f"balls do not tell between which integers {constant} is")


_mend()
