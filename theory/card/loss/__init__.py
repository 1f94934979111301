"""A loss under study: its reading, simple predictions, extremes over the simplex, refusals.

What several questions ask of a loss, found once.
"""

from theory.card.loss.extremes import Extreme, at_uniform, at_vertex, constant_sum
from theory.card.loss.points import (
    Table,
    below,
    losses_at,
    number,
    simplest_between,
    sparse_points,
    weighted,
)
from theory.card.loss.reading import NotALossError, P, Reading
from theory.card.loss.refusal import check
from theory.card.loss.subject import Subject, limit

__all__ = [
    "Extreme",
    "NotALossError",
    "P",
    "Reading",
    "Subject",
    "Table",
    "at_uniform",
    "at_vertex",
    "below",
    "check",
    "constant_sum",
    "limit",
    "losses_at",
    "number",
    "simplest_between",
    "sparse_points",
    "weighted",
]
