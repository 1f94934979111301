"""From a random point to a violation, and from a violation to a simple rational point.

The ascent is a set of (1+λ) evolution strategies with one step size each, run side by side on the
rows of an array: it needs no derivatives and moves along edges of the domain as easily as inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor, lcm, log2
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from simulate.gap.structures import Block

GENERATIONS, OFFSPRING, CLEAR = 80, 8, 1e-2
LARGEST = 1000

Gaps = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
Certify = Callable[[Sequence[Fraction]], Any]


def climb(
    starts: np.ndarray,
    blocks: Sequence[Block],
    gaps: Gaps,
    tolerance: float,
    rng: np.random.Generator,
) -> np.ndarray | None:
    """A row that meets the hypotheses and misses the conclusion, if the ascent ends at one.

    Parameters
    ----------
    starts : array of shape (climbers, coordinates)
    blocks : the domains of the coordinates; rows are kept inside
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
    for _ in range(GENERATIONS):
        children = np.repeat(parents, OFFSPRING, axis=0)
        steps_tried = np.repeat(steps, OFFSPRING) * np.exp(rng.normal(0, 0.7, len(children)))
        few = np.where(rng.random(len(children)) < 0.5, 1.0, 1.5 / size)
        moved = rng.random(children.shape) < few[:, None]
        noise = rng.standard_normal(children.shape) * steps_tried[:, None]
        children += np.where(moved, noise * _scale(children, blocks), 0)
        for block in blocks:
            block.project(children)
        tried = merit(*gaps(children), tolerance).reshape(climbers, OFFSPRING)
        best = tried.argmax(axis=1)
        better = tried[np.arange(climbers), best] > merits
        chosen = np.arange(climbers) * OFFSPRING + best
        parents[better], merits[better] = children[chosen][better], tried.max(axis=1)[better]
        steps = np.clip(np.where(better, steps_tried[chosen], steps * 0.8), 1e-8, 1)
        if merits.max() > CLEAR:
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


def simplify(row: np.ndarray, blocks: Sequence[Block], certify: Certify) -> Any | None:
    """A simple point near the row: what `certify` makes of it, or None if it refuses all.

    The whole row is rounded until `certify` accepts it; then each block in turn is replaced by
    simpler values, from the simplest of its domain to those in an ever smaller neighbourhood.
    """
    for size in (10, 100, 1000, 10_000):
        current = [entry for b in blocks for entry in _rounded(row[b.columns], size, b.simplex)]
        if (point := certify(current)) is not None:
            break
    else:
        return None
    for _ in range(2):
        before = list(current)
        for block in blocks:
            for entries in simpler(current[block.columns], block):
                trial = [*current]
                trial[block.columns] = entries
                if (better := certify(trial)) is not None:
                    current, point = trial, better
                    break
        if current == before:
            break
    return point


def _rounded(entries: Any, size: int, simplex: bool) -> list[Fraction]:
    numbers = [Fraction(entry) for entry in entries]
    return _shares(numbers, size) if simplex else [x.limit_denominator(size) for x in numbers]


def _shares(numbers: Sequence[Fraction], size: int) -> list[Fraction]:
    """The point of the simplex with common denominator `size` next to the given one."""
    counts = [floor(x * size) for x in numbers]
    remainders = [x * size - count for x, count in zip(numbers, counts, strict=True)]
    order = sorted(range(len(numbers)), key=lambda k: -remainders[k])
    for k in order[: size - sum(counts)]:
        counts[k] += 1
    return [Fraction(count, size) for count in counts]


def simpler(entries: Sequence[Fraction], block: Block) -> list[list[Fraction]]:
    """Values of the block that are simpler than the given ones, simplest first."""
    if block.simplex:
        sizes = range(1, min(lcm(*(x.denominator for x in entries)), 61))
        candidates = [_shares(entries, size) for size in sizes]
    else:
        (value,), (low, high) = entries, block.ends
        reach = [Fraction(4) ** -k for k in range(-1, 10)]
        inside = [simplest(_least(value - r, low), -_least(-value - r, -high)) for r in reach]
        rounded = [value.limit_denominator(size) for size in (1, 2, 3, 4, 5, 10, 20, 100)]
        candidates = [[x] for x in (*inside, *rounded) if low <= x <= high]
    costs = {tuple(candidate): sum(map(bits, candidate)) for candidate in candidates}
    cost = sum(map(bits, entries))
    return [list(c) for c in sorted(costs, key=costs.__getitem__) if costs[c] < cost]


def _least(number: Fraction, bound: float) -> Fraction:
    return Fraction(bound) if number < bound else number


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The rational of least denominator in [low, high], and the one next to 0 of several."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    if ceil(low) <= high:
        return Fraction(ceil(low))
    whole = floor(low)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def bits(number: Fraction) -> float:
    """How much there is to write: 0 for 0, then 1, -1, 2, -2, 1/2, 3, …"""
    return log2(1 + abs(number.numerator)) + log2(number.denominator) + 0.1 * (number < 0)


def complexity(rows: np.ndarray) -> np.ndarray:
    """The bits of every row of simple rationals."""
    numbers, places = np.unique(rows, return_inverse=True)
    each = [bits(Fraction(float(x)).limit_denominator(LARGEST)) for x in numbers]
    return np.round(np.array(each)[places.reshape(rows.shape)].sum(axis=1), 6)
