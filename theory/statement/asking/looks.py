"""A claim's own code builds terms, and does not look into them.

What SymPy tells of a symbol, `y.is_positive` say, is not what it tells of each of its values, and
a symbol in a set or a dictionary is no member that equals it. Guards of what looks so refuse it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sympy.core._print_helpers import Printable
from sympy.core.assumptions import _assume_defined
from sympy.core.basic import Basic

Refuse = Callable[[Any, str, Any], None]  # by the frame that looks: what it asks, and of what

AS_A_KEY, AS_A_NUMBER = " in a set, a dictionary or a cache", " as a number"
AS_WRITTEN = ", whose numbers are as they were written"
_FACTS = {f"is_{fact}" for fact in _assume_defined} | {"is_constant", "equals", "is_polynomial"}
LIBRARIES, SIMPLIFIES = ("sympy.", "lossproof.theory."), "sympy.simplify.simplify"
_NUMBERS = {"__int__", "__float__", "__complex__", "__index__", "__round__", "__trunc__"}
_ORDERS, _SORTING = "sort_key", ("sympy.core.sorting", "sympy.core.basic")


def looks(refuse: Refuse) -> Mapping[tuple[type, str], Any]:
    """The methods and properties to put into SymPy's classes."""
    found: dict[tuple[type, str], Any] = {
        (Basic, "__hash__"): _as_a_key(refuse),
        (Printable, "__str__"): _as_a_text(refuse),
    }
    for kind in kinds_of(Basic):
        for name, plain in vars(kind).items():
            if name in _FACTS and isinstance(plain, property):
                found[kind, name] = property(_asked_for(f".{name}", plain.__get__, refuse))
            elif name in _FACTS and callable(plain):
                found[kind, name] = _asked_for(f".{name}", plain, refuse)
            elif name in _NUMBERS:
                found[kind, name] = _asked_for(AS_A_NUMBER, plain, refuse)
            elif name == _ORDERS:
                found[kind, name] = _in_order(plain, refuse)
    return found


def kinds_of(kind: type) -> Iterator[type]:
    """The class and those of SymPy's below it."""
    yield kind
    for each in kind.__subclasses__():
        if each.__module__.startswith("sympy."):
            yield from kinds_of(each)


def _of_library(frame: Any) -> bool:
    return str(frame.f_globals.get("__name__")).startswith(LIBRARIES)


def _as_a_key(refuse: Refuse) -> Any:
    plain = vars(Basic)["__hash__"]

    def looked(self: Any) -> int:
        frame = sys._getframe(1)
        if not _of_library(frame):
            refuse(frame, f"{self}{AS_A_KEY}", self)
        return plain(self)

    return looked


class _Text(str):
    """What a term is written as: not to be compared, since each value is written otherwise."""

    refuse: Refuse
    of: Any


def _compared(name: str) -> Any:
    plain = getattr(str, name)

    def looked(self: Any, *other: Any) -> Any:
        self.refuse(sys._getframe(1), f"the text of {self.of!r}", self.of)
        return plain(self, *other)

    return looked


for _name in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__"):
    setattr(_Text, _name, _compared(_name))


def _as_a_text(refuse: Refuse) -> Any:
    plain = vars(Printable)["__str__"]

    def looked(self: Any) -> str:
        found = plain(self)
        if _of_library(sys._getframe(1)) or not getattr(self, "free_symbols", ()):
            return found
        text = _Text(found)
        text.refuse, text.of = refuse, self
        return text

    return looked


def _asked_for(name: str, plain: Any, refuse: Refuse) -> Any:
    def looked(self: Any, *args: Any, **options: Any) -> Any:
        frame = sys._getframe(1)
        if not _of_library(frame) or frame.f_globals.get("__name__") == SIMPLIFIES:
            refuse(frame, f"{self}{name}", self)
        return plain(self, *args, **options)

    return looked


def _in_order(plain: Any, refuse: Refuse) -> Any:
    """By SymPy's sort keys, which order symbols by their names."""

    def looked(self: Any, *args: Any, **options: Any) -> Any:
        frame = sys._getframe(1)
        while frame.f_globals.get("__name__") in _SORTING:
            frame = frame.f_back
        if not _of_library(frame):
            refuse(frame, f"the place of {self} in an order", self)
        return plain(self, *args, **options)

    return looked
