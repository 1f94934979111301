"""One sentence on training as a difference measured seed by seed, with an interval.

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
