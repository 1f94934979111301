"""Statements made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lossproof.theory.domain import Domain
from lossproof.theory.statement import Statement


def state(
    parameters: Mapping[str, Domain],
    conclusion: Callable[..., Any],
    given: Mapping[str, Callable[..., Any]] | None = None,
) -> Statement:
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, given or {}, conclusion)
