"""Classes at the smallest possible distances, and maps that attain the upper bound."""

from sympy import Integer as Number

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.space import (
    HALF,
    above_both,
    apart,
    root,
    square_apart,
    square_below,
    within,
)


@xu2022.claim("loss-upper-bounds/any-dimension", kind="exists", assumes=("xu2022.packing-bound",))
class LossUpperBoundsAnyDimension:
    r"""For every 0 < L < margin α some embedding in ℝⁿ of triplet loss L and some diameter D
    reaches zero loss only if a distance changes by D·L/(α−L) or more.

    In $\mathbb{R}^n$ some map of `K` classes has $d_{iso}(f, F_{TS}) = \frac{D L}{\alpha - L} =
    \delta(K, n)\, L$, for every `K`, $n \ge 2$ and $0 < L < \alpha$, where $\delta(K, n)$ is the
    smallest diameter of `K` points of $\mathbb{R}^n$ at mutual distances of at least 1.

    The map is $f = t g$, where `g` takes each class to one place and has the smallest diameter of
    all maps that separate the classes, $\alpha \delta(K, n)$. Its nearest two places are $\alpha$
    apart, as otherwise `g` could be shrunk: so $L = (1 - t) \alpha$. The diameter of $f$ is $D = t
    \alpha \delta$, and $\frac{D L}{\alpha - L} = (1 - t) \alpha \delta$. Under a map that separates
    the classes some two of them, at `hu` and `hv`, are at least $\alpha \delta$ apart, as in
    `packing-bound`; `gu` and `gv`, `fu` and `fv` are the places of these two under `g` and under
    $f$, or of any two. On the line $\delta = K - 1$, which is `attained`. In every dimension it is
    unbounded in `K`, see `collapse-values/grows`: so no constant suffices for all `K`.
    """

    n, alpha, t = Classes(tried=(2, 3)), Real(0, open="left"), Real(0, 1, open="both")
    delta, fu, fv = Real(0), Scores(n), Scores(n)
    gu, gv, hu, hv = Scores(n), Scores(n), Scores(n), Scores(n)
    where = {"dist": lambda x="gu", y="gv": apart(x, y)}

    given = {
        "diameter of g": lambda alpha, delta, gu, gv: le(apart(gu, gv), alpha * delta),
        "shrunk": lambda t, fu, fv, gu, gv: eq(apart(fu, fv), t * apart(gu, gv)),
        "farthest": lambda alpha, delta, hu, hv: ge(apart(hu, hv), alpha * delta),
    }

    def conclusion(alpha, t, delta, fu, fv, gu, gv, hu, hv):
        bound = (1 - t) * alpha * delta
        return (
            eq(triplet_loss(Number(0), t * alpha, alpha), (1 - t) * alpha),
            ge(Abs(apart(hu, hv) - apart(fu, fv)), bound),
            le(Abs(apart(gu, gv) - apart(fu, fv)), bound),
        )

    def prove(p):
        loss, below, change = p.goals
        t, most, shrunk = p.t, p.given("diameter of g"), p.given("shrunk")
        rest = p.domain("t")["upper"]
        active = max_equals(
            p.alpha - t * p.alpha, 0, combine(p.alpha - t * p.alpha, (rest, p.alpha))
        )
        by_f, by_g, other = (
            square_below(p.n, *pair) for pair in ((p.fu, p.fv), (p.gu, p.gv), (p.hu, p.hv))
        )
        more, _ = above_both(apart(p.hu, p.hv) - apart(p.fu, p.fv), (other, by_f))
        value, bound = apart(p.gu, p.gv) - apart(p.fu, p.fv), (1 - t) * p.alpha * p.delta
        up = combine(bound - value, (rest, most), shrunk)
        down = combine(bound + value, (rest, p.alpha * p.delta), (rest, root(by_g)), (shrunk, -1))
        return (
            combine(loss.difference, active),
            combine(below.difference, more, p.given("farthest"), (shrunk, -1), (t, most)),
            combine(change.difference, within(value, up, down, (by_g, by_f))),
        )


@xu2022.claim("collapse-values/at-least")
class CollapseAtLeast:
    r"""Any m = n + 2 points of ℝⁿ at least 1 apart have squared diameter ≥ (m² − p)/(m² − p − 2m),
    where p is 0 for even m and 1 for odd m.

    $\delta(K, n)^2$, the least square of the diameter of `K` points of $\mathbb{R}^n$ at mutual
    distances of at least 1, is at least $\frac{m}{m - 2}$ for $K \ge m = n + 2$, and $\frac{m^2 -
    1}{m^2 - 2m - 1}$ if `m` is odd.

    Take any `m` of these points: by linear algebra some weights `c`, not all 0, have the sum 0, and
    so have the points `z` times their weights. In means with these weights the square of the
    distances between the points of positive weight, `r` of them, and the others is then half the
    sum of those within the two parts, where a point counts with itself too: so they cannot all be
    from 1 to an `M` that is smaller. `p` may be 1 for odd `m`, where $m - 2r$ is odd, and is 0
    otherwise. For $K = n + 2$ the bound is attained, see `attained`: 4 on the line, 2 in the plane,
    and $\frac{12}{7}$ in space. The points have `m` coordinates here; those of $\mathbb{R}^n$ have
    0 for the last ones.
    """

    m, p, M = Classes(tried=(3, 4)), Integer(0), Real(1)
    c, z = Scores(m), Each(m, Scores(m))
    where = {"r": lambda m, c: positives(m, c)}

    given = {
        "weights": lambda c: eq(c.total(), 0),
        "some weight": lambda c: gt(c.total(lambda x: x**2), 0),
        "relation": lambda m, c, z: every_class(
            lambda j: eq(class_sum(lambda i: c[i] * z[i][j], m), 0), m
        ),
        "distances": lambda m, M, z: every_column(
            lambda i: every_class(
                lambda k: (
                    ge(square_apart(z[i], z[k]), 1 - KroneckerDelta(i, k)),
                    le(square_apart(z[i], z[k]), M * (1 - KroneckerDelta(i, k))),
                ),
                m,
            ),
            m,
        ),
        "parity": lambda m, p, c: le(p, (m - 2 * positives(m, c)) ** 2),
    }

    def conclusion(m, p, M):
        return ge(M * (m**2 - p - 2 * m), m**2 - p)

    def prove(p):
        (goal,) = p.goals
        m, M, r = p.m, p.M, positives(p.m, p.c)
        s, within = m - r, crowded(p)
        size, least = p.c.total(Abs), p.domain("M")["lower"]
        some = combine(
            size**2,
            (within, 1 / M),
            (2, p.given("some weight")),
            (1 / M, nonnegative(size**2)),
        )
        scale = reciprocal(power(some, positive(HALF)))

        def has_some(count, *fit):
            fitted = combine(
                4 * size**2 * count,
                fitting(p, 1, *fit),
                (within, 1 / (2 * M)),
                (some, Rational(3, 2) + 1 / (2 * M)),
            )
            return combine(count, (Rational(1, 4), fitted, scale, scale))

        ours, theirs = has_some(r, 2 * size, 0), has_some(s, 0, 2 * size)
        both = combine(r * s, (ours, theirs))
        squares = 4 * r * s * p.c.total(lambda x: x**2) - m * size**2
        means = quotient(squares, fitting(p, 2 * r * s, size * s, size * r), both)
        sized = M * (2 * r * s - m) - 2 * r * s
        weighed = combine(size**2 * sized, (2, both, within), (M, means))
        shown = combine(sized, (weighed, scale, scale))
        return combine(goal.difference, (2, shown), (least, p.given("parity")))


@xu2022.claim(
    "collapse-values/attained", kind="exists", assumes=("xu2022.collapse-values/at-least",)
)
class CollapseAttained:
    r"""For m = n + 2 ≥ 4, the corners of two orthogonal regular simplices about one centre have the
    least diameter of m points of ℝⁿ at least 1 apart.

    $\delta(m, m - 2)^2 = \frac{m^2 - p}{m^2 - p - 2m}$, where `p` is 0 for even `m` and 1 for
    odd `m`: attained, for $m \ge 4$, by two regular simplices about one centre at right angles.

    They have `r` and `s` corners, $\frac m2$ each or $\frac{m \pm 1}{2}$, and the edge $\sqrt M$.
    `x` and `y` are two corners of the first, and of the other the same holds with `s` for `r`. As
    they are at right angles, the squared distance of `x` and a corner of the other is the sum of
    those from the centre. The first is in a hyperplane of $\mathbb{R}^r$, and so is the other of
    $\mathbb{R}^s$: all of it is in $m - 2$ dimensions. By `at-least` `M` is the smallest possible
    value. On the line, $m = 3$, it is 4, by the points 0, 1 and 2.
    """

    r, s = Classes(tried=(2, 3)), Integer(2)
    p, M, a, b = Integer(0, 1), Real(1), Label(r), Label(r)

    given = {
        "as many": lambda r, s, p: eq((r - s) ** 2, p),
        "edge": lambda r, s, p, M: eq(M * ((r + s) ** 2 - p - 2 * (r + s)), (r + s) ** 2 - p),
        "different corners": lambda a, b: different(a, b),
    }

    def conclusion(r, s, M, a, b):
        x, y = corner(r, M, a), corner(r, M, b)
        return (
            eq(square_apart(x, y), M),
            eq(x.total(lambda u: u**2) + M / 2 * (1 - 1 / s), 1),
            eq(x.total(), 0),
        )


def corner(size, M, which):
    """A corner of the regular simplex with the squared edge `M` about 0."""
    return SymbolicVector(lambda j: sqrt(M / 2) * (KroneckerDelta(j, which) - 1 / size), size)


def positives(m, c):
    """How many of the weights are above 0."""
    return class_sum(lambda i: above_zero(c[i]), m)


def fitting(p, t, x, y):
    """`sum_i (t |c_i| - x)^2 >= 0`, with `y` for `x` where a weight is not above 0."""
    c = p.c[ANY_CLASS]
    on = above_zero(c)
    square = t**2 * c**2 - t * x * (Abs(c) + c) - t * y * (Abs(c) - c) + x**2 * on
    square += y**2 * (1 - on)
    rest = (-t * (x + y), x**2 - y**2)

    def at(case, fitted):
        facts = zip((absolute(case), decided(c, case)), rest, strict=True)
        return combine(square, nonnegative(fitted**2), *facts)

    each = cases(c, lambda up: at(up, t * c - x), lambda low: at(low, t * c + y), strict=True)
    sums, count = p.c.total(Abs), positives(p.m, p.c)
    whole = t**2 * p.c.total(lambda w: w**2) - t * (x + y) * sums
    whole += x**2 * count + y**2 * (p.m - count)
    return combine(whole, total(each, p.m), (p.given("weights"), t * (x - y)))


def crowded(p):
    """`M (S^2 - 2 Q) - S^2 >= 0` for the sum `S` of the sizes of the weights, and of squares `Q`.

    Squared distances weigh as much within the two parts as between them: the first are at most
    `M`, the others at least 1.
    """
    c, z, m, M = p.c, p.z, p.m, p.M
    i, k, j = ANY_COLUMN, ANY_CLASS, ANY_ROW
    far, near = p.given("distances")
    over, under = above_both(c[k])
    first, second = (renamed(fact, {k: i}) for fact in (over, under))
    pair, sizes = c[i] * c[k], Abs(c[i]) * Abs(c[k])
    alike = combine(sizes + pair, (HALF, first, over), (HALF, second, under))
    opposite = combine(sizes - pair, (HALF, first, under), (HALF, second, over))
    apart_from = 1 - KroneckerDelta(i, k)
    each = combine(
        (sizes + pair) * M * apart_from
        - (sizes - pair) * apart_from
        - 2 * pair * square_apart(z[i], z[k]),
        (alike, near),
        (opposite, far),
    )
    every = summed(summed(each, k, m), i, m)
    weights, relation = p.given("weights"), renamed(p.given("relation"), {k: j})
    swapped = exchanged(c[k] * z[k][j] * z[i][j], k, j, m)
    row = summed(combine(z[i][j] * relation.expr, (relation, z[i][j])), j, m)
    inner = combine(row.expr + swapped.expr, row, swapped)
    inners = summed(combine(c[i] * inner.expr, (inner, c[i])), i, m)

    def own(entry):
        """`sum_i sum_k [k = i] e(i) e(k) == sum_i e(i)^2`."""
        here, at = sifted(entry, i, m), entry.xreplace({k: i})
        return summed(combine(at * here.expr, (here, at)), i, m)

    lengths = class_sum(lambda a: c[a] * class_sum(lambda b: z[a][b] ** 2, m), m)
    return combine(
        M * (c.total(Abs) ** 2 - 2 * c.total(lambda x: x**2)) - c.total(Abs) ** 2,
        every,
        (own(Abs(c[k])), M - 1),
        (own(c[k]), M + 1),
        (weights, 4 * lengths - (M + 1) * weights.expr),
        (inners, -4),
    )


@xu2022.claim("collapse-values/grows")
class CollapseGrows:
    r"""Two points in one half-open cube of side 1/√n in ℝⁿ are less than 1 apart.

    So $\delta(K, n)$, the least diameter of `K` points at mutual distances of at least 1, is at
    least $\frac{K^{1/n} - 1}{\sqrt n}$, by counting, which is not decided here: each point has a
    cube of its own, of the $\delta \sqrt n + 1$ at most in each direction that the points are in.
    By volumes $\delta$ is at least $K^{1/n} - 1$, which rests on the isodiametric inequality and is
    not decided here either.
    """

    n = Classes(tried=(2, 3))
    u, v = Scores(n), Scores(n)
    where = {"dist": lambda x="u", y="v": apart(x, y)}

    given = {"in one cube": lambda n, u, v: every_class(lambda j: lt(n * (u[j] - v[j]) ** 2, 1), n)}

    def conclusion(u, v):
        return lt(apart(u, v), 1)
