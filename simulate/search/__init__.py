"""The search for counterexamples: structured points, ascent, optimisers, and simple witnesses.

What is found here is only ever a place to look: `theory.statement` decides it exactly.
"""

from simulate.search.effort import SEARCHED as SEARCHED, SECONDS as SECONDS
from simulate.search.exploration import Exploration as Exploration, explore as explore
from simulate.search.sensitivity import SIZES as SIZES, Variation as Variation, vary as vary
from simulate.search.space import Space as Space
from simulate.search.witnesses import (
    examples as examples,
    find as find,
    looked_at as looked_at,
)
