"""Reads a printed line again: a grammar of what people read, written apart from the printer.

`read_back` gives a term in normal form, `normal` that of a term as records write it; bound indices
are numbered from the outside in both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from itertools import product
from math import isqrt
from typing import Any

from theory.printing.printer import GREEK
from theory.printing.terms import BINDERS

_LATIN = {mark: name for name, mark in GREEK.items()}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TOKEN = re.compile(r"\s*([0-9]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[A-Za-zα-ωΣ][A-Za-z0-9]*(?:_\w+)*|<=|>=|[^\s])")
_HEADS = {"sgn": "sign", "kl": "entropy", "count": "any-count"}


def normal(term: Any) -> Any:
    """A term with sums and products in one order, powers gathered, quotients as powers."""
    if not isinstance(term, tuple):
        return term
    head = term[0]
    if head == "+":
        return _plus([normal(part) for part in term[1:]])
    if head == "*":
        found = _times([normal(part) for part in _factors(term)])
        if isinstance(found, tuple) and found[0] == "*" and len(found) == 3:
            number, whole = sorted(found[1:], key=lambda part: not isinstance(part, Fraction))
            if isinstance(number, Fraction) and isinstance(whole, tuple) and whole[0] == "+":
                return _plus([_times([number, each]) for each in whole[1:]])
        return found
    if head == "^":
        return _power(normal(term[1]), normal(term[2]))
    if head == "largest":
        return (head, f'"{shown(term[1].strip(chr(34)))}"')
    own = 1 + BINDERS.get(head, 0)
    if head == "det" and isinstance(term[1], tuple):
        return term
    if head == "det" and (product := _product(term[4], *term[1:3])):
        return ("det", *product)
    parts = tuple(map(normal, term[own:]))
    if head == "table-mean":
        known = _product(term[4], *term[1:3])
        return ("@table", parts[0], *(known or (*term[1:3], parts[1])), parts[2])
    if head == "batch-mean":
        return _mean(*parts)
    if head == "expect" and parts[1][0] == "at" and parts[1][-1] == term[1]:
        parts = (None, *parts[1:])
    if head in ("max", "min", "delta", "and", "or"):
        parts = tuple(sorted(parts, key=repr))
    return (*term[:own], *parts)


def shown(name: str) -> str:
    """A class with a largest entry of what has no short name, by a digest."""
    return name if name.isidentifier() else f"m_{sha256(name.encode()).hexdigest()[:4]}"


def _product(body: Any, row: str, column: str) -> list[Any]:
    """The matrices, and which are transposed, of whose product a determinant is; none if not so."""
    if body == ("cell", row, column):
        return [("count", False)]
    if body[0] == "at" and len(body) == 4 and {*body[2:]} == {row, column}:
        return [(body[1], body[2] == column)]
    if body[0] == "sum" and body[3][0] == "*" and len(body[3]) == 3:
        for one, other in (body[3][1:], body[3][:0:-1]):
            left, right = _product(one, row, body[1]), _product(other, body[1], column)
            if left and right:
                return left + right
    return []


def _factors(term: Any) -> list[Any]:
    """Those of a product, and of products in it."""
    if not isinstance(term, tuple) or term[0] != "*":
        return [term]
    return [factor for part in term[1:] for factor in _factors(part)]


def _plus(parts: list[Any]) -> Any:
    whole, others = Fraction(0), []
    for part in parts:
        for each in part[1:] if isinstance(part, tuple) and part[0] == "+" else (part,):
            if isinstance(each, Fraction):
                whole += each
            else:
                others.append(each)
    found = sorted([*others, *([whole] if whole else [])], key=repr)
    return found[0] if len(found) == 1 else ("+", *found) if found else whole


def _mean(size: Any, body: Any, *chances: Any) -> Any:
    """A mean over batches, term by term, of what is counted alone."""
    if isinstance(body, tuple) and body[0] == "+":
        return _plus([_mean(size, part, *chances) for part in body[1:]])
    factors = body[1:] if isinstance(body, tuple) and body[0] == "*" else (body,)
    counted = [factor for factor in factors if "'count'" in repr(factor)]
    others = [factor for factor in factors if "'count'" not in repr(factor)]
    return _times([*others, ("batch-mean", size, _times(counted), *chances)])


def _negative(part: Any) -> bool:
    """Whether all terms of a sum are taken away."""
    return (
        isinstance(part, tuple)
        and part[0] == "+"
        and all(
            each < 0
            if isinstance(each, Fraction)
            else each[0] == "*" and any(isinstance(n, Fraction) and n < 0 for n in each[1:])
            for each in part[1:]
        )
    )


def _means(part: Any) -> bool:
    return (
        isinstance(part, tuple)
        and part[0] == "+"
        and all("batch-mean" in repr(p) for p in part[1:])
    )


def _times(parts: list[Any]) -> Any:
    for place, part in enumerate(parts):
        if _means(part):
            rest = parts[:place] + parts[place + 1 :]
            return _plus([_times([each, *rest]) for each in part[1:]])
    whole, others = Fraction(1), []
    for part in parts:
        if _negative(part):
            whole, part = -whole, _plus([_times([Fraction(-1), each]) for each in part[1:]])
        for each in part[1:] if isinstance(part, tuple) and part[0] == "*" else (part,):
            if isinstance(each, Fraction):
                whole *= each
            else:
                others.append(each)
    if whole == 0:
        return whole
    found = sorted([*others, *([whole] if whole != 1 else [])], key=repr)
    return found[0] if len(found) == 1 else ("*", *found) if found else whole


def _power(base: Any, exponent: Any) -> Any:
    if exponent == 1:
        return base
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent == -1:
        return 1 / base
    if isinstance(base, tuple) and base[0] == "^" and base[2] == -1:
        return ("^", base[1], _times([Fraction(-1), exponent]))
    return ("^", base, exponent)


def _over(part: Any) -> Any:
    if isinstance(part, tuple) and part[0] == "*":
        return _times([_over(each) for each in part[1:]])
    if isinstance(part, tuple) and part[0] == "^":
        return _power(part[1], _times([Fraction(-1), part[2]]))
    return _power(part, Fraction(-1))


def _difference(left: Any, right: Any) -> Any:
    away = right[1:] if isinstance(right, tuple) and right[0] == "+" else (right,)
    return _plus([left, *(_times([Fraction(-1), part]) for part in away)])


def _indicator(sign: str, left: Any, right: Any) -> Any:
    if sign == "==":
        return ("is-zero", left) if right == 0 else ("delta", *sorted((left, right), key=repr))
    size = _difference(left, right)
    return ("step", size) if sign == ">" else ("step", size, Fraction(1))


def _minors(entries: list[list[Any]]) -> Any:
    """The determinant of a table, by its first row."""
    if len(entries) == 1:
        return entries[0][0]
    terms: list[Any] = []
    for place, entry in enumerate(entries[0]):
        rest = [[*row[:place], *row[place + 1 :]] for row in entries[1:]]
        terms.append(_times([Fraction((-1) ** place), entry, _minors(rest)]))
    return _plus(terms)


def _expanded(term: Any) -> Any:
    """The product of sums as a sum of products."""
    if not isinstance(term, tuple):
        return term
    parts = [*map(_expanded, term[1:])]
    if term[0] == "+":
        return _plus(parts)
    if term[0] != "*":
        return term
    sums = [part[1:] if isinstance(part, tuple) and part[0] == "+" else (part,) for part in parts]
    return _plus([_times([*each]) for each in product(*sums)])


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
            return (">", _power(_difference(left, self.sum()), Fraction(2)), Fraction(0))
        found = (sign, left, self.sum())
        if self.next() != "iff":
            return found
        self.take()
        return ("==", _indicator(*found), _indicator(*self.relation()))

    def sum(self) -> Any:
        terms = [self.signed()]
        while self.next() in ("+", "−"):
            terms.append(self.signed())
        return _plus(terms)

    def signed(self) -> Any:
        minus = self.next() in ("+", "−") and self.take() == "−"
        found = self.product()
        return _times([Fraction(-1), found]) if minus else found

    def product(self) -> Any:
        factors, number = [], False
        while True:
            number = self.next().isdigit()
            factors.append(self.power())
            if self.next() == "·":
                self.take()
            elif self.next() == "/":
                self.take()
                factors.append(_over(self.power()))
                return _times(factors)
            elif not (number and (self.next()[:1].isalpha() and self.next() not in _WORDS)):
                return _times(factors)

    def power(self) -> Any:
        base = self.atom()
        if self.next()[:1] in tuple("⁰¹²³⁴⁵⁶⁷⁸⁹"):
            return _power(base, Fraction(self.take().translate(_SUPERSCRIPT)))
        if self.next() == "^":
            self.take()
            return _power(base, self.atom())
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
        return _indicator(*said)

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
        return _mean(size, self.product(), *chances)

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
            _plus([_times([self.entry(name, i, k), self.entry(other, k, j)]) for k in range(inner)])
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
            return _expanded(_minors(rows))
        size, _ = self.shapes[name]
        return _minors([[self.entry(name, i, j) for j in range(size)] for i in range(size)])

    def law(self, mark: str) -> Any:
        if self.next() == "(":
            chances = self.listed("(", ")")
            terms = [_times([p, ("delta", Fraction(k), mark)]) for k, p in enumerate(chances)]
            return Fraction(len(chances)), _plus([t for t in terms if t != 0])
        name = self.take()
        if name in ("uniform", "resampled"):
            y, eta, *among = self.listed("(", ")")
            size = among[0] if among else "c"
            least = _plus([size, Fraction(-1)]) if name == "uniform" else size
            each = _times([eta, _over(least)])
            rest = _times([each, size]) if name == "uniform" else eta
            own = _times([_plus([Fraction(1), _times([Fraction(-1), rest])]), ("delta", mark, y)])
            return size, _plus([each, own])
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
        names = [(self.take(), self.next() == "'" and self.take() == "'")]
        while self.next() == "·":
            self.take()
            names.append((self.take(), self.next() == "'" and self.take() == "'"))
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
