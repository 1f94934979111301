"""The machine: array backends (NumPy, CuPy), and random streams by seed, claim and block.

The only place that may import CuPy. Knows nothing of what is sampled.
"""

from simulate.machine.backends import Backend, BackendName, backend, missing
from simulate.machine.streams import RawWords, flat_view, normals, raw_words, stream

__all__ = [
    "Backend",
    "BackendName",
    "RawWords",
    "backend",
    "flat_view",
    "missing",
    "normals",
    "raw_words",
    "stream",
]
