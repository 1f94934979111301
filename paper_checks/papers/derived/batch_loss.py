"""What happens to the loss -log |det| of a batch, for two classes and hard outputs."""

import sympy

from paper_checks.papers.derived import derived
from theory.domain import Integer, Joint, Real, Samples
from theory.language import eq, ge, gt, lt
from theory.language.terms import batch_determinant, batch_mean, cells_of, determinant, is_zero
from theory.proof.rules import (
    absolute,
    all_counted,
    any_counts,
    at_absence,
    batch_average,
    cases,
    combine,
    indicator_below_one,
    log_bound,
    mean_of_absence,
    nonnegative,
    positive,
    power,
    squeezed,
    whole,
)

LOCUS = "on L_DMI, after Xu et al. (2019)"
LABELLED_0 = [0, 2]


def share(Q):
    """The frequency of the label 0."""
    return Q[0][0] + Q[1][0]


def missing(n, Q):
    """The chance that no sample of a batch has the label 0."""
    return (1 - share(Q)) ** n


def another_class(Q):
    """Not every label is 0."""
    return lt(share(Q), 1)


def mean(of, n, Q):
    """The mean over batches of a function of the determinant of a batch."""
    return batch_mean(lambda counts: of(batch_determinant(counts, n, 2)), n, cells_of(Q))


def singular(d):
    return is_zero(d)


def regular(d):
    return 1 - is_zero(d)


def loss_if_regular(d):
    return -sympy.log(sympy.Abs(d) + is_zero(d))


def at_least_where_missing(of, value, p):
    """`E of(det) - of(0) P(no sample has the label 0) >= 0`, from `of(det) >= 0` of any batch."""
    counts, at_zero = any_counts(4, p.n), of(sympy.Integer(0))
    absent = is_zero(sympy.Add(*(counts[a] for a in LABELLED_0)))
    kept = combine(
        value.expr - absent * at_zero,
        (indicator_below_one(absent.args[0]), value),
        at_absence(value.expr, LABELLED_0, counts),
    )
    absence = mean_of_absence(LABELLED_0, p.n, cells_of(p.Q), p.domain("Q")["total"])
    return combine(
        mean(of, p.n, p.Q) - at_zero * missing(p.n, p.Q),
        batch_average(kept, p.n, cells_of(p.Q)),
        (at_zero, absence),
    )


def at_most_a_quarter(n):
    """`1/4 - |det| >= 0` for the table of frequencies of any batch."""
    counts = any_counts(4, n)
    d, quarter = batch_determinant(counts, n, 2), sympy.Rational(1, 4)
    scale = quarter / n**2

    def room(own, other, signed):
        apart = nonnegative((own[0] - own[1]) ** 2)
        a, b = sympy.Add(*own), sympy.Add(*other)
        rest = nonnegative(2 * a * b + b**2 + 4 * sympy.Mul(*other))
        whole = (-scale * (n + sympy.Add(*counts)), all_counted(4, n))
        return combine(quarter - signed, (scale, apart), (scale, rest), whole)

    main, anti, goal = (counts[0], counts[3]), (counts[1], counts[2]), quarter - sympy.Abs(d)
    return cases(
        d,
        lambda above: combine(goal, (-1, absolute(above)), room(main, anti, d)),
        lambda below: combine(goal, (-1, absolute(below)), room(anti, main, -d)),
    )


@derived.claim("logdet-bias", locus=LOCUS, kind="ineq")
class LogdetBias:
    r"""$\mathbb{E}[-\log |\det \hat Q|] = +\infty$ for every batch size $n$.

    Two classes and hard outputs; `Q` is the joint law of (output, label). Said without infinity:
    whatever the bound $M$, the mean of $-\log(|\det \hat Q| + \varepsilon)$ is at least $M$ once
    $\varepsilon$ is small enough, and some $\varepsilon$ is.

    A batch has no label 0 with probability $(1-\pi)^n > 0$, where $\pi < 1$ is its frequency; its
    determinant is then 0. If all labels are 0, no batch has a label 1: exchange the names. An added
    constant $\varepsilon$ does not mend this, it hides it: the loss then depends on the constant.
    """

    n, Q = Samples(tried=(1, 2, 3)), Joint(2)
    epsilon, M = Real(0, "3/4", open="left"), Real(0)

    given = {
        "another class": another_class,
        "small constant": lambda n, Q, epsilon, M: ge(-missing(n, Q) * sympy.log(epsilon), M),
    }

    def conclusion(n, Q, epsilon, M):
        bound = ge(mean(lambda d: -sympy.log(sympy.Abs(d) + epsilon), n, Q), M)
        return bound, gt(missing(n, Q), 0)

    def prove(p):
        def loss(d):
            return -sympy.log(sympy.Abs(d) + p.epsilon)

        size = sympy.Abs(batch_determinant(any_counts(4, p.n), p.n, 2)) + p.epsilon
        room = combine(1 - size, p.domain("epsilon")["upper"], at_most_a_quarter(p.n))
        value = combine(-sympy.log(size), room, log_bound(positive(size)))
        bound = combine(
            p.goals[0].difference, at_least_where_missing(loss, value, p), p.given("small constant")
        )
        return bound, power(p.given("another class"), positive(p.n))


@derived.claim(
    "logdet-bias/singular",
    title="P(det Q̂ = 0) ≥ (1 − π)^n > 0, π < 1 a class frequency",
    locus=LOCUS,
    kind="ineq",
)
class LogdetBiasSingular:
    r"""$P(\det \hat Q = 0) \ge (1 - \pi)^n > 0$, where $\pi < 1$ is the frequency of a class.

    For every $n$ and any classifier: the column of a class that no sample has is 0, whatever was
    predicted.
    """

    n, Q = Samples(tried=(1, 2, 3)), Joint(2)

    given = {"another class": another_class}

    def conclusion(n, Q):
        return ge(mean(singular, n, Q), missing(n, Q)), gt(missing(n, Q), 0)

    def prove(p):
        value = nonnegative(is_zero(batch_determinant(any_counts(4, p.n), p.n, 2)))
        another = power(p.given("another class"), positive(p.n))
        return at_least_where_missing(singular, value, p), another


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

    n, Q = Samples(tried=(8,)), Joint(2)

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
