"""Sampling, searching, estimating and training; here the names of the backends, at no cost."""

import enum


class BackendName(enum.StrEnum):
    """What computes; `lossproof.simulate.machine.missing` says why one cannot here."""

    NUMPY = "numpy"
    # Loops over NumPy arrays, compiled by LLVM.
    LLVM = "llvm"
    CUPY = "cupy"
    # `array_api_strict`, which shows what code takes for granted of arrays.
    STRICT = "strict"


ARRAYS = (BackendName.NUMPY, BackendName.CUPY, BackendName.STRICT)
SAMPLERS = (BackendName.NUMPY, BackendName.LLVM, BackendName.CUPY)
