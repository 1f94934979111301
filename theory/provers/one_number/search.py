"""The sign of an expression in one number: by exact splits, until balls cover what is left.

It is split where it is 0, or where a kink or a factor of it is. Where it is 0 at an end it climbs
from there; elsewhere balls show the sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation, obligations, seen
from lossproof.theory.numbers import compare
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    cases,
    combine,
    covered,
    nonnegative,
    positive,
    power,
    power_in_exponent,
    reciprocal,
    replaced,
)
from lossproof.theory.provers.arithmetic.linear import combination, widened
from lossproof.theory.provers.forms import factored
from lossproof.theory.provers.functions.kinks import apart, side_of
from lossproof.theory.provers.functions.powers import logarithm
from lossproof.theory.provers.one_number.ends import Ends
from lossproof.theory.provers.one_number.place import Place, is_zero, rational_below, value_at
from lossproof.theory.provers.points import atoms_of
from lossproof.theory.provers.values import beside, has_values, values_of

NODES, DEPTH, BOXES, LONG, LONGEST = 160, 12, 1500, 100, 160
KINKS = (sympy.Abs, sympy.Max, sympy.Min)
ZERO = sympy.Integer(0)


def of_one_number(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """The goal, if it is about one number, or None; all terms of its proof have values."""
    expr = goal.difference
    numbers = [*atoms_of(expr)]
    if goal.sign == "==" or len(numbers) != 1:
        return None
    (number,) = numbers
    near = [fact for fact in widened(facts, expr) if atoms_of(fact.expr) == {number}]
    with suppress(ProofError, ValueError, TypeError, sympy.PolynomialError):
        place = Place.of(number, [fact for fact in near if fact.sign != "=="])
        found = Search().sign(expr, goal.sign == ">", place)
        return found if has_values(found, goal, facts) else None
    return None


class Search:
    """A search for signs that ends after a number of subgoals."""

    def __init__(self) -> None:
        self.left = NODES
        self.kept = list[Place]()  # so that no other fact gets the id of one of its own
        self.failed, self.found = set[Any](), dict[Any, Fact]()
        self.ends = Ends(self.sign, self.valued)

    def sign(self, expr: Any, strict: bool, place: Place, depth: int = DEPTH) -> Fact:
        """`expr > 0` if `strict`, else at least `expr >= 0`, with facts that its terms have values.

        Raises
        ------
        ProofError
            If no proof is found.
        """
        with suppress(ProofError):
            return positive(expr) if strict or expr.is_positive else nonnegative(expr)
        if not expr.has(place.number):
            raise ProofError(f"{expr} has not the sign")
        key = (expr, strict, *map(id, place.facts))
        if key in self.found:
            return self.found[key]
        self.left -= 1
        if key in self.failed or self.left <= 0 or depth <= 0 or sympy.count_ops(expr) > LONGEST:
            raise ProofError("the search ends")
        try:
            found = self.valued(self._sought(expr, strict, place, depth), expr, place, depth)
        except ProofError:
            self.failed.add(key)
            raise
        finally:
            self.kept.append(place)
        self.found[key] = found
        return found

    def valued(self, fact: Fact, expr: Any, place: Place, depth: int) -> Fact:
        """The fact, after facts by which the terms of an expression have values."""
        if not obligations(expr):
            return fact

        def above(of: Any, strict: bool) -> Fact | None:
            with suppress(ProofError):
                return self.sign(of, strict, place, depth - 1)
            return None

        return beside(fact, values_of([expr], above))

    def _sought(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact:
        if expr.is_polynomial(place.number) and sympy.degree(expr, place.number) <= 1:
            goal = Relation(expr, ">" if strict else ">=", ZERO)
            if (found := combination(goal, place.facts)) is not None:
                return found
        if strict and any(is_zero(value_at(expr, place.number, at)) for at in place.closed):
            raise ProofError(f"{expr} is 0 at an end")
        signs = place.signs(expr)
        if any(sign == -1 for sign in signs):
            raise ProofError(f"{expr} is negative at a point")
        if not any(signs):
            return self._nothing(expr, strict, place, depth)
        if expr.has(*KINKS):
            return self._kink(expr, strict, place, depth)
        if expr.is_Pow and expr.exp.is_Rational and not expr.exp.is_Integer:
            top = expr.exp
            base = self.sign(expr.base, strict or top < 0, place, depth - 1)
            return (
                power(base, positive(top)) if top > 0 else reciprocal(power(base, positive(-top)))
            )
        ways: list[Callable[..., Fact | None]] = [
            self._factored, self._at_zeros, self._terms, self._logarithms, self._smooth,
        ]  # fmt: skip
        for way in ways:
            with suppress(ProofError):
                if (found := way(expr, strict, place, depth)) is not None:
                    return found
        raise ProofError(f"no sign of {expr} is found")

    def _nothing(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact:
        """What is 0 everywhere: an identity, or 0 at an end with such a slope."""
        if strict:
            raise ProofError(f"{expr} is 0")
        with suppress(ProofError):
            return combine(expr, nonnegative(ZERO))
        if expr.has(*KINKS):
            return self._kink(expr, strict, place, depth)
        if (found := self.ends.climbed(expr, strict, place, depth)) is None:
            raise ProofError(f"{expr} is not seen to be 0")
        return found

    def _split(self, expr: Any, strict: bool, place: Place, at: Any, depth: int) -> Fact:
        """By two cases, above and below a point."""
        return cases(
            place.number - at,
            lambda known: self.sign(expr, strict, place.above(at, known), depth - 1),
            lambda known: self.sign(expr, strict, place.below(at, known), depth - 1),
        )

    # Kinks, factors and terms

    def _kink(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact:
        kink: Any = min(expr.atoms(*KINKS), key=lambda term: (sympy.count_ops(term), str(term)))
        if any(part.has(*KINKS) for part in kink.args):
            raise ProofError("a kink inside another")
        split = apart(kink)
        for at in place.zeros(split):
            return self._split(expr, strict, place, at, depth)
        signs = {sign for sign in place.signs(split) if sign}
        if len(signs) > 1:
            raise ProofError(f"{split} has no exact zero")
        right = signs != {-1}
        known = self.sign(split if right else -split, False, place, depth - 1)
        value, equal = side_of(kink, 0 if right else 1, known.expr, known)
        equal = replaced(expr, equal, kink, value)
        inside = expr.xreplace({kink: value})
        if inside == 0 and not strict:
            return equal
        return combine(expr, self.sign(inside, strict, place, depth - 1), equal)

    def _factored(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact | None:
        """By the signs of its factors, split at their zeros."""
        if sympy.count_ops(expr) > LONG:
            return None
        made: Any = factored(sympy.together(expr))
        if made.is_Add:
            made = sympy.factor_terms(made)
        parts = [
            (base, int(top)) if top.is_Integer else (base**top, 1)
            for base, top in (part.as_base_exp() for part in sympy.Mul.make_args(made))
        ]
        moving = [(base, top) for base, top in parts if base.has(place.number)]
        if (
            len(moving) == 1
            and (moving[0][1] == 1)
            and (len(parts) == 1 or sympy.expand(moving[0][0]) == sympy.expand(expr))
        ):
            return None
        for base, _ in moving:
            if not base.is_Symbol:
                for at in place.zeros(base):
                    if strict:
                        raise ProofError(f"{expr} is 0 at {at}")
                    return self._split(expr, strict, place, at, depth)
        terms = list[Any]()
        for base, top in parts:
            if not base.has(place.number):
                terms.append(positive(base**top) if compare(base**top, ">", 0) else base**top)
                continue
            if top > 0 and top % 2 == 0 and not strict:
                terms.append(base**top)
                continue
            side = -1 if -1 in place.signs(base) else 1
            fact = self.sign(side * base, strict or top < 0, place, depth - 1)
            terms += [reciprocal(fact) if top < 0 else fact] * abs(top)
            terms += [sympy.Integer(side)] if top % 2 else []
        number = sympy.Mul(*(x for x in terms if not isinstance(x, Fact) and x.is_number))
        rest = [x for x in terms if isinstance(x, Fact) or not x.is_number]
        return combine(expr, (number, *rest))

    def _at_zeros(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact | None:
        zeros = place.zeros(expr)
        if not zeros:
            return None
        if strict:
            raise ProofError(f"{expr} is 0 at {zeros[0]}")
        return self._split(expr, strict, place, zeros[0], depth)

    def _terms(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact | None:
        """A sum of terms none of which is negative."""
        terms = sympy.Add.make_args(expr)
        if not 2 <= len(terms) <= 6:
            return None
        if any(sign in (-1, None) for term in terms for sign in place.signs(term)):
            return None
        facts, wanted = list[Fact](), strict
        for term in terms:
            try:
                facts.append(self.sign(term, wanted, place, depth - 1))
                wanted = False
            except ProofError:
                if not wanted:
                    raise
                facts.append(self.sign(term, False, place, depth - 1))
        return None if wanted else combine(expr, *facts)

    def _logarithms(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact | None:
        """`k f^g - B` by the logarithms of both, for the only power with a moving exponent."""
        opened: Any = sympy.expand(expr, power_exp=False)
        terms = sympy.Add.make_args(opened)
        powers = [term for term in terms if _tops(term, place.number)]
        if len(terms) < 2 or not (len(powers) == 1 or len(powers) == len(terms) == 2):
            return None
        moving = next((t for t in powers if t.could_extract_minus_sign()), powers[0])
        rest = sympy.Add(*(term for term in terms if term is not moving))
        falls = moving.could_extract_minus_sign()
        larger, smaller = (rest, -moving) if falls else (moving, -rest)
        one, other = (logarithm(side) for side in (larger, smaller))
        gap = sympy.expand(one - other)
        evident = all(seen(log.args[0], ">") for log in gap.atoms(sympy.log))
        if not evident and not (_simple(one) and _simple(other)):
            return None  # the second checker takes exp(k log x) for x^k where x > 0 is evident
        if any(sign in (-1, None) for sign in place.signs(gap)):
            return None
        order, base = self.sign(gap, strict, place, depth - 1), positive(sympy.E - 1)
        with suppress(ProofError):
            return combine(expr, power_in_exponent(base, order, other))
        if not evident:
            return None
        both = [self.sign(side, True, place, depth - 1) for side in (larger, smaller)]
        return combine(expr, (power_in_exponent(base, order, -one), *both))

    # What has no kink

    def _smooth(self, expr: Any, strict: bool, place: Place, depth: int) -> Fact | None:
        ends = [
            None if end is None else value_at(expr, place.number, end.at)
            for end in (place.low, place.high)
        ]
        if all(end is not None and compare(end, ">", 0) for end in ends):
            with suppress(ProofError):
                return self._covered(expr, place)
        return self.ends.climbed(expr, strict, place, depth)

    def _covered(self, expr: Any, place: Place) -> Fact:
        ends = [(end, side) for end, side in ((place.low, 1), (place.high, -1)) if end]
        low, high = (rational_below(end, side, place.number).fact for end, side in ends)
        return covered(expr, {place.number: (low, high)}, strict=True, max_boxes=BOXES)


def _tops(term: Any, number: Any) -> list[Any]:
    """The powers of a term in whose exponents the number stands."""
    return [x for x in term.atoms(sympy.exp, sympy.Pow) if x.as_base_exp()[1].has(number)]


def _simple(exponent: Any) -> bool:
    """Whether each logarithm of what is not evidently positive has the coefficient 1."""
    logs = (log for log in exponent.atoms(sympy.log) if not seen(log.args[0], ">"))
    return all(sympy.expand(exponent).coeff(log, 1) == 1 for log in logs)
