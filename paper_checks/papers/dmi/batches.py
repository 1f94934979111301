"""What label noise does to the determinant of a batch."""

import sympy

from paper_checks.papers.dmi import dmi
from theory.domain import Joint, Samples, Transitions
from theory.language import eq
from theory.language.terms import batch_factor, cells_of, determinant, expected_determinant, matrix
from theory.proof.rules import combine, mean_of_determinant


@dmi.claim(
    "loss-shift/batches",
    title="Noise multiplies 𝔼 det Q̂ of a batch by det T exactly",
    locus="our question, after Eq. 31",
    kind="id",
)
class LossShiftBatches:
    r"""Noise multiplies the mean determinant of a batch by $\det T$ exactly:
    $\mathbb{E} \det \hat Q_{\tilde Y} = \frac{n!}{(n-C)!\,n^C} \det Q \det T$.

    So what noise does to DMI is what it does to its unbiased estimate, for every $n$: proved for
    two classes. `Q` is the clean joint law and the noise acts on fresh data, independently of the
    output given the clean label.
    """

    n, Q, T = Samples(tried=(2, 3)), Joint(2), Transitions(2)

    def conclusion(n, Q, T):
        noisy = matrix(lambda k, j: Q[k][0] * T[0][j] + Q[k][1] * T[1][j], 2)
        law = determinant(Q) * determinant(matrix(lambda i, j: T[i][j], 2))
        return eq(expected_determinant(noisy, n), batch_factor(n, 2) * law)

    def prove(p):
        Q, T = p.Q, p.T
        noisy = matrix(lambda k, j: Q[k][0] * T[0][j] + Q[k][1] * T[1][j], 2)
        whole = combine(
            sympy.Add(*cells_of(noisy)) - 1,
            p.domain("Q")["total"],
            *((Q[0][y] + Q[1][y], p.domain("T", y)["total"]) for y in range(2)),
        )
        return mean_of_determinant(noisy, p.n, whole)
