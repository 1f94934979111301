"""Prose and titles, safe to typeset with LaTeX."""

from __future__ import annotations

import re
import unicodedata

from lossproof.theory.printing.printer import GREEK

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    "`": r"\textquotesingle{}",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "≥": r"\ensuremath{\ge}",
    "≤": r"\ensuremath{\le}",
    "≈": r"\ensuremath{\approx}",
    "−": r"\ensuremath{-}",
    "·": r"\ensuremath{\cdot}",
    "√": r"\ensuremath{\surd}",
    "′": r"\ensuremath{'}",
    "Γ": r"\ensuremath{\Gamma}",
}
_MARKS = {"⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil",
    "∇": r"\nabla", "∂": r"\partial", "ℓ": r"\ell", "ℒ": r"\mathcal{L}", "𝔼": r"\mathbb{E}",
    "ℝ": r"\mathbb{R}", "Σ": r"\sum", "‖": r"\|", "←": r"\leftarrow", "→": r"\to", "⊥": r"\perp",
    "≠": r"\ne", "∞": r"\infty", "∫": r"\int", "∘": r"\circ", "ᵀ": r"^{\top}", "Γ": r"\Gamma",
    "∈": r"\in", "⇒": r"\Rightarrow", "Δ": r"\Delta", "Φ": r"\Phi", "χ": r"\chi",
    **{sign: rf"\{name}" for name, sign in GREEK.items() if not name.endswith("_")},
    **{sign: f"^{{{k}}}" for k, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}, "⁻": "^{-}", "ⁿ": "^{n}",
    **{sign: f"_{{{k}}}" for k, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}, "₊": "_{+}", "₋": "_{-}",
}  # fmt: skip
_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0307": "dot"}


def escape(text: str) -> str:
    """Prose with formulas between dollar signs, safe to typeset."""
    for written, meant in (("<=", "≤"), (">=", "≥"), ("==", "=")):
        text = text.replace(written, meant)
    parts = re.split(r"(\$[^$]+\$)", text)
    return "".join(
        each
        if each.startswith("$") and each.endswith("$") and len(each) > 1
        else "".join(_SPECIAL.get(mark, mark) for mark in each)
        for each in parts
    )


def typed(text: str) -> str:
    """A title with mathematical signs, safe to typeset."""
    parts = re.split(r"(.[\u0300-\u036f])", unicodedata.normalize("NFD", text))
    found: list[str] = []
    for part in parts:
        if len(part) == 2 and part[1] in _ACCENTS:
            letter = _MARKS.get(part[0], part[0])
            found.append(rf"\ensuremath{{\{_ACCENTS[part[1]]}{{{letter}}}}}")
            continue
        pieces = re.split(f"([{''.join(_MARKS)}])", unicodedata.normalize("NFC", part))
        found += [
            rf"\ensuremath{{{_MARKS[each]}}}" if each in _MARKS else escape(each) for each in pieces
        ]
    return "".join(found)
