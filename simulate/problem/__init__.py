"""What is sampled: a `RiskProblem` of a law of outputs, losses, and channels to noisy labels.

Also what is known of the spread of a loss before sampling. Draws outputs, never labels, and knows
nothing of how risks are computed.
"""

from simulate.problem.channels import (
    Channel,
    InstanceNoise,
    MatrixChannel,
    Noise,
    Tables,
    channel,
)
from simulate.problem.laws import MAX_CLASSES, Dirichlet, Finite, Gaussian, Law, standard_normals
from simulate.problem.problem import Correction, RiskProblem
from simulate.problem.spreads import Spread, spread

__all__ = [
    "MAX_CLASSES",
    "Channel",
    "Correction",
    "Dirichlet",
    "Finite",
    "Gaussian",
    "InstanceNoise",
    "Law",
    "MatrixChannel",
    "Noise",
    "RiskProblem",
    "Spread",
    "Tables",
    "channel",
    "spread",
    "standard_normals",
]
