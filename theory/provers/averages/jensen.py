"""Jensen's inequality and that of Cauchy and Schwarz, for sums over the classes.

Each is the sum over the classes of one fact about any class: of a tangent, or of a square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ClassSum,
    CountSymbol,
    Relation,
    ge,
    gt,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    log_bound,
    log_quotient,
    nonnegative,
    positive,
    reciprocal,
    summed,
    total,
    weighted_am_gm,
)
from lossproof.theory.provers.classes.units import at_any_class, body, over, unit_sum
from lossproof.theory.provers.functions.tangents import of_a_power, steep
from lossproof.theory.provers.plain import above, at_rows

MOST = 8
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ONE, HALF = sympy.Integer(1), sympy.Rational(1, 2)


def of_means(goal: Relation, facts: Sequence[Fact], prove: Prove) -> list[Fact]:
    """Facts about functions of weighted means, and of products, that occur in the goal."""
    expr = goal.difference
    sums = sorted(expr.atoms(ClassSum), key=str)
    sizes = {each.args[1] for each in sums}
    if not sums or len(sizes) > 1 or not isinstance(min(sizes, key=str), CountSymbol):
        return []
    made, facts = list[Fact](), [*facts, *at_rows(expr, facts)]
    units = [*_units(facts, *sizes)]
    made += _harmonic(sums, expr, facts)
    for each in sums[:MOST]:
        for way in (_jensen, _of_logarithm, _of_powers):
            for unit in units:
                with suppress(ProofError):
                    made += way(each, unit, expr, facts, prove)
        for way in (_cauchy, _square, _powers):
            with suppress(ProofError):
                made += way(each, expr, facts, prove)
    return made[:MOST]


def weighted(goal: Relation, facts: Sequence[Fact], more: Sequence[Fact]) -> Iterator[Fact]:
    """The facts of `more` about any class, as means over the classes."""
    rows = [*facts, *at_rows(goal.difference, facts)]
    terms = at_any_class(goal.difference)
    for size in sorted({each.args[1] for each in goal.difference.atoms(ClassSum)}, key=str):
        units = sorted(_units(rows, size), key=lambda unit: not terms.has(unit.weight))
        for unit in units[:2]:
            for fact in more:
                expr: Any = sympy.expand(fact.expr)
                if not expr.has(ANY_CLASS) or fact.sign == "==" or expr.has(ClassSum):
                    continue
                constant, _ = expr.as_independent(ANY_CLASS, as_Add=True)
                with suppress(ProofError):
                    whole = total(combine(unit.weight * expr, (unit.least, fact)), size)
                    left = constant + over(unit.weight * (expr - constant), size)
                    yield combine(left, whole, unit.is_one(constant))


class Unit:
    """Weights of any class, at least 0, with sum 1, and the facts that say so."""

    def __init__(self, weight: Any, least: Fact, one: Fact, side: int) -> None:
        self.weight, self.least, self.one, self.side = weight, least, one, side

    def is_one(self, times: Any) -> tuple[Any, Fact]:
        """`times (1 - sum)`, as a term of a combination."""
        return -self.side * times, self.one


def _units(facts: Sequence[Fact], size: Any) -> Iterator[Unit]:
    """Entries with sum 1, and equal weights."""
    for entry in facts:
        of: Any = entry.expr
        if entry.sign == "==" or not of.is_Indexed or of.indices[-1] != ANY_CLASS:
            continue
        if (found := unit_sum(of, facts)) is not None and found[2] == size:
            yield Unit(of, entry, *found[:2])
    with suppress(ProofError):
        equal = combine(over(1 / size, size) - 1, (ONE, _nothing()))
        yield Unit(1 / size, positive(1 / size), equal, 1)


def _nothing() -> Fact:
    return combine(sympy.Integer(0))


def _jensen(mean: Any, unit: Unit, expr: Any, facts: Sequence[Fact], prove: Prove) -> list[Fact]:
    """`sum w f(x) - f(sum w x)`, for the functions of this mean that the goal has."""
    size, made = mean.args[1], list[Fact]()
    inside: Any = sympy.cancel(body(mean) / unit.weight)
    if not inside.has(ANY_CLASS) or unit.weight == 1 / size:
        return []
    weighted = over(unit.weight * inside, size)

    def summed(tangent: Fact, value: Any, slope: Any, at: Any) -> Fact:
        """From `g(x) - value - slope (x - mean) >= 0`."""
        whole = total(combine(unit.weight * tangent.expr, (unit.least, tangent)), size)
        left = over(unit.weight * at, size) - value
        return combine(left, whole, unit.is_one(-(value - slope * weighted)))

    for function in sorted(expr.atoms(sympy.exp, sympy.Pow, sympy.log), key=str):
        if weighted not in function.args:
            continue
        if isinstance(function, sympy.exp):
            known = log_bound(positive(sympy.exp(inside - weighted)))
            slope: Any = sympy.exp(weighted)
            tangent = combine(
                sympy.exp(inside) - slope - slope * (inside - weighted), (known, positive(slope))
            )
            made.append(summed(tangent, slope, slope, sympy.exp(inside)))
        elif isinstance(function, sympy.Pow) and function.exp == 2:
            square = nonnegative((inside - weighted) ** 2)
            tangent = combine(inside**2 - weighted**2 - 2 * weighted * (inside - weighted), square)
            made.append(summed(tangent, weighted**2, 2 * weighted, inside**2))
        top = above(inside, facts)
        least = top and (above(weighted, facts) or _mean_above(inside, top, unit, size))
        if top is None or least is None:
            continue
        if isinstance(function, sympy.Pow) and function.exp == -1:
            square, under = nonnegative((inside - weighted) ** 2), reciprocal(least)
            tangent = combine(
                1 / inside - 1 / weighted + (inside - weighted) / weighted**2,
                (square, reciprocal(top), under, under),
            )
            made.append(summed(tangent, 1 / weighted, -1 / weighted**2, 1 / inside))
        elif isinstance(function, sympy.log):
            ratio = combine(inside / weighted, (top, reciprocal(least)))
            tangent = combine(
                -sympy.log(inside) + sympy.log(weighted) + (inside - weighted) / weighted,
                log_bound(ratio),
                log_quotient(top, least),
            )
            made.append(summed(tangent, -sympy.log(weighted), -1 / weighted, -sympy.log(inside)))
    return made


def _of_powers(
    mean: Any, unit: Unit, expr: Any, facts: Sequence[Fact], prove: Prove
) -> Iterator[Fact]:
    """`(sum w x)^q - sum w x^q`, for powers of this mean with q in [0, 1]; less it for q >= 1."""
    size = mean.args[1]
    x: Any = sympy.cancel(body(mean) / unit.weight)
    m = over(unit.weight * x, size)
    powers = sorted((each for each in expr.atoms(sympy.Pow) if each.base == m), key=str)
    for q in (each.exp for each in powers if not (each.exp.is_Integer or each.exp.is_Add)):
        top = above(x, facts)
        least = top and (above(m, facts) or _mean_above(x, top, unit, size))
        more, less, low = (prove(ge(each, 0), facts) for each in (q - 1, 1 - q, q))
        if top is None or least is None or (more is None and (low is None or less is None)):
            continue
        side, known, times = of_a_power(top, least, more, low, less)
        whole = total(combine(sympy.expand(unit.weight * known.expr), (unit.least, known)), size)
        left = over(unit.weight * x**q, size) - m**q
        yield combine(side * left, (whole, times), unit.is_one(side * (q - 1) * m**q))


def _mean_above(of: Any, above_zero: Fact, unit: Unit, size: Any) -> Fact:
    """The mean of what is positive is positive: at least the exponential of its mean logarithm."""
    mean = over(unit.weight * sympy.log(of), size)
    level: Any = sympy.exp(mean)
    known = log_bound(combine(of / level, (above_zero, reciprocal(positive(level)))))
    tangent = combine(
        of - level - level * (sympy.log(of) - mean),
        (known, positive(level)),
        (level, log_quotient(above_zero, positive(level))),
    )
    whole = total(combine(sympy.expand(unit.weight * tangent.expr), (unit.least, tangent)), size)
    return combine(
        over(unit.weight * of, size), whole, unit.is_one(level * mean - level), positive(level)
    )


def _of_logarithm(
    each: Any, unit: Unit, expr: Any, facts: Sequence[Fact], prove: Prove
) -> list[Fact]:
    """`log(sum x) - sum w log(x / w) >= 0`, for positive weights with sum 1."""
    size, inside = each.args[1], body(each)
    if not any(log.args[0] == each for log in expr.atoms(sympy.log)):
        return []
    weight = unit.least if unit.least.strict else None
    top, least = above(inside, facts), above(each, facts)
    if weight is None or top is None or least is None or not inside.has(ANY_CLASS):
        return []
    w = unit.weight
    bottom = combine(w * each, (weight, least))
    ratio = combine(inside / (w * each), (top, reciprocal(bottom)))
    both = log_quotient(top, bottom)
    parts = log_quotient(bottom, weight)  # log(w S / w) = log(w S) - log w
    tangent = combine(
        sympy.log(each) - sympy.log(inside) + sympy.log(w) + inside / (w * each) - 1,
        log_bound(ratio),
        both,
        (-1, parts),
    )
    whole = total(combine(sympy.expand(w * tangent.expr), (weight, tangent)), size)
    left = sympy.log(each) - over(sympy.expand(w * (sympy.log(inside) - sympy.log(w))), size)
    return [combine(left, whole, unit.is_one(sympy.log(each) - 1))]


def _cauchy(each: Any, expr: Any, facts: Sequence[Fact], prove: Prove) -> list[Fact]:
    """`sum a^2 sum b^2 - (sum a b)^2 >= 0`, where the square of the sum of products occurs.

    It is half the sum of `(a_i b_j - a_j b_i)^2` over all pairs of classes.
    """
    size, term = each.args[1], body(each)
    entries = sorted((x for x in term.atoms(sympy.Indexed) if x.has(ANY_CLASS)), key=str)
    if len(entries) != 2 or term.args == () or not expr.has(each**2, sympy.Abs(each)):
        return []
    one, other = entries
    if sympy.cancel(term / (one * other)) != 1:
        return []
    at_row = (x.xreplace({ANY_CLASS: ANY_ROW}) for x in (other, one))
    crossed = nonnegative((one * next(at_row) - other * next(at_row)) ** 2)
    of_class = total(combine(sympy.expand(crossed.expr), crossed), size)
    whole = summed(combine(sympy.expand(of_class.expr), of_class), ANY_ROW, size)
    of_one, of_other = over(one**2, size), over(other**2, size)
    return [combine(of_one * of_other - each**2, (HALF, whole))]


def _square(each: Any, expr: Any, facts: Sequence[Fact], prove: Prove) -> list[Fact]:
    """`sum x^2 - (sum x)^2 / c >= 0`, where the square of the sum occurs."""
    size, term = each.args[1], body(each)
    if not expr.has(each**2) or term.has(ClassSum):
        return []
    whole = total(nonnegative((term - each / size) ** 2), size)
    return [combine(over(term**2, size) - each**2 / size, whole)]


def _harmonic(sums: Sequence[Any], expr: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`sum x sum y - k c^2 >= 0`, for positive x and y with the same product k at every class.

    By `y (x - m)^2 >= 0`, with m the mean of the x.
    """
    for first, other in combinations(sums, 2):
        size, x, y = first.args[1], body(first), body(other)
        product = sympy.powsimp(x * y)
        if product.has(ANY_CLASS) or not expr.has(first * other):
            continue
        top, least = above(y, facts), above(first, facts)
        if top is None or least is None:
            continue
        with suppress(ProofError):
            square = nonnegative((x - first / size) ** 2)
            bound = product * x - 2 * first / size * product + (first / size) ** 2 * y
            whole = total(combine(bound, (top, square)), size)
            count = positive(size)
            yield combine(
                first * other - product * size**2, (whole, reciprocal(least), count, count)
            )


def _powers(each: Any, expr: Any, facts: Sequence[Fact], prove: Prove) -> list[Fact]:
    """`c^(1 - q) >= sum x^q` where `sum x = 1`, for q in [0, 1]; the other way for q >= 1."""
    size, term = each.args[1], body(each)
    for unit in _units(facts, size):
        base, top = term.as_base_exp()
        if base != unit.weight or top.is_Integer or top.has(ANY_CLASS):
            continue
        if (more := prove(ge(top - 1, 0), facts)) is not None:
            known = steep(combine(size * base, (positive(size), unit.least)), more)
            whole, times = total(known, size), positive(size**-top)
            end = unit.is_one(-top * size ** (1 - top))
            return [combine(each - size ** (1 - top), (whole, times), end)]
        weight, rest = prove(gt(top, 0), facts), prove(ge(1 - top, 0), facts)
        if weight is None or rest is None:
            continue
        mean = weighted_am_gm(unit.least, positive(1 / size), weight, rest)
        whole, times = total(mean, size), positive(size ** (1 - top))
        made = combine(
            size ** (1 - top) - each, (whole, times), unit.is_one(top * size ** (1 - top))
        )
        return [made]
    return []
