"""Random labels and counts: look-up tables, transition matrices, binomials and multinomials.

The distributions are exact at any size. This package does not depend on losses.
"""

from lossproof.simulate.drawing.binomials import MOST_TRIALS as MOST_TRIALS
from lossproof.simulate.drawing.constants import MANY as MANY
from lossproof.simulate.drawing.counts import (
    Multinomials as Multinomials,
    Objects as Objects,
    as_counts as as_counts,
    as_numbers as as_numbers,
    check_sums as check_sums,
    draw_counts as draw_counts,
    exact_rows as exact_rows,
    noisy_counts as noisy_counts,
    noisy_joint as noisy_joint,
)
from lossproof.simulate.drawing.labels import LabelSampler as LabelSampler
