"""Decisions that need not be found again: kept with a key of all that went into them.

A record was found with these sources, these versions and this seed. Where none of them, and not the
record, has changed, deciding the claim would give the record again. Imports no SymPy, and nothing
of what decides.
"""

from lossproof.paper_checks.cache.claim_texts import ClaimTexts as ClaimTexts, state as state
from lossproof.paper_checks.cache.decisions import DecisionCache as DecisionCache
