"""The losses in the authors' own code: another weight than Eq. 13, and half of Eq. 2.

Read in github.com/XinshaoAmosWang/Improving-Mean-Absolute-Error-against-CCE, IMAE_Code: MAE is
`WeightedSoftmaxWithLoss` (CaffeMex_MAE_V00/src/caffe/layers/
weighted_softmax_loss_layer.cpp); IMAE is `UnifiedWeightLoss` with `lamda_p` and `scale`.
"""

from lossproof.paper_checks.papers.derived.imae_weight_variance import (
    imae_variance,
)
from lossproof.paper_checks.papers.imae import imae
from lossproof.paper_checks.papers.imae.weights import mae_weight
from lossproof.paper_checks.papers.notation import *

here = imae.at("the authors' weight, not printed in the notes, against Eq. 10 and 13")


def released_weight(T):
    """`exp(T p (1 - p))`."""
    return lambda u: sympy.exp(T * u * (1 - u))


def mae_layer(f, y):
    """What the layer computes: `1 - f[y]`, whose gradient it multiplies by the weight `f[y]`."""
    return of_label(unhinged)(f, y)


@here.claim("released-weight", kind="order", repairs="derived.imae-weight-order/as-mae")
class ReleasedWeight:
    r"""For every T > 0 the released IMAE weight exp(T p(1 − p)) orders any two samples as MAE's
    weight does, p the output at the label.

    This is the weight of the authors' own paper and code, in place of Eq. 13 as the notes print it.
    So the statement on MAE's emphasis remains true (`imae.emphasis`), while Eq. 13 reverses the
    order of some samples (`derived.imae-weight-order/as-mae`). Only the ratios change: none exceeds
    $e^{T/4}$, while those of MAE are unbounded.
    """

    T = Real(0, open="left")
    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    where = {"w": lambda x: mae_weight()(x), "own": lambda x, T: released_weight(T)(x)}

    def conclusion(T, u, v):
        own, omega = released_weight(T), mae_weight()
        return iff(lt(own(u), own(v)), lt(omega(u), omega(v)))


def spread(of, u, n):
    """The variance over the samples of `of(u)`."""
    mean = sample_mean(lambda i: of(u[i]), n)
    return sample_mean(lambda i: of(u[i]) ** 2, n) - mean**2


def unsure(u):
    """`p (1 - p)`."""
    return u * (1 - u)


class AnySamples:
    """A training set: the probabilities of the labels of any number of samples."""

    n = Samples(tried=(2, 3))
    u = Each(n, Real(0, 1))


def bounds(p, T):
    """`Var e^(T x) >= T^2 Var x` and `T^2 e^(T/2) Var x >= Var e^(T x)`, where `x = p (1 - p)`."""
    n, u = p.n, p.u[ANY_SAMPLE]
    x, top, m = unsure(u), sympy.exp(T / 4), sample_mean(lambda i: unsure(p.u[i]), p.n)
    w, a = sympy.exp(T * x), sympy.exp(T * m)
    own = sample_mean(lambda i: released_weight(T)(p.u[i]), n)
    entry = p.domain("u", ANY_SAMPLE)
    some = combine(x, (entry["lower"], entry["upper"]))
    rest = nonnegative((u - Rational(1, 2)) ** 2)
    above, below = (log_bound(positive(sympy.exp(T * gap))) for gap in (x - m, m - x))

    def from_one(weight, exponent):
        return combine(weight - 1, log_bound(positive(weight)), (T, exponent))

    def to_top(weight, room):
        return combine(
            top - weight, (log_bound(positive(top / weight)), weight), (T * weight, room)
        )

    def slower(case, gap, small, large, steps, exponent):
        """`(w - a) (x - m) >= T (x - m)^2` where `gap >= 0` is the distance from the mean."""
        return combine(
            (w - a) * (x - m) - T * (x - m) ** 2,
            (case, small, steps),
            (case, case, T, from_one(small, exponent)),
        )

    def faster(case, gap, small, large, steps, back, room):
        """`T^2 e^(T/2) (x - m)^2 >= (w - a)^2` there."""
        moved = combine(large - small - T * small * gap, (steps, small))
        near = combine(
            T * top * gap - (large - small), (back, large), (case, T, to_top(large, room))
        )
        far = combine(T * top * gap + large - small, moved, (case, T * small), (case, T * top))
        return combine(T**2 * top**2 * (x - m) ** 2 - (w - a) ** 2, (near, far))

    mean_some, mean_rest = average(some, n), average(rest, n)
    steep = cases(
        x - m,
        lambda up: slower(up, x - m, a, w, above, mean_some),
        lambda low: slower(low, m - x, w, a, below, some),
    )
    flat = cases(
        x - m,
        lambda up: faster(up, x - m, a, w, above, below, rest),
        lambda low: faster(low, m - x, w, a, below, above, mean_rest),
    )
    line = average(nonnegative((w - own - T * (x - m)) ** 2), n)
    weights, plain = spread(released_weight(T), p.u, n), spread(unsure, p.u, n)
    return (
        combine(weights - T**2 * plain, line, (2 * T, average(steep, n))),
        combine(T**2 * top**2 * plain - weights, average(flat, n), nonnegative((own - a) ** 2)),
    )


@here.claim("released-weight/variance")
class ReleasedWeightVariance(AnySamples):
    r"""On any training set, IMAE's released weight exp(T p(1 − p)), T > 0, has between T² and T²
    e^(T/2) times the variance of p(1 − p), p the label's output.

    On any training set $T^2\, \mathrm{Var}\, x \le \mathrm{Var}\, e^{T x} \le T^2 e^{T/2}\,
    \mathrm{Var}\, x$, where $x = p (1 - p)$.

    These bound the variance of the weight as a function of $T$, without a law of $p$, by two
    multiples of that of $\omega_{MAE} = 4 x$, whose variance is $16\, \mathrm{Var}\, x$. It starts
    from 0, where that of Eq. 13 starts from $\mathrm{Var}(1 - p)$
    (`derived.imae-weight-variance/every-t`). Both bounds come from the slope of $e^{T x}$, at $x =
    0$ and at $x = \frac14$, so samples close to one of these approach them.
    """

    T = Real(0, open="left")

    def conclusion(n, u, T):
        weights, plain = spread(released_weight(T), u, n), spread(unsure, u, n)
        return ge(weights, T**2 * plain), le(weights, T**2 * sympy.exp(T / 2) * plain)

    def prove(p):
        return bounds(p, p.T)


@here.claim("released-weight/more-variance")
class ReleasedWeightMoreVariance(AnySamples):
    r"""Released IMAE's weight exp(T p(1 − p)) has no more variance than MAE's 4p(1 − p) for T ≤
    2.26, no less for T ≥ 4, p the output at the label.

    `S` is a $T$ of the first range. `released-mae/own-weight` compares with the layer that is
    trained as MAE, which has half the weight. Between the two ranges the order depends on the
    samples. `scale`, which is $T$, is 8 in the authors'
    CIFAR100_ResNet44_V03_lambda1/Res44_USW_Beta08_lambda1.
    """

    S, T = Real(0), Real(4)
    given = {"S exp(S/4) <= 4": lambda S: le(S * sympy.exp(S / 4), 4)}

    def conclusion(n, u, S, T):
        return around(mae_weight(), n, u, S, T)

    def prove(p):
        return prove_around(p, p.given("S exp(S/4) <= 4"), 4)


def around(omega, n, u, S, T):
    """At `S` the authors' weight varies at most as `omega` does, and at `T` at least that."""
    fixed = spread(omega, u, n)
    return (
        le(spread(released_weight(S), u, n), fixed),
        ge(spread(released_weight(T), u, n), fixed),
    )


def prove_around(p, below, factor):
    """`around` the weight `factor p (1 - p)`; `below` is the fact `factor - S e^(S/4) >= 0`."""
    less, more = (goal.difference for goal in p.goals)
    (_, most), (least, _) = bounds(p, p.S), bounds(p, p.T)
    plain, enough = spread(unsure, p.u, p.n), p.domain("T")["lower"]
    steep = p.S * sympy.exp(p.S / 4)
    room = combine(factor**2 - steep**2, (below, factor + steep))
    x = unsure(p.u[ANY_SAMPLE])
    mean = sample_mean(lambda i: unsure(p.u[i]), p.n)
    some = combine(plain, average(nonnegative((x - mean) ** 2), p.n))
    return (
        combine(less, most, (room, some)),
        combine(more, least, (enough, p.T + factor, some)),
    )


@imae.claim(
    "released-mae", "the authors' code, weighted_softmax_loss_layer.cpp, against Eq. 2 and 10"
)
class ReleasedMae:
    r"""For a label output p uniform on [0, 1] and T > 0, IMAE's weight exp(Tp)(1 − p) has a larger
    variance than the released MAE layer's weight 2p(1 − p).

    With $p$ uniform $\omega_{IMAE}$ of Eq. 13 has a larger variance than the weight of the
    layer that the authors train as MAE, for every $T > 0$.

    They train $1 - p$. Its weight is $2 p (1 - p)$, half of Eq. 10, and has the variance
    $\frac{1}{45}$. Against Eq. 10 the claim needs $T \ge 1.84$ (`derived.imae-weight-variance`):
    the comparison of variances depends on the factor 2 of Eq. 2. No impact ratio changes
    (`variance-underfits/scale-free`). Eq. 13 is the weight of the notes; `own-weight` compares the
    weight of the authors' code with their layer.
    """

    T = Real(0, open="left")

    def conclusion(T):
        return gt(imae_variance(T), variance(weight_in_training(mae_layer)))


@here.claim("released-mae/own-weight")
class ReleasedMaeOwnWeight(AnySamples):
    r"""On any training set, the weight exp(Tp(1 − p)) of the IMAE code has at most the variance of
    the MAE code's 2p(1 − p) if T ≤ 1.4, at least it if T ≥ 2.

    On any training set the authors' weight $\exp(T p (1 - p))$ has at most the variance of the
    weight of the layer that they train as MAE for $T e^{T/4} \le 2$, which is $T \le 1.406$, and at
    least that variance for $T \ge 2$.

    Both weights are taken as trained; neither contains Eq. 13. `S` is a $T$ of the first range.
    Between the two ranges the order depends on the samples: with $p$ uniform the two are equal at
    $T = 1.586$. The authors' own $T$ are larger (`released-weight/more-variance`).
    """

    S, T = Real(0), Real(2)
    given = {"S exp(S/4) <= 2": lambda S: le(S * sympy.exp(S / 4), 2)}

    def conclusion(n, u, S, T):
        return around(weight_in_training(mae_layer), n, u, S, T)

    def prove(p):
        return prove_around(p, p.given("S exp(S/4) <= 2"), 2)
