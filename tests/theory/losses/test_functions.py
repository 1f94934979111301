"""Functions that a typed loss may call are the ones of their names, or are refused by name."""

from __future__ import annotations

import math

import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.losses import parse
from lossproof.theory.losses.formula import FormulaError
from lossproof.theory.losses.functions import UNKNOWN, WRITTEN
from tests.together import together

PLAIN = {
    "ln": math.log, "log2": math.log2, "log10": math.log10, "log1p": math.log1p,
    "expm1": math.expm1, "tanh": math.tanh, "sinh": math.sinh, "cosh": math.cosh,
    "atanh": math.atanh, "asinh": math.asinh, "relu": lambda x: max(0.0, x),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)), "softplus": lambda x: math.log1p(math.exp(x)),
    "logit": lambda x: math.log(x / (1 - x)),
}  # fmt: skip


@together("name", WRITTEN)
@together("x", ["1/5", "4/7"])
def test_a_function_is_the_one_of_its_name(name: str, x: str) -> None:
    at = sympy.Rational(x)
    value = parse(f"{name}(p)").expression(Vector([at, 1 - at]), 0)
    assert float(value) == pytest.approx(PLAIN[name](float(at)), rel=1e-12)


@together("name", ["sin", "cos", "atan", "erf"])
def test_what_is_not_known_is_refused_by_name(name: str) -> None:
    assert name in UNKNOWN
    with pytest.raises(FormulaError, match=rf"the function {name} is not known.*tanh, sinh"):
        parse(f"1 - {name}(p)")


def test_a_parameter_may_have_the_name_of_what_is_not_known() -> None:
    assert parse("gamma*p", {"gamma": "1/2"}).expression(Vector([1, 0]), 0) == sympy.Rational(1, 2)
