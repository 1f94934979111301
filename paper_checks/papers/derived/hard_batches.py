"""What batches of hard outputs say of the loss -log |det|."""

import sympy

from paper_checks.papers.derived import derived
from theory.domain import Classes, Integer, Joint, Samples
from theory.language import eq, gt
from theory.language.terms import determinant, is_zero, matrix, table_mean
from theory.proof.rules import absolute, cases, combine, nonnegative, squeezed, whole

LOCUS = "on L_DMI, after Xu et al. (2019)"


def frequencies(counts, n):
    """The shares of a batch that fall in the cells of a table."""
    return matrix(lambda i, j: counts[i][j] / n, counts.size)


def mean(of, n, Q):
    """The mean over batches of a function of the determinant of a batch."""
    return table_mean(lambda counts: of(determinant(frequencies(counts, n))), n, Q)


def regular(d):
    return 1 - is_zero(d)


def loss_if_regular(d):
    return -sympy.log(sympy.Abs(d) + is_zero(d))


@derived.claim("conditional-logdet", locus=LOCUS, kind="id")
class LogdetBiasConditional:
    r"""$\mathbb{E}[-\log |\det \hat Q| \mid \det \hat Q \ne 0] = -\log |\det Q|$.

    The natural way out: leave singular batches out. The catch is that the others were selected by
    their value, and that the logarithm is concave, so what is left is not centred. With as many
    samples as classes it does not even depend on $Q$: see `logdet-bias/smallest-batch`. The error
    is below 0 there, and above 0 for the eight samples shown. Repair: the
    mean of the determinants first, with their sign, and its logarithm after it:
    `dmi.batch-estimator/corrected`.
    """

    c = Classes(tried=(2,))
    n, Q = Samples(tried=(8,)), Joint(c)

    given = {"informative": lambda Q: gt(determinant(Q) ** 2, 0)}

    def conclusion(n, Q):
        clean = -sympy.log(sympy.Abs(determinant(Q)))
        return eq(mean(loss_if_regular, n, Q), clean * mean(regular, n, Q))


@derived.claim(
    "logdet-bias/smallest-batch",
    title="With n = c = 2 samples |det Q̂| is 1/4 or 0",
    locus=LOCUS,
    kind="id",
)
class LogdetBiasSmallestBatch:
    r"""With as many samples as classes, two, $|\det \hat Q|$ is $\frac14$ or 0, whatever the
    classifier.

    `a`, `b`, `d`, `e` are the counts of the table, row by row, of any batch of two; its determinant
    is 1, -1 or 0, and that of the frequencies a quarter of it. So a batch that is not singular has
    the loss $\log 4$ for every joint law, and the mean over such batches says nothing of the law.
    With more classes, and as many samples, it is $C^{-C}$ or 0: a table of `C` counts without a row
    and without a column of 0 is a permutation. That is not decided here.
    """

    a, b, d, e = (Integer(0, 2) for _ in range(4))
    given = {"two samples": lambda a, b, d, e: eq(a + b + d + e, 2)}

    def conclusion(a, b, d, e):
        size = sympy.Abs(a * e - b * d)
        return eq(size * (1 - size), 0)

    def prove(p):
        (a, b, d, e), counted = (p.a, p.b, p.d, p.e), p.given("two samples")
        x, quarter, goal = a * e - b * d, sympy.Rational(1, 4), p.goals[0].difference

        def at_most_one(own, other, signed):
            apart = nonnegative((own[0] - own[1]) ** 2)
            one, two = sympy.Add(*own), sympy.Add(*other)
            rest = nonnegative(two**2 + 2 * one * two + 4 * sympy.Mul(*other))
            terms = (quarter, apart), (quarter, rest), (-quarter * (a + b + d + e + 2), counted)
            return combine(1 - signed, *terms)

        def is_one(above):
            size, room = absolute(above), at_most_one((a, e), (b, d), x)
            equal = squeezed(whole(above), room)
            return combine(goal, (1 - x - sympy.Abs(x), size), (-x, equal))

        def is_minus_one(above):
            size, room = absolute(above), at_most_one((b, d), (a, e), -x)
            equal = squeezed(whole(above), room)
            return combine(goal, (1 + x - sympy.Abs(x), size), (x, equal))

        def is_zero_at(below, above):
            none = squeezed(above, below)
            return combine(goal, (1 - sympy.Abs(x), absolute(above)), (1 - sympy.Abs(x), none))

        return cases(
            x,
            is_one,
            lambda low: cases(-x, is_minus_one, lambda high: is_zero_at(low, high), strict=True),
            strict=True,
        )
