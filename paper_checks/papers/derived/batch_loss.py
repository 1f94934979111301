"""The expected loss -log |det| of a batch is infinite, for soft outputs and hard."""

from functools import cached_property

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.lemmas.zero_rows import zero_row

here = derived.at("on L_DMI, after Xu et al. (2019)")

HALF, THREE_QUARTERS = sympy.Rational(1, 2), sympy.Rational(3, 4)


def drawn(m, w, P):
    """The chances of (point, label), of points with these weights."""
    return SymbolicVector(lambda i: SymbolicVector(lambda k: w[i] * P[i][k] / m, P[i].size), m)


def frequency(m, w, P, y):
    """How often the label y is."""
    return over_rows(lambda i: drawn(m, w, P)[i][y], m)


def missing(m, n, w, P, y):
    """The chance that no sample of a batch has the label y."""
    return (1 - frequency(m, w, P, y)) ** n


def batch(counts, n, o):
    """`(1/n) O^T L`, by output and label, of the counts by point and label."""
    rows, columns = counts.size, counts[0].size
    return matrix(lambda r, k: over_rows(lambda i: o[i][r] * counts[i][k], rows) / n, columns)


def mean(of, m, n, o, w, P):
    """The mean over batches of a function of the determinant of a batch."""
    return table_mean(lambda counts: of(determinant(batch(counts, n, o))), n, drawn(m, w, P))


class AnyBatch:
    """Facts on the outputs and labels of any batch, and on its determinant."""

    def __init__(self, p):
        self.p, self.c, self.m, self.n = p, p.c, p.m, p.n
        self.more = p.domain("c")["lower"]
        self.another = combine(p.c - 1, self.more, 1)
        self.law = drawn(p.m, p.w, p.P)
        self.table = any_table(p.n, p.c, p.m)
        self.cell = nonnegative(self.table[ANY_SAMPLE][ANY_ROW])
        self.share = transposed(batch(self.table, p.n, p.o))
        self.det = determinant(transposed(self.share))
        self.entry = self.share[ANY_ROW][ANY_CLASS]
        self.of_label = self.counted(ANY_ROW) / p.n

    def counted(self, label):
        """How many samples have the label."""
        return over_rows(lambda i: self.table[i][label], self.m)

    def of_points(self, goal, *terms):
        """A share of the batch, from what holds of the samples at any point."""
        held = combine(sympy.Add(*(a.expr * b.expr for a, b in terms)), *terms)
        return combine(goal, (average(held, self.m), self.m / self.n))

    @cached_property
    def whole(self):
        """The chances sum to 1."""
        p, label = self.p, self.p.domain("P", ANY_SAMPLE)["total"]
        weight = p.w[ANY_SAMPLE]
        each = average(combine(weight * label.expr, (label, weight)), self.m)
        every = over_rows(lambda i: class_sum(lambda k: self.law[i][k], self.c), self.m)
        return combine(every - 1, each, p.given("weights"))

    @cached_property
    def above(self):
        """No entry is below 0."""
        output = self.p.domain("o", ANY_SAMPLE)["nonnegative"]
        return self.of_points(self.entry, (output, self.cell))

    @cached_property
    def below_label(self):
        """No entry has more than the frequency of its label."""
        output = self.p.domain("o", ANY_SAMPLE)["at most 1"]
        return self.of_points(self.of_label - self.entry, (output, self.cell))

    @cached_property
    def label_sums(self):
        """The entries of a label sum to its frequency."""
        output, count = self.p.o[ANY_SAMPLE], self.cell.expr
        order = exchanged_mean(output[ANY_CLASS] * count, ANY_CLASS, self.c, self.m)
        whole = self.p.domain("o", ANY_SAMPLE)["total"]
        each = average(combine(count * whole.expr, (whole, count)), self.m)
        every = class_sum(lambda r: self.share[ANY_ROW][r], self.c)
        return combine(every - self.of_label, (order, self.m / self.n), (each, self.m / self.n))

    @cached_property
    def labels_sum(self):
        """The frequencies of the labels sum to 1."""
        order = exchanged_mean(self.cell.expr, ANY_ROW, self.c, self.m)
        every = class_sum(lambda k: self.counted(k) / self.n, self.c)
        counted = all_in_table(self.n, self.c, self.m)
        return combine(every - 1, (1 / self.n, counted), (order, self.m / self.n))

    @cached_property
    def below_one(self):
        """The frequency of a label is at most 1."""
        count = nonnegative(self.table[ANY_SAMPLE][ANY_CLASS])
        some = combine(self.counted(ANY_CLASS) / self.n, (average(count, self.m), self.m / self.n))
        rest = total_of_others(some, ANY_ROW, self.c, self.another)
        return combine(1 - self.of_label, rest, (-1, self.labels_sum))

    @cached_property
    def square(self):
        """The square of the determinant is at most the frequency of every label."""
        entry, d, other = self.entry, self.det, determinant(self.share)
        below = combine(1 - entry, self.below_label, self.below_one)
        room = summed(combine(entry * (1 - entry), (self.above, below)), ANY_CLASS, self.c)
        length = class_sum(lambda r: self.share[ANY_ROW][r] ** 2, self.c)
        short = combine(self.of_label - length, room, (self.label_sums, -1))
        longest = hadamard(self.share, combine(1 - length, short, self.below_one))
        same = combine(d**2 - other**2, (of_transposed(self.share), d + other))
        return combine(self.of_label - d**2, short, longest, (same, -1))

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

    def nowhere(self, label, none):
        """`det == 0`, where no sample has the label: its column is 0, whatever was output."""
        above, below = (fact.at(ANY_ROW, label) for fact in (self.above, self.below_label))
        entry = squeezed(above, combine(-above.expr, below, (none, -1 / self.n)))
        empty = zero_row(self.share, label, entry)
        return combine(self.det, of_transposed(self.share), empty)

    def at_least_where_missing(self, of, value):
        """`E of(det) - of(0) P(no sample has the label y) >= 0`, from `of(det) >= 0` of any."""
        label, d, at_zero = self.p.y, self.det, of(sympy.Integer(0))
        counted = self.counted(label)
        goal = value.expr - at_zero * is_zero(counted)

        def there(above):
            return combine(goal, value, (not_zero(above), -at_zero))

        def absent(below):
            cell = average(nonnegative(self.table[ANY_SAMPLE][label]), self.m)
            none = squeezed(combine(counted, (cell, self.m)), below)
            same = replaced(value.expr, self.nowhere(label, none), d, 0)
            one = replaced(is_zero(counted), none, counted, 0)
            return combine(goal, same, (one, -at_zero))

        pointwise = cases(counted, there, absent, strict=True)
        absence = mean_of_empty_column(label, self.n, self.law, self.whole)
        p = self.p
        least = mean(of, p.m, p.n, p.o, p.w, p.P) - at_zero * missing(p.m, p.n, p.w, p.P, p.y)
        averaged = table_average(pointwise, self.n, self.law)
        return combine(least, averaged, (absence, at_zero))


class AnyLaw:
    c = Classes(tried=(2, 3))
    m, n = Samples(tried=(2, 3)), Integer(1, tried=(2, 3))
    o, P = Each(m, Simplex(c)), Each(m, Simplex(c))
    w, y = Each(m, Real(0)), Label(c)

    given = {
        "weights": lambda m, w: eq(sample_mean(lambda i: w[i], m), 1),
        "another class": lambda m, w, P, y: lt(frequency(m, w, P, y), 1),
    }
    where = {"share": frequency}


@here.claim("logdet-bias")
class LogdetBias(AnyLaw):
    r"""The mean of −log |det| of the joint matrix of outputs and labels is infinite for a batch of
    any size, also for soft outputs.

    The number of classes is arbitrary. $\hat Q = \frac1n O^\top L$, where a sample has a row of $O$
    on the simplex and a one-hot row of $L$. The law is that of any `m` points with any weights `w`,
    each with an output `o` and a law `P` of its label; hard outputs are a special case, `c` points
    at the vertices. The claim is stated without infinity: for every bound $M$, the mean of
    $-\log(|\det \hat Q| + \varepsilon)$ is at least $M$ if $\varepsilon$ is small enough, and such
    an $\varepsilon$ exists.

    A batch has no label $y$ with probability $(1-\pi)^n > 0$, where $\pi < 1$ is its frequency;
    this is so for all classes but at most one. Its column in $\hat Q$ is then 0, for any outputs.
    An added constant $\varepsilon$ hides the problem and does not solve it: the loss then depends
    on the constant.
    """

    epsilon, M = Real(0, "1/4", open="left"), Real(0)

    given = {
        **AnyLaw.given,
        "small constant": lambda m, n, w, P, y, epsilon, M: ge(
            -missing(m, n, w, P, y) * sympy.log(epsilon), M
        ),
    }

    def conclusion(m, n, o, w, P, y, epsilon, M):
        bound = ge(mean(lambda d: -sympy.log(sympy.Abs(d) + epsilon), m, n, o, w, P), M)
        return bound, gt(missing(m, n, w, P, y), 0)

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


@here.claim("logdet-bias/singular")
class LogdetBiasSingular(AnyLaw):
    r"""The joint output-label matrix of a batch of n samples is singular with probability at least
    (1 − π)^n, π < 1 the frequency of any class.

    $P(\det \hat Q = 0) \ge (1 - \pi)^n > 0$ for a batch of $n$ samples, where $\pi < 1$ is the
    frequency of a class.

    This holds for every $n$, any number of classes and any classifier, with soft outputs or hard:
    the column of a class without samples is 0, for any outputs. $\pi$ is the frequency `share` of
    the class `y`; at most one class has the frequency 1.
    """

    def conclusion(m, n, o, w, P, y):
        rare = missing(m, n, w, P, y)
        return ge(mean(is_zero, m, n, o, w, P), rare), gt(rare, 0)

    def prove(p):
        batch = AnyBatch(p)
        least = batch.at_least_where_missing(is_zero, nonnegative(is_zero(batch.det)))
        return least, power(p.given("another class"), positive(p.n))
