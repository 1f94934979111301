"""Sec. 3.2: L_q between cross-entropy and MAE, in its limits and in its gradient."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018
from lossproof.paper_checks.papers.zhang2018.gradients import TwoOutputs


class OneOutput:
    """A prediction of a softmax, and its label."""

    c = Classes()
    f, y = Simplex(c, interior=True), Label(c)


@zhang2018.claim("lq-limits/mae-exact", "Li's notes, GCE, after Eq. 6")
class LqLimitsMaeExact(OneOutput):
    r"""L_q equals MAE = 2(1 − f_y), f_y the output at the label, at q = 1.

    Li's notes print this, where MAE is $2(1 - f_y)$, his Eq. 2. The factor 2 is wrong. The paper
    itself has "becomes MAE/unhinged loss when $q = 1$", and calls the two proportional after Eq. 4:
    that name leaves the constant open, and `lq-limits` allows for it.
    """

    def conclusion(f, y):
        return eq(lq(f[y], 1), mae(f, y))


@zhang2018.claim("lq-limits", "Eq. 6", repairs="zhang2018.lq-limits/mae-exact")
class LqLimits(OneOutput):
    r"""L_q tends to CCE as q → 0, and at q = 1 it is MAE/2, the unhinged loss.

    The limit is stated with a rate: with $\ell = -\log f_y$, which is CCE, $(1 - q \ell) \ell \le
    f_y^q \cdot \ell \le \mathcal{L}_q \le \ell$ for every $q$. At $q = 1$ it is the unhinged loss,
    half of MAE: the paper calls it "MAE/unhinged loss", and after Eq. 4 it calls the two
    proportional. `gradients` is formalised by the same rule. For MAE in its own scale see
    `mae-exact`.
    """

    q = Real(0, 1, open="left")

    def conclusion(f, y, q):
        return (
            le((1 - q * cce(f[y])) * cce(f[y]), f[y] ** q * cce(f[y])),
            le(f[y] ** q * cce(f[y]), lq(f[y], q)),
            le(lq(f[y], q), cce(f[y])),
            eq(2 * lq(f[y], 1), mae(f, y)),
        )


class TwoGradients(TwoOutputs):
    """Two samples and the exponent of L_q."""

    q = Real(0, 1, open="both")


def share(loss, u, v):
    """What part of the weights of `u` and `v` that of `u` is."""
    return weight(loss, u) / (weight(loss, u) + weight(loss, v))


@zhang2018.claim("lq-gradient", "Sec. 3.2, gradient of L_q")
class LqGradient:
    r"""The gradient of L_q is f_y^q (−∇f_y/f_y) = −f_y^(q−1) ∇f_y, with f_y the output at the
    label.

    The gradient gives the change of the loss when the output moves from any $u$ to any other $v$,
    $-u^{q-1} (v - u)$, up to a second-order error, which is bounded. The printed range of $f_y$ is
    $[0, 1]$; at 0 the middle form divides by 0, so it is $(0, 1]$ here. For the weights relative to
    those of the other two losses see `relative-to-cce` and `relative-to-mae`.
    """

    q = Real(0, 1, open="both")
    u, v = Real(0, 1, open="left"), Real(0, 1, open="left")

    def conclusion(q, u, v):
        step = v - u
        missed = lq(v, q) - lq(u, q) + u ** (q - 1) * step
        return (
            ge(missed, 0),
            le(missed, (1 - q) * u ** (q - 1) * step**2 / (q * u + (1 - q) * v)),
            eq(u**q * (-step / u), -(u ** (q - 1)) * step),
        )

    def prove(p):
        above, below, forms = p.goals
        u, v, q = p.u, p.v, p.q
        before, after, own = map(positive, (u, v, q))
        rest = p.domain("q")["upper"]
        # v^q u^(1-q) <= q v + (1-q) u, and v^(1-q) u^q <= (1-q) v + q u
        first = weighted_am_gm(after, before, own, rest)
        second = weighted_am_gm(before, after, own, rest)
        mixed = q * u + (1 - q) * v
        divisor = reciprocal(combine(mixed, (own, before), (rest, after)))
        return (
            combine(above.difference, (first, u ** (q - 1) / q)),
            combine(below.difference, (second, divisor, v**q / q)),
            identity(forms.lhs, forms.rhs),
        )


@zhang2018.claim("lq-gradient/relative-to-cce", "Sec. 3.2, gradient of L_q")
class LqGradientRelativeToCce(TwoGradients):
    """Relative to CCE, L_q gives samples with a small output at the label less weight.

    Relative to CCE the weight $f_y^q$ puts less emphasis on samples that agree weakly with
    their label.

    For any two samples, the share of the one with the smaller output in the total weight of the two
    is smaller than under CCE.
    """

    def conclusion(q, u, v):
        return lt(share(lambda x: lq(x, q), u, v), share(cce, u, v))


@zhang2018.claim("lq-gradient/relative-to-mae", "Sec. 3.2, gradient of L_q")
class LqGradientRelativeToMae(TwoGradients):
    r"""Relative to MAE, L_q gives samples with a small output at the label more weight.

    Relative to MAE the weight $f_y^{q-1}$ gives more attention to challenging samples.

    MAE's weight is the same for all samples; that of $\mathcal{L}_q$ is larger for the smaller
    output.
    """

    def conclusion(q, u, v):
        return gt(weight(lambda x: lq(x, q), u), weight(lambda x: lq(x, q), v))
