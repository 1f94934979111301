"""Section 2: the unhinged loss as its own corrected loss."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.classifier import below_chance


def corrects(corrected, losses, eta, c):
    """The corrected loss, averaged over the noise on any label, is the loss on that label."""
    return every_class(
        lambda label: eq(uniform_expectation(corrected, label, eta, c), losses[label]), c
    )


def binary_unhinged(v):
    """The unhinged loss `1 - y v` of the score `v` under the labels +1 and -1, in this order."""
    return Vector((1 - v, 1 + v))


def losses_of(f, c):
    """The unhinged loss of the output `f` under every label."""
    return SymbolicVector(lambda j: unhinged(f[j]), c)


class _BinaryUnhinged:
    eta, v = Real(0, 1), Real()
    b = Scores(2)


def corrects_binary(eta, v, b):
    return corrects(b, binary_unhinged(v), eta, sympy.Integer(2))


def below_half(eta):
    return lt(eta, sympy.Rational(1, 2))


def margin_risk(z, n):
    """The mean unhinged loss of the margins `z`."""
    return sample_mean(lambda i: 1 - z[i], n)


def noisy_margin_risk(z, eta, n):
    """The same where each label is flipped, and with it the sign of the margin, at rate `eta`."""
    return sample_mean(lambda i: sampled_value((1 - z[i], 1 + z[i]), (1 - eta, eta)), n)


@patrini2017.claim("unhinged-own-correction", "Sec. 2", kind="argmin")
class UnhingedOwnCorrection:
    r"""Under symmetric noise η < 1/2, the expected noisy risk and the clean risk of the binary
    unhinged loss have the same minimisers.

    Under symmetric noise of rate $\eta < \frac12$ the unhinged loss, $\ell(y, v) = 1 - y v$, is
    its own noise-corrected loss.

    "Noise corrected" has the meaning that the source defines one sentence earlier: minimising it on
    noisy data is equivalent to minimising the loss itself on clean data. For two scoring functions
    on any samples, with the margins $y v = z$ and $w$, the difference of their risks on noisy data
    is $1 - 2 \eta$ times the difference on clean data. This factor is positive where
    $\eta < \frac12$, so the order and the minimisers are the same. The noisy risk is the
    expectation over the noise. `unbiased` shows that the loss is no unbiased estimate of itself.

    The text attributes this to van Rooyen et al. (2015).
    """

    n, eta = Samples(), Real(0, 1)
    z, w = Each(n, Real()), Each(n, Real())

    def conclusion(n, eta, z, w):
        noisy = noisy_margin_risk(w, eta, n) - noisy_margin_risk(z, eta, n)
        clean = margin_risk(w, n) - margin_risk(z, n)
        return eq(noisy, (1 - 2 * eta) * clean)


@patrini2017.claim("unhinged-own-correction/unbiased", "Sec. 2")
class UnhingedOwnCorrectionUnbiased(_BinaryUnhinged):
    r"""Under symmetric noise of rate η < 1/2 the unbiased correction of the binary unhinged loss is
    that loss itself.

    The mean of the corrected loss $b$ over the noisy labels of $y$ is $\ell(y, v)$, as for the
    correction of Natarajan et al. (2013). This interpretation takes "its own" as equality of the
    two losses, which is more than the text says.

    The noise shrinks the margin term of the loss and leaves its constant unchanged. The correction
    must stretch the former and not the latter, so it is no multiple of the loss. The two losses
    differ by a constant and a factor, which have no effect on the minimisers.
    """

    given = {"corrected": corrects_binary, "rate": below_half}

    def conclusion(eta, v, b):
        return every_class(lambda label: eq(b[label], binary_unhinged(v)[label]), 2)


@patrini2017.claim(
    "unhinged-own-correction/affine",
    "Sec. 2",
    repairs="patrini2017.unhinged-own-correction/unbiased",
)
class UnhingedOwnCorrectionAffine(_BinaryUnhinged):
    r"""Under symmetric noise η < 1/2 the unbiased correction of the binary unhinged loss ℓ is (ℓ −
    2η)/(1 − 2η).
    """

    given = {"corrected": corrects_binary, "rate": below_half}

    def conclusion(eta, v, b):
        kept, losses = 1 - 2 * eta, binary_unhinged(v)
        affine = every_class(lambda label: eq(b[label], (losses[label] - 2 * eta) / kept), 2)
        return affine, gt(1 / kept, 0)


@patrini2017.claim("unhinged-own-correction/classes", "our question, after Sec. 2")
class UnhingedOwnCorrectionClasses:
    r"""Under uniform noise η < (c − 1)/c, the unbiased correction of the unhinged loss ℓ = 1 −
    (output at the label) is (ℓ − η)/(1 − cη/(c − 1))."""

    c = Classes()
    eta = Real(0, 1)
    f, b = Simplex(c), Scores(c)

    given = {
        "corrected": lambda c, eta, f, b: corrects(b, losses_of(f, c), eta, c),
        "rate": below_chance,
    }

    def conclusion(c, eta, f, b):
        kept, losses = retained(eta, c), losses_of(f, c)
        affine = every_class(lambda label: eq(b[label], (losses[label] - eta) / kept), c)
        return affine, gt(kept, 0)
