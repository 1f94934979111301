"""Conditions as a claim writes them: what SymPy would fold away and may lack a value is refused.

SymPy takes `a >= 0` or `a < 0` for true, and a Piecewise in a condition apart, even under
`evaluate(False)`; whether `a` has a value would then no longer be asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import sympy
from sympy import preorder_traversal
from sympy.core.operations import ShortCircuit
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import ITE, Equivalent, Xor

from lossproof.theory.language.definedness import obligations
from lossproof.theory.language.needs import UNDEFINED
from lossproof.theory.language.sums import is_label
from lossproof.theory.language.vocabulary import foreign

OF_OTHERS = "_new_args_filter"
_LOOKING = threading.local()


def guards(asking: Callable[[], bool]) -> Mapping[tuple[type, str], Any]:
    """The methods to put into SymPy's classes; they refuse only while `asking()`."""
    joined = {(kind, OF_OTHERS): _keeping(kind, asking) for kind in (sympy.And, sympy.Or)}
    refused = {(kind, "__new__"): _refusing(kind, asking) for kind in (Xor, Equivalent, ITE)}
    return {**joined, **refused, (ExprCondPair, "__new__"): _without_pieces(asking)}


def _keeping(kind: Any, asking: Callable[[], bool]) -> Any:
    plain = vars(kind)[OF_OTHERS].__func__

    def filtered(cls: Any, args: Iterable[Any]) -> Any:
        every = [*args]
        found: list[Any] | None = None
        try:
            found = [*plain(cls, iter(every))]
        except ShortCircuit:
            _check(kind, every, (), asking)
            raise
        _check(kind, every, found, asking)
        return found

    return classmethod(filtered)


def _check(kind: Any, every: Any, left: Any, asking: Callable[[], bool]) -> None:
    """`TypeError` if a condition is left out that may lack a value and equals none that stays."""
    if not asking():
        return
    there = {_alike(each) for each in left}
    for each in _parts(kind, every):
        if _alike(each) not in there and _may_lack_a_value(each):
            raise TypeError(
                f"SymPy drops {each} from a condition, where it may have no value: write the "
                "condition without it"
            )


def _parts(kind: Any, every: Iterable[Any]) -> Iterator[Any]:
    for each in every:
        if isinstance(each, kind):
            yield from _parts(kind, each.args)
        else:
            yield each


def _may_lack_a_value(part: Any) -> bool:
    """Whether not every term in it, of any piece and condition, evidently has a value."""
    if not isinstance(part, sympy.Basic) or getattr(_LOOKING, "now", False):
        return False
    found = (each for each in preorder_traversal(part) if isinstance(each, sympy.Expr))
    every = [each for each in found if not isinstance(each, sympy.IndexedBase)]
    if any(each.args[-1][1] != sympy.true for each in every if isinstance(each, sympy.Piecewise)):
        return True
    if any(each in UNDEFINED or foreign(each) or _may_be_no_entry(each) for each in every):
        return True
    terms = [each for each in every if not each.has(sympy.Piecewise)]
    _LOOKING.now = True  # to look may write conditions of its own
    try:
        return any(map(obligations, terms))
    finally:
        _LOOKING.now = False


def _may_be_no_entry(term: Any) -> bool:
    return isinstance(term, sympy.Indexed) and not all(map(is_label, term.indices))


def _alike(condition: Any) -> Any:
    return condition.canonical if getattr(condition, "is_Relational", False) else condition


def _refusing(kind: Any, asking: Callable[[], bool]) -> Any:
    plain = kind.__new__

    def refused(cls: Any, *args: Any, **options: Any) -> Any:
        if asking() and any(map(_may_lack_a_value, args)):
            raise TypeError(f"{kind.__name__} is no condition of the language: use And, Or, Not")
        return plain(cls, *args, **options)

    return staticmethod(refused)


def _without_pieces(asking: Callable[[], bool]) -> Any:
    plain = ExprCondPair.__new__

    def paired(cls: Any, expr: Any, cond: Any) -> Any:
        inside = cond.atoms(sympy.Piecewise) if isinstance(cond, sympy.Basic) else ()
        if inside and asking() and any(map(_may_lack_a_value, inside)):
            raise TypeError(
                f"a Piecewise stands in the condition {cond}: write its pieces as pieces of the "
                "outer Piecewise"
            )
        return plain(cls, expr, cond)

    return staticmethod(paired)
