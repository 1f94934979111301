"""For two classes, determinant-based mutual information orders classifiers by balanced accuracy."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.dmi.order import clean
from lossproof.paper_checks.papers.notation import *

here = derived.at("on L_DMI, after Xu et al. (2019)")


def balanced_accuracy(R):
    """The mean over two classes of the share that is named right."""
    return (R[0][0] + R[1][1]) / 2


class TwoClasses:
    prior = Simplex(2, interior=True)
    H, G = Transitions(2), Transitions(2)


def margin(R):
    """How far balanced accuracy is above one half, twice."""
    return 2 * balanced_accuracy(R) - 1


def two_classes_size(p, name):
    """DMI is `prior[0] prior[1] |2 b - 1|`, with `b` the balanced accuracy."""
    H, (first, second) = getattr(p, name), (p.domain(name, y)["total"] for y in (0, 1))
    (inner,) = clean(p.prior, H).args
    weight, gained = p.prior[0] * p.prior[1], margin(H)
    same = combine(
        inner - weight * gained, (first, weight * (H[1][1] - 1)), (second, -weight * H[0][1])
    )
    return replaced(sympy.Abs(inner), same, inner, weight * gained)


def ordered_as(p, of, wider):
    """DMI orders as `of > 0` does; `wider` takes `sign of >= 0` to the order of the margins."""
    (goal,) = p.goals
    one, other = two_classes_size(p, "H"), two_classes_size(p, "G")
    after, weight = clean(p.prior, p.H) - clean(p.prior, p.G), p.prior[0] * p.prior[1]

    def side(sign):
        def decide(order):
            seen = combine(sign * after, (wider(sign, order), weight), (one, sign), (other, -sign))
            return combine(goal.difference, decided(after, seen), (decided(of, order), -1))

        return decide

    return cases(of, side(1), side(-1), strict=True)


@here.claim("balanced-accuracy", kind="order", repairs="derived.dmi-accuracy/any-errors")
class BalancedAccuracy(TwoClasses):
    r"""For two classes DMI orders two classifiers as balanced accuracy does if their balanced
    accuracies sum to more than 1.

    Balanced accuracy is $b = \frac12 (H_{00} + H_{11})$; with equally frequent classes it is the
    accuracy. One of the two may have less than one half, as long as the other exceeds one half by
    more. The condition is sharp: by `either-way` DMI orders as $|2b - 1|$, and $(2b - 1)^2 - (2b' -
    1)^2 = 4 (b - b')(b + b' - 1)$, so that where $b \ne b'$ the orders are the same if and only if
    $b + b' > 1$.
    """

    given = {
        "more than 1 together": lambda H, G: gt(balanced_accuracy(H) + balanced_accuracy(G), 1)
    }

    def conclusion(prior, H, G):
        return iff(
            gt(clean(prior, H), clean(prior, G)), gt(balanced_accuracy(H), balanced_accuracy(G))
        )

    def prove(p):
        together = p.given("more than 1 together")

        def wider(sign, order):
            best, rest = (p.H, p.G) if sign == 1 else (p.G, p.H)
            own, other = margin(best), margin(rest)
            upright = absolute(combine(own, together, order))
            goal = abs(own) - abs(other)

            def far(above):
                return combine(goal, (2, order), upright, (absolute(above), -1))

            def near(below):
                return combine(goal, (2, together), upright, (absolute(below), -1))

            return cases(other, far, near)

        return ordered_as(p, balanced_accuracy(p.H) - balanced_accuracy(p.G), wider)


@here.claim("balanced-accuracy/either-way", kind="order")
class BalancedAccuracyEitherWay(TwoClasses):
    r"""For two classes and any prior, DMI orders any two classifiers as $|2b - 1|$ does, where $b$
    is the balanced accuracy.

    The determinant of the joint matrix is $\pi_0 \pi_1 (2 b - 1)$: the class frequencies are in a
    factor that all classifiers share. Below one half DMI grows again: a classifier that is always
    wrong distinguishes the classes as well as one that is always right.
    """

    def conclusion(prior, H, G):
        return iff(gt(clean(prior, H), clean(prior, G)), gt(abs(margin(H)), abs(margin(G))))

    def prove(p):
        return ordered_as(p, abs(margin(p.H)) - abs(margin(p.G)), lambda sign, order: order)
