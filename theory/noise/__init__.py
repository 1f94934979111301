"""Label noise: transition matrices, and the checks on labels and probabilities.

Exact where the entries are rational. Knows nothing of losses or of sampling.
"""

from theory.noise.rounding import SUM_TOLERANCE, tolerance_of, widened
from theory.noise.transition import TransitionMatrix, check_labels, check_probabilities

__all__ = [
    "SUM_TOLERANCE",
    "TransitionMatrix",
    "check_labels",
    "check_probabilities",
    "tolerance_of",
    "widened",
]
