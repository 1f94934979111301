"""What a relation says at a point: the values of its sides, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from lossproof.paper_checks.recheck.balls import UndecidedError, sign
from lossproof.paper_checks.recheck.points.values import (
    HOLDS,
    UndefinedError,
    Values,
    add,
    counted,
    evaluate,
    multiply,
)

UNDEFINED = "no value"


@dataclass(frozen=True)
class Said:
    """A relation at a point: both sides, UNDEFINED or None where unknown, and whether it holds."""

    left: Any
    op: str
    right: Any
    holds: bool | None

    @property
    def undefined(self) -> bool:
        """Whether a side certainly has no value."""
        return self.left is UNDEFINED or self.right is UNDEFINED


def said(relations: Iterable[Any], values: Values) -> Iterator[Said]:
    """What they say at a point, one after the other; what is so of every index, of each."""
    for op, *parts in relations:
        if op == "every":
            index, size, *inner = parts
            for number in counted(size, values):
                yield from said(inner, {**values, index: fmpq(number)})
        else:
            yield _decided(op, *parts, values=values)


def _decided(op: str, *sides: Any, values: Values) -> Said:
    left, right = (_defined(side, values) for side in sides)
    if {None, UNDEFINED} & {left, right}:
        return Said(left, op, right, None)
    try:
        return Said(left, op, right, HOLDS[op](sign(add(left, multiply(fmpq(-1), right)))))
    except UndecidedError:
        return Said(left, op, right, None)


def _defined(side: Any, values: Values) -> Any:
    """The value of a side, UNDEFINED, or None where that is not known."""
    try:
        return evaluate(side, values)
    except UndefinedError:
        return UNDEFINED
    except UndecidedError:
        return None
