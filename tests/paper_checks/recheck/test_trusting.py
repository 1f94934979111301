"""What a verdict is said to trust is what its kind of evidence rests on."""

from __future__ import annotations

from typing import Any

import pytest

from lossproof.paper_checks.claims import Paper, Registry, decide
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.theory.domain import Integer, Real
from lossproof.theory.language import le
from tests.recorded import RECORDED

OF_EACH_KIND = {record["evidence"]["kind"]: name for name, record in RECORDED.items()}


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_another_trust_is_rejected(kind: str) -> None:
    record = RECORDED[OF_EACH_KIND[kind]]
    recheck(sealed(record), RECORDED)
    forged = {**record, "trust": [*record["trust"], "nothing"]}
    with pytest.raises(RejectedError, match="its trust is recorded as"):
        recheck(sealed(forged), RECORDED)


def decided(**members: Any) -> dict[str, Any]:
    """The record of a claim of these members, sealed."""
    registry = Registry()
    paper = Paper("toy", "a paper", registry=registry)
    body: dict[str, Any] = {"__doc__": "A claim.", **members}
    paper.claim("powers", locus="1", kind="ineq")(type("Powers", (), body))
    return sealed(decide(registry["toy.powers"]).record())


def test_a_proof_by_slopes_trusts_the_mean_value_theorem() -> None:
    record = decided(x=Real(0, 5), conclusion=lambda x: le(2**x, 3**x))
    assert record["verdict"] == "PROVED"
    assert record["trust"] == ["mean value theorem", "sympy"]
    recheck(record, {})


def test_numbers_of_many_digits_are_told_by_a_few() -> None:
    many = Integer(10**5, 10**6, tried=(10**5, 10**6))
    record = decided(n=many, conclusion=lambda n: le(3**n, 2**n))
    assert record["verdict"] == "REFUTED"
    recheck(record, {})


def test_every_derivation_is_made_of_terms_of_sympy() -> None:
    def prove(p: Any) -> Any:
        return p.domain("x")["lower"]

    record = decided(x=Real(0, 5), conclusion=lambda x: le(0, x), prove=prove)
    assert record["verdict"] == "PROVED"
    recheck(record, {})
