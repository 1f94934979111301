"""Formulas in LaTeX: displayed, or inline, which TeX can break over lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.printer import GREEK, Printer, parted
from lossproof.theory.printing.text import line

_SIGNS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "∼": r"\sim"}
_FENCES = {"abs": (r"\lvert", r"\rvert"), "floor": (r"\lfloor", r"\rfloor"),
           "ceiling": (r"\lceil", r"\rceil")}  # fmt: skip
_FUNCTIONS = ("exp", "log", "max", "min", "det")
WIDEST, ROOT = 78, 90


class Latex(Printer):
    """LaTeX with amsmath; if `flat`, with possible line breaks at signs and after products."""

    def __init__(self, flat: bool = False) -> None:
        self.flat, self.signs = flat, _SIGNS
        self.times = r"\,\allowbreak " if flat else r"\,"
        self.dot = r" \cdot "

    def number(self, digits: str) -> str:
        return digits

    def name(self, text: str) -> str:
        if text in GREEK:
            return "\\" + text.rstrip("_")
        stem, digits = parted(text)
        stem, _, about = stem.partition("_")
        shown = stem if len(stem) == 1 else rf"\mathit{{{stem}}}"
        shown = "\\" + stem if stem in GREEK else shown
        below = rf"\mathrm{{{about.replace('_', chr(92) + '_')}}}" if about else ""
        return f"{shown}_{{{below}{digits}}}" if below or digits else shown

    def transposed(self, name: str) -> str:
        return rf"{name}^{{\top}}"

    def entry(self, name: str, places: Sequence[str | None]) -> str:
        inside = ",".join(index or r"\cdot" for index in places)
        return f"{{{name}}}_{{{inside}}}" if "_" in name else f"{name}_{{{inside}}}"

    def sum(self, terms: Sequence[tuple[bool, str]]) -> str:
        (minus, text), *others = terms
        text = f"-{text}" if minus else text
        return text + "".join(f" {'-' if m else '+'} {t}" for m, t in others)

    def quotient(self, over: str, under: str) -> str:
        if over.isdigit() and under.isdigit():
            return rf"\tfrac{{{over}}}{{{under}}}"
        return f"{over}/{under}" if self.flat else rf"\frac{{{over}}}{{{under}}}"

    def power(self, base: str, exponent: str, digits: str) -> str:
        power = re.search(r"\^\{[^{}]*\}$", base)
        return f"{{{base}}}^{{{_inside(exponent)}}}" if power else f"{base}^{{{_inside(exponent)}}}"

    def root(self, body: str, plain: bool) -> str:
        if self.flat and len(body) > ROOT:
            return rf"{self.brackets(body)}^{{1/2}}"
        return rf"\sqrt{{{body}}}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        shown = f"\\{name}" if name in _FUNCTIONS else rf"\operatorname{{{name}}}"
        return shown + self.brackets(f",{chr(92)}allowbreak ".join(arguments))

    def applied(self, name: str, arguments: Sequence[str]) -> str:
        return name + self.brackets(", ".join(arguments))

    def fenced(self, kind: str, body: str) -> str:
        left, right = _FENCES[kind]
        return f"{left} {body} {right}" if self.flat else rf"\left{left} {body} \right{right}"

    def over(self, mark: str, indices: Sequence[str], about: str, body: str) -> str:
        names = ",".join(indices)
        if mark == "E":
            return rf"\mathbb{{E}}_{{{names} \sim {about}}} {body}"
        sign = r"\sum" if mark == "sum" else rf"\operatorname*{{{mark}}}"
        return rf"{sign}_{{{names} < {about}}} {body}"

    def batch(self, size: str, law: str, body: str) -> str:
        return rf"\mathbb{{E}}_{{{size} \text{{ from }} {law}}} {body}"

    def truth(self, body: str) -> str:
        return f"[{body}]" if self.flat else rf"\left[{body}\right]"

    def cases(self, pieces: Sequence[tuple[str, str | None]]) -> str:
        rows = (
            rf"{value} & \text{{if }} {where}" if where else rf"{value} & \text{{else}}"
            for value, where in pieces
        )
        return r"\begin{cases}" + r" \\ ".join(rows) + r"\end{cases}"

    def joined(self, word: str, parts: Sequence[str]) -> str:
        if word == "not":
            return rf"\text{{not }} {parts[0]}"
        return rf" \text{{ {word} }} ".join(parts)

    def every(self, body: str, indices: Sequence[str], size: str) -> str:
        space = r"\allowbreak\ " if self.flat else r"\quad "
        return rf"{body} {space}\text{{for every }} {', '.join(indices)} < {size}"

    def brackets(self, body: str) -> str:
        return f"({body})" if self.flat else rf"\left({body}\right)"


def _inside(exponent: str) -> str:
    """An exponent without brackets, as it has braces."""
    if exponent.startswith("(") and exponent.endswith(")"):
        depth = 0
        for k, mark in enumerate(exponent):
            depth += (mark == "(") - (mark == ")")
            if depth == 0 and k < len(exponent) - 1:
                return exponent
        return exponent[1:-1]
    return exponent


def displayed(shown: Layout) -> str:
    """A separate formula: displayed if it fits a line, else broken over several."""
    if len(line(shown)) <= WIDEST:
        return rf"\[ {Latex().show(shown)} \]"
    return rf"\begin{{flushleft}}${Latex(flat=True).show(shown)}$\end{{flushleft}}"


def inline(shown: Layout) -> str:
    """A formula in a line of text, with possible line breaks."""
    return f"${Latex(flat=True).show(shown)}$"
