"""What is sampled: laws of points and outputs, channels to noisy labels, corrected losses.

Also what is known of the spread of a loss before sampling. Draws outputs, never labels.
"""

from simulate.problem.channels import (
    WORST_CONDITION,
    Channel,
    InstanceNoise,
    MatrixChannel,
    Noise,
    Tables,
    channel,
)
from simulate.problem.corrected import Correction, Values
from simulate.problem.laws import MAX_CLASSES, Dirichlet, Finite, Gaussian, Law, standard_normals
from simulate.problem.spreads import Spread, spread

__all__ = [
    "MAX_CLASSES",
    "WORST_CONDITION",
    "Channel",
    "Correction",
    "Dirichlet",
    "Finite",
    "Gaussian",
    "InstanceNoise",
    "Law",
    "MatrixChannel",
    "Noise",
    "Spread",
    "Tables",
    "Values",
    "channel",
    "spread",
    "standard_normals",
]
