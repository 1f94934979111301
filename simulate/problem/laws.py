"""Joint distributions of a clean label and the output of a classifier at a random point.

Each fills arrays with logits; the output is their softmax, so nothing underflows. Logits that
differ by a constant in all classes are the same output.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from lossproof.simulate.machine import normals
from lossproof.theory.noise import SUM_TOLERANCE, check_labels, check_probabilities, widened

MAX_CLASSES = 1000


class Law(Protocol):
    """A joint distribution of a clean label y in 0..c-1 and an output on the simplex."""

    @property
    def classes(self) -> int: ...

    @property
    def prior(self) -> np.ndarray:
        """P(y), shape (c,), float64."""
        ...

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything the law depends on, as JSON."""
        ...

    def fill(self, rng: np.random.Generator, clean: int, out: np.ndarray) -> None:
        """Sample outputs at points of one clean class: logits, class-major, shape (c, n)."""
        ...


@dataclass(frozen=True)
class Gaussian:
    """Independent normal logits with a mean for each clean class and one standard deviation.

    Parameters
    ----------
    means : array, shape (c, c), or float
        Mean logits, a row per clean class; a number s means s at the clean class, 0 elsewhere.
    sigma : float
        Standard deviation of every logit, positive.
    classes : int, optional
        c, needed if `means` is a number.
    prior : array, shape (c,), optional
        P(y); uniform by default.

    Raises ValueError where a shape or a range is wrong.
    """

    means: Any
    sigma: float = 1.0
    classes: int = 0
    prior: Any = None

    def __post_init__(self) -> None:
        means = np.asarray(self.means, float)
        c = self.classes or (len(means) if means.ndim else 0)
        _check_classes(c, "give classes" if not means.ndim else "")
        if means.shape not in ((), (c, c)) or not np.isfinite(means).all():
            given = f"shape {means.shape}" if means.ndim else means
            raise ValueError(
                f"means must be finite, of shape ({c}, {c}), one row per clean class, or a number; "
                f"got {given}"
            )
        if not 0 < self.sigma < np.inf:
            raise ValueError(f"sigma must be positive and finite; got {self.sigma}")
        _set(self, means=means, classes=c, prior=_prior(self.prior, c))

    @property
    def recipe(self) -> Mapping[str, Any]:
        means = float(self.means) if self.means.ndim == 0 else digest(self.means)
        return {"law": "gaussian", "means": means, "sigma": float(self.sigma),
                "classes": self.classes, "prior": digest(self.prior)}  # fmt: skip

    def mean(self, clean: Any) -> np.ndarray:
        """The mean logits of classes of shape (...), shape (..., c)."""
        if self.means.ndim:
            return self.means[clean]
        return np.where(np.arange(self.classes) == np.expand_dims(clean, -1), self.means, 0.0)

    def fill(self, rng: np.random.Generator, clean: int, out: np.ndarray) -> None:
        standard_normals(rng, out)
        self.place(clean, out)

    def place(self, clean: int, out: np.ndarray) -> None:
        """Turn standard normals, shape (c, n), into logits of a class."""
        if self.sigma != 1:
            out *= out.dtype.type(self.sigma)
        if self.means.ndim:
            out += self.means[clean][:, None].astype(out.dtype)
        else:
            out[clean] += out.dtype.type(self.means)


@dataclass(frozen=True)
class Dirichlet:
    """Outputs with a Dirichlet distribution for every clean class.

    Parameters
    ----------
    concentrations : array, shape (c, c)
        Positive, a row per clean class.
    prior : array, shape (c,), optional
        P(y); uniform by default.

    Raises ValueError where a shape or a range is wrong.
    """

    concentrations: Any
    prior: Any = None

    def __post_init__(self) -> None:
        rows = np.asarray(self.concentrations, float)
        c = len(rows) if rows.ndim else 0
        if rows.shape != (c, c) or not ((rows > 0) & (rows < np.inf)).all():
            raise ValueError(
                f"concentrations must be positive, of shape (c, c), one row per clean class; got "
                f"shape {rows.shape}" + (f", least {rows.min():g}" if rows.size else "")
            )
        _check_classes(c)
        _set(self, concentrations=rows, prior=_prior(self.prior, c))

    @property
    def classes(self) -> int:
        return len(self.concentrations)

    @property
    def recipe(self) -> Mapping[str, Any]:
        return {"law": "dirichlet", "concentrations": digest(self.concentrations),
                "prior": digest(self.prior)}  # fmt: skip

    def fill(self, rng: np.random.Generator, clean: int, out: np.ndarray) -> None:
        # log of Gamma(a) as log of Gamma(a + 1) U^(1/a): small a would underflow to 0.
        shape = self.concentrations[clean][:, None]
        gammas = rng.standard_gamma(np.broadcast_to(shape + 1, out.shape))
        out[...] = np.log(gammas) - rng.standard_exponential(out.shape) / shape


@dataclass(frozen=True)
class Finite:
    """Finitely many points, each with its output and with the probability of every label there.

    Parameters
    ----------
    joint : array, shape (m, c)
        P(point x, clean label y); sums to 1.
    outputs : array, shape (m, c)
        The classifier's output at every point; rows on the simplex.

    Sums may be off by 1e-9; those of float32 and float16 by their rounding, and are then divided
    by them, see `theory.noise.widened`. Raises ValueError where a shape, range or sum is wrong.
    """

    joint: Any
    outputs: Any

    def __post_init__(self) -> None:
        joint = np.asarray(widened(self.joint), float)
        outputs = check_probabilities(self.outputs, name="outputs")
        _check_classes(outputs.shape[1])
        if joint.shape != outputs.shape:
            raise ValueError(
                f"joint must have the shape of outputs, {outputs.shape}; got {joint.shape} "
                "(outputs and labels? use Finite.from_arrays(probs, labels))"
            )
        if not (joint >= 0).all() or abs(joint.sum() - 1) > SUM_TOLERANCE:
            raise ValueError(f"joint must be nonnegative and sum to 1; it sums to {joint.sum():g}")
        _set(self, joint=joint, outputs=outputs)

    @classmethod
    def from_arrays(cls, probs: ArrayLike, labels: ArrayLike) -> Self:
        """The empirical distribution of outputs `probs`, (n, c), with clean `labels`, (n,)."""
        outputs = check_probabilities(probs)
        n, c = outputs.shape
        clean = check_labels(labels, c)
        if len(clean) != n:
            raise ValueError(f"labels must have one entry per row of probs, {n}; got {len(clean)}")
        joint = np.zeros((n, c))
        joint[np.arange(n), clean] = 1 / n
        return cls(joint, outputs)

    @property
    def classes(self) -> int:
        return self.outputs.shape[1]

    @cached_property
    def prior(self) -> np.ndarray:
        totals = self.joint.sum(axis=0)
        return totals / totals.sum()

    @cached_property
    def _cumulative(self) -> np.ndarray:
        return np.ascontiguousarray(np.cumsum(self.joint, axis=0).T)

    @property
    def recipe(self) -> Mapping[str, Any]:
        return {"law": "finite", "joint": digest(self.joint), "outputs": digest(self.outputs)}

    def fill(self, rng: np.random.Generator, clean: int, out: np.ndarray) -> None:
        cumulative = self._cumulative[clean]
        # Scaled by the last sum, so that a final point of probability 0 never occurs.
        points = np.searchsorted(cumulative, rng.random(out.shape[1]) * cumulative[-1], "right")
        with np.errstate(divide="ignore"):
            out[...] = np.log(self.outputs.T[:, points])


def standard_normals(rng: np.random.Generator, out: np.ndarray) -> None:
    """Fill a float32 or float64 array with independent standard normals."""
    if out.dtype == np.float32:
        normals(rng, out)
    else:
        rng.standard_normal(out=out)


def digest(array: np.ndarray) -> str:
    """A SHA-256 of an array's shape, type and values."""
    head = f"{array.dtype.str} {array.shape} ".encode()
    return hashlib.sha256(head + np.ascontiguousarray(array).tobytes()).hexdigest()


def _set(law: Any, **values: Any) -> None:
    for name, value in values.items():
        if isinstance(value, np.ndarray):
            value = value.copy()
            value.setflags(write=False)
        object.__setattr__(law, name, value)


def _check_classes(c: int, hint: str = "") -> None:
    if not 2 <= c <= MAX_CLASSES:
        wanted = f"classes must be an integer in 2..{MAX_CLASSES}; got {c}"
        raise ValueError(f"{wanted}: {hint}" if hint else wanted)


def _prior(prior: Sequence[float] | None, c: int) -> np.ndarray:
    if prior is None:
        return np.full(c, 1 / c)
    values = np.asarray(widened(prior), float)
    off = values.shape != (c,) or abs(values.sum() - 1) > SUM_TOLERANCE
    if off or not (values >= 0).all():
        raise ValueError(f"prior must be {c} nonnegative numbers that sum to 1; got {prior}")
    return values / values.sum()
