"""The parsed loss, simple predictions, extremes over the simplex, and the checks of a loss.

Results that several questions use are computed once.
"""

from lossproof.theory.card.loss.chords import (
    above_chord as above_chord,
    above_chord_of_logits as above_chord_of_logits,
)
from lossproof.theory.card.loss.defined import bends as bends, plain_sign as plain_sign
from lossproof.theory.card.loss.extremes import (
    Extreme as Extreme,
    at_uniform as at_uniform,
    at_vertex as at_vertex,
    constant_sum as constant_sum,
    rational_between as rational_between,
)
from lossproof.theory.card.loss.folded import has_values as has_values
from lossproof.theory.card.loss.points import (
    Table as Table,
    among_more as among_more,
    below as below,
    defined_as_typed as defined_as_typed,
    losses_at as losses_at,
    number as number,
    simplest_between as simplest_between,
    sparse_points as sparse_points,
    weighted as weighted,
)
from lossproof.theory.card.loss.reading import (
    NotALossError as NotALossError,
    P as P,
    Reading as Reading,
)
from lossproof.theory.card.loss.refusal import check as check
from lossproof.theory.card.loss.steep import STEP as STEP, steepest as steepest
from lossproof.theory.card.loss.subject import Subject as Subject, limit as limit
