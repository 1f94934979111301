"""Parameters of which only a range is known, and signs that hold all over it."""

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
        """The same number in terms of any positive one."""
        t = sympy.Symbol(f"over {self.name}", positive=True)
        if self.high is sympy.oo:
            return self.low + t
        return self.low + (self.high - self.low) / (1 + t)

    @property
    def back(self) -> tuple[Any, Any]:
        """The positive number, and what it is in terms of this one."""
        t = sympy.Symbol(f"over {self.name}", positive=True)
        if self.high is sympy.oo:
            return t, self - self.low
        return t, (self.high - self) / (self - self.low)


def ranged(form: Any) -> set[Ranged]:
    """The parameters of a formula that have a range."""
    return form.atoms(Ranged)


def freed(form: Any) -> Any:
    """The formula in terms of positive numbers, any of which its parameters may be given by."""
    return form.xreplace({parameter: parameter.free for parameter in ranged(form)})


def returned(form: Any, parameters: set[Ranged]) -> Any:
    """What `freed` made, in the parameters again."""
    back = dict(parameter.back for parameter in parameters)
    result = form.xreplace(back)
    return sympy.simplify(result) if result != form else form


def sign_over(form: Any, x: Any, low: Any, high: Any) -> Relation:
    """How a formula in `x` compares with 0, for `x` in (low, high) and all its parameters; or "?".

    By the rules of signs alone, with `x`, its powers and the parameters as any positive numbers.
    """
    s = sympy.Dummy("s", positive=True)
    inside = low + (high - low) / (1 + s)
    base = freed(form)
    for written in (base, base.xreplace({x: inside})):
        for candidate in (written, _raised(written)):
            for simplified in (candidate, sympy.factor(sympy.expand_log(candidate, force=True))):
                sign = _plain(simplified)
                if sign != "?":
                    return sign
    return "?"


def _raised(form: Any) -> Any:
    """With `u^e` for a `u` on one side of 1 and `e` on one of 0 as any number on its side of 1."""

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
