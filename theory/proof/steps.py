"""The steps of a derivation as plain data, for a checker that shares no code with the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy

from lossproof.theory.language.relations import Relation
from lossproof.theory.language.writing import relation_text, written
from lossproof.theory.proof.facts import Case, Derivation, Fact

_ZERO = sympy.Integer(0)


def exported(derivation: Derivation) -> Iterator[dict[str, Any]]:
    """Every step, premises first: its conclusion as a term, and what its rule was given.

    In what the rule was given, a premise is its place among the premises, from 0; an open case is
    "case 1" and so on, in their order; all else is a term, a truth value, or a list.
    """
    opened: dict[Case, str] = {}
    for fact in derivation.steps:
        said = relation_text(Relation(fact.expr, fact.sign, _ZERO))
        given = _plain(fact.by, fact, opened)
        yield {"term": said, **({"by": given} if given else {})}


def _plain(value: Any, fact: Fact, opened: dict[Case, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each, fact, opened) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each, fact, opened) for each in value]
    if isinstance(value, Fact):
        return next(k for k, premise in enumerate(fact.premises) if premise is value)
    if isinstance(value, Case):
        return opened.setdefault(value, f"case {len(opened) + 1}")
    return value if isinstance(value, bool) else written(value)
