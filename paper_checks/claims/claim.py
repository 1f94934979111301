"""Claims of papers, and the registry that holds them.

A claim is a class whose attributes are the domains of its parameters, with

- `given`: hypotheses by name, each a function of the parameters that returns relations;
- `conclusion`: a function of the parameters that returns one relation or several;
- `where` (optional): names for quantities, `{"L": lambda u, q: lq(u, q)}`, which are printed in
  place of what is written out; arguments that are no parameters are the quantity's own;
- `prove` (optional): a function of a `lossproof.theory.statement.Proof` that returns facts;
- `boundary` (optional): where it begins to fail, as functions `{"k": lambda q, c: …}` of the other
  parameters, for maps, which check it;
- its docstring: a title of one sentence, then the statement as printed, and how it is read.

Any other attribute begins with an underscore. `given` and `conclusion` are called once, with
symbols, and may not branch on them: what they return is the statement. A claim about training has
`effects` instead, as in `lossproof.simulate.training.EFFECTS`.
"""

from __future__ import annotations

import re
import reprlib
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from inspect import cleandoc, currentframe, signature
from pathlib import Path
from types import FrameType
from typing import Any, cast

from lossproof.paper_checks.claims import monte_carlo
from lossproof.paper_checks.claims.measurements import Effect
from lossproof.paper_checks.claims.words import showing
from lossproof.paper_checks.claims.words.naming import Where, checked
from lossproof.paper_checks.claims.words.title import title as first_sentence
from lossproof.paper_checks.records import KINDS, MEASURED, several
from lossproof.simulate.files import named
from lossproof.theory.domain import Domain
from lossproof.theory.statement import MistakeError, Statement

SHOWN = ("prove", "boundary")
KNOWN = ("given", "conclusion", "where", "effects", *SHOWN)
WORDS = "[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim of a source, ready to be decided: it has a statement, or effects to measure.

    `module` is where it stands, if that is outside of every function.
    """

    id: str
    source: str
    derived: bool
    title: str
    locus: str
    named_kind: str | None
    repairs: str | list[str] | None
    assumes: tuple[str, ...]
    text: str
    uses: tuple[str, ...] = ()
    stated: Statement | None = None
    effects: tuple[Effect, ...] = ()
    prove: Callable[..., Any] | None = None
    boundary: Mapping[str, Callable[..., Any]] | None = None
    where: Where = field(default_factory=dict[str, Callable[..., Any]])
    module: str | None = None

    @cached_property
    def kind(self) -> str:
        """The kind that it names, or that its effects or its conclusion show."""
        if self.named_kind or self.stated is None:
            return self.named_kind or MEASURED
        try:
            parts = self.stated.symbolic_conclusion
        except MistakeError:
            return "ineq"
        return "id" if all(part.op == "==" for part in parts) else "ineq"

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The claims that it is held no better than: those that it assumes, and its lemmas."""
        return (*self.assumes, *self.uses)

    @property
    def statement(self) -> Statement:
        """What it states; `ValueError` of a claim that is measured."""
        if self.stated is None:
            raise ValueError(
                f"{self.id} is a claim about training and cannot be evaluated at a point: "
                f"lossproof explain {self.id} shows its measurements"
            )
        return self.stated

    def __repr__(self) -> str:
        return f"{self.id}: {showing.in_line(self.stated, self.where)}"

    def _repr_latex_(self) -> str:
        return showing.in_latex(self.stated, self.where)

    def _repr_html_(self) -> str:
        return showing.in_html(self.id, self.stated, self.where, f"{self.source}, {self.locus}")


class Registry:
    """Claims by id, in the order they were registered."""

    def __init__(self) -> None:
        self._claims: dict[str, Claim] = {}
        self._stated: dict[type, str] = {}

    def add(self, claim: Claim, by: type | None = None) -> None:
        """Register a claim, stated `by` a class; `ValueError` if its id is taken, or no room left.

        What is typed anew at a prompt or in a notebook takes the place of what was typed before.
        The room is the error budget that simulations share.
        """
        known = self._claims.get(claim.id)
        if known and hasattr(sys, "ps1") and known.module == claim.module == "__main__":
            self._stated = {each: name for each, name in self._stated.items() if name != claim.id}
        elif known:
            raise ValueError(f"two claims are called {claim.id}: give one of them another name")
        if len(self) >= monte_carlo.CLAIMS:
            raise ValueError(
                f"at most {monte_carlo.CLAIMS} claims share the error budget of simulations; "
                f"{claim.id} is one more: raise CLAIMS of lossproof.paper_checks.claims.monte_carlo"
            )
        self._claims[claim.id] = claim
        if by is not None:
            self._stated[by] = claim.id

    def stated(self, by: type) -> Claim | None:
        """The claim that a decorated class states."""
        return self._claims.get(self._stated.get(by, ""))

    def named(self, claim_id: str) -> Claim:
        """The claim of this id; `ValueError` says which are called alike."""
        if claim_id not in self._claims:
            raise ValueError(f"no claim is called {claim_id}: {self.alike(claim_id)}")
        return self._claims[claim_id]

    def alike(self, claim_id: str, but: str = "") -> str:
        """Which claims `but` one are called alike, as a question; where all are shown if none."""
        close = get_close_matches(claim_id, {*self._claims} - {but}, n=3, cutoff=0.3)
        return f"did you mean {' or '.join(close)}?" if close else "lossproof list shows all claims"

    def keep(self, ids: Collection[str]) -> None:
        """Drop every other claim."""
        self._claims = {name: claim for name, claim in self._claims.items() if name in ids}

    def __getitem__(self, claim_id: str) -> Claim:
        return self._claims[claim_id]

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._claims

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)


REGISTRY = Registry()


@dataclass(frozen=True)
class Paper:
    """A source of claims.

    Parameters
    ----------
    section : str
        The first part of its claims' ids, for example "zhang2018": lower-case words joined by
        hyphens.
    source : str
        The reference.
    derived : bool
        The statements are ours, not an author's.
    locus : str, optional
        Where its claims stand, unless they say so; `paper.at(locus)` is the paper with another.

    Raises
    ------
    ValueError
        If the section is no such name, or one that a folder cannot have.

    Examples
    --------
    >>> from lossproof.theory.domain import Real
    >>> from lossproof.theory.language import ge
    >>> school = Paper("school", "a book", registry=Registry())
    >>> @school.claim("squares", "page 1")
    ... class Squares:
    ...     "A square is nonnegative."
    ...
    ...     x = Real()
    ...
    ...     def conclusion(x):
    ...         return ge(x**2, 0)
    >>> squares = school.registry["school.squares"]
    >>> squares.title, squares.locus, squares.kind
    ('A square is nonnegative', 'page 1', 'ineq')
    """

    section: str
    source: str
    derived: bool = False
    locus: str = ""
    registry: Registry = field(default_factory=lambda: REGISTRY, repr=False)

    def __post_init__(self) -> None:
        _check_name("the section of a Paper", self.section, WORDS)

    def at(self, locus: str) -> Paper:
        """The paper at one place, for claims that share it."""
        return replace(self, locus=locus)

    def claim(
        self,
        name: str,
        locus: str | None = None,
        *,
        kind: str | None = None,
        repairs: str | tuple[str, ...] | None = None,
        assumes: tuple[str, ...] = (),
        uses: tuple[str, ...] = (),
    ) -> Callable[[type], type]:
        """Register the decorated class as the claim `<section>.<name>`.

        Its title is the first sentence of the docstring, of at most 160 characters.

        Parameters
        ----------
        name : str
            Lower-case words joined by hyphens; `name/reading` for one reading of several.
        locus : str, optional
            Where in the source; by default where the paper's `locus` says.
        kind : str, optional
            "argmin", "order", "exists" or "pop"; by default "id" where the conclusion has
            equalities alone, "ineq" otherwise, and "sim" where effects are measured.
        repairs : id or ids, optional
            The refuted claim that this one repairs, or several.
        assumes : ids, optional
            Other claims that the evidence for this one takes for granted: it is held no better
            than they are.
        uses : ids, optional
            Lemmas: other claims whose statements are facts for the provers and, as `p.lemma(id)`,
            for the proof of this one. Their proofs are made again as a part of its own.

        Raises
        ------
        ValueError
            If the claim lacks a source, a statement or a conclusion, or its id is taken.
        """

        claim_id = f"{self.section}.{name}"
        for other in (*several(repairs), *assumes, *uses):
            if "." not in other:
                raise ValueError(
                    f"repairs of {claim_id} must be the id of a claim or several, and assumes and "
                    f'uses several, as in ("school.squares",); one of them is {other!r}'
                )
        _check_name("a claim's name", name, f"{WORDS}(/{WORDS})?")
        place = self.locus if locus is None else locus
        if not self.source.strip() or not place.strip():
            raise ValueError(
                f"{claim_id} needs a source and a locus; got {self.source!r}, {place!r}"
            )
        if kind is not None and kind not in KINDS:
            raise ValueError(
                f"the kind of {claim_id} must be one of {', '.join(KINDS)}; got {kind!r}"
            )

        def register(cls: type) -> type:
            measured = kind == MEASURED or (kind is None and hasattr(cls, "effects"))
            if measured and uses:
                raise ValueError(f"{claim_id} is measured and has no proof: remove uses")
            stated = (_measured if measured else _stated)(cls, claim_id)
            claim = Claim(
                id=claim_id,
                source=self.source,
                derived=self.derived,
                title=first_sentence(stated["text"]),
                locus=place,
                named_kind=kind,
                repairs=[*repairs] if isinstance(repairs, tuple) else repairs,
                assumes=assumes,
                uses=uses,
                module=_at_top(cast(FrameType, currentframe()).f_back),
                **stated,
            )
            self.registry.add(claim, cls)
            return cls

        return register


def _check_name(what: str, name: Any, pattern: str) -> None:
    """`ValueError` unless a name is words joined by hyphens, of which files can be called."""
    if not isinstance(name, str) or not re.fullmatch(pattern, name):
        raise ValueError(
            f"{what} must be words joined by hyphens, lower-case letters and digits alone; got "
            f"{reprlib.repr(name)}"
        )
    try:
        named(Path(), *name.split("/"))
    except ValueError as error:
        raise ValueError(f"{what} cannot name a file of records: {error}") from error


def _at_top(frame: FrameType | None) -> str | None:
    """The module whose own lines are run in the frame, if it is no function's."""
    at_top = frame is not None and frame.f_code.co_name == "<module>"
    return frame.f_globals.get("__name__") if frame and at_top else None


def _stated(cls: type, claim_id: str) -> dict[str, Any]:
    """What the class of a claim says: its text, its statement, and what is to show it."""
    text, members = _members(cls, claim_id)
    if "effects" in members:
        raise ValueError(f'{claim_id} has effects, which are measured: its kind must be "sim"')
    parameters = {key: value for key, value in members.items() if isinstance(value, Domain)}
    for name in members.keys() - parameters.keys() - {*KNOWN}:
        if not name.startswith("_"):
            raise ValueError(_misspelled(claim_id, name, members[name]))
    functions = {name for name in ("conclusion", "prove") if callable(members.get(name))}
    if "conclusion" not in functions:
        raise ValueError(f"{claim_id} needs a conclusion: a function of its parameters")
    given: Any = members.get("given", {})
    if not isinstance(given, Mapping) or not all(
        isinstance(name, str) and callable(function) for name, function in given.items()
    ):
        raise ValueError(
            f"the attribute given of {claim_id} must be a dict of functions of parameters, as in "
            f'given = {{"rate": lambda eta: lt(eta, 1)}}; got {given!r}'
        )
    prove = members.get("prove")
    if prove is not None and not ("prove" in functions and _takes_one(prove)):
        raise ValueError(
            f"prove of {claim_id} must be a function of one argument, a "
            f"lossproof.theory.statement.Proof, as in def prove(p); got {prove!r}"
        )
    try:
        statement = Statement(parameters, given, members["conclusion"], claim_id)
    except ValueError as error:
        raise ValueError(f"{claim_id}: {error}") from error
    shown = {key: members[key] for key in SHOWN if key in members}
    where = checked(members.get("where", {}), statement, claim_id)
    return {"text": text, "stated": statement, "where": where, **shown}


def _measured(cls: type, claim_id: str) -> dict[str, Any]:
    """What the class of a claim about training says: its text, and effects."""
    text, members = _members(cls, claim_id)
    public = [name for name in members if not name.startswith("_")]
    effects: Any = members.get("effects")
    whole = isinstance(effects, tuple) and effects
    if public != ["effects"] or not whole or not all(hasattr(e, "judged") for e in effects):
        raise ValueError(
            f"{claim_id} is measured: it needs effects, a tuple of some of "
            f"lossproof.simulate.training.EFFECTS, and nothing else; "
            f"got {', '.join(public) or 'nothing'}"
        )
    return {"text": text, "effects": effects}


def _members(cls: type, claim_id: str) -> tuple[str, dict[str, Any]]:
    """The docstring of a class, and its attributes with those of its bases."""
    text = cleandoc(cls.__doc__ or "")
    if not text or not first_sentence(text):
        raise ValueError(f"{claim_id} needs a docstring; its first sentence is the title")
    members: dict[str, Any] = {}
    for base in reversed(cls.__mro__[:-1]):
        members |= vars(base)
    return text, members


def _misspelled(claim_id: str, name: str, value: Any) -> str:
    """What to do about an attribute that is no parameter and no part of a claim."""
    if isinstance(value, type) and issubclass(value, Domain):
        return f"{name} of {claim_id} is a class, not a domain: write {name} = {value.__name__}(…)"
    near = get_close_matches(name.lower(), KNOWN, n=1, cutoff=0)[0]
    return (
        f"{claim_id} has an attribute {name}, which is neither a parameter (a domain, such as "
        f"Real(0, 1)) nor one of {', '.join(KNOWN)}: did you mean {near}? A helper's name begins "
        f"with an underscore, as in _{name}"
    )


def _takes_one(function: Any) -> bool:
    """Whether the function can be called with one argument."""
    try:
        signature(function).bind(None)
    except TypeError:
        return False
    return True
