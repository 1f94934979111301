"""The meanings of the letters in the lines of a card."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sympy

from lossproof.theory.card.line import Line, formula

LETTERS = {
    "ℓ": ("ℓ", "the loss, ℓ(p, y) under the label y; ℓ(p) where only the label's probability p "
          "counts"),
    "p": (r"\bp\b|\bp_", "the label's probability; p_j is that of class j"),
    "c": (r"\bc\b", "the number of classes"),
    "y": (r"\by = \d", "the label; classes count from 0, so y = 0 is that of the first entry of f"),
    "f": (r"\bf\b", "f and g are predictions, one probability for each class"),
    "t": (r"\bt·", "any probability"),
    "η": ("η", "the rate of uniform noise: each other class is the noisy label with chance "
          "η/(c − 1)"),
    "T": ("T_|T′", "class-dependent noise: T_yj is the chance that the label y becomes j; T′ is "
          "T transposed"),
    "m": (r"/m\b|\bm·|\bm =", "1 − η·c/(c − 1), what uniform noise leaves of differences"),
    "w": (r"\bw =|weight", "the gradient weight, how much a sample counts: the sum of the sizes of "
          "the gradient in the logits, of which p is the softmax"),
    "R": (r"\bR\(", "the mean loss under the clean labels"),
    "S": (r"·S\b", "the class sum, Σ_j ℓ(p, j)"),
    "v": (r"\bv =", "the probability of the noisy label"),
}  # fmt: skip


EULER = (formula(sympy.E), str(sympy.E))


def taken(symbol: sympy.Symbol) -> bool:
    """Whether the name of the symbol has another meaning on cards."""
    return formula(symbol) in (*LETTERS, *EULER)


def letters(lines: Iterable[Line]) -> dict[str, str]:
    """The letters that occur in some lines, with their meanings."""
    text = " ".join(f"{line.says} {line.because} {line.scope}" for line in lines)
    return {name: says for name, (where, says) in LETTERS.items() if re.search(where, text)}
