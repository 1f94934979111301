"""What samplers of labels take and give: dtypes, shapes, memory, pickles, errors."""

from __future__ import annotations

import pickle
import tracemalloc
from typing import Any

import numpy as np
import pytest

from lossproof.simulate.drawing import LabelSampler
from lossproof.simulate.drawing.constants import CHUNK
from lossproof.simulate.machine import stream
from tests.together import together


def rows_of(classes: int) -> np.ndarray:
    return np.random.default_rng(0).dirichlet(np.full(classes, 0.7), classes)


RNG = stream(0, "errors", 0)
SAMPLER = LabelSampler(rows_of(10))
OUT = np.empty(4, np.uint8)
SIZES = [0, 1, 2, 3, 5, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 3]


@together("classes", [10, 256, 300])
@together("size", SIZES)
def test_every_size_is_filled(classes: int, size: int) -> None:
    sampler = LabelSampler(np.roll(np.eye(classes), 1, axis=1))
    out = np.zeros(size, sampler.dtype)
    sampler.grouped(stream(0, "sizes", 0), 3, out)
    assert (out == 4).all()
    clean = np.arange(size) % classes
    assert (sampler.draw(stream(0, "sizes", 0), clean) == (clean + 1) % classes).all()


@together("classes", [10, 256, 300])
def test_draw_in_place_into_out_and_from_any_integers(classes: int) -> None:
    sampler = LabelSampler(rows_of(classes))
    clean = np.random.default_rng(0).integers(classes, size=CHUNK + 9).astype(sampler.dtype)
    expected = sampler.draw(stream(1, "out", 0), clean)
    assert expected.dtype == sampler.dtype
    spaced = np.repeat(clean, 2)[::2]
    spaced.flags.writeable = False
    many = [clean.astype(dtype) for dtype in (np.int16, np.int64, np.uint64)]
    for given in (*many, spaced, clean.tolist()):
        assert (sampler.draw(stream(1, "out", 0), given) == expected).all()
    copy = pickle.loads(pickle.dumps(sampler))
    assert len(pickle.dumps(sampler)) < 8 * classes**2 + 1000
    assert (copy.draw(stream(1, "out", 0), clean) == expected).all()
    assert (copy.draw(stream(1, "out", 1), clean) != expected).any()
    out = np.empty_like(clean)
    assert sampler.draw(stream(1, "out", 0), clean, out) is out
    assert (out == expected).all()
    assert sampler.draw(stream(1, "out", 0), clean, out=clean) is clean
    assert (clean == expected).all()


def test_golden_labels() -> None:
    sampler = LabelSampler([[0.25, 0.75, 0], [0.1, 0.2, 0.7], [0, 0, 1]])
    out = np.empty(16, np.uint8)
    sampler.grouped(stream(0, "golden", 0), 1, out)
    assert "".join(map(str, out)) == "1222121222012212"
    drawn = sampler.draw(stream(0, "golden", 1), [0, 1] * 8)
    assert "".join(map(str, drawn)) == "1202021001120212"


def test_grouped_depends_on_no_earlier_call() -> None:
    fresh, used = (LabelSampler(rows_of(200)) for _ in range(2))
    for clean in range(150):
        used.grouped(RNG, clean, np.empty(CHUNK, np.uint8))
    out = np.empty((2, CHUNK), np.uint8)
    for sampler, row in zip((fresh, used), out, strict=True):
        sampler.grouped(stream(0, "fresh", 0), 3, row)
    assert (out[0] == out[1]).all()


def test_memory_does_not_grow_with_the_number_of_labels() -> None:
    sampler, out = LabelSampler(rows_of(10)), np.zeros(4_000_000, np.uint8)
    sampler.draw(stream(0, "memory", 0), out[:9])
    tracemalloc.start()
    try:
        sampler.grouped(stream(0, "memory", 0), 3, out)
        sampler.draw(stream(0, "memory", 0), out, out)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def assert_raises(error: type[Exception], message: str, call: Any, *given: Any) -> None:
    with pytest.raises(error) as caught:
        call(*given)
    assert str(caught.value).startswith(message)


@together(
    ("rows", "error", "message"),
    [
        ([[0.5, 0.5]], ValueError, "T must be square (c rows of c entries); got shape (1, 2)"),
        (np.full((3, 2), 0.5), ValueError, "T must be square (c rows of c entries); got shape (3,"),
        ([[1]], ValueError, "T must have at least 2 classes; got 1"),
        ([[0.5, 0.6], [0, 1]], ValueError, "rows of T must sum to 1 (row 0 sums to 1.1)"),
        ([[1, 1], [0, 0]], ValueError, "rows of T must sum to 1 (row 0 sums to 2); its columns do"),
        ([[1.5, -0.5], [0, 1]], ValueError, "T must contain nonnegative numbers; T[0, 1] is -0.5"),
        ([["a", 1], [0, 1]], ValueError, "T[0, 0] must be a number"),
        (None, TypeError, "T must be a sequence of rows of numbers; got None"),
    ],
)
def test_matrices_are_checked(rows: Any, error: type[Exception], message: str) -> None:
    assert_raises(error, message, LabelSampler, rows)


@together("clean", [10, -1, 1.0, True, None])
def test_the_clean_class_is_checked(clean: Any) -> None:
    error = ValueError if clean in (10, -1) else TypeError
    message = f"clean must be an integer in 0..9 (a class); got {clean!r}"
    assert_raises(error, message, SAMPLER.grouped, RNG, clean, OUT)


RANGE = "labels must be integers in 0..c-1 = 0..9; "


@together(
    ("labels", "error", "message"),
    [
        ([0, 10], ValueError, RANGE + "labels[1] is 10"),
        (np.array([0, -1]), ValueError, RANGE + "labels[1] is -1"),
        (np.array([1, 10], np.uint8), ValueError, RANGE),
        (np.array([0.0]), TypeError, RANGE + "got dtype float64"),
        (np.array([True]), TypeError, RANGE + "got dtype bool"),
        (np.eye(10, dtype=int), ValueError, "labels must have shape (n,); got (10, 10) (one-hot"),
        (np.array(3), ValueError, "labels must have shape (n,); got ()"),
    ],
)
def test_labels_are_checked(labels: Any, error: type[Exception], message: str) -> None:
    assert_raises(error, message, SAMPLER.draw, RNG, labels)


def test_out_and_rng_are_checked() -> None:
    other = "out must have the shape of labels, (2,); got (4,)"
    assert_raises(ValueError, other, SAMPLER.draw, RNG, [1, 2], OUT)
    for out, error, message in [
        (OUT.astype(int), TypeError, "out must be a uint8 array; got int64; use np.empty"),
        (OUT[::2], ValueError, "out must be C-contiguous, aligned and writeable; got strides (2,)"),
    ]:
        assert_raises(error, message, SAMPLER.grouped, RNG, 0, out)
        assert_raises(error, message, SAMPLER.draw, RNG, [1] * len(out), out)
    for rng, message in [
        (7, "rng must be a numpy Generator; got 7; use stream"),
        (np.random.Generator(np.random.MT19937(0)), "rng must make words of 64 bits; got MT19937"),
    ]:
        assert_raises(TypeError, message, SAMPLER.grouped, rng, 0, OUT)
        assert_raises(TypeError, message, SAMPLER.draw, rng, [1])
