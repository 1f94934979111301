"""Section 3.2: L_q between cross-entropy and MAE, in its limits and in its gradient."""

import sympy

from paper_checks.papers.softmax import not_certain
from paper_checks.papers.zhang2018 import zhang2018
from paper_checks.papers.zhang2018.gradients import TwoOutputs
from theory.domain import Classes, Label, Real, Simplex
from theory.language import eq, gt, le, lt
from theory.losses import cce, lq, mae, unhinged
from theory.losses.gradients import slope, weight
from theory.proof.rules import absolute, combine, identity, log_bound, positive, power_in_base


class OneOutput:
    """A prediction of a softmax, its label, and the exponent of L_q."""

    q, c = Real(0, 1, open="left"), Classes()
    f, y = Simplex(c, interior=True), Label(c)


@zhang2018.claim("lq-limits/mae-exact", locus="Eq. 6", kind="id")
class LqLimitsMaeExact(OneOutput):
    r"""$\mathcal{L}_q$ becomes MAE when $q = 1$.

    Read to the letter, with MAE the L1 distance. The catch is the constant of proportionality that
    is mentioned after Eq. 4. No formula is printed for the loss at $q = 1$; a name that stands for
    MAE and the unhinged loss at once leaves the constant open, and `lq-limits` allows for it.
    """

    def conclusion(f, y):
        return eq(lq(f[y], 1), mae(f, y))


@zhang2018.claim("lq-limits", locus="Eq. 6", kind="id")
class LqLimits(OneOutput):
    r"""$\mathcal{L}_q \to$ CCE as $q \to 0$, and $\mathcal{L}_1$ is the MAE/unhinged loss.

    The limit is taken by SymPy, and said again with a rate: $f_y^q \,$CCE $\le \mathcal{L}_q \le$
    CCE for every $q$. At $q = 1$ it is the unhinged loss, and half of MAE: what it becomes called
    "MAE/unhinged loss", and after Eq. 4 the two are said to be proportional. `gradients` is read by
    the same rule. With the scale of Eq. 4 see `mae-exact`.
    """

    def conclusion(f, y, q):
        u, exponent = sympy.symbols("u exponent", cls=sympy.Dummy, positive=True)
        limit = sympy.limit(lq(u, exponent), exponent, 0)
        return (
            le(f[y] ** q * cce(f[y]), lq(f[y], q)),
            le(lq(f[y], q), cce(f[y])),
            eq(limit.xreplace({u: f[y]}), cce(f[y])),
            eq(lq(f[y], 1), unhinged(f[y])),
            eq(2 * lq(f[y], 1), mae(f, y)),
        )

    def prove(p):
        u, q = p.f[p.y], p.q
        below, above, limit, hinge, distance = p.goals
        total, room = p.domain("f")["total"], absolute(not_certain(p, "f", p.y))
        return (
            combine(below.difference, (log_bound(positive(u**-q)), u**q / q)),
            combine(above.difference, (log_bound(positive(u**q)), 1 / q)),
            identity(limit.lhs, limit.rhs),
            identity(hinge.lhs, hinge.rhs),
            combine(distance.difference, (total, -1), (room, -1)),
        )


class TwoGradients(TwoOutputs):
    """Two samples, the derivative of the first one's output, and the exponent of L_q."""

    q, du = Real(0, 1, open="both"), Real()


@zhang2018.claim("lq-gradient", locus="Section 3.2, gradient of L_q", kind="id")
class LqGradient(TwoGradients):
    r"""$\nabla \mathcal{L}_q = f_y^q (-\frac{1}{f_y} \nabla f_y) = -f_y^{q-1} \nabla f_y$.

    The printed range of $f_y$ is $[0, 1]$; at 0 the middle form divides by 0, so it is $(0, 1]$
    here. Relative to CCE the weight $f_y^q$ puts less emphasis on samples that agree weakly with
    their label: it is smaller for the smaller output, so that the share of that sample against the
    other is smaller than under CCE.
    """

    def conclusion(q, u, v, du):
        def power_loss(x):
            return lq(x, q)

        return (
            eq(slope(power_loss, u) * du, u**q * (slope(cce, u) * du)),
            eq(slope(power_loss, u) * du, -(u ** (q - 1)) * du),
            lt(u**q, v**q),
            lt(weight(power_loss, u) * weight(cce, v), weight(cce, u) * weight(power_loss, v)),
        )

    def prove(p):
        factor, power, _, share = p.goals
        grows = power_in_base(p.given("the first is more difficult"), positive(p.u), positive(p.q))
        return (
            identity(factor.lhs, factor.rhs),
            identity(power.lhs, power.rhs),
            grows,
            combine(share.difference, (grows, 1 / p.u, 1 / p.v)),
        )


@zhang2018.claim(
    "lq-gradient/relative-to-mae",
    title="Relative to MAE, L_q gives challenging samples more weight",
    locus="Section 3.2, gradient of L_q",
    kind="ineq",
)
class LqGradientRelativeToMae(TwoGradients):
    r"""Relative to MAE the weight $f_y^{q-1}$ gives more attention to challenging samples.

    MAE's weight is the same for all samples, that of $\mathcal{L}_q$ is larger for the smaller
    output.
    """

    def conclusion(q, u, v):
        return gt(weight(lambda x: lq(x, q), u), weight(lambda x: lq(x, q), v))

    def prove(p):
        gap, rest = p.given("the first is more difficult"), p.domain("q")["upper"]
        grows = power_in_base(gap, positive(p.u), rest)
        scale = p.u ** (p.q - 1) * p.v ** (p.q - 1)
        return combine(p.goals[0].difference, (grows, scale))
