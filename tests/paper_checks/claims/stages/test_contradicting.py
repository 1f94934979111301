"""VACUOUS is found where one or two relations show that no point meets the hypotheses."""

from __future__ import annotations

from typing import Any

import pytest

from paper_checks import records
from paper_checks.claims import Claim, Paper, Registry, decide
from paper_checks.claims.case import Case
from paper_checks.claims.stages import contradict, meet
from theory.domain import Classes, Real, Simplex
from theory.language import eq as equal, every_class, ge, gt, le, lt

C = Classes()
UNIT, POSITIVE, REAL = {"x": Real(0, 1)}, {"x": Real(0)}, {"x": Real()}
SIMPLEX = {"c": C, "f": Simplex(C)}


def claim(parameters: dict[str, Any], *given: Any) -> Claim:
    registry = Registry()
    body = {**parameters, "given": {f"h{k}": each for k, each in enumerate(given)}}
    body |= {"conclusion": lambda: ge(0, 1), "__doc__": "Anything."}
    Paper("toy", "school", registry=registry).claim("a", locus="1", kind="ineq")(
        type("Toy", (), body)
    )
    return registry["toy.a"]


@pytest.mark.parametrize(
    ("parameters", "given"),
    [
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
        (SIMPLEX, [lambda c, f: every_class(lambda label: lt(f[label], 0), c)]),
    ],
)
def test_what_no_point_meets_is_vacuous(parameters: Any, given: Any) -> None:
    decision = decide(claim(parameters, *given))
    assert decision.verdict == "VACUOUS"
    assert decision.evidence["kind"] == "derivation"
    assert decision.leans[-1].startswith(("h0", "h1"))
    again = decide(claim(parameters, *given), decision.record())
    assert records.differences(decision.record(), again.record()) == []


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
    ],
)
def test_what_a_point_meets_is_not(parameters: Any, given: Any) -> None:
    case = Case(claim(parameters, *given), {}, 0)
    assert meet(case)
    assert contradict(case) is None
    assert decide(case.claim).verdict == "REFUTED"


def test_nothing_is_derived_where_a_point_is_known_or_nothing_given() -> None:
    case = Case(claim(UNIT, lambda x: ge(x, 1)), {}, 0)
    assert contradict(Case(case.claim, {}, 0, witness=meet(case))) is None
    assert contradict(Case(claim(UNIT), {}, 0)) is None
