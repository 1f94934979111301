"""Functions of one variable: their behaviour at an end, their certified sign, their smooth pieces.

Nothing here depends on losses.
"""

from lossproof.theory.card.calculus.edge import (
    INFINITE as INFINITE,
    limit_at_zero as limit_at_zero,
    sign_near_zero as sign_near_zero,
)
from lossproof.theory.card.calculus.factors import as_product as as_product
from lossproof.theory.card.calculus.pieces import Pieces as Pieces, split as split
from lossproof.theory.card.calculus.ranged import (
    Ranged as Ranged,
    freed as freed,
    returned as returned,
)
from lossproof.theory.card.calculus.sign import (
    IntervalSign as IntervalSign,
    defined_on as defined_on,
    sign_on as sign_on,
)
