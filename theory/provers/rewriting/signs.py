"""The sign of a factor from facts, and consequences of facts about entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ClassSum, CountSymbol, ge, gt, is_label, seen
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    reciprocal,
    total_of_others,
    two_within_total,
)
from lossproof.theory.provers.arithmetic.linear import combination, evident, widened
from lossproof.theory.provers.classes.units import unit_sum
from lossproof.theory.provers.forms import factored
from lossproof.theory.provers.plain import plain, sum_above

MOST_NEAR, MOST_POWERS = 14, 30
HIGH = 1000  # exponents of powers that SymPy would take minutes to factor


class Signs:
    """Signs of expressions from facts that are no equalities; each search runs once."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.given = facts
        self._found = dict[Any, Fact | None]()

    @cached_property
    def facts(self) -> list[Fact]:
        """The facts, and what follows from them at once."""
        known = [*self.given, *_more(self.given)]
        return [*known, *(fact for given in known for fact in _cleared(given))]

    def above(self, expr: Any, strict: bool) -> Fact | None:
        """`expr > 0` if `strict`, else `expr >= 0`; None if no proof is found."""
        key = (expr, strict)
        if key not in self._found:
            self._found[key] = None
            self._found[key] = self._sought(expr, strict)
        return self._found[key]

    def side(self, expr: Any) -> Fact | None:
        """`expr > 0` or `-expr > 0`; None if no proof is found."""
        return self.above(expr, True) or self.above(-expr, True)

    def _sought(self, expr: Any, strict: bool) -> Fact | None:
        if (proof := evident(expr, strict)) is not None:
            return proof
        if expr.is_number:
            return None
        if isinstance(expr, ClassSum):
            each = sum_above(expr, lambda body: self.above(body, strict))
            if each is not None:
                return each
        if (proof := self._sum(expr, strict)) is not None:
            return proof
        if any(not top.is_Rational for top in (x.exp for x in expr.atoms(sympy.Pow))):
            goal = (gt if strict else ge)(expr, 0)
            if sympy.count_ops(expr) < MOST_POWERS and (proof := plain(goal, self.facts)):
                return proof
        parts = factors(expr)
        return None if parts is None else self._product(expr, parts, strict)

    def _sum(self, expr: Any, strict: bool) -> Fact | None:
        terms = _numbers(expr)
        near = [fact for fact in widened(self.facts, expr) if _numbers(fact.expr) & terms]
        matches = (fact for fact in near if fact.expr - expr == 0 and fact.sign in (">", ">="))
        for fact in matches:
            if fact.strict or not strict:
                return fact
        near.sort(key=lambda fact: (not _numbers(fact.expr) <= terms, len(str(fact.expr))))
        with suppress(ProofError, ValueError):
            return combination((gt if strict else ge)(expr, 0), near[:MOST_NEAR])
        return None

    def _product(self, expr: Any, parts: list[tuple[Any, int]], strict: bool) -> Fact | None:
        terms, sign = list[Any](), 1
        for base, top in parts:
            if base.is_number:
                if (base**top).is_positive is None:
                    return None
                sign *= 1 if (base**top).is_positive else -1
                terms.append(abs(base) ** top)
                continue
            if top % 2 == 0 and not strict and top > 0:
                terms.append(base**top)
                continue
            proof, side = self._side(base, strict or top < 0)
            if proof is None:
                return None
            sign *= side ** (top % 2)
            with suppress(ProofError):
                terms += [reciprocal(proof) if top < 0 else proof] * abs(top)
                continue
            return None
        if sign < 0:
            return None
        with suppress(ProofError):
            return combine(expr, tuple(terms))
        return None

    def _side(self, base: Any, strict: bool) -> tuple[Fact | None, int]:
        for side in (1, -1):
            if (proof := self.above(side * base, strict)) is not None:
                return proof, side
        return None, 1


def _numbers(expr: Any) -> set[Any]:
    """The entries, sums and numbers of an expression."""
    free = set[Any](expr.free_symbols)
    others = {symbol for symbol in free if not isinstance(symbol, CountSymbol)}
    return expr.atoms(sympy.Indexed, ClassSum) or others or free


def factors(expr: Any) -> list[tuple[Any, int]] | None:
    """The factors over a common denominator, each with its power; None if there is only one."""
    if sympy.count_ops(expr) > 200:
        return None
    tops = (power.exp for power in expr.atoms(sympy.Pow))
    if any(top.is_Rational and abs(top) > HIGH for top in tops):
        return None
    made: Any = factored(sympy.together(expr))
    parts = [factor.as_base_exp() for factor in sympy.Mul.make_args(made)]
    if any(not top.is_Integer for _, top in parts):
        parts = [(b, t) if t.is_Integer else (b**t, sympy.Integer(1)) for b, t in parts]
    if len(parts) == 1 and (parts[0][0] == expr or made.is_Add):
        return None
    return [(base, int(top)) for base, top in parts]


def _cleared(fact: Fact) -> Iterator[Fact]:
    """The fact times its denominator, if that is evidently positive."""
    if fact.sign == "==" or fact.cases:
        return
    top, bottom = sympy.fraction(sympy.together(fact.expr))
    if bottom.is_number or not seen(bottom, ">"):
        return
    with suppress(ProofError):
        yield combine(sympy.expand(top), (fact, bottom))


def _more(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Upper bounds on one and on two nonnegative entries with sum 1."""
    for entry in facts:
        of: Any = entry.expr
        if entry.sign == "==" or not of.is_Indexed or not of.has(ANY_CLASS):
            continue
        if any(index != ANY_CLASS and index.has(ANY_CLASS) for index in of.indices):
            continue
        if (found := unit_sum(of, facts)) is None:
            continue
        total, side, size = found
        two = next((f for f in facts if f.expr == size - 2 and f.sign == ">="), None)
        with suppress(ProofError):
            if entry.strict and two is not None:
                more = combine(size - 1, two, (sympy.Integer(1),))
                others = total_of_others(entry, ANY_CLASS, size, more)
                yield combine(1 - of, others, (-side, total))
        for apart in facts:
            labels = _labels(apart)
            if labels is None:
                continue
            with suppress(ProofError):
                rest = two_within_total(entry, *labels, apart, size)
                taken = sympy.Add(*(of.xreplace({ANY_CLASS: k}) for k in labels))
                yield combine(1 - taken, rest, (-side, total))


def _labels(apart: Fact) -> tuple[Any, Any] | None:
    """The two classes that differ by this fact, or None."""
    base, top = apart.expr.as_base_exp()
    parts = sympy.Add.make_args(base)
    if not apart.strict or top != 2 or len(parts) != 2:
        return None
    first, second = map(_unsigned, parts)
    return (first, second) if is_label(first) and is_label(second) else None


def _unsigned(part: Any) -> Any:
    """A term without its minus sign."""
    return -part if part.could_extract_minus_sign() else part
