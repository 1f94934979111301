"""What is said of the pace of training, measured on the digits of scikit-learn."""

from paper_checks.papers.imae import imae
from simulate.training import EFFECTS


@imae.claim("convergence", locus="Li's notes, IMAE, drawback", kind="sim")
class Convergence:
    r"""The convergence rate of IMAE is the same as that of MAE.

    "The same" is read as: within a factor of 2. IMAE is what its authors train, MAE times the
    weight $\exp(T p (1 - p))$ with their $T = 8$ (`released-weight`). With AdaGrad, which undoes
    the scale that weights give to the steps. With the weight as Eq. 13 prints it, which nobody is
    known to have trained, it is not so: `printed-weight-slower`.
    """

    effects = (EFFECTS["imae-as-mae"],)


@imae.claim(
    "printed-weight-slower",
    title="With the weight of Eq. 13 IMAE is over twice slower than MAE",
    locus="our question, after Li's notes, IMAE, drawback",
    kind="sim",
)
class PrintedWeightSlower:
    r"""With the weight of Eq. 13 as it is printed, and $T = 8$, training takes more than twice as
    many epochs as with MAE.

    The scale $T = 8$ is the authors', of the weight in their code. The printed weight
    $e^{T p} (1 - p)$ is largest at $p = \frac78$, so samples with a small $p$ count for little at
    the start.
    """

    effects = (EFFECTS["printed-imae-slower"],)
