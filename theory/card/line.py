"""A line of a card: a statement about a loss, with its verdict and the reason."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sympy

from lossproof.theory.language.writing import written
from lossproof.theory.numbers import compare, shorter_by_logarithms
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from lossproof.theory.statement import Statement

LineVerdict = Literal["PROVED", "REFUTED", "COMPUTED", "UNDECIDED"]

LONGEST = 24
FALSE = "it is false that "  # before a statement that is computed to be false
ROUGH = 1e-8  # above the error of what is known to 1e-9

MEANING: dict[LineVerdict, str] = {
    "PROVED": "for the whole scope, by steps that a second checker confirms",
    "REFUTED": "by a counterexample or a proof that a second checker confirms",
    "COMPUTED": "by exact algebra and intervals, which no second checker confirms",
    "UNDECIDED": "neither proved nor refuted",
}


_SURE = "the one-hot prediction of the clean label minimises the noisy risk if "
# Questions whose statement needs no values, so that undecided lines have one too.
OPEN = {
    "ranks labels": "of two labels, the one with the larger probability has the smaller loss",
    "proper": "the label distribution is a minimiser of the mean loss",
    "convex in p": "the loss is convex in the prediction",
    "convex in logits": "the loss is convex in the logits",
    "argmax preserved": "the most likely noisy label is an argmax of every minimiser of the noisy "
    "risk",
    "uniform noise": _SURE + "η < (c − 1)/c",
    "class-dependent noise": _SURE + "T_yj < T_yy",
    "order preserved": "uniform noise with η < (c − 1)/c preserves the order of risks of any two "
    "hypotheses",
}
# Those of which the statement, and with it the line, may be about the inside of the simplex alone.
INSIDE = ("ranks labels", "argmax preserved")


@dataclass(frozen=True)
class Sentence:
    """A statement that is to be proved, or to be refuted at one of its points.

    `only` is the one verdict on the line that the statement can give: it may be stronger than the
    line, and then only a proof counts, or weaker.
    """

    statement: Statement
    points: tuple[Mapping[str, Any], ...] = ()
    only: Literal["PROVED", "REFUTED"] | None = None


@dataclass(frozen=True)
class Line:
    """The answer of a card to one question.

    Attributes
    ----------
    question : the question, with the same words on every card
    says : the statement that has the verdict
    scope : the numbers of classes that the verdict covers, as in "c >= 2"
    because : the method of proof, or the point that refutes the statement, in words
    values : formulas by name, such as the ends of a range
    witness : the point that refutes the statement or attains a value, by name: exact numbers
        and predictions; labels count from 0
    """

    question: str
    verdict: LineVerdict
    says: str
    scope: str
    because: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    witness: Mapping[str, Any] = field(default_factory=dict[str, Any])
    form: Callable[[Any, Any], Any] | None = None
    sentences: tuple[Sentence, ...] = field(default=(), compare=False, repr=False)
    records: tuple[Mapping[str, Any], ...] = field(default=(), compare=False, repr=False)

    @property
    def c(self) -> int | None:
        """The number of classes of the scope; None if it is about all of them."""
        first = self.scope.partition(",")[0]
        return None if first == "c >= 2" else int(first.removeprefix("c = "))

    def record(self) -> dict[str, Any]:
        """The line as JSON, with exact formulas as text and, if they are numbers, a decimal."""
        values = {
            name: {"exact": str(value), "value": _float(value)}
            for name, value in zip(
                self.values, map(shorter_by_logarithms, self.values.values()), strict=True
            )
        }
        plain = ("question", "verdict", "says", "scope", "because")
        lines = {key: getattr(self, key) for key in plain}
        witness = {name: _exact(value) for name, value in self.witness.items()}
        return {**lines, "values": values, "witness": witness, "records": list(self.records)}


def rounded(value: Any) -> str:
    """A constant that is known to 1e-9, with nine digits, as 0 where it is not known to be more.

    >>> rounded(sympy.Rational(-2, 3)), rounded(sympy.Rational(1, 10**10))
    ('≈ −0.666666667', '≈ 0')
    """
    number = float(sympy.N(value, 30))
    return "≈ 0" if abs(number) < ROUGH else f"≈ {number:.9g}".replace("-", "−")


def near_end(low: Any, high: Any) -> Any:
    """How near a loss must come to each end of a range, if it is to range from one to the other.

    >>> near_end(sympy.Integer(2), sympy.Rational(5, 2)), near_end(sympy.Integer(2), sympy.oo)
    (1/2000000, 1/1000000)
    >>> near_end(sympy.log(1 + 1 / sympy.E), sympy.log(1 + sympy.E))  # 1, which SymPy does not see
    1/1000000
    """
    length = high - low
    short = length.free_symbols or compare(length, "<", 1) is True
    return (length if short else sympy.Integer(1)) / 10**6


def merged(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Groups of adjacent lines that differ in the number of classes only."""

    def key(line: Line) -> tuple[str, ...]:
        return line.question, line.verdict, line.says, line.scope.partition(",")[2]

    for _, group in itertools.groupby(lines, key=key):
        yield tuple(group)


def scope_of(group: Sequence[Line]) -> str:
    """The scope of merged lines: `c = 2, 3, 10`."""
    heads = [line.scope.partition(",") for line in group]
    head = ", ".join(dict.fromkeys(head.removeprefix("c = ") for head, _, _ in heads))
    text = ("" if head.startswith("c") else "c = ") + head + "".join(heads[0][1:])
    return text.replace(">=", "≥").replace("<=", "≤")


def reason_of(group: Sequence[Line]) -> str:
    """The reason of merged lines; where they differ, that of the first and its scope."""
    first = group[0]
    if all(each.because == first.because for each in group):
        return first.because
    return f"{first.scope.partition(',')[0]}: {first.because}"


def _exact(value: Any) -> Any:
    """A number as exact text, a prediction as a list of texts, and a label as an integer."""
    if isinstance(value, int):
        return value
    return [_exact(entry) for entry in value] if isinstance(value, tuple) else str(value)


def _float(value: Any) -> float | None:
    if value.free_symbols or value in (sympy.oo, -sympy.oo):
        return None
    return float(sympy.N(value, 12))


def formula(value: Any) -> str:
    """A number or formula in Unicode, with exp(1) for Euler's number."""
    value = shorter_by_logarithms(value)
    try:
        return line(Notation({"e"}).term(read(written(value))))
    except ValueError:  # an extreme over the classes is no term of the language
        return str(value).replace("**", "^")


def shown(value: Any, *, digits: int = 6) -> str:
    """A number or formula as text: exact if short, followed by a decimal."""
    value = shorter_by_logarithms(value)
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
    """Numbers as text, with enough digits to distinguish unequal ones."""
    digits = 6
    while digits < 60 and len({str(sympy.N(x, digits)) for x in values}) < len(set(values)):
        digits += 3
    return [shown(value, digits=digits) for value in values]


def point(entries: Any) -> str:
    """A prediction as text: `(1/2, 1/4, 1/4)`, or `(1/2, 1/18 ×9)` with many classes."""
    entries = [formula(entry) for entry in entries]
    if len(entries) > 3:
        runs = [(entry, len(list(same))) for entry, same in itertools.groupby(entries)]
        entries = [entry if count == 1 else f"{entry} ×{count}" for entry, count in runs]
    return f"({', '.join(entries)})"
