"""The fused kernel: on a CPU, thread by thread, and on a device, against NumPy."""

import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.simulate.kernels import ELL, Kernel, Moments, U, fused
from lossproof.simulate.kernels.forms import LARGEST
from lossproof.simulate.kernels.fused import Layout
from lossproof.simulate.machine import Backend, backend, missing
from lossproof.theory.losses import LOSSES, FixedLoss
from tests.simulate.kernels.listed import (
    FORMS,
    HALF,
    MORE,
    S0,
    S1,
    SUMS,
    mean_of,
    slack,
    softmax,
    terms,
)  # fmt: skip
from tests.simulate.philox import normals, philox
from tests.simulate.shim import Shim, call
from tests.together import together

SEED, OFFSET = 0xFEDCBA9876543210, 2**32 - 700
BLOCK_SAMPLES = Layout(1, 3).span  # the most of a block of few samples


def test_call_fails_where_the_compiler_does(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no such thing"):
        call(sys.executable, "-c", "raise SystemExit('no such thing')")


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Shim:
    if not sys.platform.startswith("linux"):
        pytest.skip("the CPU shim needs Linux (ucontext)")
    if shutil.which("g++") is None:
        pytest.skip("the CPU shim needs g++, which is not installed")
    return Shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module", params=["cpu", pytest.param("gpu", marks=pytest.mark.gpu)])
def machine(request: pytest.FixtureRequest) -> Shim | Backend:
    """What runs kernels: the shim, and a device where there is one."""
    if request.param == "cpu":
        return request.getfixturevalue("shim")
    if reason := missing("cupy"):
        pytest.skip(reason)
    return backend("cupy")


def table(forms: list[Any], classes: int, offset: int, n: int) -> np.ndarray:
    """Terms that the kernel has to add with the mean `mean_of(classes)` and sigma 1.3."""
    return terms(forms, SUMS, logits(classes, offset, n))


def logits(classes: int, offset: int, n: int) -> np.ndarray:
    centre = mean_of(classes).astype(np.float32).astype(float)
    return (centre + 1.3 * normals(SEED, offset, n, classes)).T


def agree(forms: list[Any], classes: int, machine: Any, offset: int, n: int) -> None:
    found = run(Kernel(forms, SUMS, classes), machine, offset, n)
    for form, row, each in zip(forms, found, table(forms, classes, offset, n), strict=True):
        size = np.abs(each).sum(axis=1)
        assert (np.abs(row - each.sum(axis=1)) <= 1e-4 * size + slack(form)).all(), form


def run(kernel: Kernel, machine: Any, offset: int, n: int) -> np.ndarray:
    means = [mean_of(kernel.classes)]
    return kernel.run(machine, means, 1.3, seeds=[SEED], counts=[n], offset=offset)[0]


PROBES = """
extern "C" __global__ void probe_philox(const u32 *counter, u32 key0, u32 key1, u32 *words)
{
    for (int i = 0; i < 4; ++i)
        words[i] = counter[i];
    philox4x32_10(words, key0, key1);
}

extern "C" __global__ void probe_pair(const u32 *words, float *normal)
{
    normal_pair(words[2 * threadIdx.x], words[2 * threadIdx.x + 1], normal + 2 * threadIdx.x);
}

extern "C" __global__ void probe_normals(u64 seed, u64 offset, u32 quadruples, float *normal)
{
    const u64 row = (u64)blockIdx.x * 128 + threadIdx.x;
    for (u32 q = 0; q < quadruples; ++q)
        normals(seed, offset + row, q, normal + 4 * (row * quadruples + q));
}
"""
# Random123's kat_vectors: counter, key, words.
KNOWN = [
    ("00000000 " * 4, "00000000 " * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff " * 4, "ffffffff " * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


def words(text: str) -> np.ndarray:
    return np.array([int(word, 16) for word in text.split()], dtype=np.uint32)


@pytest.fixture(scope="module")
def probes() -> str:
    return Kernel([U], [], 2).source() + PROBES


@together(("counter", "key", "known"), KNOWN)
def test_philox_gives_its_known_answers(
    machine: Any, probes: str, counter: str, key: str, known: str
) -> None:
    given, out = machine.asarray(words(counter)), machine.asarray(np.zeros(4, np.uint32))
    machine.raw_kernel(probes, "probe_philox")(1, 1, (given, *words(key), out))
    assert machine.to_numpy(out).tolist() == words(known).tolist()
    assert philox(words(counter), tuple(map(int, words(key)))).tolist() == words(known).tolist()


def test_normals_are_those_of_numpy(machine: Any, probes: str) -> None:
    n = 10 * 128
    out = machine.asarray(np.zeros((n, 12), np.float32))
    numbers = np.uint64(SEED), np.uint64(OFFSET), np.uint32(3)
    machine.raw_kernel(probes, "probe_normals")(10, 128, (*numbers, out))
    np.testing.assert_allclose(
        machine.to_numpy(out), normals(SEED, OFFSET, n, 12), rtol=1e-5, atol=2e-6
    )


def test_normals_of_extreme_words_are_finite(machine: Any, probes: str) -> None:
    pairs = words("00000000 00000000 00000000 ffffffff ffffffff 00000000 ffffffff 40000000")
    out = machine.asarray(np.ones((4, 2), np.float32))
    machine.raw_kernel(probes, "probe_pair")(1, 4, (machine.asarray(pairs), out))
    radius = np.sqrt(66 * np.log(2))
    expected = [[radius, 0], [radius, 0], [0, 0], [0, 0]]
    np.testing.assert_allclose(machine.to_numpy(out), expected, atol=1e-5)


def test_normals_are_normal() -> None:
    n = 100_000
    z = normals(SEED, OFFSET, n, 6)
    sixths = 5 / np.sqrt(n)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=sixths)
    np.testing.assert_allclose((z**2).mean(axis=0), 1, atol=sixths * np.sqrt(2))
    np.testing.assert_allclose((z**3).mean(axis=0), 0, atol=sixths * np.sqrt(15))
    np.testing.assert_allclose((z**4).mean(axis=0), 3, atol=sixths * np.sqrt(96))
    others = z.T @ z / n - np.diag((z**2).mean(axis=0))
    np.testing.assert_allclose(others, 0, atol=sixths)


@together("classes", [2, 10, 100])
def test_sums_are_those_of_numpy(machine: Any, classes: int) -> None:
    n = BLOCK_SAMPLES + 901
    agree([ELL, S0 * U, LARGEST * S1], classes, machine, OFFSET, n)
    assert (run(Kernel([sympy.S.One], [], classes), machine, OFFSET, n) == n).all()


@together("classes", [3, 33])
def test_every_function_is_that_of_numpy(machine: Any, classes: int) -> None:
    agree([*FORMS, *MORE], classes, machine, OFFSET, 700)


def test_losses_and_their_squares(
    machine: Any, losses: list[FixedLoss], parameters: dict[str, dict]
) -> None:
    n, moments = 1000, Moments.of(losses, 10)
    found = run(Kernel(moments.forms, moments.sums, 10), machine, OFFSET, n)
    u = softmax(logits(10, OFFSET, n))[0].T
    totals = found.sum(axis=1, keepdims=True)
    for row, name in enumerate(LOSSES):
        for k in (0, 9):
            each = LOSSES[name](u, np.full(n, k), **parameters[name])
            values = [
                combination.at(found, totals, n)[row, k]
                for combination in (moments.means, moments.squares)
            ]
            # float32 may see a tie where float64 does not.
            slack = 1.5 if name == "zero_one" else 1e-2
            np.testing.assert_allclose(
                values, [each.sum(), (each**2).sum()], rtol=1e-4, atol=slack, err_msg=name
            )


@pytest.fixture(scope="module")
def short() -> Kernel:
    """Of teams, so that threads pass many barriers."""
    return Kernel([U, ELL, U**2, LARGEST - U], [], 41)


@pytest.fixture(scope="module")
def long() -> Kernel:
    """Of teams of several warps."""
    kernel = Kernel([U**k for k in range(1, 12)], [U**2], 520)
    assert (kernel.layout.team, kernel.layout.threads) == (64, 128)
    return kernel


def test_two_halves_are_the_whole(machine: Any, short: Kernel) -> None:
    half = 1 + BLOCK_SAMPLES
    parts = [run(short, machine, OFFSET + k * half, half) for k in range(2)]
    np.testing.assert_allclose(sum(parts), run(short, machine, OFFSET, 2 * half), rtol=1e-5)
    assert not np.allclose(*parts, rtol=1e-5)


def test_blocks_may_be_launched_in_any_portions(
    machine: Any, short: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = 2 * BLOCK_SAMPLES + 5
    whole = run(short, machine, OFFSET, n)
    for at_once in (1, 2):
        monkeypatch.setattr(fused, "PARTIAL_BYTES", 8 * whole.size * at_once)
        assert (run(short, machine, OFFSET, n) == whole).all()


def test_groups_are_as_if_alone(machine: Any, short: Kernel) -> None:
    means = np.stack([mean_of(41), mean_of(41)[::-1], np.zeros(41)])
    seeds, counts = [SEED, 5, 2**64 - 1], [2 * BLOCK_SAMPLES + 5, 1, 77]
    found = short.run(machine, means, 1.3, seeds=seeds, counts=counts, offset=3)
    for mean, seed, n, table in zip(means, seeds, counts, found, strict=True):
        alone = short.run(machine, [mean], 1.3, seeds=[seed], counts=[n], offset=3)
        np.testing.assert_allclose(alone[0], table, rtol=1e-12)


def test_a_long_run_has_few_blocks(
    machine: Any, short: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = 4 * BLOCK_SAMPLES + 77
    many = run(short, machine, OFFSET, n)
    monkeypatch.setattr(fused, "MOST_BLOCKS", 1)
    assert (
        short.layout.spans(n) * short.layout.span <= n < 2 * short.layout.spans(n) * BLOCK_SAMPLES
    )
    np.testing.assert_allclose(run(short, machine, OFFSET, n), many, rtol=1e-12)


def test_a_team_of_several_warps(machine: Any, long: Kernel) -> None:
    agree([U, ELL, S0 * U, LARGEST - U, *(U**k for k in range(2, 9))], 520, machine, OFFSET, 70)
    assert run(long, machine, OFFSET, 70)[0].sum() == pytest.approx(70)


@together("which", ["short", "long"])
def test_the_order_of_threads_does_not_matter(
    shim: Shim, which: str, request: pytest.FixtureRequest
) -> None:
    kernel, backwards = request.getfixturevalue(which), Shim(shim.folder, backwards=True)
    assert (run(kernel, shim, OFFSET, 100) == run(kernel, backwards, OFFSET, 100)).all()


@together("number", [0, 1, 2])
def test_a_missing_barrier_is_noticed(shim: Shim, long: Kernel, number: int) -> None:
    """One where the warps of a team meet, two where teams are added up."""
    orders = [Shim(shim.folder, backwards, number) for backwards in (False, True)]
    forwards, backwards = (run(long, machine, OFFSET, 100) for machine in orders)
    assert not np.array_equal(forwards, backwards, equal_nan=True)


def test_the_last_samples_of_a_seed(machine: Any, short: Kernel) -> None:
    found = run(short, machine, 2**64 - 300, 300)
    expected = table([U, ELL], 41, 2**64 - 300, 300).sum(axis=2)
    np.testing.assert_allclose(found[:2], expected, rtol=1e-4)


def test_one_class_of_a_sample_is_the_largest(machine: Any) -> None:
    largest = sympy.Piecewise((1, U >= LARGEST), (0, True))
    for classes in (10, 70):
        n = 1000
        found = run(Kernel([largest], [], classes), machine, OFFSET, n)[0]
        z = logits(classes, OFFSET, n)
        # float32 has ties, about one in a million.
        assert n <= found.sum() <= n + 2
        np.testing.assert_allclose(found, np.bincount(z.argmax(0), minlength=classes), atol=2)


@together("classes", [3, 40])
def test_digits_are_kept_where_u_is_almost_0_or_1(machine: Any, classes: int) -> None:
    """At sigma = 0 every sample is the softmax of the mean."""
    mean = np.zeros(classes)
    mean[-1] = 40
    found = Kernel([ELL, sympy.log(1 - U), U**HALF], [], classes).run(
        machine, [mean], 0, seeds=[0], counts=[64]
    )[0]
    rest = (classes - 1) * np.exp(-40.0)
    ell = np.full(classes, -40.0)
    ell[-1] = -np.log1p(rest)
    complement = np.full(classes, np.log1p(-np.exp(-40.0)))
    complement[-1] = np.log(rest)
    expected = 64 * np.stack([ell, complement, np.exp(ell / 2)])
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-12)


def test_powers_and_logarithms_outlive_u(machine: Any) -> None:
    """In float32 exp(-150) is 0; log u and small powers of u are not."""
    forms = [U, sympy.log(U), U ** sympy.Rational(1, 10), sympy.log(U) ** 2 / 1000]
    found = Kernel(forms, [], 2).run(machine, [[-150, 0]], 0, seeds=[0], counts=[1])[0]
    np.testing.assert_allclose(found[:, 0], [0, -150, np.exp(-15), 22.5], rtol=1e-5)


@pytest.mark.parametrize(("classes", "target"), [
    (10, "sm_80"), pytest.param(100, "sm_90", marks=pytest.mark.nightly("1 s: nvcc once more")),
])  # fmt: skip
def test_nvcc_compiles_without_a_warning(classes: int, target: str, tmp_path: Path) -> None:
    if shutil.which("nvcc") is None:
        pytest.skip("nvcc is not installed")
    text = tmp_path / "fused.cu"
    text.write_text(Kernel([*FORMS, *MORE], SUMS, classes).source(), encoding="utf-8")
    call(
        "nvcc", "-std=c++17", "-Werror=all-warnings", "-cubin", f"-arch={target}",
        "-o", str(tmp_path / "fused.cubin"), str(text),
    )  # fmt: skip


@together(
    ("forms", "sums", "classes", "message"),
    [
        ([], [], 2, "forms must contain at least one"),
        ([U], [], 1, "classes must be at least 2; got 1"),
        ([U, S0], [], 2, r"forms\[1\] must be a formula in u, ell, largest .*; it holds s0"),
        ([U], [LARGEST], 2, r"sums\[0\] must be a formula in u, ell .*; it holds largest"),
        (
            [sympy.Symbol("u")],
            [],
            2,
            r"as lossproof.simulate.kernels.forms defines them; it holds u",
        ),
        ([sympy.LambertW(U)], [], 2, r"forms\[0\] must have a float32 form in C.*LambertW"),
        ([sympy.Piecewise((U, U < HALF))], [], 2, r"forms\[0\] must have .*Piecewise"),
        ([U, sympy.oo * U], [], 2, r"forms\[1\] must have a float32 form"),
    ],
)
def test_formulas_that_are_refused(forms: Any, sums: Any, classes: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Kernel(forms, sums, classes)


@together(
    ("given", "message"),
    [
        ({"means": [[0, 1, 2]]}, r"means must contain c = 2 finite .* got shape \(1, 3\)"),
        ({"means": [[0, np.nan]]}, "means must contain c = 2 finite numbers"),
        ({"means": [[0, 1], [0, 1]]}, r"for each of 1 groups; got shape \(2, 2\)"),
        ({"sigma": -1}, "sigma must be a finite number >= 0; got -1"),
        ({"sigma": np.nan}, "sigma must be a finite number >= 0; got nan"),
        ({"seeds": [2**64]}, r"seeds must be in 0\.\.2\^64-1.*; got \[18446744073709551616\]"),
        ({"seeds": [1, 2]}, "one for each group"),
        ({"counts": [0]}, r"counts must be at least 1; got \[0\]"),
        ({"offset": 2**64 - 4}, r"offset must be in 0\.\.2\^64-n"),
        ({}, "CUDA kernels run on the backend 'cupy'; this one is 'numpy'"),
    ],
)
def test_parameters_that_are_refused(given: dict[str, Any], message: str) -> None:
    parameters: dict[str, Any] = {"means": [[0, 1]], "sigma": 1, "seeds": [0], "counts": [5]}
    with pytest.raises(ValueError, match=message):
        Kernel([U], [], 2).run(backend("numpy"), **parameters | given)
