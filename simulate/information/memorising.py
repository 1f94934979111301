"""Classifiers that memorise noisy labels: DMI with the labels trained on, and with fresh ones.

For noise that is independent of the output given the clean label, `det(h, Y~) = det(h, Y) det T`.
The classifier's own training labels are not: here both sides are measured on real data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossproof.simulate.drawing import LabelSampler
from lossproof.simulate.information.batches import frequency_determinants
from lossproof.simulate.machine import stream
from lossproof.theory.noise import TransitionMatrix, check_labels

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

Setting = Literal["in sample", "redrawn", "cross-fitted", "fresh"]
FOLDS = 5


@dataclass(frozen=True, eq=False)
class Points:
    """Points with clean labels, half of them to train on.

    Attributes
    ----------
    train, test : arrays, shape (n, features)
    train_labels, test_labels : arrays of int, shape (n,), in 0..classes-1
    classes : int
    """

    train: Floats
    train_labels: Labels
    test: Floats
    test_labels: Labels
    classes: int

    def __post_init__(self) -> None:
        for points, name in ((self.train, "train"), (self.test, "test")):
            labels = check_labels(getattr(self, f"{name}_labels"), self.classes)
            if len(labels) != len(points):
                found = f"{len(points)} and {len(labels)}"
                raise ValueError(f"{name} and {name}_labels must be as many; got {found}")


def digits(classes: int = 10) -> Points:
    """The 8 by 8 images of the digits below `classes` that come with scikit-learn, in [0, 1].

    Even rows are to train on, odd ones are the others. Raises ValueError where `classes` is not in
    2..10.
    """
    from sklearn.datasets import load_digits

    if not 2 <= classes <= 10:
        raise ValueError(f"classes must be in 2..10, the digits there are; got {classes}")
    images, labels = load_digits(return_X_y=True)
    kept = labels < classes
    images, labels = np.asarray(images[kept], float) / 16, np.asarray(labels[kept], np.int64)
    return Points(images[::2], labels[::2], images[1::2], labels[1::2], classes)


@dataclass(frozen=True, eq=False)
class Determinants:
    """Determinants of the tables of (output, label) over many draws of the noise, shape (r,).

    Attributes
    ----------
    clean : with the clean labels; the mean over the batches of a draw
    noisy : with the noisy ones; the mean over the batches and redraws
    missing : int
        In how many draws a label is missing in all batches, so that a determinant is 0.
    """

    clean: Floats
    noisy: Floats
    missing: int

    def ratio(self, T: TransitionMatrix) -> Floats:
        """`noisy / (clean det T)`, shape (r,): 1 where noise shifts the loss by `-log |det T|`.

        For noise drawn after the classifier was trained its mean is exactly 1, for any number of
        samples. Raises ValueError where a clean determinant, or that of T, is 0.
        """
        factor = float(np.linalg.det(T.to_numpy()))
        if not factor or not self.clean.all():
            empty = int(np.count_nonzero(self.clean == 0))
            raise ValueError(
                f"det T and the clean determinants must not be 0; got det T = {factor:g} and "
                f"{empty} clean determinants of 0: give more samples, or fewer classes"
            )
        return self.noisy / (self.clean * factor)


def memorisation(
    classifier: Any,
    points: Points,
    T: TransitionMatrix,
    *,
    draws: int,
    seed: int,
    claim: str | int,
    settings: tuple[Setting, ...] = ("in sample", "redrawn", "fresh"),
    batch: int | None = None,
    redraws: int = 1,
    new_noise: TransitionMatrix | None = None,
) -> dict[Setting, Determinants]:
    """Train on noisy labels again and again, and compare both sides of Li's Eq. 32.

    Parameters
    ----------
    classifier : a classifier of scikit-learn, or one like them
        A clone of it is trained on every draw of the noise.
    points : what to train and test on
    T : the noise, of as many classes
    draws : int >= 1
        How often the training labels are drawn.
    seed, claim : see `lossproof.simulate.machine.streams.stream`; a draw is a block
    settings : which labels the outputs are compared with
        "in sample": the noisy labels trained on; "redrawn": new noise at the same points;
        "cross-fitted": the noisy labels trained on, and outputs of classifiers trained on the
        other four fifths; "fresh": other points, with noise of their own.
    batch : int >= 1, optional
        How many samples a table has: points are shuffled and split, and what is left over is left
        out. All of them by default.
    redraws : int >= 1
        How often the labels of "redrawn" and "fresh" are drawn for one classifier.
    new_noise : the noise of "redrawn" and "fresh", T by default

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    from sklearn.base import clone
    from sklearn.model_selection import KFold, cross_val_predict

    for noise, name in ((T, "T"), (new_noise or T, "new_noise")):
        if noise.classes != points.classes:
            found = f"{noise.classes} and {points.classes}"
            raise ValueError(f"{name} and points must have as many classes; got {found}")
    if draws < 1 or redraws < 1:
        found = f"{draws} and {redraws}"
        raise ValueError(f"draws and redraws must be at least 1; got {found}")
    fewest = min(len(points.train), len(points.test))
    if batch is not None and not 1 <= batch <= fewest:
        raise ValueError(f"batch must be in 1..{fewest}, the points there are; got {batch}")
    if unknown := set(settings) - set(get_args(Setting)):
        allowed = ", ".join(get_args(Setting))
        raise ValueError(f"settings must be among {allowed}; got {', '.join(sorted(unknown))}")
    sampler, c = LabelSampler(T), points.classes
    later = LabelSampler(new_noise or T)
    rows: dict[Setting, list[tuple[float, float, bool]]] = {}
    y, z = points.train_labels, points.test_labels
    for draw in range(draws):
        rng = stream(seed, claim, draw)
        noisy = sampler.draw(rng, y).astype(np.int64)
        redrawn, fresh = (
            np.array([later.draw(rng, each) for _ in range(redraws)], np.int64) for each in (y, z)
        )
        at_train, at_test = (_batches(rng, len(each), batch) for each in (y, z))
        trained: Any = clone(classifier)
        trained.fit(points.train, noisy)
        own: Any = trained.predict(points.train) if {"in sample", "redrawn"} & {*settings} else None
        for setting in settings:
            if setting == "fresh":
                pair = _both(trained.predict(points.test), z, fresh, c, at_test)
            elif setting == "redrawn":
                pair = _both(own, y, redrawn, c, at_train)
            elif setting == "in sample":
                pair = _both(own, y, noisy[None], c, at_train)
            else:
                # Folds that were stratified would depend on the noisy labels.
                outputs: Any = cross_val_predict(classifier, points.train, noisy, cv=KFold(FOLDS))
                pair = _both(outputs, y, noisy[None], c, at_train)
            rows.setdefault(setting, []).append(pair)
    return {setting: _collect(drawn) for setting, drawn in rows.items()}


def _batches(rng: np.random.Generator, samples: int, size: int | None) -> Labels:
    """Which samples are in which batch, shape (batches, size): all in one, or at random."""
    if size is None:
        return np.arange(samples)[None]
    return rng.permutation(samples)[: samples // size * size].reshape(-1, size)


def _both(
    outputs: ArrayLike, clean: Labels, noisy: Labels, classes: int, batches: Labels
) -> tuple[float, float, bool]:
    """The mean determinants with the clean and the noisy labels; whether a label is missing.

    `noisy` has shape (redraws, n), the others (n,).
    """
    o = check_labels(np.asarray(outputs), classes).astype(np.int64)
    tables = [_tables(o[batches], y[:, batches], classes) for y in (clean[None], noisy)]
    sizes = [frequency_determinants(table, batches.shape[1]) for table in tables]
    first, second = (float(np.mean(sign * np.exp(log_abs))) for sign, log_abs in sizes)
    seen = [table.reshape(-1, len(batches), classes, classes).sum(axis=(1, 2)) for table in tables]
    return first, second, any(bool((each == 0).any()) for each in seen)


def _tables(outputs: Labels, labels: Labels, classes: int) -> Labels:
    """Counts by output and label, from shapes (batches, size) and (redraws, batches, size)."""
    redraws, batches, _ = labels.shape
    number = np.arange(redraws * batches).reshape(redraws, batches, 1)
    cells = (number * classes + outputs) * classes + labels
    counts = np.bincount(cells.ravel(), minlength=number.size * classes**2)
    return counts.reshape(-1, classes, classes)


def _collect(rows: list[tuple[float, float, bool]]) -> Determinants:
    clean, noisy, missing = zip(*rows, strict=True)
    return Determinants(np.array(clean), np.array(noisy), sum(missing))
