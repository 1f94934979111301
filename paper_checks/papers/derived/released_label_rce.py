"""Variants of reverse cross-entropy with smoothed labels."""

import sympy

from paper_checks.papers.derived import derived
from paper_checks.papers.derived.released_labels import Smoothed
from theory.language import ANY_CLASS, eq, ge, le
from theory.losses import over_labels, smoothed_rce
from theory.proof.rules import combine, log_increases, positive, replaced

RCE = "Li's summary, Eq. 18, with smoothed labels"


@derived.claim(
    "released-label-smoothing-rce",
    title="RCE of a smoothed label is −A(1 − p_y)",
    locus=RCE,
    kind="id",
)
class ReleasedLabelSmoothingRce(Smoothed):
    r"""RCE of a smoothed label is $-A\,(1 - p_y)$, with $A$ the log of its entries at the other
    classes.

    A variant of the loss; no particular code is meant.

    Intuition: smoothing the label gives $\log 0$ a value, the rest is as defined.
    Catch: it also takes from the label, whose own logarithm is then not 0.
    Repair: it holds where the label keeps its 1, as it does when it is clipped; else RCE is
    larger, see `exact`.
    """

    def conclusion(f, y, top, rest):
        return eq(smoothed_rce(f, y, top, rest), -sympy.log(rest) * (1 - f[y]))


@derived.claim(
    "released-label-smoothing-rce/clipped",
    title="RCE of a label that keeps its 1 is −A(1 − p_y)",
    locus=RCE,
    kind="id",
    repairs="derived.released-label-smoothing-rce",
)
class ReleasedLabelSmoothingRceClipped(Smoothed):
    r"""RCE of a label that keeps its 1 is $-A\,(1 - p_y)$, with $A$ the log of its entries at the
    other classes.

    So clipping the one-hot label at $10^{-4}$ is the same as setting $\log 0 := \log 10^{-4}$.
    """

    given = {"nothing taken from the label": lambda top: eq(top, 1)}
    conclusion = ReleasedLabelSmoothingRce.conclusion

    def prove(p):
        (goal,) = p.goals
        kept = p.given("nothing taken from the label")
        return combine(
            goal.difference,
            replaced(goal.difference, kept, p.top, 1),
            (p.domain("f")["total"], -sympy.log(p.rest)),
        )


@derived.claim(
    "released-label-smoothing-rce/exact",
    title="RCE of a smoothed label is −A(1 − p_y) − log e_y · p_y",
    locus=RCE,
    kind="ineq",
    repairs="derived.released-label-smoothing-rce",
)
class ReleasedLabelSmoothingRceExact(Smoothed):
    r"""RCE of a smoothed label is $-A\,(1 - p_y) - \log e_y\,p_y$: above the closed form by at most
    $-\log e_y$, where $e_y$ is the label's own entry.

    RCE stays linear in the prediction, so all that rests on that stays: see
    `released-label-smoothing-symmetry`.
    """

    def conclusion(f, y, top, rest):
        off = smoothed_rce(f, y, top, rest) + sympy.log(rest) * (1 - f[y])
        return eq(off, -sympy.log(top) * f[y]), ge(off, 0), le(off, -sympy.log(top))

    def prove(p):
        exact, low, high = p.goals
        facts, label = p.domain("f"), p.y
        below = log_increases(p.domain("top")["upper"], positive(p.top))
        unit = facts["total"], -sympy.log(p.rest)
        entry = facts["nonnegative"].at(ANY_CLASS, label)
        short = facts["at most 1"].at(ANY_CLASS, label)
        return (
            combine(exact.difference, unit),
            combine(low.difference, unit, (below, entry)),
            combine(high.difference, (unit[0], sympy.log(p.rest)), (below, short)),
        )


@derived.claim(
    "released-label-smoothing-symmetry",
    title="RCE of a smoothed label is symmetric",
    locus=RCE,
    kind="id",
)
class ReleasedLabelSmoothingSymmetry(Smoothed):
    r"""RCE of a smoothed label is symmetric: its sum over the labels is $-\log e_y - (c - 1)\,A$.

    $e_y$ is the label's own entry and $A$ the log of the others. Kept by every smoothing, whatever
    its mass, and with it the tolerance of RCE to uniform noise.
    """

    def conclusion(c, f, top, rest):
        summed = over_labels(lambda g, y: smoothed_rce(g, y, top, rest), f)
        return eq(summed, -sympy.log(top) - (c - 1) * sympy.log(rest))

    def prove(p):
        each = -sympy.log(p.top) - (p.c - 1) * sympy.log(p.rest)
        return combine(p.goals[0].difference, (p.domain("f")["total"], each))
