"""Certified maps: where in a window of parameters a statement holds, and where it fails.

Signs on cells give regions, boundaries and maps; `figures` draws them.
"""

from lossproof.theory.maps.boundary import ClosedForm as ClosedForm, Curve as Curve
from lossproof.theory.maps.limits import DEEPEST as DEEPEST
from lossproof.theory.maps.map import (
    CertifiedMap as CertifiedMap,
    Sheet as Sheet,
    certified_map as certified_map,
    count_maps as count_maps,
)
from lossproof.theory.maps.regions import (
    FAILS as FAILS,
    HOLDS as HOLDS,
    OUTSIDE as OUTSIDE,
    STATES as STATES,
    UNDECIDED as UNDECIDED,
    Regions as Regions,
    truth_of as truth_of,
)
from lossproof.theory.maps.signs import UNKNOWN as UNKNOWN, sign_of_ball as sign_of_ball
