"""Where arrays live: NumPy, CuPy on a CUDA device, or the strict array namespace of the tests.

The only module that imports CuPy.
"""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lossproof.simulate import ARRAYS, BackendName

Launch = Callable[[int, int, Sequence[Any]], None]
OLDEST_CUDA = 12


@dataclass(frozen=True)
class Backend:
    """An array namespace with conversions from and to NumPy; `backend` creates one.

    Attributes
    ----------
    name : BackendName
    xp : module
        Its array namespace: functions as in the Python array API standard.
    device : object or None
        Where new arrays are put; None for the default.
    """

    name: BackendName
    xp: Any
    device: Any = None

    def asarray(self, x: Any, dtype: DTypeLike | None = None) -> Any:
        """An array of this backend from anything NumPy accepts; the dtype stays unless given."""
        if self.name is BackendName.CUPY:
            return self.xp.asarray(x, dtype=dtype)
        if self.name is BackendName.NUMPY:
            return np.asarray(x, dtype=dtype)
        held = self.to_numpy(x) if type(x) is type(self.xp.asarray(0)) else x
        return self.xp.asarray(np.asarray(held, dtype=dtype), device=self.device)

    def to_numpy(self, x: Any) -> NDArray[Any]:
        """Copy an array of this backend to NumPy, or return it if it is there."""
        if self.name is BackendName.CUPY:
            return self.xp.asnumpy(x)
        if self.name is BackendName.STRICT:
            x = x.to_device(self.xp.Device("CPU_DEVICE"))
        return np.asarray(x)

    def raw_kernel(self, source: str, name: str) -> Launch:
        """A CUDA kernel of this backend, compiled on first use.

        Parameters
        ----------
        source : str
            CUDA C++ without includes.
        name : str
            Of an `extern "C" __global__` function in it.

        Returns
        -------
        function
            `launch(blocks, threads, arguments)`; it returns before the kernel ends. Arguments are
            arrays of this backend and NumPy scalars of the types that the kernel takes.

        Raises
        ------
        ValueError
            If this backend is not CuPy.
        """
        if self.name is not BackendName.CUPY:
            raise ValueError(
                f"CUDA kernels run on the backend 'cupy'; this one is {self.name.value!r}: use "
                "backend('cupy')"
            )
        kernel = _module(source).get_function(name)

        def launch(blocks: int, threads: int, arguments: Sequence[Any]) -> None:
            kernel((blocks,), (threads,), tuple(arguments))

        return launch


def backend(name: str = "auto") -> Backend:
    """The backend of that name: "numpy", "cupy", "strict", or "auto".

    "auto" is CuPy where it finds a CUDA device, else NumPy. "strict" is `array_api_strict` on a
    device that NumPy cannot read, so that implicit conversions fail.

    Raises
    ------
    ValueError
        If there is no such backend of arrays, or it is not available here, with the reason.
    """
    if name == "auto":
        name = BackendName.NUMPY if missing("cupy") else BackendName.CUPY
    chosen = _named(name, ARRAYS)
    if reason := missing(chosen):
        raise ValueError(f"the backend {chosen.value!r} is not available: {reason}")
    if chosen is BackendName.NUMPY:
        return Backend(chosen, np)
    if chosen is BackendName.CUPY:
        return Backend(chosen, importlib.import_module("cupy"))
    xp = importlib.import_module("array_api_strict")
    return Backend(chosen, xp, xp.Device("device1"))


def missing(name: str) -> str | None:
    """Why a backend is not available here, and how to install it; None where it is.

    Raises ValueError if there is no such backend.
    """
    chosen = _named(name, tuple(BackendName))
    if chosen is BackendName.CUPY:
        return _missing_cupy()
    if chosen is BackendName.STRICT:
        try:
            importlib.import_module("array_api_strict")
        except ModuleNotFoundError:
            return "array-api-strict is not installed: pip install 'lossproof[test]'"
    if chosen is BackendName.LLVM and find_spec("llvmlite") is None:
        return "llvmlite is not installed: pip install llvmlite"
    return None


def _named(name: str, allowed: Sequence[BackendName]) -> BackendName:
    if name in allowed:
        return BackendName(name)
    names = ", ".join(option.value for option in allowed)
    raise ValueError(f"a backend must be one of: auto, {names}; got {name!r}")


def _missing_cupy() -> str | None:
    try:
        import cupy  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        absent = isinstance(error, ModuleNotFoundError) and error.name == "cupy"
        problem = "is not installed" if absent else f"is installed but does not import ({error})"
        return f"CuPy {problem}; {_way_out(cuda_version())}"
    if cupy.cuda.is_available():
        return None
    version = cuda_version()
    if version is None:
        return "CuPy is installed but finds no CUDA device: there is no NVIDIA driver here"
    return (
        "CuPy is installed but finds no CUDA device: CUDA_VISIBLE_DEVICES may hide it, or CuPy be "
        f"of another CUDA version; {_way_out(version)}"
    )


def _way_out(version: tuple[int, int] | None) -> str:
    """What to install under a driver for CUDA `version`."""
    newer, older = "pip install 'lossproof[gpu-cuda13]'", "pip install 'lossproof[gpu-cuda12]'"
    if version is None:
        return (
            "there is no NVIDIA driver here either; on a machine that has one: "
            f"{newer} if it is for CUDA 13, {older} if for CUDA 12"
        )
    driver = f"the NVIDIA driver is for CUDA {version[0]}.{version[1]}"
    if version[0] < OLDEST_CUDA:
        return f"{driver}: install a driver for CUDA 12 or later, then {newer} or {older}"
    return f"{driver}: {newer if version[0] > OLDEST_CUDA else older}"


def cuda_version() -> tuple[int, int] | None:
    """The newest CUDA version that the NVIDIA driver supports, (13, 0) say; None without one."""
    for library in ("libcuda.so.1", "nvcuda.dll"):
        with suppress(OSError, AttributeError):
            number = ctypes.c_int()
            if ctypes.CDLL(library).cuDriverGetVersion(ctypes.byref(number)) == 0:
                return number.value // 1000, number.value % 1000 // 10
    return None


@cache
def _module(source: str) -> Any:
    import cupy  # pyright: ignore[reportMissingImports]

    return cupy.RawModule(code=source, options=("-std=c++17",))
