"""The effect of label noise on the determinant of a batch."""

from lossproof.paper_checks.papers.dmi import dmi
from lossproof.paper_checks.papers.notation import *


@dmi.claim("loss-shift/batches", "our question, after Eq. 31")
class LossShiftBatches:
    r"""If outputs are independent of the noise given the clean label, noise T multiplies the
    expected determinant of a batch's output-label matrix by det T.

    Noise that is independent of the output given the clean label multiplies the mean
    determinant of a batch by exactly $\det T$: $\mathbb{E} \det \hat Q_{\tilde Y} =
    \frac{n!}{(n-C)!\,n^C} \det Q \det T$.

    So noise has the same effect on DMI as on its unbiased estimate, for every `n` and any number of
    classes. `Q` is the clean joint law. The noise acts on fresh data, independently of the output
    given the clean label, so the noisy joint law is $Q T$.
    """

    c = Classes(tried=(2, 3))
    n, Q, T = Samples(tried=(2, 3)), Joint(c), Transitions(c)

    def conclusion(c, n, Q, T):
        law = determinant(Q) * determinant(T)
        return eq(mean_determinant(product(Q, T), n) / n**c, falling(n, c) / n**c * law)


def noisy_total(p):
    """`sum_i sum_k sum_y Q[i][y] T[y][k] == 1`, from the totals of `Q` and of the rows of `T`."""
    share, sent = p.Q[ANY_ROW][ANY_COLUMN], p.T[ANY_COLUMN][ANY_CLASS]
    each = combine(
        share * class_sum(lambda k: p.T[ANY_COLUMN][k], p.c) - share,
        (share, p.domain("T", ANY_COLUMN)["total"]),
    )
    by_label = summed(each, ANY_COLUMN, p.c)
    order = exchanged(share * sent, ANY_COLUMN, ANY_CLASS, p.c)
    noisy = product(p.Q, p.T)[ANY_ROW]
    row = class_sum(lambda k: noisy[k], p.c) - class_sum(lambda y: p.Q[ANY_ROW][y], p.c)
    of_row = combine(row, by_label, (-1, order))
    whole = class_sum(lambda i: class_sum(lambda k: product(p.Q, p.T)[i][k], p.c), p.c)
    return combine(whole - 1, summed(of_row, ANY_ROW, p.c), p.domain("Q")["total"])
