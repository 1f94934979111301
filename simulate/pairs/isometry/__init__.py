"""Changes of distances between maps, and how far an embedding is from separating all triplets."""

from lossproof.simulate.pairs.isometry.ball import Ball as Ball, smallest_ball as smallest_ball
from lossproof.simulate.pairs.isometry.distances import (
    Alignment as Alignment,
    align as align,
    distortion as distortion,
)
from lossproof.simulate.pairs.isometry.line import (
    LineDistance as LineDistance,
    line_distance as line_distance,
)
from lossproof.simulate.pairs.isometry.places import Packing as Packing, packing as packing
from lossproof.simulate.pairs.isometry.separated import (
    Separation as Separation,
    largest_loss as largest_loss,
    separates as separates,
    separation as separation,
)
from lossproof.simulate.pairs.isometry.shrinking import Radial as Radial, radial as radial
