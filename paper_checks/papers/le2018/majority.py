"""Whether noise is tolerated only if most pairs or triplets are correct."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.pairs import HALF
from lossproof.paper_checks.papers.notation import *


class UniformNoise:
    """Uniform label noise at the rate `eta`, of `k` balanced classes."""

    k, eta = Classes(), Real(0, 1)


def tolerated(k, eta):
    return gt(retained(eta, k) ** 2, 0)


class Tolerated(UniformNoise):
    """Uniform label noise that random triplets of `k` balanced classes tolerate."""

    given = {"tolerated": tolerated}


def where_tolerated(p, same):
    """That the noise is tolerated if and only if `more > 0`, from `more == scale lambda^2`."""
    (goal,), kept = p.goals, retained(p.eta, p.k) ** 2
    more, scale, fact = same

    def both(sign):
        def decide(case):
            known = combine(sign * more, (case, scale), (fact, sign))
            return combine(goal.difference, decided(more, known), (decided(kept, case), -1))

        return decide

    return cases(kept, both(1), both(-1), strict=True)


def one_less(p):
    """`k - 1 > 0`."""
    return combine(p.k - 1, p.domain("k")["lower"], (1,))


@le2018.claim(
    "majority-needed/most-triplets",
    assumes=("le2018.triplet-noise-mix", "le2018.triplet-class-noise"),
)
class MajorityNeeded(Tolerated):
    r"""With balanced classes, random-triplet loss tolerates uniform noise only if most triplets
    labelled valid are truly valid.

    A majority of correct triplets is needed: random triplets tolerate uniform noise only where
    $P_V > \frac12$.

    $P_V$ is the share of truly valid triplets among those labelled valid; random triplets tolerate
    the noise if $\lambda^2 > 0$, by `triplet-class-noise`.

    Triplets that are wrong more often than right should mislead. However, most wrong triplets are
    wrong in no particular direction: their losses cancel. Only the triplets with positive and
    negative swapped pull in the wrong direction, so the correct condition compares with them: see
    `majority-needed`. For pairs the statement is true: see `pairs`.
    """

    where = {"P_V": lambda k, eta: valid_and_swapped(eta, k)[0]}

    def conclusion(k, eta):
        return gt(valid_and_swapped(eta, k)[0], HALF)


@le2018.claim(
    "majority-needed",
    repairs="le2018.majority-needed/most-triplets",
    assumes=("le2018.triplet-noise-mix", "le2018.triplet-class-noise"),
)
class MoreThanSwapped(UniformNoise):
    r"""With balanced classes, unclipped random-triplet loss tolerates uniform noise iff more
    triplets labelled valid are truly valid than truly swapped.

    Random triplets tolerate uniform noise, $\lambda \ne 0$, if and only if $P_V > P_W$: more
    are valid than swapped.

    This follows from $P_V - P_W = \lambda^2$; the probability that anchor and positive both get the
    label of a third class is part of both and cancels.
    """

    def conclusion(k, eta):
        valid, swapped = valid_and_swapped(eta, k)
        return iff(gt(valid, swapped), tolerated(k, eta))


@le2018.claim(
    "majority-needed/positive-pairs",
    assumes=("le2018.induced-pair-rates", "le2018.one-to-one-class-noise"),
)
class MajorityOfPositives:
    r"""With balanced classes and one negative per positive, margin loss tolerates uniform noise
    only if most pairs labelled positive are truly positive.

    With one negative for every positive, uniform noise is tolerated only where most of the
    pairs labelled as same are of one class.

    With balanced classes, a share $\frac1k + (1 - \frac1k)\lambda^2$ of the pairs labelled as same is
    of one class, where $\lambda = 1 - \eta k/(k - 1)$. With many classes it is small at rates that are tolerated; the negatives
    compensate, since nearly all of them are correct: see `uniform-pairs`.
    """

    k, eta = Classes(), Real(0, 1)
    given = Tolerated.given

    def conclusion(k, eta):
        return gt(uniform_agreement(1, eta, k), HALF)


@le2018.claim(
    "majority-needed/uniform-pairs",
    repairs="le2018.majority-needed/positive-pairs",
    assumes=("le2018.induced-pair-rates", "le2018.one-to-one-class-noise"),
)
class MajorityOfUniformPairs(UniformNoise):
    r"""With balanced classes and one negative per positive, unclipped margin loss tolerates uniform
    noise iff most pairs are labelled right.

    With one negative for every positive and balanced classes, uniform noise is tolerated,
    $\lambda \ne 0$, if and only if most of all pairs, those labelled as same and as different
    together, are labelled correctly.

    Among the pairs labelled as same a share of $\frac1k + (1 - \frac1k)\lambda^2$ is of one class,
    and among the others a share of $1 - \frac1k (1 - \lambda^2)$ is of two; the mean of both is
    $\frac{1 + \lambda^2}{2}$. So the condition is about positives and negatives together, as
    `pairs` states for any noise.
    """

    where = {
        "same": lambda k, eta: uniform_agreement(1, eta, k),
        "mistaken": lambda k, eta: uniform_agreement(0, eta, k),
        "seen": lambda k, eta: seen_share(*uniform_rates(eta, k)),
    }

    def conclusion(k, eta):
        return iff(gt(right_pairs(*uniform_rates(eta, k)), HALF), tolerated(k, eta))

    def prove(p):
        rates, kept = uniform_rates(p.eta, p.k), retained(p.eta, p.k) ** 2
        seen, two, more = seen_share(*rates), one_less(p), right_pairs(*rates) - HALF
        share, flat, equal = reciprocal(two), identity(seen, 1 / p.k), identity(more, kept / 2)
        level = combine(seen - 1 / p.k, flat, (0, flat, share))
        some = combine(seen, level, positive(1 / p.k))
        others = combine(1 - seen, (level, -1), (two, 1 / p.k))
        defined = [(0, equal, each) for each in (share, reciprocal(some), reciprocal(others))]
        same = combine(more - kept / 2, equal, *defined)
        return where_tolerated(p, (more, HALF, same))


def uniform_rates(eta, k):
    """The rates at which pairs are missed and mistaken, and the share of pairs of one class."""
    same, mistaken = (uniform_agreement(each, eta, k) for each in (1, 0))
    return 1 - same, mistaken, 1 / k


@le2018.claim("majority-needed/pairs", assumes=("le2018.one-to-one-sampling",))
class MajorityOfPairs:
    r"""With one negative per positive, pair noise that multiplies differences in unclipped margin
    loss by κ leaves a share (1 + κ)/2 of pairs labelled correctly.

    With one negative for every positive the share of correct pairs is $\frac{1 + \kappa}{2}$,
    so the noise is tolerated if and only if most pairs are correct.

    $\kappa$ is that of `one-to-one-sampling`, and `share` the share of pairs of one class.
    """

    missed, mistaken, share = Real(0, 1), Real(0, 1), Real(0, 1, open="both")

    given = {
        "both are seen": lambda missed, mistaken, share: (
            gt(seen_share(missed, mistaken, share), 0),
            lt(seen_share(missed, mistaken, share), 1),
        )
    }
    where = {"seen": lambda missed, mistaken, share: seen_share(missed, mistaken, share)}

    def conclusion(missed, mistaken, share):
        seen = seen_share(missed, mistaken, share)
        kappa = one_to_one_factor(share, seen, 1 - missed - mistaken)
        return eq(right_pairs(missed, mistaken, share), (1 + kappa) / 2)


def seen_share(missed, mistaken, share):
    """The share of pairs seen as same."""
    return share * (1 - missed) + (1 - share) * mistaken


def right_pairs(missed, mistaken, share):
    """The share of pairs that are what they are seen as, where as many are seen as same as not."""
    seen = seen_share(missed, mistaken, share)
    return (share * (1 - missed) / seen + (1 - share) * (1 - mistaken) / (1 - seen)) / 2
