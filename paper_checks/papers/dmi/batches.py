"""What label noise does to the determinant of a batch."""

import sympy

from paper_checks.papers.dmi import dmi
from theory.domain import Joint, Samples, Transitions
from theory.language import eq
from theory.language.terms import batch_factor, cells_of, determinant, expected_determinant, matrix
from theory.proof.rules import combine, mean_of_determinant

LOCUS = "our question, after Eq. 31"


def with_noise(Q, T):
    """The joint law of output and noisy label."""
    c = Q.size
    return matrix(lambda k, j: sympy.Add(*(Q[k][y] * T[y][j] for y in range(c))), c)


def in_proportion(n, Q, T):
    law = determinant(Q) * determinant(matrix(lambda i, j: T[i][j], Q.size))
    return eq(expected_determinant(with_noise(Q, T), n), batch_factor(n, Q.size) * law)


def proof(p):
    noisy, c = with_noise(p.Q, p.T), p.Q.size
    labels = [sympy.Add(*(p.Q[k][y] for k in range(c))) for y in range(c)]
    whole = combine(
        sympy.Add(*cells_of(noisy)) - 1,
        p.domain("Q")["total"],
        *((labels[y], p.domain("T", y)["total"]) for y in range(c)),
    )
    return mean_of_determinant(noisy, p.n, whole)


@dmi.claim(
    "loss-shift/batches",
    title="Noise multiplies 𝔼 det Q̂ of a batch by det T exactly",
    locus=LOCUS,
    kind="id",
)
class LossShiftBatches:
    r"""Noise multiplies the mean determinant of a batch by $\det T$ exactly:
    $\mathbb{E} \det \hat Q_{\tilde Y} = \frac{n!}{(n-C)!\,n^C} \det Q \det T$.

    So what noise does to DMI is what it does to its unbiased estimate, for every $n$: proved for
    two classes, and see `batches-three`. `Q` is the clean joint law and the noise acts on fresh
    data, independently of the output given the clean label.
    """

    n, Q, T = Samples(tried=(2, 3)), Joint(2), Transitions(2)
    conclusion, prove = in_proportion, proof


@dmi.claim(
    "loss-shift/batches-three",
    title="The same for three classes",
    locus=LOCUS,
    kind="id",
)
class LossShiftBatchesThree:
    r"""Noise multiplies the mean determinant of a batch by $\det T$ exactly, for three classes."""

    n, Q, T = Samples(tried=(3,)), Joint(3), Transitions(3)
    conclusion, prove = in_proportion, proof
