"""Noisy labels follow the law they are given, label by label and class by class."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from lossproof.simulate.drawing import LabelSampler
from lossproof.simulate.drawing.constants import CHUNK
from lossproof.simulate.machine import stream
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

ALPHA = 1e-8
FEWEST = 50


def rows_of(classes: int, seed: int = 0) -> np.ndarray:
    """A matrix far from its transpose; about a third of its entries are 0."""
    rng = np.random.default_rng(seed)
    rows = rng.dirichlet(np.full(classes, 0.7), classes)
    rows[np.tril(np.ones((classes, classes), bool), -1) & (rng.random(rows.shape) < 2 / 3)] = 0
    rows += 0.5 * np.eye(classes)
    return rows / rows.sum(axis=1, keepdims=True)


def assert_law(counts: np.ndarray, probs: np.ndarray) -> None:
    """Chi-square of each row; entries expected less than 50 times are added, as one Poisson."""
    counts, probs = np.atleast_2d(counts), np.atleast_2d(probs)
    alpha = ALPHA / len(counts)
    for seen, law in zip(counts, probs, strict=True):
        assert not seen[law == 0].any()
        expected = seen.sum() * law / law.sum()
        often = expected >= FEWEST
        rare, mean = seen[~often].sum(), expected[~often].sum()
        assert stats.poisson.sf(rare - 1, mean) > alpha
        assert stats.poisson.cdf(rare, mean) > alpha
        if often.sum() > 1:
            share = expected[often] / expected[often].sum()
            assert stats.chisquare(seen[often], share * seen[often].sum()).pvalue > alpha


def grouped(sampler: LabelSampler, count: int, seed: int = 0) -> np.ndarray:
    """The numbers of noisy labels of `count` samples of each class, (c, c)."""
    rng, out = stream(seed, "labels", 0), np.empty(count, sampler.dtype)
    found = []
    for clean in range(sampler.classes):
        assert sampler.grouped(rng, clean, out) is None
        found.append(np.bincount(out, minlength=sampler.classes))
    return np.array(found)


def mixed(draw: Callable[..., np.ndarray], classes: int, count: int, seed: int = 0) -> np.ndarray:
    """The same from labels in random order, about `count` of each class."""
    clean = np.random.default_rng(seed).integers(classes, size=classes * count)
    noisy = draw(stream(seed, "labels", 1), clean)
    assert noisy.shape == clean.shape
    pairs = np.bincount(clean * classes + noisy, minlength=classes**2)
    return pairs.reshape(classes, classes)


@together(
    ("classes", "count"),
    [(2, 200_000), (3, 100_000), (10, 200_000), (100, 5000), (128, 5000), (129, 5000), (256, 3000),
     (257, 3000), (1000, 500)],
)  # fmt: skip
def test_labels_have_their_law(classes: int, count: int) -> None:
    rows = rows_of(classes)
    sampler = LabelSampler(rows)
    assert_law(mixed(sampler.draw, classes, count), rows)
    if classes < 1000:
        assert_law(grouped(sampler, count), rows)
    out = np.empty(CHUNK * 3, sampler.dtype)
    for clean in (0, classes - 1, 0):
        sampler.grouped(stream(0, "many", clean), clean, out)
        assert_law(np.bincount(out, minlength=classes), rows[clean])


def test_another_law_is_noticed() -> None:
    rows, wrong = rows_of(10), rows_of(10).T + 1e-3
    sampler = LabelSampler(wrong / wrong.sum(axis=1, keepdims=True))
    slightly = LabelSampler(0.99 * rows + 0.01 * np.eye(10))
    for counts in (
        grouped(sampler, 20_000),
        mixed(sampler.draw, 10, 20_000),
        grouped(LabelSampler(rows), 20_000).T,
        grouped(slightly, 1_000_000),
    ):
        with pytest.raises(AssertionError):
            assert_law(counts, rows)


SMALL = 1e-6
EDGES = [
    [["1/3", "1/3", "1/3"], ["1/3", "2/3", 0], [0, "1/7", "6/7"]],
    [[SMALL, 1 - SMALL, 0], [1 - 2 * SMALL, SMALL, SMALL], [0, SMALL, 1 - SMALL]],
    [[1 - 2.0**-16, 2.0**-16, 0], [2.0**-17, 1 - 2.0**-17, 0], [0, 2.0**-13, 1 - 2.0**-13]],
]


@together("rows", EDGES)
def test_thresholds_inside_cells(rows: Any) -> None:
    T = TransitionMatrix.from_rows(rows)
    assert_law(grouped(LabelSampler(T), 1_000_000), T.to_numpy())
    assert_law(mixed(LabelSampler(T).draw, 3, 200_000), T.to_numpy())


@together("classes", [2, 5, 256, 300])
def test_identity_and_permutations_are_certain(classes: int) -> None:
    clean = np.random.default_rng(0).integers(classes, size=70_000)
    one = np.arange(classes)
    for target in (one, np.roll(one, 1), one[::-1]):
        sampler = LabelSampler(np.eye(classes)[target])
        assert (sampler.draw(stream(0, "certain", 0), clean) == target[clean]).all()
        out = np.empty((3, 7), sampler.dtype)
        for label in (0, classes - 1):
            sampler.grouped(stream(0, "certain", 0), label, out)
            assert (out == target[label]).all()


class Highest(np.random.SFC64):
    """A bit generator all of whose words are the largest."""

    def random_raw(self, size: Any = None, output: Any = True) -> Any:
        return np.full(size, 2**64 - 1, np.uint64)


@together("classes", [3, 10, 49, 300])
def test_what_rounding_leaves_goes_to_no_impossible_label(classes: int) -> None:
    rows = np.zeros((classes, classes))
    rows[:, : classes - 1] = (1 - 1e-10) / (classes - 1)
    sampler, top = LabelSampler(rows), np.random.Generator(Highest())
    for size in (5, CHUNK):
        out = np.empty(size, sampler.dtype)
        sampler.grouped(top, 1, out)
        assert (out < classes - 1).all()
    assert (out == classes - 2).all()
    assert (sampler.draw(top, np.arange(classes)) < classes - 1).all()


def test_chunks_are_independent() -> None:
    sampler = LabelSampler([[0.5, 0.5], [0.25, 0.75]])
    noisy = sampler.draw(stream(0, "chunks", 0), np.zeros(4 * CHUNK, int)).reshape(4, CHUNK)
    for a, b in [(0, 1), (1, 2), (2, 3)]:
        assert_law(np.bincount(2 * noisy[a] + noisy[b]), np.full(4, 0.25))
    assert_law(np.bincount(2 * noisy[:, :-1].ravel() + noisy[:, 1:].ravel()), np.full(4, 0.25))


@together("classes", [2, 10, 300])
def test_compiled_look_ups_give_the_same_labels(classes: int) -> None:
    pytest.importorskip("numba", reason="compiled look-ups need numba, which is not installed")
    rows = rows_of(classes)
    compiled = pickle.loads(pickle.dumps(LabelSampler(rows, compiled=True)))
    clean = np.random.default_rng(0).integers(classes, size=CHUNK + 7)
    found = []
    for sampler in (LabelSampler(rows), compiled):
        out = sampler.draw(stream(0, "same", 0), clean)
        found.append((out.tolist(), sampler.grouped(stream(0, "same", 1), 1, out), out.tolist()))
    assert found[0] == found[1]
    assert len(set(found[0][0])) > 1


def test_labels_do_not_depend_on_where_they_are_written() -> None:
    sampler, size = LabelSampler(rows_of(3)), 4 * CHUNK
    found = []
    for start in range(4):
        out = np.empty(size + 4, np.uint8)[start : start + size]
        sampler.grouped(stream(0, "place", 0), 1, out)
        found.append(out)
    assert all((out == found[0]).all() for out in found)
    sampler.grouped(stream(0, "place", 0), 1, shorter := np.empty(size - 1, np.uint8))
    assert (shorter[: 2 * CHUNK] == found[0][: 2 * CHUNK]).all()
