"""What papers say of training, as differences measured seed by seed, with an interval.

A sampled effect proves and refutes nothing: where its interval lies on one side of the margin the
sentence is confirmed, or contradicted, for these data, networks and noise alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulate.intervals import Interval, replicate_interval
from simulate.running import HERE, Execution
from simulate.training.columns import column
from simulate.training.data import Data, digits
from simulate.training.embeddings import CollapseExperiment, CollapseGrid
from simulate.training.experiment import Experiment, Outcome
from simulate.training.loop import Settings
from simulate.training.methods import method
from simulate.training.optimisers import Optimiser

Sense = Literal["above", "within"]
Verdict = Literal["agrees", "differs", "open"]

Values = NDArray[np.float64]

# Dropout hides how well a sample is fitted, and AdaGrad undoes the scale of a loss.
BARE = Settings(batch=32, dropout=0.0, optimiser=Optimiser("sgd", rate=0.1, momentum=0.0))
# As Zhang and Sabuncu compare MAE with CCE: by test accuracy, under Adam in its default setting.
ADAM = Settings(batch=128, dropout=0.0, optimiser=Optimiser("adam"))
# Half of MAE is the unhinged loss: a difference of rates this large is that of a constant.
FACTOR = math.log(2.0)


SEEDS = 64


class Trainable(Protocol):
    """What is trained: all that it depends on, as JSON, the same in brief, and what it finds.

    `made_up` is an outcome of random numbers in the shapes of those that it finds.
    """

    @property
    def recipe(self) -> Mapping[str, Any]: ...

    @property
    def told(self) -> dict[str, Any]: ...

    def trained(self, *, backend_name: str, execution: Execution) -> Any: ...

    def made_up(self, rng: np.random.Generator) -> Any: ...


@dataclass(frozen=True)
class Effect:
    """One sentence as a difference of trainings.

    Parameters
    ----------
    name : words joined by hyphens
    said : what is measured, and where
    experiments : each makes an experiment for given seeds
    measure : one number per seed from what they found, others where they found something else
    sense : "above" where the sentence says that the mean of it is above the margin, "within" where
        its absolute value is below
    margin : at least 0; positive for "within"
    seeds : how many, from 0 on: at least 16, and the more the less the effect stands out
    """

    name: str
    said: str
    experiments: tuple[Callable[[Sequence[int]], Trainable], ...]
    measure: Callable[..., Values]
    sense: Sense = "above"
    margin: float = 0.0
    seeds: int = SEEDS

    def recipe(self) -> dict[str, Any]:
        """What it depends on, as JSON: in brief, and the digest of all.

        Of the measure, what it makes of outcomes that are made up.

        Raises
        ------
        ValueError
            If the measure gives the same whatever was found.
        """
        made = [each(range(self.seeds)) for each in self.experiments]
        told = [_measured(self.measure, made, seed) for seed in range(2)]
        if told[0] == told[1]:
            raise ValueError(f"{self.name} measures the same whatever training finds")
        return {
            "name": self.name,
            "said": self.said,
            "sense": self.sense,
            "margin": self.margin,
            "seeds": self.seeds,
            "measure": sha256(json.dumps(told).encode()).hexdigest(),
            "experiments": [_told(each) for each in made],
        }

    def judged(self, values: Sequence[float] | Values, alpha: float) -> tuple[Interval, Verdict]:
        """The interval of the mean of values, one a seed, and what follows.

        Raises
        ------
        ValueError
            If there are fewer than 16 values, or one is not finite.
        """
        interval = replicate_interval(values, alpha)
        low, high = float(interval.low), float(interval.high)
        edge = self.margin
        if self.sense == "above":
            return interval, "agrees" if low > edge else "differs" if high < edge else "open"
        if -edge < low and high < edge:
            return interval, "agrees"
        return interval, "differs" if low > edge or high < -edge else "open"


def _measured(measure: Callable[..., Values], made: Sequence[Trainable], seed: int) -> list[str]:
    """What a measure makes of outcomes that are made up."""
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        values = measure(*(each.made_up(rng) for each in made))
    return [format(float(value), ".6g") for value in values]


def _told(experiment: Trainable) -> dict[str, Any]:
    text = json.dumps(experiment.recipe, sort_keys=True)
    return {**experiment.told, "sha256": sha256(text.encode()).hexdigest()}


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
    found = [
        make(range(effect.seeds)).trained(backend_name=backend_name, execution=execution)
        for make in effect.experiments
    ]
    values = effect.measure(*found)
    return Measured(effect, values, *effect.judged(values, alpha))


def few_classes(data: Data, classes: int) -> Data:
    """The samples of the first classes alone."""
    train_on, test_on = data.y_train < classes, data.y_test < classes
    return Data(
        data.x_train[train_on], data.y_train[train_on], data.x_test[test_on],
        data.y_test[test_on], classes, f"{data.name}, {classes} classes",
    )  # fmt: skip


def _trained(
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
    return _passed(found, found.confidence[:, 0, :, m, 0], level)


def accurate(found: Outcome, m: int, level: float = 0.8) -> Values:
    """The epoch in which the test accuracy passes a level, one per seed, as in `reached`."""
    return _passed(found, found.accuracy[:, 0, :, m], level)


def _passed(found: Outcome, curve: Values, level: float) -> Values:
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


def slower_to_accuracy(found: Outcome) -> Values:
    """The same of the epochs to a test accuracy of 80 %."""
    return np.log(accurate(found, 1) / accurate(found, 0))


def _accuracy_gap(found: Outcome) -> Values:
    accuracy = found.accuracy[-1, -1]
    return accuracy[:, 1] - accuracy[:, 0]


def _wrong_fit_gap(found: Outcome) -> Values:
    wrong = found.confidence[-1, -1, :, :, 1]
    return wrong[:, 0] - wrong[:, 1]


def _spread_gap(found: Outcome) -> Values:
    by_class = found.by_class[-1, :, :, 0]
    return by_class[1].std(axis=-1) - by_class[0].std(axis=-1)


def _more_slower(many: Outcome, few: Outcome) -> Values:
    return slower(many) - slower(few)


def _more_slower_to_accuracy(many: Outcome, few: Outcome) -> Values:
    return slower_to_accuracy(many) - slower_to_accuracy(few)


def _above_the_best(found: Outcome) -> Values:
    accuracy = found.accuracy[-1, -1]
    return accuracy[:, -1] - accuracy[:, :-1].max(axis=1)


def _collapsing(seeds: Sequence[int]) -> CollapseExperiment:
    return CollapseExperiment(digits(), (12, 30, 60, 120, 240), (1, 2, 4, 8, 16, 64), seeds)


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


TABLE_2 = Settings()
AS_MAE = _curve(40, replace(TABLE_2, dropout=0.0))
MEMORISING = replace(BARE, epochs=150)
MILD, STRONG = "symmetric:0.4", "asymmetric:0.6"
# The losses of Sec. 5.2 that know nothing of T.
UNCORRECTED = ("cce", "unhinged", "sigmoid", "savage", "bootstrap-soft", "bootstrap-hard")

EFFECTS: dict[str, Effect] = {
    effect.name: effect
    for effect in (
        Effect(
            "mae-slower",
            "log of the epochs to a test accuracy of 80 %, MAE over CCE, 10 classes, with Adam",
            (_trained(["cce", "mae"], ["none"], _curve(60, ADAM)),),
            slower_to_accuracy,
        ),
        Effect(
            "mae-slower-with-classes",
            "the same of 10 classes less that of 3, the digits 0, 1 and 2",
            (
                _trained(["cce", "mae"], ["none"], _curve(60, ADAM)),
                _trained(["cce", "mae"], ["none"], _curve(60, ADAM), classes=3),
            ),
            _more_slower_to_accuracy,
        ),
        Effect(
            "mae-slower-sgd",
            "log of the epochs until the mean output at the label is 1/2, MAE over CCE, 10 classes;"
            " above log 2, which a rate twice as large would make up for",
            (_trained(["cce", "mae"], ["none"], _curve(60)),),
            slower,
            margin=FACTOR,
            seeds=32,
        ),
        Effect(
            "mae-slower-sgd-with-classes",
            "the same of 10 classes less that of 3, the digits 0, 1 and 2",
            (
                _trained(["cce", "mae"], ["none"], _curve(60)),
                _trained(["cce", "mae"], ["none"], _curve(10), classes=3),
            ),
            _more_slower,
            seeds=16,
        ),
        Effect(
            "imae-as-mae",
            "log of the epochs until the mean output at the label is 1/2, IMAE with the weight of "
            "its code (T = 8) over MAE, with AdaGrad: within a factor of 2",
            (_trained(["mae", "imae-released"], ["none"], AS_MAE),),
            slower,
            sense="within",
            margin=FACTOR,
            seeds=32,
        ),
        Effect(
            "printed-imae-slower",
            "log of the same epochs, with the weight of Eq. 13 (T = 8) over MAE: above a factor of "
            "2",
            (_trained(["mae", "imae"], ["none"], AS_MAE),),
            slower,
            margin=FACTOR,
            seeds=32,
        ),
        Effect(
            "wrong-labels-small",
            "mean output at the label of wrongly labelled samples, CCE less L_q with q = 7/10, "
            "symmetric noise of 40 %, 150 epochs",
            (_trained(["cce", "lq"], [MILD], MEMORISING),),
            _wrong_fit_gap,
            seeds=16,
        ),
        Effect(
            "overfitting-delayed",
            "the same, L_q with q = 1/5 less q = 2/5",
            (_trained(["lq:q=1/5", "lq:q=2/5"], [MILD], MEMORISING),),
            _wrong_fit_gap,
            seeds=16,
        ),
        Effect(
            "class-biased",
            "deviation of the test accuracies of the classes under CCE, symmetric noise of 40 % "
            "less none",
            (_trained(["cce"], ["none", MILD], TABLE_2),),
            _spread_gap,
        ),
        Effect(
            "forward-beats-backward",
            "test accuracy, forward less backward with the true T, similar digits at N = 0.6",
            (_trained(["backward", "forward"], [STRONG], TABLE_2),),
            _accuracy_gap,
        ),
        Effect(
            "two-stage",
            "test accuracy, forward with T estimated less cross-entropy, similar digits at N = 0.6",
            (_trained(["cce", "forward-estimated"], [STRONG], TABLE_2),),
            _accuracy_gap,
        ),
        Effect(
            "baselines",
            "test accuracy, forward with the true T less the best of six losses that know nothing "
            "of it, seed by seed, similar digits at N = 0.6",
            (_trained([*UNCORRECTED, "forward"], [STRONG], TABLE_2),),
            _above_the_best,
            seeds=32,
        ),
        Effect(
            "collapse-with-batch",
            "collapsed, with no two test points farther apart than a tenth of the margin, in the "
            "larger of two batches less in the smaller, over pairs of batches in each dimension; "
            "batch-hard without the sphere, on clean labels, as many steps in each",
            (_collapsing,),
            with_the_batch,
            seeds=16,
        ),
        Effect(
            "collapse-against-dimension",
            "collapsed in the lower of two dimensions less in the higher, over pairs of dimensions "
            "with each batch",
            (_collapsing,),
            against_the_dimension,
            seeds=16,
        ),
    )
}
