"""VACUOUS is found where sums of relations show that no point meets the hypotheses."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import Claim, Paper, Registry, decide
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.stages import (
    contradict,
    find_witness,
    refuting,
    witnessing,
)
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.theory.domain import Classes, Label, Real, Simplex
from lossproof.theory.language import eq as equal, every_class, ge, gt, le, lt
from tests.turns import in_turns

C = Classes()
UNIT, POSITIVE, REAL = {"x": Real(0, 1)}, {"x": Real(0)}, {"x": Real()}
SIMPLEX = {"c": C, "f": Simplex(C)}
THREE, CUBE = (dict.fromkeys("xyz", each) for each in (Real(), Real(0, 1)))


def claim(parameters: dict[str, Any], *given: Any) -> Claim:
    registry = Registry()
    body = {**parameters, "given": {f"h{k}": each for k, each in enumerate(given)}}
    body |= {"conclusion": lambda: ge(0, 1), "__doc__": "Anything."}
    Paper("toy", "school", registry=registry).claim("a", locus="1", kind="ineq")(
        type("Toy", (), body)
    )
    return registry["toy.a"]


MEETS_NONE: list[Any] = [
    (UNIT, [lambda x: gt(x, 2)]),
    (UNIT, [lambda x: gt(3 * x, 3)]),
    (UNIT, [lambda x: equal(x, 2)]),
    (POSITIVE, [lambda x: equal(x, -2)]),
    ({"x": Real(0, 1, open="right")}, [lambda x: ge(x, 1)]),
    (REAL, [lambda x: gt(x, 2), lambda x: le(2 * x, 4)]),
    (REAL, [lambda x: equal(x, 2), lambda x: equal(2 * x, 5)]),
    (REAL, [lambda x: lt(x**2, 0)]),
    ({"x": Real(), "y": Real()}, [lambda x, y: gt(x, y), lambda x, y: ge(y, x)]),
    ({"c": C}, [lambda c: lt(c, 2)]),
    (SIMPLEX, [lambda f: lt(f.total(), 1)]),
    (SIMPLEX, [lambda f: gt(f[0], 1)]),
    (SIMPLEX, [lambda c, f: every_class(lambda label: lt(f[label], 0), c)]),
    (THREE, [lambda x, y: lt(x, y), lambda y, z: lt(y, z), lambda x, z: lt(z, x)]),
    (
        THREE,
        [lambda x, y, z: gt(x + y, 2 * z), lambda x, z: le(x, z), lambda y, z: le(y, z)],
    ),
    (THREE, [lambda x, y: equal(x + y, 4), lambda x, y: le(2 * (x + y), 7)]),
    (CUBE, [lambda x, y, z: gt(x + y + z, 3)]),
    (CUBE, [lambda x, y: gt(x * y, x)]),
    (CUBE, [lambda x, y: gt(x - y, sympy.Rational(1, 2)), lambda x, y: le(x, y)]),
    (REAL, [lambda x: gt(x, 2), lambda x: lt(x**2, 4)]),
    (THREE, [lambda x, y: lt(x**2 + y**2, 2 * x * y)]),
    (THREE, [lambda x, y, z: lt(x**2 + y**2 + z**2, x * y + y * z + z * x)]),
    ({"c": C}, [lambda c: gt(c, 2), lambda c: lt(c, 3)]),
    ({**SIMPLEX, "y": Label(C)}, [lambda f, y: gt(f[y], 1)]),
    ({**SIMPLEX, "y": Label(C)}, [lambda f, y: gt(2 * f[y], 1), lambda f, y: lt(f[y], 0)]),
]


@pytest.mark.parametrize(("parameters", "given"), MEETS_NONE)
def test_what_no_point_meets_is_derived(parameters: Any, given: Any) -> None:
    case = Case(claim(parameters, *given), {}, 0)
    assert contradict(case)


@in_turns(("parameters", "given"), MEETS_NONE, 12)
def test_what_no_point_meets_is_vacuous(parameters: Any, given: Any) -> None:
    decision = decide(claim(parameters, *given), seconds=100)
    assert decision.verdict == "VACUOUS"
    assert decision.evidence["kind"] == "derivation"
    assert decision.uses[-1].startswith("h")
    assert all("dropped" in each for each in decision.hypotheses.values())
    assert recheck(sealed(decision.record()), {}).steps
    again = decide(claim(parameters, *given), decision.record())
    assert records.differences(decision.record(), again.record()) == []


def test_a_hypothesis_that_is_not_needed_for_it_may_be_used() -> None:
    half = {"x": Real("1/2", 1)}
    sides = [lambda x: ge(sympy.sign(x), 0), lambda x: le(sympy.sign(x), 0)]
    decision = decide(claim(half, *sides))
    assert decision.verdict == "VACUOUS"
    assert recheck(sealed(decision.record()), {}).steps


def test_where_no_point_can_be_there_is_no_long_search_for_one(monkeypatch: Any) -> None:
    efforts: list[dict[str, Any]] = []
    for stage in (refuting, witnessing):
        monkeypatch.setattr(stage, "find", lambda _, **effort: efforts.append(effort))
    assert decide(claim(SIMPLEX, lambda f: gt(f[0], 1))).verdict == "VACUOUS"
    assert efforts == [{"seed": 0, **refuting.AT_SIMPLE_SIZES}]


@pytest.mark.parametrize(
    ("parameters", "given"),
    [
        (UNIT, [lambda x: ge(x, 1)]),
        (UNIT, [lambda x: equal(x, 1)]),
        (POSITIVE, [lambda x: gt(x, 100)]),
        (REAL, [lambda x: ge(x, 2), lambda x: le(2 * x, 4)]),
        (REAL, [lambda x: le(x**2, 0)]),
        ({"x": Real(), "y": Real()}, [lambda x, y: ge(x, y), lambda x, y: ge(y, x)]),
        ({"c": C}, [lambda c: le(c, 2)]),
        (THREE, [lambda x, y: le(x, y), lambda y, z: le(y, z), lambda x, z: le(z, x)]),
        (CUBE, [lambda x, y, z: ge(x + y + z, 3)]),
        (THREE, [lambda x, y: le(x**2 + y**2, 2 * x * y)]),
        ({"c": C}, [lambda c: gt(c, 2), lambda c: lt(c, 4)]),
    ],
)
def test_what_a_point_meets_is_not(parameters: Any, given: Any) -> None:
    case = Case(claim(parameters, *given), {}, 0)
    assert find_witness(case)
    assert contradict(case) is None
    assert decide(case.claim).verdict == "REFUTED"


def test_nothing_is_derived_where_a_point_is_known_or_nothing_given() -> None:
    case = Case(claim(UNIT, lambda x: ge(x, 1)), {}, 0)
    assert contradict(Case(case.claim, {}, 0, witness=find_witness(case))) is None
    assert contradict(Case(claim(UNIT), {}, 0)) is None
