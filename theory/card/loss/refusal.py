"""Formulas that get no card: they are not real somewhere inside the simplex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from lossproof.theory.card.loss.points import simple_points
from lossproof.theory.card.loss.reading import NotALossError, Reading, symbols
from lossproof.theory.card.loss.subject import Subject
from lossproof.theory.language import Vector
from lossproof.theory.numbers import ball

TOO_LARGE = 10**30
MOST_SIZES = 21


def check(subject: Subject) -> None:
    """Reject a formula that is no loss.

    Raises
    ------
    NotALossError
        If it is undefined, not real or enormous at a prediction with positive entries, or treats
        the classes differently.
    """
    reading = subject.reading
    for c in subject.classes:
        undefined = subject.defined(c).undefined
        if undefined is not None:
            raise NotALossError(
                f"{reading.name} must be a real number at every prediction; it {undefined}"
            )
    _check_inside(reading, subject.classes)
    for c in range(2, MOST_SIZES) if reading.closed else sorted({3, *subject.classes}):
        _check_alike(reading, c, c <= 3 or c in subject.classes)


def _check_inside(reading: Reading, classes: Sequence[int]) -> None:
    for c in classes:
        for at in simple_points(c):
            if min(at) == 0:
                continue
            for y in sorted({at.index(entry) for entry in at}):
                value = sympy.sympify(reading.expression(at, y))
                undefined = value.has(sympy.nan, sympy.zoo, sympy.oo, sympy.I)
                size = None if undefined else ball(value)
                if size is not None and -TOO_LARGE < size < TOO_LARGE:
                    continue
                where = f"({', '.join(map(str, at))}) with y = {y}"
                if size is not None and (size >= TOO_LARGE or size <= -TOO_LARGE):
                    raise NotALossError(
                        f"{reading.name} must stay below 10^30; at {where} it does not: scale it"
                    )
                raise NotALossError(
                    f"{reading.name} must be a real number at every prediction with positive "
                    f"entries; at {where} it is not: it divides by 0, or takes the logarithm or a "
                    "root of a number that is not positive"
                )


def _check_alike(reading: Reading, c: int, every_label: bool) -> None:
    """Reject a function that treats some classes or numbers of classes differently."""
    entries = symbols(c)
    if reading.closed:
        at = Vector(sympy.Rational(2 * k, c * (c + 1)) for k in range(c, 0, -1))
        for y in range(c) if every_label else (0, 1, c - 1):
            written: Any = sympy.sympify(reading.given(Vector(entries), y))
            moved = written.xreplace(dict(zip(entries, at, strict=True)))
            gap = ball(moved - reading.expression(at, y))
            if gap < 0 or gap > 0:
                raise NotALossError(
                    f"{reading.name} must be one formula for every class and number of classes; at "
                    f"y = {y} of {c} classes it is another one: write the number of classes "
                    "as f.size, without a condition"
                )
        return
    here = [sympy.sympify(reading.expression(Vector(entries), y)) for y in range(c)]
    for order in ((*range(1, c), 0), (1, 0, *range(2, c))):
        at = {entries[y]: entries[k] for y, k in enumerate(order)}
        for y, k in enumerate(order):
            moved = here[y].xreplace(at)
            if moved != here[k] and sympy.expand(moved - here[k]) != 0:
                raise NotALossError(
                    f"{reading.name} must treat the classes alike; with the classes renumbered "
                    "the loss is another one: use f[y] and f.total(), not f[0]"
                )
