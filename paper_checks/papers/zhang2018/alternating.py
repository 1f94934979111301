"""Section 3.3: alternate convex search (ACS), Algorithm 1, on the pruned objective."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018
from lossproof.paper_checks.papers.zhang2018.pruning import (
    Outputs,
    Threshold,
    excess,
    indicators_agree,
    objective,
    optimal_weight,
    pruned_objective,
    pruning_is_optimal,
)


class Segment(Threshold):
    """Outputs that go in a straight line from `a` to `b` as the only parameter goes from 0 to 1."""

    n = Samples(tried=(1, 2, 3))
    a, b = Each(n, Real(0, 1, open="left")), Each(n, Real(0, 1, open="left"))
    where = Threshold.where | {
        "pruned": lambda q, k, n, x="a": pruned_objective(x, q, k, n),
        "weighted": lambda q, k, n, x="b", z="a": objective(
            x, lambda i: optimal_weight(z[i], q, k), q, k, n
        ),
    }


WEIGHTED = {"weighted": lambda q, k, n, x="f", z="w": objective(x, lambda i: z[i], q, k, n)}


def stands(w, q, n, a, b):
    """At `a` the weighted sum of L_q neither rises nor falls towards `b`."""
    return eq(sample_mean(lambda i: w(i) * slope(lambda u: lq(u, q), a[i]) * (b[i] - a[i]), n), 0)


@zhang2018.claim("acs-global", "after Eq. 13", kind="argmin")
class AcsGlobal(Segment):
    r"""Alternate convex search finds the global minimum of the truncated L_q loss if L_q is convex
    in the parameters.

    The outputs are linear in one parameter, so $\mathcal{L}_q$ is convex in it, `lq-convex`; `a`
    and `b` are those at two of its values. Algorithm 1 starts with every weight 1; its first step
    has `a` as a minimiser if the sum has the slope 0 there, as the only one if $q < 1$, and so has
    the next one with the weights that pruning gives. So ACS ends at `a`.

    Convexity suggests a global minimum. However, a function that is convex in either block of
    variables need not be jointly convex: a sample is pruned only according to the present outputs.
    To prune it and fit the others better, weights and parameters must change at once, and neither
    step alone finds that change.

    ACS does end at a local minimum if no sample is at the threshold (`acs-local`),
    and at a partial optimum in any case (`acs-partial`); no step increases the objective
    (`acs-monotone`). In the counterexample no sample is at the threshold, so pruning involves no
    tie.
    """

    given = {
        "the first step ends at a": lambda q, n, a, b: stands(lambda i: 1, q, n, a, b),
        "the next step stays at a": lambda q, k, n, a, b: stands(
            lambda i: optimal_weight(a[i], q, k), q, n, a, b
        ),
        "no sample at the threshold": lambda k, n, a: every_sample(lambda s: different(a[s], k), n),
    }

    def conclusion(q, k, n, a, b):
        return le(pruned_objective(a, q, k, n), pruned_objective(b, q, k, n))


@zhang2018.claim("acs-local", "after Eq. 13", kind="argmin", repairs="zhang2018.acs-global")
class AcsLocal(Segment):
    """Alternate convex search stops at a local minimum of the truncated L_q loss if no output at
    the label equals the threshold k.

    The source prints the statement without the last condition, which `acs-not-local` shows to be
    necessary. The network may be convex or not: `a` are the outputs where ACS stops, for the
    weights that pruning gives there, and `b` those at other parameters nearby. It suffices that the
    parameters of `a` are a local minimum, as training finds for a network. If no output of `a` is
    $k$, and the outputs are continuous in the parameters, then near the parameters of `a` every
    output is nearer to that of `a` than the threshold is. There pruning retains the same samples,
    and no parameters do better.
    """

    given = {
        "a minimises over the parameters": lambda q, k, n, a, b: le(
            pruned_objective(a, q, k, n),
            objective(b, lambda i: optimal_weight(a[i], q, k), q, k, n),
        ),
        "the threshold is farther away": lambda k, n, a, b: every_sample(
            lambda s: lt(abs(b[s] - a[s]), abs(a[s] - k)), n
        ),
    }
    conclusion = AcsGlobal.conclusion

    def prove(p):
        q, k, a, b = p.q, p.k, p.a[ANY_SAMPLE], p.b[ANY_SAMPLE]
        stops, near = (
            p.given("a minimises over the parameters"),
            p.given("the threshold is farther away"),
        )
        goal = above_zero(k - a) - above_zero(k - b)

        def at_least(sign):
            """`|b - a| - sign (b - a) >= 0`."""
            step = sign * (b - a)
            return cases(
                step,
                lambda up: combine(abs(step) - step, absolute(up)),
                lambda down: combine(abs(step) - step, absolute(down), (2, down)),
            )

        def pruned(below):
            other = combine(k - b, near, at_least(1), (absolute(below), -1))
            return combine(goal, decided(k - a, below), (decided(k - b, other), -1))

        def stays(above):
            other = combine(b - k, near, at_least(-1), (absolute(above), -1))
            return combine(goal, decided(k - a, above), (decided(k - b, other), -1))

        more = excess(b, q, k)
        same = combine(
            above_zero(excess(a, q, k)) - above_zero(more),
            indicators_agree(p, a),
            cases(k - a, pruned, stays, strict=True),
            (indicators_agree(p, b), -1),
        )
        swapped = average(combine(same.expr * more, (same, more)), p.n)
        return combine(p.goals[0].difference, stops, swapped)


@zhang2018.claim("acs-partial", "our question, after Eq. 13", kind="argmin")
class AcsPartial(Outputs):
    """Where alternate convex search for truncated L_q stops, no other sample weights in [0, 1] give
    a smaller objective.

    Alternate convex search (ACS) stops at a partial optimum: no other parameters have a smaller
    objective with its weights, by its last step, and no other weights have one with its parameters.

    The proof shows the second part. ACS stops at the outputs `f` with weights $w$ that pruning
    gives there; these need to equal the printed ones in value only. The network may be convex or
    not; `v` are other weights. The point is a local minimum too if no sample is at the threshold:
    see `acs-local`.
    """

    w, v = Each(Outputs.n, Real(0, 1)), Each(Outputs.n, Real(0, 1))
    where = Outputs.where | WEIGHTED
    given = {
        "pruning keeps the weights": lambda q, k, n, f, w: eq(
            objective(f, lambda i: w[i], q, k, n), pruned_objective(f, q, k, n)
        ),
    }

    def conclusion(q, k, n, f, w, v):
        return le(objective(f, lambda i: w[i], q, k, n), objective(f, lambda i: v[i], q, k, n))

    def prove(p):
        weight = p.domain("v")
        optimal = pruning_is_optimal(
            p, p.f[ANY_SAMPLE], p.v[ANY_SAMPLE], weight["lower"], weight["upper"]
        )
        return combine(
            p.goals[0].difference,
            average(optimal, p.n),
            (p.given("pruning keeps the weights"), -1),
        )


@zhang2018.claim("acs-not-local", "after Eq. 13", kind="exists")
class AcsNotLocal(Threshold):
    r"""If some output at the label equals the threshold k, alternate convex search can stop at no
    local minimum of truncated L_q, even if L_q is convex.

    The text says that ACS finds a local minimum for networks; `acs-local` proves that if no sample
    is at the threshold. The example has two samples and one parameter $t$, in which the outputs are
    linear: $k (1 - t)$ and $u + k^q u^{1-q} t$, with $u > k$. At $t = 0$ pruning retains both
    samples, and with both retained no $s$ between -1 and 1 does better (the first part): ACS stops.
    But for every $t > 0$, however small, the truncated loss is smaller (the second part): there the
    first sample is pruned. Here $t$ is small enough that no output exceeds 1.
    """

    u, t, s = Real(0, 1, open="both"), Real(0, 1, open="both"), Real(-1, 1, open="both")
    given = {"second sample above k": lambda k, u: gt(u, k)}

    def _outputs(q, k, u, t):
        return k * (1 - t), u + k**q * u ** (1 - q) * t

    def conclusion(q, k, u, t, s):
        def both(loss, at):
            return sympy.Add(*map(loss, AcsNotLocal._outputs(q, k, u, at)))

        def plain(x):
            return lq(x, q)

        def truncated(x):
            return truncated_lq(x, q, k)

        return le(both(plain, 0), both(plain, s)), lt(both(truncated, t), both(truncated, 0))

    def prove(p):
        stays, falls = p.goals
        q, k, u, t, rest = p.q, p.k, p.u, p.t, p.domain("q")["upper"]
        _, second = AcsNotLocal._outputs(q, k, u, t)
        left, right = AcsNotLocal._outputs(q, k, u, p.s)
        above, most, least = (
            p.given("second sample above k"),
            p.domain("s")["upper"],
            p.domain("s")["lower"],
        )
        room = power_in_base(above, positive(k), positive(q))
        one = weighted_am_gm(combine(left, (most, k)), positive(k), positive(q), rest)
        two = weighted_am_gm(
            combine(right, (room, u ** (1 - q)), (least, k**q * u ** (1 - q))),
            positive(u),
            positive(q),
            rest,
        )
        more = combine(second - k, above, (k**q * u ** (1 - q) * t,))
        rise = combine(second - u, (k**q * u ** (1 - q) * t,))
        grows = power_in_base(rise, positive(u), positive(q))
        return (
            combine(
                stays.difference,
                (one, k ** (q - 1) / q),
                (two, u ** (q - 1) / q),
            ),
            combine(
                falls.difference,
                (grows, 1 / q),
                (power_above(combine(second - k, more), second, q, k), 1 / q),
                (power_above(combine(u - k, above), u, q, k), -1 / q),
            ),
        )


@zhang2018.claim("acs-monotone", "our question, after Eq. 13")
class AcsMonotone(Outputs):
    """No step of alternate convex search (ACS) for truncated L_q increases the objective.

    This holds for any network: `f` and `h` are the outputs before and after the step in the
    parameters, with the weights `w`; then the weights are pruned, and the objective is still no
    larger.
    """

    h, w = Each(Outputs.n, Real(0, 1)), Each(Outputs.n, Real(0, 1))
    where = Outputs.where | WEIGHTED
    given = {
        "the parameters minimise": lambda q, k, n, f, h, w: le(
            objective(h, lambda i: w[i], q, k, n), objective(f, lambda i: w[i], q, k, n)
        )
    }

    def conclusion(q, k, n, f, h, w):
        return le(pruned_objective(h, q, k, n), objective(f, lambda i: w[i], q, k, n))

    def prove(p):
        weight, moved = p.domain("w"), p.given("the parameters minimise")
        optimal = pruning_is_optimal(
            p, p.h[ANY_SAMPLE], p.w[ANY_SAMPLE], weight["lower"], weight["upper"]
        )
        return combine(p.goals[0].difference, average(optimal, p.n), moved)


@zhang2018.claim("lq-convex", "our question, after Eq. 13")
class LqConvex:
    r"""L_q is convex in the parameters if the output at the label is linear in them.

    The inequality is stated at the point that divides the segment from `a` to `b` in the ratio `r`.
    """

    q, r = Real(0, 1, open="left"), Real(0)
    a, b = Real(0, 1, open="left"), Real(0, 1, open="left")

    def conclusion(q, r, a, b):
        return le(lq((a + r * b) / (1 + r), q), (lq(a, q) + r * lq(b, q)) / (1 + r))
