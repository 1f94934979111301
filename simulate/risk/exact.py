"""Risks integrated over the points of a finite law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lossproof.simulate.intervals import Interval
from lossproof.simulate.problem import Finite, RiskProblem
from lossproof.simulate.risk.constants import POINT_ELEMENTS
from lossproof.simulate.risk.result import Risks


@dataclass(frozen=True)
class Exact:
    """Integrate over the points of a `Finite` law: exact up to rounding, without sampling."""

    def risks(self, problem: RiskProblem, alpha: float) -> Risks:
        """The risks; `alpha` is unused, since no interval can miss.

        Raises TypeError for another law, ValueError where a risk is not finite.
        """
        law = finite(problem)
        names, channels = problem.moments.names, problem.channels
        total = np.zeros((len(names), 1 + len(channels)))
        points = max(1, POINT_ELEMENTS // law.classes)
        for clean in map(int, np.flatnonzero(law.prior)):
            where = np.flatnonzero(law.joint[:, clean])
            for start in range(0, len(where), points):
                here = where[start : start + points]
                weights, u = law.joint[here, clean], law.outputs[here].T
                tables = problem.at_points(u)
                total[:, 0] += next(tables)[:, clean] @ weights
                for r, corrected in enumerate(tables):
                    total[:, 1 + r] += problem.expected(r, clean, corrected, u) @ weights
        check_finite(total, names)
        noises = tuple(channel.name for channel in channels)
        return Risks(names, noises, total, Interval(total, total), ("exact",) * len(names))


def check_finite(total: np.ndarray, names: Sequence[str]) -> None:
    """Raise ValueError where a row of the risks is not finite."""
    bad = ~np.isfinite(total).all(axis=1)
    if bad.any():
        raise ValueError(
            "outputs must be positive where a loss has no finite value at 0; the risk of "
            f"{names[int(np.argmax(bad))]} is not finite: raise zeros to a small number and divide "
            "rows by their sums, or leave the loss out"
        )


def finite(problem: RiskProblem) -> Finite:
    """The law of a problem if it is `Finite`, else TypeError."""
    if not isinstance(problem.law, Finite):
        raise TypeError(
            f"way must be Sample(…) for a {type(problem.law).__name__} law; Exact and Counts need "
            "the points of a Finite law"
        )
    return problem.law
