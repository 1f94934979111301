"""How much the distances of a random point from two others differ, and how often by much."""

from sympy import binomial

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.regime import Sphere
from lossproof.paper_checks.papers.notation import *

HALF = Rational(1, 2)
TWICE = 2 * sqrt(2)
CURVE = TWICE - 2
FLAT = sqrt(2) / 4
BEND = 7 * FLAT - 2
SHARE = Rational(7, 2) - TWICE
QUARTERS = (HALF / 2,) * 4


def distance(t):
    """The distance of two unit vectors with this inner product."""
    return sqrt(2 - 2 * t)


def outside(x, y, m):
    """1 where two distances, of which these are inner products, differ by more than `m`, else 0."""
    return above_zero((distance(x) - distance(y)) ** 2 - m**2)


def signs(x, y):
    return ((x, y), (x, -y), (-x, y), (-x, -y))


def chance_outside(n, a, b, m):
    """The chance of a triplet outside the linear regime."""

    def either(i, j):
        return sampled_value(tuple(outside(*each, m) for each in signs(a[i], b[j])), QUARTERS)

    law = even_law(n)
    return expected(lambda i: expected(lambda j: either(i, j), law), law)


def fourth(a):
    """The mean fourth power of the coordinates."""
    return expected(lambda i: a[i] ** 4, even_law(a.size))


def most(n, a, b):
    """What the mean of `(d_ap - d_an)^2` is at most."""
    return 1 / n + SHARE * (fourth(a) + fourth(b))


@le2018.claim("initialisation-regime/variance")
class Variance(Sphere):
    r"""If positive and negative are random members, up to sign, of two random orthonormal bases of
    ℝⁿ, 𝔼(d_ap − d_an)² is near 1/n, for distances d to an anchor.

    Positive and negative are vectors of two random frames, or the opposite of one. The constant is
    below 0.672. Over random frames $A$ and $B$ are $\frac{3}{n(n+2)}$ on average, so that the mean
    is at most $\frac1n + \frac{4.03}{n(n+2)}$, near $\frac1n$ as the dimension grows; in any frame
    they are at most $\frac1n$, which makes it $\frac{8 - 4\sqrt 2}{n}$.
    """

    def conclusion(n, a, b):
        def either(i, j):
            squares = tuple((distance(x) - distance(y)) ** 2 for x, y in signs(a[i], b[j]))
            return sampled_value(squares, QUARTERS)

        law = even_law(n)
        return le(expected(lambda i: expected(lambda j: either(i, j), law), law), most(n, a, b))

    def prove(p):
        (goal,) = p.goals
        return combine(goal.difference, *mean_square(p, 1))


def mean_square(p, m):
    """Terms that sum to `most` less the mean square difference, over `m^2`."""
    scale = 1 / (2 * p.n**2 * m**2)
    wholes, rooms, losses = zip(*(frame_sum(p, name) for name in ("a", "b")), strict=True)
    return (
        (*wholes, scale),
        (wholes[0], rooms[1], scale),
        (wholes[1], rooms[0], scale),
        (*losses, scale),
    )


def frame_sum(p, name):
    """The sum of the distances from all vectors of a frame and from their opposites.

    It is at least `2 n sqrt(2)` less what is lost, `sqrt(2)/4 + BEND F` with the sum F of fourth
    powers; this is at least 0, and so is what is lost.
    """
    v, norm, n = getattr(p, name), p.given("norm 1")[0 if name == "a" else 1], p.n
    index = ANY_ROW if name == "a" else ANY_CLASS
    (low, high), unit = of_frame(p, name)
    t = v[index]
    each = summed(bent(t, low, high), index, n)
    whole = combine(each.expr - FLAT * norm.expr, each, (norm, -FLAT))
    fourths = v.total(lambda u: u**4)
    less = summed(combine(t**2 - t**4, (unit, nonnegative(t**2))), index, n)
    few = combine(1 - fourths, less, (norm, -1))
    room = combine(TWICE * n - FLAT - BEND * fourths, (n - 1, TWICE), (2,), (BEND, few))
    lost = combine(FLAT + BEND * fourths, (FLAT,), (BEND, summed(nonnegative(t**4), index, n)))
    return whole, room, lost


def of_frame(p, name):
    """Of a unit vector's coordinate `t`: `2 - 2 t >= 0`, `2 + 2 t >= 0`; and `1 - t^2 >= 0`."""
    v, norm = getattr(p, name), p.given("norm 1")[0 if name == "a" else 1]
    two = combine(p.n - 1, p.domain("n")["lower"], (1,))
    least = total_of_others(nonnegative(v[ANY_CLASS] ** 2), ANY_ROW, p.n, two)
    index = ANY_ROW if name == "a" else ANY_CLASS
    unit = combine(1 - v[ANY_ROW] ** 2, least, (norm, -1))
    unit, t = renamed(unit, {ANY_ROW: index}), v[index]
    low, high = (combine(2 - 2 * s, unit, nonnegative((1 - s) ** 2)) for s in (t, -t))
    return (low, high), unit


def curved(t, low, high):
    """`|e - t| + |e + t| >= 2 sqrt(2) - (2 sqrt(2) - 2) t^2`: the square root is concave."""

    def gap(w, rest):
        return ((4 * CURVE, w, rest), *((CURVE**2, *[w] * k, rest) for k in (1, 2, 3)))

    return at_least_in_sum(TWICE - CURVE * t**2, gap, low, high)


def bent(t, low, high):
    """`|e - t| + |e + t| >= 2 sqrt(2) - sqrt(2)/4 t^2 - BEND t^4`, with equality at 0, 1 and -1.

    The squares of the sides differ by `w (1 - w)^2` times a polynomial in `w` with these positive
    coefficients in the basis of Bernstein.
    """
    bernstein = (
        4,
        Rational(44, 5) - 3 * sqrt(2),
        18 - 9 * sqrt(2),
        Rational(2623, 80) - 94 * sqrt(2) / 5,
        Rational(503, 10) - 152 * sqrt(2) / 5,
        Rational(107, 2) - 32 * sqrt(2),
    )

    def gap(w, rest):
        return (
            (binomial(5, k) * each, *[w] * (k + 1), *[rest] * (7 - k))
            for k, each in enumerate(bernstein)
        )

    return at_least_in_sum(TWICE - FLAT * t**2 - BEND * t**4, gap, low, high)


def at_least_in_sum(bound, gap, low, high):
    """`|e - t| + |e + t| - bound >= 0`, from what the square of the sum is above that of the bound.

    It is said in `w = |e - t| |e + t|/2`, which is from 0 to 1: the square of the sum is `4 + 4 w`,
    and `t^2` is `1 - w^2`.
    """
    near, far = power(low, positive(HALF)), power(high, positive(HALF))
    x, y = near.expr, far.expr
    w = combine(x * y / 2, (HALF, near, far))
    rest = combine(1 - w.expr, (HALF / 2, squared(x - y, (low, high))))
    above = combine((x + y) ** 2 - bound**2, *gap(w, rest))
    short = bound - x - y

    def larger(case):
        none = combine(-(short**2), above, (2, near, case), (2, far, case))
        return combine(-short, (none, reciprocal(case)))

    return cases(short, larger, lambda case: case, strict=True, bases=(low, high))


def squared(value, bases):
    """`v^2 >= 0`, of a difference of distances."""

    def either(case):
        return combine(value**2, (case, case))

    return cases(value, either, either, bases=bases)


def seldom(x, y, m, bases):
    """Chebyshev's inequality at one place: the indicator is at most the square over `m^2`."""
    change = distance(x) - distance(y)
    of = change**2 - m**2
    value = change**2 / m**2 - outside(x, y, m)

    def above(out):
        return combine(value, (out, 1 / m**2), (decided(of, out), -1))

    def below(within):
        return combine(value, (squared(change, bases), 1 / m**2), (decided(of, within), -1))

    return cases(of, above, below, strict=True, bases=bases)
