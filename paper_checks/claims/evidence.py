"""What a verdict rests on: pieces of evidence that can be written down and decided again.

`at` and `replayed` search for nothing, `unaided` for a proof; `record` is plain data, which
`lossproof.paper_checks.reports` tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from types import MappingProxyType
from typing import Any, ClassVar, Self

import sympy

from lossproof.paper_checks.claims.words import instances
from lossproof.paper_checks.records import shown
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.language import Relation
from lossproof.theory.proof import Derivation, Fact, exported
from lossproof.theory.provers import ResidualGoal, easy, unshown
from lossproof.theory.statement import Decided, Lemma, Outcome, Proof, Statement

Record = dict[str, Any]
Point = Mapping[str, Any]
Dropped = tuple[str, ...]
DIGITS, MOST_DIGITS = 6, 30
MORE, LEAST = 90, sympy.Rational(1, 10**60)  # digits of what seems to be 0, and what is more
_TRUTH = {True: "holds", False: "is false", None: "is undecided"}
CAUGHT = ("no law", "differs", "not the statement")


def plain(value: Any) -> Any:
    """A value as text: a number as "1/3", a vector as a list."""
    return [plain(entry) for entry in value] if isinstance(value, (tuple, list)) else str(value)


def side(expression: sympy.Expr, count: int = DIGITS) -> str:
    """One side of a relation at a point: exact, with digits unless a short rational."""
    if expression is sympy.nan:
        return "no value"
    try:
        exact = str(expression)
    except ValueError:  # an integer of more digits than Python writes out
        return f"{expression.evalf(count)}…".lower()
    if expression.is_Rational and len(exact) <= 12:
        return exact
    digits = _digits(expression, count)
    return f"{exact} = {digits}" if len(exact) <= 60 else f"{digits}…"


def _digits(expression: sympy.Expr, count: int) -> str:
    """A constant in decimals; SymPy gives 0 for what is near it, as log(1 + 1/10^13)."""
    found = expression.evalf(count)
    if found == 0 and abs(near := expression.evalf(MORE)) > LEAST:
        found = sympy.Float(near, count)
    return str(found)


def said(decided: Decided) -> Record:
    """One relation at a point: both sides, with digits that tell them apart if they are unequal."""
    relation = decided.relation
    sides = (relation.lhs, relation.rhs)
    low, high = map(side, sides)
    apart = decided.holds if relation.op in ("<", ">") else decided.holds is False
    if apart and _read(low) == _read(high):
        more = ([side(each, count) for each in sides] for count in range(DIGITS, MOST_DIGITS))
        low, high = next(((a, b) for a, b in more if _read(a) != _read(b)), (low, high))
    return {"lhs": low, "op": relation.op, "rhs": high, "holds": decided.holds}


def _read(written: str) -> Decimal | Fraction | str:
    """What the digits of a side say, as a number where they are one."""
    digits = written.rpartition(" = ")[2].removesuffix("…")
    try:
        return Fraction(digits) if "/" in digits else Decimal(digits)
    except (ArithmeticError, ValueError):
        return digits


def _said(parts: Iterable[Decided]) -> list[Record]:
    return [said(part) for part in parts]


@dataclass(frozen=True)
class Instance:
    """An exact point, with what a statement says there."""

    kind: ClassVar[str | None] = None
    shows: ClassVar[Callable[[Outcome, Dropped], bool]]
    point: Point
    outcome: Outcome

    @classmethod
    def at(cls, statement: Statement, point: Point, dropped: Dropped = ()) -> Self | None:
        """The evidence at a point, about the statement without some hypotheses; None if none."""
        outcome = statement.at(point)
        return cls(statement.check(point), outcome) if cls.shows(outcome, dropped) else None

    @classmethod
    def replayed(cls, statement: Statement, recorded: Any, dropped: Dropped = ()) -> Self | None:
        """What was recorded, decided again; None if it is no evidence, or cannot be read."""
        if not isinstance(recorded, dict) or recorded.get("kind") != cls.kind:
            return None
        try:
            return cls.at(statement, recorded["point"], dropped)
        except (ValueError, KeyError, TypeError):
            return None

    def __repr__(self) -> str:
        where = ", ".join(f"{name} = {shown(value)}" for name, value in self.values.items())
        told = ", ".join(" ".join(part) for part in self._parts())
        return f"{type(self).__name__} at {where or 'the only point'}: {told}"

    def _repr_latex_(self) -> str:
        return instances.in_latex(type(self).__name__, self.values, self._parts())

    def _repr_html_(self) -> str:
        return instances.in_html(type(self).__name__, self.values, self._parts())

    def _parts(self) -> list[instances.Said]:
        """What the statement says there: what it misses, what has no value, else its conclusion."""
        parts = [*self.outcome.missed, *self.outcome.undefined] or self.outcome.conclusion
        return [
            (str(part.relation.lhs), part.relation.op, str(part.relation.rhs), _TRUTH[part.holds])
            for part in parts
        ]

    @property
    def values(self) -> Record:
        """The point as plain data."""
        return {name: plain(value) for name, value in self.point.items()}

    def record(self) -> Record:
        """The point, and both sides of every hypothesis."""
        given = {name: _said(parts) for name, parts in self.outcome.given.items()}
        return {"point": self.values, "given": given}


@dataclass(frozen=True, repr=False)
class Witness(Instance):
    """A point that meets every hypothesis."""

    shows = Outcome.meets

    def record(self) -> Record:
        """The point, and both sides of every hypothesis and of the conclusion."""
        return {**super().record(), "conclusion": _said(self.outcome.conclusion)}


@dataclass(frozen=True, repr=False)
class Undefined(Instance):
    """A point that meets every hypothesis, and at which a part of the conclusion has no value."""

    @staticmethod
    def shows(outcome: Outcome, dropped: Dropped) -> bool:
        """Whether the point is one."""
        return outcome.meets(dropped) and bool(outcome.undefined)

    def record(self) -> Record:
        """The point, both sides of every hypothesis, and the parts that have no value."""
        return {**super().record(), "conclusion": _said(self.outcome.undefined)}


@dataclass(frozen=True, repr=False)
class Counterexample(Instance):
    """A point that meets every hypothesis that is not dropped, and misses the conclusion."""

    kind, shows = "counterexample", Outcome.refutes

    def record(self) -> Record:
        """The point, both sides of every hypothesis, and of what it misses of the conclusion."""
        return {"kind": self.kind, **super().record(), "missed": _said(self.outcome.missed)}


@dataclass(frozen=True)
class Mismatch:
    """A step of a proof, or a part of the conclusion, that says something else in numbers."""

    part: Fact | Relation
    point: Point


@dataclass(frozen=True)
class Simulated:
    """What drawing says of a statement, and how planted faults are noticed."""

    says: Record

    @property
    def outcome(self) -> str:
        """Whether it "agrees" within the margin, "differs" by more, or is "open"."""
        return self.says["outcome"]

    @property
    def doubt(self) -> str | None:
        """Why it confirms nothing, where that is so."""
        if self.outcome != "agrees":
            return {"open": "is inconclusive", "differs": "contradicts the claim"}[self.outcome]
        missed = self.says["faults"].get("missed", 0)
        caught = sum(self.says["faults"].get(way, 0) for way in CAUGHT)
        if missed or not caught:
            return f"misses {missed} planted errors and detects {caught}"
        return None


@dataclass(frozen=True)
class Derived:
    """A proof whose every step was made by a rule."""

    derivation: Derivation

    @property
    def vacuous(self) -> bool:
        """Whether it shows that no point meets the hypotheses."""
        return self.derivation.conclusions[0].absurd

    def record(self) -> Record:
        """Every step."""
        return derivation(self.derivation)


@dataclass(frozen=True)
class Unproved:
    """No proof was found: what is left to show, in one line, and whether all provers `ended`."""

    left: str
    ended: bool = True


def derivation(steps: Derivation) -> Record:
    """Every step of a derivation, premises first and by name.

    A step is named after its rule and its term, not after its place or its premises: a step that is
    added or changed renames no other that says something else.
    """
    names: dict[Fact, str] = {}
    alike = Counter[str]()
    lines: list[Record] = []
    for fact, data in zip(steps.steps, exported(steps), strict=True):
        name = sha256(f"{fact.rule}: {data['term']}".encode()).hexdigest()[:6]
        alike[name] += 1
        names[fact] = name if alike[name] == 1 else f"{name}-{alike[name]}"
        origins = [names[premise] for premise in fact.premises]
        line = {"step": names[fact], "rule": fact.rule, "from": origins}
        if fact.uses and not fact.premises:
            line["uses"] = sorted(map(str, fact.uses))
        lines.append({**line, **data})
    return {"kind": "derivation", "steps": lines}


def auto_prove(
    statement: Statement, seconds: float, lemmas: Mapping[str, Lemma] = MappingProxyType({})
) -> Derived | Unproved:
    """The derivation that provers find within so many seconds of processor time.

    `lemmas` are statements that they may use. What is wrong is said where they trip; the goal is
    said where Python or SymPy does, as over numbers of more digits than are written out.
    """
    proof, facts, left = Proof(statement, lemmas), list[Fact](), ResidualGoal()
    try:
        with within(seconds):
            known = [*proof.known(), *proof.lemma_facts()]
            for goal in proof.goals:
                found = easy(goal, known, left)
                if found is None and facts:
                    found = easy(goal, [*known, *facts], left)
                if found is None:
                    idle = "".join(f"; {why}" for why in proof.idle.values())
                    return Unproved((str(left) or unshown(goal)) + idle)
                facts.append(found)
    except TooLongError:
        if len(facts) < len(proof.goals):
            goal = proof.goals[len(facts)]
            said = str(left) or unshown(goal)
            return Unproved(f"{said}, where the time of the provers was over", ended=False)
    except (ValueError, RecursionError) as error:
        return Unproved(_tripped(error, proof.goals[len(facts)]))
    try:
        return Derived(proof.conclude(facts))
    except ValueError as error:
        return Unproved(_tripped(error, proof.goals[0]))


def _tripped(error: Exception, goal: Relation) -> str:
    """What is wrong in our words, or else the goal."""
    return unshown(goal) if type(error) in (ValueError, RecursionError) else str(error)
