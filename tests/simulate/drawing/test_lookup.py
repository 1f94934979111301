"""Tables draw exactly the integer law that they are given: every random word is accounted for."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from scipy import stats

from lossproof.simulate.drawing.constants import TUPLES
from lossproof.simulate.drawing.lookup import (
    BITS,
    Alias,
    LookUp,
    TupleTable,
    masses,
    smallest_unsigned,
)
from lossproof.simulate.machine import stream
from tests.together import together

WHOLE = 1 << BITS


def random_law(rows: int, classes: int, seed: int = 0) -> np.ndarray:
    probs = np.random.default_rng(seed).dirichlet(np.full(classes, 0.3), rows)
    probs[:, :: max(2, classes // 3)] = 0
    return masses(probs)


def law_of_look_up(
    table: LookUp, rows: int, classes: int, bits: int, label_of: Any = np.asarray
) -> np.ndarray:
    """How many of the 2**56 continuations of each row end in each label."""
    law, rest = np.zeros((rows, classes), dtype=object), BITS - bits

    def labels(cells: np.ndarray, more: np.ndarray) -> np.ndarray:
        """The labels of cells, of which all are open or `more` is the same for all."""
        words = more.astype(np.uint64) << np.uint64(64 - rest)
        out = np.empty(cells.size, table.dtype)
        table.draw(lambda count: words[:count], cells.astype(np.uint32), out)
        return label_of(out)

    cells, low = np.arange(rows << bits), np.zeros(rows << bits, np.int64)
    for length in (1 << level for level in range(rest, -1, -1)):
        # Further bits only raise the label of an open cell, so equal ends settle all between.
        first = labels(cells, low)
        same = first == labels(cells, low + length - 1)
        for row, label in zip(cells[same] >> bits, first[same], strict=True):
            law[row, label] += length
        cells, low = np.repeat(cells[~same], 2), np.repeat(low[~same], 2)
        low[1::2] += length // 2
    return law


def law_of_alias(table: Alias, rows: int, classes: int, spare: int = 0) -> np.ndarray:
    """The same for a table of columns: where in each one the own label ends, by bisection."""
    size, share = 1 << table.bits, 1 << (BITS - table.bits)
    row, column = (x.ravel() for x in np.indices((rows, size)))
    dtype = smallest_unsigned(max(classes, size))

    def label(values: np.ndarray) -> np.ndarray:
        words = column.astype(np.uint64) << np.uint64(64 - table.bits)
        words |= values.astype(np.uint64) << np.uint64(64 - BITS)
        out = np.empty(column.size, dtype)
        table.draw(lambda count: words | np.uint64(spare), row.copy(), out)
        return out

    low, high = np.zeros(column.size, np.int64), np.full(column.size, share)
    other = label(high - 1)
    for _ in range(BITS):
        middle = (low + high) // 2
        away = label(np.minimum(middle, share - 1)) == other
        low, high = np.where(away | (low == high), low, middle + 1), np.where(away, middle, high)
    law = np.zeros((rows, size), dtype=object)
    np.add.at(law, (row, column), low)
    np.add.at(law, (row, other), share - low)
    assert not law[:, classes:].any()
    return law[:, :classes]


@together("bits", [2, 8, 13])
@together(("rows", "classes"), [(1, 2), (3, 2), (5, 10), (1, 256), (2, 256)])
def test_look_up_is_exact(rows: int, classes: int, bits: int) -> None:
    law = random_law(rows, classes)
    assert (law_of_look_up(LookUp(law, bits), rows, classes, bits) == law).all()


@together(("rows", "classes"), [(1, 2), (3, 10), (2, 256), (2, 257), (1, 1000), (1, 65536)])
def test_alias_is_exact(rows: int, classes: int) -> None:
    law = random_law(rows, classes)
    for spare in (0, (1 << 64 - BITS) - 1):
        assert (law_of_alias(Alias(law), rows, classes, spare) == law).all()


@together(("classes", "together"), [(2, 4), (3, 4), (6, 4), (7, 2), (45, 2)])
def test_tuples_have_the_product_of_their_laws(classes: int, together: int) -> None:
    probs = random_law(1, classes)[0] / WHOLE
    shape = (classes,) * together

    def label_of(codes: np.ndarray) -> Any:
        return np.ravel_multi_index(tuple(codes.view(np.uint8).reshape(-1, together).T), shape)

    law = law_of_look_up(TupleTable(probs)._table, 1, classes**together, 16, label_of)
    product = reduce(np.multiply.outer, [probs] * together).ravel()
    np.testing.assert_allclose((law[0] / WHOLE).astype(float), product, rtol=0, atol=2.0**-45)
    assert not law[0, product == 0].any()


@together(("classes", "together"), [(2, 4), (3, 4), (6, 4), (7, 2), (45, 2), (46, 1), (300, 1)])
def test_labels_drawn_together_are_independent(classes: int, together: int) -> None:
    probs = np.random.default_rng(classes).dirichlet(np.full(classes, 3.0))
    probs[2::3] = 0
    probs /= probs.sum()
    table, size = TupleTable(probs), 100_000
    words = []

    def raw(count: int) -> np.ndarray:
        words.append(count)
        return rng.bit_generator.random_raw(count)

    rng, out = stream(0, "together", classes), np.empty(size, smallest_unsigned(classes))
    table.draw(raw, out)
    assert max(words) == min(TUPLES, size // together) // 4
    assert size / 4 / together <= sum(words) <= size / 4 / together * 1.2
    parity, share = out % 2, np.bincount(np.arange(classes) % 2, probs)
    assert not np.isin(out, np.flatnonzero(probs == 0)).any()
    for start in range(8):
        for shift in range(1, 8):
            first = parity[start : size - 16 : 16]
            second = parity[start + shift : size - 16 + shift : 16]
            seen = np.bincount(2 * first + second, minlength=4)
            expected = np.outer(share, share).ravel() * first.size
            assert stats.chisquare(seen, expected).pvalue > 1e-10


def thirds() -> list[list[int]]:
    share = 1 << (BITS - 8)
    return [
        [WHOLE, 0, 0, 0],
        [0, 0, 0, WHOLE],
        [0, WHOLE // 2, WHOLE // 2, 0],
        [1, WHOLE - 1, 0, 0],
        [0, 0, WHOLE - 1, 1],
        [WHOLE // 3, WHOLE // 3, WHOLE // 3 + 1, 0],
        [WHOLE >> 8, WHOLE - (WHOLE >> 8) - 5, 3, 2],
        [share, share + 1, share - 1, WHOLE - 3 * share],
    ]


def test_edges_are_exact() -> None:
    law = np.array(thirds())
    assert (law.sum(axis=1) == WHOLE).all()
    assert (law_of_look_up(LookUp(law, 8), *law.shape, 8) == law).all()
    assert (law_of_alias(Alias(law), *law.shape) == law).all()
    full = np.full((1, 256), WHOLE // 256)
    assert (law_of_alias(Alias(full), 1, 256) == full).all()
    assert (law_of_look_up(LookUp(full, 8), 1, 256, 8) == full).all()


@together("classes", [7, 1000])
def test_a_row_of_sixteen_bits_is_exact(classes: int) -> None:
    law = random_law(1, classes)
    assert (law_of_look_up(LookUp(law, 16), 1, classes, 16) == law).all()


def test_a_law_read_by_columns_is_noticed() -> None:
    law = random_law(5, 5)
    assert not (law == law.T).all()
    wrong = masses(np.maximum(law.T, 1) / np.maximum(law.T, 1).sum(axis=1, keepdims=True))
    assert not (law_of_look_up(LookUp(wrong, 8), 5, 5, 8) == law).all()
    assert not (law_of_alias(Alias(wrong), 5, 5) == law).all()


@together("classes", [2, 3, 10, 1000])
def test_masses(classes: int) -> None:
    probs = np.random.default_rng(classes).dirichlet(np.full(classes, 0.5), 50)
    probs[:, -1] = 0
    probs[0, : classes - 1] = 1 / (classes - 1)
    probs /= probs.sum(axis=1, keepdims=True)
    law = masses(probs * (1 + 1e-10))
    assert law.dtype == np.int64
    assert (law.sum(axis=1) == WHOLE).all()
    assert (law >= 0).all()
    assert not law[:, -1].any()
    np.testing.assert_allclose(law / WHOLE, probs, rtol=0, atol=classes * 2.0**-53)


def test_masses_keep_small_probabilities() -> None:
    small = [2.0**-56, 3 * 2.0**-56, 1e-12, 0.0]
    law = masses(np.array([[*small, 1 - sum(small)]]))
    assert law[0, :4].tolist() == [1, 3, round(1e-12 * WHOLE), 0]
    assert law.sum() == WHOLE
