"""What a proof of a statement may use, and what it must end with."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sympy

from lossproof.theory.domain import Domain, Each
from lossproof.theory.language import (
    ANY_COLUMN,
    ANY_ROW,
    AnyCell,
    CountSymbol,
    Known,
    Relation,
    SamplesSymbol,
)
from lossproof.theory.language.sums import unbound
from lossproof.theory.language.terms import Expectation, TableCount, unfold
from lossproof.theory.proof import Derivation, Fact, ProofError, defined, minted, vanishes
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import combine, folded, unfolded
from lossproof.theory.proof.rules.other_classes import LargestSymbol
from lossproof.theory.proof.rules.slopes import Between
from lossproof.theory.statement.asking import named, named_by
from lossproof.theory.statement.entries import Entries, in_domain
from lossproof.theory.statement.statement import Statement

if TYPE_CHECKING:
    from lossproof.theory.statement.lemma import Lemma

FEW = 4


class _Named(dict[str, Fact]):
    """Facts by name; another name is refused with those that there are."""

    def __missing__(self, name: str) -> Fact:
        raise ProofError(f"no fact is called {name!r}; the facts are {', '.join(self)}")


class Proof:
    """What a proof may use: the symbols, the domains and the hypotheses of one statement.

    Parameters are attributes: `p.q` is the symbol (or symbolic vector) of the parameter `q`.
    """

    def __init__(
        self, statement: Statement, lemmas: Mapping[str, Lemma] = MappingProxyType({})
    ) -> None:
        self._statement, self._lemmas = statement, lemmas
        self._values = statement.symbolic()
        self._issued: list[Fact] = []
        self.idle = dict[str, str]()
        if twice := {f"domain of {name}" for name in self._values} & set(statement.given):
            raise ProofError(f"no hypothesis may be called {twice.pop()!r}: rename it")

    def _issue(self, relation: Relation, name: str, *index: Any) -> Fact:
        fact = hypothesis(relation, name, index)
        self._issued.append(fact)
        return fact

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._values:
            raise AttributeError(
                f"no parameter is called {name}; the parameters are {list(self._values)}"
            )
        return self._values[name]

    def given(self, name: str) -> Any:
        """The hypothesis `name`: one fact, or a tuple if it has several parts.

        Every expectation in it is written as the sum that it is.

        Raises
        ------
        ProofError
            If there is no such hypothesis.
        """
        if type(name) is not str or name not in self._statement.given:
            known = ", ".join(self._statement.given) or "none"
            raise ProofError(f"no hypothesis is called {name!r}; the hypotheses are {known}")
        issued = (self._issue(relation, name) for relation in self._hypotheses(name))
        facts = tuple(unfolded(fact) if fact.expr.has(Expectation) else fact for fact in issued)
        return facts[0] if len(facts) == 1 else facts

    def _hypotheses(self, name: str) -> tuple[Relation, ...]:
        return self._statement.symbolic_hypotheses[name]

    @property
    def symbols(self) -> Mapping[str, Any]:
        """The symbol, or symbolic vector, of every parameter."""
        return self._values

    @property
    def parameters(self) -> Mapping[str, Domain]:
        """The domain of every parameter."""
        return self._statement.parameters

    def lemma(self, name: str, **letters: Any) -> Any:
        """What a lemma concludes here: one fact, or a tuple if it has several parts.

        Parameters
        ----------
        name : the id of a claim that this one uses
        letters : what stands here for a parameter of the lemma, if it is not called alike: a
            parameter, as in `p.lemma("mine.first", f=p.g)`, or for a real number any term, as in
            `p.lemma("mine.second", u=p.f[p.y])`

        Raises
        ------
        ProofError
            If there is no such lemma, something that it supposes is not shown here, or its own
            proof does not go through.
        """
        from lossproof.theory.statement.lemma import Applied

        if name not in self._lemmas:
            known = ", ".join(self._lemmas) or "none"
            raise ProofError(
                f'no lemma is called {name!r}; the lemmas are {known}: add uses=("{name}",)'
            )
        wanted = dict[str, Any]()
        for parameter, value in letters.items():
            own = [letter for letter, each in self._values.items() if each is value]
            if not own and (not isinstance(value, (int, sympy.Expr)) or unbound(value)):
                raise ProofError(
                    f"{parameter} of {name} must be a parameter, as p.x, or a term; got {value}"
                )
            wanted[parameter] = own[0] if own else sympy.sympify(value)
        facts = Applied(self._lemmas[name], self, wanted).facts()
        return facts[0] if len(facts) == 1 else facts

    def lemma_facts(self) -> list[Fact]:
        """What every lemma concludes of each choice of parameters that fit into its places.

        `idle` then says why, of those that give nothing.
        """
        from lossproof.theory.statement.lemma import Applied, ways

        found = list[Fact]()
        self.idle = dict[str, str]()
        for lemma in self._lemmas.values():
            own = ", ".join(f"{n}: {x.term()}" for n, x in lemma.statement.parameters.items())
            why = (
                f"its parameters are {own}, and this claim has no such parameters or entries: "
                f"a proof by hand can give terms, as in p.lemma({lemma.name!r}, …)"
            )
            facts = list[Fact]()
            for letters in ways(lemma, self):
                try:
                    facts += Applied(lemma, self, letters).facts()
                except ProofError as error:
                    why = str(error)
            if not facts:
                self.idle[lemma.name] = why
            found += facts
        return found

    def domain(self, name: str, *index: Any) -> dict[str, Fact]:
        """What holds because the parameter lies in its domain, by name ("lower", "upper", …).

        For an entry of a family give its index, else it is any sample `s`, or `ANY_ROW` where
        there is one entry per class. For a simplex the facts are "nonnegative" and "at most 1" of
        any entry `l`, and "total".
        """
        if type(name) is not str or name not in self._values:
            raise ProofError(
                f"no parameter is called {name!r}; the parameters are {', '.join(self._values)}"
            )
        label, (facts, member) = f"domain of {name}", self._in_domain(name, *index)
        return _Named({key: self._issue(said, label, *member) for key, said in facts.items()})

    def _in_domain(self, name: str, *index: Any) -> tuple[dict[str, Relation], tuple[Any, ...]]:
        """What holds of a member of a domain, and of which: its index."""
        return in_domain(self._statement.parameters[name], self._values[name], *index)

    def known(self) -> list[Fact]:
        """Every hypothesis that is a fact, and what the domains say."""
        given = list[Any]()
        for name in self._statement.given:
            with suppress(ProofError):
                given.append(self.given(name))
        parts = itertools.chain(*((each,) if isinstance(each, Fact) else each for each in given))
        domains = itertools.chain(*(self._domains_of(name) for name in self._values))
        return [*parts, *(fact for domain in domains for fact in domain.values())]

    def _domains_of(self, name: str) -> Iterator[dict[str, Fact]]:
        """What the domain says of any member; of each by itself where they are a few."""
        size = str(getattr(self._values[name], "size", None))
        family = isinstance(self._statement.parameters[name], Each) and size.isdigit()
        if family and int(size) <= FEW:
            yield from (self.domain(name, k) for k in range(int(size)))
        else:
            domain = self.domain(name)
            entries = (x for fact in domain.values() for x in fact.expr.atoms(sympy.Indexed))
            twice = any(x.indices[:2] == (ANY_ROW, ANY_ROW) for x in entries)
            yield self.domain(name, ANY_ROW, ANY_COLUMN) if twice else domain

    @cached_property
    def goals(self) -> tuple[Relation, ...]:
        """The parts of the conclusion, in symbols, every expectation as the sum that it is."""
        return tuple(goal.map(unfold) for goal in self._statement.symbolic_conclusion)

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
        hypotheses. Where a term has a value only because a hypothesis holds, the conclusions use
        on that too: no step has to take it.
        """
        known: tuple[Any, ...] = (facts,) if isinstance(facts, Fact) else tuple(facts)
        if others := [each for each in known if not isinstance(each, Fact)]:
            raise ProofError(f"a proof must return facts made by rules; got {others[0]!r}")
        if absurd := [fact for fact in known if fact.absurd and not fact.cases]:
            return self._defined(self._own(Derivation((absurd[0],))))
        goals = self._statement.symbolic_conclusion
        derivation = Derivation(tuple(self._match(goal, known) for goal in goals))
        return self._with_values(self._own(derivation, goals), goals)

    def _defined(self, derivation: Derivation, goals: Sequence[Relation] = ()) -> Derivation:
        """The derivation; `ProofError` unless its terms, and those of the goals, have values."""
        defined(derivation, self._domains(), goals)
        return derivation

    def _with_values(self, derivation: Derivation, goals: Sequence[Relation]) -> Derivation:
        """The derivation, its conclusions using the hypotheses that give its terms values.

        Raises
        ------
        ProofError
            If they are not seen to have values, all hypotheses taken together.
        """

        def use(facts: Sequence[Fact]) -> Derivation:
            return Derivation(tuple(_beside(each, facts) for each in derivation.conclusions))

        def has_values(facts: Sequence[Fact]) -> bool:
            try:
                self._defined(use(facts), goals)
            except ProofError:
                return False
            return True

        try:
            return self._defined(derivation, goals)
        except ProofError as error:
            doubt = error
        needed = [
            self._issue(relation, name)
            for name, relations in self._statement.symbolic_hypotheses.items()
            for relation in relations
        ]
        if not has_values(needed):
            raise doubt
        for fact in tuple(needed):
            if has_values(others := [each for each in needed if each is not fact]):
                needed = others
        return self._defined(self._own(use(needed), goals), goals)

    def _own(self, derivation: Derivation, goals: Sequence[Relation] = ()) -> Derivation:
        """The derivation; `ProofError` unless it is about this statement, and made by rules."""
        issued = set(map(id, self._issued))
        sizes = {v for v in self._values.values() if isinstance(v, (CountSymbol, SamplesSymbol))}
        own = named_by(self._values.values())
        for fact in derivation.steps:
            if not minted(fact):
                raise ProofError(f"{fact} was not made by a rule")
            if fact.rule == "hypothesis" and id(fact) not in issued:
                raise ProofError(f"{fact} is not a hypothesis of this statement: use p.given(name)")
            if foreign := fact.expr.atoms(CountSymbol, SamplesSymbol) - sizes:
                raise ProofError(f"{foreign.pop()} in {fact} is not a number of this statement")
            foreign = named(fact.expr) - own
            if foreign := {x for x in foreign if not isinstance(x, (LargestSymbol, Between))}:
                raise ProofError(
                    f"{min(foreign, key=str)} in {fact} is not a symbol of this statement: "
                    "use p.x for a parameter x"
                )
        self._complete(derivation, goals)
        return derivation

    def _complete(self, derivation: Derivation, goals: Sequence[Relation]) -> None:
        """Raises `ProofError` if a step or a goal has an entry that a vector may lack."""
        entries = Entries(self._statement.parameters, self._values)
        sides = [side for goal in goals for side in (goal.lhs, goal.rhs, *goal.beside)]
        lacking = itertools.chain(
            *(entries.missing(unfold(fact.expr)) for fact in derivation.steps),
            *(entries.missing_for_every(unfold(side)) for side in sides),
        )
        for entry in lacking:
            if isinstance(entry, (AnyCell, TableCount)):
                raise ProofError(f"{entry} may not exist: the table may have no such cell")
            size = self._values[str(entry.base.label)].size
            beyond = sympy.expand(entry.indices[0] - size)
            if beyond.is_number and beyond >= 0:
                raise ProofError(f"{entry} does not exist: indices are 0 to {size - 1}")
            raise ProofError(f"{entry} may not exist: the size is {size}")

    def _domains(self) -> dict[str, list[Known]]:
        """What holds of every parameter because it lies in its domain."""
        return {
            f"domain of {name}": [
                Known(relation.difference, relation.sign)
                for relation in self._in_domain(name)[0].values()
            ]
            for name in self._values
        }

    def _match(self, goal: Relation, facts: tuple[Fact, ...]) -> Fact:
        """The part of the conclusion as a fact, the first of these that says it."""
        worth = unfold(goal.difference)
        for fact in facts:
            if fact.cases:
                raise ProofError(f"{fact} still depends on an unfinished case")
            enough = fact.sign == goal.sign or (goal.sign == ">=" and fact.sign in (">", "=="))
            if not enough:
                continue
            said = goal.difference if fact.expr.has(Expectation) else worth
            same = vanishes(fact.expr - said)
            mirrored = goal.sign == "==" and not same and vanishes(fact.expr + said)
            if same or mirrored:
                if said == goal.difference:
                    return fact
                return folded(goal.difference, fact if same else fact.negated())
        known = "; ".join(map(str, facts))
        raise ProofError(f"the proof ends with {known}, which does not imply {goal}")


def _beside(fact: Fact, others: Iterable[Fact]) -> Fact:
    """The fact, using others besides: 0 times itself and each of them is added."""
    terms = [(0, fact, each) for each in others]
    return combine(fact.expr, fact, *terms) if terms else fact
