"""How batch-hard mining changes the scale of an embedding, and whether it has collapsed.

The batch-hard mean loss R is that of every anchor with its farthest positive and nearest negative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.isometry.separated import hardest
from lossproof.theory.losses import TripletLoss


@dataclass(frozen=True)
class Radial:
    """The batch-hard loss of an embedding f, and its derivative as f is scaled.

    `loss` is the mean R over the anchors, `active` the share A of those whose negative is at most
    alpha farther than their positive, and `derivative` that of R(t f) in t, from below t = 1:
    `R - alpha A` (the claim `xu2022.shrink-direction`). Where it is above 0, and only there,
    shrinking lowers the loss. `largest` is the loss of the hardest triplet and `diameter` the
    largest distance, both in units of alpha: in a collapsed embedding 1 and 0.
    """

    loss: float
    active: float
    derivative: float
    largest: float
    diameter: float

    def collapsed(self, share: float = 0.1) -> bool:
        """Whether no distance is above this share of alpha; no loss is then below `1 - share`."""
        return self.diameter <= share


def radial(points: Batch, loss: TripletLoss) -> Radial:
    """The radial derivative of the batch-hard mean loss, and measures of collapse.

    Raises ValueError where no point is an anchor or the margin is 0.
    """
    alpha = float(loss.margin)
    if not alpha:
        raise ValueError("margin must be above 0: without it a collapsed embedding has no loss")
    near, far = hardest(points)
    losses = loss(near, far)
    mean, active = float(losses.mean()), float(np.mean(far - near <= alpha))
    return Radial(
        mean, active, mean - alpha * active, float(losses.max()) / alpha,
        float(points.distances.max()) / alpha,
    )  # fmt: skip
