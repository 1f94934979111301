"""Whether larger batches or fewer dimensions lead embeddings towards collapse."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.anchors import (
    Anchors,
    active,
    is_active,
    mean_square,
    of_active,
    radial,
)
from lossproof.simulate.training import EFFECTS

HALF = Rational(1, 2)


def chance(law, of):
    """The mean over an anchor, a positive and a negative, each drawn from the law of the places."""
    return expected(lambda a: expected(lambda p: expected(lambda q: of(a, p, q), law), law), law)


def squares(x, *others):
    """The squared distance of two places with these coordinates."""
    return lambda i, j: sum((each[i] - each[j]) ** 2 for each in (x, *others))


def tied(distance):
    """1 where two places are as far from a third, else 0."""
    return lambda a, p, q: 1 - above_zero((distance(a, p) - distance(a, q)) ** 2)


@xu2022.claim("batch-and-dimension")
class BatchAndDimension:
    """Networks trained on digits with batch-hard mining collapse more often with larger batches or
    in lower dimensions.

    Collapse becomes more likely as the batch grows or the dimension falls.

    The measurement uses digits, with batch-hard mining of clean labels and margin 1, from random
    starts and with outputs that are not normalised: a network has collapsed if no two test points
    are farther apart than a tenth of the margin. The number of batches is the same in each case, so
    networks with large batches have seen more points. The claim does not cover other data,
    networks, margins and lengths of training. For results on random embeddings see `batch`,
    `dimension`, `one-each` and `one-coordinate-less`.
    """

    effects = (EFFECTS["collapse-with-batch"], EFFECTS["collapse-against-dimension"])


@xu2022.claim("batch-and-dimension/one-coordinate-less", kind="order")
class OneCoordinateLess:
    r"""If no two places in the plane are equally far from a third, dropping a coordinate of random
    points raises P(positive is farther than negative).

    For a random embedding in the plane, one coordinate less raises the probability that
    shrinking lowers an anchor's loss.

    By `shrink-direction` shrinking lowers the loss of an active anchor if its hardest positive is
    farther than its hardest negative. Anchor, positive and negative are sampled independently from
    `K` places in the plane, with the coordinates `x` and `y`, as labels are independent of the
    places at the start of training.

    In few dimensions distances vary more. However, the probability depends only on the order of
    distances, and the dimension changes only the size of a difference: with one positive and one
    negative either is equally often the farther one, and here no two places are equally far from a
    third, so only partners at one place tie. Where a coordinate less makes ties the probability
    even falls: for the places $(-1, 0)$, $(0, 0)$, $(1, 1)$, equally likely, from $\frac13$ to
    $\frac{8}{27}$.

    The repair gives the probability, see `one-each`; for the steepness of the descent see
    `dimension`.
    """

    K = Classes(tried=(3,))
    law, x, y = Simplex(K, interior=True), Scores(K), Scores(K)

    given = {
        "no ties of two places": lambda law, x, y: tuple(
            eq(chance(law, tied(squares(*each))), law.total(lambda u: u**2))
            for each in ((x,), (x, y))
        ),
        "in the plane": lambda K, y: gt(K * y.total(lambda u: u**2), y.total() ** 2),
    }

    def conclusion(law, x, y):
        def farther(of):
            return chance(law, lambda a, p, q: above_zero(of(a, p) - of(a, q)))

        return gt(farther(squares(x)), farther(squares(x, y)))


@xu2022.claim("batch-and-dimension/batch")
class BatchGrows:
    """With more positives or negatives, an anchor's hardest positive is more often farther than its
    hardest negative, if their distances overlap.

    The probability that an anchor's hardest positive is farther than its hardest negative grows
    with the number `p` of its positives and with the number `q` of its negatives, provided that
    some distance satisfies the conditions below.

    By `shrink-direction` a small shrinking then lowers the loss of an active anchor; the claim does
    not cover the mean over a batch, or collapse. The probability never falls, and it grows if, for
    some distance that the hardest negative may have, a positive may be within that distance and may
    be beyond it: the value `k`; likewise `m` for the negatives. These two count values of the
    distance, from 0 on.

    The distances of an anchor take `K` values, the least first, in any embedding of any dimension;
    partners are sampled independently. `far` is the law of the hardest negative's distance and
    `within[k]` the probability that a positive is no farther than the value k; `near` and `beyond`
    are the law of the hardest positive's distance and the probability that a negative is no nearer.
    So one minus the means in the statement is the probability that the hardest positive is the
    farther. As both `p` and `q` tend to infinity its limit is 1, if the farthest place of a
    positive is farther than the nearest of a negative; where only one of them grows it may stay
    below.
    """

    K, p, q = Classes(), Integer(1), Integer(1)
    far, near = Simplex(K), Simplex(K)
    within, beyond = Scores(K, 0, 1), Scores(K, 0, 1)
    k, m = Label(K), Label(K)

    given = {
        "room for positives": lambda far, within, k: (
            gt(far[k], 0),
            gt(within[k], 0),
            lt(within[k], 1),
        ),
        "room for negatives": lambda near, beyond, m: (
            gt(near[m], 0),
            gt(beyond[m], 0),
            lt(beyond[m], 1),
        ),
    }

    def conclusion(p, q, far, near, within, beyond):
        def farther(law, chances, number):
            return 1 - expected(lambda k: chances[k] ** number, law)

        return (
            gt(farther(far, within, p + 1), farther(far, within, p)),
            gt(farther(near, beyond, q + 1), farther(near, beyond, q)),
        )

    def prove(p):
        return tuple(
            fewer(goal, p, *names)
            for goal, names in zip(
                p.goals,
                (
                    ("far", "within", "p", "k", "positives"),
                    ("near", "beyond", "q", "m", "negatives"),
                ),
                strict=True,
            )
        )


def fewer(goal, p, law, chances, number, at, whose):
    """`E(c^m) - E(c^(m + 1)) > 0`: `c^m (1 - c)` is at least 0, and above 0 at one value."""
    c, weight, m, label = (getattr(p, name) for name in (chances, law, number, at))
    likely, some, rest = p.given(f"room for {whose}")
    inside = power(some, positive(m))
    own = combine(likely.expr * inside.expr * rest.expr, (likely, inside, rest))
    c, weight = c[ANY_CLASS], weight[ANY_CLASS]
    least, most = nonnegative(c), p.domain(chances, ANY_CLASS)["upper"]
    kept = power(least, positive(m))
    each = combine(weight * kept.expr * (1 - c), (weight, kept, most))
    two = combine(p.K - 1, p.domain("K")["lower"], (1,))
    return combine(goal.difference, total_of_others(each, label, p.K, two), own)


@xu2022.claim(
    "batch-and-dimension/one-each", repairs="xu2022.batch-and-dimension/one-coordinate-less"
)
class OneEach:
    r"""If anchor, positive and negative are independent points of one law, the positive is farther
    than the negative with probability (1 − P(equally far))/2.

    Anchor, positive and negative are drawn from any law of `K` places; `D[i][j]` is the distance of
    two of them, or any other number.
    """

    K = Classes(tried=(2, 3))
    law, D = Simplex(K), Each(K, Scores(K))

    def conclusion(law, D):
        def distance(i, j):
            return D[i][j]

        def farther(a, p, q):
            return above_zero(D[a][p] - D[a][q])

        return eq(chance(law, farther), (1 - chance(law, tied(distance))) / 2)

    def prove(p):
        (goal,) = p.goals
        a, i, j, K = ANY_COLUMN, ANY_ROW, ANY_CLASS, p.K
        x = p.D[a][i] - p.D[a][j]
        value = above_zero(x) + above_zero(-x) - above_zero(x**2)

        def up(case):
            facts = (decided(x, case), decided(-x, case), (decided(x**2, squared(x, case)), -1))
            return combine(value, *facts)

        def level(case):
            def below(other):
                square = squared(-x, other)
                facts = (decided(x, case), decided(-x, other), (decided(x**2, square), -1))
                return combine(value, *facts)

            def tie(other):
                none = combine(-(x**2), (case, other))
                facts = (decided(x, case), decided(-x, other), (decided(x**2, none), -1))
                return combine(value, *facts)

            return cases(-x, below, tie, strict=True)

        each = cases(x, up, level, strict=True)
        weight = p.law[a] * p.law[i] * p.law[j]
        every = combine(weight * value, (each, weight))
        for index in (j, i, a):
            every = summed(every, index, K)
        order = exchanged(p.law[i] * p.law[j] * above_zero(x), i, j, K)
        swapped = summed(combine(p.law[a] * order.expr, (order, p.law[a])), a, K)
        whole, sums = p.domain("law")["total"], p.law.total()
        one = (whole, (sums**2 + sums + 1) / 2)
        return combine(goal.difference, (every, HALF), (swapped, HALF), one)


def squared(x, case):
    """`x^2 > 0`, from `x > 0`."""
    return combine(x**2, (case, case))


@xu2022.claim("batch-and-dimension/dimension", assumes=("le2018.initialisation-regime/variance",))
class DimensionFlattens(Anchors):
    r"""For margin α, a share A of active anchors and hardest-pair gaps Δ, the derivative of
    batch-hard loss in the scale has a square ≤ A(𝔼Δ² − (1 − A)α²).

    The radial derivative of the batch-hard mean loss is at most $\sqrt{A (v - (1 - A)
    \alpha^2)}$ in size, where $v$ is the mean square of $d_{ap} - d_{an}$ over the anchors, and $A$
    the share of the active ones.

    Shrinking lowers the loss at that rate, see `shrink-direction`; `idle` is $1 - A$. The others
    count for more than $(1 - A) \alpha^2$ of $v$, as their $d_{an} - d_{ap}$ is above $\alpha$.
    Equality holds where all anchors are active and have the same difference, or none is active. In
    other cases the bound is not attained, but it is approached: all active anchors have the same
    difference, and for the others $d_{an} - d_{ap}$ is just above $\alpha$.

    For random points of the sphere in $\mathbb{R}^n$ that square is on average at most $\frac1n
    \left(1 + \frac{4.03}{n + 2}\right)$ for one positive and one negative, by
    `le2018.initialisation-regime/variance`, and for the hardest of `p` and `q` at most `pq` times
    that, as the largest square is at most the sum. So the derivative towards collapse is at most of
    the order $\sqrt{pq/n}$, as the bound is at most the root of $v$. This order falls as the
    dimension grows, and grows with the batch; how near the derivative of random points comes to it
    is not decided.
    """

    where = {
        "slope": lambda n, near, far, alpha: radial(n, near, far, alpha),
        "idle": lambda n, near, far, alpha: 1 - active(n, near, far, alpha),
        "A": lambda n, near, far, alpha: active(n, near, far, alpha),
        "v": lambda n, near, far: mean_square(n, near, far),
    }

    def conclusion(n, alpha, near, far):
        share = active(n, near, far, alpha)
        room = mean_square(n, near, far) - (1 - share) * alpha**2
        return le(radial(n, near, far, alpha) ** 2, share * room)

    def prove(p):
        (goal,) = p.goals
        n, alpha, gap = p.n, p.alpha, p.near[ANY_SAMPLE] - p.far[ANY_SAMPLE]
        of = gap + alpha
        on, slope = is_active(of), radial(n, p.near, p.far, alpha)
        share = active(n, p.near, p.far, alpha)

        def of_ours(value):
            """`mean (on v) >= 0`, from `v >= 0`."""
            fact = nonnegative(value)
            each = of_active(
                of,
                on * value,
                lambda case, loss, one: combine(on * value, fact, (one, value)),
                lambda case, loss, none: combine(on * value, (none, value)),
            )
            return average(each, n)

        beyond = (1 - on) * (gap**2 - alpha**2)
        others = of_active(
            of,
            beyond,
            lambda case, loss, one: combine(beyond, (one, alpha**2 - gap**2)),
            lambda case, loss, none: combine(
                beyond, (case, case), (2 * alpha, case), (none, alpha**2 - gap**2)
            ),
        )
        left, square = average(others, n), of_ours(gap**2)
        least, ours = of_ours(sympy.Integer(1)), square.expr

        def some(case):
            spread = of_ours((share * gap - slope) ** 2)
            own = quotient(share * ours - slope**2, spread, case)
            return combine(goal.difference, own, (case, left))

        def none(case):
            flat = of_ours((slope * gap - ours - 1) ** 2)
            own = combine((ours + 1) ** 2 * share - (ours + 2) * slope**2, flat)
            above = combine(ours + 2, square, positive(sympy.Integer(2)))
            empty = squeezed(least, combine(-share, case))
            rest = (goal.difference + slope**2) / share - (ours + 1) ** 2 / (ours + 2)
            return combine(goal.difference, (own, reciprocal(above)), (empty, rest))

        return cases(share, some, none, strict=True)
