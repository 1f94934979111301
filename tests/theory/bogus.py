"""False statements, and proofs of them that must be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.statement import MistakeError, Proof, Statement


def statement(parameters: dict[str, Any], conclusion: Any, **given: Any) -> Statement:
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, given, conclusion)


def refused(
    false: Statement,
    point: dict[str, Any],
    prove: Callable[[Any], Fact],
    match: str,
) -> None:
    """Assert that the statement does not hold at the point, and that its proof is refused."""
    outcome = false.at(point)
    assert outcome.meets()
    assert outcome.missed or outcome.undefined
    with pytest.raises(ProofError, match=match):
        (proof := Proof(false)).conclude(prove(proof))


def refused_where_undefined(
    statement: Statement,
    point: dict[str, Any],
    prove: Callable[[Any], Fact],
    match: str,
) -> None:
    """Assert that a hypothesis has no truth at the point, and that the proof is refused."""
    assert any(part.holds is None for parts in statement.at(point).given.values() for part in parts)
    with pytest.raises(ProofError, match=match):
        (proof := Proof(statement)).conclude(prove(proof))


def no_statement(false: Statement, point: dict[str, Any], match: str) -> None:
    """Assert that it says nothing in symbols, and so nothing at all."""
    with pytest.raises(MistakeError, match=match):
        false.at(point)
