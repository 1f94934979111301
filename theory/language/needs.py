"""What the terms of an expression need to have values: one of several ways, each of some demands.

>>> x = sympy.Symbol("x", real=True)
>>> left(power_ways(x, sympy.Integer(-1)))
(((x, '!='),),)
>>> left(log_ways(sympy.Integer(2))), left(log_ways(sympy.Integer(0)))
((), None)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy
from sympy.core.relational import Relational

from lossproof.theory.numbers import compare
from lossproof.theory.numbers.as_written import WrittenFloor
from lossproof.theory.numbers.properties import integer, shown as seen

Demand = tuple[Any, str]  # an expression, and what it must be: >, >=, == or != 0
Ways = tuple[tuple[Demand, ...], ...]
UNDEFINED = frozenset({sympy.oo, -sympy.oo, sympy.zoo, sympy.nan})
_OPPOSITE = {">": (">=", -1), ">=": (">", -1), "==": ("!=", 1), "!=": ("==", 1)}
_RELATIONS: tuple[tuple[Any, str, int], ...] = (
    (sympy.StrictGreaterThan, ">", 1), (sympy.GreaterThan, ">=", 1),
    (sympy.StrictLessThan, ">", -1), (sympy.LessThan, ">=", -1),
    (sympy.Eq, "==", 1), (sympy.Ne, "!=", 1),
)  # fmt: skip


def power_ways(base: Any, top: Any) -> Ways:
    """A power has a value for an integer on top but for `1/0`, else for a base that is >= 0.

    What is on top may be an integer at some points only.
    """
    if integer(top):
        return ((top, ">="),), ((base, "!="),)
    real = ((base, ">"),), ((base, ">="), (top, ">="))
    if top.is_number:
        return real
    return (*real, ((base, "!="), (top - WrittenFloor(top), "==")))


def log_ways(argument: Any) -> Ways:
    """A logarithm has a value above 0."""
    return (((argument, ">"),),)


def left(ways: Ways) -> Ways | None:
    """What is left to be asked of symbols: `()` if a way is met, None if none can be.

    What is demanded of a number is met where it can be shown.
    """
    waiting: list[tuple[Demand, ...]] = []
    for way in ways:
        open_ = [(expr, demand) for expr, demand in way if not seen(expr, demand)]
        if not open_:
            return ()
        if all(not expr.is_number or _shown(expr, demand) for expr, demand in open_):
            kept = tuple(each for each in open_ if not each[0].is_number)
            if not kept:
                return ()
            waiting.append(kept)
    return tuple(waiting) or None


def _shown(number: Any, demand: str) -> bool:
    return number not in UNDEFINED and compare(number, demand, 0) is True


def put(ways: Ways, numbers: Mapping[Any, Any]) -> Ways:
    """The same asked of other expressions, in the place of these."""
    return tuple(tuple((e.xreplace(numbers), demand) for e, demand in way) for way in ways)


def all_met(needs: Iterable[Ways], numbers: Mapping[Any, Any]) -> bool:
    """Whether all that is needed is certainly so with these numbers for the symbols."""
    return all(left(put(ways, numbers)) == () for ways in needs)


def ways_of_condition(condition: Any) -> Ways:
    """Ways for a condition of a Piecewise to hold."""
    form = sympy.to_dnf(condition)
    found: list[tuple[Demand, ...]] = []
    for case in form.args if isinstance(form, sympy.Or) else (form,):
        parts = case.args if isinstance(case, sympy.And) else (case,)
        found.append(tuple(_demand(part) for part in parts))
    return tuple(found)


def always_met(ways: Ways) -> bool:
    """Whether two of the ways leave nothing else: x > 0 and x <= 0, or x = 0 where x >= 0."""
    single = {way[0] for way in ways if len(way) == 1}
    if any((_OPPOSITE[demand][1] * e, _OPPOSITE[demand][0]) in single for e, demand in single):
        return True
    zero = {side * e for e, demand in single if demand == "==" for side in (1, -1)}
    return any(demand == ">" and e in zero and seen(e, ">=") for e, demand in single)


def truth(condition: Any) -> Any:
    """True or false for a relation of numbers that can be decided, else the condition itself."""
    if not isinstance(condition, Relational) or condition.free_symbols:
        return condition
    try:
        found = compare(*_demand(condition), 0)
    except (TypeError, ValueError):
        return condition
    return condition if found is None else sympy.sympify(found)


def _demand(part: Any) -> Demand:
    if isinstance(part, sympy.Not):
        expr, demand = _demand(part.args[0])
        opposite, sign = _OPPOSITE[demand]
        return sign * expr, opposite
    for kind, demand, sign in _RELATIONS:
        if isinstance(part, kind):
            return sign * (part.lhs - part.rhs), demand
    return sympy.Integer(bool(part == sympy.true)), ">"
