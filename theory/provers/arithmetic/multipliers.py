"""Multipliers that show that linear inequalities cannot all hold, in exact rationals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Row = list[Fraction]


def multipliers(
    slopes: Sequence[Sequence[Any]], constants: Sequence[Any], strict: Sequence[bool]
) -> list[Fraction] | None:
    """Numbers >= 0 that add `slopes . x + constants >= 0` up to what is false; None if none do.

    The slopes cancel, and the constants come to less than 0, or to 0 where one that is `> 0`
    (`strict`) has a multiplier. By the theorem of Farkas and Motzkin there are such numbers where
    no `x` meets all of them.

    >>> multipliers([[1], [-1]], [-2, 1], [False, False])  # x >= 2 and x <= 1
    [Fraction(1, 1), Fraction(1, 1)]
    >>> multipliers([[1], [-1]], [-1, 1], [False, False])  # x >= 1 and x <= 1
    """
    count = len(slopes[0]) if slopes else 0
    columns = [
        [*map(Fraction, map(str, slope)), Fraction(str(constant)), Fraction(bool(is_strict))]
        for slope, constant, is_strict in zip(slopes, constants, strict, strict=True)
    ]
    # What the constants lack to 0, and the multipliers of what is strict, come to 1 together.
    lack = [Fraction(0)] * count + [Fraction(1), Fraction(1)]
    found = _feasible([*columns, lack], [Fraction(0)] * (count + 1) + [Fraction(1)])
    return None if found is None else found[:-1]


def _feasible(columns: Sequence[Row], right: Row) -> list[Fraction] | None:
    """`x >= 0` with `columns . x = right >= 0`, by the simplex method with Bland's rule."""
    count, size = len(columns), len(right)
    table = [[*(column[i] for column in columns), right[i]] for i in range(size)]
    # Row i starts with an artificial variable, count + i, that is to leave.
    basis = [count + i for i in range(size)]
    cost = [-sum((row[k] for row in table), Fraction(0)) for k in range(count + 1)]
    while any(cost[-1:]):
        entering = next((k for k in range(count) if cost[k] < 0), None)
        if entering is None:
            return None
        ratios = [
            (row[-1] / row[entering], basis[i], i)
            for i, row in enumerate(table)
            if row[entering] > 0
        ]
        _, _, leaving = min(ratios)
        pivot = [value / table[leaving][entering] for value in table[leaving]]
        table = [
            pivot if i == leaving else _without(row, row[entering], pivot)
            for i, row in enumerate(table)
        ]
        cost = _without(cost, cost[entering], pivot)
        basis[leaving] = entering
    found = [Fraction(0)] * count
    for row, variable in zip(table, basis, strict=True):
        if variable < count:
            found[variable] = row[-1]
    return found


def _without(row: Row, times: Fraction, pivot: Row) -> Row:
    return [a - times * b for a, b in zip(row, pivot, strict=True)] if times else row
