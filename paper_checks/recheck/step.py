"""A step of a derivation as a rule sees it: what it says, its premises, what is known around."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import Any

from lossproof.paper_checks.recheck.balls import above_zero
from lossproof.paper_checks.recheck.forms import Forms
from lossproof.paper_checks.recheck.signs import Signs
from lossproof.paper_checks.recheck.terms import (
    MANY,
    MINUS,
    Domain,
    Number,
    Shown,
    Term,
    parsed,
    replaced,
    settled,
    spoken,
)

CLASSES, SAMPLE = ("@class", "@row", "@column"), "@sample"
ZERO, ONE, TWO = map(Number, (0, 1, 2))
OPENINGS = ("label", "largest", "along")
Said = tuple[Term, str]


class UnconfirmedError(ValueError):
    """A step that does not follow by the rule that it names, or not evidently."""


def closed_term(text: str) -> Term:
    """The term of a text in which every bound index is bound: none that another may capture."""
    if any(each.startswith("#") for each in spoken(text)):
        raise UnconfirmedError("it uses a term with an index without a sum")
    return parsed(text)


def plus(*parts: Term) -> Term:
    return ("+", *parts)


def times(*parts: Term) -> Term:
    return ("*", *parts)


def minus(one: Term, other: Term) -> Term:
    return ("+", one, ("*", MINUS, other))


def power(base: Term, top: Term) -> Term:
    return ("^", base, top)


@dataclass(frozen=True)
class Known:
    """What holds of the names of a statement."""

    domains: Mapping[str, Domain]
    forms: Forms
    signs: Signs

    @classmethod
    def of(cls, domains: Mapping[str, Domain], samples: Term | None = None) -> Known:
        forms = Forms(domains, above_zero)
        return cls(domains, forms, Signs(forms, samples))

    def is_size(self, term: Term, kind: str) -> bool:
        """Whether it is the parameter that is a number of "classes", or of "samples"."""
        return isinstance(term, str) and self.domains.get(term, ("",))[0] == kind

    def is_label(self, term: Term) -> bool:
        """Whether the term is evidently a class."""
        if isinstance(term, tuple):
            return term[0] == "largest" or (term[0] == "at" and self._leaf(str(term[1])) == "label")
        return term in (*CLASSES, ZERO) or (isinstance(term, str) and self._leaf(term) == "label")

    def _leaf(self, name: str) -> str:
        return str(self.forms.ranges.leaf(name)[0])


class Given(dict[str, Any]):
    """What a rule was given; `read` are the names that it asked for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.read = set[str]()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """What goes by the name, or the default."""
        self.read.add(name)
        return super().get(name, default)

    @property
    def idle(self) -> list[str]:
        """The names that nothing asked for."""
        return sorted(self.keys() - self.read)


@dataclass
class Step:
    """One step: `term sign 0`, by a rule from earlier steps.

    `uses` are the open cases that it holds in, found anew; `data` is what the rule was given.
    """

    name: str
    rule: str
    term: Term
    sign: str
    premises: list[Step]
    data: Given
    known: Known
    hypothesis_name: str = ""
    uses: frozenset[str] = frozenset()
    opened: Mapping[str, list[Step]] = field(default_factory=dict[str, "list[Step]"])
    about: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    # What the rule was given

    def given(self, name: str) -> Term:
        """A term that the rule was given."""
        text = self.data.get(name)
        if not isinstance(text, str):
            raise UnconfirmedError(f"the argument {name} of its rule is missing")
        return closed_term(text)

    def every(self, name: str) -> list[Any]:
        """A list that the rule was given."""
        found = self.data.get(name)
        if not isinstance(found, list):
            raise UnconfirmedError(f"the argument {name} of its rule is missing")
        return found

    @property
    def assumes(self) -> str:
        """What kind of case it opens: one that gives a "label", the "largest" entry, …, or ""."""
        kinds = [each for each in OPENINGS if each in self.data]
        self.need(len(kinds) < 2, "it opens a case in several ways")
        return kinds[0] if kinds else ""

    def terms(self, name: str) -> list[Term]:
        """A list of terms that the rule was given."""
        return [closed_term(text) for text in self.every(name)]

    def numbers(self, name: str) -> list[int]:
        """A list of integers that the rule was given."""
        found = self.terms(name)
        for each in found:
            whole = isinstance(each, Fraction) and each.denominator == 1
            self.need(whole, f"the {name} that it takes are no numbers")
        return [int(each) for each in found if isinstance(each, Fraction)]

    def premise(self, place: Any = 0, sign: str = "") -> Step:
        """The premise at this place; it must say `sign` (> 0, or at least >= 0) if one is given."""
        if type(place) is not int or not 0 <= place < len(self.premises):
            raise UnconfirmedError(f"it has no premise {place}")
        found = self.premises[place]
        enough = {"": (">", ">=", "=="), ">=": (">", ">="), ">": (">",), "==": ("==",)}[sign]
        if found.sign not in enough:
            raise UnconfirmedError(f"its premise {found.name} is not {sign} 0")
        return found

    def count(self, name: str, what: str) -> int:
        """A positive number of things, at most `MANY`, that the rule was given."""
        found = self.given(name)
        if not (isinstance(found, Fraction) and found.denominator == 1 and 0 < found <= MANY):
            raise UnconfirmedError(what)
        return int(found)

    # What a rule asks

    def need(self, truth: bool, what: str) -> None:
        if not truth:
            raise UnconfirmedError(what)

    def equal(self, one: Term, other: Term) -> bool:
        """Whether two terms are the same wherever both have values."""
        difference = minus(one, other)
        return self.known.forms.vanishes(difference) or self._with_facts.vanishes(difference)

    @cached_property
    def _with_facts(self) -> Forms:
        """Normal forms where the terms are above 0 that earlier steps show to be."""
        positive = self.shown(self.before()).positive
        return Forms(self.known.domains, above_zero, positive) if positive else self.known.forms

    def says(self, premise: Step, term: Term, *, mirrored: bool = False) -> None:
        """Asks that the premise is about the term, or about its negative if `mirrored`."""
        same = self.equal(premise.term, term)
        if not (same or (mirrored and self.equal(premise.term, times(MINUS, term)))):
            raise UnconfirmedError(f"its premise {premise.name} is another relation")

    def holds(self, term: Term, sign: str) -> bool:
        """Whether `term sign 0` is evident from the domains."""
        return self.known.signs.holds(term, sign)

    def finite(self, term: Term) -> Term:
        """The term, once it evidently has a finite value, by what is known to be above 0 here."""
        if self.known.signs.finite(term):
            return term
        shown = (self.shown(self.before(), closely=closely) for closely in (False, True))
        fine = any(self.known.signs.finite(term, each) for each in shown)
        self.need(fine, "a term may have no finite value")
        return term

    def shown(self, steps: Iterable[Step], *, closely: bool = True) -> Shown:
        """What these steps show of terms, as far as they hold wherever this one does."""
        here = [each for each in steps if each.uses <= self.uses]
        everywhere = [(each.term, each.sign) for each in here if not each.uses]
        said = [*((each.term, each.sign) for each in here), *self._sums()]
        found = self.known.signs.shown(said, closely=closely)
        return found._replace(of_any=(self.known.signs.shown(everywhere, closely=closely),))

    def before(self) -> Iterator[Step]:
        """Every step that leads to this one."""
        seen: dict[int, Step] = {}
        waiting = [*self.premises]
        while waiting:
            each = waiting.pop()
            if id(each) not in seen:
                seen[id(each)] = each
                waiting.extend(each.premises)
        return iter(seen.values())

    def _sums(self) -> Iterator[Said]:
        """Sums of two premises that are not below 0 here, as written: their parts have values."""
        here = (each for each in self.premises if each.uses <= self.uses)
        signed = [each for each in here if each.sign != "=="]
        for one, other in combinations(signed, 2):
            sign = ">" if ">" in (one.sign, other.sign) else ">="
            yield plus(one.term, other.term), sign

    def closed(self, premise: Step, *indices: Term) -> None:
        """Asks that no open case of the premise is about the indices."""
        for case in premise.uses:
            if self.about.get(case, frozenset()) & set(indices):
                raise UnconfirmedError(f"its premise {premise.name} holds only in an open case")

    def classes(self, size: Term) -> Term:
        self.need(self.known.is_size(size, "classes"), "a size is not the number of classes")
        return size

    def label(self, term: Term) -> Term:
        self.need(self.known.is_label(term), "a label is not known to be a class")
        return term


Rule = Callable[[Step], Iterator[Said]]
RULES: dict[str, Rule] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Enter what a rule concludes, each of which its step may say, under these names."""

    def enter(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, function))
        return function

    return enter


def instances(said: Term, domains: Mapping[str, Domain], *, apart: bool) -> Iterator[Term]:
    """A relation that is said of every index, for any class and sample in their places.

    With `apart` different indices stay different.
    """
    indices: list[tuple[Term, Term]] = []
    while isinstance(said, tuple) and said[0] == "every":
        _, index, size, said = said
        indices.append((index, size))
    choices = [
        CLASSES if isinstance(size, str) and domains[size][0] == "classes" else (SAMPLE,)
        for _, size in indices
    ]
    for choice in product(*choices):
        if apart and len({*choice}) < len(choice):
            continue
        known: dict[Term, Term] = {i: any_ for (i, _), any_ in zip(indices, choice, strict=True)}
        yield settled(replaced(said, known))
