"""The certified sign of a formula on the cells of a window, up to and along its edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import sympy
from flint import arb, ctx, fmpq

from lossproof.theory.maps.limits import BITS, LONG, ORDERS
from lossproof.theory.numbers import (
    ball,
    compare,
    compile_balls,
    constant_sign,
    identically_zero,
    interval,
    slope_of,
    to_fmpq,
)

CellSign = tuple[int, int]
Place = Literal["inside", "low", "high"]
UNKNOWN: CellSign = (0, 0)
_ZERO = arb(0)
_OF_CONSTANT: dict[int | None, CellSign] = {1: (2, 0), -1: (0, 2), 0: (1, 1), None: UNKNOWN}


@dataclass(frozen=True)
class Axis:
    """One parameter of a map: its symbol, and a window with rational ends, `low < high`."""

    name: str
    symbol: sympy.Symbol
    low: sympy.Rational
    high: sympy.Rational
    open_low: bool = False
    open_high: bool = False

    @cached_property
    def ends(self) -> tuple[fmpq, fmpq]:
        """The ends of the window as FLINT rationals."""
        return to_fmpq(self.low), to_fmpq(self.high)

    def at(self, index: int, depth: int) -> fmpq:
        """The end of cell `index` of `2**depth` equal cells."""
        low, high = self.ends
        return low + (high - low) * fmpq(index, 1 << depth)


class Side:
    """One side of a cell, in the coordinate that is 0 at the edge of the window it touches."""

    __slots__ = ("ball", "half", "hi", "lo", "place")

    def __init__(self, axis: Axis, index: int, depth: int) -> None:
        low, high = axis.ends
        first, last = axis.at(index, depth), axis.at(index + 1, depth)
        self.place: Place = "inside"
        if index == 0:
            self.place, first, last = "low", first - low, last - low
        elif index + 1 == 1 << depth:
            self.place, first, last = "high", high - last, high - first
        self.lo, self.hi = arb(first), arb(last)
        self.ball, self.half = interval(first, last), arb(0, (last - first) / 2)


class SignOnCells:
    """The sign of one formula of the axes' symbols, on any cell of the window.

    The sign on a cell follows from the enclosure of the formula, from its ends if it is monotone,
    or from the mean-value form. Along an edge of the window at which the formula vanishes, its
    first nonzero derivative gives the sign beside the edge, which also decides ties at an edge
    and 0/0 at an open one. If every Max, Min and absolute value has one side, the rest may be
    identically 0.

    Raises
    ------
    TypeError
        For a function that has no enclosure.
    """

    def __init__(self, form: Any, axes: Sequence[Axis]) -> None:
        self.axes = tuple(axes)
        self.form = cleared(sympy.sympify(form), self.axes)
        self._charts: dict[tuple[Place, ...], _Chart] = {}
        self._ties: dict[tuple[bool, ...], bool] = {}
        self.constant = None if self.form.free_symbols else _OF_CONSTANT[constant_sign(self.form)]
        self._switches: list[tuple[Any, Any, Any, SignOnCells]] | None = None
        self.zero = self.constant is None and _vanishes_at(self.form, {})

    def __call__(self, sides: Sequence[Side], bound: int = 0) -> CellSign:
        """The certain sign at every point of the cell that is not on an open edge of the window.

        Parameters
        ----------
        sides : one `Side` per axis
        bound : 1 or -1 to compute only a lower or only an upper bound, else 0

        Returns
        -------
        (2, 0) for `> 0`, (1, 0) for `>= 0`, (0, 1) for `<= 0`, (0, 2) for `< 0`, (1, 1) for `== 0`
        and (0, 0) if unknown
        """
        if self.constant is not None:
            return self.constant
        places: tuple[Place, ...] = tuple(side.place for side in sides)
        if places not in self._charts:
            self._charts[places] = _Chart(self.form, self.axes, places, reduced=not self.zero)
        chart = self._charts[places]
        sign = UNKNOWN if self.zero else chart.sign(sides, bound)
        if 2 not in sign and bound == 0 and chart.defined(sides) and self._tied(sides):
            return 1, 1
        return sign

    def _tied(self, sides: Sequence[Side]) -> bool:
        """Whether the formula is 0 after each Max, Min and Abs is replaced by its known side."""
        if self.zero:
            return True
        if self._switches is None:
            self._switches = [
                (atom, *ends, SignOnCells(ends[0] - ends[1], self.axes))
                for atom in sorted(self.form.atoms(*_SWITCHES), key=sympy.count_ops, reverse=True)
                for ends in (_ends(atom),)
                if ends is not None
            ]
        signs = [switch(sides) for *_, switch in self._switches]
        if not signs or UNKNOWN in signs:
            return False
        firsts = tuple(low > 0 for low, _ in signs)
        if firsts not in self._ties:
            rest = self.form
            for (atom, one, other, _), first in zip(self._switches, firsts, strict=True):
                rest = rest.xreplace({atom: one if first else other})
            self._ties[firsts] = _vanishes_at(rest, {})
        return self._ties[firsts]


_SWITCHES = (sympy.Max, sympy.Min, sympy.Abs)


def _ends(atom: Any) -> tuple[Any, Any] | None:
    """The values of a Max, Min or Abs of real numbers if the first is larger, and otherwise."""
    if isinstance(atom, sympy.Abs):
        return (atom.args[0], -atom.args[0]) if atom.args[0].is_real else None
    if len(atom.args) != 2:
        return None
    return atom.args if isinstance(atom, sympy.Max) else (atom.args[1], atom.args[0])


def cleared(form: Any, axes: Sequence[Axis]) -> Any:
    """The formula times factors that are positive inside the window and singular at open ends.

    With `q > 0`, `(1 - k**q)/q` becomes `1 - k**q`; the sign of the two is the same.
    """
    if form.count_ops() > LONG:
        return form
    bottom: Any = sympy.fraction(sympy.together(form))[1]
    scale: Any = sympy.S.One
    for axis in axes:
        for is_open, distance in (
            (axis.open_low, axis.symbol - axis.low),
            (axis.open_high, axis.high - axis.symbol),
        ):
            factors: Any = bottom.as_powers_dict()
            for base, power in factors.items():
                if not (is_open and power.is_Integer and power > 0 and base.has(axis.symbol)):
                    continue
                if sympy.cancel(base / distance).is_number:
                    scale *= distance**power
    if scale == 1:
        return form
    terms: list[Any] = [sympy.together(term * scale) for term in sympy.Add.make_args(form)]
    return sympy.Add(*terms)


class _Chart:
    """The formula in coordinates for cells inside, at an edge, or in a corner."""

    def __init__(
        self, form: Any, axes: Sequence[Axis], places: tuple[Place, ...], *, reduced: bool
    ) -> None:
        self.symbols: list[Any] = []
        self.loose = False
        for axis, position in zip(axes, places, strict=True):
            is_open = axis.open_low if position == "low" else axis.open_high
            positive = axis.low >= 0 if position == "inside" else is_open
            if positive:
                local: Any = sympy.Dummy(axis.name, positive=True)
            elif position == "inside":
                local = sympy.Dummy(axis.name, real=True)
            else:
                local = sympy.Dummy(axis.name, nonnegative=True)
            self.symbols.append(local)
            moved = {"inside": local, "low": axis.low + local, "high": axis.high - local}[position]
            form = form.xreplace({axis.symbol: moved})
        self.plain = compile_balls([form], self.symbols, bits=BITS)
        for local, axis, position in zip(self.symbols, axes, places, strict=True):
            if position == "inside" or not reduced:
                continue
            closed = not (axis.open_low if position == "low" else axis.open_high)
            for _ in range(ORDERS):
                slope = _derivative(form, local, self.symbols)
                if slope is sympy.nan or not _vanishes_at(form, {local: sympy.S.Zero}):
                    break
                form, self.loose = slope, self.loose or closed
        self.value = compile_balls([form], self.symbols, bits=BITS)
        self.gradient = compile_balls(
            [_derivative(form, local, self.symbols) for local in self.symbols],
            self.symbols,
            bits=BITS,
        )

    def defined(self, sides: Sequence[Side]) -> bool:
        """Whether the formula has a finite enclosure on the cell."""
        return self.plain([side.ball for side in sides])[0].is_finite()

    def sign(self, sides: Sequence[Side], bound: int) -> CellSign:
        with ctx.workprec(BITS):
            sign = self._sign(sides, bound)
        return (min(sign[0], 1), min(sign[1], 1)) if self.loose else sign

    def _sign(self, sides: Sequence[Side], bound: int) -> CellSign:
        balls = [side.ball for side in sides]
        value = self.value(balls)[0]
        if sign := sign_of_ball(value):
            return sign
        slopes = self.gradient(balls)
        if bound >= 0:
            sign = sign_of_ball(self._towards(sides, slopes, 1))
            if sign and sign[0]:
                return sign[0], 0
        if bound <= 0:
            sign = sign_of_ball(self._towards(sides, slopes, -1))
            if sign and sign[1]:
                return 0, sign[1]
        return UNKNOWN

    def _towards(self, sides: Sequence[Side], slopes: Sequence[arb], way: int) -> arb:
        """A ball with a lower (`way` 1) or upper (-1) bound of the formula on the cell."""
        point: list[arb] = []
        rest = _ZERO
        for side, slope in zip(sides, slopes, strict=True):
            rises = slope >= _ZERO
            if rises or slope <= _ZERO:
                point.append(side.lo if rises == (way > 0) else side.hi)
            else:
                point.append((side.lo + side.hi) / 2)
                rest = rest + slope * side.half
        return self.value(point)[0] + rest


def sign_of_ball(value: arb) -> CellSign | None:
    """The sign of the numbers in a ball; None if unknown."""
    if value > _ZERO:
        return 2, 0
    if value < _ZERO:
        return 0, 2
    if value >= _ZERO:
        return (1, 1) if value <= _ZERO else (1, 0)
    return (0, 1) if value <= _ZERO else None


def _derivative(form: Any, symbol: Any, symbols: Sequence[Any]) -> Any:
    """The derivative, or nan if it has no enclosure."""
    derivative = slope_of(form, symbol)
    return derivative if _has_enclosure(derivative, symbols) else sympy.nan


def _has_enclosure(form: Any, symbols: Sequence[Any]) -> bool:
    try:
        compile_balls([form], symbols, bits=BITS)
    except TypeError:
        return False
    return True


def _vanishes_at(form: Any, at: Mapping[Any, Any]) -> bool:
    """Whether the formula is certainly 0 at these values of these symbols."""
    try:
        there = form.xreplace(dict(at))
        if there.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            return False
        others: Sequence[Any] = sorted(there.free_symbols, key=str)
        if not others:
            return compare(there, "==", 0) is True
        value = ball(there, {symbol: Fraction(7 + 2 * k, 19) for k, symbol in enumerate(others)})
        return (value.contains(_ZERO) or not value.is_finite()) and identically_zero(there)
    except (TypeError, ValueError, ZeroDivisionError):
        return False
