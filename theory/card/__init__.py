"""The card of a loss: what can be decided about a formula, line by line.

`loss` reads the formula, `calculus` knows functions of one variable, `questions` holds one file
per question. Knows nothing of how a card is printed.
"""

from lossproof.theory.card.card import Card as Card, analyse as analyse, fixed as fixed
from lossproof.theory.card.family import Range as Range, analyse_family as analyse_family
from lossproof.theory.card.glossary import letters as letters
from lossproof.theory.card.line import (
    MEANING as MEANING,
    Line as Line,
    LineVerdict as LineVerdict,
    formula as formula,
    merged as merged,
    shown as shown,
)
from lossproof.theory.card.loss import NotALossError as NotALossError
