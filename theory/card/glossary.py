"""The meanings of the letters in the lines of a card."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sympy

from lossproof.theory.card.line import Line, formula

LETTERS = {
    "ℓ": ("ℓ", "the loss: ℓ(p, y) for the label y, or ℓ(p) if it depends only on the label's "
          "probability p"),
    "p": (r"\bp\b|\bp_", "the label's probability; p_j is that of class j"),
    "c": (r"\bc\b", "the number of classes"),
    "y": (r"\by = \d", "the label; labels count from 0, so f[0] is the probability of y = 0"),
    "f": (r"\bf\b", "f and g are predictions, one probability for each class"),
    "t": (r"\bt·", "any probability"),
    "η": ("η", "the rate of uniform noise: the label becomes each other class with "
          "probability η/(c − 1)"),
    "T": ("T_|T′", "the transition matrix: T_yj is the probability that the label y becomes j; "
          "T′ is its transpose"),
    "m": (r"/m\b|\bm·|\bm =", "1 − η·c/(c − 1), the factor by which uniform noise shrinks "
                              "differences of risks"),
    "W": (r"\bW\b", "−p·ℓ′(p), with ′ for the derivative in p"),
    "w": (r"\bw =|weight", "the gradient weight of a sample: the L1 norm of the gradient in the "
          "logits, whose softmax is p"),
    "R": (r"\bR\(", "the clean risk, the mean loss under the clean labels"),
    "S": (r"·S\b", "the class sum, Σ_j ℓ(p, j)"),
    "v": (r"\bv =", "the probability of the noisy label"),
}  # fmt: skip


EULER = str(sympy.E)


def taken(symbol: sympy.Symbol) -> bool:
    """Whether the name of the symbol has another meaning on cards."""
    return formula(symbol) in (*LETTERS, EULER)


def letters(lines: Iterable[Line]) -> dict[str, str]:
    """The letters that occur in some lines, with their meanings."""
    text = " ".join(f"{line.says} {line.because} {line.scope}" for line in lines)
    return {name: says for name, (where, says) in LETTERS.items() if re.search(where, text)}
