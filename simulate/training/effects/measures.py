"""What is read off trainings, one number per seed: paces, gaps of accuracy, shares of collapses."""

from __future__ import annotations

import numpy as np

from lossproof.simulate.training.effects.effect import Values
from lossproof.simulate.training.embeddings import CollapseGrid
from lossproof.simulate.training.experiment import Outcome

# Share of the test samples: far above chance, and within reach of every loss.
ACCURATE = 0.8


def reached(found: Outcome, m: int, level: float = 0.5) -> Values:
    """The epoch in which the mean output at the label passes a level, one per seed.

    Between two epochs it is interpolated; nan where it is not passed.
    """
    return _passed(found.confidence[:, 0, :, m, 0], found, level)


def accurate(found: Outcome, m: int, level: float = ACCURATE) -> Values:
    """The epoch in which the test accuracy passes a level, one per seed, interpolated.

    Where it is not passed: the last epoch that was trained, so that what never got there counts as
    faster than it is.
    """
    times = _passed(found.accuracy[:, 0, :, m], found, level)
    return np.where(np.isnan(times), found.experiment.settings.epochs, times)


def _passed(curves: Values, found: Outcome, level: float) -> Values:
    """The epoch in which each curve, from 1/c on, first passes a level; nan where it does not.

    Curves have shape (recorded, seeds).
    """
    epochs = np.array(found.experiment.settings.taken, float)
    start = 1 / found.experiment.data.classes
    times: list[float] = []
    for own in curves.T:
        passed = np.flatnonzero(own >= level)
        if not len(passed):
            times.append(np.nan)
            continue
        k = int(passed[0])
        before, at = (own[k - 1], epochs[k - 1]) if k else (start, 0.0)
        times.append(at + (epochs[k] - at) * (level - before) / (own[k] - before))
    return np.array(times)


def slower(found: Outcome) -> Values:
    """The logarithm of the epochs of the second method over those of the first."""
    return np.log(reached(found, 1) / reached(found, 0))


def later(found: Outcome) -> Values:
    """The logarithm of the epochs until the test accuracy is 80 %, second over first method."""
    return np.log(accurate(found, 1) / accurate(found, 0))


def later_with_classes(many: Outcome, few: Outcome) -> Values:
    """How much more the second method comes later with many classes than with few."""
    return later(many) - later(few)


def accuracy_gap(found: Outcome) -> Values:
    accuracy = found.accuracy[-1, -1]
    return accuracy[:, 1] - accuracy[:, 0]


def worst_accuracy_gap(found: Outcome) -> Values:
    """Test accuracy of the worst of the other methods less that of the first."""
    accuracy = found.accuracy[-1, -1]
    return accuracy[:, 1:].min(axis=1) - accuracy[:, 0]


def least_step(found: Outcome) -> Values:
    """The least by which the test accuracy of a method exceeds that of the one before it."""
    return np.diff(found.accuracy[-1, -1], axis=1).min(axis=1)


def estimate_error(found: Outcome) -> Values:
    """How far the first method's T is off, shape (noises, seeds).

    The sum of the absolute differences in a row, in the mean over rows.
    """
    true = np.stack([column.matrix.to_numpy() for column in found.experiment.columns])
    return np.abs(found.matrices[:, :, 0] - true[:, None]).sum(axis=-1).mean(axis=-1)


def farther_off(few: Outcome, many: Outcome) -> Values:
    """How much farther T is off from few samples than from many: the least over the noises."""
    return (estimate_error(few) - estimate_error(many)).min(axis=0)


def wrong_fit_gap(found: Outcome) -> Values:
    wrong = found.confidence[-1, -1, :, :, 1]
    return wrong[:, 0] - wrong[:, 1]


def fit_gap(found: Outcome) -> Values:
    """Mean output at the label of samples labelled right, of the first method less the second."""
    right = found.confidence[-1, -1, :, :, 0]
    return right[:, 0] - right[:, 1]


def uneven(found: Outcome) -> Values:
    """Variance of the first method's test accuracies over the classes, beyond that of chance.

    What is taken off is the variance that classes of these sizes have on average if all are equally
    hard: that of binomial shares of one accuracy, which grows as that falls. Shape (noises, seeds).
    """
    by_class, labels = found.by_class[-1, :, :, 0], found.experiment.data.y_test
    sizes = np.bincount(labels, minlength=found.experiment.data.classes)
    accuracy = by_class @ sizes / len(labels)
    # A sample's variance, without bias; and c - 1 of c parts of it are about the mean.
    sample = accuracy * (1 - accuracy) * len(labels) / (len(labels) - 1)
    return by_class.var(axis=-1) - sample * (1 / sizes).mean() * (1 - 1 / len(sizes))


def uneven_at_all(found: Outcome) -> Values:
    """How uneven the classes are under the only noise."""
    (values,) = uneven(found)
    return values


def uneven_gap(found: Outcome) -> Values:
    """How much more uneven the classes are under the second noise than under the first."""
    first, second = uneven(found)
    return second - first


def more_slower(many: Outcome, few: Outcome) -> Values:
    return slower(many) - slower(few)


def above_the_best(found: Outcome) -> Values:
    accuracy = found.accuracy[-1, -1]
    return accuracy[:, -1] - accuracy[:, :-1].max(axis=1)


def _rises(found: CollapseGrid, axis: int) -> Values:
    """How often a cell collapses and one before it on the axis does not, less the reverse.

    The mean over all such pairs of cells, one per seed.
    """
    gone = np.moveaxis(found.gone().astype(np.float64), axis, 0)
    before, after = np.triu_indices(len(gone), 1)
    return (gone[after] - gone[before]).mean(axis=(0, 1))


def with_the_batch(found: CollapseGrid) -> Values:
    """How much more often larger batches collapse, one per seed."""
    return _rises(found, 0)


def against_the_dimension(found: CollapseGrid) -> Values:
    """How much more often lower dimensions collapse, one per seed."""
    return -_rises(found, 1)
