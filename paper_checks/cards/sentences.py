"""A sentence of a card, decided like a claim: proof or counterexample, and the second checker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lossproof.paper_checks.claims.agreeing import agreed
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.claim import Claim
from lossproof.paper_checks.claims.evidence import Counterexample, auto_prove
from lossproof.paper_checks.claims.stages import find_witness
from lossproof.paper_checks.claims.verdict import Decision, agree, read
from lossproof.simulate.search import find
from lossproof.theory.card import Sentence

QUICK: dict[str, Any] = {"limit": 400, "thorough": False}


def decide(name: str, title: str, sentence: Sentence, seconds: float, *, search: bool) -> Decision:
    """The verdict on a sentence, which is PROVED or REFUTED only with a confirmed record.

    A sentence with points is refuted by the first that refutes it. Another one is proved, after a
    search for a counterexample if `search`, and if `only` lets these count.
    """
    claim = Claim(
        id=name, source="", derived=True, title=title, locus="card", named_kind="ineq",
        repairs=None, assumes=(), text=title, stated=sentence.statement,
    )  # fmt: skip
    case = Case(claim, {}, 0, seconds)
    tried = _search(sentence) if search and sentence.only != "PROVED" else ()
    for point in (*sentence.points, *tried):
        if found := Counterexample.at(sentence.statement, point):
            return agreed(read(replace(case, refutation=found)))
    if not sentence.points and sentence.only != "REFUTED":
        case = replace(case, proof=auto_prove(sentence.statement, seconds))
    if case.derived:
        nothing = dict.fromkeys(sentence.statement.given)
        case = replace(case, witness=find_witness(case), dropped=nothing)
        agree(case)
    return agreed(read(case))


def _search(sentence: Sentence) -> tuple[Mapping[str, Any], ...]:
    point = find(sentence.statement, **QUICK)
    return () if point is None else (point,)
