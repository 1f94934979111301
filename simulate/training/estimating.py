"""The transition matrix from the outputs of a network that was trained on noisy labels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def estimated(outputs: Floats, percentile: float) -> Floats:
    """T estimated by Patrini et al. (2017), Eq. 12-13, rows normalised as in Sec. 5.1.

    Row i is the output at the sample whose probability of class i is the `percentile`-th, for 100
    the largest, of all.

    Parameters
    ----------
    outputs : array, shape (n, c)
        Softmax outputs at samples of the same law; their labels are not needed.
    percentile : in [0, 100]

    Returns
    -------
    array, shape (c, c)
        nan throughout where an output is not finite.
    """
    if not np.isfinite(outputs).all():
        return np.full((outputs.shape[1],) * 2, np.nan)
    order = np.argsort(outputs, axis=0, kind="stable")
    place = int(np.ceil(percentile / 100 * (len(outputs) - 1)))
    rows = outputs[order[place]].astype(np.float64)
    return rows / rows.sum(axis=1, keepdims=True)
