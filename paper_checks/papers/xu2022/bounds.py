"""The loss of the hardest triplets against the distance from maps that separate all triplets."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.line import change_within, drawn_in, in_lengths, on_line
from lossproof.paper_checks.papers.xu2022.space import (
    HALF,
    above_both,
    apart,
    moved_apart,
    root,
    scaled_apart,
    square_below,
    within,
)


class Triplet:
    """A triplet, at `fa`, `fp`, `fn` by one map and at `ga`, `gp`, `gn` by another, in R^n."""

    n, alpha = Classes(tried=(2, 3)), Real(0, open="left")
    fa, fp, fn = Scores(n), Scores(n), Scores(n)
    where = {"dist": lambda u="fa", v="fp": apart(u, v)}


class Separated(Triplet):
    """`g` separates the triplet by the margin, and is nowhere farther from `f` than `s`."""

    n, s = Triplet.n, Real(0)
    ga, gp, gn = Scores(n), Scores(n), Scores(n)

    given = {
        "separated": lambda alpha, ga, gp, gn: ge(apart(ga, gn), apart(ga, gp) + alpha),
        "differences": lambda s, fa, fp, fn, ga, gp, gn: (
            le(apart(fa, ga), s),
            le(apart(fp, gp), s),
            le(apart(fn, gn), s),
        ),
    }


def loss(fa, fp, fn, alpha):
    return triplet_loss(apart(fa, fp), apart(fa, fn), alpha)


def changes(fa, fp, fn, ga, gp, gn):
    """By how much the distances of positive and negative from the anchor differ."""
    return apart(fa, fp) - apart(ga, gp), apart(fa, fn) - apart(ga, gn)


def squares(p, *pairs):
    """That the squared distances are `>= 0`."""
    return [square_below(p.n, x, y) for x, y in pairs]


def hinge_above(x, bases):
    """`max(0, x) - x >= 0`."""
    goal = Max(0, x) - x
    return cases(
        x,
        lambda up: combine(goal, max_equals(x, 0, up)),
        lambda down: combine(goal, max_equals(0, x, down), down),
        bases=bases,
    )


def loss_below(p):
    """`|change_p| + |change_n| - L >= 0`, for a separated `g`."""
    near, far = changes(p.fa, p.fp, p.fn, p.ga, p.gp, p.gn)
    bases = squares(p, (p.fa, p.fp), (p.ga, p.gp), (p.fa, p.fn), (p.ga, p.gn))
    (over, up), (down, under) = above_both(near, bases), above_both(far, bases)
    x = apart(p.fa, p.fp) - apart(p.fa, p.fn) + p.alpha
    goal = Abs(near) + Abs(far) - loss(p.fa, p.fp, p.fn, p.alpha)
    rest = combine(Abs(near) + Abs(far), *((HALF, each) for each in (over, up, down, under)))
    return cases(
        x,
        lambda up: combine(goal, over, under, p.given("separated"), (max_equals(x, 0, up), -1)),
        lambda down: combine(goal, rest, (max_equals(0, x, down), -1)),
        bases=bases,
    )


@xu2022.claim("loss-lower-bounds", assumes=("xu2022.iso-vs-sup",))
class LossLowerBounds(Separated):
    r"""A map's largest triplet loss is at most 2 × its largest difference in distances, and 4 ×
    that in positions, from any map of zero triplet loss.

    $L(f) \le 2 d_{iso}(f, g) \le 4 \sup \|f - g\|$ for every $g$ that separates all triplets.

    $L$ is the largest triplet loss, that of the hardest positive and negative. The loss of a
    triplet is at most the sum of the changes of its two distances, and each change at most twice
    the largest difference of the maps, here `s`. As the bounds hold for every $g$ they hold for the
    infima, $d_{iso}(f, F_{TS})$ and $d_H(f, F_{TS})$. The points are in $\mathbb{R}^n$, $n \ge 2$,
    which contains the line. The constants 2 and 4 are attained: see `attained`.
    """

    def conclusion(alpha, s, fa, fp, fn, ga, gp, gn):
        near, far = changes(fa, fp, fn, ga, gp, gn)
        return (
            le(loss(fa, fp, fn, alpha), Abs(near) + Abs(far)),
            le(Abs(near), 2 * s),
            le(Abs(far), 2 * s),
        )

    def prove(p):
        at_a, at_p, at_n = p.given("differences")
        return (
            loss_below(p),
            moved_apart(p.n, (p.fa, p.fp), (p.ga, p.gp), (at_a, at_p)),
            moved_apart(p.n, (p.fa, p.fn), (p.ga, p.gn), (at_a, at_n)),
        )


@xu2022.claim("loss-lower-bounds/attained", kind="exists")
class LossLowerBoundsAttained:
    """Three points on a line can have triplet loss 4s although a map of zero loss moves each point
    by s and changes no distance by more than 2s.

    For three points on the line of the classes 0, 0 and 1, $L(f) = 4s$, and a $g$ that
    separates them changes no distance by more than $2s$ and moves no point by more than $s$.

    $f$ takes anchor, positive and negative to `x`, the negative on the other side of the anchor
    than the positive; $g$ moves each by `s`, the first two nearer to each other and the negative
    away, which leaves the distance of positive and negative unchanged. So $L = 2 d_{iso}(f, F_{TS})
    = 4 d_H(f, F_{TS})$ there, by `loss-lower-bounds`. Either point of class 0 is an anchor, the one
    of class 1 has no positive.
    """

    alpha, s, x = Real(0, open="left"), Real(0), Each(3, Real())

    given = {
        "order": lambda s, x: (le(x[2], x[0]), le(x[0] + 2 * s, x[1])),
        "the loss is 4s": lambda alpha, s, x: eq(
            on_line(x, 0, 1) - on_line(x, 0, 2) + alpha, 4 * s
        ),
    }

    def conclusion(alpha, s, x):
        g = drawn_in(x, s)
        return (
            eq(triplet_loss(on_line(x, 0, 1), on_line(x, 0, 2), alpha), 4 * s),
            le(triplet_loss(on_line(x, 1, 0), on_line(x, 1, 2), alpha), 4 * s),
            ge(on_line(g, 0, 2), on_line(g, 0, 1) + alpha),
            ge(on_line(g, 1, 2), on_line(g, 1, 0) + alpha),
            le(Abs(on_line(g, 0, 1) - on_line(x, 0, 1)), 2 * s),
            le(Abs(on_line(g, 0, 2) - on_line(x, 0, 2)), 2 * s),
        )

    def prove(p):
        largest, other, away, beyond, *changed = p.goals
        s, x, (left, right) = p.s, p.x, p.given("order")
        ours = p.given("the loss is 4s")
        wide = combine(x[1] - x[0], right, nonnegative(2 * s))
        ordered = wide, left, combine(x[1] - x[2], wide, left), right
        lengths = *ordered, combine(x[0] - x[2] + 2 * s, left, nonnegative(2 * s))
        lost, rest = (goal.lhs.args[1] for goal in (largest, other))
        above = max_equals(lost, 0, combine(lost, ours, nonnegative(4 * s)))
        none = nonnegative(4 * s)
        return (
            combine(largest.difference, above, ours),
            cases(
                rest,
                lambda up: in_lengths(
                    other.difference, lengths, (max_equals(rest, 0, up), -1), (ours, -1), (wide, 1)
                ),
                lambda down: combine(other.difference, none, (max_equals(0, rest, down), -1)),
            ),
            in_lengths(away.difference, lengths, (ours, -1)),
            in_lengths(beyond.difference, lengths, (ours, -1), (right, 1)),
            *(change_within(goal.lhs.args[0], s, lengths) for goal in changed),
        )


@xu2022.claim("same-zeros", assumes=("xu2022.loss-lower-bounds",))
class SameZeros(Separated):
    r"""An embedding's largest triplet loss is 0 iff maps of zero triplet loss come arbitrarily near
    to it in distances, and iff they do so in positions.

    $L(f) = 0 \iff d_{iso}(f, F_{TS}) = 0 \iff d_H(f, F_{TS}) = 0$.

    The negative is farther than the positive by at least $\alpha - L$: if $L = 0$ then $f$ itself
    separates every triplet, and both distances are 0. Conversely $L$ is at most 2 changes of a
    distance and at most 4 differences of the maps, so it is 0 where either can be arbitrarily
    small. So a distance of 0 is attained, by $f$ itself.
    """

    def conclusion(alpha, s, fa, fp, fn, ga, gp, gn):
        lost = loss(fa, fp, fn, alpha)
        near, far = changes(fa, fp, fn, ga, gp, gn)
        return (
            ge(apart(fa, fn), apart(fa, fp) + alpha - lost),
            le(lost, Abs(near) + Abs(far)),
            le(lost, 4 * s),
        )

    def prove(p):
        own, _, differing = p.goals
        at_a, at_p, at_n = p.given("differences")
        x = apart(p.fa, p.fp) - apart(p.fa, p.fn) + p.alpha
        below = loss_below(p)
        near = moved_apart(p.n, (p.fa, p.fp), (p.ga, p.gp), (at_a, at_p))
        far = moved_apart(p.n, (p.fa, p.fn), (p.ga, p.gn), (at_a, at_n))
        return (
            combine(own.difference, hinge_above(x, squares(p, (p.fa, p.fp), (p.fa, p.fn)))),
            below,
            combine(differing.difference, below, near, far),
        )


class Stretched(Triplet):
    """`g` is `f` stretched about `centre` by the factor `1 + t`, where `t (alpha - L) = L`.

    So `t = L/(alpha - L)` and the factor is `alpha/(alpha - L)`.
    """

    n = Triplet.n
    L, t, D, R = Real(0), Real(0), Real(0), Real(0)
    centre = Scores(n)

    given = {
        "largest loss": lambda alpha, L, fa, fp, fn: le(loss(fa, fp, fn, alpha), L),
        "L below the margin": lambda alpha, L: lt(L, alpha),
        "stretch": lambda alpha, L, t: eq(t * (alpha - L), L),
        "diameter": lambda D, fa, fn: le(apart(fa, fn), D),
        "radius": lambda R, fa, centre: le(apart(fa, centre), R),
    }


def stretched(x, centre, t):
    return SymbolicVector(lambda j: x[j] + t * (x[j] - centre[j]), x.size)


def stretched_apart(p, x, y):
    """`|g(x) - g(y)| == (1 + t) |f(x) - f(y)|`."""
    ends = [stretched(v, p.centre, p.t) for v in (x, y)]
    return scaled_apart(p.n, ends, 1 + p.t, (x, y))


def changed(p, far, factor):
    """That the distance of the negative changes by at most `D L/(alpha - L)`."""
    ends = (stretched(x, p.centre, p.t) for x in (p.fa, p.fn))
    bases = squares(p, (p.fa, p.fn), tuple(ends))
    old = apart(p.fa, p.fn)
    value = far.expr + p.t * old
    bound = p.D * (factor.expr + p.t)
    diameter = p.given("diameter")
    up = combine(bound - value, (p.t, diameter), (factor, p.D), (far, -1))
    down = combine(bound + value, nonnegative(p.D * p.t), (factor, p.D), far, (p.t, root(bases[0])))
    return within(value, up, down, bases)


def displaced(p, factor):
    """That the anchor moves by at most `R L/(alpha - L)`."""
    moved = p.goals[2]
    here, centre = p.fa, p.centre
    plain = scaled_apart(p.n, (stretched(here, centre, p.t), here), p.t, (here, centre))
    there = root(square_below(p.n, here, centre))
    terms = (p.t, p.given("radius")), (factor, p.R), (plain, -1), (0, there)
    return combine(moved.difference, *terms)


@xu2022.claim("loss-upper-bounds", repairs="xu2022.universal-constant/one-for-all")
class LossUpperBounds(Stretched):
    r"""Some map of zero triplet loss differs from an embedding of largest loss L < margin α by ≤
    diameter·L/(α−L) in distances, ≤ radius·L/(α−L) in positions.

    If $L < \alpha$, then $d_{iso}(f, F_{TS}) \le \frac{D L}{\alpha - L}$ and $d_H(f, F_{TS})
    \le \frac{R L}{\alpha - L}$, for the diameter $D$ and the radius $R$ of $f(X)$.

    The proof uses $f$ stretched by $\frac{\alpha}{\alpha - L}$ about the centre: this map separates
    every triplet, changes every distance by at most the first bound and moves every point by at
    most the second. The factor of $L$ grows with $D$, necessarily: the first bound is attained in
    every dimension, see `any-dimension`, and on the line the second too, see `attained`. The claim
    does not cover $L \ge \alpha$: a collapsed network has $L = \alpha$. The points are in
    $\mathbb{R}^n$, $n \ge 2$, which contains the line; each of them is `fa`, `fp` or `fn` of some
    triplet, and the statement about one distance or point holds for all.
    """

    where = Stretched.where | {
        "stretched": lambda t, centre, u="fa", v="fp": apart(
            stretched(u, centre, t), stretched(v, centre, t)
        ),
        "moved": lambda t, centre, u="fa": apart(stretched(u, centre, t), u),
    }

    def conclusion(alpha, L, t, D, R, fa, fp, fn, centre):
        ga, gp, gn = (stretched(x, centre, t) for x in (fa, fp, fn))
        return (
            ge(apart(ga, gn), apart(ga, gp) + alpha),
            le(Abs(apart(ga, gn) - apart(fa, fn)), D * L / (alpha - L)),
            le(apart(ga, fa), R * L / (alpha - L)),
        )

    def prove(p):
        separated, _, _ = p.goals
        known = squares(p, (p.fa, p.fp), (p.fa, p.fn))
        near, far = stretched_apart(p, p.fa, p.fp), stretched_apart(p, p.fa, p.fn)
        room = p.given("L below the margin")
        share, stretch = reciprocal(room), p.given("stretch")
        factor = combine(p.L / room.expr - p.t, (stretch, -1 / room.expr), (0, stretch, share))
        x = apart(p.fa, p.fp) - apart(p.fa, p.fn) + p.alpha
        gap = combine(p.L - x, p.given("largest loss"), hinge_above(x, known))
        grown = combine(separated.difference, (1 + p.t, gap), far, (near, -1), (stretch, 1))
        return grown, changed(p, far, factor), displaced(p, factor)
