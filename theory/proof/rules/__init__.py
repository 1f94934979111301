"""The rules of proof: each checks its premises and side conditions, and returns a fact.

Only these rules make facts. The docstring of a rule gives premises ⊢ conclusion, side conditions
and the theorem that it uses (docs/rules.md has all of them). Rules do not depend on losses or
papers.
"""

from lossproof.theory.proof.rules.algebra import (
    average as average,
    cases as cases,
    combine as combine,
    identity as identity,
    nonnegative as nonnegative,
    positive as positive,
    quotient as quotient,
    reciprocal as reciprocal,
    replaced as replaced,
    squeezed as squeezed,
    total as total,
    whole as whole,
)
from lossproof.theory.proof.rules.batch_means import (
    all_counted as all_counted,
    all_in_table as all_in_table,
    any_counts as any_counts,
    at_absence as at_absence,
    batch_average as batch_average,
    indicator_below_one as indicator_below_one,
    mean_of_absence as mean_of_absence,
    mean_of_determinant as mean_of_determinant,
    mean_of_empty_column as mean_of_empty_column,
    mean_of_product as mean_of_product,
    mean_of_table_determinant as mean_of_table_determinant,
    table_average as table_average,
    taken_in_some_way as taken_in_some_way,
    ways_at_most as ways_at_most,
)
from lossproof.theory.proof.rules.covers import covered as covered
from lossproof.theory.proof.rules.deltas import same_class as same_class
from lossproof.theory.proof.rules.determinants import (
    diagonally_dominant as diagonally_dominant,
    hadamard as hadamard,
    mean_of_rank_one as mean_of_rank_one,
    of_diagonal_and_constant as of_diagonal_and_constant,
    of_equal as of_equal,
    of_permutation as of_permutation,
    of_product as of_product,
    of_stochastic as of_stochastic,
    of_transposed as of_transposed,
    short_rows as short_rows,
    size_of_product as size_of_product,
)
from lossproof.theory.proof.rules.entropies import gibbs as gibbs, log_sum as log_sum
from lossproof.theory.proof.rules.expectations import folded as folded, unfolded as unfolded
from lossproof.theory.proof.rules.inequalities import (
    log_bound as log_bound,
    log_increases as log_increases,
    log_quotient as log_quotient,
    nested_power as nested_power,
    power as power,
    power_in_base as power_in_base,
    power_in_exponent as power_in_exponent,
    power_of_fraction as power_of_fraction,
    same_power as same_power,
    strict_log_bound as strict_log_bound,
    weighted_am_gm as weighted_am_gm,
)
from lossproof.theory.proof.rules.kinks import (
    at_most_one as at_most_one,
    never_falling as never_falling,
    rising as rising,
)
from lossproof.theory.proof.rules.nested_sums import (
    exchanged as exchanged,
    exchanged_mean as exchanged_mean,
    renamed as renamed,
    summed as summed,
)
from lossproof.theory.proof.rules.other_classes import (
    at_largest as at_largest,
    first_within_total as first_within_total,
    no_delta as no_delta,
    sifted as sifted,
    total_of_others as total_of_others,
    two_within_total as two_within_total,
    weighted_others as weighted_others,
)
from lossproof.theory.proof.rules.piecewise import (
    above_zero as above_zero,
    absolute as absolute,
    ceiling_equals as ceiling_equals,
    decided as decided,
    first_piece as first_piece,
    floor_above as floor_above,
    floor_below as floor_below,
    later_pieces as later_pieces,
    max_above as max_above,
    max_equals as max_equals,
    min_below as min_below,
    min_equals as min_equals,
    not_zero as not_zero,
    piece_of_class as piece_of_class,
    sign_of as sign_of,
)
from lossproof.theory.proof.rules.slopes import (
    Between as Between,
    between as between,
    climbed as climbed,
)
