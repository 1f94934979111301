"""Predictions inside the simplex at which a part of a loss is certainly undefined.

Floats choose the points, exact numbers decide.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.loss.points import simple_points
from lossproof.theory.card.loss.reading import P, Reading, divides, symbols
from lossproof.theory.language import Vector
from lossproof.theory.numbers import array, ball, compare

POINTS, FINEST, GRID = 1500, 10**6, 4000


def realised(reading: Reading, form: Any, entries: Any) -> Any:
    """A part of a closed loss in the probabilities of all classes, the label's first."""
    return reading.written(form, Vector(entries), 0) if reading.closed else form


def named(reading: Reading, form: Any, c: int | None) -> Any:
    """A part of a loss as messages show it."""
    if c is None or form.free_symbols <= {P}:
        return form
    return realised(reading, form, symbols(c))


def find_undefined(reading: Reading, part: Any, c: int) -> tuple[str, str] | None:
    """The operation of a part and a point where it is certainly undefined, in words, or None."""
    entries = symbols(c)
    inner = realised(reading, part.args[0], entries)
    if not inner.free_symbols:
        return None
    at = _points(c)
    (values,) = array([inner], entries)(*at.T)
    values = np.broadcast_to(values, len(at))
    finite = np.isfinite(values)
    if not finite.any():
        return None
    low = int(np.where(finite, values, np.inf).argmin())
    high = int(np.where(finite, values, -np.inf).argmax())
    ends = [_exact(at[k]) for k in (low, high)]
    signs = [_sign(inner, entries, end) for end in ends]
    texts = [f"({', '.join(map(str, end))})" for end in ends]
    if divides(part):
        if signs == [-1, 1]:
            return "divides by", f"0 between {texts[0]} and {texts[1]}"
    elif signs[0] == -1:
        return "takes a logarithm or a root of", f"negative at {texts[0]}"
    if part.is_Pow and not divides(part) and part.exp.is_positive:
        return None
    for k in np.argsort(np.abs(np.where(finite, values, np.inf)))[:5]:
        end = _exact(at[k])
        if _sign(inner, entries, end) == 0:
            does = "divides by" if divides(part) else "takes the logarithm of"
            return does, f"0 at ({', '.join(map(str, end))})"
    return None


def _points(c: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    sampled = np.concatenate([rng.dirichlet(np.full(c, a), POINTS) for a in (0.3, 1, 4)])
    sampled = (1 - 1e-5 * c) * sampled + 1e-5
    simple = [tuple(map(float, point)) for point in simple_points(c) if min(point) > 0]
    moved = [(point[k], *point[:k], *point[k + 1 :]) for point in simple for k in range(c)]
    return np.concatenate([np.array(moved).reshape(-1, c), sampled])


def _exact(at: np.ndarray) -> tuple[Any, ...]:
    """A prediction with positive rational entries near floats, simple if possible."""
    for finest in (100, FINEST):
        entries = [_rational(x).limit_denominator(finest) for x in at]
        total = sympy.Add(*entries)
        if min(entries) > 0 and (total == 1 or finest == FINEST):
            return tuple(x / total for x in entries)
    return tuple(sympy.Rational(1, len(at)) for _ in at)


def _rational(value: float) -> Any:
    return sympy.Rational(str(float(value)))


def _sign(inner: Any, entries: Any, at: tuple[Any, ...]) -> int | None:
    value = inner.xreplace(dict(zip(entries, at, strict=True)))
    if value.has(sympy.zoo, sympy.nan, sympy.I):
        return None
    enclosure = ball(value)
    if enclosure > 0 or enclosure < 0:
        return 1 if enclosure > 0 else -1
    return 0 if compare(value, "==", 0, max_bits=256) else None


def zero_of(form: Any) -> sympy.Rational | None:
    """A rational in (0, 1) at which a formula in `P` is exactly 0, or None."""
    grid = np.linspace(0, 1, GRID + 1)[1:-1]
    (values,) = array([form], [P])(grid)
    size = np.abs(np.broadcast_to(values, len(grid)))
    if not np.isfinite(size).all():
        return None
    inner = (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:])
    for k in 1 + np.flatnonzero(inner)[:20]:
        near = _least_near(form, float(grid[k]))
        for finest in (10, 100, 1000, 10**4, 10**6):
            at = near.limit_denominator(finest)
            if 0 < at < 1 and compare(form.xreplace({P: at}), "==", 0, max_bits=256):
                return at
    return None


def _least_near(form: Any, at: float) -> Any:
    from scipy.optimize import minimize_scalar

    code = array([form], [P])
    minimum: Any = minimize_scalar(
        lambda x: abs(float(code(x)[0])), bounds=(at - 1 / GRID, at + 1 / GRID),
        method="bounded", options={"xatol": 1e-13},
    )  # fmt: skip
    return _rational(minimum.x)
