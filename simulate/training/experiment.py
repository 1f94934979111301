"""An experiment: every method under every noise with every seed, as a task of blocks.

Methods of one seed and noise share labels, order of samples, start and dropout; seeds share nothing
and noises share the random numbers. So the result of a method does not depend on other methods.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from lossproof.simulate.machine import BackendName, backend
from lossproof.simulate.problem.channels import WORST_CONDITION
from lossproof.simulate.running import HERE, Execution, Statistics, run
from lossproof.simulate.training.columns import Column
from lossproof.simulate.training.data import Data
from lossproof.simulate.training.loop import Settings, Training
from lossproof.simulate.training.methods import Method

# Networks trained in parallel on a CPU: as many as fit its caches.
SIDE_BY_SIDE = 8
# Patrini et al. (2017), Sec. 5.1.
PERCENTILE = 97.0


@dataclass(frozen=True, eq=False)
class Experiment:
    """An experiment.

    Parameters
    ----------
    data : see `Data`
    methods, columns : the rows and columns of the table, each at least one, no name twice
    seeds : whole numbers from 0 on, each once
    settings : of every network
    percentile : for the estimate of T; 100 is the argmax

    Raises
    ------
    ValueError
        If an argument is not as above, a column has another number of classes than the data, or a
        method corrects backward by a matrix that is singular, or nearly.
    """

    data: Data
    methods: Sequence[Method]
    columns: Sequence[Column]
    seeds: Sequence[int] = (0, 1, 2, 3, 4)
    settings: Settings = field(default_factory=Settings)
    percentile: float = PERCENTILE

    def __post_init__(self) -> None:
        named: dict[str, list[object]] = {
            "methods": [method.name for method in self.methods],
            "columns": [column.name for column in self.columns],
            "seeds": list(self.seeds),
        }
        for what, names in named.items():
            if not names or len(set(names)) < len(names):
                raise ValueError(
                    f"{what} must have at least one entry, and no entry twice; got {names}"
                )
        if any(isinstance(seed, bool) or seed < 0 for seed in self.seeds):
            raise ValueError(f"seeds must be whole numbers from 0 on; got {list(self.seeds)}")
        if not 0 < self.percentile <= 100:
            raise ValueError(f"percentile must be in (0, 100]; got {self.percentile}")
        for column in self.columns:
            _check_column(column, self.data, self.methods)

    @property
    def recipe(self) -> dict[str, Any]:
        """Everything it depends on, as JSON."""
        return {
            "data": self.data.recipe,
            "methods": [method.recipe for method in self.methods],
            "columns": [column.recipe for column in self.columns],
            "seeds": list(self.seeds),
            "settings": self.settings.recipe,
            "percentile": self.percentile,
        }

    @property
    def summary(self) -> dict[str, Any]:
        """The recipe in brief."""
        return {
            "data": self.data.name,
            "features": self.data.features,
            "classes": self.data.classes,
            "methods": [method.name for method in self.methods],
            "noises": [column.name for column in self.columns],
            "hidden": list(self.settings.hidden),
            "epochs": self.settings.epochs,
        }

    def trained(self, *, backend_name: str = "auto", execution: Execution = HERE) -> Outcome:
        """The result of `train`."""
        return train(self, backend_name=backend_name, execution=execution)

    def made_up(self, rng: np.random.Generator) -> Outcome:
        """An outcome of random numbers in [0, 1), not of training."""
        cells = (len(self.columns), len(self.seeds), len(self.methods))
        recorded, c = (len(self.settings.taken), *cells), self.data.classes
        return Outcome(
            self, rng.random(recorded), rng.random((*recorded, c)), rng.random((*recorded, 2)),
            np.zeros(cells, np.int64), rng.random((*cells, c, c)),
        )  # fmt: skip


def _check_column(column: Column, data: Data, methods: Sequence[Method]) -> None:
    T = column.matrix
    if T.classes != data.classes:
        raise ValueError(
            f"T of {column.name} must have as many classes as the data, {data.classes}; it has "
            f"{T.classes}"
        )
    inverted = [m.name for m in methods if m.correction == "backward" and not m.estimated]
    if inverted and not T.condition_number() < WORST_CONDITION:
        raise ValueError(
            f"{inverted[0]} needs an invertible T; that of {column.name} is singular, or nearly "
            "so: leave out this method or noise, or correct forward"
        )


def estimated(outputs: NDArray[Any], percentile: float) -> NDArray[np.float64]:
    """T as `percentile_estimate` finds it in softmax outputs (n, c); nan where it cannot.

    That is where an output is not finite, or a class has probability 0 at all samples. A singular
    estimate is returned unchanged.
    """
    if np.isfinite(outputs).all():
        from lossproof.simulate.information.estimating import SingularEstimate, percentile_estimate

        with suppress(ValueError), warnings.catch_warnings():
            warnings.simplefilter("ignore", SingularEstimate)
            estimate = percentile_estimate(outputs, Fraction(percentile) / 100)
            return estimate.matrix.to_numpy()
    return np.full((outputs.shape[1],) * 2, np.nan)


@dataclass(frozen=True, eq=False)
class TrainingTask:
    """The cells of an experiment, a noise and a seed each, noise by noise.

    On a CPU a block is one cell; on a CUDA device it is all of them.
    """

    experiment: Experiment
    backend: str = "numpy"

    @property
    def cells(self) -> list[tuple[Column, int]]:
        return [(column, s) for column in self.experiment.columns for s in self.experiment.seeds]

    @property
    def cells_per_block(self) -> int:
        return len(self.cells) if backend(self.backend).name is BackendName.CUPY else 1

    @property
    def blocks(self) -> int:
        return len(self.cells) // self.cells_per_block

    @property
    def samples_per_block(self) -> int:
        """Number of training samples, counted for every network and epoch."""
        settings, n = self.experiment.settings, len(self.experiment.data.x_train)
        per_network = settings.epochs * (n - n % min(settings.batch, n))
        return per_network * len(self.experiment.methods) * self.cells_per_block

    @property
    def recipe(self) -> Mapping[str, Any]:
        return {
            **self.experiment.recipe,
            "backend": self.backend,
            "cells per block": self.cells_per_block,
        }

    def __call__(self, block: int) -> Statistics:
        first = block * self.cells_per_block
        cells = self.cells[first : first + self.cells_per_block]
        # Products by several threads may differ in the last bit.
        with threadpool_limits(1, "blas"), np.errstate(all="ignore"):
            return _Cells(self, cells).statistics()


class _Cells:
    """A few cells, trained in two stages; the second needs networks of the first."""

    def __init__(self, task: TrainingTask, cells: Sequence[tuple[Column, int]]) -> None:
        experiment = task.experiment
        self.experiment, self.device = experiment, backend(task.backend)
        self.data, self.settings = experiment.data, experiment.settings
        self.seeds = [seed for _, seed in cells]
        self.labels = np.stack([column.draw(self.data.y_train, seed) for column, seed in cells])
        self.true = np.stack([column.matrix.to_numpy() for column, _ in cells])

    def statistics(self) -> Statistics:
        methods = self.experiment.methods
        settings, c, k = self.settings, self.data.classes, len(self.seeds)
        shape = (len(settings.taken), k, len(methods))
        correct = np.zeros((*shape, c), np.int64)
        confidence = np.full((*shape, 2), np.nan)
        diverged = np.zeros(shape[1:], np.int64)
        matrices = np.full((*shape[1:], c, c), np.nan)
        wanted = {method.first.name: method.first for method in methods if method.first}
        firsts = {m.name: m for m in methods if m.first is None} | {
            name: replace(first, name=name) for name, first in wanted.items()
        }
        places = {method.name: place for place, method in enumerate(methods)}
        outputs: dict[str, NDArray[Any]] = {}
        starts: dict[str, NDArray[Any]] = {}

        def trained(stage: Sequence[Method], by: NDArray[Any], start: Any) -> None:
            width = SIDE_BY_SIDE if self.device.name is not BackendName.CUPY else len(stage)
            for begin in range(0, len(stage), width):
                part = slice(begin, begin + width)
                training = Training(
                    self.device, self.data, settings, stage[part], self.seeds, self.labels,
                    by[:, part], None if start is None else start[:, part],
                )  # fmt: skip
                result = training.run()
                needed = [n for n, method in enumerate(stage[part]) if method.name in wanted]
                if needed:
                    train_outputs = training.outputs(self.data.x_train)
                    parameters = self.device.to_numpy(result.parameters)
                    for n in needed:
                        outputs[stage[part][n].name] = train_outputs[:, n]
                        starts[stage[part][n].name] = parameters[:, n]
                for n, method in enumerate(stage[part]):
                    if method.name in places:
                        place = places[method.name]
                        correct[:, :, place] = result.correct[:, :, n]
                        confidence[:, :, place] = result.confidence[:, :, n]
                        diverged[:, place] = result.diverged[:, n]
                        matrices[:, place] = by[:, begin + n]

        stage = list(firsts.values())
        trained(stage, np.repeat(self.true[:, None], len(stage), axis=1), None)
        second = [method for method in methods if method.first is not None]
        if second:
            percentile = self.experiment.percentile
            before = [cast("Method", method.first).name for method in second]
            by = np.stack(
                [
                    [estimated(output.T, percentile) for output in outputs[name]]
                    for name in before
                ], axis=1,
            )  # fmt: skip
            start = np.stack([starts[name] for name in before], axis=1)
            start[:, [n for n, method in enumerate(second) if not method.determinant]] = np.nan
            trained(second, by, start)
        return {
            "correct": correct,
            "confidence": confidence,
            "diverged": diverged,
            "matrices": matrices,
        }


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome of an experiment.

    Attributes
    ----------
    experiment : what was trained
    accuracy : float64 array, shape (recorded, columns, seeds, methods)
        On the test set, in [0, 1]; nan where training diverged.
    by_class : float64 array, shape (recorded, columns, seeds, methods, c)
        Of the test samples of each class.
    confidence : float64 array, shape (recorded, columns, seeds, methods, 2)
        Mean output at the label trained on: of samples labelled right, and labelled wrong.
    diverged : int64 array, shape (columns, seeds, methods)
        The epoch after which a network was not finite; 0 for none.
    matrices : float64 array, shape (columns, seeds, methods, c, c)
        The matrices of the corrections.
    """

    experiment: Experiment
    accuracy: NDArray[np.float64]
    by_class: NDArray[np.float64]
    confidence: NDArray[np.float64]
    diverged: NDArray[np.int64]
    matrices: NDArray[np.float64]


def train(
    experiment: Experiment, *, backend_name: str = "auto", execution: Execution = HERE
) -> Outcome:
    """Train all of an experiment: the same numbers for any number of workers.

    Parameters
    ----------
    experiment : see there
    backend_name : "auto", "numpy", "cupy" or "strict"
    execution : where blocks are computed and saved; see `lossproof.simulate.running`

    Raises
    ------
    ValueError
        If the backend is not available.
    OtherRunError
        If the checkpoint is of another experiment or code.
    """
    task = TrainingTask(experiment, backend(backend_name).name.value)
    parts: list[Statistics] = []

    def watch(block: int, statistics: Statistics) -> bool:
        parts.append({name: array.copy() for name, array in statistics.items()})
        return False

    run(task, task.blocks, execution, watch=watch)
    columns, seeds = len(experiment.columns), len(experiment.seeds)

    def joined(name: str, axis: int) -> NDArray[Any]:
        """The blocks' arrays, with the cells' axis as one of columns and one of seeds."""
        array = np.concatenate([part[name] for part in parts], axis=axis)
        return array.reshape(*array.shape[:axis], columns, seeds, *array.shape[axis + 1 :])

    counts = np.bincount(experiment.data.y_test, minlength=experiment.data.classes)
    diverged = joined("diverged", 0)
    correct = np.where(diverged[..., None] > 0, np.nan, joined("correct", 1))
    return Outcome(
        experiment,
        correct.sum(axis=-1) / counts.sum(),
        correct / counts,
        joined("confidence", 1),
        diverged,
        joined("matrices", 0),
    )
