"""Multipliers that show that linear inequalities cannot all hold, in exact rationals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq

Row = Sequence[Any]
MANY, FLOATS, ZERO = 80, 1e-9, fmpq(0)


def multipliers(
    slopes: Sequence[Sequence[Any]], constants: Sequence[Any], strict: Sequence[bool]
) -> list[Fraction] | None:
    """Multipliers >= 0 whose sum of `slopes . x + constants >= 0` is a contradiction, or None.

    The slopes cancel, and the constants sum to less than 0, or to 0 if a strict inequality
    (`strict`) has a multiplier. By the theorem of Farkas and Motzkin such multipliers exist if no
    `x` satisfies all inequalities.

    >>> multipliers([[1], [-1]], [-2, 1], [False, False])  # x >= 2 and x <= 1
    [Fraction(1, 1), Fraction(1, 1)]
    >>> multipliers([[1], [-1]], [-1, 1], [False, False])  # x >= 1 and x <= 1
    """
    count = len(slopes[0]) if slopes else 0
    columns = [
        [*map(_exact, slope), _exact(constant), fmpq(bool(is_strict))]
        for slope, constant, is_strict in zip(slopes, constants, strict, strict=True)
    ]
    # The negative sum of constants and the multipliers of strict inequalities sum to 1.
    lack = [fmpq(0)] * count + [fmpq(1), fmpq(1)]
    right = [fmpq(0)] * (count + 1) + [fmpq(1)]
    if len(columns) <= MANY:
        solution = feasible([*columns, lack], right)
        return None if solution is None else solution[:-1]
    few = _few([*columns, lack], right)
    solution = feasible([[*columns, lack][k] for k in few], right) if few else None
    if solution is None:
        return None
    every = dict(zip(few, solution, strict=True))
    return [every.get(k, Fraction(0)) for k in range(len(columns))]


def _few(columns: Sequence[Row], right: Row) -> list[int]:
    """The indices of nonzero multipliers in a float solution, few enough for an exact one."""
    import numpy as np
    from scipy.optimize import linprog

    table = np.array([[*map(_near, column)] for column in columns]).T
    scale = np.maximum(np.abs(table).max(axis=1), 1e-9)
    done = linprog(
        np.ones(len(columns)), A_eq=table / scale[:, None],
        b_eq=np.array([*map(_near, right)]) / scale, method="highs-ds",
    )  # fmt: skip
    return [k for k, x in enumerate(done.x) if x > FLOATS] if done.status == 0 else []


def feasible(columns: Sequence[Row], right: Row) -> list[Fraction] | None:
    """`x >= 0` with `columns . x = right >= 0`, by the simplex method with Bland's rule."""
    count, size = len(columns), len(right)
    table = [[_exact(row[i]) for row in (*columns, right)] for i in range(size)]
    # The artificial variable count + i is basic in row i at the start.
    basis = [count + i for i in range(size)]
    cost = [-sum((row[k] for row in table), fmpq(0)) for k in range(count + 1)]
    while cost[-1] != 0:
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
    solution = [Fraction(0)] * count
    for row, variable in zip(table, basis, strict=True):
        if variable < count:
            solution[variable] = Fraction(int(row[-1].p), int(row[-1].q))
    return solution


def _without(row: Row, times: fmpq, pivot: Row) -> Row:
    if times == 0:
        return row
    return [a - times * b if b else a for a, b in zip(row, pivot, strict=True)]


def _exact(value: Any) -> fmpq:
    """A rational as one of FLINT, whose arithmetic is much faster than that of `Fraction`."""
    if value.__class__ is fmpq:
        return value
    if value.__class__ is int and not value:  # as most are
        return ZERO
    return fmpq(int(value.numerator), int(value.denominator))


def _near(value: fmpq) -> float:
    return int(value.p) / int(value.q)
