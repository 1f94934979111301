"""A statement about fewer points: the ranges of parameters narrowed, and hypotheses added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from lossproof.theory.domain import Domain, Each, Integer, Real, exact
from lossproof.theory.statement.statement import Statement

TRIED = 8

Ends = tuple[Any, Any]


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
        raise ValueError(f"{', '.join(twice)} is a hypothesis already: drop it, or leave it out")
    every = {**statement.given, **(given or {})}
    return Statement(parameters, every, statement.conclusion, statement.name)


def _within(domain: Domain, name: str, ends: Ends) -> Domain:
    narrow = copy(domain)
    if isinstance(narrow, Each):
        narrow.inner = _within(narrow.inner, name, ends)
        return narrow
    ranged = isinstance(narrow, (Real, Integer))
    if not ranged:
        raise ValueError(f"{name} is {domain.describe()}, which has no range: pin it instead")
    low, high = (exact(end, f"an end of {name}") if end not in ("", None) else None for end in ends)
    outside = ValueError(
        f"the range of {name} must lie in its own and hold more than one number; {name} is "
        f"{domain.describe()}, got {ends[0]}..{ends[1]}: pin {name} to fix it at one"
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
