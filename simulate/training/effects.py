"""What papers say of training, as differences measured seed by seed, with an interval.

A sampled effect decides no claim: where its interval lies on one side of the margin the sentence is
confirmed, or contradicted, for these data, networks and noise alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulate.intervals import Interval, replicate_interval
from simulate.running import HERE, Execution
from simulate.training.columns import column
from simulate.training.data import Data, digits
from simulate.training.experiment import Experiment, Outcome, train
from simulate.training.loop import Settings
from simulate.training.methods import method
from simulate.training.optimisers import Optimiser

Sense = Literal["above", "within"]
Verdict = Literal["agrees", "differs", "open"]

Values = NDArray[np.float64]

# Dropout hides how well a sample is fitted, and AdaGrad undoes the scale of a loss.
BARE = Settings(batch=32, dropout=0.0, optimiser=Optimiser("sgd", rate=0.1, momentum=0.0))
# Half of MAE is the unhinged loss: a difference of rates this large is that of a constant.
FACTOR = np.log(2.0)


@dataclass(frozen=True)
class Effect:
    """One sentence as a difference of two trainings.

    Parameters
    ----------
    name : of the claim that says it
    said : what is measured, and where
    experiment : makes the experiment for given seeds
    measure : one number per seed from what was found
    sense : "above" where the sentence says that the mean of it is above the margin, "within" where
        its absolute value is below
    margin : at least 0; positive for "within"
    """

    name: str
    said: str
    experiment: Callable[[Sequence[int]], Experiment]
    measure: Callable[[Outcome], Values]
    sense: Sense = "above"
    margin: float = 0.0


@dataclass(frozen=True, eq=False)
class Measured:
    """An effect measured: its value at every seed, the interval of its mean, and what follows."""

    effect: Effect
    values: Values
    interval: Interval
    verdict: Verdict


def measure(
    effect: Effect,
    *,
    seeds: int = 16,
    alpha: float = 0.01,
    backend_name: str = "auto",
    execution: Execution = HERE,
) -> Measured:
    """Train for an effect, and say whether its sentence agrees with what was found.

    Raises
    ------
    ValueError
        If there are fewer than 16 seeds, a training diverged, or a measure was not reached.
    """
    experiment = effect.experiment(range(seeds))
    found = train(experiment, backend_name=backend_name, execution=execution)
    values = effect.measure(found)
    interval = replicate_interval(values, alpha)
    low, high = float(interval.low), float(interval.high)
    edge = effect.margin
    if effect.sense == "above":
        verdict: Verdict = "agrees" if low > edge else "differs" if high < edge else "open"
    else:
        inside, outside = -edge <= low and high <= edge, low > edge or high < -edge
        verdict = "agrees" if inside else "differs" if outside else "open"
    return Measured(effect, values, interval, verdict)


def few_classes(data: Data, classes: int) -> Data:
    """The samples of the first classes alone."""
    train_on, test_on = data.y_train < classes, data.y_test < classes
    return Data(
        data.x_train[train_on], data.y_train[train_on], data.x_test[test_on],
        data.y_test[test_on], classes, f"{data.name}, {classes} classes",
    )  # fmt: skip


def _experiment(
    names: Sequence[str], noises: Sequence[str], settings: Settings, classes: int = 10
) -> Callable[[Sequence[int]], Experiment]:
    def make(seeds: Sequence[int]) -> Experiment:
        data = digits() if classes == 10 else few_classes(digits(), classes)
        columns = [column(noise, classes) for noise in noises]
        return Experiment(data, [method(name) for name in names], columns, seeds, settings)

    return make


def _curve(epochs: int, settings: Settings = BARE) -> Settings:
    return replace(settings, epochs=epochs, recorded=tuple(range(1, epochs + 1)))


def reached(found: Outcome, m: int, level: float = 0.5) -> Values:
    """The epoch in which the mean output at the label passes a level, one per seed.

    Between two epochs it is interpolated; nan where it is not passed.
    """
    curve = found.confidence[:, 0, :, m, 0]
    epochs = np.array(found.experiment.settings.taken, float)
    start = 1 / found.experiment.data.classes
    times: list[float] = []
    for own in curve.T:
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


def _accuracy_gap(found: Outcome) -> Values:
    accuracy = found.accuracy[-1, -1]
    return accuracy[:, 1] - accuracy[:, 0]


def _wrong_fit_gap(found: Outcome) -> Values:
    wrong = found.confidence[-1, -1, :, :, 1]
    return wrong[:, 0] - wrong[:, 1]


def _spread_gap(found: Outcome) -> Values:
    by_class = found.by_class[-1, :, :, 0]
    return by_class[1].std(axis=-1) - by_class[0].std(axis=-1)


TABLE_2 = Settings()
MEMORISING = replace(BARE, epochs=150)

EFFECTS: dict[str, Effect] = {
    effect.name: effect
    for effect in (
        Effect(
            "zhang2018.mae-slower",
            "log of the epochs until the mean output at the label is 1/2, MAE over CCE, 10 classes;"
            " above log 2, which a rate twice as large would make up for",
            _experiment(["cce", "mae"], ["none"], _curve(60)),
            slower,
            margin=FACTOR,
        ),
        Effect(
            "zhang2018.mae-slower/few-classes",
            "the same for the digits 0, 1 and 2, where the hitting times differ by a factor of 1.2",
            _experiment(["cce", "mae"], ["none"], _curve(10), classes=3),
            slower,
            sense="within",
            margin=FACTOR,
        ),
        Effect(
            "imae.convergence",
            "log of the same epochs, IMAE (T = 8) over MAE with AdaGrad: within a factor of 2",
            _experiment(["mae", "imae"], ["none"], _curve(40, replace(TABLE_2, dropout=0.0))),
            slower,
            sense="within",
            margin=FACTOR,
        ),
        Effect(
            "zhang2018.softmax-wrong-labels",
            "mean output at the label of wrongly labelled samples, CCE less L_q with q = 7/10, "
            "symmetric noise of 40 %, 150 epochs",
            _experiment(["cce", "lq"], ["symmetric:0.4"], MEMORISING),
            _wrong_fit_gap,
        ),
        Effect(
            "sce.class-biased",
            "deviation of the test accuracies of the classes under CCE, symmetric noise of 40 % "
            "less none",
            _experiment(["cce"], ["none", "symmetric:0.4"], TABLE_2),
            _spread_gap,
        ),
        Effect(
            "patrini2017.forward-beats-backward",
            "test accuracy, forward less backward with the true T, similar digits at N = 0.6",
            _experiment(["backward", "forward"], ["asymmetric:0.6"], TABLE_2),
            _accuracy_gap,
        ),
        Effect(
            "patrini2017.two-stage",
            "test accuracy, forward with T estimated less cross-entropy, similar digits at N = 0.6",
            _experiment(["cce", "forward-estimated"], ["asymmetric:0.6"], TABLE_2),
            _accuracy_gap,
        ),
    )
}
