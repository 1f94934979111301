"""A statement used in the proof of another: its own proof, made again of what is known there.

Every fact that comes of it is made by rules, from hypotheses and domains of the other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product
from typing import Any

import sympy

from lossproof.theory.domain import Domain, Each, Real
from lossproof.theory.language import Relation
from lossproof.theory.language.sums import unbound
from lossproof.theory.language.terms import unfold
from lossproof.theory.proof import Fact, ProofError, vanishes
from lossproof.theory.provers import ResidualGoal, easy, unshown
from lossproof.theory.statement.asking import EntriesOf, MistakeError, mistake, named_by
from lossproof.theory.statement.proof import Proof
from lossproof.theory.statement.statement import Statement

WAYS = 6  # to put parameters of one statement in the places of a lemma's


@dataclass(frozen=True)
class Lemma:
    """A statement that others use: its name, its own proof if it has one, and what that uses."""

    name: str
    statement: Statement
    prove: Callable[[Any], Any] | None = None
    lemmas: Mapping[str, Lemma] = field(default_factory=dict[str, "Lemma"])


class Applied(Proof):
    """What the proof of a lemma may use where it is applied.

    Its symbols are those of the other proof, and every hypothesis and every domain is a fact that
    is shown there.

    Parameters
    ----------
    lemma : Lemma
    outer : Proof
    letters : parameters of `outer` by those of the lemma, or terms there for real numbers; one
        that is left out has its own name

    Raises
    ------
    ProofError
        If a parameter of the lemma has none of its kind in its place.
    """

    def __init__(self, lemma: Lemma, outer: Proof, letters: Mapping[str, Any]) -> None:
        super().__init__(lemma.statement, lemma.lemmas)
        self._lemma, self._outer = lemma, outer
        own, there = self._values, outer.symbols
        if unknown := letters.keys() - own.keys():
            raise ProofError(
                f"{lemma.name} has no parameter {min(unknown)}; it has {', '.join(own)}"
            )
        self._letters = {name: letters.get(name, name) for name in own}
        for name, letter in self._letters.items():
            if not _fits(name, letter, lemma, outer, self._letters):
                domain = lemma.statement.parameters[name].term()
                other = "a parameter or a term" if _is_real(name, lemma) else "a parameter"
                raise ProofError(
                    f"the parameter {name} of {lemma.name} is {domain}, and {letter} is not such "
                    f"a parameter here: give {other} of this claim in its place, as in "
                    f"p.lemma({lemma.name!r}, {name}=p.x)"
                )
        self._values = {
            name: there[letter] if isinstance(letter, str) else letter
            for name, letter in self._letters.items()
        }
        self._places = dict[Any, Any]()
        for name, letter in self._letters.items():
            value = self._values[name]
            named = isinstance(letter, str)
            self._places |= _replaced(own[name], value) if named else {own[name]: value}

    @property
    def symbols(self) -> Mapping[str, Any]:
        return self._values

    def _here(self, relations: Iterable[Relation]) -> tuple[Relation, ...]:
        return tuple(each.map(lambda side: side.xreplace(self._places)) for each in relations)

    def _hypotheses(self, name: str) -> tuple[Relation, ...]:
        return self._here(super()._hypotheses(name))

    @cached_property
    def goals(self) -> tuple[Relation, ...]:
        """The parts of the conclusion, in the symbols of the other proof."""
        parts = self._here(self._statement.symbolic_conclusion)
        return tuple(goal.map(unfold) for goal in parts)

    @cached_property
    def _known_there(self) -> list[Fact]:
        return self._outer.known()

    def _issue(self, relation: Relation, name: str, *index: Any) -> Fact:
        """A fact of the other proof that says what the lemma supposes."""
        wanted = relation.map(unfold)
        for fact in self._known_there:
            enough = fact.sign == wanted.sign or (wanted.sign == ">=" and fact.sign != ">=")
            if enough and vanishes(fact.expr - wanted.difference):
                return fact
        if (shown := easy(wanted, self._known_there)) is not None and not shown.cases:
            return shown
        raise ProofError(
            f"{self._lemma.name} has the hypothesis {relation} ({name}), "
            "which is not proved where the lemma is used"
        )

    def facts(self) -> tuple[Fact, ...]:
        """What the lemma concludes, once all that it supposes is shown.

        Raises
        ------
        ProofError
            If a hypothesis is not shown, or the lemma's proof does not go through.
        """
        try:
            for name in self._statement.given:
                self.given(name)
            for name in self._values:
                self.domain(name)
            found = self._proved()
            if absurd := [fact for fact in found if fact.absurd and not fact.cases]:
                return (absurd[0],)
            return tuple(self._match(goal, tuple(found)) for goal in self.goals)
        except MistakeError as error:
            raise ProofError(str(error)) from error

    def _proved(self) -> Sequence[Fact]:
        prove, name = self._lemma.prove, self._lemma.name
        if prove is not None:
            try:
                found = prove(self)
            except ProofError as error:
                raise ProofError(f"the proof of {name} fails here: {error}") from error
            except Exception as error:
                what = f"the proof of {name}"
                raise MistakeError(mistake(error, prove, what)) from error
            facts = (found,) if isinstance(found, Fact) else tuple(found or ())
            if not facts or any(type(fact) is not Fact for fact in facts):
                raise ProofError(f"the proof of {name} returns no facts")
            return facts
        known, residual = [*self.known(), *self.lemma_facts()], ResidualGoal()
        facts = list[Fact]()
        for goal in self.goals:
            if (fact := easy(goal, known, residual)) is None:
                left = str(residual) or unshown(goal)
                raise ProofError(f"no proof of {name} was found (unproved: {left})")
            facts.append(fact)
        return facts


def ways(lemma: Lemma, outer: Proof) -> Iterator[Mapping[str, Any]]:
    """What fits into the places of a lemma's parameters, parameters of the same names first.

    Entries of vectors in the goals fit into the places of real numbers.
    """
    names, entries = [*lemma.statement.parameters], _entries(outer)
    choices = list[list[Any]]()
    for name, domain in lemma.statement.parameters.items():
        like = [x for x, other in outer.parameters.items() if type(other) is type(domain)]
        like.sort(key=lambda letter: letter != name)
        choices.append([*like, *(entries if _is_real(name, lemma) else ())])
    fitting = (
        letters
        for chosen in product(*choices)
        if len({*chosen}) == len(chosen)
        for letters in (dict(zip(names, chosen, strict=True)),)
        if all(_fits(name, letters[name], lemma, outer, letters) for name in names)
    )
    yield from islice(fitting, WAYS)


def _entries(outer: Proof) -> list[Any]:
    found = set[Any]().union(*(goal.difference.atoms(sympy.Indexed) for goal in outer.goals))
    return sorted((each for each in found if not unbound(each)), key=str)


def _fits(name: str, letter: Any, lemma: Lemma, outer: Proof, letters: Mapping[str, Any]) -> bool:
    """Whether a parameter of a proof, or a term, is of the kind and of the size of a lemma's."""
    if not isinstance(letter, str):
        return _is_real(name, lemma)
    if letter not in outer.parameters:
        return False
    one, other = lemma.statement.parameters[name], outer.parameters[letter]
    return _kind(one, letters) == _kind(other, {})


def _is_real(name: str, lemma: Lemma) -> bool:
    return isinstance(lemma.statement.parameters[name], Real)


def _kind(domain: Domain, letters: Mapping[str, str]) -> tuple[Any, ...]:
    """What a domain is of, but for ends of ranges."""

    def size(of: Any) -> Any:
        return letters.get(of.name, of.name) if isinstance(of, Domain) else of

    if isinstance(domain, Each):
        return (Each, size(domain.count), *_kind(domain.inner, letters))
    return (type(domain), *map(size, domain.class_sizes()))


def _replaced(own: Any, other: Any) -> dict[Any, Any]:
    """What a parameter is called in the expressions of a lemma, by what stands in its place."""
    (old,), (new,) = named_by([own]), named_by([other])
    if isinstance(old, EntriesOf) and isinstance(new, EntriesOf):
        return {old.base: new.base}
    return {old: new}
