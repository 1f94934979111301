"""What an author is told of a proof that easy does not find, and of a sum over other classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lossproof.paper_checks.claims import REGISTRY, Paper
from lossproof.paper_checks.claims.deciding import decide_standalone
from lossproof.theory.domain import Classes, Label, Real, Simplex
from lossproof.theory.language import class_sum, ge, le
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.rules import combine
from lossproof.theory.provers import easy
from lossproof.theory.statement import MistakeError


@pytest.fixture
def notes() -> Iterator[Paper]:
    before = {claim.id for claim in REGISTRY}
    yield Paper("notes", "notes")
    REGISTRY.keep(before)


def bare(p: Any) -> Any:
    return easy(le(p.x, p.y), p.known())


def in_a_list(p: Any) -> Any:
    return [easy(le(p.x, p.y), p.known())]


def in_a_sum(p: Any) -> Any:
    return combine(p.goals[0].difference, easy(le(p.x, p.y), p.known()))


@pytest.mark.parametrize("proof", [bare, in_a_list, in_a_sum])
def test_what_easy_does_not_prove_is_told(notes: Paper, proof: Any) -> None:
    @notes.claim("gap", locus="1", kind="ineq")
    class Gap:
        "The product of two numbers is at most their mean square."

        x, y = Real(), Real()
        prove = proof

        def conclusion(x, y):
            return le(x * y, (x**2 + y**2) / 2)

    with pytest.raises(ProofError) as told:
        decide_standalone(REGISTRY["notes.gap"])
    assert "easy finds no proof" in str(told.value)
    assert "remaining goal: x ≤ y" in str(told.value)
    assert "NoneType" not in str(told.value)


def test_what_easy_proves_later_is_not_told_as_left(notes: Paper) -> None:
    @notes.claim("square", locus="1", kind="ineq")
    class Square:
        "A square is not negative."

        x = Real()

        def conclusion(x):
            return ge(x**2, 0)

        def prove(p):
            easy(le(p.x, 0), p.known())
            easy(p.goals[0], p.known())
            return

    with pytest.raises(ProofError, match="returns nothing: return the facts that it ends with"):
        decide_standalone(REGISTRY["notes.square"])


def test_of_a_sum_over_other_classes_the_way_is_told(notes: Paper) -> None:
    @notes.claim("others", locus="1", kind="ineq")
    class Others:
        "The other entries sum to at most 1."

        c = Classes()
        f = Simplex(c)
        y = Label(c)

        def conclusion(c, f, y):
            return le(class_sum(lambda j: f[j] if j != y else 0, c), 1)

    with pytest.raises(
        MistakeError, match=r"truth value of the index != y; .* f\.total\(\) - f\[y\]"
    ):
        decide_standalone(REGISTRY["notes.others"])
