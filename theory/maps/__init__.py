"""Certified maps: where in a window of parameters a statement holds, and where it fails.

From signs on cells to regions, boundaries and whole maps; pictures are drawn in `figures`.
"""

from theory.maps.boundary import ClosedForm, Curve
from theory.maps.map import Atlas, Sheet, atlas
from theory.maps.regions import DEEPEST, FAILS, HOLDS, OUTSIDE, STATES, UNDECIDED, Regions, truth_of
from theory.maps.signs import UNKNOWN, ball_sign

__all__ = [
    "DEEPEST",
    "FAILS",
    "HOLDS",
    "OUTSIDE",
    "STATES",
    "UNDECIDED",
    "UNKNOWN",
    "Atlas",
    "ClosedForm",
    "Curve",
    "Regions",
    "Sheet",
    "atlas",
    "ball_sign",
    "truth_of",
]
