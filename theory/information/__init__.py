"""Entropies, mutual information and DMI, of symbolic joint matrices and of arrays.

Knows nothing of sampling: estimates are in `simulate.information`.
"""

from theory.information.joint import JointDistribution
from theory.information.measures import (
    accuracy,
    column_total,
    dmi,
    dmi_loss,
    mutual_information,
    response_joint,
    row_total,
)

__all__ = [
    "JointDistribution",
    "accuracy",
    "column_total",
    "dmi",
    "dmi_loss",
    "mutual_information",
    "response_joint",
    "row_total",
]
