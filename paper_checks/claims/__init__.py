"""Claims, and what decides them: a row of stages that find evidence, and a verdict that reads it.

Knows the papers only through the registry; how a verdict is told is in `paper_checks.reports`.
"""

from paper_checks.claims.claim import REGISTRY, Claim, Paper, Registry
from paper_checks.claims.deciding import decide
from paper_checks.claims.evidence import Counterexample, Record, plain, said
from paper_checks.claims.loading import load, load_file
from paper_checks.claims.monte_carlo import Comparison
from paper_checks.claims.runner import Result
from paper_checks.claims.verdict import MEANING, shown

__all__ = [
    "MEANING",
    "REGISTRY",
    "Claim",
    "Comparison",
    "Counterexample",
    "Paper",
    "Record",
    "Registry",
    "Result",
    "decide",
    "load",
    "load_file",
    "plain",
    "said",
    "shown",
]
