"""Section 4.3, Eq. 12-13: when the argmax estimator recovers the noise matrix, and what it costs.

The points of X' are given by their clean posteriors, and their noisy class probabilities are exact:
row `i` of the estimate is read off at the point `a` that Eq. 12 selects for it.
"""

import sympy

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.perfect import entry_bounds, two_classes
from theory.domain import Classes, Label, Real, Samples, Scores, Simplex, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_ROW,
    SymbolicVector,
    class_sum,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    le,
    lt,
)
from theory.language.terms import determinant, expected, nested_sum
from theory.lemmas import certain, expects
from theory.losses import expectation, noisy_posterior, only_largest
from theory.proof.rules import (
    absolute,
    cases,
    combine,
    max_equals,
    no_delta,
    summed,
    total,
    two_within_total,
    weighted_others,
)

LOCUS, OURS = "Sec. 4.3, Eq. 12-13", "our question, after Eq. 12-13"
HALF = sympy.Rational(1, 2)


def column(T, i):
    """How often each class is labelled `i`."""
    return SymbolicVector(lambda k: T[k][i], T.size)


def perfect_examples(c, P):
    return every_sample(lambda k: eq(P[k][k], 1), c)


def selected(c, i, T, P, a):
    """No perfect example has the noisy label `i` with a higher probability than `a` has."""
    most = noisy_posterior(a, T)[i]
    return every_sample(lambda k: ge(most, noisy_posterior(P[k], T)[i]), c)


def column_maximum(c, i, T):
    return only_largest(column(T, i), i, c)


def at_perfect(p, k, j):
    """`p(noisy = j | x^k) - T[k][j] == 0` for the perfect example `x^k` of class `k`."""
    sure = p.given("perfect examples").at(ANY_ROW, k)
    return expects(p.domain("P", k), k, sure, *entry_bounds(p, "T", j), two_classes(p))


def at_selected(p, own_is_largest):
    """`p(noisy = j | a) - T[i][j] == 0`, as `a` has no weight on any class but `i`.

    `own_is_largest` gets `(l - i)^2 > 0` and returns `T[i][i] - T[l][i] > 0`.
    """
    perfect = at_perfect(p, p.i, p.i)
    ahead = p.given("selected").at(ANY_ROW, p.i)
    reached = combine(ahead.expr + perfect.expr, ahead, perfect)
    sure = certain(p.domain("a"), p.i, p.T[ANY_CLASS][p.i], own_is_largest, reached, p.c)
    return expects(p.domain("a"), p.i, sure, *entry_bounds(p, "T", p.j), two_classes(p))


class Selected:
    c = Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    T, P = Transitions(c), Transitions(c)
    a = Simplex(c)

    given = {"perfect examples": perfect_examples, "selected": selected}

    def conclusion(c, i, j, T, a):
        return eq(noisy_posterior(a, T)[j], T[i][j])


@patrini2017.claim(
    "argmax-estimator",
    title="Under Theorem 3's assumptions Eq. 12-13 recover T",
    locus=LOCUS,
    kind="pop",
)
class ArgmaxEstimator(Selected):
    r"""By $\bar x^i = \arg\max_{x \in X'} \hat p(\tilde y = e^i | x)$ and $\hat T_{ij} = \hat
    p(\tilde y = e^j | \bar x^i)$ "we can approximate $T$": under the assumptions of Theorem 3 that
    is $T$.

    What is approximate about it are these assumptions, which are made here: row $k$ of $P$ is the
    clean posterior of a perfect example of class $k$, every class has one in $X'$, and the noisy
    probabilities are exact. $a$ is the clean posterior of the point that Eq. 12 selects for class
    $i$, so no perfect example is ahead of it. $X'$ may hold any other points.

    Intuition: nothing can be surer of the noisy label $i$ than a perfect example of class $i$.
    Catch: that compares the classes down a column of $T$, about which nothing is assumed. Where
    another class takes the label $i$ more often than class $i$ keeps it, its perfect example is
    selected, and its row is read off. Each row of $T$ may still have its maximum on the diagonal.
    The paper's own noise does so: two classes that flip to each other with $N > \frac12$. Repair:
    the diagonal is the only maximum of its column; it is sharp, see `overshoots` and `tied`.
    Object: every entry of $T$ is positive; the counterexample has two classes, flipped into each
    other with $N = 0.6$, whose rows are exchanged.
    """

    T = Transitions(Selected.c, interior=True)


@patrini2017.claim(
    "argmax-estimator/column-maximum",
    title="T̂ = T if T_ii > T_ki for every other class k",
    locus=LOCUS,
    kind="pop",
    repairs=(
        "patrini2017.argmax-estimator",
        "patrini2017.argmax-estimator/row-maximum",
        "patrini2017.argmax-estimator/tied",
    ),
)
class ArgmaxEstimatorColumnMaximum(Selected):
    r"""The same, with $T_{ii} > T_{ki}$ for every other class $k$.

    Row $i$ is then recovered, whatever the other columns are: no matrix needs to be non-singular.
    """

    given = Selected.given | {"column maximum": column_maximum}

    def prove(p):
        def gap(apart):
            own = p.T[p.i][p.i] - p.T[ANY_CLASS][p.i]
            return combine(own, p.given("column maximum"), (-1, no_delta(apart, ANY_CLASS, p.i)))

        return at_selected(p, gap)


@patrini2017.claim(
    "argmax-estimator/more-than-half",
    title="The same, with T_kk > 1/2 for every class k",
    locus=OURS,
    kind="pop",
)
class ArgmaxEstimatorMoreThanHalf(Selected):
    r"""The same, with $T_{kk} > \frac12$ for every class $k$, as for $N < \frac12$ in the paper.

    Each class keeps more than half of its labels, so no other class has as much of them as it has.
    """

    given = Selected.given | {
        "more than half": lambda c, T: every_class(lambda k: gt(T[k][k], HALF), c)
    }

    def prove(p):
        kept, row = p.given("more than half"), p.domain("T", ANY_CLASS)["total"]

        def gap(apart):
            two = two_within_total(p.domain("T")["nonnegative"], ANY_CLASS, p.i, apart, p.c)
            return combine(
                p.T[p.i][p.i] - p.T[ANY_CLASS][p.i],
                kept, kept.at(ANY_CLASS, p.i), two.at(ANY_ROW, ANY_CLASS), (-1, row),
            )  # fmt: skip

        return at_selected(p, gap)


class PerfectOnly:
    """X' has one perfect example of every class, and Eq. 12 selects that of class `k` for `i`."""

    c = Classes(tried=(2, 3))
    i, k = Label(c), Label(c)
    T = Transitions(c, interior=True)

    given = {
        "selected": lambda c, i, k, T: every_class(lambda m: ge(T[k][i], T[m][i]), c),
        "non-singular": lambda T: gt(sympy.Abs(determinant(T)), 0),
    }


@patrini2017.claim(
    "argmax-estimator/row-maximum",
    title="The same, with T_kk > T_km for every other class m",
    locus=OURS,
    kind="pop",
)
class ArgmaxEstimatorRowMaximum(PerfectOnly):
    r"""The same, with $T_{kk} > T_{km}$ for every class $k$ and every other class $m$.

    The usual reading of "diagonally dominant": a class keeps its label more often than it takes any
    other. With two classes that is enough, with three it is not, since Eq. 12 compares classes.
    $X'$ has the perfect examples only, and that of class $k$ is selected for class $i$; only the
    entry $\hat T_{ii}$ is asked for, so that no tie counts.
    """

    given = PerfectOnly.given | {
        "row maximum": lambda c, T: every_sample(lambda m: only_largest(T[m], m, c), c)
    }

    def conclusion(i, k, T):
        return eq(T[k][i], T[i][i])


@patrini2017.claim("argmax-estimator/tied", locus=OURS, kind="pop")
class ArgmaxEstimatorTied(PerfectOnly):
    r"""The same, with $T_{ii} \ge T_{ki}$ for every class $k$.

    With a tie Eq. 12 may select the perfect example of either class. $X'$ has those only, and that
    of class $k$ is selected for class $i$.
    """

    given = PerfectOnly.given | {
        "largest": lambda c, i, T: every_class(lambda m: le(T[m][i], T[i][i]), c)
    }
    j = Label(PerfectOnly.c)

    def conclusion(i, j, k, T):
        return eq(T[k][j], T[i][j])


@patrini2017.claim(
    "argmax-estimator/overshoots",
    title="T_ki > T_ii for some k: T̂_ii > T_ii, whatever is in X'",
    locus=OURS,
    kind="pop",
)
class ArgmaxEstimatorOvershoots:
    r"""If $T_{ki} > T_{ii}$ for some class $k$ then $\hat T_{ii} > T_{ii}$, whatever is in $X'$.

    The converse of the repair, but for ties: with perfect examples and exact probabilities the
    estimate of row $i$ is then always wrong, however large $X'$ is.
    """

    c = Classes(tried=(2, 3))
    i, k = Label(c), Label(c)
    T, P = Transitions(c), Transitions(c)
    a = Simplex(c)

    given = Selected.given | {"behind": lambda i, k, T: gt(T[k][i], T[i][i])}

    def conclusion(c, i, T, a):
        return gt(noisy_posterior(a, T)[i], T[i][i])

    def prove(p):
        ahead = p.given("selected").at(ANY_ROW, p.k)
        return combine(p.goals[0].difference, p.given("behind"), ahead, at_perfect(p, p.k, p.i))


@patrini2017.claim("argmax-estimator/understates", locus=OURS, kind="pop")
class ArgmaxEstimatorUnderstates:
    r"""Without a perfect example of class $i$ in $X'$, $\hat T_{ii} < T_{ii}$.

    With exact probabilities and the only maximum of the column on the diagonal: the estimate then
    says that there is more noise than there is, and more points only raise it towards $T_{ii}$.
    """

    c = Classes(tried=(2, 3))
    i = Label(c)
    T, a = Transitions(c), Simplex(c)

    given = {"column maximum": column_maximum, "not perfect": lambda i, a: lt(a[i], 1)}

    def conclusion(c, i, T, a):
        return lt(noisy_posterior(a, T)[i], T[i][i])

    def prove(p):
        def gap(apart):
            own = p.T[p.i][p.i] - p.T[ANY_CLASS][p.i]
            return combine(own, p.given("column maximum"), (-1, no_delta(apart, ANY_CLASS, p.i)))

        entry, whole = p.domain("a")["nonnegative"], p.domain("a")["total"]
        others = combine(p.a.total() - p.a[p.i], p.given("not perfect"), whole)
        short = weighted_others(entry, p.i, p.c, gap, others)
        return combine(p.goals[0].difference, short, (whole, -p.T[p.i][p.i]))


@patrini2017.claim(
    "argmax-estimator/estimated",
    title="𝔼 T̂_ii = T_ii with probabilities estimated without bias",
    locus=OURS,
    kind="pop",
)
class ArgmaxEstimatorEstimated:
    r"""$\mathbb{E}\,\hat T_{ii} = T_{ii}$ where the probabilities are estimated without bias.

    Two perfect examples of class $i$ in $X'$, with estimates of $p(\tilde y = e^i | x) = T_{ii}$
    that are drawn independently: each is $u_z$ with the chance $w_z$, and right in the mean; `c` is
    how many values it may take, here.

    Intuition: more examples should help. Catch: Eq. 12 takes the larger of the two errors. Exact
    probabilities are never too large, estimated ones are on average, and the more so the more
    points there are. Repair: by how much it is too large, see `upwards`.
    """

    c = Classes(tried=(2, 3))
    w, u, t = Simplex(c, interior=True), Scores(c, 0, 1), Real(0, 1)

    given = {"unbiased": lambda w, u, t: eq(expectation(w, u), t)}

    def conclusion(w, u, t):
        return eq(larger(w, u), t)


def larger(w, u):
    """The expected larger one of two values that are drawn from `u` with the chances `w`."""
    return expected(lambda z: expected(lambda v: sympy.Max(u[z], u[v]), w), w)


@patrini2017.claim(
    "argmax-estimator/upwards",
    title="𝔼 T̂_ii = T_ii + 𝔼|u − u′|/2 with unbiased probabilities",
    locus=OURS,
    kind="pop",
    repairs="patrini2017.argmax-estimator/estimated",
)
class ArgmaxEstimatorUpwards(ArgmaxEstimatorEstimated):
    r"""$\mathbb{E}\,\hat T_{ii} = T_{ii} + \frac12\,\mathbb{E}\,|u - u'|$, for the two estimates
    $u$ and $u'$.

    So it is never too small in the mean, and too large unless the estimate is certain. As in
    `estimated`, `c` is how many values an estimate may take.
    """

    def conclusion(w, u, t):
        apart = expected(lambda z: expected(lambda v: abs(u[z] - u[v]), w), w)
        return eq(larger(w, u), t + apart / 2)

    def prove(p):
        one, other = p.u[ANY_ROW], p.u[ANY_CLASS]
        gap = one - other
        goal = sympy.Max(one, other) - (one + other + abs(gap)) / 2
        own = cases(
            gap,
            lambda up: combine(goal, max_equals(one, other, up), (absolute(up), -HALF)),
            lambda down: combine(goal, max_equals(other, one, down), (absolute(down), -HALF)),
        )
        inner = total(combine(p.w[ANY_CLASS] * own.expr, (own, p.w[ANY_CLASS])), p.c)
        outer = summed(combine(p.w[ANY_ROW] * inner.expr, (inner, p.w[ANY_ROW])), ANY_ROW, p.c)
        mean, chance = p.given("unbiased"), p.domain("w")["total"]
        return combine(p.goals[0].difference, outer, (chance, (mean.expr + p.t)), mean)


def operations(n, c):
    """Comparisons for the maxima of Eq. 12 over `n` points, and entries that Eq. 13 reads."""
    return class_sum(lambda i: n - 1, c) + nested_sum(lambda i: nested_sum(lambda j: 1, c), c)


COST = "Sec. 4.3, after Algorithm 1"


@patrini2017.claim("estimator-cost", locus=COST, kind="ineq")
class EstimatorCost:
    r"""After training, $\hat T$ is computable in $O(c^2 \cdot |X'|)$.

    The network's outputs on $X'$ are taken as known. Eq. 12 then takes $|X'| - 1$ comparisons for
    each class and Eq. 13 reads $c^2$ entries; $n = |X'|$. The constant is 1, and the bound is
    attained at $|X'| = 1$ only. The count is $c\,(|X'| + c - 1)$, so the bound is far too large
    otherwise: see `not-sharp`.
    """

    n, c = Samples(), Classes()

    def conclusion(n, c):
        return le(operations(n, c), c**2 * n)


@patrini2017.claim(
    "estimator-cost/not-sharp",
    title="For every K, c²|X'| can be K times the operations",
    locus=f"our question, {COST}",
    kind="exists",
)
class EstimatorCostNotSharp:
    r"""For every $K$ there are $c$ and $X'$ where $c^2 |X'|$ is more than $K$ times the operations.

    So the order is not $c^2 |X'|$ but $c\,|X'| + c^2$. As many points as classes are enough, and
    any $c > 2K$.
    """

    c, K = Classes(), Real(0)

    given = {"many classes": lambda c, K: gt(c, 2 * K)}

    def conclusion(c, K):
        return gt(c**3, K * operations(c, c))

    def prove(p):
        many = p.given("many classes")
        return combine(p.goals[0].difference, (p.c**2, many), (p.c * p.K,))
