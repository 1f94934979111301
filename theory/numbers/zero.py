"""What is 0: three questions, each answered True only where exact rewriting shows it."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.numbers.balls import ball
from theory.numbers.radicals import radical_is_zero

MOST_OPERATIONS = 150


def constant_is_zero(constant: Any) -> bool:
    """Whether rewriting takes a constant to 0; False says only that it did not."""
    logs: Any = sp.expand_log(constant, factor=True)
    short = constant.count_ops() < 60
    for form in (constant, logs, sp.powsimp(logs), sp.radsimp(constant) if short else constant):
        if sp.expand(form) == 0:
            return True
    return radical_is_zero(constant)


def identically_zero(expr: Any) -> bool:
    """Whether an expression is 0 at all values of its symbols, by expanding it over one divisor.

    The test of the kernel: it simplifies by laws of fractions, powers and logarithms that hold for
    all values that the assumptions of the symbols admit.

    Raises
    ------
    ZeroDivisionError
        If the expression divides by what is identically 0.
    """
    for power in expr.atoms(sp.Pow):
        if power.exp.could_extract_minus_sign() and power.base.free_symbols:
            bottom = sp.fraction(sp.together(power.base))[0]
            if sp.expand(bottom) == 0:
                raise ZeroDivisionError(f"{expr} divides by {power.base}, which is 0")
    expanded = sp.expand(expr)
    if expanded == 0:
        return True
    numerator = sp.expand(sp.fraction(sp.together(expanded))[0])
    if numerator == 0:
        return True
    logs = sp.expand(sp.expand_log(sp.powsimp(numerator)))
    return logs == 0 or sp.expand(sp.powsimp(sp.powdenest(logs))) == 0


def simplifies_to_zero(form: Any) -> bool:
    """Whether SymPy simplifies a formula to 0, unless its ball at one point excludes it.

    For formulas in probabilities: logarithms of products are split, as between positive numbers.
    """
    at = {s: sp.Rational(k + 2, 7) for k, s in enumerate(sorted(form.free_symbols, key=str))}
    tried = ball(form.xreplace(at))
    if tried > 0 or tried < 0:
        return False
    if sp.expand(form) == 0:
        return True
    if form.count_ops() > MOST_OPERATIONS:
        return False
    return sp.simplify(sp.together(sp.expand_log(form, force=True))) == 0
