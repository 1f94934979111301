"""Which triplets hard and semi-hard mining select under uniform label noise."""

import itertools

from sympy import Add

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.notation import *


class Hardest:
    """The hardest of `B` points whose label is not the anchor's, for an anchor of class `a`."""

    k, eta = Classes(tried=(2, 3, 4)), Real(0, 1)
    B, a = Integer(1), Label(k)


class Either(Hardest):
    """The anchor's label is right, or it is `w`, any of the others: all are alike."""

    w = Label(Hardest.k)

    given = {"a wrong label": lambda a, w: gt((w - a) ** 2, 0)}


def of_labels(eta, k):
    """The chance that a point of another label is of the anchor's class: its label right, wrong."""
    right = eta / (k - 1)
    return right, (1 - right) / (k - 1)


def hit(chance, B):
    """The chance that one at least of `B` independent points is what each is with that chance."""
    return 1 - (1 - chance) ** B


def truly_same(a, z, eta, k):
    """The chance that a point of balanced classes, whose label is not `z`, is of class `a`."""
    return (1 - uniform_row(z, eta, k)[a]) / (k - 1)


def collapsed(k, eta, B, a, w):
    """The chance that the hardest of `B` is of the anchor's class, where classes are collapsed.

    The anchor's label is right, or it is wrong, and then as good as `w`.
    """
    labels = (hit(truly_same(a, z, eta, k), B) for z in (a, w))
    return sampled_value(tuple(labels), (1 - eta, eta))


@le2018.claim("hardest-is-positive/one-label", assumes=("le2018.triplet-noise-mix/balanced",))
class HardestIsPositive(Either):
    r"""If c balanced classes lie at one point each, uniform noise η makes the hardest of B labelled
    negatives a true positive with probability 1 − (1 − η/(c−1))^B.

    Points of one class are at one place, so the nearest observed negative is of the anchor's class
    if any of the $B$ is.

    A share $\frac{\eta}{k-1}$ of the points with another label is of the anchor's class, which
    suggests the formula. However, the anchor's own label is noisy too: where it is wrong, most
    points of its class count as negatives. The correct formula covers both cases, see
    `hardest-is-positive`; for an anchor whose label is right see `right-anchor`, and for the rates
    at which the probability above is too low see `too-low`.
    """

    def conclusion(k, eta, B, a, w):
        return eq(collapsed(k, eta, B, a, w), hit(eta / (k - 1), B))


def own_label(p):
    """`(1 - truly_same)^B == (1 - eta/(k-1))^B` for the anchor's own class as its label."""
    old, new = 1 - truly_same(p.a, p.a, p.eta, p.k), 1 - p.eta / (p.k - 1)
    share = reciprocal(combine(p.k - 1, p.domain("k")["lower"], (1,)))
    same = identity(old, new)
    return replaced(old**p.B, combine(old - new, same, (0, same, share)), old, new)


@le2018.claim(
    "hardest-is-positive",
    repairs="le2018.hardest-is-positive/one-label",
    assumes=("le2018.triplet-noise-mix/balanced",),
)
class HardestBothLabels(Either):
    r"""For c balanced one-point classes and uniform noise η = u(c−1), the hardest of B negatives is
    a positive with P = (1−η)(1−(1−u)^B) + η(1−(1−(1−u)/(c−1))^B).

    For a class-collapsed embedding, balanced classes and uniform label noise, the hardest of
    $B$ observed negatives is truly a positive with probability $(1 - \eta)\left(1 - (1 -
    \frac{\eta}{k-1})^B\right) + \eta \left(1 - \left(1 - \frac{1}{k-1}\left(1 -
    \frac{\eta}{k-1}\right)\right)^B\right)$.

    The first term is that of an anchor whose label is right, the second of one whose label is
    wrong. So even a little noise makes hard mining train on false negatives: at $\eta = 0.1$, $k =
    10$ and $B = 100$ that is 7 of 10 hardest negatives.
    """

    def conclusion(k, eta, B, a, w):
        right, wrong = of_labels(eta, k)
        return eq(collapsed(k, eta, B, a, w), (1 - eta) * hit(right, B) + eta * hit(wrong, B))

    def prove(p):
        (goal,) = p.goals
        return written_out(p, goal.difference)


def written_out(p, value):
    """`value`, the chance less what it is by `hardest-is-positive`, is 0."""
    k, eta, B, a = p.k, p.eta, p.B, p.a
    share = reciprocal(combine(k - 1, p.domain("k")["lower"], (1,)))
    none = no_delta(p.given("a wrong label"), p.w, a)
    away = hit(truly_same(a, p.w, eta, k), B)
    wrong = replaced(away, none, KroneckerDelta(p.w, a), 0)
    return combine(value, (wrong, eta), (own_label(p), eta - 1), (0, none, share))


@le2018.claim("hardest-is-positive/too-low", assumes=("le2018.triplet-noise-mix/balanced",))
class HardestTooLow(Either):
    r"""If c balanced classes are one point each, uniform noise 0 < η < 1−1/c makes the hardest of B
    negatives a true positive with P > 1 − (1 − η/(c−1))^B.

    At these rates a point of another label is of the anchor's class more often if the anchor's
    label is wrong. At $\eta = \frac{k-1}{k}$ labels carry no information, and the two probabilities
    are equal.
    """

    eta = Real(0, 1, open="left")

    given = Either.given | {"rate": lambda k, eta: lt(eta, (k - 1) / k)}

    def conclusion(k, eta, B, a, w):
        return gt(collapsed(k, eta, B, a, w), hit(eta / (k - 1), B))

    def prove(p):
        (goal,) = p.goals
        k, eta, B, low = p.k, p.eta, p.B, p.domain("k")["lower"]
        right, wrong = of_labels(eta, k)
        exact = written_out(p, goal.lhs - (1 - eta) * hit(right, B) - eta * hit(wrong, B))
        share = reciprocal(combine(k - 1, low, (1,)))
        least = combine(1 - wrong, (share, low), (share, share, eta))
        more = combine(wrong - right, (p.given("rate"), k, share, share))
        return combine(goal.difference, exact, (eta, power_in_base(more, least, positive(B))))


@le2018.claim("hardest-is-positive/right-anchor", assumes=("le2018.triplet-noise-mix/balanced",))
class HardestRightAnchor(Hardest):
    r"""If c balanced classes are one point each, a rightly labelled anchor's hardest of B negatives
    is a true positive with P = 1 − (1 − η/(c−1))^B, η uniform noise.

    By Bayes' rule a point of balanced classes whose label is not `a` is of class `a` with
    probability $\frac{1 - T_{aa}}{\sum_j (1 - T_{ja})}$, and as the columns of $T$ sum to 1 the
    divisor is $k - 1$.
    """

    def conclusion(k, eta, B, a):
        return eq(hit(truly_same(a, a, eta, k), B), hit(eta / (k - 1), B))

    def prove(p):
        return own_label(p).negated()


LABELS, CLEAN = (0, 0, 1), sympy.Integer(0)


def taken(near, far, m):
    """1 where the negative is farther than the positive, by less than `m`, else 0."""
    return above_zero(far - near) * above_zero(near + m - far)


def triplet_chance(triplet, eta):
    """The chance that this triplet of the three points is seen as valid."""
    return seen_as_valid(*(uniform_row(LABELS[i], eta, 2) for i in triplet))


def on_line(x):
    """The distances of the points `x` of the line."""
    return lambda i, j: Abs(x[i] - x[j])


def triangle(own, left, right):
    """Three points at these distances: the first two, the first and third, the other two."""
    return lambda i, j: {1: own, 2: left, 3: right}[i + j]


def distances(apart, triplet):
    """Those of positive and negative from the anchor."""
    anchor, positive, negative = triplet
    return apart(anchor, positive), apart(anchor, negative)


def semi_hard(apart, eta, m):
    """Of three points: what the semi-hard triplets lose, and how many there are, expected."""
    loss, number = [], []
    for triplet in itertools.permutations(range(3), 3):
        near, far = distances(apart, triplet)
        chance = triplet_chance(triplet, eta)
        loss.append(chance * taken(near, far, m) * triplet_loss(near, far, m))
        number.append(chance * taken(near, far, m))
    return Add(*loss), Add(*number)


def mean(apart, eta, m):
    loss, number = semi_hard(apart, eta, m)
    return loss / number


@le2018.claim("semi-hard-robust/any-distances", kind="order")
class SemiHardRobust:
    r"""With two classes, uniform noise of rate below 1/2 preserves the order of two embeddings by
    mean semi-hard triplet loss.

    Semi-hard sampling selects a triplet that is labelled valid where the negative is farther than
    the positive, by less than the margin $m$.

    It omits the hardest negatives, which are often false. However, the selection depends on the
    distances, so no triplet is balanced by the one with positive and negative exchanged: only one
    of the two is ever selected. The noise therefore adds the mean over other triplets, with other
    distances.

    The statement holds for embeddings with which semi-hard sampling selects valid triplets alone,
    `semi-hard-robust`; and in the linear regime for random triplets in place of semi-hard ones:
    `triplet-class-noise`. The counterexample has three points on the line of the classes 0, 0 and
    1, at `x` in one embedding and at `w` in another; risks are ratios of expectations.
    """

    x, w = Each(3, Real()), Each(3, Real())
    eta, m = Real(0, "1/2", open="right"), Real(0, open="left")

    where = {
        "taken": lambda m, near, far: taken(near, far, m),
        "loss": lambda m, near, far: taken(near, far, m) * triplet_loss(near, far, m),
        "d01": lambda v="x": Abs(v[0] - v[1]),
        "d02": lambda v="x": Abs(v[0] - v[2]),
        "d12": lambda v="x": Abs(v[1] - v[2]),
        "valid": lambda eta: seen_as_valid(*(uniform_row(label, eta, 2) for label in (0, 0, 1))),
        "swapped": lambda eta: seen_as_valid(*(uniform_row(label, eta, 2) for label in (0, 1, 0))),
        "mistaken": lambda eta: seen_as_valid(*(uniform_row(label, eta, 2) for label in (1, 0, 0))),
        "R": lambda m, v="x": mean(on_line(v), CLEAN, m),
        "noisy": lambda eta, m, v="x": mean(on_line(v), eta, m),
    }

    given = {
        "some are taken": lambda x, w, m: (
            gt(semi_hard(on_line(x), CLEAN, m)[1], 0),
            gt(semi_hard(on_line(w), CLEAN, m)[1], 0),
        ),
        "clean order": lambda x, w, m: lt(mean(on_line(x), CLEAN, m), mean(on_line(w), CLEAN, m)),
    }

    def conclusion(x, w, eta, m):
        return le(mean(on_line(x), eta, m), mean(on_line(w), eta, m))


@le2018.claim("semi-hard-robust", repairs="le2018.semi-hard-robust/any-distances")
class SemiHardApart:
    """Uniform noise does not change the mean semi-hard triplet loss of three points of two classes
    if semi-hard mining can select only truly valid triplets.

    Where the classes are apart, and no point of another class is farther from one point of a
    class than from another by less than the margin, uniform noise of any rate does not change the
    mean loss of semi-hard triplets.

    The statement has three points of the classes 0, 0 and 1 at any distances: `own` between the two
    of class 0, and `left` and `right` from these to the third. The first condition, that both are
    at least `own`, rules out triplets with positive and negative swapped, the second those of which
    only the anchor is of the other class; it holds where `left` and `right` are equal. All selected
    triplets are then valid, and all are labelled valid with the same probability, which cancels.
    """

    own, left, right = Real(0), Real(0), Real(0)
    eta, m = Real(0, 1), Real(0, open="left")

    where = {
        name: SemiHardRobust.where[name]
        for name in ("taken", "loss", "valid", "swapped", "mistaken")
    }

    given = {
        "some are taken": lambda own, left, right, m: gt(
            semi_hard(triangle(own, left, right), CLEAN, m)[1], 0
        ),
        "apart": lambda own, left, right: (le(own, left), le(own, right)),
        "none with another anchor": lambda left, right, m: (
            eq(taken(left, right, m), 0),
            eq(taken(right, left, m), 0),
        ),
    }

    def conclusion(own, left, right, eta, m):
        apart = triangle(own, left, right)
        return eq(mean(apart, eta, m), mean(apart, CLEAN, m))

    def prove(p):
        (goal,) = p.goals
        eta, m, apart = p.eta, p.m, triangle(p.own, p.left, p.right)
        expected = semi_hard(apart, eta, m)
        losses, number = map(unfold, expected)
        clean, valid = semi_hard(apart, CLEAN, m)
        chance = unfold(triplet_chance((0, 1, 2), eta))
        swapped = [
            combine(
                taken(far, p.own, m),
                (decided(p.own - far, fact), above_zero(far + m - p.own)),
            )
            for far, fact in zip((p.left, p.right), p.given("apart"), strict=True)
        ]
        none = dict(
            zip(
                ((0, 2, 1), (1, 2, 0), (2, 0, 1), (2, 1, 0)),
                (*swapped, *p.given("none with another anchor")),
                strict=True,
            )
        )

        def only_valid(goal, value):
            chances = {each: unfold(triplet_chance(each, eta)) for each in none}
            terms = ((none[t], of * value(*distances(apart, t), m)) for t, of in chances.items())
            return combine(goal, *terms)

        same_loss = only_valid(losses - chance * clean, triplet_loss)
        same_number = only_valid(number - chance * valid, lambda near, far, m: 1)
        some, half = p.given("some are taken"), sympy.Rational(1, 2)
        middle = nonnegative((eta - half) ** 2)
        seen = combine(chance, (middle, 3), (half**2,))
        taken_still = folded(expected[1], combine(number, same_number, (seen, some)))
        shares = reciprocal(unfolded(taken_still)), reciprocal(some)
        return combine(
            goal.difference,
            (same_loss, 1 / number),
            (same_number, -clean / (valid * number)),
            *((0, same_loss, share) for share in shares),
        )
