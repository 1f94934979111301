"""From random points to a violation, without derivatives.

The ascent is a set of (1+λ) evolution strategies with one step size each, run in parallel on the
rows of an array; it can move along edges of the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from lossproof.simulate.search import effort
from lossproof.simulate.violation import Block

Look = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def climb(
    starts: np.ndarray,
    blocks: Sequence[Block],
    gaps: Look,
    tolerance: float,
    rng: np.random.Generator,
) -> np.ndarray | None:
    """A row that meets the hypotheses and misses the conclusion, if the ascent ends at one.

    Parameters
    ----------
    starts : array of shape (climbers, coordinates)
    blocks : the domains of the coordinates; rows stay inside
    gaps : function of rows
        Violation of the worst hypothesis, and of the worst part of the conclusion. The first is
        lowered to `tolerance`, then the second is raised.
    tolerance : float
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (coordinates,) or None
    """
    climbers, size = starts.shape
    parents, steps = starts.copy(), np.full(climbers, 0.2)
    merits = merit(*gaps(parents), tolerance)
    for _ in range(effort.GENERATIONS):
        children = np.repeat(parents, effort.OFFSPRING, axis=0)
        steps_tried = np.repeat(steps, effort.OFFSPRING) * np.exp(rng.normal(0, 0.7, len(children)))
        few = np.where(rng.random(len(children)) < 0.5, 1.0, 1.5 / size)
        moved = rng.random(children.shape) < few[:, None]
        noise = rng.standard_normal(children.shape) * steps_tried[:, None]
        children += np.where(moved, noise * _scale(children, blocks), 0)
        for block in blocks:
            block.project(children)
        child_merits = merit(*gaps(children), tolerance).reshape(climbers, effort.OFFSPRING)
        best = child_merits.argmax(axis=1)
        better = child_merits[np.arange(climbers), best] > merits
        chosen = np.arange(climbers) * effort.OFFSPRING + best
        parents[better], merits[better] = children[chosen][better], child_merits.max(axis=1)[better]
        steps = np.clip(np.where(better, steps_tried[chosen], steps * 0.8), 1e-8, 1)
        if merits.max() > effort.CLEAR:
            break
    winner = int(merits.argmax())
    return parents[winner] if merits[winner] > tolerance else None


def merit(hypothesis: np.ndarray, conclusion: np.ndarray, tolerance: float) -> np.ndarray:
    """Below -1 outside the hypotheses; from -1 to 1 inside, positive where the conclusion fails."""
    with np.errstate(invalid="ignore"):
        violation, miss = np.clip(hypothesis, 0, 1e12), np.clip(conclusion, -1e12, 1e12)
        inside = miss / (1 + np.abs(miss))
        merits = np.where(hypothesis <= tolerance, inside, -1 - violation / (1 + violation))
    return np.where(np.isnan(merits), -np.inf, merits)


def _scale(rows: np.ndarray, blocks: Sequence[Block]) -> np.ndarray:
    scale = np.maximum(1.0, np.abs(rows))
    for block in blocks:
        low, high = block.ends
        if np.isfinite(high - low):
            scale[:, block.columns] = high - low
    return scale
