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

import inspect
import os
import re
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, cast
from weakref import WeakSet

import sympy
from sympy.core.operations import AssocOp
from sympy.core.parameters import global_parameters
from sympy.core.relational import Relational

from lossproof.theory.language import Every, Relation
from lossproof.theory.language.terms.conditions import guards
from lossproof.theory.statement.data import as_data
from lossproof.theory.statement.mistakes import MistakeError, line_of, mistake

Assignment = Mapping[str, Any]
Methods = Mapping[tuple[type, str], Any]  # None where a class has none of its own

# Whose code may ask whether expressions are equal: SymPy's, that of theory, and Python's own.
OTHERS = ("sympy", "lossproof.theory")
_LIBRARY = (f"{Path(inspect.__file__).parent}{os.sep}", "<frozen ")
_PLAIN = (int, float, str, bytes, tuple)
Read = tuple[int, str]  # the function that reads, and the name
UNNAMED = r"_Dummy_\d+"  # an index of a sum
RETURN_ALL = (
    "Python's and, or, not and if keep one relation and drop the others: return them separated by "
    "commas, or use Piecewise"
)
USE_EQ = "to state that two sides are equal, write eq(…, …)"
USE_PIECEWISE = (
    "parameters are symbols, so this is neither true nor false: use Piecewise in place of if, or "
    "write two claims, each with its case as a hypothesis"
)

OTHER_CLASSES = (
    "parameters are symbols, so this is neither true nor false: for a sum over the other classes "
    "subtract the term of the label, as in f.total() - f[y]"
)


class _AskedError(TypeError):
    """A truth value was asked of a symbol."""


_ASKED: list[_AskedError] = []  # by a claim's own code, which may suppress the error


def _asked(what: Any) -> _AskedError:
    _ASKED.append(_AskedError(what))
    return _ASKED[-1]


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


def said_by(function: Callable[..., Any], symbols: Assignment, what: str) -> tuple[Any, Any]:
    """The relations that a hypothesis or a conclusion returns when it is given symbols.

    They come once evaluated by SymPy, and once as they were written.

    Raises
    ------
    MistakeError
        If it returns something else, speaks of every value of an index of its own, asks for the
        truth of something about symbols, or ends in an error.
    """
    try:
        said = _said(function, symbols)
    except _AskedError as error:
        place = f"{what}{line_of(error, function)}"
        asked = re.sub(UNNAMED, "the index", str(error))
        way_out = OTHER_CLASSES if asked != str(error) else USE_PIECEWISE
        way_out = RETURN_ALL if asked.startswith("the relation ") else way_out
        way_out = f"{USE_EQ}; else {way_out}" if " == " in asked else way_out
        raise MistakeError(f"{place} uses the truth value of {asked}; {way_out}") from error
    except (Exception, SystemExit) as error:
        raise MistakeError(mistake(error, function, what)) from error
    if said is None:
        raise MistakeError(f"{what} returns nothing: end it with return le(…, …) or the like")
    try:
        return as_data(said, symbols), said
    except (TypeError, ValueError) as error:
        raise MistakeError(f"{what}: {re.sub(UNNAMED, 'i', str(error))}") from error


def _said(function: Callable[..., Any], symbols: Assignment) -> Any:
    """What the function returns; `_AskedError` even where it suppresses that."""
    _ASKED.clear()
    with no_branching(), sympy.evaluate(False):
        said = call_by_name(function, symbols)
    if _ASKED:
        raise _ASKED[0]
    return said


class _Block:
    """A block that lasts as long as its frame, however that ends, in the thread that made it."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()


def _asking_here() -> bool:
    """Whether this thread is asking a claim's function what it says."""
    here = threading.get_ident()
    return any(block.thread == here for block in [*_BLOCKS])


@contextmanager
def no_branching() -> Generator[None]:
    """While it lasts, a claim's own code cannot ask for the truth of anything about symbols.

    It may be nested, in other threads too: the guards stay while any block lasts. A block that is
    interrupted while it begins or ends leaves no half of them for the next one.
    """
    block = _Block()
    try:
        with _TURN:
            _BLOCKS.add(block)
            now = {place: vars(place[0]).get(place[1]) for place in _GUARDS}
            _PLAIN_METHODS.update({at: old for at, old in now.items() if old is not _GUARDS[at]})
            _put(_GUARDS)
        yield
        if not _are_put(_GUARDS):
            raise RuntimeError("what asks for truth was not seen to the end: decide again")
    finally:
        with _TURN:
            _BLOCKS.discard(block)
            if not _BLOCKS:
                _put(_PLAIN_METHODS)


def _put(methods: Methods) -> None:
    """Give the classes these methods; Python forgets what it knows of them only where it must."""
    if _are_put(methods):
        return
    for (kind, name), method in methods.items():
        if method is None:
            if name in vars(kind):
                delattr(kind, name)
        else:
            setattr(kind, name, method)


def _are_put(methods: Methods) -> bool:
    return all(vars(kind).get(name) is method for (kind, name), method in methods.items())


def _comparison_of(kind: type, name: str) -> Any:
    """`__eq__` or `__ne__` of a class, which claims may not use of symbols that are not equal."""
    plain, (sure, sign) = vars(kind)[name], COMPARISONS[name]

    def compared(self: Any, other: Any) -> Any:
        found = plain(self, other)
        return found if found is sure else _unless_asked(found, self, sign, other)

    return compared


def _true(self: Any) -> bool:
    return _unless_asked(len(self) > 0 if hasattr(type(self), "__len__") else True, self)


def _neither(self: Any) -> bool:
    own = _is_own(cast(Any, inspect.currentframe()).f_back)
    raise _asked(self) if own else _AskedError(self)


def _written(self: Any) -> bool:
    if _is_own(cast(Any, inspect.currentframe()).f_back):
        raise _asked(f"the relation {self}")
    return True


def _of_terms_as_written(kind: type, name: str) -> Any:
    """The method, which a claim may call only with evaluation on: SymPy is wrong without it."""
    plain = vars(kind)[name]

    def called(self: Any, *args: Any, **options: Any) -> Any:
        if not global_parameters.evaluate and _asking_here() and _for_a_claim():
            raise TypeError(
                f"SymPy's {name} is wrong about terms that are not evaluated: call it "
                "inside `with sympy.evaluate(True)`"
            )
        return plain(self, *args, **options)

    return called


def _for_a_claim() -> bool:
    """Whether SymPy works for a claim's own code, and not for ours."""
    frame = cast(Any, inspect.currentframe()).f_back.f_back
    while str(frame.f_globals.get("__name__")).partition(".")[0] == "sympy":
        frame = frame.f_back
    return _is_own(frame)


COMPARISONS: Mapping[str, tuple[bool, str]] = {"__eq__": (True, "=="), "__ne__": (False, "!=")}
_COMPARED = (  # SymPy's numbers and truth values have comparisons of their own
    sympy.Basic, sympy.Integer, sympy.Rational, sympy.Float, sympy.NumberSymbol,
    type(sympy.true), type(sympy.false),
)  # fmt: skip
_ALGORITHMS = (
    (sympy.Expr, "expand"), (sympy.Basic, "doit"), (sympy.Sum, "doit"), (sympy.Product, "doit"),
    (sympy.Derivative, "doit"), (sympy.Subs, "doit"), (AssocOp, "doit"),
    (sympy.Expr, "as_numer_denom"), (sympy.Add, "as_numer_denom"), (sympy.Mul, "as_numer_denom"),
    (sympy.Pow, "as_numer_denom"),
)  # fmt: skip
_GUARDS: Methods = {
    **{(kind, name): _comparison_of(kind, name)
       for kind in _COMPARED for name in COMPARISONS if name in vars(kind)},
    (sympy.Basic, "__bool__"): _true, (Relational, "__bool__"): _neither,
    (Relation, "__bool__"): _written, (Every, "__bool__"): _written,
    **guards(_asking_here),
    **{each: _of_terms_as_written(*each) for each in _ALGORITHMS},
}  # fmt: skip
_PLAIN_METHODS = {(kind, name): vars(kind).get(name) for kind, name in _GUARDS}
_BLOCKS, _TURN = WeakSet[_Block](), threading.RLock()


def _unless_asked(truth: Any, *asked: Any) -> Any:
    """The truth, unless a claim's own code asks for that of something about symbols."""
    own = _is_own(cast(Any, inspect.currentframe()).f_back.f_back)
    if own and any(getattr(each, "free_symbols", ()) for each in asked):
        raise _asked(" ".join(map(str, asked)))
    return truth


def _is_own(frame: Any) -> bool:
    """Whether a claim's own code asks, by way of Python's library or of code made by it or not."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__"))
        if any(name == other or name.startswith(f"{other}.") for other in OTHERS):
            return False
        inside = name.partition(".")[0] in sys.stdlib_module_names and name != "__main__"
        if not (inside and frame.f_code.co_filename.startswith(_LIBRARY)):
            return True
        frame = frame.f_back
    return False


def read_by(function: Callable[..., Any]) -> dict[Read, Any]:
    """The variables that a function reads, and those that functions of its module read for it."""
    return dict(_read(function, set[int]()))


def changed_since(
    before: Mapping[Read, Any], function: Callable[..., Any]
) -> tuple[str, Any, Any] | None:
    """The first variable with another value now, with the old and the new one."""
    for place, value in _read(function, set[int]()):
        old = before.get(place, value)
        same = type(old) is type(value) in _PLAIN and old == value
        if not (old is value or same):
            return place[1], old, value
    return None


def _read(function: Any, seen: set[int]) -> Iterator[tuple[Read, Any]]:
    if not isinstance(function, FunctionType) or id(function) in seen:
        return
    seen.add(id(function))
    names, around = function.__code__.co_freevars, function.__globals__
    found = list[tuple[str, Any]]()
    for name, cell in zip(names, function.__closure__ or (), strict=True):
        try:
            found.append((name, cell.cell_contents))
        except ValueError:  # not yet assigned
            continue
    found += [(name, around[name]) for name in _names(function.__code__) if name in around]
    for name, value in found:
        yield (id(function), name), value
        if isinstance(value, FunctionType) and value.__globals__ is around:
            yield from _read(value, seen)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)
