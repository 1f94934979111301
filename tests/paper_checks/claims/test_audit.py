"""Planted faults: the opposite of what a claim proves must be refuted by the search.

Were a conclusion undefined everywhere, or the search blind to it, "no counterexample" would say
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lossproof.paper_checks.claims import Claim, load
from lossproof.simulate.search import find
from lossproof.theory.language import Every, Relation
from lossproof.theory.statement import Statement
from tests.recorded import RECORDED
from tests.turns import in_turns

OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}
PROVED = [claim for claim in load() if RECORDED.get(claim.id, {}).get("verdict") == "PROVED"]


def opposite(part: Relation) -> Relation:
    """The relation that fails exactly where `part` holds; an identity is moved by 1."""
    if part.op == "==":
        return part._replace(rhs=part.rhs + 1)
    return part._replace(op=OPPOSITE[part.op])


def opposed(said: Any) -> Any:
    if isinstance(said, Relation):
        return opposite(said)
    if isinstance(said, Every):
        return replace(said, said=opposed(said.said))
    return tuple(map(opposed, said))


def faulty(claim: Claim) -> Statement:
    statement = claim.statement

    def conclusion():
        return opposed(statement.tree.conclusion)

    return Statement(statement.parameters, statement.given, conclusion)


def test_there_is_something_to_audit() -> None:
    assert len(PROVED) > 50


@in_turns("claim", PROVED, 4, ids=lambda claim: claim.id)
def test_the_opposite_is_refuted(claim: Claim) -> None:
    point = find(faulty(claim), limit=8)
    assert point is not None, f"the search does not see what {claim.id} concludes"
    outcome = claim.statement.at(point)
    assert outcome.meets()
    assert not outcome.missed
