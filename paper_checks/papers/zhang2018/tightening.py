"""Sec. 3.3: for which thresholds the bounds of truncated L_q are closer than those of L_q."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018
from lossproof.paper_checks.papers.zhang2018.truncation import Threshold

HALF = sympy.Rational(1, 2)


@zhang2018.claim("truncation-tightens", "Eq. 11")
class TruncationTightens(Threshold):
    r"""Truncating L_q at k narrows its bounds on the sum over c labels iff d(L_q(k) − L_q(1/d)) <
    (c^(1−q) − 1)/q, d = max(1, (1−q)^(1/q)/k).

    The bounds of truncated $\mathcal{L}_q$ are closer than those of $\mathcal{L}_q$ if $d
    [\mathcal{L}_q(k) - \mathcal{L}_q(1/d)] < (c^{1-q} - 1)/q$.

    The statement proved is an equivalence: the two sides are the two differences, that of Eq. 10
    and that of Eq. 7. It holds for every $k$, at least $1/c$ or not.
    """

    given = {}

    def conclusion(q, k, c):
        lower, upper = lq_class_sum_range(q, c)
        return iff(
            lt(upper_bound(q, k, c) - lower_bound(q, k, c), upper - lower),
            lt(width(q, k), (c ** (1 - q) - 1) / q),
        )


@zhang2018.claim("truncation-tightens/printed-gap", "Eq. 11")
class TruncationTightensPrintedGap(Threshold):
    r"""If truncating L_q at k narrows its bounds on the sum over c labels, L_q(k) is less than
    their width (c^(1−q) − 1)/q.

    $\mathcal{L}_q(k)$ is less than the difference between the bounds of Eq. 7 if Eq. 11 holds.

    The difference is the one printed in the sentence before Eq. 11, which is at most that of Eq.
    10. So the condition is sufficient, but not necessary; nor is $k \ge 1/c$ needed.
    """

    given = {"Eq. 11": lambda q, k, c: lt(width(q, k), untruncated_width(q, c))}

    def conclusion(q, k, c):
        return lt(lq(k, q), untruncated_width(q, c))

    def prove(p):
        (goal,) = p.goals
        largest = widest(sympy.S.One, nonnegative(0), p.q, p.k, p.domain("q")["upper"])
        return combine(goal.difference, (largest, 1 / p.q), p.given("Eq. 11"))


@zhang2018.claim("larger-k-tighter", "Sec. 3.3", assumes=("derived.class-sum-excess-risk",))
class LargerThresholdTighter:
    r"""The larger the threshold of truncated L_q, the closer are its bounds on the sum over labels,
    and the smaller the excess risk they guarantee under uniform noise.

    Bounds are the tighter, the larger the threshold $k$, and the loss the more robust.

    The statement is strict: of two thresholds the larger one has the bounds of Eq. 10 closer
    together. The excess risk of a minimiser of the noisy risk at the rate $\eta$ is at most $\eta /
    (c - 1 - \eta c)$ times their difference, by `derived.class-sum-excess-risk`. The thresholds
    need not be at least $1/c$, where Eq. 10 is stated.
    """

    c = Classes()
    q, eta = Real(0, 1, open="left"), Real(0, 1, open="both")
    k, larger = Real(0, 1, open="both"), Real(0, 1, open="both")

    given = {
        "a larger threshold": lambda k, larger: lt(k, larger),
        "rate": lambda c, eta: lt(eta, (c - 1) / c),
    }
    where = {"L": lambda u, q: lq(u, q), "d": lambda x, q: support(q, x)}

    def conclusion(q, k, larger, eta, c):
        first, second = (upper_bound(q, x, c) - lower_bound(q, x, c) for x in (k, larger))
        share = eta / (c - 1 - eta * c)
        return lt(second, first), lt(share * second, share * first)

    def prove(p):
        closer, smaller = p.goals
        q, rest, d = p.q, p.domain("q")["upper"], support(p.q, p.larger)
        at_least = widest(d, at_least_one(q, p.larger, rest), q, p.k, rest)
        power = power_in_base(p.given("a larger threshold"), positive(p.k), positive(q))
        gap = combine(closer.difference, (at_least, 1 / q), (power, d / q))
        room = combine(p.c - 1 - p.eta * p.c, (p.given("rate"), p.c))
        scaled = combine(p.eta * gap.expr, (gap, positive(p.eta)))
        return gap, quotient(smaller.difference, scaled, room)


class Eq11:
    """Eq. 11 as a conclusion."""

    where = Threshold.where
    boundary = {"k": lambda q, c: sympy.Max(0, 2 - c ** (1 - q)) ** (1 / q)}

    def conclusion(q, k, c):
        return lt(width(q, k), untruncated_width(q, c))


@zhang2018.claim("tightens-k03", "after Eq. 11")
class TightensFromThreeTenths(Eq11):
    r"""For all q and c classes, truncating L_q at any k ≥ 0.3 with k > 1/c narrows its bounds on
    the sum over all labels.

    Eq. 11 holds when $k \ge 0.3$, whatever $q$ and $c$: truncation tightens the class-sum
    bounds.

    Here $k > 1/c$, inside the range for which Eq. 10 is stated. The claim fails because at $q = 1$
    the bounds of $\mathcal{L}_q$ coincide already, and near it they are closer than truncation can
    bring them.
    """

    c = Classes()
    q, k = Real(0, 1, open="left"), Real("3/10", 1, open="right")
    given = {"k > 1/c": lambda k, c: gt(k, 1 / sympy.sympify(c))}


@zhang2018.claim(
    "tightens-k03/small-q",
    "our question, after Eq. 11",
    repairs=("zhang2018.tightens-k03", "zhang2018.tightens-k02"),
)
class TightensSmallExponent(Eq11):
    r"""If 2^q < 3/2, truncating L_q at any k ≥ 1/c narrows its bounds on the sum over all labels,
    for every number c of classes.

    Eq. 11 holds for all $c$ and $k \ge 1/c$ when $2^q < 3/2$.

    The condition is sharp: for two classes and $k = 1/2$ Eq. 11 is $2^q < 3/2$, which is $q <
    0.585$, by `small-q-needed`. For a given number of classes `derived.eq11-exact` says more.
    """

    c = Classes()
    q, k = Real(0, 1, open="left"), Real(0, 1, open="left")
    given = Threshold.given | {"2^q < 3/2": lambda q: lt(2**q, sympy.Rational(3, 2))}

    def prove(p):
        q, k, c, rest = p.q, p.k, p.c, p.domain("q")["upper"]
        third, two = sympy.Rational(2, 3), sympy.Integer(2)
        small, applies, classes = p.given("2^q < 3/2"), p.given("k >= 1/c"), p.domain("c")["lower"]
        scale = two**-third / sympy.log(2)
        rate = combine(
            third - q,
            (log_bound(positive(two ** (q - third))), 1 / sympy.log(2)),
            (small, scale),
            (scale * (two**third - sympy.Rational(3, 2)),),
        )
        bernoulli = weighted_am_gm(positive(c / 2), positive(1), positive(q), rest)
        uniform = combine(
            c + 1 - 2 * c**q,
            (bernoulli, 2 ** (q + 1)),
            (small, 2),
            (small, classes, q),
            (classes, rate, sympy.Rational(3, 2)),
        )
        power = power_in_base(applies, positive(1 / c), positive(q))
        one = combine(c ** (1 - q) + k**q - 2, (uniform, c**-q), power)

        def wide(above, ratio):
            return closer_beyond_root(q, k, c, rest, above, ratio, rate, applies)

        return closer(q, k, c, rest, wide, one)


@zhang2018.claim("tightens-k03/small-q-needed", "our question, after Eq. 11")
class TightensSmallExponentNeeded:
    """For two classes, truncating L_q at 1/2 narrows its bounds on the sum over both labels iff 2^q
    < 3/2.

    For two classes and $k = 1/2$ Eq. 11 holds if and only if $2^q < 3/2$.

    So the bound on $q$ in `small-q` is necessary. For more classes at this $k$ see
    `derived.k05-exact`.
    """

    q = Real(0, 1, open="left")
    where = {"L": lambda u, q: lq(u, q), "d": lambda q: support(q, HALF)}

    def conclusion(q):
        return iff(lt(width(q, HALF), untruncated_width(q, 2)), lt(2**q, 3 * HALF))

    def prove(p):
        q, rest = p.q, p.domain("q")["upper"]
        narrower, room = untruncated_width(q, 2) - width(q, HALF), 3 * HALF - 2**q
        same = single_at_half(q, rest)

        def side(sign):
            def decide(case):
                closer = combine(sign * narrower, (case, 2 ** (1 - q) / q), (same, -sign / q))
                less = decided(narrower, closer)
                return combine(p.goals[0].difference, less, (decided(room, case), -1))

            return decide

        return cases(room, side(1), side(-1), strict=True)


def beyond_root(p, applies):
    """What `closer` needs where `d > 1`; `applies` is the fact `k - 1/c >= 0`."""
    q, k, c, rest, low = p.q, p.k, p.c, p.domain("q")["upper"], p.domain("k")["lower"]

    def wide(above, ratio):
        small = exponent_at_most(
            sympy.Rational(2, 3), sympy.Rational(7, 10), q, k, rest, low, above
        )
        return closer_beyond_root(q, k, c, rest, above, ratio, small, applies)

    return wide


@zhang2018.claim("tightens-k02", "after Eq. 11")
class TightensFromOneFifth(Eq11):
    r"""For all q and c ≥ 10 classes, truncating L_q at any k ≥ 0.2 narrows its bounds on the sum
    over all labels.

    Such a threshold satisfies $k \ge 1/c$. As in `tightens-k03`, the claim fails for $q$ near 1.
    """

    c = Classes(10)
    q, k = Real(0, 1, open="left"), Real("1/5", 1, open="right")


@zhang2018.claim(
    "tightens-k02/condition", "our question, after Eq. 11", repairs="zhang2018.tightens-k02"
)
class TightensFromOneFifthCondition(TightensFromOneFifth):
    r"""For k ≥ 0.2 and c ≥ 10 classes, truncating L_q at k narrows its bounds on the sum over all
    labels iff c^(1−q) + k^q > 2.

    This is a special case of `derived.eq11-exact`. With ten classes it holds at every such $k$
    where $q < 0.767$, and and so at the paper's $q = 0.7$.
    """

    def conclusion(q, k, c):
        return iff(lt(width(q, k), untruncated_width(q, c)), gt(c ** (1 - q) + k**q, 2))

    def prove(p):
        q, k, c, rest = p.q, p.k, p.c, p.domain("q")["upper"]
        low, classes = p.domain("k")["lower"], p.domain("c")["lower"]
        applies = combine(k - 1 / c, low, (classes, 1 / (10 * c)), (sympy.Rational(1, 10),))
        wide = beyond_root(p, applies)
        return closer_exactly(q, k, c, rest, lambda case: closer(q, k, c, rest, wide, case))


class HalfThreshold:
    """Eq. 11 at the threshold 0.5."""

    where = {"L": lambda u, q: lq(u, q), "d": lambda q: support(q, HALF)}

    def conclusion(q, c):
        return lt(width(q, HALF), untruncated_width(q, c))


@zhang2018.claim("k05-tighter", "Sec. 3.3")
class HalfTighter(HalfThreshold):
    r"""For q = 0.7 and c ≥ 3 classes, truncating L_q at 0.5 narrows its bounds on the sum over all
    labels.

    $k = 0.5$ yields a tighter bound at $q = 0.7$ and $c \ge 3$: Eq. 11 holds there.

    The sentence names neither $q$ nor the number of classes. It is about the experiments, most of
    which have $q = 0.7$, and 10 classes or more: hence this $q$, and 3 classes or more. For others
    see `all-q-and-c`.
    """

    c, q = Classes(), Real(0, 1, open="left")
    given = {
        "q = 7/10": lambda q: eq(q, sympy.Rational(7, 10)),
        "c >= 3": lambda c: ge(c, 3),
    }


@zhang2018.claim("k05-tighter/all-q-and-c", "Sec. 3.3")
class HalfTighterEverywhere(HalfThreshold):
    r"""For all q and all numbers of classes, truncating L_q at 0.5 narrows its bounds on the sum
    over all labels.

    $k = 0.5$ yields a tighter bound for all $q$ and $c$.

    The sentence names neither. With few classes, or $q$ near 1, the bounds of $\mathcal{L}_q$ are
    the closer ones.
    """

    c, q = Classes(), Real(0, 1, open="left")
