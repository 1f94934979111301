"""Classifiers that memorise noisy labels: DMI with the training labels and with fresh labels.

For noise that is independent of the output given the clean label, `det(h, Y~) = det(h, Y) det T`.
Its training labels are not independent of it: this module measures both sides on real data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossproof.simulate.drawing import LabelSampler
from lossproof.simulate.information.batches import frequency_determinants
from lossproof.simulate.information.handwritten import handwritten
from lossproof.simulate.machine import stream
from lossproof.theory.noise import TransitionMatrix, check_labels

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

Setting = Literal["in sample", "redrawn", "cross-fitted", "fresh"]
FOLDS = 5


@dataclass(frozen=True, eq=False)
class Points:
    """Points with clean labels, for training and for testing.

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
                sizes = f"{len(points)} and {len(labels)}"
                raise ValueError(f"{name} and {name}_labels must have the same length; got {sizes}")


def digits(classes: int = 10) -> Points:
    """The 8 by 8 images of the digits below `classes` that scikit-learn has as well, in [0, 1].

    Even rows are the training set. Raises ValueError where `classes` is not in 2..10.
    """
    if not 2 <= classes <= 10:
        raise ValueError(f"classes must be in 2..10, the number of digits; got {classes}")
    images, labels = handwritten()
    chosen = labels < classes
    images, labels = images[chosen], labels[chosen]
    return Points(images[::2], labels[::2], images[1::2], labels[1::2], classes)


@dataclass(frozen=True, eq=False)
class Determinants:
    """Determinants of the (output, label) tables for many samples of the noise, shape (r,).

    Attributes
    ----------
    clean : with the clean labels; the mean over the batches of a replicate
    noisy : with the noisy labels; the mean over the batches and redraws
    missing : int
        The number of replicates in which a label is missing, so that a determinant is 0.
    """

    clean: Floats
    noisy: Floats
    missing: int

    def ratio(self, T: TransitionMatrix) -> Floats:
        """`noisy / (clean det T)`, shape (r,): 1 where noise shifts the loss by `-log |det T|`.

        For noise sampled after training its mean is exactly 1, for any number of samples.

        Raises ValueError where a clean determinant, or that of T, is 0.
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
    """Train on noisy labels repeatedly, and compare both sides of Li's Eq. 32.

    Parameters
    ----------
    classifier : a classifier of scikit-learn, or one like them
        A clone of it is trained in every replicate.
    points : what to train and test on
    T : the noise, of as many classes
    draws : int >= 1
        Number of replicates; each samples the training labels again.
    seed, claim : see `lossproof.simulate.machine.streams.stream`; a draw is a block
    settings : which labels the outputs are compared with
        "in sample": the noisy labels trained on; "redrawn": new noise at the same points;
        "cross-fitted": the noisy labels trained on, and outputs of classifiers trained on the
        other four fifths; "fresh": test points with their own noise.
    batch : int >= 1, optional
        Samples in a table: points are shuffled and split, and an incomplete batch is dropped. All
        points by default.
    redraws : int >= 1
        Samples of the labels of "redrawn" and "fresh" for one classifier.
    new_noise : the noise of "redrawn" and "fresh", T by default

    Raises
    ------
    ImportError
        If scikit-learn is not installed.
    TypeError, ValueError
        If an argument is not as above.
    """
    try:
        from sklearn.base import clone
        from sklearn.model_selection import KFold, cross_val_predict
    except ImportError:
        raise ImportError(
            "memorisation trains classifiers of scikit-learn, which is not installed: "
            "pip install 'lossproof[train]'"
        ) from None

    for noise, name in ((T, "T"), (new_noise or T, "new_noise")):
        if noise.classes != points.classes:
            given = f"{noise.classes} and {points.classes}"
            raise ValueError(f"{name} and points must have the same number of classes; got {given}")
    if draws < 1 or redraws < 1:
        given = f"{draws} and {redraws}"
        raise ValueError(f"draws and redraws must be at least 1; got {given}")
    fewest = min(len(points.train), len(points.test))
    if batch is not None and not 1 <= batch <= fewest:
        raise ValueError(f"batch must be in 1..{fewest}, the number of points; got {batch}")
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
            np.array([later.draw(rng, labels) for _ in range(redraws)], np.int64)
            for labels in (y, z)
        )
        at_train, at_test = (_batches(rng, len(labels), batch) for labels in (y, z))
        trained: Any = clone(classifier)
        trained.fit(points.train, noisy)
        needed = {"in sample", "redrawn"} & {*settings}
        fitted: Any = trained.predict(points.train) if needed else None
        for setting in settings:
            if setting == "fresh":
                pair = _both(trained.predict(points.test), z, fresh, c, at_test)
            elif setting == "redrawn":
                pair = _both(fitted, y, redrawn, c, at_train)
            elif setting == "in sample":
                pair = _both(fitted, y, noisy[None], c, at_train)
            else:
                # Stratified folds would depend on the noisy labels.
                outputs: Any = cross_val_predict(classifier, points.train, noisy, cv=KFold(FOLDS))
                pair = _both(outputs, y, noisy[None], c, at_train)
            rows.setdefault(setting, []).append(pair)
    return {setting: _collect(pairs) for setting, pairs in rows.items()}


def _batches(rng: np.random.Generator, samples: int, size: int | None) -> Labels:
    """The samples of each batch, shape (batches, size): all in one, or at random."""
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
    sizes = [frequency_determinants(t, batches.shape[1]) for t in tables]
    first, second = (float(np.mean(sign * np.exp(log_abs))) for sign, log_abs in sizes)
    counts = [t.reshape(-1, len(batches), classes, classes).sum(axis=(1, 2)) for t in tables]
    return first, second, any(bool((n == 0).any()) for n in counts)


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
