"""Gradients of losses: along a change of the prediction, in the logits, and as weights of samples.

Definitions and derived forms; must not know of single papers.
"""

from theory.gradients.direction import along, along_every_label, slope, weight
from theory.gradients.logits import (
    every_label,
    layer_norm,
    logit_gradient,
    logit_gradient_length,
    logit_gradient_norm,
    of_label,
    of_others,
    over_entries,
    uniform_gradient,
    velocity,
)
from theory.gradients.weights import (
    log_ratio_square,
    ratio,
    relative_variance,
    variance,
    weight_in_training,
)

__all__ = [
    "along",
    "along_every_label",
    "every_label",
    "layer_norm",
    "log_ratio_square",
    "logit_gradient",
    "logit_gradient_length",
    "logit_gradient_norm",
    "of_label",
    "of_others",
    "over_entries",
    "ratio",
    "relative_variance",
    "slope",
    "uniform_gradient",
    "variance",
    "velocity",
    "weight",
    "weight_in_training",
]
