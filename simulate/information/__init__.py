"""Mutual information of samples: DMI of batches, joint tables of counts, and memorisation."""

from simulate.information.batches import draw_batches
from simulate.information.memorising import digits, memorisation
from simulate.information.tables import CountsTask

__all__ = ["CountsTask", "digits", "draw_batches", "memorisation"]
