"""Training of many networks at once: epochs over shuffled samples, several losses in parallel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lossproof.simulate.machine import Backend, raw_words, stream
from lossproof.simulate.training.arrays import moved
from lossproof.simulate.training.data import Data
from lossproof.simulate.training.gradients import one_hot, softmax
from lossproof.simulate.training.groups import Group, normalised, together
from lossproof.simulate.training.methods import PRUNED_EVERY, PRUNED_FROM, Method
from lossproof.simulate.training.networks import Networks, Shape
from lossproof.simulate.training.optimisers import Optimiser

# Samples whose outputs are computed at a time.
AT_ONCE = 512
WORD = 1 << 16
# Units whose dropout masks are sampled at a time.
MASKED_AT_ONCE = 1 << 18

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """How networks are trained, whatever the loss.

    Parameters
    ----------
    hidden : units of every hidden layer
    epochs, batch : at least 1; samples left over by the batches of an epoch are not used in it
    dropout : chance that a hidden unit is dropped, in [0, 1), to within 2**-16
    optimiser : what follows the gradient
    dtype : "float32" or "float64"
    recorded : epochs after which accuracies are taken, in 1..epochs; by default the last

    Raises ValueError where an argument is not as above.
    """

    hidden: tuple[int, ...] = (128, 128)
    epochs: int = 40
    batch: int = 32
    dropout: float = 0.5
    optimiser: Optimiser = field(default_factory=Optimiser)
    dtype: str = "float32"
    recorded: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name, values in (("hidden", self.hidden), ("epochs", (self.epochs,)),
                             ("batch", (self.batch,))):  # fmt: skip
            if any(value < 1 for value in values):
                raise ValueError(f"{name} must be at least 1; got {getattr(self, name)}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be a number in [0, 1); got {self.dropout}")
        if self.dtype not in ("float32", "float64"):
            raise ValueError(f"dtype must be float32 or float64; got {self.dtype!r}")
        if sorted({*self.recorded} & {*range(1, self.epochs + 1)}) != list(self.recorded):
            raise ValueError(
                f"recorded must be increasing epochs in 1..{self.epochs}; got {self.recorded}"
            )

    @property
    def taken(self) -> tuple[int, ...]:
        """The epochs after which accuracies are taken."""
        return self.recorded or (self.epochs,)

    @property
    def recipe(self) -> dict[str, Any]:
        """Everything it depends on, as JSON."""
        return {
            "hidden": list(self.hidden),
            "epochs": self.epochs,
            "batch": self.batch,
            "dropout": self.dropout,
            "optimiser": self.optimiser.recipe,
            "dtype": self.dtype,
            "recorded": list(self.taken),
        }


@dataclass(frozen=True, eq=False)
class Trained:
    """The result of training.

    Attributes
    ----------
    parameters : array of the device, shape (cells, methods, count)
    correct : int64 array, shape (recorded, cells, methods, c)
        Test samples of each class that are classified right.
    confidence : float64 array, shape (recorded, cells, methods, 2)
        Mean output at the label trained on, of samples whose label is right and of those whose
        label is wrong; nan where there are none, and for scores.
    diverged : int64 array, shape (cells, methods)
        The epoch after which a parameter was not finite; 0 where all were.
    """

    parameters: Any
    correct: NDArray[np.int64]
    confidence: NDArray[np.float64]
    diverged: NDArray[np.int64]


class Training:
    """Methods trained in parallel in each of a few cells.

    Parameters
    ----------
    device : where it is computed
    data, settings : see there
    methods : those of this batch
    seeds : of the cells
    labels : noisy labels, shape (cells, n)
    matrices : float64 array, shape (cells, methods, c, c)
        The matrices of the corrections; nan where there is none.
    start : parameters to start from instead, shape (cells, methods, count); nan in a method for
        its usual start
    """

    def __init__(
        self,
        device: Backend,
        data: Data,
        settings: Settings,
        methods: Sequence[Method],
        seeds: Sequence[int],
        labels: Labels,
        matrices: NDArray[np.float64],
        start: Any = None,
    ) -> None:
        self.device, self.data, self.settings = device, data, settings
        self.labels, self.seeds, self.methods = labels, seeds, methods
        self.shape = Shape((data.features, *settings.hidden, data.classes))
        self.dtype = np.dtype(settings.dtype)
        self.batch = min(settings.batch, len(data.x_train))
        self.groups = [
            Group(device, data.classes, methods[place], matrices[:, place], place, self.dtype)
            for place in together(methods, data.classes)
        ]
        fresh = np.stack([self.shape.initial(stream(s, "training: start", 0)) for s in seeds])
        parameters = np.repeat(fresh[:, None].astype(self.dtype), len(methods), axis=1)
        if start is not None:
            given = np.isfinite(start).all(axis=-1)
            parameters[given] = start[given]
        self.parameters = device.asarray(parameters)
        self.x = device.asarray(data.x_train.astype(self.dtype))

    def run(self) -> Trained:
        """Train and take the accuracies."""
        settings, xp = self.settings, self.device.xp
        networks = Networks(self.device, self.shape, self.parameters, self.batch)
        stepper = settings.optimiser.started(self.device, self.parameters)
        orders = [stream(seed, "training: order", 0) for seed in self.seeds]
        drops = [stream(seed, "training: dropout", 0) for seed in self.seeds]
        diverged = np.zeros(self.parameters.shape[:2], np.int64)
        correct: list[Any] = []
        confidence: list[Any] = []
        first, every = (
            max(1, round(share * settings.epochs)) for share in (PRUNED_FROM, PRUNED_EVERY)
        )
        for epoch in range(1, settings.epochs + 1):
            if epoch > first and (epoch - first - 1) % every == 0:
                self._prune()
            batches = self._batches(orders)
            for chosen, masks in zip(batches, self._masks(drops, len(batches)), strict=True):
                x = self._at(self.x, chosen)[:, None, ...]
                logits = networks.forward(x, masks)
                gradient = networks.backward(self._slopes(logits, chosen))
                stepper.step(gradient, epoch)
            sums = self.device.to_numpy(xp.sum(self.parameters, axis=-1))
            diverged[(diverged == 0) & ~np.isfinite(sums)] = epoch
            if epoch in settings.taken:
                correct.append(self._correct())
                confidence.append(self._confidence())
        return Trained(self.parameters, np.stack(correct), np.stack(confidence), diverged)

    def outputs(self, x: NDArray[np.float32]) -> NDArray[Any]:
        """Softmax outputs, or normalised scores, at samples: shape (cells, methods, c, n)."""
        logits = self._logits(x)
        outputs, _ = softmax(np, logits)
        for group in self.groups:
            if group.scores:
                over = self._logits(self.data.x_train)[:, group.place]
                outputs[:, group.place] = normalised(np, logits[:, group.place], over)[0]
        return outputs

    def _logits(self, x: NDArray[np.float32]) -> NDArray[Any]:
        parts: list[Any] = []
        for start in range(0, len(x), AT_ONCE):
            part = self.device.asarray(x[start : start + AT_ONCE].astype(self.dtype))
            networks = Networks(self.device, self.shape, self.parameters, part.shape[0])
            parts.append(self.device.to_numpy(networks.forward(part[None, None, ...])))
        return np.concatenate(parts, axis=-1)

    def _correct(self) -> NDArray[np.int64]:
        guessed = self.outputs(self.data.x_test).argmax(axis=-2)
        right = guessed == self.data.y_test
        classes = np.arange(self.data.classes)[:, None] == self.data.y_test
        return (right[..., None, :] & classes).sum(axis=-1)

    def _confidence(self) -> NDArray[np.float64]:
        confidence = np.full((*self.parameters.shape[:2], 2), np.nan)
        outputs = self.outputs(self.data.x_train)
        probabilities = [n for n, method in enumerate(self.methods) if not method.scores]
        for k, labels in enumerate(self.labels):
            at_label = outputs[k][:, labels, np.arange(len(labels))]
            right = labels == self.data.y_train
            for side, chosen in enumerate((right, ~right)):
                if chosen.any():
                    # In this order of the memory, whatever the number of methods.
                    part = np.ascontiguousarray(at_label[probabilities][:, chosen], np.float64)
                    confidence[k, probabilities, side] = part.mean(axis=1)
        return confidence

    def _batches(self, orders: Sequence[Generator]) -> list[Labels]:
        """The samples of each batch of an epoch, shape (cells, batch)."""
        n = len(self.data.x_train)
        order = np.stack([rng.permutation(n) for rng in orders])
        starts = range(0, n - self.batch + 1, self.batch)
        return [order[:, start : start + self.batch] for start in starts]

    def _masks(self, drops: Sequence[Generator], batches: int) -> Iterator[list[Any]]:
        """Dropout masks of hidden units by batch and layer: 0, or 1 / (1 - dropout)."""
        layers, batch = self.settings.hidden, self.batch
        if self.settings.dropout == 0:
            yield from ([] for _ in range(batches))
            return
        threshold = round((1 - self.settings.dropout) * WORD)
        size = batch * sum(layers)
        cuts = batch * np.cumsum([0, *layers])
        words = (MASKED_AT_ONCE // size + 1) * size
        held: Any = np.empty((len(drops), 0), self.dtype)
        for _ in range(batches):
            if held.shape[1] < size:
                drawn_words = [raw_words(rng)((words + 3) // 4).view(np.uint16) for rng in drops]
                held = (np.stack(drawn_words)[:, :words] < threshold).astype(self.dtype)
                held *= self.dtype.type(WORD / threshold)
            part, held = held[:, :size], held[:, size:]
            yield [
                self.device.asarray(part[:, a:b].reshape(len(drops), 1, batch, units))
                for a, b, units in zip(cuts, cuts[1:], layers, strict=False)
            ]

    def _at(self, table: Any, chosen: Labels) -> Any:
        xp = self.device.xp
        rows = [xp.take(table, self.device.asarray(indices), axis=0) for indices in chosen]
        return xp.stack(rows)

    def _slopes(self, logits: Any, chosen: Labels) -> Any:
        """Derivatives of the batch's mean loss in the logits, shape (cells, methods, c, n)."""
        labels = np.take_along_axis(self.labels, chosen, axis=1)
        plain = self.device.asarray(one_hot(labels, self.data.classes, self.dtype))[:, None, ...]
        u, ell = softmax(self.device.xp, logits)
        slopes = self.device.xp.empty_like(logits)
        scores, u, ell, out, plain = (moved(x, -2, 0) for x in (logits, u, ell, slopes, plain))
        for group in self.groups:
            here = slice(None), slice(None), group.place, ...
            weights = group.weights(plain, labels, chosen)
            out[here] = group.slopes(scores[here], u[here], ell[here], weights)
        slopes /= self.batch
        return slopes

    def _prune(self) -> None:
        if any(group.threshold is not None for group in self.groups):
            outputs = self.outputs(self.data.x_train)
            for group in self.groups:
                group.prune(outputs[:, group.place], self.labels)
