"""The bias of a loss corrected by a mixture of T and the identity."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.corrections import (
    SymmetricNoise,
    below_chance,
    corrected,
)
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017.inverse import is_inverse

here = derived.at("Patrini et al. (2017), Sec. 4.1")


class _MixedCorrection:
    c = Classes(tried=(2, 3))
    T, U, L = Transitions(c), Each(c, Scores(c)), Scores(c)
    weight = Real(0, 1, open="both")


@here.claim("mix-bias")
class MixBias(_MixedCorrection):
    r"""Backward correction by the mixture M = λI + (1 − λ)T of identity and noise T turns the
    vector of losses ℓ into TM⁻¹ℓ on average.

    `U` is $T_\lambda^{-1}$ and `weight` is $\lambda$. So mixing introduces a bias,
    $\frac{\lambda}{1 - \lambda} (\ell - \ell^{\leftarrow}_\lambda)$, which is not 0 unless
    $T \ell = \ell$. `symmetric` gives the noise that remains under symmetric noise.
    """

    given = {
        "U is the inverse of the mixture": lambda c, T, U, weight: is_inverse(
            c, mixed_with_identity(T, weight), U
        )
    }

    def conclusion(c, T, U, L, weight):
        B, through = backward(L, U), applied(product(T, U), L)

        def mean(i):
            biased = (L[i] - weight * B[i]) / (1 - weight)
            return eq(expectation(T[i], B), through[i]), eq(expectation(T[i], B), biased)

        return every_sample(mean, c)


@here.claim("mix-bias/symmetric")
class MixBiasSymmetric(SymmetricNoise):
    r"""Under symmetric noise T of rate < (c − 1)/c, backward correction by λI + (1 − λ)T, 0 < λ <
    1, leaves symmetric noise of a smaller rate in the mean loss.

    Under symmetric noise of rate $0 < N < \frac{c-1}{c}$ the mean of the loss corrected by the
    mixture is the mean of the plain loss under symmetric noise of the rate
    $\frac{\lambda N}{m_\lambda}$, $m_\lambda = 1 - \frac{(1 - \lambda) N c}{c-1}$.

    This `residual` rate is below $N$: the correction is partial. `weight` is $\lambda$, and `B` is
    the loss corrected by the mixture, which by `patrini2017.mix-identity/symmetric` is symmetric
    noise of rate $(1 - \lambda) N$.
    """

    N, weight = Real(0, 1, open="left"), Real(0, 1, open="both")
    residual = Real()

    given = {
        "rate": below_chance,
        "residual rate": lambda c, N, weight, residual: eq(
            residual * retained((1 - weight) * N, c), weight * N
        ),
        "corrected by the mixture": lambda c, N, L, B, weight: corrected(c, (1 - weight) * N, L, B),
    }

    def conclusion(c, N, y, L, B, residual):
        mean = uniform_expectation(B, y, N, c)
        return eq(mean, uniform_expectation(L, y, residual, c)), lt(residual, N)
