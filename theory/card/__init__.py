"""The card of a loss: properties of a formula, each decided on its own line.

`loss` reads the formula, `calculus` analyses functions of one variable, and `questions` has one
file for each question. Nothing here prints.
"""

from lossproof.theory.card.card import (
    CLASSES as CLASSES,
    Card as Card,
    analyse as analyse,
    fixed as fixed,
)
from lossproof.theory.card.family import Range as Range, analyse_family as analyse_family
from lossproof.theory.card.glossary import letters as letters
from lossproof.theory.card.line import (
    FALSE as FALSE,
    MEANING as MEANING,
    Line as Line,
    LineVerdict as LineVerdict,
    Sentence as Sentence,
    formula as formula,
    merged as merged,
    reason_of as reason_of,
    scope_of as scope_of,
    shown as shown,
)
from lossproof.theory.card.loss import NotALossError as NotALossError
