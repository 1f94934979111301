"""Derivations made by hand, for the second checker to doubt."""

from __future__ import annotations

from typing import Any

from lossproof.paper_checks.recheck.derivation import Statement, confirmed
from lossproof.paper_checks.recheck.terms import RejectedError, UnreadableError

Step = tuple[str, str, dict[str, Any]]


def evident(term: str) -> Step:
    return "evident sign", term, {}


def doubts(
    parameters: dict[str, str], conclusion: str, *steps: Step, given: tuple[str, ...] | None = ()
) -> dict[str, str]:
    """What is not confirmed, a step by its number or the end, with the reason."""
    lines = [
        {"step": str(k), "rule": rule, "term": term, "from": [], **more}
        for k, (rule, term, more) in enumerate(steps)
    ]
    hypotheses = {} if given == () else {"h": [*(given or ())]}
    data = {"parameters": parameters, "given": hypotheses, "conclusion": [conclusion]}
    try:
        return {**confirmed(Statement.read(data), lines).doubts}
    except (RejectedError, UnreadableError) as error:
        return {"statement": str(error)}


def doubted(*said: Any, **given: Any) -> bool:
    """Whether some step, or the end, is not confirmed."""
    return bool(doubts(*said, **given))
