"""What training shows of a claim that names effects, as data: values of seeds, and what follows.

An effect is one of `simulate.training`; nothing is trained here. All claims share one error budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from lossproof.paper_checks.claims import monte_carlo
from lossproof.paper_checks.records import trained_on

Record = dict[str, Any]
Values = Sequence[Sequence[float]]

KIND = "measurement"
# A measured claim has no relation that holds or fails at a point.
NOTHING_STATED: Record = {"parameters": {}, "given": {}, "conclusion": []}
DIGITS = ".6g"


class Effect(Protocol):
    """One sentence as a difference of trainings; see `lossproof.simulate.training.Effect`."""

    @property
    def seeds(self) -> int: ...

    def recipe(self) -> dict[str, Any]: ...

    def judged(self, values: Any, alpha: float) -> tuple[Any, str]: ...


def share(effects: Sequence[Effect]) -> float:
    """The chance that the interval of one of the effects of a claim misses."""
    return monte_carlo.share() / len(effects)


def said(effects: Sequence[Effect], values: Values) -> Record:
    """What values measured of the effects say, one for each seed."""
    alpha = share(effects)
    told = [[format(float(value), DIGITS) for value in own] for own in values]
    judged = [
        effect.judged([float(text) for text in own], alpha)
        for effect, own in zip(effects, told, strict=True)
    ]
    return {
        "outcome": together(verdict for _, verdict in judged),
        "alpha": f"{monte_carlo.share():g} of {monte_carlo.ALPHA:g}, shared by at most "
        f"{monte_carlo.CLAIMS} claims",
        "effects": [
            {
                "outcome": verdict,
                "low": format(float(interval.low), DIGITS),
                "high": format(float(interval.high), DIGITS),
                "values": own,
            }
            for (interval, verdict), own in zip(judged, told, strict=True)
        ],
    }


def together(outcomes: Iterable[str]) -> str:
    """What several effects say of one sentence: all have to agree, one that differs is enough."""
    found = set(outcomes)
    return next((each for each in ("differs", "open") if each in found), "agrees")


def kept(effects: Sequence[Effect], recorded: Mapping[str, Any]) -> Values | None:
    """The values that were recorded of the same effects; None if there are none.

    A record may have been altered by hand.
    """
    evidence, told = recorded.get("evidence"), recorded.get("simulation")
    if not isinstance(evidence, dict) or not isinstance(told, dict):
        return None
    if evidence.get("effects") != [effect.recipe() for effect in effects]:
        return None
    try:
        values = [[float(value) for value in each["values"]] for each in told["effects"]]
        said(effects, values)
    except (KeyError, TypeError, ValueError):
        return None
    fine = [len(own) for own in values] == [effect.seeds for effect in effects]
    return values if fine else None


def where(recipes: Iterable[Mapping[str, Any]]) -> str:
    """The data, networks and seeds of effects."""
    parts: list[str] = []
    for recipe in recipes:
        for each in recipe["experiments"]:
            part = f"{trained_on(each)}, {recipe['seeds']} seeds"
            if part not in parts:
                parts.append(part)
    return "; ".join(parts)
