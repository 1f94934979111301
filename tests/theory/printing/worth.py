"""What terms are worth at a point, and what printed lines are: by a grammar of what people read.

Both give numbers, so a line that says something else than its term is worth something else. Heads
stand for functions that are defined everywhere; the sizes of a statement are small.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import product
from typing import Any

import numpy as np

from lossproof.theory.language.terms import tables
from lossproof.theory.printing.printer import GREEK
from lossproof.theory.printing.terms import BINDERS, read

_LATIN = {mark: name for name, mark in GREEK.items()}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TOKEN = re.compile(rf"\s*([0-9]+|[{_RAISED}]+|[A-Za-zα-ωΣ][A-Za-z0-9]*(?:_\w+)*|[^\s])")
_SIZES = {"classes": 3, "samples": 2, "integer": 1}


def power(base: Any, top: Any) -> Any:
    if base == 0:
        return float(top == 0)
    return base**top if float(top).is_integer() else abs(base) ** top


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": np.exp, "log": lambda x: np.log(abs(x) + 1e-300), "abs": abs, "sign": np.sign,
    "max": max, "min": min, "floor": np.floor, "ceiling": np.ceil, "^": power,
    "step": lambda x, at_zero=0.0: at_zero if abs(x) < 1e-9 else float(x > 0),
    "slope": lambda x: 0.5 if abs(x) < 1e-9 else float(x > 0),
    "delta": lambda x, y: float(abs(x - y) < 1e-9), "is-zero": lambda x: float(abs(x) < 1e-9),
    "entropy": lambda p, q: p * np.log(abs(p / q)) if p and q else 0.0,
    "falling": lambda n, k: math.prod((n - i for i in range(round(k))), start=1.0),
    "polygamma": lambda order, x: np.cos(order + 2 * x),
    "any-count": lambda cell, cells, size: np.cos(cell + 3 * cells + 5 * size),
}  # fmt: skip


class Point:
    """Numbers for the parameters of a statement, and for entries of theirs."""

    def __init__(self, parameters: Mapping[str, str], seed: int) -> None:
        self.domains = {name: read(text) for name, text in parameters.items()}
        self.seed, self.counts = seed, None
        named = [name for name, domain in self.domains.items() if domain[0] == "classes"]
        self.classes = int(self.number(named[0])) if named else 2

    def of(self, *about: Any) -> int:
        return int(sha256(repr((self.seed, *about)).encode()).hexdigest()[:12], 16)

    def number(self, name: str) -> float:
        head, *parts = self.domains.get(name, ("none",))
        if head in _SIZES:
            least = _SIZES[head] - (head == "classes" and self.seed % 2)
            return float(max(least, parts[0]) if isinstance(parts[0], Fraction) else least)
        if head == "label" or name.startswith(("@", "m_")):
            return float(self.of(name) % 2)
        return 0.1 + self.of(name) % 9973 / 9973

    def entry(self, base: Any, places: Sequence[float]) -> float:
        if isinstance(base, np.ndarray):
            return float(base[tuple(map(int, places))])
        leaf = self.domains[base]
        while leaf[0] == "each":
            leaf = leaf[2]
        found = self.of(base, *map(round, places))
        return float(found % 2) if leaf[0] == "label" else 0.1 + found % 9973 / 9973

    def array(self, name: str) -> np.ndarray | None:
        """All entries of a parameter that has entries."""
        sizes, domain = list[int](), self.domains.get(name, ("none",))
        while domain[0] in ("each", "simplex", "joint"):
            size = domain[1]
            count = int(size) if isinstance(size, Fraction) else int(self.number(size))
            sizes += [count] * (1 + (domain[0] == "joint"))
            domain = domain[2] if domain[0] == "each" else ("none",)
        if not sizes:
            return None
        places = [*product(*map(range, sizes))]
        return np.array([self.entry(name, place) for place in places]).reshape(sizes)

    def cell(self, *places: float) -> float:
        """How many samples of the batch are in a cell; of any batch outside of a mean."""
        if self.counts is None:
            return self.of("cell", *map(round, places)) % 7
        return float(self.counts[tuple(map(round, places))])

    def averaged(self, size: float, chances: np.ndarray, of: Callable[[], Any]) -> Any:
        """The mean over batches."""
        total, outer = 0.0, self.counts
        for table in tables(int(size), chances.size):
            self.counts = np.array(table).reshape(chances.shape)
            ways = math.factorial(int(size)) / math.prod(map(math.factorial, table))
            total += ways * math.prod(map(power, chances.flat, table)) * of()
        self.counts = outer
        return total

    def value(self, term: Any, bound: Mapping[str, Any]) -> Any:
        if isinstance(term, Fraction):
            return float(term)
        if isinstance(term, str):
            known = {"@e": math.e, "@pi": math.pi} | dict(bound)
            return known[term] if term in known else self.number(term)
        head, *parts = term
        if head in BINDERS:
            return self.bound(head, parts[: BINDERS[head]], parts[BINDERS[head] :], bound)
        if head in ("largest", "between"):
            name = parts[0].strip('"')
            digest = f"m_{sha256(name.encode()).hexdigest()[:4]}"
            return self.number(name if name.isidentifier() or head == "between" else digest)
        if head == "at":
            places = [self.value(part, bound) for part in parts[1:]]
            return self.entry(bound.get(parts[0], parts[0]), places)
        if head == "batch-mean":
            chances = np.array([self.value(part, bound) for part in parts[2:]])
            size = self.value(parts[0], bound)
            return self.averaged(size, chances, lambda: self.value(parts[1], bound))
        found = [self.value(part, bound) for part in parts]
        if head in ("count", "cell", "any-cell"):
            return self.cell(*found[:2])
        if head in "+*":
            return sum(found) if head == "+" else math.prod(found)
        return FUNCTIONS[head](*found)

    def bound(self, head: str, own: Any, parts: Any, bound: Mapping[str, Any]) -> Any:
        size = self.value(parts[0], bound)

        def at(part: Any, *places: int) -> Any:
            return self.value(part, {**bound, **dict(zip(own, places, strict=True))})

        if head == "table-mean":
            rows, columns = (int(self.value(part, bound)) for part in parts[3:])
            law = [[at(parts[1], i, j) for j in range(columns)] for i in range(rows)]
            return self.averaged(size, np.array(law), lambda: self.value(parts[2], bound))
        labels = range(round(size))
        if head == "det":
            return np.linalg.det([[at(parts[1], i, j) for j in labels] for i in labels])
        if head == "expect":
            return sum(at(parts[1], k) * at(parts[2], k) for k in labels)
        return sum(at(parts[1], k) for k in labels) / (size if head == "mean" else 1)


class Line:
    """Reads a printed line, and works out what it says."""

    def __init__(self, text: str, point: Point, known: Mapping[str, Any], bound: Any) -> None:
        self.text, self.point, self.known, self.bound = text, point, known, dict(bound)
        self.tokens, self.place = [found[1] for found in _TOKEN.finditer(text)], 0

    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.next()
        if wanted and token not in wanted:
            raise ValueError(f"{token!r} at {self.place} of {self.text!r}, not {wanted}")
        self.place += 1
        return token

    def relation(self) -> tuple[str, Any, Any]:
        left, sign = self.sum(), self.take()
        said = ({"=": "==", "≤": "<=", "≥": ">="}.get(sign, sign), left, self.sum())
        if sign == "≠":
            return ">", (left - said[2]) ** 2, 0.0
        if self.next() != "iff":
            return said
        self.take()
        return "==", self.truth(*said), self.truth(*self.relation())

    def truth(self, sign: str, left: Any, right: Any) -> float:
        if sign == "==":
            return FUNCTIONS["delta"](left, right)
        return FUNCTIONS["step"](left - right, float(sign == ">="))

    def sum(self) -> Any:
        total: Any = None
        while total is None or self.next() in ("+", "−"):
            minus = self.next() in ("+", "−") and self.take() == "−"
            part = self.product()
            part = -part if minus else part
            total = part if total is None else total + part
        return total

    def product(self) -> Any:
        found: Any = None
        while True:
            number = self.next().isdigit()
            factor = self.power()
            arrays = np.ndim(found) == 2 and np.ndim(factor) == 2
            found = factor if found is None else found @ factor if arrays else found * factor
            if self.next() == "·":
                self.take()
            elif self.next() == "/":
                self.take()
                return found * power(self.power(), -1)
            elif not (number and self.next()[:1].isalpha() and self.next() != "iff"):
                return found

    def power(self) -> Any:
        base = self.atom()
        if self.next()[:1] in tuple(_RAISED):
            return power(base, int("".join(str(_RAISED.index(d)) for d in self.take())))
        if self.next() == "^":
            self.take()
            return power(base, self.atom())
        return base

    def atom(self) -> Any:
        token = self.take()
        if token.isdigit():
            return float(token)
        if token == "√":
            return power(self.atom(), 0.5)
        fences = {"(": ")", "|": "|", "⌊": "⌋", "⌈": "⌉"}
        if token in fences:
            found = self.sum()
            self.take(fences[token])
            return {"|": abs, "⌊": np.floor, "⌈": np.ceil}.get(token, lambda x: x)(found)
        if token == "[":
            said = self.relation()
            self.take("]")
            return self.truth(*said)
        if token in ("Σ", "mean", "E", "det") and self.next() == "_":
            return self.large(token)
        return self.named(token)

    def each(self, letters: Sequence[str], choices: Any, parse: Callable[[], Any]) -> Iterator[Any]:
        """What is read at this place, for every choice of numbers for the letters."""
        start, outer = self.place, self.bound
        for choice in choices:
            self.place = start
            self.bound = outer | dict(zip(letters, choice, strict=True))
            yield parse()
        self.bound = outer

    def large(self, mark: str) -> Any:
        self.take("_")
        self.take("{")
        if self.tokens[self.place + 1] == "from":
            return self.batch()
        letters = [self.take()]
        while self.next() == ",":
            self.take()
            letters.append(self.take())
        if self.take("<", "∼") == "∼":
            chances = self.law(letters)
            self.take("}")
            values = self.each(letters, ((k,) for k in range(len(chances))), self.product)
            return sum(p * x for p, x in zip(chances, [*values], strict=True))
        size = self.sum()
        self.take("}")
        labels = range(round(size))
        found = [*self.each(letters, product(labels, repeat=len(letters)), self.product)]
        if mark == "det":
            return np.linalg.det(np.reshape(found, (len(labels),) * 2))
        return sum(found) / (size if mark == "mean" else 1)

    def law(self, letters: list[str]) -> list[Any]:
        if self.next() == "(":
            return self.listed("(", ")")
        name, start = self.take(), self.place
        if name in ("uniform", "resampled") and self.next() == "(":
            y, eta, *among = self.listed("(", ")")
            size = among[0] if among else self.point.number("c")
            one = eta / (size - 1 if name == "uniform" else size)
            own = 1 - (one * size if name == "uniform" else eta)
            return [one + own * (k == round(y)) for k in range(round(size))]
        if name == "law" and self.next() == "(":
            self.take("(")
            size = self.sum()
            self.take(",")
            found = [*self.each(letters, ((k,) for k in range(round(size))), self.sum)]
            self.take(")")
            return found
        places = list[Any]()
        self.take("[")
        while self.next() != "·":
            places.append(self.sum())
            self.take(",")
        self.take("·")
        self.take("]")
        row: Any = self.point.array(_LATIN.get(name, name))
        assert start < self.place
        return [*row[tuple(map(round, places))]]

    def batch(self) -> Any:
        size = self.named(self.take())
        self.take("from")
        if self.next() == "(":
            chances = np.array(self.listed("(", ")"))
        elif self.next() == "table":
            self.take("table")
            self.take("(")
            letters = [self.take(), self.take(",") and self.take()]
            self.take(",")
            arrays = (self.point.array(_LATIN.get(t, t)) for t in self.tokens[self.place :])
            shape = next(each.shape for each in arrays if np.ndim(each) == 2)
            cells = [*self.each(letters, np.ndindex(*shape), self.sum)]
            chances = np.reshape(cells, shape)
            self.take(")")
        else:
            chances = self.product()
        self.take("}")
        start = self.place

        def body() -> Any:
            self.place = start
            return self.product()

        return self.point.averaged(size, chances, body)

    def named(self, token: str) -> Any:
        name = _LATIN.get(token, token)
        if token in self.bound:
            value = self.bound[token]
            return value if self.next() != "[" else self.point.entry(value, self.listed("[", "]"))
        if self.next() == "[":
            places = self.listed("[", "]")
            return self.point.cell(*places) if name == "count" else self.point.entry(name, places)
        if name in self.known:
            of = self.known[name]
            values = self.listed("(", ")") if of.arguments else []
            return self.point.value(of.term, dict(zip(of.arguments, values, strict=True)))
        if self.next() == "(" and name not in self.point.domains:
            parts = self.listed("(", ")")
            if name == "det":
                return np.linalg.det(parts[0])
            heads = {"sgn": "sign", "kl": "entropy", "count": "any-count"}
            return FUNCTIONS[heads.get(name, name)](*parts)
        whole = self.whole(name)
        if whole is None:
            constants = {"e": math.e, "pi": math.pi}
            own = name in self.point.domains or name not in constants
            return self.point.number(name) if own else constants[name]
        if self.next() == "'":
            self.take()
            return whole.T
        return whole

    def whole(self, name: str) -> Any:
        """All entries of a vector or matrix, of the counts of a batch, or of the identity."""
        size = self.point.classes
        if name == "count":
            counts = self.point.counts
            cells = [self.point.cell(i, j) for i in range(size) for j in range(size)]
            return np.reshape(cells if counts is None else counts, (-1, size))
        if name == "I" and name not in self.point.domains:
            return np.eye(size)
        return self.point.array(name)

    def listed(self, left: str, right: str) -> list[Any]:
        self.take(left)
        parts = [self.sum()]
        while self.next() == ",":
            self.take()
            parts.append(self.sum())
        self.take(right)
        return parts
