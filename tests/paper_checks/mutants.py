"""Statements that differ from one of the library in a single place, most of them false."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sympy

from lossproof.paper_checks.claims import Claim
from lossproof.theory.domain import Classes, Domain, Each, Integer, Real, Simplex
from lossproof.theory.language import Relation, SymbolicVector, flatten
from lossproof.theory.language.relations import replaced_in
from lossproof.theory.statement import Statement
from lossproof.theory.statement.variants import (
    OUTSIDE,
    Edit,
    Made,
    changed,
    in_sides,
    of_conclusion,
    of_hypotheses,
    transposed,
)

WEAKER = {"<": ("<=",), ">": (">=",), "==": ("<=", ">=")}
STRICTER = {"<=": ("<",), ">=": (">",)}
REVERSED = {"<=": (">=",), "<": (">",), ">=": ("<=",), ">": ("<",)}
LEAST: dict[type[Domain], int] = {Integer: 0, Classes: 2}


@dataclass(frozen=True)
class Mutant:
    """A claim with a mutated statement; `implied` says that the claim's own one implies it."""

    kind: str
    change: str
    claim: Claim

    @property
    def implied(self) -> bool:
        return self.kind == "weaker"

    def __str__(self) -> str:
        return f"{self.claim.id} [{self.kind}] {self.change}"


def mutants(claim: Claim, each: int, seed: int = 0) -> Iterator[Mutant]:
    """At most `each` mutants of every kind, drawn by the seed and the claim's name."""
    rng = random.Random(f"{claim.id} {seed}")
    for kind, ways in KINDS.items():
        found = [*ways(claim.statement)]
        rng.shuffle(found)
        made = dict[str, Statement]()
        for make in found:
            if len(made) == each:
                break
            try:
                what, statement = make()
                _ = statement.symbolic_conclusion, statement.symbolic_hypotheses
            except OUTSIDE:
                continue
            made[what] = statement
        for what, statement in made.items():
            yield Mutant(kind, what, replace(claim, stated=statement))


def _constants(node: Any) -> Iterator[Callable[[], Any]]:
    if isinstance(node, sympy.Rational):
        small = sympy.Rational(1, 100)
        for new in (node + 1, node - 1, 2 * node, node + small, node - small):
            yield partial(sympy.sympify, new)


def _signs(node: Any) -> Iterator[Callable[[], Any]]:
    if isinstance(node, sympy.Add):
        yield from (partial(sympy.Add, node, -2 * term) for term in node.args)
    elif isinstance(node, (sympy.log, sympy.exp, sympy.Abs)):
        yield partial(sympy.Mul, -1, node)


def _exponents(node: Any) -> Iterator[Callable[[], Any]]:
    if isinstance(node, sympy.Pow):
        for top in (node.exp + 1, -node.exp, 2 * node.exp, node.exp / 2):
            yield partial(sympy.Pow, node.base, top)
    elif isinstance(node, (sympy.Symbol, sympy.Indexed)) and not node.is_integer:
        yield from (partial(sympy.Pow, node, top) for top in (2, sympy.Rational(1, 2)))


def _changed(relation: Relation, what: str, **sides: Any) -> tuple[str, Relation]:
    return f"{what} of {relation}", relation._replace(**sides)


def _constant_edits(relation: Relation) -> Iterator[Callable[[], tuple[str, Relation]]]:
    yield from in_sides(_constants)(relation)
    for factor in (sympy.Rational(99, 100), sympy.Rational(101, 100), sympy.Integer(2)):
        yield partial(_changed, relation, f"{factor} times the lhs", lhs=factor * relation.lhs)
    for shift in (sympy.Rational(1, 100), sympy.Rational(-1, 100)):
        yield partial(_changed, relation, f"{shift} besides the lhs", lhs=relation.lhs + shift)


def _sign_edits(relation: Relation) -> Iterator[Callable[[], tuple[str, Relation]]]:
    yield from in_sides(_signs)(relation)
    for side in ("lhs", "rhs"):
        if (old := getattr(relation, side)) != 0:
            yield partial(_changed, relation, f"minus the {side}", **{side: -old})


def _to(table: Mapping[str, tuple[str, ...]]) -> Edit:
    def edit(relation: Relation) -> Iterator[Callable[[], tuple[str, Relation]]]:
        for op in table.get(relation.op, ()):
            yield partial(_changed, relation, f"{op} instead", op=op)

    return edit


def _slack(relation: Relation) -> Iterator[Callable[[], tuple[str, Relation]]]:
    yield from _to(WEAKER)(relation)
    if relation.op != "==":
        for slack in (sympy.Rational(1, 100), sympy.Integer(1)):
            more = relation.rhs + (slack if relation.op in ("<", "<=") else -slack)
            yield partial(_changed, relation, f"{slack} of slack", rhs=more)


def _dropped(statement: Statement) -> Iterator[Callable[[], Made]]:
    for name, said in statement.tree.given.items():
        yield partial(_said, statement, f"“{name}” dropped", {name: None})
        if isinstance(said, tuple) and len(said) > 1:
            for k, part in enumerate(said):
                rest = said[:k] + said[k + 1 :]
                what = f"“{part}” of “{name}” dropped"
                yield partial(_said, statement, what, {name: rest})


def _said(statement: Statement, what: str, given: Any = None, conclusion: Any = None) -> Made:
    return what, changed(statement, given, conclusion=conclusion)


def _swapped(statement: Statement) -> Iterator[Callable[[], Made]]:
    """Two parameters of one shape exchanged in the conclusion."""

    def made(one: str, other: str) -> Made:
        first, second = _atom(values[one]), _atom(values[other])
        swapped = _exchanged(statement.tree.conclusion, {first: second, second: first})
        return f"{one} and {other} swapped", changed(statement, conclusion=swapped)

    values = statement.symbolic()
    for one, other in itertools.combinations(values, 2):
        if _shape(values[one]) == _shape(values[other]):
            yield partial(made, one, other)


def _exchanged(said: Any, known: Mapping[Any, Any]) -> Any:
    parts = flatten(said)
    sides = [side for part in parts for side in (part.lhs, part.rhs)]
    entries = {
        entry: known[entry.base].__getitem__(entry.indices)
        for side in sides
        for entry in side.atoms(sympy.Indexed)
        if entry.base in known
    }
    return replaced_in(said, {**known, **entries})


def _atom(value: Any) -> Any:
    while isinstance(value, SymbolicVector):
        value = value[0]
    return value.base if isinstance(value, sympy.Indexed) else value


def _shape(value: Any) -> tuple[Any, ...]:
    sizes = []
    while isinstance(value, SymbolicVector):
        sizes.append(str(value.size))
        value = value[0]
    return (*sizes, value.is_integer)


def _transposed(statement: Statement) -> Iterator[Callable[[], Made]]:
    """Two indices of the entries of one matrix exchanged, in the conclusion or a hypothesis."""
    for base, other in transposed(statement.tree.conclusion):
        yield partial(_said, statement, f"{base} in the conclusion", conclusion=other)
    for where, said in statement.tree.given.items():
        for base, other in transposed(said):
            yield partial(_said, statement, f"{base} in “{where}”", {where: other})


def _wider(domain: Domain) -> Iterator[tuple[str, Domain]]:
    """Domains with a little more in them."""
    wide: Any = domain.copied()
    if isinstance(domain, Each):
        for what, inner in _wider(domain.inner):
            each: Any = domain.copied()
            each.inner = inner
            yield what, each
    elif isinstance(domain, Real):
        for end in ("low", "high"):
            if getattr(domain, end) is None:
                continue
            if getattr(domain, f"open_{end}"):
                closed: Any = domain.copied()
                setattr(closed, f"open_{end}", False)
                yield f"{end} end closed", closed
            moved: Any = domain.copied()
            setattr(moved, end, getattr(domain, end) + (1 if end == "high" else -1))
            yield f"{end} end moved by 1", moved
    elif isinstance(domain, Simplex) and domain.interior:
        wide.interior = False
        yield "with its boundary", wide
    elif type(domain) in LEAST and domain.low > LEAST[type(domain)]:
        wide.low, wide.tried = domain.low - 1, (domain.low - 1, *domain.tried)
        yield "from one less", wide


def _wider_domains(statement: Statement) -> Iterator[Callable[[], Made]]:
    def made(name: str, what: str, wide: Domain) -> Made:
        parameters = {**statement.parameters, name: wide}
        other = Statement(parameters, statement.given, statement.conclusion, statement.name)
        return f"{name} {what}: {wide.describe()}", other

    for name, domain in statement.parameters.items():
        yield from (partial(made, name, what, wide) for what, wide in _wider(domain))


KINDS: dict[str, Callable[[Statement], Iterator[Callable[[], Made]]]] = {
    "constant": of_conclusion(_constant_edits),
    "sign": of_conclusion(_sign_edits),
    "exponent": of_conclusion(in_sides(_exponents)),
    "direction": of_conclusion(_to(REVERSED)),
    "stricter": of_conclusion(_to(STRICTER)),
    "weaker": of_conclusion(_to(WEAKER)),
    "hypothesis dropped": _dropped,
    "hypothesis loosened": of_hypotheses(_slack),
    "hypothesis changed": of_hypotheses(_constant_edits),
    "hypothesis reversed": of_hypotheses(_to(REVERSED)),
    "domain loosened": _wider_domains,
    "parameters swapped": _swapped,
    "transposed": _transposed,
}
