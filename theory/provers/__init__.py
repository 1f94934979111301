"""Strategies that search for a proof and hand what they find to the rules: trusted with nothing.

A prover that is wrong finds nothing, or what a rule refuses. Knows nothing of statements or claims.
"""

from lossproof.theory.provers.arithmetic.linear import contradiction as contradiction
from lossproof.theory.provers.residual import ResidualGoal as ResidualGoal, unshown as unshown
from lossproof.theory.provers.search import easy as easy
