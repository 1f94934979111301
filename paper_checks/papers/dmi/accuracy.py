"""Whether determinant-based mutual information orders classifiers as accuracy does.

A classifier is given by `H[y][k] = P(h(X) = k | Y = y)`; labels are clean.
"""

import sympy

from paper_checks.papers.dmi import dmi as paper
from paper_checks.papers.dmi.order import clean
from theory.domain import Classes, Real, Simplex, Transitions
from theory.information import accuracy
from theory.language import eq, every_class, ge, gt, iff
from theory.language.terms import matrix
from theory.losses import uniform_row
from theory.proof.rules import absolute, cases, combine, decided, identity

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
    DMI 0. Repair: with two classes, balanced accuracies that sum to more than 1
    (`derived.balanced-accuracy`); these are accuracies where both classes are equally frequent.
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
    others, and a more even one with more errors tells all three apart. Repair: errors that are
    even, see `even-errors`.
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


def even(rate):
    """A classifier of three classes that errs at one rate, and as often towards each class."""
    return matrix(lambda y, k: uniform_row(y, rate, 3)[k], 3)


@paper.claim(
    "accuracy-order/even-errors",
    title="Three classes, even errors: DMI orders as accuracy ≥ 1/3",
    locus="our question, not in the source",
    kind="order",
    repairs="dmi.accuracy-order/three-classes",
)
class AccuracyOrderEvenErrors:
    r"""Three classes, any prior: DMI orders classifiers as accuracy does where each errs as often
    on every class and towards every other, and is right on at least $\frac13$.

    `e` and `d` are the rates of error of two such classifiers. DMI is
    $\pi_0 \pi_1 \pi_2 (1 - \frac32 e)^2$, which falls up to $e = \frac23$, where the output says
    nothing, and grows from there on.
    """

    prior = Simplex(3, interior=True)
    e, d = Real(0, 1), Real(0, 1)

    given = {
        "at least one third": lambda prior, e, d: tuple(
            ge(accuracy(prior, even(rate)), sympy.Rational(1, 3)) for rate in (e, d)
        )
    }

    def conclusion(prior, e, d):
        one, other = even(e), even(d)
        return iff(
            gt(clean(prior, one), clean(prior, other)),
            gt(accuracy(prior, one), accuracy(prior, other)),
        )

    def prove(p):
        (goal,), whole = p.goals, p.domain("prior")["total"]
        weight, rates = p.prior[0] * p.prior[1] * p.prior[2], (p.e, p.d)
        told, sizes, exact = [], [], []
        for rate, right in zip(rates, p.given("at least one third"), strict=True):
            size, gained = clean(p.prior, even(rate)), 1 - 3 * rate / 2
            told.append(combine(gained, (right, 3 * HALF), (whole, -3 * HALF * (1 - rate))))
            (inner,) = size.args
            same = identity(inner, weight * gained**2)
            kept = absolute(combine(inner, (weight, told[-1], told[-1]), same))
            sizes.append(size)
            exact.append(combine(size - weight * gained**2, kept, same))
        after, (one, other) = sizes[0] - sizes[1], exact
        gap = accuracy(p.prior, even(p.e)) - accuracy(p.prior, even(p.d))
        wider = 3 * HALF

        def apart(order, sign, least):
            """That the sizes are in the order of the accuracies: `sign (d - e) >= 0`."""
            rates = combine(sign * (p.d - p.e), order, (whole, sign * (p.e - p.d)))
            return combine(
                sign * after,
                (weight * wider**2, rates, rates),
                (2 * weight * wider, rates, least),
                (one, sign),
                (other, -sign),
            )

        def decide(order, sign, least):
            seen = apart(order, sign, least)
            return combine(goal.difference, decided(after, seen), (decided(gap, order), -1))

        return cases(
            gap,
            lambda order: decide(order, 1, told[1]),
            lambda order: decide(order, -1, told[0]),
            strict=True,
        )
