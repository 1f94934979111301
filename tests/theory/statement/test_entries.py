"""An entry that a vector may lack has no value, and nothing is proved of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy

from lossproof.paper_checks.claims.evidence import derivation
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.paper_checks.recheck.terms import parsed
from lossproof.simulate.search import find
from lossproof.theory.domain import (
    Classes,
    Domain,
    Each,
    Integer,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
)
from lossproof.theory.language import (
    class_sum,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    le,
    sample_mean,
)
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.rules import nonnegative
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof, Statement
from tests.together import together

C, N, M = Classes(), Samples(), Integer(1, 7)
C.name, N.name, M.name = "c", "n", "m"
TWO = Each(2, Real(0))


def statement(parameters: dict[str, Domain], conclusion: Callable[..., Any]) -> Statement:
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, {}, conclusion)


def above(term: Any) -> Any:
    """What follows from nothing, if the term has a value."""
    return ge(term + 1, term)


LACKING: dict[str, tuple[dict[str, Domain], Callable[..., Any]]] = {
    "at a number": ({"c": C, "f": Simplex(C)}, lambda f: ge(f[2], 0)),
    "at an integer": ({"f": Simplex(2), "k": Integer(0, 7)}, lambda f, k: ge(f[k], 0)),
    "at an integer without end": ({"f": Simplex(2), "k": Integer(0)}, lambda f, k: ge(f[k], 0)),
    "at a label": ({"c": C, "y": Label(C), "x": TWO}, lambda x, y: ge(x[y], 0)),
    "before a label": ({"c": C, "y": Label(C), "f": Simplex(C)}, lambda f, y: ge(f[y - 1], 0)),
    "at twice a label": ({"y": Label(2), "f": Simplex(2)}, lambda f, y: ge(f[2 * y], 0)),
    "beyond the other label": ({"y": Label(2), "f": Simplex(2)}, lambda f, y: ge(f[2 - y], 0)),
    "below a difference": (
        {"y": Label(2), "z": Label(2), "f": Simplex(2)},
        lambda f, y, z: ge(f[y - z], 0),
    ),
    "at the other label of more": (
        {"c": C, "y": Label(C), "f": Simplex(C)},
        lambda f, y: ge(f[1 - y], 0),
    ),
    "at the label of a sample": (
        {"c": C, "n": N, "y": Each(N, Label(C)), "x": TWO},
        lambda x, y: ge(x[y[0]], 0),
    ),
    "in a sum": ({"c": C, "x": TWO}, lambda c, x: above(class_sum(lambda j: x[j], c))),
    "in a sum of another size": (
        {"c": C, "m": M, "f": Simplex(C)},
        lambda m, f: above(class_sum(lambda j: f[j], m)),
    ),
    "in a mean": ({"n": N, "x": TWO}, lambda n, x: above(sample_mean(lambda i: x[i], n))),
    "of every class": ({"c": C, "x": TWO}, lambda c, x: every_class(lambda k: ge(x[k], 0), c)),
    "of every sample": ({"n": N, "x": TWO}, lambda n, x: every_sample(lambda s: ge(x[s], 0), n)),
}


@together("name", LACKING)
def test_what_may_be_missing_is_not_proved_nor_searched_in_vain(name: str) -> None:
    said = statement(*LACKING[name])
    proof = Proof(said)
    with pytest.raises(ProofError, match="may not exist: the size is"):
        proof.conclude(nonnegative(proof.goals[0].difference))
    assert find(said, limit=6, thorough=False) is None
    point = find(said, refuting=False, undefined=True, thorough=False)
    assert point is not None
    outcome = said.at(point)
    assert outcome.undefined
    assert not outcome.refutes()


def test_an_entry_beyond_the_last_is_told_apart() -> None:
    proof = Proof(statement({"n": N, "x": Each(N, Real(0))}, lambda n, x: ge(x[n], 0)))
    with pytest.raises(ProofError, match=r"x\[n\] does not exist: indices are 0 to n - 1"):
        proof.conclude(nonnegative(proof.goals[0].difference))


THERE: dict[str, tuple[dict[str, Domain], Callable[..., Any]]] = {
    "at the second": ({"c": C, "f": Simplex(C)}, lambda f: ge(f[1], 0)),
    "at an integer": ({"f": Simplex(3), "k": Integer(0, 2)}, lambda f, k: ge(f[k], 0)),
    "at a label": ({"y": Label(3), "f": Simplex(3)}, lambda f, y: ge(f[y], 0)),
    "at the label of a sample": (
        {"n": N, "y": Each(N, Label(3)), "f": Simplex(3)},
        lambda f, y: ge(f[y[0]], 0),
    ),
    "of every class": (
        {"c": C, "f": Simplex(C)},
        lambda c, f: every_class(lambda k: ge(f[k], 0), c),
    ),
}


@together("name", THERE)
def test_what_is_there_is_proved(name: str) -> None:
    proof = Proof(statement(*THERE[name]))
    proof.conclude(nonnegative(proof.goals[0].difference))


@pytest.mark.parametrize("other", [Simplex(2), Scores(2, 0), Each(4, Simplex(2))])
def test_vectors_beside_a_label_are_of_its_size(other: Domain) -> None:
    with pytest.raises(ValueError, match=r"the size of f must be 5, the number of classes of y"):
        statement({"y": Label(5), "f": other}, lambda f, y: ge(f[y], 0))


def test_a_hypothesis_about_what_is_missing_is_not_met() -> None:
    given = {"third": lambda f: ge(f[2], 0)}
    said = Statement({"c": C, "f": Simplex(C)}, given, lambda f: gt(f[0], 0))
    assert not said.at({"c": 2, "f": [0, 1]}).meets()
    assert not said.meets({"c": 2, "f": [0, 1]})
    assert said.refutes({"c": 3, "f": [0, 1, 0]})
    assert find(said, limit=6) == {"c": 3, "f": (0, sympy.Rational(1, 2), sympy.Rational(1, 2))}


def test_the_other_label_of_two_is_one() -> None:
    said = statement(
        {"y": Label(2), "n": Integer(1, 2), "f": Simplex(2)},
        lambda y, n, f: (eq(f[y] + f[1 - y], 1), le(f[n - 1] * f[2 - n], f[1 - (1 - y)] + 1)),
    )
    proof = Proof(said)
    found = [easy(goal, proof.known()) for goal in proof.goals]
    made = proof.conclude([fact for fact in found if fact])
    assert not confirmed(Terms.read(said.record()), derivation(made)["steps"]).doubts


@together(
    ("index", "fine"),
    [("(+ 1 (* -1 y))", True), ("(+ 2 (* -1 z))", True), ("(+ y z -1)", False),
     ("(+ 2 (* -1 y))", False), ("(* 2 y)", False), ("(+ y -1)", False), ("(* 1/2 z)", False)],
)  # fmt: skip
def test_the_second_checker_knows_which_entries_there_are(index: str, fine: bool) -> None:
    domains = {"y": "(label 2)", "z": "(integer 1 2)", "f": "(simplex 2)"}
    terms = Terms.read({"parameters": domains, "given": {}, "conclusion": ["(>= 1 0)"]})
    assert terms.known().signs.finite(parsed(f"(at f {index})")) == fine
