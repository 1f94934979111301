"""The logit gradient of cross-entropy with smoothed labels."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.released_labels import (
    AUTHORS_LABEL,
    Labels,
    Smoothed,
)
from lossproof.paper_checks.papers.notation import *

here = derived.at(
    "code of Wang et al. (2019), loss.py, lsr, and its port SCELoss, against Li's Eq. 15"
)


class Entry(Smoothed):
    """A smoothed label, and a class `k`: the gradient is that in its logit."""

    k = Label(Smoothed.c)


def gradient_is(f, y, k, top, rest, scale):
    """The logit gradient of cross-entropy is `scale f - e` for the smoothed label `e`."""
    gradient = logit_gradient(lambda g, label: smoothed_cce(g, label, top, rest), f, y)

    entry = rest + (top - rest) * sympy.KroneckerDelta(k, y)
    return eq(gradient[k], scale * f[k] - entry)


def as_printed(f, y, k, top, rest):
    return gradient_is(f, y, k, top, rest, 1)


def at_label(p):
    """At the label both classes are the same, with its factor in the gradient."""
    ratio = p.f[p.k] / p.f[ANY_CLASS]
    return same_class(ratio, p.k, p.y, p.c), p.top - p.rest


@derived.claim(
    "released-label-smoothing-gradient/unscaled",
    "code of Wang et al. (2019), loss.py, lsr, against Li's Eq. 15",
)
class ReleasedLabelSmoothingGradientUnscaled(Labels):
    r"""CE with the label e, 0.9 on one class and 0.01 on the others, has the logit gradient p − e,
    p the outputs.

    The logit gradient of cross-entropy with the label $e$ of `lsr`, 0.9 and 0.01 on each other
    class, is $p - e$.

    This is true for one-hot labels and for probability distributions in their place. But the
    entries of a logit gradient sum to 0, those of $p - e$ to 1 less the mass of $e$, which is 0.99
    with ten classes and 1.89 with a hundred. With mass 1 the claim holds (`mass-one`); with mass
    $M$ the gradient is $M p - e$ (`released-label-smoothing-gradient`).
    """

    k = Label(Labels.c)

    def conclusion(f, y, k):
        return as_printed(f, y, k, *AUTHORS_LABEL)


@here.claim(
    "released-label-smoothing-gradient/mass-one",
    repairs="derived.released-label-smoothing-gradient/unscaled",
)
class ReleasedLabelSmoothingGradientMassOne(Entry):
    r"""CE with a smoothed label e of total weight 1 has the logit gradient p − e, p the outputs.

    The logit gradient of cross-entropy with a smoothed label $e$ of mass 1 is $p - e$.
    """

    given = {"mass 1": lambda c, top, rest: eq(mass(top, rest, c), 1)}
    conclusion = as_printed


@here.claim(
    "released-label-smoothing-gradient",
    repairs="derived.released-label-smoothing-gradient/unscaled",
)
class ReleasedLabelSmoothingGradient(Entry):
    r"""CE with a smoothed label e of total weight M has the logit gradient Mp − e, p the outputs.

    The logit gradient of cross-entropy with a smoothed label $e$ of mass $M$ is $M p - e$.

    So the gradient differs from $p - e$ by $|M - 1|$ times the prediction.
    """

    def conclusion(c, f, y, k, top, rest):
        return gradient_is(f, y, k, top, rest, mass(top, rest, c))
