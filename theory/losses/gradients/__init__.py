"""Gradients of losses: along a change of the prediction, in the logits, and as weights of samples.

Nothing here depends on single papers.
"""

from lossproof.theory.losses.gradients.direction import (
    along as along,
    along_every_label as along_every_label,
    slope as slope,
    weight as weight,
)
from lossproof.theory.losses.gradients.logits import (
    every_label as every_label,
    layer_norm as layer_norm,
    logit_gradient as logit_gradient,
    logit_gradient_length as logit_gradient_length,
    logit_gradient_norm as logit_gradient_norm,
    of_label as of_label,
    of_others as of_others,
    over_entries as over_entries,
    uniform_gradient as uniform_gradient,
    velocity as velocity,
)
from lossproof.theory.losses.gradients.networks import (
    Entry as Entry,
    Layer as Layer,
    Network as Network,
    logistic as logistic,
    relu as relu,
    softmax as softmax,
)
from lossproof.theory.losses.gradients.second_order import (
    curvature as curvature,
    curvatures as curvatures,
    softmax_slopes as softmax_slopes,
    two_ways as two_ways,
)
from lossproof.theory.losses.gradients.weights import (
    log_ratio_square as log_ratio_square,
    mean as mean,
    ratio as ratio,
    relative_variance as relative_variance,
    variance as variance,
    weight_in_training as weight_in_training,
)
