"""What papers say of training, as differences that are measured."""

from lossproof.simulate.training.effects.catalogue import EFFECTS as EFFECTS
from lossproof.simulate.training.effects.effect import (
    Effect as Effect,
    Measured as Measured,
    measure as measure,
)
