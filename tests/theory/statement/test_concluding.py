"""How a proof ends: which fact is taken for a part of the conclusion, and what is asked of it."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lossproof.theory.domain import Real
from lossproof.theory.language import ANY_CLASS, ANY_ROW, Known, discharged, ge, gt, obligations
from lossproof.theory.proof import Derivation, ProofError
from lossproof.theory.proof.rules import combine
from lossproof.theory.statement import Proof, Statement, proof as module


def two_parts(x: Any, y: Any) -> Any:
    return ge(x, 0), gt(2 * y, 0)


STATEMENT = Statement({"x": Real(0), "y": Real(0, open="left")}, {}, two_parts)
NO_POINT = Statement({"x": Real()}, {"above": lambda x: ge(x, 1), "below": lambda x: ge(-x, 0)},
                     lambda x: ge(x, 7))  # fmt: skip


def ends(p: Proof) -> tuple[Any, Any]:
    x, y = p.domain("x")["lower"], p.domain("y")["lower"]
    return combine(p.x, (1, x)), combine(2 * p.y, (2, y))


def test_facts_say_the_parts_of_the_conclusion_in_any_order() -> None:
    for turn in (1, -1):
        p = Proof(STATEMENT)
        facts = ends(p)
        assert p.conclude(facts[::turn]).conclusions == facts
    p = Proof(STATEMENT)
    x, y = ends(p)
    assert p.conclude((y, y, x)).conclusions == (x, y)


def test_the_fact_of_another_sense_in_the_place_of_a_part_is_not_taken() -> None:
    p = Proof(STATEMENT)
    x, y = ends(p)
    with pytest.raises(ProofError, match="does not imply"):
        p.conclude((x, y.weakened()))
    assert p.conclude((x, y.weakened(), y)).conclusions == (x, y)


@pytest.mark.parametrize("absurd", [False, True])
def test_it_is_asked_once_whether_all_terms_have_values(
    absurd: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Derivation] = []
    monkeypatch.setattr(module, "defined", lambda derivation, *_: asked.append(derivation))
    p = Proof(NO_POINT if absurd else STATEMENT)
    facts = combine(-1, p.given("above"), p.given("below")) if absurd else ends(p)
    assert asked == [p.conclude(facts)]


def test_known_facts_about_other_indices_and_terms_discharge_nothing() -> None:
    x: Any = sympy.IndexedBase("x", real=True)
    (of_row,) = obligations(sympy.log(x[ANY_ROW]))
    positive = Known(x[ANY_CLASS], ">")
    assert discharged(of_row, [positive])
    assert not discharged(of_row, [positive._replace(fixed=frozenset({ANY_CLASS}))])
    assert discharged(of_row, [Known(sympy.log(x[ANY_CLASS]), None)])
    assert not discharged(of_row, [Known(sympy.log(1 + x[ANY_CLASS]), None)])
    assert not discharged(of_row, [Known(x[ANY_CLASS], None)])
