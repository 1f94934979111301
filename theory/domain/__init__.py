"""What the parameters of a claim range over.

A domain knows four things about its values: the symbols that stand for one in a proof (and what
may be assumed of them), what to say to a value outside, a first supply of simple values, and how
to draw more. Sizes are given by other domains: `Simplex(c)` has as many entries as `c` says.
"""

from theory.domain.base import Domain, Environment, exact
from theory.domain.counts import Classes, Integer, Label, Samples
from theory.domain.families import Each, Scores, Transitions, is_discrete
from theory.domain.joints import Joint
from theory.domain.points import Real, Simplex

__all__ = [
    "Classes",
    "Domain",
    "Each",
    "Environment",
    "Integer",
    "Joint",
    "Label",
    "Real",
    "Samples",
    "Scores",
    "Simplex",
    "Transitions",
    "exact",
    "is_discrete",
]
