"""A line of a card: a statement about a loss, with its verdict and what it rests on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import sympy

from lossproof.theory.language.writing import written
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line

LineVerdict = Literal["PROVED", "REFUTED", "NUMERICAL", "UNDECIDED"]

LONGEST = 24

MEANING: dict[LineVerdict, str] = {
    "PROVED": "by exact algebra, or certified enclosures over the whole scope",
    "REFUTED": "by a point in exact numbers, where it fails",
    "NUMERICAL": "it held at every point tried: no proof",
    "UNDECIDED": "none of the methods here decides it",
}


@dataclass(frozen=True)
class Line:
    """What a card says on one question.

    Attributes
    ----------
    question : the same words on every card
    says : the statement that the verdict is about
    scope : the numbers of classes it is about, as in "c >= 2"
    because : how it is proved, or the point that refutes it, in words
    values : formulas by name, such as the ends of a range
    witness : what refutes it, or attains it, by name: exact numbers and predictions, labels
        counted from 0
    """

    question: str
    verdict: LineVerdict
    says: str
    scope: str
    because: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    witness: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def record(self) -> dict[str, Any]:
        """The line as JSON: formulas exact, as text, and with six digits where they are numbers."""
        values = {
            name: {"exact": str(value), "value": _float(value)}
            for name, value in self.values.items()
        }
        plain = ("question", "verdict", "says", "scope", "because")
        lines = {key: getattr(self, key) for key in plain}
        witness = {name: _exact(value) for name, value in self.witness.items()}
        return {**lines, "values": values, "witness": witness}


def merged(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Lines that say the same with the same verdict, on several numbers of classes alone."""

    def key(line: Line) -> tuple[str, ...]:
        return line.question, line.verdict, line.says, line.scope.partition(",")[2]

    for _, group in itertools.groupby(lines, key=key):
        yield tuple(group)


def _exact(value: Any) -> Any:
    """A number as exact text, a prediction as a list of them; labels stay whole numbers."""
    if isinstance(value, int):
        return value
    return [_exact(entry) for entry in value] if isinstance(value, tuple) else str(value)


def _float(value: Any) -> float | None:
    if value.free_symbols or value in (sympy.oo, -sympy.oo):
        return None
    return float(sympy.N(value, 12))


def formula(value: Any) -> str:
    """A number or formula in Unicode."""
    try:
        return line(Notation().term(read(written(value))))
    except ValueError:  # what is no term of the language: an extreme over the classes
        return str(value).replace("**", "^")


def shown(value: Any, *, digits: int = 6) -> str:
    """A number or formula for a person: exact if short, then a decimal."""
    if value is sympy.oo or value == -sympy.oo:
        return "∞" if value is sympy.oo else "−∞"
    text = formula(value)
    if value.free_symbols or (value.is_Rational and len(text) <= 9):
        return text
    number = f"{float(sympy.N(value, digits + 5)):.{digits}g}"
    if digits > 15:
        number = str(sympy.N(value, digits))
    number = number.replace("-", "−")
    return f"{text} ≈ {number}" if len(text) <= LONGEST else f"≈ {number}"


def apart(*values: Any) -> list[str]:
    """Numbers for a person, with as many digits as it takes to tell unequal ones apart."""
    digits = 6
    while digits < 16 and len({str(sympy.N(x, digits)) for x in values}) < len(set(values)):
        digits += 3
    return [shown(value, digits=digits) for value in values]


def point(entries: Any) -> str:
    """A prediction: `(1/2, 1/4, 1/4)`; of many classes `(1/2, 1/18 ×9)`."""
    entries = [formula(entry) for entry in entries]
    if len(entries) > 3:
        runs = [(entry, len(list(same))) for entry, same in itertools.groupby(entries)]
        entries = [entry if count == 1 else f"{entry} ×{count}" for entry, count in runs]
    return f"({', '.join(entries)})"
