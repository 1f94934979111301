"""Data to train and test on: digits of scikit-learn, normal classes, or a file."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.files.arrays import undamaged
from lossproof.simulate.information.handwritten import handwritten
from lossproof.theory.noise import check_labels

Features = NDArray[np.float32]
Labels = NDArray[np.int64]

NAMES = ("x_train", "y_train", "x_test", "y_test")
# Every fourth image is a test image: 450 of 1797.
TESTED = 4


@dataclass(frozen=True, eq=False)
class Data:
    """Features and clean labels, for training and testing.

    Parameters
    ----------
    x_train, x_test : arrays, shape (n, ...)
        Flattened to (n, features), float32; images of unsigned bytes are divided by 255.
    y_train, y_test : int arrays, shape (n,)
        In 0..c-1, every class in both.
    classes : c, at least 2
    name : for reports

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, or a feature is not finite.
    """

    x_train: Features
    y_train: Labels
    x_test: Features
    y_test: Labels
    classes: int
    name: str

    def __post_init__(self) -> None:
        for part in ("train", "test"):
            x = _features(f"x_{part}", getattr(self, f"x_{part}"))
            y = _labels(f"y_{part}", getattr(self, f"y_{part}"), self.classes, len(x))
            object.__setattr__(self, f"x_{part}", x)
            object.__setattr__(self, f"y_{part}", y)
        if self.x_train.shape[1] != self.x_test.shape[1]:
            raise ValueError(
                "x_train and x_test must have the same number of features; got "
                f"{self.x_train.shape[1]} and {self.x_test.shape[1]}"
            )

    @property
    def features(self) -> int:
        return self.x_train.shape[1]

    @cached_property
    def recipe(self) -> dict[str, Any]:
        """Everything that training depends on, as JSON."""
        held = sha256()
        for name in NAMES:
            held.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return {"name": self.name, "classes": self.classes, "sha256": held.hexdigest()}


def digits() -> Data:
    """The 1797 images of digits, 8 by 8, that scikit-learn has as well, in [0, 1].

    Every fourth image is a test image. The images are ordered by writer (E. Alpaydin and C. Kaynak,
    1998), so that a writer may be in both parts.
    """
    images, y = handwritten()
    x = images.astype(np.float32)
    tested = np.arange(len(x)) % TESTED == TESTED - 1
    return Data(x[~tested], y[~tested], x[tested], y[tested], 10, "digits of scikit-learn")


def normal_classes(
    classes: int = 10, features: int = 20, *, size: int = 150, spread: float = 0.5, seed: int = 0
) -> Data:
    """Normal points about normal centres; `spread` is their deviation over that of the centres.

    Each class has `size` points to train on and half as many to test on.
    """
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(classes, features))

    def sample(count: int) -> tuple[Features, Labels]:
        labels = np.repeat(np.arange(classes), count)
        x = centres[labels] + spread * rng.normal(size=(len(labels), features))
        return x.astype(np.float32), labels

    named = f"{classes} normal classes"
    return Data(*sample(size), *sample(size // 2), classes, named)


def from_file(path: Path) -> Data:
    """Read an .npz file that holds x_train, y_train, x_test and y_test.

    The classes are 0 up to the largest label of `y_train`.

    Raises
    ------
    OSError
        If there is no such file.
    TypeError, ValueError
        If it is no .npz file, an array is missing, or an array is not as in `Data`.
    """
    if not zipfile.is_zipfile(path):
        if not Path(path).exists():
            raise FileNotFoundError(f"{path} does not exist: give an .npz file")
        raise ValueError(
            f"{path} must be .npz with arrays {', '.join(NAMES)}, as np.savez makes it"
        )
    with undamaged(str(path)), np.load(path, allow_pickle=False) as held:
        if missing := [name for name in NAMES if name not in held.files]:
            contents = ", ".join(held.files) or "nothing"
            raise ValueError(
                f"{path} must contain {', '.join(NAMES)}; {missing[0]} is missing ({contents})"
            )
        arrays = [held[name] for name in NAMES]
    labels = arrays[1]
    if labels.ndim != 1 or not len(labels) or labels.dtype.kind not in "iu":
        raise ValueError(
            f"y_train of {path} must be integers of shape (n,), n >= 1; got {labels.dtype} of "
            f"shape {labels.shape}"
        )
    return Data(*arrays, classes=max(2, int(labels.max()) + 1), name=Path(path).name)


def _features(name: str, given: Any) -> Features:
    array = np.asarray(given)
    if array.dtype.kind not in "iuf" or array.ndim < 2 or array.size == 0:
        raise ValueError(
            f"{name} must contain numbers, shape (n, features) with n >= 1; got {array.dtype} of "
            f"shape {array.shape}"
        )
    scale = 255 if array.dtype == np.uint8 else 1
    with np.errstate(over="ignore"):
        flat = np.ascontiguousarray(array.reshape(len(array), -1).astype(np.float32) / scale)
    if not np.isfinite(flat).all():
        i, j = np.argwhere(~np.isfinite(flat))[0]
        value = array.reshape(len(array), -1)[i, j]
        raise ValueError(
            f"{name} must contain numbers that are finite in float32; row {i}, feature "
            f"{j} is {value}:"
            " remove or replace such rows"
        )
    return flat.astype(np.float32)


def _labels(name: str, given: Any, classes: int, samples: int) -> Labels:
    try:
        labels = check_labels(given, classes)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from None
    if len(labels) != samples:
        raise ValueError(f"{name} must have one label per sample, {samples}; got {len(labels)}")
    present = np.unique(labels)
    if len(present) < classes:
        absent = next((k for k, label in enumerate(present) if k != label), len(present))
        raise ValueError(
            f"{name} must contain every class of 0..{classes - 1}; class {absent} has no sample: "
            "number the classes without gaps, or add samples"
        )
    return labels
