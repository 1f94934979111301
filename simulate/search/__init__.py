"""The search for counterexamples: structured points, ascent, optimisers, and simple witnesses.

What is found here is only ever a place to look: `theory.statement` decides it exactly.
"""

from simulate.search.effort import SEARCHED, SECONDS
from simulate.search.exploration import Exploration, explore
from simulate.search.sensitivity import SIZES, Variation, vary
from simulate.search.space import Space
from simulate.search.witnesses import examples, find

__all__ = [
    "SEARCHED",
    "SECONDS",
    "SIZES",
    "Exploration",
    "Space",
    "Variation",
    "examples",
    "explore",
    "find",
    "vary",
]
