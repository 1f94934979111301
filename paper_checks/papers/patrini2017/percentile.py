"""Section 5.1: a percentile of the noisy class probabilities in place of their maximum.

Noisy class probabilities are exact. Row `i` of the estimate is read off at a point whose
probability of the noisy label `i` is the percentile over X': at most `1 - alpha` of X' is ahead of
it and at most `alpha` behind.
"""

import sympy

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.estimator import column, column_maximum
from paper_checks.papers.patrini2017.perfect import entry_bounds, two_classes
from theory.domain import Classes, Each, Label, Real, Samples, Simplex, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    SymbolicVector,
    class_sum,
    eq,
    gt,
    le,
    lt,
    sample_mean,
)
from theory.language.terms import unfold
from theory.lemmas import certain, expects
from theory.losses import noisy_posterior, uniform_row
from theory.proof.rules import (
    above_zero,
    average,
    cases,
    combine,
    decided,
    no_delta,
    positive,
    reciprocal,
    squeezed,
    weighted_others,
)

LOCUS, OURS = "Sec. 5.1", "our question, after Sec. 5.1"


def not_negative(x):
    """That the indicator of `x > 0` is at least 0."""

    def is_one(above):
        return combine(above_zero(x), decided(x, above), positive(1))

    def is_zero(below):
        return combine(above_zero(x), decided(x, below), (0, below))

    return cases(x, is_one, is_zero, strict=True)


def at_percentile(column, share, m, alpha):
    """That class `m` is at the percentile of a column of T, where class `k` is `share[k]` of X'."""
    c = share.size
    ahead = class_sum(lambda k: share[k] * above_zero(column[k] - column[m]), c)
    behind = class_sum(lambda k: share[k] * above_zero(column[m] - column[k]), c)
    return le(ahead, 1 - alpha), le(behind, alpha)


@patrini2017.claim(
    "percentile-estimator/number-of-images",
    title="The 97 % percentile recovers T, given enough images",
    locus=LOCUS,
    kind="pop",
)
class PercentileEstimatorImages:
    r"""With the $\alpha$-percentile, $\alpha = 97\,\%$, in place of the argmax of Eq. 12, the
    estimator recovers $T$ from enough images per class.

    The hedged half of the sentence: that it performs poorly with CIFAR-100 is "possibly due to the
    small number of images per class". In the best case for it, with the paper's symmetric noise
    below chance: every image is a perfect example of its class, classes are equally frequent, the
    noisy probabilities are exact, and the argmax recovers $T$. Each class is $\frac{1}{c}$ of $X'$,
    however many images that is. Class $m$ is that of the image at the percentile, of which row $i$
    is read off.

    Intuition: a percentile is a maximum that is not misled by outliers. Catch: it passes over the
    $1 - \alpha$ of $X'$ that is surest of label $i$. A class that is less than 3 % of $X'$ is
    passed over as a whole, and the row of another class is read off, from however many images. The
    100 classes of CIFAR-100 are 1 % each, ten classes of 10 % are safe: what is small is the share
    of a class, not the number of its images (500, Sec. 6). Repair: more than
    $1 - \alpha$ of $X'$ are perfect examples of class $i$; for the converse see `small-share`.
    """

    c, N = Classes(tried=(2, 10, 100)), Real(0, 1, open="both")
    i, m = Label(c), Label(c)

    def _percentile(c, N, i, m):
        share = SymbolicVector(lambda k: 1 / c, c)
        return at_percentile(uniform_row(i, N, c), share, m, sympy.Rational(97, 100))

    given = {"percentile": _percentile, "below chance": lambda c, N: lt(N, (c - 1) / c)}

    def conclusion(c, N, i, m):
        column = uniform_row(i, N, c)
        return eq(column[m], column[i])


@patrini2017.claim("percentile-estimator/small-share", locus=OURS, kind="pop")
class PercentileEstimatorSmallShare:
    r"""If class $i$ is less than $1 - \alpha$ of $X'$ then $\hat T_{ii} < T_{ii}$.

    Every point is a perfect example, the probabilities are exact and the diagonal is the only
    maximum of column $i$, so the argmax recovers the row. With $c$ equally frequent classes it is
    so for $c > \frac{1}{1-\alpha}$: from 34 classes on for $\alpha = 97\,\%$, whatever the number
    of images.
    """

    c = Classes(tried=(2, 3))
    i, m = Label(c), Label(c)
    T, share, alpha = Transitions(c), Simplex(c), Real(0, 1)

    def _percentile(i, m, T, share, alpha):
        return at_percentile(column(T, i), share, m, alpha)

    given = {
        "percentile": _percentile,
        "column maximum": column_maximum,
        "small share": lambda i, share, alpha: lt(share[i], 1 - alpha),
    }

    def conclusion(i, m, T):
        return lt(T[m][i], T[i][i])

    def prove(p):
        (goal,), (_, behind) = p.goals, p.given("percentile")
        weight, whole = (p.domain("share")[name] for name in ("nonnegative", "total"))
        own, other, read = p.T[p.i][p.i], p.T[ANY_CLASS][p.i], p.T[p.m][p.i]

        def not_less(case):
            """Every other class would be behind: too much of X'."""

            def one_behind(apart):
                unequal = no_delta(apart, ANY_CLASS, p.i)
                less = combine(read - other, p.given("column maximum"), (-1, unequal), case)
                step = decided(read - other, less)
                return combine(step.expr, step, (0, less))

            others = weighted_others(weight, p.i, p.c, one_behind)
            small, step = p.given("small share"), not_negative(read - own)
            short = combine(-small.expr, behind, others, (p.share[p.i], step), whole)
            absurd = combine(-1, (short, reciprocal(small)))
            one_more = combine(read - own + 1, case, positive(1))
            return combine(goal.difference, (absurd, one_more), positive(1))

        return cases(own - read, lambda less: less, not_less, strict=True)


class Weighted:
    """X' has `n` kinds of points: of weight `W[s]` each, and with the clean posterior `P[s]`."""

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    alpha, T = Real(0, 1), Transitions(c)
    P, W = Each(n, Simplex(c)), Each(n, Real(0))
    a = Simplex(c)


def weight(n, W):
    return sample_mean(lambda s: W[s], n)


def gap(i, T, P, a):
    """How much surer of the noisy label `i` a point of clean posterior `P` is than `a`."""
    return unfold(noisy_posterior(P, T)[i] - noisy_posterior(a, T)[i])


def not_passed_over(n, i, alpha, T, P, W, a):
    ahead = sample_mean(lambda s: W[s] * above_zero(gap(i, T, P[s], a)), n)
    return le(ahead, (1 - alpha) * weight(n, W))


def enough_perfect(n, i, alpha, P, W):
    perfect = sample_mean(lambda s: W[s] * (1 - above_zero(1 - P[s][i])), n)
    return gt(perfect, (1 - alpha) * weight(n, W))


@patrini2017.claim(
    "percentile-estimator",
    title="The 97 % percentile recovers T if classes are large enough",
    locus=LOCUS,
    kind="pop",
    repairs="patrini2017.percentile-estimator/number-of-images",
)
class PercentileEstimator(Weighted):
    r"""With the $\alpha$-percentile, $\alpha = 97\,\%$, in place of the argmax of Eq. 12, the
    estimator recovers $T$ in most experiments, and not on CIFAR-100.

    It recovers row $i$ if more than $1 - \alpha$ of $X'$ are perfect examples of class $i$, and
    $T_{ii} > T_{ki}$ for every other class $k$: for $\alpha = 97\,\%$ that leaves room for ten
    classes of 10 % each. Below $1 - \alpha$ it does not (`small-share`), as with the 100 classes of
    CIFAR-100; the cause is the share of a class and not the number of its images,
    `number-of-images`.

    The other points of $X'$ may be any, with any weights; $a$ is the clean posterior of the point
    that is selected, and at most $1 - \alpha$ of $X'$ is ahead of it.
    """

    given = {
        "percentile": not_passed_over,
        "share": enough_perfect,
        "column maximum": column_maximum,
    }

    def conclusion(i, j, T, a):
        return eq(noisy_posterior(a, T)[j], T[i][j])

    def prove(p):
        i, c, own = p.i, p.c, p.T[p.i][p.i]
        enough, ahead = p.given("share"), p.given("percentile")
        two, bounds = two_classes(p), entry_bounds(p, "T", p.i)
        point = p.domain("P", ANY_SAMPLE)
        chance, mass = p.P[ANY_SAMPLE][i], p.domain("W", ANY_SAMPLE)["lower"]
        read = unfold(noisy_posterior(p.a, p.T)[i])
        surer = gap(i, p.T, p.P[ANY_SAMPLE], p.a)

        def less(case):
            """Every perfect example would be ahead: too much of X'."""
            goal = above_zero(surer) - 1 + above_zero(1 - chance)

            def is_perfect(rest):
                sure = squeezed(combine(chance - 1, rest), point["at most 1"].at(ANY_CLASS, i))
                exact = expects(point, i, sure, *bounds, two)
                before = decided(surer, combine(surer, case, exact))
                return combine(goal, before, not_negative(1 - chance))

            def is_not(some):
                return combine(goal, decided(1 - chance, some), not_negative(surer))

            each = cases(1 - chance, is_not, is_perfect, strict=True)
            every = average(combine(mass.expr * goal, (mass, each)), p.n)
            absurd = combine(-1, (combine(-enough.expr, ahead, every), reciprocal(enough)))
            return combine(read - own, (absurd, case))

        reached = cases(own - read, less, lambda case: combine(read - own, case), strict=True)

        def lead(apart):
            ahead = own - p.T[ANY_CLASS][i]
            return combine(ahead, p.given("column maximum"), (-1, no_delta(apart, ANY_CLASS, i)))

        simplex = p.domain("a")
        sure = certain(simplex, i, p.T[ANY_CLASS][i], lead, reached, c)
        return expects(simplex, i, sure, *entry_bounds(p, "T", p.j), two)
