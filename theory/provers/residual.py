"""What a search could not show: of the places where it stopped, the one that looks plainest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lossproof.theory.language import Index, Relation, SamplesSymbol
from lossproof.theory.language.writing import relation_text, written
from lossproof.theory.printing.layout import Related
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from lossproof.theory.provers.forms import weight
from lossproof.theory.provers.place import Place
from lossproof.theory.provers.points import atoms_of, ends

CLOSE = 1e-9


class ResidualGoal:
    """What is left to show; as text it is one line, empty where the search stopped nowhere."""

    def __init__(self) -> None:
        self.stops = 0
        self._found = list[tuple[int, Any, str, Place]]()

    def add(self, expr: Any, strict: bool, place: Place) -> None:
        """A sign that no strategy shows, though no point is seen to speak against it."""
        self.stops += 1
        if strict and place.points.least(expr) < CLOSE:
            return
        self._found.append((weight(expr), expr, ">" if strict else ">=", place))

    def __str__(self) -> str:
        if not self._found:
            return ""
        _, expr, sign, place = min(self._found, key=lambda each: (each[0], str(each[1])))
        said = _signed(expr, sign)
        where = ", ".join(_where(expr, place))
        return f"{said} where {where}" if where else said


def unshown(goal: Relation) -> str:
    """A goal that nothing shows, as one line."""
    try:
        term = read(relation_text(goal))
    except ValueError:
        return f"{goal.lhs} {goal.op} {goal.rhs}"
    return line(_notation(goal.lhs - goal.rhs).term(term))


def _signed(expr: Any, sign: str) -> str:
    """That an expression has a sign: what is taken away stands on the other side."""
    try:
        term = read(f"({sign} {written(expr)} 0)")
    except ValueError:
        return f"{expr} {sign} 0"
    return line(_notation(expr).fact(term))


def _notation(*shown: Any) -> Notation:
    """Letters for indices, none of which is the name of a number in what is shown."""
    found = set[Any]().union(*(expr.free_symbols for expr in shown))
    numbers = [each for each in found if not isinstance(each, Index)]
    samples = [each.name for each in numbers if isinstance(each, SamplesSymbol)]
    return Notation([each.name for each in numbers], samples)


def _where(expr: Any, place: Place) -> Iterator[str]:
    """Between which ends the numbers of an expression lie, and those of the ends."""
    numbers, told = atoms_of(expr), dict[Any, dict[int, tuple[str, Any]]]()
    for fact in reversed(place.facts):
        for number in sorted(numbers, key=str):
            if not number.is_Symbol or (found := ends(fact, number)) is None:
                continue
            side, end = found
            if side not in told.setdefault(number, {}):
                told[number][side] = "<" if fact.strict else "<=", end
                numbers = numbers | atoms_of(end)
                break
    for number in sorted(told, key=str):
        yield _between(number, told[number])


def _between(number: Any, bounds: dict[int, tuple[str, Any]]) -> str:
    """A number between its ends: 1 has the one below it, -1 the one above."""
    (below, low), (above, high) = (bounds.get(side, ("", None)) for side in (1, -1))
    if low is None:
        chain, signs = (number, high), (above,)
    elif high is None:
        chain, signs = (number, low), (below.replace("<", ">"),)
    else:
        chain, signs = (low, number, high), (below, above)
    notation = _notation(*chain)
    return line(Related(tuple(notation.term(read(written(each))) for each in chain), signs))
