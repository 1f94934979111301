"""Eq. 13: the variance of the weights of IMAE, against that of MAE."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.imae.reweight import imae_weight
from lossproof.paper_checks.papers.imae.weights import mae_weight
from lossproof.paper_checks.papers.notation import *

ours = derived.at("after Eq. 13-14 of Li's notes")


def imae_variance(T):
    """The variance of the weight for `T > 0`, with the probability of the label uniform."""
    return variance(imae_weight(T))


class MoreVariance:
    """The variances of the weights, with the probability of the label uniform on [0, 1]."""

    T = Real(0, open="left")

    def conclusion(T):
        return gt(imae_variance(T), variance(mae_weight()))


@ours.claim("imae-weight-variance/every-t")
class ReweightVariance(MoreVariance):
    r"""For a label output p uniform on [0, 1] and every T, IMAE's weight exp(Tp)(1 − p) has a
    larger variance than MAE's weight 4p(1 − p).

    With $p$ uniform $\omega_{IMAE}$ of Eq. 13 has a larger variance than $\omega_{MAE}$, for
    every $T$.

    This is our question: the source says that the purpose of IMAE is a larger variance, and names
    no $T$. The claim is about the weight that the notes print; `imae.released-weight/more-variance`
    is about that of the authors' code.

    It fails because with a small $T$ the weights are about those of half of CCE, which vary less
    than those of MAE on the scale of Eq. 10. The scale decides: a constant factor of MAE moves the
    crossing, and with the half that the authors train there is none (`imae.released-mae`). The two
    variances cross between $T = 1.83$ and $T = 1.84$ (`imae-weight-variance`).

    The variance is $\frac{e^{2T} - 1 - 2T - 2T^2}{4T^3} - \left(\frac{e^T - 1 - T}{T^2}\right)^2$,
    integrated by SymPy and checked by differentiation; at $T = 0$ it is $\frac{1}{12}$.
    """


def more_variance(goal, T, enough):
    """That the difference of the variances is positive; `enough` is a lower bound of `T`."""
    root, line = sympy.exp(T / 2), 1 + T / 2
    steps = root**3 + root**2 * line + root * line**2 + line**3
    fourth = combine(root**4 - line**4, (log_bound(positive(root)), steps))

    def from_ten(large):
        scale = 1 / (4 * T**4)
        rest = 8 * sympy.exp(T) * (T + 1) + 6 * line**4 - 4 * (T + 1) ** 2 - T - 2 * T**2
        rest = sympy.expand(rest - 2 * T**3 - Rational(16, 45) * T**4)
        return combine(goal, (large, root**4 * scale), (fourth, 6 * scale), (rest, scale))

    return cases(T - 10, from_ten, lambda below: covered(goal, {T: (enough, below)}))


def series(rate, S, terms):
    """The first terms of the power series of `e^(rate S)`."""
    return sympy.Add(*((rate * S) ** k / sympy.factorial(k) for k in range(terms)))


def series_bound(rate, S, terms, within):
    """`1 - e^(-rate S) series(rate, S, terms) >= 0` on a box from 0, `rate^terms` positive.

    All terms but one cancel in the derivative, so that the cover sees it grow from 0.
    """
    goal = 1 - sympy.expand(sympy.exp(-rate * S) * series(rate, S, terms))
    last = sympy.Integer(rate) ** terms / sympy.factorial(terms - 1)
    return combine(goal, (covered(sympy.expand(goal / last), within, strict=False), last))


def less_variance(goal, S, up_to_half):
    """That the difference of the variances is positive for `0 < S <= 1/2`."""
    within = {S: (positive(S), up_to_half)}
    squared, single = (series_bound(rate, S, terms, within) for rate, terms in ((2, 7), (-1, 8)))
    below, above = series(2, S, 7), series(-1, S, 8)
    divisor = reciprocal(covered(sympy.expand(above), within))
    rest = (4 - S) * below + Rational(16, 45) * S**4 + 2 * S**3 + 6 * S**2 + 9 * S + 4
    rest = sympy.expand((rest * above - 8 * (1 + S)) / S**4)
    scale = 1 / (4 * S**4)
    return combine(
        goal,
        (squared, combine(4 - S, up_to_half, (Rational(7, 2),)), sympy.exp(2 * S) * scale),
        (single, divisor, 8 * (1 + S) * scale),
        (covered(rest, within), divisor, Rational(1, 4)),
    )


@ours.claim("imae-weight-variance", repairs="derived.imae-weight-variance/every-t")
class ReweightCrossing:
    r"""For a label output p uniform on [0, 1], IMAE's weight exp(Tp)(1 − p) has less variance than
    MAE's 4p(1 − p) for T ≤ 1.83, more for T ≥ 1.84.

    `S` is a $T$ of the first range.
    """

    S = Real(0, Rational(183, 100), open="left")
    T = Real(Rational(184, 100))

    def conclusion(S, T):
        mae_variance = variance(mae_weight())
        return (
            lt(imae_variance(S), mae_variance),
            gt(imae_variance(T), mae_variance),
        )

    def prove(p):
        less, more = (goal.difference for goal in p.goals)
        upper = p.domain("S")["upper"]
        smaller = cases(
            p.S - Rational(1, 2),
            lambda above: covered(less, {p.S: (above, upper)}),
            lambda below: less_variance(less, p.S, below),
        )
        return smaller, more_variance(more, p.T, p.domain("T")["lower"])
