"""How often triplets of random points are in the linear regime of distances."""

from dataclasses import dataclass
from typing import Any

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.initialisation import (
    TWICE,
    chance_outside,
    curved,
    distance,
    fourth,
    mean_square,
    most,
    of_frame,
    outside,
    seldom,
    signs,
    squared,
)
from lossproof.paper_checks.papers.le2018.regime import Sphere
from lossproof.paper_checks.papers.notation import *

HALF = Rational(1, 2)
SLOPE = 8 - 4 * sqrt(2)


@le2018.claim("initialisation-regime")
class RandomTriplets(Sphere):
    r"""For random unit vectors in ℝⁿ, |d_ap − d_an| rarely exceeds m if m is far above 1/√n, and
    not rarely if m is below 1/√n, d the distance.

    For random unit vectors in $\mathbb{R}^n$, a triplet is outside the linear regime, $|d_{ap}
    - d_{an}| > m$, with a probability of at most $\frac{1}{m^2}\left(\frac1n + \left(\frac72 -
    2\sqrt 2\right)(A + B)\right)$, and of at least $2h\left(\frac1n - \frac{1}{16 n^2} - m^2\right)
    - h^2 (8 - 4\sqrt 2)^2 \left(\frac{A + B}{2} + \frac{3}{2 n^2}\right)$ for any $h \ge 0$, where
    $A$ and $B$ are the mean fourth powers of the coordinates.

    These are two bounds, not the value: $P(|d_{ap} - d_{an}| \le m) \approx 1 - 2\Phi(-m\sqrt n)$
    is not decided. $2\Phi(-m\sqrt n)$ satisfies both bounds for all $n$, but the limit is not
    proved, and for $m \sqrt n$ above 1 the lower bound is trivial.

    Over random frames $A$ and $B$ are $\frac{3}{n(n+2)}$ on average, and the bounds are linear in
    them: the first is then at most $\frac{1}{n m^2}\left(1 + \frac{4.03}{n + 2}\right)$, near
    $\frac{1}{n m^2}$ in many dimensions. The other, with the best $h$, is at least
    $\frac{1}{25}\left(1 - n m^2 - \frac{1}{16 n}\right)^2$ where $m \sqrt n$ is less than $\sqrt{1
    - \frac{1}{16 n}}$. So a margin that is large against $\frac{1}{\sqrt n}$ is enough for the
    linear regime, and one below $\frac{1}{\sqrt n}$ is not, in however many dimensions.

    The proof uses the inequalities of Chebyshev and of Paley and Zygmund: the mean of $(d_{ap} -
    d_{an})^2$ is at least $\frac1n - \frac{1}{16 n^2}$ and at most the bound of `variance`, and
    that of the fourth power is of the order of $\frac{1}{n^2}$. Positive and negative are vectors
    of two random frames, or the opposite of one.
    """

    m, h = Real(0, open="left"), Real(0)

    where = {"chance": lambda n, a, b, m: chance_outside(n, a, b, m)}

    def conclusion(n, a, b, m, h):
        least = 2 * h * (1 / n - 1 / (16 * n**2) - m**2)
        less = h**2 * SLOPE**2 * ((fourth(a) + fourth(b)) / 2 + 3 / (2 * n**2))
        chance = chance_outside(n, a, b, m)
        return le(chance, most(n, a, b) / m**2), ge(chance, least - less)

    def prove(p):
        upper, lower = p.goals
        return seldom_outside(p, upper), often_outside(p, lower)


def seldom_outside(p, goal):
    """Chebyshev's inequality, in the mean over the frames."""
    a, b, n = p.a[ANY_ROW], p.b[ANY_CLASS], p.n
    bases = (*of_frame(p, "a")[0], *of_frame(p, "b")[0])
    each = [seldom(x, y, p.m, bases) for x, y in signs(a, b)]
    both = combine(sum(fact.expr for fact in each), *each)
    every = summed(summed(both, ANY_CLASS, n), ANY_ROW, n)
    return combine(goal.difference, (every, 1 / (4 * n**2)), *mean_square(p, p.m))


def often_outside(p, goal):
    """The inequality of Paley and Zygmund, in the mean over the frames."""
    n, m, h = p.n, p.m, p.h
    a, b = p.a[ANY_ROW], p.b[ANY_CLASS]
    (low_a, high_a), _ = of_frame(p, "a")
    (low_b, high_b), _ = of_frame(p, "b")
    bases = (low_a, high_a, low_b, high_b)
    one, other = Ends.of(a, low_a, high_a), Ends.of(b, low_b, high_b)
    each = [at_least(x, y, m, h, bases) for x, y in signs(a, b)]
    value = (
        sum(outside(x, y, m) for x, y in signs(a, b)) / 4
        - 2 * h * ((a**2 + b**2) / 2 - a**2 * b**2 / 16 - m**2)
        + h**2 * fourths(a, b)
    )
    both = combine(
        value,
        *((HALF / 2, fact) for fact in each),
        (2 * h, far_apart(one, other)),
        (h**2, not_too_far(one, other)),
    )
    every = summed(summed(both, ANY_CLASS, n), ANY_ROW, n)
    ours, theirs = p.given("norm 1")
    product = (3 * (SLOPE * h) ** 2 / 2 + h / 8) / n**2
    return combine(
        goal.difference,
        (every, 1 / n**2),
        (ours, h / n - product * p.b.total(lambda u: u**2)),
        (theirs, h / n - product),
    )


@dataclass(frozen=True)
class Ends:
    """The distances from a vector of the frame and from its opposite, at the coordinate `t`.

    `least` and `most` bound their sum, which is at most `2 sqrt(2)`: `under`.
    """

    t: Any
    near: Any
    far: Any
    least: Any
    most: Any
    room: Any
    under: Any
    bases: Any

    @classmethod
    def of(cls, t, low, high):
        near, far = (power(each, positive(HALF)) for each in (low, high))
        whole = near.expr + far.expr
        bound = TWICE - sqrt(2) / 4 * t**2
        room = combine(bound, (sqrt(2) / 16, high, low), (7 * sqrt(2) / 4,))
        square = combine(
            bound**2 - whole**2,
            (2, squared(1 - near.expr * far.expr / 2, (low, high))),
            (Rational(1, 8), nonnegative(t**4)),
        )
        both = combine(bound + whole, room, near, far)
        product = combine((bound + whole) * (bound - whole), square)
        most = quotient(bound - whole, product, both)
        under = combine(TWICE - whole, most, (sqrt(2) / 4, nonnegative(t**2)))
        return cls(t, near, far, curved(t, low, high), most, room, under, (low, high))

    @property
    def off(self):
        """How far the two distances are from `sqrt(2)`."""
        return self.near.expr - sqrt(2), self.far.expr - sqrt(2)

    def squares(self):
        """That the squares of these are at least 0, and that of their difference."""
        near, far = self.off
        return tuple(squared(value, self.bases) for value in (near, far, near - far))

    def small(self):
        """`SLOPE t^2 - (near - sqrt 2)^2 - (far - sqrt 2)^2 >= 0`."""
        near, far = self.off
        return combine(SLOPE * self.t**2 - near**2 - far**2, (TWICE, self.least))


def differences(one, other):
    return [x - y for x in one.off for y in other.off]


def far_apart(one, other):
    """The mean of the squared differences is at least `(a^2 + b^2)/2 - a^2 b^2/16`."""
    a, b = one.t, other.t
    mean = sum(each**2 for each in differences(one, other)) / 4
    return combine(
        mean - (a**2 + b**2) / 2 + a**2 * b**2 / 16,
        (HALF, one.most, other.room),
        (HALF, one.near, other.most),
        (HALF, one.far, other.most),
    )


def fourths(a, b):
    return SLOPE**2 * (a**4 + b**4 + 3 * a**2 * b**2) / 2


def not_too_far(one, other):
    """The mean of their fourth powers is at most `fourths`."""
    a, b = one.t, other.t
    mean = sum(each**4 for each in differences(one, other)) / 4
    terms = [(HALF * 3, one.small(), SLOPE * b**2)]
    for ends, rest in ((one, other), (other, one)):
        near, far, between = ends.squares()
        terms += [(HALF, ends.small(), SLOPE * ends.t**2), (near, far)]
        terms += [(HALF, ends.small(), each) for each in (near, far)]
        terms += [(HALF, ends.under, rest.under, each) for each in (near, far, between)]
    near, far, _ = one.squares()
    terms += [(HALF * 3, other.small(), each) for each in (near, far)]
    return combine(fourths(a, b) - mean, *terms)


def at_least(x, y, m, h, bases):
    """`1 - 2 h (D^2 - m^2) + h^2 D^4 >= 0` with the indicator for 1, of a difference D."""
    change = distance(x) - distance(y)
    of = change**2 - m**2
    value = outside(x, y, m) - 2 * h * of + h**2 * change**4

    def above(out):
        return combine(
            value,
            (squared(1 - h * change**2, bases), 1),
            (2 * h, m**2),
            decided(of, out),
        )

    def below(within):
        fourth = combine(change**4, (squared(change, bases), squared(change, bases)))
        return combine(value, (2 * h, within), (h**2, fourth), decided(of, within))

    return cases(of, above, below, strict=True, bases=bases)
