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
    "∈": r"\in", "∝": r"\propto", "⇒": r"\Rightarrow", "Δ": r"\Delta", "Φ": r"\Phi", "χ": r"\chi",
    **{sign: rf"\{name}" for name, sign in GREEK.items() if not name.endswith("_")},
    **{sign: f"^{{{k}}}" for k, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}, "⁻": "^{-}", "ⁿ": "^{n}",
    **{sign: f"_{{{k}}}" for k, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}, "₊": "_{+}", "₋": "_{-}",
}  # fmt: skip
# A letter or two with an index, a power or both, as in f̂_y, c^(1−q) or L_q^2.
_SCRIPTED = re.compile(
    r"((?<![\w^])(?:[^\W\d_]{1,2}[\u0302-\u0307]?|\d+)|\))(?=[_^])(?:_([^\W_]{1,3}(?![^\W_])|\([^()]*\)))?"
    r"(?:\^(\([^()]*\)|[^\W_]|\*))?"
)
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


def described(text: str) -> str:
    """Prose with formulas between dollar signs, and with signs, indices and powers elsewhere."""
    parts = re.split(r"(\$[^$]+\$)", text)
    return "".join(each if k % 2 else typed(each) for k, each in enumerate(parts))


def typed(text: str) -> str:
    """A title with mathematical signs, indices and powers, safe to typeset."""
    found, end = list[str](), 0
    for match in _SCRIPTED.finditer(text := unicodedata.normalize("NFC", text)):
        base, index, power = match.groups()
        if not (index or power):
            continue
        scripts = f"_{{{_letters(index.strip('()'))}}}" if index else ""
        if power:
            inner = power[1:-1] if power.startswith("(") else power
            scripts += f"^{{{_letters(inner)}}}"
        before = ")" if base == ")" else ""
        base = _letters("" if before else base)
        found += [_signs(text[end : match.start()]) + before, rf"\ensuremath{{{base}{scripts}}}"]
        end = match.end()
    return "".join([*found, _signs(text[end:])])


def _letters(text: str) -> str:
    """A short formula without scripts, inside mathematics."""
    found = list[str]()
    for mark in re.findall("[^\u0300-\u036f][\u0300-\u036f]?", text):
        base, *accent = unicodedata.normalize("NFD", mark)
        if accent and accent[0] in _ACCENTS:
            new = rf"\{_ACCENTS[accent[0]]}{{{_MARKS.get(base, base)}}}"
        else:
            new = {"−": "-", "·": r"\cdot"}.get(mark) or _MARKS.get(mark, _SPECIAL.get(mark, mark))
        between = (
            " " if found and re.search(r"\\[A-Za-z]+$", found[-1]) and new[0].isalpha() else ""
        )
        found.append(between + new)
    return "".join(found)


def _signs(text: str) -> str:
    """A part of a title without indices and powers."""
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
