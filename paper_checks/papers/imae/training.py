"""Statements about the pace of training, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.imae import imae
from lossproof.simulate.training import EFFECTS

here = imae.at("Li's notes, IMAE, drawback")


@here.claim("convergence")
class Convergence:
    r"""On digits, IMAE with the released weight takes as many epochs to 80 % test accuracy as MAE,
    within a factor of 2.

    The convergence rate of IMAE is the same as that of MAE, within a factor of 2 in epochs.

    The notes take this from a figure of the authors, so IMAE has the weight of their code,
    $e^{T p (1 - p)}$, with their $T = 8$ (`released-weight/more-variance`). "The same" is
    interpreted as: within a factor of 2, in epochs until the test accuracy is 80 %, on clean
    labels. The optimiser is Adam, which removes the effect of the weights on the size of the steps.
    """

    effects = (EFFECTS["imae-later"],)


@imae.claim("variance-underfits/underfits", "explanation 2")
class Underfits:
    r"""Networks trained on digits with MAE fit the training data less well than networks trained
    with CCE.

    Networks trained with MAE fit the training data less well than with CCE: MAE "generally
    underfits to training data".

    This is the conclusion of the sentence of `variance-underfits`. We measure the mean output at
    the label of the training samples, on clean labels, with the networks and the 40 epochs of
    `zhang2018.mae-slower`: the value under CCE minus the value under MAE. On our digits the
    question is open: after as many epochs most networks fit as well with MAE, though it takes them
    longer. Other data and other networks may differ.
    """

    effects = (EFFECTS["mae-underfits"],)


@here.claim("convergence/printed-weight")
class ConvergencePrintedWeight:
    r"""On digits, IMAE with the weight exp(Tp)(1 − p) takes as many epochs to 80 % test accuracy as
    MAE, within a factor of 2.

    With the weight that the notes print, $e^{T p} (1 - p)$ (Eq. 13) and $T = 8$, the
    convergence rate of IMAE is the same as that of MAE, within a factor of 2 in epochs.

    The authors' code does not train this weight but another one (`released-weight`). With the
    printed weight, training on digits took 3.7 to 5.6 times as long as with MAE. A measurement on
    other data and another network than the authors' cannot refute what they say of theirs: where it
    differs, the claim stays open.
    """

    effects = (EFFECTS["imae-printed-later"],)
