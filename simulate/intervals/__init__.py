"""Intervals: confidence sequences, replicates, and the error budget that they share.

Knows nothing of where the numbers come from.
"""

from simulate.intervals.bernstein import EmpiricalBernstein
from simulate.intervals.budget import ErrorBudget
from simulate.intervals.interval import (
    FEWEST_REPLICATES,
    Agreement,
    Interval,
    equivalence,
    replicate_interval,
)
from simulate.intervals.mixture import NormalMixture, tightest_rho
from simulate.intervals.sequences import ConfidenceSequence

__all__ = [
    "FEWEST_REPLICATES",
    "Agreement",
    "ConfidenceSequence",
    "EmpiricalBernstein",
    "ErrorBudget",
    "Interval",
    "NormalMixture",
    "equivalence",
    "replicate_interval",
    "tightest_rho",
]
