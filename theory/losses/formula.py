"""A loss typed as a formula: parsed as mathematics, never evaluated as code.

    p           the label's probability; inside `sum`, `others` and `max(…)` that of each class
    p[y]        the label's probability, everywhere
    sum(e)      the sum of e over all classes; others(e): over all but the label
    max(e)      the largest e over the classes; max(a, b), min(a, b): of two or more numbers
    c           the number of classes
    log exp sqrt abs, pi, + - * /, ** or ^ for powers, decimals (exact), parentheses
    ln log2 log10 log1p expm1 sigmoid softplus logit tanh sinh cosh atanh asinh relu

Every other name is a parameter and needs a value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NoReturn

import sympy

from lossproof.theory.domain import exact
from lossproof.theory.language import ANY_CLASS, EXTREMES, FUNCTIONS, Node, TextReader
from lossproof.theory.losses.formula_tree import (
    HIGHEST,
    OF_CLASSES,
    OVER,
    SYMBOLIC,
    Builder,
    FormulaError,
)
from lossproof.theory.losses.functions import UNKNOWN, WRITTEN
from lossproof.theory.losses.library import LOSSES
from lossproof.theory.losses.named import name_of, written_out

LONGEST, MOST_TERMS = 500, 400
LABEL = sympy.Symbol("y", integer=True, nonnegative=True)

_CALLED = (*FUNCTIONS, *WRITTEN)
_NAMES = ("p", "c", "y", "pi", *_CALLED, *OF_CLASSES, *EXTREMES)
ALLOWED = (
    "p (the label's probability), p[y], c, pi, numbers, + - * / **, "
    f"{', '.join((*_CALLED, *EXTREMES))}, "
    "sum(…) over the classes and others(…) over all but the label"
)


@dataclass(frozen=True)
class Formula:
    """A parsed loss: `expression(f, y)` is its SymPy form, as for `theory.losses.FixedLoss`."""

    text: str
    parameters: Mapping[str, sympy.Rational]
    expression: Callable[[Any, Any], sympy.Expr]
    node: Node = field(repr=False)

    def over(self, symbols: Mapping[str, Any]) -> Callable[[Any, Any], sympy.Expr]:
        """The SymPy form with symbols for some parameters."""
        values = {**self.parameters, **symbols}
        return lambda f, y: Builder(f, y, values).build(self.node, f[y])


def parse(text: str, parameters: Mapping[str, Any] | None = None) -> Formula:
    """Read a formula, or the name of a loss; `parameters` gives each further name a value.

    Raises
    ------
    FormulaError
        If the text is no formula, has a name without a value, or exceeds the limits on numbers,
        powers and nesting.
    """
    text = written_out(text)
    if len(text) > LONGEST:
        raise FormulaError(
            f"a formula must have at most {LONGEST} characters; got {len(text)}: "
            "give a Python function as module:function"
        )
    values = {name: exact(value, name) for name, value in (parameters or {}).items()}
    for name in values:
        if name in _NAMES or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
            raise FormulaError(f"a parameter cannot be called {name!r}: choose another name")
    reader = _Reader(text, values)
    node = reader.read()
    if unused := sorted(set(values) - reader.used):
        raise FormulaError(f"{', '.join(unused)} has a value but is not in the formula {text!r}")
    Builder(SYMBOLIC, ANY_CLASS, values, strict=True).build(node, SYMBOLIC[ANY_CLASS])
    return Formula(text, values, lambda f, y: Builder(f, y, values).build(node, f[y]), node)


def from_name(name: str) -> tuple[sympy.Expr, dict[str, str]] | None:
    """The SymPy form of a loss called by its formula, as in `(1-p**q)/q, q = 1/2`.

    With symbols for the parameters, and their values; None for any other name.
    """
    formula, values = name, dict[str, str]()
    while more := re.fullmatch(r"(.*)(?:,| with) (\w+) = ([^,]+)", formula):
        formula, values[more[2]] = more[1], more[3]
    if re.fullmatch(r"\w{2,}", formula):  # the name of a loss
        return None
    try:
        read = parse(formula, values)
    except ValueError:
        return None
    symbols = {name: sympy.Symbol(name, positive=True) for name in values}
    form = read.over(symbols)(SYMBOLIC, LABEL)
    if any(" " in symbol.name for symbol in form.atoms(sympy.Symbol)):  # the largest of all entries
        return None
    return form, dict(reversed(values.items()))


class _Reader(TextReader):
    def __init__(self, text: str, values: Mapping[str, Any]) -> None:
        self.values = values
        self.used: set[str] = set()
        super().__init__(text, "formula")

    def refuse(self, what: str, place: int | None = None) -> NoReturn:
        column = (self.tokens[self.at][2] if place is None else place) + 1
        raise FormulaError(f"{what} (column {column}); allowed are {ALLOWED}")

    def joined(self, kind: str, *parts: Node) -> Node:
        degree, terms = max(part.degree for part in parts), 1
        if kind == "negate":
            terms = parts[0].terms
        elif kind == "add":
            terms = sum(part.terms for part in parts)
        elif kind == "multiply":
            degree = sum(part.degree for part in parts)
            terms = math.prod(part.terms for part in parts)
        elif kind == "power":
            base, exponent = parts
            constant = _constant(exponent, self.values)
            size = 1 if constant is None else max(1, math.ceil(abs(constant)))
            degree = max(1, base.degree) * size
            if constant is not None and constant.is_Integer and 1 < constant <= HIGHEST:
                terms = math.comb(size + base.terms - 1, size)
        if degree > HIGHEST or terms > MOST_TERMS:
            self.refuse(
                f"the formula multiplies out to degree {degree} and {terms} terms, "
                f"at most {HIGHEST} and {MOST_TERMS} are read"
            )
        return Node(kind, parts, None, degree, terms)

    def named(self, name: str, place: int) -> Node:
        if name == "p":
            return self.probability()
        if name in ("c", "pi"):
            return Node(name)
        if name in _CALLED or name in OF_CLASSES or name in EXTREMES:
            return self.called(name, place)
        if name in UNKNOWN and name not in self.values and self.peek() == "(":
            self.refuse(f"the function {name} is not known", place)
        if name in self.values:
            self.used.add(name)
            return Node("parameter", value=name)
        if self.peek() == "[":
            self.refuse(
                f"{name}[…] is not known: write p or p[y] for the label's probability", place
            )
        if self.peek() == "(":
            close = get_close_matches(name, _CALLED, 1, 0.5)
            hint = f": did you mean {close[0]}?" if close else ""
            self.refuse(f"the function {name} is not known{hint}", place)
        if name in LOSSES or name_of(name):
            self.refuse(
                f"{name!r} is the name of a loss, but a formula is needed: -log(p) for cce, "
                "1 - p for unhinged, (1-p**q)/q for lq", place
            )  # fmt: skip
        return self.refuse(
            f"{name!r} has no value: set it as in --set {name}=1/2, or write p for the "
            "label's probability", place
        )  # fmt: skip

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
        arguments = self.arguments()
        kind = name
        if name in EXTREMES and len(arguments) == 1:
            kind = f"{name} over classes"
        elif name not in EXTREMES and len(arguments) > 1:
            self.refuse(f"{name} takes one argument, got {len(arguments)}", place)
        over = kind in OF_CLASSES or kind.endswith("classes")
        if over and any(_has(part, OVER) for part in arguments):
            self.refuse(f"{name} over the classes holds another", place)
        return Node(kind, tuple(arguments), OVER if over else None, 1)


def _has(node: Node, value: str) -> bool:
    return node.value == value or any(_has(part, value) for part in node.parts)


def _constant(node: Node, values: Mapping[str, Any]) -> Any:
    """The value of a node without p and c, as a rational, else None."""
    if node.kind in ("p", "p[y]", "c", "pi") or node.value == OVER or node.kind in _CALLED:
        return None
    if any(_constant(part, values) is None for part in node.parts):
        return None
    value: Any = Builder(None, None, values, strict=True).build(node, None)
    return value if value.is_Rational else None
