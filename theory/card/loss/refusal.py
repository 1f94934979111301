"""What is refused a card: formulas that are no real number somewhere inside the simplex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from theory.card.calculus import sign_on
from theory.card.loss.points import simple_points
from theory.card.loss.reading import NotALossError, P, Reading, divides, undefined_at
from theory.language import Vector
from theory.losses import CLASSES
from theory.numbers import array, ball, compare

TOO_LARGE = 10**30
POINTS, TOUCHES = 4000, 1e-7


def check(reading: Reading, classes: Sequence[int]) -> None:
    """Refuse a reading that is no loss.

    Raises
    ------
    NotALossError
        If it is undefined, not real or enormous at a prediction with positive entries, or treats
        the classes differently.
    """
    _check_between(reading, classes)
    _check_inside(reading, classes)
    for c in sorted({3, *classes}):
        _check_anywhere(reading, c)
    _check_alike(reading)


def _refuse(reading: Reading, inner: Any, divides: bool, where: str) -> None:
    start = f"{reading.name} must be a real number at every prediction; it "
    if divides:
        raise NotALossError(f"{start}divides by {inner}, which is 0 {where}")
    raise NotALossError(f"{start}takes a logarithm or a root of {inner}, which is negative{where}")


def _check_between(reading: Reading, classes: Sequence[int]) -> None:
    """Refuse what is undefined between the simple predictions, in one probability."""
    forms = (reading.value, *reading.sums.values())
    for part in {part for form in forms for part in undefined_at(form)}:
        each: list[Any] = [part]
        if part.has(CLASSES):
            each = [part.xreplace({CLASSES: sympy.Integer(c)}) for c in classes]
        for one in each:
            if one.args and one.args[0].free_symbols == {P}:
                _check_part(reading, one)


def _check_part(reading: Reading, part: Any) -> None:
    inner, division = part.args[0], divides(part)
    sign = sign_on(inner, P)
    if sign.relation == "mixed" and division:
        _refuse(reading, inner, True, f"between p = {sign.below} and p = {sign.above}")
    if not division and (sign.below is not None or sign.relation in ("<", "==")):
        _refuse(reading, inner, False, "" if sign.below is None else f" at p = {sign.below}")
    strict = sign.relation in (">", "<") or not (division or isinstance(part, sympy.log))
    if not strict and (at := _touches_zero(inner)) is not None:
        what = "divides by" if division else "takes the logarithm of"
        raise NotALossError(
            f"{reading.name} must be a real number at every prediction; it {what} {inner}, "
            f"which is 0 near p = {at:.6g}"
        )


def _touches_zero(form: Any) -> float | None:
    """A place inside (0, 1) where float64 cannot tell a formula from 0."""
    from scipy.optimize import minimize_scalar

    code = array([form], [P])
    grid = np.linspace(0, 1, POINTS + 1)[1:-1]
    (values,) = code(grid)
    size = np.abs(values)
    if not np.isfinite(size).all():
        return None
    step = 1 / POINTS
    inner = (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:])
    for k in 1 + np.flatnonzero(inner)[:20]:
        found: Any = minimize_scalar(
            lambda at: abs(float(code(at)[0])), bounds=(grid[k] - step, grid[k] + step),
            method="bounded", options={"xatol": 1e-13},
        )  # fmt: skip
        if found.fun <= TOUCHES * size.max():
            return float(found.x)
    return None


def _check_anywhere(reading: Reading, c: int) -> None:
    """Refuse divisors of two signs, and logarithms and roots below 0, at random predictions."""
    symbols = sympy.symbols(f"u1:{c + 1}", positive=True)
    form = sympy.sympify(reading.expression(Vector(symbols), 0))
    rng = np.random.default_rng(0)
    at = np.concatenate([rng.dirichlet(np.full(c, a), POINTS) for a in (0.3, 1, 4)])
    at = (1 - 1e-5 * c) * at + 1e-5
    named = dict(zip(symbols, sympy.symbols(f"p_1:{c + 1}"), strict=True))
    for part in undefined_at(form):
        inner = part.args[0]
        if not inner.free_symbols:
            continue
        (values,) = array([inner], symbols)(*at.T)
        low, high = int(np.argmin(values)), int(np.argmax(values))
        if not np.isfinite(values[[low, high]]).all() or values[low] > -1e-9:
            continue
        if not divides(part) or values[high] > 1e-9:
            ends = [f"({', '.join(f'{x:.4g}' for x in at[k])})" for k in (low, high)]
            where = f"between {ends[0]} and {ends[1]}" if divides(part) else f" at {ends[0]}"
            _refuse(reading, inner.xreplace(named), divides(part), where)


def _check_inside(reading: Reading, classes: Sequence[int]) -> None:
    for c in classes:
        for at in simple_points(c):
            if min(at) == 0:
                continue
            for y in sorted({at.index(entry) for entry in at}):
                value = sympy.sympify(reading.expression(at, y))
                undefined = value.has(sympy.nan, sympy.zoo, sympy.oo, sympy.I)
                if not undefined:
                    size = ball(value)
                    undefined = not -TOO_LARGE < size < TOO_LARGE
                if undefined:
                    where = ", ".join(map(str, at))
                    raise NotALossError(
                        f"{reading.name} must be a real number at every prediction with positive "
                        f"entries; at ({where}) with the label {y + 1} it is not: it divides by 0, "
                        "or takes the logarithm or a root of a number that is not positive"
                    )


def _check_alike(reading: Reading) -> None:
    """Refuse a function that treats some classes differently from others."""
    f = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
    for order in ((1, 2, 0), (1, 0, 2)):
        moved = Vector(f[k] for k in order)
        for y, k in enumerate(order):
            if compare(reading.expression(f, k), "!=", reading.expression(moved, y)):
                raise NotALossError(
                    f"{reading.name} must treat the classes alike; with the classes renumbered "
                    "the loss is another one: use f[y] and f.total(), not f[0]"
                )
