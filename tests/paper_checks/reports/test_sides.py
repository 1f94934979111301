"""Relations at a point as sentences: sides first, then what does not hold."""

from __future__ import annotations

import pytest

from paper_checks.reports.parts.sides import met, missed, told


@pytest.mark.parametrize(
    ("lhs", "op", "rhs", "told"),
    [
        ("1/2", "<", "0", "left 1/2, right 0: 1/2 < 0 is false"),
        ("2 - sqrt(2) = 0.585786", "==", "1",
         "left 2 − √2 ≈ 0.585786, right 1: 0.585786 = 1 is false"),
        ("4*log(10) = 9.21034", "==", "10000001*log(10)/2500000 = 9.21034",
         "left 4·log(10) ≈ 9.21034, right 10000001·log(10)/2500000 ≈ 9.21034: "
         "left = right is false"),
        ("-0.123456…", ">=", "E**2/3 = 2.46302",
         "left −0.123456…, right e²/3 ≈ 2.46302: −0.123456… ≥ 2.46302 is false"),
        ("0", ">", "0", "left 0, right 0: 0 > 0 is false"),
        ("no value", ">", "0", "left no value, right 0: no value > 0 is false"),
    ],
)  # fmt: skip
def test_a_failure_is_a_sentence(lhs: str, op: str, rhs: str, told: str) -> None:
    assert missed({"lhs": lhs, "op": op, "rhs": rhs}) == told


def test_what_holds_is_told_in_digits() -> None:
    assert met({"lhs": "sqrt(2) = 1.41421", "op": "<=", "rhs": "3/2"}) == "1.41421 ≤ 3/2"


@pytest.mark.parametrize(
    ("op", "holds", "said"),
    [
        ("<=", True, "left √2 ≈ 1.41421, right 3/2: 1.41421 ≤ 3/2 holds"),
        (">", False, "left √2 ≈ 1.41421, right 3/2: 1.41421 > 3/2 is false"),
        ("==", None, "left √2 ≈ 1.41421, right 3/2: 1.41421 = 3/2 is undecided"),
    ],
)
def test_a_relation_at_a_point_is_told_with_what_came_of_it(
    op: str, holds: bool | None, said: str
) -> None:
    part = {"lhs": "sqrt(2) = 1.41421", "op": op, "rhs": "3/2", "holds": holds}
    assert told(part) == said


def test_short_sides_are_told_once() -> None:
    assert told({"lhs": "1/2", "op": ">=", "rhs": "1/2", "holds": True}) == "1/2 ≥ 1/2 holds"
