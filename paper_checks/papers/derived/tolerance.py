"""The thresholds for which truncated L_q is noise tolerant if every prediction is possible."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("after Zhang & Sabuncu (2018), Sec. 3.3")


class UniformNoise:
    """Truncated L_q, uniform noise, one sample, and the vertex of the clean label."""

    c = Classes()
    y, q, k = Label(c), Real(0, 1, open="left"), Real(0, 1, open="both")
    eta, f = Real(0, 1), Simplex(c)

    _below_chance = {"rate": lambda c, eta: lt(eta, (c - 1) / c)}

    def conclusion(c, y, q, k, eta, f):
        def loss(u):
            return truncated_lq(u, q, k)

        sure = Blocks((1, 1), (0, c - 1)).total(loss)
        noisy = uniform_expectation(label_losses(f, lambda f, j: loss(f[j])), y, eta, c)
        return le(flip_expectation(loss(1), sure, eta, c), noisy)

    def _tolerant(p, large):
        q, k, c, eta = p.q, p.k, p.c, p.eta
        (goal,) = p.goals
        simplex, proper = p.domain("f"), p.domain("k")["upper"]
        rest = p.domain("q")["upper"]
        entry, below = (simplex[name].at(ANY_CLASS, p.y) for name in ("nonnegative", "at most 1"))
        own = clipped_power_at_most_one(entry, below, q, k, proper)
        others = VertexMinimal(
            p.f,
            q,
            k,
            c,
            1,
            simplex=simplex,
            rest=rest,
            proper=proper,
            fewer=nonnegative(0),
            large=large,
        ).fact(p.y)
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        left = combine(c - 1 - eta * c, (c, p.given("rate")))
        at_one = power_above(combine(1 - k, proper), 1, q, k)
        scaled = combine(
            (c - 1) * goal.difference,
            (1 / q, left, own),
            (eta / q, others),
            ((c - 1) / q * (1 - eta), at_one),
        )
        return quotient(goal.difference, scaled, two)


@here.claim("trunc-tolerance", kind="argmin")
class TruncTolerance(UniformNoise):
    r"""L_q truncated at a threshold k with k^q ≥ 2^(1−q) − 1 tolerates uniform noise of every rate
    below (c − 1)/c.

    Every prediction is possible and the noisy risk is the expectation over the noise, so one sample
    is enough: no prediction has a smaller noisy risk than the vertex of the clean label. That is a
    minimum on the simplex; for a softmax, which reaches no vertex, it is an infimum. `necessary`
    shows that the threshold cannot be smaller; `derived.trunc-tolerance-posterior` treats uncertain
    clean labels.

    A vertex has the smallest truncated class sum. Splitting the mass over $t$ labels gains
    $t^{1-q} - 1$ and costs $k^q$ for each label that leaves the truncated part, and two labels are
    the cheapest split.
    """

    given = UniformNoise._below_chance | {
        "large threshold": lambda q, k: ge(k**q, 2 ** (1 - q) - 1)
    }

    def prove(p):
        return UniformNoise._tolerant(p, p.given("large threshold"))


@here.claim("trunc-tolerance/quarter", kind="argmin")
class TruncToleranceQuarter(UniformNoise):
    r"""L_q truncated at a threshold k ≥ 1/4 tolerates uniform noise of every rate below (c − 1)/c.

    Every prediction is possible, as in `trunc-tolerance`, of which this is a special case:
    $4^{-q} - 2^{1-q} + 1 = (1 - 2^{-q})^2$.
    """

    given = UniformNoise._below_chance | {"a quarter": lambda k: ge(k, sympy.Rational(1, 4))}

    def prove(p):
        q, k = p.q, p.k
        quarter = positive(sympy.Rational(1, 4))
        power_bound = power_in_base(p.given("a quarter"), quarter, positive(q))
        square = nonnegative((1 - 2 ** (-q)) ** 2)
        large = combine(k**q + 1 - 2 ** (1 - q), power_bound, square)
        return UniformNoise._tolerant(p, large)


@here.claim("trunc-tolerance/necessary", kind="exists")
class TruncToleranceNecessary:
    r"""L_q truncated at a threshold k with k^q < 2^(1−q) − 1 fails to tolerate uniform noise of
    some rate below (c − 1)/c.

    The rate is $\eta = (c - 1)/(c + 2^{1-q} - 1 - k^q)$; under it the prediction
    $(1/2, 1/2, 0, \dots)$, with the clean label one of the two, has a smaller noisy risk than the
    vertex of the clean label.
    """

    c = Classes()
    q, k = Real(0, 1, open="left"), Real(0, 1, open="both")

    given = {"small threshold": lambda q, k: lt(k**q, 2 ** (1 - q) - 1)}

    def conclusion(c, q, k):
        def loss(u):
            return truncated_lq(u, q, k)

        eta = (c - 1) / (c + 2 ** (1 - q) - 1 - k**q)
        half = sympy.Rational(1, 2)
        sure = Blocks((1, 1), (0, c - 1)).total(loss)
        split = Blocks((half, 2), (0, c - 2)).total(loss)
        return (
            lt(eta, (c - 1) / c),
            lt(
                flip_expectation(loss(half), split, eta, c), flip_expectation(loss(1), sure, eta, c)
            ),
        )

    def prove(p):
        below, better = p.goals
        q, k, c = p.q, p.k, p.c
        half, slack = sympy.Rational(1, 2), p.given("small threshold")
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        scale = combine(c + slack.expr, (c,), slack)
        at_one = power_above(combine(1 - k, p.domain("k")["upper"]), 1, q, k)
        share = slack.expr + 1

        def threshold_below(case):
            return combine(
                q * scale.expr * better.difference,
                (2 ** (-q), slack),
                (-share, at_one),
                (share + 1, power_above(case, half, q, k)),
            )

        def threshold_above(case):
            excess = power_in_base(case, positive(half), positive(q))
            return combine(
                q * scale.expr * better.difference,
                slack,
                (2, excess),
                (slack, slack),
                (2, slack, excess),
                (-share, at_one),
                (share + 1, power_below(case, half, q, k)),
            )

        product = cases(half - k, threshold_below, threshold_above)
        return (
            combine(below.difference, (1 / c, two, slack, reciprocal(scale))),
            combine(better.difference, (1 / q, product, reciprocal(scale))),
        )
