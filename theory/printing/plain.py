"""Prose with formulas in Unicode, written with the characters of ASCII alone.

>>> ascii_of("η ≤ √2·p² − Σ_j ℓ(p_j) ≈ 2η, to 1e-9")
'eta <= sqrt(2)*p^2 - sum_j l(p_j) ~ 2*eta, to 1e-9'
"""

from __future__ import annotations

import re

from theory.printing.printer import GREEK

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARKS = {
    "−": "-", "·": "*", "×": "x", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "∞": "inf", "ℓ": "l",
    "′": "'", "Σ": "sum", "…": "...", "✓": "+", "✗": "x", "∼": "~", "“": '"', "”": '"', "–": "-",
    "⌊": "floor(", "⌋": ")", "⌈": "ceiling(", "⌉": ")", "→": "->", "∈": "in",
} | {letter: name for name, letter in GREEK.items() if name != "lambda_"}  # fmt: skip


def ascii_of(text: str) -> str:
    """The text in ASCII; a character that has no form there is its name in the tables, or `?`."""
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text).replace("√", "sqrt")
    text = re.sub(r"(?<![\w.])(\d+)(?=[a-zα-ω]\b(?![−+-]\d))", r"\1*", text)
    text = re.sub(f"[{_DIGITS}]+", lambda run: "^" + _plain(run[0]), text)
    text = "".join(_MARKS.get(letter, letter) for letter in text)
    return text.encode("ascii", "replace").decode("ascii")


def _plain(digits: str) -> str:
    return "".join(str(_DIGITS.index(digit)) for digit in digits)
