"""The result for a claim that is UNDECIDED."""

from __future__ import annotations

from typing import Any


def searched(evidence: dict[str, Any]) -> str:
    """A phrase: the missing evidence, or evidence that the second checker does not confirm."""
    if "unconfirmed" in evidence:
        return f"found {evidence['unconfirmed']} that the second checker does not confirm"
    return f"found neither a proof nor {evidence['not found']}"


def left_as(evidence: dict[str, Any]) -> str:
    """The heading of what is left: a goal, or the reason why evidence is not confirmed."""
    return "Reason" if "unconfirmed" in evidence else "Remaining goal"
