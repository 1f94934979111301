"""What is sampled: a `RiskProblem` of a distribution of outputs, losses, and label noise.

Also the known bounds of the spread of a loss. Samples outputs, never labels, and does not depend
on how risks are computed.
"""

from lossproof.simulate.problem.channels import (
    Channel as Channel,
    InstanceNoise as InstanceNoise,
    MatrixChannel as MatrixChannel,
    Noise as Noise,
    Tables as Tables,
    channel as channel,
    mixed_with_identity as mixed_with_identity,
)
from lossproof.simulate.problem.laws import (
    MAX_CLASSES as MAX_CLASSES,
    Dirichlet as Dirichlet,
    Finite as Finite,
    Gaussian as Gaussian,
    Law as Law,
    standard_normals as standard_normals,
)
from lossproof.simulate.problem.problem import Correction as Correction, RiskProblem as RiskProblem
from lossproof.simulate.problem.rounding import Digits as Digits, digits as digits
from lossproof.simulate.problem.spreads import Spread as Spread, spread as spread
