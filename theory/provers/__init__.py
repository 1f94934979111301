"""Strategies that search for a proof and apply the rules; nothing here is trusted.

A wrong prover finds nothing, or a step that a rule rejects. Nothing here depends on statements.
"""

from lossproof.theory.provers.arithmetic.linear import contradiction as contradiction
from lossproof.theory.provers.residual import ResidualGoal as ResidualGoal, unshown as unshown
from lossproof.theory.provers.search import easy as easy, unfinished as unfinished
