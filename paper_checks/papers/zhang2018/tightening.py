"""Section 3.3: for which thresholds the bounds of truncated L_q are closer than those of L_q."""

import sympy

from paper_checks.papers.zhang2018 import zhang2018
from paper_checks.papers.zhang2018.truncation import Threshold
from theory.domain import Classes, Real
from theory.language import eq, ge, gt, le, lt
from theory.lemmas import (
    at_least_one,
    closer,
    closer_where_wide,
    exponent_at_most,
    lower_bound,
    root,
    root_at_most,
    support,
    untruncated_width,
    upper_bound,
    widest,
    width,
)
from theory.losses import lq
from theory.proof.rules import (
    combine,
    identity,
    log_bound,
    max_equals,
    nonnegative,
    positive,
    power_in_base,
    power_in_exponent,
    power_of_fraction,
    replaced,
    weighted_am_gm,
)


@zhang2018.claim(
    "truncation-tightens",
    title="Eq. 11: when truncating tightens the bounds",
    locus="Eq. 11",
    kind="id",
)
class TruncationTightens(Threshold):
    r"""The bounds of truncated $\mathcal{L}_q$ are closer than those of $\mathcal{L}_q$ if
    $d [\mathcal{L}_q(k) - \mathcal{L}_q(1/d)] < (c^{1-q} - 1)/q$.

    Read as equivalent: the two sides are the two differences, that of Eq. 10 and that of Eq. 7.
    """

    def conclusion(q, k, c):
        return (
            eq(upper_bound(q, k, c) - lower_bound(q, k, c), width(q, k)),
            eq(untruncated_width(q, c), (c ** (1 - q) - 1) / q),
        )

    def prove(p):
        return tuple(identity(goal.lhs, goal.rhs) for goal in p.goals)


@zhang2018.claim(
    "truncation-tightens/printed-gap",
    title="L_q(k) is below the gap of Eq. 7 if Eq. 11 holds",
    locus="Eq. 11",
    kind="ineq",
)
class TruncationTightensPrintedGap(Threshold):
    r"""$\mathcal{L}_q(k)$ is less than the difference between the bounds of Eq. 7 if Eq. 11 holds.

    With the difference as printed in the sentence before it, which is at most that of Eq. 10. So
    the condition is enough, though it is not needed.
    """

    given = Threshold.given | {"Eq. 11": lambda q, k, c: lt(width(q, k), untruncated_width(q, c))}

    def conclusion(q, k, c):
        return lt(lq(k, q), untruncated_width(q, c))

    def prove(p):
        (goal,) = p.goals
        largest = widest(sympy.S.One, nonnegative(0), p.q, p.k, p.domain("q")["upper"])
        return combine(goal.difference, (largest, 1 / p.q), p.given("Eq. 11"))


@zhang2018.claim("larger-k-tighter", locus="Section 3.3", kind="ineq")
class LargerThresholdTighter:
    r"""Bounds are the tighter, the larger the threshold $k$.

    Read strictly: of two thresholds that satisfy $k \ge 1/c$, the larger one has the bounds of
    Eq. 10 closer together.
    """

    c = Classes()
    q = Real(0, 1, open="left")
    k, larger = Real(0, 1, open="both"), Real(0, 1, open="both")

    given = Threshold.given | {"a larger threshold": lambda k, larger: lt(k, larger)}
    where = {"L": lambda u, q: lq(u, q), "d": lambda x, q: support(q, x)}

    def conclusion(q, k, larger, c):
        first, second = ((upper_bound(q, x, c), lower_bound(q, x, c)) for x in (k, larger))
        return lt(second[0] - second[1], first[0] - first[1])

    def prove(p):
        (goal,) = p.goals
        q, rest, d = p.q, p.domain("q")["upper"], support(p.q, p.larger)
        at_least = widest(d, at_least_one(q, p.larger, rest), q, p.k, rest)
        power = power_in_base(p.given("a larger threshold"), positive(p.k), positive(q))
        return combine(goal.difference, (at_least, 1 / q), (power, d / q))


class Eq11:
    """Eq. 11 as a conclusion."""

    where = Threshold.where
    boundary = {"k": lambda q, c: sympy.Max(0, 2 - c ** (1 - q)) ** (1 / q)}

    def conclusion(q, k, c):
        return lt(width(q, k), untruncated_width(q, c))


@zhang2018.claim("tightens-k03", locus="after Eq. 11", kind="ineq")
class TightensFromThreeTenths(Eq11):
    r"""Eq. 11 holds when $k \ge 0.3$, whatever $q$ and $c$.

    With $k \ge 1/c$, where Eq. 10 is stated. The catch: at $q = 1$ the bounds of $\mathcal{L}_q$
    coincide already, and near it they are closer than a threshold can bring them.
    """

    c = Classes()
    q, k = Real(0, 1, open="left"), Real("3/10", 1, open="right")
    given = Threshold.given


@zhang2018.claim("tightens-k03/q-below-one", locus="after Eq. 11", kind="ineq")
class TightensFromThreeTenthsBelowOne(TightensFromThreeTenths):
    r"""Eq. 11 holds for all $q < 1$ and $c$ when $k \ge 0.3$.

    Without the end point $q = 1$. The catch stays: the bounds draw together before it.
    """

    q = Real(0, 1, open="both")


@zhang2018.claim(
    "tightens-k03/small-q", locus="after Eq. 11", kind="ineq", repairs="zhang2018.tightens-k03"
)
class TightensFromThreeTenthsSmallExponent(TightensFromThreeTenths):
    r"""Eq. 11 holds for all $c$ when $k \ge 0.3$, $k \ge 1/c$ and $2^q < 3/2$.

    The bound on $q$ is where two classes and $k = 1/2$ give equality in Eq. 11.
    """

    given = Threshold.given | {"2^q < 3/2": lambda q: lt(2**q, sympy.Rational(3, 2))}

    def prove(p):
        q, k, c, rest = p.q, p.k, p.c, p.domain("q")["upper"]
        third, two = sympy.Rational(2, 3), sympy.Integer(2)
        low = p.domain("k")["lower"]
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
            most = sympy.Rational(2, 5)
            few = root_at_most(most, q, rest)
            enough = combine(
                c - 1 / most, (few, c / most), (above, k * c / most), (applies, c / most)
            )
            rate = exponent_at_most(most, sympy.Rational(1, 2), q, k, rest, low, above)
            return closer_where_wide(q, k, c, rest, low, small=rate, many=enough, ratio=ratio)

        return closer(q, k, c, rest, wide, one)


@zhang2018.claim("tightens-k02", locus="after Eq. 11", kind="ineq")
class TightensFromOneFifth(Eq11):
    r"""Eq. 11 holds for all $q$ and $c \ge 10$ when $k \ge 0.2$.

    Such a threshold satisfies $k \ge 1/c$. The catch is the same: $q$ near 1.
    """

    c = Classes(10)
    q, k = Real(0, 1, open="left"), Real("1/5", 1, open="right")


@zhang2018.claim(
    "tightens-k02/small-q", locus="after Eq. 11", kind="ineq", repairs="zhang2018.tightens-k02"
)
class TightensFromOneFifthSmallExponent(TightensFromOneFifth):
    r"""Eq. 11 holds for all $c \ge 10$ when $k \ge 0.2$ and $q \le 3/4$."""

    given = {"q <= 3/4": lambda q: le(q, sympy.Rational(3, 4))}

    def prove(p):
        q, k, c, rest = p.q, p.k, p.c, p.domain("q")["upper"]
        small, low, classes = p.given("q <= 3/4"), p.domain("k")["lower"], p.domain("c")["lower"]
        most, fifth, ten = sympy.Rational(3, 4), sympy.Rational(1, 5), sympy.Integer(10)
        exponent = combine(1 - q, small, (1 - most,))
        one = combine(
            c ** (1 - q) + k**q - 2,
            power_in_base(classes, positive(ten), exponent),
            power_in_exponent(positive(ten - 1), small, 1 - most),
            power_in_base(low, positive(fifth), positive(q)),
            power_of_fraction(positive(fifth), positive(1 - fifth), small, q),
            (ten ** (1 - most) + fifth**most - 2,),
        )

        def wide(above, ratio):
            bound, touch = sympy.Rational(2, 3), sympy.Rational(7, 10)
            rate = exponent_at_most(bound, touch, q, k, rest, low, above)
            return closer_where_wide(q, k, c, rest, low, small=rate, many=classes, ratio=ratio)

        return closer(q, k, c, rest, wide, one)


class HalfThreshold:
    """Eq. 11 at the threshold 0.5."""

    where = {"L": lambda u, q: lq(u, q), "d": lambda q: support(q, sympy.Rational(1, 2))}

    def conclusion(q, c):
        return lt(width(q, sympy.Rational(1, 2)), untruncated_width(q, c))


@zhang2018.claim("k05-tighter", locus="Section 3.3", kind="ineq")
class HalfTighter(HalfThreshold):
    r"""$k = 0.5$ yields a tighter bound: Eq. 11 holds there.

    Where it is said, neither $q$ nor the number of classes is named. The words are about the
    experiments, most of which have $q = 0.7$, and 10 classes or more: here that $q$, and 3 classes
    or more. For others see `all-q-and-c`.
    """

    c, q = Classes(), Real(0, 1, open="left")
    given = {
        "q = 7/10": lambda q: eq(q, sympy.Rational(7, 10)),
        "c >= 3": lambda c: ge(c, 3),
    }

    def prove(p):
        (goal,) = p.goals
        least, exponent = sympy.Integer(3), sympy.Rational(7, 10)
        at_exponent = goal.difference.xreplace({p.q: exponent})
        growth = power_in_base(p.given("c >= 3"), positive(least), positive(1 - exponent))
        at_least = at_exponent.xreplace({p.c: least})
        return combine(
            goal.difference,
            replaced(goal.difference, p.given("q = 7/10"), p.q, exponent),
            (growth, 1 / exponent),
            (at_least,),
        )


@zhang2018.claim("k05-tighter/all-q-and-c", locus="Section 3.3", kind="ineq")
class HalfTighterEverywhere(HalfThreshold):
    r"""$k = 0.5$ yields a tighter bound for all $q$ and $c$.

    Neither is named where it is said. The catch: with few classes, or $q$ near 1, the bounds of
    $\mathcal{L}_q$ are the closer ones.
    """

    c, q = Classes(), Real(0, 1, open="left")


@zhang2018.claim(
    "k05-tighter/condition",
    locus="Section 3.3",
    kind="ineq",
    repairs="zhang2018.k05-tighter/all-q-and-c",
)
class HalfTighterCondition(HalfTighterEverywhere):
    r"""$k = 0.5$ yields a tighter bound if $c^{1-q} + 2^{-q} > 2$."""

    given = {"c^(1-q) + 2^-q > 2": lambda q, c: gt(c ** (1 - q) + sympy.Rational(1, 2) ** q, 2)}

    def prove(p):
        (goal,) = p.goals
        q, half = p.q, sympy.Rational(1, 2)
        below = combine(1 - 2 * root(q), (root_at_most(half, q, p.domain("q")["upper"]), 2))
        d = support(q, half)
        same = replaced(d ** (1 - q) - d * half**q, max_equals(1, 2 * root(q), below), d, 1)
        return combine(goal.difference, (p.given("c^(1-q) + 2^-q > 2"), 1 / q), (same, -1 / q))
