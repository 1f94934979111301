"""Section 4.3, Eq. 12-13: when the argmax estimator recovers the noise matrix, and what it costs.

The points of X' are given by their clean posteriors, and their noisy class probabilities are exact:
row `i` of the estimate is read off at the point `a` that Eq. 12 selects for it.
"""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

section_4_3 = patrini2017.at("Sec. 4.3, Eq. 12-13")
ours = patrini2017.at("our question, after Eq. 12-13")

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


class Selected:
    c = Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    T, P, a = Transitions(c), Transitions(c), Simplex(c)

    given = {"perfect examples": perfect_examples, "selected": selected}

    def conclusion(c, i, j, T, a):
        return eq(noisy_posterior(a, T)[j], T[i][j])


@section_4_3.claim("argmax-estimator", kind="pop")
class ArgmaxEstimator(Selected):
    r"""With an anchor point of every class, Patrini's argmax estimator recovers the transition
    matrix.

    By $\bar x^i = \arg\max_{x \in X'} \hat p(\tilde y = e^i | x)$ and $\hat T_{ij} = \hat
    p(\tilde y = e^j | \bar x^i)$ "we can approximate $T$": under the assumptions of Theorem 3, with
    a perfect example (anchor point) of every class, that is $T$.

    The approximation lies in these assumptions, which are made here: row $k$ of $P$ is the clean
    posterior of a perfect example of class $k$, every class has one in $X'$, and the noisy
    probabilities are exact. $a$ is the clean posterior of the point that Eq. 12 selects for class
    $i$, so no perfect example has a higher noisy probability of the label $i$. $X'$ may hold any
    other points.

    One might expect a perfect example of class $i$ to have the highest probability of the noisy
    label $i$. However, that compares the classes down a column of $T$, about which nothing is
    assumed. Where another class takes the label $i$ more often than class $i$ retains it, the
    estimator selects a perfect example of that class, and reads its row. This can happen where each
    row of $T$ has its maximum on the diagonal (`row-maximum`), and it happens in the paper's own
    noise, where they do not: two classes that flip to each other with $N > \frac12$.

    The estimator recovers $T$ if the diagonal is the only maximum of its column (`column-maximum`);
    the condition is sharp, see `overshoots` and `tied`. In the counterexample every entry of $T$ is
    positive; it has two classes, flipped into each other with $N = 0.6$, whose rows are exchanged.
    """

    T = Transitions(Selected.c, interior=True)


@section_4_3.claim(
    "argmax-estimator/column-maximum",
    kind="pop",
    repairs=(
        "patrini2017.argmax-estimator",
        "patrini2017.argmax-estimator/row-maximum",
        "patrini2017.argmax-estimator/tied",
    ),
)
class ArgmaxEstimatorColumnMaximum(Selected):
    """With an anchor point of every class, the argmax estimator recovers row i of the transition
    matrix T if T_ii > T_ki for every class k ≠ i.

    The other columns are arbitrary: no matrix needs to be non-singular. Nor are the perfect
    examples of the other classes needed: `one-example`.
    """

    given = Selected.given | {"column maximum": column_maximum}


class OneExample:
    """`a` is selected for class `i`, and `b` is a perfect example of that class."""

    c = Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    T, a, b = Transitions(c), Simplex(c), Simplex(c)

    given = {
        "a perfect example": lambda i, b: eq(b[i], 1),
        "selected": lambda i, T, a, b: ge(noisy_posterior(a, T)[i], noisy_posterior(b, T)[i]),
    }
    conclusion = Selected.conclusion


@ours.claim("argmax-estimator/one-example", kind="pop")
class ArgmaxEstimatorOneExample(OneExample):
    r"""With an anchor point of class i, the argmax estimator recovers row i of the transition
    matrix T if T_ii > T_ki for every class k ≠ i.

    If $T_{ii} > T_{ki}$ for every other class $k$ and $X'$ has a perfect example (anchor point)
    of class $i$, then $\hat T_{ij} = T_{ij}$ for every $j$, whatever else is in $X'$.

    `b` is the perfect example, and $a$ the clean posterior of the point that is selected. This is
    `column-maximum` without perfect examples of other classes. Without one of class $i$ row $i$ is
    wrong, `understates`: where the diagonal is the only maximum of its column, row $i$ is right if
    and only if $X'$ has a perfect example of class $i$.
    """

    given = OneExample.given | {"column maximum": column_maximum}


@ours.claim("argmax-estimator/more-than-half", kind="pop")
class ArgmaxEstimatorMoreThanHalf(OneExample):
    r"""With an anchor point of class i, the argmax estimator recovers row i of the transition
    matrix if all diagonal entries exceed 1/2.

    If $T_{kk} > \frac12$ for every class $k$, as for $N < \frac12$ in the paper, and $X'$ has a
    perfect example (anchor point) of class $i$, then $\hat T_{ij} = T_{ij}$ for every $j$.

    Each class retains more than half of its labels, so no other class takes its label as often. `b`
    is the perfect example, and $a$ the clean posterior of the point that is selected.
    """

    given = OneExample.given | {
        "more than half": lambda c, T: every_class(lambda k: gt(T[k][k], HALF), c)
    }


class PerfectOnly:
    """X' has one perfect example of every class, and Eq. 12 selects that of class `k` for `i`."""

    c = Classes(tried=(2, 3))
    i, k = Label(c), Label(c)
    T = Transitions(c, interior=True)

    given = {
        "selected": lambda c, i, k, T: every_class(lambda m: ge(T[k][i], T[m][i]), c),
        "non-singular": lambda T: gt(sympy.Abs(determinant(T)), 0),
    }


@ours.claim("argmax-estimator/row-maximum", kind="pop")
class ArgmaxEstimatorRowMaximum(PerfectOnly):
    r"""With an anchor point of every class, the argmax estimator finds the transition matrix's
    diagonal if its entries are strict row maxima.

    With perfect examples (anchor points) of all classes and $T_{mm} > T_{mj}$ for every class
    $m$ and every other class $j$, the argmax estimator gives $\hat T_{ii} = T_{ii}$.

    This is the usual meaning of "diagonally dominant": a class retains its label more often than it
    takes any other. With two classes that is enough, with three it is not, since Eq. 12 compares
    classes. $X'$ has the perfect examples only, and that of class $k$ is selected for class $i$;
    the statement concerns only the entry $\hat T_{ii}$, so ties do not matter.
    """

    given = PerfectOnly.given | {
        "row maximum": lambda c, T: every_sample(lambda m: only_largest(T[m], m, c), c)
    }

    def conclusion(i, k, T):
        return eq(T[k][i], T[i][i])


@ours.claim("argmax-estimator/tied", kind="pop")
class ArgmaxEstimatorTied(PerfectOnly):
    r"""With an anchor point of every class, the argmax estimator recovers row i of the transition
    matrix T if T_ii ≥ T_ki for every class k.

    With a tie Eq. 12 may select the perfect example of either class. $X'$ has the perfect examples
    only, and that of class $k$ is selected for class $i$.
    """

    given = PerfectOnly.given | {
        "largest": lambda c, i, T: every_class(lambda m: le(T[m][i], T[i][i]), c)
    }
    j = Label(PerfectOnly.c)

    def conclusion(i, j, k, T):
        return eq(T[k][j], T[i][j])


@ours.claim("argmax-estimator/overshoots", kind="pop")
class ArgmaxEstimatorOvershoots:
    r"""The argmax estimate of the transition probability T_ii is too large if some class k with an
    anchor point has T_ki > T_ii.

    This is the converse of `one-example`, except for ties: with exact probabilities the estimate of
    row $i$ is then always wrong, however large $X'$ is. `b` is the perfect example of class `k`,
    and $a$ the clean posterior of the point that is selected.
    """

    c = Classes(tried=(2, 3))
    i, k = Label(c), Label(c)
    T, a, b = Transitions(c), Simplex(c), Simplex(c)

    given = {
        "a perfect example": lambda k, b: eq(b[k], 1),
        "selected": OneExample.given["selected"],
        "not the column maximum": lambda i, k, T: gt(T[k][i], T[i][i]),
    }

    def conclusion(c, i, T, a):
        return gt(noisy_posterior(a, T)[i], T[i][i])


@ours.claim("argmax-estimator/understates", kind="pop")
class ArgmaxEstimatorUnderstates:
    r"""Without an anchor point of class i, the argmax estimate of the transition probability T_ii
    is too small if T_ii > T_ki for every class k ≠ i.

    If $T_{ii} > T_{ki}$ for every other class $k$ and $X'$ has no perfect example (anchor
    point) of class $i$, then $\hat T_{ii} < T_{ii}$.

    The probabilities are exact. The estimate then overstates the noise, and more points only raise
    $\hat T_{ii}$ towards $T_{ii}$. Where another class takes the label $i$ more often $\hat T_{ii}$
    may be too large: `overshoots`.
    """

    c = Classes(tried=(2, 3))
    i = Label(c)
    T, a = Transitions(c), Simplex(c)

    given = {"column maximum": column_maximum, "not perfect": lambda i, a: lt(a[i], 1)}

    def conclusion(c, i, T, a):
        return lt(noisy_posterior(a, T)[i], T[i][i])


def operations(n, c):
    """Comparisons for the maxima of Eq. 12 over `n` points, and entries that Eq. 13 reads."""
    return class_sum(lambda i: n - 1, c) + class_sum(lambda i: class_sum(lambda j: 1, c), c)


@patrini2017.claim("estimator-cost", "Sec. 4.3, after Algorithm 1")
class EstimatorCost:
    r"""After training, the transition matrix of c classes is estimated from n images in O(c²n)
    operations.

    The network's outputs on $X'$ are assumed known. Eq. 12 then takes $|X'| - 1$ comparisons for
    each class and Eq. 13 reads $c^2$ entries; $n = |X'|$. The constant is 1, and the bound is
    attained at $|X'| = 1$ only. The count is $c\,(|X'| + c - 1)$, so the bound is far from sharp
    otherwise: see `not-sharp`.
    """

    n, c = Samples(), Classes()

    def conclusion(n, c):
        return le(operations(n, c), c**2 * n)


@patrini2017.claim(
    "estimator-cost/not-sharp", "our question, Sec. 4.3, after Algorithm 1", kind="exists"
)
class EstimatorCostNotSharp:
    r"""Estimating the transition matrix of c classes from n images can take fewer than any given
    share of c²n operations, so the order c²n is not sharp.

    For every $K$ there are $c$ and $n$ where $c^2 n$ is more than $K$ times the number of operations
    that compute the estimate $\hat T$ from the set $X'$ of $n = |X'|$ images.

    So the order is not $c^2 |X'|$ but $c\,|X'| + c^2$. An example has as many points as classes,
    and any $c > 2K$.
    """

    c, K = Classes(), Real(0)

    given = {"many classes": lambda c, K: gt(c, 2 * K)}

    def conclusion(c, K):
        return gt(c**3, K * operations(c, c))
