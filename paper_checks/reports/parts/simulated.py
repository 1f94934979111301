"""What drawing says of a claim, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]

# Of a refuted statement drawing differs where it bears the verdict out.
_REFUTED = {"differs": "shows the failure", "agrees": "shows no failure"}


def outcome(said: str, verdict: str) -> str:
    """What drawing says of a claim with this verdict, in words.

    >>> outcome("agrees", "PROVED"), outcome("differs", "REFUTED")
    ('agrees', 'shows the failure')
    """
    return _REFUTED.get(said, said) if verdict == "REFUTED" else said


def drawn(record: Record) -> Iterator[str]:
    """What drawing says: where, how much, and the interval that a reader can watch."""
    simulation, verdict = record["simulation"], record["verdict"]
    where, count = simulation["place"], simulation["instances"]
    where = where if count == 1 else f"{count} instances: {where}"
    yield f"simulated {outcome(simulation['outcome'], verdict)} at {where}"
    count = simulation["estimands"]
    means = "1 mean" if count == 1 else f"{count} means"
    yield (
        f"drawn     the counts by outcome of {simulation['labels']:.2g} draws, as multinomials, "
        f"for {means}, seed {simulation['seed']}"
    )
    for why in simulation["passed over"]:
        yield f"not drawn {why}"
    if shown := simulation["shown"]:
        came = outcome(shown["outcome"], verdict)
        where = "at it" if simulation["place"] == "its counterexample" else "at the first of them"
        yield (
            f"interval  {where} the difference, claimed {shown['claimed']}, is in "
            f"[{shown['low']}, {shown['high']}]: {came} at the margin "
            f"{shown['margin']}; by the chances it is {shown['exact']}"
        )
    if "faults" in simulation:
        faults = ", ".join(f"{count} {way}" for way, count in simulation["faults"].items())
        yield f"faults    {faults}"
    yield f"error     {simulation['alpha']}"
