"""Validation of numbers, labels and probabilities."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from numbers import Rational, Real
from typing import Any, SupportsFloat, SupportsIndex, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossproof.theory.noise.rounding import SUM_TOLERANCE, widened

Entry: TypeAlias = Fraction | float
Number: TypeAlias = SupportsFloat | str
EXPONENT = 4  # digits: a longer power of ten would have too many digits to write


def check_labels(labels: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Copy labels of shape (n,), integers in 0..c-1, to an int64 array.

    Raises TypeError on another dtype (floats, booleans), ValueError on another shape or range, nan
    and infinity.
    """
    c, array = integer("classes", classes, 2), as_array("labels", labels, "(n,)")
    allowed = f"labels must be integers in 0..c-1 = 0..{c - 1}"
    if array.ndim != 1:
        hint = "one-hot rows? use argmax(axis=1)"
        raise ValueError(f"labels must have shape (n,); got {array.shape} ({hint})")
    if array.dtype.kind == "f":
        for i in np.flatnonzero(~np.isfinite(array))[:1]:
            raise ValueError(f"{allowed}; labels[{i}] is {array[i]}")
    if array.size and array.dtype.kind not in "iu":
        raise TypeError(f"{allowed}; got dtype {array.dtype} (whole numbers? use astype(int))")
    for i in np.flatnonzero((array < 0) | (array >= c))[:1]:
        from_one = array.min() == 1 and array.max() == c
        hint = " (labels that count from 1? subtract 1)" if from_one else ""
        raise ValueError(f"{allowed}; labels[{i}] is {array[i]}{hint}")
    return array.astype(np.int64)


def check_probabilities(
    probs: ArrayLike, *, tolerance: float = SUM_TOLERANCE, name: str = "probs"
) -> NDArray[np.float64]:
    """Copy probs of shape (n, c), c >= 2, to a float64 array.

    Rows are nonnegative and sum to 1 up to tolerance >= 0; those of float32 and float16 up to
    their rounding, and are then divided by their sums, see `widened`. Raises TypeError for
    entries that are not real numbers, and ValueError otherwise, with `name`.
    """
    slack = float(number(tolerance, "tolerance"))
    if not 0 <= slack < math.inf:
        raise ValueError(f"tolerance must be a finite number >= 0; got {tolerance}")
    array = widened(as_array(name, probs, "(n, c)"), axis=1)
    if array.ndim != 2 or array.shape[1] < 2:
        hint = f"(one point? use {name}[None])"
        raise ValueError(f"{name} must have shape (n, c), c >= 2; got {array.shape} {hint}")
    try:
        array = array.astype(np.float64, casting="unsafe" if array.dtype == object else "same_kind")
    except (TypeError, ValueError):
        raise TypeError(f"{name} must contain real numbers; got dtype {array.dtype}") from None
    if not np.isfinite(array).all():
        i, j = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(f"{name} must contain finite numbers; {name}[{i}, {j}] is {array[i, j]}")
    least, sums = array.min(axis=1), array.sum(axis=1)
    for i in np.flatnonzero((least < 0) | (abs(sums - 1) > slack))[:1]:
        low, total = least[i], sums[i]
        actual = f"row {i} " + (f"holds {low:.12g}" if low < 0 else f"sums to {total:.12g}")
        near = low >= 0 and abs(total - 1) < 1e-3
        rounded = "rounding? divide every row by its sum, in float64"
        hint = rounded if near else "were these logits? apply a softmax first"
        raise ValueError(f"rows of {name} must be nonnegative and sum to 1 ({actual}); {hint}")
    return array


def items(value: object, name: str, allowed: str) -> list[object]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a sequence of {allowed}; got {value!r}")
    return list(cast("Iterable[object]", value))


def mass(value: object, owner: str, *index: int) -> Entry:
    entry = f"{owner}[{', '.join(map(str, index))}]"
    x = number(value, entry)
    if not 0 <= x < math.inf:
        allowed = "nonnegative" if -math.inf < x < 0 else "finite"
        raise ValueError(f"{owner} must contain {allowed} numbers; {entry} is {shown(x)}")
    return x


def written_out(text: str) -> str:
    """The text of a number; `ValueError` if its power of ten is too long to be written out."""
    _, _, power = text.lower().partition("e")
    if sum(map(str.isdigit, power)) > EXPONENT:
        raise ValueError(f"{text[:12]}… has too many digits")
    return text


def number(value: object, name: str) -> Entry:
    kinds = 'int, Fraction, float, sympy.Rational or a string such as "1/3"'
    if isinstance(value, str):
        with suppress(ValueError, ZeroDivisionError):
            return Fraction(written_out(value))
        raise ValueError(f"{name} must be a number ({kinds}); got {value!r}")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number ({kinds}); got {value!r}")
    if isinstance(value, Rational):
        # numpy's integers are Rational as well, and would overflow inside a Fraction.
        return Fraction(int(value.numerator), int(value.denominator))
    return float(value)


def unit_interval(name: str, value: Number) -> Entry:
    x = number(value, name)
    if not 0 <= x <= 1:
        raise ValueError(f"{name} must be a number in [0, 1]; got {value}")
    return x


def integer(name: str, value: object, low: int, stop: int | None = None) -> int:
    bounds = f">= {low}" if stop is None else f"in {low}..{stop - 1}"
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise TypeError(f"{name} must be an integer {bounds}; got {value!r}")
    x = operator.index(value)
    if x < low or (stop is not None and x >= stop):
        raise ValueError(f"{name} must be an integer {bounds}; got {x}")
    return x


def as_array(name: str, value: ArrayLike, shape: str) -> NDArray[Any]:
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must have shape {shape}; got rows of unequal lengths") from None


def shown(x: Entry) -> str:
    return f"{x:.12g}" if isinstance(x, float) else str(x)
