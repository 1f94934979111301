"""Noise of labels, for expectations and for sampling."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol, cast

import numpy as np
import sympy

from lossproof.simulate.kernels import U
from lossproof.simulate.problem.laws import digest
from lossproof.theory.noise import TransitionMatrix, mixed


class ClassChannel(Protocol):
    """P(noisy | clean), which depends on the clean label alone."""

    @property
    def name(self) -> str: ...

    @property
    def recipe(self) -> Any:
        """Everything it depends on, as JSON."""
        ...

    def row(self, clean: int) -> np.ndarray:
        """P(noisy = j | clean), shape (c,)."""
        ...

    def rows(self) -> np.ndarray:
        """P(noisy = j | clean = i), shape (c, c)."""
        ...

    def mean(self, tables: Tables) -> np.ndarray:
        """The means of the forms over the noisy label, summed over the tables: shape (forms,)."""
        ...


class Tables:
    """Forms of samples, one table for every clean label that they have.

    Attributes
    ----------
    forms : array, shape (g, forms, c)
        Sums of the forms over the samples of `clean[g]`.
    clean : int array, shape (g,)
    at_label, totals : array, shape (forms,)
        Sums over the tables: at the clean label, and over the classes.
    """

    def __init__(self, forms: np.ndarray, clean: np.ndarray) -> None:
        self.forms, self.clean = forms, clean
        with np.errstate(invalid="ignore"):
            self.at_label = forms[np.arange(len(clean)), :, clean].sum(axis=0)
            self.totals = forms.sum(axis=(0, 2))

    def mean(self, rows: np.ndarray) -> np.ndarray:
        """The means over labels with distributions `rows`, shape (g, c), summed: shape (forms,)."""
        weights, forms = rows[:, :, None], self.forms
        if not np.isfinite(self.totals).all():
            forms = np.where(rows[:, None] > 0, forms, 0)
        return (forms @ weights).sum(axis=(0, 2))


@dataclass(frozen=True)
class MatrixChannel:
    """Noise that depends on the clean label alone."""

    matrix: TransitionMatrix
    name: str

    @property
    def recipe(self) -> Any:
        return digest(self._rows)

    @cached_property
    def _rows(self) -> np.ndarray:
        return self.matrix.to_numpy()

    def row(self, clean: int) -> np.ndarray:
        return self._rows[clean]

    def rows(self) -> np.ndarray:
        return self._rows

    def mean(self, tables: Tables) -> np.ndarray:
        return tables.mean(self._rows[tables.clean])


@dataclass(frozen=True)
class UniformChannel:
    """A label changes with probability eta, to each other class equally; c may be large."""

    eta: float
    classes: int

    @property
    def name(self) -> str:
        return f"uniform({self.eta:g})"

    @property
    def recipe(self) -> Any:
        return {"uniform": self.eta}

    def row(self, clean: int) -> np.ndarray:
        row = np.full(self.classes, self.eta / (self.classes - 1))
        row[clean] = 1 - self.eta
        return row

    def rows(self) -> np.ndarray:
        return np.stack([self.row(clean) for clean in range(self.classes)])

    def mean(self, tables: Tables) -> np.ndarray:
        at_label, totals = tables.at_label, tables.totals
        if not np.isfinite(totals).all():
            return tables.mean(np.stack([self.row(y) for y in tables.clean]))
        return at_label + self.eta / (self.classes - 1) * (totals - self.classes * at_label)


@dataclass(frozen=True)
class InstanceNoise:
    """A label changes with a probability that depends on the point, to each other class equally.

    Parameters
    ----------
    rate : number, or SymPy expression in one symbol called u
        P(change), with values in [0, 1], where u is the output at the clean label: `(1 - u) / 2`
        with `u = sympy.Symbol("u")` changes most the labels of points that are hard to classify.

    Raises ValueError if it holds another symbol or has a value outside [0, 1] for a u in [0, 1].
    """

    rate: Any

    def __post_init__(self) -> None:
        try:
            rate: Any = sympy.sympify(self.rate, strict=True)
        except sympy.SympifyError:
            raise ValueError(
                f"rate must be a number or a SymPy formula in Symbol('u'); got {self.rate!r}"
            ) from None
        rate = rate.xreplace({symbol: U for symbol in rate.free_symbols if str(symbol) == "u"})
        if unknown := rate.free_symbols - {U}:
            names = ", ".join(sorted(map(str, unknown)))
            raise ValueError(
                f"rate must be a formula in Symbol('u') alone; it also contains {names}"
            )
        values = self._evaluated(rate, np.linspace(0, 1, 1001))
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError(
                f"rate must have values in [0, 1]; {rate} has values from {values.min():g} to "
                f"{values.max():g}"
            )
        object.__setattr__(self, "rate", rate)

    @staticmethod
    def _evaluated(rate: sympy.Expr, u: np.ndarray) -> np.ndarray:
        from lossproof.theory.numbers import array

        return array([rate], [U])(u)[0]

    @property
    def name(self) -> str:
        return f"instance({self.rate})"

    @property
    def recipe(self) -> Any:
        return {"instance": str(self.rate)}

    def rates(self, u: np.ndarray) -> np.ndarray:
        """P(change) where the output at the clean label is u, of any shape."""
        return self._evaluated(self.rate, u)


WORST_CONDITION = 1e12

Channel = ClassChannel | InstanceNoise
Noise = TransitionMatrix | InstanceNoise | Fraction | float | int


def channel(noise: Noise, classes: int, place: str) -> Channel:
    """The channel of a transition matrix, of a rate of uniform noise, or of instance noise.

    Raises
    ------
    ValueError
        If a matrix has another number of classes, or a rate is outside [0, 1].
    TypeError
        If it is none of these.
    """
    if isinstance(noise, InstanceNoise):
        return noise
    if isinstance(noise, TransitionMatrix):
        if noise.classes != classes:
            raise ValueError(
                f"{place} must have as many classes as the law, {classes}; got {noise.classes}"
            )
        return MatrixChannel(noise, place)
    given = cast("object", noise)
    if isinstance(given, bool) or not isinstance(given, (int, float, Fraction)):
        raise TypeError(
            f"{place} must be a TransitionMatrix, the rate of uniform noise, or InstanceNoise; "
            f"got {given!r}"
        )
    if not 0 <= given <= 1:
        raise ValueError(f"{place} must be a rate in [0, 1]; got {given}")
    return UniformChannel(float(given), classes)


def mixed_with_identity(noise: Noise, weight: Fraction | float) -> Noise:
    """The noise whose matrix is `weight I + (1 - weight) T`, weight in [0, 1].

    For uniform noise the result is another rate. Instance noise has no matrix: TypeError.
    """
    if isinstance(noise, TransitionMatrix):
        return noise.mixed_with_identity(weight)
    if isinstance(noise, InstanceNoise):
        raise TypeError(f"{noise.name} has no matrix to mix with the identity")
    return mixed(noise, weight, diagonal=0)


def weighted(table: np.ndarray, row: np.ndarray) -> np.ndarray:
    """`table @ row`, where infinite entries at zeros of the row do not count."""
    if row.all() or np.isfinite(table.sum()):
        return table @ row
    return table[..., row > 0] @ row[row > 0]


def inverse(channel: ClassChannel) -> np.ndarray:
    """The inverse of a channel's matrix, shape (c, c).

    Raises ValueError if it is singular, or so nearly that float64 has no digits of the inverse.
    """
    rows = channel.rows()
    if np.linalg.cond(rows) > WORST_CONDITION:
        raise ValueError(
            f"backward correction needs an invertible matrix; {channel.name} is singular, or "
            "nearly so: use forward correction, or mix the matrix with the identity (a lower rate, "
            "or T.mixed_with_identity(weight))"
        )
    return np.linalg.inv(rows)
