"""Whether determinant-based mutual information orders classifiers as accuracy does.

A classifier is given by `H[y][k] = P(h(X) = k | Y = y)`; labels are clean.
"""

import sympy

from paper_checks.papers.dmi import dmi as paper
from paper_checks.papers.dmi.order import clean
from theory.domain import Classes, Simplex, Transitions
from theory.information import accuracy
from theory.language import eq, every_class, ge, gt

HALF = sympy.Rational(1, 2)


class AccuracyOrder:
    given = {"more accurate": lambda prior, H, G: gt(accuracy(prior, H), accuracy(prior, G))}

    def conclusion(prior, H, G):
        return gt(clean(prior, H), clean(prior, G))


@paper.claim("accuracy-order", locus="our question, not in the source", kind="order")
class AccuracyOrderPlain(AccuracyOrder):
    r"""A more accurate classifier has a larger DMI.

    Intuition: both measure agreement with the label. Catch: DMI is large when the outputs tell the
    classes apart, whatever they are called, and 0 as soon as one class is never told from the
    others, however rare it is. A classifier that always names a frequent class is accurate and has
    DMI 0. Repair: with two classes, balanced accuracy of at least one half
    (`derived.balanced-accuracy`), which is accuracy where both are equally frequent.
    Object: `H` and `G` hold $P(h(X) = k | Y = y)$ of two classifiers, `prior` is the law of $Y$.
    """

    c = Classes(tried=(2, 3))
    prior, H, G = Simplex(c, interior=True), Transitions(c), Transitions(c)


@paper.claim(
    "accuracy-order/three-classes",
    title="The same for three equally frequent classes",
    locus="our question, not in the source",
    kind="order",
)
class AccuracyOrderThreeClasses(AccuracyOrder):
    r"""The same for three equally frequent classes and accuracies of at least one half.

    Balance alone does not help. A classifier that never names one class may be right on the
    others, and a more even one with more errors tells all three apart.
    """

    prior = Simplex(3)
    H, G = Transitions(3), Transitions(3)

    given = AccuracyOrder.given | {
        "balanced": lambda prior: every_class(lambda y: eq(prior[y], sympy.Rational(1, 3)), 3),
        "at least one half": lambda prior, G: ge(accuracy(prior, G), HALF),
    }
    where = {
        "accuracy": lambda prior, M="H": accuracy(prior, M),
        "DMI": lambda prior, M="H": clean(prior, M),
    }
