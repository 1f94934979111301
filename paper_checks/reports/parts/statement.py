"""The statement of a record, and the steps of its derivation, ready to be printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from lossproof.paper_checks.reports.parts.lemmas import subject
from lossproof.paper_checks.reports.parts.sides import equivalence
from lossproof.theory.printing.glossary import glossary
from lossproof.theory.printing.layout import Every, Joined, Layout, Related
from lossproof.theory.printing.matching.folding import definitions, folded, used
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.printer import GREEK
from lossproof.theory.printing.prose import unicode
from lossproof.theory.printing.scope import Phrase, domains, phrase_text, phrases, samples, shapes
from lossproof.theory.printing.terms import Term, read
from lossproof.theory.printing.text import line

Record = dict[str, Any]
OWN, QUESTION, ABSTRACT = " (our own statement)", "our question", "after the abstract"


class Shown:
    """What a record states, as layouts: the quantities that it names by their names."""

    def __init__(self, record: Record) -> None:
        said = record["statement"]
        self.parameters: Mapping[str, str] = said["parameters"]
        self.definitions = definitions(record.get("where", {}))
        own = chain.from_iterable((each.name, *each.arguments) for each in self.definitions)
        self.notation = Notation(
            {*self.parameters, *own}, samples(self.parameters), shapes(self.parameters)
        )
        self._given = {name: [*map(self._folded, terms)] for name, terms in said["given"].items()}
        self._conclusion = [*map(self._folded, said["conclusion"])]
        spoken = [*self._conclusion, *chain(*self._given.values())]
        self._used = used(spoken, self.definitions)
        names = {each.name for each in self._used}
        self.definitions = [each for each in self.definitions if each.name in names]

    def _folded(self, text: str) -> Term:
        return folded(read(text), self.definitions)

    @property
    def scope(self) -> list[Phrase]:
        """What every parameter ranges over."""
        return [*phrases(self.parameters)]

    @property
    def domains(self) -> list[Phrase]:
        """What each parameter ranges over, on its own."""
        return [*domains(self.parameters)]

    @property
    def where(self) -> dict[str, Layout]:
        """What the names in the statement stand for, each as an equation."""
        show = self.notation.term
        return {
            each.name: Related((show(each.head), show(each.term)), ("=",)) for each in self._used
        }

    @cached_property
    def given(self) -> dict[str, list[Layout]]:
        """The parts of every hypothesis, by name."""
        return {name: [*map(self.notation.term, terms)] for name, terms in self._given.items()}

    @cached_property
    def concluded(self) -> list[Layout]:
        """The parts of the conclusion; some may be printed alike."""
        return [*map(self.notation.term, self._conclusion)]

    @property
    def conclusion(self) -> list[Layout]:
        """The parts of the conclusion, each once."""
        return [*dict.fromkeys(self.concluded)]

    def given_at(self, given: Mapping[str, Sequence[Record]]) -> dict[str, list[Record]]:
        """What came of hypotheses at a point, as people read it."""
        return {
            name: _read(map(self._unlike_e, parts), self.given[name])
            for name, parts in given.items()
        }

    def concluded_at(self, parts: Sequence[Record]) -> list[Record]:
        """What came of the conclusion at a point, or of some of its parts, as people read it."""
        return _read(map(self._unlike_e, parts), self.concluded)

    def _unlike_e(self, part: Record) -> Record:
        """A relation at a point with exp(1) for Euler's number, if a parameter is called e."""
        sides = {key: re.sub(r"\bE\b", "exp(1)", part[key]) for key in ("lhs", "rhs")}
        return {**part, **sides} if "e" in self.parameters else part

    def fact(self, text: str) -> Layout:
        """What a step of the derivation says."""
        return self.notation.fact(self._folded(text))

    def subject(self, text: str) -> Phrase:
        """What a step of the derivation is about."""
        return subject(self.fact(text))

    @property
    def signs(self) -> list[Phrase]:
        """What uncommon signs in the statement mean."""
        shown = [*self.where.values(), *self.conclusion, *chain(*self.given.values())]
        return glossary(shown)


def _read(parts: Iterable[Record], relations: Sequence[Layout]) -> list[Record]:
    """What came of relations at a point; of those that are printed with `iff` the sides are truths.

    Which of the relations a part is of is not said: it is of an equivalence where no equation is.
    """
    said = [shown.body if isinstance(shown, Every) else shown for shown in relations]
    if any(isinstance(shown, Related) and "=" in shown.signs for shown in said):
        return [*parts]
    alike = any(isinstance(shown, Joined) and shown.word == "iff" for shown in said)
    return [equivalence(part) if alike and part["op"] == "==" else part for part in parts]


def _quoted(names: Iterable[str]) -> str:
    return " and ".join(f"“{name}”" for name in names)


def spoken(record: Record) -> str:
    """The scope of a record as people say it: "for all c ≥ 2, under the hypothesis “bounded”"."""
    scope, stated = str(record["scope"]), record.get("statement", {})
    found = re.search(r"(?:^|(?<=[;:] ))all ", scope)
    if not (found and stated.get("parameters")):
        at_point = re.compile(r"\b(\w+)(?= = )")
        return unicode(at_point.sub(lambda name: GREEK.get(name[1], name[1]), scope))
    before, domains_ = scope[: found.start()], scope[found.end() :]
    names = "".join(f"; {name}" for name in stated["given"])
    if not domains_.endswith(names):
        return unicode(scope)
    told = ", ".join(phrase_text(each, line) for each in Shown(record).scope)
    under = "under the hypothes" + ("es " if names.count("; ") > 1 else "is ")
    given = f", {under}{_quoted(stated['given'])}" if names else ""
    if record["verdict"] == "VACUOUS":
        met = [name for name in stated["given"] if name in record.get("uses", ())]
        given = f": no point satisfies {_quoted(met)}" if met else given
    return unicode(f"{before}for all {told}{given}")


def cited(about: Mapping[str, Any]) -> str:
    """The source of a claim and its place, or whose question it is.

    >>> cited({"source": "A. Author, A Paper", "locus": "our question, after Eq. 3"})
    'Our own question on A. Author, A Paper, after Eq. 3.'
    >>> cited({"source": "lossproof (our own statement)", "locus": "after A. Author, Eq. 3"})
    'Our own statement, after A. Author, Eq. 3.'
    >>> cited({"source": "lossproof (our own statement)", "locus": "code of A. Author, loss.py"})
    'Our own statement on code of A. Author, loss.py.'
    """
    source, locus = about["source"], about["locus"].removeprefix("derived, ")
    if source.endswith(OWN):
        paper = source.removesuffix(OWN).removeprefix("lossproof").removeprefix(", on ")
        if paper and locus == ABSTRACT:
            said = ["Our own statement", f"suggested by the abstract of {paper}"]
        elif re.match("(after|before|what) ", locus):
            said = ["Our own statement" + (paper and f" on {paper}"), locus]
        else:
            said = [f"Our own statement on {locus.removeprefix('on ')}", paper]
    elif locus.startswith(QUESTION):
        said = [f"Our own question on {source}", locus[len(QUESTION) :].lstrip(",: ")]
    else:
        said = [source, locus]
    return f"{', '.join(filter(None, said))}.".replace("Li's notes", "S. Li's notes Robust Losses")
