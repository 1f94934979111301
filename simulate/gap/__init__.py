"""By how much points violate a statement: arrays of points, structures, and the gap at each.

A structure is a statement whose integers are fixed. Searches are built on this, in
`simulate.search`.
"""

from simulate.gap.elimination import eliminate
from simulate.gap.gaps import Gaps, miss
from simulate.gap.limits import FAMILIES, NUDGE, STRUCTURES, TOLERANCE
from simulate.gap.rationals import bits, complexity, exact_row, float_row, shares
from simulate.gap.structures import Block, Point, Structure, structures_of

__all__ = [
    "FAMILIES",
    "NUDGE",
    "STRUCTURES",
    "TOLERANCE",
    "Block",
    "Gaps",
    "Point",
    "Structure",
    "bits",
    "complexity",
    "eliminate",
    "exact_row",
    "float_row",
    "miss",
    "shares",
    "structures_of",
]
