"""How a batch of embedded points moves the risk of what is sampled from it.

Slopes are derivatives in the distances, made from the SymPy forms of the losses; at a kink they are
the mean of both sides. Between two points at one place the distance has no derivative: such a pair
pulls neither.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import sympy

from simulate.pairs import Triplets
from simulate.pairs.batch import Floats
from simulate.pairs.strategies import PairStrategy
from simulate.training.gradients import with_signs
from theory.losses import DIFFERENT, SAME, PairLoss, TripletLoss
from theory.losses.embedding import pair_loss, triplet_loss
from theory.numbers import array


@cache
def _pair_code() -> Any:
    symbols = sympy.symbols("distance side margin boundary", real=True)
    return array([with_signs(sympy.diff(pair_loss(*symbols), symbols[0]))], symbols)


@cache
def _triplet_code() -> Any:
    symbols = sympy.symbols("positive negative margin", real=True)
    value = triplet_loss(*symbols)
    return array([with_signs(sympy.diff(value, each)) for each in symbols[:2]], symbols)


def pair_slopes(
    distances: Floats, noisy: np.ndarray, strategy: PairStrategy, loss: PairLoss
) -> Floats:
    """The derivatives of the strategy's risk in every distance i < j, symmetric, shape (n, n).

    The risk is `weight` times the mean loss of pairs seen as same, plus the rest for the others,
    as `PairRisk.weighted`; a mean over no pair is left out. `noisy` are seen labels, shape (n,).
    """
    off = ~np.eye(len(noisy), dtype=bool)
    same = (noisy[:, None] == noisy) & off
    different = off & ~same
    counts = same.sum(), different.sum()
    weight = strategy.weight(float(counts[0] / off.sum()))
    found = np.zeros_like(distances)
    kinds = (same, different), (SAME, DIFFERENT), counts, (weight, 1 - weight)
    for kind, side, count, share in zip(*kinds, strict=True):
        if count:
            margin, boundary = float(loss.margin), float(loss.boundary)
            each = _pair_code()(distances, side, margin, boundary)[0]
            found += np.where(kind, each * (2 * share / count), 0)
    return found


def triplet_slopes(distances: Floats, chosen: Triplets, loss: TripletLoss) -> Floats:
    """The same for the mean loss of the triplets of one draw, over all of them; 0 where none is."""
    n, count = len(distances), len(chosen.anchor)
    if not count:
        return np.zeros_like(distances)
    partners = chosen.positive, chosen.negative
    near, far = (distances[chosen.anchor, each] for each in partners)
    found = np.zeros(n * n)
    slopes = _triplet_code()(near, far, float(loss.margin))
    for other, slope in zip(partners, slopes, strict=True):
        found += np.bincount(chosen.anchor * n + other, slope / count, n * n)
    square = found.reshape(n, n)
    return square + square.T


def in_points(points: Floats, distances: Floats, slopes: Floats) -> Floats:
    """The gradient in the points, shape (n, d), from the slopes of the distances i < j."""
    pulls = np.divide(slopes, distances, out=np.zeros_like(slopes), where=distances > 0)
    return pulls.sum(axis=1, keepdims=True) * points - pulls @ points


def before_sphere(points: Floats, gradient: Floats, norms: Floats) -> Floats:
    """The gradient in embeddings of these norms, shape (n, 1), from that in the points on it."""
    return (gradient - (gradient * points).sum(axis=1, keepdims=True) * points) / norms
