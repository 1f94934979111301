"""The compiled kernel: its generator, its normals, its functions and its sums."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from ctypes import c_int64, c_void_p
from typing import Any

import numpy as np
import pytest
import sympy
from scipy import stats

from lossproof.simulate.kernels import ELL, Compiled, Moments, U
from lossproof.simulate.kernels.compiled import FARTHEST
from lossproof.simulate.kernels.functions import exp2, log2
from lossproof.simulate.kernels.instructions import Function
from lossproof.simulate.kernels.machine_code import loaded, processor
from lossproof.simulate.kernels.writer import GENERATORS, WARM_UP
from lossproof.simulate.machine import stream
from lossproof.theory.losses import FixedLoss
from tests.simulate.kernels.listed import FORMS, HALF, SUMS, mean_of, slack, terms
from tests.together import together

pytest.importorskip("llvmlite", reason="compiled forms need llvmlite, which is not installed")


@pytest.fixture(scope="module")
def plain() -> Compiled:
    """For its logits; an odd number of classes, in more than one chunk."""
    return Compiled([U], [], 3)


def normals(kernel: Compiled, n: int, seed: int = 1) -> np.ndarray:
    return kernel.logits(stream(seed, "normals", 0), np.zeros(kernel.classes), 1, n)


class Sfc:
    """A small fast counting generator in Python's integers: its words and three shifts."""

    def __init__(self, state: list[int], bits: int, shifts: tuple[int, int, int]) -> None:
        self.state, self.bits, self.shifts = state, bits, shifts

    def word(self) -> int:
        (a, b, c, counter), (right, left, turn) = self.state, self.shifts
        mask = 2**self.bits - 1
        word = (a + b + counter) & mask
        turned = (c << turn | c >> (self.bits - turn)) & mask
        self.state = [
            b ^ b >> right, (c + (c << left)) & mask, (turned + word) & mask, (counter + 1) & mask
        ]  # fmt: skip
        return word


def test_the_reference_is_numpys_generator_at_64_bits() -> None:
    theirs = np.random.SFC64(5)
    ours = Sfc(theirs.state["state"]["state"].tolist(), 64, (11, 3, 24))
    assert [ours.word() for _ in range(100)] == theirs.random_raw(100).tolist()


def reference(seed: int, classes: int, n: int) -> np.ndarray:
    """Standard normals of the first chunk, shape (c, n), in float64."""
    rng, size = stream(seed, "normals", 0), 3 * GENERATORS + 1
    words = rng.integers(0, 2**32, size, dtype=np.uint32).tolist()
    lanes = [Sfc([*words[i:-1:GENERATORS], words[-1]], 32, (9, 3, 21)) for i in range(GENERATORS)]
    for lane in lanes:
        for _ in range(WARM_UP):
            lane.word()
    z = np.empty((classes + classes % 2, -(-n // GENERATORS) * GENERATORS))
    for start in range(0, n, GENERATORS):
        for k in range(0, classes, 2):
            for i, lane in enumerate(lanes):
                first, second = lane.word(), lane.word()
                radius = np.sqrt(-2 * np.log((first + 0.5) / 2**32))
                low = (second << 2) & 0xFFFFFFFF
                angle = np.pi / 4 + (low - 2**32 * (low >> 31)) * np.pi / 2**33
                x = np.cos(angle) * (-1 if second >> 31 else 1)
                y = np.sin(angle) * (-1 if second >> 30 & 1 else 1)
                z[k : k + 2, start + i] = radius * x, radius * y
    return z[:classes, :n]


@together(("classes", "n"), [(2, 200), (3, 70)])
def test_normals_are_those_of_the_reference(classes: int, n: int) -> None:
    found = normals(Compiled([U], [], classes), n)
    # Where the word is near 2**32 its rounding to float32 moves the radius by up to 4e-4.
    np.testing.assert_allclose(found, reference(1, classes, n), atol=5e-4, rtol=0)
    assert np.mean(np.abs(found - reference(1, classes, n)) < 2e-6) > 0.99


def test_normals_are_normal(plain: Compiled) -> None:
    n = 100_000
    z = normals(plain, n)
    assert np.abs(z).max() < FARTHEST
    for k, moment in enumerate([0, 1, 0, 3, 0, 15], start=1):
        spread = np.sqrt(np.prod(np.arange(2 * k - 1, 0, -2)) - moment**2)
        np.testing.assert_allclose((z**k).mean(), moment, atol=5.5 * spread / np.sqrt(z.size))
    assert stats.kstest(z.ravel(), "norm").pvalue > 1e-6
    for bound in (3.0, 4.0):
        expected = 2 * stats.norm.sf(bound) * z.size
        for side in (z > bound, z < -bound):
            count = np.count_nonzero(side)
            assert stats.binomtest(count, z.size, expected / 2 / z.size).pvalue > 1e-7


def test_normals_are_independent(plain: Compiled) -> None:
    n = 96_000
    z = normals(plain, n)
    # Products of numbers that are different are 0 in mean, as are those of their squares less 1.
    for values, spread in ((z, 1.0), (z**2 - 1, 2.0)):
        bound = 6.5 * spread / np.sqrt(n)
        classes = values @ values.T / n
        assert np.abs(classes[~np.eye(3, dtype=bool)]).max() < bound
        for lag in (1, 2, GENERATORS, 2 * GENERATORS, plain.width, plain.width + GENERATORS):
            moved = values[:, lag:] @ values[:, :-lag].T / n
            assert np.abs(moved).max() < bound, lag
        lanes = values[0].reshape(-1, GENERATORS)
        across = lanes.T @ lanes / len(lanes)
        others = across[~np.eye(GENERATORS, dtype=bool)]
        assert np.abs(others).max() < 7 * spread / np.sqrt(len(lanes))


def mapped(function: Any, x: np.ndarray) -> np.ndarray:
    """An elementary function of a kernel at every number; as many as fill vectors."""
    f = Function("mapped", "ptr %x, ptr %out, i64 %n", processor().lanes)

    def turn(i: str) -> tuple[()]:
        start = f.times(i, f.lanes)
        f.store(function(f, f.load(f.at("%x", start))), f.at("%out", start))
        return ()

    f.loop(f.over("%n", f.lanes), (), turn)
    run = loaded(f.text, {"mapped": (c_void_p, c_void_p, c_int64)})["mapped"]
    whole = np.append(x, np.ones(-x.size % f.lanes, np.float32))
    out = np.empty_like(whole)
    run(whole.ctypes.data, out.ctypes.data, whole.size)
    return out[: x.size].astype(float)


def test_powers_of_two() -> None:
    x = np.linspace(-125, 127.49, 200_001).astype(np.float32)
    x = np.concatenate([x, np.linspace(-1, 1, 100_001, dtype=np.float32)])
    np.testing.assert_allclose(mapped(exp2, x), np.exp2(x.astype(float)), rtol=2.5e-7)


def test_logarithms_to_base_two() -> None:
    x = np.exp2(np.linspace(-125, 127, 200_001)).astype(np.float32)
    x = np.concatenate([x, np.linspace(0.5, 2, 100_001, dtype=np.float32)])
    found = mapped(log2, x)
    np.testing.assert_allclose(found, np.log2(x.astype(float)), rtol=2.5e-7)
    assert (found[x < 1] < 0).all()


def agree(
    forms: Any, sums: Any, mean: np.ndarray, sigma: float, n: int, *, unlike: Any = ()
) -> None:
    """The sums of all forms are those of float64, but for those forms that are unlike there."""
    kernel = Compiled(forms, sums, len(mean))
    found = kernel.sums(stream(3, "sums", 0), mean, sigma, n)
    z = kernel.logits(stream(3, "sums", 0), mean, sigma, n)
    assert z.shape == (len(mean), n)
    for form, row, each in zip(forms, found, terms(forms, sums, z), strict=True):
        if form in unlike:
            continue
        size = np.abs(each).sum(axis=1)
        assert (np.abs(row - each.sum(axis=1)) <= 1e-5 * size + slack(form)).all(), form


@together(("classes", "n"), [(2, 5001), (3, 2048), (10, 3333), (1000, 130)])
def test_every_loss_and_its_square(losses: list[FixedLoss], classes: int, n: int) -> None:
    moments = Moments.of(losses, classes)
    agree(moments.forms, moments.sums, mean_of(classes), 1.3, n)


@together("sigma", [0, 1.3, 12])
def test_every_function(sigma: float) -> None:
    """At sigma = 12 the largest logit is subtracted first."""
    # There float32 has u = 0, and u = 1 where float64 has less.
    unlike = (1 / U, sympy.floor(4 * U)) if sigma > 2 else ()
    agree(FORMS, SUMS, mean_of(5), sigma, 777, unlike=unlike)


def test_logits_far_apart_keep_their_digits() -> None:
    forms = [ELL, U, sympy.exp(ELL / 10), ELL**2]
    found = Compiled(forms, [], 2).sums(stream(0, "far", 0), [-150, 0], 0, 1)
    np.testing.assert_allclose(found[:, 0], [-150, 0, np.exp(-15), 22500], rtol=1e-5, atol=1e-37)
    np.testing.assert_allclose(found[:, 1], [0, 1, 1, 0], rtol=1e-6, atol=1e-6)


def test_sums_are_a_function_of_the_stream(plain: Compiled) -> None:
    def run(block: int) -> bytes:
        return plain.sums(stream(1, "run", block), np.zeros(3), 1, 10_000).tobytes()

    first = [run(block) for block in range(8)]
    assert len(set(first)) == 8
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(8))) == first
    assert run(3) == first[3]


def test_every_processor_draws_the_same(losses: list[FixedLoss], monkeypatch: Any) -> None:
    """Vectors may be shorter than here, and then sums are added in another order."""
    moments = Moments.of(losses, 5)
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for features in ("", "+avx2", "+avx2,+avx512f"):
        other = processor()._replace(features=features)
        monkeypatch.setattr(
            "lossproof.simulate.kernels.compiled.processor", lambda other=other: other
        )
        kernel = Compiled(moments.forms, moments.sums, 5)
        drawn = kernel.logits(stream(4, "lanes", 0), mean_of(5), 1, 3001)
        found.append((drawn, kernel.sums(stream(4, "lanes", 0), mean_of(5), 1, 3001)))
    for logits, sums in found[1:]:
        np.testing.assert_array_equal(logits, found[0][0])
        np.testing.assert_allclose(sums, found[0][1], rtol=2e-6)


def test_rows_have_their_own_means_counts_and_numbers(plain: Compiled) -> None:
    means, counts = np.log([[1, 2, 5], [6, 1, 1], [1, 1, 2]]), np.array([7, 0, 40])
    found = plain.sums(stream(1, "rows", 0), means, 0, counts)[:, 0]
    shares = np.exp(means) / np.exp(means).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, counts[:, None] * shares, rtol=1e-6)
    rng = stream(1, "rows", 0)
    first, second = plain.sums(rng, np.zeros((2, 3)), 1, [100, 100])
    later = plain.sums(rng, np.zeros(3), 1, 100)
    assert not np.isclose([first, first, second], [second, later, later], rtol=1e-9).any()
    assert (plain.sums(rng, np.zeros(3), 1, 0) == 0).all()


@together(
    ("form", "message"),
    [
        (sympy.log(1 - U), "must not contain log"),
        (sympy.Abs(U - HALF) ** sympy.Rational(1, 3), "must be 1/2, -1/2 or whole numbers"),
        (sympy.gamma(U), "a loss on arrays may use .* gamma"),
    ],
)
def test_forms_that_are_refused(form: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Compiled([U, form], [], 3)
    with pytest.raises(ValueError, match="classes must be at least 2; got 1"):
        Compiled([U], [], 1)


@together(
    ("given", "message"),
    [
        ({"means": [0, 1]}, r"means must have shape \(3,\), a row for each of n; got \(2,\)"),
        ({"means": [0, np.nan, 1]}, "means must be within"),
        ({"means": [0, np.inf, 1]}, "means must be within"),
        ({"n": [5, 5]}, r"means must have shape \(2, 3\)"),
        ({"sigma": -1}, "sigma must be in 0..1e.06; got -1"),
        ({"sigma": np.nan}, "sigma must be in"),
        ({"n": -1}, "n must be at least 0; got -1"),
    ],
)
def test_parameters_that_are_refused(plain: Compiled, given: dict[str, Any], message: str) -> None:
    parameters = {"means": [0, 1, 2], "sigma": 1, "n": 5} | given
    with pytest.raises(ValueError, match=message):
        plain.sums(stream(0, "refused", 0), **parameters)
