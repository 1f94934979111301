"""Intervals: confidence sequences, replicates, and the error budget that they share.

This package does not depend on where the numbers come from.
"""

from lossproof.simulate.intervals.bernstein import EmpiricalBernstein as EmpiricalBernstein
from lossproof.simulate.intervals.budget import ErrorBudget as ErrorBudget
from lossproof.simulate.intervals.interval import (
    FEWEST_REPLICATES as FEWEST_REPLICATES,
    Agreement as Agreement,
    Interval as Interval,
    equivalence as equivalence,
    replicate_interval as replicate_interval,
)
from lossproof.simulate.intervals.mixture import (
    NormalMixture as NormalMixture,
    tightest_rho as tightest_rho,
)
from lossproof.simulate.intervals.sequences import ConfidenceSequence as ConfidenceSequence
