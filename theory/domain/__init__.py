"""What the parameters of a claim range over.

A domain knows four things about its values: the symbols that stand for one in a proof (and what
may be assumed of them), what to say to a value outside, a first supply of simple values, and how
to draw more. Sizes are given by other domains: `Simplex(c)` has as many entries as `c` says.
"""

from lossproof.theory.domain.base import (
    Domain as Domain,
    Environment as Environment,
    exact as exact,
)
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
