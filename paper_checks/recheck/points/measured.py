"""What was measured of a claim about training: its interval, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from lossproof.paper_checks.recheck.points.sampled import ALPHA
from lossproof.paper_checks.recheck.terms import RejectedError

Record = Mapping[str, Any]

# One of 1000 claims that share 1e-6, and half of it.
SHARE = Fraction(1, 2_000_000_000)
FEWEST, BITS, HALVINGS, WIDEST = 16, 128, 80, 10**6
TOLD = 1e-4  # of its width an interval may be told wrong, which is written with six digits
TOLD_OF = {"outcome", "alpha", "effects"}
OUTCOMES = {
    "agrees": ("CONFIRMED", "measured, not proved: "),
    "differs": ("UNDECIDED", "measured; the opposite holds here: "),
    "open": ("UNDECIDED", "measured; inconclusive: "),
    "not measured": ("UNDECIDED", "not measured: lossproof check "),
}


def measured(record: Record) -> tuple[str, str]:
    """The verdict and the scope that the values of the seeds give.

    Raises
    ------
    RejectedError
        If outcome or intervals are not what they give, or the record states anything else.
    """
    evidence, told = record["evidence"], record.get("simulation")
    if any(record["statement"][part] for part in ("parameters", "given", "conclusion")):
        raise RejectedError("a claim about training must not have parameters or hypotheses")
    for empty in ("hypotheses", "witness", "uses"):
        if record[empty]:
            raise RejectedError(f"a claim about training must not have {empty}")
    effects = evidence["effects"]
    if not effects:
        raise RejectedError("a claim about training must name its effects")
    if told is not None and (told.keys() != TOLD_OF or told["alpha"] != ALPHA):
        raise RejectedError(f"its measurement has {', '.join(told)}, and alpha {told.get('alpha')}")
    outcome = "not measured" if told is None else _outcome(effects, told)
    if told is not None and told["outcome"] != outcome:
        raise RejectedError(f"its outcome is {told['outcome']}, but its values give {outcome}")
    if evidence["outcome"] != outcome:
        raise RejectedError(f"its evidence is {evidence['outcome']}, but its values give {outcome}")
    verdict, start = OUTCOMES[outcome]
    return verdict, start + _where(record, outcome)


def _outcome(effects: Sequence[Record], told: Record) -> str:
    found: set[str] = set()
    for effect, said in zip(effects, told["effects"], strict=True):
        own = _of_one(effect, said, SHARE / len(effects))
        if said["outcome"] != own:
            raise RejectedError(
                f"{effect['name']} is recorded as {said['outcome']}, but its values give {own}"
            )
        found.add(own)
    return next((each for each in ("differs", "open") if each in found), "agrees")


def _of_one(effect: Record, said: Record, alpha: Fraction) -> str:
    """What the values of one effect say; its interval is made anew."""
    if {*said} != {"outcome", "low", "high", "values"}:
        raise RejectedError(f"the record of {effect['name']} has {', '.join(said)}")
    values = [Fraction(text) for text in said["values"]]
    n = len(values)
    if n != effect["seeds"] or n < FEWEST:
        raise RejectedError(f"{effect['name']} has {n} values for {effect['seeds']} seeds")
    mean = sum(values) / n
    spread = sum((value - mean) ** 2 for value in values) / (n - 1)
    half = quantile(n - 1, alpha) * math.sqrt(spread / n)
    low, high = float(mean) - half, float(mean) + half
    for name, end in (("low", low), ("high", high)):
        if abs(float(said[name]) - end) > TOLD * half:
            raise RejectedError(
                f"{name} of {effect['name']} is recorded as {said[name]}, not {end}"
            )
    edge = float(effect["margin"])
    if effect["sense"] not in ("above", "within") or edge < 0:
        raise RejectedError(f"{effect['sense']} {edge} is not a condition for an effect")
    if effect["sense"] == "above":
        return "agrees" if low > edge else "differs" if high < edge else "open"
    if -edge < low and high < edge:
        return "agrees"
    return "differs" if low > edge or high < -edge else "open"


def quantile(freedom: int, alpha: Fraction) -> float:
    """What Student's variable passes, on either side, with the chance `alpha`: from above."""
    before, ctx.prec = ctx.prec, BITS
    try:
        low, high = Fraction(0), Fraction(WIDEST)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if tail(freedom, middle) < arb(fmpq(alpha.numerator, alpha.denominator)):
                high = middle
            else:
                low = middle
        return float(high)
    finally:
        ctx.prec = before


def tail(freedom: int, t: Fraction) -> arb:
    """The chance that Student's variable is beyond `t` on either side, at the current precision."""
    share = freedom / (freedom + t * t)
    x = arb(fmpq(share.numerator, share.denominator))
    return x.beta_lower(arb(fmpq(freedom, 2)), arb(fmpq(1, 2)), True)


def _where(record: Record, outcome: str) -> str:
    """The end of the scope: data, networks and seeds, or the command that measures."""
    if outcome == "not measured":
        return f"{record['id']} --train measures it"
    parts: list[str] = []
    for effect in record["evidence"]["effects"]:
        for each in effect["experiments"]:
            part = f"{_trained(each)}, {effect['seeds']} seeds"
            parts += [part] if part not in parts else []
    return "; ".join(parts)


def _trained(each: Record) -> str:
    """The data, networks and length of training of one experiment."""
    first = f"{each['data']}, ReLU layers " + "-".join(
        map(str, (each["features"], *each["hidden"]))
    )
    if "classes" in each:
        return f"{first}-{each['classes']}, {each['epochs']} epochs"
    sizes, batches = (
        " and ".join(", ".join(map(str, each[key])).rsplit(", ", 1))
        for key in ("dimensions", "batches")
    )
    return f"{first}-n for n of {sizes}, batches of {batches} points, {each['steps']} of each"
