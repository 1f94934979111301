"""Sections 3.1 and 3.2: the gradients of MAE and cross-entropy, and how they weigh samples."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import inside, not_certain
from lossproof.paper_checks.papers.zhang2018 import zhang2018


def twice_unhinged(u):
    return 2 * unhinged(u)


@zhang2018.claim("mae-is-unhinged", "Eq. 4")
class MaeIsUnhinged:
    r"""MAE, the L1 distance ‖e_j − f‖₁ = 2 − 2 f_j of output f and one-hot label e_j, is twice the
    unhinged loss.

    The equation holds for every point of the simplex and every class $j$, so the two losses have
    the same minimisers and the same order of classifiers.
    """

    c = Classes()
    f, y = Simplex(c), Label(c)

    def conclusion(f, y):
        return eq(mae(f, y), 2 * unhinged(f[y]))


class TwoPredictions:
    """One sample, and two predictions for it: before a step and after it."""

    c = Classes(tried=(2, 3))
    f, g, y = Simplex(c, interior=True), Simplex(c, interior=True), Label(c)


def cross_entropy_step(f, g, y):
    """By how much the step misses the printed gradient of CCE, and the square that bounds it."""
    step = g[y] - f[y]
    missed = cce(g[y]) - cce(f[y]) + step / f[y]
    return ge(missed, 0), le(missed, step**2 / (f[y] * g[y]))


def mae_step(p):
    """`mae(f) = 2 - 2 f[y]` before the step and after it."""
    return tuple(
        combine(
            mae(vector, p.y) - 2 + 2 * vector[p.y],
            p.domain(name)["total"],
            absolute(not_certain(p, name, p.y)),
        )
        for name, vector in (("f", p.f), ("g", p.g))
    )


@zhang2018.claim("gradients/mae-exact", "Li's notes, GCE, Eq. 5")
class GradientsMaeExact(TwoPredictions):
    r"""With f_y the output at the label, CCE has the gradient −(1/f_y)∇f_y, and MAE = 2(1 − f_y)
    has the gradient −∇f_y.

    $\nabla \mathcal{L} = -\frac{1}{f_y} \nabla f_y$ (CCE), $-\nabla f_y$ (MAE), with MAE $= 2(1
    - f_y)$.

    Li's notes print this, where MAE is $2(1 - f_y)$, his Eq. 2; the paper's Eq. 5 has "MAE/unhinged
    loss" in its place, which `gradients` allows for. The constant is wrong: every unit of
    probability that the label loses is counted twice, once at the label and once at the classes
    that gain it. With a learning rate in front the factor changes no direction, but it does change
    the scale relative to CCE: `mae-factor` includes it.
    """

    def conclusion(f, g, y):
        return *cross_entropy_step(f, g, y), eq(mae(g, y) - mae(f, y), -(g[y] - f[y]))


@zhang2018.claim("gradients", "Eq. 5")
class Gradients(TwoPredictions):
    r"""With f_y the output at the label, CCE has the gradient −(1/f_y)∇f_y, and MAE/2, the unhinged
    loss, has the gradient −∇f_y.

    $\nabla \mathcal{L} = -\frac{1}{f_y} \nabla f_y$ (CCE), $-\nabla f_y$ (MAE/unhinged loss).

    The equations hold per sample, in any parameter: the printed sums are over such terms. The
    gradient gives the change of the loss from any prediction $f$ to any other $g$, up to a
    second-order error: for CCE $-\frac{1}{f_y} (g_y - f_y)$ and at most $(g_y - f_y)^2 / (f_y g_y)$
    more, for the other two $-(g_y - f_y)$ and no error. After Eq. 4 the two are called the same up
    to a constant of proportionality, so "MAE/unhinged loss" stands for one loss in the scale of the
    unhinged loss: half of MAE. `lq-limits` is formalised by the same rule. For MAE in its own
    scale, as in Li's notes, see `mae-exact`.
    """

    def conclusion(f, g, y):
        half, hinge = mae(g, y) / 2 - mae(f, y) / 2, unhinged(g[y]) - unhinged(f[y])
        return *cross_entropy_step(f, g, y), eq(half, hinge)


@zhang2018.claim(
    "gradients/mae-factor", "our question, Eq. 5", repairs="zhang2018.gradients/mae-exact"
)
class GradientsMaeFactor(TwoPredictions):
    r"""With f_y the output at the label, CCE has the gradient −(1/f_y)∇f_y, and MAE = 2(1 − f_y)
    has the gradient −2∇f_y.

    $\nabla \mathcal{L} = -\frac{1}{f_y} \nabla f_y$ for CCE, $-2 \nabla f_y$ for MAE.

    The gradient of the unhinged loss, half of MAE, is $-\nabla f_y$. Since the sum of the outputs
    is constant, the change at the other classes equals minus the change at the label.
    """

    def conclusion(f, g, y):
        return *cross_entropy_step(f, g, y), eq(mae(g, y) - mae(f, y), -2 * (g[y] - f[y]))


def size_of_gradient(prediction, label):
    """The L1 norm of the gradient of MAE in the logits."""
    return logit_gradient_norm(of_label(twice_unhinged), prediction, label)


class TwoSamples:
    """Two samples whose outputs are the softmax of logits."""

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    h, z = Simplex(c, interior=True), Label(c)
    where = {"norm": lambda x="f", k="y": size_of_gradient(x, k)}


def norms(p, loss):
    """The logit gradient norms of the two samples, as facts."""
    return tuple(
        logit_norm(loss, getattr(p, name), label, **inside(p, name, label))
        for name, label in (("f", p.y), ("h", p.z))
    )


@zhang2018.claim("mae-equal", "after Eq. 5")
class MaeEqual(TwoSamples):
    r"""MAE treats every sample equally: every sample has a logit gradient of the same size.

    The text is about the effect of a sample in "the gradient update" (where it says that CCE weighs
    samples), so the size is the L1 norm in the logits, where an update starts. The reason
    that the paper gives, that $1/f_y$ is absent from the gradient, is true: `factor`. However, the factor multiplies $\nabla f_y$, which
    goes to zero with $f_y$, so a sample that the network gets confidently wrong hardly changes it.
    """

    def conclusion(f, y, h, z):
        return eq(size_of_gradient(f, y), size_of_gradient(h, z))


@zhang2018.claim("mae-equal/equally-uncertain", "after Eq. 5", repairs="zhang2018.mae-equal")
class MaeEqualUncertain(TwoSamples):
    """MAE gives two samples with outputs p and r at the label logit gradients of the same size if p
    = r or p = 1 − r.

    Where neither condition holds the sizes differ, by `difference`. The largest size is at $f_y =
    1/2$.
    """

    given = {
        "f_y = h_z or f_y = 1 - h_z": lambda f, y, h, z: eq((f[y] - h[z]) * (1 - f[y] - h[z]), 0)
    }
    conclusion = MaeEqual.conclusion


@zhang2018.claim("mae-equal/difference", "after Eq. 5")
class MaeEqualDifference(TwoSamples):
    r"""The sizes of MAE's logit gradients at two samples with outputs p and r at the label differ
    by 4(p − r)(1 − p − r).

    The logit gradients of MAE at two samples differ in size by
    $4 (f_y - h_z)(1 - f_y - h_z)$.

    So they are equal if and only if $f_y = h_z$ or $f_y = 1 - h_z$.
    """

    def conclusion(f, y, h, z):
        one, other = (size_of_gradient(x, label) for x, label in ((f, y), (h, z)))
        return eq(one - other, 4 * (f[y] - h[z]) * (1 - f[y] - h[z]))


@zhang2018.claim("mae-equal/factor", "after Eq. 5")
class MaeEqualFactor:
    r"""The gradient of MAE has no factor 1/f_y, with f_y the output at the label: it is a constant
    times ∇f_y.

    The factor $1/f_y$ is absent from the gradient of MAE: its ratio to $\nabla f_y$ is the same
    for every sample.

    This is the reason that the paper gives for `mae-equal`. It holds for any two samples, with any
    predictions and any labels (stated as a product, so that a ratio with $\nabla f_y = 0$ needs no
    exception).
    """

    c = Classes(tried=(2, 3))
    f, df, y = Simplex(c, interior=True), Scores(c), Label(c)
    h, dh, z = Simplex(c, interior=True), Scores(c), Label(c)
    given = {"the outputs keep their sum": lambda df, dh: (eq(df.total(), 0), eq(dh.total(), 0))}

    def conclusion(f, df, y, h, dh, z):
        return eq(along(mae, f, y, df) * dh[z], along(mae, h, z, dh) * df[y])


class TwoOutputs:
    """The probabilities that two samples give to their labels, the first the smaller."""

    u, v = Real(0, 1, open="left"), Real(0, 1, open="left")
    given = {"the first is more difficult": lambda u, v: lt(u, v)}


@zhang2018.claim("cce-difficult/factor", "after Eq. 5")
class CceDifficultFactor(TwoOutputs):
    r"""CCE's gradient factor 1/f_y, f_y the output at the label, is larger for smaller f_y.

    This is the premise of `cce-difficult`: the factor multiplies $-\nabla f_y$ in the gradient of
    CCE.
    """

    def conclusion(u, v):
        return gt(weight(cce, u), weight(cce, v))


@zhang2018.claim("cce-difficult", "after Eq. 5")
class CceDifficult(TwoSamples):
    r"""CCE gives difficult samples, those with a smaller output at the label, larger logit
    gradients.

    "Weighs" is formalised like "treats" for MAE in the same paragraph (`mae-equal`): by the L1 norm
    of the gradient in the logits of the softmax, which is the effect of a sample in an update.
    Unlike for MAE, that agrees with the factor in front of $\nabla f_y$: `factor`. In the weights
    of the last layer the features matter too: `li.inverse-f-weight/guarantee`.
    """

    where = {"norm": lambda x="f", k="y": logit_gradient_norm(of_label(cce), x, k)}
    given = {"the first is more difficult": lambda f, y, h, z: lt(f[y], h[z])}

    def conclusion(f, y, h, z):
        return gt(
            logit_gradient_norm(of_label(cce), f, y), logit_gradient_norm(of_label(cce), h, z)
        )
