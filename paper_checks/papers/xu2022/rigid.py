"""Whether a map that nearly keeps distances is near an isometry."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.space import apart, root, square_below, squared, unsquared

HALF = Rational(1, 2)


def distortion(h):
    """By how much the legs of a triangle of base 2 and height `h` are longer than half its base."""
    return sqrt(1 + h**2) - 1


@xu2022.claim(
    "near-isometry-linear/one-for-all",
    assumes=("xu2022.near-isometry-linear/flattened", "xu2022.near-isometry-linear"),
)
class NearIsometryLinear:
    r"""For one constant C, every map that changes distances by at most ε is within Cε of an
    isometry, a map that changes no distance.

    One constant `C` puts every map with $d_{iso} = \varepsilon$ within $C \varepsilon$ of an
    isometry, without any assumption on how thick the set of points is: a `C` that is enough for a
    triangle of height 1 is enough for one of height `h`.

    The counterexample refutes this for the least such `C`; `near-isometry-linear` shows that no
    constant at all is enough, and the verdict rests on it.

    A map that preserves all distances is an isometry, so one that nearly does should be near an
    isometry, in proportion. However, in a flat triangle the height hardly affects the distances:
    flattening it changes them by $\varepsilon = \sqrt{1 + h^2} - 1$, of order $h^2$, and the places
    by `h/2`.

    The repair bounds the thickness of the triangle from below: see `thick`. The counterexample is
    an isosceles triangle of base 2 and height `h`, whose apex is mapped to the midpoint of the
    base; by `flattened` that image is at least `h/2` from the triangle in any position.
    """

    h, C = Real(0, 1, open="both"), Real(0, open="left")

    given = {"enough at height 1": lambda C: le(HALF, C * (sqrt(2) - 1))}

    def conclusion(h, C):
        return le(h / 2, C * distortion(h))


def middle(x, y):
    return SymbolicVector(lambda j: (x[j] + y[j]) / 2, x.size)


class Flattened:
    """A triangle at `u`, `v`, `w`, and its flat image, with `v` taken to the midpoint of `p`, `r`.

    `h` is the distance of the apex `v` from the midpoint of `u` and `w`, and no point is farther
    than `s` from its image.
    """

    n, h, s = Classes(tried=(2, 3)), Real(0), Real(0)
    u, v, w, p, r = Scores(n), Scores(n), Scores(n), Scores(n), Scores(n)
    where = {"dist": lambda x="u", y="p": apart(x, y)}

    given = {
        "median": lambda h, u, v, w: eq(apart(v, middle(u, w)), h),
        "differences": lambda s, u, v, w, p, r: (
            le(apart(u, p), s),
            le(apart(v, middle(p, r)), s),
            le(apart(w, r), s),
        ),
    }


def far_enough(x):
    """`2 s - h >= 0`.

    With the differences a, b, c of the points `u`, `v`, `w` from their images the median is
    `|b - (a + c)/2|`, and its square at most `|a|^2 + 2 |b|^2 + |c|^2`.
    """
    n, j, centre, image = x.n, ANY_CLASS, middle(x.u, x.w), middle(x.p, x.r)
    at_u, at_v, at_w = x.given("differences")
    a = squared(at_u, square_below(n, x.u, x.p))
    b = squared(at_v, square_below(n, x.v, image))
    c = squared(at_w, square_below(n, x.w, x.r))
    up, side = x.v[j] - image[j], centre[j] - image[j]
    apex = total(nonnegative((up + side) ** 2), n)
    base = total(nonnegative((x.u[j] - x.p[j] - x.w[j] + x.r[j]) ** 2), n)
    tall, square = x.given("median"), square_below(n, x.v, centre)
    sum_ = root(square).expr + x.h
    gap = combine(
        4 * x.s**2 - x.h**2, a, (2, b), c, apex, (HALF, base), (tall, sum_), (0, root(square))
    )
    return unsquared(x.h, nonnegative(2 * x.s), gap)


@xu2022.claim("near-isometry-linear/flattened")
class NearIsometryFlattened(Flattened):
    """A map that sends the apex of a triangle to the midpoint of the base, a distance h away, is at
    least h/2 from every isometry at some corner.

    A triangle whose apex is `h` from the midpoint of its base is, in any position, at least
    `h/2` from its flat image.

    The dimension is arbitrary; `p` and `r` are the images of the ends of the base, and that of the
    apex is the midpoint between them. The bound is attained: put the ends `h/2` below their images
    and the apex `h/2` above. So the distance to the best isometry is exactly `h/2`, for an
    isosceles triangle of base 2 whose image has the ends 2 apart.
    """

    def conclusion(h, s):
        return ge(s, h / 2)

    def prove(p):
        (goal,) = p.goals
        return combine(goal.difference, (HALF, far_enough(p)))


@xu2022.claim("near-isometry-linear")
class NearIsometryNone(Flattened):
    r"""For every C, flattening some triangle changes its distances by at most ε but is not within
    Cε of any isometry.

    For every `C`, and every height with $(4 C^2 - 1) h < 4 C$, the flat image is farther than
    $C \varepsilon$ from the triangle in any position.

    $\varepsilon = \sqrt{1 + h^2} - 1$ is the change of the distances of an isosceles triangle of
    base 2, if the distance of the ends of the base does not change. So every height below $\frac{4
    C}{4 C^2 - 1}$ is an example, and for $C \le \frac12$ any height. By `flattened` some place is
    `h/2` away, so at that height, or above it, the argument fails.
    """

    C = Real(0, open="left")

    given = Flattened.given | {"flat": lambda C, h: (gt(h, 0), lt((4 * C**2 - 1) * h, 4 * C))}

    def conclusion(h, s, C):
        return gt(s, C * distortion(h))

    def prove(p):
        (goal,) = p.goals
        h, C, (some, flat) = p.h, p.C, p.given("flat")
        leg, least = sqrt(1 + h**2), 2 * C * h - 1
        longer = positive(leg)

        def steep(case):
            """`leg - least > 0`, as the difference of the squares is."""
            apart = combine((leg - least) * (leg + least), (some, flat))
            return quotient(leg - least, apart, combine(leg + least, longer, case))

        def low(case):
            return combine(leg - least, longer, case)

        ahead = cases(least, steep, low)
        scale = reciprocal(positive(leg + 1))
        gain = combine(h / 2 - C * distortion(h), (HALF, some, ahead, scale))
        return combine(goal.difference, (HALF, far_enough(p)), gain)


@xu2022.claim("near-isometry-linear/thick", repairs="xu2022.near-isometry-linear/one-for-all")
class NearIsometryThick:
    r"""Flattening an isosceles triangle of base 2 and height ≥ τ is within (√(1+τ²)+1)ε/(2τ) of an
    isometry, where ε is the change of its distances.

    Isosceles triangles of base 2 and a height of at least $\tau$ are within $C \varepsilon$ of
    their flat image, with $C = \frac{\sqrt{1 + \tau^2} + 1}{2 \tau}$.

    Equality holds at the height $\tau$, so no smaller constant suffices, and it grows as
    $\frac1\tau$. This repairs the claim for these triangles; sets of any shape are not decided
    here.
    """

    h, tau = Real(0, open="left"), Real(0, open="left")

    given = {"thick": lambda h, tau: ge(h, tau)}

    def conclusion(h, tau):
        return le(h / 2, (sqrt(1 + tau**2) + 1) / (2 * tau) * distortion(h))

    def prove(p):
        (goal,) = p.goals
        h, tau, thick = p.h, p.tau, p.given("thick")
        leg, least = sqrt(1 + h**2), sqrt(1 + tau**2)
        longer = unsquared(sympy.Integer(1), positive(leg), nonnegative(h**2))
        wide = combine(h**2 - tau**2, (thick, h + tau))
        steep = unsquared(tau * leg, positive(h * least), wide)
        scale = 1 / (2 * tau * h)
        return combine(goal.difference, (scale, steep, longer), (scale, thick, longer))
