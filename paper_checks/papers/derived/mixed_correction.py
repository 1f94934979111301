"""The bias of a loss corrected by a mixture of T and the identity."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.corrections import (
    SymmetricNoise,
    below_chance,
    corrected,
)
from lossproof.paper_checks.papers.patrini2017.inverse import is_inverse
from lossproof.paper_checks.papers.softmax import two_classes
from lossproof.theory.domain import Classes, Each, Real, Scores, Transitions
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    eq,
    every_sample,
    lt,
)
from lossproof.theory.language.terms import product
from lossproof.theory.losses import (
    applied,
    backward,
    expectation,
    mixed_with_identity,
    retained,
    uniform_expectation,
)
from lossproof.theory.proof.rules import (
    combine,
    exchanged,
    quotient,
    reciprocal,
    renamed,
    sifted,
    summed,
    total,
)

here = derived.at("Patrini et al. (2017), Sec. 4.1")


class _MixedCorrection:
    c = Classes(tried=(2, 3))
    T, U, L = Transitions(c), Each(c, Scores(c)), Scores(c)
    weight = Real(0, 1, open="both")


@here.claim("mix-bias")
class MixBias(_MixedCorrection):
    r"""Backward correction by the mixture T_λ = λI + (1 − λ)T has the mean T T_λ⁻¹ ℓ.

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

    def prove(p):
        through, biased = p.goals
        c, s, t, z, w = p.c, ANY_ROW, ANY_COLUMN, ANY_CLASS, p.weight
        inverse, kept = p.given("U is the inverse of the mixture"), 1 - w
        own = renamed(sifted(p.U[z][t], s, c), {t: z})
        each = combine(inverse.expr - w * own.expr, inverse, (-w, own))
        undone = combine(
            w * applied(p.U, p.L)[s] + kept * applied(product(p.T, p.U), p.L)[s] - p.L[s],
            summed(combine(each.expr * p.L[z], (each, p.L[z])), z, c),
            sifted(p.L[z], s, c),
        )
        order = exchanged(p.T[s][t] * p.U[t][z] * p.L[z], t, z, c)
        scaled = combine(kept * biased.difference, undone, (kept, order))
        return (
            combine(through.difference, order),
            quotient(biased.difference, scaled, combine(kept, p.domain("weight")["upper"])),
        )


@here.claim("mix-bias/symmetric")
class MixBiasSymmetric(SymmetricNoise):
    r"""Backward correction of symmetric noise by λI + (1 − λ)T leaves symmetric noise of a smaller
    rate in the mean loss.

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

    def prove(p):
        mean, smaller = p.goals
        c, N, w, z = p.c, p.N, p.weight, ANY_CLASS
        share = reciprocal(two_classes(p))
        a, rest = N * share.expr, combine(1 - w, p.domain("weight")["upper"])
        margin = combine(1 - a * c, (p.given("rate"), share, c))
        kept = combine(retained((1 - w) * N, c), margin, (w * N * c, share))
        each, residual = p.given("corrected by the mixture"), p.given("residual rate")
        scaled = combine(
            kept.expr * mean.difference,
            (each.at(z, p.y), margin.expr),
            (total(each, c), w * a),
            (residual, (c * p.L[p.y] - p.L.total()) * share.expr),
        )
        below = combine(kept.expr * smaller.difference, (N, rest, margin), (-1, residual))
        return quotient(mean.difference, scaled, kept), quotient(smaller.difference, below, kept)
