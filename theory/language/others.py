"""The other classes: sums over all classes but one, and what is said of each of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import sympy

from lossproof.theory.language.relations import Relation
from lossproof.theory.language.sums import class_sum, every_class


def sum_of_others(term: Callable[[Any], Any], label: Any, size: Any) -> sympy.Expr:
    """The sum of `term(j)` over the classes `j` but `label`, where the term needs no value."""

    def summand(j: Any) -> Any:
        same = sympy.Eq(j, label)
        return 0 if same == sympy.true else _unless(same, 0, sympy.sympify(term(j)))

    return class_sum(summand, size)


def every_other_class(statement: Callable[[Any], Any], label: Any, size: Any) -> Any:
    """`statement(l)` for every class `l` but `label`: differences are compared with 0.

    Raises
    ------
    TypeError
        If the statement is no relation, or no tuple of them.
    """

    return every_class(lambda k: _said(statement(k), sympy.Eq(k, label)), size)


def _said(parts: Any, same: Any) -> Any:
    """What is said of a class, and what is so anyway of the label itself."""
    if isinstance(parts, Relation):
        there = sympy.Integer(parts.sign == ">")
        return Relation(_unless(same, there, parts.difference), parts.sign, sympy.Integer(0))
    if isinstance(parts, (tuple, list)):
        return tuple(_said(part, same) for part in cast(Sequence[Any], parts))
    raise TypeError(f"every_other_class needs a relation or a tuple of relations; got {parts}")


def _unless(same: Any, there: Any, value: Any) -> Any:
    """The value, or another where the classes are the same."""
    return sympy.Piecewise((there, same), (value, True))
