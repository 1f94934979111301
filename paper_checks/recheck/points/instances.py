"""Points of a record: what the statement says there, decided again, against what was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lossproof.paper_checks.recheck.derivation import Statement
from lossproof.paper_checks.recheck.points.domains import contains
from lossproof.paper_checks.recheck.points.relations import UNDEFINED, Said, said
from lossproof.paper_checks.recheck.points.sides import tells
from lossproof.paper_checks.recheck.points.values import Values, evaluate
from lossproof.paper_checks.recheck.terms import RejectedError, read

Recorded = Mapping[str, Any]


def placed(statement: Statement, recorded: Recorded) -> dict[str, Any]:
    """The values of a recorded point.

    Raises
    ------
    RejectedError
        If it is no point of the domain.
    """
    if recorded.keys() != statement.domains.keys():
        raise RejectedError(f"the point is one of {', '.join(recorded)}")
    values: dict[str, Any] = {}
    for name, domain in statement.domains.items():
        value = _value(recorded[name])
        if not contains(domain, value, values):
            raise RejectedError(f"{name} = {recorded[name]} is not in its domain")
        values[name] = value
    return values


def _value(text: Any) -> Any:
    return tuple(map(_value, text)) if isinstance(text, list) else evaluate(read(text), {})


def witness(statement: Statement, recorded: Recorded, *, proved: bool = False) -> None:
    """Check a point that meets every hypothesis, where no part of the conclusion fails.

    Where it is `proved` no part of it may lack a value.
    """
    values = placed(statement, recorded["point"])
    _given(statement, recorded, values)
    parts = [*said(statement.conclusion, values)]
    _agree("the conclusion", recorded["conclusion"], parts)
    if any(part.holds is False for part in parts):
        raise RejectedError("the conclusion fails at the witness")
    if proved and any({None, UNDEFINED} & {part.left, part.right} for part in parts):
        raise RejectedError("the conclusion has no value at the witness")


def undefined(statement: Statement, recorded: Recorded) -> None:
    """Check a point that meets every hypothesis, and where parts of the conclusion lack a value."""
    values = placed(statement, recorded["point"])
    _given(statement, recorded, values)
    parts = [part for part in said(statement.conclusion, values) if part.undefined]
    if not parts:
        raise RejectedError("the conclusion has a value at the point recorded as one without")
    _agree("the undefined part of the conclusion", recorded["conclusion"], parts)


def counterexample(statement: Statement, recorded: Recorded, dropped: str | None = None) -> None:
    """Check a point that meets every hypothesis but a dropped one, and misses the conclusion."""
    values = placed(statement, recorded["point"])
    _given(statement, recorded, values, dropped)
    every = [*said(statement.conclusion, values)]
    missed = [part for part in every if part.holds is False]
    if not missed:
        told = "has no value" if any(part.undefined for part in every) else "holds"
        raise RejectedError(f"the conclusion {told} at the counterexample")
    _agree("the violated part of the conclusion", recorded["missed"], missed)


def _given(
    statement: Statement, recorded: Recorded, values: Values, dropped: str | None = None
) -> None:
    """The hypotheses: those that are not dropped hold; one that is fails, or has no value."""
    if [*recorded["given"]] != [*statement.given]:
        raise RejectedError(f"the point has other hypotheses: {', '.join(recorded['given'])}")
    for name, relations in statement.given.items():
        parts = [*said(relations, values)]
        _agree(f"“{name}”", recorded["given"][name], parts)
        if name != dropped and not all(part.holds for part in parts):
            raise RejectedError(f"“{name}” does not hold at the point")
        if name == dropped and not any(part.holds is False or part.undefined for part in parts):
            raise RejectedError(f"“{name}” holds at the point that shows it is needed")


def _agree(what: str, recorded: list[Recorded], parts: Iterable[Said]) -> None:
    """`RejectedError` unless what was recorded is what is found, in some order."""
    left = [*parts]
    for each in recorded:
        place = next((k for k, part in enumerate(left) if _is(each, part)), None)
        if place is None:
            sides = f"{each['lhs']} {each['op']} {each['rhs']}"
            raise RejectedError(f"{what} is not {sides} at the point, with {each['holds']}")
        del left[place]
    if left:
        raise RejectedError(f"{what} has a relation at the point that is not recorded")


def _is(recorded: Recorded, part: Said) -> bool:
    """Whether keys, operator, truth and sides are those of the part."""
    if {*recorded} != {"lhs", "op", "rhs", "holds"}:
        return False
    if recorded["op"] != part.op or recorded["holds"] is not part.holds:
        return False
    sides = ((recorded["lhs"], part.left), (recorded["rhs"], part.right))
    return all(
        text == UNDEFINED if value is UNDEFINED else value is None or tells(text, value)
        for text, value in sides
    )
