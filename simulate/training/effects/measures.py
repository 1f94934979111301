"""Measures of outcomes, one number per seed: speed, differences of accuracy, collapses."""

from __future__ import annotations

import numpy as np

from lossproof.simulate.training.effects.effect import Values
from lossproof.simulate.training.embeddings import CollapseGrid
from lossproof.simulate.training.experiment import Outcome

# Share of the test samples: far above chance, and attainable by every loss.
ACCURATE = 0.8


def reached(outcome: Outcome, m: int, level: float = 0.5) -> Values:
    """The epoch in which the mean output at the label passes a level, one per seed.

    Interpolated between epochs; nan where it does not pass.
    """
    return _passed(outcome.confidence[:, 0, :, m, 0], outcome, level)


def accurate(outcome: Outcome, m: int, level: float = ACCURATE) -> Values:
    """The epoch in which the test accuracy passes a level, one per seed, interpolated.

    Where it does not pass: the last epoch, so that such a method counts as faster than it is.
    """
    times = _passed(outcome.accuracy[:, 0, :, m], outcome, level)
    return np.where(np.isnan(times), outcome.experiment.settings.epochs, times)


def _passed(curves: Values, outcome: Outcome, level: float) -> Values:
    """The epoch in which each curve, from 1/c on, first passes a level; nan where it does not.

    Curves have shape (recorded, seeds).
    """
    epochs = np.array(outcome.experiment.settings.taken, float)
    start = 1 / outcome.experiment.data.classes
    times: list[float] = []
    for curve in curves.T:
        passed = np.flatnonzero(curve >= level)
        if not len(passed):
            times.append(np.nan)
            continue
        k = int(passed[0])
        before, at = (curve[k - 1], epochs[k - 1]) if k else (start, 0.0)
        times.append(at + (epochs[k] - at) * (level - before) / (curve[k] - before))
    return np.array(times)


def slower(outcome: Outcome) -> Values:
    """The logarithm of the epochs of the second method over those of the first."""
    return np.log(reached(outcome, 1) / reached(outcome, 0))


def later(outcome: Outcome) -> Values:
    """The logarithm of the epochs until the test accuracy is 80 %, second over first method."""
    return np.log(accurate(outcome, 1) / accurate(outcome, 0))


def later_with_classes(many: Outcome, few: Outcome) -> Values:
    """How much more delay the second method has with many classes than with few."""
    return later(many) - later(few)


def accuracy_gap(outcome: Outcome) -> Values:
    accuracy = outcome.accuracy[-1, -1]
    return accuracy[:, 1] - accuracy[:, 0]


def worst_accuracy_gap(outcome: Outcome) -> Values:
    """Test accuracy of the worst of the other methods less that of the first."""
    accuracy = outcome.accuracy[-1, -1]
    return accuracy[:, 1:].min(axis=1) - accuracy[:, 0]


def least_step(outcome: Outcome) -> Values:
    """The least difference of the test accuracies of a method and the previous one."""
    return np.diff(outcome.accuracy[-1, -1], axis=1).min(axis=1)


def lost(outcome: Outcome, m: int = 0) -> Values:
    """Test accuracy of the first method under the first noise less that of `m` under the last."""
    accuracy = outcome.accuracy[-1]
    return accuracy[0, :, 0] - accuracy[-1, :, m]


def loses_less(outcome: Outcome) -> Values:
    """What the first method loses less four times what the second does."""
    return lost(outcome) - 4 * lost(outcome, 1)


def estimate_error(outcome: Outcome) -> Values:
    """The error of T of the first method, shape (noises, seeds).

    The sum of the absolute differences in a row, averaged over rows.
    """
    true = np.stack([column.matrix.to_numpy() for column in outcome.experiment.columns])
    return np.abs(outcome.matrices[:, :, 0] - true[:, None]).sum(axis=-1).mean(axis=-1)


def farther_off(few: Outcome, many: Outcome) -> Values:
    """The error of T from few samples less that from many: the least over the noises."""
    return (estimate_error(few) - estimate_error(many)).min(axis=0)


def wrong_fit_gap(outcome: Outcome) -> Values:
    wrong = outcome.confidence[-1, -1, :, :, 1]
    return wrong[:, 0] - wrong[:, 1]


def fit_gap(outcome: Outcome) -> Values:
    """Mean output at the label of samples labelled right, of the first method less the second."""
    right = outcome.confidence[-1, -1, :, :, 0]
    return right[:, 0] - right[:, 1]


def uneven(outcome: Outcome) -> Values:
    """Variance of the first method's test accuracies over the classes, beyond that of chance.

    Less the expected variance of equally hard classes of these sizes: that of binomial shares of
    one accuracy, which grows as that falls. Shape (noises, seeds).
    """
    by_class, labels = outcome.by_class[-1, :, :, 0], outcome.experiment.data.y_test
    sizes = np.bincount(labels, minlength=outcome.experiment.data.classes)
    accuracy = by_class @ sizes / len(labels)
    # A sample's variance, without bias; and c - 1 of c parts of it are about the mean.
    sample = accuracy * (1 - accuracy) * len(labels) / (len(labels) - 1)
    return by_class.var(axis=-1) - sample * (1 / sizes).mean() * (1 - 1 / len(sizes))


def uneven_at_all(outcome: Outcome) -> Values:
    """How uneven the classes are under the only noise."""
    (values,) = uneven(outcome)
    return values


def uneven_gap(outcome: Outcome) -> Values:
    """How much more uneven the classes are under the second noise than under the first."""
    first, second = uneven(outcome)
    return second - first


def more_slower(many: Outcome, few: Outcome) -> Values:
    return slower(many) - slower(few)


def above_the_best(outcome: Outcome) -> Values:
    accuracy = outcome.accuracy[-1, -1]
    return accuracy[:, -1] - accuracy[:, :-1].max(axis=1)


def _rises(grid: CollapseGrid, axis: int) -> Values:
    """How often a cell collapses and an earlier one on the axis does not, less the reverse.

    The mean over all such pairs of cells, one per seed.
    """
    gone = np.moveaxis(grid.gone().astype(np.float64), axis, 0)
    before, after = np.triu_indices(len(gone), 1)
    return (gone[after] - gone[before]).mean(axis=(0, 1))


def with_the_batch(grid: CollapseGrid) -> Values:
    """How much more often larger batches collapse, one per seed."""
    return _rises(grid, 0)


def against_the_dimension(grid: CollapseGrid) -> Values:
    """How much more often lower dimensions collapse, one per seed."""
    return -_rises(grid, 1)
