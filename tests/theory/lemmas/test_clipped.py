"""What clipping adds, and the premises that it needs."""

import pytest
import sympy

from lossproof.theory.domain import Classes, Simplex
from lossproof.theory.language import eq, ge, gt
from lossproof.theory.lemmas import chord, clipped_total
from lossproof.theory.losses import Clipped
from lossproof.theory.numbers.as_written import as_written
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.facts import hypothesis

u, t = sympy.Symbol("u", real=True), sympy.Symbol("t", positive=True)


def facts(low: int = 0, high: int = 1) -> tuple[Fact, Fact, Fact]:
    return (
        hypothesis(ge(u, low), "low"),
        hypothesis(ge(high - u, 0), "high"),
        hypothesis(gt(1 - t, 0), "proper"),
    )


def test_the_chord_of_a_clip() -> None:
    fact = chord(*facts())
    assert (fact.sign, fact.uses) == (">=", {"low", "high", "proper"})
    for value in ("0", "1/10", "1/2", "1"):
        assert fact.expr.subs({u: sympy.Rational(value), t: sympy.Rational(1, 2)}) >= 0


def test_the_chord_needs_an_entry_between_0_and_1() -> None:
    with pytest.raises(ProofError):
        chord(*facts(low=-1))
    with pytest.raises(ProofError):
        chord(*facts(high=2))
    entry, below, _ = facts()
    with pytest.raises(ProofError):
        chord(entry, below, hypothesis(gt(1 - u, 0), "not of the floor"))


def test_the_clipped_total_needs_a_prediction() -> None:
    c, f = Classes(), Simplex(None)
    f.classes, c.name = c, "c"
    env = {"c": c.symbolic("c", {})}
    vector = f.symbolic("f", env)
    said = {name: hypothesis(relation, name) for name, relation in f.facts(vector).items()}
    proper = hypothesis(gt(1 - t, 0), "proper")
    known = {"entry": said["nonnegative"], "below": said["at most 1"], "proper": proper}
    fact = clipped_total(vector, unit=said["total"], **known)
    most = 1 + (env["c"] - 1) * t
    assert sympy.expand(fact.expr - as_written(most - Clipped(vector, t).total())) == 0
    with pytest.raises(ProofError):
        clipped_total(vector, unit=hypothesis(eq(vector.total(), 2), "two"), **known)
