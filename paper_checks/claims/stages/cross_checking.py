"""The proof held against numbers, at the witness and at a few simple points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Mismatch, Record, Witness, plain
from lossproof.paper_checks.recheck.derivation import Statement as Terms
from lossproof.paper_checks.recheck.points.instances import placed
from lossproof.paper_checks.recheck.points.trying import points
from lossproof.theory.proof import Derivation
from lossproof.theory.statement import Statement, contradicted

FEW, SEED = 7, 1  # points, others than those of the second checker


def cross_check(case: Case) -> Mismatch | None:
    """The first step that is not so at a point, or part of the conclusion that has no value."""
    if not (case.derived and case.witness):
        return None
    statement, derivation = case.claim.statement, case.derived.derivation
    if found := _missed(statement, derivation, case.witness.values):
        return found
    for point in _others(statement, case.witness):
        with suppress(ArithmeticError, ValueError):  # numbers there may be too long
            if statement.meets(point, written=False) and (
                found := _missed(statement, derivation, point)
            ):
                return found
    return None


def _missed(statement: Statement, derivation: Derivation, point: Record) -> Mismatch | None:
    if step := contradicted(statement, derivation, point):
        return Mismatch(step, point)
    undefined = statement.undefined_at(point)
    return Mismatch(undefined[0].relation, point) if undefined else None


def _others(statement: Statement, witness: Witness) -> Iterator[Record]:
    """Points at which the second checker finds that every hypothesis holds."""
    terms = Terms.read(statement.record())
    found = points(terms.domains, terms.given, placed(terms, witness.values), SEED)
    for values in islice(found, FEW):
        yield {name: plain(value) for name, value in values.items()}
