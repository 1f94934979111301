"""Streams: a function of seed, claim and block; the normals drawn from them."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import stats

from lossproof.simulate.machine import normals, stream
from lossproof.simulate.machine.streams import CHUNK, claim_number
from tests.together import together

ALPHA = 1e-7
COUNT = 1_000_000


def raw(*key: Any, count: int = 4) -> list[int]:
    return stream(*key).bit_generator.random_raw(count).tolist()


def drawn(seed: int, shape: Any = COUNT) -> np.ndarray:
    out = np.full(shape, np.nan, np.float32)
    assert normals(stream(seed, "test", 0), out) is None
    return out


def assert_normal(values: np.ndarray) -> None:
    n, z = values.size, stats.norm.isf(ALPHA / 2)
    wide = values.ravel().astype(np.float64)
    # Raw moments 1..6 of N(0, 1): means 0, 1, 0, 3, 0, 15, second moments (2k - 1)!!.
    for k, (mean, square) in enumerate([(0, 1), (1, 3), (0, 15), (3, 105), (0, 945), (15, 10395)]):
        error = math.sqrt((square - mean**2) / n)
        # The central limit is slow for high powers: twice its width.
        assert abs((wide ** (k + 1)).mean() - mean) <= 2 * z * error, k + 1
    assert stats.kstest(wide, "norm").pvalue > ALPHA


def test_golden_words() -> None:
    assert claim_number("zhang2018.tightens") == 3700971343499437934
    assert raw(0, 0, 0) == [
        6436986145989974540,
        15791485155117540672,
        10798289216808124728,
        1025074656175579623,
    ]
    assert raw(2**128 - 1, "zhang2018.tightens", 2**32 - 1) == [
        3901037412883602545,
        762095271006829326,
        17025298913157655037,
        14656064499578690515,
    ]


def test_a_name_is_its_number() -> None:
    assert raw(3, "a", 5) == raw(3, claim_number("a"), 5)
    assert raw(np.int64(3), np.uint8(7), np.int32(5)) == raw(3, 7, 5)


def test_order_of_creation_does_not_matter() -> None:
    keys = [(s, c, b) for s in (0, 1) for c in ("a", "b", 1) for b in (0, 1, 2)]
    forward = {key: raw(*key) for key in keys}
    assert forward == {key: raw(*key) for key in reversed(keys)}
    copy = pickle.loads(pickle.dumps(stream(0, "a", 1)))
    assert copy.bit_generator.random_raw(4).tolist() == forward[0, "a", 1]


def test_distinct_keys_differ() -> None:
    # Among them keys that would spell the same 32-bit words were they not bounded.
    numbers = [0, 1, 2**32, 2**32 + 1, 2**33, 2**64 - 1, "a", "b", ""]
    seeds = [0, 1, 2**32, 2**96, 2**128 - 1]
    firsts = [raw(s, c, b)[0] for s in seeds for c in numbers for b in (0, 1, 2, 2**32 - 1)]
    assert len(set(firsts)) == len(seeds) * len(numbers) * 4


def test_normals_are_standard_and_independent() -> None:
    values = drawn(1)
    assert_normal(values)
    assert np.abs(values).max() < 6.77
    # Neighbours, and the two halves of a chunk, which share their radius.
    halves = values[: COUNT // CHUNK * CHUNK].reshape(-1, 2, CHUNK // 2)
    z = stats.norm.isf(ALPHA / 2)
    for a, b in [(values[:-1], values[1:]), (halves[:, 0].ravel(), halves[:, 1].ravel())]:
        assert abs(np.mean(a * b, dtype=np.float64)) * math.sqrt(a.size) <= 1.05 * z
        squares = np.mean((a**2 - 1) * (b**2 - 1), dtype=np.float64) / 2
        assert abs(squares) * math.sqrt(a.size) <= 2 * z
    quarters = np.bincount(2 * (halves[:, 0] > 0).ravel() + (halves[:, 1] > 0).ravel())
    assert stats.chisquare(quarters).pvalue > ALPHA


def test_the_check_of_normals_can_fail() -> None:
    values = drawn(3)
    for wrong in (values * 1.02, values + 0.02, np.clip(values, -3, 3), np.abs(values)):
        with pytest.raises(AssertionError):
            assert_normal(wrong)


class Words(np.random.SFC64):
    """A bit generator that repeats one pair of 32-bit words."""

    pair = (0, 0)

    def random_raw(self, size: Any = None, output: Any = True) -> Any:
        low, high = self.pair
        return np.resize(np.array([low, high], np.uint32), 2 * size).view(np.uint64)


def extreme(radius: int, angle: int, size: int = 2) -> np.ndarray:
    words = Words()
    words.pair = (radius, angle)
    out = np.empty(size, np.float32)
    normals(np.random.Generator(words), out)
    return out


def test_extreme_words_give_finite_normals() -> None:
    with np.errstate(all="raise"):
        top = extreme(0, 0)
        np.testing.assert_allclose(top, [math.sqrt(66 * math.log(2)), 0], atol=1e-6)
        assert top[0] > 6.7
        for angle in (0, 1, 2**31 - 1, 2**31, 2**32 - 1):
            assert not extreme(2**32 - 1, angle).any()
            assert np.isfinite(extreme(0, angle)).all()
        np.testing.assert_allclose(extreme(0, 2**30), [0, top[0]], atol=1e-6)
        np.testing.assert_allclose(extreme(0, 2**31), [-top[0], 0], atol=1e-5)


@together(
    "shape", [0, 1, 2, 3, 7, (3, 5), (2, 0), (), (5, 7, 11), CHUNK - 1, CHUNK, CHUNK + 1, CHUNK + 2]
)
def test_any_shape_is_filled(shape: Any) -> None:
    values = drawn(5, shape)
    assert np.isfinite(values).all()
    # All values distinct but for rounding: nothing is left out or written twice.
    assert np.unique(values).size >= 0.99 * values.size


def test_an_odd_size_is_the_even_one_cut_short() -> None:
    chunk = drawn(6, CHUNK + 4)
    np.testing.assert_array_equal(drawn(6, CHUNK + 3), chunk[:-1])
    np.testing.assert_array_equal(drawn(6, (CHUNK // 4 + 1, 4)).ravel(), chunk)
    rng, out = stream(7, "test", 0), np.empty((2, 5), np.float32)
    for row in out:
        normals(rng, row)
    np.testing.assert_array_equal(out[0], drawn(7, 5))
    assert not np.isin(out[1], out[0]).any()


@together(
    ("key", "error", "message"),
    [
        ((-1, "a", 0), ValueError, "seed must be in 0..2**128-1; got -1"),
        ((2**128, "a", 0), ValueError, "seed must be in 0..2**128-1; got"),
        ((0.5, "a", 0), TypeError, "seed must be an integer in 0..2**128-1; got 0.5"),
        ((None, "a", 0), TypeError, "seed must be an integer in 0..2**128-1; got None"),
        ((True, "a", 0), TypeError, "seed must be an integer in 0..2**128-1; got True"),
        ((0, -1, 0), ValueError, "claim must be in 0..2**64-1; got -1"),
        ((0, 2**64, 0), ValueError, "claim must be in 0..2**64-1; got 18446744073709551616"),
        ((0, b"a", 0), TypeError, "claim must be a name or an integer in 0..2**64-1; got b'a'"),
        ((0, "a", -1), ValueError, "block must be in 0..2**32-1; got -1"),
        ((0, "a", 2**32), ValueError, "block must be in 0..2**32-1; got 4294967296"),
        ((0, "a", 1.0), TypeError, "block must be an integer in 0..2**32-1; got 1.0"),
    ],
)
def test_keys_are_checked(key: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        stream(*key)
    assert str(caught.value).startswith(message)


READ_ONLY = np.empty(4, np.float32)
READ_ONLY.flags.writeable = False


@together(
    ("out", "error", "message"),
    [
        (np.empty((4, 4), np.float32)[:, ::2], ValueError, "out must be C-contiguous, aligned and"),
        (np.empty((4, 4), np.float32).T[1:], ValueError, "out must be C-contiguous, aligned and"),
        (np.empty((4, 4), np.float32, order="F"), ValueError, "out must be C-contiguous"),
        (
            READ_ONLY,
            ValueError,
            "out must be C-contiguous, aligned and writeable; got strides (4,)",
        ),
        (np.empty(4), TypeError, "out must be a float32 array; got float64; use np.empty"),
        (np.empty(4, ">f4"), TypeError, "out must be a float32 array; got >f4; use np.empty"),
        ([0.0], TypeError, "out must be a float32 array; got a list; use np.empty"),
    ],
)
def test_out_is_checked(out: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        normals(stream(0, "test", 0), out)
    assert str(caught.value).startswith(message)


def test_generators_are_checked() -> None:
    out = np.empty(4, np.float32)
    with pytest.raises(TypeError, match="rng must be a numpy Generator; got 7; use stream"):
        normals(7, out)
    narrow = np.random.Generator(np.random.MT19937(0))
    with pytest.raises(TypeError, match="rng must make words of 64 bits; got MT19937; use stream"):
        normals(narrow, out)
