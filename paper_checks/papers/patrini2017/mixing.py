"""Section 4.1: what mixing T with the identity does to its inverse."""

import sympy

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.inverse import HALF, LOCUS, OURS, is_regular
from paper_checks.papers.patrini2017.noise import not_below_zero
from paper_checks.papers.softmax import two_classes
from theory.domain import Classes, Real, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_ROW,
    eq,
    every_class,
    every_sample,
    gt,
    lt,
)
from theory.language.terms import matrix
from theory.losses import (
    mixed_with_identity,
    retained,
    uniform_row,
)
from theory.proof.rules import (
    combine,
    diagonally_dominant,
    identity,
    reciprocal,
    sifted,
)


class _Mixed:
    c = Classes(tried=(2, 3))
    T, weight = Transitions(c), Real(0, 1, open="both")

    def conclusion(T, weight):
        return is_regular(mixed_with_identity(T, weight))


@patrini2017.claim(
    "mix-identity",
    title="Mixing T with the identity mends a bad condition number",
    locus=LOCUS,
    kind="ineq",
)
class MixIdentity(_Mixed):
    r"""Mixing $T$ with the identity before inversion, $\lambda I + (1 - \lambda) T$, is a simple
    solution where the condition number of $T$ is problematic.

    Read as: the mixture of a non-singular $T$ is non-singular, so that it can be inverted at all.
    Intuition: the identity is the best conditioned noise there is. Catch: $T$ may lie beyond the
    singular noise, as that of Eq. 17 does at $N = .6$ and $.7$ for the digits 5 and 6, which are
    more often flipped than kept. On its way to the identity the mixture then becomes singular, at
    $N = .6$ with $\lambda = \frac16$ and at $N = .7$ with $\lambda = \frac27$, and is
    worse conditioned near there. Repair: each class keeps more than half of its labels, in the
    mixture: `above-half`. How much bias the mixture costs is `derived.mix-bias`.
    """

    T = Transitions(_Mixed.c, interior=True)

    given = {"T is not singular": is_regular}


@patrini2017.claim(
    "mix-identity/above-half",
    title="The mixture is non-singular if its diagonal is above 1/2",
    locus=LOCUS,
    kind="ineq",
    repairs="patrini2017.mix-identity",
)
class MixIdentityAboveHalf(_Mixed):
    r"""The mixture is non-singular if $\lambda + (1 - \lambda) T_{ii} > \frac12$ for every class.

    So it is for any $T$, singular ones too, where $\lambda > \frac12$; and for any $\lambda$
    where $T_{ii} > \frac12$. With two classes and symmetric noise one half is where it
    fails; with more classes noise is singular at lower values of $T_{ii}$ only for some $T$.
    """

    given = {
        "above one half": lambda c, T, weight: every_sample(
            lambda i: gt(mixed_with_identity(T, weight)[i][i], HALF), c
        )
    }

    def prove(p):
        mixture, rows = mixed_with_identity(p.T, p.weight), p.domain("T")
        own, rest = p.given("above one half"), combine(1 - p.weight, p.domain("weight")["upper"])
        diagonal = sifted(sympy.Integer(1), ANY_ROW, p.c)
        entry = combine(
            mixture[ANY_ROW][ANY_CLASS],
            (rest, rows["nonnegative"]),
            (p.weight, not_below_zero(ANY_ROW, ANY_CLASS)),
        )
        margin = combine(
            2 * mixture[ANY_ROW][ANY_ROW] - mixture[ANY_ROW].total(),
            (2, own),
            (-p.weight, diagonal),
            (-(1 - p.weight), rows["total"]),
        )
        return diagonally_dominant(mixture, entry, margin)


@patrini2017.claim(
    "mix-identity/symmetric",
    title="The mixture of symmetric noise is better conditioned",
    locus=OURS,
    kind="ineq",
)
class MixIdentitySymmetric:
    r"""For symmetric noise with $N < \frac{c-1}{c}$ the mixture is the symmetric noise of rate
    $(1 - \lambda) N$, and better conditioned: it retains $m_\lambda > m > 0$.

    The inverse enlarges differences of losses by $1/m_\lambda$ in place of $1/m$, see
    `symmetric-t/inverse`. If $N > 0$.
    """

    c, N, weight = Classes(), Real(0, 1, open="left"), Real(0, 1, open="both")

    given = {"rate": lambda c, N: lt(N, (c - 1) / c)}

    def conclusion(c, N, weight):
        noise = matrix(lambda i, j: uniform_row(i, N, c)[j], c)
        mixture, rate = mixed_with_identity(noise, weight), (1 - weight) * N
        same = every_sample(
            lambda i: every_class(lambda j: eq(mixture[i][j], uniform_row(i, rate, c)[j]), c), c
        )
        return same, gt(retained(rate, c), retained(N, c)), gt(retained(N, c), 0)

    def prove(p):
        same, better, kept = p.goals
        share = reciprocal(two_classes(p))
        return (
            identity(same.lhs, same.rhs),
            combine(better.difference, (p.weight * p.N * p.c, share)),
            combine(kept.difference, (p.c, share, p.given("rate"))),
        )
