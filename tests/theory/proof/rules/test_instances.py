"""Every rule on random terms: what it grants holds at exact points, with their ties and ends.

A conclusion is worked out by `values`, which shares nothing with the kernel. Where the premises
hold it must hold too; where it has no value, the derivation must have been refused.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from lossproof.theory.domain import Classes
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    Every,
    OfAnyBatch,
    Relation,
    SymbolicVector,
    ge,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import combine
from lossproof.theory.statement import Proof, Statement
from tests.theory.proof.rules import more_rows as more_rows, rows_of_pieces as rows_of_pieces
from tests.theory.proof.rules.rows import LARGE, ROWS, Instance
from tests.theory.proof.rules.values import UndefinedError, UnsureError, difference, holds, value
from tests.theory.proof.rules.world import World, parameters, point
from tests.theory.proof.test_catalogue import every_rule

TRUE = ge(0, 0)
INDICES = {ANY_CLASS: "c", ANY_ROW: "c", ANY_COLUMN: "c", ANY_SAMPLE: "n"}


def indices(relation: Relation) -> list[Any]:
    return [i for i in INDICES if relation.lhs.has(i) or relation.rhs.has(i)]


def spoken_of_every(relation: Relation, world: Any) -> Any:
    said: Any = relation
    for index in indices(relation):
        said = Every(index, getattr(world, INDICES[index]), said)
    return said


def stated(instance: Instance, world: Any, conclusion: Any = TRUE) -> Statement:
    premises = [spoken_of_every(each, world) for each in instance.given]
    given = {f"premise {k}": saying(each) for k, each in enumerate(premises)}
    return Statement(parameters(), given, saying(conclusion))


def saying(said: Any) -> Callable[[], Any]:
    return lambda: said


def granted(instance: Instance, statement: Statement) -> tuple[Any, Fact]:
    proof = Proof(statement)
    return proof, instance.rule(proof, *map(proof.given, statement.given))


def meets(instance: Instance, at: dict[Any, Any]) -> bool:
    """Whether every premise holds at a point, for every class and sample that it is about."""
    for relation in instance.given:
        for known in everywhere(indices(relation), at):
            above, below = relation.lhs, relation.rhs
            if relation.op in ("<=", "<"):
                above, below = below, above
            if not holds(difference(value(above, known), value(below, known)), relation.sign):
                return False
    return True


def everywhere(free: list[Any], at: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
    if not free:
        yield at
        return
    index, *rest = free
    for k in range(int(at[INDICES[index]])):
        yield from everywhere(rest, {**at, index: Fraction(k)})


def pinned(instance: Instance, at: dict[Any, Any]) -> bool:
    """Pins parameters; whether they stay in their domains."""
    for name, term in instance.pins.items():
        if isinstance(term, SymbolicVector):
            at[name] = at["T"]
            continue
        at[name] = value(term, at)
    return at["u"] >= 0 and at["v"] >= 0 and at["w"] > 0 and 0 <= at["r"] <= 1


def points(instance: Instance, rng: random.Random, large: bool) -> Iterator[dict[Any, Any]]:
    """Points that meet the premises."""
    for k in range(12):
        at = point(rng, large=large and k == 0)
        try:
            if pinned(instance, at) and meets(instance, at):
                yield at
        except (UndefinedError, UnsureError):
            continue


def refusal(instance: Instance, statement: Statement) -> str | None:
    """Why the derivation is refused, or None."""
    try:
        proof, fact = granted(instance, statement)
        if fact.expr.has(OfAnyBatch):
            fact = combine(0, (0, fact))  # No statement is about these counts.
        proof.conclude(fact)
    except ProofError as error:
        return str(error)
    return None


def tried(name: str, seed: int) -> Counter[str]:
    """One random instance of a rule, at points: what became of it."""
    world: Any = World(f"{name} {seed}")
    instance, found = ROWS[name](world), Counter[str]()
    try:
        _, fact = granted(instance, stated(instance, world))
    except ProofError:
        return Counter(refused=1)
    conclusion = spoken_of_every(Relation(fact.expr, fact.sign, 0 * fact.expr), world)
    said = TRUE if fact.expr.has(OfAnyBatch) else conclusion
    statement = stated(instance, world, said)
    why = refusal(instance, statement)
    accepted = why is None
    assert accepted or "without a value" in why or "may not exist" in why, why
    found["accepted" if accepted else "guarded"] += 1
    for at in points(instance, random.Random(f"{name} {seed}"), name in LARGE and seed % 8 == 0):
        try:
            number = value(fact.expr, at)
            true = holds(number, fact.sign)
        except UndefinedError:
            assert not accepted, f"{fact} from {instance.given} has no value at {at}"
            continue
        except UnsureError:
            continue
        assert true, f"{fact} from {instance.given} does not hold at {at}"
        found["points"] += 1
    return found


def total(name: str, seeds: Iterable[int]) -> Counter[str]:
    return sum((tried(name, seed) for seed in seeds), Counter[str]())


@pytest.mark.parametrize("name", ROWS)
def test_what_a_rule_grants_holds(name: str) -> None:
    found = total(name, range(3))
    assert found["accepted"]
    assert found["points"]


@pytest.mark.nightly("10 min: many random instances of every rule")
@pytest.mark.parametrize("name", ROWS)
def test_what_a_rule_grants_holds_often(name: str) -> None:
    assert total(name, range(3, 400))["points"] > 100


def test_every_rule_of_the_catalogue_has_a_row() -> None:
    assert ROWS.keys() == {name for _, name, _ in every_rule()}


@pytest.mark.parametrize("wrong", [lambda p: p.x**2 - p.x, lambda p: p.c - 3, lambda p: p.g[p.k]])
def test_a_wrong_rule_is_noticed(wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Instance(lambda p: follow(wrong(p), ">=", "a wrong rule"))
    monkeypatch.setitem(ROWS, "wrong", lambda t: rule)
    with pytest.raises(AssertionError, match="does not hold at"):
        total("wrong", range(2))


def test_there_are_two_classes_and_one_sample_at_least() -> None:
    with pytest.raises(ValueError, match="the fewest classes"):
        Classes(1)
    assert {point(random.Random(seed))["n"] for seed in range(9)} == {1, 2, 3}
