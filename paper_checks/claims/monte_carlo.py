"""Simulations as evidence: a claim's own, and the planted faults that it must catch.

A claim's `simulate` is a function of `seed`, `alpha` and of keyword arguments that have defaults;
it returns one `Comparison`, or yields several (a fault needs only the first that differs). Its
`faults` map names to other values of those arguments.

What is expected is held against the statement: an estimand names the point at which one side of the
conclusion has that value. That the intervals come from samples is the claim's own word; it is only
asked that they are others at another seed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
import sympy

from simulate.intervals import Agreement, Interval, equivalence
from theory.numbers import compare
from theory.statement import Assignment, Outcome, Statement

Record = dict[str, Any]
Simulate = Callable[..., "Comparison | Iterable[Comparison]"]
Weighted = Sequence[tuple[Any, Assignment]]

ALPHA, CLAIMS = 1e-6, 100
NOT_FAULTS = ("seed", "alpha")
ROUNDING, SEEDS = sympy.Rational(1, 10**9), 3


class UncaughtFaultError(RuntimeError):
    """A simulation does not notice a planted fault: it could not have failed."""


class OtherEstimandError(RuntimeError):
    """A simulation does not estimate the statement: it expects another value than a side has."""


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
    at : points, optional
        One per estimand, in the order of the flattened interval: values of all parameters that
        meet the hypotheses, and at which the side has the expected value. In place of a point,
        pairs (weight, point) for the weighted sum of its values; None for what is not compared.
    side : "lhs" or "rhs"
        Of the conclusion, or of its part number `part` at the point.
    """

    name: str
    interval: Interval
    expected: Any
    margin: float
    at: Sequence[Assignment | Weighted | None] = ()
    side: Literal["lhs", "rhs"] = "lhs"
    part: int = 0

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
    missing = [name for name in NOT_FAULTS if name not in known]
    needed = [
        name
        for name, parameter in known.items()
        if parameter.default is parameter.empty and name not in NOT_FAULTS
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


def share() -> float:
    """The error level of one claim: there may be `CLAIMS`, which together have `ALPHA`."""
    from simulate.intervals import ErrorBudget

    return ErrorBudget(ALPHA, map(str, range(CLAIMS))).share("0")


def run(
    claim_id: str,
    simulate: Simulate,
    faults: Mapping[str, Any],
    seed: int,
    statement: Statement,
) -> Record:
    """What the simulation says, and what it says of every planted fault, as data.

    A setting that differs is an alarm, whichever it is; where some are compared with the statement,
    only these can agree with it. A fault may show in any. Nothing in the record depends on the seed
    unless an interval misses or an outcome is open.

    Raises
    ------
    UncaughtFaultError
        If the simulation does not differ under a fault.
    OtherEstimandError
        If it expects another value than the side of the statement has.
    """
    alpha = _level(faults)
    comparisons = list(_compare(simulate, seed, alpha))
    if not comparisons:
        raise ValueError(f"simulate of {claim_id} must give a Comparison or several; got none")
    tied = [each for each in comparisons if any(at is not None for at in each.at)]
    outcome = _outcome(comparisons)
    if outcome == "open" and tied:
        outcome = _outcome(tied)
    for name, changes in faults.items():
        found = _outcome(_compare(simulate, seed, alpha, **changes))
        if found != "differs":
            raise UncaughtFaultError(
                f"the simulation of {claim_id} does not notice the planted fault “{name}” "
                f"(outcome: {found}), so it could not have failed: lower the margin, draw more "
                "samples, or choose a setting in which the fault shows"
            )
    return {
        "outcome": outcome,
        "alpha": f"{share():g} of {ALPHA:g}, shared by at most {CLAIMS} claims",
        "settings": [
            {
                "name": c.name,
                "estimands": c.interval.low.size,
                "compared": _compared(claim_id, c, statement),
                "margin": f"{c.margin:g}",
            }
            for c in comparisons
        ],
        "faults caught": list(faults),
    }


def doubt(says: Record, simulate: Simulate, faults: Mapping[str, Any], seed: int) -> str | None:
    """Why what the simulation says confirms nothing of the statement, or None."""
    for setting in says["settings"]:
        if setting["compared"] < setting["estimands"]:
            return f"is not compared with the statement in “{setting['name']}”: give its points, at"
    first, *others = (
        [(c.interval.low, c.interval.high) for c in _compare(simulate, seed + k, _level(faults))]
        for k in range(1 + SEEDS)
    )
    same = (all(np.array_equal(ends, other[k]) for other in others) for k, ends in enumerate(first))
    return "has the same interval at every seed: it draws no samples" if any(same) else None


def _level(faults: Mapping[str, Any]) -> float:
    """The error level of one run: that of the claim is shared with those under planted faults."""
    return share() / (1 + len(faults))


def _compared(claim_id: str, comparison: Comparison, statement: Statement) -> int:
    """How many estimands have, by the statement, the value that is expected of them."""
    if not comparison.at or not _varies(comparison, statement):
        return 0
    expected = np.broadcast_to(comparison.expected, comparison.interval.low.shape).ravel()
    if len(comparison.at) != expected.size:
        raise ValueError(
            f"“{comparison.name}” of {claim_id} has {expected.size} estimands, so at must hold as "
            f"many points; it holds {len(comparison.at)}"
        )
    for value, at in zip(expected, comparison.at, strict=True):
        if at is None:
            continue
        terms = [(1, at)] if isinstance(at, Mapping) else at
        exact = sympy.Add(
            *(
                sympy.sympify(weight) * _side(claim_id, comparison, statement.at(point), point)
                for weight, point in terms
            )
        )
        given = sympy.Rational(float(value))
        slack = ROUNDING * max(1, abs(given))
        if compare(sympy.Abs(exact - given), "<=", slack) is not True:
            raise OtherEstimandError(
                f"“{comparison.name}” of {claim_id} expects {float(value):g}, and the "
                f"{comparison.side} of the statement is {exact.evalf(6)} at its point: expect what "
                "the statement says, or give the point that is simulated"
            )
    return sum(at is not None for at in comparison.at)


def _varies(comparison: Comparison, statement: Statement) -> bool:
    """Whether the side depends on the parameters: else it is no expectation of a sample."""
    sides = (getattr(part, comparison.side) for part in statement.symbolic_conclusion)
    return any(side.free_symbols for side in sides)


def _side(claim_id: str, comparison: Comparison, outcome: Outcome, point: Assignment) -> Any:
    """The exact value of the side where every hypothesis and the conclusion hold."""
    if not outcome.meets() or outcome.missed:
        what = "refutes the claim" if outcome.refutes() else "does not meet the hypotheses"
        raise OtherEstimandError(f"“{comparison.name}” of {claim_id} is at {point}, which {what}")
    return getattr(outcome.conclusion[comparison.part].relation, comparison.side)


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
