"""What a verdict rests on, as plain data that can be written down, read and checked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import sympy

from theory.proof import Derivation, Fact
from theory.statement import Decided, Outcome, Statement

Record = dict[str, Any]


def plain(value: Any) -> Any:
    """A value as text: a number as "1/3", a vector as a list."""
    return [plain(entry) for entry in value] if isinstance(value, (tuple, list)) else str(value)


def side(expression: sympy.Expr) -> str:
    """One side of a relation at a point: exact, with six digits unless a short rational."""
    exact = str(expression)
    if expression.is_Rational and len(exact) <= 12:
        return exact
    digits = str(expression.evalf(6))
    return f"{exact} = {digits}" if len(exact) <= 60 else f"{digits}…"


def said(decided: Decided) -> Record:
    """One relation at a point: both sides, and whether it holds."""
    relation = decided.relation
    sides = {"lhs": side(relation.lhs), "op": relation.op, "rhs": side(relation.rhs)}
    return {**sides, "holds": decided.holds}


def _said_at(statement: Statement, point: Mapping[str, Any], outcome: Outcome) -> Record:
    values = statement.check(point)
    return {
        "point": {name: plain(value) for name, value in values.items()},
        "given": {name: [said(part) for part in parts] for name, parts in outcome.given.items()},
    }


def counterexample(
    statement: Statement, point: Mapping[str, Any], dropped: tuple[str, ...] = ()
) -> Record | None:
    """The point, its hypotheses and both sides of every part of the conclusion it misses.

    None if the point does not refute the statement without the dropped hypotheses.
    """
    outcome = statement.at(point)
    if not outcome.refutes(dropped):
        return None
    missed = [said(part) for part in outcome.missed]
    return {"kind": "counterexample", **_said_at(statement, point, outcome), "missed": missed}


def witness(statement: Statement, point: Mapping[str, Any]) -> Record | None:
    """The point with what the hypotheses say there; None if it does not meet them."""
    outcome = statement.at(point)
    if not outcome.meets():
        return None
    conclusion = [said(part) for part in outcome.conclusion]
    return {**_said_at(statement, point, outcome), "conclusion": conclusion}


def derivation(steps: Derivation) -> Record:
    """Every step of a derivation, premises first and by name.

    A step is named after its rule and what it states, not after its place or its premises: a step
    that is added or changed renames no other that says something else.
    """
    names: dict[Fact, str] = {}
    alike = Counter[str]()
    lines: list[Record] = []
    for fact in steps.steps:
        says = str(fact)
        name = sha256(f"{fact.rule}: {says}".encode()).hexdigest()[:6]
        alike[name] += 1
        names[fact] = name if alike[name] == 1 else f"{name}-{alike[name]}"
        origins = [names[premise] for premise in fact.premises]
        line = {"step": names[fact], "statement": says, "rule": fact.rule, "from": origins}
        if fact.leans and not fact.premises:
            line["leans"] = sorted(map(str, fact.leans))
        lines.append(line)
    return {"kind": "derivation", "steps": lines}
