"""Two classes: what determinant-based mutual information orders classifiers as."""

import sympy

from paper_checks.papers.derived import derived
from paper_checks.papers.dmi.order import clean
from theory.domain import Simplex, Transitions
from theory.language import ge, gt, iff
from theory.proof.rules import absolute, cases, combine, decided, replaced

HALF = sympy.Rational(1, 2)


def balanced_accuracy(R):
    """The mean over two classes of the share that is named right."""
    return (R[0][0] + R[1][1]) / 2


class TwoClasses:
    prior = Simplex(2, interior=True)
    H, G = Transitions(2), Transitions(2)

    given = {
        "at least one half": lambda H, G: (
            ge(balanced_accuracy(H), HALF),
            ge(balanced_accuracy(G), HALF),
        )
    }

    def conclusion(prior, H, G):
        return iff(
            gt(clean(prior, H), clean(prior, G)), gt(balanced_accuracy(H), balanced_accuracy(G))
        )


def two_classes_size(p, name, above):
    """DMI is `prior[0] prior[1] (2 b - 1)`, `b` the balanced accuracy; `above` says `b >= 1/2`."""
    H, (first, second) = getattr(p, name), (p.domain(name, y)["total"] for y in (0, 1))
    (inner,) = clean(p.prior, H).args
    weight, gained = p.prior[0] * p.prior[1], 2 * balanced_accuracy(H) - 1
    same = combine(
        inner - weight * gained, (first, weight * (H[1][1] - 1)), (second, -weight * H[0][1])
    )
    size = replaced(sympy.Abs(inner), same, inner, weight * gained)
    kept = absolute(combine(weight * gained, (2, weight, above)))
    return combine(sympy.Abs(inner) - weight * gained, size, kept)


@derived.claim(
    "balanced-accuracy",
    title="Two classes: DMI orders as balanced accuracy ≥ 1/2 does",
    locus="on L_DMI, after Xu et al. (2019)",
    kind="order",
    repairs="dmi.accuracy-order",
)
class BalancedAccuracy(TwoClasses):
    r"""Two classes, any prior: DMI orders classifiers as balanced accuracy does, if neither has
    less than one half.

    Balanced accuracy is $b = \frac12 (H_{00} + H_{11})$, and $\det$ of the joint matrix is
    $\pi_0 \pi_1 (2 b - 1)$. So the frequencies of the classes are in a factor that all classifiers
    share. With equally frequent classes $b$ is the accuracy. Below one half DMI grows again: a
    classifier that is always wrong tells the classes apart as well as one that is always right.
    """

    def prove(p):
        (goal,) = p.goals
        (high, low), (first, second) = p.given("at least one half"), (p.H, p.G)
        one, other = two_classes_size(p, "H", high), two_classes_size(p, "G", low)
        gap = balanced_accuracy(first) - balanced_accuracy(second)
        after = clean(p.prior, first) - clean(p.prior, second)
        scale = 2 * p.prior[0] * p.prior[1]

        def above(order):
            seen = combine(after, one, (other, -1), (order, scale))
            return combine(goal.difference, decided(after, seen), (decided(gap, order), -1))

        def below(order):
            seen = combine(-after, (one, -1), other, (order, scale))
            return combine(goal.difference, decided(after, seen), (decided(gap, order), -1))

        return cases(gap, above, below, strict=True)
