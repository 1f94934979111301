"""Noisy labels from a transition matrix, from rows of probabilities, or by an exact count.

All functions need a generator with a bit generator of 64-bit words, such as `streams.stream`, and
raise TypeError for another. Memory besides the result does not grow with the number of labels,
except in `flip_exactly`.
"""

from __future__ import annotations

import operator
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, SupportsIndex, TypeAlias, cast

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from lossproof.simulate.drawing.constants import (
    CHUNK,
    FEWEST_ROWS,
    MOST_ROWS_KEPT,
    MOST_TABLE_CLASSES,
    TABLE_BITS,
)
from lossproof.simulate.drawing.lookup import (
    Alias,
    LookUp,
    TupleTable,
    compiled_look_up,
    look_up,
    masses,
    smallest_unsigned,
)
from lossproof.simulate.machine import flat_view, raw_words
from lossproof.theory.noise import (
    SUM_TOLERANCE,
    TransitionMatrix,
    check_labels,
    check_probabilities,
    tolerance_of,
)

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]

MOST_CLASSES = 1 << 16


class LabelSampler:
    """Labels under noise that depends on the clean label alone.

    Probabilities are accurate to 2**-40, and a label of probability zero never occurs. Pickles as
    the matrix.

    Parameters
    ----------
    T : a TransitionMatrix, or its rows, shape (c, c), `T[i, j] = P(noisy = j | clean = i)`
    compiled : use a numba loop, up to twice as fast; the labels are the same

    Raises
    ------
    TypeError
        If the rows do not hold real numbers.
    ValueError
        If they are not square, c in 2..65536, nonnegative and of sum 1 within 1e-9.
    ModuleNotFoundError
        If `compiled` and there is no numba.
    """

    def __init__(self, T: TransitionMatrix | ArrayLike, *, compiled: bool = False) -> None:
        self._rows = _square(T)
        self._take = compiled_look_up() if compiled else look_up
        self.classes = len(self._rows)
        self.dtype: np.dtype[Any] = smallest_unsigned(self.classes)
        self._row_tables: dict[int, TupleTable] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(LabelSampler, compiled=self._take is not look_up), (self._rows,)

    def grouped(self, rng: Generator, clean: int, out: Labels) -> None:
        """Fill `out` with independent noisy labels of samples whose clean label is `clean`.

        Parameters
        ----------
        clean : in 0..c-1
        out : uint8 up to c = 256, else uint16 (`dtype`), C-contiguous, of any shape

        Raises
        ------
        TypeError
            If `clean` is not an integer or `out` not an array of that dtype.
        ValueError
            If `clean` is out of range or `out` is not C-contiguous, aligned and writeable.
        """
        raw, flat = raw_words(rng), flat_view(out, self.dtype)
        label = _integer("clean", clean, self.classes, "a class")
        if self.classes > MOST_TABLE_CLASSES and flat.size < CHUNK:
            self._alias.draw(raw, np.full(flat.size, label), flat)
        else:
            self._row(label).draw(raw, flat)

    def draw(self, rng: Generator, labels: ArrayLike, out: Labels | None = None) -> Labels:
        """Independent noisy labels of samples with the clean labels `labels`, in any order.

        `grouped` is faster.

        Parameters
        ----------
        labels : integers in 0..c-1, shape (n,)
        out : where to write them, of that shape and as in `grouped`; may be `labels` itself

        Raises
        ------
        TypeError
            If `labels` are no integers or `out` is not an array of the dtype of labels.
        ValueError
            If `labels` or `out` have another shape, `labels` another range.
        """
        clean = _checked(labels, self.classes)
        noisy = np.empty(clean.shape, self.dtype) if out is None else out
        raw, flat = raw_words(rng), flat_view(noisy, self.dtype)
        if noisy.shape != clean.shape:
            raise ValueError(f"out must have the shape of labels, {clean.shape}; got {noisy.shape}")
        draw = self._from_table if self.classes <= MOST_TABLE_CLASSES else self._from_alias
        for start in range(0, flat.size, CHUNK):
            draw(raw, clean[start : start + CHUNK], flat[start : start + CHUNK])
        return noisy

    def _from_table(self, raw: Any, clean: NDArray[Any], out: NDArray[Any]) -> None:
        cells = clean.astype(np.uint32)
        cells <<= TABLE_BITS
        words = raw((clean.size + 3) // 4).view(np.uint16)[: clean.size]
        words >>= 16 - TABLE_BITS
        cells |= words
        self._table.draw(raw, cells, out)

    def _from_alias(self, raw: Any, clean: NDArray[Any], out: NDArray[Any]) -> None:
        self._alias.draw(raw, clean.astype(np.int64), out)

    def _row(self, clean: int) -> TupleTable:
        row = self._row_tables.get(clean)
        if row is None:
            row = TupleTable(self._rows[clean], self._take)
            if len(self._row_tables) >= MOST_ROWS_KEPT:
                self._row_tables.clear()
            self._row_tables[clean] = row
        return row

    @cached_property
    def _table(self) -> LookUp:
        return LookUp(masses(self._rows), TABLE_BITS, take=self._take)

    @cached_property
    def _alias(self) -> Alias:
        return Alias(masses(self._rows))


def draw_rows(rng: Generator, rows: ArrayLike, *, tolerance: float = SUM_TOLERANCE) -> Labels:
    """One label for each of n rows of P(noisy | x), for noise that depends on the instance.

    Compares 53-bit uniforms with the cumulative sums of a row divided by its total. A label of
    probability zero never occurs.

    Parameters
    ----------
    rows : shape (n, c), c in 2..65536, nonnegative, each with sum 1
    tolerance : how far a sum may be from 1, in [0, 1), if that is more than the rounding of its
        type, `lossproof.theory.noise.rounding.tolerance_of`

    Raises
    ------
    TypeError
        If `rows` do not hold real numbers.
    ValueError
        If they are not as above.
    """
    raw = raw_words(rng)
    given = cast("Floats", rows)
    plain = isinstance(rows, np.ndarray) and given.dtype.kind == "f"
    if plain and given.ndim == 2 and given.shape[1] >= 2:
        check_probabilities(given[:1], tolerance=tolerance)
        tolerance = max(tolerance, tolerance_of(given))
    else:
        given = check_probabilities(rows, tolerance=tolerance)
    if tolerance >= 1:
        raise ValueError(
            f"tolerance must be below 1, because a row must not be empty; got {tolerance}"
        )
    n, classes = given.shape
    _check_classes(classes)
    out = np.zeros(n, smallest_unsigned(classes))
    step = max(FEWEST_ROWS, CHUNK // classes)
    for start in range(0, n, step):
        sums = given[start : start + step].T.astype(np.float64, order="C")
        nonnegative = sums.min() >= 0
        for before, entries in pairwise(sums):
            entries += before
        if not (nonnegative and np.abs(sums[-1] - 1).max() <= tolerance):
            check_probabilities(given, tolerance=tolerance)
        # The last sum is 1 and the uniform is below 1: no label beyond the last possible one.
        sums /= sums[-1].copy()
        uniform = (raw(sums.shape[1]) >> np.uint64(11)) * 2.0**-53
        part = out[start : start + step]
        for ends in sums[:-1]:
            part += ends <= uniform
    return out


def flip_exactly(
    rng: Generator, labels: ArrayLike, count: int, noise: TransitionMatrix | ArrayLike
) -> Labels:
    """Change exactly `count` labels; with independent noise the number of changes is random.

    The changed labels are uniform among those that the noise can change, `T[i, i] < 1`. A changed
    label i becomes j != i with probability `T[i, j] / (1 - T[i, i])`, which is the same for all j
    with `TransitionMatrix.uniform`.

    Parameters
    ----------
    labels : integers in 0..c-1, shape (n,)
    count : from 0 to the number of labels that can change
    noise : as in `LabelSampler`; only the ratios of the entries off its diagonal matter

    Raises
    ------
    TypeError
        If `labels` or `count` are no integers, or `noise` does not hold real numbers.
    ValueError
        If one of them is not as above.
    """
    moves = _square(noise)
    raw_words(rng)
    classes = len(moves)
    clean = _checked(labels, classes)
    np.fill_diagonal(moves, 0)
    rates = moves.sum(axis=1)
    movable = np.flatnonzero(rates[clean] > 0)
    number = _integer("count", count, movable.size + 1, "the labels that the noise can move")
    still = rates == 0
    moves[still, still] = 1
    moves[~still] /= rates[~still, None]
    chosen = movable[rng.choice(movable.size, number, replace=False, shuffle=False)]
    out = clean.astype(smallest_unsigned(classes))
    out[chosen] = LabelSampler(moves).draw(rng, out[chosen])
    return out


def _square(T: TransitionMatrix | ArrayLike) -> Floats:
    """A copy of the rows of T."""
    if isinstance(T, TransitionMatrix):
        rows = T.to_numpy()
    else:
        try:
            rows = check_probabilities(T)
        except (TypeError, ValueError):
            TransitionMatrix.from_rows(cast("Any", T))  # whose errors speak of T
            raise
        if rows.shape[0] != rows.shape[1]:
            raise ValueError(f"T must be square (c rows of c entries); got shape {rows.shape}")
    _check_classes(len(rows))
    return rows


def _check_classes(classes: int) -> None:
    if classes > MOST_CLASSES:
        raise ValueError(f"classes must be in 2..{MOST_CLASSES}; got {classes}")


def _checked(labels: ArrayLike, classes: int) -> NDArray[Any]:
    """The labels, not copied where they are valid (`check_labels` copies to int64)."""
    given = np.asarray(labels) if isinstance(labels, np.ndarray) else check_labels(labels, classes)
    if given.ndim == 1 and given.dtype.kind in "iu":
        signed = given.dtype.kind == "i"
        if not given.size or (given.max() < classes and not (signed and given.min() < 0)):
            return given
    return check_labels(given, classes)


def _integer(name: str, value: object, stop: int, meaning: str) -> int:
    bounds = f"{name} must be an integer in 0..{stop - 1} ({meaning})"
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise TypeError(f"{bounds}; got {value!r}")
    number = operator.index(value)
    if not 0 <= number < stop:
        raise ValueError(f"{bounds}; got {number}")
    return number
