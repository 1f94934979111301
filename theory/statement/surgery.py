"""Statements that differ from one in a single place of its tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import sympy

from lossproof.theory.language import Every, Relation, flatten
from lossproof.theory.language.cells import Cell
from lossproof.theory.language.relations import replaced_in
from lossproof.theory.statement.statement import Statement

Made = tuple[str, Statement]
Edit = Callable[[Relation], Iterator[Callable[[], tuple[str, Relation]]]]
# What a change raises that leaves no statement, or one without values.
OUTSIDE = (ValueError, TypeError, AttributeError, ZeroDivisionError, IndexError)


def changed(statement: Statement, *, conclusion: Any = None, **given: Any) -> Statement:
    """The statement with another conclusion, or other hypotheses: None leaves one out."""
    tree = statement.tree
    every = {**tree.given, **given}
    ends = tree.conclusion if conclusion is None else conclusion
    return Statement(
        statement.parameters,
        {name: _saying(said) for name, said in every.items() if said is not None},
        _saying(ends),
        statement.name,
    )


def _saying(said: Any) -> Callable[[], Any]:
    return lambda: said


def edited(said: Any, edit: Edit) -> Iterator[Callable[[], tuple[str, Any]]]:
    """What is said with one relation in it changed, in every way that `edit` knows."""
    if isinstance(said, Relation):
        yield from edit(said)
        return
    parts = [said.said] if isinstance(said, Every) else said

    def around(k: int, inner: Callable[[], tuple[str, Any]]) -> tuple[str, Any]:
        what, part = inner()
        if isinstance(said, Every):
            return what, Every(said.index, said.size, part)
        return what, (*said[:k], part, *said[k + 1 :])

    for k, part in enumerate(parts):
        yield from (partial(around, k, inner) for inner in edited(part, edit))


def of_conclusion(edit: Edit) -> Callable[[Statement], Iterator[Callable[[], Made]]]:
    """The statements whose conclusion an edit changes."""

    def ways(statement: Statement) -> Iterator[Callable[[], Made]]:
        def made(change: Callable[[], tuple[str, Any]]) -> Made:
            what, said = change()
            return what, changed(statement, conclusion=said)

        yield from (partial(made, each) for each in edited(statement.tree.conclusion, edit))

    return ways


def of_hypotheses(edit: Edit) -> Callable[[Statement], Iterator[Callable[[], Made]]]:
    """The statements of which an edit changes a hypothesis."""

    def ways(statement: Statement) -> Iterator[Callable[[], Made]]:
        def made(name: str, change: Callable[[], tuple[str, Any]]) -> Made:
            what, said = change()
            return f"“{name}”: {what}", changed(statement, **{name: said})

        for name, hypothesis in statement.tree.given.items():
            yield from (partial(made, name, each) for each in edited(hypothesis, edit))

    return ways


def in_sides(others: Callable[[Any], Iterator[Callable[[], Any]]]) -> Edit:
    """The edit that puts another term in the place of one, wherever `others` knows one."""

    def made(relation: Relation, side: str, path: Any, old: Any, other: Any) -> Any:
        new = other()
        whole = _placed(getattr(relation, side), path, new)
        return f"{old} -> {new} in {side} of {relation}", relation._replace(**{side: whole})

    def edit(relation: Relation) -> Iterator[Callable[[], tuple[str, Relation]]]:
        for side in ("lhs", "rhs"):
            for path, old in _paths(getattr(relation, side)):
                for other in others(old):
                    yield partial(made, relation, side, path, old, other)

    return edit


def transposed(said: Any) -> Iterator[tuple[str, Any]]:
    """What is said with two indices of the entries of one matrix exchanged, by its name."""
    sides = [side for part in flatten(said) for side in (part.lhs, part.rhs)]
    found: set[Any] = set().union(*(side.atoms(sympy.Indexed) for side in sides))
    entries = {entry for entry in found if len(entry.indices) == 2}
    for base in sorted({entry.base for entry in entries}, key=str):
        known = {e: base[e.indices[1], e.indices[0]] for e in entries if e.base == base}
        yield str(base), replaced_in(said, known)


def _paths(expr: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Every term but exponents, indices and cells, with where it stands."""
    yield (), expr
    for k, part in enumerate(() if isinstance(expr, (sympy.Indexed, Cell)) else expr.args):
        if not (isinstance(expr, sympy.Pow) and k == 1):
            yield from (((k, *path), inner) for path, inner in _paths(part))


def _placed(expr: Any, path: tuple[int, ...], new: Any) -> Any:
    if not path:
        return new
    parts = list(expr.args)
    parts[path[0]] = _placed(parts[path[0]], path[1:], new)
    return expr.func(*parts)
