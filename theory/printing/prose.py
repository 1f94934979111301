r"""Prose with LaTeX formulas between dollar signs, for terminals.

>>> unicode(r"$\mathcal{L}_q(u) = \frac{1 - u^q}{q}$ is at most $\frac1q$, and $R^\eta \le 1$.")
'ℒ_q(u) = (1 − u^q)/q is at most 1/q, and R^η ≤ 1.'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from unicodedata import combining, normalize

from lossproof.theory.printing.printer import GREEK

_MARKS = {
    "le": "≤", "ge": "≥", "ne": "≠", "in": "∈", "to": "→", "pm": "±", "perp": "⊥", "mid": "|",
    "cdot": "·", "infty": "∞", "partial": "∂", "nabla": "∇", "forall": "for all ", "ell": "ℓ",
    "sum": "Σ", "int": "∫", "top": "ᵀ", "Leftrightarrow": "⇔", "Rightarrow": "⇒",
    "leftarrow": "←", "rightarrow": "→", "ldots": "…", "dots": "…", "lfloor": "⌊", "rfloor": "⌋",
    "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|", "varepsilon": "ε", "Gamma": "Γ",
    "varphi": "φ", "Delta": "Δ", "Phi": "Φ", "chi": "χ",
    "omega": "ω", "left": "", "right": "", "big": "", "Big": "", "quad": "  ",
    "|": "‖", ",": " ", ";": " ", " ": " ", "!": "", "{": "{", "}": "}", "%": "%", "\\": " ",
    "sim": "∼", "approx": "≈", "times": "×", "circ": "∘", "propto": "∝", "colon": ":",
} | GREEK  # fmt: skip
_FUNCTIONS = ("log", "max", "min", "exp", "det", "arg", "sup", "inf", "argmax", "argmin", "sgn")
_ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "dot": "\u0307", "bar": "\u0304"}
_FACES = {"mathcal": {"L": "ℒ"}, "mathbb": {"E": "𝔼", "R": "ℝ", "1": "𝟙"}}
_PLAIN = ("mathrm", "mathbf", "operatorname", "text", "mathit", "boldsymbol", "textit")
_UP = str.maketrans("0123456789−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)


def unicode(text: str) -> str:
    r"""The text with every formula between dollar signs in Unicode.

    >>> unicode(r"Not all: $x > y \not\Leftrightarrow x^2 > y^2$.")
    'Not all: x > y ⇎ x² > y².'
    >>> unicode(r"$d = \max (1, \lfloor x \rfloor)$")
    'd = max(1, ⌊x⌋)'
    """
    parts = re.split(r"\$([^$]+)\$", text)
    return "".join(_formula(part) if k % 2 else part for k, part in enumerate(parts))


def _formula(source: str) -> str:
    tokens = iter(_TOKEN.findall(source))
    text = re.sub(r" {2,}", " ", _sequence(tokens, "")).strip()
    text = re.sub(rf"\b({'|'.join(_FUNCTIONS)}) \(", r"\1(", text)
    return re.sub(r"([⌊⌈]) | (?=[⌋⌉])", r"\1", text)


def _sequence(tokens: Iterator[str], end: str) -> str:
    text = ""
    for token in tokens:
        if token == end:
            return text
        if token in ("^", "_"):
            text = text.rstrip() + _script(token, _group(tokens))
        elif token.lstrip("\\") in _ACCENTS and token[0] == "\\":
            base = _group(tokens)
            text += base[:1] + _ACCENTS[token[1:]] + base[1:]
        else:
            text += _shown(token, tokens)
    return text


def _shown(token: str, tokens: Iterator[str]) -> str:
    if token == "{":
        return _sequence(tokens, "}")
    if token[0] != "\\":
        return "−" if token == "-" else re.sub(r"\s+", " ", token)
    name = token[1:]
    if name == "not":
        return unicodedata.normalize("NFC", _group(tokens) + "\u0338")
    if name == "frac":
        over, under = _group(tokens), _group(tokens)
        return f"{_bracketed(over)}/{_bracketed(under)}"
    if name == "sqrt":
        return f"√{_bracketed(_group(tokens))}"
    if name in _FACES:
        letter = _group(tokens)
        return _FACES[name].get(letter, letter)
    if name in _PLAIN:
        return _group(tokens)
    if name in _FUNCTIONS:
        return f"{name} "
    return _MARKS.get(name, name)


def _group(tokens: Iterator[str]) -> str:
    """The text of one argument: a group in braces, a command with its argument, or a character."""
    token = next((token for token in tokens if not token.isspace()), "")
    if token.lstrip("\\") in _ACCENTS and token[:1] == "\\":
        return _group(tokens) + _ACCENTS[token[1:]]
    return _shown(token, tokens).strip() if token else ""


def _script(mark: str, shown: str) -> str:
    table = _UP if mark == "^" else _DOWN
    translated = shown.translate(table)
    if shown in ("ᵀ", "*", "′") or not re.search("[0-9−+]", shown):
        simple = len(shown) == 1 or re.fullmatch(r"\w+[\u0302\u0303]?|\w(, ?\w)*", shown)
        return shown if shown == "ᵀ" else mark + (shown if simple else f"({shown})")
    if all(a != b for a, b in zip(shown, translated, strict=True)):
        return translated
    return f"{mark}({shown})" if len(shown) > 1 else mark + shown


def _bracketed(shown: str) -> str:
    return f"({shown})" if re.search(r"[−+ /]", shown) else shown


_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_ASCII = {
    "−": "-", "·": "*", "×": "x", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "∞": "inf", "ℓ": "l",
    "′": "'", "Σ": "sum", "…": "...", "✓": "+", "✗": "x", "∼": "~", "“": '"', "”": '"', "–": "-",
    "⌊": "floor(", "⌋": ")", "⌈": "ceiling(", "⌉": ")", "→": "->", "∈": "in",
    "Δ": "Delta", "Γ": "Gamma", "Φ": "Phi", "χ": "chi",
    "∘": "o", "⇔": "iff", "⇎": "not iff", "‖": "||", "ᵀ": "'", "𝔼": "E",
    "ℒ": "L", "∇": "grad", "∂": "d", "⊥": "independent of", "⇒": "=>", "∫": "integral ", "±": "+-",
    "∝": "~", "ℝ": "R", "𝟙": "1", "←": "<-", "⁻": "^-", "⁺": "^+", "ⁿ": "^n", "₊": "_+", "₋": "_-",
    **{sign: f"_{k}" for k, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}, "\u0302": "hat", "\u0303": "tilde",
} | {letter: name for name, letter in GREEK.items() if name != "lambda_"}  # fmt: skip


def ascii_of(text: str) -> str:
    """The text in ASCII; a character without an ASCII form becomes `?`.

    >>> ascii_of("η ≤ √2·p² − Σ_j ℓ(p_j) ≈ 2η, to 1e-9")
    'eta <= sqrt(2)*p^2 - sum_j l(p_j) ~ 2*eta, to 1e-9'
    """
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text).replace("√", "sqrt")
    text = re.sub(r"(?<![\w.])(\d+)(?=[a-zα-ω]\b(?![−+-]\d))", r"\1*", text)
    text = re.sub(f"(⁻?)([{_RAISED}]+)", lambda run: f"^{run[1] and '-'}{_digits(run[2])}", text)
    text = "".join(_ASCII.get(letter, letter) for letter in text)
    text = "".join(_ASCII.get(letter, letter) for letter in normalize("NFD", text))
    text = "".join(letter for letter in text if not combining(letter))
    return text.encode("ascii", "replace").decode("ascii")


def _digits(digits: str) -> str:
    return "".join(str(_RAISED.index(digit)) for digit in digits)
