"""By how much points violate a statement: arrays of points, structures, and violations.

A structure is a statement with fixed integers. `lossproof.simulate.search` uses this package.
"""

from lossproof.simulate.violation.elimination import eliminate as eliminate
from lossproof.simulate.violation.limits import (
    FAMILIES as FAMILIES,
    NUDGE as NUDGE,
    STRUCTURES as STRUCTURES,
    TOLERANCE as TOLERANCE,
)
from lossproof.simulate.violation.rationals import (
    bits as bits,
    complexity as complexity,
    exact_row as exact_row,
    float_row as float_row,
    shares as shares,
)
from lossproof.simulate.violation.structures import (
    Block as Block,
    Point as Point,
    Structure as Structure,
    cut_off as cut_off,
    sampled_structures as sampled_structures,
    structure as structure,
    structures_of as structures_of,
)
from lossproof.simulate.violation.violations import Violations as Violations, miss as miss
