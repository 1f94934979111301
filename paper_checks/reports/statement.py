"""The statement of a record, and the steps of its derivation, ready to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from theory.printing.glossary import glossary
from theory.printing.layout import Layout
from theory.printing.notation import Notation
from theory.printing.scope import Phrase, domains, phrases, samples
from theory.printing.terms import read

Record = dict[str, Any]


class Shown:
    """What a record states, as layouts."""

    def __init__(self, record: Record) -> None:
        said = record["statement"]
        self.parameters: Mapping[str, str] = said["parameters"]
        self.notation = Notation(self.parameters, samples(self.parameters))
        self._given, self._conclusion = said["given"], said["conclusion"]

    def _shown(self, texts: Sequence[str]) -> list[Layout]:
        return [self.notation.term(read(text)) for text in texts]

    @property
    def scope(self) -> list[Phrase]:
        """What every parameter ranges over."""
        return [*phrases(self.parameters)]

    @property
    def domains(self) -> list[Phrase]:
        """What each parameter ranges over, on its own."""
        return [*domains(self.parameters)]

    @cached_property
    def given(self) -> dict[str, list[Layout]]:
        """The parts of every hypothesis, by name."""
        return {name: self._shown(texts) for name, texts in self._given.items()}

    @cached_property
    def conclusion(self) -> list[Layout]:
        """The parts of the conclusion."""
        return self._shown(self._conclusion)

    def fact(self, text: str) -> Layout:
        """What a step of the derivation says."""
        return self.notation.fact(read(text))

    @property
    def signs(self) -> list[str]:
        """What uncommon signs in the statement mean."""
        return glossary([*self.conclusion, *chain(*self.given.values())])
