"""All losses in SymPy: the library by name, variants, risks, corrections, embeddings, and typed
formulas.

Array code and enclosures come from these forms. Proofs about losses are in `theory.lemmas`.
"""

from lossproof.theory.losses.baselines import (
    HARD_SHARE as HARD_SHARE,
    SOFT_SHARE as SOFT_SHARE,
    bootstrap_hard as bootstrap_hard,
    bootstrap_soft as bootstrap_soft,
    savage as savage,
    sigmoid as sigmoid,
)
from lossproof.theory.losses.corrections import (
    applied as applied,
    backward as backward,
    backward_uniform as backward_uniform,
    forward as forward,
    mixed_with_identity as mixed_with_identity,
)
from lossproof.theory.losses.embedding import (
    DIFFERENT as DIFFERENT,
    SAME as SAME,
    PairLoss as PairLoss,
    TripletLoss as TripletLoss,
    agreement as agreement,
    both_sides as both_sides,
    both_ways as both_ways,
    check_distances as check_distances,
    mixed_pair_loss as mixed_pair_loss,
    pair_loss as pair_loss,
    triplet_loss as triplet_loss,
    uniform_agreement as uniform_agreement,
    validity as validity,
)
from lossproof.theory.losses.formula import (
    LABEL as LABEL,
    from_name as from_name,
    parse as parse,
)
from lossproof.theory.losses.formula_tree import CLASSES as CLASSES, SYMBOLIC as SYMBOLIC
from lossproof.theory.losses.library import (
    LOSSES as LOSSES,
    FixedLoss as FixedLoss,
    Labelled as Labelled,
    Loss as Loss,
    cce as cce,
    cross_entropy as cross_entropy,
    entropy as entropy,
    lq as lq,
    mae as mae,
    mse as mse,
    one_hot_logs as one_hot_logs,
    over_labels as over_labels,
    rce as rce,
    relative_entropy as relative_entropy,
    sl as sl,
    symmetric_cross_entropy as symmetric_cross_entropy,
    symmetric_kl as symmetric_kl,
    truncated_lq as truncated_lq,
    unhinged as unhinged,
)
from lossproof.theory.losses.risk import (
    clean_risk as clean_risk,
    expectation as expectation,
    expectation_at_vertex as expectation_at_vertex,
    flip_expectation as flip_expectation,
    flipped_share as flipped_share,
    label_losses as label_losses,
    losses_of as losses_of,
    noisy_posterior as noisy_posterior,
    noisy_risk as noisy_risk,
    only_largest as only_largest,
    retained as retained,
    symmetric_risk as symmetric_risk,
    uniform_expectation as uniform_expectation,
    uniform_mixture as uniform_mixture,
    uniform_risk as uniform_risk,
    uniform_row as uniform_row,
    weighted_risk as weighted_risk,
)
from lossproof.theory.losses.sampling import (
    all_pairs_rate as all_pairs_rate,
    all_pairs_risk as all_pairs_risk,
    break_even as break_even,
    even_law as even_law,
    one_to_one_factor as one_to_one_factor,
    one_to_one_risk as one_to_one_risk,
    over_triplets as over_triplets,
    random_triplets_risk as random_triplets_risk,
    seen_as_valid as seen_as_valid,
    seen_same as seen_same,
    seen_uniform as seen_uniform,
    share_of as share_of,
    triplets_loss as triplets_loss,
    valid_and_swapped as valid_and_swapped,
    weighted_pairs_risk as weighted_pairs_risk,
)
from lossproof.theory.losses.variants import (
    DETERMINANT_SMOOTHING as DETERMINANT_SMOOTHING,
    LABEL_FLOOR as LABEL_FLOOR,
    OUTPUT_FLOOR as OUTPUT_FLOOR,
    Clipped as Clipped,
    clipped_label as clipped_label,
    clipped_rce as clipped_rce,
    counted as counted,
    mass as mass,
    short_label as short_label,
    smoothed_cce as smoothed_cce,
    smoothed_dmi as smoothed_dmi,
    smoothed_rce as smoothed_rce,
)
