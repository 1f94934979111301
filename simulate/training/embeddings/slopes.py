"""Gradients of the risks of sampled pairs and triplets in a batch of embedded points.

Slopes are derivatives in the distances, made from the SymPy forms of the losses; at a kink they are
the mean of both sides. The distance of two equal points has no derivative: such a pair has
no gradient.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.pairs import Triplets
from lossproof.simulate.pairs.batch import Floats
from lossproof.simulate.pairs.strategies import PairStrategy
from lossproof.simulate.training.gradients import with_signs
from lossproof.theory.losses import DIFFERENT, SAME, PairLoss, TripletLoss
from lossproof.theory.losses.embedding import pair_loss, triplet_loss
from lossproof.theory.numbers import array


@cache
def _pair_code() -> Any:
    symbols = sympy.symbols("distance side margin boundary", real=True)
    return array([with_signs(sympy.diff(pair_loss(*symbols), symbols[0]))], symbols)


@cache
def _triplet_code() -> Any:
    symbols = sympy.symbols("positive negative margin", real=True)
    value = triplet_loss(*symbols)
    return array([with_signs(sympy.diff(value, symbol)) for symbol in symbols[:2]], symbols)


def pair_slopes(
    distances: Floats, noisy: np.ndarray, strategy: PairStrategy, loss: PairLoss
) -> Floats:
    """The derivatives of the strategy's risk in every distance i < j, symmetric, shape (n, n).

    The risk is the weight of the strategy times the mean loss of the pairs observed as same, plus
    the rest times that of the others; a mean over no pair is omitted. `noisy` are noisy labels,
    (n,).
    """
    i, j = np.triu_indices(len(noisy), 1)
    same = noisy[i] == noisy[j]
    weight = strategy.weight(float(same.mean()))
    slopes = np.zeros(len(i))
    for kind, side, share in ((same, SAME, weight), (~same, DIFFERENT, 1 - weight)):
        if kind.any():
            d = distances[i[kind], j[kind]]
            each = _pair_code()(d, side, float(loss.margin), float(loss.boundary))[0]
            slopes[kind] = each * (share / kind.sum())
    matrix = np.zeros_like(distances)
    matrix[i, j] = matrix[j, i] = slopes
    return matrix


def triplet_slopes(distances: Floats, chosen: Triplets, loss: TripletLoss) -> Floats:
    """The derivatives of the mean loss of the triplets of one sample; 0 without triplets."""
    n, count = len(distances), len(chosen.anchor)
    if not count:
        return np.zeros_like(distances)
    partners = chosen.positive, chosen.negative
    near, far = (distances[chosen.anchor, partner] for partner in partners)
    flat = np.zeros(n * n)
    slopes = _triplet_code()(near, far, float(loss.margin))
    for other, slope in zip(partners, slopes, strict=True):
        flat += np.bincount(chosen.anchor * n + other, slope / count, n * n)
    square = flat.reshape(n, n)
    return square + square.T


def in_points(points: Floats, distances: Floats, slopes: Floats) -> Floats:
    """The gradient in the points, shape (n, d), from the slopes of the distances i < j."""
    pulls = np.divide(slopes, distances, out=np.zeros_like(slopes), where=distances > 0)
    return pulls.sum(axis=1, keepdims=True) * points - pulls @ points


def before_sphere(points: Floats, gradient: Floats, norms: Floats) -> Floats:
    """The gradient in embeddings of these norms, shape (n, 1), from that in the points on it."""
    return (gradient - (gradient * points).sum(axis=1, keepdims=True) * points) / norms
