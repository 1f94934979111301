"""Faults planted in trees are noticed, or are none."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lossproof.simulate.violation.sampling.faults import CLIP, notice
from lossproof.theory.domain import (
    Classes,
    Joint,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import eq, le
from lossproof.theory.language.terms import expected, expected_determinant
from lossproof.theory.losses import uniform_expectation, uniform_row
from lossproof.theory.statement import Statement

ALPHA = 1e-6


def of_noise() -> Statement:
    c = Classes()
    c.name = "c"
    parameters: dict[str, Any] = {
        "c": c,
        "y": Label(c),
        "eta": Real(0, sympy.Rational(1, 2)),
        "v": Scores(c),
        "T": Transitions(c),
    }

    def conclusion(c: Any, y: Any, eta: Any, v: Any, T: Any) -> Any:
        said = expected(lambda z: v[z], uniform_row(y, eta, c))
        by_rows = expected(lambda z: v[z], T[y])
        return eq(said, uniform_expectation(v, y, eta, c)), le(by_rows, by_rows)

    return Statement(parameters, {}, conclusion)


def test_every_kind_is_planted_and_noticed() -> None:
    found = notice(of_noise(), ALPHA, per_kind=2)
    kinds = {fault.kind for fault in found}
    assert kinds >= {"T transposed", "c for c - 1", "1 - eta for eta", "a sign", "a factor"}
    assert kinds >= {"a clip", "a term dropped"}
    assert {fault.noticed for fault in found} <= {"no law", "differs", "not the statement"}


def test_what_says_the_same_is_shown_to_be_no_fault() -> None:
    def conclusion(n: Any, Q: Any) -> Any:
        det = Q[0][0] * Q[1][1] - Q[0][1] * Q[1][0]
        return eq(expected_determinant(Q, n), (1 - 1 / n) * det)

    found = notice(Statement({"n": Samples(tried=(2,)), "Q": Joint(2)}, {}, conclusion), ALPHA)
    turned = [fault for fault in found if fault.kind == "T transposed"]
    assert [fault.noticed for fault in turned] == ["equal"]
    assert {fault.noticed for fault in found} == {"equal", "differs"}


def test_what_only_seems_the_same_is_not_called_equal() -> None:
    def conclusion(p: Any, v: Any) -> Any:
        return eq(expected(lambda z: v[z], p), p[0] * v[0] + p[1] * v[1])

    parameters: dict[str, Any] = {"p": Simplex(2), "v": Scores(2, 0, CLIP)}
    found = notice(Statement(parameters, {}, conclusion), ALPHA)
    assert {fault.noticed for fault in found if fault.kind == "a clip"} == {"alike"}
    assert {fault.noticed for fault in found if fault.kind != "a clip"} == {"differs"}


def test_a_fault_that_cannot_be_drawn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise ValueError("no law")

    monkeypatch.setattr("lossproof.simulate.violation.sampling.faults.sampled", refuse)
    found = notice(of_noise(), ALPHA, per_kind=1)
    assert {fault.noticed for fault in found} == {"untried"}


def test_a_false_statement_does_not_hide_its_faults() -> None:
    def conclusion(p: Any, v: Any) -> Any:
        return eq(expected(lambda z: v[z], p), p[0] * v[1] + p[1] * v[0])

    parameters: dict[str, Any] = {"p": Simplex(2), "v": Scores(2, 0, CLIP)}
    found = notice(Statement(parameters, {}, conclusion), ALPHA)
    assert {fault.noticed for fault in found if fault.kind == "a clip"} == {"alike"}
    assert {fault.noticed for fault in found if fault.kind != "a clip"} <= {
        "differs",
        "not the statement",
    }
