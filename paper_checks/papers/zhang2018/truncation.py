"""Section 3.3: the bounds on the class-sum of truncated L_q, and how far apart they are."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018

equation_10 = zhang2018.at("Eq. 10, left side, and the word tight after Eq. 11")

# Numbers of classes with which the bounds miss by much: k can be so small that d is not near 1.
MISSED = (5, 6, 10)


class Threshold:
    """A threshold under which Eq. 10 is stated."""

    c = Classes()
    q, k = Real(0, 1, open="left"), Real(0, 1, open="both")

    given = {"k >= 1/c": lambda k, c: ge(k, 1 / sympy.sympify(c))}
    where = {"L": lambda u, q: lq(u, q), "d": lambda q, k: support(q, k)}


class Prediction(Threshold):
    """A threshold and one prediction."""

    f = Simplex(Threshold.c)


@equation_10.claim("bounds-tight", assumes=("derived.trunc-lower-exact",))
class BoundsTight(Threshold):
    r"""For k > 1/c, L_q truncated at k, summed over c labels, attains its lower bound dL_q(1/d) +
    (c−d)L_q(k), d = max(1, (1−q)^(1/q)/k).

    The inequality is true: it is `truncated-lower`. This claim decides whether it is tight, as the
    text says
    after Eq. 11, where tight means attained: the least class-sum equals the bound.
    `derived.trunc-lower-exact` proves that the least class-sum is the one written here.

    The bound is the value at $d$ equal outputs. However, the number of outputs is an integer, so
    the least class-sum is at $d$ rounded down or at one more, and neither need reach the bound.
    Where $d$ is an integer the bound is attained, `whole-d`, and so for $k \ge 1/e$ whatever $q$
    and $c$, `large-k`: that includes the authors' $k = 0.5$. For smaller $k$ the repair takes the
    integer. The counterexample has $k$ inside its range.
    """

    c = Classes(tried=MISSED)
    given = {"k > 1/c": lambda k, c: gt(k, 1 / sympy.sympify(c))}

    def conclusion(q, k, c):
        return eq(least_at(sympy.floor(support(q, k)), q, k, c), lower_bound(q, k, c))


@zhang2018.claim("bounds-tight/whole-d", "Eq. 10, left side")
class BoundsTightWhole(Threshold):
    """If d = max(1, (1−q)^(1/q)/k) is an integer, L_q truncated at k ≥ 1/c, summed over c labels,
    attains the paper's lower bound, at d outputs 1/d.

    Where $d$ is a whole number the left side of Eq. 10 is attained: at $d$ equal outputs.

    There are enough classes for these outputs. The other outputs are 0, so where there are any the
    bound is a minimum over the simplex, and for a softmax an infimum.
    """

    m = Integer(1, tried=(1, 2, 5))
    given = Threshold.given | {"d is whole": lambda q, k, m: eq(support(q, k), m)}

    def conclusion(q, k, m, c):
        return le(m, c), eq(split_evenly(m, q, k, c), lower_bound(q, k, c))

    def prove(p):
        enough, attained = p.goals
        q, k, m, c, whole = p.q, p.k, p.m, p.c, p.given("d is whole")
        touch = touches_above(q, k, p.domain("k")["upper"], p.domain("q")["upper"])
        bound = lower_bound(q, k, c)
        same = replaced(bound, whole, support(q, k), m)
        at_touch = power_above(combine(1 / m - k, (touch, 1 / m), (whole, k / m)), 1 / m, q, k)
        return (
            combine(enough.difference, (touch, 1 / k), (p.given("k >= 1/c"), c / k), whole),
            combine(attained.difference, (at_touch, -m / q), (same, -1)),
        )


@equation_10.claim("bounds-tight/large-k", repairs="zhang2018.bounds-tight")
class BoundsTightLarge(Threshold):
    r"""For thresholds k ≥ 1/e, truncated L_q summed over all labels attains the paper's lower
    bound, at the one-hot output.

    For $k \ge 1/e$ the left side of Eq. 10 is attained, whatever $q$ and $c$: there $d = 1$,
    and the class-sum of the one-hot output is the bound.

    This includes the authors' $k = 0.5$. $1/e$ is the least such number: $(1-q)^{1/q}$ is below it
    for every $q$ and tends to it as $q \to 0$. For a given $q$ the bound is attained from $k =
    (1-q)^{1/q}$ on.
    """

    given = {"k >= 1/e": lambda k: ge(k, sympy.exp(-1))}

    def conclusion(q, k, c):
        return eq(support(q, k), 1), eq(split_evenly(1, q, k, c), lower_bound(q, k, c))

    def prove(p):
        _, attained = p.goals
        q, k, c, rest = p.q, p.k, p.c, p.domain("q")["upper"]
        low = root_at_most(sympy.exp(-1), q, rest)
        below = combine(1 - root(q) / k, (p.given("k >= 1/e"), 1 / k), (low, 1 / k))
        single = max_equals(1, root(q) / k, below)
        same = replaced(lower_bound(q, k, c), single, support(q, k), 1)
        at_one = power_above(p.domain("k")["upper"], sympy.Integer(1), q, k)
        return single, combine(attained.difference, (at_one, -1 / q), (same, -1))


@zhang2018.claim("truncated-lower", "Eq. 10, left side")
class TruncatedLower(Prediction):
    r"""L_q truncated at k, summed over c labels, is at least dL_q(1/d) + (c−d)L_q(k) with d =
    max(1, (1−q)^(1/q)/k).

    This is the inequality without tightness, for any real $d$. It does not need $k \ge 1/c$.
    """

    given = {}

    def conclusion(q, k, c, f):
        return le(lower_bound(q, k, c), truncated_class_sum(f, q, k))

    def prove(p):
        (goal,) = p.goals
        f, rest, d = p.domain("f"), p.domain("q")["upper"], support(p.q, p.k)
        below_one = p.domain("k")["upper"]
        line = below_line(f["nonnegative"], f["at most 1"], p.q, p.k, below_one, rest)
        slope = d ** (1 - p.q) - d * p.k**p.q
        return combine(goal.difference, (total(line, p.c), 1 / p.q), (f["total"], -slope / p.q))


@zhang2018.claim("truncated-upper", "Eq. 10, right side")
class TruncatedUpper(Prediction):
    r"""For k ≥ 1/c, L_q truncated at k, summed over c labels, is at most c L_q(k), and this bound
    is attained.

    Tight means attained; the bound is attained at the uniform point, where no output exceeds the
    threshold.
    """

    def conclusion(q, k, c, f):
        uniform = Blocks((1 / sympy.sympify(c), c))
        bound = upper_bound(q, k, c)
        return le(truncated_class_sum(f, q, k), bound), eq(
            truncated_class_sum(uniform, q, k), bound
        )


@zhang2018.claim("truncated-gap/difference", "after Eq. 10", repairs="zhang2018.truncated-gap")
class TruncatedGap(Threshold):
    r"""The paper's bounds on L_q truncated at k, summed over labels, differ by d(L_q(k) − L_q(1/d))
    with d = max(1, (1−q)^(1/q)/k).

    The difference between the two bounds of Eq. 10 is $d (\mathcal{L}_q(k) -
    \mathcal{L}_q(1/d))$, the left side of Eq. 11, for every threshold $k$.
    """

    given = {}

    def conclusion(q, k, c):
        return eq(upper_bound(q, k, c) - lower_bound(q, k, c), width(q, k))


@zhang2018.claim("truncated-gap", "after Eq. 10")
class TruncatedGapNamed(Threshold):
    r"""The paper's bounds on L_q truncated at k > 1/c, summed over c labels, differ by L_q(k).

    The difference between the two bounds of Eq. 10 is $\mathcal{L}_q(k)$.

    The sentence writes $\mathcal{L}_q(k)$ between commas after "the difference between upper and
    lower bounds". It is the difference only where $d = 1$, that is for a large threshold, such as
    the authors' $k = 0.5$ (`d-one`). For $d > 1$ the difference is larger; Eq. 11 has the right one
    (`difference`). The counterexample has $k$ inside its range.
    """

    c = Classes(tried=MISSED)
    given = {"k > 1/c": lambda k, c: gt(k, 1 / sympy.sympify(c))}

    def conclusion(q, k, c):
        return eq(upper_bound(q, k, c) - lower_bound(q, k, c), lq(k, q))


@zhang2018.claim("truncated-gap/d-one", "after Eq. 10", repairs="zhang2018.truncated-gap")
class TruncatedGapAtOne(Threshold):
    r"""The paper's bounds on L_q truncated at k, summed over labels, differ by at least L_q(k), and
    by more iff (1−q)^(1/q) > k.

    The difference between the two bounds of Eq. 10 is at least $\mathcal{L}_q(k)$, and more if
    and only if $(1-q)^{1/q} > k$, which makes $d > 1$.

    So the difference is $\mathcal{L}_q(k)$ if and only if $d = 1$: as a function of the number of
    equal outputs it has its only maximum at $d$, and at 1 it is $\mathcal{L}_q(k)$.
    """

    given = {}

    def conclusion(q, k, c):
        gap = upper_bound(q, k, c) - lower_bound(q, k, c)
        return ge(gap, lq(k, q)), iff(gt(gap, lq(k, q)), gt(root(q), k))

    def prove(p):
        least, exact = p.goals
        q, k, rest, d = p.q, p.k, p.domain("q")["upper"], support(p.q, p.k)
        along, more = between(1), least.difference

        def single(below):
            return replaced(d ** (1 - q) - d * k**q, max_equals(1, root(q) / k, below), d, 1)

        def at_one(low):
            below = combine(1 - root(q) / k, (low, 1 / k))
            none = combine(-more, (single(below), -1 / q), nonnegative(0))
            return combine(exact.difference, decided(more, none), (decided(root(q) - k, low), -1))

        def beyond(high):
            above = combine(root(q) / k - 1, (high, 1 / k))
            ratio = max_equals(root(q) / k, 1, combine(above.expr, above))
            spare = combine(
                1 - q, power(combine(root(q), high, (k,)), positive(q)), (root_power(q, rest), -1)
            )

            def slope(up, _down):
                grown = power_in_base(up, positive(sympy.S.One), spare)
                return combine(q - q * (1 + along) ** (q - 1), (grown, q * (1 + along) ** (q - 1)))

            climb = q * (1 + along) + 1 - q - (1 + along) ** q
            strict = climbed(climb, along, combine(d - 1, ratio, above), slope)
            wide = combine(
                more,
                (strict, d**-q / q),
                (slope_at_touch(q, k, rest, ratio), (1 - d) * d**-q / q),
            )
            return combine(exact.difference, decided(more, wide), (decided(root(q) - k, high), -1))

        return (
            combine(more, (widest(sympy.S.One, nonnegative(0), q, k, rest), 1 / q)),
            cases(root(q) - k, beyond, at_one, strict=True, bases=(rest,)),
        )
