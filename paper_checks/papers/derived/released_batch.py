"""L_DMI in the authors' code, with and without division of the batch matrix by the batch size.

Read in github.com/Newbeeer/L_DMI, `DMI_loss`: fashion/main.py divides, CIFAR-10/DMI.py,
dogcat/DMI.py and clothing/main.py do not. All add 10^-3 inside the logarithm.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at(
    "code of Xu et al. (2019), DMI_loss in fashion/main.py and CIFAR-10/DMI.py, against Eq. 31"
)


def possible(c, d):
    """Below the determinant of a faultless classifier of balanced classes."""
    return lt(d * c**c, 1)


def divided(c, n, d, smoothing):
    return eq(
        smoothed_dmi(counted(d, n, c), smoothing), smoothed_dmi(d, smoothing) - c * sympy.log(n)
    )


@here.claim("released-dmi-batch/exact-shift")
class ReleasedDmiBatchExactShift:
    r"""In the released L_DMI, −log(|det| + 10⁻³), dividing the c×c matrix of a batch of n samples
    by n changes the loss by c log n.

    fashion/main.py divides, the other files do not. $d$ is $|\det|$ of the divided matrix, so
    $n^c d$ is that of the undivided one.

    A factor inside a logarithm is a constant outside. But the $10^{-3}$ is not multiplied, and the
    determinant of the divided matrix, to which it is added, is $n^c$ times smaller. Leaving out the
    division is the same as dividing the constant by $n^c$ (`released-dmi-batch`); `undivided-shift`
    gives the remaining effect of the constant.
    """

    c, n, d = Classes(tried=(2, 3)), Samples(tried=(128,)), Real(0, 1, open="left")
    given = {"some fault": possible}

    def conclusion(c, n, d):
        return divided(c, n, d, DETERMINANT_SMOOTHING)


@here.claim("released-dmi-batch", repairs="derived.released-dmi-batch/exact-shift")
class ReleasedDmiBatch:
    r"""For a c×c joint matrix Q, −log(|det nQ| + ε) equals −log(|det Q| + ε/n^c) − c log n.

    $L_\varepsilon = -\log(|\det| + \varepsilon)$ of the undivided matrix is
    $L_{\varepsilon / n^c}$ of the divided one, less $c \log n$; it exceeds
    $L_\varepsilon - c \log n$ by a number from 0 to $c \log n$.

    So the two variants are two different losses, of which the divided one is far more smoothed; how
    much depends on the batch size.
    """

    c, n, d, smoothing = Classes(), Samples(), Real(0, 1), Real(0, open="left")

    def conclusion(c, n, d, smoothing):
        constant = c * sympy.log(n)
        undivided = smoothed_dmi(counted(d, n, c), smoothing)
        off = undivided - (smoothed_dmi(d, smoothing) - constant)
        return (
            eq(undivided, smoothed_dmi(d, smoothing * n ** (-c)) - constant),
            ge(off, 0),
            le(off, constant),
        )

    def prove(p):
        same, low, high = p.goals
        c, n, d, eps = p.c, p.n, p.d, p.smoothing
        many = power_in_exponent(p.domain("n")["lower"], positive(c), 0)

        def factored(whole, part):
            return replaced(sympy.log(whole), identity(whole, n**c * part), whole, n**c * part)

        more = combine(eps * (n**c - 1), (many, eps))
        gained = combine(d * (n**c - 1), (many, d))
        return (
            combine(same.difference, (factored(n**c * d + eps, d + eps * n ** (-c)), -1)),
            combine(
                low.difference,
                log_increases(more, positive(n**c * d + eps)),
                (factored(n**c * d + n**c * eps, d + eps), -1),
            ),
            combine(high.difference, log_increases(gained, positive(d + eps))),
        )


@derived.claim(
    "released-dmi-batch/undivided-shift",
    "code of Xu et al. (2019), DMI_loss in CIFAR-10/DMI.py, against Eq. 31",
)
class ReleasedDmiBatchUndivided:
    r"""Label noise T adds −log |det T| to the loss −log(|det nQ| + ε) of the c×c joint matrix Q of
    n samples, up to an error of order ε/n^c.

    Noise changes the loss of the undivided batch matrix by $-\log|\det T|$, less a number from
    0 to $\frac{\varepsilon\,(1 - |\det T|)}{n^c\, |\det Q|\, |\det T|}$.

    CIFAR-10/DMI.py, dogcat/DMI.py and clothing/main.py do this, with $\varepsilon = 10^{-3}$. With
    ten classes, $n = 128$, $|\det T| = 0.1$ and a perfect classifier the last term is less than
    $10^{-13}$: the constant has no visible effect, and the shift of Eq. 31 remains.
    """

    c, n = Classes(), Samples()
    d, delta = Real(0, 1, open="left"), Real(0, 1, open="left")
    smoothing = Real(0, open="left")

    def conclusion(c, n, d, delta, smoothing):
        noisy, clean = (smoothed_dmi(counted(x, n, c), smoothing) for x in (d * delta, d))
        lacking = -sympy.log(delta) - (noisy - clean)
        return ge(lacking, 0), le(lacking, smoothing * (1 - delta) / (counted(d, n, c) * delta))
