"""Losses whose mean or variance a sample does not show."""

from __future__ import annotations

import numpy as np

from lossproof.paper_checks.cards import fixed
from lossproof.simulate.problem import Dirichlet, RiskProblem
from lossproof.simulate.risk import Sample, risks
from lossproof.theory.losses import parse
from tests.together import together


def half_width(text: str, concentration: float, seed: int) -> float:
    law = Dirichlet(np.full((2, 2), concentration))
    problem = RiskProblem(law, [fixed(text, parse(text).expression, 2)], [])
    found = risks(problem, Sample(samples=100_000, seed=seed))
    assert found.methods == ("replicates",)
    return float(found.interval.half_width[0, 0])


@together("seed", range(2))
@together("text", ["1/p", "p**(-3)"])
def test_a_mean_that_is_infinite_has_no_interval(text: str, seed: int) -> None:
    assert half_width(text, 1.0, seed) == np.inf


@together("seed", range(2))
def test_what_has_a_variance_has_an_interval(seed: int) -> None:
    assert half_width("1/p", 3.0, seed) < 0.03  # its mean is 5/2
    assert half_width("-log(p)", 1.0, seed) < 0.02
