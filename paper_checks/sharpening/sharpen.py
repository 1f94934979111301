"""The value of a constant at which a claim begins to fail."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy

from lossproof.paper_checks.claims import REGISTRY, Claim, Record, decide, load, plain
from lossproof.paper_checks.sharpening.freeing import Freed, freed
from lossproof.paper_checks.sharpening.points import points
from lossproof.paper_checks.sharpening.showing import formula, text
from lossproof.simulate.search import find
from lossproof.simulate.search.extremes import Extreme, extreme
from lossproof.theory.domain import Classes, Real, Samples
from lossproof.theory.numbers import simplest_rational
from lossproof.theory.numbers.closed_forms import closed_forms
from lossproof.theory.statement import Statement

FORMAT = "sharpen/1"
PATIENCE = 60.0
FORMS = 6  # that are tried
CLOSE, CLOSE_TO_AN_END = 1e-9, 5e-6
STEPS = (Fraction(1, 10**6), Fraction(1, 10**4), Fraction(1, 100))
WIDER = tuple(Fraction(1, 10**k) for k in (6, 4, 3, 2, 1))
SIZES = (2, 3, 4, 5, 7, 10)
SHARES = tuple(map(Fraction, ("1/2", "1/3", "3/4", "1/5", "5/7", "2/9", "6/7")))
SETTINGS = 8
LOOKED_AT = 8  # structures in which a last counterexample is searched


@dataclass(frozen=True)
class Found:
    """The number found with some values of the letters; infinite where it has no bound."""

    letters: Mapping[str, Any]
    extreme: Extreme


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
    outcome : "sharp", "enclosed", "open", "fails everywhere" or "never fails"
    form : the closed form over the letters that agrees with them, or None
    proved : the constant for which the claim is proved, if there is one
    refuted : the constant for which it is refuted, just beyond
    counterexample : a point for that
    equality : at which point the claim fails for everything beyond `proved`, which is proved
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
    attained: bool = True
    records: Mapping[str, Record] = field(default_factory=dict[str, Record])
    seconds: float = 0.0

    def __repr__(self) -> str:
        sign, value = "≥" if self.holds == "above" else "≤", self.proved
        told = f", {self.freed.name} {sign} {text(value)}" if value is not None else ""
        return f"{self.id}: {self.outcome}{told}"

    def record(self) -> Record:
        """Plain data, the terms as in records of claims."""
        printed = self.freed.printed
        return {
            "format": FORMAT,
            "id": self.id,
            "constant": self.freed.name,
            "letters": list(self.freed.letters),
            "statement": self.freed.statement.record(),
            "printed": formula(printed),
            "holds": self.holds,
            "monotone": self.monotone,
            "outcome": self.outcome,
            "form": formula(self.form),
            "proved": formula(self.proved),
            "refuted": formula(self.refuted),
            "counterexample": None if self.counterexample is None else dict(self.counterexample),
            "equality": None if self.equality is None else dict(self.equality),
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
    from lossproof.paper_checks.claims.deciding import _registered

    start = time.process_time()
    found = claim if isinstance(claim, Claim) else _registered(claim)
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
            return done("never fails")
        if not all(abs(value) < 1e300 for value in limits):
            return done("fails everywhere")
        form = proved = None
        for each in self._forms(found, CLOSE if attained else CLOSE_TO_AN_END):
            form = each if form is None else form
            verdict = self._decide("holds", self.freed.at(each), each)
            if verdict == "PROVED":
                form = proved = each
                break
        known: dict[str, Any] = {"form": form, "proved": proved}
        if proved is not None:
            if equality := self._equality(proved, found):
                return done("sharp", equality=equality, **known)
        elif not self.freed.letters:
            known["proved"] = self._rational(limits[0])
        refuted, point = self._beyond(proved if proved is not None else form, found)
        known |= {"refuted": refuted, "counterexample": point}
        return done("enclosed" if None not in (known["proved"], refuted) else "open", **known)

    # Steps

    def _direction(self) -> str:
        """Whether the claim holds above its constant or below, and the verdict on that."""
        verdicts = dict[bool, str]()
        for up in (True, False):
            verdicts[up] = self._decide("weaker", self.freed.larger(up=up))
            if verdicts[up] == "PROVED":
                self.up = up
                return "PROVED"
        if {*verdicts.values()} == {"REFUTED"}:
            raise ValueError(
                f"neither a larger nor a smaller {self.freed.name} makes the claim weaker, so it "
                "has no best value: free another constant"
            )
        self.up = verdicts[True] != "REFUTED"
        return verdicts[self.up]

    def _found(self) -> Iterator[Found]:
        for values in settings(self.freed):
            made = extreme(
                self.freed.statement, self.freed.name, values, largest=self.up
            )
            if made is not None:
                yield Found(values, made)

    def _forms(self, found: Sequence[Found], close: float) -> Iterator[Any]:
        """Closed forms that agree with the numbers, what is printed first; none twice."""
        symbols = self.freed.symbols
        letters = [{symbols[n]: x for n, x in each.letters.items()} for each in found]
        values = [each.extreme.value for each in found]
        if len(values) < 2 + len(symbols) and symbols:
            return
        printed = [] if self.freed.printed is None else [self.freed.printed]
        printed = [
            each
            for each in printed
            if all(
                abs(float(each.xreplace(at)) - value) <= close * max(1.0, abs(value))
                for at, value in zip(letters, values, strict=True)
            )
        ]
        seen = set[str]()
        forms = itertools.chain(printed, closed_forms(letters, values, close))
        for form in itertools.islice(forms, 40):
            key = str(sympy.N(form.xreplace({s: _far(s) for s in form.free_symbols}), 12))
            if key not in seen and len(seen) < FORMS:
                seen.add(key)
                yield form

    def _equality(self, value: Any, found: Sequence[Found]) -> dict[str, str] | None:
        """A point at which the claim is proved to fail beyond the value, in words by parameter."""
        for numbers, vectors, told in points(self.freed, found):
            for statement in self.freed.sharp(value, numbers, vectors, up=self.up):
                if self._decide("fails beyond", statement, value) == "PROVED":
                    return told
        return None

    def _beyond(
        self, value: Any | None, found: Sequence[Found]
    ) -> tuple[Any | None, Mapping[str, Any] | None]:
        """A constant just beyond the value, and a counterexample to the claim with it."""
        for step in STEPS:
            if value is None and self.freed.letters:
                break
            near = value
            if near is None:
                number = Fraction(found[0].extreme.value)
                near = simplest_rational(*sorted((number, number - self._off(step, number))))
                near = sympy.Rational(near.numerator, near.denominator)
            off = self._off(step, found[0].extreme.value)
            beyond = near - sympy.Rational(off.numerator, off.denominator)
            for each in found:
                point = {**each.extreme.exact, **each.letters}
                if self._decide("fails", self.freed.at(beyond), beyond, point) == "REFUTED":
                    return beyond, self.records["fails"]["evidence"]["point"]
            if step == STEPS[-1] and (point := find(self.freed.at(beyond), limit=LOOKED_AT)):
                if self._decide("fails", self.freed.at(beyond), beyond, point) == "REFUTED":
                    return beyond, self.records["fails"]["evidence"]["point"]
        return None, None

    def _rational(self, value: float) -> Any | None:
        """A rational near the number for which the claim is proved."""
        for step in WIDER:
            off = self._off(step, value)
            ends = sorted((Fraction(value) + off / 2, Fraction(value) + off))
            near = simplest_rational(*ends)
            number = sympy.Rational(near.numerator, near.denominator)
            if self._decide("holds", self.freed.at(number), number) == "PROVED":
                return number
        return None

    def _off(self, step: Fraction, value: Any) -> Fraction:
        size = step * max(1, round(abs(float(value))))
        return size if self.up else -size

    def _decide(
        self, what: str, statement: Statement, value: Any = None, point: Any = None
    ) -> str:
        """The verdict on a statement, whose record is kept; of the claim itself if it is that."""
        printed = self.freed.printed
        if what == "holds" and printed is not None and sympy.simplify(value - printed) == 0:
            from lossproof.paper_checks.claims import check

            as_it_is = check(self.claim, seconds=self.seconds)
            if as_it_is.verdict == "PROVED":
                self.records[what] = as_it_is.record()
                return "PROVED"
        said = f"{self.claim.id}: {what}"
        stated = Claim(
            id=said, source=self.claim.source, derived=True, title=said, locus="", kind="ineq",
            repairs=None, assumes=(), text=said, stated=statement,
        )  # fmt: skip
        before: Record = {}
        if point is not None:
            if not _refutes(statement, point):
                return "UNDECIDED"
            values = {name: plain(each) for name, each in statement.check(point).items()}
            before = {"evidence": {"kind": "counterexample", "point": values}}
        decision = decide(stated, before, seconds=self.seconds)
        if decision.verdict in ("PROVED", "REFUTED") or what not in self.records:
            self.records[what] = decision.record()
        return decision.verdict


def settings(free: Freed) -> Iterator[dict[str, Any]]:
    """Values of the letters at which the search looks for the constant."""
    lists = [_values(free.statement.parameters[name]) for name in free.letters]
    if not lists:
        yield {}
        return
    seen = list[Any]()
    count = min(SETTINGS, max(map(len, lists)) if len(lists) == 1 else SETTINGS)
    for k in range(3 * SETTINGS):
        chosen = [values[(k * (1 + i) + i) % len(values)] for i, values in enumerate(lists)]
        if chosen not in seen and len(seen) < count:
            seen.append(chosen)
            yield dict(zip(free.letters, chosen, strict=True))


def _values(domain: Any) -> list[Any]:
    if isinstance(domain, Real):
        low, high = (None if x is None else Fraction(str(x)) for x in (domain.low, domain.high))
        if low is not None and high is not None:
            inside = [low + (high - low) * share for share in SHARES]
        else:
            shares = [*SHARES, *map(Fraction, (1, 2, 3))]
            inside = [
                (low + x if low is not None else high - x if high is not None else x)
                for x in shares
            ]
        return [sympy.Rational(x.numerator, x.denominator) for x in inside]
    if isinstance(domain, (Classes, Samples)):
        first = domain.low
        sizes = {*SIZES, *range(first, first + 5)}
        return [
            sympy.Integer(k)
            for k in sorted(sizes)
            if k >= first and (domain.high is None or k <= domain.high)
        ][:6]
    return [sympy.Integer(int(k)) for k in itertools.islice(domain.options({}), 6)]


def _refutes(statement: Statement, point: Mapping[str, Any]) -> bool:
    try:
        return statement.refutes(point)
    except (ValueError, ZeroDivisionError, OverflowError):
        return False


def _far(symbol: Any) -> Any:
    """A number for a letter at which different forms differ."""
    return sympy.Integer(13) if symbol.is_integer else sympy.Rational(5, 13)

