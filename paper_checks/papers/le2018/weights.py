"""Pairs with any weights and any label noise: the probability of being labelled as same decides."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.pair_rates import no_clean_risk
from lossproof.paper_checks.papers.le2018.pairs import HALF
from lossproof.paper_checks.papers.le2018.population import (
    SIDES,
    Two,
    gathered,
    in_regime,
    level,
    linear,
    losses,
)
from lossproof.paper_checks.papers.notation import *

ASSUMED = ("le2018.induced-pair-rates/any-noise",)


class Weighted(Two):
    """`seen[i]` is the chance that pair `i` is seen as of one class; `w` weighs those seen so."""

    seen, w = Each(Two.n, Real(0, 1)), Real(0, 1, open="both")

    where = SIDES | {
        "R": lambda s, alpha, beta, v="d": all_pairs_risk(v, s, alpha, beta),
        "share": lambda seen: share_of(seen),
        "noisy": lambda seen, w, alpha, beta, v="d": weighted_pairs_risk(v, seen, w, alpha, beta),
    }

    given = Two.given | {
        "no clean risk": no_clean_risk,
        "both are seen": lambda seen: (gt(share_of(seen), 0), lt(share_of(seen), 1)),
    }


def low_and_high(s, seen, w, g=0):
    """Of each pair, that pairs of one class are above the break-even chance, and others below.

    By at least `g`.
    """
    even = break_even(w, share_of(seen))
    return (
        every_sample(lambda i: ge(s[i] * (seen[i] - even - g), 0), seen.size),
        every_sample(lambda i: ge((1 - s[i]) * (even - seen[i] - g), 0), seen.size),
    )


def gained(s, seen, w, e, g, alpha, beta):
    """What a pair of the clean risk of `e` is worth to the noisy risk, at least, times that."""
    share = share_of(seen)
    slope = w / share + (1 - w) / (1 - share)
    return slope * g * all_pairs_risk(e, s, alpha, beta)


def scales(p):
    """`w/Z > 0` and `(1 - w)/(1 - Z) > 0`: what a pair seen as same weighs, and one seen as not."""
    there, rest = p.given("both are seen")
    share = share_of(p.seen)
    return (
        combine(p.w / share, (p.w, reciprocal(there))),
        combine((1 - p.w) / (1 - share), (p.domain("w")["upper"], reciprocal(rest))),
    )


def balance(p):
    """`g` with `g >= 0`, `M >= 0` and `1 - M >= 0`, for the break-even chance `M`.

    `g (seen - M)` is what the risk has of a pair's distance.
    """
    there, rest = p.given("both are seen")
    w, weight = nonnegative(p.w), p.domain("w")["upper"]
    share, (same, apart) = share_of(p.seen), scales(p)
    whole = combine(p.w * (1 - share) + (1 - p.w) * share, (p.w, rest), (weight, there))
    over, even = reciprocal(whole), break_even(p.w, share)
    slope = combine(same.expr + apart.expr, same, apart)
    return (
        slope,
        combine(even, (weight, there, over)),
        combine(1 - even, (w, rest, over)),
    )


def regime_of_d(n, d, alpha, beta):
    return in_regime(d, n, alpha, beta)


def no_lower(p):
    """`l(e, +1) + l(e, -1) - l(d, +1) - l(d, -1) >= 0` of pair `s`, wherever `e` is."""
    x = p.e[ANY_SAMPLE] - p.beta
    sums = [both_sides(getattr(p, of)[ANY_SAMPLE], p.alpha, p.beta) for of in ("e", "d")]
    ours = [(fact, -1) for fact in linear(p, "d")]
    return combine(sums[0] - sums[1], *(max_above(p.alpha + way, 0) for way in (x, -x)), *ours)


@le2018.claim("general-t-pairs", kind="argmin", assumes=ASSUMED)
class GeneralPairs(Weighted):
    r"""Zero unclipped margin loss stays optimal under noise if P(equal noisy labels) is ≥ M within
    classes and ≤ M between them, M set by the pair weights.

    For any label noise $T$ and any weight $0 < w < 1$ of the pairs labelled as same: if $R(d) =
    0$, $\tilde R(d) \le \tilde R(e)$ where all $(T T^\top)_{ab}$ of different classes are at most
    $M^*(w) = \frac{(1-w) Z_+}{w Z_- + (1-w) Z_+}$ and all $(T T^\top)_{aa}$ at least that.

    $\tilde R$ is $w$ times the mean loss of pairs labelled as same plus $1 - w$ times that of the
    others, $Z_+$ and $Z_- = 1 - Z_+$ the shares of the two, in a large population. $d$ is in the
    linear regime and $e$ any embedding: outside, the two losses of a pair sum to no less. Only the
    classes that occur count, and each pair may have its own probability of being labelled as same,
    `seen[i]`. All pairs weigh $w = Z_+$, which makes $M^* = \frac12$; one negative for every
    positive is $w = \frac12$, which makes $M^* = Z_+$. The condition is sharp: if one probability
    is on the other side, every $e$ of the regime that moves its pairs alone has $\tilde R(e) <
    \tilde R(d)$, see `pulled-apart` and `pushed-together`. Where all inequalities are strict, $d$
    is the only minimiser: see `unique`. Both shares are assumed positive because the means divide
    by them.
    """

    given = Weighted.given | {
        "linear regime": regime_of_d,
        "chances": lambda s, seen, w: low_and_high(s, seen, w),
    }

    def conclusion(d, e, seen, w, alpha, beta):
        first, second = (weighted_pairs_risk(x, seen, w, alpha, beta) for x in (d, e))
        return le(first, second)

    def prove(p):
        (goal,) = p.goals
        return preferred(p, goal.difference)


def preferred(p, goal):
    """`goal`, the noisy risk of `e` less that of `d` and what the chances leave room for.

    Only `d` need be in the linear regime.
    """
    slope, even, uneven = balance(p)
    above, below = p.given("chances")
    rest = combine(1 - p.s[ANY_SAMPLE], p.domain("s")["upper"])
    (own, away), (pulled, pushed) = losses(p, "d"), losses(p, "e")
    s, chance = p.s[ANY_SAMPLE], p.domain("seen")
    seldom = combine(1 - p.seen[ANY_SAMPLE], chance["upper"])
    (same, apart), above_both = scales(p), no_lower(p)
    gains = gathered(
        (above, pulled),
        (below, pushed),
        (s, seldom, own),
        (s, even, own),
        (rest, uneven, away),
        (rest, p.seen[ANY_SAMPLE], away),
    )
    return combine(
        goal,
        (slope, average(gains, p.n)),
        (same, average(gathered((p.seen[ANY_SAMPLE], rest, above_both)), p.n)),
        (apart, average(gathered((s, seldom, above_both)), p.n)),
        (slope.expr, p.given("no clean risk"), -1),
    )


class Strict(Weighted):
    """`e` has a clean risk, and the chances miss the break-even chance by at least `g`.

    With any number of classes that is so if none of them has it: `g` is the least of the gaps.
    """

    g = Real(0, 1, open="left")

    given = Weighted.given | {
        "clean risk": lambda e, s, alpha, beta: gt(all_pairs_risk(e, s, alpha, beta), 0)
    }


@le2018.claim("general-t-pairs/unique", kind="argmin", assumes=ASSUMED)
class OnlyMinimiser(Strict):
    r"""Under noise only zero margin loss is optimal if P(equal noisy labels) is > M within classes
    and < M between them, M set by the pair weights.

    If $R(d) = 0 < R(e)$, $\tilde R(d) < \tilde R(e)$ where all $(T T^\top)_{ab}$ of different
    classes are below $M^*(w)$ and all $(T T^\top)_{aa}$ above it: by at least $\left( \frac{w}{Z_+}
    + \frac{1-w}{Z_-}\right) g R(e)$, where `g` is the least of the gaps.

    The embedding $e$ is arbitrary; only $d$ is in the linear regime.
    """

    given = Strict.given | {
        "linear regime": regime_of_d,
        "chances": lambda s, seen, w, g: low_and_high(s, seen, w, g),
    }

    def conclusion(d, e, s, seen, w, g, alpha, beta):
        first, second = (weighted_pairs_risk(x, seen, w, alpha, beta) for x in (d, e))
        return ge(second - first, gained(s, seen, w, e, g, alpha, beta)), lt(first, second)

    def prove(p):
        worth, order = p.goals
        least = preferred(p, worth.difference)
        slope, _, _ = balance(p)
        return least, combine(order.difference, least, (p.g, slope, p.given("clean risk")))


def stays(moved, n):
    """That what has moved is at least 0 and at most 0, in every pair."""
    return every_sample(lambda i: (ge(moved(i), 0), le(moved(i), 0)), n)


class Beyond(Strict):
    """`e` leaves `d`, of no clean risk, only at pairs of one kind that are on the wrong side."""

    def conclusion(d, e, s, seen, w, g, alpha, beta):
        first, second = (weighted_pairs_risk(x, seen, w, alpha, beta) for x in (d, e))
        return ge(first - second, gained(s, seen, w, e, g, alpha, beta)), lt(second, first)


@le2018.claim("general-t-pairs/pulled-apart", kind="order", assumes=ASSUMED)
class PulledApart(Beyond):
    r"""If points of a class get equal noisy labels less often than a threshold set by pair weights,
    moving them apart, from zero margin loss, lowers the noisy risk.

    Where $R(d) = 0 < R(e)$ and $e$ moves only pairs of a class with $(T T^\top)_{aa} < M^*(w)$,
    $\tilde R(e) < \tilde R(d)$: by at least $\left(\frac{w}{Z_+} + \frac{1-w}{Z_-}\right) g R(e)$,
    where `g` is the least of the gaps of the pairs that move.
    """

    given = Strict.given | {
        "only these move": lambda n, d, e, s: stays(lambda i: (1 - s[i]) * (e[i] - d[i]), n),
        "chances": lambda d, e, s, seen, w, g: every_sample(
            lambda i: ge(s[i] * (e[i] - d[i]) * (break_even(w, share_of(seen)) - seen[i] - g), 0),
            seen.size,
        ),
    }

    def prove(p):
        worth, order = p.goals
        slope, even, _ = balance(p)
        (own, away), (pulled, pushed) = losses(p, "d"), losses(p, "e")
        s, seen = p.s[ANY_SAMPLE], p.seen[ANY_SAMPLE]
        rest = combine(1 - s, p.domain("s")["upper"])
        (here, near), (there, far) = linear(p, "d"), linear(p, "e")
        room = s * (even.expr - seen - p.g)
        gains = gathered(
            (p.given("chances"),), (there, room), (here, -room), (s, own), (rest, away), (0, even)
        )
        move = squeezed(*p.given("only these move"))
        still = combine(
            (1 - s) * (pulled.expr - own.expr), (there, 1 - s), (here, s - 1), (move, 1)
        )
        fixed = combine(
            (1 - s) * (pushed.expr - away.expr), (far, 1 - s), (near, s - 1), (move, -1)
        )
        flat, scale = level(p), (1 - p.w) / (1 - share_of(p.seen))
        least = combine(
            worth.difference,
            (slope, average(gains, p.n)),
            (slope.expr * (1 + p.g), p.given("no clean risk"), -1),
            (average(fixed, p.n), -slope.expr * p.g),
            (average(still, p.n), slope.expr * even.expr),
            (average(gathered((seen, still)), p.n), -slope.expr),
            (average(flat, p.n), -scale),
            (average(gathered((seen, flat)), p.n), scale),
        )
        return least, combine(order.difference, least, (p.g, slope, p.given("clean risk")))


@le2018.claim("general-t-pairs/pushed-together", kind="order", assumes=ASSUMED)
class PushedTogether(Beyond):
    r"""If points of two classes get equal noisy labels more often than a threshold set by pair
    weights, joining them, from zero margin loss, lowers the noisy risk.

    Where $R(d) = 0 < R(e)$ and $e$ moves only pairs of two classes with $(T T^\top)_{ab} >
    M^*(w)$, $\tilde R(e) < \tilde R(d)$: by at least $\left(\frac{w}{Z_+} + \frac{1-w}{Z_-}\right)
    g R(e)$, where `g` is the least of the gaps of the pairs that move.
    """

    given = Strict.given | {
        "only these move": lambda n, d, e, s: stays(lambda i: s[i] * (e[i] - d[i]), n),
        "chances": lambda d, e, s, seen, w, g: every_sample(
            lambda i: ge(
                (1 - s[i]) * (d[i] - e[i]) * (seen[i] - break_even(w, share_of(seen)) - g), 0
            ),
            seen.size,
        ),
    }

    def prove(p):
        worth, order = p.goals
        slope, even, _ = balance(p)
        (own, away), (pulled, pushed) = losses(p, "d"), losses(p, "e")
        s, seen = p.s[ANY_SAMPLE], p.seen[ANY_SAMPLE]
        rest = combine(1 - s, p.domain("s")["upper"])
        (near, here), (far, there) = linear(p, "d"), linear(p, "e")
        room = rest.expr * (seen - even.expr - p.g)
        gains = gathered(
            (p.given("chances"),), (there, room), (here, -room), (rest, away), (s, own), (0, even)
        )
        move = squeezed(*p.given("only these move"))
        still = combine(s * (pushed.expr - away.expr), (there, s), (here, -s), (move, -1))
        fixed = combine(s * (pulled.expr - own.expr), (far, s), (near, -s), (move, 1))
        scale = p.w / share_of(p.seen)
        least = combine(
            worth.difference,
            (slope, average(gains, p.n)),
            (slope.expr * (1 + p.g), p.given("no clean risk"), -1),
            (average(fixed, p.n), -slope.expr * p.g),
            (average(still, p.n), -slope.expr * even.expr),
            (average(gathered((seen, still)), p.n), slope.expr),
            (average(gathered((seen, level(p))), p.n), -scale),
        )
        return least, combine(order.difference, least, (p.g, slope, p.given("clean risk")))


@le2018.claim(
    "one-to-one-more-robust/than-all-pairs",
    kind="order",
    assumes=("le2018.general-t-pairs", "le2018.general-t-pairs/pushed-together"),
)
class OneToOneMoreRobust:
    r"""Margin loss with one negative per positive tolerates every label noise T that margin loss
    over all pairs tolerates.

    Sampling one negative for every positive is always at least as robust to label noise as
    taking all pairs.

    By `general-t-pairs`, all pairs tolerate the noise of $T$ where $(T T^\top)_{ab} < \frac12$ for
    different classes and $(T T^\top)_{aa} > \frac12$; one negative for every positive where $(T
    T^\top)_{ab} < Z_+ < (T T^\top)_{aa}$. Here $Z_+$ is the share of pairs labelled as same, of
    points with the law `prior` of the clean class, whose labels are sampled independently.

    With one rate for each kind of pair, $\rho_+ + \rho_- < 1$ is weaker than two rates below one
    half. However, classes differ: $Z_+$ is near $1/k$, and two classes that are confused with each
    other and with no other are labelled as same more often than that. The statement holds with one
    rate for each kind, as under uniform noise: see `one-to-one-more-robust`. The counterexample is
    a matrix $T$ that all pairs tolerate.
    """

    k = Classes(tried=(2, 3))
    prior, T, a, b = Simplex(k, interior=True), Transitions(k), Label(k), Label(k)

    given = {
        "different classes": lambda a, b: gt((a - b) ** 2, 0),
        "all pairs tolerate it": lambda k, T: (
            every_class(lambda j: gt(agreement(T[j], T[j]), HALF), k),
            every_class(
                lambda j: every_column(
                    lambda i: lt(agreement(T[i], T[j]), HALF + KroneckerDelta(i, j)), k
                ),
                k,
            ),
        ),
    }

    def conclusion(k, prior, T, a, b):
        share = expected(lambda i: expected(lambda j: agreement(T[i], T[j]), prior), prior)
        return lt(agreement(T[a], T[b]), share), lt(share, agreement(T[a], T[a]))
