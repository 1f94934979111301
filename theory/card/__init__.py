"""The card of a loss: what can be decided about a formula, line by line.

`loss` reads the formula, `calculus` knows functions of one variable, `questions` holds one file
per question. Knows nothing of how a card is printed.
"""

from theory.card.card import Card, analyse
from theory.card.line import MEANING, Line, LineVerdict
from theory.card.loss import NotALossError

__all__ = ["MEANING", "Card", "Line", "LineVerdict", "NotALossError", "analyse"]
