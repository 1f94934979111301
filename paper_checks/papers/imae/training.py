"""What is said of the pace of training, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.imae import imae
from lossproof.simulate.training import EFFECTS

LOCUS = "Li's notes, IMAE, drawback"


@imae.claim("convergence", locus=LOCUS, kind="sim")
class Convergence:
    r"""The convergence rate of IMAE is the same as that of MAE.

    The notes read it off a figure of the authors, so that IMAE has the weight of their code,
    $e^{T p (1 - p)}$, with their $T = 8$ (`released-weight/more-variance`). "The same" is read as:
    within a factor of 2, in epochs until the test accuracy is 80 %, on clean labels. With Adam,
    which undoes the scale that weights give to steps.
    """

    effects = (EFFECTS["imae-later"],)


@imae.claim(
    "variance-underfits/underfits",
    title="MAE underfits to training data",
    locus="explanation 2",
    kind="sim",
)
class Underfits:
    r"""MAE "generally underfits to training data".

    What the sentence of `variance-underfits` concludes. Measured as the mean output at the label
    of the training samples, on clean labels, with the networks and the 40 epochs of
    `zhang2018.mae-slower`: under CCE less under MAE. On our digits that is open: after as many
    epochs most networks fit as well with MAE, though it takes them longer. Other data and other
    networks may differ.
    """

    effects = (EFFECTS["mae-underfits"],)


@imae.claim(
    "convergence/printed-weight",
    title="With the weight of Eq. 13 IMAE converges as MAE does",
    locus=LOCUS,
    kind="sim",
)
class ConvergencePrintedWeight:
    r"""The same with the weight that the notes print, $e^{T p} (1 - p)$ (Eq. 13), $T = 8$.

    The authors' code does not train it: its weight is another one, see `released-weight`. With
    this one it took 3.7 to 5.6 times as long as MAE on our digits. A measurement on other data and
    another network than the authors' cannot refute what they say of theirs: where it differs, the
    claim stays open.
    """

    effects = (EFFECTS["imae-printed-later"],)
