"""What a claim's functions compute from numbers, compared with what they say of symbols.

A set, a dictionary or an option of SymPy may take a symbol for something else than each of its
values; the statement is then another one than its author wrote. Points may only reject it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy.core.parameters import distribute

from lossproof.theory.domain import Domain, corner_points
from lossproof.theory.language import Remembered
from lossproof.theory.statement.asking.data import as_data
from lossproof.theory.statement.asking.functions import call_by_name, names_in, numbers_in
from lossproof.theory.statement.asking.guards import OTHERS
from lossproof.theory.statement.asking.mistakes import MistakeError, line_of
from lossproof.theory.statement.outcome import decided
from lossproof.theory.statement.tree import written

Function = Callable[..., Any]
Truths = list[bool | None]
FORMAL = {  # methods and functions that need symbols
    "diff", "subs", "xreplace", "replace", "Derivative", "Subs", "Lambda", "limit", "series",
    "integrate", "Integral", "solve", "solveset", "Poly", "coeff", "as_coefficients_dict",
}  # fmt: skip
WAY_OUT = (
    "sets, dictionaries, == and SymPy's options take a symbol for a value of its own: use "
    "Piecewise, a hypothesis, or with sympy.evaluate(True)"
)


def check_at_numbers(
    parameters: Mapping[str, Domain], functions: Mapping[str, tuple[Function, Any]]
) -> None:
    """`MistakeError` where a function, called with numbers, does not say what was said of symbols.

    `functions` by what they are called, each with what it says of symbols; those that need symbols,
    for a derivative say, are not called.
    """
    own = {
        what: each
        for what, each in functions.items()
        if _is_own(each[0]) and not FORMAL.intersection(names_in(each[0]))
    }
    if not own:
        return
    mentioned = dict.fromkeys(x for function, _ in own.values() for x in numbers_in(function))
    with sympy.evaluate(True), distribute(True):
        for values in corner_points(parameters, mentioned):
            for what, (function, said) in own.items():
                if why := _unlike(function, said, values):
                    raise MistakeError(f"{what}{why}")


def _is_own(function: Function) -> bool:
    """Whether it is of a claim's own code, and not of `OTHERS`."""
    module = str(getattr(function, "__module__", ""))
    return not any(module == other or module.startswith(f"{other}.") for other in OTHERS)


def _unlike(function: Function, said: Any, values: Mapping[str, Any]) -> str:
    """How what the function computes from numbers differs from what is said of them."""
    try:
        stated = _truths(said, values)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # too long to write out, say
        return ""
    if None in stated:
        return ""
    found = _computed(function, values, evaluated=True)
    if _agree(found, stated):
        return ""
    again = _computed(function, values, evaluated=False)
    open_ = isinstance(found, Exception) and isinstance(again, list) and None in again
    if open_ or _agree(again, stated):
        return ""
    there = ", ".join(f"{name} = {value}" for name, value in values.items())
    if isinstance(found, Exception):
        return (
            f"{line_of(found, function)} has a value at {there} as it is written with symbols, but "
            f"not when it is called with these numbers ({type(found).__name__}: {found}); {WAY_OUT}"
        )
    true = "holds" if all(stated) else "fails"
    other = "has no value" if None in found else "holds" if all(found) else "fails"
    return (
        f" {true} at {there} as it is written with symbols, and {other} when it is called with "
        f"these numbers; {WAY_OUT}"
    )


def _agree(found: Truths | Exception, stated: Truths) -> bool:
    if isinstance(found, Exception):
        return False
    return found == stated or (len(found) != len(stated) and all(found) is all(stated))


def _computed(
    function: Function, values: Mapping[str, Any], *, evaluated: bool
) -> Truths | Exception:
    """What it computes from numbers, or why it does not: SymPy's evaluation may be wrong itself."""
    try:
        with sympy.evaluate(evaluated):
            said = call_by_name(function, values)
        return _truths(said if evaluated else as_data(said, {}), values)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return error


def _truths(said: Any, values: Mapping[str, Any]) -> Truths:
    return [decided(part).holds for part in written(said, Remembered(values))]
