"""The expected determinant of a batch, as a multiple of the determinant of its law."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("on L_DMI, after Xu et al. (2019)")


@here.claim("det-expectation")
class DetExpectation:
    r"""For hard outputs, the joint output-label matrix of n samples of c classes has the mean
    determinant n!/((n − c)! n^c) times the population's determinant.

    $\mathbb{E} \det \hat Q = \frac{n!}{(n - C)!\, n^C} \det Q$ for hard outputs, every batch
    size $n$ and any number $C$ of classes.

    $\hat Q$ is the table of frequencies of (output, label), both of `C` classes. Among all ways to
    choose one sample for each class, with repetition, the factor is the share of those that choose
    no sample twice; it is 0 for $n < C$.

    A product in Leibniz's formula has its counts from different rows, so from $C$ distinct cells,
    which share no sample. There are $n!/(n-C)!$ ways to choose a sample for each, and samples are
    independent. So every product gets the same factor, and so does their signed sum.
    """

    c = Classes(tried=(2, 3))
    n, Q = Samples(tried=(2, 3)), Joint(c)

    def conclusion(c, n, Q):
        factor = falling(n, c) / n**c
        return eq(mean_determinant(Q, n) / n**c, factor * table_determinant(Q))


def point_and_label(m, P):
    """The chances of (point, label) where the `m` points are equally likely."""
    return SymbolicVector(lambda i: SymbolicVector(lambda k: P[i][k] / m, P[i].size), m)


@here.claim("det-expectation/soft")
class DetExpectationSoft:
    r"""For soft outputs, the joint output-label matrix of n samples of c classes has the mean
    determinant n!/((n − c)! n^c) times the population's determinant.

    $\mathbb{E} \det \hat Q = \frac{n!}{(n - C)!\, n^C} \det Q$ for soft outputs, every batch
    size $n$ and any number $C$ of classes.

    $\hat Q = \frac1n O^\top L$, where a sample has a row of $O$ on the simplex and a one-hot row of
    $L$; $Q = \mathbb{E}\, o\, e_y^\top$. The law is that of `m` equally probable points, each with
    an output `o` and a law `P` of its label; points may be equal, so all rational weights are
    covered. `n` is the size of the batch. A sample adds a matrix of rank one, and a product in the
    determinant uses a different sample for every column.
    """

    c = Classes(tried=(2, 3))
    m, n = Samples(tried=(2, 3)), Integer(1, tried=(2, 3))
    o, P = Each(m, Simplex(c)), Each(m, Simplex(c))

    def conclusion(c, m, n, o, P):
        law, factor = point_and_label(m, P), falling(n, c) / n**c
        return eq(mean_determinant(law, n, o) / n**c, factor * table_determinant(law, o))
