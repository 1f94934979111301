"""The smallest and the largest class sum of truncated L_q."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("after Zhang & Sabuncu 2018, Eq. 10")


@here.claim("trunc-lower-exact", repairs="zhang2018.bounds-tight")
class TruncatedLowerExact:
    r"""For k ≥ 1/c, L_q truncated at k, summed over c labels, is least where m or m + 1 classes
    share all probability equally, m = ⌊max(1, (1−q)^(1/q)/k)⌋.

    For $k \ge 1/c$ the smallest class sum of truncated $\mathcal{L}_q$ is that at $m$ or at
    $m + 1$ equal outputs, with $m = \lfloor d \rfloor$ and $d = \max(1, (1-q)^{1/q}/k)$.

    By the second part there are enough classes for $m + 1$ equal outputs, so that the smallest
    class sum is attained, with 0 for all other classes: it is a minimum on the simplex, and for a
    softmax an infimum if there are other classes. `any-threshold` and `few-classes` together cover
    every $k < \frac1c$. In the proof $N$ is the number of outputs above the threshold.
    """

    c, m = Classes(), Integer(1)
    q, k = Real(0, 1, open="left"), Real(0, 1, open="both")
    f = Simplex(c)

    given = {
        "k >= 1/c": lambda k, c: ge(k, 1 / sympy.sympify(c)),
        "m <= d < m + 1": lambda q, k, m: (le(m, support(q, k)), lt(support(q, k), m + 1)),
    }

    def conclusion(c, m, q, k, f):
        return le(least_at(m, q, k, c), truncated_class_sum(f, q, k)), lt(m, c)

    def prove(p):
        least, enough = p.goals
        from_m, _ = p.given("m <= d < m + 1")
        q, k, c = p.q, p.k, p.c
        touch = touches_above(q, k, p.domain("k")["upper"], p.domain("q")["upper"])
        return (
            at_whole_size(p, least),
            combine(enough.difference, from_m, (touch, 1 / k), (p.given("k >= 1/c"), c / k)),
        )


@here.claim("trunc-lower-exact/any-threshold")
class TruncatedLowerAnyThreshold:
    r"""If m = ⌊max(1, (1−q)^(1/q)/k)⌋ < c, L_q truncated at k, summed over c labels, is least where
    m or m + 1 classes share all probability equally.

    For any $k$, also below $\frac1c$, the smallest class sum of truncated $\mathcal{L}_q$ is
    that at $m$ or at $m + 1$ equal outputs, if $m = \lfloor d \rfloor < c$, with
    $d = \max(1, (1-q)^{1/q}/k)$.

    `few-classes` treats $m \ge c$.
    """

    c, m = Classes(), Integer(1)
    q, k = Real(0, 1, open="left"), Real(0, 1, open="both")
    f = Simplex(c)

    given = {
        "m < c": lambda c, m: lt(m, c),
        "m <= d < m + 1": lambda q, k, m: (le(m, support(q, k)), lt(support(q, k), m + 1)),
    }

    def conclusion(c, m, q, k, f):
        return le(least_at(m, q, k, c), truncated_class_sum(f, q, k))

    def prove(p):
        return at_whole_size(p, p.goals[0])


@here.claim("trunc-lower-exact/few-classes")
class TruncatedLowerFewClasses:
    r"""If the threshold k is at most (1 − q)^(1/q)/c, the class sums of truncated L_q and of L_q
    have the same minimum, at the uniform prediction.

    The hypothesis implies $k < \frac1c$. The threshold lies below every output where the class sum
    is small, and truncation changes the upper bound alone.
    """

    c = Classes()
    q, k = Real(0, 1, open="left"), Real(0, 1, open="both")
    f = Simplex(c)

    given = {"d >= c": lambda c, q, k: ge(support(q, k), c)}

    def conclusion(c, q, k, f):
        least = (c - c ** (1 - q)) / q
        return le(least, truncated_class_sum(f, q, k)), eq(split_evenly(c, q, k, c), least)

    def prove(p):
        least, attained = p.goals
        q, k, c, rest, many = p.q, p.k, p.c, p.domain("q")["upper"], p.given("d >= c")
        f, u = p.domain("f"), p.f[ANY_CLASS]
        goal = q * c ** (1 - q) * u + (1 - q) * c**-q - clipped_power(u, q, k)

        def above(case):
            tangent = weighted_am_gm(f["nonnegative"], positive(1 / c), positive(q), rest)
            return combine(goal, (tangent, c ** (1 - q)), (power_above(case, u, q, k), -1))

        def below(case):
            power = power_in_base(many, positive(c), positive(q))

            def wide(ratio_above, ratio):
                level = combine(
                    1 - q - c**q * k**q, (slope_at_touch(q, k, rest, ratio), -1), (power, k**q)
                )
                return combine(
                    goal,
                    (q * c ** (1 - q), f["nonnegative"]),
                    (level, c**-q),
                    (power_below(case, u, q, k), -1),
                )

            def one(beneath):
                single = max_equals(1, root(q) / k, beneath)
                two = p.domain("c")["lower"]
                never = combine(sympy.Integer(-1), many, (single, -1), two)
                return combine(goal, ((goal + 1) ** 2 / 4,), (never, (goal - 1) ** 2 / 4))

            return by_support(q, k, rest, wide, one)

        touch = touches_above(q, k, p.domain("k")["upper"], rest)
        fits = combine(1 / c - k, (touch, 1 / c), (many, k / c))
        return (
            combine(
                least.difference,
                (1 / q, total(cases(u - k, above, below), c)),
                (-(c ** (1 - q)), f["total"]),
            ),
            combine(attained.difference, (power_above(fits, 1 / c, q, k), -c / q)),
        )


def at_whole_size(p, least):
    """The class-sum is at least that at `m` or at `m + 1` equal outputs."""
    q, k, m, c = p.q, p.k, p.m, p.c
    from_m, from_next = p.given("m <= d < m + 1")
    at_m, at_next = split_evenly(m, q, k, c), split_evenly(m + 1, q, k, c)
    below_m, below_next = min_below(at_m, at_next), min_below(at_next, at_m)
    count = p.f.total(lambda u: above_zero(u - k))

    def some(several):
        bound = at_count(p, several)

        def more(above):
            product = beyond_touch(p, count, from_next, whole(above))
            order = no_smaller(p, several, m + 1, product)
            return combine(least.difference, bound, order, evenly(p, m + 1), below_next)

        def fewer(below):
            product = before_touch(p, several, from_m, below)
            order = no_smaller(p, several, m, product)
            return combine(least.difference, bound, order, evenly(p, m), below_m)

        return cases(count - m, more, fewer, strict=True)

    def none(empty):
        flat = power_in_base(max_above(k, 1 / m), positive(k), positive(q))
        return combine(least.difference, all_below(p, empty), (flat, m / q), below_m)

    return cases(count, some, none, strict=True)


def above_or_not(p, goal, slope, above, below):
    """The sum over the classes of what holds of an output above `k` and of one that is not.

    `slope` is the factor of the indicator in the goal; `above` and `below` get the equality of the
    power of the larger of output and threshold.
    """
    q, k, u = p.q, p.k, p.f[ANY_CLASS]

    def upper(fact):
        return combine(goal, (decided(u - k, fact), slope), *above(power_above(fact, u, q, k)))

    def lower(fact):
        return combine(goal, (decided(u - k, fact), slope), *below(power_below(fact, u, q, k)))

    return total(cases(u - k, upper, lower, strict=True), p.c)


def at_count(p, several):
    """`S - v(N) >= 0`: the class-sum is at least that of `N` equal outputs; `several` is `N > 0`.

    Here `v(x)` is the class-sum where `x` outputs are `1/x` and each other one counts as `k`.
    """
    q, k, n, rest = p.q, p.k, several.expr, p.domain("q")["upper"]
    f, u = p.domain("f"), p.f[ANY_CLASS]
    step = above_zero(u - k)
    power = power_in_base(several, nonnegative(0), positive(q))
    tangent = weighted_am_gm(
        combine(n * u, (several, f["nonnegative"])), positive(1), positive(q), rest
    )
    line = n**-q * (q * n * u + 1 - q)
    bound = above_or_not(
        p,
        k**q * (1 - step) + step * line - clipped_power(u, q, k),
        line - k**q,
        lambda same: ((tangent, reciprocal(power)), (same, -1)),
        lambda same: ((0, reciprocal(power)), (same, -1)),
    )
    counted = above_or_not(p, u - step * u, -u, lambda same: (), lambda same: (f["nonnegative"],))
    scale = combine(n ** (1 - q), (several, reciprocal(power)))
    return combine(
        truncated_class_sum(p.f, q, k) - at_size(p, n),
        (bound, 1 / q),
        (counted, scale),
        (-1, scale, f["total"]),
    )


def all_below(p, empty):
    """`S - c L_q(k) >= 0` where no output is above the threshold; `empty` is `-N >= 0`."""
    q, k, f = p.q, p.k, p.domain("f")
    u = p.f[ANY_CLASS]
    step = above_zero(u - k)
    certain = power_in_base(f["at most 1"], f["nonnegative"], positive(q))
    below_one = power_in_base(p.domain("k")["upper"], positive(k), positive(q))
    bound = above_or_not(
        p,
        k**q * (1 - step) + step - clipped_power(u, q, k),
        1 - k**q,
        lambda same: (certain, (same, -1)),
        lambda same: ((same, -1),),
    )
    goal = truncated_class_sum(p.f, q, k) - upper_bound(q, k, p.c)
    return combine(goal, (bound, 1 / q), (empty, below_one, 1 / q))


def at_size(p, x):
    """`v(x)`: the class-sum where `x` outputs are `1/x` and each other one counts as `k`."""
    return (p.c - x ** (1 - p.q) - (p.c - x) * p.k**p.q) / p.q


def no_smaller(p, several, x, product):
    """`v(N) - v(x) >= 0`, from the fact `(x - N)(1 - q - x^q k^q) >= 0`."""
    q = p.q
    tangent = weighted_am_gm(several, positive(x), p.domain("q")["upper"], positive(q))
    goal = at_size(p, several.expr) - at_size(p, x)
    return combine(goal, (tangent, x**-q / q), (product, x**-q / q))


def beyond_touch(p, count, from_next, above):
    """`(x - N)(1 - q - x^q k^q) >= 0` at `x = m + 1`, which is above `d` and at most `N`."""
    q, k, x = p.q, p.k, p.m + 1
    level = complementary(lambda size: sympy.S.One, positive(1), q, k, p.domain("q")["upper"])
    power = power_in_base(from_next, positive(support(q, k)), positive(q))
    factor = combine(x**q * k**q - (1 - q), level, (power, k**q))
    return combine((x - count) * (1 - q - x**q * k**q), (above, factor))


def before_touch(p, several, from_m, below):
    """`(m - N)(1 - q - m^q k^q) >= 0`, where `m` is at most `d` and at least `N`."""
    q, k, m, n, rest = p.q, p.k, p.m, several.expr, p.domain("q")["upper"]
    factor = 1 - q - m**q * k**q

    def wide(above, ratio):
        power = power_in_base(from_m, positive(m), positive(q))
        level = combine(factor, (slope_at_touch(q, k, rest, ratio), -1), (power, k**q))
        return combine((m - n) * factor, (below, level))

    def one(beneath):
        single = max_equals(1, root(q) / k, beneath)
        reverse = combine(n - m, whole(several), (single, -1), from_m)
        return combine((m - n) * factor, (squeezed(below, reverse), factor))

    return by_support(q, k, rest, wide, one)


def evenly(p, x):
    """`v(x)` is at least the class-sum at `x` equal outputs, which it is if `x k <= 1`."""
    q, k = p.q, p.k
    larger = power_in_base(max_above(1 / x, k), positive(1 / x), positive(q))
    return combine(at_size(p, x) - split_evenly(x, q, k, p.c), (larger, x / q))


@here.claim("trunc-upper-exact")
class TruncatedUpperExact:
    r"""For k < 1/c, L_q truncated at the threshold k and summed over c labels is largest where c −
    1 outputs equal k.

    It is attained where $c - 1$ outputs are at the threshold. In the proof the chord to $u^q$ ends
    at $k + \sum_j (\max(f_j, k) - k)$, which no output exceeds.
    """

    c = Classes()
    q, k = Real(0, 1, open="left"), Real(0, 1, open="both")
    f = Simplex(c)

    given = {"k < 1/c": lambda k, c: lt(k, 1 / sympy.sympify(c))}

    def conclusion(q, k, c, f):
        most = 1 - (c - 1) * k
        bound = (c - 1) * lq(k, q) + lq(most, q)
        at = Blocks((most, 1), (k, c - 1))
        return le(truncated_class_sum(f, q, k), bound), eq(truncated_class_sum(at, q, k), bound)

    def prove(p):
        bound, attained = p.goals
        q, k, c, rest = p.q, p.k, p.c, p.domain("q")["upper"]
        u, small = p.f[ANY_CLASS], p.given("k < 1/c")
        x, most = sympy.Max(u, k), 1 - (c - 1) * k
        above, two = max_above(k, u), combine(c - 1, p.domain("c")["lower"], (1,))
        excess = total(above, c)
        within = total_of_others(above, ANY_CLASS, c, two)
        end = k + excess.expr

        chord = combine(
            excess.expr * x**q - (end - x) * k**q - (x - k) * end**q,
            (weighted_am_gm(positive(k), positive(x), positive(q), rest), within, x ** (q - 1)),
            (
                weighted_am_gm(combine(end, excess, (k,)), positive(x), positive(q), rest),
                above,
                x ** (q - 1),
            ),
        )
        room = combine(end - most, total(max_above(u, k), c), p.domain("f")["total"])
        positive_excess = combine(excess.expr, room, (small, c))
        powers = p.f.total(lambda entry: sympy.Max(entry, k) ** q)
        summed = quotient(powers - (c - 1) * k**q - end**q, total(chord, c), positive_excess)
        largest = combine(most, (small, c), (k,))
        rising = power_in_base(room, largest, positive(q))
        same = power_above(combine(most - k, (small, c)), most, q, k)
        return (
            combine(bound.difference, (summed, 1 / q), (rising, 1 / q)),
            combine(attained.difference, (same, -1 / q)),
        )
