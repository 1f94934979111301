"""L_DMI in the authors' code, with the constant 10^-3 inside the logarithm.

Read in github.com/Newbeeer/L_DMI, `DMI_loss`: fashion/main.py, for two classes, divides the batch
matrix by the batch size, and the claims here are about it; `released_batch` treats the others.
A classifier enters by `d = |det Q|` of its joint distribution with the clean label, the noise by
`delta = |det T|`; on noisy labels the determinant is `d delta`.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("code of Xu et al. (2019), fashion/main.py, DMI_loss, against Eq. 31-32")


class Noise:
    """One classifier of two classes and one noise."""

    d, delta = Real(0, Rational(1, 4), open="left"), Real(0, 1, open="left")


def shift(d, delta, smoothing):
    return eq(smoothed_dmi(d * delta, smoothing), smoothed_dmi(d, smoothing) - sympy.log(delta))


@here.claim("released-dmi-smoothing/exact-shift")
class ReleasedDmiSmoothingExactShift(Noise):
    r"""Label noise T adds −log |det T| to the smoothed loss −log(|det Q| + 10⁻³) of the joint
    matrix Q of outputs and labels.

    Noise shifts the smoothed loss by a constant: $-\log(|\det \tilde Q| + 10^{-3}) =
    -\log(|\det Q| + 10^{-3}) - \log|\det T|$.

    This is the loss of fashion/main.py, for two classes. $|\det Q|$ is at most $\frac14$, which a
    perfect classifier of balanced classes attains.

    The constant is meant only to keep the logarithm finite. But the determinant of a joint
    distribution may be as small as the constant, so that both affect the logarithm, and a factor of
    the determinant is no longer an additive constant. The shift is bounded
    (`released-dmi-smoothing`);
    `released-dmi-batch/undivided-shift` treats the files that do not divide. The counterexample is
    a classifier with the determinant 1/100, ten times the constant.
    """

    def conclusion(d, delta):
        return shift(d, delta, DETERMINANT_SMOOTHING)


@here.claim("released-dmi-smoothing", repairs="derived.released-dmi-smoothing/exact-shift")
class ReleasedDmiSmoothing:
    r"""Label noise T adds between 0 and −log |det T| to the smoothed loss −log(|det Q| + ε) of the
    joint matrix Q of outputs and labels.

    $0 \le L_\varepsilon(\tilde Q) - L_\varepsilon(Q) \le -\log|\det T|$ and $\le \frac{|\det
    Q|\,(1 - |\det T|)}{\varepsilon + |\det Q|\,|\det T|}$, for
    $L_\varepsilon = -\log(|\det| + \varepsilon)$.

    The effect of noise on the smoothed loss is at least 0 and at most the shift of the paper, so
    the identity has an error of at most $-\log|\det T|$. For a small $|\det Q|$ the third bound
    shows that there is hardly any shift.
    """

    d, delta, smoothing = Real(0, 1, open="left"), Real(0, 1, open="left"), Real(0, open="left")

    def conclusion(d, delta, smoothing):
        change = smoothed_dmi(d * delta, smoothing) - smoothed_dmi(d, smoothing)
        return (
            ge(change, 0),
            le(change, -sympy.log(delta)),
            le(change, d * (1 - delta) / (smoothing + d * delta)),
        )


@derived.claim(
    "released-dmi-order",
    "code of Xu et al. (2019), fashion/main.py, DMI_loss, against Eq. 30",
    kind="order",
)
class ReleasedDmiOrder:
    r"""Label noise T with det T ≠ 0 preserves the order of classifiers by −log(|det Q| + ε), Q the
    joint matrix of outputs and labels.

    The classifier with the larger $|\det Q|$ has the smaller smoothed loss
    $-\log(|\det Q| + \varepsilon)$, on clean labels and under noise with $|\det T| > 0$; the losses
    for determinants $d > e$ differ by at most $(d - e)/\varepsilon$.

    So any constant $\varepsilon$ in the logarithm preserves the order of the paper, strictly.
    """

    d, e = Real(0, 1), Real(0, 1)
    delta, smoothing = Real(0, 1, open="left"), Real(0, open="left")
    given = {"larger determinant": lambda d, e: gt(d, e)}

    def conclusion(d, e, delta, smoothing):
        def loss(u):
            return smoothed_dmi(u, smoothing)

        return (
            lt(loss(d), loss(e)),
            lt(loss(d * delta), loss(e * delta)),
            le(loss(e) - loss(d), (d - e) / smoothing),
        )


def noisy_slope(d, delta, smoothing):
    """The derivative of the loss on noisy labels in the clean determinant."""
    return slope(lambda v: smoothed_dmi(v * delta, smoothing), d)


def same_slope(d, delta, smoothing):
    return eq(noisy_slope(d, delta, smoothing), noisy_slope(d, 1, smoothing))


@here.claim("released-dmi-gradient/unchanged")
class ReleasedDmiGradientUnchanged(Noise):
    r"""Label noise does not change the gradient of the smoothed loss −log(|det Q| + 10⁻³) of the
    joint matrix Q of outputs and labels.

    The gradient is the derivative in $|\det Q|$; by the chain rule every other derivative is a
    multiple of it.

    If noise shifted the loss by a constant, the gradient would not change. But with a constant in
    the logarithm the shift is no constant (`released-dmi-smoothing`). Noise reduces the gradient by
    a factor with known bounds (`released-dmi-gradient`).
    """

    def conclusion(d, delta):
        return same_slope(d, delta, DETERMINANT_SMOOTHING)


@here.claim("released-dmi-gradient", repairs="derived.released-dmi-gradient/unchanged")
class ReleasedDmiGradient:
    r"""Label noise T scales the gradient of −log(|det Q| + ε) by a factor in [|det T|, 1], Q the
    joint matrix of outputs and labels.

    The direction does not change. Derivatives in $|\det Q|$ are negative.
    """

    d, delta, smoothing = Real(0, 1, open="left"), Real(0, 1, open="left"), Real(0, open="left")

    def conclusion(d, delta, smoothing):
        clean, noisy = noisy_slope(d, 1, smoothing), noisy_slope(d, delta, smoothing)
        return le(clean, noisy), le(noisy, delta * clean)
