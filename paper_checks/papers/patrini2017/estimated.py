"""Section 4.3, Eq. 12: the bias of the argmax for estimated probabilities."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

ours = patrini2017.at("our question, after Eq. 12-13")

HALF = sympy.Rational(1, 2)


@ours.claim("argmax-estimator/estimated", kind="pop")
class ArgmaxEstimatorEstimated:
    r"""Patrini's argmax estimator of a diagonal entry of the transition matrix is unbiased if the
    estimated class probabilities are unbiased.

    $\mathbb{E}\,\hat T_{ii} = T_{ii}$ where the probabilities are estimated without bias.

    $X'$ has two perfect examples of class $i$, with estimates of $p(\tilde y = e^i | x) = T_{ii}$
    that are sampled independently: each is $u_z$ with probability $w_z$, and has the right mean; `c`
    is here the number of values it may take.

    More examples should help. However, Eq. 12 takes the maximum, and so the larger of the two
    errors. Exact probabilities are never too large; estimated ones are too large on average, and
    more so with more points. For the size of the bias see `upwards`.
    """

    c = Classes(tried=(2, 3))
    w, u, t = Simplex(c, interior=True), Scores(c, 0, 1), Real(0, 1)

    given = {"unbiased": lambda w, u, t: eq(expectation(w, u), t)}

    def conclusion(w, u, t):
        return eq(larger(w, u), t)


def larger(w, u):
    """The expected larger one of two values that are drawn from `u` with the chances `w`."""
    return expected(lambda z: expected(lambda v: sympy.Max(u[z], u[v]), w), w)


@ours.claim(
    "argmax-estimator/upwards", kind="pop", repairs="patrini2017.argmax-estimator/estimated"
)
class ArgmaxEstimatorUpwards(ArgmaxEstimatorEstimated):
    r"""From two unbiased estimates u, u′ of the transition probability T_ii, the argmax estimator
    has the mean T_ii + 𝔼|u − u′|/2.

    $\mathbb{E}\,\hat T_{ii} = T_{ii} + \frac12\,\mathbb{E}\,|u - u'|$, for two unbiased
    estimates $u$ and $u'$.

    So its mean is never too small, and it is too large unless the estimate is deterministic. As in
    `estimated`, `c` is the number of values an estimate may take.
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
