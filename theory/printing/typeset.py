r"""Prose with Unicode formulas as LaTeX, with formulas between dollar signs.

>>> typeset("the loss ranges from 0 to 2·log(2) ≈ 1.386 (c ≥ 2), if |p| ≤ √3")
'the loss ranges from 0 to $2 \\cdot \\log(2) \\approx 1.386$ $(c \\ge 2)$, if $|p| \\le \\sqrt{3}$'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lossproof.theory.printing.printer import GREEK

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARKS = {
    "∞": r"\infty", "≈": r"\approx", "−": "-", "·": r"\cdot", "≤": r"\le", "≥": r"\ge",
    "≠": r"\ne", "ℓ": r"\ell", "′": "'", "Σ": r"\sum", "×": r"\times", "∈": r"\in", "→": r"\to",
    "log": r"\log", "exp": r"\exp", "max": r"\max", "min": r"\min", "<=": r"\le", ">=": r"\ge",
    **{letter: rf"\{name}" for name, letter in GREEK.items() if name != "lambda_"},
}  # fmt: skip
_LETTER = f"[A-Za-zℓΣ{''.join(GREEK.values())}]"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)
    |(?P<function>(?:log|exp|max|min)(?![A-Za-z_]))
    |(?P<word>[A-Za-z]{{2,}}(?:[\w./'-]*\w)?)
    |(?P<name>{_LETTER}(?:_(?:[A-Za-z0-9]+|\([^()]*\)))?[′'{_RAISED}]*)
    |(?P<raised>[{_RAISED}]+|(?<=\))_[A-Za-z0-9]+)
    |(?P<sign><=|>=|[-+−·/=≤≥<>≈≠×^|∈→∞√])
    |(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_CLOSE = {"(": ")", "[": "]"}
_STARTS = ("open", "number", "name", "function")
Token = tuple[str, str]


def typeset(text: str, words: Callable[[str], str] = str) -> str:
    """The text with formulas between dollar signs; `words` writes the rest."""
    tokens = [(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(text)]
    latex, start = "", 0
    while start < len(tokens):
        end = _formula_end(tokens, start)
        if end == start:
            latex += words(tokens[start][1])
            start += 1
        else:
            binary = latex.endswith(") ") and tokens[start][1] in "+−-"
            latex += f"${'{}' if binary else ''}{_latex(tokens[start:end])}$"
            start = end
    return latex


def _formula_end(tokens: Sequence[Token], start: int) -> int:
    """The end of the longest formula that starts at a token; the start if there is none."""
    opened, best, ends = list[str](), start, False
    for position in range(start, len(tokens)):
        kind, text = tokens[position]
        apart = ends and not opened and tokens[position - 1][0] == "space"
        if kind in ("word", "other") or (apart and kind in _STARTS):
            break
        if kind == "space":
            continue
        closes = kind == "close" or (text == "|" and opened[-1:] == ["|"])
        if closes and (not opened or opened.pop() != text):
            break
        if not closes and (kind == "open" or text == "|"):
            opened.append(_CLOSE.get(text, text))
        ends = closes or kind in ("number", "name", "raised") or text == "∞"
        ends = ends and not text.startswith("Σ")
        if ends and not opened and _is_formula(tokens[start : position + 1]):
            best = position + 1
    return best


def _is_formula(tokens: Sequence[Token]) -> bool:
    """Whether the tokens are more than a number, a list of numbers, or the article `a`.

    A comma outside of brackets ends a formula.
    """
    kinds, texts = {kind for kind, _ in tokens}, [text for _, text in tokens]
    if tokens[0][0] in ("space", "comma", "raised", "close") or texts[0] in ("/", "·", "^"):
        return False
    depth = 0
    for kind, _ in tokens:
        depth += (kind == "open") - (kind == "close")
        if kind == "comma" and depth == 0:
            return False
    if "name" in kinds:
        return len(tokens) > 1 or texts[0] not in ("a", "A", "I")
    return bool(kinds & {"sign", "function", "open"})


def _latex(tokens: Sequence[Token]) -> str:
    latex, position = "", 0
    while position < len(tokens):
        kind, text = tokens[position]
        position += 1
        if text in ("^", "√"):
            inside, position = _argument(tokens, position)
            latex += rf"\sqrt{{{inside}}}" if text == "√" else f"^{{{inside}}}"
        elif kind == "raised":
            latex += f"_{{{text[1:]}}}" if text[0] == "_" else _power(text)
        elif kind == "name":
            latex += _name(text)
        elif kind == "comma":
            latex += r",\allowbreak"
        elif kind == "space":
            latex += " "
        else:
            latex += _joined(_MARKS.get(text, text), tokens, position)
    return latex


def _joined(mark: str, tokens: Sequence[Token], position: int) -> str:
    """A mark, with a space before a letter."""
    follows = position < len(tokens) and re.match(r"[\w√ℓΣ]", tokens[position][1])
    sign = mark in (r"\cdot", r"\times")
    return (" " if sign else "") + mark + (" " if sign or (mark[-1].isalpha() and follows) else "")


def _argument(tokens: Sequence[Token], position: int) -> tuple[str, int]:
    """The argument of a root or power without brackets, and its end."""
    end, depth = position, 0
    while end < len(tokens):
        kind, text = tokens[end]
        depth += (kind == "open") - (kind == "close")
        end += 1
        if depth == 0 and text not in ("−", "-", "√") and kind != "function":
            break
    inside = tokens[position:end]
    bare = len(inside) > 1 and inside[0][1] == "(" and inside[-1][1] == ")"
    return _latex(inside[1:-1] if bare else inside), end


_NAME = re.compile(rf"(.)(?:_\(?([^()′'{_RAISED}]*)\)?)?([′']*)([{_RAISED}]*)")


def _name(text: str) -> str:
    stem, below, primes, exponent = _NAME.fullmatch(text).groups()  # type: ignore[union-attr]
    latex = _MARKS.get(stem, stem)
    if below:
        latex += f"_{{{''.join(f'{_MARKS[m]} ' if m in _MARKS else m for m in below).strip()}}}"
    elif latex[-1].isalpha() and len(latex) > 1 and not (primes or exponent):
        latex += " "
    return latex + "'" * len(primes) + (_power(exponent) if exponent else "")


def _power(digits: str) -> str:
    return f"^{{{''.join(str(_RAISED.index(digit)) for digit in digits)}}}"
