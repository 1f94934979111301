"""What reverse cross-entropy is."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.sce import sce


@sce.claim("definition", "Li's summary, Eq. 17-18")
class Definition:
    r"""With A in place of log 0, RCE of a one-hot label is −A(1 − p_y), p_y the output at the
    label, which is −A/2 times MAE.

    $-\sum_j p_j \log q_j = -A\,(1 - p_y) = -\frac{A}{2}\,\mathrm{MAE}$ for a one-hot label $q$
    and $\log 0 := A < 0$.

    The first form is the definition as printed; the other two are ours. They hold for every
    prediction, vertices included, and any number of classes.

    Reversing cross-entropy exchanges the argument of the logarithm and its weight. The result is no
    longer logarithmic: the only logarithms are those of 1 and of 0, and the second is a chosen
    number, so RCE is the probability of an error times that number. RCE is therefore a rescaled
    MAE; at $A = -2$ the two are equal (MAE as an L1 distance, not divided by the number of
    classes).
    """

    c = Classes()
    f, y, A = Simplex(c), Label(c), Real(None, 0, open="right")

    def conclusion(c, f, y, A):
        printed = cross_entropy(f, one_hot_logs(y, c, A))
        closed = -A * (1 - f[y])
        return eq(printed, rce(f, y, A)), eq(printed, closed), eq(printed, -A / 2 * mae(f, y))
