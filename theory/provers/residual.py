"""The residual goal of a failed search: the simplest subgoal at which it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lossproof.theory.language import Index, Relation, SamplesSymbol
from lossproof.theory.language.writing import relation_text, written
from lossproof.theory.printing.layout import Related
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from lossproof.theory.provers.context import Context
from lossproof.theory.provers.forms import complexity
from lossproof.theory.provers.points import atoms_of, ends

CLOSE = 1e-9


class ResidualGoal:
    """The subgoals without proof; its text is one line, empty if there are none."""

    def __init__(self) -> None:
        self.stops = 0
        self._goals = list[tuple[int, Any, str, Context]]()

    def add(self, expr: Any, strict: bool, context: Context) -> None:
        """Add a sign that no strategy proves and no point contradicts."""
        self.stops += 1
        if strict and context.points.least(expr) < CLOSE:
            return
        self._goals.append((complexity(expr), expr, ">" if strict else ">=", context))

    def __str__(self) -> str:
        if not self._goals:
            return ""
        _, expr, sign, context = min(self._goals, key=lambda item: (item[0], str(item[1])))
        text = _signed(expr, sign)
        where = ", ".join(_where(expr, context))
        return f"{text} where {where}" if where else text


def unshown(goal: Relation) -> str:
    """An unproved goal, as one line."""
    try:
        term = read(relation_text(goal))
    except ValueError:
        return f"{goal.lhs} {goal.op} {goal.rhs}"
    return line(_notation(goal.lhs - goal.rhs).term(term))


def _signed(expr: Any, sign: str) -> str:
    """The relation of an expression to 0, with negative terms on the other side."""
    try:
        term = read(f"({sign} {written(expr)} 0)")
    except ValueError:
        return f"{expr} {sign} 0"
    return line(_notation(expr).fact(term))


def _notation(*shown: Any) -> Notation:
    """A notation whose index letters differ from the names of the numbers shown."""
    symbols = set[Any]().union(*(expr.free_symbols for expr in shown))
    numbers = [symbol for symbol in symbols if not isinstance(symbol, Index)]
    samples = [symbol.name for symbol in numbers if isinstance(symbol, SamplesSymbol)]
    return Notation([symbol.name for symbol in numbers], samples)


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
