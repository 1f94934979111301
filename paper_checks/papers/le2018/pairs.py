"""All pairs of an embedding that have the wrong relation at given rates."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.population import SIDES, Two
from lossproof.paper_checks.papers.notation import *

HALF = Rational(1, 2)


def clean(d, s, alpha, beta):
    return all_pairs_risk(d, s, alpha, beta)


def noisy(d, s, missed, mistaken, alpha, beta):
    return all_pairs_risk(d, seen_same(s, missed, mistaken), alpha, beta)


RISK = SIDES | {"R": lambda s, alpha, beta, v="d": clean(v, s, alpha, beta)}
ONE_RATE = RISK | {
    "seen": lambda rho, u: seen_same(Vector((u,)), rho, rho)[0],
    "noisy": lambda s, rho, alpha, beta, v="d": noisy(v, s, rho, rho, alpha, beta),
}
SEEN = {"seen": lambda missed, mistaken, u: seen_same(Vector((u,)), missed, mistaken)[0]}
TWO_RATES = (
    RISK
    | SEEN
    | {
        "noisy": lambda s, missed, mistaken, alpha, beta, v="d": noisy(
            v, s, missed, mistaken, alpha, beta
        )
    }
)


@le2018.claim("uniform-pair-noise")
class UniformPairNoise(Two):
    r"""Flipping pairs at rate ρ turns the risk R of the unclipped margin loss α ± (distance − β)
    over all pairs into (1 − 2ρ)R + 2αρ.

    $\tilde R = (1 - 2\rho) R + 2\alpha\rho$ in the linear regime, where each pair has the wrong
    relation with probability $\rho$.

    The risks are those of the margin loss over all pairs, for any embeddings with distances $d$ and
    $e$. So $\tilde R(d) - \tilde R(e) = (1 - 2\rho)(R(d) - R(e))$, and the noise preserves every
    order of risks if and only if $\rho < \frac12$: see `tolerant` and `only-below-half`.
    """

    rho = Real(0, 1)
    where = ONE_RATE

    def conclusion(d, e, s, rho, alpha, beta):
        first, second = (clean(x, s, alpha, beta) for x in (d, e))
        seen, other = (noisy(x, s, rho, rho, alpha, beta) for x in (d, e))
        return (
            eq(seen, (1 - 2 * rho) * first + 2 * alpha * rho),
            eq(seen - other, (1 - 2 * rho) * (first - second)),
        )


@le2018.claim("uniform-pair-noise/tolerant", kind="order")
class UniformPairNoiseTolerant(Two):
    r"""Flipping pairs at a rate < 1/2 keeps every strict order of two embeddings by unclipped
    margin loss over all pairs.

    In the linear regime, if $\rho < \frac12$ and $R(d) < R(e)$, then $\tilde R(d) < \tilde
    R(e)$.
    """

    rho = Real(0, 1)
    where = ONE_RATE

    given = Two.given | {
        "rate": lambda rho: lt(rho, HALF),
        "clean order": lambda d, e, s, alpha, beta: lt(
            clean(d, s, alpha, beta), clean(e, s, alpha, beta)
        ),
    }

    def conclusion(d, e, s, rho, alpha, beta):
        return lt(noisy(d, s, rho, rho, alpha, beta), noisy(e, s, rho, rho, alpha, beta))


@le2018.claim("uniform-pair-noise/only-below-half", kind="order")
class UniformPairNoiseOnly(Two):
    r"""Flipping pairs at a rate ≥ 1/2 reverses or removes every strict order of two embeddings by
    unclipped margin loss over all pairs.

    In the linear regime, if $\rho \ge \frac12$ and $R(d) < R(e)$, then $\tilde R(d) \ge \tilde
    R(e)$.

    So noise preserves no order of risks there: all are reversed, or tied at $\rho = \frac12$.
    """

    rho = Real(0, 1)
    where = ONE_RATE

    given = Two.given | {
        "rate": lambda rho: ge(rho, HALF),
        "clean order": UniformPairNoiseTolerant.given["clean order"],
    }

    def conclusion(d, e, s, rho, alpha, beta):
        return ge(noisy(d, s, rho, rho, alpha, beta), noisy(e, s, rho, rho, alpha, beta))
