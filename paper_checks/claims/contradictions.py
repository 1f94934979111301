"""A claim at the witnesses of others: what holds beside its own negation fails at one of them."""

from __future__ import annotations

from collections.abc import Mapping

from lossproof.paper_checks.claims.claim import Registry
from lossproof.paper_checks.claims.evidence import Counterexample, Record


def refuted_by(
    name: str, points: Mapping[str, Record], registry: Registry, held: Record | None = None
) -> str | None:
    """The first claim at whose witness the claim of this name fails, meeting its hypotheses.

    Of a claim that is `held` by a record alone, and states something else now, nothing is known.
    """
    if name not in registry or (held and held != registry[name].statement.record()):
        return None
    for other, witness in points.items():
        point = {"kind": Counterexample.kind, **witness}
        if Counterexample.replayed(registry[name].statement, point):
            return other
    return None
