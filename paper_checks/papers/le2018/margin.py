"""Where the margin loss and the triplet loss have a constant sum over both ways to label."""

import sympy

from paper_checks.papers.le2018 import LOCUS, le2018
from theory.domain import Classes, Real, Scores
from theory.language import ANY_CLASS, class_sum, eq, ge, gt, lt
from theory.losses import both_sides, both_ways
from theory.proof.rules import (
    absolute,
    cases,
    combine,
    identity,
    max_above,
    max_equals,
    nonnegative,
    positive,
    power,
    power_in_base,
    replaced,
    total,
)

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


@le2018.claim(
    "margin-symmetric-sum", title="The margin loss, summed over both labels", locus=LOCUS, kind="id"
)
class MarginSymmetricSum(Distance):
    r"""$\ell(d, +1) + \ell(d, -1) = \max(2\alpha, \alpha + |d - \beta|)
    = 2\alpha + \max(0, |d - \beta| - \alpha)$ for the margin loss
    $\ell(d, s) = \max(0, \alpha + s (d - \beta))$.

    So the sum over both labels of a pair is at least $2\alpha$, and is $2\alpha$ if and only if
    $|d - \beta| \le \alpha$, the linear regime. There the loss is symmetric in the sense that makes
    losses of classifiers tolerant; see `sphere-always-symmetric` and `outside-linear-regime`.
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


@le2018.claim(
    "sphere-always-symmetric",
    title="On the sphere α ≥ max(β, 2 − β) makes the margin loss flat",
    locus=LOCUS,
    kind="id",
)
class SphereAlwaysSymmetric(Sphere):
    r"""Embeddings of norm 1: if $\alpha \ge \max(\beta, 2 - \beta)$, the margin loss has the sum
    $2\alpha$ over both labels of every pair.

    Two points of norm 1 are at a distance of at most 2, so every pair is in the linear regime. It
    asks for $\alpha \ge 1$, and that is enough at $\beta = 1$ only. That no smaller margin does is
    `only-if`.
    """

    given = Sphere.given | {"wide margin": lambda alpha, beta: ge(alpha, sympy.Max(beta, 2 - beta))}

    def conclusion(alpha, beta, u, v):
        return eq(both_sides(sympy.sqrt(square_apart(u, v)), alpha, beta), 2 * alpha)

    def prove(p):
        (goal,) = p.goals
        alpha, beta, wide = p.alpha, p.beta, p.given("wide margin")
        near, there = at_most_two(p)
        d = sympy.sqrt(square_apart(p.u, p.v))
        far = power(there, positive(HALF))
        low = combine(alpha - beta, wide, max_above(beta, 2 - beta))
        high = combine(alpha - (2 - beta), wide, max_above(2 - beta, beta))
        one = max_equals(alpha + d - beta, 0, combine(alpha + d - beta, low, far))
        other = max_equals(alpha + beta - d, 0, combine(alpha + beta - d, high, near))
        return combine(goal.difference, one, other)


@le2018.claim(
    "sphere-always-symmetric/only-if",
    title="α < max(β, 2 − β): some sum over both labels is above 2α",
    locus=LOCUS,
    kind="exists",
)
class SphereOnlyIf:
    r"""If $\alpha < \max(\beta, 2 - \beta)$, the sum over both labels is above $2\alpha$ for two
    points that coincide, or for two that are opposite.

    The distances are 0 and 2, and both occur on every sphere.
    """

    alpha, beta = Real(0), Real(0)

    given = {"narrow margin": lambda alpha, beta: lt(alpha, sympy.Max(beta, 2 - beta))}

    def conclusion(alpha, beta):
        zero, two = sympy.Integer(0), sympy.Integer(2)
        ends = (both_sides(d, alpha, beta) for d in (zero, two))
        return gt(sympy.Max(*ends), 2 * alpha)

    def prove(p):
        (goal,) = p.goals
        alpha, beta, narrow = p.alpha, p.beta, p.given("narrow margin")
        at_zero, at_two = (both_sides(sympy.Integer(d), alpha, beta) for d in (0, 2))

        def beyond(x, here, there, largest):
            """`x = |d - beta|` is the larger of the two, and `here` the sum at that end."""
            out = combine(x - alpha, narrow, (largest, -1))
            upright = combine(alpha + x, out, (2, p.domain("alpha")["lower"]))
            least = combine(
                here - 2 * alpha,
                max_equals(alpha + x, 0, upright),
                max_above(0, alpha - x),
                out,
            )
            return combine(goal.difference, least, max_above(here, there))

        return cases(
            beta - 1,
            lambda up: beyond(
                beta, at_zero, at_two, max_equals(beta, 2 - beta, combine(2 * beta - 2, (2, up)))
            ),
            lambda down: beyond(
                2 - beta,
                at_two,
                at_zero,
                max_equals(2 - beta, beta, combine(2 - 2 * beta, (2, down))),
            ),
        )


@le2018.claim(
    "sphere-always-symmetric/distances",
    title="Points of the unit circle are at any distance in [0, 2]",
    locus=LOCUS,
    kind="exists",
)
class SphereDistances:
    r"""Two points of norm 1 in the plane are at any distance $t$ of $[0, 2]$: $(1, 0)$ and
    $(1 - \frac{t^2}{2},\ t \sqrt{1 - \frac{t^2}{4}})$.

    So it is in every dimension from 2 on. In one dimension there are only the distances 0 and 2,
    which are the ones that `only-if` needs.
    """

    t = Real(0, 2)

    def conclusion(t):
        x, y = 1 - t**2 / 2, t * sympy.sqrt(1 - t**2 / 4)
        return eq(x**2 + y**2, 1), eq((1 - x) ** 2 + y**2, t**2)

    def prove(p):
        room = combine(1 - p.t**2 / 4, (p.domain("t")["upper"], (2 + p.t) / 4))
        same = (identity(goal.lhs, goal.rhs) for goal in p.goals)
        return tuple(combine(fact.expr, fact, (0, fact, room)) for fact in same)


@le2018.claim(
    "triplet-symmetric-sum",
    title="The triplet loss, summed over both roles",
    locus=LOCUS,
    kind="id",
)
class TripletSymmetricSum:
    r"""$\ell(a, p, n) + \ell(a, n, p) = \max(2m, m + |d_{ap} - d_{an}|)
    = 2m + \max(0, |d_{ap} - d_{an}| - m)$ for the triplet loss
    $\ell(a, p, n) = \max(0, d_{ap} - d_{an} + m)$.

    The two are the loss of a triplet and of the one with positive and negative exchanged. Their sum
    is $2m$ if and only if $|d_{ap} - d_{an}| \le m$: the linear regime of triplets.
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
