"""Certified maps: where in a window of parameters a statement holds, and where it fails.

From signs on cells to regions, boundaries and whole maps; pictures are drawn in `figures`.
"""

from theory.maps.boundary import ClosedForm, Curve
from theory.maps.limits import DEEPEST
from theory.maps.map import CertifiedMap, Sheet, certified_map
from theory.maps.regions import FAILS, HOLDS, OUTSIDE, STATES, UNDECIDED, Regions, truth_of
from theory.maps.signs import UNKNOWN, sign_of_ball

__all__ = [
    "DEEPEST",
    "FAILS",
    "HOLDS",
    "OUTSIDE",
    "STATES",
    "UNDECIDED",
    "UNKNOWN",
    "CertifiedMap",
    "ClosedForm",
    "Curve",
    "Regions",
    "Sheet",
    "certified_map",
    "sign_of_ball",
    "truth_of",
]
