"""Estimating the noise from noisy class probabilities, and the result of training with it.

Probabilities are floats on any backend of arrays, or exact `Fraction`s in an array of objects.

>>> from lossproof.theory.noise import cifar10_flips
>>> mild, high = cifar10_flips("1/5"), cifar10_flips("3/5")
>>> argmax_estimate(mild.rows).matrix == mild, argmax_estimate(high.rows).matrix == high
(True, False)
"""

from lossproof.simulate.information.estimating.counting import (
    label_frequencies as label_frequencies,
)
from lossproof.simulate.information.estimating.estimators import (
    Estimate as Estimate,
    SingularEstimate as SingularEstimate,
    argmax_estimate as argmax_estimate,
    percentile_estimate as percentile_estimate,
    row_normalised as row_normalised,
)
from lossproof.simulate.information.estimating.minima import Reach as Reach, reach as reach
