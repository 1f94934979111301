"""Whether most pairs or triplets must be right for the noise to be tolerated."""

from paper_checks.papers.le2018 import LOCUS, le2018
from paper_checks.papers.le2018.pairs import HALF
from theory.domain import Classes, Real
from theory.language import eq, gt, iff, lt
from theory.losses import one_to_one_factor, retained, uniform_agreement, valid_and_swapped
from theory.proof.rules import cases, combine, decided, reciprocal


class Tolerated:
    """Uniform label noise that random triplets of `k` balanced classes tolerate."""

    k, eta = Classes(), Real(0, 1)

    given = {"tolerated": lambda k, eta: gt(retained(eta, k) ** 2, 0)}


@le2018.claim(
    "majority-needed",
    title="Random triplets: tolerated only where most are correct",
    locus=LOCUS,
    kind="ineq",
    assumes=("le2018.triplet-noise-mix", "le2018.triplet-class-noise"),
)
class MajorityNeeded(Tolerated):
    r"""A majority of correct triplets is needed: uniform noise is tolerated only where $P_V >
    \frac12$.

    $P_V$ is the share of truly valid triplets among those seen as valid; that the noise is
    tolerated by random triplets is $\lambda^2 > 0$, by `triplet-class-noise`. Intuition: what is
    wrong more often than right should mislead. The catch is that most wrong triplets are wrong in
    no particular direction: their losses cancel. Only the swapped ones pull the wrong way, so the
    repair compares with them: see `more-than-swapped`. Of pairs it is true: see `pairs`.
    """

    def conclusion(k, eta):
        return gt(valid_and_swapped(eta, k)[0], HALF)


@le2018.claim(
    "majority-needed/more-than-swapped",
    title="Random triplets: tolerated iff more are valid than swapped",
    locus=LOCUS,
    kind="ineq",
    repairs="le2018.majority-needed",
    assumes=("le2018.triplet-noise-mix", "le2018.triplet-class-noise"),
)
class MoreThanSwapped(Tolerated):
    r"""Random triplets: uniform noise is tolerated if and only if $P_V > P_W$, more are valid than
    swapped.

    For $P_V - P_W = \lambda^2$.
    """

    given = {}

    def conclusion(k, eta):
        return iff(gt(*valid_and_swapped(eta, k)), Tolerated.given["tolerated"](k, eta))

    def prove(p):
        (goal,) = p.goals
        valid, swapped = valid_and_swapped(p.eta, p.k)
        more, kept = valid - swapped, retained(p.eta, p.k) ** 2
        share = reciprocal(combine(p.k - 1, p.domain("k")["lower"], (1,)))

        def side(sign):
            def decide(case):
                seen = combine(sign * more, case, (0, share))
                return combine(goal.difference, decided(more, seen), (decided(kept, case), -1))

            return decide

        return cases(kept, side(1), side(-1), strict=True)


@le2018.claim(
    "majority-needed/positive-pairs",
    title="One-to-one: tolerated only if most positives are correct",
    locus=LOCUS,
    kind="ineq",
    assumes=("le2018.induced-pair-rates", "le2018.one-to-one-class-noise"),
)
class MajorityOfPositives:
    r"""One negative for every positive: uniform noise is tolerated only where most of the pairs
    seen as same are so.

    Balanced classes: a share of $\frac1k + (1 - \frac1k)\lambda^2$ is. With many classes it is
    small at rates that are tolerated; what makes up for it are the negatives, nearly all of which
    are right: see `uniform-pairs`.
    """

    k, eta = Classes(), Real(0, 1)
    given = Tolerated.given

    def conclusion(k, eta):
        return gt(uniform_agreement(1, eta, k), HALF)


@le2018.claim(
    "majority-needed/uniform-pairs",
    title="One-to-one: tolerated only if most pairs are correct",
    locus=LOCUS,
    kind="ineq",
    repairs="le2018.majority-needed/positive-pairs",
    assumes=("le2018.induced-pair-rates", "le2018.one-to-one-class-noise"),
)
class MajorityOfUniformPairs(MajorityOfPositives):
    r"""One negative for every positive: uniform noise is tolerated only where most of all pairs,
    those seen as same and as different together, are seen as they are.

    Balanced classes: a share of $\frac{1 + \lambda^2}{2}$ is. So the positives and the negatives
    have to be right together, as `pairs` says of any noise.
    """

    def conclusion(k, eta):
        positives, mistaken = (uniform_agreement(same, eta, k) for same in (1, 0))
        return gt((positives + 1 - mistaken) / 2, HALF)

    def prove(p):
        (goal,) = p.goals
        share = reciprocal(combine(p.k - 1, p.domain("k")["lower"], (1,)))
        return combine(goal.difference, (p.given("tolerated"), HALF), (0, share))


@le2018.claim(
    "majority-needed/pairs",
    title="One-to-one: tolerated if and only if most pairs are correct",
    locus=LOCUS,
    kind="id",
    assumes=("le2018.one-to-one-sampling",),
)
class MajorityOfPairs:
    r"""One negative for every positive: the share of correct pairs is $\frac{1 + \kappa}{2}$, so
    the noise is tolerated if and only if most pairs are correct.

    $\kappa$ is that of `one-to-one-sampling`, and `share` the share of pairs of one class.
    """

    missed, mistaken, share = Real(0, 1), Real(0, 1), Real(0, 1, open="both")

    given = {
        "both are seen": lambda missed, mistaken, share: (
            gt(seen_share(missed, mistaken, share), 0),
            lt(seen_share(missed, mistaken, share), 1),
        )
    }

    def conclusion(missed, mistaken, share):
        seen = seen_share(missed, mistaken, share)
        positives, negatives = (
            share * (1 - missed) / seen,
            (1 - share) * (1 - mistaken) / (1 - seen),
        )
        kappa = one_to_one_factor(share, seen, 1 - missed - mistaken)
        return eq((positives + negatives) / 2, (1 + kappa) / 2)


def seen_share(missed, mistaken, share):
    """The share of pairs seen as same."""
    return share * (1 - missed) + (1 - share) * mistaken
