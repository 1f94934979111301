"""The search for counterexamples: structured points, ascent, optimisers, and simple witnesses.

What is found here is only ever a place to look: `theory.statement` decides it exactly.
"""

from simulate.search.exploration import SECONDS, Exploration, explore
from simulate.search.sensitivity import SIZES, Variation, vary
from simulate.search.space import Space, examples, find
from simulate.search.units import SEARCHED

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
