"""Classes at places as close as they may be: how close, and where the upper bound is attained."""

from sympy import Abs, Integer as Number, KroneckerDelta

from paper_checks.papers.xu2022 import LOCUS, xu2022
from paper_checks.papers.xu2022.space import (
    HALF,
    above_both,
    apart,
    root,
    square_apart,
    square_below,
    within,
)
from theory.domain import Classes, Each, Real, Scores
from theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    class_sum,
    eq,
    every_class,
    every_column,
    ge,
    gt,
    le,
)
from theory.language.terms import nested_sum
from theory.losses import triplet_loss
from theory.proof.rules import (
    combine,
    exchanged,
    max_equals,
    nonnegative,
    quotient,
    renamed,
    sifted,
    summed,
    total,
)


@xu2022.claim(
    "loss-upper-bounds/any-dimension",
    title="In n dimensions DL/(α − L) = δ(K, n)·L is attained",
    locus=LOCUS,
    kind="exists",
    assumes=("xu2022.packing-bound",),
)
class LossUpperBoundsAnyDimension:
    r"""In $\mathbb{R}^n$ some map of `K` classes has $d_{iso}(f, F_{TS}) = \frac{D L}{\alpha - L} =
    \delta(K, n)\, L$, for every `K`, $n \ge 2$ and $0 < L < \alpha$.

    Object: $f = t g$ for a map `g` that takes each class to one place, of all that separate the
    classes one with the smallest diameter, $\alpha \delta(K, n)$. Its nearest two places are
    $\alpha$ apart, as otherwise `g` could be shrunk: so $L = (1 - t) \alpha$. The diameter of $f$
    is $D = t \alpha \delta$, and $\frac{D L}{\alpha - L} = (1 - t) \alpha \delta$. By a map that
    separates the classes some two of them, at `hu` and `hv`, are at least $\alpha \delta$ apart, as
    in `packing-bound`; `gu` and `gv`, `fu` and `fv` are the places of these two by `g` and by $f$,
    or of any two. On the line $\delta = K - 1$, which is `attained`. That $\delta(K, n)$ has no
    bound in `K`, so that no constant does for all `K` and one `n`, is not decided here: a ball
    holds only so many places at mutual distances of 1.
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


@xu2022.claim(
    "collapse-values/at-least",
    title="δ(K, n)² ≥ (n + 2)/n for K ≥ n + 2",
    locus=LOCUS,
    kind="ineq",
)
class CollapseAtLeast:
    r"""$\delta(K, n)^2 \ge \frac{n + 2}{n}$ for $K \ge n + 2$.

    Of more than $n + 1$ points of $\mathbb{R}^n$ take any $n + 2$, `m` of them: by linear algebra
    some weights `c`, not all 0, have the sum 0, and so have the points `z` times their weights.
    Where the squares of the distances are from 1 to `M`, $M \ge \frac{m}{m - 2}$. For four points
    of the plane that is 2, which the square attains, so that $\delta(4, 2) = \sqrt 2$; on the line
    it is 3, where 4 is true. The points have `m` coordinates here; those of $\mathbb{R}^n$ have 0
    for the last ones.
    """

    m, M = Classes(tried=(3, 4)), Real(1)
    c, z = Scores(m), Each(m, Scores(m))

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
    }

    def conclusion(m, M):
        return ge(M * (m - 2), m)

    def prove(p):
        (goal,) = p.goals
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

        lengths = nested_sum(lambda a: c[a] * class_sum(lambda b: z[a][b] ** 2, m), m)
        mean = c.total(Abs) / m
        spread = total(nonnegative((Abs(c[k]) - mean) ** 2), m)
        whole, least = p.given("some weight"), p.domain("M")["lower"]
        product = combine(
            whole.expr * goal.difference,
            every,
            (least, m, spread),
            (own(Abs(c[k])), M - 1),
            (own(c[k]), M + 1),
            (weights, 4 * lengths - (M + 1) * weights.expr),
            (inners, -4),
        )
        return quotient(goal.difference, product, whole)
