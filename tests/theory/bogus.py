"""False statements, and proofs of them that must be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from theory.proof import Fact, ProofError
from theory.statement import Proof, Statement


def statement(parameters: dict[str, Any], conclusion: Any, **given: Any) -> Statement:
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, given, conclusion)


def refused(
    false: Statement,
    point: dict[str, Any],
    prove: Callable[[Any], Fact],
    match: str,
    error: type[ValueError] = ProofError,
) -> None:
    """Assert that the statement fails at the point, and that its proof is refused."""
    assert false.at(point).refutes()
    with pytest.raises(error, match=match):
        (proof := Proof(false)).conclude(prove(proof))
