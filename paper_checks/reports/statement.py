"""The statement of a record, and the steps of its derivation, ready to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from theory.printing.folding import Definition, folded, used
from theory.printing.glossary import glossary
from theory.printing.layout import Call, Layout, Name
from theory.printing.notation import Notation
from theory.printing.scope import Phrase, phrases, samples
from theory.printing.terms import Term, read

Record = dict[str, Any]


class Shown:
    """What a record states, as layouts: in the claim's own words for what it defines.

    Parameters
    ----------
    record : Record
        A record of a claim; its `where`, if it has one, names quantities.
    """

    def __init__(self, record: Record) -> None:
        said = record["statement"]
        self.parameters: Mapping[str, str] = said["parameters"]
        self.notation = Notation(self.parameters, samples(self.parameters))
        self.definitions = [
            Definition(name, tuple(arguments), read(text))
            for name, (arguments, text) in record.get("where", {}).items()
        ]
        self._given = {name: self._terms(parts) for name, parts in said["given"].items()}
        self._conclusion = self._terms(said["conclusion"])

    def _terms(self, texts: Sequence[str]) -> list[Term]:
        return [folded(read(text), self.definitions) for text in texts]

    @property
    def scope(self) -> list[Phrase]:
        """What every parameter ranges over."""
        return [*phrases(self.parameters)]

    @cached_property
    def given(self) -> dict[str, list[Layout]]:
        """The parts of every hypothesis, by name."""
        return {
            name: [self.notation.term(term) for term in terms]
            for name, terms in self._given.items()
        }

    @cached_property
    def conclusion(self) -> list[Layout]:
        """The parts of the conclusion."""
        return [self.notation.term(term) for term in self._conclusion]

    @property
    def where(self) -> list[tuple[Layout, Layout]]:
        """The quantities that the statement names, each with what it is."""
        terms = [*self._conclusion, *(term for terms in self._given.values() for term in terms)]
        found: list[tuple[Layout, Layout]] = []
        for name, arguments, term in used(terms, self.definitions):
            known = [each for each in self.definitions if each.name != name]
            head: Layout = Name(name)
            if arguments:
                head = Call(name, tuple(map(Name, arguments)))
            found.append((head, self.notation.term(folded(term, known))))
        return found

    def fact(self, text: str) -> Layout:
        """What a step of the derivation says."""
        return self.notation.fact(folded(read(text), self.definitions))

    @property
    def signs(self) -> list[str]:
        """What uncommon signs in the statement mean."""
        parts = [*self.conclusion, *(part for parts in self.given.values() for part in parts)]
        return glossary((*parts, *(right for _, right in self.where)))  # type: ignore[arg-type]
