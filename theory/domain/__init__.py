"""The domains of the parameters of a claim.

A domain has symbols for a value in a proof, with the facts about them, checks values, lists simple
values, and samples others. Other domains give sizes: `Simplex(c)` has `c` entries.
"""

from lossproof.theory.domain.base import (
    Domain as Domain,
    Environment as Environment,
    exact as exact,
)
from lossproof.theory.domain.corners import corner_points as corner_points
from lossproof.theory.domain.counts import (
    Classes as Classes,
    Integer as Integer,
    Label as Label,
    Samples as Samples,
)
from lossproof.theory.domain.families import (
    Each as Each,
    Scores as Scores,
    Transitions as Transitions,
    is_discrete as is_discrete,
    leaf_of as leaf_of,
)
from lossproof.theory.domain.joints import Joint as Joint
from lossproof.theory.domain.kinds import kept as kept
from lossproof.theory.domain.points import Real as Real, Simplex as Simplex
