"""The effect of rounding on the losses of a problem, measured at sampled points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lossproof.simulate.kernels import Program, Workspace
from lossproof.simulate.machine import stream
from lossproof.simulate.problem.problem import RiskProblem
from lossproof.simulate.problem.spreads import spread

# Logits that are examined; at most this many clean classes, at least this many points of each.
ELEMENTS, MOST_CLASSES, FEWEST = 1 << 16, 8, 32
DTYPES = np.float32, np.float64
# Tolerated error of a mean, relative to the range of a loss, its scale, or its root mean square;
# and of a mean square, relative to the variance.
ROOM, OF_VARIANCE = 8e-6, 0.01
# Relative to the root mean square of a loss: intervals allow for this in any case.
LITTLE = 1e-6


@dataclass(frozen=True)
class Digits:
    """The arithmetic that is accurate enough for the risks of a problem.

    Attributes
    ----------
    single : whether float32 suffices for the losses, and sums of their forms for means and squares
    sums : whether the sums suffice in float64; else the losses of every sample are needed
    lost : array, shape (losses,)
        The error of the mean at these points, plus its change with the last digit of an output in
        float64; 0 where negligible.
    """

    single: bool
    sums: bool
    lost: np.ndarray


@lru_cache(maxsize=32)
def digits(problem: RiskProblem) -> Digits:
    """The digits of a problem at sampled points, the same in every process."""
    moments = problem.moments
    program = Program(moments.forms, moments.sums)
    rows: list[tuple[np.ndarray, ...]] = []
    with np.errstate(all="ignore"):
        for clean, logits in _logits(problem):
            shape = problem.law.classes, logits.shape[1]
            single, double = (Workspace(program, *shape, dtype) for dtype in DTYPES)
            by_forms = [_by_forms(problem, clean, logits, work) for work in (single, double)]
            double.logits(shape[1])[...] = logits
            u, ell = double.softmax(shape[1])
            values = problem.plain(u, ell)
            beside = abs(problem.plain(np.nextafter(u, 0), ell) - values)
            rows.append((*by_forms, _labelled(values, values**2, clean=clean),
                         _labelled(beside, clean=clean)))  # fmt: skip
        single, double, exact, (lost,) = (np.mean(part, axis=0) for part in zip(*rows, strict=True))
        sizes = ROOM * _sizes(problem, exact[1])
        fit = moments.fit_float32 and _agree(single, exact, sizes)
        double_fits = _agree(double, exact, sizes)
        chosen = single if fit else double if double_fits else exact
        lost = lost + abs(chosen[0] - exact[0])
        lost = np.where(lost > LITTLE * np.sqrt(exact[1]), lost, 0).max(axis=0)
        return Digits(fit, double_fits, lost)


def _logits(problem: RiskProblem) -> Iterator[tuple[int, np.ndarray]]:
    """Some clean classes, each with logits of shape (c, n)."""
    law, c = problem.law, problem.law.classes
    possible = np.flatnonzero(law.prior)
    chosen = possible[:: -(-len(possible) // MOST_CLASSES)]
    n = max(FEWEST, ELEMENTS // (c * len(chosen)))
    for clean in map(int, chosen):
        logits = np.empty((c, n))
        law.fill(stream(0, "digits", clean), clean, logits)
        yield clean, logits


def _labelled(*tables: np.ndarray, clean: int) -> np.ndarray:
    """The means of tables (losses, c, n) under the clean label and under a uniform label."""
    return np.stack([[table[:, clean].mean(axis=-1), table.mean(axis=(1, 2))] for table in tables])


def _by_forms(
    problem: RiskProblem, clean: int, logits: np.ndarray, workspace: Workspace
) -> np.ndarray:
    """The means of the losses and of their squares, from sums of the forms."""
    moments, n = problem.moments, logits.shape[1]
    workspace.logits(n)[...] = logits
    workspace.softmax(n)
    forms = workspace.sums(n)
    labels, totals = (forms[:, clean], forms.mean(axis=1)), forms.sum(axis=1)
    combinations = (moments.means, moments.squares)
    return np.stack([[x.at(label, totals, n) / n for label in labels] for x in combinations])


def _sizes(problem: RiskProblem, squares: np.ndarray) -> np.ndarray:
    """The scale of the interval of each loss, in the shape of `squares`."""
    known = spread(problem)
    for scale in (known.high - known.low, known.sigma):
        squares = np.where(np.isfinite(scale[:, 0]), scale[:, 0] ** 2, squares)
    return np.sqrt(squares)


def _agree(approximate: np.ndarray, exact: np.ndarray, sizes: np.ndarray) -> bool:
    """Whether means and squares agree up to rounding, wherever they are finite."""
    mean, square = exact
    finite = np.isfinite(mean + square)
    of_square = OF_VARIANCE * abs(square - mean**2) + ROOM * square
    rooms = np.stack([sizes, np.maximum(of_square, sizes**2)])
    return bool((abs(approximate - exact) <= rooms)[:, finite].all())
