"""A claim in symbols, written out at a point, is what its functions say of the numbers there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sympy

from lossproof.paper_checks.claims import Claim, load
from lossproof.simulate.search import examples
from lossproof.theory.language import Relation, flatten
from lossproof.theory.numbers import compare
from lossproof.theory.statement import Statement, call_by_name
from tests.recorded import RECORDED
from tests.turns import in_turns

STATED = [claim for claim in load() if not claim.effects]
CLOSE = sympy.Rational(1, 10**20)
INFINITE = (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan)


def direct(statement: Statement, point: Mapping[str, Any]) -> list[Relation]:
    """Every relation, from functions that are called with exact numbers."""
    values = statement.check(point)
    functions = (*statement.given.values(), statement.conclusion)
    return [part for function in functions for part in flatten(call_by_name(function, values))]


def differs(one: Any, other: Any) -> bool:
    return one != other and not compare(sympy.Abs(one - other), "<", CLOSE, max_bits=8192)


def disagreements(statement: Statement, point: Mapping[str, Any]) -> Iterator[str]:
    outcome = statement.at(point)
    said = [part for parts in outcome.given.values() for part in parts] + [*outcome.conclusion]
    for found, expected in zip(said, direct(statement, point), strict=True):
        sides = (expected.lhs, expected.rhs)
        if any(side.is_real is False for side in sides):
            if found.holds is not None:
                yield f"{found} at {point}: the functions say {expected}"
        elif any(side.has(*INFINITE) for side in sides):
            if found.holds not in (None, compare(expected.lhs, expected.op, expected.rhs)):
                yield f"{found} at {point}: the functions say {expected}"
        elif (
            found.relation.op != expected.op
            or differs(found.relation.lhs, expected.lhs)
            or differs(found.relation.rhs, expected.rhs)
        ):
            yield f"{found.relation} at {point}: the functions say {expected}"


def recorded(claim: Claim) -> list[Mapping[str, Any]]:
    """The points of its record: what meets its hypotheses, and what refutes it with or without."""
    record = RECORDED[claim.id]
    dropped = [each.get("dropped") for each in record["hypotheses"].values()]
    kept = (record["witness"], record["evidence"], *dropped)
    return [each["point"] for each in kept if each and "point" in each]


@in_turns("claim", STATED, 3, ids=lambda claim: claim.id)
def test_tree_and_functions_agree_at_recorded_points(claim: Claim) -> None:
    points = recorded(claim)
    assert points
    assert not [line for point in points for line in disagreements(claim.statement, point)]


@pytest.mark.nightly("30 s: random points of three structures of every claim")
@pytest.mark.parametrize("claim", STATED, ids=lambda claim: claim.id)
def test_tree_and_functions_agree_at_random_points(claim: Claim) -> None:
    for point in examples(claim.statement, 3):
        assert not [*disagreements(claim.statement, point)]
