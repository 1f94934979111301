"""Label noise to train under, by name: a column of the table that `lossproof train` prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.drawing import LabelSampler
from lossproof.simulate.machine import stream
from lossproof.theory.noise import TransitionMatrix, imdb_binary, mnist_flips

KINDS = "none, symmetric:N (or N alone), asymmetric:N, circular:N, circular:N:SIZE, binary:N"


@dataclass(frozen=True)
class Column:
    """Noise of the labels trained on: its name, and `T[i, j] = P(noisy = j | clean = i)`."""

    name: str
    matrix: TransitionMatrix

    @property
    def recipe(self) -> dict[str, Any]:
        """Everything it depends on, as JSON."""
        return {"name": self.name, "T": self.matrix.to_numpy().tolist()}

    def draw(self, labels: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
        """Noisy labels for clean ones, shape (n,), the same for every loss of one seed."""
        rng = stream(seed, "training: labels", 0)
        return np.asarray(LabelSampler(self.matrix).draw(rng, labels)).astype(np.int64)


def column(text: str, classes: int) -> Column:
    """The noise that a text names, for so many classes.

    `none`; `symmetric:1/5`, or `1/5` alone, to every other class alike; `asymmetric:0.6`, similar
    digits (10 classes); `circular:0.2:5`, to the next class of a super-class of 5 classes in a row,
    of all classes without a size; `binary:0.4`, 1 to 0 at that rate and 0 to 1 at 5 % (2 classes).

    Raises ValueError where it is none of these, or its classes are others.
    """
    if re.fullmatch(r"[0-9./]+", text):
        text = f"symmetric:{text}"
    kind, *given = text.split(":")
    if kind == "none" and not given:
        return Column(text, TransitionMatrix.identity(classes))
    if kind not in ("symmetric", "asymmetric", "circular", "binary") or not given:
        raise ValueError(f"a noise must be one of: {KINDS}; got {text!r}")
    if len(given) > (2 if kind == "circular" else 1):
        raise ValueError(f"a noise must be one of: {KINDS}; got {text!r}")
    try:
        rate = Fraction(given[0])
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"a rate must be a number in [0, 1]; got {text!r}") from None
    if not 0 <= rate <= 1:
        raise ValueError(f"a rate must be a number in [0, 1]; got {text!r}")
    if kind == "symmetric":
        return Column(text, TransitionMatrix.uniform(rate, classes))
    if kind == "asymmetric":
        _need(10, classes, text)
        return Column(text, mnist_flips(rate))
    if kind == "binary":
        _need(2, classes, text)
        return Column(text, imdb_binary(rate))
    size = int(given[1]) if len(given) == 2 and given[1].isdigit() else classes
    if size < 2 or classes % size:
        raise ValueError(f"the size of super-classes must divide {classes}; got {text!r}")
    groups = [range(first, first + size) for first in range(0, classes, size)]
    return Column(text, TransitionMatrix.circular_within(rate, groups))


def _need(wanted: int, classes: int, text: str) -> None:
    if classes != wanted:
        raise ValueError(f"{text} is noise for {wanted} classes, but the data have {classes}")
