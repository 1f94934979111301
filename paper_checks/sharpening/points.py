"""Where a constant is extreme, guessed as a point over the letters from points in floats."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sympy

from lossproof.paper_checks.sharpening.freeing import Freed
from lossproof.paper_checks.sharpening.letters import Found
from lossproof.paper_checks.sharpening.showing import text
from lossproof.theory.domain import Label, Real, Simplex
from lossproof.theory.numbers.closed_forms import closed_forms

NEAR, GUESSES, POINTS = 1e-5, 2, 6

Entry = Callable[[Any], Any]
Guess = tuple[dict[str, Any], dict[str, Entry], dict[str, str]]


def points(freed: Freed, found: Sequence[Found]) -> Iterator[Guess]:
    """Points over the letters: numbers, entries of vectors by class, and both in words.

    Those that a hypothesis ties to the constant are left free. None where a parameter is neither a
    number nor one vector of probabilities.
    """
    free = {*freed.letters, freed.name, *_tied(freed)}
    guesses: list[list[tuple[str, Any, Any, str]]] = []
    for name, domain in freed.statement.parameters.items():
        if name in free or isinstance(domain, Label):
            continue
        if type(domain) is Real:
            forms = _numbers(freed, found, [float(each.extreme.point[name]) for each in found])
            if not freed.in_conclusion:
                forms += [end for end in (domain.low, domain.high) if end is not None]
            guesses.append([(name, form, None, f"{name} = {text(form)}") for form in forms])
        elif type(domain) is Simplex:
            ways = _vectors(freed, found, name)
            guesses.append([(name, None, entry, told) for entry, told in ways])
        else:
            return
    for choice in itertools.islice(itertools.product(*guesses), POINTS):
        numbers = {name: form for name, form, _, _ in choice if form is not None}
        vectors = {name: entry for name, _, entry, _ in choice if entry is not None}
        yield numbers, vectors, {name: told for name, _, _, told in choice}


def _tied(freed: Freed) -> set[str]:
    """The numbers that are compared with the constant in a hypothesis."""
    if freed.in_conclusion:
        return set()
    symbols, found = freed.statement.symbolic(), set[str]()
    for parts in freed.statement.symbolic_hypotheses.values():
        for part in parts:
            sides = (part.lhs, part.rhs)
            if any(side.has(freed.symbol) for side in sides):
                found |= {n for n, s in symbols.items() if any(side == s for side in sides)}
    return found - {freed.name}


def _numbers(freed: Freed, found: Sequence[Found], values: Sequence[float]) -> list[Any]:
    """Closed forms of numbers, the simplest first."""
    letters = [{freed.symbols[n]: x for n, x in each.letters.items()} for each in found]
    forms = closed_forms(letters, values, NEAR)
    return [*itertools.islice(forms, GUESSES)]


def _vectors(freed: Freed, found: Sequence[Found], name: str) -> Iterator[tuple[Entry, str]]:
    """One entry apart, the others equal: the entries by class."""
    rows = [[float(x) for x in each.extreme.point[name]] for each in found]
    labels = [n for n, d in freed.statement.parameters.items() if isinstance(d, Label)]
    if all(max(row) - min(row) < NEAR for row in rows):
        size: Any = sympy.sympify(freed.statement.symbolic()[name].size)
        yield (lambda j: 1 / size), f"every {name}[j] = {text(1 / size)}"
        return
    longer = [row for row in rows if len(row) > 2]
    high = all(sum(row) / len(row) < row[_odd(row)] for row in longer)
    at = [_odd(row) if len(row) > 2 else row.index((max if high else min)(row)) for row in rows]
    odd = [row[k] for row, k in zip(rows, at, strict=True)]
    even = [(sum(row) - x) / (len(row) - 1) for row, x in zip(rows, odd, strict=True)]
    for row, place, mean in zip(rows, at, even, strict=True):
        if any(abs(x - mean) > NEAR for k, x in enumerate(row) if k != place):
            return
    places: list[Any] = [sympy.S.Zero]
    for label in labels:
        labelled = [int(each.extreme.point[label]) for each in found]
        if labelled == at:
            places.insert(0, freed.statement.symbolic()[label])
    size = sympy.sympify(freed.statement.symbolic()[name].size)
    for form in _numbers(freed, found, odd):
        others = sympy.factor((1 - form) / (size - 1))
        for place in places:
            told = f"{name}[{place}] = {text(form)}, {text(others)} at each other class"
            yield _two_valued(place, form, others), told


def _two_valued(place: Any, form: Any, others: Any) -> Entry:
    return lambda j: sympy.Piecewise((form, sympy.Eq(j, place)), (others, True))


def _odd(row: Sequence[float]) -> int:
    """The index of the entry that is farthest from the others."""
    middle = sorted(row)[len(row) // 2]
    return max(range(len(row)), key=lambda k: (abs(row[k] - middle), -k))
