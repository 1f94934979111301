"""Section 3.2: the sum of L_q over the classes, and what it bounds."""

from paper_checks.papers.zhang2018 import zhang2018
from theory.derivation import combine, identity, positive, power_of_fraction, total, weighted_am_gm
from theory.domain import Classes, Real, Simplex
from theory.losses import lq
from theory.relation import eq, le
from theory.sums import Blocks


@zhang2018.claim("class-sum-bounds", locus="Eq. 7", kind="ineq")
class ClassSumBounds:
    r"""$\frac{c - c^{1-q}}{q} \le \sum_j \mathcal{L}_q(f, e_j) \le \frac{c-1}{q}$, both attained.

    The lower bound is attained at the uniform point, the upper one at every vertex.
    """

    q, c = Real(0, 1, open="left"), Classes()
    f = Simplex(c)

    def conclusion(q, c, f):
        def class_sum(vector):
            return vector.total(lambda u: lq(u, q))

        lower, upper = (c - c ** (1 - q)) / q, (c - 1) / q
        uniform, vertex = Blocks((1 / c, c)), Blocks((1, 1), (0, c - 1))
        return (
            le(lower, class_sum(f)),
            le(class_sum(f), upper),
            eq(class_sum(uniform), lower),
            eq(class_sum(vertex), upper),
        )

    def prove(p):
        entry, sums_to_one = p.domain("f")["nonnegative"], p.domain("f")["total"]
        at_most_one, rest = p.domain("f")["at most 1"], p.domain("q")["upper"]
        lower, upper, at_uniform, at_vertex = p.goals

        tangent = total(weighted_am_gm(entry, positive(1 / p.c), positive(p.q), rest), p.c)
        scale = p.c ** (1 - p.q)
        chord = total(power_of_fraction(entry, at_most_one, rest, p.q), p.c)
        return (
            combine(lower.difference, (scale / p.q, tangent), (-scale, sums_to_one)),
            combine(upper.difference, (1 / p.q, chord), (1 / p.q, sums_to_one)),
            identity(at_uniform.lhs, at_uniform.rhs),
            identity(at_vertex.lhs, at_vertex.rhs),
        )
