"""Classes at places as close as they may be, and shrunk: where the upper bound is attained."""

from sympy import Abs, Integer as Number

from paper_checks.papers.xu2022 import LOCUS, xu2022
from paper_checks.papers.xu2022.space import above_both, apart, root, square_below, within
from theory.domain import Classes, Real, Scores
from theory.language import eq, ge, le
from theory.losses import triplet_loss
from theory.proof.rules import combine, max_equals


@xu2022.claim(
    "loss-upper-bounds/any-dimension",
    title="In ℝⁿ DL/(α − L) = δ(K, n)·L is attained, for every K",
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
