"""What a search could not show: of the places where it stopped, the one that looks plainest."""

from __future__ import annotations

from typing import Any

from theory.provers.forms import weight
from theory.provers.place import Place
from theory.provers.points import atoms_of, ends

CLOSE = 1e-9


class Left:
    """What is left to show; as text it is one line, empty where the search stopped nowhere."""

    def __init__(self) -> None:
        self.stops = 0
        self._found = list[tuple[int, str]]()

    def add(self, expr: Any, strict: bool, place: Place) -> None:
        """A sign that no strategy shows, though no point is seen to speak against it."""
        self.stops += 1
        if strict and place.points.least(expr) < CLOSE:
            return
        said = f"{expr} {'>' if strict else '>='} 0"
        where = ", ".join(_where(expr, place))
        self._found.append((weight(expr), f"{said} where {where}" if where else said))

    def __str__(self) -> str:
        return min(self._found, default=(0, ""))[1]


def _where(expr: Any, place: Place) -> list[str]:
    """Between which ends the numbers of an expression lie, and those of the ends."""
    numbers, told = atoms_of(expr), dict[tuple[Any, int], str]()
    for fact in reversed(place.facts):
        for number in sorted(numbers, key=str):
            if not number.is_Symbol or (found := ends(fact, number)) is None:
                continue
            side, end = found
            if (number, side) not in told:
                sign = (">" if side > 0 else "<") + ("" if fact.strict else "=")
                told[number, side] = f"{number} {sign} {end}"
                numbers = numbers | atoms_of(end)
                break
    return sorted(told.values())
