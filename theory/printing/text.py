"""Formulas on one line: in Unicode for terminals, and in ASCII."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.printer import GREEK, Printer

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Marks(NamedTuple):
    """The characters of one output format."""

    minus: str
    times: str
    sum: str
    root: str
    all: str
    distributed: str
    signs: Mapping[str, str]
    fences: Mapping[str, tuple[str, str]]
    names: Mapping[str, str]


UNICODE = Marks(
    "−", "·", "Σ", "√", "·", "∼", {"<=": "≤", ">=": "≥", "!=": "≠"},
    {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceiling": ("⌈", "⌉")}, GREEK,
)  # fmt: skip
ASCII = Marks(
    "-", "*", "sum", "sqrt", ":", "~", {"∼": "~"},
    {"abs": ("|", "|"), "floor": ("floor(", ")"), "ceiling": ("ceiling(", ")")}, {},
)  # fmt: skip


class Line(Printer):
    """One line of text, grouped by brackets only."""

    flat = True

    def __init__(self, marks: Marks = UNICODE) -> None:
        self.marks, self.signs = marks, marks.signs
        self.times = self.dot = marks.times

    def close(self, left: Layout, right: Layout) -> bool:
        # 2e5 would be a number.
        power = re.match(r"[eE]\d", self._factor(right))
        return self.marks is not ASCII and not power and super().close(left, right)

    def number(self, digits: str) -> str:
        return digits

    def name(self, text: str) -> str:
        return self.marks.names.get(text, text)

    def transposed(self, name: str) -> str:
        return f"{name}'"

    def entry(self, name: str, places: Sequence[str | None]) -> str:
        return f"{name}[{', '.join(index or self.marks.all for index in places)}]"

    def sum(self, terms: Sequence[tuple[bool, str]]) -> str:
        (minus, text), *others = terms
        text = self.marks.minus + text if minus else text
        return text + "".join(f" {self.marks.minus if m else '+'} {t}" for m, t in others)

    def quotient(self, over: str, under: str) -> str:
        return f"{over}/{under}"

    def power(self, base: str, exponent: str, digits: str) -> str:
        if digits and self.marks is not ASCII:
            return base + digits.translate(_SUPERSCRIPT)
        return f"{base}^{exponent}"

    def root(self, body: str, plain: bool) -> str:
        return self.marks.root + (body if plain and self.marks is not ASCII else f"({body})")

    def call(self, name: str, arguments: Sequence[str]) -> str:
        return f"{name}({self.listed(arguments)})"

    def applied(self, name: str, arguments: Sequence[str]) -> str:
        return self.call(name, arguments)

    def fenced(self, kind: str, body: str) -> str:
        left, right = self.marks.fences[kind]
        return f"abs({body})" if left == "|" and "|" in body else left + body + right

    def over(self, mark: str, indices: Sequence[str], about: str, body: str) -> str:
        between = self.marks.distributed if mark == "E" else "<"
        sign = self.marks.sum if mark == "sum" else mark
        return f"{sign}_{{{','.join(indices)}{between}{about}}} {body}"

    def batch(self, size: str, law: str, body: str) -> str:
        return f"E_{{{size} from {law}}} {body}"

    def truth(self, body: str) -> str:
        return f"[{body}]"

    def cases(self, pieces: Sequence[tuple[str, str | None]]) -> str:
        shown = (f"{value} if {where}" if where else f"{value} else" for value, where in pieces)
        return f"({'; '.join(shown)})"

    def joined(self, word: str, parts: Sequence[str]) -> str:
        return f"not {parts[0]}" if word == "not" else f" {word} ".join(parts)

    def every(self, body: str, indices: Sequence[str], size: str) -> str:
        return f"{body} for every {', '.join(indices)} < {size}"

    def brackets(self, body: str) -> str:
        return f"({body})"


def line(shown: Layout, marks: Marks = UNICODE) -> str:
    """A layout as one line of text."""
    return Line(marks).show(shown)
