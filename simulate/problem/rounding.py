"""What rounding does to the losses of a problem, seen at points that its law draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lossproof.simulate.kernels import Program, Workspace
from lossproof.simulate.machine import stream
from lossproof.simulate.problem.problem import RiskProblem
from lossproof.simulate.problem.spreads import spread

# Elements of the logits that are looked at, of so many clean classes and points of each at least.
ELEMENTS, MOST_CLASSES, FEWEST = 1 << 16, 8, 32
DTYPES = np.float32, np.float64
# By how much a mean may be off: of the range of a loss, of its scale, or of its root mean square;
# and a mean square, of the variance.
ROOM, OF_VARIANCE = 8e-6, 0.01
# Of the root mean square of a loss: what intervals have room for anyway.
LITTLE = 1e-6


@dataclass(frozen=True)
class Digits:
    """Which arithmetic tells the risks of a problem.

    Attributes
    ----------
    single : whether float32 tells the losses, and sums of their forms means and squares
    sums : whether the sums do in float64; else the losses of every sample are needed
    lost : array, shape (losses,)
        By how much the mean is off at these points, and what the last digit of an output in
        float64 changes in it; 0 where that is next to nothing.
    """

    single: bool
    sums: bool
    lost: np.ndarray


@lru_cache(maxsize=32)
def digits(problem: RiskProblem) -> Digits:
    """What is so at points of the problem's law, the same in every process."""
    moments = problem.moments
    program = Program(moments.forms, moments.sums)
    seen: list[tuple[np.ndarray, ...]] = []
    with np.errstate(all="ignore"):
        for clean, logits in _logits(problem):
            shape = problem.law.classes, logits.shape[1]
            single, double = (Workspace(program, *shape, each) for each in DTYPES)
            by_forms = [_by_forms(problem, clean, logits, each) for each in (single, double)]
            double.logits(shape[1])[...] = logits
            u, ell = double.softmax(shape[1])
            values = problem.plain(u, ell)
            beside = abs(problem.plain(np.nextafter(u, 0), ell) - values)
            seen.append((*by_forms, _labelled(values, values**2, clean=clean),
                         _labelled(beside, clean=clean)))  # fmt: skip
        single, double, exact, (lost,) = (np.mean(each, axis=0) for each in zip(*seen, strict=True))
        sizes = ROOM * _sizes(problem, exact[1])
        fit = moments.fit_float32 and _agree(single, exact, sizes)
        told = _agree(double, exact, sizes)
        found = single if fit else double if told else exact
        lost = lost + abs(found[0] - exact[0])
        lost = np.where(lost > LITTLE * np.sqrt(exact[1]), lost, 0).max(axis=0)
        return Digits(fit, told, lost)


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
    """The means of tables (losses, c, n) under the clean label and under all labels alike."""
    return np.stack([[table[:, clean].mean(axis=-1), table.mean(axis=(1, 2))] for table in tables])


def _by_forms(
    problem: RiskProblem, clean: int, logits: np.ndarray, workspace: Workspace
) -> np.ndarray:
    """The same of the losses and of their squares, from sums of the forms."""
    moments, n = problem.moments, logits.shape[1]
    workspace.logits(n)[...] = logits
    workspace.softmax(n)
    forms = workspace.sums(n)
    labels, totals = (forms[:, clean], forms.mean(axis=1)), forms.sum(axis=1)
    combinations = (moments.means, moments.squares)
    return np.stack([[each.at(own, totals, n) / n for own in labels] for each in combinations])


def _sizes(problem: RiskProblem, squares: np.ndarray) -> np.ndarray:
    """What the interval of a loss is measured by, as the squares' shape."""
    known = spread(problem)
    for each in (known.high - known.low, known.sigma):
        squares = np.where(np.isfinite(each[:, 0]), each[:, 0] ** 2, squares)
    return np.sqrt(squares)


def _agree(found: np.ndarray, exact: np.ndarray, sizes: np.ndarray) -> bool:
    """Whether means and squares are the same but for rounding, wherever they are finite."""
    mean, square = exact
    finite = np.isfinite(mean + square)
    of_square = OF_VARIANCE * abs(square - mean**2) + ROOM * square
    rooms = np.stack([sizes, np.maximum(of_square, sizes**2)])
    return bool((abs(found - exact) <= rooms)[:, finite].all())
