"""The card of a loss: what can be decided about a formula, line by line.

`loss` reads the formula, `calculus` knows functions of one variable, `questions` holds one file
per question. Knows nothing of how a card is printed.
"""

from theory.card.card import Card as Card, analyse as analyse, fixed as fixed
from theory.card.family import Range as Range, analyse_family as analyse_family
from theory.card.glossary import letters as letters
from theory.card.line import (
    MEANING as MEANING,
    Line as Line,
    LineVerdict as LineVerdict,
    formula as formula,
    merged as merged,
    shown as shown,
)
from theory.card.loss import NotALossError as NotALossError
