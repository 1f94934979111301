"""The machine: array backends (NumPy, CuPy), and random streams by seed, claim and block.

The only package that may import CuPy. It does not depend on what is sampled.
"""

from lossproof.simulate.machine.backends import (
    Backend as Backend,
    BackendName as BackendName,
    backend as backend,
    missing as missing,
)
from lossproof.simulate.machine.streams import (
    RawWords as RawWords,
    flat_view as flat_view,
    normals as normals,
    raw_words as raw_words,
    stream as stream,
)
