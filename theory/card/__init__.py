"""The card of a loss: what can be decided about a formula, line by line.

`loss` reads the formula, `calculus` knows functions of one variable, `questions` holds one file
per question. Knows nothing of how a card is printed.
"""

from theory.card.card import MEANING, Answer, Card, Line, NotALossError, analyse

__all__ = ["MEANING", "Answer", "Card", "Line", "NotALossError", "analyse"]
