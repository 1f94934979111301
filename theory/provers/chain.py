"""Chains of slopes: a sign follows from the value at an end and the sign of the slope, recursively.

Before each step the wanted sign is tested at points, which avoids most useless searches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import sympy

from lossproof.theory.language import Relation, obligations, seen
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    Between,
    between,
    cases,
    climbed,
    combine,
    nonnegative,
    positive,
    reciprocal,
    replaced,
)
from lossproof.theory.provers.arithmetic.linear import combination, evident, widened
from lossproof.theory.provers.arithmetic.pinned import only_value
from lossproof.theory.provers.arithmetic.products import squares
from lossproof.theory.provers.forms import (
    Signed,
    complexity,
    divided,
    factors,
    lowest,
    substituted,
)
from lossproof.theory.provers.functions.grouped_logarithms import grouped
from lossproof.theory.provers.functions.kinks import KINKS, unfolded
from lossproof.theory.provers.functions.logarithms import bounded, compared, ordered
from lossproof.theory.provers.functions.monomials import by_means
from lossproof.theory.provers.functions.powers import (
    are_monomials,
    by_logarithms,
    of_two_exponents,
    power_sign,
)
from lossproof.theory.provers.functions.roots import by_squares, is_root
from lossproof.theory.provers.plain import plain
from lossproof.theory.provers.points import Context, Points, atoms_of, ends
from lossproof.theory.provers.residual import ResidualGoal
from lossproof.theory.provers.values import beside, values_of

BRANCHES, MOST_NUMBERS = 5, 6


class Chain:
    """A search with a limit on the number of subgoals.

    With `values` every step comes after facts by which its terms have values.
    """

    def __init__(
        self, residual: ResidualGoal | None = None, most: int = 150, *, values: bool = False
    ) -> None:
        self.residual = ResidualGoal() if residual is None else residual
        self.more, self.values = most, values
        self.failed = set[Any]()

    def goal(self, goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        """A fact that states the goal, or None."""
        if goal.sign == "==":
            return None
        known = tuple(dict.fromkeys(widened(facts, goal.difference)))
        numbers = set[Any](atoms_of(goal.difference))
        met = (atoms_of(fact.expr) for fact in known if fact.sign != "==")
        wider = numbers.union(*(each for each in met if each & numbers))
        points = Points.of(wider if len(wider) <= MOST_NUMBERS else numbers, known)
        points = points if points.count else Points.of(numbers, known)
        if any(fact.sign == "==" and atoms_of(fact.expr) & numbers for fact in known):
            # Points know nothing of equalities.
            found = squares(goal.difference, goal.sign == ">", known)
            if found is not None:
                return found
        return self.sign(goal.difference, goal.sign == ">", Context(known, points))

    def sign(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """`expr > 0` if `strict`, else at least `expr >= 0`; None if no proof is found."""
        if (proof := evident(expr, strict)) is not None:
            return proof
        if expr.is_number:
            return None
        key = (expr, strict, tuple(map(id, context.facts)))
        if key in self.failed or self.more <= 0 or context.depth <= 0:
            return None
        if expr.has(Linear) and (proof := self._of_sums(expr, strict, context)) is not None:
            return proof
        if context.points.denies(expr):
            return None
        before, self.more = len(self.residual), self.more - 1
        proof = None if context.points.count else self._pinned(expr, strict, context)
        proof = proof or self._of_its_kind(expr, strict, context)
        if proof is None:
            self.failed.add(key)
            if len(self.residual) == before:
                self.residual.add(expr, strict, context)
            return None
        self.residual.forget(before)
        return self._valued(proof, (expr,), context)

    def _of_its_kind(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        if expr.has(*KINKS):
            return unfolded(expr, strict, context, self.sign)
        if isinstance(expr, sympy.exp) or (expr.is_Pow and not expr.exp.is_Integer):
            return power_sign(expr, strict, context, self.sign)
        return self._smooth(expr, strict, context)

    def _smooth(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """The sign of what has no kink: by its slopes first, if a common divisor is not simple."""
        slopes = _divides_functions(expr)
        return (
            self._linear(expr, strict, context)
            or of_two_exponents(expr, strict, context, self.sign)
            or (by_logarithms(expr, strict, context, self.sign) if are_monomials(expr) else None)
            or (self._climbed(expr, strict, context) if slopes else None)
            or self._factored(expr, strict, context)
            or by_means(expr, strict, context, self.sign)
            or squares(expr, strict, context.facts)
            or compared(expr, strict, context, self.sign)
            or ordered(expr, strict, context, self.sign)
            or bounded(expr, strict, context, self.sign)
            or grouped(expr, strict, context, self.sign)
            or self._rooted(expr, strict, context)
            or (None if slopes else self._climbed(expr, strict, context))
            or by_logarithms(expr, strict, context, self.sign)
            or self._split(expr, strict, context)
        )

    def _rooted(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """By the squares of both sides, if one is a root of what is no number."""

        def prove(goal: Relation, _: Sequence[Fact]) -> Fact | None:
            return self.sign(goal.difference, goal.sign == ">", context.lower())

        rooted = any(is_root(x) for x in expr.atoms(sympy.Pow))
        return by_squares(_goal(expr, strict), context.facts, prove) if rooted else None

    def _of_sums(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """By strategies that ask no points, which know nothing of sums."""
        if (proof := plain(_goal(expr, strict), context.facts)) is not None:
            return proof
        inside = Context(context.facts, Points({}), context.depth, context.split)
        return compared(expr, strict, inside, self.sign) if expr.has(sympy.log) else None

    def _valued(self, fact: Fact, exprs: Sequence[Any], context: Context) -> Fact:
        """The fact, after facts by which the terms of the expressions have values."""
        if not self.values or not any(map(obligations, exprs)):
            return fact
        lower = context.lower()
        with suppress(ProofError):
            return beside(
                fact, values_of(exprs, lambda expr, strict: self.sign(expr, strict, lower))
            )
        return fact

    def _linear(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """By the facts that share numbers with the expression."""
        near = _near(expr, context.facts)
        if len(near) > 12 and not expr.has(*KINKS):
            near = [fact for fact in near if not fact.expr.has(*KINKS)]
        if len(sympy.Add.make_args(sympy.expand(expr))) > 12 or len(near) > 12:
            return None
        return combination(_goal(expr, strict), near)

    def _factored(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """The product of the signs of its factors, if it has several."""
        parts = factors(expr, context.points)
        if parts is None:
            return None
        terms: list[Any] = []
        for part in sorted(parts, key=lambda part: complexity(part.expr)):
            fact = self._power(part, strict, context.lower())
            if fact is None:
                return None
            terms.append(fact)
        with suppress(ProofError):
            return combine(expr, tuple(terms))
        return None

    def _power(self, part: Signed, strict: bool, context: Context) -> Any:
        """A factor to its power, as a fact or a multiplier."""
        power = part.expr**part.power
        if seen(power, ">" if strict else ">=") and not power.is_zero:
            with suppress(ProofError):
                return positive(power) if strict else nonnegative(power)
        fact = self.sign(part.expr, strict or part.power < 0, context)
        if fact is None:
            return None
        with suppress(ProofError):
            if part.power < 0:
                fact = reciprocal(fact)
            return (
                _scaled(power, fact)
                if abs(part.power) == 1
                else combine(power, (fact,) * abs(int(part.power)))
            )
        return None

    # Slopes

    def _climbed(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        costs = [(way.cost(context.points), way) for way in self._ways(expr, context)]
        candidates = [candidate for candidate in costs if candidate[0] is not None]
        for _, way in sorted(candidates, key=lambda candidate: candidate[0])[:BRANCHES]:
            with suppress(ProofError):
                if (proof := self._by(way, expr, strict, context)) is not None:
                    return proof
        return None

    def _ways(self, expr: Any, context: Context) -> Iterator[Way]:
        numbers = sorted(atoms_of(expr), key=lambda x: (not isinstance(x, Between), str(x)))
        along = _next(context, expr)
        for number in numbers[:4]:
            if not (number.is_Symbol or number.is_Indexed):
                continue
            for times, of in divided(expr, number, context.points):
                used = set[Any]()
                for fact in reversed(context.facts):
                    end = ends(fact, number)
                    if end is None or end in used:
                        continue
                    used.add(end)
                    yield Way(number, fact, *end, times, of, along)

    def _by(self, way: Way, expr: Any, strict: bool, context: Context) -> Fact | None:
        side, number, along = way.side, way.number, way.along
        start, points = way.start(), context.points
        above = points.least(start) > 1e-7
        value = self.sign(start, strict and above, context.lower())
        if value is None:
            return None
        times = self._multiplier(way.times, strict, context)
        if times is None:
            return None
        distance = _scaled(side * (number - way.end), way.fact, _rate(way.fact, number))
        distance = self._valued(distance, (way.of, start), context)
        steep = strict and not value.strict
        if steep and not distance.strict:
            return None

        def slope(low: Fact, high: Fact) -> Fact:
            facts = [*context.facts, low, high, *_within(context.facts, way, high)]
            way_points = points.on_the_way(along, distance.expr)
            inside = Context(tuple(facts), way_points, context.depth - 1, context.split)
            proof = self.sign(sympy.diff(way.moved(), along), steep, inside)
            if proof is None:
                raise ProofError("the slope has no sign that is found")
            return self._valued(proof, (way.moved(), proof.expr), inside)

        climb = climbed(way.moved(), along, distance, slope)
        if value.expr == 0 and climb.expr == expr:
            return climb
        return combine(expr, (climb, *times), *([(value, *times)] if value.expr != 0 else []))

    def _multiplier(self, times: Any, strict: bool, context: Context) -> tuple[Any, ...] | None:
        if times == 1:
            return ()
        fact = self.sign(times, True, context.lower())
        return None if fact is None else (fact,)

    # Cases

    def _split(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """By two cases: above and below a value at which the expression is least."""
        if not context.split:
            return None
        numbers = [x for x in atoms_of(expr) if x.is_Symbol or x.is_Indexed]
        for number, at in lowest(expr, numbers, context.points):
            branch = Context(context.facts, context.points, context.depth - 1, False)
            with suppress(ProofError):
                return cases(
                    number - at,
                    lambda above, b=branch: self._needed(expr, strict, b.with_facts(above)),
                    lambda below, b=branch: self._needed(expr, strict, b.with_facts(below)),
                )
        return None

    def _pinned(self, expr: Any, strict: bool, context: Context) -> Fact | None:
        """The sign where the facts leave a number only one value, which then stands for it."""
        if expr.has(Linear, sympy.Piecewise):
            return None
        found = self._linear(expr, strict, context)
        if found is not None or (only := only_value(expr, context.facts)) is None:
            return found
        number, value, equal = only
        with suppress(ProofError):
            proof = self.sign(substituted(expr, number, value), strict, context.lower())
            return proof and combine(expr, proof, replaced(expr, equal, number, value))
        return None

    def _needed(self, expr: Any, strict: bool, context: Context) -> Fact:
        proof = self.sign(expr, strict, context)
        if proof is None:
            raise ProofError("no proof is found on one side")
        return proof


def _goal(expr: Any, strict: bool) -> Relation:
    return Relation(expr, ">" if strict else ">=", sympy.Integer(0))


def _divides_functions(expr: Any) -> bool:
    """Whether two terms of a sum have divisors with exponentials or logarithms."""
    divisors = {
        x.base
        for x in (expr.atoms(sympy.Pow) if expr.is_Add else ())
        if x.exp.could_extract_minus_sign() and x.base.has(sympy.exp, sympy.log)
    }
    return len(divisors) > 1


def _near(expr: Any, facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts about numbers of the expression, and a few about those that these facts name."""
    near = [fact for fact in facts if atoms_of(fact.expr) & atoms_of(expr)]
    named = atoms_of(expr).union(*(atoms_of(fact.expr) for fact in near))
    wider = [fact for fact in facts if atoms_of(fact.expr) & named]
    return wider if len(wider) <= 12 else near


@dataclass(frozen=True)
class Way:
    """A number, the end to start at, the side of the end, and a divisor of the expression."""

    number: Any
    fact: Fact
    side: int
    end: Any
    times: Any
    of: Any
    along: Between

    def moved(self) -> Any:
        return substituted(self.of, self.number, self.end + self.side * self.along)

    def start(self) -> Any:
        return substituted(self.moved(), self.along, sympy.Integer(0))

    def cost(self, points: Points) -> Any:
        """The complexity of the slope; None if it or the value at the end has the wrong sign."""
        start = self.start()
        if start.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I) or points.denies(start):
            return None
        inside = points.on_the_way(self.along, self.side * (self.number - self.end))
        slope = sympy.diff(self.moved(), self.along)
        if (points.count and not inside.count) or inside.denies(slope):
            return None
        return complexity(slope)


def _scaled(expr: Any, fact: Fact, times: Any = sympy.S.One) -> Fact:
    """`expr >= 0`, where `expr` is the expression of the fact times a number."""
    return fact if fact.expr == expr else combine(expr, (times, fact))


def _next(context: Context, expr: Any) -> Between:
    """A number between two that stands nowhere yet."""
    return between(1 + max((int(x.name[1:]) for x in _betweens(context, expr)), default=0))


def _betweens(context: Context, expr: Any) -> set[Any]:
    exprs = (expr, *(fact.expr for fact in context.facts))
    return set[Any]().union(*(x.atoms(Between) for x in exprs))


def _rate(fact: Fact, number: Any) -> Any:
    free = sympy.Dummy(real=True)
    slope: Any = sympy.expand(fact.expr.xreplace({number: free})).coeff(free, 1)
    return 1 / abs(slope)


def _within(facts: Sequence[Fact], way: Way, high: Fact) -> Iterator[Fact]:
    """Facts that the moving number satisfies the bounds of the number on the other side."""
    for fact in facts:
        end = ends(fact, way.number)
        if end is None or end[0] == way.side:
            continue
        room = way.side * (end[1] - way.end) - way.along
        with suppress(ProofError):
            yield combine(room, high, (_rate(fact, way.number), fact))
