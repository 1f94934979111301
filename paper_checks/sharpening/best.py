"""The value of a constant at which a claim begins to fail."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy

from lossproof.paper_checks.claims import Claim, Record, check, decide, plain, registered
from lossproof.paper_checks.sharpening.beyond import Point, beyond, inside
from lossproof.paper_checks.sharpening.extremes import extreme
from lossproof.paper_checks.sharpening.freeing import Freed, freed
from lossproof.paper_checks.sharpening.letters import Found, settings
from lossproof.paper_checks.sharpening.points import points
from lossproof.paper_checks.sharpening.showing import formula, text
from lossproof.simulate.search import find
from lossproof.theory.domain import Real
from lossproof.theory.language.writing import relations
from lossproof.theory.numbers import simplest_rational
from lossproof.theory.numbers.closed_forms import closed_forms
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import covered
from lossproof.theory.statement import MistakeError, Proof, Statement

FORMAT = "sharpen/1"
PATIENCE = 60.0
FORMS = 6  # that are tried
CLOSE, CLOSE_TO_AN_END = 1e-9, 5e-6
STEPS = (Fraction(1, 10**6), Fraction(1, 10**4), Fraction(1, 100))
WIDER = tuple(Fraction(1, 10**k) for k in (6, 4, 3, 2, 1))
BOXES = 20_000
FAR = 100  # times the size of what was found
LOOKED_AT = 8  # structures in which a last counterexample is searched


@dataclass(frozen=True)
class Sharpened:
    """The best constant of a claim, as far as it is found and proved.

    Attributes
    ----------
    id : of the claim
    freed : the claim with the constant free
    holds : "above" or "below" the best constant
    monotone : the verdict of what makes it a threshold: that the claim at one constant gives the
        claim at every larger one, or every smaller one
    found : the numbers that the search found
    outcome : "sharp", "enclosed", "open", "no bound found" or "no failure found"
    form : the closed form over the letters that agrees with them, or None
    proved : the constant for which the claim is proved, if there is one
    refuted : the constant for which it is refuted, just beyond
    counterexample : a point for that
    equality : at which point the claim fails for everything beyond `proved`, which is proved
    near : whether it is proved there of what is close to `proved` alone; what is farther beyond
        does not hold, as the claim is weaker with constants on the other side
    attained : whether the extreme is reached at a point, and not only approached
    records : of the decisions, as of `lossproof check`, by what they say
    seconds : of the processor
    """

    id: str
    freed: Freed
    holds: str
    monotone: str
    found: tuple[Found, ...]
    outcome: str
    form: Any | None = None
    proved: Any | None = None
    refuted: Any | None = None
    counterexample: Mapping[str, Any] | None = None
    equality: Mapping[str, str] | None = None
    near: bool = False
    attained: bool = True
    records: Mapping[str, Record] = field(default_factory=dict[str, Record])
    seconds: float = 0.0

    def __repr__(self) -> str:
        sign, value = "≥" if self.holds == "above" else "≤", self.proved
        told = f", {self.freed.name} {sign} {text(value)}" if value is not None else ""
        part = ", for a part of the conclusion" if self.freed.left_out else ""
        return f"{self.id}: {self.outcome}{told}{part}"

    def record(self) -> Record:
        """Plain data, the terms as in records of claims."""
        printed = self.freed.printed
        return {
            "format": FORMAT,
            "id": self.id,
            "constant": self.freed.name,
            "letters": list(self.freed.letters),
            "statement": self.freed.statement.record(),
            "left out": [said for part in self.freed.left_out for said in relations(part)],
            "printed": formula(printed),
            "holds": self.holds,
            "monotone": self.monotone,
            "outcome": self.outcome,
            "form": formula(self.form),
            "proved": formula(self.proved),
            "refuted": formula(self.refuted),
            "counterexample": None if self.counterexample is None else dict(self.counterexample),
            "equality": None if self.equality is None else dict(self.equality),
            "near": self.near,
            "attained": self.attained,
            "found": [
                {
                    "letters": {name: plain(x) for name, x in each.letters.items()},
                    "value": each.extreme.value if abs(each.extreme.value) < 1e300 else None,
                }
                for each in self.found
            ],
            "records": dict(self.records),
            "seconds": round(self.seconds, 2),
        }


def sharpen(
    claim: Claim | type | str,
    over: str,
    *,
    letters: Collection[str] | None = None,
    seconds: float = PATIENCE,
) -> Sharpened:
    """Find the best value of one constant of a claim, and prove it as far as possible.

    Parameters
    ----------
    claim : Claim, the class that states it, or the id of one
    over : str
        The constant: a real parameter of the claim, "right" or "left" for a side of its conclusion,
        or a term that occurs in it, such as "(c - 1)/q".
    letters : names of parameters, optional
        What the constant may depend on: by default what stands there depends on, and for a
        parameter the numbers of classes and samples, and other integers.
    seconds : float
        Of processor time for each proof.

    Raises
    ------
    ValueError
        If there is no such claim or constant, or no direction in which the claim gets weaker.
    """
    start = time.process_time()
    found = registered(claim)
    free = freed(found.statement, over, letters)
    search = _Sharpening(found, free, seconds)
    return search.result(start)


class _Sharpening:
    """The steps from a claim with a free constant to its best value."""

    def __init__(self, claim: Claim, free: Freed, seconds: float) -> None:
        self.claim, self.freed, self.seconds = claim, free, seconds
        self.records: dict[str, Record] = {}
        self.up = True

    def result(self, start: float) -> Sharpened:
        monotone = self._direction()
        found = tuple(self._found())
        limits = [each.extreme.value for each in found]
        attained = not any(each.extreme.approached for each in found)

        def done(outcome: str, **known: Any) -> Sharpened:
            return Sharpened(
                self.claim.id, self.freed, "above" if self.up else "below", monotone, found,
                outcome, attained=attained, records=self.records,
                seconds=time.process_time() - start, **known,
            )  # fmt: skip

        if not found:
            return done("no failure found")
        if not all(abs(value) < 1e300 for value in limits):
            return done("no bound found")
        form = proved = None
        for each in self._forms(found, CLOSE if attained else CLOSE_TO_AN_END):
            form = each if form is None else form
            verdict = self._decide("holds", self.freed.held(each), each)
            if verdict == "PROVED":
                form = proved = each
                break
        known: dict[str, Any] = {"form": form, "proved": proved}
        if proved is not None:
            equality = self._equality(proved, found, monotone == "PROVED")
            if equality is not None:
                return done("sharp", equality=equality.told, near=equality.near, **known)
        elif not self.freed.letters:
            known["proved"] = self._rational(limits[0])
        printed = self.freed.printed
        if known["proved"] is None and printed is not None and self._is_proved():
            known["proved"] = printed
        if known["proved"] is None and not self.freed.letters and (far := self._far(limits)):
            return done("no bound found", refuted=far[0], counterexample=far[1])
        refuted, point = self._beyond(proved if proved is not None else form, found)
        known |= {"refuted": refuted, "counterexample": point}
        return done("enclosed" if None not in (known["proved"], refuted) else "open", **known)

    # Steps

    def _direction(self) -> str:
        """Whether the claim holds above its constant or below, and the verdict on that."""
        verdicts = dict[bool, str]()
        for up in (True, False):
            verdicts[up] = self._is_weaker(up=up)
            if verdicts[up] == "PROVED":
                self.up = up
                return "PROVED"
        if {*verdicts.values()} == {"REFUTED"}:
            raise ValueError(
                f"neither a larger nor a smaller {self.freed.name} makes the claim weaker at every "
                "point: free another constant"
            )
        self.up = verdicts[True] != "REFUTED"
        return verdicts[self.up]

    def _is_weaker(self, *, up: bool) -> str:
        """The first verdict but PROVED on what makes the claim weaker with other constants."""
        for number, statement in enumerate(self.freed.weaker(up=up)):
            verdict = self._decide("weaker" + " still" * number, statement)
            if verdict != "PROVED":
                return verdict
        return "PROVED"

    def _found(self) -> Iterator[Found]:
        for values in settings(self.freed):
            made = extreme(self.freed.statement, self.freed.name, values, largest=self.up)
            if made is not None:
                yield Found(values, made)

    def _forms(self, found: Sequence[Found], close: float) -> Iterator[Any]:
        """Closed forms that agree with the numbers, what is printed first; none twice."""
        symbols = self.freed.symbols
        letters = [{symbols[n]: x for n, x in each.letters.items()} for each in found]
        values = [each.extreme.value for each in found]
        if len(values) < 2 + len(symbols) and symbols:
            return

        def fits(form: Any) -> bool:
            return form.free_symbols <= {*symbols.values()} and all(
                abs(float(form.xreplace(at)) - value) <= close * max(1.0, abs(value))
                for at, value in zip(letters, values, strict=True)
            )

        printed = [x for x in (self.freed.printed,) if x is not None and fits(x)]
        seen = set[str]()
        forms = itertools.chain(printed, closed_forms(letters, values, close))
        for form in itertools.islice(forms, 40):
            key = str(sympy.N(form.xreplace({s: _elsewhere(s) for s in form.free_symbols}), 12))
            if key not in seen and len(seen) < FORMS:
                seen.add(key)
                yield form

    def _equality(self, value: Any, found: Sequence[Found], threshold: bool) -> Point | None:
        """A point at which the claim is proved to fail beyond the value."""
        for point in points(self.freed, found):
            if not threshold and point.near:
                continue  # it is shown to fail near the value only
            there = inside(self.freed, value, point, up=self.up)
            if there is not None and self._decide("is a point", there) != "PROVED":
                continue
            for statement in beyond(self.freed, value, point, up=self.up):
                with suppress(MistakeError):  # a term has no value at this point
                    if self._decide("fails beyond", statement, value) == "PROVED":
                        return point
        return None

    def _beyond(
        self, value: Any | None, found: Sequence[Found]
    ) -> tuple[Any | None, Mapping[str, Any] | None]:
        """A constant just beyond the value, and a counterexample to the claim with it."""
        if value is None and self.freed.letters:
            return None, None
        beyond: Any = None
        for step in STEPS:
            near = value
            if near is None:
                number = Fraction(found[0].extreme.value)
                near = simplest_rational(*sorted((number, number - self._off(step, number))))
                near = sympy.Rational(near.numerator, near.denominator)
            off = self._off(step, found[0].extreme.value)
            beyond = near - sympy.Rational(off.numerator, off.denominator)
            for each in found:
                if not self.freed.contains(beyond, each.letters):
                    continue
                point = {**each.extreme.exact, **each.letters}
                if self._decide("fails", self.freed.at(beyond), beyond, point) == "REFUTED":
                    return beyond, self.records["fails"]["evidence"]["point"]
        statement = self.freed.at(beyond)
        point = find(statement, limit=LOOKED_AT)
        allowed = point and self.freed.contains(beyond, {n: point[n] for n in self.freed.letters})
        if allowed and self._decide("fails", statement, beyond, point) == "REFUTED":
            return beyond, self.records["fails"]["evidence"]["point"]
        return None, None

    def _is_proved(self) -> bool:
        """Whether the claim with what is printed is proved, by its own proof if it has one."""
        as_it_is = check(self.claim, seconds=self.seconds)
        if as_it_is.verdict == "PROVED":
            self.records["holds"] = as_it_is.record()
        return as_it_is.verdict == "PROVED"

    def _far(self, limits: Sequence[float]) -> tuple[Any, Mapping[str, Any]] | None:
        """A counterexample far beyond the numbers found, so that they are no bound."""
        size = FAR * (1 + round(max(map(abs, limits))))
        beyond = sympy.Integer(size if self.up else -size)
        statement = self.freed.at(beyond)
        point = find(statement, limit=LOOKED_AT) if self.freed.contains(beyond, {}) else None
        if point and self._decide("fails", statement, beyond, point) == "REFUTED":
            return beyond, self.records["fails"]["evidence"]["point"]
        return None

    def _rational(self, value: float) -> Any | None:
        """A rational near the number for which the claim is proved."""
        for step in WIDER:
            off = self._off(step, value)
            ends = sorted((Fraction(value) + off / 2, Fraction(value) + off))
            near = simplest_rational(*ends)
            number = sympy.Rational(near.numerator, near.denominator)
            statement = self.freed.held(number)
            covers = _boxed(statement) and [by_cover]
            for prove in covers or [None]:
                if self._decide("holds", statement, number, prove=prove) == "PROVED":
                    return number
        return None

    def _off(self, step: Fraction, value: Any) -> Fraction:
        size = step * max(1, round(abs(float(value))))
        return size if self.up else -size

    def _decide(
        self, what: str, statement: Statement, value: Any = None, point: Any = None,
        prove: Any = None,
    ) -> str:  # fmt: skip
        """The verdict on a statement, whose record is kept; of the claim itself if it is that."""
        printed = self.freed.printed
        as_printed = what == "holds" and printed is not None
        if as_printed and sympy.simplify(value - printed) == 0 and self._is_proved():
            return "PROVED"
        said = f"{self.claim.id}: {what}"
        name = f"{self.claim.id.replace('/', '-')}/{what.replace(' ', '-')}"
        stated = Claim(
            id=name, source=self.claim.source, derived=True, title=said, locus="",
            named_kind="ineq", repairs=None, assumes=(), text=said, stated=statement, prove=prove,
        )  # fmt: skip
        before: Record = {}
        if point is not None:
            if not _refutes(statement, point):
                return "UNDECIDED"
            values = {name: plain(each) for name, each in statement.check(point).items()}
            before = {"evidence": {"kind": "counterexample", "point": values}}
        try:
            decision = decide(stated, before, seconds=self.seconds)
        except ProofError:
            return "UNDECIDED"
        if decision.verdict in ("PROVED", "REFUTED") or what not in self.records:
            self.records[what] = decision.record()
        return decision.verdict


def by_cover(p: Proof) -> tuple[Fact, ...]:
    """The goals by branch and bound over the box of the parameters."""
    ends = {p.symbols[name]: p.domain(name) for name in p.parameters}
    if any(goal.difference.has(sympy.Piecewise) for goal in p.goals):
        raise ProofError("ball arithmetic cannot evaluate a Piecewise")
    return tuple(
        covered(
            goal.difference,
            {
                symbol: (each["lower"], each["upper"])
                for symbol, each in ends.items()
                if symbol in goal.difference.free_symbols
            },
            strict=goal.sign == ">",
            max_boxes=BOXES,
        )
        for goal in p.goals
    )


def _boxed(statement: Statement) -> bool:
    """Whether every parameter lies in a closed interval."""
    domains = statement.parameters.values()
    return all(isinstance(each, Real) and not (each.open_low or each.open_high) for each in domains)


def _refutes(statement: Statement, point: Mapping[str, Any]) -> bool:
    try:
        return statement.refutes(point)
    except (ValueError, ZeroDivisionError, OverflowError):
        return False


def _elsewhere(symbol: Any) -> Any:
    """A number for a letter at which different forms differ."""
    return sympy.Integer(13) if symbol.is_integer else sympy.Rational(5, 13)
