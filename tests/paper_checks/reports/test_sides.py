"""Relations at a point as sentences: sides first, then what does not hold."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from click.testing import CliRunner

from lossproof.paper_checks.claims import load
from lossproof.paper_checks.claims.evidence import said
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.reports.explain import about, full
from lossproof.paper_checks.reports.parts.sides import equivalence, met, missed, told
from lossproof.paper_checks.reports.parts.statement import Shown
from lossproof.paper_checks.reports.written.document import part as in_latex
from lossproof.paper_checks.reports.written.page import part as in_html
from lossproof.theory.language import ge, gt, lt
from lossproof.theory.statement.outcome import Decided
from tests.recorded import RECORDED


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


def test_the_sides_of_an_equivalence_are_true_or_false() -> None:
    alike = equivalence({"lhs": "1", "op": "==", "rhs": "1", "holds": True})
    apart = equivalence({"lhs": "0", "op": "==", "rhs": "1", "holds": False})
    assert told(alike) == "true iff true holds"
    assert told(apart) == missed(apart) == "left false, right true"


@pytest.mark.parametrize("write", [full, in_latex, in_html])
def test_where_an_equivalence_fails_its_sides_are_truths(write: Any) -> None:
    for name in ("li.dmi-order", "derived.eq11-exact"):
        shown = "".join(write(RECORDED[name], about(load()[name]), {}))
        assert "left true, right false" in shown or "left false, right true" in shown
        assert "right 0" not in shown


def test_an_equation_beside_an_equivalence_keeps_its_numbers() -> None:
    record = RECORDED["zhang2018.bound-monotone"]
    equation, both = "(== (at f 0) 1)", {"lhs": "0", "op": "==", "rhs": "1", "holds": False}
    iff = RECORDED["li.dmi-order"]["statement"]["conclusion"]
    statement = {**record["statement"], "conclusion": [*iff, equation]}
    (part,) = Shown({"statement": statement}).concluded_at([both])
    assert part == both


def test_an_equivalence_at_a_point_that_is_typed_in_has_truths() -> None:
    settings = [f"--set={each}" for each in ("c=2", "q=25/57", "k=3/13")]
    done = CliRunner().invoke(main, ["explain", "derived.eq11-exact", *settings])
    assert "claim: left false, right true" in done.stdout


def test_a_strict_relation_has_digits_that_show_it() -> None:
    near = sympy.exp(sympy.Rational(1, 10**9))
    for relation, shown in (
        (gt(near, 1), "1.000000001 > 1"),
        (lt(1, near), "1 < 1.000000001"),
        (ge(near, 1), "1.00000 ≥ 1"),
    ):
        assert met(said(Decided(relation, True))) == shown


def test_eulers_number_is_no_parameter_of_that_name() -> None:
    stated = {"parameters": {"e": "(interval 2 3 closed closed)"}, "given": {}}
    shown = Shown({"statement": {**stated, "conclusion": ["(<= (+ 1 @e) e)"]}})
    (part,) = shown.concluded_at(
        [{"lhs": "E + 1 = 3.71828", "op": "<=", "rhs": "5/2", "holds": False}]
    )
    assert missed(part).startswith("left exp(1) + 1 ≈ 3.71828, right 5/2")
