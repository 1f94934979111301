"""Theorem 3: perfect examples (anchor points), and identifying T from noisy class probabilities."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

section_4_3 = patrini2017.at("Sec. 4.3, after Theorem 3")


def two_classes(p):
    """`c - 1 > 0`."""
    return combine(p.c - 1, p.domain("c")["lower"], (1,))


def accurate(c, T, a, h):
    """The output `h` is the noisy posterior where `a` is the clean one."""
    return every_class(lambda j: eq(h[j], noisy_posterior(a, T)[j]), c)


@patrini2017.claim("anchor-identity", "Theorem 3")
class AnchorIdentity:
    r"""At an anchor point of class i, a model that is exact on noisy labels outputs row i of the
    transition matrix.

    With perfect examples (anchor points) $\bar x^j$ of each class, $p(y = e^j | \bar x^j) = 1$,
    and a network that models $p(\tilde y | x)$, $T_{ij} = \hat p(\tilde y = e^j | \bar x^i)$.

    $a$ is the clean posterior at the perfect example of class $i$ and $h$ the output there. The
    proof does not use $p(\bar x^i) > 0$, nor any property of $T$. The theorem does not say how to
    find a perfect example without clean labels: see `argmax-estimator`.
    """

    c = Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    T, a, h = Transitions(c), Simplex(c), Simplex(c)

    given = {"perfect": lambda i, a: eq(a[i], 1), "accurate": accurate}

    def conclusion(i, j, T, h):
        return eq(T[i][j], h[j])


@patrini2017.claim("anchor-identity/nearly", "our question, Sec. 4.3, after Theorem 3")
class AnchorIdentityNearly:
    r"""At an input of class i with probability ≥ 1 − δ, a model within ε of the noisy posterior
    outputs row i of the transition matrix up to δ + ε.

    If $p(y = e^i | x) \ge 1 - \delta$ and the output at $x$ is right within $\varepsilon$, then
    $|T_{ij} - \hat p(\tilde y = e^j | x)| \le \delta + \varepsilon$.

    Both assumptions of the theorem are limits; this is its quantitative form before the limit. The
    bound is sharp: other classes may have the label $j$ always, or never.
    """

    c = Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    T, a, h = Transitions(c), Simplex(c), Simplex(c)
    delta, eps = Real(0, 1), Real(0, 1)

    def _accurate(j, T, a, h, eps):
        error = h[j] - noisy_posterior(a, T)[j]
        return le(error, eps), ge(error, -eps)

    given = {"nearly perfect": lambda i, a, delta: ge(a[i], 1 - delta), "accurate": _accurate}

    def conclusion(i, j, T, h, delta, eps):
        error = T[i][j] - h[j]
        return le(error, delta + eps), ge(error, -delta - eps)


def weighted(weight, fact, index, c):
    """The sum of a fact, times the weight, over the index."""
    return summed(combine(weight * fact.expr, (fact, weight)), index, c)


class TwoAccounts:
    """Two accounts of the same noisy class probabilities, each with perfect examples.

    In the account `S` the point that is perfect for class `k` in the account `T` has the clean
    posterior `A[k]`, and in the account `T` the one that is perfect in `S` has `B[k]`.
    """

    c = Classes(tried=(2, 3))
    i, j = Label(c), Label(c)
    T, S = Transitions(c, interior=True), Transitions(c, interior=True)
    A, B = Transitions(c), Transitions(c)

    def _same(c, T, S, A, B):
        return every_sample(
            lambda k: every_class(
                lambda m: (
                    eq(T[k][m], noisy_posterior(A[k], S)[m]),
                    eq(S[k][m], noisy_posterior(B[k], T)[m]),
                ),
                c,
            ),
            c,
        )

    given = {"same probabilities": _same}

    def conclusion(i, j, T, S):
        return eq(T[i][j], S[i][j])


@section_4_3.claim("estimate-from-noisy", kind="pop")
class EstimateFromNoisy(TwoAccounts):
    """Given an anchor point of every class, the noisy class probabilities alone determine the
    transition matrix.

    Theorem 3 tells us that we can estimate each component of $T$ just based on noisy class
    probability estimates.

    If every class has a perfect example (anchor point), the exact noisy class probabilities of all
    points determine $T$. The formal statement compares two models of the same probabilities, with
    noise $T$ and $S$; in each model the perfect examples of the other are points with some clean
    posterior, $A_k$ or $B_k$. Only these points are needed.

    The rows of $T$ are the vertices of the set of noisy probabilities. However, these determine the
    rows only, and not which class each row belongs to. If two classes exchange their names in $T$
    and among the clean labels, all that is observed is unchanged.

    A row that is no mixture of the others is determined up to relabelling, `up-to-names`, and the
    labels by a diagonal that is the only maximum of its column, in both models, `column-maximum`,
    or of its row, `row-maximum`. The counterexample has two classes that are flipped into each
    other with $N = 0.6$, as the authors' cats and dogs: the same data arise at $N = 0.4$ with the
    names exchanged. Without perfect examples even less is determined: see
    `derived.unidentified-noise`.
    """


CORNER = {
    "means of w": lambda c, T, w, x: every_sample(lambda k: eq(x[k], applied(T, w)[k]), c),
    "row i is no mixture": lambda c, i, x: only_largest(x, i, c),
}


@section_4_3.claim(
    "estimate-from-noisy/up-to-names", kind="pop", repairs="patrini2017.estimate-from-noisy"
)
class EstimateFromNoisyUpToNames(TwoAccounts):
    """Given anchor points, noisy class probabilities determine, up to relabelling, each row of the
    transition matrix that is no mixture of the others.

    Noisy class probabilities determine row $i$ of $T$ up to relabelling, where row $i$ is no
    mixture of the others: it is the row of $S$ of every class that is possible at the perfect
    example of class $i$.

    `a` is such a class in the model $S$. The condition that the row is no mixture of the others is
    written with scores `w`, whose mean under this row is larger than under each of the others (for
    a row outside of the convex hull there are such scores); `x` holds the means under the rows of
    $T$. It holds for every row of a non-singular $T$, by the columns of $T^{-1}$, and for a row
    that is largest in its column. The condition is sharp: a row that is a mixture of the others may
    be exchanged for one of them without a change of the possible noisy probabilities.
    `column-maximum` and `row-maximum` also determine which class has which row.
    """

    T, S = Transitions(TwoAccounts.c), Transitions(TwoAccounts.c)
    a, w, x = Label(TwoAccounts.c), Scores(TwoAccounts.c), Scores(TwoAccounts.c)

    given = TwoAccounts.given | CORNER | {"a is possible": lambda i, a, A: gt(A[i][a], 0)}

    def conclusion(i, j, a, T, S):
        return eq(T[i][j], S[a][j])

    def prove(p):
        return same_row(p, p.j, p.a, p.given("a is possible"))


def same_row(p, label, a, possible):
    """`T[i][label] - S[a][label] == 0` for a class `a` that is `possible`, `A[i][a] > 0`."""
    i, c = p.i, p.c
    r, t, z = ANY_ROW, ANY_COLUMN, ANY_CLASS
    A, B, S, T, score = p.A, p.B, p.S, p.T, p.w[z]
    in_S, in_T = p.given("same probabilities")
    of_T, mean_by_S = p.given("means of w"), applied(S, p.w)
    # The means of the rows, of S by those of T and of row i of T by those of S.
    by_T = combine(
        mean_by_S[r] - class_sum(lambda k: B[r][k] * p.x[k], c),
        weighted(score, in_T, z, c),
        exchanged(B[r][t] * T[t][z] * score, z, t, c),
        (-1, weighted(B[r][t], renamed(of_T, {r: t}), t, c)),
    )
    own = in_S.at(r, i)
    by_S = combine(
        p.x[i] - class_sum(lambda k: A[i][k] * mean_by_S[k], c),
        of_T.at(r, i),
        weighted(score, own, z, c),
        exchanged(A[i][t] * S[t][z] * score, z, t, c),
    )

    def ahead(apart):
        gap, corner = p.x[i] - p.x[z], p.given("row i is no mixture")
        return combine(gap, corner, (-1, no_delta(apart, z, i)))

    weight, share = p.domain("B", r), p.domain("A", i)
    most = combine(
        p.x[i] - mean_by_S[r],
        weighted_others(weight["nonnegative"], i, c, ahead),
        (by_T, -1), (weight["total"], -p.x[i]),
    )  # fmt: skip
    lost = renamed(most, {r: z})
    lost = combine(A[i][z] * lost.expr, (share["nonnegative"], lost))
    none = combine(
        A[i][a] * (mean_by_S[a] - p.x[i]),
        total_of_others(lost, a, c, two_classes(p)), (by_S, -1), (share["total"], -p.x[i]),
    )  # fmt: skip
    level = quotient(mean_by_S[a] - p.x[i], none, possible)
    mean = by_T.at(r, a)
    reached = combine(mean_by_S[a] - mean.expr - p.x[i], level, (mean, -1))
    sure = certain(p.domain("B", a), i, p.x[z], ahead, reached, c)
    seen_as = expects(p.domain("B", a), i, sure, p.T[ANY_CLASS][label], p.c)
    return combine(T[i][label] - S[a][label], (in_T.at(r, a).at(z, label), -1), (seen_as, -1))


@section_4_3.claim(
    "estimate-from-noisy/row-maximum", kind="pop", repairs="patrini2017.estimate-from-noisy"
)
class EstimateFromNoisyRowMaximum(TwoAccounts):
    r"""Given anchor points, noisy class probabilities determine each row of the transition matrix
    that is no mixture of the others, if diagonals are row maxima.

    This is the usual meaning of "diagonally dominant". By `up-to-names` row $i$ of $T$ is that of
    $S$ of any class $a$ that is possible at the perfect example of class $i$: then $T_{ia} = S_{aa}
    \ge S_{ai} = T_{ii}$, so that $a = i$. So all of a non-singular $T$ is determined where in both
    models each class retains its label more often than it takes any other, also where the estimator
    of Eq. 12-13 does not find it (`argmax-estimator/row-maximum`): there the estimator fails
    although $T$ is identifiable.
    """

    T, S = Transitions(TwoAccounts.c), Transitions(TwoAccounts.c)
    w, x = Scores(TwoAccounts.c), Scores(TwoAccounts.c)

    given = (
        TwoAccounts.given
        | CORNER
        | {
            "row maximum": lambda c, i, T: only_largest(T[i], i, c),
            "largest in rows": lambda c, i, S: every_class(lambda m: le(S[m][i], S[m][m]), c),
        }
    )

    def prove(p):
        i, j, c, a, z = p.i, p.j, p.c, ANY_COLUMN, ANY_CLASS
        weight, seen = p.A[i][a], p.domain("A", i)
        gain = weight * (p.T[i][a] - p.T[i][i])

        def possible(some):
            most = p.given("largest in rows").at(z, a)
            own, other = (same_row(p, label, a, some) for label in (a, i))
            return combine(gain, (weight, most), (weight, own), (-weight, other))

        def is_not(none):
            never = squeezed(seen["nonnegative"].at(z, a), none)
            return combine(gain, (never, p.T[i][a] - p.T[i][i]))

        each = renamed(cases(weight, possible, is_not, strict=True), {a: z})
        reached = combine(
            class_sum(lambda k: p.A[i][k] * p.T[i][k], c) - p.T[i][i],
            total(each, c), (seen["total"], p.T[i][i]),
        )  # fmt: skip

        def ahead(apart):
            lead = p.given("row maximum")
            return combine(p.T[i][i] - p.T[i][z], lead, (-1, no_delta(apart, z, i)))

        sure = certain(seen, i, p.T[i][z], ahead, reached, c)
        read = expects(seen, i, sure, p.S[ANY_CLASS][j], p.c)
        in_S, _ = p.given("same probabilities")
        return combine(p.goals[0].difference, in_S.at(ANY_ROW, i).at(z, j), read)


@section_4_3.claim(
    "estimate-from-noisy/column-maximum", kind="pop", repairs="patrini2017.estimate-from-noisy"
)
class EstimateFromNoisyColumnMaximum(TwoAccounts):
    r"""Given anchor points, noisy class probabilities determine a row of the transition matrix
    whose diagonal entry is the largest of its column.

    The diagonal needs to be the maximum of column $i$ only.
    """

    T, S = Transitions(TwoAccounts.c), Transitions(TwoAccounts.c)

    given = TwoAccounts.given | {
        "maximum": lambda c, i, T: every_class(lambda m: le(T[m][i], T[i][i]), c),
        "only maximum": lambda c, i, S: only_largest(SymbolicVector(lambda m: S[m][i], c), i, c),
    }

    def prove(p):
        i, j, c = p.i, p.j, p.c
        in_S, in_T = (fact.at(ANY_ROW, i) for fact in p.given("same probabilities"))
        seen, weight = p.domain("B", i), p.B[i][ANY_CLASS]
        most = combine(weight * p.given("maximum").expr, (weight, p.given("maximum")))
        bounded = combine(
            p.T[i][i] - p.S[i][i],
            total(most, c), (in_T.at(ANY_CLASS, i), -1), (seen["total"], -p.T[i][i]),
        )  # fmt: skip

        def gap(apart):
            own = p.S[i][i] - p.S[ANY_CLASS][i]
            return combine(own, p.given("only maximum"), (-1, no_delta(apart, ANY_CLASS, i)))

        own = in_S.at(ANY_CLASS, i)
        reached = combine(p.T[i][i] - own.expr - p.S[i][i], bounded, (own, -1))
        sure = certain(p.domain("A", i), i, p.S[ANY_CLASS][i], gap, reached, c)
        read = expects(p.domain("A", i), i, sure, p.S[ANY_CLASS][j], p.c)
        return combine(p.goals[0].difference, in_S.at(ANY_CLASS, j), read)
