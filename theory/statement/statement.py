"""A statement: parameters with their domains, named hypotheses, and a conclusion.

Hypotheses and conclusion are written as functions of the parameters, by name, that return
relations. Each is called once, with symbols: what it returns is what it says, and a proof, a
search and a certificate work on that, written out where they need numbers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import sympy

from lossproof.theory.domain import Classes, Domain, Label, Samples, kept, leaf_of
from lossproof.theory.language import Every, Relation, flatten, realise
from lossproof.theory.language.writing import relations
from lossproof.theory.statement.asking import (
    Assignment,
    MistakeError,
    call_by_name,
    changed_since,
    no_branching,
    read_by,
    said_by,
    stated,
)
from lossproof.theory.statement.asking.at_numbers import check_at_numbers
from lossproof.theory.statement.condition import Condition
from lossproof.theory.statement.enclosing import Chosen, Enclosure
from lossproof.theory.statement.entries import Entries
from lossproof.theory.statement.outcome import Decided, Outcome, decided
from lossproof.theory.statement.tree import Tree, Written, coordinates, stand_in

SHAPES = 64


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
    labels = [name for name, domain in parameters.items() if isinstance(leaf_of(domain), Label)]
    if labels and not numbers:
        _one_size(parameters, labels[0])


def _one_size(parameters: Mapping[str, Domain], label: str) -> None:
    """`ValueError` unless all vectors over the classes are of the size of the label."""
    (classes,) = parameters[label].class_sizes()
    for name, domain in parameters.items():
        for size in domain.class_sizes():
            if size != classes:
                raise ValueError(
                    f"the size of {name} must be {classes}, the number of classes of {label}; got "
                    f"{size}: give both one size, or make {label} an Integer if it is not a class"
                )


class Statement:
    """Parameters with their domains, hypotheses by name, and a conclusion.

    Hypotheses and conclusion are functions of the parameters, by name; `name` is for errors.

    At most one parameter is a number of classes, and labels and vectors over the classes have it
    as their size; without one, those beside a label are of one size. At most one is a number of
    samples. Else a ValueError is raised, and for a domain that is none of `theory.domain`; domains
    are kept as they are now.
    """

    def __init__(
        self,
        parameters: Mapping[str, Domain],
        given: Mapping[str, Callable[..., Any]],
        conclusion: Callable[..., Any],
        name: str = "the statement",
    ) -> None:
        self.parameters, self.given, self.conclusion = kept(parameters), dict(given), conclusion
        if odd := [each for each in self.given if type(each) is not str or not each.strip()]:
            raise ValueError(f"a hypothesis must have a plain text as its name; got {odd[0]!r}")
        self.name, self._shapes = name, dict[Any, Written]()
        self._read = {each: read_by(each) for each in (*self.given.values(), conclusion)}
        _one_number_each(self.parameters)
        places = {f"the hypothesis “{each}”": function for each, function in self.given.items()}
        for place, function in {**places, "the conclusion": conclusion}.items():
            if odd := set(inspect.signature(function).parameters) - set(self.parameters):
                raise ValueError(
                    f"{place} has the argument {min(odd)}, which is not a parameter; the "
                    f"parameters are {', '.join(self.parameters)}"
                )

    def symbolic(self) -> dict[str, Any]:
        """A symbol, or a symbolic vector, for every parameter."""
        values: dict[str, Any] = {}
        for name, domain in self.parameters.items():
            values[name] = domain.symbolic(name, values)
        return values

    @cached_property
    def tree(self) -> Tree:
        """What every hypothesis and the conclusion say, in symbols.

        Raises
        ------
        MistakeError
            If one of them says no relations, asks whether something about symbols is true, or ends
            in an error.
        """
        self.check_variables()
        symbols = self.symbolic()
        lacking = Entries(self.parameters, symbols).lacking
        places = self._places.items()
        with no_branching():  # for all that they say, and no longer, as it slows SymPy down
            written = [
                each if type(each) is Condition else said_by(each, symbols, place)
                for place, each in places
            ]
        said = [
            each if type(each) is Condition else stated(what, symbols, place, lacking)
            for (place, each), what in zip(places, written, strict=True)
        ]
        tree = Tree(*self._parted(said), Tree(*self._parted(written)))
        functions = {place: (each, what) for (place, each), what in zip(places, said, strict=True)}
        check_at_numbers(self.parameters, functions, brief=tree.by_number)
        return tree

    def check_variables(self) -> None:
        """Raises `MistakeError` if a variable that the functions read is not what it was."""
        for function, before in self._read.items():
            if found := changed_since(before, function):
                variable, old, new = found
                raise MistakeError(
                    f"{variable}, which {self.name} uses, was {old} where it was defined and is "
                    f"{new} now: give the variable another name, make each claim of a loop in a "
                    "function, or define the claim again"
                )

    def _parted(self, every: Sequence[Any]) -> tuple[dict[str, Any], Any]:
        """Hypotheses by name, and the conclusion, which comes last."""
        return dict(zip(self.given, every, strict=False)), every[-1]

    @property
    def _places(self) -> dict[str, Callable[..., Any]]:
        """Its functions, by what they are called in errors."""
        given = {f"the hypothesis “{name}” of {self.name}": f for name, f in self.given.items()}
        return {**given, f"the conclusion of {self.name}": self.conclusion}

    @cached_property
    def symbolic_hypotheses(self) -> dict[str, tuple[Relation, ...]]:
        """Every hypothesis in symbols, part by part."""
        symbols = self.symbolic()
        return {
            name: flatten(call_by_name(said, symbols) if isinstance(said, Condition) else said)
            for name, said in self.tree.given.items()
        }

    @cached_property
    def symbolic_conclusion(self) -> tuple[Relation, ...]:
        """The conclusion in symbols, part by part."""
        return flatten(self.tree.conclusion)

    @cached_property
    def enclosure(self) -> Enclosure:
        """Its terms, and those of its proofs, in numbers; read once for all points."""
        return Enclosure(self.parameters)

    def written(self, values: Assignment) -> Written:
        """Hypotheses and conclusion with these values in them, and every sum written out.

        Values are exact numbers, or expressions for what is no integer; vectors are as long as the
        integers say.
        """
        return self.tree.written(values)

    def shape(self, values: Assignment) -> Written:
        """`written`, of values that are asked for again: numbers for integers, else symbols."""
        key = tuple(values[name] for name in self.parameters)
        if key not in self._shapes:
            if len(self._shapes) >= SHAPES:
                del self._shapes[next(iter(self._shapes))]
            self._shapes[key] = self.written(values)
        return self._shapes[key]

    def rows(self, values: Assignment) -> int:
        """How many rows its largest determinant has at these values; 0 without a determinant."""
        return max((int(realise(size, values)) for size in self.tree.matrices), default=0)

    def record(self) -> dict[str, Any]:
        """The statement as plain data, in the texts of `lossproof.theory.language.writing`."""
        return self._texts(self.tree)

    def record_as_written(self) -> dict[str, Any]:
        """The same of the terms as they were written: SymPy evaluated none of them."""
        with sympy.evaluate(False):
            return self._texts(self.tree.as_written or self.tree)

    def _texts(self, tree: Tree) -> dict[str, Any]:
        symbols = self.symbolic()

        def texts(said: Any) -> list[str]:
            try:
                said = call_by_name(said, symbols) if isinstance(said, Condition) else said
                return relations(said)
            except ValueError as error:
                raise MistakeError(f"{self.name}: {error}") from error

        return {
            "parameters": {name: domain.term() for name, domain in self.parameters.items()},
            "given": {name: texts(said) for name, said in tree.given.items()},
            "conclusion": texts(tree.conclusion),
        }

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
        missing = {name: each for name, each in self.parameters.items() if name not in point}
        values: dict[str, Any] = {}
        for name, domain in self.parameters.items():
            if name in missing:
                wanted = (f"{each} must be {missing[each].describe()}" for each in missing)
                are = "is" if len(missing) == 1 else "are"
                raise ValueError(f"{', '.join(missing)} {are} missing: {'; '.join(wanted)}")
            values[name] = domain.check(point[name], values)
        return values

    def at(self, point: Assignment) -> Outcome:
        """Hypotheses and conclusion at an exact point, each decided exactly or by Arb."""
        said = self._at(self.check(point))
        return Outcome(
            {name: tuple(map(decided, parts)) for name, parts in said.given.items()},
            tuple(map(decided, said.conclusion)),
        )

    def undefined_at(self, point: Assignment) -> tuple[Decided, ...]:
        """The parts of the conclusion that have no value at an exact point."""
        self.enclosure.move(self.check(point))
        return () if all(self._valued(self.tree.conclusion)) else self.at(point).undefined

    def meets(
        self, point: Assignment, dropped: Iterable[str] = (), *, written: bool = True
    ) -> bool:
        """Whether the point certainly meets every hypothesis that is not dropped.

        What balls leave open is `written` out, which takes long where there are many classes, or
        else not met.
        """
        met = self._met(point, dropped := set(dropped))
        return bool(met) if met is not None or not written else self.at(point).meets(dropped)

    def refutes(
        self, point: Assignment, dropped: Iterable[str] = (), *, written: bool = True
    ) -> bool:
        """Whether the point is a counterexample; `written` as of `meets`."""
        met = self._met(point, dropped := set(dropped))
        held = False if met is False else _all(self._truths(self.tree.conclusion))
        if met is None or held is None:
            return written and self.at(point).refutes(dropped)
        return met and not held

    def _met(self, point: Assignment, dropped: Collection[str]) -> bool | None:
        """Whether the point meets the other hypotheses; None where balls do not decide."""
        self.enclosure.move(self.check(point))
        kept = [said for name, said in self.tree.given.items() if name not in dropped]
        return _all(self._truths(kept))

    def _truths(self, said: Any) -> Iterator[bool | None]:
        """Whether each part holds where the enclosure is; None where balls do not decide."""
        for part, chosen in self._parts(said):
            yield None if part is None else self.enclosure.holds(part, chosen)

    def _valued(self, said: Any) -> Iterator[bool]:
        """Whether both sides of each part are seen to have values where the enclosure is."""
        for part, chosen in self._parts(said):
            yield part is not None and self.enclosure.has_values(part, chosen)

    def _parts(
        self, said: Any, chosen: Chosen = MappingProxyType({})
    ) -> Iterator[tuple[Relation | None, Chosen]]:
        """Each relation for every class and sample where the enclosure is; None for a text."""
        if isinstance(said, Relation):
            yield said, chosen
        elif isinstance(said, Every):
            for number in range(int(self.enclosure.exact(said.size, chosen))):
                yield from self._parts(said.said, {**chosen, said.index: number})
        elif isinstance(said, Condition):
            yield None, chosen
        else:
            for part in said:
                yield from self._parts(part, chosen)

    def _at(self, values: Assignment) -> Written:
        """What is written for all values of these integers, with the others in their places."""
        if self.tree.by_number:
            return self.written(values)
        stand_ins = {n: stand_in(d, n, values[n]) for n, d in self.parameters.items()}
        numbers = dict(coordinates(stand_ins, values))
        return self.shape(stand_ins).at(numbers) or self.written(values)


def _all(truths: Iterable[bool | None]) -> bool | None:
    """False where one is False, else None where one is None."""
    found = set(truths)
    return False if False in found else None if None in found else True
