"""The statement of every claim, tried in four ways; `paper_checks/test_claims.py` decides them all.

The statements take turns. `pytest tests/paper_checks/test_every_claim.py -k ID` tries one claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
import sympy

from lossproof.paper_checks.claims import Claim, load
from lossproof.paper_checks.claims.agreeing import refuted_by
from lossproof.paper_checks.recheck.points import sampled
from lossproof.paper_checks.records import opposite
from lossproof.paper_checks.reports.explain import about
from lossproof.paper_checks.reports.written.document import document, part
from lossproof.simulate.files import cache_folder
from lossproof.simulate.search import find
from lossproof.simulate.violation.sampling import holds_expectations, simulate, written
from lossproof.theory.language import Every, Relation, flatten
from lossproof.theory.numbers import compare
from lossproof.theory.statement import Statement, call_by_name
from tests.paper_checks.random_points import examples
from tests.recorded import RECORDED
from tests.turns import in_turns

Point = Mapping[str, Any]

CLAIMS = load()
STATED = [claim for claim in CLAIMS if not claim.effects]
CLOSE = sympy.Rational(1, 10**20)
INFINITE = (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan)
ALPHA = 1e-8
TIES = {  # both sides are equal at the counterexample: samples show it to the margin
    "xu2022.batch-and-dimension/one-coordinate-less",
    "zhang2018.forward-equals-ce/column-dominant-weak",
    "zhang2018.forward-equals-ce/weak",
}
TOO_LARGE = {
    "derived.batch-estimator/conditional-log": ["a batch of 9 has 24310 tables, more than 4000"]
}
SIZE_BELOW_0 = re.compile(r"the size must be provably a whole number of at least 0; got -\d+$")
OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}


def verdict(claim: Claim) -> str:
    return RECORDED.get(claim.id, {}).get("verdict", "")


def is_sampled(claim: Claim) -> bool:
    """Whether its statement has an expectation, by the text: trees take long to be made."""
    said = RECORDED[claim.id]["statement"]
    texts = chain(said["conclusion"], *said["given"].values())
    return any(f"({head} " in text for text in texts for head in sampled.SAMPLED)


@in_turns("claim", CLAIMS, 20, ids=lambda claim: claim.id, scope="module")
def test_its_statement_holds_where_it_is_tried_and_its_opposite_fails(claim: Claim) -> None:
    section = part(RECORDED[claim.id], about(claim), RECORDED)
    assert document([section]).endswith("\\end{document}\n")
    if claim.effects:
        return
    points = recorded_points(claim)
    assert points
    assert not [line for point in points for line in disagreements(claim.statement, point)]
    if is_sampled(claim):
        agrees_with_samples(claim)
    if verdict(claim) == "PROVED":
        has_a_false_opposite(claim)


@pytest.mark.nightly("30 s: random points of three structures of every claim")
@pytest.mark.parametrize("claim", STATED, ids=lambda claim: claim.id)
def test_tree_and_functions_agree_at_random_points(claim: Claim) -> None:
    for point in examples(claim.statement, 3):
        assert not [*disagreements(claim.statement, point)]


def test_there_is_something_to_try() -> None:
    assert {term.head for term in written.SAMPLED} == {*sampled.SAMPLED}
    holding = [claim for claim in STATED if is_sampled(claim)]
    assert {verdict(claim) for claim in holding} == {"PROVED", "REFUTED"}
    assert len(holding) > 200
    assert len([claim for claim in CLAIMS if verdict(claim) == "PROVED"]) > 50


@in_turns("part", range(4), 4)
def test_no_witness_of_another_claim_refutes_one_that_is_held(part: int) -> None:
    pairs = [*opposite(RECORDED, RECORDED)][part::4]
    assert len(pairs) > 25
    assert not [name for name, points in pairs if refuted_by(name, points, load()) is not None]


def test_nothing_is_kept_where_the_user_keeps_things() -> None:
    place = cache_folder()
    assert place is not None
    assert place.name.startswith("lossproof-kept-")


def recorded_points(claim: Claim, *, of_hypotheses: bool = True) -> list[Point]:
    """The points of its record: what meets its hypotheses, and what refutes it with or without."""
    record = RECORDED[claim.id]
    dropped = [each.get("dropped") for each in record["hypotheses"].values()]
    kept = (record["witness"], record["evidence"], *(dropped if of_hypotheses else ()))
    return [each["point"] for each in kept if each and "point" in each]


def direct(statement: Statement, point: Point) -> list[Relation]:
    """Every relation, from functions that are called with exact numbers."""
    values = statement.check(point)
    functions = (*statement.given.values(), statement.conclusion)
    return [part for function in functions for part in flatten(call_by_name(function, values))]


def differs(one: Any, other: Any) -> bool:
    return one != other and not compare(sympy.Abs(one - other), "<", CLOSE, max_bits=8192)


def disagreements(statement: Statement, point: Point) -> Iterator[str]:
    """Where the tree, written out at a point, is not what the functions say of the numbers."""
    outcome = statement.at(point)
    said = [part for parts in outcome.given.values() for part in parts] + [*outcome.conclusion]
    try:
        directly = direct(statement, point)
    except ValueError as refused:  # a count below 0, which a hypothesis that fails would rule out
        if outcome.meets() or not SIZE_BELOW_0.match(str(refused)):
            yield f"{point} meets the hypotheses, and the functions say: {refused}"
        return
    for found, expected in zip(said, directly, strict=True):
        sides = (expected.lhs, expected.rhs)
        if any(side.is_real is False for side in sides):
            if found.holds is not None:
                yield f"{found} at {point}: the functions say {expected}"
        elif any(side.has(*INFINITE) for side in sides):
            if found.holds not in (None, compare(expected.lhs, expected.op, expected.rhs)):
                yield f"{found} at {point}: the functions say {expected}"
        elif (
            found.relation.op != expected.op
            or differs(found.relation.lhs, expected.lhs)
            or differs(found.relation.rhs, expected.rhs)
        ):
            yield f"{found.relation} at {point}: the functions say {expected}"


def agrees_with_samples(claim: Claim) -> None:
    """Samples have the values that the chances give, which are those of the statement."""
    statement, name = claim.statement, claim.id
    assert holds_expectations(statement)
    points = [statement.check(point) for point in recorded_points(claim, of_hypotheses=False)]
    found = simulate(statement, ALPHA, name=name, points=points)
    assert found.labels > 0
    assert found.unsampled == TOO_LARGE.get(name, [])
    assert not found.inconsistent
    assert found.outcome == "agrees" or verdict(claim) != "PROVED"
    for point in points:
        found = simulate(statement, ALPHA, name=name, points=[point], sample_points=False)
        assert found.instances == 1
        compared = [each.exact for each in found.comparisons if each.given is None]
        exact = [float(each.relation.difference) for each in statement.at(point).conclusion]
        assert compared == pytest.approx(exact, rel=1e-9, abs=1e-9)
    if verdict(claim) == "REFUTED":  # the last point is the counterexample
        concluded = [each for each in found.comparisons if each.given is None]
        if name in TIES:
            assert found.outcome == "open"
            assert any(abs(each.low) <= each.margin >= abs(each.high) for each in concluded)
        else:
            assert found.outcome == "differs"
            assert any(each.outcome == "differs" for each in concluded)
        assert all(each.outcome == "agrees" for each in found.comparisons if each.given)


def opposed(said: Any) -> Any:
    """What fails exactly where the conclusion holds; an identity is moved by 1."""
    if isinstance(said, Relation):
        if said.op == "==":
            return said._replace(rhs=said.rhs + 1)
        return said._replace(op=OPPOSITE[said.op])
    if isinstance(said, Every):
        return replace(said, said=opposed(said.said))
    return tuple(map(opposed, said))


def has_a_false_opposite(claim: Claim) -> None:
    """Were a conclusion undefined everywhere, or the search blind to it, none would be found."""
    statement = claim.statement
    conclusion = opposed(statement.tree.conclusion)
    faulty = Statement(statement.parameters, statement.given, lambda: conclusion)
    point = find(faulty, limit=8)
    assert point is not None, f"the search does not see what {claim.id} concludes"
    outcome = statement.at(point)
    assert outcome.meets()
    assert not outcome.missed
