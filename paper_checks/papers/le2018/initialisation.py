"""How far the distances of a random point from two others are apart, and how often by much."""

from sympy import Rational, sqrt

from paper_checks.papers.le2018 import LOCUS, le2018
from paper_checks.papers.le2018.regime import Sphere
from theory.language import ANY_CLASS, ANY_ROW, le
from theory.language.terms import drawn_value, expected
from theory.losses import even_law
from theory.proof.rules import (
    above_zero,
    cases,
    combine,
    decided,
    nonnegative,
    positive,
    power,
    reciprocal,
    renamed,
    summed,
    total_of_others,
)

HALF = Rational(1, 2)
CURVE = 2 * sqrt(2) - 2
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
        return drawn_value(tuple(outside(*each, m) for each in signs(a[i], b[j])), QUARTERS)

    law = even_law(n)
    return expected(lambda i: expected(lambda j: either(i, j), law), law)


@le2018.claim(
    "initialisation-regime/variance",
    title="Random unit vectors: how far d_ap and d_an are apart",
    locus=LOCUS,
    kind="ineq",
)
class Variance(Sphere):
    r"""Random unit vectors in $\mathbb{R}^n$: the mean of $(d_{ap} - d_{an})^2$ is at most
    $\frac{8 - 4\sqrt 2}{n}$, below $\frac{2.35}{n}$.

    Positive and negative are vectors of two random frames, or the opposite of one. The mean
    distance from a frame is at least $\sqrt 2 - \frac{\sqrt 2 - 1}{n}$, and the mean square is 2.
    As the dimension grows the mean is near $\frac1n$ for random vectors, which two frames do not
    say: for one of them that has the anchor in it the bound on the distance is attained.
    """

    def conclusion(n, a, b):
        def either(i, j):
            squares = tuple((distance(x) - distance(y)) ** 2 for x, y in signs(a[i], b[j]))
            return drawn_value(squares, QUARTERS)

        law = even_law(n)
        return le(
            expected(lambda i: expected(lambda j: either(i, j), law), law),
            (8 - 4 * sqrt(2)) / n,
        )

    def prove(p):
        (goal,) = p.goals
        return combine(goal.difference, *mean_square(p, 1))


def mean_square(p, m):
    """Terms that sum to `(8 - 4 sqrt(2))/n` less the mean square difference, over `m^2`."""
    (_, mean_a), (_, mean_b) = of_frame(p, "a"), of_frame(p, "b")
    n = p.n
    scale = 1 / (2 * n**2 * m**2)
    room = combine(2 * sqrt(2) * n - CURVE, (n - 1, 2 * sqrt(2)), (2,))
    return (
        (mean_a, mean_b, scale),
        (mean_a, room, scale),
        (mean_b, room, scale),
        (CURVE**2 * scale,),
    )


def of_frame(p, name):
    """Of a unit vector's coordinate `t`: `2 - 2 t >= 0`, `2 + 2 t >= 0`, and a bound of the sum.

    The sum is that of the distances from all vectors of the frame and from their opposites: at
    least `2 n sqrt(2) - (2 sqrt(2) - 2)`.
    """
    v, norm = getattr(p, name), p.given("norm 1")[0 if name == "a" else 1]
    two = combine(p.n - 1, p.domain("n")["lower"], (1,))
    least = total_of_others(nonnegative(v[ANY_CLASS] ** 2), ANY_ROW, p.n, two)
    index = ANY_ROW if name == "a" else ANY_CLASS
    unit = combine(1 - v[ANY_ROW] ** 2, least, (norm, -1))
    unit, t = renamed(unit, {ANY_ROW: index}), v[index]
    low, high = (combine(2 - 2 * s, unit, nonnegative((1 - s) ** 2)) for s in (t, -t))
    return (low, high), whole_frame(curved(t, low, high), norm, index, p.n)


def whole_frame(both, norm, index, n):
    """The sum over the frame, where the squares sum to 1."""
    whole = summed(both, index, n)
    return combine(whole.expr - CURVE * norm.expr, whole, (norm, -CURVE))


def curved(t, low, high):
    """`|e - t| + |e + t| >= 2 sqrt(2) - (2 sqrt(2) - 2) t^2`: the square root is concave.

    With `w = |e - t| |e + t|/2`, which is from 0 to 1, the square of the left side is `4 + 4 w`,
    the right side `2 + (2 sqrt(2) - 2) w^2`.
    """
    near, far = power(low, positive(HALF)), power(high, positive(HALF))
    x, y = near.expr, far.expr
    w = combine(x * y / 2, (HALF, near, far))
    rest = combine(1 - w.expr, (HALF / 2, squared(x - y, (low, high))))
    bound = 2 * sqrt(2) - CURVE * t**2
    gap = combine(
        (x + y) ** 2 - bound**2,
        (4 * CURVE, w, rest),
        (CURVE**2, w, rest),
        (CURVE**2, w, w, rest),
        (CURVE**2, w, w, w, rest),
    )
    short = bound - x - y

    def above(case):
        none = combine(-(short**2), gap, (2, near, case), (2, far, case))
        return combine(-short, (none, reciprocal(case)))

    return cases(short, above, lambda case: case, strict=True, bases=(low, high))


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
