"""Variants of L_DMI: the batch matrix divided by the batch size, or not."""

import sympy

from paper_checks.papers.derived import derived
from paper_checks.papers.derived.released_dmi import NO_SMOOTHING, possible, without_smoothing
from theory.domain import Classes, Real, Samples
from theory.language import eq, ge, le
from theory.losses import DETERMINANT_SMOOTHING, counted, smoothed_dmi
from theory.proof.rules import (
    combine,
    identity,
    log_increases,
    positive,
    power_in_exponent,
    replaced,
)

LOSS = "Li's summary, Eq. 31, with a constant in the logarithm"


def divided(c, n, d, smoothing):
    return eq(
        smoothed_dmi(counted(d, n, c), smoothing), smoothed_dmi(d, smoothing) - c * sympy.log(n)
    )


@derived.claim(
    "released-dmi-batch",
    title="Dividing the batch matrix by n: a constant c log n",
    locus=LOSS,
    kind="id",
)
class ReleasedDmiBatch:
    r"""Whether the batch matrix is divided by the batch size $n$ makes a difference of $c \log n$,
    a constant, with $10^{-3}$ in the logarithm.

    Two variants of the loss; no particular code is meant. $d$ is $|\det|$ of the divided matrix, so
    $n^c d$ that of the other.

    Intuition: a factor inside a logarithm is a constant outside.
    Catch: the $10^{-3}$ is not multiplied. The divided matrix meets it with a determinant that is
    $n^c$ times smaller.
    Repair: without the constant it is so; with it, leaving the division out is the same as
    dividing the constant by $n^c$, see `smaller-constant`.
    """

    c, n, d = Classes(), Samples(), Real(0, 1, open="left")
    given = {"a joint distribution": possible}

    def conclusion(c, n, d):
        return divided(c, n, d, DETERMINANT_SMOOTHING)


@derived.claim(
    "released-dmi-batch/none",
    title="Dividing by n: c log n, without a constant in the log",
    locus=LOSS,
    kind="id",
    repairs="derived.released-dmi-batch",
)
class ReleasedDmiBatchNone:
    r"""Division of the batch matrix by $n$ makes a difference of $c \log n$ without a constant in
    the logarithm.
    """

    c, n, d, smoothing = Classes(), Samples(), Real(0, 1, open="left"), Real(0)
    given, conclusion, prove = NO_SMOOTHING, divided, without_smoothing


@derived.claim(
    "released-dmi-batch/smaller-constant",
    title="The undivided matrix: as dividing, with the constant ε/n^c",
    locus=LOSS,
    kind="ineq",
    repairs="derived.released-dmi-batch",
)
class ReleasedDmiBatchSmallerConstant:
    r"""$L_\varepsilon$ of the undivided matrix is $L_{\varepsilon / n^c}$ of the divided one, less
    $c \log n$; it is above $L_\varepsilon - c \log n$ by something from 0 to $c \log n$.

    $L_\varepsilon = -\log(|\det| + \varepsilon)$. So the two variants are two different losses,
    the divided one far more smoothed; how much depends on the batch size.
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
