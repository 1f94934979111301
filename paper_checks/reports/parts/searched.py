"""What was found of a claim that is UNDECIDED."""

from __future__ import annotations

from typing import Any


def searched(evidence: dict[str, Any]) -> str:
    """A phrase: what is missing, or what was found and the second checker does not confirm."""
    if "unconfirmed" in evidence:
        return f"{evidence['unconfirmed']} that the second checker does not confirm"
    return f"found neither a proof nor {evidence['not found']}"
