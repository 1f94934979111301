"""Intervals: confidence sequences, replicates, and the error budget that they share.

Knows nothing of where the numbers come from.
"""

from simulate.intervals.bernstein import EmpiricalBernstein as EmpiricalBernstein
from simulate.intervals.budget import ErrorBudget as ErrorBudget
from simulate.intervals.interval import (
    FEWEST_REPLICATES as FEWEST_REPLICATES,
    Agreement as Agreement,
    Interval as Interval,
    equivalence as equivalence,
    replicate_interval as replicate_interval,
)
from simulate.intervals.mixture import NormalMixture as NormalMixture, tightest_rho as tightest_rho
from simulate.intervals.sequences import ConfidenceSequence as ConfidenceSequence
