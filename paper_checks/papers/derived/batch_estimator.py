"""The determinant of the frequencies in a batch as an estimate of DMI."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

ours = derived.at("after Eq. 31 of Li's notes")


def expected_size(Q, n):
    """The mean of `|det|` over batches, two classes."""
    return batch_mean(
        lambda counts: sympy.Abs(batch_determinant(counts, n, Q.size)), n, cells_of(Q)
    )


def mean_size(Q, n):
    """The mean of `|det|` over batches, any number of classes."""
    return table_mean(lambda counts: sympy.Abs(determinant(counts)), n, Q) / n**Q.size


def size(Q):
    return sympy.Abs(determinant(Q))


def same_labels(Q, R):
    """That two joint laws of (output, label) have the same frequencies of labels."""
    return every_class(lambda j: eq(Q[0][j] + Q[1][j], R[0][j] + R[1][j]), 2)


class EnoughSamples:
    c = Classes(tried=(2, 3))
    n, Q = Samples(tried=(2, 3, 4)), Joint(c)
    given = {"enough samples": lambda c, n: ge(n, c)}


@ours.claim("batch-estimator/absolute")
class BatchEstimator(EnoughSamples):
    r"""The absolute determinant of a batch's joint matrix of outputs and labels is an unbiased
    estimate of DMI, the population's absolute determinant.

    One expects this from the way the loss is computed; the notes do not claim it. Outputs are hard,
    the `n` samples are independent and at least as many as classes, and `Q` is the law of (output,
    label).

    The frequencies are unbiased, entry by entry. But a determinant is not linear: its mean has the
    extra factor $n!/((n-C)!\,n^C)$ (`signed`). Moreover the absolute value adds noise that does not
    cancel (`rescaled`). The two errors do not cancel each other: the mean may be too small
    (`too-large`) or too large (`too-small`). An unbiased estimate exists for the determinant with
    its sign (`batch-estimator`).
    """

    def conclusion(n, Q):
        return eq(mean_size(Q, n), size(Q))


@ours.claim("batch-estimator/signed")
class BatchEstimatorSigned(EnoughSamples):
    r"""The determinant of a batch's joint matrix of outputs and labels is an unbiased estimate of
    the population's determinant.

    It fails because a product of two counts has no terms in which a sample is paired with itself.
    """

    def conclusion(n, Q):
        return eq(mean_determinant(Q, n) / n**Q.size, determinant(Q))


@ours.claim("batch-estimator/rescaled")
class BatchEstimatorRescaled(EnoughSamples):
    r"""For n samples of c classes, n^c (n − c)!/n! times the absolute determinant of their joint
    matrix of outputs and labels is an unbiased estimate of DMI.

    The rescaled absolute determinant of a batch is an unbiased estimate of DMI: $\frac{n^C
    (n-C)!}{n!}\, \mathbb{E} |\det \hat Q| = |\det Q|$.

    It fails because the factor corrects the mean of the determinant, while here $|\cdot|$ is
    applied before the mean.
    """

    def conclusion(c, n, Q):
        return eq(mean_size(Q, n) * n**c / falling(n, c), size(Q))


@ours.claim("batch-estimator/too-small")
class BatchEstimatorTooSmall(EnoughSamples):
    r"""On average, the absolute determinant of a batch's joint matrix of outputs and labels is at
    most DMI, the population's absolute determinant.

    $\mathbb{E} |\det \hat Q| \le |\det Q|$: a batch never overestimates DMI in the mean.

    It fails where output and label are nearly independent: $\det \hat Q$ is then noise around a
    value near 0, and $|\cdot|$ turns this noise into a gain. With fewer samples than classes the
    claim holds, with 0 on the left. The absolute value of the mean satisfies the inequality
    (`shrinks`).
    """

    def conclusion(n, Q):
        return le(mean_size(Q, n), size(Q))


@ours.claim("batch-estimator/shrinks", repairs="derived.batch-estimator/too-small")
class BatchEstimatorShrinks:
    r"""The mean determinant of the joint matrix of n samples is, in absolute value, at most 1 − 1/n
    times DMI, the population's absolute determinant.

    $|\mathbb{E} \det \hat Q| \le (1 - \frac1n) |\det Q|$ for every batch size $n$ and any
    number of classes.

    So with the signed determinant a batch never overestimates DMI in the mean, and it
    underestimates it wherever $\det Q \ne 0$. The factor $\frac{n!}{(n-C)!\,n^C}$ in front of
    $|\det Q|$ is $1 - \frac1n$ for two classes, at most that for more, and 0 if there are fewer
    samples than classes.
    """

    c = Classes(tried=(2, 3))
    n, Q = Samples(tried=(2, 3)), Joint(c)

    def conclusion(c, n, Q):
        return le(sympy.Abs(mean_determinant(Q, n) / n**c), (1 - 1 / n) * size(Q))


@ours.claim("batch-estimator/too-large")
class BatchEstimatorTooLarge(EnoughSamples):
    r"""On average, the absolute determinant of a batch's joint matrix of outputs and labels is at
    least DMI, the population's absolute determinant.

    $\mathbb{E} |\det \hat Q| \ge |\det Q|$: a batch never underestimates DMI in the mean.
    """

    def conclusion(n, Q):
        return ge(mean_size(Q, n), size(Q))


@ours.claim(
    "batch-estimator",
    repairs=(
        "derived.batch-estimator/absolute",
        "derived.batch-estimator/rescaled",
        "derived.batch-estimator/signed",
        "derived.batch-estimator/conditional-log",
    ),
)
class BatchEstimatorCorrected(EnoughSamples):
    r"""For n ≥ c samples of c classes, n^c (n − c)!/n! times the determinant of their output-label
    matrix is an unbiased estimate of the population's determinant.

    $\frac{n^C (n-C)!}{n!}\, \mathbb{E} \det \hat Q = \det Q$ for $n \ge C$ and any number $C$
    of classes.

    The sign is preserved until the mean is taken: the absolute value of the mean of these unbiased
    determinants over batches estimates DMI to any precision. With fewer samples than classes every
    batch has determinant 0, and no factor corrects that: the left side would divide by 0, which the
    hypothesis excludes.
    """

    def conclusion(c, n, Q):
        return eq(mean_determinant(Q, n) / falling(n, c), determinant(Q))


@ours.claim("batch-estimator/at-least", repairs="derived.batch-estimator/too-large")
class BatchEstimatorAtLeast:
    r"""For a batch of n samples of c classes, the mean of |det| of its output-label matrix is ≥
    |mean of det|, which is n!/((n − c)! n^c) × the population's |det|.

    $\mathbb{E} |\det \hat Q| \ge |\mathbb{E} \det \hat Q| = \frac{n!}{(n-C)!\,n^C} |\det Q|$
    for every batch size $n$ and number $C$ of classes.

    $Q$ is the population's joint matrix of outputs and labels, and $\hat Q$ that of a batch. The
    inequality is Jensen's. So $\mathbb{E} |\det \hat Q|$ falls below $|\det Q|$ at most by the
    factor $\frac{n!}{(n-C)!\,n^C}$, but it can exceed $|\det Q|$. The absolute value of the mean
    determinant never exceeds $|\det Q|$.
    """

    c = Classes(tried=(2, 3))
    n, Q = Samples(tried=(2, 3)), Joint(c)

    def conclusion(c, n, Q):
        mean = sympy.Abs(mean_determinant(Q, n) / n**c)
        return ge(mean_size(Q, n), mean), eq(mean, falling(n, c) / n**c * size(Q))


@derived.claim(
    "batch-estimator/order",
    "after Eq. 30 of Li's notes",
    kind="order",
    repairs="derived.batch-estimator/size-order",
)
class BatchEstimatorOrder:
    r"""For c classes, the absolute value of the mean determinant of batches of n ≥ c samples orders
    classifiers as DMI does.

    The difference of the first two is $\frac{n!}{(n-C)!\,n^C} > 0$ times the difference of the
    others. `Q` and `R` are the joint laws of two classifiers with the label, for any number of
    classes, and a batch has at least as many samples as there are classes. The factor depends on
    $n$ and $C$ only, so it is the same for all classifiers.
    """

    c = Classes(tried=(2, 3))
    n, Q, R = Samples(tried=(2, 3)), Joint(c), Joint(c)
    given = EnoughSamples.given

    def conclusion(c, n, Q, R):
        one, other = (sympy.Abs(mean_determinant(law, n) / n**c) for law in (Q, R))
        kept = falling(n, c) / n**c
        return eq(one - other, kept * (size(Q) - size(R))), gt(kept, 0)


class TwoClassifiers:
    n, Q, R = Integer(2, tried=(2, 3)), Joint(2), Joint(2)


@derived.claim("batch-estimator/size-order", "after Eq. 30 of Li's notes", kind="order")
class BatchEstimatorSizeOrder(TwoClassifiers):
    r"""The mean absolute determinant of a batch's joint matrix of outputs and labels orders
    classifiers as DMI, the population's absolute determinant, does.

    `Q` and `R` are the joint laws of two classifiers with the same labels. It fails because, if the
    absolute value is taken batch by batch, the noise adds to the mean, and a classifier whose
    batches are noisier gains. `derived.logdet-bias/smallest-batch` is the worst case. The absolute
    value of the mean preserves the order (`order`).
    """

    given = {"same labels": same_labels, "better": lambda Q, R: gt(size(Q), size(R))}

    def conclusion(n, Q, R):
        return ge(expected_size(Q, n), expected_size(R, n))
