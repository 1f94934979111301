"""Where the margin loss and the triplet loss have a constant sum over both labelings."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.notation import *

HALF = sympy.Rational(1, 2)


def hinges(x, m):
    """`max(0, m + x) + max(0, m - x)`."""
    return sympy.Max(0, m + x) + sympy.Max(0, m - x)


def hinge_sum(x, m, margin):
    """`hinges == max(2 m, m + |x|)` and `hinges - 2 m == max(0, |x| - m)`, for `margin`: `m >= 0`.

    Three cases: `x` is above `m`, below `-m`, or in between.
    """
    size = sympy.Abs(x)
    forms = (sympy.Max(2 * m, m + size), 2 * m + sympy.Max(0, size - m))

    def beyond(sided, out, goal, form):
        """Where `sided >= m`; `sided` is `x` or `-x`, and `out` says so."""
        upright = combine(sided, out, margin)
        one = max_equals(m + sided, 0, combine(m + sided, upright, margin))
        none = max_equals(0, m - sided, out)
        plain = replaced(form, absolute(upright), sympy.Abs(sided), sided)
        largest = (
            max_equals(m + sided, 2 * m, out) if form == forms[0] else max_equals(sided - m, 0, out)
        )
        return combine(goal, (one, -1), (none, -1), plain, largest)

    def within(low, high, goal, form):
        """Where `x + m >= 0` and `m - x >= 0`."""
        one, other = max_equals(m + x, 0, low), max_equals(m - x, 0, high)

        def at(sided, fact, room):
            plain = replaced(form, absolute(fact), sympy.Abs(sided), sided)
            largest = (
                max_equals(2 * m, m + sided, room)
                if form == forms[0]
                else max_equals(0, sided - m, room)
            )
            return combine(goal, (one, -1), (other, -1), plain, largest)

        return cases(x, lambda up: at(x, up, high), lambda down: at(-x, down, low))

    def shown(form):
        goal = form - hinges(x, m)
        return cases(
            x - m,
            lambda out: beyond(x, out, goal, form),
            lambda high: cases(
                -x - m,
                lambda out: beyond(-x, out, goal, form),
                lambda low: within(low, high, goal, form),
            ),
        )

    return tuple(shown(form) for form in forms)


class Distance:
    """A pair at the distance `d`, with the margin loss."""

    alpha, beta, d = Real(0), Real(0), Real(0)


@le2018.claim("margin-symmetric-sum")
class MarginSymmetricSum(Distance):
    r"""For a pair at distance d, the margin losses max(0, α + d − β) as a positive and max(0, α − d
    + β) as a negative sum to max(2α, α + |d − β|).

    $\ell(d, +1) + \ell(d, -1) = \max(2\alpha, \alpha + |d - \beta|) = 2\alpha + \max(0, |d -
    \beta| - \alpha)$ for the margin loss $\ell(d, s) = \max(0, \alpha + s (d - \beta))$.

    So the sum over both labels of a pair is at least $2\alpha$, and is $2\alpha$ if and only if $|d
    - \beta| \le \alpha$, the linear regime. There the loss is symmetric in the sense that implies
    noise tolerance for losses of classifiers; see `sphere-always-symmetric` and
    `outside-linear-regime/kept-order`.
    """

    def conclusion(alpha, beta, d):
        both = both_sides(d, alpha, beta)
        away = sympy.Abs(d - beta)
        return (
            eq(both, sympy.Max(2 * alpha, alpha + away)),
            eq(both, 2 * alpha + sympy.Max(0, away - alpha)),
        )

    def prove(p):
        return hinge_sum(p.d - p.beta, p.alpha, p.domain("alpha")["lower"])


class Sphere:
    """Two points of norm 1 in `n` coordinates."""

    n = Classes(tried=(2, 3))
    alpha, beta = Real(0), Real(0)
    u, v = Scores(n), Scores(n)

    given = {"norm 1": lambda u, v: (eq(square(u), 1), eq(square(v), 1))}


def square(u):
    """The squared norm."""
    return u.total(lambda x: x**2)


def square_apart(u, v):
    """The squared distance."""
    return class_sum(lambda j: (u[j] - v[j]) ** 2, u.size)


def at_most_two(p):
    """`2 - |u - v| >= 0`, by `|u - v|^2 + |u + v|^2 = 4`, and `|u - v|^2 >= 0`."""
    ours, theirs = p.given("norm 1")
    apart = square_apart(p.u, p.v)
    together = total(nonnegative((p.u[ANY_CLASS] + p.v[ANY_CLASS]) ** 2), p.n)
    there = total(nonnegative((p.u[ANY_CLASS] - p.v[ANY_CLASS]) ** 2), p.n)
    room = combine(4 - apart, together, (ours, -2), (theirs, -2))
    return power_in_base(room, there, positive(HALF)), there


def lacking(alpha, beta):
    """How far the margin is from what every pair of norm 1 asks for."""
    return sympy.Max(0, sympy.Max(beta, 2 - beta) - alpha)


@le2018.claim("sphere-always-symmetric")
class SphereAlwaysSymmetric(Sphere):
    r"""On the unit sphere, margin losses max(0, α ± (d − β)) of a pair as positive and as negative
    sum to 2α at every distance d iff α ≥ max(β, 2 − β).

    For embeddings of norm 1 the margin loss has the sum $2\alpha$ over both labels of every
    pair if and only if $\alpha \ge \max(\beta, 2 - \beta)$.

    The sum is at most $2\alpha + \max(0, \max(\beta, 2 - \beta) - \alpha)$, with equality for two
    points that coincide or for two that are opposite, at the distances 0 and 2, which occur on
    every sphere. So a margin of at least 1 is needed, and 1 is enough at $\beta = 1$ only.
    """

    def conclusion(alpha, beta, u, v):
        opposite = SymbolicVector(lambda j: -u[j], u.size)
        ends = (both_sides(sympy.sqrt(square_apart(u, x)), alpha, beta) for x in (u, opposite))
        most = 2 * alpha + lacking(alpha, beta)
        return (
            le(both_sides(sympy.sqrt(square_apart(u, v)), alpha, beta), most),
            eq(sympy.Max(*ends), most),
        )

    def prove(p):
        _, ends = p.goals
        near, there = at_most_two(p)
        d, zero = sympy.sqrt(square_apart(p.u, p.v)), nonnegative(sympy.Integer(0))
        norm, _ = p.given("norm 1")
        written = replaced(ends.lhs, norm, square(p.u), sympy.Integer(1))
        two = sympy.Integer(2)
        below = largest_below(
            p, sum_below(p, 0, zero, nonnegative(two)), sum_below(p, two, nonnegative(two), zero)
        )
        return (
            sum_below(p, d, power(there, positive(HALF)), near, (there,)),
            combine(ends.difference, written, (squeezed(below, reached(p)), -1)),
        )


def most(p):
    return 2 * p.alpha + lacking(p.alpha, p.beta)


def sum_below(p, d, far, near, bases=()):
    """That the sum over both labels is at most `most`, at a distance `d` from 0 to 2."""
    alpha, beta = p.alpha, p.beta
    wide = sympy.Max(beta, 2 - beta)
    goal = most(p) - both_sides(d, alpha, beta)
    enough, least = max_above(wide - alpha, 0), nonnegative(lacking(alpha, beta))

    def at(out, x, end, facts):
        upright = combine(alpha + x, out, (2, p.domain("alpha")["lower"]))
        losses = ((max_equals(alpha + x, 0, upright), -1), (max_equals(0, alpha - x, out), -1))
        return combine(goal, *losses, enough, max_above(*end), facts)

    def within(high, low):
        one, other = max_equals(alpha + d - beta, 0, low), max_equals(alpha - d + beta, 0, high)
        return combine(goal, (one, -1), (other, -1), least)

    return cases(
        d - beta - alpha,
        lambda out: at(out, d - beta, (2 - beta, beta), near),
        lambda high: cases(
            beta - d - alpha,
            lambda out: at(out, beta - d, (beta, 2 - beta), far),
            lambda low: within(high, low),
            bases=bases,
        ),
        bases=bases,
    )


def largest_below(p, one, other):
    """The same of the larger sum of two, from that of each."""
    first, second = (most(p) - fact.expr for fact in (one, other))
    goal = most(p) - sympy.Max(first, second)
    return cases(
        first - second,
        lambda up: combine(goal, one, (max_equals(first, second, up), -1)),
        lambda down: combine(
            goal, other, (max_equals(second, first, combine(second - first, down)), -1)
        ),
    )


def reached(p):
    """That the larger of the sums at the distances 0 and 2 is at least `most`."""
    alpha, beta = p.alpha, p.beta
    wide = sympy.Max(beta, 2 - beta)
    ends = tuple(both_sides(sympy.Integer(d), alpha, beta) for d in (0, 2))
    goal = sympy.Max(*ends) - most(p)

    def lower(d, other):
        """`alpha + |d - beta|` is at most the sum at `d`, and that at most the larger one."""
        x = beta - d if d == 0 else d - beta
        return (max_above(alpha + x, 0), max_above(0, alpha - x), max_above(ends[d // 2], other))

    def beyond(out):
        lack = (max_equals(wide - alpha, 0, out), -1)
        return cases(
            beta - 1,
            lambda up: combine(
                goal,
                lack,
                *lower(0, ends[1]),
                (max_equals(beta, 2 - beta, combine(2 * beta - 2, (2, up))), -1),
            ),
            lambda down: combine(
                goal,
                lack,
                *lower(2, ends[0]),
                (max_equals(2 - beta, beta, combine(2 - 2 * beta, (2, down))), -1),
            ),
        )

    def inside(room):
        sums = (max_above(alpha + beta, 0), max_above(alpha - beta, 0))
        none = (max_equals(0, wide - alpha, combine(alpha - wide, room)), -1)
        return combine(goal, none, *sums, max_above(*ends))

    return cases(wide - alpha, beyond, inside)


@le2018.claim("sphere-always-symmetric/distances", kind="exists")
class SphereDistances:
    r"""Two points of the unit circle can be at any distance in [0, 2].

    The same is true in every dimension from 2 on. In one dimension only the distances 0 and 2
    occur, at which the sum over both labels is largest.
    """

    t = Real(0, 2)

    def conclusion(t):
        x, y = 1 - t**2 / 2, t * sympy.sqrt(1 - t**2 / 4)
        return eq(x**2 + y**2, 1), eq((1 - x) ** 2 + y**2, t**2)


@le2018.claim("triplet-symmetric-sum")
class TripletSymmetricSum:
    r"""The triplet losses before and after swapping positive and negative, max(0, Δ + m) and max(0,
    m − Δ), sum to max(2m, m + |Δ|), Δ = d_ap − d_an.

    $\ell(a, p, n) + \ell(a, n, p) = \max(2m, m + |d_{ap} - d_{an}|) = 2m + \max(0, |d_{ap} -
    d_{an}| - m)$ for the triplet loss $\ell(a, p, n) = \max(0, d_{ap} - d_{an} + m)$.

    The two terms are the loss of a triplet and that of the triplet with positive and negative
    exchanged. Their sum is $2m$ if and only if $|d_{ap} - d_{an}| \le m$: the linear regime of
    triplets.
    """

    m, ap, an = Real(0), Real(0), Real(0)

    def conclusion(m, ap, an):
        both, away = both_ways(ap, an, m), sympy.Abs(ap - an)
        return (
            eq(both, sympy.Max(2 * m, m + away)),
            eq(both, 2 * m + sympy.Max(0, away - m)),
        )

    def prove(p):
        return hinge_sum(p.ap - p.an, p.m, p.domain("m")["lower"])
