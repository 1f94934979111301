"""Pairs outside the linear regime, and how often random embeddings are inside."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.margin import hinge_sum, square
from lossproof.paper_checks.papers.le2018.pairs import HALF, ONE_RATE, clean, noisy
from lossproof.paper_checks.papers.le2018.population import (
    LINE,
    SIDES,
    Line,
    Pairs,
    distances,
)
from lossproof.paper_checks.papers.notation import *


@le2018.claim("outside-linear-regime/kept-order", kind="order")
class OutsideLinearRegime(Line):
    r"""Flipping pairs at a rate < 1/2 preserves the order of two embeddings by margin loss max(0, α
    ± (d − β)) over all pairs, clipped or not.

    Over all pairs, pair noise at a rate below one half preserves the order of risks, also
    outside the linear regime.

    The margin losses of a pair and of its opposite sum to $2\alpha$, the property that implies
    noise tolerance for losses of classifiers. However, they do so only for $|d - \beta| \le
    \alpha$; outside the sum grows with $|d - \beta|$, and the noisy risk contains that excess.

    The order is preserved if the better embedding is no farther outside: see `no-farther-outside`;
    for the loss where that condition fails see `price`. The counterexample has three points on the
    line, of the classes 0, 0 and 1 and the first in the middle, at the distances `x` from the
    others in one embedding and `w` in another.
    """

    rho = Real(0, 1)
    where = SIDES | {
        "R": lambda alpha, beta, v="x": clean(distances(v), LINE, alpha, beta),
        "noisy": lambda rho, alpha, beta, v="x": noisy(distances(v), LINE, rho, rho, alpha, beta),
    }

    given = {
        "rate": lambda rho: lt(rho, HALF),
        "clean order": lambda x, w, alpha, beta: le(
            clean(distances(x), LINE, alpha, beta), clean(distances(w), LINE, alpha, beta)
        ),
    }

    def conclusion(x, w, rho, alpha, beta):
        return le(
            noisy(distances(x), LINE, rho, rho, alpha, beta),
            noisy(distances(w), LINE, rho, rho, alpha, beta),
        )


class Anywhere(Pairs):
    """Pairs that are seen with the wrong relation at the rate `rho`."""

    rho = Real(0, 1)
    where = ONE_RATE


def outside_regime(d, alpha, beta):
    """How far pairs are outside the linear regime, in the mean."""
    return sample_mean(lambda i: Max(0, Abs(d[i] - beta) - alpha), d.size)


def both_labels(p, name):
    """`mean(l(d, +1) + l(d, -1)) == 2 alpha + outside`, of the embedding `name`."""
    d = getattr(p, name)[ANY_SAMPLE]
    _, sums = hinge_sum(d - p.beta, p.alpha, p.domain("alpha")["lower"])
    return average(sums, p.n)


@le2018.claim("outside-linear-regime")
class OutsideExact(Anywhere):
    r"""Flipping pairs at rate ρ turns the risk R of margin loss max(0, α ± (d − β)) into (1 − 2ρ)R
    + ρ(2α + 𝔼 max(0, |d − β| − α)), d the distances.

    Over all pairs, $\tilde R(d) = (1 - 2\rho) R(d) + \rho\,(2\alpha + E(d))$, with $E(d)$ the
    mean of $\max(0, |d_i - \beta| - \alpha)$.

    So $\tilde R(d) \le \tilde R(e)$ if and only if $\rho\,(E(d) - E(e)) \le (1 - 2\rho)(R(e) -
    R(d))$, and noise preserves an order of risks at every rate below one half if and only if $E(d)
    \le E(e)$: see `no-farther-outside`.
    """

    def conclusion(d, s, rho, alpha, beta):
        charged = rho * (2 * alpha + outside_regime(d, alpha, beta))
        return eq(
            noisy(d, s, rho, rho, alpha, beta), (1 - 2 * rho) * clean(d, s, alpha, beta) + charged
        )


class Beside(Anywhere):
    """The same pairs in another embedding too, at the distances `e`."""

    e = Each(Pairs.n, Real(0))


@le2018.claim(
    "outside-linear-regime/no-farther-outside",
    kind="order",
    repairs="le2018.outside-linear-regime/kept-order",
)
class NoFartherOutside(Beside):
    r"""Flipping pairs at a rate < 1/2 keeps the order of two embeddings by margin loss max(0, α ±
    (d − β)) if the better one has no larger 𝔼 max(0, |d − β| − α).

    Over all pairs, with $\rho < \frac12$: if $R(d) \le R(e)$ and the pairs of `d` are no
    farther outside the linear regime than those of `e`, in the mean, then $\tilde R(d) \le \tilde
    R(e)$.

    The distance from the linear regime is the mean of $\max(0, |d_i - \beta| - \alpha)$, which is 0
    where every pair of `d` is in the linear regime. The condition is necessary for the order at
    every rate below one half: see `outside-linear-regime`.
    """

    given = {
        "no farther outside": lambda d, e, alpha, beta: le(
            outside_regime(d, alpha, beta), outside_regime(e, alpha, beta)
        ),
        "rate": lambda rho: lt(rho, HALF),
        "clean order": lambda d, e, s, alpha, beta: le(
            clean(d, s, alpha, beta), clean(e, s, alpha, beta)
        ),
    }

    def conclusion(d, e, s, rho, alpha, beta):
        return le(noisy(d, s, rho, rho, alpha, beta), noisy(e, s, rho, rho, alpha, beta))

    def prove(p):
        return combine(
            p.goals[0].difference,
            (2, p.given("rate"), p.given("clean order")),
            (p.rho, p.given("no farther outside")),
            (both_labels(p, "d"), p.rho),
            (both_labels(p, "e"), -p.rho),
        )


@le2018.claim("outside-linear-regime/price")
class OutsidePrice(Beside):
    r"""Pair flips at rate ρ < 1/2 turn the gap G of two embeddings in margin risk into (1 − 2ρ)G +
    ρ × their gap in 𝔼 max(0, |d − β| − α), d the distances.

    Over all pairs, with $\rho < \frac12$: $\tilde R(e) - \tilde R(d)$ is $1 - 2\rho > 0$ times
    $R(e) - R(d) - \frac{\rho}{1 - 2\rho} (E(d) - E(e))$, with $E(d)$ the mean of $\max(0, |d_i -
    \beta| - \alpha)$.

    So the noisy risk prefers $d$ if and only if the clean risk does by more than $\frac{\rho}{1 -
    2\rho} (E(d) - E(e))$, where $E(d)$ measures how far the pairs of $d$ are outside the linear
    regime. Where it prefers $e$ to a better $d$ the clean risk loses no more than that.
    """

    rho = Real(0, "1/2", open="right")

    def conclusion(d, e, s, rho, alpha, beta):
        clean_gap = clean(e, s, alpha, beta) - clean(d, s, alpha, beta)
        further = outside_regime(d, alpha, beta) - outside_regime(e, alpha, beta)
        return eq(
            noisy(e, s, rho, rho, alpha, beta) - noisy(d, s, rho, rho, alpha, beta),
            (1 - 2 * rho) * (clean_gap - rho / (1 - 2 * rho) * further),
        )

    def prove(p):
        (goal,) = p.goals
        rate = combine(1 - 2 * p.rho, (2, p.domain("rho")["upper"]))
        one, other = both_labels(p, "d"), both_labels(p, "e")
        return combine(goal.difference, (one, p.rho), (other, -p.rho), (0, one, reciprocal(rate)))


HALVES = (HALF, HALF)


class Sphere:
    """An anchor of norm 1, by its coordinates `a` and `b` in two orthonormal frames of R^n.

    A uniformly random point of the sphere is one of the vectors of a random frame, or the opposite
    of one, each with the same chance. So what holds of every frame holds of random points.
    """

    n = Classes(tried=(2, 3))
    a, b = Scores(n), Scores(n)

    given = {
        "norm 1": lambda a, b: (eq(square(a), 1), eq(square(b), 1)),
    }


@le2018.claim("initialisation-regime/second-moment")
class SecondMoment:
    r"""The inner product of a unit vector with a random unit vector in ℝⁿ has the second moment
    1/n.

    The anchor has the coordinates `a` in a random orthonormal frame of $\mathbb{R}^n$, of which a
    vector is drawn: its inner product with the anchor is one of them.
    """

    n = Classes(tried=(2, 3))
    a = Scores(n)

    given = {"norm 1": lambda a: eq(square(a), 1)}

    def conclusion(n, a):
        return eq(expected(lambda i: a[i] ** 2, even_law(n)), 1 / n)


def beyond(x, M):
    """1 where `4 x^2 > M^2`, else 0."""
    return above_zero(4 * x**2 - M**2)


@le2018.claim("initialisation-regime/bound")
class InitialisationRegime(Sphere):
    r"""For an anchor and two random unit vectors in ℝⁿ, the two squared distances differ by more
    than M with probability at most 8/(nM²).

    For random points of the sphere in $\mathbb{R}^n$, a triplet is outside the linear regime
    $|d_{ap}^2 - d_{an}^2| \le M$ of squared distances with a probability of at most $\frac{8}{n
    M^2}$.

    Positive and negative are drawn from two independent frames; $d_{ap}^2 - d_{an}^2$ is twice the
    difference of two inner products, with the second moment $\frac8n$. For distances themselves
    $|d_{ap} - d_{an}|^2 \le |d_{ap}^2 - d_{an}^2|$, so a triplet is outside $|d_{ap} - d_{an}| \le
    m$ with a probability of at most $\frac{8}{n m^4}$. Hence the probability of the linear regime
    has the limit 1 for any margin as the dimension grows, as $1 - 2\Phi(-m \sqrt n)$ has. For
    bounds at a given $n$ see `initialisation-regime`.
    """

    M = Real(0, open="left")

    def conclusion(n, a, b, M):
        def either(i, j):
            return sampled_value((beyond(a[i] - b[j], M), beyond(a[i] + b[j], M)), HALVES)

        law = even_law(n)
        chance = expected(lambda i: expected(lambda j: either(i, j), law), law)
        return le(chance, 8 / (n * M**2))

    def prove(p):
        (goal,) = p.goals
        ours, theirs = p.given("norm 1")
        a, b, n, M = p.a[ANY_ROW], p.b[ANY_CLASS], p.n, p.M

        def bound(x):
            of = 4 * x**2 - M**2
            value = 4 * x**2 / M**2 - beyond(x, M)

            def above(out):
                return combine(value, (out, 1 / M**2), (decided(of, out), -1))

            def below(within):
                return combine(value, (4 / M**2, nonnegative(x**2)), (decided(of, within), -1))

            return cases(of, above, below, strict=True)

        both = combine(
            4 * (a**2 + b**2) / M**2 - (beyond(a - b, M) + beyond(a + b, M)) / 2,
            (HALF, bound(a - b)),
            (HALF, bound(a + b)),
        )
        every = summed(summed(both, ANY_CLASS, n), ANY_ROW, n)
        scale = 4 / (n * M**2)
        return combine(goal.difference, (every, 1 / n**2), (ours, -scale), (theirs, -scale))
