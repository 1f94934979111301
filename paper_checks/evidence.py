"""What a verdict rests on, as plain data that can be written down, read and checked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from theory.derivation import Derivation
from theory.relation import Relation
from theory.statement import Decided, Statement
from theory.sums import SymbolicVector, Vector

Record = dict[str, Any]


def plain(value: Any) -> Any:
    """A point's value as text: numbers as "1/3", vectors as lists."""
    if isinstance(value, (tuple, list)):
        return [plain(entry) for entry in value]
    return str(value)


def decimal(expression: sympy.Expr) -> str:
    """Six significant digits, or the exact value where those are enough."""
    value = sympy.sympify(expression)
    if value.is_Rational and len(str(value)) <= 12:
        return str(value)
    return str(value.evalf(6))


def side(expression: sympy.Expr) -> str:
    """A side of a relation at a point: exact, with its decimal value where that helps."""
    exact = str(expression)
    short = decimal(expression)
    if exact == short:
        return exact
    return f"{exact} = {short}" if len(exact) <= 60 else f"{short}…"


def said(decided: Decided) -> Record:
    """One relation at a point: both sides, and whether it holds."""
    relation = decided.relation
    return {
        "lhs": side(relation.lhs),
        "op": relation.op,
        "rhs": side(relation.rhs),
        "holds": decided.holds,
    }


@dataclass(frozen=True)
class Counterexample:
    """An exact point that meets every hypothesis not dropped and misses the conclusion."""

    point: Mapping[str, Any]
    given: Mapping[str, list[Record]]
    missed: list[Record]
    dropped: tuple[str, ...] = ()

    @classmethod
    def certify(
        cls, statement: Statement, point: Mapping[str, Any], dropped: tuple[str, ...] = ()
    ) -> Counterexample | None:
        """The counterexample at a point, or None if it is none."""
        outcome = statement.at(point)
        if not outcome.refutes(dropped):
            return None
        given = {name: [said(part) for part in parts] for name, parts in outcome.given.items()}
        missed = [said(part) for part in outcome.missed]
        return cls(plain_point(statement.check(point)), given, missed, dropped)

    def record(self) -> Record:
        """As data."""
        record: Record = {"point": dict(self.point), "given": dict(self.given)}
        return {"kind": "counterexample", **record, "missed": self.missed}


def plain_point(point: Mapping[str, Any]) -> Record:
    """A point as text."""
    return {name: plain(value) for name, value in point.items()}


def derivation_record(derivation: Derivation) -> Record:
    """A derivation as data, one entry per step."""
    return {"kind": "derivation", "steps": derivation.lines()}


def said_in_symbols(relation: Relation) -> str:
    """A relation in the claim's symbols."""
    return f"{relation.lhs} {relation.op} {relation.rhs}"


def shown(value: Any) -> str:
    """A value for a person: `(1/2, 1/4, 1/4)`."""
    if isinstance(value, (list, tuple, Vector)):
        return "(" + ", ".join(shown(entry) for entry in value) + ")"
    return "…" if isinstance(value, SymbolicVector) else str(value)
