"""Simulations as evidence: a claim's own, and the planted faults that it must catch.

A claim's `simulate` is a function of `seed`, `alpha` and of keyword arguments that have defaults;
it returns one `Comparison`, or yields several (a fault needs only the first that differs). Its
`faults` map names to other values of those arguments. An argument `backend`, as
`simulate.risk.risks` takes it, is what `lossproof check --backend` gives; no fault changes it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from simulate.intervals import Agreement, Interval, equivalence

Record = dict[str, Any]
Simulate = Callable[..., "Comparison | Iterable[Comparison]"]

ALPHA, CLAIMS = 1e-6, 100
NOT_FAULTS = ("seed", "alpha", "backend")


class UncaughtFaultError(RuntimeError):
    """A simulation does not notice a planted fault: it could not have failed."""


@dataclass(frozen=True)
class Comparison:
    """Estimates of one setting with what the claim says they are.

    Attributes
    ----------
    name : str
        The setting, as in "c = 3".
    interval : Interval
        One per estimand; all of the simulation's hold with probability at least 1 - alpha.
    expected : array
        Broadcast against the intervals.
    margin : float
        How far an estimand may be from what is expected; declared, not estimated.
    """

    name: str
    interval: Interval
    expected: Any
    margin: float

    @property
    def outcome(self) -> Agreement:
        """Whether the estimands are within the margin of what is expected."""
        return equivalence(self.interval, self.expected, self.margin)


def check(claim_id: str, simulate: Any, faults: Any) -> None:
    """`ValueError` unless the simulation and its faults are as the module says."""
    if simulate is None:
        if faults:
            raise ValueError(f"{claim_id} has faults and no simulate that could catch them")
        return
    known = inspect.signature(simulate).parameters
    missing = [name for name in ("seed", "alpha") if name not in known]
    needed = [
        name
        for name, parameter in known.items()
        if parameter.default is parameter.empty and name not in ("seed", "alpha")
    ]
    if missing or needed:
        raise ValueError(
            f"simulate of {claim_id} must take seed and alpha, and defaults for the rest; "
            f"it lacks {', '.join(missing) or 'a default of ' + ', '.join(needed)}"
        )
    if not isinstance(faults, Mapping) or not faults:
        raise ValueError(
            f"{claim_id} needs faults, such as "
            f'{{"transposed T": {{"correct": transposed}}}}: a simulation must be able to fail'
        )
    for name, changes in cast("Mapping[str, Mapping[str, Any]]", faults).items():
        unknown = [key for key in changes if key not in known or key in NOT_FAULTS]
        if unknown or not changes:
            raise ValueError(
                f"the fault “{name}” of {claim_id} must change arguments of simulate, "
                f"{', '.join(key for key in known if key not in NOT_FAULTS)}; "
                f"it changes {', '.join(unknown) or 'nothing'}"
            )


def takes_backend(simulate: Simulate | None) -> bool:
    """Whether a simulation may run elsewhere than where it runs by default."""
    return simulate is not None and "backend" in inspect.signature(simulate).parameters


def on_backend(simulate: Simulate | None, backend: str) -> Simulate | None:
    """The simulation on that backend; as it is if it does not take one."""
    if simulate is None or not takes_backend(simulate):
        return simulate
    return partial(simulate, backend=backend)


def trusted(simulate: Simulate | None) -> tuple[str, ...]:
    """What computes a simulation: NumPy, and the backend that `on_backend` gave it."""
    from simulate.machine import backend

    given = getattr(simulate, "keywords", {}).get("backend", "numpy")
    return tuple(sorted({"numpy", given if given == "numba" else backend(given).name.value}))


def share() -> float:
    """The error level of one claim: there may be `CLAIMS`, which together have `ALPHA`."""
    from simulate.intervals import ErrorBudget

    return ErrorBudget(ALPHA, map(str, range(CLAIMS))).share("0")


def run(claim_id: str, simulate: Simulate, faults: Mapping[str, Any], seed: int) -> Record:
    """What the simulation says, and what it says of every planted fault, as data.

    Nothing in the record depends on the seed unless an interval misses or an outcome is open.

    Raises
    ------
    UncaughtFaultError
        If the simulation does not differ under a fault.
    """
    alpha = share() / (1 + len(faults))
    comparisons = list(_compare(simulate, seed, alpha))
    if not comparisons:
        raise ValueError(f"simulate of {claim_id} must give a Comparison or several; got none")
    for name, changes in faults.items():
        found = _outcome(_compare(simulate, seed, alpha, **changes))
        if found != "differs":
            raise UncaughtFaultError(
                f"the simulation of {claim_id} does not notice the planted fault “{name}” "
                f"(outcome: {found}), so it could not have failed: lower the margin, draw more "
                "samples, or choose a setting in which the fault shows"
            )
    return {
        "outcome": _outcome(comparisons),
        "alpha": f"{share():g} of {ALPHA:g}, shared by at most {CLAIMS} claims",
        "settings": [
            {"name": c.name, "estimands": c.interval.low.size, "margin": f"{c.margin:g}"}
            for c in comparisons
        ],
        "faults caught": list(faults),
    }


def _compare(simulate: Simulate, seed: int, alpha: float, **changes: Any) -> Iterable[Comparison]:
    found = simulate(seed=seed, alpha=alpha, **changes)
    return (found,) if isinstance(found, Comparison) else found


def _outcome(comparisons: Iterable[Comparison]) -> Agreement:
    """Differs as soon as one does; agrees if all do."""
    outcome: Agreement = "agrees"
    for comparison in comparisons:
        if comparison.outcome == "differs":
            return "differs"
        if comparison.outcome == "open":
            outcome = "open"
    return outcome
