"""Functions of one variable: their behaviour at an end, their certified sign, their smooth pieces.

Knows nothing of losses.
"""

from theory.card.calculus.edge import INFINITE, limit_at_zero, sign_near_zero
from theory.card.calculus.pieces import Pieces, split
from theory.card.calculus.sign import IntervalSign, sign_on

__all__ = [
    "INFINITE",
    "IntervalSign",
    "Pieces",
    "limit_at_zero",
    "sign_near_zero",
    "sign_on",
    "split",
]
