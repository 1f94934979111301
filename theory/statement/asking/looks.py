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
from sympy.core.containers import Dict, Tuple
from sympy.core.expr import Expr
from sympy.printing.printer import Printer

Refuse = Callable[[Any, str, Any], None]  # by the frame that looks: what it asks, and of what

AS_A_KEY, AS_A_NUMBER = " in a set, a dictionary or a cache", " as a number"
AS_A_VECTOR, AS_AN_INDEX = ", not entry by entry", " as an index or a number of steps"
AS_A_TEXT = "the text of "
AS_WRITTEN = ", whose numbers are as they were written"
_FACTS = {f"is_{fact}" for fact in _assume_defined} | {
    "is_constant", "equals", "is_polynomial", "is_same", "dummy_eq", "compare", "has", "match",
    "matches", "find", "count",
}  # fmt: skip
_SOUGHT_IN = [
    *((Tuple, name) for name in ("__contains__", "index", "count") if name in vars(Tuple)),
    *((Dict, name) for name in ("__contains__", "__getitem__", "get") if name in vars(Dict)),
]
LIBRARIES, SIMPLIFIES = ("sympy.", "lossproof.theory."), "sympy.simplify.simplify"
_NUMBERS = {"__int__", "__float__", "__complex__", "__index__", "__round__", "__trunc__"}
_ORDERS, _SORTING = "sort_key", ("sympy.core.sorting", "sympy.core.basic")


def looks(refuse: Refuse) -> Mapping[tuple[type, str], Any]:
    """The methods and properties to put into SymPy's classes."""
    found: dict[tuple[type, str], Any] = {
        (Expr, "__index__"): _as_an_index(refuse),
        (Printable, "__str__"): _as_a_text(vars(Printable)["__str__"], refuse),
        (Printable, "__repr__"): _as_a_text(vars(Printable)["__repr__"], refuse),
    }
    for kind in kinds_of(Printer):
        if "doprint" in vars(kind):
            found[kind, "doprint"] = _printed(vars(kind)["doprint"], refuse)
    for kind, name in _SOUGHT_IN:
        found[kind, name] = _asked_whether_in(vars(kind)[name], refuse)
    for kind in kinds_of(Basic):
        for name, plain in vars(kind).items():
            if (kind, name) in found:
                continue
            if name in _FACTS and isinstance(plain, property):
                found[kind, name] = property(_asked_for(f".{name}", plain.__get__, refuse))
            elif name in _FACTS and callable(plain):
                found[kind, name] = _asked_for(f".{name}", plain, refuse)
            elif name in _NUMBERS:
                found[kind, name] = _asked_for(AS_A_NUMBER, plain, refuse)
            elif name == "__hash__" and plain is not None:
                found[kind, name] = _as_a_key(plain, refuse)
            elif name == "__format__":
                found[kind, name] = _as_a_text(plain, refuse)
            elif name == _ORDERS:
                found[kind, name] = _in_order(plain, refuse)
    return found


def kinds_of(kind: type) -> Iterator[type]:
    """The class and those of SymPy's below it."""
    yield kind
    for each in kind.__subclasses__():
        if each.__module__.startswith("sympy."):
            yield from kinds_of(each)


_KNOWN = set[Any]()  # modules of these libraries: hashes and properties are asked for all the time


def _of_library(frame: Any) -> bool:
    name = frame.f_globals.get("__name__")
    if name in _KNOWN:
        return True
    if found := str(name).startswith(LIBRARIES):
        _KNOWN.add(name)
    return found


def _as_an_index(refuse: Refuse) -> Any:
    def looked(self: Any) -> int:
        frame = sys._getframe(1)
        if not _of_library(frame):
            refuse(frame, f"{self}{AS_AN_INDEX}", self)
        raise TypeError(f"'{type(self).__name__}' object cannot be interpreted as an integer")

    return looked


def _as_a_key(plain: Any, refuse: Refuse) -> Any:
    def looked(self: Any) -> int:
        frame = sys._getframe(1)
        if frame.f_globals.get("__name__") not in _KNOWN and not _of_library(frame):
            refuse(frame, f"{self}{AS_A_KEY}", self)
        return plain(self)

    return looked


def _as_a_text(plain: Any, refuse: Refuse) -> Any:
    def looked(self: Any, *how: str) -> str:
        found = plain(self, *how)
        frame = sys._getframe(1)
        if not _of_library(frame):
            refuse(frame, f"{AS_A_TEXT}{found}", self)
        return found

    return looked


def _printed(plain: Any, refuse: Refuse) -> Any:
    """`doprint` of SymPy's printers, as `latex` calls it."""

    def looked(self: Any, expr: Any) -> Any:
        frame = sys._getframe(1)
        while str(frame.f_globals.get("__name__")).startswith("sympy.printing."):
            frame = frame.f_back
        if isinstance(expr, Basic) and not _of_library(frame):
            refuse(frame, f"{AS_A_TEXT}{expr}", expr)
        return plain(self, expr)

    return looked


def _asked_for(name: str, plain: Any, refuse: Refuse) -> Any:
    def looked(self: Any, *args: Any, **options: Any) -> Any:
        frame = sys._getframe(1)
        if not _of_library(frame) or frame.f_globals.get("__name__") == SIMPLIFIES:
            refuse(frame, f"{self}{name}", self)
        return plain(self, *args, **options)

    return looked


def _asked_whether_in(plain: Any, refuse: Refuse) -> Any:
    def looked(self: Any, of: Any, *more: Any) -> Any:
        frame = sys._getframe(1)
        if not _of_library(frame) and isinstance(of, Basic):
            refuse(frame, f"{of}{AS_A_KEY}", of)
        return plain(self, of, *more)

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
