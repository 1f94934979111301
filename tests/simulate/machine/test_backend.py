"""Backends: what is there works, what is not says why, and nothing crosses over unseen."""

import ctypes
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lossproof.simulate.machine import Backend, BackendName, backend, backends as module, missing
from lossproof.simulate.machine.backends import cuda_version
from tests.together import together

NAMES = [
    "numpy",
    "strict",
    pytest.param("cupy", marks=pytest.mark.gpu),
]


@pytest.fixture(params=NAMES)
def each(request: pytest.FixtureRequest) -> Backend:
    """Every backend that is available; the others are skipped with their reason."""
    if reason := missing(request.param):
        pytest.skip(reason)
    return backend(request.param)


@pytest.fixture
def without_cupy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cupy", None)


def install_cupy(monkeypatch: pytest.MonkeyPatch, *, device: bool) -> None:
    """Put a CuPy in place that finds a device, or none."""
    fake: Any = ModuleType("cupy")
    fake.cuda = SimpleNamespace(is_available=lambda: device)
    monkeypatch.setitem(sys.modules, "cupy", fake)


def install_driver(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int] | None) -> None:
    monkeypatch.setattr(module, "cuda_version", lambda: version)


@together("dtype", ["float32", "float64", "int64", "uint8", "bool"])
def test_arrays_come_back_as_they_went(each: Backend, dtype: str) -> None:
    given = np.arange(6).reshape(2, 3).astype(dtype)
    held = each.asarray(given)
    assert held.dtype == getattr(each.xp, dtype)
    returned = each.to_numpy(held)
    assert isinstance(returned, np.ndarray)
    assert returned.dtype == given.dtype
    np.testing.assert_array_equal(returned, given)


def test_a_dtype_may_be_given(each: Backend) -> None:
    for dtype in ("float32", np.float32, np.dtype("float32")):
        for given in ([1, 2], np.arange(2), each.asarray([1.0, 2.0])):
            assert each.asarray(given, dtype).dtype == each.xp.float32


def test_what_is_computed_stays_in_the_namespace(each: Backend) -> None:
    x = each.asarray([[0.0, 1.0], [2.0, 5.0]])
    values = each.xp.sum(each.xp.exp(x - each.xp.max(x, axis=1, keepdims=True)), axis=1)
    assert type(values) is type(x)
    np.testing.assert_allclose(each.to_numpy(values), [1 + np.exp(-1), 1 + np.exp(-3)])


def test_strict_arrays_are_not_converted_unseen() -> None:
    if reason := missing("strict"):
        pytest.skip(reason)
    strict = backend("strict")
    x = strict.asarray([1.0, 2.0])
    with pytest.raises(RuntimeError, match="device1"):
        np.asarray(x)
    with pytest.raises(TypeError):
        x + np.ones(2)
    with pytest.raises(ValueError, match="device"):
        x + strict.xp.asarray([1.0, 2.0])


def test_kernels_need_cupy(each: Backend) -> None:
    source = 'extern "C" __global__ void twice(float *x) { x[threadIdx.x] *= 2; }'
    if each.name is BackendName.CUPY:
        x = each.asarray([1, 2, 3], "float32")
        each.raw_kernel(source, "twice")(1, 3, (x,))
        assert each.to_numpy(x).tolist() == [2, 4, 6]
    else:
        with pytest.raises(ValueError, match=f"this one is '{each.name}': use backend"):
            each.raw_kernel(source, "twice")


def test_auto_is_cupy_only_with_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    install_cupy(monkeypatch, device=True)
    assert backend().name == "cupy"
    install_cupy(monkeypatch, device=False)
    assert backend().name == "numpy"
    monkeypatch.setitem(sys.modules, "cupy", None)
    assert backend().name == "numpy"


def test_an_unknown_backend_is_refused() -> None:
    for function, names, given in (
        (backend, "numpy, cupy, strict", "torch"),
        (backend, "numpy, cupy, strict", "llvm"),
        (missing, "numpy, llvm, cupy, strict", "torch"),
    ):
        message = f"a backend must be one of: auto, {names}; got '{given}'"
        with pytest.raises(ValueError, match=message):
            function(given)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ((13, 1), r"CuPy is not installed; the NVIDIA driver is for CUDA 13\.1: .*gpu-cuda13\]'$"),
        ((14, 0), r"CUDA 14\.0: .*gpu-cuda13\]'$"),
        ((12, 4), r"CUDA 12\.4: pip install 'lossproof\[gpu-cuda12\]'$"),
        ((11, 8), r"CUDA 11\.8: install a driver for CUDA 12 or later, .*cuda13.*cuda12"),
        (None, "there is no NVIDIA driver here either; .*gpu-cuda13.* 13, .*gpu-cuda12.* 12$"),
    ],
)
@pytest.mark.usefixtures("without_cupy")
def test_without_cupy_the_right_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int] | None, message: str
) -> None:
    install_driver(monkeypatch, version)
    with pytest.raises(ValueError, match=message):
        backend("cupy")
    assert backend("auto").name == "numpy"


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (None, "CuPy is installed but finds no CUDA device: there is no NVIDIA driver here$"),
        ((12, 2), r"finds no CUDA device: CUDA_VISIBLE_DEVICES .*CUDA 12\.2: .*gpu-cuda12\]'$"),
    ],
)
def test_without_a_device_the_driver_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int] | None, message: str
) -> None:
    install_cupy(monkeypatch, device=False)
    install_driver(monkeypatch, version)
    with pytest.raises(ValueError, match=message):
        backend("cupy")


@pytest.mark.parametrize(
    "error",
    [
        ImportError("libcublas.so.12 is missing"),
        ModuleNotFoundError("libcublas.so.12 is missing", name="cupy_backends"),
    ],
)
def test_a_cupy_that_does_not_import_is_named(
    monkeypatch: pytest.MonkeyPatch, error: ImportError
) -> None:
    class Broken:
        def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
            if name == "cupy":
                raise error

    monkeypatch.delitem(sys.modules, "cupy", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    reason = missing("cupy")
    assert reason is not None
    assert "is installed but does not import (libcublas.so.12 is missing)" in reason


def test_strict_and_llvm_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "array_api_strict", None)
    with pytest.raises(ValueError, match=r"pip install 'lossproof\[test\]'"):
        backend("strict")
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    assert missing("llvm") == "llvmlite is not installed: pip install llvmlite"


class Driver:
    """A libcuda that supports CUDA 12.4."""

    def __init__(self, status: int) -> None:
        self.status = status

    def cuDriverGetVersion(self, number: Any) -> int:
        number._obj.value = 12040
        return self.status


def test_the_driver_tells_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Driver(0))
    assert cuda_version() == (12, 4)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Driver(34))
    assert cuda_version() is None

    def absent(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", absent)
    assert cuda_version() is None
