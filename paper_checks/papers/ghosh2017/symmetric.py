"""Which losses are symmetric: the sum of a loss over the labels."""

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.paper_checks.papers.notation import *


def cross_entropy(f, y):
    return cce(f[y])


@ghosh2017.claim("symmetric-sums", "Li's summary, Eq. 4")
class SymmetricSums:
    r"""Summed over the labels of k classes, the loss of a prediction f is 2k − 2 for MAE, k‖f‖² + k
    − 2 for MSE, and at least k log k for CCE.

    $\sum_i \mathcal{L}(f, e_i)$ is $\sum_i \log\frac1{f_i}$ for CCE, $2k - 2$ for MAE and
    $k \lVert f \rVert_2^2 + k - 2$ for MSE.

    For CCE that is its definition, summed over the labels; we show that the sum is at least
    $k \log k$ (`only-mae` shows that it is not constant). MAE and MSE are the L1 and the squared L2
    distance from the one-hot label, not divided by the number of classes $k$ (here $c$).
    Predictions are softmax outputs, so every entry is positive.
    """

    c = Classes()
    f = Simplex(c, interior=True)

    def conclusion(c, f):
        return (
            ge(over_labels(cross_entropy, f), c * sympy.log(c)),
            eq(over_labels(mae, f), 2 * c - 2),
            eq(over_labels(mse, f), c * f.total(lambda u: u**2) + c - 2),
        )


@ghosh2017.claim("only-mae", "Li's summary, after Eq. 4")
class OnlyMae:
    r"""Among CCE, MAE and MSE only MAE is symmetric.

    For MAE the sums at any two predictions agree. For each of the others the sum at a prediction
    close to a vertex exceeds the sum at the uniform prediction, so no constant $C$ fits both.
    """

    c = Classes()
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)

    def conclusion(c, f, g):
        uniform = Blocks((1 / c, c))
        confident = Blocks((1 - (c - 1) / c**3, 1), (1 / c**3, c - 1))
        return (
            eq(over_labels(mae, f), over_labels(mae, g)),
            gt(over_labels(cross_entropy, confident), over_labels(cross_entropy, uniform)),
            gt(over_labels(mse, confident), over_labels(mse, uniform)),
        )

    def prove(p):
        c, lower = p.c, p.domain("c")["lower"]
        of_mae, of_cce, of_mse = p.goals

        def terms(name, sign):
            entry = p.domain(name)
            return (
                (sign, total(absolute(entry["at most 1"]), c)),
                (sign * (c - 2), entry["total"]),
            )

        top = combine(1 - (c - 1) / c**3, (lower, (c**2 + 2 * c + 3) / c**3), (positive(7 / c**3),))
        above_one = combine(c - 1, lower, (1,))
        away = combine((c - 1) / c**3, (above_one, 1 / c**3))
        log_top = combine(-sympy.log(top.expr), log_bound(top), away)
        log_c = log_increases(above_one, positive(1))
        shrunk = combine(1 - 1 / c**2, (above_one, (c + 1) / c**2))
        return (
            combine(of_mae.difference, *terms("f", 1), *terms("g", -1)),
            combine(of_cce.difference, log_top, (2, lower, log_c), (log_c,)),
            combine(of_mse.difference, (above_one, shrunk, shrunk)),
        )
