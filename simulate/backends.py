"""The backends there are, by name. Loads nothing, so that a command's `--help` is fast."""

from enum import StrEnum


class BackendName(StrEnum):
    """What computes; `simulate.machine.missing` says why one cannot here."""

    NUMPY = "numpy"
    # Loops over NumPy arrays, compiled by LLVM.
    LLVM = "llvm"
    CUPY = "cupy"
    # `array_api_strict`, which shows what code takes for granted of arrays.
    STRICT = "strict"


ARRAYS = (BackendName.NUMPY, BackendName.CUPY, BackendName.STRICT)
SAMPLERS = (BackendName.NUMPY, BackendName.LLVM, BackendName.CUPY)
