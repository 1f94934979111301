"""What drawing says of a claim, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]


def drawn(simulation: Record) -> Iterator[str]:
    """What drawing says: where, how much, and the interval that a reader can watch."""
    where, count = simulation["place"], simulation["instances"]
    where = where if count == 1 else f"{count} instances: {where}"
    yield f"simulated {simulation['outcome']} at {where}"
    count = simulation["estimands"]
    means = "1 mean" if count == 1 else f"{count} means"
    yield (
        f"drawn     the counts by outcome of {simulation['labels']:.2g} draws, as multinomials, "
        f"for {means}, seed {simulation['seed']}"
    )
    for why in simulation["passed over"]:
        yield f"not drawn {why}"
    if shown := simulation["shown"]:
        where = "at it" if simulation["place"] == "its counterexample" else "at the first of them"
        yield (
            f"interval  {where} the difference, claimed {shown['claimed']}, is in "
            f"[{shown['low']}, {shown['high']}]: {shown['outcome']} at the margin "
            f"{shown['margin']}; by the chances it is {shown['exact']}"
        )
    if "faults" in simulation:
        faults = ", ".join(f"{count} {way}" for way, count in simulation["faults"].items())
        yield f"faults    {faults}"
    yield f"error     {simulation['alpha']}"
