"""Semi-hard triplets of points whose labels have uniform noise."""

from itertools import permutations

from sympy import Abs, Add, Integer

from paper_checks.papers.le2018 import LOCUS, le2018
from theory.domain import Each, Real
from theory.language import eq, gt, le, lt
from theory.losses import seen_as_valid, triplet_loss, uniform_row
from theory.proof.rules import above_zero, combine, decided

LABELS = (0, 0, 1)


def taken(near, far, m):
    """1 where the negative is farther than the positive, by less than `m`, else 0."""
    return above_zero(far - near) * above_zero(near + m - far)


def semi_hard(x, eta, m):
    """Of points on the line: what the semi-hard triplets lose, and how many there are, expected."""
    rows = [uniform_row(label, eta, 2) for label in LABELS]
    loss, number = [], []
    for a, p, n in permutations(range(3), 3):
        near, far = Abs(x[a] - x[p]), Abs(x[a] - x[n])
        chance = seen_as_valid(rows[a], rows[p], rows[n])
        loss.append(chance * taken(near, far, m) * triplet_loss(near, far, m))
        number.append(chance * taken(near, far, m))
    return Add(*loss), Add(*number)


def mean(x, eta, m):
    loss, number = semi_hard(x, eta, m)
    return loss / number


@le2018.claim("semi-hard-robust", locus=LOCUS, kind="order")
class SemiHardRobust:
    r"""Semi-hard sampling is robust to label noise: two classes, uniform noise at a rate below
    $\frac12$ keeps the order of the mean loss of semi-hard triplets.

    A triplet that is seen as valid is taken where the negative is farther than the positive, by
    less than the margin $m$. Intuition: the hardest negatives, which are often false, are left out.
    The catch is that what is taken depends on the distances, so that no triplet is balanced by the
    one with positive and negative exchanged: of the two only one is ever taken. The noise mixes the
    mean over other triplets into it, with other distances. Object: three points on the line of the
    classes 0, 0 and 1, at `x` in one embedding and at `w` in another; risks are ratios of
    expectations. What is true of it: see `never-swapped`.
    """

    x, w = Each(3, Real()), Each(3, Real())
    eta, m = Real(0, "1/2", open="right"), Real(0, open="left")

    given = {
        "some are taken": lambda x, w, m: (
            gt(semi_hard(x, Integer(0), m)[1], 0),
            gt(semi_hard(w, Integer(0), m)[1], 0),
        ),
        "clean order": lambda x, w, m: lt(mean(x, Integer(0), m), mean(w, Integer(0), m)),
    }

    def conclusion(x, w, eta, m):
        return le(mean(x, eta, m), mean(w, eta, m))


@le2018.claim("semi-hard-robust/never-swapped", locus=LOCUS, kind="id")
class NeverSwapped:
    r"""Where every point is nearer to its own class than to any other, no semi-hard triplet has
    positive and negative swapped, whatever the noise.

    In a swapped triplet the positive as seen is of another class than the anchor, at the distance
    `other`, and the negative as seen is of the anchor's class, at the distance `own`. Triplets of
    one class only, or of three, are taken still.
    """

    own, other, m = Real(0), Real(0), Real(0)

    given = {"separated": lambda own, other: le(own, other)}

    def conclusion(own, other, m):
        return eq(taken(other, own, m), 0)

    def prove(p):
        (goal,) = p.goals
        none = decided(p.own - p.other, p.given("separated"))
        return combine(goal.difference, (none, above_zero(p.other + p.m - p.own)))
