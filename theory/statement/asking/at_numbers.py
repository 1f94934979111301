"""What a claim's functions compute from numbers, compared with what they say of symbols.

A set, a dictionary or an option of SymPy may take a symbol for something else than each of its
values; the statement is then another one than its author wrote. Points may only reject it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy
from sympy.core.parameters import distribute

from lossproof.theory.domain import Domain, corner_points
from lossproof.theory.language import Remembered, Vector
from lossproof.theory.statement.asking.composing import only_composes
from lossproof.theory.statement.asking.data import as_data
from lossproof.theory.statement.asking.functions import call_by_name, names_in, numbers_in
from lossproof.theory.statement.asking.guards import of_others
from lossproof.theory.statement.asking.mistakes import MistakeError, line_of
from lossproof.theory.statement.outcome import decided
from lossproof.theory.statement.tree import written

Function = Callable[..., Any]
Truths = list[bool | None]
Computed = Truths | Exception | None
FORMAL = {"subs"}  # methods that compute otherwise of numbers
LARGE = 1000  # an exponent that makes long numbers
ROUNDS = {"floor", "ceiling"}  # SymPy evaluates them wrongly near whole numbers
WAY_OUT = (
    "isinstance, is, sets and SymPy's options take a symbol for a value of its own, and an "
    "iterator that is used up differs from call to call: use Piecewise, a hypothesis, or with "
    "sympy.evaluate(True)"
)


def check_at_numbers(
    parameters: Mapping[str, Domain],
    functions: Mapping[str, tuple[Function, Any]],
    *,
    brief: bool,
) -> None:
    """`MistakeError` where a function, called with numbers, does not say what was said of symbols.

    `functions` by what they are called, each with what it says of symbols; those that need symbols,
    for a substitution say, are not called. `brief` if what is said is long when it is written out.
    Fewer points serve where all functions only compose terms.
    """
    own = {
        what: (*each, {*names_in(each[0])})
        for what, each in functions.items()
        if not of_others(str(getattr(each[0], "__module__", "")))
    }
    own = {what: each for what, each in own.items() if not FORMAL & each[2]}
    if not own:
        return
    with sympy.evaluate(True), distribute(True):
        mentioned = dict.fromkeys(x for function, *_ in own.values() for x in numbers_in(function))
        brief = brief or any(max(abs(x.p), x.q) > LARGE for x in mentioned)
        only = all(only_composes(function) for function, *_ in own.values())
        for values in corner_points(parameters, mentioned, brief=brief, sizes_only=only):
            truths = {what: _stated(said, values) for what, (_, said) in functions.items()}
            *given, conclusion = truths
            met = all(truths[what] and all(truths[what]) for what in given)
            for what, (function, _, names) in own.items():
                ways = (False,) if ROUNDS & names else (True, False)
                found = _wrong(function, values, ways, truths[what])
                if found is not None and (met or what != conclusion or _is_known(found)):
                    raise MistakeError(what + _told(function, values, found, truths[what]))


class _Called(Vector):
    """A vector of numbers, with a size that divides exactly."""

    __slots__ = ()

    @property
    def size(self) -> Any:
        return sympy.Integer(len(self))


def _called(value: Any) -> Any:
    return _Called(map(_called, value)) if isinstance(value, Vector) else value


def _stated(said: Any, values: Mapping[str, Any]) -> Truths:
    """What is said at a point, part by part; nothing where a part has no value."""
    try:
        stated = _truths(said, values)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # too long to write out, say
        return []
    return [] if None in stated else stated


def _is_known(found: Computed) -> bool:
    return isinstance(found, list) and None not in found


def _told(function: Function, values: Mapping[str, Any], found: Computed, stated: Truths) -> str:
    there = ", ".join(f"{name} = {value}" for name, value in values.items())
    if isinstance(found, Exception):
        return (
            f"{line_of(found, function)} has a value at {there} as it is written with symbols, but "
            f"not when it is called with these numbers ({type(found).__name__}: {found}); {WAY_OUT}"
        )
    true = "holds" if all(stated) else "fails"
    other = "has no value" if not _is_known(found) else "holds" if all(found or ()) else "fails"
    return (
        f" {true} at {there} as it is written with symbols, and {other} when it is called with "
        f"these numbers; {WAY_OUT}"
    )


def _wrong(
    function: Function, values: Mapping[str, Any], ways: Sequence[bool], stated: Truths
) -> Computed:
    """What contradicts the statement, or lacks a value whichever way it is computed; or None."""
    first: Computed = None
    for way in ways if stated else ():
        each = _computed(function, values, evaluated=way)
        if isinstance(each, list) and _contradicts(each, stated):
            return each
        if each is None or _is_known(each):
            return None
        if isinstance(each, Exception):
            return first or each
        first = first or each
    return first


def _contradicts(found: Truths, stated: Truths) -> bool:
    if len(found) == len(stated):
        pairs = zip(found, stated, strict=True)
        return any(one is not None and one is not other for one, other in pairs)
    return False in found if all(stated) else None not in found and all(found)


def _computed(function: Function, values: Mapping[str, Any], *, evaluated: bool) -> Computed:
    """What it computes from numbers, or why it does not; None where SymPy needs symbols for it."""
    try:
        with sympy.evaluate(evaluated):
            said = call_by_name(function, {name: _called(each) for name, each in values.items()})
        return _truths(said if evaluated else as_data(said, {}), values)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        return None if str(frame.f_globals.get("__name__")).startswith("sympy.") else error
    except Exception:  # an assertion about symbols, say
        return None


def _truths(said: Any, values: Mapping[str, Any]) -> Truths:
    return [decided(part).holds for part in written(said, Remembered(values))]
