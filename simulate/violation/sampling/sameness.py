"""Equivalence of two statements that differ in one place.

Only the differing parts are compared, and a differing hypothesis is not assumed: so both hold at
the same points wherever these parts agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import sympy

from lossproof.theory.language import Every, Relation, eq, le, unbound
from lossproof.theory.language.cells import Cell
from lossproof.theory.language.terms import Expectation
from lossproof.theory.statement import Statement
from lossproof.theory.statement.variants import changed

Compare = Callable[[Relation, Relation], Any]


def sameness(one: Statement, other: Statement) -> Statement:
    """The statement that relations have equal differences in both; a point refutes it."""
    return _compared(one, other, lambda mine, theirs: eq(mine.difference, theirs.difference))


def same_parts(one: Statement, other: Statement) -> Statement:
    """A sufficient statement: the smallest differing parts are equal."""
    return _compared(one, other, lambda mine, theirs: _parts(mine.difference, theirs.difference))


def _compared(one: Statement, other: Statement, compare: Compare) -> Statement:
    mine, theirs = one.tree, other.tree
    if mine.conclusion != theirs.conclusion:
        return changed(one, conclusion=_paired(mine.conclusion, theirs.conclusion, compare))
    name = next(name for name in mine.given if mine.given[name] != theirs.given[name])
    conclusion = _paired(mine.given[name], theirs.given[name], compare)
    return changed(one, {name: None}, conclusion=conclusion)


def _paired(mine: Any, theirs: Any, compare: Compare) -> Any:
    if isinstance(mine, Relation):
        return compare(mine, theirs)
    if isinstance(mine, Every):
        return Every(mine.index, mine.size, _paired(mine.said, theirs.said, compare))
    pairs = zip(mine, theirs, strict=True)
    return tuple(_paired(*pair, compare) for pair in pairs if pair[0] != pair[1])


def _parts(old: Any, new: Any) -> tuple[Relation, ...]:
    """Relations that imply equality, without symbols that an outer binder binds."""
    if isinstance(new, sympy.Min) and new.args[0].is_Number and new == sympy.Min(new.args[0], old):
        return (le(old, new.args[0]),)
    if isinstance(old, sympy.Add) or isinstance(new, sympy.Add):
        only, others = _unlike(sympy.Add, old, new)
        if len(only) == len(others) == 1 and only[0] != -others[0]:
            return _parts(only[0], others[0])
        if len(only) == len(others) == 1:
            return (eq(only[0], 0),)
        return (eq(sympy.Add(*only), sympy.Add(*others)),)
    if old.func != new.func or isinstance(old, (sympy.Indexed, Cell)):
        return (eq(old, new),)
    if isinstance(old, sympy.Mul):
        only, others = _unlike(sympy.Mul, old, new)
        inner = [(only[0], others[0])] if len(only) == len(others) == 1 else []
    elif isinstance(old, Expectation) and old.args[1].is_Integer and old.args[1:] == new.args[1:]:
        (body, size, _, index), changed_body = old.args, new.args[0]
        outcomes = [{index: sympy.Integer(k)} for k in range(cast(Any, size))]
        inner = [(body.xreplace(at), changed_body.xreplace(at)) for at in outcomes]
    else:
        inner = [pair for pair in zip(old.args, new.args, strict=False) if pair[0] != pair[1]]
        inner = inner if len(inner) == 1 and len(old.args) == len(new.args) else []
    free = unbound(old) | unbound(new)
    if not inner or any(unbound(part) - free for pair in inner for part in pair):
        return (eq(old, new),)
    return tuple(part for pair in inner if pair[0] != pair[1] for part in _parts(*pair))


def _unlike(kind: Any, old: Any, new: Any) -> tuple[list[Any], list[Any]]:
    mine, theirs = (Counter(kind.make_args(form)) for form in (old, new))
    return [*(mine - theirs).elements()], [*(theirs - mine).elements()]
