"""What noise pairs and triplets of given points tolerate, against formulas and every labelling."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import sympy

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.mining import Ranking
from lossproof.simulate.pairs.regimes import Regime
from lossproof.simulate.pairs.strategies import (
    AllPairs,
    BatchHard,
    DistanceWeighted,
    RandomTriplets,
    SemiHard,
    Weighted,
)
from lossproof.simulate.pairs.tolerance import (
    pair_tolerance,
    triplet_mix,
    triplet_tolerance,
    uniform_rate,
)
from lossproof.theory.losses import all_pairs_rate
from lossproof.theory.noise import TransitionMatrix
from tests.simulate.labelled import PAIR, SKEW, TRIPLET, batch, valid_triplets
from tests.together import together

CONFUSED = TransitionMatrix.from_rows(
    [["7/10", "1/4", "1/20"], ["1/4", "7/10", "1/20"], ["1/20", "1/20", "9/10"]]
)


def balanced(k: int, each: int = 4) -> Batch:
    return batch([y for y in range(k) for _ in range(each)], classes=k)


@together("k", [2, 3, 10])
def test_rates_are_those_of_the_claims(k: int) -> None:
    points = balanced(k)
    assert uniform_rate(points, AllPairs()) == pytest.approx(
        float(all_pairs_rate(sympy.Integer(k))), abs=1e-7
    )
    assert uniform_rate(points, Weighted()) == pytest.approx((k - 1) / k, abs=1e-7)


def test_a_heavy_weight_of_one_kind_tolerates_less() -> None:
    points = balanced(5)
    rates = [uniform_rate(points, Weighted(w)) for w in (0.05, 0.5, 0.95)]
    assert rates[1] > max(rates[0], rates[2])
    assert all(0 < rate < 0.8 + 1e-7 for rate in rates)


def test_two_classes_that_are_confused_pass_all_pairs_and_not_one_to_one() -> None:
    points = balanced(3, each=200)
    every, one = (pair_tolerance(points, x, CONFUSED) for x in (AllPairs(), Weighted()))
    assert every.tolerated
    assert not one.tolerated
    assert (every.even, every.different) == (pytest.approx(0.5), pytest.approx(141 / 400))
    assert one.different > one.even


def test_the_break_even_chance_itself_is_not_tolerated() -> None:
    row = ("169/258", "64/258", "25/258")  # its squares sum to 1/2, but for rounding
    turned = TransitionMatrix.from_rows([[row[j - i] for j in range(3)] for i in range(3)])
    found = pair_tolerance(balanced(3), AllPairs(), turned)
    assert found.same == pytest.approx(found.even, abs=1e-15)
    assert not found.tolerated


def test_only_classes_that_occur_count() -> None:
    points = batch([0, 0, 2, 2], classes=3)
    assert pair_tolerance(points, AllPairs(), CONFUSED).different == pytest.approx(0.0925)


def test_regimes_of_pairs() -> None:
    """At margin 1/2 and boundary 5/4: distances 1, 1/4 and 3/4, of which the second is active."""
    points = Batch(np.array([[0, 1, 0.25], [1, 0, 0.75], [0.25, 0.75, 0]]), [0, 0, 1], 2)
    found = Regime.of(points, PAIR)
    assert (found.linear, found.active, found.inactive) == pytest.approx((2 / 3, 1 / 3, 0))
    near = Batch(points.distances, [0, 1, 0], 2)
    assert Regime.of(near, PAIR).inactive == pytest.approx(1 / 3)


def test_weights_and_distances_that_cannot_be_are_refused() -> None:
    points = balanced(3)
    far = Batch(8 * points.distances, points.labels, 3)
    with pytest.raises(ValueError, match=r"inside \(0, 1\); got 1"):
        Weighted(1)
    with pytest.raises(ValueError, match="at most 2, those of the unit sphere"):
        triplet_mix(far, DistanceWeighted(3), SKEW)


def test_random_triplets_have_the_shares_of_the_claims() -> None:
    """`P_V - P_W` is `lambda^2`, for balanced classes and many points."""
    T = TransitionMatrix.uniform("3/10", 4)
    mix = triplet_mix(balanced(4, each=100), RandomTriplets(5000), T, replicates=64)
    assert mix.valid - mix.swapped == pytest.approx((1 - 0.3 * 4 / 3) ** 2, abs=0.01)


def test_hard_mining_prefers_the_labels_that_are_wrong() -> None:
    """Classes that are far apart: the hardest positive and negative are mislabelled."""
    points = np.concatenate([np.zeros(20), np.full(20, 10.0)]) + np.linspace(0, 1, 40)
    clean = Batch.from_embeddings(points[:, None], [0] * 20 + [1] * 20, 2)
    T = TransitionMatrix.uniform("1/10", 2)
    hard, random = (triplet_mix(clean, x, T) for x in (BatchHard(), RandomTriplets()))
    assert hard.swapped > hard.valid
    assert random.valid > random.swapped
    semi = triplet_mix(clean, SemiHard(0.5), T)
    assert semi.swapped == 0


def test_weights_even_out_distances() -> None:
    """On a circle a random distance d has a density proportional to `(1 - d^2/4)^(-1/2)`."""
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = Batch.from_embeddings(circle, np.arange(60) % 2, 2)
    ranking = Ranking.of(points.distances)
    noisy = np.tile(points.labels, (400, 1))
    chosen = DistanceWeighted(2, nonzero_loss_cutoff=2).take(
        np.random.default_rng(3), ranking, noisy
    )
    labels = points.labels
    assert (labels[chosen.anchor] == labels[chosen.positive]).all()
    assert (labels[chosen.anchor] != labels[chosen.negative]).all()
    assert (chosen.anchor != chosen.positive).all()
    distances = points.distances[chosen.anchor, chosen.negative]
    counts, _ = np.histogram(distances[distances > 0.5], bins=3, range=(0.5, 2))
    assert counts.min() > 0.8 * counts.max()


def pulls_by_counting(points: Batch, T: TransitionMatrix) -> np.ndarray:
    """Of ordered pairs: over third points, seen as valid less seen with the other two exchanged."""
    rows, n = T.to_numpy()[points.labels], points.size
    found = np.zeros((n, n))
    for i, j, x in permutations(range(n), 3):
        valid = (rows[i] * rows[j] * (1 - rows[x])).sum()
        exchanged = (rows[i] * rows[x] * (1 - rows[j])).sum()
        found[i, j] += valid - exchanged
    return found


@together("T", [SKEW, CONFUSED, TransitionMatrix.uniform("2/5", 3)])
def test_random_triplets_pull_pairs_by_their_agreement(T: TransitionMatrix) -> None:
    points = batch([0, 0, 0, 1, 1, 2, 2])
    found = triplet_tolerance(points, T)
    counted, n = pulls_by_counting(points, T), points.size
    for i, j in permutations(range(n), 2):
        a, b = points.labels[i], points.labels[j]
        assert (n - 1) * found.pull[a, b] == pytest.approx(counted[i, j])


@together("rate", ["0", "3/10", "3/5", "9/10"])
def test_random_triplets_tolerate_uniform_noise_at_every_rate_but_one(rate: str) -> None:
    T = TransitionMatrix.uniform(rate, 3)
    for labels in ([0, 0, 0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 0, 1, 2]):
        assert triplet_tolerance(batch(labels), T).tolerated
    level = TransitionMatrix.uniform("2/3", 3)
    assert triplet_tolerance(balanced(3), level).tolerated is False


def test_what_the_claims_leave_open_is_neither_tolerated_nor_not() -> None:
    T = TransitionMatrix.from_rows(
        [["9/13", "3/13", "1/13"], ["1/19", "14/19", "4/19"], ["12/33", "2/33", "19/33"]]
    )
    points = batch([0] * 48 + [1] * 42 + [2] * 7)
    found = triplet_tolerance(points, T)
    assert found.pull[2, 0] > 0 > (found.pull + found.pull.T)[2, 0]
    assert found.tolerated is None


def test_regimes_of_triplets_are_those_of_every_triplet() -> None:
    points = batch([0, 1, 2, 2, 1, 0, 0, 1], seed=3)
    counts = dict.fromkeys(("linear", "active", "inactive"), 0)
    for a, p, n in valid_triplets(points.labels.tolist()):
        gap = points.distances[a, p] - points.distances[a, n]
        kind = "linear" if abs(gap) <= 0.75 else "active" if gap > 0 else "inactive"
        counts[kind] += 1
    found = Regime.of(points, TRIPLET)
    total = sum(counts.values())
    assert min(counts.values()) > 0
    for name, count in counts.items():
        assert getattr(found, name) == pytest.approx(count / total)
    with pytest.raises(ValueError, match="no triplet is valid"):
        Regime.of(batch([0, 0, 0]), TRIPLET)
