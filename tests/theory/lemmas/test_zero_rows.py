import pytest

from lossproof.theory.domain import Classes, Each, Label, Scores
from lossproof.theory.language import ANY_CLASS, eq, every_class
from lossproof.theory.language.terms import determinant, transposed
from lossproof.theory.lemmas.zero_rows import zero_row
from lossproof.theory.proof import ProofError
from lossproof.theory.statement import Proof, Statement

c = Classes()
PARAMETERS = {"c": c, "A": Each(c, Scores(c)), "y": Label(c), "z": Label(c)}
for name, domain in PARAMETERS.items():
    domain.name = name
POINT = {"c": 3, "A": [[1, 2, "1/3"], [0, 0, 0], [-4, 0, 5]], "y": 1, "z": 0}


def proof():
    gone = {"gone": lambda c, A, y: every_class(lambda k: eq(A[y][k], 0), c)}
    stated = Statement(PARAMETERS, gone, lambda A: eq(determinant(A), 0))
    return stated, Proof(stated)


def test_a_row_of_zeros_makes_a_determinant_0():
    stated, p = proof()
    p.conclude(zero_row(p.A, p.y, p.given("gone")))
    assert stated.at(POINT).meets()
    assert stated.at(POINT).conclusion[0].holds
    assert not stated.at({**POINT, "y": 0}).meets()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda p, gone: zero_row(p.A, p.z, gone),
        lambda p, gone: zero_row(transposed(p.A), p.y, gone),
        lambda p, gone: zero_row(p.A, p.y, gone.at(ANY_CLASS, p.z)),
    ],
)
def test_it_takes_every_entry_of_that_row(wrong):
    _, p = proof()
    with pytest.raises(ProofError):
        wrong(p, p.given("gone"))
