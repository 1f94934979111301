"""Parameters with a known range, and signs that hold over the whole range."""

from __future__ import annotations

from typing import Any, Literal, Self

import sympy

Relation = Literal[">", ">=", "==", "<=", "<", "mixed", "?"]


class Ranged(sympy.Symbol):
    """A symbol for any real number strictly between `low` and `high`, which may be infinite."""

    __slots__ = ("high", "low")
    low: Any
    high: Any

    def __new__(cls, name: str, low: Any, high: Any) -> Self:
        sign = {"positive": True} if low >= 0 else {"negative": True} if high <= 0 else {}
        symbol: Any = sympy.Symbol.__xnew__(cls, name, real=True, **sign)
        symbol.low, symbol.high = low, high
        return symbol

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.low, self.high)

    @property
    def free(self) -> Any:
        """The parameter as a function of a positive symbol."""
        t = sympy.Symbol(f"over {self.name}", positive=True)
        if self.high is sympy.oo:
            return self.low + t
        return self.low + (self.high - self.low) / (1 + t)

    @property
    def back(self) -> tuple[Any, Any]:
        """The positive symbol, and its value as a function of the parameter."""
        t = sympy.Symbol(f"over {self.name}", positive=True)
        if self.high is sympy.oo:
            return t, self - self.low
        return t, (self.high - self) / (self - self.low)


def ranged(form: Any) -> set[Ranged]:
    """The parameters of a formula with a range."""
    return form.atoms(Ranged)


def freed(form: Any) -> Any:
    """The formula with each parameter as a function of a positive symbol."""
    return form.xreplace({parameter: parameter.free for parameter in ranged(form)})


def returned(form: Any, parameters: set[Ranged]) -> Any:
    """The inverse of `freed`: the formula in its parameters."""
    back = dict(parameter.back for parameter in parameters)
    result = form.xreplace(back)
    return sympy.simplify(result) if result != form else form


def sign_over(form: Any, x: Any, low: Any, high: Any) -> Relation:
    """The sign of a formula in `x` for `x` in (low, high) and all parameters; "?" if unknown.

    It uses the rules of signs alone; `x`, its powers and the parameters are positive symbols.
    """
    s = sympy.Dummy("s", positive=True)
    inside = low + (high - low) / (1 + s)
    base = freed(form)
    for written in (base, base.xreplace({x: inside})):
        for candidate in (written, _powers_replaced(written)):
            for simplified in (candidate, sympy.factor(sympy.expand_log(candidate, force=True))):
                sign = _plain(simplified)
                if sign != "?":
                    return sign
    return "?"


def _powers_replaced(form: Any) -> Any:
    """The formula with a symbol for each `u^e` whose sign of `u - 1` and `e` is known."""

    def replaced(power: Any) -> Any:
        above = sympy.Dummy("w", positive=True) + 1
        base, exponent = power.args
        size = sympy.factor(base - 1)
        if not base.is_positive or not (size.is_positive or size.is_negative):
            return power
        exponent = sympy.factor(exponent if size.is_positive else -exponent)
        if exponent.is_positive:
            return above
        return 1 / above if exponent.is_negative else power

    powers = [e for e in form.atoms(sympy.Pow) if e.exp.free_symbols]
    return form.xreplace({power: replaced(power) for power in powers})


def _plain(form: Any) -> Relation:
    if form.is_zero:
        return "=="
    if form.is_positive:
        return ">"
    if form.is_negative:
        return "<"
    if form.is_nonnegative:
        return ">="
    return "<=" if form.is_nonpositive else "?"
