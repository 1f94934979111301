"""What a claim's function says, asked of it once, with symbols."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import sympy

from theory.statement.data import as_data

Assignment = Mapping[str, Any]

_UNKNOWN = "cannot determine truth value of Relational"
# Whose code may ask whether expressions are equal: SymPy's, that of theory, and Python's own.
_PLACES = (sympy.__file__, str(Path(__file__).parent), inspect.__file__)
OTHERS = ("<string>", *(str(Path(place).parent) for place in _PLACES))
USE_PIECEWISE = (
    "it stands for every value at once, so nothing can branch on it: use Piecewise, or make two "
    "hypotheses or claims"
)


class _AskedError(TypeError):
    """A truth value was asked of a symbol."""


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
            f"{getattr(function, '__name__', 'a function')} asks for {', '.join(missing)}; "
            f"the parameters are {', '.join(values)}"
        )
    return function(**{name: values[name] for name in wanted})


def said_by(function: Callable[..., Any], symbols: Assignment, what: str) -> Any:
    """The relations that a hypothesis or a conclusion returns when it is given symbols.

    Raises
    ------
    TypeError
        If it returns something else, speaks of every value of an index of its own, or asks
        whether a relation between symbols is true.
    """
    try:
        with _no_branching():
            said = call_by_name(function, symbols)
    except TypeError as error:
        asked = isinstance(error, _AskedError) or str(error).startswith(_UNKNOWN)
        if not asked:
            raise
        unknown = str(error).removeprefix(_UNKNOWN + ": ")
        raise TypeError(f"{what} asks for the truth of {unknown}; {USE_PIECEWISE}") from error
    return as_data(said, symbols)


@contextmanager
def _no_branching() -> Generator[None]:
    """While it lasts, a claim's own code cannot ask whether different expressions are equal."""
    kept = {name: vars(sympy.Basic)[name] for name in ("__eq__", "__ne__")}

    def equal(self: Any, other: Any) -> Any:
        found = kept["__eq__"](self, other)
        return found if found is True else _unless_asked(self, "==", other, found)

    def unequal(self: Any, other: Any) -> Any:
        found = kept["__ne__"](self, other)
        return found if found is False else _unless_asked(self, "!=", other, found)

    sympy.Basic.__eq__, sympy.Basic.__ne__ = equal, unequal
    try:
        yield
    finally:
        for name, method in kept.items():
            setattr(sympy.Basic, name, method)


def _unless_asked(left: Any, op: str, right: Any, truth: Any) -> Any:
    """The truth, unless a claim's own code asks for that of something about symbols."""
    asking = cast(Any, inspect.currentframe()).f_back.f_back
    own = not asking.f_code.co_filename.startswith(OTHERS)
    if own and any(getattr(side, "free_symbols", ()) for side in (left, right)):
        raise _AskedError(f"{left} {op} {right}")
    return truth
