"""Section 3.2: the sum of L_q over the classes, and its bounds."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018


@zhang2018.claim("class-sum-bounds", "Eq. 7")
class ClassSumBounds:
    r"""L_q summed over all c labels is between (c − c^(1−q))/q and (c − 1)/q at every prediction,
    and both bounds are attained.

    $\frac{c - c^{1-q}}{q} \le \sum_j \mathcal{L}_q(f, e_j) \le \frac{c-1}{q}$, both attained.

    The lower bound is attained at the uniform point, the upper one at every vertex: there it is a
    maximum over the simplex, and for a softmax, whose outputs are positive, a supremum.
    """

    q, c = Real(0, 1, open="left"), Classes()
    f, g, h = Simplex(c), Simplex(c), Simplex(c)
    given = {
        "g at a vertex": lambda c, g: every_class(lambda j: eq(g[j] * (1 - g[j]), 0), c),
        "h uniform": lambda c, h: every_class(lambda j: eq(h[j], 1 / c), c),
    }

    def conclusion(q, c, f, g, h):
        lower, upper = lq_class_sum_range(q, c)
        return (
            le(lower, lq_class_sum(f, q)),
            le(lq_class_sum(f, q), upper),
            eq(lq_class_sum(h, q), lower),
            eq(lq_class_sum(g, q), upper),
        )

    def prove(p):
        _, _, at_uniform, at_vertex = p.goals
        simplex, rest = p.domain("f"), p.domain("q")["upper"]
        own, other, q, c = p.g[ANY_CLASS], p.h[ANY_CLASS], p.q, p.c
        corner = p.given("g at a vertex")

        def some(above):
            full = quotient(1 - own, corner, above)
            return combine(own**q - own, replaced(own**q, full, own, sympy.S.One), full)

        def none(below):
            empty = squeezed(p.domain("g")["nonnegative"], below)
            return combine(own**q - own, replaced(own**q, empty, own, sympy.S.Zero), (-1, empty))

        powers = total(cases(own, some, none, strict=True), c)
        even = total(replaced(other**q, p.given("h uniform"), other, 1 / c), c)
        return (
            lq_class_sum_low(p.f, simplex, q, c, rest),
            lq_class_sum_high(p.f, simplex, q, c, rest),
            combine(at_uniform.difference, (-1 / q, even)),
            combine(at_vertex.difference, (-1 / q, powers), (-1 / q, p.domain("g")["total"])),
        )
