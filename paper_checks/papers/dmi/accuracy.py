"""Whether determinant-based mutual information orders classifiers as accuracy does.

A classifier is given by `H[y][k] = P(h(X) = k | Y = y)`; labels are clean.
"""

import sympy

from paper_checks.papers.dmi import dmi as paper
from paper_checks.papers.dmi.order import clean
from theory.domain import Classes, Simplex, Transitions
from theory.information import accuracy
from theory.language import eq, every_class, ge, gt
from theory.proof.rules import absolute, combine, replaced

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
    DMI 0. Repair: two classes, equally frequent, and no accuracy below one half.
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


def balanced(prior):
    return eq(prior[0], HALF)


def at_least_chance(prior, G):
    return ge(accuracy(prior, G), HALF)


class TwoClasses:
    prior = Simplex(2)
    H, G = Transitions(2), Transitions(2)


def above_chance(p, name):
    """That DMI is half of what the accuracy exceeds one half by, in size."""
    H, (first, second) = getattr(p, name), (p.domain(name, y)["total"] for y in (0, 1))
    prior, equal, whole = p.prior, p.given("balanced"), p.domain("prior")["total"]
    (inner,) = clean(prior, H).args
    half = (accuracy(prior, H) - HALF) / 2
    other = combine(prior[1] - HALF, whole, (equal, -1))
    weight = combine(prior[0] * prior[1] - HALF**2, (equal, prior[1]), (other, HALF))
    trace, split = H[0][0] + H[1][1] - 1, H[0][0] * H[1][1] - H[0][1] * H[1][0]
    kept = combine(split - trace, (first, H[1][1] - 1), (second, -H[0][1]))
    same = combine(
        inner - half,
        (weight, split), (kept, HALF**2), (equal, -H[0][0] / 2), (other, -H[1][1] / 2),
    )  # fmt: skip
    return replaced(sympy.Abs(inner), same, inner, half), half


@paper.claim(
    "accuracy-order/balanced",
    title="The same for two equally frequent classes",
    locus="our question, not in the source",
    kind="order",
    repairs="dmi.accuracy-order",
)
class AccuracyOrderBalanced(TwoClasses, AccuracyOrder):
    r"""The same for two equally frequent classes and accuracies of at least one half.

    There DMI is half of what the accuracy exceeds one half by. Below one half it grows again, as
    a classifier that is always wrong tells the classes apart as well as one that is always right.
    """

    given = AccuracyOrder.given | {"balanced": balanced, "at least chance": at_least_chance}

    def prove(p):
        (goal,), better, chance = p.goals, p.given("more accurate"), p.given("at least chance")
        first, above = above_chance(p, "H")
        second, below = above_chance(p, "G")
        high = absolute(combine(above, (better, HALF), (chance, HALF)))
        low = absolute(combine(below, (chance, HALF)))
        return combine(goal.difference, (better, HALF), first, high, (second, -1), (low, -1))
