"""Formulas in JSON: the term as it is recorded, with what people read beside it."""

from __future__ import annotations

from copy import deepcopy

from lossproof.paper_checks.reports.written.readable import readable
from tests.recorded import RECORDED

CLAIM = "zhang2018.tightens-k03/small-q"


def test_every_formula_stands_as_a_term_a_line_and_latex() -> None:
    record = RECORDED[CLAIM]
    before = deepcopy(record)
    found = readable(record)
    assert record == before
    (formula,) = found["statement"]["given"]["k >= 1/c"]
    assert formula == {"term": "(>= k (^ c -1))", "text": "k ≥ 1/c", "latex": r"k \ge \frac{1}{c}"}
    terms = [step["term"] for step in found["evidence"]["steps"]]
    assert terms == [step["term"] for step in record["evidence"]["steps"]]
    assert all(step["text"] and step["latex"] for step in found["evidence"]["steps"])
    assert found["statement"]["parameters"]["c"]["latex"] == r"c \ge 2"


def test_what_failed_has_no_statement() -> None:
    failed = {"id": "toy.a", "verdict": "ERROR", "scope": "?", "evidence": {"kind": "error"}}
    assert readable(failed) == failed
