"""The estimators of Patrini et al. (2017), Eq. 12-13 and Sec. 5.1, as they are printed.

Each row of the estimate is the probability vector of one point, hence a distribution.
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
    """An estimated transition matrix, and the point that gave each row."""

    matrix: TransitionMatrix
    points: tuple[int, ...]


def argmax_estimate(probs: Any, *, on: str = "numpy") -> Estimate:
    """Row i is the vector of noisy class probabilities at the point that maximises label i.

    Source: Patrini et al. (2017), Eq. 12-13. The first of several such points is used. The
    estimate is T if X' has a perfect example of every class, the probabilities are exact and each
    diagonal entry is the only maximum of its column: see the claim `patrini2017.argmax-estimator`.

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
        If probs are not such probabilities, there are no points, or a label has probability 0 at
        every point.
    """
    chosen = backend(on)
    table = checked(probs, chosen)
    return _read_off(table, _argmax(table, chosen), chosen)


def percentile_estimate(
    probs: Any, alpha: Any = ALPHA, *, weights: Any = None, on: str = "numpy"
) -> Estimate:
    """Row i is the vector at a point where the probability of label i is its alpha-percentile.

    Source: Patrini et al. (2017), Sec. 5.1, with alpha = 97 %. The percentile is the least
    value that at least a share alpha of the points does not exceed, so that some point attains it;
    the first of several is used. The estimate misses a class whose perfect examples are less than
    1 - alpha of the points: see the claim `patrini2017.percentile-estimator`.

    Parameters
    ----------
    probs, on : as in `argmax_estimate`
    alpha : number in (0, 1]
        Exact where it is text such as "97/100" or a Fraction; 1 is the argmax.
    weights : numbers > 0, shape (n,), optional
        Weights of the points; equal by default. They are summed by NumPy.

    Warns and raises as `argmax_estimate`, and ValueError where alpha or weights are not as above.
    """
    share, chosen = Fraction(alpha), backend(on)
    if not 0 < share <= 1:
        raise ValueError(f"alpha must be in (0, 1]; got {alpha} (97 % is 0.97)")
    table = checked(probs, chosen)
    if weights is not None:
        return _read_off(table, _weighted(table, share, weights, chosen), chosen)
    xp, place = _namespace(table, chosen), math.ceil(share * table.shape[0]) - 1
    level = xp.sort(table, axis=0)[place, :]
    return _read_off(table, _argmax(xp.astype(table == level, xp.int8), chosen), chosen)


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
                f"rows must contain finite numbers >= 0 and at least one positive number; "
                f"row {i} is {row}"
            )
    return TransitionMatrix.from_rows(
        [x / total for x in row] for row, total in zip(lines, sums, strict=True)
    )


def _namespace(table: Any, chosen: Backend) -> Any:
    """The namespace of the backend, or NumPy for Fractions."""
    return np if table.dtype == object else chosen.xp


def _argmax(values: Any, chosen: Backend) -> list[int]:
    """The first index of the largest value of each column."""
    places = _namespace(values, chosen).argmax(values, axis=0)
    return [int(place) for place in (chosen.to_numpy(places))]


def _weighted(table: Any, share: Fraction, weights: Any, chosen: Backend) -> list[int]:
    """The first index, in each column, of the value at the weighted percentile."""
    values = table if table.dtype == object else chosen.to_numpy(table)
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


def _read_off(table: Any, points: list[int], chosen: Backend) -> Estimate:
    """The rows at these points, normalised as in Sec. 5.1; warns if the matrix is singular."""
    rows = [table[point, :] for point in points]
    if table.dtype != object:
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
