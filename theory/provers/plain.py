"""Simple proofs: evident signs, sums of facts, sums over the classes, and monotone powers.

Only the terms of the facts and of the goal are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations, combinations_with_replacement
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    BOUND_CLASS,
    ClassSum,
    CountSymbol,
    Index,
    LabelSymbol,
    Relation,
    ge,
    gt,
    is_label,
    seen,
)
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    first_within_total,
    identity,
    log_increases,
    power,
    power_in_base,
    power_of_fraction,
    reciprocal,
    total,
    total_of_others,
    two_within_total,
    weighted_am_gm,
)
from lossproof.theory.provers.arithmetic.linear import combination, evident, widened
from lossproof.theory.provers.classes.units import body, known_sum
from lossproof.theory.provers.forms import factored

MOST_FACTORS = 6


def plain(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """A fact that states the goal or more, by a simple proof, or None; no fact has an open case."""
    facts = _about(goal, facts)
    if (proof := _evident(goal)) is not None:
        return proof
    if (proof := combination(goal, facts)) is not None:
        return proof
    facts = [*facts, *cleared(facts)]
    if (proof := _quotient(goal, facts)) is not None:
        return proof
    more = [*facts, *at_rows(goal.difference, facts), *_powers(goal, facts), *_means(goal, facts)]
    more += _logarithms(goal, facts)
    more += _totals(more)
    if (proof := combination(goal, more) or _quotient(goal, more)) is not None:
        return proof
    terms = [*terms_of_sums(goal, facts)]
    more += terms
    return (combination(goal, more) or _quotient(goal, more)) if terms else None


def _quotient(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """The goal by its numerator, if the denominator is positive."""
    top, bottom = sympy.fraction(sympy.together(goal.difference))
    if bottom.is_number:
        return None
    with suppress(ProofError):
        numerator = Relation(sympy.expand(top), goal.sign, sympy.Integer(0))
        over = _evident(numerator) or combination(numerator, facts)
        if over is not None and (divisor := above(bottom, facts)) is not None:
            return combine(goal.difference, (over, reciprocal(divisor)))
    return None


def above(expr: Any, facts: Sequence[Fact]) -> Fact | None:
    """The expression is positive: evident, each factor of it, or a sum of facts."""
    if (found := evident(expr, True)) is not None:
        return found
    if isinstance(expr, ClassSum):
        return sum_above(expr, lambda term: above(term, facts))
    made: Any = factored(expr)
    parts = [part.as_base_exp() for part in sympy.Mul.make_args(made)]
    if len(parts) == 1 and parts[0][1] == 1:
        return combination(gt(expr, 0), facts)
    factors = [
        above(base, facts) or (above(-base, facts) if top % 2 == 0 else None)
        for base, top in parts if top.is_Integer and top > 0
    ]  # fmt: skip
    if None in factors or len(factors) < len(parts):
        return None
    with suppress(ProofError):
        tops = [int(top) for _, top in parts]
        return combine(
            expr, tuple(f for f, top in zip(factors, tops, strict=True) for _ in range(top))
        )
    return None


def sum_above(expr: Any, above: Callable[[Any], Fact | None]) -> Fact | None:
    """The sign of a sum over the classes, from that of its term at any class, or None."""
    with suppress(ProofError):
        term = above(expr.args[0].xreplace({BOUND_CLASS: ANY_CLASS}))
        return term and total(term, expr.args[1])
    return None


def cleared(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts with divisors, times their common positive divisor."""
    for fact in facts:
        if fact.expr.has(Linear) or fact.expr.is_polynomial():
            continue
        top, bottom = sympy.fraction(sympy.together(fact.expr))
        if not bottom.is_number and (divisor := above(bottom, facts)) is not None:
            with suppress(ProofError):
                yield combine(sympy.expand(top), (fact, divisor))


def at_rows(expr: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about any row of a matrix, for the rows that an expression names."""
    named = {entry.indices[0] for entry in expr.atoms(sympy.Indexed)}
    for row in sorted(filter(is_label, named - {ANY_CLASS, ANY_ROW}), key=str):
        for fact in facts:
            if fact.expr.has(ANY_ROW):
                with suppress(ProofError):
                    yield fact.at(ANY_ROW, row)


def _about(goal: Relation, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that share symbols with the goal, or with another such fact."""
    rest, related, known = [*facts], list[Fact](), _symbols(goal.difference)
    while near := [fact for fact in rest if _symbols(fact.expr) & known or not _symbols(fact.expr)]:
        related += near
        rest = [fact for fact in rest if fact not in near]
        known = known.union(*(_symbols(fact.expr) for fact in near))
    return related


def _symbols(expr: Any) -> frozenset[Any]:
    """The symbols of an expression, without indices, labels and the number of classes."""
    others = (Index, LabelSymbol, CountSymbol)
    return frozenset(x for x in expr.free_symbols if x.is_Symbol and not isinstance(x, others))


def _evident(goal: Relation) -> Fact | None:
    if goal.sign != "==" and (found := evident(goal.difference, goal.sign == ">")) is not None:
        return found
    with suppress(ProofError):
        return None if goal.sign == ">" else identity(goal.difference, 0)
    return None


def _totals(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Sums over the classes of facts on any class, and of the products of two of them."""
    sizes = {size for fact in facts for size in fact.expr.atoms(CountSymbol)}
    entrywise = [f for f in facts if f.expr.has(ANY_CLASS) and not f.expr.has(ANY_ROW)]
    signed = [fact for fact in entrywise if fact.sign != "=="][:MOST_FACTORS]
    products = [
        combine(one.expr * other.expr, (one, other))
        for one, other in combinations_with_replacement(signed, 2)
    ]
    for size in sorted(sizes, key=str)[:1]:
        for fact in (*entrywise, *products):
            with suppress(ProofError):
                whole = total(fact, size)
                yield whole
                yield from _with_known_sums(whole, facts)


def _with_known_sums(whole: Fact, facts: Sequence[Fact]) -> Iterator[Fact]:
    """A sum of terms `a f` with a sum of all f that is known, for numbers a that are symbols."""
    expr: Any = sympy.expand(whole.expr)
    parts = list[Any]()
    for each in expr.atoms(ClassSum):
        times, known = expr.coeff(each, 1), known_sum(body(each), facts)
        if times.free_symbols and known is not None:
            one, side, _ = known
            parts.append((-side * times, one))
    if parts:
        left = expr + sympy.Add(*(times * one.expr for times, one in parts))
        yield combine(sympy.expand(left), whole, *parts)


def terms_of_sums(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Sums over the classes of what is at least 0 are at least one or two of their terms."""
    known = list(widened(facts, goal.difference))
    sizes = sorted({x for f in facts for x in f.expr.atoms(CountSymbol)}, key=str)
    two = combination(gt(sizes[0], 1), known) if len(sizes) == 1 else None
    if two is None:
        return
    entries = {
        f.expr: f
        for f in facts
        if f.sign != "==" and f.expr.has(ANY_CLASS) and (f.expr.is_Indexed or _size_within(f.expr))
    }
    said = (goal.difference, *(f.expr for f in facts if not f.expr.has(ANY_CLASS, ANY_ROW)))
    bodies = {
        each.args[0].xreplace({BOUND_CLASS: ANY_CLASS}) for x in said for each in x.atoms(ClassSum)
    }
    for term in sorted(bodies - entries.keys(), key=str):
        if (least := evident(term, seen(term, ">"))) is not None:
            entries[term] = least
    met = {x for e in (goal.difference, *(f.expr for f in facts)) for x in _places(e)}
    labels = sorted(filter(is_label, met - {ANY_CLASS, ANY_ROW}), key=str)
    numbers = max((int(x) for x in met if x.is_Integer), default=0)
    apart = [fact for fact in facts if fact.strict and fact.expr.is_Pow and fact.expr.exp == 2]
    for entry in entries.values():
        for label in labels:
            with suppress(ProofError):
                yield total_of_others(entry, label, sizes[0], two)
        for fact in apart:
            with suppress(ProofError, ValueError):
                one, other = sorted(filter(is_label, fact.expr.free_symbols), key=str)
                yield two_within_total(entry, one, other, fact, sizes[0])
        for last in range(1, numbers + 1):
            if (enough := combination(ge(sizes[0], last + 1), known)) is not None:
                with suppress(ProofError):
                    yield first_within_total(entry, last + 1, sizes[0], enough)


def _size_within(expr: Any) -> bool:
    """Whether it is a size of entries with them or less them."""
    return expr.is_Add and any(isinstance(each, sympy.Abs) for each in expr.args)


def _places(expr: Any) -> set[Any]:
    """The classes that an expression names."""
    return {x for x in expr.free_symbols if is_label(x)}.union(
        *(entry.indices for entry in expr.atoms(sympy.Indexed))
    )


def _powers(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Bounds on powers in the goal with a base in [0, 1], also by the base."""
    known = list(widened(facts, goal.difference))
    for expr in sorted(_opened(goal.difference).atoms(sympy.Pow), key=str):
        base, top = expr.args
        low, high = combination(ge(base, 0), known), combination(ge(1, base), known)
        above = combination(gt(top, 0), known)
        if low is None or above is None or top.is_integer:
            continue
        with suppress(ProofError):
            yield power(low, above)
        if high is None:
            continue
        with suppress(ProofError):
            yield power_in_base(high, low, above)
        for difference, smaller in ((ge(top, 1), 1), (ge(1, top), top)):
            if (more := combination(difference, known)) is not None:
                with suppress(ProofError):
                    yield power_of_fraction(low, high, more, smaller)


def _logarithms(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Logarithms in the goal of numbers in (0, 1] are at most 0."""
    known = list(widened(facts, goal.difference))
    for log in sorted(_opened(goal.difference).atoms(sympy.log), key=str):
        of: Any = log.args[0]
        low = None if of.is_number else combination(gt(of, 0), known)
        high = combination(ge(1, of), known) if low is not None else None
        if low is not None and high is not None:
            with suppress(ProofError):
                yield log_increases(high, low)


def _means(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Products of two powers with exponents that sum to 1 are at most the weighted mean."""
    known = list(widened(facts, goal.difference))
    for product in sorted(_opened(goal.difference).atoms(sympy.Mul), key=str):
        powers = [factor.as_base_exp() for factor in product.args]
        for (a, top), (b, rest) in combinations(powers, 2):
            if top.is_integer or rest.is_integer or sympy.expand(top + rest) != 1:
                continue
            signs = [combination(ge(expr, 0), known) for expr in (a, b, top, rest)]
            if None not in signs:
                with suppress(ProofError):
                    yield weighted_am_gm(*(sign for sign in signs if sign))


def _opened(expr: Any) -> Any:
    """The expression with the body of each sum over the classes, at any class."""
    sums = [term for term in sympy.preorder_traversal(expr) if isinstance(term, ClassSum)]
    return sympy.Tuple(expr, *(s.args[0].xreplace({BOUND_CLASS: ANY_CLASS}) for s in sums))
