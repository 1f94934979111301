"""Statements made from one: about fewer points, or different in a single place of its tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import sympy

from lossproof.theory.domain import Domain, Each, Integer, Real, exact
from lossproof.theory.language import Every, Relation, flatten
from lossproof.theory.language.cells import Cell
from lossproof.theory.language.relations import replaced_in
from lossproof.theory.statement.statement import Statement

TRIED = 8

Ends = tuple[Any, Any]
Made = tuple[str, Statement]
Edit = Callable[[Relation], Iterator[Callable[[], tuple[str, Relation]]]]
# What a change raises that leaves no statement, or one without values.
OUTSIDE = (ValueError, TypeError, AttributeError, ZeroDivisionError, IndexError)


def changed(
    statement: Statement, given: Mapping[str, Any] | None = None, *, conclusion: Any = None
) -> Statement:
    """The statement with another conclusion, or other hypotheses: None leaves one out."""
    tree = statement.tree
    every = {**tree.given, **(given or {})}
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
            return f"“{name}”: {what}", changed(statement, {name: said})

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


def narrowed(
    statement: Statement,
    ranges: Mapping[str, Ends] | None = None,
    given: Mapping[str, Callable[..., Any]] | None = None,
) -> Statement:
    """The statement with narrower ranges and further hypotheses.

    Parameters
    ----------
    statement : Statement
    ranges : ends (low, high) by parameter, optional
        Of numbers, or of every number of a family; an end that is empty stays, others are included.
    given : functions of the parameters by name, optional
        Hypotheses besides those of the statement.

    Raises
    ------
    ValueError
        If there is no such parameter, it has no range or one that lies elsewhere, or a hypothesis
        has that name already.
    """
    parameters = dict(statement.parameters)
    for name, ends in (ranges or {}).items():
        if name not in parameters:
            raise ValueError(
                f"no parameter is called {name}; the parameters are {', '.join(parameters)}"
            )
        parameters[name] = _within(parameters[name], name, ends)
    if twice := set(given or {}) & set(statement.given):
        raise ValueError(f"{', '.join(twice)} is a hypothesis already: do not add it again")
    every = {**statement.given, **(given or {})}
    return Statement(parameters, every, statement.conclusion, statement.name)


def _within(domain: Domain, name: str, ends: Ends) -> Domain:
    narrow = domain.copied()
    if isinstance(narrow, Each):
        narrow.inner = _within(narrow.inner, name, ends)
        return narrow
    ranged = isinstance(narrow, (Real, Integer))
    if not ranged:
        raise ValueError(
            f"{name} is {domain.describe()}, which has no range: fix its value instead"
        )
    low, high = (exact(end, f"an end of {name}") if end not in ("", None) else None for end in ends)
    outside = ValueError(
        f"the range of {name} must lie in its domain and contain more than one number; {name} is "
        f"{domain.describe()}, got {ends[0]}..{ends[1]}: fix {name} at one value instead"
    )
    if isinstance(narrow, Real):
        for end, side in ((low, "low"), (high, "high")):
            if end is None or end == getattr(narrow, side):
                continue
            if end not in narrow:
                raise outside
            setattr(narrow, side, end)
            setattr(narrow, f"open_{side}", False)
        if narrow.low is not None and narrow.high is not None and narrow.low >= narrow.high:
            raise outside
        return narrow
    if any(end is not None and end.q != 1 for end in (low, high)):
        raise outside
    first = narrow.low if low is None else int(low)
    last = narrow.high if high is None else int(high)
    if first < narrow.low or (narrow.high is not None and (last is None or last > narrow.high)):
        raise outside
    if last is not None and last < first:
        raise outside
    inside = [k for k in narrow.tried if k >= first and (last is None or k <= last)]
    start = range(first, first + TRIED if last is None else min(last + 1, first + TRIED))
    narrow.low, narrow.high = first, last
    narrow.tried = tuple(sorted({*inside, *start, *(() if last is None else (last,))}))
    return narrow
