"""Functions for typed losses, in terms of those of `lossproof.theory.language`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy


def _tanh(x: Any) -> Any:
    return 1 - 2 / (sympy.exp(2 * x) + 1)


WRITTEN: dict[str, Callable[[Any], Any]] = {
    "ln": sympy.log,
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "log1p": lambda x: sympy.log(1 + x),
    "expm1": lambda x: sympy.exp(x) - 1,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "logit": lambda x: sympy.log(x) - sympy.log(1 - x),
    "tanh": _tanh,
    "sinh": lambda x: (sympy.exp(x) - sympy.exp(-x)) / 2,
    "cosh": lambda x: (sympy.exp(x) + sympy.exp(-x)) / 2,
    "atanh": lambda x: (sympy.log(1 + x) - sympy.log(1 - x)) / 2,
    "asinh": lambda x: sympy.log(x + sympy.sqrt(x**2 + 1)),
    "relu": lambda x: sympy.Max(0, x),
}

# Common names without a form in powers, log and exp of real numbers.
UNKNOWN = frozenset((
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "arcsin", "arccos", "arctan",
    "atan2", "erf", "erfc", "gamma", "lgamma", "digamma", "beta", "floor", "ceil", "ceiling",
    "round", "sign", "sgn", "step", "heaviside", "mod", "factorial", "lambertw",
))  # fmt: skip
