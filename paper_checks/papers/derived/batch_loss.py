"""What happens to the loss -log |det| of a batch, of hard outputs."""

from functools import cached_property

import sympy

from paper_checks.papers.derived import derived
from theory.domain import Classes, Integer, Joint, Real, Samples
from theory.language import ANY_CLASS, ANY_COLUMN, ANY_ROW, class_sum, eq, ge, gt, lt
from theory.language.terms import (
    any_table,
    determinant,
    is_zero,
    matrix,
    nested_sum,
    table_mean,
    transposed,
)
from theory.proof.rules import (
    absolute,
    all_in_table,
    cases,
    combine,
    exchanged,
    hadamard,
    log_bound,
    mean_of_empty_column,
    nonnegative,
    not_zero,
    of_transposed,
    positive,
    power,
    power_in_base,
    quotient,
    replaced,
    squeezed,
    summed,
    table_average,
    total_of_others,
    whole,
)

LOCUS = "on L_DMI, after Xu et al. (2019)"
HALF, THREE_QUARTERS = sympy.Rational(1, 2), sympy.Rational(3, 4)


def share(Q):
    """The frequency of the label 0."""
    return nested_sum(lambda i: Q[i][0], Q.size)


def missing(n, Q):
    """The chance that no sample of a batch has the label 0."""
    return (1 - share(Q)) ** n


def another_class(Q):
    """Not every label is 0."""
    return lt(share(Q), 1)


def frequencies(counts, n):
    """The shares of a batch that fall in the cells of a table."""
    return matrix(lambda i, j: counts[i][j] / n, counts.size)


def mean(of, n, Q):
    """The mean over batches of a function of the determinant of a batch."""
    return table_mean(lambda counts: of(determinant(frequencies(counts, n))), n, Q)


def singular(d):
    return is_zero(d)


def regular(d):
    return 1 - is_zero(d)


def loss_if_regular(d):
    return -sympy.log(sympy.Abs(d) + is_zero(d))


class AnyBatch:
    """What holds of the table of frequencies of any batch of a proof, and of its determinant."""

    def __init__(self, p):
        self.c, self.n, self.Q = p.c, p.n, p.Q
        self.more = p.domain("c")["lower"]
        self.another = combine(p.c - 1, self.more, 1)
        self.whole = p.domain("Q")["total"]
        self.share = transposed(frequencies(any_table(p.n, p.c), p.n))
        self.det = determinant(transposed(self.share))
        self.label = self.share[ANY_ROW]
        self.of_label = class_sum(lambda i: self.label[i], p.c)

    @cached_property
    def labels_sum(self):
        """The frequencies of the labels sum to 1."""
        cell = any_table(self.n, self.c)[ANY_ROW][ANY_CLASS]
        order = exchanged(cell, ANY_ROW, ANY_CLASS, self.c)
        every = nested_sum(lambda y: class_sum(lambda i: self.share[y][i], self.c), self.c)
        counted = all_in_table(self.n, self.c)
        return combine(every - 1, (1 / self.n, counted), (-1 / self.n, order))

    @cached_property
    def below_label(self):
        """No cell has more than the frequency of its label."""
        entry = nonnegative(self.label[ANY_CLASS])
        return total_of_others(entry, ANY_COLUMN, self.c, self.another)

    @cached_property
    def below_one(self):
        """The frequency of a label is at most 1."""
        every = nonnegative(self.share[ANY_CLASS][ANY_COLUMN])
        of_class = summed(every, ANY_COLUMN, self.c)
        rest = total_of_others(of_class, ANY_ROW, self.c, self.another)
        return combine(1 - self.of_label, rest, (-1, self.labels_sum))

    @cached_property
    def short(self):
        """The squares of the frequencies of a label sum to no more than its frequency."""
        entry, within = self.label[ANY_COLUMN], self.below_label
        room = combine(entry * (1 - entry), (entry, within), (entry, self.below_one))
        length = class_sum(lambda i: self.label[i] ** 2, self.c)
        return combine(self.of_label - length, summed(room, ANY_COLUMN, self.c))

    @cached_property
    def square(self):
        """The square of the determinant is at most the frequency of every label."""
        length = class_sum(lambda i: self.label[i] ** 2, self.c)
        longest = hadamard(self.share, combine(1 - length, self.short, self.below_one))
        turned = of_transposed(self.share)
        d, other = self.det, determinant(self.share)
        same = combine(d**2 - other**2, (turned, d + other))
        return combine(self.of_label - d**2, self.short, longest, (same, -1))

    def below_three_quarters(self):
        """`3/4 - |det| >= 0`: the square is at most a share of `c`, and there are two classes."""
        d = self.det
        every = summed(self.square, ANY_ROW, self.c)
        size = sympy.Abs(d)
        square = combine(1 - 2 * d**2, every, (self.labels_sum, -1), (self.more, d**2))
        spare = positive(THREE_QUARTERS**2 - HALF)
        goal = (THREE_QUARTERS - size) * (THREE_QUARTERS + size)
        product = combine(goal, (HALF, square), spare)
        return quotient(THREE_QUARTERS - size, product, positive(THREE_QUARTERS + size))

    def nowhere(self, none):
        """`det == 0`, where no sample has the label 0: `|det| <= f^(1/2)`, with its share f."""
        d, size, counted = self.det, sympy.Abs(self.det), none.expr
        shared = self.square.at(ANY_ROW, 0)
        root = power_in_base(shared, nonnegative(d**2), positive(HALF))
        at_zero = replaced(sympy.sqrt(counted / self.n), none, counted, 0)
        small = combine(-size, root, (at_zero, -1))

        def within(sign):
            return cases(
                d,
                lambda up: combine(size - sign * d, absolute(up), (1 - sign, up)),
                lambda low: combine(size - sign * d, absolute(low), (1 + sign, low)),
            )

        return squeezed(combine(d, small, within(-1)), combine(-d, small, within(1)))

    def at_least_where_missing(self, of, value):
        """`E of(det) - of(0) P(no sample has the label 0) >= 0`, from `of(det) >= 0` of any."""
        n, Q, d, at_zero = self.n, self.Q, self.det, of(sympy.Integer(0))
        counted = nested_sum(lambda i: any_table(n, self.c)[i][0], self.c)
        goal = value.expr - at_zero * is_zero(counted)

        def there(above):
            return combine(goal, value, (not_zero(above), -at_zero))

        def absent(below):
            cell = nonnegative(any_table(n, self.c)[ANY_ROW][0])
            none = squeezed(summed(cell, ANY_ROW, self.c), below)
            same = replaced(value.expr, self.nowhere(none), d, 0)
            one = replaced(is_zero(counted), none, counted, 0)
            return combine(goal, same, (one, -at_zero))

        pointwise = cases(counted, there, absent, strict=True)
        absence = mean_of_empty_column(0, n, Q, self.whole)
        return combine(
            mean(of, n, Q) - at_zero * missing(n, Q),
            table_average(pointwise, n, Q),
            (absence, at_zero),
        )


class AnyLaw:
    c = Classes(tried=(2, 3))
    n, Q = Samples(tried=(1, 2, 3)), Joint(c)


@derived.claim("logdet-bias", locus=LOCUS, kind="ineq")
class LogdetBias(AnyLaw):
    r"""$\mathbb{E}[-\log |\det \hat Q|] = +\infty$ for every batch size $n$.

    Hard outputs and any number of classes; `Q` is the joint law of (output, label). Of soft outputs
    it is as true, as the column of a label that no sample has is 0 whatever was output, but is not
    decided here. Said without
    infinity: whatever the bound $M$, the mean of $-\log(|\det \hat Q| + \varepsilon)$ is at least
    $M$ once $\varepsilon$ is small enough, and some $\varepsilon$ is.

    A batch has no label 0 with probability $(1-\pi)^n > 0$, where $\pi < 1$ is its frequency; its
    determinant is then 0. If all labels are 0, no batch has a label 1: exchange the names. An added
    constant $\varepsilon$ does not mend this, it hides it: the loss then depends on the constant.
    """

    epsilon, M = Real(0, "1/4", open="left"), Real(0)

    given = {
        "another class": another_class,
        "small constant": lambda n, Q, epsilon, M: ge(-missing(n, Q) * sympy.log(epsilon), M),
    }

    def conclusion(n, Q, epsilon, M):
        bound = ge(mean(lambda d: -sympy.log(sympy.Abs(d) + epsilon), n, Q), M)
        return bound, gt(missing(n, Q), 0)

    def prove(p):
        batch = AnyBatch(p)

        def loss(d):
            return -sympy.log(sympy.Abs(d) + p.epsilon)

        size = sympy.Abs(batch.det) + p.epsilon
        room = combine(1 - size, p.domain("epsilon")["upper"], batch.below_three_quarters())
        value = combine(-sympy.log(size), room, log_bound(positive(size)))
        least = batch.at_least_where_missing(loss, value)
        bound = combine(p.goals[0].difference, least, p.given("small constant"))
        return bound, power(p.given("another class"), positive(p.n))


@derived.claim(
    "logdet-bias/singular",
    title="P(det Q̂ = 0) ≥ (1 − π)^n > 0, π < 1 a class frequency",
    locus=LOCUS,
    kind="ineq",
)
class LogdetBiasSingular(AnyLaw):
    r"""$P(\det \hat Q = 0) \ge (1 - \pi)^n > 0$, where $\pi < 1$ is the frequency of a class.

    For every $n$, any number of classes and any classifier with hard outputs: the column of a class
    that no sample has is 0, whatever was predicted.
    """

    given = {"another class": another_class}

    def conclusion(n, Q):
        return ge(mean(singular, n, Q), missing(n, Q)), gt(missing(n, Q), 0)

    def prove(p):
        batch = AnyBatch(p)
        least = batch.at_least_where_missing(singular, nonnegative(is_zero(batch.det)))
        return least, power(p.given("another class"), positive(p.n))


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
