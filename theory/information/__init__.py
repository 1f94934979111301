"""Entropies, mutual information and DMI, of symbolic joint matrices and of arrays.

Nothing here samples: estimates are in `lossproof.simulate.information`.
"""

from lossproof.theory.information.joint import JointDistribution as JointDistribution
from lossproof.theory.information.measures import (
    accuracy as accuracy,
    column_total as column_total,
    dmi as dmi,
    dmi_loss as dmi_loss,
    mutual_information as mutual_information,
    response_joint as response_joint,
    row_total as row_total,
)
