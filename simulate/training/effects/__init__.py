"""Statements of papers about training, measured as differences."""

from lossproof.simulate.training.effects.catalogue import EFFECTS as EFFECTS
from lossproof.simulate.training.effects.effect import (
    Effect as Effect,
    Measured as Measured,
    measure as measure,
)
