"""What a statement takes from a claim's own code cannot change, nor say what is not so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy

from lossproof.theory.domain import Each, Label, Real, Scores, Simplex
from lossproof.theory.language import Relation, ge, gt
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.rules import combine
from lossproof.theory.statement import Condition, Proof, Statement
from tests.together import together


class Above(Real):
    """Numbers of an interval, and a fact about them that is not so."""

    def facts(self, value: Any) -> dict[str, Relation]:
        return {"lower": ge(value, 1)}


def with_own_facts(domain: Any) -> Any:
    domain.facts = lambda value: {"lower": ge(value, 1)}
    return domain


DOMAINS: dict[str, Callable[[], Any]] = {
    "a class": Above,
    "the members of a family": lambda: Each(2, Above()),
    "an object": lambda: with_own_facts(Real(0)),
    "a member": lambda: Each(2, with_own_facts(Real(0))),
    "the inner domain": lambda: Each(2, Each(2, Above())),
}


@together("name", DOMAINS)
def test_a_domain_of_ones_own_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"the domain of x must be one of Classes, .* hypothesis"):
        Statement({"x": DOMAINS[name]()}, {}, lambda: ge(1, 0))


def test_a_domain_that_is_changed_later_is_what_it_was() -> None:
    x = Real(0)
    said = Statement({"x": x}, {}, lambda x: ge(x, 1))
    x.low = sympy.Integer(1)
    with pytest.raises(ProofError):
        (p := Proof(said)).conclude(p.domain("x")["lower"])
    assert said.at({"x": 0}).missed


def test_the_domains_of_a_statement_stay() -> None:
    said = Statement({"x": Real(0)}, {}, lambda x: ge(x, 1))
    with pytest.raises(TypeError):
        said.parameters["x"] = Real(1)  # type: ignore[index]
    y, f = Label(2), Scores(2)
    both = Statement({"y": y, "f": f}, {}, lambda y, f: ge(f[y], 0))
    y.classes = 5
    f.inner = Simplex(3)
    assert both.record()["parameters"] == {
        "y": "(label 2)",
        "f": "(each 2 (interval -inf inf open open))",
    }


def test_a_condition_has_no_other_reading() -> None:
    with pytest.raises(TypeError, match="Sly must not be a subclass of Condition"):

        class Sly(Condition):  # type: ignore[misc]
            pass


def test_what_says_that_it_is_a_condition_is_asked_once() -> None:
    class Sly:
        turns = 0

        @property
        def __class__(self) -> Any:  # type: ignore[override]
            return Condition

        def __call__(self, x: Any) -> Any:
            Sly.turns += 1
            return gt(x, 4 if Sly.turns < 99 else 0)

    said = Statement({"x": Real()}, {"high": Sly()}, lambda x: gt(x, 4))
    (high,) = said.symbolic_hypotheses["high"]
    Sly.turns = 99
    p = Proof(said)
    p.conclude(combine(p.goals[0].difference, p.given("high")))
    assert said.at({"x": 4}).given["high"][0].relation == high.map(lambda side: side.subs(p.x, 4))
    assert said.record()["given"] == {"high": ["(> x 4)"]}
