"""One statement about training as a difference measured for each seed, with an interval.

A sampled effect proves and refutes nothing: where its interval lies on one side of the margin the
sentence is confirmed, or contradicted, for these data, networks and noise alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.intervals import Interval, replicate_interval
from lossproof.simulate.running import HERE, Execution

Sense = Literal["above", "within"]
Verdict = Literal["agrees", "differs", "open"]

Values = NDArray[np.float64]

SEEDS = 64


class Trainable(Protocol):
    """An experiment: its full recipe and a summary, as JSON, and its outcome.

    `made_up` is an outcome of random numbers in the shapes of a real one.
    """

    @property
    def recipe(self) -> Mapping[str, Any]: ...

    @property
    def summary(self) -> dict[str, Any]: ...

    def trained(self, *, backend_name: str, execution: Execution) -> Any: ...

    def made_up(self, rng: np.random.Generator) -> Any: ...


@dataclass(frozen=True)
class Effect:
    """One sentence as a difference of trainings.

    Parameters
    ----------
    name : words joined by hyphens
    description : what is measured, and where
    experiments : each makes an experiment for given seeds
    measure : one number per seed from the outcomes
    sense : "above" if the statement is that its mean is above the margin, "within" if that the
        absolute value of the mean is below
    margin : at least 0; positive for "within"
    seeds : number of seeds, from 0 on: at least 16, and more for a smaller effect
    """

    name: str
    description: str
    experiments: tuple[Callable[[Sequence[int]], Trainable], ...]
    measure: Callable[..., Values]
    sense: Sense = "above"
    margin: float = 0.0
    seeds: int = SEEDS

    def recipe(self) -> dict[str, Any]:
        """Everything it depends on, as JSON: summaries and digests.

        The digest of the measure is that of its values on random outcomes.

        Raises
        ------
        ValueError
            If the measure does not depend on the outcome.
        """
        made = [experiment(range(self.seeds)) for experiment in self.experiments]
        values = [_measured(self.measure, made, seed) for seed in range(2)]
        if values[0] == values[1]:
            raise ValueError(f"{self.name} does not depend on the results of training")
        return {
            "name": self.name,
            "said": self.description,
            "sense": self.sense,
            "margin": self.margin,
            "seeds": self.seeds,
            "measure": sha256(json.dumps(values).encode()).hexdigest(),
            "experiments": [_with_digest(experiment) for experiment in made],
        }

    def judged(self, values: Sequence[float] | Values, alpha: float) -> tuple[Interval, Verdict]:
        """The interval of the mean of values, one per seed, and the verdict.

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
    """The values of a measure on random outcomes."""
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        values = measure(*(experiment.made_up(rng) for experiment in made))
    return [format(float(value), ".6g") for value in values]


def _with_digest(experiment: Trainable) -> dict[str, Any]:
    text = json.dumps(experiment.recipe, sort_keys=True)
    return {**experiment.summary, "sha256": sha256(text.encode()).hexdigest()}


@dataclass(frozen=True, eq=False)
class Measured:
    """A measured effect: its value at every seed, the interval of its mean, and the verdict."""

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
    """Train for an effect, and decide whether its statement agrees with the outcome.

    Raises
    ------
    ValueError
        If there are fewer than 16 seeds, training diverged, or a level was not reached.
    """
    outcomes = [
        make(range(effect.seeds)).trained(backend_name=backend_name, execution=execution)
        for make in effect.experiments
    ]
    values = effect.measure(*outcomes)
    return Measured(effect, values, *effect.judged(values, alpha))
