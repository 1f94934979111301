"""A statement: parameters with their domains, named hypotheses, and a conclusion.

What it says at a point, what a proof of it may use, whether the proof and numbers part, and the
same statement about fewer points.
Knows nothing of papers, of searching, or of verdicts.
"""

from theory.statement.cross_check import contradicted, unfaithful
from theory.statement.narrowing import narrowed
from theory.statement.proof import Proof
from theory.statement.statement import Decided, Outcome, Statement, call_by_name

__all__ = [
    "Decided",
    "Outcome",
    "Proof",
    "Statement",
    "call_by_name",
    "contradicted",
    "narrowed",
    "unfaithful",
]
