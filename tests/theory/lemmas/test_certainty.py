"""What is said of distributions that are certain of one class, and the premises that it needs."""

import pytest
import sympy

from lossproof.theory.domain import Classes, Label, Scores, Simplex
from lossproof.theory.language import ANY_CLASS, class_sum, eq, ge, gt, le, lt
from lossproof.theory.lemmas import certain, expects
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import combine, no_delta
from tests.together import together

C = Classes().symbolic("c", {})
A, E = Simplex(C).symbolic("a", {"c": C}), Scores(C).symbolic("e", {"c": C})
Y = Label(C).symbolic("y", {"c": C})
VALUE, MEAN = E[ANY_CLASS], class_sum(lambda j: A[j] * E[j], C)
SIMPLEX = {name: hypothesis(said, name) for name, said in Simplex(C).facts(A).items()}
LOW, HIGH = hypothesis(ge(VALUE, 0), "low"), hypothesis(le(VALUE, 1), "high")
TWO = hypothesis(gt(C - 1, 0), "two")
SURE = hypothesis(eq(A[Y], 1), "sure")
REACHED = hypothesis(ge(MEAN, E[Y]), "reached")
ONLY = hypothesis(lt(VALUE, E[Y] + sympy.KroneckerDelta(ANY_CLASS, Y)), "only largest")


def best(apart: Fact) -> Fact:
    return combine(E[Y] - VALUE, ONLY, (-1, no_delta(apart, ANY_CLASS, Y)))


def tied(apart: Fact) -> Fact:
    return hypothesis(ge(E[Y], VALUE), "largest")


def test_a_certain_class_is_expected() -> None:
    fact = expects(SIMPLEX, Y, SURE, LOW, HIGH, TWO)
    assert fact.sign == "=="
    assert sympy.expand(fact.expr - MEAN + E[Y]) == 0
    assert {"sure", "low", "high"} <= fact.uses


@together(
    "changed",
    [
        {"sure": hypothesis(ge(A[Y], 1), "no equality")},
        {"sure": hypothesis(eq(A[Y], 2), "two")},
        {"low": hypothesis(ge(VALUE, -1), "too low")},
        {"high": hypothesis(le(VALUE, 2), "too high")},
        {"two": hypothesis(gt(C, 0), "one class")},
    ],
)
def test_expecting_a_certain_class_needs_its_premises(changed: dict[str, Fact]) -> None:
    given = {"sure": SURE, "low": LOW, "high": HIGH, "two": TWO} | changed
    with pytest.raises(ProofError):
        expects(SIMPLEX, Y, **given)


def test_what_reaches_the_only_largest_value_is_certain() -> None:
    fact = certain(SIMPLEX, Y, VALUE, best, REACHED, C)
    assert fact.sign == "=="
    assert sympy.expand(fact.expr - A[Y] + 1) == 0
    assert {"reached", "only largest"} <= fact.uses


def test_a_tie_and_a_smaller_mean_show_nothing() -> None:
    with pytest.raises(ProofError):
        certain(SIMPLEX, Y, VALUE, tied, REACHED, C)
    short = hypothesis(ge(MEAN, E[Y] - 1), "short")
    with pytest.raises(ProofError):
        certain(SIMPLEX, Y, VALUE, best, short, C)
