"""Triplets under any label noise: the differences of probabilities that two labels agree decide."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.notation import *

HALF = Rational(1, 2)
ASSUMED = ("le2018.triplet-noise-mix/any-noise",)


def drawn_as_valid(anchor, positive, negative):
    """The chance that of labels drawn from these laws two agree, and the third differs."""
    return expected(
        lambda z: expected(
            lambda w: expected(
                lambda v: KroneckerDelta(z, w) * (1 - KroneckerDelta(z, v)), negative
            ),
            positive,
        ),
        anchor,
    )


@le2018.claim("triplet-noise-mix/any-noise")
class TripletNoiseAny:
    r"""Noise T labels classes (a, p, n) as a valid triplet with probability Σ_z T_az T_pz (1 −
    T_nz), which exceeds that of (a, n, p) by (TTᵀ)_ap − (TTᵀ)_an.

    Under any label noise a triplet is labelled valid with the probability $\sum_z T_{az} T_{pz}
    (1 - T_{nz})$, which exceeds that of the triplet with positive and negative exchanged by $(T
    T^\top)_{ap} - (T T^\top)_{an}$.

    `a`, `p` and `n` are the classes of anchor, positive and negative, which need not be different;
    the three labels are sampled independently. Under uniform noise a pair of one class agrees with a
    probability larger by $\lambda^2$ than a pair of two classes, which is $P_V - P_W$.
    """

    k = Classes()
    a, p, n, T = Label(k), Label(k), Label(k), Transitions(k)

    def conclusion(a, p, n, T):
        valid = drawn_as_valid(T[a], T[p], T[n])
        return (
            eq(valid, validity(T[a], T[p], T[n])),
            eq(
                valid - drawn_as_valid(T[a], T[n], T[p]),
                agreement(T[a], T[p]) - agreement(T[a], T[n]),
            ),
        )


def settled(p, positive, negative):
    """The chance of `drawn_as_valid`, with the labels of positive and negative summed out."""
    first, second, third = (p.T[row] for row in (p.a, positive, negative))
    z = ANY_ROW
    same, other = (sifted(law[ANY_CLASS], z, p.k) for law in (second, third))
    agree, differ = same.expr + second[z], third.total() - other.expr - third[z]
    each = combine(
        first[z] * (agree * differ - second[z] * (1 - third[z])),
        (p.domain("T", negative)["total"], first[z] * agree),
        (other, -first[z] * agree),
        (same, first[z] * (1 - third[z])),
    )
    return summed(each, z, p.k)


class Random:
    """Random triplets of `k` classes, of which labels are seen through T.

    An anchor has the law `prior`, and its positive and negative each the law `Q[a]` where `a` is
    its class: all `prior` in a large population, and in a batch that of its other points. `D[i][j]`
    is the distance of points of the classes i and j; those of an anchor of class i lie between
    `low[i]` and `low[i] + m`, the linear regime.
    """

    k = Classes(tried=(2, 3))
    m, prior, Q, T = Real(0), Simplex(k), Transitions(k), Transitions(k)
    D, low = Each(k, Scores(k, 0)), Scores(k)

    given = {"linear regime": lambda k, D, low, m: in_regime(D, low, k, m)}


def in_regime(D, low, k, m):
    return every_column(
        lambda i: every_class(lambda j: (ge(D[i][j], low[i]), le(D[i][j], low[i] + m)), k), k
    )


def seen_at_all(prior, Q, T):
    """The chance that a random triplet is seen as valid."""
    return over_triplets(lambda a, p, n: validity(T[a], T[p], T[n]), prior, Q)


@le2018.claim("general-t-triplets", assumes=ASSUMED)
class GeneralTriplets(Random):
    r"""The noisy loss of unclipped random triplets is the margin plus a constant times 𝔼[(P_ap −
    P_an) d_ap], d the distance, P_ij = P(equal noisy labels).

    Under any label noise, in the linear regime: with $A = T T^\top$ and the probability $Z$
    that a random triplet is labelled valid, $Z (\tilde R - m) = \frac12 \mathbb{E}\left[(A_{ap} -
    A_{an})(d_{ap} - d_{an})\right] = \mathbb{E}\left[(A_{ap} - A_{an}) d_{ap}\right]$ over random
    triplets.

    So the noisy risk measures how distances covary with the probability that labels agree:
    minimising it moves an anchor towards points that agree with it more often than its other points
    do on average, as the mean over the negative shows, and away from points that agree less often.
    $T$ has no other effect, as $Z$ is the same for all embeddings. `D` holds the distances of
    points of two classes, `Q` the laws of the other points of a triplet by the anchor's class. The
    distance of two classes counts from both ends: if the two terms sum to more than 0, moving only
    these classes nearer lowers the noisy risk, see `nearer`. For a condition under which the noise
    is tolerated see `tolerated`.
    """

    where = {
        "risk": lambda D, prior, Q, T, m: triplets_loss(D, prior, Q, T, m),
        "seen": lambda prior, Q, T: seen_at_all(prior, Q, T),
    }

    def conclusion(k, m, prior, Q, T, D):
        def together(a, p, n):
            return (agreement(T[a], T[p]) - agreement(T[a], T[n])) * (D[a][p] - D[a][n])

        def of_pair(a, p, n):
            return (agreement(T[a], T[p]) - agreement(T[a], T[n])) * D[a][p]

        loss, least = triplets_loss(D, prior, Q, T, m), m * seen_at_all(prior, Q, T)
        return (
            eq(loss, least + over_triplets(together, prior, Q) / 2),
            eq(loss, least + over_triplets(of_pair, prior, Q)),
        )

    def prove(p):
        triplets, pairs = p.goals
        linear = (*straightened(p, "D", 1), (swapped(p, "D"), HALF))
        return combine(triplets.difference, *linear), combine(pairs.difference, *linear)


def pull(a, x, Q, T):
    """By how much an anchor of class `a` agrees with `x` more often than with its other points."""
    return agreement(T[a], T[x]) - expected(lambda y: agreement(T[a], T[y]), Q[a])


A, P, N = ANY_COLUMN, ANY_ROW, ANY_CLASS


def straightened(p, name, sign):
    """That the loss of every triplet is linear in the distances, in the mean over triplets."""
    D = getattr(p, name)
    facts = p.given("linear regime")
    low, high = facts[:2] if name == "D" else facts[2:]
    loss = D[A][P] - D[A][N] + p.m
    each = max_equals(loss, 0, combine(loss, renamed(low, {ANY_CLASS: ANY_ROW}), high))
    chance = p.prior[A] * p.Q[A][P] * p.Q[A][N] * validity(p.T[A], p.T[P], p.T[N])
    return [(over_all(combine(chance * each.expr, (each, chance)), p.k), sign)]


def over_all(fact, k):
    for index in (N, P, A):
        fact = summed(fact, index, k)
    return fact


def swapped(p, name):
    """That positive and negative may be exchanged in the mean of what a triplet's chance weighs."""
    D = getattr(p, name)
    chance = p.Q[A][P] * p.Q[A][N] * validity(p.T[A], p.T[P], p.T[N])
    order = exchanged(chance * (D[A][P] - D[A][N]), P, N, p.k)
    return summed(combine(p.prior[A] * order.expr, (order, p.prior[A])), A, p.k)


def separated(D, low, y, k, m):
    """That no triplet has a clean loss: the others are farther than those of one class by `m`."""
    return every_column(
        lambda i: every_class(
            lambda j: eq(D[i][j], low[i] + m * (1 - KroneckerDelta(y[i], y[j]))), k
        ),
        k,
    )


def low_and_high(y, Q, T, k):
    """That pairs of one class agree more often than an anchor's do, and others less often."""

    def each(of):
        return every_column(lambda i: every_class(lambda j: of(i, j), k), k)

    return (
        each(lambda i, j: ge(KroneckerDelta(y[i], y[j]) * pull(i, j, Q, T), 0)),
        each(lambda i, j: le((1 - KroneckerDelta(y[i], y[j])) * pull(i, j, Q, T), 0)),
    )


class Two(Random):
    """Two embeddings of classes that may be in several parts: part i is of the class `y[i]`.

    Each part has distances of its own, and a row of T. `D` is the embedding without clean risk, and
    the distances of an anchor of part i in `E` begin at `start[i]`.
    """

    y, E, start = (
        Each(Random.k, Label(Random.k)),
        Each(Random.k, Scores(Random.k, 0)),
        Scores(Random.k),
    )

    given = {
        "no clean risk": lambda k, m, D, low, y: separated(D, low, y, k, m),
        "linear regime": lambda k, D, low, E, start, m: (
            in_regime(D, low, k, m),
            in_regime(E, start, k, m),
        ),
    }


@le2018.claim("general-t-triplets/tolerated", kind="argmin", assumes=ASSUMED)
class GeneralTolerated(Two):
    r"""Zero unclipped random-triplet loss stays optimal if P(noisy label equals the anchor's) is ≥
    its mean for the anchor's class and ≤ its mean for other classes.

    If $R(d) = 0$, $\tilde R(d) \le \tilde R(e)$ where no point of another class agrees with an
    anchor more often than its other points do on average, and none of its class less often: $A_{ab}
    \le \mathbb{E}_x A_{ax} \le A_{aa}$ with $A = T T^\top$.

    In the linear regime, for random triplets with any T and any law of the classes; the average is
    over the other points of a triplet, of the anchor's class or not. So each anchor has its own
    threshold, while all pairs share one: see `general-t-pairs`.

    The condition is sufficient, but not necessary where a distance has two ends: the two terms of
    different classes count together, so for independent points the necessary condition is $(A_{ab}
    - \mathbb{E}_x A_{ax}) + (A_{ab} - \mathbb{E}_x A_{bx}) \le 0$, by `nearer`. With $(.4, .3,
    .3)$, $(.4, .5, .1)$ and $(.3, .3, .4)$ as the rows of $T$ and balanced classes the condition
    fails, $A_{01} = .34$ and $\mathbb{E}_x A_{0x} = .3367$, and a linear program over all symmetric
    distances finds no better embedding; the program is not run here.
    """

    given = Two.given | {"chances": lambda k, y, Q, T: low_and_high(y, Q, T, k)}

    def conclusion(m, prior, Q, T, D, E):
        return le(triplets_loss(D, prior, Q, T, m), triplets_loss(E, prior, Q, T, m))

    def prove(p):
        (goal,) = p.goals
        return combine(goal.difference, *by_pairs(p), over_pairs(p, gains(p)), (apart(p), -1))


def weighed(p, value):
    """The mean of the agreement of an anchor of class t and another point, times a value."""
    return class_sum(lambda x: p.Q[A][x] * agreement(p.T[A], p.T[x]) * value(x), p.k)


def whole_law(p, rest):
    """That the chances of other points sum to 1, times what depends on the anchor."""
    whole, weight = p.domain("Q", A)["total"], p.prior[A] * rest
    return summed(combine(weight * whole.expr, (whole, weight)), A, p.k)


def by_pairs(p):
    """Terms that make the difference of the mean losses, `E` less `D`, a mean over pairs."""
    moved, mean = weighed(p, lambda x: p.E[A][x] - p.D[A][x]), weighed(p, lambda x: 1)
    return (
        *straightened(p, "E", 1),
        *straightened(p, "D", -1),
        (swapped(p, "E"), HALF),
        (swapped(p, "D"), -HALF),
        whole_law(p, moved - (p.start[A] - p.low[A]) * mean),
    )


def gains(p):
    """`(A - mean A)(E - start - m [not one class]) >= 0`, of an anchor of t and a point of l."""
    above, below = p.given("chances")
    *_, low, high = p.given("linear regime")
    return combine(above.expr * low.expr + below.expr * high.expr, (above, low), (below, high))


def over_pairs(p, fact):
    """The mean over anchors and other points."""
    chance = p.prior[A] * p.Q[A][N]
    each = combine(chance * fact.expr, (fact, chance))
    return summed(summed(each, N, p.k), A, p.k)


def apart(p):
    """The same mean of `(A - mean A)(D - low - m [not one class]) == 0`."""
    none = p.given("no clean risk")
    more = agreement(p.T[A], p.T[N]) - weighed(p, lambda x: 1)
    return over_pairs(p, combine(more * none.expr, (none, more)))


@le2018.claim("general-t-triplets/nearer", assumes=ASSUMED)
class GeneralNearer(Random):
    r"""Moving two classes nearer lowers the noisy loss of unclipped random triplets in proportion
    to how much P(equal noisy labels) exceeds the anchors' means.

    Moving two classes `a` and `b` nearer by $t$ changes $Z \tilde R$ by $-t\,(v_{ab} +
    v_{ba})$, $v_{ij} = \pi_i Q_{ij} (A_{ij} - \mathbb{E}_x A_{ix})$, for random triplets in the
    linear regime.

    $A = T T^\top$, $\pi$ is the law of the anchor's class, $Q_i$ that of the other points, over
    which the means are taken, and $Z$ the probability that a triplet is labelled valid. So where
    two classes can be moved alone the noise is tolerated only if $v_{ab} + v_{ba} \le 0$: with
    independent points that is $2 A_{ab} \le \mathbb{E}_x A_{ax} + \mathbb{E}_x A_{bx}$. In
    `tolerated` each of the two terms is at most 0, which is a stronger condition. Where $a = b$ the
    points of one class move, by $2t$.
    """

    E, start = Each(Random.k, Scores(Random.k, 0)), Scores(Random.k)
    a, b, t = Label(Random.k), Label(Random.k), Real()
    v = Each(Random.k, Scores(Random.k))

    def _nearer(k, D, E, a, b, t):
        def either(i, j):
            return at(i, j, a, b) + at(i, j, b, a)

        return every_column(
            lambda i: every_class(lambda j: eq(E[i][j], D[i][j] - t * either(i, j)), k), k
        )

    def _worth(k, prior, Q, T, v):
        return every_column(
            lambda i: every_class(lambda j: eq(v[i][j], prior[i] * Q[i][j] * pull(i, j, Q, T)), k),
            k,
        )

    given = {
        "linear regime": Two.given["linear regime"],
        "only these move": _nearer,
        "definition of v": _worth,
    }
    where = GeneralTriplets.where

    def conclusion(m, prior, Q, T, D, E, a, b, t, v):
        moved, loss = (triplets_loss(each, prior, Q, T, m) for each in (E, D))
        return eq(moved, loss - t * (v[a][b] + v[b][a]))

    def prove(p):
        (goal,), t, a, b = p.goals, p.t, p.a, p.b
        gap = p.E[A][N] - p.D[A][N]
        nearer, worth = p.given("only these move"), p.given("definition of v")
        pair = p.v[A][N]
        each = combine(pair * nearer.expr - gap * worth.expr, (nearer, pair), (worth, -gap))
        return combine(
            goal.difference,
            *straightened(p, "E", 1), *straightened(p, "D", -1),
            (swapped(p, "E"), HALF), (swapped(p, "D"), -HALF),
            whole_law(p, weighed(p, lambda x: p.E[A][x] - p.D[A][x])),
            summed(summed(each, N, p.k), A, p.k),
            (at_one(p, a, b), -t), (at_one(p, b, a), -t),
        )  # fmt: skip


def at(i, j, a, b):
    """1 where `i` is `a` and `j` is `b`, else 0."""
    return KroneckerDelta(i, a) * KroneckerDelta(j, b)


def at_one(p, anchor, other):
    """`sum v[i][j] at(i, j, anchor, other) == v[anchor][other]`."""
    own = KroneckerDelta(A, anchor)
    inner = sifted(p.v[A][N], other, p.k)
    outer = summed(combine(own * inner.expr, (inner, own)), A, p.k)
    picked = sifted(p.v[N][other], anchor, p.k)
    return combine(outer.expr + picked.expr, outer, picked)
