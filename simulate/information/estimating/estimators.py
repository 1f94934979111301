"""The estimators of Patrini et al. (2017), Eq. 12-13 and Sec. 5.1, as they are printed.

Each row of the estimate is read off whole at one point, so it is a distribution as it stands.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
from flint import fmpq, fmpq_mat

from lossproof.simulate.information.estimating.probabilities import checked
from lossproof.simulate.machine import Backend, backend
from lossproof.theory.noise import TransitionMatrix

ALPHA = Fraction(97, 100)


class SingularEstimate(UserWarning):
    """The estimate has no inverse."""


@dataclass(frozen=True)
class Estimate:
    """An estimated transition matrix, and the point at which each of its rows was read off."""

    matrix: TransitionMatrix
    points: tuple[int, ...]


def argmax_estimate(probs: Any, *, on: str = "numpy") -> Estimate:
    """Row i is the noisy class probabilities at the point where that of label i is largest.

    Source: Patrini et al. (2017), Eq. 12-13. Of several such points the first is taken. It is T
    where X' has a perfect example of every class, the probabilities are exact and each diagonal
    entry is the only maximum of its column: see the claim `patrini2017.argmax-estimator`.

    Parameters
    ----------
    probs : array, shape (n, c), or rows of Fractions
        P(noisy label | point), rows on the simplex; float32 and float16 are widened.
    on : str
        The backend, see `lossproof.simulate.machine.backend`.

    Warns
    -----
    SingularEstimate
        If the estimate has no inverse.

    Raises
    ------
    TypeError, ValueError
        If probs are no such probabilities, there are no points, or a label has no probability at
        any point.
    """
    chosen = backend(on)
    found = checked(probs, chosen)
    return _read_off(found, _argmax(found, chosen), chosen)


def percentile_estimate(
    probs: Any, alpha: Any = ALPHA, *, weights: Any = None, on: str = "numpy"
) -> Estimate:
    """Row i is read off at a point where the probability of label i is its alpha-percentile.

    Source: Patrini et al. (2017), Sec. 5.1, with alpha = 97 %. The percentile is the least of the
    values that at least alpha of the points do not exceed, so that there is a point to read at; of
    several the first is taken. A class whose perfect examples are less than 1 - alpha of the points
    is passed over: see the claim `patrini2017.percentile-estimator`.

    Parameters
    ----------
    probs, on : as in `argmax_estimate`
    alpha : number in (0, 1]
        Exact where it is text such as "97/100" or a Fraction; 1 is the argmax.
    weights : numbers > 0, shape (n,), optional
        How much each point counts; each as much if not given. They are summed by NumPy.

    Warns and raises as `argmax_estimate`, and ValueError where alpha or weights are not as above.
    """
    share, chosen = Fraction(alpha), backend(on)
    if not 0 < share <= 1:
        raise ValueError(f"alpha must be in (0, 1]; got {alpha} (97 % is 0.97)")
    found = checked(probs, chosen)
    if weights is not None:
        return _read_off(found, _weighted(found, share, weights, chosen), chosen)
    xp, place = _namespace(found, chosen), math.ceil(share * found.shape[0]) - 1
    level = xp.sort(found, axis=0)[place, :]
    return _read_off(found, _argmax(xp.astype(found == level, xp.int8), chosen), chosen)


def row_normalised(rows: Iterable[Iterable[Any]]) -> TransitionMatrix:
    """Each entry over the sum of its row; exact where all entries are.

    ValueError where an entry is negative or not finite, a row sums to 0, or the rows are not c rows
    of c entries.
    """
    lines = [[Fraction(x) if isinstance(x, int) else x for x in row] for row in rows]
    sums = [sum(row) for row in lines]
    for i, (row, total) in enumerate(zip(lines, sums, strict=True)):
        if not all(0 <= x < math.inf for x in row) or not total:
            raise ValueError(
                f"rows must hold finite numbers >= 0 of which one is positive; row {i} is {row}"
            )
    return TransitionMatrix.from_rows(
        [x / total for x in row] for row, total in zip(lines, sums, strict=True)
    )


def _namespace(found: Any, chosen: Backend) -> Any:
    """That of the backend, or NumPy's for Fractions."""
    return np if found.dtype == object else chosen.xp


def _argmax(values: Any, chosen: Backend) -> list[int]:
    """The first place of the largest value of each column."""
    places = _namespace(values, chosen).argmax(values, axis=0)
    return [int(place) for place in (chosen.to_numpy(places))]


def _weighted(found: Any, share: Fraction, weights: Any, chosen: Backend) -> list[int]:
    """The first place, in each column, of the value at the weighted percentile."""
    values = found if found.dtype == object else chosen.to_numpy(found)
    mass = np.asarray(weights)
    if mass.shape != values.shape[:1] or not all(0 < x < math.inf for x in mass.tolist()):
        raise ValueError(
            f"weights must be finite numbers > 0, one for each of {len(values)} points; got "
            f"{'shape ' + str(mass.shape) if mass.shape != values.shape[:1] else mass}"
        )
    exact = all(isinstance(x, (int, Fraction)) for x in mass.tolist())
    enough = (share if exact else float(share)) * sum(mass.tolist())
    points: list[int] = []
    for column in values.T:
        order = np.argsort(column, kind="stable")
        place = order[np.flatnonzero(np.cumsum(mass[order]) >= enough)[0]]
        points.append(int(np.flatnonzero(column == column[place])[0]))
    return points


def _read_off(found: Any, points: list[int], chosen: Backend) -> Estimate:
    """The rows at these points, normalised as Sec. 5.1 says; a warning if they are singular."""
    rows = [found[point, :] for point in points]
    if found.dtype != object:
        rows = [chosen.to_numpy(row).astype(np.float64) for row in rows]
    matrix = row_normalised(row.tolist() for row in rows)
    rank = _rank(matrix)
    if rank < matrix.classes:
        warnings.warn(
            f"the estimate is singular, of rank {rank}{_equal_rows(matrix)}: backward correction "
            "needs an inverse, and forward correction leaves more than one output",
            SingularEstimate,
            stacklevel=3,
        )
    return Estimate(matrix, tuple(points))


def _rank(matrix: TransitionMatrix) -> int:
    if not matrix.exact:
        return int(np.linalg.matrix_rank(matrix.to_numpy()))
    entries = [fmpq(x.numerator, x.denominator) for row in matrix.rows for x in cast("Any", row)]
    return int(fmpq_mat(matrix.classes, matrix.classes, entries).rank())


def _equal_rows(matrix: TransitionMatrix) -> str:
    first = dict[Any, int]()
    for i, row in enumerate(matrix.rows):
        if first.setdefault(row, i) != i:
            return f" (rows {first[row]} and {i} are equal)"
    return ""
