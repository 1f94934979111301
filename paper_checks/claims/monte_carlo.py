"""What drawing says of a claim whose statement holds expectations, as data.

The simulation is derived from the tree of the statement (`simulate.violation.sampling`): nothing is
written by hand, so it cannot be of something else. All claims share one error budget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lossproof.theory.statement import Statement

if TYPE_CHECKING:
    from lossproof.simulate.violation.sampling.faults import Fault

Record = dict[str, Any]
Points = Sequence[Mapping[str, Any]]

ALPHA, CLAIMS = 1e-6, 1000


def share() -> float:
    """The chance that an interval of one claim misses: `CLAIMS` of them have `ALPHA` together.

    A claim's own intervals have one half, those under planted faults the other.
    """
    from lossproof.simulate.intervals import ErrorBudget

    return ErrorBudget(ALPHA, map(str, range(2 * CLAIMS))).share("0")


def run(
    claim_id: str,
    statement: Statement,
    points: Points,
    *,
    refuted: bool = False,
    seed: int = 0,
    device: str = "numpy",
) -> Record | None:
    """What drawing says of the statement; None if it holds no expectation.

    A refuted claim is simulated at these points alone, any other at instances of its domain too.
    `device` is the name of the backend that evaluates what is not drawn.
    """
    from lossproof.simulate.machine import backend
    from lossproof.simulate.violation.sampling import holds_expectations, simulate

    if not holds_expectations(statement):
        return None
    found = simulate(
        statement,
        share(),
        seed=seed,
        name=claim_id,
        points=points,
        sample_points=not refuted,
        device=backend(device),
    )
    told = found.telling
    return {
        "outcome": found.outcome,
        "seed": seed,
        "place": "its counterexample" if refuted else "its witness and other instances",
        "instances": found.instances,
        "labels": found.labels,
        "estimands": found.estimands,
        "alpha": f"{share():g} of {ALPHA:g}, shared by at most {CLAIMS} claims",
        "passed over": found.unsampled,
        "shown": told
        and {
            "outcome": told.outcome,
            "claimed": f"{told.sign} 0",
            **{key: f"{getattr(told, key):.4g}" for key in ("low", "high", "exact", "margin")},
        },
    }


def counted(faults: Iterable[Fault]) -> dict[str, int]:
    """How many are noticed in which way."""
    return dict(sorted(Counter(fault.noticed for fault in faults).items()))
