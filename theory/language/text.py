"""Mathematical text as a tree: read, never evaluated as code; what names mean is a vocabulary's."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import sympy

from lossproof.theory.numbers.as_written import WrittenAbs, WrittenMax, WrittenMin

DEEPEST, DIGITS, POWERS_OF_TEN = 40, 40, 30
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "log": sympy.log, "exp": sympy.exp, "sqrt": sympy.sqrt, "abs": WrittenAbs,
}  # fmt: skip
EXTREMES: dict[str, Callable[..., Any]] = {"max": WrittenMax, "min": WrittenMin}


@dataclass(frozen=True)
class Node:
    """A part of a text; `degree` and `terms` bound what it multiplies out to."""

    kind: str
    parts: tuple[Node, ...] = ()
    value: Any = None
    degree: int = 0
    terms: int = 1


class TextReader(ABC):
    """Recursive descent; every level of nesting is counted, so the stack cannot overflow.

    Reads numbers (decimals are exact), + - * /, ** or ^ for powers, and parentheses; a vocabulary
    reads names. Nodes are of the kinds "number", "negate", "add", "multiply", "inverse", "power".

    Parameters
    ----------
    text : what is read
    title : what it is, as in "is not part of a formula"
    further : marks besides those of arithmetic
    """

    def __init__(self, text: str, title: str, further: Sequence[str] = ()) -> None:
        self.text, self.title, self.depth, self.at = text, title, 0, 0
        marks = "|".join(map(re.escape, (*further, "**", *"-+*/^(),[]")))
        self._token = re.compile(
            rf"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
            rf"|(?P<name>[^\W\d]\w*)|(?P<mark>{marks}))"
        )
        self.tokens = list(self._scan())

    @abstractmethod
    def refuse(self, what: str, place: int | None = None) -> NoReturn:
        """Raise what is wrong, at a place in the text or where the reader stands."""
        raise NotImplementedError

    @abstractmethod
    def named(self, name: str, place: int) -> Node:
        """What a name stands for, with what follows it in parentheses or brackets."""

    def joined(self, kind: str, *parts: Node) -> Node:
        """What an operation makes of its parts."""
        return Node(kind, parts)

    def inner(self) -> Node:
        """What stands in parentheses, and between commas."""
        return self.sum()

    def _scan(self) -> Iterator[tuple[str, str, int]]:
        place = 0
        while self.text[place:].strip():
            found = self._token.match(self.text, place)
            if found is None:
                start = place + len(self.text[place:]) - len(self.text[place:].lstrip())
                self.refuse(f"{self.text[start]!r} is not part of a {self.title}", start)
            kind = str(found.lastgroup)
            yield kind, found.group(kind), found.start(kind)
            place = found.end()
        yield "end", "", len(self.text)

    def peek(self) -> str:
        kind, token, _ = self.tokens[self.at]
        return token if kind == "mark" else ""

    def _next(self) -> str:
        kind, token, _ = self.tokens[self.at]
        return f"the end of the {self.title}" if kind == "end" else repr(token)

    def take(self, mark: str) -> None:
        if self.peek() != mark:
            self.refuse(f"expected {mark!r}, got {self._next()}")
        self.at += 1

    def read(self) -> Node:
        node = self.inner()
        if self.tokens[self.at][0] != "end":
            self.refuse(f"expected the end or an operator, got {self._next()}")
        return node

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"the {self.title} is nested more than {DEEPEST} deep")
        node = read()
        self.depth -= 1
        return node

    def sum(self) -> Node:
        return self._deeper(lambda: self._folded("add", "+", "-", "negate", self.product))

    def product(self) -> Node:
        return self._folded("multiply", "*", "/", "inverse", self.signed)

    def _folded(
        self, kind: str, mark: str, other: str, opposite: str, read: Callable[[], Node]
    ) -> Node:
        parts = [read()]
        while (found := self.peek()) in (mark, other):
            self.at += 1
            part = read()
            parts.append(part if found == mark else self.joined(opposite, part))
        return parts[0] if len(parts) == 1 else self.joined(kind, *parts)

    def signed(self) -> Node:
        negative = False
        while (mark := self.peek()) in ("+", "-"):
            self.at += 1
            negative ^= mark == "-"
        part = self.power()
        return self.joined("negate", part) if negative else part

    def power(self) -> Node:
        base = self.atom()
        if self.peek() not in ("**", "^"):
            return base
        self.at += 1
        return self.joined("power", base, self._deeper(self.signed))

    def atom(self) -> Node:
        kind, token, place = self.tokens[self.at]
        if kind not in ("number", "name") and token != "(":
            self.refuse(f"expected a number, a name or '(', got {self._next()}")
        self.at += 1
        if kind == "number":
            return Node("number", value=self.number(token, place))
        if kind == "name":
            return self.named(token, place)
        inner = self.inner()
        self.take(")")
        return inner

    def number(self, token: str, place: int) -> Any:
        digits, _, power = token.lower().partition("e")
        if len(digits) > DIGITS or abs(int(power or 0)) > POWERS_OF_TEN:
            self.refuse(f"the number {token[:12]}… has too many digits", place)
        return sympy.Rational(token)

    def arguments(self) -> list[Node]:
        """What stands in the parentheses that follow a name."""
        self.take("(")
        found = [self.inner()]
        while self.peek() == ",":
            self.at += 1
            found.append(self.inner())
        self.take(")")
        return found
