"""Steps of derivations, changed in one place each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, NamedTuple

from flint import fmpq

from lossproof.paper_checks.recheck.balls import sign as value_sign
from lossproof.paper_checks.recheck.derivation import Reader, Statement, doubt, ends_of
from lossproof.paper_checks.recheck.points.values import evaluate
from lossproof.paper_checks.recheck.step import RULES, Step
from lossproof.paper_checks.recheck.terms import (
    RejectedError,
    UnreadableError,
    parsed,
    read,
    written,
)

Line = Mapping[str, Any]
SIGNS = (">", ">=", "==")
SAID = ("strictness", "sign", "term dropped", "premise exchanged", "premise dropped")
POINTS = 500  # of a grid on a box
IMPLIED = {">": (">", ">="), ">=": (">=",), "==": ("==", ">=")}


class Mutant(NamedTuple):
    """A line that says something else, and what was changed."""

    kind: str
    line: Line


def mutants(
    lines: Sequence[Line], place: int, given: Sequence[str], rng: Random
) -> Iterator[Mutant]:
    """Every way to change one thing about a step."""
    line = lines[place]

    def changed(kind: str, **fields: Any) -> Mutant:
        return Mutant(kind, {**line, **fields})

    sign, term, _ = read(line["term"])

    def says(sign: Any, term: Any) -> str:
        return written((sign, term, Fraction(0)))

    for other in SIGNS:
        if other != sign:
            yield changed("strictness", term=says(other, term))
    yield changed("sign", term=says(sign, ("*", Fraction(-1), term)))
    yield changed("constant", term=says(sign, ("+", term, Fraction(-1, 7))))
    if isinstance(term, tuple) and term[0] in ("+", "*"):
        for k in range(1, len(term)):
            rest = (*term[1:k], *term[k + 1 :])
            yield changed("term dropped", term=says(sign, (term[0], *rest)))
    earlier = [each["step"] for each in lines[:place]]
    for k, premise in enumerate(line["from"]):
        if others := [each for each in earlier if each != premise]:
            premises = [*line["from"][:k], rng.choice(others), *line["from"][k + 1 :]]
            yield changed("premise exchanged", **{"from": premises})
    if line["from"]:
        yield changed("premise dropped", **{"from": line["from"][:-1]})
    for key, value in line.get("by", {}).items():
        for other in _otherwise(value):
            yield changed(f"given {key}", by={**line["by"], key: other})
    rules = sorted(RULES.keys() - {"case", line["rule"]})
    yield changed("rule", rule=rng.choice(rules))
    if line["rule"] == "hypothesis":
        for name in given:
            if [name] != line["uses"]:
                yield changed("hypothesis", uses=[name])


def _otherwise(value: Any) -> Iterator[Any]:
    """Other values in the place of what a rule was given."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield from ["case 99"] if value.startswith("case ") else (
            f"(* -1 {value})", f"(+ 1 {value})", f"(* 2 {value})",
        )  # fmt: skip
    elif isinstance(value, int):
        yield value + 1
    else:
        for k, each in enumerate(value):
            yield from ([*value[:k], other, *value[k + 1 :]] for other in _otherwise(each))
            yield [*value[:k], *value[k + 1 :]]


class Target:
    """A derivation that is confirmed, whose steps are changed one at a time."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.statement = Statement.read(record["statement"])
        self.lines: Sequence[Line] = record["evidence"]["steps"]
        self.known = self.statement.known()
        self.given = [*self.statement.given, *(f"domain of {x}" for x in self.statement.domains)]

    def tried(
        self, rng: Random, *, data: bool, part: int = 0, parts: int = 1
    ) -> Iterator[tuple[Line, str, Mutant | None]]:
        """Every mutant of what steps say, or of their data, by its line and kind.

        None in place of one that is rejected. With `parts`, of one step of so many.
        """
        reader = Reader(self.known)
        for place, line in enumerate(self.lines):
            tried = mutants(self.lines, place, self.given, rng) if place % parts == part else ()
            for mutant in tried:
                if (mutant.kind in SAID) == data:
                    continue
                alone = self._accepts(_copied(reader), mutant.line)
                lives = alone and self._stands(place, mutant.line)
                yield line, mutant.kind, mutant if lives else None
            reader.step(line)

    def _accepts(self, reader: Reader, line: Line) -> bool:
        try:
            return not doubt(reader.step(line), self.statement)
        except (RejectedError, UnreadableError):
            return False

    def _stands(self, place: int, line: Line) -> bool:
        """Whether every step that rests on the changed one, and the end, is still confirmed."""
        reader = Reader(self.known)
        lines = [*self.lines[:place], line, *self.lines[place + 1 :]]
        try:
            steps = [reader.step(each) for each in lines]
            resting = (each for each in steps if _rests(each, line))
            if any(doubt(each, self.statement) for each in resting):
                return False
            ends, absurd = ends_of(self.statement, steps)
        except (RejectedError, UnreadableError, ZeroDivisionError):
            return False
        return absurd or len(ends) == len(self.statement.conclusion)

    def leaves_truth(self, line: Line, mutant: Mutant) -> bool:
        """Whether what a changed line says follows from what it said, or is evident by itself."""
        sign, term, _ = parsed(line["term"])
        other, said, _ = parsed(mutant.line["term"])
        same = self._same(term, said) or (
            sign == other == "==" and self._same(term, ("*", Fraction(-1), said))
        )
        return (
            (same and other in IMPLIED[str(sign)])
            or self.known.signs.holds(said, str(other))
            or (line.get("rule") == "cover of a box" and self._on_its_box(line, said, str(other)))
        )

    def _on_its_box(self, line: Line, said: Any, sign: str) -> bool:
        """Whether a cover says what is so at the points of a grid on its box."""
        terms = [parsed(self._named(name)["term"])[1] for name in line["from"]]
        grid = dict[str, list[fmpq]]()
        cells = round(POINTS ** (1 / len(line["by"]["within"])))
        for name, low, high in line["by"]["within"]:
            lo, hi = -evaluate(terms[low], {name: fmpq(0)}), evaluate(terms[high], {name: fmpq(0)})
            grid[name] = [lo + (hi - lo) * fmpq(k, cells) for k in range(cells + 1)]
        points = (dict(zip(grid, each, strict=True)) for each in product(*grid.values()))
        given = [terms[place] for place in line["by"]["given"]]
        inside = (p for p in points if all(value_sign(evaluate(each, p)) >= 0 for each in given))
        reached = {value_sign(evaluate(said, point)) for point in inside}
        return reached <= {">": {1}, ">=": {0, 1}, "==": {0}}[sign]

    def _named(self, step: str) -> Line:
        (found,) = (each for each in self.lines if each["step"] == step)
        return found

    def _same(self, one: Any, other: Any) -> bool:
        return one == other or self.known.forms.vanishes(("+", one, ("*", Fraction(-1), other)))


def _copied(reader: Reader) -> Reader:
    return Reader(reader.known, {**reader.found}, {**reader.opened}, {**reader.about})


def _rests(step: Step, line: Line) -> bool:
    case = line.get("by", {}).get("opens")
    return any(each.name == line["step"] for each in step.premises) or (
        case is not None and case in step.data.get("closes", ())
    )
