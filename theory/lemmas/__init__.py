"""Lemmas of several proofs: they derive facts from facts by the rules.

Nothing here is trusted: only rules make facts.
"""

from lossproof.theory.lemmas.class_sums import (
    below_uniform as below_uniform,
    excess_risk as excess_risk,
    lq_class_sum as lq_class_sum,
    lq_class_sum_high as lq_class_sum_high,
    lq_class_sum_low as lq_class_sum_low,
    lq_class_sum_range as lq_class_sum_range,
)
from lossproof.theory.lemmas.clipped import chord as chord, clipped_total as clipped_total
from lossproof.theory.lemmas.corrections import (
    backward_undone as backward_undone,
    forward_undone as forward_undone,
    noisy_mean as noisy_mean,
    noisy_total as noisy_total,
)
from lossproof.theory.lemmas.logits import (
    below_one as below_one,
    logit_norm as logit_norm,
    mae_is_twice_unhinged as mae_is_twice_unhinged,
    mae_logit_norm as mae_logit_norm,
    squares_of_others_above as squares_of_others_above,
    squares_of_others_below as squares_of_others_below,
)
from lossproof.theory.lemmas.truncation import (
    at_least_one as at_least_one,
    below_line as below_line,
    by_support as by_support,
    clipped_power as clipped_power,
    closer as closer,
    closer_beyond_root as closer_beyond_root,
    closer_exactly as closer_exactly,
    complementary as complementary,
    exponent_at_most as exponent_at_most,
    least_at as least_at,
    lower_bound as lower_bound,
    power_above as power_above,
    power_below as power_below,
    root as root,
    root_at_most as root_at_most,
    root_power as root_power,
    root_sign as root_sign,
    single_at_half as single_at_half,
    slope_at_touch as slope_at_touch,
    split_evenly as split_evenly,
    support as support,
    touches_above as touches_above,
    truncated_class_sum as truncated_class_sum,
    untruncated_width as untruncated_width,
    upper_bound as upper_bound,
    widest as widest,
    width as width,
)
from lossproof.theory.lemmas.vertex_minimal import (
    VertexMinimal as VertexMinimal,
    clipped_power_at_most_one as clipped_power_at_most_one,
)
from lossproof.theory.provers.classes.certain import certain as certain, expects as expects
