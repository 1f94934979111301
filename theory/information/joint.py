"""The joint distribution of two variables, such as a classifier's output and the label."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from numbers import Rational, Real
from typing import Any, Self, cast

import numpy as np
import sympy
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from lossproof.theory.information.measures import (
    dmi_loss_of,
    mutual_information,
    mutual_information_of,
)
from lossproof.theory.language import Vector
from lossproof.theory.noise import SUM_TOLERANCE, TransitionMatrix, widened, written_out

Entry = Fraction | float
Rows = tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True, repr=False)
class JointDistribution:
    """The joint distribution of two variables, such as a classifier's output and the label.

    `rows[i][j] = P(first = i, second = j)`.

    Entries are all `Fraction` (`exact`) or all `float`: one float makes every entry a float. Only
    the sum of floats has a tolerance (1e-9; see `theory.noise.widened` for an array of float32).

    Raises
    ------
    TypeError
        Where `rows` is not rows of numbers.
    ValueError
        Where the rows differ in length, or the entries are negative or do not sum to 1.

    Examples
    --------
    >>> Q = JointDistribution.from_rows([["1/2", 0], ["1/4", "1/4"]])
    >>> Q.dmi()
    Fraction(1, 8)
    >>> Q.through(TransitionMatrix.uniform("1/4", 2)).dmi()
    Fraction(1, 16)
    """

    rows: Rows
    exact: bool = field(init=False)

    def __post_init__(self) -> None:
        rows = _parse(self.rows)
        exact = all(isinstance(x, Fraction) for row in rows for x in row)
        if not exact:
            rows = tuple(tuple(map(float, row)) for row in rows)
        _check_total([x for row in rows for x in row], "joint", 0 if exact else SUM_TOLERANCE)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "exact", exact)

    @classmethod
    def from_rows(cls, rows: Iterable[Iterable[Any]]) -> Self:
        """Read m rows of d entries: int, Fraction, float, sympy.Rational or text such as "1/3"."""
        return cls(cast("Rows", rows))

    @classmethod
    def from_classifier(cls, prior: Iterable[Any], response: TransitionMatrix) -> Self:
        """The joint of output (rows) and label, with `response[y, k] = P(h(X) = k | Y = y)`.

        Raises ValueError where the prior is no distribution over the classes of the response.
        """
        _check_matrix(response, "response")
        masses = [_number(x, f"prior[{y}]") for y, x in enumerate(widened(prior))]
        if len(masses) != response.classes:
            raise ValueError(
                f"prior must have one entry per class of response, {response.classes}; "
                f"got {len(masses)}"
            )
        exact = all(isinstance(x, Fraction) for x in masses)
        _check_total(masses, "prior", 0 if exact else SUM_TOLERANCE)
        labels = range(response.classes)
        return cls.from_rows([masses[y] * response[y, k] for y in labels] for k in labels)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of values of the first and of the second variable."""
        return len(self.rows), len(self.rows[0])

    def __getitem__(self, index: tuple[int, int]) -> Entry:
        i, j = index
        return self.rows[i][j]

    def __repr__(self) -> str:
        rows = [[str(x) if isinstance(x, Fraction) else x for x in row] for row in self.rows]
        return f"JointDistribution.from_rows({rows})"

    def to_numpy(self) -> NDArray[np.float64]:
        """Copy to a float64 array of shape (m, d)."""
        return np.array(self.rows, dtype=np.float64)

    def transposed(self) -> JointDistribution:
        """The joint distribution of the second variable and the first."""
        return JointDistribution(tuple(zip(*self.rows, strict=True)))

    def through(self, T: TransitionMatrix) -> JointDistribution:
        """The joint distribution of the first variable and a noisy version of the second.

        `T[i, j] = P(noisy = j | second = i)`; given the second variable, the noise must be
        independent of the first. Raises TypeError where T is no `TransitionMatrix`, ValueError
        where it has another number of classes.
        """
        _check_matrix(T, "T")
        if T.classes != self.shape[1]:
            raise ValueError(
                f"T must have one row per value of the second variable, {self.shape[1]}; "
                f"got {T.classes} (noise on the first variable? transpose the matrix first)"
            )
        return JointDistribution(_product(self.rows, T.rows, self.exact and T.exact))

    def before(self, T: TransitionMatrix) -> JointDistribution:
        """The inverse of `through(T)`: the joint distribution before the noise T.

        Raises
        ------
        ValueError
            If T is singular, or no distribution gives this one.
        """
        _check_matrix(T, "T")
        if T.classes != self.shape[1]:
            raise ValueError(f"T must have {self.shape[1]} classes, as joint has; got {T.classes}")
        rows = _product(self.rows, T.inverse(), self.exact and T.exact)
        least = min(map(min, rows))
        if least < -SUM_TOLERANCE or (self.exact and T.exact and least < 0):
            raise ValueError(
                "joint must be a distribution after the noise T, but without the noise an entry "
                f"would be {least} "
                "(T estimated with error, or noise that depends on more than the label?)"
            )
        return JointDistribution(tuple(tuple(max(x, x * 0) for x in row) for row in rows))

    def mutual_information(self) -> float:
        """Shannon's mutual information in nats, in [0, log min(m, d)]."""
        return float(mutual_information_of(self.to_numpy()))

    def exact_mutual_information(self) -> sympy.Expr:
        """Shannon's mutual information in logarithms of rationals; floats are read exactly.

        Raises ValueError where the joint is not square: pad it with rows or columns of zeros.
        """
        c = self._classes("exact_mutual_information")
        entries = [[sympy.Rational(*x.as_integer_ratio()) for x in row] for row in self.rows]
        return mutual_information(Vector(Vector(entries[i][j] for j in range(c)) for i in range(c)))

    def determinant(self) -> Entry:
        """The determinant: a `Fraction` where the joint is exact, else a float.

        Raises ValueError where the joint is not square.
        """
        c = self._classes("a determinant")
        if not self.exact:
            return float(np.linalg.det(self.to_numpy()))
        entries = [fmpq(*x.as_integer_ratio()) for row in self.rows for x in row]
        determinant = fmpq_mat(c, c, entries).det()
        return Fraction(int(determinant.p), int(determinant.q))

    def dmi(self) -> Entry:
        """The magnitude of the determinant, in [0, c**-c]; raises as `determinant` does."""
        return abs(self.determinant())

    def dmi_loss(self) -> float:
        """`-log dmi()`, inf where the joint is singular; raises as `determinant` does."""
        if not self.exact:
            self._classes("a determinant")
            return float(dmi_loss_of(self.to_numpy()))
        top, bottom = self.dmi().as_integer_ratio()
        # Python takes the logarithm of an int of any size.
        return math.log(bottom) - math.log(top) if top else math.inf

    def _classes(self, what: str) -> int:
        m, d = self.shape
        if m != d:
            raise ValueError(
                f"joint must be square for {what}; got {m} by {d}: both variables need the same "
                "number of values (mutual_information accepts any numbers)"
            )
        return m


def _parse(given: Any) -> Rows:
    given = widened(given)
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(f"joint must be rows of numbers; got {given!r}")
    rows: list[tuple[Entry, ...]] = []
    for i, row in enumerate(cast("Iterable[Any]", given)):
        if isinstance(row, str) or not isinstance(row, Iterable):
            raise TypeError(f"joint must be rows of numbers; row {i} is {row!r}")
        rows.append(tuple(_number(x, f"joint[{i}, {j}]") for j, x in enumerate(row)))
    widths = sorted({len(row) for row in rows})
    if len(widths) != 1 or not widths[0]:
        actual = f"{len(rows)} rows of {' and '.join(map(str, widths)) or 0}"
        raise ValueError(f"joint must have rows of one length, at least 1; got {actual}")
    return tuple(rows)


def _number(value: Any, name: str) -> Entry:
    kinds = 'int, Fraction, float, sympy.Rational or text such as "1/3"'
    try:
        if isinstance(value, str):
            number: Entry = Fraction(written_out(value))
        elif isinstance(value, bool) or not isinstance(value, Real):
            raise TypeError(f"{name} must be a number ({kinds}); got {value!r}")
        elif isinstance(value, Rational):
            number = Fraction(int(value.numerator), int(value.denominator))
        else:
            number = float(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{name} must be a number ({kinds}); got {value!r}") from None
    if not 0 <= number < math.inf:
        raise ValueError(f"{name} must be a nonnegative, finite probability; got {value}")
    return number


def _check_matrix(value: object, name: str) -> None:
    if not isinstance(value, TransitionMatrix):
        actual = f"got {type(value).__name__}: use TransitionMatrix.from_rows({name})"
        raise TypeError(f"{name} must be a TransitionMatrix; {actual}")


def _check_total(entries: list[Entry], name: str, tolerance: float) -> None:
    total = sum(entries)
    if abs(total - 1) > tolerance:
        actual = f"{total:.12g}" if isinstance(total, float) else str(total)
        raise ValueError(f"{name} must sum to 1; got {actual} (counts? divide by their total)")


def _product(first: Rows, second: Rows, exact: bool) -> Rows:
    if not exact:
        product = np.array(first, dtype=np.float64) @ np.array(second, dtype=np.float64)
        return tuple(tuple(map(float, row)) for row in product)
    columns = list(zip(*second, strict=True))

    def entry(row: tuple[Entry, ...], column: tuple[Entry, ...]) -> Entry:
        return sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0))

    return tuple(tuple(entry(row, column) for column in columns) for row in first)
