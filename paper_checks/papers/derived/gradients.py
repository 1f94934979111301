"""The expected gradient of MAE under uniform label noise."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *


@derived.claim("mae-expected-gradient", "after Zhang & Sabuncu (2018), Eq. 5")
class MaeExpectedGradient:
    r"""Uniform noise of rate η multiplies the expected gradient of MAE by 1 − ηc/(c − 1).

    Under uniform noise $\mathbb{E}_{noise} \nabla \mathrm{MAE} = m \nabla \mathrm{MAE}$ with
    $m = 1 - \eta c / (c - 1)$.

    This is for one sample with softmax outputs `f` and any parameter; `df` are the derivatives of
    the outputs in it. So the expected step has the clean direction and a smaller size; it is 0 at
    $\eta = (c - 1)/c$ and has the opposite direction beyond. The gradients under all labels cancel
    because the sum of the outputs is constant.
    """

    c = Classes(tried=(2, 3))
    eta = Real(0, 1)
    f, df, y = Simplex(c, interior=True), Scores(c), Label(c)
    given = {"the outputs keep their sum": lambda df: eq(df.total(), 0)}

    def conclusion(c, eta, f, df, y):
        gradients = along_every_label(mae, f, df)
        return eq(uniform_expectation(gradients, y, eta, c), retained(eta, c) * gradients[y])
