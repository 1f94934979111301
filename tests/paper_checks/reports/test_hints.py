"""What is said of a claim that is not decided: a domain that says what a hypothesis does."""

from __future__ import annotations

from typing import Any

import pytest

from lossproof.paper_checks.reports.parts.hints import hints


def hinted(domain: str, hypothesis: str, verdict: str = "UNDECIDED") -> list[str]:
    statement: dict[str, Any] = {
        "parameters": {"c": "(classes 2 inf)", "t": domain},
        "given": {"h": [hypothesis]},
        "conclusion": ["(>= c 0)"],
    }
    return [*hints({"verdict": verdict, "statement": statement, "evidence": {"kind": "search"}})]


@pytest.mark.parametrize(
    ("domain", "hypothesis", "said"),
    [
        ("(interval 0 inf closed open)", "(> t 0)", "t = Real(0, open='left')"),
        ("(interval 0 1 closed closed)", "(> t 0)", "t = Real(0, 1, open='left')"),
        ("(interval 0 1 closed open)", "(> t 0)", "t = Real(0, 1, open='both')"),
        ("(simplex c)", "(every #0 c (> (at t #0) 0))", "t = Simplex(…, interior=True)"),
    ],
)
def test_a_domain_that_says_it(domain: str, hypothesis: str, said: str) -> None:
    (hint,) = hinted(domain, hypothesis)
    assert said in hint
    assert not hinted(domain, hypothesis, "PROVED")


@pytest.mark.parametrize(
    ("domain", "hypothesis"),
    [
        ("(interval 0 inf open open)", "(> t 0)"),
        ("(interval 0 inf closed open)", "(> t 1)"),
        ("(interval 0 inf closed open)", "(>= t 0)"),
        ("(simplex c interior)", "(every #0 c (> (at t #0) 0))"),
        ("(simplex c)", "(every #0 c (> (at t #0) (* 1/2 (at t #0))))"),
    ],
)
def test_no_domain_is_advised_that_says_something_else(domain: str, hypothesis: str) -> None:
    assert not hinted(domain, hypothesis)
