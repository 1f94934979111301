"""By how much points violate a statement: arrays of points, structures, and the gap at each.

A structure is a statement whose integers are fixed. Searches are built on this, in
`lossproof.simulate.search`.
"""

from lossproof.simulate.gap.elimination import eliminate as eliminate
from lossproof.simulate.gap.gaps import Gaps as Gaps, miss as miss
from lossproof.simulate.gap.limits import (
    FAMILIES as FAMILIES,
    NUDGE as NUDGE,
    STRUCTURES as STRUCTURES,
    TOLERANCE as TOLERANCE,
)
from lossproof.simulate.gap.rationals import (
    bits as bits,
    complexity as complexity,
    exact_row as exact_row,
    float_row as float_row,
    shares as shares,
)
from lossproof.simulate.gap.structures import (
    Block as Block,
    Point as Point,
    Structure as Structure,
    cut_off as cut_off,
    drawn_structures as drawn_structures,
    structures_of as structures_of,
)
