"""Terms and relations as texts: S-expressions of one grammar, for records and their checker.

A term is a rational number, `-2/3`; a name, `eta`; or a head with its arguments, `(+ c -1)`. What
has an index of its own names it by how deep it stands, so equal terms have equal texts.

>>> q = sympy.Symbol("q")
>>> written(q**2 / 3 - sympy.log(q))
'(+ (* -1 (log q)) (* 1/3 (^ q 2)))'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from lossproof.theory.language.relations import Every, Relation
from lossproof.theory.language.sums import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    Binder,
    Index,
    Linear,
)
from lossproof.theory.language.vocabulary import TERMS, UNDEFINED, foreign

ANY_INDEX: dict[Any, str] = {
    ANY_CLASS: "@class", ANY_ROW: "@row", ANY_COLUMN: "@column", ANY_SAMPLE: "@sample",
}  # fmt: skip
_CONNECTIVES: dict[type, str] = {sympy.And: "and", sympy.Or: "or", sympy.Not: "not"}
_HALF = sympy.Rational(1, 2)


def written(expr: Any, bound: Mapping[Any, str] | None = None) -> str:
    """The text of a term; `bound` are the names of the indices that stand bound around it.

    Raises
    ------
    ValueError
        If it holds what is no term of the language.
    """
    expr, names = sympy.sympify(expr), bound or {}
    if expr.is_Rational and not foreign(expr):
        return str(expr)
    if isinstance(expr, sympy.Piecewise):
        return _pieces(expr.args, names)
    if why := foreign(expr) or (expr in UNDEFINED and f"{expr} is no number"):
        raise ValueError(why)
    if isinstance(expr, sympy.Symbol):
        return _named(expr, names)
    if isinstance(expr, (Linear, Binder)):
        own = {index: f"#{len(names) + k}" for k, index in enumerate(expr.indices)}
        places = expr.scope if isinstance(expr, Binder) else (0,)
        inside = {**names, **own}
        texts = {
            k: written(part, inside if k in places else names)
            for k, part in enumerate(expr.args)
            if k in places or part not in expr.indices
        }
        about = [texts.pop(k) for k in reversed(places)]
        size, *others = texts.values()
        return _list(_head(expr), *own.values(), size, *about, *others)
    if isinstance(expr, sympy.Indexed):
        base: Any = expr.base
        return _list("at", base.label.name, *(written(i, names) for i in expr.indices))
    if isinstance(expr, sympy.Heaviside):
        argument, at_zero = expr.args
        of = written(argument, names)
        if at_zero in (0, _HALF):
            return _list("step" if at_zero == 0 else "slope", of)
        return _list("step", of, written(at_zero))
    if isinstance(expr, sympy.log) and len(expr.args) > 1:  # as it was written, to a base
        top, base = (_list("log", written(part, names)) for part in expr.args)
        return _list("*", _list("^", base, "-1"), top)
    if not expr.args:
        return _head(expr)
    return _list(_head(expr), *(written(part, names) for part in expr.args))


def relation_text(said: Relation, bound: Mapping[Any, str] | None = None) -> str:
    """The text of a relation, as in `(<= q 1)`; what is beside it is 0 times there."""
    lhs = written(said.lhs, bound)
    if said.beside:
        lhs = _list("+", lhs, *(_list("*", "0", each) for each in _texts(said.beside, bound)))
    return _list(said.op, lhs, written(said.rhs, bound))


def _texts(terms: Iterable[Any], bound: Mapping[Any, str] | None) -> list[str]:
    return sorted(written(each, bound) for each in terms)


def relations(said: Any, bound: Mapping[Any, str] | None = None) -> list[str]:
    """The text of every part of a conjunction, with "for every" around what is so of each index."""
    names = bound or {}
    if isinstance(said, Relation):
        return [relation_text(said, names)]
    if isinstance(said, Every):
        index = f"#{len(names)}"
        size = written(said.size, names)
        parts = relations(said.said, {**names, said.index: index})
        return [_list("every", index, size, part) for part in parts]
    return [text for part in said for text in relations(part, names)]


def _pieces(pieces: Any, bound: Mapping[Any, str]) -> str:
    """The first piece whose condition holds; no value if none does."""
    (value, condition), *others = pieces
    if condition is sympy.true:
        return written(value, bound)
    rest = (_pieces(others, bound),) if others else ()
    return _list("if", _condition(condition, bound), written(value, bound), *rest)


def _condition(said: Any, bound: Mapping[Any, str]) -> str:
    for kind, head in _CONNECTIVES.items():
        if isinstance(said, kind):
            return _list(head, *(_condition(part, bound) for part in said.args))
    if not said.is_Relational:
        raise TypeError(f"{said} is not a condition: write relations with And, Or and Not")
    return _list(said.rel_op, *(written(side, bound) for side in (said.lhs, said.rhs)))


def _list(*parts: str) -> str:
    return f"({' '.join(parts)})"


def _head(expr: Any) -> str:
    own = getattr(type(expr), "head", "")
    return own or next(word.head for kind, word in TERMS.items() if isinstance(expr, kind))


def _named(symbol: Any, bound: Mapping[Any, str]) -> str:
    if known := bound.get(symbol) or ANY_INDEX.get(symbol):
        return known
    if isinstance(symbol, Index) or symbol in (BOUND_CLASS, BOUND_SAMPLE):
        raise ValueError(f"{symbol} is an index without a sum")
    if head := getattr(type(symbol), "head", ""):
        return _list(head, f'"{symbol.name}"')
    return symbol.name
