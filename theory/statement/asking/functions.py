"""What a claim's function says, asked of it once, with symbols.

The variables around it that it reads must be as they were where the claim was made: it may stand
in a loop that has gone on since.

>>> bound = 1
>>> def said(x):
...     return x <= bound
>>> before = read_by(said)
>>> bound = 2
>>> changed_since(before, said)
('bound', 1, 2)
"""

from __future__ import annotations

import dis
import inspect
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from types import CodeType, FunctionType
from typing import Any

import sympy

from lossproof.theory.language.relations import SAYING
from lossproof.theory.language.terms.folding import Lacking
from lossproof.theory.statement.asking.data import as_data
from lossproof.theory.statement.asking.guards import ASKED, AskedError, no_branching
from lossproof.theory.statement.asking.looks import (
    AS_A_KEY,
    AS_A_NUMBER,
    AS_A_TEXT,
    AS_A_VECTOR,
    AS_AN_INDEX,
    AS_WRITTEN,
)
from lossproof.theory.statement.asking.mistakes import (
    EVERY,
    NUMBERS,
    MistakeError,
    line_of,
    mistake,
)

Assignment = Mapping[str, Any]

_PLAIN = (int, float, str, bytes, tuple)
FEW = 8  # numbers that are looked at of many
DEEP, MANY = 2, 1000  # how far it is looked into values, and into how many entries
Read = tuple[int, str]  # the function that reads, and the name
UNNAMED = r"_Dummy_\d+"  # an index of a sum
RETURN_ALL = (
    "Python's and, or, not and if keep one relation and drop the others: return them separated by "
    "commas, or use Piecewise"
)
USE_EQ = "to state that two sides are equal, write eq(…, …)"
A_CHAIN = "for a chain such as 0 <= x <= 1, return ge(x, 0), le(x, 1)"
USE_PIECEWISE = (
    "parameters are symbols, so this is neither true nor false: use Piecewise in place of if, or "
    "write two claims, each with its case as a hypothesis"
)

USE_TERMS = (
    "a symbol is not the member or key that it may equal: use Piecewise or KroneckerDelta, do not "
    "cache a function of parameters, and call a function again in place of xreplace"
)
USE_ENTRIES = "state what holds of every entry, as every_class(lambda j: eq(f[j], g[j]), c)"
NO_TEXTS = "it is not that of its values: remove it, also from print and from logging"
USE_NUMBERS = (
    "write a number that is compared as Rational(1, 2), or compare inside with sympy.evaluate(True)"
)
SET_INSIDE = (
    "a sum calls its term once for all classes or samples, so a variable that counts its calls "
    "counts others than meant: write the term as a function of the index or of the entry"
)
OTHER_CLASSES = (
    "parameters are symbols, so this is neither true nor false: for a sum over the other classes "
    "subtract the term of the label, as in f.total() - f[y]"
)


def call_by_name(function: Callable[..., Any], values: Assignment) -> Any:
    """`function` applied to the values its parameters name.

    Raises
    ------
    ValueError
        If it asks for a name that `values` lacks.
    """
    wanted = inspect.signature(function).parameters
    if missing := [name for name in wanted if name not in values]:
        raise ValueError(
            f"{getattr(function, '__name__', 'a function')} needs {', '.join(missing)}, which is "
            f"not a parameter; the parameters are {', '.join(values)}"
        )
    return function(**{name: values[name] for name in wanted})


def said_by(function: Callable[..., Any], symbols: Assignment, what: str) -> Any:
    """What a hypothesis or a conclusion returns when it is given symbols, as it is written.

    Raises
    ------
    MistakeError
        If it returns nothing, asks for the truth of something about symbols, sets a variable around
        it, or ends in an error.
    """
    if name := set_around(function):
        raise MistakeError(f"{what} sets {name}, a variable around it; {SET_INSIDE}")
    try:
        said = _said(function, symbols)
    except AskedError as error:
        place = f"{what}{line_of(error, function)}"
        asked = re.sub(UNNAMED, "the index", str(error))
        way_out = OTHER_CLASSES if asked != str(error) else USE_PIECEWISE
        way_out = f"{way_out}; {A_CHAIN}" if re.search(r" [<>]=? ", asked) else way_out
        way_out = RETURN_ALL if asked.startswith("the relation ") else way_out
        way_out = f"{USE_EQ}; else {way_out}" if " == " in asked else way_out
        way_out = USE_TERMS if asked.endswith(AS_A_KEY) else way_out
        way_out = NUMBERS if asked.endswith(AS_A_NUMBER) else way_out
        way_out = EVERY if asked.endswith(AS_AN_INDEX) else way_out
        way_out = NO_TEXTS if asked.startswith(AS_A_TEXT) else way_out
        way_out = USE_ENTRIES if asked.endswith(AS_A_VECTOR) else way_out
        way_out = USE_NUMBERS if asked.endswith(AS_WRITTEN) else way_out
        raise MistakeError(f"{place} uses the truth value of {asked}; {way_out}") from error
    except (Exception, SystemExit) as error:
        raise MistakeError(mistake(error, function, what)) from error
    if said is None:
        raise MistakeError(f"{what} returns nothing: end it with return le(…, …) or the like")
    return said


def stated(said: Any, symbols: Assignment, what: str, lacking: Lacking) -> Any:
    """The relations that a hypothesis or a conclusion returned, evaluated by SymPy.

    Raises
    ------
    MistakeError
        If it returned something else, or speaks of every value of an index of its own.
    """
    try:
        return as_data(said, symbols, lacking)
    except (TypeError, ValueError) as error:
        raise MistakeError(f"{what}: {re.sub(UNNAMED, 'i', str(error))}") from error


def _said(function: Callable[..., Any], symbols: Assignment) -> Any:
    """What the function returns; `AskedError` even where it suppresses that."""
    ASKED.clear()
    with no_branching(), sympy.evaluate(False):
        before, SAYING.now = SAYING.now, True
        try:
            said = call_by_name(function, symbols)
        finally:
            SAYING.now = before
    if ASKED:
        raise ASKED[0]
    return said


def read_by(function: Callable[..., Any]) -> dict[Read, Any]:
    """The variables that a function reads, and those that functions of its module read for it."""
    return dict(_read(function))


def changed_since(
    before: Mapping[Read, Any], function: Callable[..., Any]
) -> tuple[str, Any, Any] | None:
    """The first variable with another value now, with the old and the new one."""
    for place, value in _read(function):
        old = before.get(place, value)
        same = type(old) is type(value) in _PLAIN and old == value
        if not (old is value or same):
            return place[1], old, value
    return None


def set_around(function: Callable[..., Any]) -> str:
    """The first variable around it that its code, or that of a helper, sets; "" if there is none.

    It is called once for a sum over symbols, and once for each term of a sum over numbers.
    """
    codes = [code for each in _with_helpers(function) for code in codes_in(each.__code__)]
    for code in codes:
        for step in dis.get_instructions(code):
            own = step.opname == "STORE_DEREF" and step.argval not in code.co_freevars
            if step.opname in ("STORE_DEREF", "STORE_GLOBAL") and not own:
                return str(step.argval)
    return ""


def names_in(function: Callable[..., Any]) -> Iterator[str]:
    """The names of variables and methods in its code."""
    return (name for each in _with_helpers(function) for name in _names(each.__code__))


def numbers_in(function: Callable[..., Any]) -> Iterator[Any]:
    """The rational numbers that it mentions, and those that two integers in it make."""
    found = dict.fromkeys(x for each in _with_helpers(function) for x in _mentioned(each))
    yield from found
    whole = [x for x in found if x.q == 1 and x][:FEW]
    yield from (p / q for p in whole for q in whole if q > 1 and p % q)


def _mentioned(function: FunctionType) -> Iterator[Any]:
    kept = [value for _, value in variables(function)]
    left = [*_constants(function.__code__), *kept, *(function.__defaults__ or ())]
    while left:
        value = left.pop()
        if type(value) in (set, frozenset, list, tuple, dict):
            left += [*value][:FEW]
        elif isinstance(value, (int, Fraction, sympy.Rational)) and type(value) is not bool:
            yield sympy.Rational(value)
        elif isinstance(value, (sympy.Tuple, sympy.Dict)):
            yield from [*value.atoms(sympy.Rational)][:FEW]


def _constants(code: CodeType) -> Iterator[Any]:
    return (x for each in codes_in(code) for x in each.co_consts if not isinstance(x, CodeType))


def _with_helpers(function: Any) -> Iterator[FunctionType]:
    """The function, and those of its module that it reads."""
    left, seen = [function], set[int]()
    while left:
        each = left.pop()
        if isinstance(each, FunctionType) and id(each) not in seen:
            seen.add(id(each))
            yield each
            around = each.__globals__
            left += [v for _, v in variables(each) if getattr(v, "__globals__", None) is around]


def _read(function: Any) -> Iterator[tuple[Read, Any]]:
    for each in _with_helpers(function):
        for name, value in variables(each):
            for inner, part in _parts(name, value, {*_names(each.__code__)}):
                yield (id(each), inner), part


def _parts(name: str, value: Any, read: Collection[str], deep: int = DEEP) -> Iterator[Any]:
    """A variable, and the entries and those attributes of its value that may be `read`."""
    yield name, value
    inside = dict[str, Any]()
    if type(value) in (dict, list, tuple) and len(value) <= MANY:
        keys = [*value] if type(value) is dict else range(len(value))
        inside = {f"{name}[{key!r}]": value[key] for key in keys}
    elif not isinstance(value, (FunctionType, type)):
        own = getattr(value, "__dict__", None) or {}
        inside = {f"{name}.{each}": own[each] for each in sorted(read) if each in own}
    for inner, part in inside.items() if deep else ():
        yield from _parts(inner, part, read, deep - 1)


def variables(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """What it reads of the variables around it."""
    names, around = function.__code__.co_freevars, function.__globals__
    for name, cell in zip(names, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # not yet assigned
            continue
    yield from ((name, around[name]) for name in _names(function.__code__) if name in around)


def _names(code: CodeType) -> Iterator[str]:
    return (name for each in codes_in(code) for name in each.co_names)


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of those that are made in it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from codes_in(each)
