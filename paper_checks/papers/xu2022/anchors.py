"""The mean loss of hard triplets over the anchors of a batch."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022


class Anchors:
    """`n` anchors, at the distances `near[i]` and `far[i]` from hardest positive and negative."""

    n, alpha = Samples(), Real(0, open="left")
    near, far = Each(n, Real(0)), Each(n, Real(0))


def mean_loss(n, near, far, alpha, scale=1):
    """The mean triplet loss of the embedding scaled by this factor."""
    return sample_mean(lambda i: triplet_loss(scale * near[i], scale * far[i], alpha), n)


def is_active(x):
    """1 where `x >= 0`, else 0: `max(0, x)` is 0 at `x = 0`, and grows with it."""
    return 1 - above_zero(-x)


def active(n, near, far, alpha):
    """The share of active anchors."""
    return sample_mean(lambda i: is_active(near[i] - far[i] + alpha), n)


def radial(n, near, far, alpha):
    """The mean over all anchors of `near - far` of the active ones."""
    return sample_mean(lambda i: is_active(near[i] - far[i] + alpha) * (near[i] - far[i]), n)


def roused(n, near, far, alpha, t):
    """The mean over all anchors of what those that are not active lose at the scale `t`."""

    def loss(i):
        idle = 1 - is_active(near[i] - far[i] + alpha)
        return idle * triplet_loss(t * near[i], t * far[i], alpha)

    return sample_mean(loss, n)


def mean_square(n, near, far):
    """The mean square of `near - far`."""
    return sample_mean(lambda i: (near[i] - far[i]) ** 2, n)


def of_active(x, goal, above, below):
    """`goal` from both cases of `x >= 0`, of an anchor with the loss `max(0, x)`."""
    on = is_active(x)

    def up(case):
        return above(case, max_equals(x, 0, case), combine(on - 1, (decided(-x, case), -1)))

    def down(case):
        off = combine(on, (decided(-x, case), -1))
        return below(case, max_equals(0, x, case.weakened()), off)

    return cases(-x, down, up, strict=True)


class Shrunk(Anchors):
    """The embedding is shrunk by the factor `t`; who is hardest stays so."""

    t = Real(0, 1)


@xu2022.claim("shrink-direction")
class ShrinkDirection(Shrunk):
    r"""Scaling an embedding by t in [0, 1] lowers its mean batch-hard triplet loss R by at most (1
    − t)(R − margin × share of active anchors).

    For the batch-hard mean loss $R$, $R(f) - R(t f)$ equals $(1 - t)(R(f) - \alpha A)$, with
    the share $A$ of active anchors, minus the loss of the other anchors under $t f$, as a mean over
    all anchors.

    So it is at most $(1 - t)(R - \alpha A)$, with equality exactly where none of the other anchors
    has a loss under $t f$. As these have none for all `t` near 1, $R - \alpha A$ is the rate at
    which shrinking lowers the loss, and the radial derivative: that of $R(t f)$ in `t` at 1, from
    below. It is the mean of $d_{ap} - d_{an}$ over the active anchors times their share, and
    shrinking is a descent direction if and only if the active anchors have a mean loss above
    $\alpha$: where positives are farther than negatives on average.

    An anchor is active if $d_{an} - d_{ap} \le \alpha$: with equality the loss is 0, and any
    shrinking makes it positive. `near` and `far` are the distances of the hardest positive and of
    the hardest negative, whichever is the larger; shrinking does not change which points are
    hardest. For when no shrinking lowers the loss see `never`.
    """

    where = {
        "A": lambda n, near, far, alpha: active(n, near, far, alpha),
        "R": lambda n, near, far, alpha: mean_loss(n, near, far, alpha),
        "R_t": lambda n, near, far, alpha, t: mean_loss(n, near, far, alpha, t),
    }

    def conclusion(n, alpha, t, near, far):
        rate = mean_loss(n, near, far, alpha) - alpha * active(n, near, far, alpha)
        change = mean_loss(n, near, far, alpha) - mean_loss(n, near, far, alpha, t)
        return (
            eq(radial(n, near, far, alpha), rate),
            eq(change, (1 - t) * rate - roused(n, near, far, alpha, t)),
        )

    def prove(p):
        slope, step = p.goals
        alpha, t = p.alpha, p.t
        gap = p.near[ANY_SAMPLE] - p.far[ANY_SAMPLE]
        x, y = gap + alpha, t * gap + alpha
        on = is_active(x)
        each = on * gap - Max(0, x) + alpha * on
        first = of_active(
            x,
            each,
            lambda case, loss, one: combine(each, (loss, -1), (one, gap + alpha)),
            lambda case, loss, none: combine(each, (loss, -1), (none, gap + alpha)),
        )
        idle = (1 - on) * Max(0, y)
        change = Max(0, x) - Max(0, y) - (1 - t) * (Max(0, x) - alpha * on) + idle

        def above(case, loss, one):
            rest = combine(1 - t, p.domain("t")["upper"])
            still = max_equals(y, 0, combine(y, (t, case), (rest, alpha)))
            return combine(change, (loss, t), (still, -1), (one, alpha * (1 - t) - Max(0, y)))

        def below(case, loss, none):
            return combine(change, (loss, t), (none, alpha * (1 - t) - Max(0, y)))

        return (
            combine(slope.difference, average(first, p.n)),
            combine(step.difference, average(of_active(x, change, above, below), p.n)),
        )


@xu2022.claim("shrink-direction/never")
class ShrinkNever(Shrunk):
    r"""If the mean batch-hard triplet loss is at most the margin times the share of active anchors,
    no scaling of the embedding by t in [0, 1] lowers it.

    If $R(f) \le \alpha A$, no shrinking lowers the batch-hard mean loss: $R(t f) \ge R(f)$ for
    every `t` in $[0, 1]$.

    So if the active anchors lose at most $\alpha$ on average, multiplying $f$ by any `t` in $[0, 1]$
    does not lower the loss, which is convex in `t`.
    """

    given = {
        "mean of the active": lambda n, alpha, near, far: le(
            mean_loss(n, near, far, alpha), alpha * active(n, near, far, alpha)
        ),
    }

    def conclusion(n, alpha, t, near, far):
        return ge(mean_loss(n, near, far, alpha, t), mean_loss(n, near, far, alpha))

    def prove(p):
        (goal,) = p.goals
        alpha, t = p.alpha, p.t
        gap = p.near[ANY_SAMPLE] - p.far[ANY_SAMPLE]
        x, y = gap + alpha, t * gap + alpha
        on = is_active(x)
        rest = combine(1 - t, p.domain("t")["upper"])
        change = Max(0, y) - Max(0, x) - (1 - t) * (alpha * on - Max(0, x))
        least = max_above(y, 0)

        def above(case, loss, one):
            return combine(change, least, (loss, -t), (one, -alpha * (1 - t)))

        def below(case, loss, none):
            return combine(change, nonnegative(Max(0, y)), (loss, -t), (none, -alpha * (1 - t)))

        each = of_active(x, change, above, below)
        return combine(goal.difference, average(each, p.n), (rest, p.given("mean of the active")))
