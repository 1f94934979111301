"""Reverse cross-entropy in the PyTorch port of SCE: labels and outputs clipped away from 0.

Read in github.com/HanxunH/SCELoss-Reproduce, loss.py, `SCELoss`, to which the authors' README
links: outputs at 10^-7 and the one-hot label at 10^-4, in both parts of the loss. The authors' own
code does not clip the outputs in RCE, see `released_label_rce`.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("SCELoss-Reproduce, loss.py, SCELoss, against Li's Eq. 18")
symmetry = derived.at("SCELoss-Reproduce, loss.py, SCELoss, against Li's Eq. 3 and 18")


def at_small_floors(f, y):
    """RCE with the label clipped at 1e-4 and the outputs at 1e-7."""
    return clipped_rce(f, y, LABEL_FLOOR, OUTPUT_FLOOR)


class Clips:
    """One prediction, and the floors `s` of the label and `t` of the outputs."""

    c = Classes(tried=(2, 3))
    f = Simplex(c)
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")


class LabelledClips(Clips):
    """One prediction with its label."""

    y = Label(Clips.c)


@here.claim("released-rce-clip/exact")
class ReleasedRceClipExact:
    r"""Reverse cross-entropy (RCE) with the label clipped at 10⁻⁴ and the outputs at 10⁻⁷ is −log
    10⁻⁴ (1 − p_y), p_y the output at the label.

    This is the PyTorch port; the authors' own code does not clip the outputs here, and is exact
    (`released-rce`).

    The clip of the label only sets a value for $\log 0$, and the clip of the outputs is meant for
    the logarithm in the other part of the loss, which RCE does not use. But RCE is computed from
    the clipped outputs all the same, and they no longer sum to 1. The claim holds where no output
    is below its floor (`above-floor`); otherwise the error is at most that of
    `released-rce-clip`. The
    counterexample has an output of 0, which the code raises to $10^{-7}$; an output of $10^{-8}$,
    as a softmax may have, has the same effect.
    """

    c = Classes(tried=(2, 3))
    f, y = Simplex(c), Label(c)

    def conclusion(f, y):
        return eq(at_small_floors(f, y), -sympy.log(LABEL_FLOOR) * (1 - f[y]))


@here.claim("released-rce-clip/above-floor", repairs="derived.released-rce-clip/exact")
class ReleasedRceClipAboveFloor(LabelledClips):
    r"""If no output is clipped, RCE with the label clipped at s is −log s (1 − p_y), p_y the output
    at the label.

    If no output is below the floor $t$, clipped RCE is $-A\,(1 - p_y)$ with $A = \log s$.

    The floors $s$ of the label and $t$ of the outputs are arbitrary.
    """

    given = {"no output below the floor": lambda c, f, t: every_class(lambda j: ge(f[j], t), c)}

    def conclusion(f, y, s, t):
        return eq(clipped_rce(f, y, s, t), -sympy.log(s) * (1 - f[y]))


def most_clipped(p, prediction, simplex):
    """The sum of the clipped outputs is at most `1 + (c - 1) t`."""
    return clipped_total(
        prediction,
        entry=simplex["nonnegative"],
        below=simplex["at most 1"],
        proper=p.domain("t")["upper"],
        unit=simplex["total"],
    )


def vertex(c):
    return Labelled(Blocks((1, 1), (0, c - 1)), 1)


def height(p):
    """`-log s > 0`."""
    return log_increases(p.domain("s")["upper"], positive(p.s))


@here.claim("released-rce-clip", repairs="derived.released-rce-clip/exact")
class ReleasedRceClip(LabelledClips):
    r"""With label clip s and output clip t, RCE exceeds −log s (1 − p_y) by at most −log s (c −
    1)t, p_y the output at the label, c classes.

    The error is never negative, and at most $-A\,(c - 1)\,t$. That is exact: the clipped loss is
    never less than this term, so at the vertex of the label, where $1 - p_y = 0$, it is that term
    and not 0. The clip of the label causes no error.
    """

    def conclusion(c, f, y, s, t):
        clipped, closed = clipped_rce(f, y, s, t), -sympy.log(s) * (1 - f[y])
        excess = -sympy.log(s) * (c - 1) * t
        return (
            ge(clipped, closed),
            le(clipped, closed + excess),
            ge(clipped, excess),
        )

    def prove(p):
        low, high, at_vertex = p.goals
        c, y, t, simplex, above = p.c, p.y, p.t, p.domain("f"), height(p)
        u = p.f[ANY_CLASS]
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        below = simplex["at most 1"]
        lifted = total_of_others(max_above(u, t), y, c, two)
        floored = total_of_others(max_above(t, u), y, c, two)
        line = chord(simplex["nonnegative"], below, p.domain("t")["upper"])
        held = total_of_others(line, y, c, two)
        own = below.at(ANY_CLASS, y)
        return (
            combine(low.difference, (above, lifted), (simplex["total"], -sympy.log(p.s))),
            combine(
                high.difference,
                (above, held),
                (above, own, t),
                (simplex["total"], (1 - t) * sympy.log(p.s)),
            ),
            combine(at_vertex.difference, (above, floored)),
        )


class TwoClipped(Clips):
    """Two predictions."""

    g = Simplex(Clips.c)


@symmetry.claim("released-rce-clip-symmetry/exact")
class ReleasedRceClipSymmetryExact:
    r"""RCE with the label clipped at 10⁻⁴ and the outputs at 10⁻⁷ is symmetric: its sum over all
    labels is the same for every prediction.

    RCE is symmetric for every value of $\log 0$. But with clipped outputs the class sum is
    $-A\,(c - 1)$ times the sum of the clipped outputs, which depends on how many of them are
    clipped. The sum is constant where none is clipped (`above-floor`); in general it is in the
    interval of `released-rce-clip-symmetry`. The counterexample compares a prediction with an
    output of 0, where
    $10^{-8}$ has the same effect, with a prediction that has none below the floor.
    """

    c = Classes(tried=(2, 3))
    f, g = Simplex(c), Simplex(c)

    def conclusion(f, g):
        return eq(over_labels(at_small_floors, f), over_labels(at_small_floors, g))


@symmetry.claim(
    "released-rce-clip-symmetry/above-floor", repairs="derived.released-rce-clip-symmetry/exact"
)
class ReleasedRceClipSymmetryAboveFloor(TwoClipped):
    r"""RCE with clipped outputs, summed over all labels, is the same at all predictions whose
    outputs are not clipped.

    The sum of clipped RCE over the labels is the same for all predictions without an output
    below the floor.
    """

    given = {
        "no output below the floor": lambda c, f, g, t: every_class(
            lambda j: (ge(f[j], t), ge(g[j], t)), c
        )
    }

    def conclusion(f, g, s, t):
        sums = (over_labels(lambda h, y: clipped_rce(h, y, s, t), h) for h in (f, g))
        return eq(*sums)


@symmetry.claim("released-rce-clip-symmetry", repairs="derived.released-rce-clip-symmetry/exact")
class ReleasedRceClipSymmetry(Clips):
    r"""With label clip s and output clip t, RCE summed over all c labels is between B = −(c − 1)
    log s and (1 + (c − 1)t)B.

    The sum over the labels of RCE with the label clipped at $s$ and the outputs at $t$ is
    between $-A\,(c - 1)$ and $-A\,(c - 1)\,(1 + (c - 1)\,t)$, with $A = \log s$.

    The first is the sum of unclipped RCE, attained where no output is below its floor; the second
    is attained at a vertex. So the width of this interval, which determines the effect of noise, is
    exact.
    """

    def conclusion(c, f, s, t):
        def summed(prediction):
            return over_labels(lambda h, y: clipped_rce(h, y, s, t), prediction)

        unclipped = -sympy.log(s) * (c - 1)
        most = unclipped * (1 + (c - 1) * t)
        return (
            ge(summed(f), unclipped),
            le(summed(f), most),
            eq(summed(Blocks((1, 1), (0, c - 1))), most),
        )
