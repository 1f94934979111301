"""Where a constant is extreme, guessed as a point over the letters from points in floats."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sympy

from lossproof.paper_checks.sharpening.beyond import Number, Point
from lossproof.paper_checks.sharpening.freeing import Freed
from lossproof.paper_checks.sharpening.letters import Found
from lossproof.paper_checks.sharpening.showing import text
from lossproof.theory.domain import Label, Real, Simplex
from lossproof.theory.numbers.closed_forms import closed_forms

NEAR, GUESSES, POINTS = 1e-5, 2, 6

Entry = Callable[[Any], Any]


def points(freed: Freed, found: Sequence[Found]) -> Iterator[Point]:
    """Points over the letters.

    A number that a hypothesis compares with the constant follows it. None where a parameter is
    neither a number nor one vector of probabilities.
    """
    following = _following(freed)
    guesses: list[list[tuple[str, Number | None, Any, str]]] = []
    for name, domain in freed.statement.parameters.items():
        if name in {*freed.letters, freed.name, *following} or isinstance(domain, Label):
            continue
        if type(domain) is Real:
            forms = _numbers(freed, found, [float(each.extreme.point[name]) for each in found])
            if not freed.in_conclusion:
                forms += [sympy.sympify(x) for x in (domain.low, domain.high) if x is not None]
            guesses.append([(name, Number(x), None, f"{name} = {text(x)}") for x in forms])
        elif type(domain) is Simplex:
            guesses.append([(name, None, way[:2], way[2]) for way in _vectors(freed, found, name)])
        else:
            return
    for choice in itertools.islice(itertools.product(*guesses), POINTS):
        numbers = {name: number for name, number, _, _ in choice if number is not None}
        vectors = {name: vector for name, _, vector, _ in choice if vector is not None}
        told = {name: words for name, _, _, words in choice}
        for name, number in following.items():
            told[name] = f"{name} {'near' if number.strict else '='} {text(number.term)}"
        yield Point({**numbers, **following}, vectors, told)


def _following(freed: Freed) -> dict[str, Number]:
    """The numbers that hypotheses compare with the constant, at which these are equalities."""
    symbols, found = freed.statement.symbolic(), dict[str, Number]()
    numbers = [n for n, d in freed.statement.parameters.items() if type(d) is Real]
    for part in itertools.chain(*freed.statement.symbolic_hypotheses.values()):
        expr: Any = sympy.expand(part.difference)
        for name in numbers:
            times = expr.coeff(symbols[name], 1)
            rest = expr - times * symbols[name]
            free = name not in {*freed.letters, freed.name, *found}
            if free and expr.has(freed.symbol) and times.is_Rational and times != 0:
                used = rest.free_symbols - {freed.symbol, *freed.symbols.values()}
                if not used:
                    strict = part.op in ("<", ">")
                    found[name] = Number(-rest / times, freed.symbol, strict)
                    break
    return found


def _numbers(freed: Freed, found: Sequence[Found], values: Sequence[float]) -> list[Any]:
    """Closed forms of numbers, the simplest first."""
    letters = [{freed.symbols[n]: x for n, x in each.letters.items()} for each in found]
    forms = closed_forms(letters, values, NEAR)
    return [*itertools.islice(forms, GUESSES)]


def _vectors(
    freed: Freed, found: Sequence[Found], name: str
) -> Iterator[tuple[Entry, tuple[Any, ...], str]]:
    """One entry apart, the others equal: the entry of a class, what entries are, and words."""
    rows = [[float(x) for x in each.extreme.point[name]] for each in found]
    labels = [n for n, d in freed.statement.parameters.items() if isinstance(d, Label)]
    if all(max(row) - min(row) < NEAR for row in rows):
        size: Any = sympy.sympify(freed.statement.symbolic()[name].size)
        yield (lambda j: 1 / size), (1 / size,), f"every {name}[j] = {text(1 / size)}"
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
            yield _two_valued(place, form, others), (form, others), told


def _two_valued(place: Any, form: Any, others: Any) -> Entry:
    return lambda j: sympy.Piecewise((form, sympy.Eq(j, place)), (others, True))


def _odd(row: Sequence[float]) -> int:
    """The index of the entry that is farthest from the others."""
    middle = sorted(row)[len(row) // 2]
    return max(range(len(row)), key=lambda k: (abs(row[k] - middle), -k))
