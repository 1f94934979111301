"""Each law of the second checker's table holds at exact numbers where its premises do."""

from __future__ import annotations

from itertools import product

import pytest
from flint import fmpq

from lossproof.paper_checks.recheck.balls import UndecidedError, sign
from lossproof.paper_checks.recheck.points.values import UndefinedError, evaluate
from lossproof.paper_checks.recheck.rules.laws import ASKED, LAWS, SIGNS
from lossproof.paper_checks.recheck.terms import Term, names, read
from tests.together import together

NUMBERS = [fmpq(-2), fmpq(-1), fmpq(-1, 2), fmpq(0), fmpq(1, 3), fmpq(1), fmpq(2), fmpq(5, 2)]
HOLDS = {">": (1,), ">=": (0, 1), "==": (0,), "any": (0, 1)}  # the signs of what is compared with 0


def parts_of(law: str) -> list[tuple[set[str], Term, str]]:
    """The words before each part of a law, its term and its sign; the last part follows."""
    found = []
    for part in law.replace("|-", ";").split(";"):
        words = part.split()
        if not words:
            continue
        asked = {word for word in words if word in ASKED}
        end = len(words) - (words[-1] in SIGNS)
        found.append((asked, read(" ".join(words[len(asked) : end])), "".join(words[end:])))
    return found


def met(asked: set[str], term: Term, wanted: str, at: dict[str, fmpq]) -> bool:
    value = evaluate(term, at)
    if "whole" in asked and value.q != 1:
        return False
    values = (value, -value) if "either" in asked else (value,)
    return not wanted or any(sign(each) in HOLDS[wanted] for each in values)


@pytest.mark.parametrize("strict", [False, True])
@together("name", [*LAWS])
def test_a_law_holds_where_its_premises_do(name: str, strict: bool) -> None:
    *premises, (_, said, sense) = parts_of(LAWS[name])
    if strict:
        premises = [(asked, term, wanted.replace(">=", ">")) for asked, term, wanted in premises]
    signs = [wanted for asked, _, wanted in premises if not asked & {"given", "evident"}]
    ends = {"same": signs[:1], "all": [(">=", ">")[all(each == ">" for each in signs)]]}
    wanted = ends.get(sense, [sense])[0]
    letters = sorted({letter for _, term, _ in parts_of(LAWS[name]) for letter in names(term)})
    tried = 0
    for numbers in product(NUMBERS, repeat=len(letters)):
        at = dict(zip(letters, numbers, strict=True))
        try:
            if not all(met(*premise, at) for premise in premises):
                continue
        except (UndefinedError, UndecidedError):
            continue
        assert sign(evaluate(said, at)) in HOLDS[wanted], at
        tried += 1
    assert tried or strict
