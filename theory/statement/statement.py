"""A statement: parameters with their domains, named hypotheses, and a conclusion.

Hypotheses and conclusion are functions of the parameters, by name, that return relations. The same
functions serve a proof (on symbols), a search (on arrays) and a certificate (on exact rationals).
"""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from theory.domain import Classes, Domain, Each, Samples
from theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    AnyCount,
    CountSymbol,
    Relation,
    Remembered,
    Vector,
    flatten,
    realise,
)
from theory.language.terms import tables
from theory.numbers import compare
from theory.proof import Derivation, Fact, ProofError, minted, vanishes
from theory.proof.facts import hypothesis

Assignment = Mapping[str, Any]
DIGITS, SLACK, TABLES = 40, sympy.Float("1e-25", 40), 24


def call_by_name(function: Callable[..., Any], values: Assignment) -> Any:
    """`function` applied to the values its parameters name.

    Raises
    ------
    ValueError
        If it asks for a name that `values` lacks.
    """
    wanted = inspect.signature(function).parameters
    if missing := [name for name in wanted if name not in values]:
        raise ValueError(
            f"{getattr(function, '__name__', 'a function')} asks for {', '.join(missing)}; "
            f"the parameters are {', '.join(values)}"
        )
    return function(**{name: values[name] for name in wanted})


@dataclass(frozen=True)
class Decided:
    """One relation at one point, with its truth: True, False, or None where undecided."""

    relation: Relation
    holds: bool | None


@dataclass(frozen=True)
class Outcome:
    """What a statement says at one exact point."""

    given: Mapping[str, tuple[Decided, ...]]
    conclusion: tuple[Decided, ...]

    def meets(self, dropped: Iterable[str] = ()) -> bool:
        """Whether every hypothesis that is not dropped certainly holds."""
        kept = [parts for name, parts in self.given.items() if name not in set(dropped)]
        return all(part.holds is True for parts in kept for part in parts)

    @property
    def missed(self) -> tuple[Decided, ...]:
        """The parts of the conclusion that certainly fail."""
        return tuple(part for part in self.conclusion if part.holds is False)

    def refutes(self, dropped: Iterable[str] = ()) -> bool:
        """Whether the point is a counterexample."""
        return bool(self.missed) and self.meets(dropped)


def _one_number_each(parameters: Mapping[str, Domain]) -> None:
    """`ValueError` unless classes are of one number, and samples too."""
    for kind in (Classes, Samples):
        found = [name for name, domain in parameters.items() if isinstance(domain, kind)]
        if len(found) > 1:
            raise ValueError(
                f"a statement must have at most one parameter that is {kind.what}; got "
                f"{', '.join(found)}: make one of them an Integer if it counts something else"
            )
    numbers = {name for name, domain in parameters.items() if isinstance(domain, Classes)}
    for name, domain in parameters.items():
        for size in domain.class_sizes():
            of = size.name if isinstance(size, Domain) else None
            if of not in numbers and (numbers or of):
                raise ValueError(
                    f"the size of {name} must be the statement's number of classes, "
                    f"{', '.join(numbers) or 'a Classes() or an integer'}; got {of or size}"
                )


class Statement:
    """Parameters with their domains, hypotheses by name, and a conclusion.

    At most one parameter is a number of classes, and labels and vectors over the classes have it
    as their size; at most one is a number of samples. Else a ValueError is raised.
    """

    def __init__(
        self,
        parameters: Mapping[str, Domain],
        given: Mapping[str, Callable[..., Any]],
        conclusion: Callable[..., Any],
    ) -> None:
        self.parameters, self.given, self.conclusion = dict(parameters), dict(given), conclusion
        _one_number_each(self.parameters)
        for function in (*self.given.values(), conclusion):
            missing = set(inspect.signature(function).parameters) - set(self.parameters)
            if missing:
                raise ValueError(
                    f"a hypothesis or the conclusion asks for {', '.join(sorted(missing))}; "
                    f"the parameters are {', '.join(self.parameters)}"
                )

    def hypotheses(self, values: Assignment) -> dict[str, tuple[Relation, ...]]:
        """Every hypothesis at the given values."""
        return {
            name: flatten(call_by_name(function, values)) for name, function in self.given.items()
        }

    def conclusions(self, values: Assignment) -> tuple[Relation, ...]:
        """The conclusion at the given values, part by part."""
        return flatten(call_by_name(self.conclusion, values))

    def symbolic(self) -> dict[str, Any]:
        """A symbol, or a symbolic vector, for every parameter."""
        values: dict[str, Any] = {}
        for name, domain in self.parameters.items():
            values[name] = domain.symbolic(name, values)
        return values

    @cached_property
    def _symbolic_conclusion(self) -> tuple[Relation, ...]:
        return self.conclusions(self.symbolic())

    def check(self, point: Assignment) -> dict[str, Any]:
        """The point in exact form, every parameter checked against its domain.

        Raises
        ------
        ValueError
            If a parameter is missing, unknown, or outside its domain.
        """
        if unknown := set(point) - set(self.parameters):
            raise ValueError(
                f"unknown parameter {', '.join(sorted(unknown))}; "
                f"the parameters are {', '.join(self.parameters)}"
            )
        values: dict[str, Any] = {}
        for name, domain in self.parameters.items():
            if name not in point:
                raise ValueError(f"{name} is missing: it must be {domain.describe()}")
            values[name] = domain.check(point[name], values)
        return values

    def at(self, point: Assignment) -> Outcome:
        """Hypotheses and conclusion at an exact point, each decided exactly or by Arb."""
        values = self.check(point)
        return Outcome(
            {name: tuple(map(_decide, parts)) for name, parts in self.hypotheses(values).items()},
            tuple(map(_decide, self.conclusions(values))),
        )

    def contradicted(self, derivation: Derivation, point: Assignment) -> Fact | None:
        """The first step of a derivation that fails at a point which meets the hypotheses.

        Every step must hold there, written out in numbers; steps inside an open case are skipped,
        as are steps that cannot be decided.
        """
        exact = Remembered(self.check(point))
        rounded = Remembered({name: _rounded(value) for name, value in exact.items()})
        for fact in derivation.steps:
            if fact.cases:
                continue
            numbers = list(written_out(fact.expr, rounded))
            missed = [k for k, number in enumerate(numbers) if _misses(number, fact.sign)]
            ties = [k for k, number in enumerate(numbers) if fact.strict and _ties(number)]
            if not missed and not ties:
                continue
            # A strict fact may fail by a tie, and large numbers may miss by rounding alone.
            sure = list(written_out(fact.expr, exact))
            if any(compare(sure[k], fact.sign, 0) is not True for k in missed):
                return fact
            if any(compare(sure[k], ">", 0) is False for k in ties):
                return fact
        return None

    def unfaithful(self, point: Assignment) -> Relation | None:
        """A part of the conclusion at a point that its symbolic form does not say there, or None.

        A proof is about the symbolic form, a counterexample about the numbers: they must agree.
        """
        values = Remembered(self.check(point))
        symbolic = [part.difference for part in self._symbolic_conclusion]
        written = [form for part in symbolic for form in written_out(part, values)]
        for part in self.conclusions(values):
            equal = (compare(part.difference, "==", form) for form in written)
            if all(answer is False for answer in equal):
                return part
        return None


def _misses(number: Any, sign: str) -> bool:
    """Whether a rounded number clearly is not what the sign says of it."""
    return number.is_comparable and abs(number) > SLACK and (sign == "==" or number < 0)


def _ties(number: Any) -> bool:
    return number.is_comparable and abs(number) <= SLACK


def _rounded(value: Any) -> Any:
    """A value with every fraction as a float of many digits, which is faster to compute with."""
    if isinstance(value, Vector):
        return Vector(map(_rounded, value))
    return value if value.is_Integer else sympy.Float(value, DIGITS)


def written_out(expr: sympy.Expr, values: Assignment) -> Iterator[sympy.Expr]:
    """The expression in numbers, once for every class and sample that its free indices may be.

    Counts of any batch are those of every table, or of `TABLES` of them.
    """
    for counted in _with_counts(expr, values):
        yield from _with_indices(counted, values)


def _with_counts(expr: Any, values: Assignment) -> Iterator[Any]:
    counts: set[Any] = expr.atoms(AnyCount)
    batches = sorted({count.args[1:] for count in counts}, key=str)
    every = [_some_tables(int(realise(size, values)), int(cells)) for cells, size in batches]
    for choice in itertools.product(*every):
        table = dict(zip(batches, choice, strict=True))
        known = {
            count: sympy.Integer(table[count.args[1:]][int(count.args[0])]) for count in counts
        }
        yield expr.xreplace(known)


def _some_tables(size: int, cells: int) -> list[tuple[int, ...]]:
    """Every way for so many samples to fall in so many cells, or `TABLES` ways far apart."""
    found = math.comb(size + cells - 1, size)
    return list(itertools.islice(tables(size, cells), 0, None, -(-found // TABLES)))


def _with_indices(expr: sympy.Expr, values: Assignment) -> Iterator[sympy.Expr]:
    indices = (ANY_CLASS, ANY_ROW, ANY_COLUMN, ANY_SAMPLE)
    free = [index for index in indices if expr.has(index)]
    longest = max((len(v) for v in values.values() if isinstance(v, Vector)), default=0)
    sizes = [int(values[name]) for name in ("c", "n") if name in values]
    for choice in itertools.product(range(max([longest, *sizes], default=1)), repeat=len(free)):
        indices = {index: sympy.Integer(k) for index, k in zip(free, choice, strict=True)}
        try:
            yield realise(expr.xreplace(indices), values)
        except IndexError:
            continue


def _decide(relation: Relation) -> Decided:
    return Decided(relation, compare(relation.lhs, relation.op, relation.rhs))


class Proof:
    """What a proof may use: the symbols, the domains and the hypotheses of one statement.

    Parameters are attributes: `p.q` is the symbol (or symbolic vector) of the parameter `q`.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._values = statement.symbolic()
        self._issued: list[Fact] = []

    def _issue(self, relation: Relation, name: str) -> Fact:
        fact = hypothesis(relation, name)
        self._issued.append(fact)
        return fact

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._values:
            raise AttributeError(f"no parameter is called {name}; there are {list(self._values)}")
        return self._values[name]

    def given(self, name: str) -> Any:
        """The hypothesis `name`: one fact, or a tuple if it has several parts.

        Raises
        ------
        ProofError
            If there is no such hypothesis.
        """
        if name not in self._statement.given:
            raise ProofError(f"no hypothesis is called {name!r}; there are {self._statement.given}")
        relations = flatten(call_by_name(self._statement.given[name], self._values))
        facts = tuple(self._issue(relation, name) for relation in relations)
        return facts[0] if len(facts) == 1 else facts

    def domain(self, name: str, *index: Any) -> dict[str, Fact]:
        """What holds because the parameter lies in its domain, by name ("lower", "upper", …).

        For an entry of a family give its index, else it is any sample `s`, or `ANY_ROW` where
        there is one entry per class. For a simplex the facts are "nonnegative" and "at most 1" of
        any entry `l`, and "total".
        """
        domain, value = self._statement.parameters[name], self._values[name]
        while isinstance(domain, Each):
            step, *rest = index or (ANY_ROW if isinstance(value.size, CountSymbol) else ANY_SAMPLE,)
            domain, value, index = domain.inner, value[step], tuple(rest)
        label = f"domain of {name}"
        return {key: self._issue(relation, label) for key, relation in domain.facts(value).items()}

    @property
    def goals(self) -> tuple[Relation, ...]:
        """The parts of the conclusion, in symbols."""
        return self._statement.conclusions(self._values)

    def conclude(self, facts: Fact | Iterable[Fact]) -> Derivation:
        """The derivation, once every part of the conclusion is one of the facts.

        Raises
        ------
        ProofError
            Names the part of the conclusion that no fact says, or the hypothesis that is not one
            of the statement's.

        Notes
        -----
        An absurd fact (such as `-1 >= 0`) also ends a proof: it shows that no point meets the
        hypotheses.
        """
        known = (facts,) if isinstance(facts, Fact) else tuple(facts)
        if absurd := [fact for fact in known if fact.absurd and not fact.cases]:
            return self._own(Derivation((absurd[0],)))
        return self._own(Derivation(tuple(self._match(goal, known) for goal in self.goals)))

    def _own(self, derivation: Derivation) -> Derivation:
        issued = set(map(id, self._issued))
        counts = {value for value in self._values.values() if isinstance(value, CountSymbol)}
        for fact in derivation.steps:
            if not minted(fact):
                raise ProofError(f"{fact} was not made by a rule")
            if fact.rule == "hypothesis" and id(fact) not in issued:
                raise ProofError(f"{fact} is not a hypothesis of this statement: use p.given(name)")
            if foreign := fact.expr.atoms(CountSymbol) - counts:
                raise ProofError(f"{foreign.pop()} in {fact} is not a number of this statement")
        return derivation

    def _match(self, goal: Relation, facts: tuple[Fact, ...]) -> Fact:
        for fact in facts:
            if fact.cases:
                raise ProofError(f"{fact} still leans on an open case")
            enough = fact.sign == goal.sign or (goal.sign == ">=" and fact.sign in (">", "=="))
            same = vanishes(fact.expr - goal.difference)
            mirrored = goal.sign == "==" and vanishes(fact.expr + goal.difference)
            if enough and (same or mirrored):
                return fact
        known = "; ".join(map(str, facts))
        raise ProofError(f"the proof ends with {known}, which does not say {goal}")
