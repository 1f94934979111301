"""What is wrong in a function of a claim, in one sentence with its line and the way out.

>>> import math
>>> def half(x):
...     return math.log(x)
>>> try:
...     half(sympy.Symbol("x"))
... except TypeError as error:
...     print(mistake(error, half, "half").partition(", but ")[2])
a parameter is a symbol: take log, exp, sqrt, Max, Min from sympy
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from difflib import get_close_matches
from inspect import signature
from pathlib import Path
from typing import Any

import sympy

NUMBERS = (
    "a function of math or NumPy needs a number, but a parameter is a symbol: take log, exp, sqrt, "
    "Max, Min from sympy"
)
_VECTOR = (
    "a vector has entries f[l], of a matrix T[i][j], its size f.size, and f.total(lambda u: …), "
    "the sum over its entries; it is no number, list or array"
)
_MATRIX = (
    "a vector or matrix of symbols is no array: write determinant(T), product(S, T) or "
    "transposed(T), all from lossproof, and f.total() for the sum of a vector"
)
EVERY = (
    "a symbol is every number at once: write f.total(…), class_sum(lambda j: …, c), "
    "or every_class(lambda j: …, c)"
)
_OURS = r"a statement must |a side of a |a vector of |no parameter is called |SymPy's \w+ is wrong"
# What is raised, as a pattern, and what to write instead.
_WAYS = (
    (r"Data type not understood; expecting list of lists|is no array", _MATRIX),
    (r"ufunc|has no callable \w+ method|Cannot convert expression to float", NUMBERS),
    (r"cannot be interpreted as an integer", EVERY),
    (r"operand type\(s\) for \^", "^ is not a power in Python: write u**2"),
    (r"'?(?:Symbolic)?Vector'?\b", _VECTOR),
)


class MistakeError(TypeError):
    """A function of a claim says nothing that a claim can say; the message is a full sentence."""


def mistake(error: BaseException, function: Callable[..., Any], what: str) -> str:
    """What the function did that ended in the error, where, and what to write instead."""
    place = f"{what}{line_of(error, function)}"
    if isinstance(error, MistakeError) or re.match(_OURS, str(error)):
        return f"{place}: {error}"
    if found := re.search(r"name '(\w+)' is not defined", str(error)):
        name = found[1]
        named = name in sympy.__all__
        if not named and (close := get_close_matches(name, signature(function).parameters)):
            return f"{place}: {name} is not defined: did you mean {' or '.join(close)}?"
        whence = "sympy" if named else "lossproof or sympy"
        return f"{place}: {name} is not defined: import it from {whence} at the top of the file"
    if isinstance(error, OverflowError) or "digits" in str(error):
        return f"{place} has powers too long to write out: take smaller exponents"
    for pattern, way in _WAYS:
        if re.search(pattern, str(error)):
            return f"{place}: {way}"
    return f"{place} raised {type(error).__name__}: {error}"


def line_of(error: BaseException, function: Callable[..., Any]) -> str:
    """The file and the line of the function at which it ended, in brackets, where it did in it."""
    own = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == own]
    return f" ({Path(own).name}, line {lines[-1]})" if own and lines else ""
