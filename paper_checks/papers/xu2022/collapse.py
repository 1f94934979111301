"""A collapsed network: its loss, and how far it is from maps that separate its classes."""

from sympy import Integer as Number

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.space import (
    HALF,
    above_both,
    apart,
    root,
    scaled_apart,
    square_apart,
    square_below,
)


def scaled(x, factor):
    return SymbolicVector(lambda j: factor * x[j], x.size)


@xu2022.claim("collapse-values")
class CollapseValues:
    r"""A map of K classes to one point has triplet loss α, the margin; for zero loss some distance
    must change by α × (least diameter of K points ≥ 1 apart).

    For a collapsed network, $L = \alpha$ and $d_{iso}(f, F_{TS}) = \alpha \delta(K, n)$, where
    $\delta(K, n)$ is the smallest diameter of `K` points of $\mathbb{R}^n$ at mutual distances of
    at least 1.

    `fa`, `fp` and `fn` are the points of a triplet, all at one place. Here $d_{iso}(f, g)$ is the
    largest difference between a distance of two points under $f$ and under $g$. All distances of
    $f$ are 0, so $d_{iso}(f, g)$ is the diameter of $g(X)$. Where $g$ separates the triplets, `ga`
    and `gn`, of any two classes, are $\alpha$ apart: times $r = \frac1\alpha$, points of the `K`
    classes are at mutual distances of at least 1, and their diameter is at most that of $g(X)$
    times `r`. Conversely `K` points at mutual distances of at least 1, of which `u` and `v` are any
    two, are one map for the classes, times $\alpha$: it separates all triplets, and its diameter is
    $\alpha$ times theirs. The points are in $\mathbb{R}^n$, $n \ge 2$, which contains the line. For
    the value of $\delta$ see `simplex`, `more-classes`, `at-least`, `attained` and `grows`.
    """

    n, alpha, r = Classes(tried=(2, 3)), Real(0), Real(0)
    fa, fp, fn = Scores(n), Scores(n), Scores(n)
    ga, gp, gn, u, v = Scores(n), Scores(n), Scores(n), Scores(n), Scores(n)
    where = {"dist": lambda x="ga", y="gn": apart(x, y)}

    given = {
        "collapsed": lambda n, fa, fp, fn: every_class(
            lambda j: (eq(fp[j], fa[j]), eq(fn[j], fa[j])), n
        ),
        "separated": lambda alpha, ga, gp, gn: ge(apart(ga, gn), apart(ga, gp) + alpha),
        "places": lambda u, v: ge(apart(u, v), 1),
        "inverse": lambda alpha, r: eq(r * alpha, 1),
    }

    def conclusion(alpha, r, fa, fp, fn, ga, gp, gn, u, v):
        one, other = (scaled(x, r) for x in (ga, gn))
        back, forth = (scaled(x, alpha) for x in (u, v))
        return (
            eq(triplet_loss(apart(fa, fp), apart(fa, fn), alpha), alpha),
            ge(apart(one, other), 1),
            eq(apart(ga, gn), alpha * apart(one, other)),
            ge(apart(back, forth), alpha),
            eq(apart(back, forth), alpha * apart(u, v)),
        )

    def prove(p):
        loss, spread, same, separated, wide = p.goals
        alpha, r, inverse = p.alpha, p.r, p.given("inverse")

        def resized(x, y, factor):
            ends = [scaled(v, factor) for v in (x, y)]
            return scaled_apart(p.n, ends, factor, (x, y))

        small, large = resized(p.ga, p.gn, r), resized(p.u, p.v, alpha)
        near = root(square_below(p.n, p.ga, p.gp))
        return (
            collapsed_loss(p, loss),
            combine(spread.difference, small, (r, p.given("separated")), (r, near), inverse),
            combine(same.difference, (small, -alpha), (inverse, -apart(p.ga, p.gn))),
            combine(separated.difference, large, (alpha, p.given("places"))),
            combine(wide.difference, large),
        )


def collapsed_loss(p, goal):
    """`max(0, |fa - fp| - |fa - fn| + alpha) == alpha` where the three points are one."""

    def nothing(other, same):
        square = square_apart(p.fa, other)
        each = (p.fa[ANY_CLASS] - other[ANY_CLASS]) ** 2
        none = total(combine(each, (same, same.expr)), p.n)
        return replaced(apart(p.fa, other), none, square, 0)

    near, far = map(nothing, (p.fp, p.fn), p.given("collapsed"))
    lost = apart(p.fa, p.fp) - apart(p.fa, p.fn) + p.alpha
    above = combine(lost, near, (far, -1), p.domain("alpha")["lower"])
    return combine(goal.difference, max_equals(lost, 0, above), near, (far, -1))


def points(K, *which):
    """The points `e_k/sqrt(2)` of these classes."""
    return tuple(SymbolicVector(lambda j, k=k: KroneckerDelta(j, k) / sqrt(2), K) for k in which)


@xu2022.claim("collapse-values/simplex", kind="exists")
class CollapseSimplex:
    r"""For K ≤ n + 1 there are K points in ℝⁿ with all mutual distances equal to 1.

    $\delta(K, n) = 1$ for $K \le n + 1$: `K` points $e_k/\sqrt 2$ are all at distance 1.

    They are in the hyperplane of coordinates that sum to $\frac{1}{\sqrt 2}$, which is a space of
    $K - 1$ dimensions. By definition $\delta$ is never smaller than 1.
    """

    K = Classes()
    a, b = Label(K), Label(K)

    given = {"different points": lambda a, b: different(a, b)}

    def conclusion(K, a, b):
        one, other = points(K, a, b)
        return eq(apart(one, other), 1), eq(one.total(), 1 / sqrt(2))

    def prove(p):
        far, sum_ = p.goals
        one, other = (sifted(Number(1), label, p.K) for label in (p.a, p.b))
        none = no_delta(p.given("different points"), p.a, p.b)
        both = sifted(KroneckerDelta(ANY_CLASS, p.a), p.b, p.K)
        square = square_apart(*points(p.K, p.a, p.b))
        same = combine(square - 1, (one, HALF), (other, HALF), (both, -1), (none, -1))
        return (
            replaced(far.lhs, same, square, Number(1)),
            combine(sum_.difference, (one, 1 / sqrt(2))),
        )


@xu2022.claim("collapse-values/more-classes")
class CollapseMoreClasses:
    r"""K points in ℝⁿ are mutually equidistant only if K ≤ n + 1.

    $\delta(K, n) = 1$ only for $K \le n + 1$: points at equal distances have no affine
    relation.

    If the weights `c` sum to 0, and the points `z` times their weights sum to 0, all weights are 0;
    `w` is the square of the distances. More than $n + 1$ points of $\mathbb{R}^n$ have a relation
    with other weights, by linear algebra, so their distances are not all 1. The points have `K`
    coordinates here; those of $\mathbb{R}^n$ have 0 for the last ones.
    """

    K = Classes(tried=(2, 3))
    w = Real(0, open="left")
    c, z = Scores(K), Each(K, Scores(K))

    given = {
        "weights": lambda c: eq(c.total(), 0),
        "relation": lambda K, c, z: every_class(
            lambda j: eq(class_sum(lambda i: c[i] * z[i][j], K), 0), K
        ),
        "distances": lambda K, w, z: every_column(
            lambda i: every_class(
                lambda k: eq(square_apart(z[i], z[k]), w * (1 - KroneckerDelta(i, k))), K
            ),
            K,
        ),
    }

    def conclusion(c):
        return eq(c.total(lambda x: x**2), 0)

    def prove(p):
        (goal,) = p.goals
        c, z, K = p.c, p.z, p.K
        i, k, j = ANY_COLUMN, ANY_CLASS, ANY_ROW
        distances, weights = p.given("distances"), p.given("weights")
        pair = c[i] * c[k]
        each = combine(pair * distances.expr, (distances, pair))
        every = summed(summed(each, k, K), i, K)
        relation = renamed(p.given("relation"), {ANY_CLASS: j})
        swapped = exchanged(c[k] * z[k][j] * z[i][j], k, j, K)
        row = summed(combine(z[i][j] * relation.expr, (relation, z[i][j])), j, K)
        inner = combine(row.expr + swapped.expr, row, swapped)
        inners = summed(combine(c[i] * inner.expr, (inner, c[i])), i, K)
        own = sifted(c[k], i, K)
        owns = summed(combine(c[i] * own.expr, (own, c[i])), i, K)
        sizes = class_sum(lambda a: c[a] * class_sum(lambda b: z[a][b] ** 2, K), K)
        return combine(
            goal.difference,
            (every, 1 / p.w),
            (inners, 2 / p.w),
            (owns, -1),
            (weights, weights.expr - 2 * sizes / p.w),
        )


@xu2022.claim("packing-bound", assumes=("xu2022.collapse-values",))
class PackingBound:
    r"""A map of K classes with zero triplet loss, margin α, differs from any map f in some distance
    by ≥ α × (least diameter of K points ≥ 1 apart) − diameter of f.

    For any `f`, $d_{iso}(f, F_{TS}) \ge \alpha \delta(K, n) - D$, where $D$ is the diameter of
    $f(X)$.

    Among points of the `K` classes, one of each, `gu` and `gv` are the images of the two that are
    farthest apart under a map `g` that separates all triplets, and `fu` and `fv` those of the same
    two under `f`. Under $g$ the points are at mutual distances of at least $\alpha$: times $r =
    \frac1\alpha$ of at least 1, and so the farthest two of at least $\delta(K, n)$, as in
    `collapse-values`, which is the case $D = 0$. The bound is informative where the diameter is
    small and $\delta$ is not: for networks near collapse, in few dimensions and with many classes.
    For $K \ge n + 2$, $\delta^2 \ge \frac{n + 2}{n}$; for the value at $K = n + 2$ see
    `collapse-values/at-least` and its `attained`; `collapse-values/grows` shows that it is
    unbounded in `K`.
    """

    n = Classes(tried=(2, 3))
    alpha, r, D, delta = Real(0, open="left"), Real(0), Real(0), Real(0)
    fu, fv, gu, gv = Scores(n), Scores(n), Scores(n), Scores(n)
    where = {"dist": lambda x="gu", y="gv": apart(x, y)}

    given = {
        "diameter": lambda D, fu, fv: le(apart(fu, fv), D),
        "farthest": lambda delta, r, gu, gv: ge(apart(scaled(gu, r), scaled(gv, r)), delta),
        "inverse": lambda alpha, r: eq(r * alpha, 1),
    }

    def conclusion(alpha, D, delta, fu, fv, gu, gv):
        return ge(Abs(apart(gu, gv) - apart(fu, fv)), alpha * delta - D)

    def prove(p):
        (goal,) = p.goals
        ends = [scaled(x, p.r) for x in (p.gu, p.gv)]
        small = scaled_apart(p.n, ends, p.r, (p.gu, p.gv))
        bases = [square_below(p.n, *pair) for pair in ((p.gu, p.gv), (p.fu, p.fv))]
        more, _ = above_both(apart(p.gu, p.gv) - apart(p.fu, p.fv), bases)
        return combine(
            goal.difference,
            more,
            (p.alpha, p.given("farthest")),
            (small, -p.alpha),
            (p.given("inverse"), -apart(p.gu, p.gv)),
            p.given("diameter"),
        )
