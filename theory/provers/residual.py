"""The residual goal of a failed search: the simplest subgoal at which it stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    CountSymbol,
    Index,
    LabelSymbol,
    Relation,
    SamplesSymbol,
)
from lossproof.theory.language.writing import relation_text, written
from lossproof.theory.printing.layout import Related
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import Between
from lossproof.theory.provers.forms import complexity
from lossproof.theory.provers.points import DEPTH, Context, Points, atoms_of, ends

CLOSE, BRIEF = 1e-9, 6
LONG = 400  # bits of a number that is told with few digits


class ResidualGoal:
    """The subgoals without proof; its text is one line, empty if there are none.

    A subgoal is in the numbers of the goal: none is about a number on the way, or is longer than
    the goal.
    """

    def __init__(self) -> None:
        self._goals = list[tuple[int, Any, str, Context]]()
        self._goal, self._whole, self._denied = None, "", ""

    def begin(self, goal: Relation) -> int:
        """The number of subgoals before those of a goal."""
        self._goal, self._whole, self._denied = goal.difference, unshown(goal), ""
        return len(self)

    def deny(self, goal: Relation, facts: Sequence[Fact]) -> None:
        """Say at which numbers the goal seems false, if it does."""
        if at := _counterexample(goal, facts):
            self._denied = f"{unshown(goal)}, which seems false at {at}"

    def __len__(self) -> int:
        return len(self._goals)

    def forget(self, count: int) -> None:
        """Keep the first subgoals only: a proof makes the others unnecessary."""
        del self._goals[count:]

    def add(self, expr: Any, strict: bool, context: Context) -> None:
        """Add a sign that no strategy proves and no point contradicts."""
        whole = context.depth == DEPTH and expr == self._goal
        near_zero = strict and context.points.least(expr) < CLOSE
        bounds = [x for x in _bounds(expr, context) if x is not None]
        on_the_way = any(x.has(Between, sympy.Dummy) for x in (expr, *bounds))
        no_number = expr.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo)
        if whole or near_zero or on_the_way or no_number or not context.points.count:
            return
        self._goals.append((complexity(expr), expr, ">" if strict else ">=", context))

    def __str__(self) -> str:
        for _, expr, sign, context in sorted(self._goals, key=lambda item: (item[0], str(item[1]))):
            said = _signed(expr, sign)
            if len(said) <= len(self._whole) and not _seems_false(expr, context):
                try:
                    where = [*_where(expr, context), *_classes(expr)]
                except ValueError:  # a bound that is no term of the language, such as 1/0
                    continue
                return f"{said} where {', '.join(where)}" if where else said
        return self._denied


def _seems_false(expr: Any, context: Context) -> bool:
    """Whether the sign fails at numbers between the bounds that are told."""
    numbers = atoms_of(expr)
    told = [f for f in context.facts if any(ends(f, x) is not None for x in numbers)]
    return Points.of(numbers, told).denies(expr)


def _counterexample(goal: Relation, facts: Sequence[Fact]) -> str:
    """Short numbers at which the facts hold and the goal does not; empty if none are found."""
    numbers = sorted(atoms_of(goal.difference).union(*(atoms_of(f.expr) for f in facts)), key=str)
    if not numbers or not all(x.is_Symbol for x in numbers):
        return ""
    counts = [number for number in numbers if isinstance(number, CountSymbol)]
    labels = [number for number in numbers if isinstance(number, LabelSymbol)]
    if labels and not counts:
        return ""  # how many labels there are is not told
    points = Points.of(numbers, facts)
    known = [fact for fact in facts if fact.sign != "=="]
    for digits in (0, 1, 2) if all(fact.sign != "==" for fact in facts) else ():
        near = Points(
            {
                x: np.unique(np.round(column, digits) + 0.0)
                if len(numbers) == 1
                else np.round(column, digits) + 0.0
                for x, column in points.values.items()
            }
        )
        for fact in known:
            value = near.at(fact.expr)
            near = near.where(value > CLOSE if fact.strict else value >= 0)
        for label, count in product(labels, counts):
            near = near.where(near.values[label] < near.values[count])
        value = near.at(goal.difference)
        false = near.where(value < -CLOSE if goal.sign == ">=" else value < CLOSE)
        if goal.sign != "==" and false.count:
            sizes = sum(np.abs(column) for column in false.values.values())
            first = int(np.argmin(sizes))
            return ", ".join(f"{x} = {false.values[x][first]:g}" for x in numbers)
    return ""


def unshown(goal: Relation) -> str:
    """An unproved goal, as one line."""
    try:
        term = None if _is_long(goal.difference) else read(relation_text(goal))
    except ValueError:
        term = None
    if term is None:
        return f"{_in_brief(goal.lhs)} {goal.op} {_in_brief(goal.rhs)}"
    return line(_notation(goal.lhs - goal.rhs).term(term))


def _in_brief(expr: Any) -> str:
    """An expression as Python writes it; with few digits where it has long numbers."""
    return str(expr.evalf(BRIEF) if _is_long(expr) else expr)


def _is_long(expr: Any) -> bool:
    """Whether numbers in it have more digits than anyone reads, or even than Python writes."""
    numbers = expr.atoms(sympy.Rational)
    return any(abs(x.p).bit_length() + x.q.bit_length() > LONG for x in numbers)


def _signed(expr: Any, sign: str) -> str:
    """The relation of an expression to 0, with negative terms on the other side."""
    try:
        term = None if _is_long(expr) else read(f"({sign} {written(expr)} 0)")
    except ValueError:
        term = None
    if term is None:
        return f"{_in_brief(expr)} {sign} 0"
    return line(_notation(expr).fact(term))


def _notation(*shown: Any) -> Notation:
    """A notation whose index letters differ from the names of the numbers shown."""
    symbols = set[Any]().union(*(expr.free_symbols for expr in shown))
    numbers = [symbol for symbol in symbols if not isinstance(symbol, Index)]
    samples = [symbol.name for symbol in numbers if isinstance(symbol, SamplesSymbol)]
    return Notation([symbol.name for symbol in numbers], samples)


def _classes(expr: Any) -> Iterator[str]:
    """That the goal is about every class, where it is."""
    if expr.has(ANY_CLASS):
        letter = _notation(expr).free(read(written(expr)))["@class"]
        yield f"{letter} is any class"


def _bounds(expr: Any, context: Context) -> Iterator[Any]:
    """The bounds of the numbers of an expression."""
    for number in atoms_of(expr):
        for fact in context.facts if number.is_Symbol else ():
            yield (ends(fact, number) or (0, None))[1]


def _where(expr: Any, context: Context) -> Iterator[str]:
    """The bounds of the numbers of an expression, and of the numbers in these bounds."""
    numbers, bounds = atoms_of(expr), dict[Any, dict[int, tuple[str, Any]]]()
    for fact in reversed(context.facts):
        for number in sorted(numbers, key=str):
            if not number.is_Symbol or (bound := ends(fact, number)) is None:
                continue
            side, end = bound
            if side not in bounds.setdefault(number, {}):
                bounds[number][side] = "<" if fact.strict else "<=", end
                numbers = numbers | atoms_of(end)
                break
    for number in sorted(bounds, key=str):
        yield _between(number, bounds[number])


def _between(number: Any, bounds: dict[int, tuple[str, Any]]) -> str:
    """A number between its bounds: `bounds[1]` is the lower one, `bounds[-1]` the upper."""
    (below, low), (above, high) = (bounds.get(side, ("", None)) for side in (1, -1))
    if low is None:
        chain, signs = (number, high), (above,)
    elif high is None:
        chain, signs = (number, low), (below.replace("<", ">"),)
    else:
        chain, signs = (low, number, high), (below, above)
    notation = _notation(*chain)
    return line(Related(tuple(notation.term(read(written(expr))) for expr in chain), signs))
