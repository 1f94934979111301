"""Lemmas on logit gradients say what they promise, and need their premises."""

import pytest
import sympy

from lossproof.theory.domain import Classes, Label, Simplex
from lossproof.theory.language import ANY_CLASS, eq, ge, gt
from lossproof.theory.lemmas import (
    mae_is_twice_unhinged,
    mae_logit_norm,
    squares_of_others_above,
    squares_of_others_below,
)
from lossproof.theory.losses import mae, unhinged
from lossproof.theory.losses.gradients import logit_gradient, logit_gradient_norm, of_label
from lossproof.theory.numbers.as_written import as_written
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import combine


class _Symbols:
    """A prediction and its label in symbols, with facts about them."""

    def __init__(self) -> None:
        self.c = Classes().symbolic("c", {})
        self.f = Simplex(self.c, interior=True).symbolic("f", {"c": self.c})
        self.y = Label(self.c).symbolic("y", {})
        self.below = hypothesis(gt(1, self.f[self.y]), "below")
        self.total = hypothesis(eq(self.f.total(), 1), "total")
        self.two = hypothesis(gt(self.c, 1), "two")


def test_facts_say_what_they_promise() -> None:
    s = _Symbols()
    u = s.f[s.y]
    norm = mae_logit_norm(s.f, s.y, below=s.below, sums_to_one=s.total)
    assert norm.sign == "=="
    expected = as_written(logit_gradient_norm(mae, s.f, s.y) - 4 * u * (1 - u))
    assert sympy.expand(norm.expr - expected) == 0
    twice = mae_is_twice_unhinged(s.f, s.y, ANY_CLASS, below=s.below, sums_to_one=s.total)
    one, two = (logit_gradient(loss, s.f, s.y)[ANY_CLASS] for loss in (mae, of_label(unhinged)))
    assert sympy.expand(twice.expr - as_written(one - 2 * two)) == 0
    assert squares_of_others_above(s.f, s.y, sums_to_one=s.total, two=s.two).sign == ">="


@pytest.mark.parametrize("wrong", ["below", "total"])
def test_facts_refuse_premises_that_say_something_else(wrong: str) -> None:
    s = _Symbols()
    premises = {"below": s.below, "sums_to_one": s.total}
    other = {
        "below": ("below", hypothesis(gt(2, s.f[s.y]), "too little")),
        "total": ("sums_to_one", hypothesis(eq(s.f.total(), 2), "another sum")),
    }[wrong]
    premises[other[0]] = other[1]
    with pytest.raises(ProofError):
        mae_logit_norm(s.f, s.y, **premises)
    with pytest.raises(ProofError):
        mae_is_twice_unhinged(s.f, s.y, s.y, **premises)


def test_squares_of_others_need_nonnegative_entries_and_their_sum() -> None:
    s = _Symbols()
    entry = hypothesis(ge(s.f[ANY_CLASS], 0), "entries")
    assert squares_of_others_below(s.f, s.y, entry=entry, sums_to_one=s.total).sign == ">="
    another = hypothesis(eq(s.f.total(), 2), "another sum")
    with pytest.raises(ProofError):
        squares_of_others_below(s.f, s.y, entry=entry, sums_to_one=another)
    with pytest.raises(ProofError):
        squares_of_others_below(s.f, s.y, entry=combine(0), sums_to_one=s.total)
    with pytest.raises(ProofError):
        squares_of_others_above(s.f, s.y, sums_to_one=s.total, two=s.below)
