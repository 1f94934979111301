"""A loss typed in as a formula: read as mathematics, never evaluated as code.

    p           the label's probability; inside `sum`, `others` and `max(…)` that of each class
    p[y]        the label's probability, everywhere
    sum(e)      the sum of e over all classes; others(e): over all but the label
    max(e)      the largest e over the classes; max(a, b), min(a, b): of two or more numbers
    c           the number of classes
    log exp sqrt abs, pi, + - * /, ** or ^ for powers, decimals (exact), parentheses

Every other name is a parameter and needs a value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import sympy

from theory.domain import exact
from theory.language import ANY_CLASS
from theory.losses.formula_tree import (
    EXTREMES,
    FUNCTIONS,
    HIGHEST,
    OF_CLASSES,
    OVER,
    SYMBOLIC,
    Builder,
    FormulaError,
    Node,
)

LONGEST, DEEPEST, MOST_TERMS = 500, 40, 400

_NAMES = ("p", "c", "y", "pi", *FUNCTIONS, *OF_CLASSES, *EXTREMES)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark>\*\*|[-+*/^()\[\],]))",
    re.ASCII,
)
ALLOWED = (
    "p (the label's probability), p[y], c, pi, numbers, + - * / **, log, exp, sqrt, abs, max, min, "
    "sum(…) over the classes and others(…) over all but the label"
)


@dataclass(frozen=True)
class Formula:
    """A parsed loss: `expression(f, y)` is its SymPy form, as for `theory.losses.FixedLoss`."""

    text: str
    parameters: Mapping[str, sympy.Rational]
    expression: Callable[[Any, Any], sympy.Expr]


def parse(text: str, parameters: Mapping[str, Any] | None = None) -> Formula:
    """Read a formula; `parameters` gives each further name a rational value.

    Raises
    ------
    FormulaError
        If the text is no formula, names what has no value, or has numbers, powers or nesting
        beyond what a loss needs.
    """
    if len(text) > LONGEST:
        raise FormulaError(
            f"a formula must have at most {LONGEST} characters; got {len(text)}: "
            "give a Python function as module:function"
        )
    values = {name: exact(value, name) for name, value in (parameters or {}).items()}
    for name in values:
        if name in _NAMES or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
            raise FormulaError(f"a parameter cannot be called {name!r}: choose another name")
    parser = _Parser(text, values)
    node = parser.read()
    if unused := sorted(set(values) - parser.used):
        raise FormulaError(f"{', '.join(unused)} has a value but is not in the formula {text!r}")
    Builder(SYMBOLIC, ANY_CLASS, values, strict=True).build(node, SYMBOLIC[ANY_CLASS])
    return Formula(text, values, lambda f, y: Builder(f, y, values).build(node, f[y]))


class _Parser:
    """Recursive descent; every level of nesting is counted, so the stack cannot overflow."""

    def __init__(self, text: str, values: Mapping[str, Any]) -> None:
        self.text, self.values, self.depth = text, values, 0
        self.inside: list[str] = []
        self.used: set[str] = set()
        self.tokens = list(self._scan())
        self.at = 0

    def _scan(self) -> Iterator[tuple[str, str, int]]:
        place = 0
        while self.text[place:].strip():
            found = _TOKEN.match(self.text, place)
            if found is None:
                start = place + len(self.text[place:]) - len(self.text[place:].lstrip())
                self.refuse(f"{self.text[start]!r} is not part of a formula", start)
            kind = str(found.lastgroup)
            yield kind, found.group(kind), found.start(kind)
            place = found.end()
        yield "end", "the end", len(self.text)

    def refuse(self, what: str, place: int | None = None) -> NoReturn:
        column = (self.tokens[self.at][2] if place is None else place) + 1
        raise FormulaError(f"{what} (column {column}); allowed are {ALLOWED}")

    def peek(self) -> str:
        kind, token, _ = self.tokens[self.at]
        return token if kind == "mark" else ""

    def take(self, mark: str) -> None:
        if self.peek() != mark:
            self.refuse(f"expected {mark!r}, got {self.tokens[self.at][1]!r}")
        self.at += 1

    def read(self) -> Node:
        node = self.sum()
        if self.tokens[self.at][0] != "end":
            self.refuse(f"expected the end or an operator, got {self.tokens[self.at][1]!r}")
        return node

    def sized(self, kind: str, parts: list[Node], degree: int, terms: int) -> Node:
        if degree > HIGHEST or terms > MOST_TERMS:
            self.refuse(
                f"the formula multiplies out to degree {degree} and {terms} terms, "
                f"at most {HIGHEST} and {MOST_TERMS} are read"
            )
        return Node(kind, tuple(parts), None, degree, terms)

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"the formula is nested more than {DEEPEST} deep")
        parts = [self.product()]
        while (mark := self.peek()) in ("+", "-") and mark:
            self.at += 1
            part = self.product()
            negated = Node("negate", (part,), None, part.degree, part.terms)
            parts.append(part if mark == "+" else negated)
        self.depth -= 1
        if len(parts) == 1:
            return parts[0]
        degree, terms = max(part.degree for part in parts), sum(part.terms for part in parts)
        return self.sized("add", parts, degree, terms)

    def product(self) -> Node:
        parts = [self.signed()]
        while (mark := self.peek()) in ("*", "/") and mark:
            self.at += 1
            part = self.signed()
            inverse = Node("inverse", (part,), None, part.degree, 1)
            parts.append(part if mark == "*" else inverse)
        if len(parts) == 1:
            return parts[0]
        degree, terms = sum(part.degree for part in parts), math.prod(part.terms for part in parts)
        return self.sized("multiply", parts, degree, terms)

    def signed(self) -> Node:
        negative = False
        while (mark := self.peek()) in ("+", "-") and mark:
            self.at += 1
            negative ^= mark == "-"
        part = self.power()
        return Node("negate", (part,), None, part.degree, part.terms) if negative else part

    def power(self) -> Node:
        base = self.atom()
        if self.peek() not in ("**", "^"):
            return base
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"the formula has more than {DEEPEST} powers of powers")
        exponent = self.signed()
        self.depth -= 1
        constant = _constant(exponent, self.values)
        size = 1 if constant is None else max(1, math.ceil(abs(constant)))
        terms = 1
        if constant is not None and constant.is_Integer and 1 < constant <= HIGHEST:
            terms = math.comb(size + base.terms - 1, size)
        return self.sized("power", [base, exponent], max(1, base.degree) * size, terms)

    def atom(self) -> Node:
        kind, token, place = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            return Node("number", value=self.number(token, place))
        if kind == "name":
            self.at += 1
            return self.named(token, place)
        if token == "(" and kind == "mark":
            self.at += 1
            inner = self.sum()
            self.take(")")
            return inner
        return self.refuse(f"expected a number, a name or '(', got {token!r}")

    def number(self, token: str, place: int) -> sympy.Rational:
        digits, _, power = token.lower().partition("e")
        if len(digits) > 40 or abs(int(power or 0)) > 30:
            self.refuse(f"the number {token[:12]}… has too many digits", place)
        return exact(token)

    def named(self, name: str, place: int) -> Node:
        if name == "p":
            return self.probability()
        if name in ("c", "pi"):
            return Node(name)
        if name in FUNCTIONS or name in OF_CLASSES or name in EXTREMES:
            return self.called(name, place)
        if name in self.values:
            self.used.add(name)
            return Node("parameter", value=name)
        known = ", ".join(self.values)
        also = f", and your {known}" if known else ""
        return self.refuse(f"{name!r} has no value: set it as in --set {name}=1/2{also}", place)

    def probability(self) -> Node:
        if self.peek() != "[":
            return Node("p", degree=1)
        self.at += 1
        if self.tokens[self.at][1] != "y":
            self.refuse(f"only p[y] is known, got p[{self.tokens[self.at][1]}")
        self.at += 1
        self.take("]")
        return Node("p[y]", degree=1)

    def called(self, name: str, place: int) -> Node:
        if self.peek() != "(":
            self.refuse(f"{name} needs its argument in parentheses")
        self.at += 1
        arguments = [self.argument(name)]
        while self.peek() == ",":
            self.at += 1
            arguments.append(self.argument(name))
        self.take(")")
        kind = name
        if name in EXTREMES and len(arguments) == 1:
            kind = f"{name} over classes"
        elif name not in EXTREMES and len(arguments) > 1:
            self.refuse(f"{name} takes one argument, got {len(arguments)}", place)
        over = kind in OF_CLASSES or kind.endswith("classes")
        if over and self.inside:
            self.refuse(f"{name} over the classes inside {self.inside[-1]} is not read", place)
        if over and any(_has(part, OVER) for part in arguments):
            self.refuse(f"{name} over the classes holds another", place)
        return Node(kind, tuple(arguments), OVER if over else None, 1)

    def argument(self, name: str) -> Node:
        return self.sum()


def _has(node: Node, value: str) -> bool:
    return node.value == value or any(_has(part, value) for part in node.parts)


def _constant(node: Node, values: Mapping[str, Any]) -> Any:
    """The value of a node without p and c, as a rational, else None."""
    if node.kind in ("p", "p[y]", "c", "pi") or node.value == OVER or node.kind in FUNCTIONS:
        return None
    if any(_constant(part, values) is None for part in node.parts):
        return None
    value: Any = Builder(None, None, values, strict=True).build(node, None)
    return value if value.is_Rational else None
