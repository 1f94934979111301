"""Eq. 13-14: the gradient of MAE rescaled to another weight."""

import sympy

from paper_checks.papers.imae import imae
from paper_checks.papers.imae.weights import mae_weight
from paper_checks.papers.softmax import inside
from theory.domain import Classes, Label, Real, Simplex
from theory.language import eq, gt, le, lt
from theory.lemmas import mae_is_twice_unhinged, mae_logit_norm
from theory.losses import cce, mae
from theory.losses.gradients import logit_gradient, of_label, over_entries
from theory.proof.rules import combine, log_bound, positive

OURS = "our question, after Eq. 13-14"


def imae_weight(T):
    """Eq. 13."""
    return lambda u: sympy.exp(T * u) * (1 - u)


def printed_mae_weight(u):
    """Eq. 10."""
    return 4 * u * (1 - u)


def factor(T, u):
    """What Eq. 14 multiplies the gradient of MAE by."""
    return imae_weight(T)(u) / printed_mae_weight(u)


class Rescaled:
    """One sample."""

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)


@imae.claim(
    "reweight",
    title="MAE's gradient times ω_IMAE/ω_MAE has the norm ω_IMAE",
    locus="Eq. 13-14",
    kind="id",
)
class Reweight(Rescaled):
    r"""The gradient of MAE in the logits times $\omega_{IMAE} / \omega_{MAE}$ has the $L_1$ norm
    $\omega_{IMAE} = \exp(T p) (1 - p)$.

    For outputs of a softmax, which are inside $(0, 1)$, and every real $T$: `b` is $e^T$. What the
    rescaled gradient is the gradient of: see `loss`; what happens at $p = 0$ and $p = 1$: see
    `endpoints`.
    """

    b = Real(0, open="left")

    def conclusion(f, y, b):
        u, T = f[y], sympy.log(b)
        norm = over_entries(mae, f, y, lambda entry: sympy.Abs(factor(T, u) * entry))
        return eq(norm, imae_weight(T)(u))

    def prove(p):
        norm = mae_logit_norm(p.f, p.y, **inside(p, "f", p.y))
        return combine(p.goals[0].difference, (norm, factor(sympy.log(p.b), p.f[p.y])))


@imae.claim(
    "reweight/loss", title="The rescaled gradient is that of −Ei(T p)/2", locus=OURS, kind="id"
)
class ReweightLoss(Rescaled):
    r"""The rescaled gradient is $\frac12 e^{T p}$ times the gradient of CCE, and is the gradient
    of the loss $-\frac12 \mathrm{Ei}(T p)$.

    Our question; the source names no loss. So IMAE keeps nothing of MAE: at $T = 0$ it is half of
    CCE, and its loss grows like $-\frac12 \log p$ without bound as $p \to 0$. For $T > 0$, where
    the exponential integral is real; `k` is any class.
    """

    k = Label(Rescaled.c)
    T = Real(0, open="left")

    def conclusion(f, y, k, T):
        u = f[y]
        rescaled = factor(T, u) * logit_gradient(mae, f, y)[k]
        integral = of_label(lambda v: -sympy.Ei(T * v) / 2)
        return (
            eq(rescaled, sympy.exp(T * u) / 2 * logit_gradient(of_label(cce), f, y)[k]),
            eq(rescaled, logit_gradient(integral, f, y)[k]),
        )

    def prove(p):
        twice = mae_is_twice_unhinged(p.f, p.y, p.k, **inside(p, "f", p.y))
        scale = factor(p.T, p.f[p.y])
        return tuple(combine(goal.difference, (twice, scale)) for goal in p.goals)


class Divisor:
    """The weight of MAE, by which Eq. 14 divides."""

    u = Real(0, 1)

    def conclusion(u):
        return gt(mae_weight()(u), 0)


@imae.claim(
    "reweight/endpoints",
    title="ω_IMAE/ω_MAE is defined for every p in [0, 1]",
    locus=OURS,
    kind="ineq",
)
class ReweightEndpoints(Divisor):
    r"""The factor $\omega_{IMAE} / \omega_{MAE}$ is defined for every probability in $[0, 1]$.

    Our question: Eq. 14 is written for outputs of a softmax, which are never 0 or 1. Said as
    $\omega_{MAE} > 0$.

    Catch: rounded outputs are 0 and 1, and there Eq. 14 is 0 times a division by 0.
    Repair: the two ends are left out. In code, the form without a division that `loss` gives is
    continuous up to both of them.
    """


@imae.claim(
    "reweight/inside",
    title="ω_IMAE/ω_MAE is defined for every p in (0, 1)",
    locus=OURS,
    kind="ineq",
    repairs="imae.reweight/endpoints",
)
class ReweightInside(Divisor):
    r"""The factor $\omega_{IMAE} / \omega_{MAE}$ is defined for every probability in $(0, 1)$."""

    given = {"above 0": lambda u: gt(u, 0), "below 1": lambda u: lt(u, 1)}

    def prove(p):
        return combine(p.goals[0].difference, (4, p.given("above 0"), p.given("below 1")))


@imae.claim("reweight/peak", title="ω_IMAE is largest at p = 1 − 1/T", locus=OURS, kind="ineq")
class ReweightPeak:
    r"""For $T > 0$ no sample has a larger $\omega_{IMAE}$ than one with $p = 1 - 1/T$ has.

    So the larger $T$, the easier the samples that IMAE emphasises: not those near $p = 1/2$, as MAE
    does. For $T \le 1$ the bound is met at no $p > 0$, and the hardest samples weigh most.
    """

    T = Real(0, open="left")
    u = Real(0, 1, open="both")

    def conclusion(T, u):
        omega = imae_weight(T)
        return le(omega(u) / omega(1 - 1 / T), 1)

    def prove(p):
        excess = p.T * (1 - p.u) - 1
        return combine(
            p.goals[0].difference, (log_bound(positive(sympy.exp(excess))), sympy.exp(-excess))
        )
