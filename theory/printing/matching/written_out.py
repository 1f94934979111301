"""Expanded sums with a short form: determinants, and means over batches that are split.

Only the form that the language writes matches, up to the order of sums and products, so that every
short form has one meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product
from math import isqrt, prod
from typing import Any

from lossproof.theory.printing.matching.shapes import headed, times
from lossproof.theory.printing.terms import BINDERS, CALL, LAW, Term, names

Shapes = Mapping[str, tuple[int, ...]]


def shorter(term: Term, shapes: Shapes) -> Term:
    """The term with `det(Q)` for expanded determinants, and one mean for split means over batches.

    `shapes` has the sizes of the parameters that are lists or matrices of known size.
    """
    if not isinstance(term, tuple):
        return term
    shortened: Any = term
    if headed(term, "+"):
        if name := _determinant(term, shapes):
            return (CALL, "det", name)
        shortened = _joined(term[1:])
    if headed(shortened, "batch-mean"):
        _, size, body, *chances = shortened
        body = shorter(_tabled(body, len(chances)), shapes)
        law = [*_law(chances, shapes)]
        return ("batch-mean", size, body, *([(LAW, *law)] if law else chances))
    start = 1 + BINDERS.get(str(shortened[0]), 0)
    return (*shortened[:start], *(shorter(part, shapes) for part in shortened[start:]))


def _determinant(term: Any, shapes: Shapes) -> str | None:
    """The name of the matrix whose determinant the term is, from the entries of the first row."""
    if (len(term) - 1,) * 2 not in shapes.values():
        return None
    symbols = names(term)
    name = next(iter(symbols)) if len(symbols) == 1 else ""
    rows, *columns = shapes.get(name, (0,))
    if columns != [rows] or len(term) != rows + 1:
        return None
    return name if _ordered(term) == _minors(name, rows) else None


@lru_cache
def _minors(name: str, size: int) -> Term:
    def minor(top: int, columns: tuple[int, ...]) -> Term:
        terms = list[Term]()
        for position, column in enumerate(columns):
            entry = ("at", name, Fraction(top), Fraction(column))
            rest = columns[:position] + columns[position + 1 :]
            sign: list[Term] = [Fraction(-1)] if position % 2 else []
            terms.append(times([*sign, entry, *([minor(top + 1, rest)] if rest else [])]))
        return ("+", *terms) if len(terms) > 1 else terms[0]

    return _ordered(minor(0, tuple(range(size))))


def _ordered(term: Term) -> Term:
    """The term with sums and products in canonical order."""
    if not isinstance(term, tuple):
        return term
    parts = [*map(_ordered, term[1:])]
    return (term[0], *(sorted(parts, key=repr) if term[0] in ("+", "*") else parts))


def _joined(parts: Sequence[Any]) -> Term:
    """A sum with one mean for all means over the same batches."""
    groups, others = dict[Term, list[tuple[Term, list[Term]]]](), list[Term]()
    for part in parts:
        factors: Any = part[1:] if headed(part, "*") else (part,)
        means: list[Any] = [factor for factor in factors if headed(factor, "batch-mean")]
        if len(means) == 1 and not headed(means[0][2], "+"):
            ((_, size, body, *chances),) = means
            outside = [factor for factor in factors if factor != means[0]]
            groups.setdefault((size, *chances), []).append((body, outside))
        else:
            others.append(part)
    terms = [*others, *(_together(law, group) for law, group in groups.items())]
    return terms[0] if len(terms) == 1 else ("+", *terms)


def _together(law: Any, group: Sequence[tuple[Any, list[Term]]]) -> Term:
    """One mean for several over the same batches; common factors stay outside."""
    (first, common), *others = group
    size, *chances = law
    if not others:
        return times([*common, ("batch-mean", size, first, *chances)])
    for _, outside in others:
        common = [factor for factor in common if factor in outside]
    bodies = list[Term]()
    for body, outside in group:
        inside: Any = body[1:] if headed(body, "*") else [] if body == 1 else [body]
        bodies.append(times([*(part for part in outside if part not in common), *inside]))
    return times([*common, ("batch-mean", size, ("+", *bodies), *chances)])


def _tabled(body: Any, cells: int) -> Term:
    """The averaged term, with `det(count)` for the determinant of a square table of all counts."""
    size = isqrt(cells)
    if size * size != cells or size < 2 or not isinstance(body, tuple):
        return body
    if headed(body, "+") and _ordered(body) == _permuted(size):
        return (CALL, "det", "count")
    return tuple(_tabled(part, cells) for part in body)


@lru_cache
def _permuted(size: int) -> Term:
    terms = list[Term]()
    for order in permutations(range(size)):
        odd = sum(a > b for k, a in enumerate(order) for b in order[k + 1 :]) % 2
        counts: list[Term] = [
            ("count", Fraction(size * row + column)) for row, column in enumerate(order)
        ]
        terms.append(times([*([Fraction(-1)] if odd else []), *counts]))
    return _ordered(("+", *terms))


def _law(chances: Sequence[Term], shapes: Shapes) -> Iterator[str]:
    """The name of the matrix with these probabilities, row by row, or the names of two factors."""
    known = sorted(name for name in frozenset[str]().union(*map(names, chances)) if name in shapes)
    wanted = [*map(_ordered, chances)]
    for name in known:
        if prod(shapes[name]) == len(chances) and [*_entries(name, shapes[name])] == wanted:
            yield name
            return
    for one, other in product(known, repeat=2):
        first, second = shapes[one], shapes[other]
        if len(first) == len(second) == 2 and first[1] == second[0]:
            cells = [
                _ordered(("+", *(
                    ("*", _at(one, i, k), _at(other, k, j)) for k in range(first[1])
                )))
                for i, j in product(range(first[0]), range(second[1]))
            ]  # fmt: skip
            if cells == wanted:
                yield from (one, other)
                return


def _entries(name: str, shape: Sequence[int]) -> Iterator[Term]:
    return (_at(name, *places) for places in product(*map(range, shape)))


def _at(name: str, *places: int) -> Term:
    return ("at", name, *map(Fraction, places))
