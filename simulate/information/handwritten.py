"""Images of handwritten digits, to train on without a download.

They are the test set of Optical Recognition of Handwritten Digits (E. Alpaydin and C. Kaynak, 1998,
UCI Machine Learning Repository, doi 10.24432/C50P49, CC BY 4.0), as scikit-learn has it.
"""

from __future__ import annotations

import lzma
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PIXELS = 64
_FILE = Path(__file__).with_name("handwritten.xz")
_SHA256 = "68aea062d35a127749050fa0e52dca09d6569ac08092c925610e0954e172dde2"


def handwritten() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The 1797 images, shape (1797, 64), in {0, 1/16, …, 1}, and their digits, ordered by writer.

    Raises ValueError if the file of the package was altered.
    """
    data = lzma.decompress(_FILE.read_bytes())
    if sha256(data).hexdigest() != _SHA256:
        raise ValueError(f"{_FILE} was altered: install lossproof again")
    rows: Any = np.frombuffer(data, np.uint8).reshape(-1, PIXELS + 1)
    return rows[:, :PIXELS] / 16, rows[:, PIXELS].astype(np.int64)
