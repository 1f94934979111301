"""What follows from facts by functions that rise: exponentials, logarithms, roots and powers.

A fact `a >= b` gives one about `exp a` and `exp b` where both occur, and one about their
exponentials gives one about `a` and `b`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import permutations
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ClassSum,
    Relation,
    gt,
    is_label,
    le,
    seen,
    unbound,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    cases,
    combine,
    log_bound,
    log_increases,
    log_quotient,
    nonnegative,
    positive,
    power_in_base,
    power_in_exponent,
    reciprocal,
    replaced,
    squeezed,
    total_of_others,
)
from lossproof.theory.provers.arithmetic.linear import combination, shown, widened
from lossproof.theory.provers.classes.units import at_any_class, body, unit_sum
from lossproof.theory.provers.functions.logarithms import multiples
from lossproof.theory.provers.functions.tangents import tangents
from lossproof.theory.provers.plain import above, plain, terms_of_sums

MOST_TERMS, MOST_FACTS, LONG = 6, 12, 60
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO, HALF = sympy.Integer(0), sympy.Rational(1, 2)


def consequences(goal: Relation, facts: Sequence[Fact]) -> list[Fact]:
    """Facts about the terms of the goal and of the facts, by functions that rise."""
    inverse = [made for fact in facts for made in _inverted(fact)]
    known = [*facts, *inverse]
    more = [*_of_one_term(goal, facts), *_beside(goal, facts), *_within_one(goal, facts)]
    more += [*_logarithms_of_products(goal, facts), *_zeros_of_squares(facts)]
    more += [*multiples(goal.difference), *_of_divisors(goal, facts)]
    first = [*_below_one(goal, facts), *tangents(goal, facts), *_bounds_of_logarithms(goal, facts)]
    return [*inverse, *first, *_of_pairs(goal, known), *more][:MOST_FACTS]


def _inverted(fact: Fact) -> Iterator[Fact]:
    """Facts about what stands inside one function, from a fact that compares it."""
    if fact.sign == "==" or unbound(fact.expr):
        return
    expr: Any = sympy.expand(fact.expr)
    functions = {
        x
        for x in sympy.Add.make_args(expr)
        for x in x.atoms(sympy.exp, sympy.log, sympy.Pow)
        if not x.is_number
    }
    for term in sorted(functions, key=str)[:MOST_TERMS]:
        times = expr.coeff(term, 1)
        rest = expr - times * term
        if not times.is_Rational or times == 0 or rest.has(term):
            continue
        with suppress(ProofError, TypeError, ValueError):
            other = sympy.expand(-rest / times)
            apart = combine(abs(1 / times) * expr, (abs(1 / times), fact))
            yield from _inside(term, other, apart, above=bool(times > 0))


def _of_divisors(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`1/b - 1/x >= 0` where a fact says `x - b >= 0`, for divisors x of the terms of sums."""
    divisors = {
        power.base
        for term in at_any_class(goal.difference).args[1:]
        for power in term.atoms(sympy.Pow)
        if power.exp == -1 and power.base.has(ANY_CLASS)
    }
    for divisor in sorted(divisors, key=str):
        for fact in facts:
            bound: Any = divisor - fact.expr
            if fact.sign == "==" or bound == 0 or bound.has(ANY_CLASS) or not bound.free_symbols:
                continue
            with suppress(ProofError):
                least, top = positive(bound), combine(divisor, fact, positive(bound))
                yield combine(1 / bound - 1 / divisor, (fact, reciprocal(least), reciprocal(top)))


def _zeros_of_squares(facts: Sequence[Fact]) -> Iterator[Fact]:
    """`x == 0`, where a fact says that `-x^2 >= 0`."""
    for fact in facts:
        square: Any = -fact.expr
        written = square.is_Pow and square.exp == 2
        if fact.sign != ">=" or unbound(square) or not (written or square.is_polynomial()):
            continue
        try:
            times, powers = (1, [square.args]) if written else sympy.factor_list(square)
        except sympy.PolynomialError:  # as of a constant, or of no polynomial in its generators
            continue
        root = sympy.Mul(*(base ** (top // 2) for base, top in powers))
        if root.is_number or times < 0 or any(top % 2 for _, top in powers):
            continue
        with suppress(ProofError):
            zero = squeezed(nonnegative(root**2), combine(-(root**2), (1 / times, fact)))
            yield squeezed(_not_below(root, zero), _not_below(-root, zero))


def _not_below(root: Any, zero: Fact) -> Fact:
    """`x >= 0`, where `x^2 == 0`: else x is x^2/x, which is 0."""

    def below(known: Fact) -> Fact:
        return combine(root, (zero, 1 / root), (0, known))

    return cases(-root, below, lambda known: combine(root, known), strict=True)


def _inside(term: Any, other: Any, apart: Fact, *, above: bool) -> Iterator[Fact]:
    """From `f(x) - y >= 0`, or `y - f(x) >= 0` unless `above`, a fact about `x`."""
    if isinstance(term, sympy.exp):
        yield log_increases(apart, positive(other if above else term))
    elif isinstance(term, sympy.log):
        yield power_in_exponent(positive(sympy.E - 1), apart, other if above else term)
    elif term.exp == 2 and not above:
        yield power_in_base(apart, nonnegative(term), positive(HALF))
    elif term.exp == HALF and above and seen(other, ">="):
        least = nonnegative(other)
        yield combine(term**2 - other**2, (apart, least), (apart, nonnegative(term)))
    elif term.exp == HALF and not above:
        root = nonnegative(term)
        yield combine(other**2 - term**2, (apart, apart), (2, apart, root))


def _of_pairs(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about two values of one function, from the order of its arguments."""
    exprs = (goal.difference, *(fact.expr for fact in facts))
    terms = set[Any]()
    for expr in map(at_any_class, exprs):
        terms |= {x for x in expr.atoms(sympy.exp, sympy.log, sympy.Pow) if not unbound(x)}
    kinds: dict[Any, list[Any]] = {}
    for term in sorted(terms, key=str):
        kind, inside = _parts(term)
        if kind is not None and not inside.is_number:
            kinds.setdefault(kind, []).append(inside)
    known = list(widened(facts, goal.difference))
    for kind, arguments in kinds.items():
        places = [*dict.fromkeys(arguments)][:MOST_TERMS]
        more = [sympy.Integer(kind is not sympy.exp), *_labelled(places, known)]
        for larger, smaller in permutations([*places, *more], 2):
            if larger.is_number and smaller.is_number:
                continue
            with suppress(ProofError, ValueError):
                order = combination(Relation(larger - smaller, ">=", ZERO), known)
                if order is not None:
                    yield _risen(kind, order, larger, smaller, known)


def _beside(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`exp(a + x) - exp a`, for the exponentials of a goal about sums, from facts `x >= 0`."""
    if not goal.difference.has(ClassSum):
        return
    for term in sorted(goal.difference.atoms(sympy.exp), key=str):
        place = term.args[0]
        for fact in facts if not unbound(term) and not place.has(ANY_CLASS) else ():
            named = fact.expr.atoms(sympy.Indexed) & place.atoms(sympy.Indexed)
            simple = fact.expr.is_polynomial() and not fact.expr.has(ANY_CLASS)
            if fact.sign != "==" and named and simple:
                with suppress(ProofError, ValueError):
                    yield power_in_exponent(positive(sympy.E - 1), fact, place)


def _logarithms_of_products(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """From `x - y >= 0`, for products and quotients above 0, their logarithms, split into parts."""
    if not goal.difference.has(sympy.log):
        return
    for fact in facts:
        terms = sympy.Add.make_args(fact.expr)
        lower = [-each for each in terms if each.could_extract_minus_sign()]
        if fact.sign == "==" or len(terms) != 2 or len(lower) != 1:
            continue
        with suppress(ProofError):
            grown = log_increases(fact, _positive(lower[0], facts))
            first, steps = _split(fact.expr + lower[0], facts)
            second, more = _split(lower[0], facts)
            yield combine(first - second, grown, *steps, *((-k, each) for k, each in more))


def of_logarithms(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """`log a >= log b`, for products a and b, from `a >= b`; or None."""
    parts = [term.as_coeff_Mul() for term in sympy.Add.make_args(goal.difference)]
    alone = all(abs(k) == 1 and isinstance(rest, sympy.log) for k, rest in parts)
    if goal.sign == "==" or len(parts) > MOST_TERMS or not alone:
        return None
    sides = [sympy.Mul(*(rest.args[0] for k, rest in parts if k == side)) for side in (1, -1)]
    known = prove(Relation(sides[0] - sides[1], goal.sign, ZERO), facts)
    more = [] if known is None else [*_logarithms_of_products(goal, [known, *facts])]
    return plain(goal, [*facts, *more]) if more else None


def in_parts(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from that with the logarithms of quotients as differences of logarithms, or None."""
    expr, steps = goal.difference, list[Fact]()
    with suppress(ProofError):
        for log in sorted((x for x in _of_quotients(expr) if not unbound(x)), key=str):
            parts, split = _split(log.args[0], facts)
            steps.append(
                replaced(expr, combine(log - parts, *((-k, x) for k, x in split)), log, parts)
            )
            expr = expr.xreplace({log: parts})
        if (
            steps
            and not _of_quotients(expr)
            and (proof := prove(Relation(expr, goal.sign, ZERO), facts))
        ):
            return combine(goal.difference, proof, *steps)
    return None


def _of_quotients(expr: Any) -> list[Any]:
    """The logarithms of quotients with a symbol in the divisor."""
    return [x for x in expr.atoms(sympy.log) if sympy.fraction(x.args[0])[1].free_symbols]


def _split(product: Any, facts: Sequence[Fact]) -> tuple[Any, list[tuple[Any, Fact]]]:
    """The logarithm of a positive product as a sum, and what its difference from it is made of.

    Raises
    ------
    ProofError
        If a factor is not seen to be positive.
    """
    total, steps, rest = ZERO, list[tuple[Any, Fact]](), product
    while rest.is_Mul:
        base, top = rest.args[0].as_base_exp()
        if top != -1:
            base, top = rest.args[0], 1
        whole = _positive(rest if top == 1 else rest * base, facts)
        steps.append((top, log_quotient(whole, _positive(base, facts))))
        total, rest = total + top * sympy.log(base), rest / rest.args[0]
    return total + sympy.log(rest), steps


def _positive(expr: Any, facts: Sequence[Fact]) -> Fact:
    """That a product or quotient is positive; `ProofError` if it is not seen."""
    top, bottom = sympy.fraction(expr)
    over, under = above(top, facts), above(bottom, facts)
    if over is None or under is None:
        raise ProofError(f"{expr} is not seen to be positive")
    return combine(expr, (over, reciprocal(under)))


def _bounds_of_logarithms(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`x - 1 - log x >= 0`, for logarithms of entries in sums over the classes, and of sums."""
    inside = sympy.Tuple(*map(body, sorted(goal.difference.atoms(ClassSum), key=str)))
    for log in sorted(inside.atoms(sympy.log), key=str)[:2]:
        given = next((f for f in facts if f.expr == log.args[0] and f.strict), None)
        if given is not None and not unbound(log):
            yield log_bound(given)
    of_sums = (log for log in goal.difference.atoms(sympy.log) if log.has(ClassSum))
    for log in sorted(of_sums, key=str)[:2]:
        above_0 = gt(log.args[0], 0)
        if (least := plain(above_0, [*facts, *_below_one(above_0, facts)])) is not None:
            yield log_bound(combine(log.args[0], least))
        for each in sorted(log.args[0].atoms(ClassSum), key=str)[:1]:
            at_most = plain(le(each, 1), facts)
            if at_most is not None and (least := above(each, facts)) is not None:
                yield from (log_bound(least), at_most)
                with suppress(ProofError):
                    parts, steps = _split(log.args[0], facts)
                    yield combine(parts - log, *steps)


def _within_one(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """One or two entries, of those that sum to 1, are at most 1 together."""
    for fact in terms_of_sums(goal, facts) if not goal.difference.has(ClassSum) else ():
        for each in fact.expr.atoms(ClassSum):
            if (unit := unit_sum(body(each), facts)) is not None:
                one, side, _ = unit
                rest = sympy.expand(fact.expr - each)
                if not rest.has(ClassSum):
                    with suppress(ProofError):
                        yield combine(1 + rest, fact, (-side, one))


def _below_one(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Each of at least two positive entries that sum to 1 is below 1: for strict bounds of sums."""
    for fact in facts if goal.sign == ">" and goal.difference.has(ClassSum) else ():
        entry: Any = fact.expr
        if fact.strict and entry.is_Indexed and (unit := unit_sum(entry, facts)) is not None:
            one, side, size = unit
            if (two := combination(gt(size, 1), facts)) is not None:
                rest = total_of_others(fact, ANY_CLASS, size, two)
                yield combine(1 - entry, rest, (-side, one))


def _of_one_term(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The logarithm of a sum of exponentials is at least the exponent of each named class."""
    labels = sorted({x for x in goal.difference.free_symbols if is_label(x)}, key=str)
    for log in sorted(goal.difference.atoms(sympy.log), key=str):
        inside = log.args[0]
        if not isinstance(inside, ClassSum) or not isinstance(each := body(inside), sympy.exp):
            continue
        size = inside.args[1]
        lower = next((fact for fact in facts if fact.expr == size - 2), None)
        for label in labels if lower is not None else ():
            with suppress(ProofError, ValueError):
                rest = total_of_others(positive(each), label, size, combine(size - 1, lower, (1,)))
                yield log_increases(rest.weakened(), positive(each.xreplace({ANY_CLASS: label})))


def _labelled(places: Sequence[Any], facts: Sequence[Fact]) -> list[Any]:
    """What bounds an argument about any class, in a fact about both."""
    found = list[Any]()
    for place in places:
        for fact in facts if place.has(ANY_CLASS) and place.is_Indexed else ():
            times: Any = sympy.expand(fact.expr).coeff(place, 1)
            if fact.sign != "==" and times.is_Rational and times != 0:
                bound = sympy.expand(place - fact.expr / times)
                if not bound.has(ANY_CLASS, place):
                    found.append(bound)
    return [*dict.fromkeys(found)][:2]


def _parts(term: Any) -> tuple[Any, Any]:
    """The function, as a kind or an exponent, and its argument; None for what has no order."""
    if isinstance(term, (sympy.exp, sympy.log)):
        return type(term), term.args[0]
    base, top = term.as_base_exp()
    return (None, base) if top.is_Integer or not seen(top, ">") else (top, base)


def _risen(kind: Any, order: Fact, larger: Any, smaller: Any, facts: Sequence[Fact]) -> Fact:
    if kind is sympy.exp:
        return power_in_exponent(positive(sympy.E - 1), order, smaller)
    strict = kind is sympy.log
    least = shown(smaller, strict, facts)
    if least is None:
        raise ProofError(f"{smaller} may be below 0")
    return log_increases(order, least) if strict else power_in_base(order, least, positive(kind))


def by_contradiction(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal: where it does not hold, products of that with the facts show that it does."""
    expr = goal.difference
    if goal.sign == "==" or sympy.count_ops(expr) > LONG:
        return None

    def otherwise(opposite: Fact) -> Fact:
        found = prove(Relation(expr, goal.sign, ZERO), [*facts, opposite])
        if found is None:
            raise ProofError("no contradiction is found")
        return combine(expr, found)

    with suppress(ProofError):
        return cases(expr, lambda known: combine(expr, known), otherwise, goal.sign == ">")
    return None
