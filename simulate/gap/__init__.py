"""By how much points violate a statement: arrays of points, structures, and the gap at each.

A structure is a statement whose integers are fixed. Searches are built on this, in
`simulate.search`.
"""

from simulate.gap.gaps import TOLERANCE, Gaps, miss
from simulate.gap.shrink import (
    CLEAR,
    LARGEST,
    bits,
    climb,
    complexity,
    merit,
    simpler,
    simplest,
    simplify,
)
from simulate.gap.structures import FAMILIES, NUDGE, Block, Layout, Point, eliminate, layouts

__all__ = [
    "CLEAR",
    "FAMILIES",
    "LARGEST",
    "NUDGE",
    "TOLERANCE",
    "Block",
    "Gaps",
    "Layout",
    "Point",
    "bits",
    "climb",
    "complexity",
    "eliminate",
    "layouts",
    "merit",
    "miss",
    "simpler",
    "simplest",
    "simplify",
]
