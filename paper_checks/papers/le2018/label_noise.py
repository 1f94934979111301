"""How label noise changes the observed relation of two points."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.notation import *


def same_label(first, second):
    """The chance that two labels, drawn from these laws, are the same."""
    return expected(lambda z: expected(lambda w: KroneckerDelta(z, w), second), first)


@le2018.claim("induced-pair-rates")
class InducedPairRates:
    r"""Under uniform noise η, points get equal labels with probability 1/c + (1−1/c)λ² if of one
    class, (1−λ²)/c if of two, where λ = 1 − ηc/(c−1).

    Under uniform label noise a pair of one class is labelled as such with probability $\frac1k
    + (1 - \frac1k)\lambda^2$, and a pair of two classes with probability $\frac{1 - \lambda^2}{k}$,
    where $\lambda = 1 - \frac{\eta k}{k - 1}$.

    The labels of the two points, of classes `a` and `b`, are sampled independently. The two
    probabilities differ by $\lambda^2$.
    """

    k, eta = Classes(), Real(0, 1)
    a, b = Label(k), Label(k)

    def conclusion(k, eta, a, b):
        first, second = (uniform_row(label, eta, k) for label in (a, b))
        return eq(same_label(first, second), uniform_agreement(KroneckerDelta(a, b), eta, k))


@le2018.claim("induced-pair-rates/any-noise")
class InducedPairRatesAny:
    r"""Under label noise with transition matrix T, points of classes a and b get the same label
    with probability (TTᵀ)_ab.

    This includes the case that `a` and `b` are the same class: the two labels are drawn
    independently.
    """

    k = Classes()
    a, b, T = Label(k), Label(k), Transitions(k)

    def conclusion(a, b, T):
        return eq(same_label(T[a], T[b]), agreement(T[a], T[b]))
