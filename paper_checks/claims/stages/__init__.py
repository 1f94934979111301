"""The stages of deciding a claim: each looks at the case so far, and finds one piece of evidence.

None of them knows another, or says what the evidence amounts to.
"""

from paper_checks.claims.stages.cross_checking import cross_check
from paper_checks.claims.stages.dropping import drop
from paper_checks.claims.stages.proving import prove
from paper_checks.claims.stages.refuting import refute
from paper_checks.claims.stages.simulating import simulate
from paper_checks.claims.stages.witnessing import meet

__all__ = ["cross_check", "drop", "meet", "prove", "refute", "simulate"]
