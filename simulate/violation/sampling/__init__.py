"""Simulation of a statement with expectations, from its tree.

1. `instances`: structures (numbers of classes and samples, labels) and rows of coordinates that
   meet the hypotheses: given points, simple values, random ones, and of these the tightest.
2. `written`: each outermost expectation becomes a symbol, its mean, with the law and the values of
   what is averaged; labels of nested expectations are sampled in turn. The sides of a relation are
   sampled independently.
3. `drawing`: labels, or batches of pairs, are sampled as counts by outcome, for all instances at
   once; every mean of every instance has an empirical Bernstein confidence sequence.
4. `enclosing`: the rest of a relation (sums, products, powers, absolute values, determinants) is
   evaluated on these intervals. No plug-in estimate of a nonlinear function is made: its interval
   comes from the intervals of its parts, so nothing needs to be unbiased or independent.
5. `cases`: each relation at each instance agrees, differs or stays open; sampling stops when all
   are decided. Samples confirm a claim; they never decide it.
6. `simulating` does all of this; `faults` plants errors in the tree, which it must detect.
"""

from lossproof.simulate.violation.sampling.cases import MARGIN as MARGIN, Instance as Instance
from lossproof.simulate.violation.sampling.simulating import (
    Simulation as Simulation,
    holds_expectations as holds_expectations,
    simulate as simulate,
)
from lossproof.simulate.violation.sampling.written import UnsampledError as UnsampledError
