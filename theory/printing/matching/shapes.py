"""Terms with a short form: products of matrices, and distributions of a label."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from lossproof.theory.printing.matching.patterns import matched
from lossproof.theory.printing.terms import Term, names, read, replaced

NOISES: dict[str, Term] = {
    "uniform": read("(+ (* eta (^ (+ -1 c) -1))"
                    " (* (+ 1 (* -1 eta (^ (+ -1 c) -1) c)) (delta @drawn y)))"),
    "resampled": read("(+ (* eta (^ c -1)) (* (+ 1 (* -1 eta)) (delta @drawn y)))"),
}  # fmt: skip
_FREE = frozenset(("y", "eta", "c"))


def headed(term: Any, head: str) -> bool:
    return isinstance(term, tuple) and term[0] == head


def times(parts: list[Term]) -> Term:
    return ("*", *parts) if len(parts) > 1 else parts[0] if parts else Fraction(1)


def noises(law: Term, size: Term, index: str) -> Iterator[tuple[str, tuple[Term, Term]]]:
    """The names of the noises that a distribution matches, with label and rate."""
    for name, pattern in NOISES.items():
        values = matched(replaced(pattern, "@drawn", index), law, _FREE)
        if values and values["c"] == size and index not in names(("", values["y"], values["eta"])):
            yield name, (values["y"], values["eta"])


def chances(law: Any, index: str, size: int) -> list[Term]:
    """The probability of every class, if each has a separate term; else an empty list."""
    by_label: dict[Term, Term] = {}
    for term in law[1:] if headed(law, "+") else (law,):
        parts = term[1:] if headed(term, "*") else (term,)
        deltas = [part for part in parts if headed(part, "delta")]
        if len(deltas) != 1 or deltas[0][2] != index or deltas[0][1] in by_label:
            return []
        by_label[deltas[0][1]] = times([part for part in parts if part != deltas[0]])
    every = [by_label.pop(Fraction(k), Fraction(0)) for k in range(size)]
    return [] if by_label or index in names(("", *every)) else every


Whole = Callable[[str, tuple[Term, ...]], bool]  # whether a vector or matrix has these sizes


def weighted(body: Any, sizes: Mapping[str, Term], whole: Whole) -> Term | None:
    """A sum of weights times matrices with these entries; I is the identity matrix.

    `sizes` has the indices of row and column, with how many there are.

    >>> entries = read("(+ (* w (delta #1 #0)) (at T #0 #1))")
    >>> weighted(entries, {"#0": "c", "#1": "c"}, lambda name, sizes: True)
    ('+', ('*', 'w', 'I'), 'T')
    """
    if not headed(body, "+"):
        return None
    terms: list[Term] = []
    for term in body[1:]:
        parts = [*term[1:]] if headed(term, "*") else [term]
        known = [_matrix(part, sizes, whole) for part in parts]
        weight = [part for part, name in zip(parts, known, strict=True) if not name]
        if len(weight) != len(parts) - 1 or names(("", *weight)) & {*sizes}:
            return None
        terms.append(times([*weight, next(filter(None, known))]))
    return ("+", *terms)


def _matrix(entry: Any, sizes: Mapping[str, Term], whole: Whole) -> str:
    """The name of the matrix with this entry; empty if there is none."""
    if headed(entry, "delta") and {*entry[1:]} == {*sizes}:
        return "I"
    named = headed(entry, "at") and entry[2:] == (*sizes,)
    return str(entry[1]) if named and whole(entry[1], (*sizes.values(),)) else ""


def matrices(body: Any, sizes: Mapping[str, Term], whole: Whole) -> Iterator[tuple[str, bool]]:
    """The names of the matrices whose product has these entries, and whether each is transposed.

    `sizes` has the indices of row and column, with how many there are.
    """
    (row, rows), (column, columns) = sizes.items()
    if (headed(body, "cell") or headed(body, "any-cell")) and body[1:3] == (row, column):
        yield "count", False
        return
    if headed(body, "at") and len(body) == 4:
        if {*body[2:]} == {row, column} and whole(body[1], (sizes[body[2]], sizes[body[3]])):
            yield str(body[1]), body[2] == column
        return
    if not (headed(body, "sum") and headed(body[3], "*") and len(body[3]) == 3):
        return
    inner, number = str(body[1]), body[2]
    for first, second in (body[3][1:], body[3][:0:-1]):
        one = [*matrices(first, {row: rows, inner: number}, whole)]
        other = [*matrices(second, {inner: number, column: columns}, whole)]
        if one and other:
            yield from (*one, *other)
            return
