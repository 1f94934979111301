"""The verdict of a claim from its parts, by the kernel and the second checker."""

from __future__ import annotations

from typing import Any

from lossproof.paper_checks.claims import Paper, Registry, check


def verdict(conclusion: Any, given: Any = None, seconds: float = 2, **domains: Any) -> str:
    """The verdict of a claim with these domains by name, hypotheses and conclusion."""
    registry = Registry()
    notes = Paper("notes", "notes", registry=registry)
    parts = {**domains, "given": given or {}, "conclusion": staticmethod(conclusion)}
    stated = type("Stated", (), {"__doc__": "It holds.", "__module__": __name__, **parts})
    notes.claim("stated", locus="page 1", kind="ineq")(stated)
    return str(check(registry["notes.stated"], seconds=seconds).verdict)


def found_by_itself(expected: str, conclusion: Any, given: Any = None, **domains: Any) -> str:
    """The verdict, with more time where a proof is expected, which ends the search."""
    return verdict(conclusion, given, 20 if expected == "PROVED" else 1.5, **domains)
