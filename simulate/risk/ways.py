"""Clean and noisy risks of a classifier, computed in one of three ways."""

from __future__ import annotations

from typing import cast

from lossproof.simulate.problem import RiskProblem
from lossproof.simulate.risk.counts import Counts
from lossproof.simulate.risk.exact import Exact
from lossproof.simulate.risk.result import Risks
from lossproof.simulate.risk.sample import Sample

Way = Exact | Counts | Sample
EXACT = Exact()


def risks(problem: RiskProblem, way: Way = EXACT, *, alpha: float = 0.05) -> Risks:
    """Risks of losses under the clean labels and under every noise.

    Parameters
    ----------
    problem : the law, the losses, the noises, and how the losses are corrected
    way : `Exact()` and `Counts(…)` need a `Finite` law, `Sample(…)` takes any
    alpha : chance that any of the intervals misses, in (0, 1)

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, or the way does not fit the problem.
    """
    if not isinstance(cast("object", problem), RiskProblem):
        raise TypeError(f"problem must be a RiskProblem(law, losses, noises); got {problem!r:.60}")
    if not isinstance(cast("object", way), Way):
        raise TypeError(f"way must be Exact(), Counts(…) or Sample(…); got {way!r:.60}")
    return way.risks(problem, alpha)
