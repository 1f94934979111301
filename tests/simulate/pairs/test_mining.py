"""Mined triplets: as by the definitions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lossproof.simulate.pairs import Ranking, Triplets, batch_hard, batch_hard_by_masks
from lossproof.simulate.pairs.mining import random_triplets, semi_hard
from tests.simulate.labelled import (
    SIGMAS,
    TRIPLET,
    Chosen,
    line,
    naive_batch_hard,
    naive_semi_hard,
    valid_triplets,
)
from tests.together import together


def listed(chosen: Triplets, replicate: int) -> Chosen:
    rows = np.stack([chosen.anchor, chosen.positive, chosen.negative], axis=1)
    return sorted(map(tuple, rows[chosen.replicate == replicate].tolist()))


def by_ranks(distances: np.ndarray, noisy: np.ndarray) -> Triplets:
    """The algorithm for many draws, also for a few."""
    many = np.concatenate([noisy, np.repeat(noisy[:1], 20, axis=0)])
    chosen = batch_hard(Ranking.of(distances), many)
    keep = chosen.replicate < len(noisy)
    names = ("replicate", "anchor", "positive", "negative")
    return Triplets(*(getattr(chosen, name)[keep] for name in names))


MINERS: dict[str, tuple[Callable, Callable]] = {
    "masks": (batch_hard_by_masks, naive_batch_hard),
    "ranks": (by_ranks, naive_batch_hard),
    "chosen": (lambda d, noisy: batch_hard(Ranking.of(d), noisy), naive_batch_hard),
    "semi-hard": (
        lambda d, noisy: semi_hard(Ranking.of(d), noisy, float(TRIPLET.margin)),
        naive_semi_hard,
    ),
}


@together("spots", [3, 24, 10**6])
@together("classes", [1, 2, 4, 30])
@together("miner", MINERS)
def test_mining_is_the_naive_loop(miner: str, classes: int, spots: int) -> None:
    rng = np.random.default_rng(classes)
    mine, naive = MINERS[miner]
    for n in (3, 4, 19):
        distances = line(n, seed=n, spots=spots)
        noisy = rng.integers(0, classes, (3, n)).astype(np.uint8)
        chosen = mine(distances, noisy)
        for replicate, labels in enumerate(noisy):
            assert listed(chosen, replicate) == sorted(naive(distances, labels))


@together("lone", [0, 299])
def test_a_search_to_the_last_of_many_ranks(lone: int) -> None:
    distances = abs(np.subtract.outer(np.arange(300), np.arange(300))).astype(float)
    noisy = np.zeros((40, 300), dtype=np.uint16)
    noisy[:, lone] = 1
    noisy[1::2, 150] = 1
    chosen, masked = (f(distances, noisy) for f in (by_ranks, batch_hard_by_masks))
    for replicate in range(len(noisy)):
        assert listed(chosen, replicate) == listed(masked, replicate)
    farthest = (299, 1, 0) if lone == 0 else (298, 0, 299)
    assert listed(chosen, 0)[-1] == farthest


@together("miner", ["ranks", "semi-hard"])
def test_mining_a_few_replicates_at_a_time(miner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    distances = line(9, seed=2)
    noisy = np.random.default_rng(0).integers(0, 3, (11, 9)).astype(np.uint8)
    mine, naive = MINERS[miner]
    monkeypatch.setattr("lossproof.simulate.pairs.mining.AT_ONCE", 40)
    chosen = mine(distances, noisy)
    for replicate, labels in enumerate(noisy):
        assert listed(chosen, replicate) == sorted(naive(distances, labels))


def test_random_triplets_are_uniform_among_the_valid() -> None:
    labels, draws = np.array([0, 1, 0, 1, 1]), 60_000
    chosen = random_triplets(np.random.default_rng(2), np.stack([labels, labels]), draws)
    valid = valid_triplets(labels)
    for replicate in (0, 1):
        found = listed(chosen, replicate)
        assert set(found) <= set(valid)
        chance = 1 / (5 * 4 * 3)
        error = SIGMAS * np.sqrt(draws * chance)
        assert all(abs(found.count(x) - draws * chance) < error for x in valid)
