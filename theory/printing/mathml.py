"""Formulas in MathML Core, for browsers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.printer import GREEK, Printer

_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}
IF = "if\u00a0"
SPACE = '<mspace width=".15em"></mspace>'
_FENCES = {"abs": "||", "floor": "⌊⌋", "ceiling": "⌈⌉"}


class MathML(Printer):
    """Elements of presentation MathML."""

    flat = False
    times, dot = f"<mo>⁢</mo>{SPACE}", "<mo>·</mo>"

    def number(self, digits: str) -> str:
        return f"<mn>{digits}</mn>"

    def name(self, text: str) -> str:
        return f"<mi>{escape(GREEK.get(text, text))}</mi>"

    def transposed(self, name: str) -> str:
        return f"<msup>{name}<mo>⊤</mo></msup>"

    def entry(self, name: str, places: Sequence[str | None]) -> str:
        return (
            f"<msub>{name}{_row(self.listed([index or '<mo>·</mo>' for index in places]))}</msub>"
        )

    def sum(self, terms: Sequence[tuple[bool, str]]) -> str:
        (minus, text), *others = terms
        parts = ['<mo form="prefix">−</mo>' if minus else "", text]
        for taken, term in others:
            parts += [f"<mo>{'−' if taken else '+'}</mo>", term]
        return _row("".join(parts))

    def quotient(self, over: str, under: str) -> str:
        return f"<mfrac>{_row(over)}{_row(under)}</mfrac>"

    def power(self, base: str, exponent: str, digits: str) -> str:
        return f"<msup>{_row(base)}{_row(exponent)}</msup>"

    def root(self, body: str, plain: bool) -> str:
        return f"<msqrt>{body}</msqrt>"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        return f"<mi>{name}</mi><mo>⁡</mo>{self.brackets(self.listed(arguments))}"

    def applied(self, name: str, arguments: Sequence[str]) -> str:
        return f"{name}<mo>⁡</mo>{self.brackets(self.listed(arguments))}"

    def fenced(self, kind: str, body: str) -> str:
        left, right = _FENCES[kind]
        return _row(
            f'<mo form="prefix" fence="true">{left}</mo>{body}'
            f'<mo form="postfix" fence="true">{right}</mo>'
        )

    def over(self, mark: str, indices: Sequence[str], about: str, body: str) -> str:
        between = "∼" if mark == "E" else "&lt;"
        subscript = _row(f"{self.listed(indices)}<mo>{between}</mo>{about}")
        if mark == "sum":
            return _row(f"<munder><mo>∑</mo>{subscript}</munder>{body}")
        sign = "𝔼" if mark == "E" else mark
        return _row(f"<msub><mi>{sign}</mi>{subscript}</msub>{SPACE}{body}")

    def batch(self, size: str, law: str, body: str) -> str:
        subscript = _row(f"{size}<mtext>\u00a0from\u00a0</mtext>{law}")
        return _row(f"<msub><mi>𝔼</mi>{subscript}</msub>{SPACE}{body}")

    def listed(self, parts: Sequence[str]) -> str:
        return "<mo>,</mo>".join(parts)

    def related(self, sides: Sequence[str], signs: Sequence[str]) -> str:
        text = sides[0]
        for sign, side in zip(signs, sides[1:], strict=True):
            text += f"<mo>{escape(_SIGNS.get(sign, sign))}</mo>{side}"
        return _row(text)

    def truth(self, body: str) -> str:
        return self._between("[", body, "]")

    def cases(self, pieces: Sequence[tuple[str, str | None]]) -> str:
        rows = "".join(
            f"<mtr><mtd>{value}</mtd><mtd><mtext>{IF if where else 'else'}</mtext>"
            f"{where or ''}</mtd></mtr>"
            for value, where in pieces
        )
        return _row(f'<mo form="prefix" fence="true">{{</mo><mtable>{rows}</mtable>')

    def joined(self, word: str, parts: Sequence[str]) -> str:
        if word == "not":
            return _row(f"<mtext>not\u00a0</mtext>{parts[0]}")
        return _row(f"<mtext>\u00a0{word}\u00a0</mtext>".join(parts))

    def every(self, body: str, indices: Sequence[str], size: str) -> str:
        return _row(
            f"{body}<mtext>\u00a0 for every\u00a0</mtext>{self.listed(indices)}<mo>&lt;</mo>{size}"
        )

    def brackets(self, body: str) -> str:
        return self._between("(", body, ")")

    def _between(self, left: str, body: str, right: str) -> str:
        return _row(
            f'<mo form="prefix" fence="true">{left}</mo>{body}'
            f'<mo form="postfix" fence="true">{right}</mo>'
        )


def _row(inside: str) -> str:
    return f"<mrow>{inside}</mrow>"


def mathml(shown: Layout, *, block: bool = False) -> str:
    """A formula as a `math` element, inline or as a block."""
    return f'<math display="{"block" if block else "inline"}">{MathML().show(shown)}</math>'
