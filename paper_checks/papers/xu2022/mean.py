"""Which bounds hold for the mean of the loss over the anchors."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.anchors import Anchors, mean_loss
from lossproof.paper_checks.papers.xu2022.line import change_within, drawn_in, in_lengths, on_line
from lossproof.paper_checks.papers.xu2022.order import distance, lacking, largest_loss
from lossproof.paper_checks.papers.xu2022.space import above_both


@xu2022.claim("mean-keeps-bound/lower")
class MeanKeepsBoundLower(Anchors):
    """The mean hardest-triplet loss of an embedding is at most twice its largest difference in a
    distance from any map of zero triplet loss.

    The lower bound also holds for the mean of the hard triplet loss over anchors: the mean is
    at most $2 d_{iso}(f, F_{TS})$.

    Under a map `g` that separates all triplets the partners of anchor `i` are at the distances
    `u[i]` and `v[i]`; it changes no distance by more than `D`. As the mean is at most the largest
    loss the bound follows, and a mean attains it: see `attained`. The opposite bounds do not hold
    for the mean: see `any-share`.
    """

    D = Real(0)
    u, v = Each(Anchors.n, Real(0)), Each(Anchors.n, Real(0))

    given = {
        "separated": lambda n, alpha, u, v: every_sample(lambda i: ge(v[i], u[i] + alpha), n),
        "changes": lambda n, D, near, far, u, v: every_sample(
            lambda i: (le(Abs(near[i] - u[i]), D), le(Abs(far[i] - v[i]), D)), n
        ),
    }

    def conclusion(n, alpha, near, far, D):
        return le(mean_loss(n, near, far, alpha), 2 * D)

    def prove(p):
        (goal,) = p.goals
        i = ANY_SAMPLE
        near, far = p.near[i] - p.u[i], p.far[i] - p.v[i]
        (over, _), (_, under) = above_both(near), above_both(far)
        x = p.near[i] - p.far[i] + p.alpha
        each = 2 * p.D - triplet_loss(p.near[i], p.far[i], p.alpha)
        facts = over, under, *p.given("changes"), p.given("separated")
        least = nonnegative(2 * p.D)
        shown = cases(
            x,
            lambda up: combine(each, *facts, (max_equals(x, 0, up), -1)),
            lambda down: combine(each, least, (max_equals(0, x, down), -1)),
        )
        return combine(goal.difference, average(shown, p.n))


@xu2022.claim("mean-keeps-bound/attained", kind="exists")
class MeanAttains:
    """Four points on a line can have mean hardest-triplet loss 4s although a map of zero triplet
    loss changes no distance by more than 2s.

    $f$ takes them to `x`, the others on the two sides of the two of class 0, each nearest to one of
    them; $g$ moves the first two nearer to each other and the others out, each by `s`, which leaves
    the distance of each to the farther one of class 0 unchanged. The two of class 0 are the
    anchors, the others have no positive. So the mean is $2 d_{iso}(f, F_{TS})$, by
    `mean-keeps-bound/lower`.
    """

    alpha, s, x = Real(0, open="left"), Real(0), Each(4, Real())

    given = {
        "order": lambda s, x: (le(x[2], x[0]), le(x[0] + 2 * s, x[1]), le(x[1], x[3])),
        "both losses are 4s": lambda alpha, s, x: (
            eq(on_line(x, 0, 1) - on_line(x, 0, 2) + alpha, 4 * s),
            eq(on_line(x, 0, 1) - on_line(x, 1, 3) + alpha, 4 * s),
        ),
    }

    def conclusion(alpha, s, x):
        g = drawn_in(x, s)

        def hardest(i, j):
            nearest = -Max(-on_line(x, i, 2), -on_line(x, i, 3))
            return triplet_loss(on_line(x, i, j), nearest, alpha)

        return (
            eq((hardest(0, 1) + hardest(1, 0)) / 2, 4 * s),
            *(ge(on_line(g, i, k), on_line(g, 0, 1) + alpha) for i in (0, 1) for k in (2, 3)),
            *(
                le(Abs(on_line(g, i, j) - on_line(x, i, j)), 2 * s)
                for i, j in ((0, 1), (0, 2), (1, 3), (2, 3))
            ),
        )

    def prove(p):
        mean, *others = p.goals
        s, x, (left, inner, right) = p.s, p.x, p.given("order")
        double = nonnegative(2 * s)
        wide = combine(x[1] - x[0], inner, double)
        far = combine(x[3] - x[0], wide, right), combine(x[1] - x[2], wide, left)
        lengths = (
            *(wide, left, right, inner, *far),
            combine(x[0] - x[2] + 2 * s, left, double),
            combine(x[3] - x[1] + 2 * s, right, double),
            combine(x[3] - x[2], far[0], left),
            combine(x[3] - x[2] + 2 * s, far[0], left, double),
        )

        def hardest(ours, theirs, near, beyond):
            """The loss of an anchor less 4s, by its nearest negative and the one beyond."""
            one, other = -Abs(near.expr), -Abs(beyond.expr)
            gap = in_lengths(one - other, lengths, (wide, 1), (ours, 1), (theirs, -1))
            nearest = max_equals(one, other, gap)
            lost = p.alpha + Abs(wide.expr) + Max(one, other)
            above = combine(lost, ours, nearest, nonnegative(4 * s))
            whole = max_equals(lost, 0, above)
            return combine(Max(0, lost) - 4 * s, whole, ours, nearest)

        losses = p.given("both losses are 4s")
        pairs = zip(losses, losses[::-1], (left, right), far, strict=True)
        half = Rational(1, 2)
        separated = (
            in_lengths(goal.difference, lengths, (ours, -1), *((inner, 1),) * beyond)
            for goal, ours, beyond in zip(
                others, (losses[0], losses[1], losses[0], losses[1]), (0, 1, 1, 0), strict=False
            )
        )
        return (
            combine(mean.difference, *((hardest(*pair), half) for pair in pairs)),
            *separated,
            *(change_within(goal.lhs.args[0], s, lengths) for goal in others[4:]),
        )


def mean_of_row(p, alpha, s, t):
    """The mean loss of three classes on the line, which have the shares `p` of the anchors."""
    ends = p[0] * lacking(alpha, s) + p[2] * lacking(alpha, t)
    return ends + p[1] * largest_loss(alpha, s, t)


@xu2022.claim("mean-keeps-bound/any-share", assumes=("xu2022.same-order/three-classes",))
class MeanKeepsBoundAnyShare:
    r"""If an embedding's mean triplet loss R is below the margin α, some map of zero triplet loss
    changes its distances by at most diameter·R/(α − R).

    The bound also holds for the mean: if the mean loss $R$ over anchors is below $\alpha$, then
    $d_{iso}(f, F_{TS}) \le \frac{D R}{\alpha - R}$ for the diameter $D$.

    This is the direction that makes a small loss mean a map near a separating one; in the other
    direction the bound holds for the mean, `lower`.

    The mean is 0 only where the largest loss is. However, one bad pair of classes determines the
    distance, and the other classes make its share of the mean small. The repair divides the mean by
    the least share that a bad anchor may have: see `mean-keeps-bound`. The
    counterexample has three classes at
    places on the line, with the gaps `s` and `t`, and the shares `p` of the anchors.
    """

    alpha, s, t = (Real(0, open="left") for _ in range(3))
    p = Simplex(3, interior=True)

    given = {"R below the margin": lambda alpha, s, t, p: lt(mean_of_row(p, alpha, s, t), alpha)}

    def conclusion(alpha, s, t, p):
        mean = mean_of_row(p, alpha, s, t)
        return le(distance(alpha, s, t), (s + t) * mean / (alpha - mean))


@xu2022.claim(
    "mean-keeps-bound",
    repairs="xu2022.mean-keeps-bound/any-share",
    assumes=("xu2022.loss-upper-bounds",),
)
class MeanKeepsBound:
    r"""If mean triplet loss is R < mα, margin α, and a share ≥ m of anchors has the largest loss,
    some map of zero loss changes distances by ≤ diameter·R/(mα − R).

    If the anchors of the largest loss have a share of at least `m`, and $R < m \alpha$, then
    $d_{iso}(f, F_{TS}) \le \frac{D R}{m \alpha - R}$.

    With `n` anchors $m = \frac1n$ is enough. `loss[k]` is the loss of anchor `k`, or of a group of
    anchors with the share `p[k]`, and `a` the one with the largest loss, $L$; `d` is the distance,
    which satisfies $d \le \frac{D L}{\alpha - L}$ by hypothesis, as in `loss-upper-bounds`.
    """

    K, alpha = Classes(), Real(0, open="left")
    D, d, m = Real(0), Real(0), Real(0, 1, open="left")
    p, loss, a = Simplex(K), Scores(K, 0), Label(K)

    given = {
        "share": lambda m, p, a: ge(p[a], m),
        "upper bound": lambda alpha, D, d, loss, a: le(d * (alpha - loss[a]), D * loss[a]),
        "small mean": lambda K, alpha, m, p, loss: lt(mean_of(p, loss), m * alpha),
    }

    def conclusion(alpha, D, d, m, p, loss):
        mean = mean_of(p, loss)
        return le(d, D * mean / (m * alpha - mean))

    def prove(p):
        (goal,) = p.goals
        a, m, loss = p.a, p.m, p.loss
        two = combine(p.K - 1, p.domain("K")["lower"], (1,))
        each = nonnegative(p.p[ANY_CLASS] * loss[ANY_CLASS])
        others = total_of_others(each, a, p.K, two)
        most = combine(mean_of(p.p, loss) - m * loss[a], others, (p.given("share"), loss[a]))
        room = p.given("small mean")
        scaled = combine(
            room.expr * goal.difference, (m, p.given("upper bound")), (p.D + p.d, most)
        )
        return quotient(goal.difference, scaled, room)


def mean_of(p, loss):
    return class_sum(lambda k: p[k] * loss[k], p.size)
