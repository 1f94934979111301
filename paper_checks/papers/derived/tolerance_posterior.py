"""The thresholds for which truncated L_q is noise tolerant for any posterior."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *


def losses(f, q, k):
    return label_losses(f, lambda f, j: truncated_lq(f[j], q, k))


def at_vertex(p, m, q, k):
    """The expected loss of the prediction that is sure of `m`."""
    return expectation_at_vertex(p, m, lambda u: truncated_lq(u, q, k))


def noisy(p, f, q, k, eta, c):
    """The expected loss of `f` where the clean label is drawn from `p` and then flipped."""
    flipped = SymbolicVector(lambda y: uniform_expectation(losses(f, q, k), y, eta, c), c)
    return expectation(p, flipped)


@derived.claim(
    "trunc-tolerance-posterior",
    "after Zhang & Sabuncu (2018), Sec. 3.3",
    kind="argmin",
    repairs="zhang2018.tighter-means-tolerant/any-two-predictions",
)
class TruncTolerancePosterior:
    r"""L_q truncated at a threshold k with k^q ≥ 2^(1−q) − 1 tolerates uniform noise of rate below
    (c − 1)/c for any posterior of the clean label.

    If $k^q \ge 2^{1-q} - 1$, truncated $L_q$ is exactly tolerant to uniform noise of every rate
    below $(c-1)/c$, for any posterior of the clean label: a prediction $h$ that minimises the clean
    risk minimises the noisy risk too.

    Every prediction is possible and the noisy risk is the expectation over the noise, so one point
    is enough, with the posterior $p$ of its clean label and a most probable class $m$. The smallest
    clean risk is that of the vertex of $m$, which is the first part; so $h$ minimises it if its
    risk is not larger. The threshold is sharp: below it some rate is not tolerated even where the
    clean label is certain (`derived.trunc-tolerance/necessary`). Every $k \ge \frac14$ satisfies
    it, and at $q = 0.7$ every $k \ge 0.124$.

    The reason is the class sum: it is smallest at a vertex. A posterior gives no class more weight
    than $m$, so splitting the mass gains nothing under it either.
    """

    c = Classes(tried=(2, 3))
    m, q, k = Label(c), Real(0, 1, open="left"), Real(0, 1, open="both")
    eta = Real(0, 1)
    p, h, f = Simplex(c), Simplex(c), Simplex(c)

    given = {
        "rate": lambda c, eta: lt(eta, (c - 1) / c),
        "large threshold": lambda q, k: ge(k**q, 2 ** (1 - q) - 1),
        "likeliest": lambda c, m, p: every_class(lambda j: le(p[j], p[m]), c),
        "clean minimiser": lambda m, q, k, p, h: le(
            expectation(p, losses(h, q, k)), at_vertex(p, m, q, k)
        ),
    }

    def conclusion(c, m, q, k, eta, p, h, f):
        return (
            le(at_vertex(p, m, q, k), expectation(p, losses(f, q, k))),
            le(noisy(p, h, q, k, eta, c), noisy(p, f, q, k, eta, c)),
        )

    def prove(p):
        least, tolerant = p.goals
        q, k, c, eta, m = p.q, p.k, p.c, p.eta, p.m
        proper, rest, large = (
            p.domain("k")["upper"],
            p.domain("q")["upper"],
            p.given("large threshold"),
        )
        chance, likeliest, unit = p.domain("p"), p.given("likeliest"), p.domain("p")["total"]
        at_label = sifted(p.p[ANY_CLASS], m, c)
        at_one = power_above(combine(1 - k, proper), 1, q, k)
        most = chance["nonnegative"].at(ANY_CLASS, m)

        def spread(f):
            """`sum_j (p_m - p_j)(max(f_j, k)^q - k^q) >= 0`."""
            u = f[ANY_CLASS]
            above = power_in_base(max_above(k, u), positive(k), positive(q))
            return total(combine(likeliest.expr * above.expr, (likeliest, above)), c)

        vertex = VertexMinimal(
            p.f,
            q,
            k,
            c,
            1,
            simplex=p.domain("f"),
            rest=rest,
            proper=proper,
            fewer=nonnegative(0),
            large=large,
        ).fact(m)
        first = combine(
            least.difference,
            (1 / q, spread(p.f)),
            (1 / q, most, vertex),
            (p.p[m] / q, at_one),
            ((clipped_power(1, q, k) - k**q) / q, at_label),
        )
        sure = combine(p.p[m], (1 / c, total(likeliest, c)), (1 / c, unit), (1 / c,))

        def kept_of(f):
            return f.total(lambda u: clipped_power(u, q, k))

        held_most = kept_of(p.h) - 1 - (c - 1) * k**q
        second = quotient(
            held_most,
            combine(
                p.p[m] * held_most,
                spread(p.h),
                (q, p.given("clean minimiser")),
                (clipped_power(1, q, k) - k**q, at_label),
                (p.p[m], at_one),
            ),
            sure,
        )
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        margin = below_uniform(p.given("rate"), eta, c)
        scaled = combine(
            (c - 1) * tolerant.difference,
            (margin, first),
            (margin, p.given("clean minimiser")),
            (eta / q, vertex),
            (eta / q, second),
            (eta / q * (kept_of(p.h) - kept_of(p.f)), unit),
        )
        return first, quotient(tolerant.difference, scaled, two)
