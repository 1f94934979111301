"""Quotients: the sign of the divisor first, then the numerator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Binder, ClassSum, Relation
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, positive, power, reciprocal
from lossproof.theory.provers.arithmetic.linear import combination
from lossproof.theory.provers.classes.units import body
from lossproof.theory.provers.plain import above, cleared
from lossproof.theory.provers.points import Points, atoms_of

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO = sympy.Integer(0)
KINKS = sympy.Abs, sympy.Max, sympy.Min
LONGEST = 60  # operations of a fact that is factored


def of_reciprocals(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """`k/a >= k/b` from `b >= a`, for sums a and b of known signs and a number k; or None."""
    terms = sympy.Add.make_args(goal.difference)
    parts: list[Any] = [term.as_independent(*term.free_symbols) for term in terms]
    sums = [1 / rest for _, rest in parts]
    if len(parts) != 2 or parts[0][0] != -parts[1][0] or not all(each.is_Add for each in sums):
        return None
    (times, _), _ = parts
    larger, smaller = (sums[1], sums[0]) if times > 0 else sums
    over = prove(Relation(abs(times) * (larger - smaller), goal.sign, ZERO), facts)
    divisor = over and prove(Relation(sympy.expand(larger * smaller), ">", ZERO), facts)
    with suppress(ProofError):
        return divisor and combine(goal.difference, (over, reciprocal(divisor)))
    return None


def without_factor(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from that without a factor of all its terms that is evidently positive, or None."""
    product = sympy.factor_terms(goal.difference)
    if goal.sign == "==" or not (product.is_Mul and product.has(ClassSum)):
        return None
    for factor in (each for each in product.args if each.free_symbols):
        with suppress(ProofError):
            known = positive(factor)
            rest = prove(Relation(product / factor, goal.sign, ZERO), facts)
            return rest and combine(goal.difference, (rest, known))
    return None


def without_power(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from that without a power that all its terms have: `x^(a-1)` beside `x^a`; or None.

    For sums x; SymPy divides by a symbol itself.
    """
    tops = dict[tuple[Any, Any], set[Any]]()
    for each in goal.difference.atoms(sympy.Pow):
        whole, rest = each.exp.as_coeff_Add()
        if each.base.is_Add and whole.is_Integer and rest:
            tops.setdefault((each.base, rest), set()).add(whole)
    for (base, rest), found in sorted(tops.items(), key=str):
        mark, least = sympy.Dummy(), min(found)
        parts = {base ** (rest + k): mark * base ** (k - least) for k in found}
        inner = goal.difference.xreplace(parts)
        left = inner.xreplace({mark: sympy.Integer(1)})
        if len(found) < 2 or sympy.expand(inner - mark * left) != 0:
            continue
        with suppress(ProofError):
            factor = _power(base, rest + least, facts, strict=goal.sign == ">")
            if factor and (over := prove(Relation(left, goal.sign, ZERO), facts)):
                return combine(goal.difference, (over, factor))
    return None


def _power(base: Any, top: Any, facts: Sequence[Fact], *, strict: bool) -> Fact | None:
    """The power is above 0, or at least from 0 on unless `strict`, or None."""
    for side in (1, -1):
        sign = above(base, facts)
        if sign is None and side > 0 and not strict:
            sign = combination(Relation(base, ">=", ZERO), facts)
        exponent = sign and above(side * top, facts)
        if sign and exponent:
            found = power(sign, exponent)
            return found if side > 0 else reciprocal(found)
    return None


def without_divisor(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from its numerator, where a kink stands above an evidently positive divisor."""
    top, bottom = sympy.fraction(sympy.together(goal.difference))
    if bottom.is_number or bottom.has(*KINKS) or not top.has(*KINKS):
        return None
    if top.has(ClassSum) or (divisor := above(bottom, facts)) is None:
        return None
    over = prove(Relation(top, goal.sign, ZERO), facts)
    with suppress(ProofError):
        return over and combine(goal.difference, (over, reciprocal(divisor)))
    return None


def by_divided_facts(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from facts without factors of known sign: `x <= y` from `k x <= k y`; or None."""
    known = [*facts, *cleared(facts)]
    more = [divided for fact in known for divided in _divided(fact, known)]
    return prove(goal, [*facts, *more]) if more else None


def _divided(fact: Fact, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The fact without the factors that are above or below 0, if it has others."""
    if fact.expr.has(Linear, Binder) or sympy.count_ops(fact.expr) > LONGEST:
        return
    rest, divisors = sympy.factor(fact.expr), list[Fact]()
    for base, top in (part.as_base_exp() for part in sympy.Mul.make_args(rest)):
        for side in (1, -1) if base.free_symbols and top == 1 else ():
            known = above(side * base, facts)
            known = known or combination(Relation(side * base, ">", ZERO), facts)
            if known is not None:
                rest = side * rest / base
                divisors.append(known)
                break
    if divisors and rest.free_symbols:
        with suppress(ProofError):
            yield combine(rest, (fact, *map(reciprocal, divisors)))


def by_quotient(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from its numerator, where the sign of a divisor with sums is proved, or None."""
    top, bottom = sympy.fraction(sympy.together(goal.difference))
    if not bottom.has(ClassSum):
        return None
    term = bottom.xreplace({each: body(each) for each in bottom.atoms(ClassSum)})
    way = -1 if Points.of(atoms_of(term), facts).denies(term) else 1
    for side in (sympy.Integer(way), sympy.Integer(-way)):
        divisor = prove(Relation(side * bottom, ">", ZERO), facts)
        if divisor is not None:
            over = prove(Relation(side * sympy.expand(top), goal.sign, ZERO), facts)
            with suppress(ProofError):
                return over and combine(goal.difference, (over, reciprocal(divisor)))
    return None
