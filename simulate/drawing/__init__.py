"""Drawing labels and counts: look-up tables, transition matrices, binomials and multinomials.

Exact laws at any size. Knows nothing of losses.
"""

from simulate.drawing.binomials import MOST_TRIALS, deviance
from simulate.drawing.constants import MANY
from simulate.drawing.counts import (
    Multinomials,
    Objects,
    as_counts,
    as_numbers,
    check_sums,
    draw_counts,
    exact_rows,
    noisy_counts,
    noisy_joint,
)
from simulate.drawing.labels import LabelSampler

__all__ = [
    "MANY",
    "MOST_TRIALS",
    "LabelSampler",
    "Multinomials",
    "Objects",
    "as_counts",
    "as_numbers",
    "check_sums",
    "deviance",
    "draw_counts",
    "exact_rows",
    "noisy_counts",
    "noisy_joint",
]
