"""Sampling, searching, estimating and training. This module only names the backends."""

import enum


class BackendName(enum.StrEnum):
    """Where arrays are computed; `lossproof.simulate.machine.missing` says why one is missing."""

    NUMPY = "numpy"
    # Loops over NumPy arrays, compiled by LLVM.
    LLVM = "llvm"
    CUPY = "cupy"
    # `array_api_strict`, which rejects what the array API standard does not guarantee.
    STRICT = "strict"


ARRAYS = (BackendName.NUMPY, BackendName.CUPY, BackendName.STRICT)
SAMPLERS = (BackendName.NUMPY, BackendName.LLVM, BackendName.CUPY)
