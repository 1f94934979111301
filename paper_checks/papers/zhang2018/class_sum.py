"""Section 3.2: the sum of L_q over the classes, and what it bounds."""

from paper_checks.papers.zhang2018 import zhang2018
from theory.domain import Classes, Real, Simplex
from theory.language import Blocks, eq, le
from theory.lemmas import lq_class_sum, lq_class_sum_high, lq_class_sum_low, lq_class_sum_range
from theory.proof.rules import identity


@zhang2018.claim("class-sum-bounds", locus="Eq. 7", kind="ineq")
class ClassSumBounds:
    r"""$\frac{c - c^{1-q}}{q} \le \sum_j \mathcal{L}_q(f, e_j) \le \frac{c-1}{q}$, both attained.

    The lower bound is attained at the uniform point, the upper one at every vertex.
    """

    q, c = Real(0, 1, open="left"), Classes()
    f = Simplex(c)

    def conclusion(q, c, f):
        lower, upper = lq_class_sum_range(q, c)
        uniform, vertex = Blocks((1 / c, c)), Blocks((1, 1), (0, c - 1))
        return (
            le(lower, lq_class_sum(f, q)),
            le(lq_class_sum(f, q), upper),
            eq(lq_class_sum(uniform, q), lower),
            eq(lq_class_sum(vertex, q), upper),
        )

    def prove(p):
        _, _, at_uniform, at_vertex = p.goals
        simplex, rest = p.domain("f"), p.domain("q")["upper"]
        return (
            lq_class_sum_low(p.f, simplex, p.q, p.c, rest),
            lq_class_sum_high(p.f, simplex, p.q, p.c, rest),
            identity(at_uniform.lhs, at_uniform.rhs),
            identity(at_vertex.lhs, at_vertex.rhs),
        )
