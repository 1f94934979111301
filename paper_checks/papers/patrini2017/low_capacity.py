"""A linear classifier trained with a convex loss under label noise."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017


@evaluated
def hinge(z):
    return sympy.Max(0, 1 - z)


def weighted_points(eta):
    """Four points with label +1, two of them equal: the point and its multiplicity."""
    gamma = eta / 8
    return (((1, 0), 1), ((gamma, 5 * gamma), 1), ((gamma, -gamma), 2))


@evaluated
def margins(v, eta):
    """The margins of the linear classifier `v` at the points, as reduced fractions."""
    terms = (v[0] * x + v[1] * y for (x, y), _ in weighted_points(eta))
    return tuple(sympy.cancel(term) for term in terms)


def flipped_risk(z, eta):
    """The expected mean squared hinge of margins `z` when labels are flipped at rate `eta`."""
    terms = (
        count * sampled_value((hinge(entry) ** 2, hinge(-entry) ** 2), (1 - eta, eta))
        for entry, (_, count) in zip(z, weighted_points(eta), strict=True)
    )
    return sympy.Add(*terms) / 4


def least_squares(eta):
    """The linear classifier whose margins are closest to `1 - 2 eta`, by Cramer's rule."""
    points = weighted_points(eta)
    xx, xy, yy, x, y = (
        sympy.Add(*(count * of(*point) for point, count in points))
        for of in (
            lambda x, y: x * x,
            lambda x, y: x * y,
            lambda x, y: y * y,
            lambda x, y: x,
            lambda x, y: y,
        )
    )
    scale = (1 - 2 * eta) / (xx * yy - xy * xy)
    return tuple(sympy.cancel(scale * top) for top in (x * yy - y * xy, y * xx - x * xy))


def with_margins(first, second, eta):
    """The linear classifier with these margins at the first two points."""
    gamma = eta / 8
    return first, (second / gamma - first) / 5


@evaluated
def best_margins(eta):
    return margins(least_squares(eta), eta)


def other_margins(shift, eta, bias=0):
    """The margins of the classifier with `shift` more at the first two points than the best."""
    added = margins(with_margins(*shift, eta), eta)
    return tuple(z + more + bias for z, more in zip(best_margins(eta), added, strict=True))


def biased_risk(shift, bias, eta):
    """The noisy risk with a bias, which mirrored points of the label -1 feel the other way."""
    halves = (flipped_risk(other_margins(shift, eta, way), eta) for way in (bias, -bias))
    return sympy.Add(*halves) / 2


class _Point:
    """Facts on the loss of one point: its margin is `at` for the minimiser, `to` for another."""

    def __init__(self, at, to, active):
        self.at, self.to, self.active = at, to, active
        self.part = hinge(to)

    def starts(self):
        """The factors of `max(0, 1 - at)^2 == (1 - at)^2`."""
        return hinge(self.at) + 1 - self.at, max_equals(1 - self.at, 0, self.active)

    @property
    def gap(self):
        """The loss minus its tangent at the minimiser, which has slope `-2 (1 - at)`."""
        return self.part**2 - (1 - self.at) ** 2 + 2 * (1 - self.at) * (self.to - self.at)

    def convex(self):
        """`gap >= 0`."""
        excess = self.part - (1 - self.to)
        slack = cases(
            1 - self.to,
            lambda upper: combine(excess, max_equals(1 - self.to, 0, upper)),
            lambda lower: combine(excess, max_equals(0, 1 - self.to, lower), lower),
        )
        return combine(self.gap, ((self.part - 1 + self.at) ** 2,), (2, self.active, slack))

    def quadratic(self, inside):
        """`gap == (to - at)^2`, from `1 - to >= 0`."""
        equal = max_equals(1 - self.to, 0, inside)
        goal = self.gap - (self.to - self.at) ** 2
        return combine(goal, (self.part + 1 - self.to, equal))

    def beyond(self, outside):
        """`gap > 0`, from `to - 1 >= 0`."""
        equal = max_equals(0, 1 - self.to, outside)
        active = self.active
        return combine(self.gap, (self.part, equal), (active, active), (2, active, outside))


@patrini2017.claim("low-capacity", "Sec. 2", kind="exists")
class LowCapacity:
    r"""Mild symmetric noise can make the linear minimiser of the squared hinge no better than
    random guessing.

    The sentence is about convex potential losses and says "can", so one such loss decides it. The
    example follows Long and Servedio, for the squared hinge and every rate $0 < \eta < \frac12$:
    with $\gamma = \eta / 8$ take the points $(1, 0)$, $(\gamma, 5\gamma)$ and twice
    $(\gamma, -\gamma)$ with the label $+1$, and their mirror images in the origin with the label
    $-1$. The classifier $(1, 0)$ is right on all of them: its least margin is $\min(1, \gamma)$.
    The expected noisy risk of linear classifiers with a bias `b` has exactly one minimiser $w$; its
    bias is 0, and it is wrong on the equal points, four of the eight.

    Any other classifier has a bias, or differs from $w$ in its margins at the first two points,
    which exceed those of $w$ by a nonzero shift. At a mirrored point a bias subtracts from the
    margin what it adds at the original point; without the mirrored points a bias alone would
    classify all points correctly.

    Patrini et al. attribute this to Long and Servedio (2010), not to Ghosh et al.
    """

    eta = Real(0, "1/2", open="both")
    shift, b = Each(2, Real()), Real()

    given = {"another classifier": lambda shift, b: gt(shift[0] ** 2 + shift[1] ** 2 + b**2, 0)}

    where = {
        "first": lambda eta: best_margins(eta)[0],
        "second": lambda eta: best_margins(eta)[1],
        "third": lambda eta: best_margins(eta)[2],
        "right": lambda eta: sympy.Min(*margins((1, 0), eta)),
        "best": lambda eta: flipped_risk(best_margins(eta), eta),
        "other": lambda eta, shift, b: biased_risk((shift[0], shift[1]), b, eta),
    }

    def conclusion(eta, shift, b):
        best, separator = best_margins(eta), (1, 0)
        return (
            lt(best[2], 0),
            gt(sympy.Min(*margins(separator, eta)), 0),
            gt(biased_risk((shift[0], shift[1]), b, eta), flipped_risk(best, eta)),
        )

    def prove(p):
        eta, room = p.eta, p.domain("eta")["upper"]
        at, move = best_margins(eta), (p.shift[0], p.shift[1])
        ways = [other_margins(move, eta, bias) for bias in (p.b, -p.b)]
        *_, right, below = p.goals
        quarter, share = sympy.Rational(1, 4), sympy.Rational(1, 8)
        scale = 1 / (72 + 3 * eta**2)

        def signed(expr, free, with_room):
            return combine(expr, (scale * free,), (2 * scale * with_room, room))

        wrong = combine(-at[2], (scale * (eta + 4), room), (6 * scale * (eta + 4), room, room))
        active = (
            signed(1 - at[0], 120 * eta + 51 * eta**2, 0),
            signed(1 - at[1], 32 + 76 * eta + 8 * eta**2 + 6 * eta**3, 0),
            combine(1 - at[2], wrong, (1,)),
        )
        active_flipped = (
            signed(1 + at[0], 72 + 3 * eta**2, 72 + 24 * eta),
            signed(1 + at[1], 72 + 3 * eta**2, 40 + 4 * eta + 3 * eta**2),
            signed(1 + at[2], 64 + 70 * quarter * eta, 34 * quarter * eta + 3 * eta**2),
        )
        kept = combine(1 - eta, room, (2 * quarter,))
        sides = []
        shared = []
        for to in ways:
            true = [_Point(*known) for known in zip(at, to, active, strict=True)]
            flipped = [
                _Point(-start, -end, fact)
                for start, end, fact in zip(at, to, active_flipped, strict=True)
            ]
            first, second, doubled = true
            sides += [first, second]
            shared.append((quarter, kept, doubled.convex()))
            for (_, count), a, b in zip(weighted_points(eta), true, flipped, strict=True):
                shared += [
                    (-(1 - eta) * count * share, *a.starts()),
                    (-eta * count * share, *b.starts()),
                    (eta * count * share, b.convex()),
                ]
        gaps = (1 - eta) * share * sympy.Add(*(point.gap for point in sides))
        rest = combine(below.difference - gaps, *shared)
        apart = p.given("another classifier")

        def some_gap(inside, left):
            """From where the first points are inside the quadratic piece, and what is left."""
            if not left:
                quadratic = [point.quadratic(fact) for point, fact in inside]
                return combine(
                    gaps,
                    *((share, kept, each) for each in quadratic),
                    (quarter, kept, apart),
                    (quarter, kept, nonnegative(p.b**2)),
                )
            point, *others = left

            def out(lower):
                facts = [
                    point.beyond(lower),
                    *(each.convex() for each in sides if each is not point),
                ]
                return combine(gaps, *((share, kept, fact) for fact in facts))

            return cases(
                1 - point.to, lambda upper: some_gap([*inside, (point, upper)], others), out
            )

        separable = positive(right.difference)
        return wrong, separable, combine(below.difference, rest, some_gap([], sides))
