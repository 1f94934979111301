"""The search for counterexamples: structured points, ascent, optimisers, and simple witnesses.

A point from here is only a candidate: `lossproof.theory.statement` decides it exactly.
"""

from lossproof.simulate.search.effort import SEARCHED as SEARCHED, SECONDS as SECONDS
from lossproof.simulate.search.exploration import Exploration as Exploration, explore as explore
from lossproof.simulate.search.sensitivity import (
    CONCLUSION as CONCLUSION,
    SIZES as SIZES,
    UNDEFINED as UNDEFINED,
    Variation as Variation,
    vary as vary,
)
from lossproof.simulate.search.space import Space as Space
from lossproof.simulate.search.witnesses import (
    find as find,
    looked_at as looked_at,
)
