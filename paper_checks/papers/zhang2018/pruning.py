"""Sec. 3.3: the truncated loss, and how pruning samples minimises it."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018


def above(u, k):
    """The indicator `v` of Eq. 12: 1 if `u > k`, else 0."""
    return above_zero(u - k)


def excess(u, q, k):
    """How much a sample loses more than a pruned one."""
    return lq(u, q) - lq(k, q)


def optimal_weight(u, q, k):
    """The optimal weight `w` of Eq. 13 as printed: 1 if `L_q(u) <= L_q(k)`, else 0."""
    return 1 - above_zero(excess(u, q, k))


def objective(f, w, q, k, n):
    """The objective of Eq. 13, divided by the number of samples; `w(i)` is a weight."""
    return sample_mean(lambda i: w(i) * excess(f[i], q, k), n)


def truncated_sum(f, q, k, n):
    """The truncated loss, divided by the number of samples."""
    return sample_mean(lambda i: truncated_lq(f[i], q, k), n)


def fixed_sum(f, u, q, k, n):
    """The right side of Eq. 12 at the outputs `f`, with `v` found at the outputs `u`."""
    return sample_mean(lambda i: above(u[i], k) * lq(f[i], q) + (1 - above(u[i], k)) * lq(k, q), n)


def pruned_objective(f, q, k, n):
    """The same with the printed optimal weights."""
    return objective(f, lambda i: optimal_weight(f[i], q, k), q, k, n)


def truncated_by_indicator(p, u):
    """`L_trunc(u) == L_q(k) + v (L_q(u) - L_q(k))`."""
    v = above(u, p.k)
    goal = truncated_lq(u, p.q, p.k) - lq(p.k, p.q) - v * excess(u, p.q, p.k)

    def branch(power):
        return lambda case: combine(
            goal,
            (power(case, u, p.q, p.k), -1 / p.q),
            (decided(u - p.k, case), -excess(u, p.q, p.k)),
        )

    return cases(u - p.k, branch(power_above), branch(power_below), strict=True)


def loses_more(p, u, case):
    """`L_q(u) - L_q(k) > 0` if the case is `k - u > 0`; at most 0 if it is `u - k >= 0`."""
    smaller = u if case.strict else p.k
    grows = power_in_base(case, nonnegative(smaller), positive(p.q))
    return combine(grows.expr / p.q, (grows, 1 / p.q))


def indicators_agree(p, u):
    """`L_q(u) > L_q(k)` exactly where `u < k`."""
    gap, more = p.k - u, excess(u, p.q, p.k)
    goal = above_zero(more) - above_zero(gap)

    def branch(case):
        return combine(goal, decided(more, loses_more(p, u, case)), (decided(gap, case), -1))

    return cases(gap, branch, branch, strict=True)


def truncated_by_weight(p, u):
    """`L_trunc(u) == L_q(k) + w (L_q(u) - L_q(k))` with the printed optimal `w`."""
    gap, more = p.k - u, excess(u, p.q, p.k)
    goal = truncated_lq(u, p.q, p.k) - lq(p.k, p.q) - optimal_weight(u, p.q, p.k) * more

    def branch(power):
        return lambda case: combine(
            goal,
            (power(case, u, p.q, p.k), -1 / p.q),
            (decided(more, loses_more(p, u, case)), more),
        )

    return cases(gap, branch(power_below), branch(power_above), strict=True)


def pruning_is_optimal(p, u, w, low, high):
    """`w a - w* a >= 0` for a weight `w` in [0, 1], with `a = L_q(u) - L_q(k)`; for any sample."""
    more = excess(u, p.q, p.k)
    goal = (w - optimal_weight(u, p.q, p.k)) * more
    return cases(
        more,
        lambda case: combine(goal, (decided(more, case), more), (case, low)),
        lambda case: combine(goal, (decided(more, case), more), (case, high)),
        strict=True,
    )


class Threshold:
    """The exponent of L_q and the threshold of its truncation."""

    q, k = Real(0, 1, open="left"), Real(0, 1, open="both")
    where = {"L": lambda x, q: lq(x, q)}


@zhang2018.claim("truncated-limit", "after Eq. 9")
class TruncatedLimit(Threshold):
    r"""As the threshold goes to 0, the truncated L_q loss converges to L_q.

    The limit is stated with a rate that holds at every output, also at 0: the two losses differ by
    at most $k^q / q$, so by less than any $\varepsilon > 0$ as soon as $k < (q \varepsilon)^{1/q}$.
    """

    u, epsilon = Real(0, 1), Real(0, open="left")
    given = {"k < (q epsilon)^(1/q)": lambda q, k, epsilon: lt(k, (q * epsilon) ** (1 / q))}

    def conclusion(q, k, u, epsilon):
        gap = lq(u, q) - truncated_lq(u, q, k)
        return le(0, gap), le(gap, k**q / q), lt(gap, epsilon)


@zhang2018.claim("zero-gradient-below-k", "Sec. 3.3")
class ZeroGradientBelowK(Threshold):
    r"""The truncated L_q loss has zero gradient where the output at the label is below the
    threshold.

    Below the threshold the truncated loss is constant, so the sample has no gradient.

    Any two outputs below $k$ have the same loss. Every output near one below $k$ is below $k$ too,
    so that the derivative there is that of a constant.
    """

    u, v = Real(0, 1), Real(0, 1)
    given = {"below the threshold": lambda u, v, k: (lt(u, k), lt(v, k))}

    def conclusion(q, k, u, v):
        return eq(truncated_lq(u, q, k), truncated_lq(v, q, k))


class Outputs(Threshold):
    """The probability that a classifier gives to the label, for each sample."""

    n = Samples(tried=(1, 2))
    f = Each(n, Real(0, 1))
    where = Threshold.where | {
        "truncated": lambda q, k, n, x="f": truncated_sum(x, q, k, n),
        "pruned": lambda q, k, n, x="f": pruned_objective(x, q, k, n),
    }


@zhang2018.claim("prune-rewrite", "Eq. 12")
class PruneRewrite(Outputs):
    r"""L_q truncated at k has the minimisers of Σ v_i L_q + (1 − v_i)L_q(k), with v_i = 1 where the
    output at the label exceeds k and 0 elsewhere.

    $\operatorname{argmin} \sum_i \mathcal{L}_{trunc} = \operatorname{argmin} \sum_i v_i
    \mathcal{L}_q + (1 - v_i) \mathcal{L}_q(k)$.

    Here $v_i = 0$ where $f_{y_i} \le k$ and 1 elsewhere.

    With $v_i$ evaluated at the same parameters as the loss, the two sums are equal for any outputs,
    and so for all parameters of any network. Both sums are divided by the number of samples.
    """

    where = Outputs.where | {"rewritten": lambda q, k, n, x="f": fixed_sum(x, x, q, k, n)}

    def conclusion(q, k, n, f):
        return eq(truncated_sum(f, q, k, n), fixed_sum(f, f, q, k, n))


FIXED = {"fixed": lambda q, k, n, x="f", v="u": fixed_sum(x, v, q, k, n)}


@zhang2018.claim("prune-rewrite/fixed-indicator", "Eq. 12", kind="argmin")
class PruneRewriteFixedIndicator(Outputs):
    r"""With v_i fixed at 1 if the current output at the label exceeds k, else 0, a minimiser of Σ
    v_i L_q + (1 − v_i)L_q(k) minimises L_q truncated at k.

    `u` are the outputs at the current parameters, `f` and `h` those at two others: if the sum with
    fixed $v$ is smaller at `f`, then the truncated loss is no larger there. The statement fails
    because the fixed $v_i$ do not describe which samples are pruned at other parameters. As printed
    without an argument, $v_i$ could be understood in this way; the words do not require it. For a
    true statement about such a step see `majorised`.
    """

    n = Samples(tried=(2,))
    u, f = Each(n, Real(0, 1, open="both")), Each(n, Real(0, 1, open="both"))
    h = Each(n, Real(0, 1, open="both"))
    where = Outputs.where | FIXED
    given = {
        "not at the threshold": lambda n, k, u, f, h: every_sample(
            lambda i: (different(u[i], k), different(f[i], k), different(h[i], k)), n
        ),
        "f minimises the sum with v fixed": lambda q, k, n, u, f, h: lt(
            fixed_sum(f, u, q, k, n), fixed_sum(h, u, q, k, n)
        ),
    }

    def conclusion(q, k, n, f, h):
        return le(truncated_sum(f, q, k, n), truncated_sum(h, q, k, n))


@zhang2018.claim(
    "prune-rewrite/majorised", "Eq. 12", repairs="zhang2018.prune-rewrite/fixed-indicator"
)
class PruneRewriteMajorised(Outputs):
    r"""With v_i = 1 if the current output at the label exceeds k, else 0, Σ v_i L_q + (1 −
    v_i)L_q(k) is ≥ L_q truncated at k, with equality at the current output.

    `u` are the current outputs and `f` those at any other parameters, of any network. So a step
    that lowers the sum lowers the truncated loss by at least as much.
    """

    u = Each(Outputs.n, Real(0, 1))
    where = Outputs.where | FIXED

    def conclusion(q, k, n, f, u):
        return (
            eq(truncated_sum(u, q, k, n), fixed_sum(u, u, q, k, n)),
            le(truncated_sum(f, q, k, n), fixed_sum(f, u, q, k, n)),
        )

    def prove(p):
        q, k, u, f = p.q, p.k, p.u[ANY_SAMPLE], p.f[ANY_SAMPLE]
        v = above(u, k)
        goal = v * lq(f, q) + (1 - v) * lq(k, q) - truncated_lq(f, q, k)

        def branch(larger, smaller):
            rising = power_in_base(max_above(larger, smaller), nonnegative(larger), positive(q))
            return lambda case: combine(
                goal, (rising, 1 / q), (decided(u - k, case), excess(f, q, k))
            )

        return (
            average(truncated_by_indicator(p, u), p.n),
            average(cases(u - k, branch(f, k), branch(k, f), strict=True), p.n),
        )


@zhang2018.claim("prune-weights", "Eq. 13", kind="argmin")
class PruneWeights(Outputs):
    r"""For L_q truncated at k, pruning the samples with L_q > L_q(k) is optimal among all sample
    weights in [0, 1].

    $\operatorname{argmin}_\theta \sum_i v_i (\mathcal{L}_q - \mathcal{L}_q(k)) =
    \operatorname{argmin}_{\theta, w \in [0,1]^n} \sum_i w_i (\mathcal{L}_q - \mathcal{L}_q(k))$.

    For any outputs the printed $w_i$ (1 if $\mathcal{L}_q \le \mathcal{L}_q(k)$, else 0) are at
    least as good as any other weights, and with them the right side is the left side, and the
    truncated loss up to a constant. So the minima over the parameters are the same. $w_i$ and $v_i$
    differ where the output is exactly $k$: such a sample counts 0 either way. All sums are divided
    by the number of samples; `pruned` contains the printed $w_i$.
    """

    w = Each(Outputs.n, Real(0, 1))
    where = Outputs.where | {
        "weighted": lambda q, k, n, x="f", v="w": objective(x, lambda i: v[i], q, k, n),
        "kept": lambda q, k, n, x="f": objective(x, lambda i: above(x[i], k), q, k, n),
    }

    def conclusion(q, k, n, f, w):
        pruned = pruned_objective(f, q, k, n)
        return (
            le(pruned, objective(f, lambda i: w[i], q, k, n)),
            eq(pruned, objective(f, lambda i: above(f[i], k), q, k, n)),
            eq(truncated_sum(f, q, k, n), pruned + lq(k, q)),
        )

    def prove(p):
        u, weight = p.f[ANY_SAMPLE], p.domain("w")
        _, indicator, _ = p.goals
        by_weight = average(truncated_by_weight(p, u), p.n)
        by_indicator = average(truncated_by_indicator(p, u), p.n)
        optimal = pruning_is_optimal(p, u, p.w[ANY_SAMPLE], weight["lower"], weight["upper"])
        return (
            average(optimal, p.n),
            combine(indicator.difference, by_indicator, (by_weight, -1)),
            by_weight,
        )


@zhang2018.claim("prune-criterion", "after Eq. 13")
class PruneCriterion(Threshold):
    r"""Pruning for truncated L_q keeps exactly the samples whose output at the label is at least
    the threshold k, those with L_q ≤ L_q(k).

    The two conditions are equivalent: the indicator of the first equals that of the second, which
    is the printed optimal weight.
    """

    u = Real(0, 1)

    def conclusion(q, k, u):
        return eq(1 - above_zero(k - u), optimal_weight(u, q, k))
