"""Points where a loss of one probability is steepest; floats choose them and prove nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.calculus import Pieces
from lossproof.theory.card.loss.reading import P
from lossproof.theory.numbers import array

GRID, PLACES = 8000, 2
STEP = sympy.Rational(1, 4 * GRID)


def steepest(pieces: Pieces, order: int, below: Any = 1) -> list[Any]:
    """Simple points below a bound where a derivative is least or greatest, with distances."""
    grid = np.arange(1, GRID) / GRID
    grid = grid[grid < float(below)]
    extremes: list[tuple[float, int]] = []
    for form, low, high in zip(
        pieces.derivative(order).forms, pieces.ends[:-1], pieces.ends[1:], strict=True
    ):
        (values,) = array([form], [P])(grid)
        inside = (grid > float(low) + 1 / GRID) & (grid < float(high) - 1 / GRID)
        sizes = np.where(inside & np.isfinite(values), values, np.nan)
        if np.isnan(sizes).all():
            continue
        extremes += [(float(sizes[k]), int(k)) for k in (np.nanargmin(sizes), np.nanargmax(sizes))]
    extremes.sort()
    chosen = dict.fromkeys(k for _, k in (*extremes[:PLACES], *extremes[::-1][:PLACES]))
    return [sympy.Rational(k + 1, GRID) for k in chosen]
