"""What each rule of proof concludes, from its premises and what it was given."""

from lossproof.paper_checks.recheck.rules.algebra import (
    both as both,
    combination as combination,
    evident as evident,
    identity as identity,
    instance as instance,
    largest as largest,
    negated as negated,
    opening as opening,
    reciprocal as reciprocal,
    replacement as replacement,
    squeezed as squeezed,
    weakening as weakening,
    weighted as weighted,
    whole as whole,
)
from lossproof.paper_checks.recheck.rules.covers import (
    cover as cover,
)
from lossproof.paper_checks.recheck.rules.expectations import folded as folded, unfolded as unfolded
from lossproof.paper_checks.recheck.rules.functions import (
    absolute as absolute,
    decided as decided,
    log_bound as log_bound,
    log_increases as log_increases,
    log_quotient as log_quotient,
    max_above as max_above,
    max_equals as max_equals,
    min_below as min_below,
    min_equals as min_equals,
    nested_power as nested_power,
    power_in_base as power_in_base,
    power_in_exponent as power_in_exponent,
    power_of as power_of,
    power_of_fraction as power_of_fraction,
    same_power as same_power,
    sign_of as sign_of,
    slope as slope,
    strict_log_bound as strict_log_bound,
    weighted_am_gm as weighted_am_gm,
)
from lossproof.paper_checks.recheck.rules.matrices import (
    diagonal_and_constant as diagonal_and_constant,
    dominant as dominant,
    hadamard as hadamard,
    of_equal as of_equal,
    of_product as of_product,
    of_transposed as of_transposed,
    permutation as permutation,
    size_of_product as size_of_product,
)
from lossproof.paper_checks.recheck.rules.pieces import (
    first_piece as first_piece,
    later_pieces as later_pieces,
    piece_of_class as piece_of_class,
)
from lossproof.paper_checks.recheck.rules.slopes import climbed as climbed, slope_of as slope_of
from lossproof.paper_checks.recheck.rules.sums import (
    apart as apart,
    at_absence as at_absence,
    batch_average as batch_average,
    counted as counted,
    exchanged as exchanged,
    exchanged_mean as exchanged_mean,
    gibbs as gibbs,
    indicator as indicator,
    log_sum as log_sum,
    mean as mean,
    mean_of_absence as mean_of_absence,
    mean_of_product as mean_of_product,
    others as others,
    renamed as renamed,
    sifted as sifted,
    total as total,
    two_of_a_sum as two_of_a_sum,
)
from lossproof.paper_checks.recheck.rules.tables import (
    all_in_table as all_in_table,
    mean_of_empty_column as mean_of_empty_column,
    mean_of_table_determinant as mean_of_table_determinant,
    table_average as table_average,
    taken as taken,
)
