"""A fault that is alike at every instance is looked at where both statements are apart."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Rational

from lossproof.paper_checks.claims import planting
from lossproof.simulate.violation.sampling import faults
from lossproof.simulate.violation.sampling.faults import Fault
from lossproof.theory.domain import Scores, Simplex
from lossproof.theory.language import eq
from lossproof.theory.language.terms import expected
from lossproof.theory.statement import Statement

HALF = Rational(1, 2)


def mean(factor: int, most: Any = None) -> Statement:
    def conclusion(p: Any, v: Any) -> Any:
        return eq(expected(lambda z: v[z], p), p[0] * v[0] + factor * p[1] * v[1])

    return Statement({"p": Simplex(2), "v": Scores(2, 0, most)}, {}, conclusion)


def test_one_that_a_search_finds_apart_is_noticed_there(monkeypatch: pytest.MonkeyPatch) -> None:
    unseen = Fault("a sign", "-p[1]*v[1] for p[1]*v[1]", "alike", mean(-1))
    monkeypatch.setattr(faults, "notice", lambda *_, **__: [unseen])
    (found,) = planting.planted("toy", mean(1), [])
    assert (found.kind, found.noticed) == ("a sign", "differs")


def test_one_that_provers_show_to_change_nothing_is_equal() -> None:
    right = mean(1, HALF)
    (seen,) = [one for one in faults.notice(right, 1e-6) if one.kind == "a clip"]
    assert seen.noticed == "alike"
    (found,) = [one for one in planting.planted("toy", right, []) if one.kind == "a clip"]
    assert found.noticed == "equal"


def test_one_that_is_not_noticed_where_both_are_apart_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unseen = Fault("a sign", "-p[1]*v[1] for p[1]*v[1]", "alike", mean(-1))
    monkeypatch.setattr(faults, "notice", lambda *_, **__: [unseen])
    monkeypatch.setattr(faults, "_noticed", lambda *_: "alike")
    (found,) = planting.planted("toy", mean(1), [])
    assert found.noticed == "missed"
