"""What is said of the pace of training, measured on the digits of scikit-learn."""

from paper_checks.papers.imae import imae
from simulate.training import EFFECTS


@imae.claim("convergence", locus="Li's notes, IMAE, drawback", kind="sim")
class Convergence:
    r"""The convergence rate of IMAE is the same as that of MAE.

    "The same" is read as: within a factor of 2. With $T = 8$, which is ours, and AdaGrad, which
    undoes the scale that the weights $e^{T p}$ give to the steps.
    """

    effects = (EFFECTS["imae-as-mae"],)
