"""A SymPy that lies takes proofs away, and makes none: no verdict is false."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sympy
from sympy import Max, ceiling, floor

from lossproof.theory.card.patience import TooLongError
from tests.paper_checks.lying.lies import FACTS, FUNCTIONS, KINDS, SPARED, WELCOME, changed
from tests.paper_checks.lying.running import apart, forked, is_false, refuted, shown
from tests.paper_checks.lying.statements import FOLDED, SMALL
from tests.turns import in_turns

ROOT = Path(__file__).parents[3]
OFTEN = ("all: random", "sign: yes", "zero: no", "expand: random", "factor: random")


def no_verdict_is_false(kinds: tuple[str, ...], **options: Any) -> None:
    """Assert that every kind was tried on every case, and made none of them false."""
    found = apart(kinds, **options)
    assert found.keys() == {*kinds}
    assert {kind: each["false"] for kind, each in found.items() if each["false"]} == {}
    assert {kind for kind, each in found.items() if each["done"] < each["cases"]} == set()


@in_turns("kind", OFTEN, 5)
def test_no_lie_makes_a_verdict_false(kind: str) -> None:
    no_verdict_is_false((kind,), mutants=5, claims=2)


@pytest.mark.nightly("an hour: 300 mutants and 100 claims for each kind")
@pytest.mark.parametrize("kind", ["none", *KINDS])
def test_no_lie_makes_a_verdict_of_many_false(kind: str) -> None:
    no_verdict_is_false((kind,), mutants=300, claims=100, seconds=3600)


def test_small_statements_are_false_where_it_is_said() -> None:
    for name, each in {**SMALL, **FOLDED}.items():
        if each.point is not None and name != "shares of scores":  # its divisor is cancelled
            said = each.conclusion(**values(each)) if not lists(each) else None
            outcome = each.stated().at(each.point) if said is None else None
            if outcome is not None:
                assert outcome.meets(), name
                assert outcome.missed or outcome.undefined, name
            else:
                assert not holds(said), name


@pytest.mark.parametrize("name", FOLDED)
def test_what_sympy_folds_by_itself_is_decided_as_it_was_written(name: str) -> None:
    false = FOLDED[name]
    statement, point = false.stated(), false.point
    assert point is not None
    assert shown(statement) == "weaker"
    outcome = statement.at(point)
    assert outcome.meets()
    assert outcome.missed or outcome.undefined
    parts = (*statement.symbolic_conclusion, *statement.symbolic_hypotheses.get("not whole", ()))
    kept = (floor, ceiling, Max)
    assert any(part.beside or part.lhs.has(*kept) or part.rhs.has(*kept) for part in parts)


def lists(each: Any) -> bool:
    return any(isinstance(value, list) for value in each.point.values())


def values(each: Any) -> dict[str, Any]:
    """The numbers that the conclusion asks for."""
    asked = each.conclusion.__code__.co_varnames[: each.conclusion.__code__.co_argcount]
    return {name: sympy.Rational(each.point[name]) for name in asked}


def holds(relation: Any) -> bool:
    """Whether a relation between numbers holds, as digits say; it does not without a value."""
    if sympy.nan in (relation.lhs, relation.rhs):
        return False
    difference = float((relation.lhs - relation.rhs).evalf(30))
    told = {"<=": difference <= 0, "<": difference < 0, "==": difference == 0}
    return {**told, ">=": difference >= 0, ">": difference > 0}[relation.op]


LIES = """
import sympy
from tests.paper_checks.lying.lies import lie
from lossproof.theory.language import le
x, y = sympy.symbols("x y", real=True)
told = lambda: str(
    [(x*y - x).is_positive, (x*y).is_finite, sympy.factor(x*y + x), sympy.cancel(x*y)]
)
before = told()
lie({kind!r}, 0)
x, y = sympy.symbols("x y", real=True)
print(before == told(), told(), x.is_real, sympy.Integer(3).is_positive, (x*y).is_commutative)
"""


def told(kind: str) -> str:
    """What a process says in which this kind of lie is told."""
    text = LIES.format(kind=kind)
    command = [sys.executable, "-c", text]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


@in_turns("kind", ["sign: yes", "finite: no", "factor: random", "cancel: random"], 2)
def test_a_lie_is_told_again_and_spares_atoms(kind: str) -> None:
    said = told(kind)
    assert said.startswith("False ")
    assert said.rstrip().endswith(" True True True")
    assert told(kind) == said


def test_nothing_else_is_lied_about() -> None:
    assert told("limit: random").startswith("True ")


def test_what_is_changed_is_something_else() -> None:
    x, y = sympy.symbols("x y")
    for found in (x + y, 2 * x * y, x**2):
        assert all(changed(found, how) != found for how in range(6))
    assert changed([x, y], 1) == [y, x]


def test_every_kind_has_a_name_in_sympy() -> None:
    for names in FUNCTIONS.values():
        assert any(hasattr(sympy, name) or hasattr(sympy.Expr, name) for name in names)
    facts = {fact for each in FACTS.values() for fact in each}
    assert facts >= WELCOME
    assert all(hasattr(sympy.Expr, f"is_{fact}") for fact in facts)
    assert {*OFTEN} <= {*KINDS}


def test_what_is_spared_is_what_the_docs_list_as_trusted() -> None:
    text = " ".join((ROOT / "docs" / "semantics.md").read_text(encoding="utf-8").split())
    assert [each for each in SPARED if each not in text] == []


def test_a_false_verdict_is_noticed() -> None:
    true = SMALL["a true square"]
    found = forked("none", {"as if it were false": lambda: shown(true.stated())}, 0, 60)
    assert found == {"as if it were false": "PROVED"}
    assert is_false(*found.values())
    false = SMALL["a size"]
    assert is_false(refuted(false.stated()))
    assert not is_false(shown(false.stated()))


def test_what_takes_too_long_is_weaker_and_the_next_one_is_tried() -> None:
    def long() -> str:
        raise TooLongError

    true = SMALL["a true square"]
    found = forked("none", {"long": long, "next": lambda: shown(true.stated())}, 0, 60)
    assert found == {"long": "weaker (TooLongError)", "next": "PROVED"}


def test_what_does_not_end_is_not_done() -> None:
    def ends() -> str:
        os._exit(1)

    assert forked("none", {"ends": ends, "not reached": ends}, 0, 60) == {}
