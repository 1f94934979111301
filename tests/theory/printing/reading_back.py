"""Reads a printed line again: a grammar of what people read, written apart from the printer.

`read_back` gives a term in normal form; bound indices are numbered from the outside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import isqrt
from typing import Any

from lossproof.theory.printing.printer import GREEK
from tests.theory.printing.normal_form import (
    difference,
    expanded,
    indicator,
    mean,
    minors,
    over,
    plus,
    power,
    times,
)

_LATIN = {mark: name for name, mark in GREEK.items()}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TOKEN = re.compile(r"\s*([0-9]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[A-Za-zα-ωΣ][A-Za-z0-9]*(?:_\w+)*|<=|>=|[^\s])")
_HEADS = {"sgn": "sign", "kl": "entropy", "count": "any-count"}


class _Reader:
    def __init__(
        self, text: str, names: frozenset[str], shapes: Mapping[str, tuple[int, ...]]
    ) -> None:
        self.shapes, self.cells = shapes, 0
        self.tokens = [found.group(1) for found in _TOKEN.finditer(text)]
        self.place, self.names, self.bound = 0, names, dict[str, str]()

    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.next()
        if wanted and token not in wanted:
            raise ValueError(f"{token!r} at {self.place} of {self.tokens}, not {wanted}")
        self.place += 1
        return token

    def relation(self) -> Any:
        left = self.sum()
        sign = {"=": "==", "≤": "<=", "≥": ">="}.get(token := self.take(), token)
        if sign == "≠":
            return (">", power(difference(left, self.sum()), Fraction(2)), Fraction(0))
        found = (sign, left, self.sum())
        if self.next() != "iff":
            return found
        self.take()
        return ("==", indicator(*found), indicator(*self.relation()))

    def sum(self) -> Any:
        terms = [self.signed()]
        while self.next() in ("+", "−"):
            terms.append(self.signed())
        return plus(terms)

    def signed(self) -> Any:
        minus = self.next() in ("+", "−") and self.take() == "−"
        found = self.product()
        return times([Fraction(-1), found]) if minus else found

    def product(self) -> Any:
        factors, number = [], False
        while True:
            number = self.next().isdigit()
            factors.append(self.power())
            if self.next() == "·":
                self.take()
            elif self.next() == "/":
                self.take()
                factors.append(over(self.power()))
                return times(factors)
            elif not (number and (self.next()[:1].isalpha() and self.next() not in _WORDS)):
                return times(factors)

    def power(self) -> Any:
        base = self.atom()
        if self.next()[:1] in tuple("⁰¹²³⁴⁵⁶⁷⁸⁹"):
            return power(base, Fraction(self.take().translate(_SUPERSCRIPT)))
        if self.next() == "^":
            self.take()
            return power(base, self.atom())
        return base

    def atom(self) -> Any:
        token = self.take()
        if token.isdigit():
            return Fraction(token)
        if token == "(":
            found = self.sum()
            self.take(")")
            return found
        if token == "√":
            return ("^", self.atom(), Fraction(1, 2))
        if token in ("|", "⌊", "⌈"):
            found = self.sum()
            self.take({"|": "|", "⌊": "⌋", "⌈": "⌉"}[token])
            return ({"|": "abs", "⌊": "floor", "⌈": "ceiling"}[token], found)
        if token == "[":
            return self.truth()
        if token in ("Σ", "mean", "E", "det") and self.next() == "_":
            return self.large(token)
        return self.named(token)

    def truth(self) -> Any:
        said = self.relation()
        self.take("]")
        return indicator(*said)

    def large(self, mark: str) -> Any:
        self.take("_")
        self.take("{")
        if self.tokens[self.place + 1] == "from":
            return self.batch()
        own = [self.take()]
        while self.next() == ",":
            self.take()
            own.append(self.take())
        outer = self.bound
        self.bound = outer | {name: f"#{len(outer) + k}" for k, name in enumerate(own)}
        marks = tuple(self.bound[name] for name in own)
        between = self.take("<", "∼")
        about = self.law(marks[0]) if between == "∼" else (self.sum(),)
        self.take("}")
        body = self.product()
        self.bound = outer
        head = {"Σ": "sum", "E": "expect"}.get(mark, mark)
        return (head, *marks, *about, body)

    def batch(self) -> Any:
        size = self.named(self.take())
        self.take("from")
        if self.next() != "(" and _LATIN.get(self.next(), self.next()) not in self.shapes:
            return self.table(size)
        chances = self.listed("(", ")") if self.next() == "(" else self.entries()
        self.take("}")
        self.cells = len(chances)
        return mean(size, self.product(), *chances)

    def table(self, size: Any) -> Any:
        """A mean over tables: of matrices whose size is a symbol, or of a chance for each cell."""
        outer, self.cells = self.bound, 0
        marks = tuple(f"#{len(outer) + k}" for k in range(2))
        if self.next() == "table":
            self.take()
            self.take("(")
            own = [self.take(), self.take(",") and self.take()]
            self.take(",")
            self.bound = outer | dict(zip(own, marks, strict=True))
            law: list[Any] = [*marks, self.sum()]
            self.take(")")
        else:
            law = [(self.matrix(), False)]
            while self.next() == "·":
                self.take()
                law.append((self.matrix(), False))
        self.take("}")
        self.bound = outer | dict(zip(("row", "column"), marks, strict=True))
        body = self.product()
        self.bound = outer
        return ("@table", size, *law, body)

    def entries(self) -> list[Any]:
        """Those of a list or matrix, or of a product of two, row by row."""
        name = self.matrix()
        if self.next() != "·":
            places = product(*map(range, self.shapes[name]))
            return [("at", name, *map(Fraction, place)) for place in places]
        self.take()
        other = self.matrix()
        (rows, inner), (_, columns) = self.shapes[name], self.shapes[other]
        return [
            plus([times([self.entry(name, i, k), self.entry(other, k, j)]) for k in range(inner)])
            for i, j in product(range(rows), range(columns))
        ]

    def matrix(self) -> str:
        token = self.take()
        return _LATIN.get(token, token)

    def entry(self, name: str, row: int, column: int) -> Any:
        return ("at", name, Fraction(row), Fraction(column))

    def written_out(self, name: str) -> Any:
        """The determinant of a matrix of known size; that of a table of counts has all products."""
        if name == "count":
            size = isqrt(self.cells)
            rows = [[("count", Fraction(size * i + j)) for j in range(size)] for i in range(size)]
            return expanded(minors(rows))
        size, _ = self.shapes[name]
        return minors([[self.entry(name, i, j) for j in range(size)] for i in range(size)])

    def law(self, mark: str) -> Any:
        if self.next() == "(":
            chances = self.listed("(", ")")
            terms = [times([p, ("delta", Fraction(k), mark)]) for k, p in enumerate(chances)]
            return Fraction(len(chances)), plus([t for t in terms if t != 0])
        name = self.take()
        if name in ("uniform", "resampled"):
            y, eta, *among = self.listed("(", ")")
            size = among[0] if among else "c"
            least = plus([size, Fraction(-1)]) if name == "uniform" else size
            each = times([eta, over(least)])
            rest = times([each, size]) if name == "uniform" else eta
            own = times([plus([Fraction(1), times([Fraction(-1), rest])]), ("delta", mark, y)])
            return size, plus([each, own])
        if name == "law" and self.next() == "(":
            self.take("(")
            size = self.sum()
            self.take(",")
            chances = self.sum()
            self.take(")")
            return size, chances
        self.take("[")
        places = []
        while self.next() != "·":
            places.append(self.sum())
            self.take(",")
        self.take("·")
        self.take("]")
        return None, ("at", _LATIN.get(name, name), *places, mark)

    def named(self, token: str) -> Any:
        name = _LATIN.get(token, token)
        name = {"e": "@e", "pi": "@pi"}.get(name, name) if name not in self.names else name
        if self.next() == "[" and token not in self.bound:
            places = self.listed("[", "]")
            if name == "count":
                return ("count" if len(places) == 1 else "cell", *places)
            return ("at", name, *places)
        if self.next() == "(" and name not in self.names:
            if token == "det":
                return self.matrices()
            parts = self.listed("(", ")")
            head = _HEADS.get(token, token)
            if head == "step":
                return ("slope", parts[0]) if parts[1] == Fraction(1, 2) else ("step", *parts)
            if head in ("max", "min"):
                parts = sorted(parts, key=repr)
            return (head, *parts)
        if token.startswith("m_"):
            return ("largest", f'"{token}"')
        return self.bound.get(token, name)

    def listed(self, left: str, right: str) -> list[Any]:
        self.take(left)
        parts = [self.sum()]
        while self.next() == ",":
            self.take()
            parts.append(self.sum())
        self.take(right)
        return parts

    def matrices(self) -> Any:
        self.take("(")
        place = self.place
        names = [(self.take(), self.next() == "'" and self.take() == "'")]
        while self.next() == "·":
            self.take()
            names.append((self.take(), self.next() == "'" and self.take() == "'"))
        if self.next() != ")":
            self.place = place
            weighted = self.sum()
            self.take(")")
            return ("det", weighted)
        self.take(")")
        name = _LATIN.get(names[0][0], names[0][0])
        if (name == "count" and self.cells) or name in self.shapes:
            return self.written_out(name)
        return ("det", *((_LATIN.get(name, name), turned) for name, turned in names))


_WORDS = ("for", "if", "iff", "else")


def read_back(
    text: str, names: frozenset[str], shapes: Mapping[str, tuple[int, ...]] | None = None
) -> Any:
    """The relation that a line says, in normal form; `shapes` are the sizes of lists and tables."""
    reader = _Reader(text, names, shapes or {})
    found = reader.relation()
    if reader.next():
        raise ValueError(f"{reader.next()!r} is left of {text!r}")
    return found
