"""Tables that map random words to labels, for probabilities in multiples of 2**-56.

Sampling from a table of masses is exact: label j of row i has the probability
`masses[i, j] / 2**56`, and a label without mass never occurs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.drawing.constants import MOST_TUPLES, TUPLES
from lossproof.simulate.machine import RawWords

Masses: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.unsignedinteger[Any]]
Places: TypeAlias = NDArray[np.int64]

BITS = 56


def masses(probs: NDArray[np.float64]) -> Masses:
    """Rows of probabilities, (n, c), as integers that sum to 2**56 in each row.

    Rows are divided by their sums and rounded; the largest entry of a row absorbs the rounding
    error, so a zero stays zero. A probability below 2**-57 becomes zero.
    """
    scaled = probs * (2.0**BITS / probs.sum(axis=1, keepdims=True))
    parts = np.rint(scaled, out=scaled).astype(np.int64)
    rows = np.arange(len(parts))
    parts[rows, parts.argmax(axis=1)] += (1 << BITS) - parts.sum(axis=1)
    return parts


def smallest_unsigned(classes: int) -> np.dtype[Any]:
    """The dtype of labels 0..c-1: uint8 up to c = 256, uint16 up to c = 65536."""
    return np.dtype(np.uint8 if classes <= 256 else np.uint16)


def look_up(table: Codes, cells: NDArray[Any], open_code: Any, out: NDArray[Any]) -> Places:
    """Write `table[cells]` to `out`, and return the places of `open_code` there."""
    # The default mode, "raise", would write to a copy of out.
    np.take(table, cells, mode="clip", out=out)
    return np.flatnonzero(out == open_code)


@cache
def compiled_look_up() -> Callable[..., Places]:
    """`look_up` as one numba loop, which does not copy the cells to int64."""
    from numba import njit  # pyright: ignore

    @njit(nogil=True)
    def loop(table: Codes, cells: NDArray[Any], open_code: Any, out: NDArray[Any]) -> Places:
        places, count = np.empty(cells.size, np.int64), 0
        for i in range(cells.size):
            code = table[cells[i]]
            out[i] = code
            if code == open_code:
                places[count] = i
                count += 1
        return places[:count]

    return loop


class LookUp:
    """Rows of `2**bits` equally likely cells, each with a label or open.

    A label fills as many cells as its mass allows; the open cells, at the end of the row, share the
    remaining mass and are decided by further random bits. G. Marsaglia, W. W. Tsang and J. Wang,
    "Fast generation of discrete random variables", 2004, fill cells in this way.

    Parameters
    ----------
    law : masses, shape (rows, c), rows * c <= 2**(7 + bits)
    bits : binary logarithm of the number of cells in a row, at most 16
    codes : the code of each label, shape (c,), of an unsigned dtype; by default the label
    take : `look_up` or `compiled_look_up()`
    """

    def __init__(
        self,
        law: Masses,
        bits: int,
        codes: Codes | None = None,
        take: Callable[..., Places] = look_up,
    ) -> None:
        count, classes = law.shape
        if codes is None:
            codes = np.arange(classes, dtype=smallest_unsigned(classes))
        self.dtype, self._take = codes.dtype, take
        self._bits, self._rest = bits, BITS - bits
        filled, remainders = law >> self._rest, law & ((1 << self._rest) - 1)
        settled = filled.sum(axis=1)
        open_cells = (1 << bits) - settled
        # Where the marker is a code as well (c = 256 or 65536), the place of a cell decides.
        self._marker = codes.dtype.type(np.iinfo(codes.dtype).max)
        self._ambiguous = bool((codes == self._marker).any())
        cells = np.column_stack([filled, open_cells]).ravel()
        self._table = np.repeat(np.tile(np.append(codes, self._marker), count), cells)
        self._open = bool(open_cells.any())
        self._codes, self._ends = np.tile(codes, count), np.cumsum(remainders)
        starts = np.arange(count, dtype=np.int64) << bits
        self._first_open = starts + settled
        self._shift = np.cumsum(open_cells) - open_cells - self._first_open

    def draw(self, raw: RawWords, cells: NDArray[Any], out: NDArray[Any]) -> None:
        """Write the code of each cell, `row << bits | cell` with a uniform cell in 0..2**bits-1.

        `out` has the shape (n,) of `cells` and the dtype of the codes.
        """
        marked = self._take(self._table, cells, self._marker, out)
        if self._open and marked.size:
            self._settle(raw, cells, marked, out)

    def _settle(
        self, raw: RawWords, cells: NDArray[Any], marked: Places, out: NDArray[Any]
    ) -> None:
        place = cells[marked].astype(np.int64)
        row = place >> self._bits
        if self._ambiguous:
            still = place >= self._first_open[row]
            marked, place, row = marked[still], place[still], row[still]
        place += self._shift[row]
        place <<= self._rest
        place += (raw(marked.size) >> np.uint64(64 - self._rest)).view(np.int64)
        out[marked] = self._codes[self._ends.searchsorted(place, side="right")]


class TupleTable:
    """Independent labels of one distribution; four or two per 16 random bits where c is small.

    Parameters
    ----------
    probs : shape (c,), c in 2..65536
    take : `look_up`, or what does the same
    """

    def __init__(self, probs: NDArray[np.float64], take: Callable[..., Places] = look_up) -> None:
        classes = probs.size
        self._together = next(k for k in (4, 2, 1) if k == 1 or classes**k <= MOST_TUPLES)
        dtype = smallest_unsigned(classes)
        labels = np.indices((classes,) * self._together).reshape(self._together, -1)
        codes = np.ascontiguousarray(labels.T, dtype).view(f"u{self._together * dtype.itemsize}")
        law = probs[labels].prod(axis=0)
        self._table = LookUp(masses(law[None]), 16, codes[:, 0], take)

    def draw(self, raw: RawWords, out: NDArray[Any]) -> None:
        """Fill `out`, shape (n,), of the dtype of labels."""
        step = self._together * TUPLES
        for start in range(0, out.size, step):
            part = out[start : start + step]
            count = -(-part.size // self._together)
            cells = raw(-(-count // 4)).view(np.uint16)[:count]
            if part.size % self._together or part.ctypes.data % self._table.dtype.itemsize:
                codes = np.empty(count, self._table.dtype)
                self._table.draw(raw, cells, codes)
                part[:] = codes.view(out.dtype)[: part.size]
            else:
                self._table.draw(raw, cells, part.view(self._table.dtype))


class Alias:
    """An alias table per row: a column, then the label of the column or its alias.

    A. J. Walker, "An efficient method for generating discrete random variables with general
    distributions", 1977. A row's columns are filled from light to heavy in one pass.

    Parameters
    ----------
    law : masses, shape (rows, c), c <= 65536
    """

    def __init__(self, law: Masses) -> None:
        classes = law.shape[1]
        self.bits = (classes - 1).bit_length()
        self._low = np.uint64((1 << 64 - BITS + self.bits) - 1)
        self._table = np.concatenate([self._columns(row) for row in law])

    def draw(self, raw: RawWords, rows: NDArray[np.int64], out: NDArray[Any]) -> None:
        """Write a label for each row; `rows`, shape (n,), is overwritten."""
        words = raw(rows.size)
        column = (words >> np.uint64(64 - self.bits)).view(np.int64)
        rows <<= self.bits
        rows |= column
        entries = np.take(self._table, rows, mode="clip")
        words <<= np.uint64(self.bits)
        # With ones in the low bits, less means that the high bits are below the threshold.
        words |= self._low
        np.copyto(out, entries, casting="unsafe")
        out *= words >= entries
        out ^= column.astype(out.dtype)

    def _columns(self, law: Masses) -> NDArray[np.uint64]:
        """For each column, `alias ^ column` in the lowest bits and its threshold above."""
        size, share = 1 << self.bits, 1 << (BITS - self.bits)
        mass = np.zeros(size, np.int64)
        mass[: law.size] = law
        threshold, alias = np.zeros(size, np.int64), np.arange(size)
        light, heavy = np.flatnonzero(mass < share), np.flatnonzero(mass > share)
        lacking = np.append(0, np.cumsum(share - mass[light]))
        excess = np.cumsum(mass[heavy] - share)
        threshold[light] = mass[light]
        alias[light] = heavy[np.searchsorted(excess, lacking[:-1], side="right")]
        # From some light column on, a heavy column has given away its excess and is light.
        spent = np.searchsorted(lacking, excess[:-1], side="left")
        threshold[heavy[:-1]] = share + excess[:-1] - lacking[spent]
        alias[heavy[:-1]] = heavy[1:]
        # A full column is its own alias, since its threshold would not fit the bits.
        full = threshold == share
        threshold[full], alias[full] = 0, np.flatnonzero(full)
        threshold <<= 64 - BITS + self.bits
        return (threshold | alias ^ np.arange(size)).view(np.uint64)
