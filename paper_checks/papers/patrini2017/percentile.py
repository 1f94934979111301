"""Section 5.1: a percentile of the noisy class probabilities in place of their maximum.

Noisy class probabilities are exact. Row `i` of the estimate is read off at a point whose
probability of the noisy label `i` is the percentile over X': at most `1 - alpha` of X' has a
higher one and at most `alpha` a lower one.
"""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.estimator import column_maximum

ours = patrini2017.at("our question, after Sec. 5.1")


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


@ours.claim("percentile-estimator/number-of-images", kind="pop")
class PercentileEstimatorNumberOfImages:
    r"""Patrini's 97th-percentile estimator recovers the transition matrix given enough images per
    class.

    With enough images per class the $\alpha$-percentile, $\alpha = 97\,\%$, recovers $T$.

    The authors do not say it: they attribute the failure of the estimator on CIFAR-100 to the
    number of images per class with a "possibly". The claim takes the best case for the estimator,
    with the paper's symmetric noise of a rate below $\frac{c-1}{c}$: every image is a perfect
    example of its class, classes are equally frequent, the noisy probabilities are exact, and the
    argmax recovers $T$. Each class is $\frac{1}{c}$ of $X'$, for any number of images. Class $m$ is
    that of the image at the percentile, at which row $i$ is read off.

    A percentile is a maximum that outliers do not mislead. However, it ignores the $1 - \alpha$ of
    $X'$ with the highest probability of label $i$. A class that is less than 3 % of $X'$ is ignored
    as a whole, and the row of another class is read off, for any number of images. The 100 classes
    of CIFAR-100 are 1 % each; ten classes of 10 % are safe: the share of a class is small, not the
    number of its images (500, Sec. 6).

    The percentile recovers row $i$ if more than $1 - \alpha$ of $X'$ are perfect examples of class
    $i$ (`share`); for the converse see `small-share`.
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


class Weighted:
    """X' has `n` kinds of points: of weight `W[s]` each, and with the clean posterior `P[s]`."""

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    i, alpha, T = Label(c), Real(0, 1), Transitions(c)
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


def of_perfect(n, i, P, W):
    """The weight of the perfect examples of class `i`."""
    return sample_mean(lambda s: W[s] * (1 - above_zero(1 - P[s][i])), n)


def enough_perfect(n, i, alpha, P, W):
    return gt(of_perfect(n, i, P, W), (1 - alpha) * weight(n, W))


def too_few_perfect(n, i, alpha, P, W):
    return lt(of_perfect(n, i, P, W), (1 - alpha) * weight(n, W))


def not_too_far_ahead(n, i, alpha, T, P, W, a):
    behind = sample_mean(lambda s: W[s] * above_zero(-gap(i, T, P[s], a)), n)
    return le(behind, alpha * weight(n, W))


def leads(p, i, maximum):
    """What gets `(l - i)^2 > 0` and returns `T[i][i] - T[l][i] > 0`, by the column maximum."""

    def lead(apart):
        ahead = p.T[i][i] - p.T[ANY_CLASS][i]
        return combine(ahead, maximum, (-1, no_delta(apart, ANY_CLASS, i)))

    return lead


def reads_row(p, i, name, maximum, reached):
    """`p(noisy = j | a) - T[i][j] == 0` at the point of this name.

    `reached` says that it is as sure of the noisy label `i` as a perfect example of class `i`.
    """
    simplex, lead = p.domain(name), leads(p, i, maximum)
    sure = certain(simplex, i, p.T[ANY_CLASS][i], lead, reached, p.c)
    return expects(simplex, i, sure, p.T[ANY_CLASS][p.j], p.c)


def is_read_off(p, i, name, ahead, enough, maximum):
    """`p(noisy = j | a) - T[i][j] == 0` at the point of this name, not passed over by too much."""
    own, at = p.T[i][i], getattr(p, name)
    point = p.domain("P", ANY_SAMPLE)
    chance, mass = p.P[ANY_SAMPLE][i], p.domain("W", ANY_SAMPLE)["lower"]
    read = unfold(noisy_posterior(at, p.T)[i])
    surer = gap(i, p.T, p.P[ANY_SAMPLE], at)

    def less(case):
        """Every perfect example would be ahead: too much of X'."""
        goal = above_zero(surer) - 1 + above_zero(1 - chance)

        def is_perfect(rest):
            sure = squeezed(combine(chance - 1, rest), point["at most 1"].at(ANY_CLASS, i))
            exact = expects(point, i, sure, p.T[ANY_CLASS][i], p.c)
            before = decided(surer, combine(surer, case, exact))
            return combine(goal, before, not_negative(1 - chance))

        def is_not(some):
            return combine(goal, decided(1 - chance, some), not_negative(surer))

        each = cases(1 - chance, is_not, is_perfect, strict=True)
        every = average(combine(mass.expr * goal, (mass, each)), p.n)
        absurd = combine(-1, (combine(-enough.expr, ahead, every), reciprocal(enough)))
        return combine(read - own, (absurd, case))

    reached = cases(own - read, less, lambda case: combine(read - own, case), strict=True)
    return reads_row(p, i, name, maximum, reached)


def is_short(p, i, name, behind, few, maximum):
    """`T[i][i] - p(noisy = i | a) > 0` at the point of this name, with few behind it."""
    own, at, point = p.T[i][i], getattr(p, name), p.domain("P", ANY_SAMPLE)
    chance, mass = p.P[ANY_SAMPLE][i], p.domain("W", ANY_SAMPLE)["lower"]
    read, other = (unfold(noisy_posterior(of, p.T)[i]) for of in (at, p.P[ANY_SAMPLE]))
    ahead, lead = -gap(i, p.T, p.P[ANY_SAMPLE], at), leads(p, i, maximum)

    def not_less(case):
        """Every other point would be behind: too much of X'."""
        goal = above_zero(ahead) - above_zero(1 - chance)

        def is_not(some):
            others = combine(p.P[ANY_SAMPLE].total() - chance, some, point["total"])
            short = weighted_others(point["nonnegative"], i, p.c, lead, others)
            less = combine(own - other, short, (point["total"], -own))
            step = decided(ahead, combine(ahead, case, less))
            return combine(goal, step, (-1, decided(1 - chance, some)), (0, some))

        def is_perfect(rest):
            return combine(goal, (-1, decided(1 - chance, rest)), not_negative(ahead))

        each = cases(1 - chance, is_not, is_perfect, strict=True)
        every = average(combine(mass.expr * goal, (mass, each)), p.n)
        short = combine(-few.expr, behind, every)
        absurd = combine(-1, (short, reciprocal(few)))
        return combine(
            own - read, (absurd, combine(read - own + 1, case, positive(1))), positive(1)
        )

    return cases(own - read, lambda less: less, not_less, strict=True)


@patrini2017.claim("percentile-estimator", "Sec. 5.1", kind="pop")
class PercentileEstimator(Weighted):
    r"""If T_ii > T_ki for k ≠ i, the α-percentile estimate of T_ii is exact if a share > 1 − α of
    inputs are anchors of class i, too small if a share < 1 − α are.

    Where the diagonal is the only maximum of its column, the $\alpha$-percentile in place of
    the argmax of Eq. 12 recovers row $i$ if perfect examples (anchor points) of class $i$ are more
    than $1 - \alpha$ of $X'$. It gives $\hat T_{hh} < T_{hh}$ for a class `h` whose perfect
    examples are fewer, while the argmax recovers row `h` if there is one.

    "We found $\alpha = 97\,\%$ to work well for most experiments; the estimator performs very
    poorly with CIFAR-100", and "is better off computing the argmax instead". The share of perfect
    examples decides, not that of the class: for a class of 10 % without any, the estimate is too
    low. The classes of MNIST and CIFAR-10 are 10 % each and those of IMDB one half, above 3 % if a
    third of their images are perfect examples; those of CIFAR-100 are 1 %, below it if all are. At
    exactly $1 - \alpha$ neither half applies. With the percentile, row $i$ is read off at a point
    with the clean posterior $a$, row `h` at one with $b$; with the argmax, row `h` is read off at
    $d$, and `e` is a perfect example of it in $X'$. The probabilities are exact. The other points
    of $X'$ may be any.

    "Possibly" CIFAR-100 fails "due the small number of images per class": it fails for any number,
    see `number-of-images`. The share of a class is small. For each part by itself see `share`,
    `small-share` and `argmax-estimator/one-example`.
    """

    h, j, b = Label(Weighted.c), Label(Weighted.c), Simplex(Weighted.c)
    d, e = Simplex(Weighted.c), Simplex(Weighted.c)

    given = {
        "percentiles": lambda n, i, h, alpha, T, P, W, a, b: (
            not_passed_over(n, i, alpha, T, P, W, a),
            not_too_far_ahead(n, h, alpha, T, P, W, b),
        ),
        "column maxima": lambda c, i, h, T: (column_maximum(c, i, T), column_maximum(c, h, T)),
        "large share": enough_perfect,
        "small share": lambda n, h, alpha, P, W: too_few_perfect(n, h, alpha, P, W),
        "a perfect example": lambda h, e: eq(e[h], 1),
        "argmax": lambda h, T, d, e: ge(noisy_posterior(d, T)[h], noisy_posterior(e, T)[h]),
    }

    def conclusion(i, h, j, T, a, b, d):
        return (
            eq(noisy_posterior(a, T)[j], T[i][j]),
            lt(noisy_posterior(b, T)[h], T[h][h]),
            eq(noisy_posterior(d, T)[j], T[h][j]),
        )

    def prove(p):
        (ahead, behind), (of_i, of_h) = p.given("percentiles"), p.given("column maxima")
        sure, most = p.given("a perfect example"), p.given("argmax")
        perfect = expects(p.domain("e"), p.h, sure, p.T[ANY_CLASS][p.h], p.c)
        reached = combine(most.expr + perfect.expr, most, perfect)
        return (
            is_read_off(p, p.i, "a", ahead, p.given("large share"), of_i),
            is_short(p, p.h, "b", behind, p.given("small share"), of_h),
            reads_row(p, p.h, "d", of_h, reached),
        )


@patrini2017.claim(
    "percentile-estimator/share",
    "Sec. 5.1",
    kind="pop",
    repairs="patrini2017.percentile-estimator/number-of-images",
)
class PercentileEstimatorShare(Weighted):
    r"""If more than a share 1 − α of inputs are anchors of class i, and T_ii > T_ki for k ≠ i, the
    α-percentile recovers row i of the transition matrix T.

    The $\alpha$-percentile in place of the argmax recovers row $i$ if more than $1 - \alpha$ of
    $X'$ are perfect examples (anchor points) of class $i$, and $T_{ii} > T_{ki}$ for every other
    class $k$.

    The other points of $X'$ may be any, with any weights; $a$ is the clean posterior of the point
    that is selected, and at most $1 - \alpha$ of $X'$ has a higher probability of label $i$.
    """

    j = Label(Weighted.c)

    given = {
        "percentile": not_passed_over,
        "share": enough_perfect,
        "column maximum": column_maximum,
    }

    def conclusion(i, j, T, a):
        return eq(noisy_posterior(a, T)[j], T[i][j])

    def prove(p):
        facts = (p.given(name) for name in ("percentile", "share", "column maximum"))
        return is_read_off(p, p.i, "a", *facts)


@ours.claim("percentile-estimator/small-share", kind="pop")
class PercentileEstimatorSmallShare(Weighted):
    r"""If less than a share 1 − α of inputs are anchors of class i, and T_ii > T_ki for k ≠ i, the
    α-percentile estimate of T_ii (transition matrix T) is too small.

    If perfect examples (anchor points) of class $i$ are less than $1 - \alpha$ of $X'$, the
    $\alpha$-percentile gives $\hat T_{ii} < T_{ii}$, where $T_{ii} > T_{ki}$ for every other class
    $k$.

    This is the converse of `share`: the other points of $X'$ may be any, with any weights, and at
    most $\alpha$ of $X'$ has a lower probability of label $i$ than the selected point. With $c$
    equally frequent classes the condition holds for $c > \frac{1}{1-\alpha}$: from 34 classes on
    for $\alpha = 97\,\%$, whatever the number of images.
    """

    given = {
        "percentile": not_too_far_ahead,
        "small share": too_few_perfect,
        "column maximum": column_maximum,
    }

    def conclusion(i, T, a):
        return lt(noisy_posterior(a, T)[i], T[i][i])

    def prove(p):
        facts = (p.given(name) for name in ("percentile", "small share", "column maximum"))
        return is_short(p, p.i, "a", *facts)
