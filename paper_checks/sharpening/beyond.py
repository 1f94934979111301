"""That a claim fails for every constant beyond a value, near a point over the letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from lossproof.paper_checks.sharpening.freeing import (
    Freed,
    each,
    has_value,
    named,
    renamed,
    saying,
    unused,
)
from lossproof.theory.domain import Domain
from lossproof.theory.language import Relation, every_class
from lossproof.theory.language.definedness import obligations, poles
from lossproof.theory.language.relations import replaced_in
from lossproof.theory.statement import Statement


@dataclass(frozen=True)
class Number:
    """A number of a point, which may follow the constant that a hypothesis compares it with.

    Attributes
    ----------
    term : an expression in the letters, and in the constant that the number follows
    follows : this constant, or None
    strict : whether the hypothesis is strict, so that it holds not yet at the constant
    """

    term: Any
    follows: Any | None = None
    strict: bool = False

    def of(self, constant: Any) -> Any:
        """The number at another constant."""
        return self.term.xreplace({self.follows: constant}) if self.follows else self.term

    def at(self, beyond: Any, value: Any) -> Any:
        """The number for a constant beyond a value: between the two if the hypothesis is strict."""
        return self.of((beyond + value) / 2 if self.strict else beyond)


@dataclass(frozen=True)
class Point:
    """The parameters at which a claim fails, other than its letters and labels.

    Attributes
    ----------
    numbers : by name
    vectors : the entry of a class, and the terms that the entries are, by name
    told : the point in words, by name
    """

    numbers: Mapping[str, Number]
    vectors: Mapping[str, tuple[Callable[[Any], Any], tuple[Any, ...]]]
    told: Mapping[str, str]

    @property
    def near(self) -> bool:
        """Whether a number follows the constant, and leaves its domain far from the value."""
        return any(number.follows for number in self.numbers.values())


def beyond(freed: Freed, value: Any, point: Point, *, up: bool) -> Iterator[Statement]:
    """That the claim fails beyond a value, at one point: a statement for each part that may.

    At the point all hypotheses hold, with the constant beyond the value, and a part of the
    conclusion does not. Where a number follows the constant, this is of constants near the value.

    Parameters
    ----------
    freed : the claim with the constant free
    value : an expression in the letters
    point : of the other parameters
    up : whether the claim holds above the value
    """
    statement = freed.statement
    symbols, tree, domains = statement.symbolic(), statement.tree, dict[str, Domain]()
    constant = unused(statement)
    other = sympy.Symbol(constant, **freed.symbol.assumptions0)
    given: dict[str, Any] = {
        f"the point {name}": every_class(_entry(symbols[name], entry), symbols[name].size)
        for name, (entry, _) in point.vectors.items()
    }
    given["beyond the constant"] = Relation(other, "<" if up else ">", value)
    known, holds = {freed.symbol: other}, list[Any]()
    for name, number in point.numbers.items():
        domain, symbol = statement.parameters[name], symbols[name]
        known[symbol] = number.at(other, value)
        holds += domain.facts(known[symbol]).values()
        if number.follows:
            for fact, relation in domain.facts(number.of(other)).items():
                given[f"near the constant: {name}, {fact}"] = relation
    for name, said in tree.given.items():
        if name in _of_letters(freed):
            given[name] = said
        else:
            holds += each(replaced_in(said, known))
    for name, domain in statement.parameters.items():
        if name == freed.name:
            domains[constant] = renamed(domain, constant)
        elif name not in point.numbers:
            domains[name] = domain
    stated = {name: saying(said) for name, said in given.items()}
    for part in each(tree.conclusion):
        if isinstance(part, Relation) and part.sign != "==":
            ends = (*holds, _against(replaced_in(part, known)))
            yield Statement(domains, stated, saying(ends), statement.name)


def inside(freed: Freed, value: Any, point: Point, *, up: bool) -> Statement | None:
    """That the point exists and lies in the domains, with the constant near enough to the value.

    None if it does anyway.
    """
    statement, relations = freed.statement, [*has_value(sympy.sympify(value))]
    for name, (_, entries) in point.vectors.items():
        sign = ">" if getattr(statement.parameters[name], "interior", False) else ">="
        relations += (Relation(entry, sign, sympy.S.Zero) for entry in entries)
    for name, number in point.numbers.items():
        relations += has_value(number.of(value))
        if number.follows:
            relations += _inside(statement.parameters[name], number, value, up=up)
    if not relations:
        return None
    used = {*freed.letters}.union(*(named(statement, each) for each in relations))
    parameters = {n: d for n, d in statement.parameters.items() if n in used}
    given = {n: saying(said) for n, said in _of_letters(freed).items()}
    return Statement(parameters, given, saying(tuple(relations)), statement.name)


def _of_letters(freed: Freed) -> dict[str, Any]:
    """The hypotheses about nothing but the letters."""
    statement = freed.statement
    given = statement.tree.given.items()
    return {name: said for name, said in given if named(statement, said) <= {*freed.letters}}


def _inside(domain: Domain, number: Number, value: Any, *, up: bool) -> Iterator[Relation]:
    """That the number stays in its domain for constants beyond the value, if near enough."""
    for root in obligations(number.term) - poles(number.term):  # at 0 it ends
        yield Relation(root.term.base.xreplace({number.follows: value}), ">", sympy.S.Zero)
    for relation in domain.facts(number.term).values():
        slope = sympy.diff(relation.difference, number.follows) * (-1 if up else 1)
        inward = slope.is_Rational and slope > 0
        at_value = relation.difference.xreplace({number.follows: value})
        yield Relation(at_value, ">=" if inward else ">", sympy.S.Zero)


def _entry(vector: Any, entry: Callable[[Any], Any]) -> Callable[[Any], Relation]:
    return lambda j: Relation(vector[j], "==", sympy.sympify(entry(j)))


def _against(part: Relation) -> Relation:
    """What holds exactly where the relation fails and both sides have values."""
    opposite: Any = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}[part.op]
    return part._replace(op=opposite)
