"""A formula as a product, within a limit on its length."""

from __future__ import annotations

from typing import Any

import sympy

MOST_OPERATIONS, LONGEST_NUMBER = 400, 10**6
STEEPEST, FINEST_POWER = 60, 20


def as_product(form: Any) -> Any:
    """The formula as a product, if it is short enough.

    SymPy reads exp(p/1000) and exp(900 p) as the powers 1 and 900,000 of one unknown, so steep
    exponentials and powers, and those with fine exponents, become symbols first.
    """
    if form.count_ops() > MOST_OPERATIONS or all(map(_is_above_zero, sympy.Add.make_args(form))):
        return form
    dummies = {e: sympy.Dummy(positive=e.is_positive, real=True)
             for e in form.atoms(sympy.exp, sympy.Pow) if _is_steep(e)}  # fmt: skip
    form = form.xreplace(dummies)
    if any(max(abs(n.p), n.q) > LONGEST_NUMBER for n in form.atoms(sympy.Rational)):
        return form.xreplace({dummy: e for e, dummy in dummies.items()})
    factored = sympy.factor(sympy.together(form))
    return factored.xreplace({dummy: e for e, dummy in dummies.items()})


def _is_above_zero(term: Any) -> bool:
    """Whether it is a positive number, or one times an exponential; their sums have no factors."""
    times, rest = term.as_coeff_Mul()
    return bool(times > 0 and (rest == 1 or isinstance(rest, sympy.exp)))


def _is_steep(e: Any) -> bool:
    numbers = sympy.expand(e.exp).atoms(sympy.Rational)
    return any(abs(n.p) > STEEPEST or n.q > FINEST_POWER for n in numbers)
