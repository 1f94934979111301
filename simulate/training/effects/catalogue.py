"""The effects that claims name: the networks to train and the measures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from lossproof.simulate.training.columns import column
from lossproof.simulate.training.data import Data, digits
from lossproof.simulate.training.effects.effect import Effect
from lossproof.simulate.training.effects.measures import (
    above_the_best,
    accuracy_gap,
    against_the_dimension,
    farther_off,
    fit_gap,
    later,
    later_with_classes,
    least_step,
    loses_less,
    lost,
    more_slower,
    slower,
    uneven_at_all,
    uneven_gap,
    with_the_batch,
    worst_accuracy_gap,
    wrong_fit_gap,
)
from lossproof.simulate.training.embeddings import CollapseExperiment
from lossproof.simulate.training.experiment import Experiment
from lossproof.simulate.training.loop import Settings
from lossproof.simulate.training.methods import method
from lossproof.simulate.training.optimisers import Optimiser

# Dropout hides how well a sample is fitted, and AdaGrad undoes the scale of a loss.
BARE = Settings(batch=32, dropout=0.0, optimiser=Optimiser("sgd", rate=0.1, momentum=0.0))
# Zhang & Sabuncu (2018), Sec. 3.2: "the default setting of Adam".
ADAM = Settings(batch=128, dropout=0.0, optimiser=Optimiser("adam"))
# Half of MAE is the unhinged loss: a difference of rates this large is that of a constant.
FACTOR = math.log(2.0)


def few_classes(data: Data, classes: int) -> Data:
    """The samples of the first classes alone."""
    train_on, test_on = data.y_train < classes, data.y_test < classes
    return Data(
        data.x_train[train_on], data.y_train[train_on], data.x_test[test_on],
        data.y_test[test_on], classes, f"{data.name}, {classes} classes",
    )  # fmt: skip


def few_samples(data: Data, count: int) -> Data:
    """The first `count` training samples of every class, and all of the test samples."""
    places = (np.flatnonzero(data.y_train == k)[:count] for k in range(data.classes))
    chosen = np.concatenate([*places])
    return replace(
        data, x_train=data.x_train[chosen], y_train=data.y_train[chosen],
        name=f"{data.name}, {count} a class",
    )  # fmt: skip


def _estimating(count: int, epochs: int) -> Callable[[Sequence[int]], Experiment]:
    def make(seeds: Sequence[int]) -> Experiment:
        data = few_samples(digits(), count)
        columns = [column(noise, data.classes) for noise in (WEAK, STRONG)]
        settings = replace(TABLE_2, epochs=epochs)
        return Experiment(data, [method("forward-estimated")], columns, seeds, settings)

    return make


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


def _collapsing(seeds: Sequence[int]) -> CollapseExperiment:
    return CollapseExperiment(digits(), (12, 30, 60, 120, 240), (1, 2, 4, 8, 16, 64), seeds)


TABLE_2 = Settings()
MEMORISING = replace(BARE, epochs=150)
MILD, WEAK, STRONG = "symmetric:0.4", "asymmetric:0.2", "asymmetric:0.6"
# The losses of Sec. 5.2 that know nothing of T.
UNCORRECTED = ("cce", "unhinged", "sigmoid", "savage", "bootstrap-soft", "bootstrap-hard")

EFFECTS: dict[str, Effect] = {
    effect.name: effect
    for effect in (
        Effect(
            "mae-later",
            "log of the ratio of epochs until 80 % test accuracy, MAE to CCE, 10 classes; Adam, "
            "batches of 128",
            (_trained(["cce", "mae"], ["none"], _curve(40, ADAM)),),
            later,
        ),
        Effect(
            "mae-later-with-classes",
            "log of the ratio of epochs until 80 % test accuracy, MAE to CCE, for 10 classes minus "
            "for 3 classes (digits 0, 1 and 2)",
            (
                _trained(["cce", "mae"], ["none"], _curve(40, ADAM)),
                _trained(["cce", "mae"], ["none"], _curve(40, ADAM), classes=3),
            ),
            later_with_classes,
        ),
        Effect(
            "imae-later",
            "log of the ratio of epochs until 80 % test accuracy, IMAE with the weight "
            "exp(8 p (1 - p)) to MAE; Adam, batches of 128; 0.6931 is a factor of 2",
            (_trained(["mae", "imae-released"], ["none"], _curve(40, ADAM)),),
            later,
            sense="within",
            margin=FACTOR,
        ),
        Effect(
            "imae-printed-later",
            "log of the ratio of epochs until 80 % test accuracy, IMAE with the weight "
            "exp(8 p) (1 - p) to MAE; Adam, batches of 128; 0.6931 is a factor of 2",
            (_trained(["mae", "imae"], ["none"], _curve(40, ADAM)),),
            later,
            sense="within",
            margin=FACTOR,
        ),
        Effect(
            "estimated-in-between",
            "for each seed the smaller of two differences of test accuracy: forward with estimated "
            "T minus cross-entropy, and forward with the true T minus forward with estimated T; "
            "flips between similar digits, N = 0.6",
            (_trained(["cce", "forward-estimated", "forward"], [STRONG], TABLE_2),),
            least_step,
        ),
        Effect(
            "backward-in-between",
            "for each seed the smaller of two differences of test accuracy: backward with "
            "estimated T minus cross-entropy, and backward with the true T minus backward with "
            "estimated T; flips between similar digits, N = 0.6",
            (_trained(["cce", "backward-estimated", "backward"], [STRONG], TABLE_2),),
            least_step,
        ),
        Effect(
            "ce-collapses",
            "test accuracy of cross-entropy without noise minus that under flips between similar "
            "digits, N = 0.6",
            (_trained(["cce", "forward"], ["none", STRONG], TABLE_2),),
            lost,
            margin=0.25,
        ),
        Effect(
            "forward-stays",
            "test accuracy that cross-entropy loses through flips between similar digits, N = 0.6, "
            "minus four times what forward with the true T loses against cross-entropy without "
            "noise",
            (_trained(["cce", "forward"], ["none", STRONG], TABLE_2),),
            loses_less,
        ),
        Effect(
            "few-images",
            "error of T (sum of absolute errors in a row) estimated from 16 images per class minus "
            "the error from 128; flips between similar digits, for each seed the smaller value of "
            "N = 0.2 and 0.6; equal numbers of steps",
            (_estimating(16, 320), _estimating(128, 40)),
            farther_off,
            seeds=32,
        ),
        Effect(
            "two-stage-backward",
            "test accuracy of backward with estimated T minus that of cross-entropy; flips between "
            "similar digits, N = 0.6",
            (_trained(["cce", "backward-estimated"], [STRONG], TABLE_2),),
            accuracy_gap,
        ),
        Effect(
            "bounded-more-accurate",
            "test accuracy of the worse of MSE and Savage for each seed minus that of CCE; "
            "symmetric noise of 40 %, 150 epochs",
            (_trained(["cce", "mse", "savage"], [MILD], MEMORISING),),
            worst_accuracy_gap,
            seeds=32,
        ),
        Effect(
            "mae-slower",
            "log of the ratio of epochs until the mean output at the label is 1/2, MAE to CCE, "
            "10 classes; twice the learning rate would compensate for 0.6931",
            (_trained(["cce", "mae"], ["none"], _curve(60)),),
            slower,
            margin=FACTOR,
            seeds=32,
        ),
        Effect(
            "mae-slower-with-classes",
            "log of the ratio of epochs until the mean output at the label is 1/2, MAE to CCE, for "
            "10 classes minus for 3 classes (digits 0, 1 and 2)",
            (
                _trained(["cce", "mae"], ["none"], _curve(60)),
                _trained(["cce", "mae"], ["none"], _curve(10), classes=3),
            ),
            more_slower,
            seeds=16,
        ),
        Effect(
            "wrong-labels-small",
            "mean output at the label of wrongly labelled samples, CCE minus L_q with q = 7/10; "
            "symmetric noise of 40 %, 150 epochs",
            (_trained(["cce", "lq"], [MILD], MEMORISING),),
            wrong_fit_gap,
            seeds=16,
        ),
        Effect(
            "overfitting-delayed",
            "mean output at the label of wrongly labelled samples, L_q with q = 1/5 minus L_q with "
            "q = 2/5; symmetric noise of 40 %, 150 epochs",
            (_trained(["lq:q=1/5", "lq:q=2/5"], [MILD], MEMORISING),),
            wrong_fit_gap,
            seeds=16,
        ),
        Effect(
            "mae-underfits",
            "mean output at the label of the training samples after 40 epochs, CCE minus MAE; "
            "Adam, "
            "batches of 128",
            (_trained(["cce", "mae"], ["none"], _curve(40, ADAM)),),
            fit_gap,
        ),
        Effect(
            "class-biased-clean",
            "variance of the test accuracies of the classes under CCE minus the variance for "
            "equally "
            "hard classes of the same sizes; no noise",
            (_trained(["cce"], ["none"], TABLE_2),),
            uneven_at_all,
        ),
        Effect(
            "class-biased",
            "variance of the test accuracies of the classes under CCE minus the variance for "
            "equally "
            "hard classes of the same sizes; under symmetric noise of 40 % minus without noise",
            (_trained(["cce"], ["none", MILD], TABLE_2),),
            uneven_gap,
        ),
        Effect(
            "forward-beats-backward",
            "test accuracy of forward minus that of backward, with the true T; flips between "
            "similar digits, N = 0.6",
            (_trained(["backward", "forward"], [STRONG], TABLE_2),),
            accuracy_gap,
        ),
        Effect(
            "two-stage",
            "test accuracy of forward with estimated T minus that of cross-entropy; flips between "
            "similar digits, N = 0.6",
            (_trained(["cce", "forward-estimated"], [STRONG], TABLE_2),),
            accuracy_gap,
        ),
        Effect(
            "baselines",
            "test accuracy of forward with the true T minus that of the best of six losses "
            "without T "
            "for each seed; flips between similar digits, N = 0.6",
            (_trained([*UNCORRECTED, "forward"], [STRONG], TABLE_2),),
            above_the_best,
            seeds=32,
        ),
        Effect(
            "collapse-with-batch",
            "share of collapsed embeddings (no two test points farther apart than a tenth of the "
            "margin), for the larger of two batch sizes minus the smaller, over pairs of batch "
            "sizes in each dimension; batch-hard mining without normalisation, clean labels, equal "
            "numbers of steps",
            (_collapsing,),
            with_the_batch,
            seeds=16,
        ),
        Effect(
            "collapse-against-dimension",
            "share of collapsed embeddings, for the lower of two dimensions minus the higher, over "
            "pairs of dimensions for each batch size",
            (_collapsing,),
            against_the_dimension,
            seeds=16,
        ),
    )
}
