"""Tangents and means of the powers, roots and logarithms of a goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, permutations
from typing import Any

import sympy

from lossproof.theory.language import Relation, unbound
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    cases,
    combine,
    identity,
    log_bound,
    log_quotient,
    nested_power,
    nonnegative,
    positive,
    power,
    power_of_fraction,
    reciprocal,
    same_power,
    weighted_am_gm,
)
from lossproof.theory.provers.rewriting.signs import Signs

MOST_TERMS = 6
ONE, HALF = sympy.Integer(1), sympy.Rational(1, 2)


def tangents(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about the powers, roots and logarithms of the goal, at points that it names."""
    signs = Signs(facts)
    for made in (
        _means_of_two,
        _powers_of_parts,
        _steep_powers,
        _powers_of_a_mean,
        _powers_at_others,
        _products_below_powers,
        _powers_beside_logarithms,
        _logarithms_of_roots,
        _logarithm_of_a_mean,
        _sums_of_quotients,
        _above_harmonic_means,
        _chords_of_powers,
        _chords_of_exponentials,
        _logarithms_below_powers,
    ):
        yield from made(goal, signs)


def _means_of_two(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`a/2 + b/2 - sqrt(a b) >= 0`, for two terms of a goal with products of roots."""
    products = goal.difference.atoms(sympy.Mul)
    rooted = (sum(x.is_Pow and x.exp == HALF for x in each.args) > 1 for each in products)
    if unbound(goal.difference) or not any(rooted):
        return
    terms = [signs.above(term, False) for term in sympy.Add.make_args(goal.difference)]
    for one, other in combinations(filter(None, terms[:MOST_TERMS]), 2):
        with suppress(ProofError):
            yield weighted_am_gm(one, other, positive(HALF), positive(HALF))


def _powers_of_parts(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`x^q <= m^q + q m^(q - 1) (x - m)`, for powers of numbers with mean m, and q in [0, 1]."""
    powers = [x for x in goal.difference.atoms(sympy.Pow) if not (x.is_number or x.exp.is_Integer)]
    for top in sorted({x.exp for x in powers}, key=str)[:2]:
        bases = sorted((x.base for x in powers if x.exp == top and not x.base.is_number), key=str)
        mean = sympy.expand(sympy.Add(*bases)) / max(len(bases), 1)
        if len(bases) < 2 or not (mean.is_Rational and mean > 0):
            continue
        weight, rest = signs.above(top, False), signs.above(1 - top, False)
        for least in filter(None, (signs.above(base, False) for base in bases)):
            with suppress(ProofError, TypeError):
                if weight is not None and rest is not None:
                    known = weighted_am_gm(least, positive(mean), weight, rest)
                    times = positive(mean ** (top - 1))
                    yield combine(sympy.expand(known.expr * times.expr), (known, times))


def _steep_powers(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`x^r >= 1 + r (x - 1)`, for powers of x >= 0 with an exponent r >= 1 (Bernoulli)."""
    powers = [x for x in goal.difference.atoms(sympy.Pow) if x.exp.free_symbols]
    for x, r in sorted((each.args for each in powers), key=str)[:2]:
        base, more = signs.above(x, False), signs.above(r - 1, False)
        if base is None or more is None or unbound(x):
            continue
        with suppress(ProofError, TypeError):
            yield steep(base, more)


def steep(base: Fact, more: Fact) -> Fact:
    """`x^r >= 1 + r (x - 1)`, from `x >= 0` and `r - 1 >= 0` (Bernoulli)."""
    x, r = base.expr, sympy.expand(more.expr + 1)
    top = combine(r, more, (ONE,))
    weight = reciprocal(top)
    rest = combine(1 - 1 / r, (more, weight))
    mean = weighted_am_gm(power(base, top), positive(ONE), weight, rest)
    return combine(x**r - 1 - r * (x - 1), (mean, top), (nested_power(base, top, weight), r))


def _powers_of_a_mean(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`k^r` against the powers of its parts, for a number k that is their mean or their sum."""
    powers = _symbolic_powers(goal)
    for whole in (each for each in powers if each.base.is_Add or each.base.is_Mul):
        k, r = whole.args
        parts = [p.base for p in powers if p.exp == r and p.base != k and k.has(p.base)]
        marks = {x: sympy.Dummy() for x in parts}  # entries of a vector are apart
        marked, back = k.xreplace(marks), {mark: x for x, mark in marks.items()}
        shares = {x: sympy.cancel(sympy.diff(marked, marks[x]).xreplace(back)) for x in parts}
        if not shares or sympy.cancel(k - sympy.Add(*(w * x for x, w in shares.items()))) != 0:
            continue
        above, least = signs.above(k, True), signs.above(r, False)
        weights = {x: (signs.above(x, False), signs.above(w, False)) for x, w in shares.items()}
        if above is None and len(shares) == 2 and sympy.expand(sympy.Add(*shares.values())) == 1:
            ends, sides = [signs.above(x, True) for x in shares], [w for _, w in weights.values()]
            above = None if None in (*ends, *sides) else _between(k, sides, ends)
        more, less = (signs.above(x, False) for x in (r - 1, 1 - r))
        mean = sympy.cancel(sympy.Add(*shares.values())) == 1
        if above is None or not (mean or {*shares.values()} == {ONE}):
            continue
        side = 1 if mean == (more is not None) else -1
        with suppress(ProofError, TypeError, AttributeError):
            over, made = reciprocal(above), list[Any]()
            for x, (known, weight) in weights.items():
                if mean:
                    _, part, times = of_a_power(known, above, more, least, less)
                else:
                    share = combine(x / k, (known, over))
                    others = (each for y, (each, _) in weights.items() if y != x)
                    rest = combine(1 - x / k, *((each, over) for each in others))
                    part = power_of_fraction(share, rest, more or less, ONE if more else r)
                    times = positive(whole)
                made.append((weight, part, times))
            total = sympy.Add(*(w * x**r for x, w in shares.items()))
            yield combine(side * (total - whole), *made)


def of_a_power(x: Fact, m: Fact, more: Fact | None, low: Any, less: Any) -> tuple[int, Fact, Fact]:
    """The tangent of `x^q` at m, for q >= 1, or with the sign -1 for q in [0, 1], over a factor.

    From `x > 0`, `m > 0`, and `more`, which says `q - 1 >= 0`, or `low` and `less`, which say
    `q >= 0` and `1 - q >= 0`. The product of the fact and the factor is at least 0, and
    `x^q - m^q - q m^(q - 1) (x - m)` with this sign.
    """
    if more is None:
        q = low.expr
        over_one = power(m, combine(2 - q, less, (ONE,)))  # m^(2 - q), for q = 1 too
        times = reciprocal(combine(m.expr ** (1 - q), (over_one, reciprocal(m))))
        return -1, weighted_am_gm(x, m, low, less), times
    q, over = sympy.expand(more.expr + 1), reciprocal(m)
    top = combine(q, more, (ONE,))
    weight = reciprocal(top)
    raised, rest = power(m, top), combine(1 - 1 / q, (more, weight))
    mean = weighted_am_gm(power(x, top), raised, weight, rest)
    root = nested_power(m, top, weight)  # (m^q)^(1/q) = m
    level = x.expr**q / q + (1 - 1 / q) * m.expr**q
    chord = level * m.expr - m.expr**q * x.expr
    known = combine(chord, (mean, power(raised, weight)), (-level, root))
    return 1, known, combine(q / m.expr, (top, over))


def _symbolic_powers(goal: Relation) -> list[Any]:
    powers = goal.difference.atoms(sympy.Pow)
    return sorted((x for x in powers if x.exp.free_symbols and not unbound(x)), key=str)


def _powers_at_others(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`u^q <= k^q + q k^(q - 1) (u - k)` at k = 1, or if the goal has k^(q - 1); 0 <= q <= 1."""
    powers = _symbolic_powers(goal)[:MOST_TERMS]
    for one, other in [*permutations(powers, 2), *((each, ONE) for each in powers)]:
        top, at = one.exp, other.base if other.is_Pow else ONE
        if one.base == at or (other.is_Pow and other.exp - top != -1):
            continue
        weight, rest = signs.above(top, False), signs.above(1 - top, False)
        least, point = signs.above(one.base, False), signs.above(at, True)
        if weight is None or rest is None or least is None or point is None:
            continue
        with suppress(ProofError, TypeError):
            known = weighted_am_gm(least, point, weight, rest)
            times = positive(other)
            yield combine(sympy.expand(known.expr * times.expr), (known, times))


def _products_below_powers(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`a b <= a^s/s + b^t/t`, where the goal has a^s and b^t with 1/s + 1/t = 1 (Young)."""
    for one, other in combinations(_symbolic_powers(goal)[:MOST_TERMS], 2):
        if one.base == other.base or sympy.simplify(1 / one.exp + 1 / other.exp) != 1:
            continue
        parts = [signs.above(each.base, False) for each in (one, other)]
        tops = [signs.above(each.exp, True) for each in (one, other)]
        with suppress(ProofError, TypeError):
            (a, b), (s, t) = parts, tops
            if a is None or b is None or s is None or t is None:
                continue
            weight, rest = reciprocal(s), combine(1 - 1 / one.exp, reciprocal(t))
            mean = weighted_am_gm(power(a, s), power(b, t), weight, rest)
            first, second = _back(a, s, weight), _back(b, t, rest)
            larger = mean.expr + first.expr * b.expr + second.expr * (first.expr + a.expr)
            yield combine(larger, mean, (first, b.expr), (second, first.expr + a.expr))


def _back(base: Fact, top: Fact, inverse: Fact) -> Fact:
    """`(x^s)^(1/s) == x`."""
    x = base.expr
    if (x**top.expr) ** inverse.expr == x:
        return identity(x, x)
    same = same_power(x, top.expr * inverse.expr, 1)
    nested = nested_power(base, top, inverse)
    return combine(nested.expr + same.expr, nested, same)


def _powers_beside_logarithms(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`u^s (u^q - 1 - q log u) >= 0`, where the goal has u^(s + q) and log u; s is 0 or 1."""
    logs = {log.args[0] for log in goal.difference.atoms(sympy.log)}
    for each in _symbolic_powers(goal)[:MOST_TERMS]:
        base, above = each.base, signs.above(each.base, True)
        if base not in logs or above is None:
            continue
        shift = sympy.Integer(1 if each.exp.as_coeff_Add()[0] >= 1 else 0)
        with suppress(ProofError, TypeError):
            top = each.exp - shift
            known = log_bound(positive(base**top))
            yield combine(
                base**each.exp - base**shift - base**shift * top * sympy.log(base),
                (known, above) if shift else known,
            )


def _logarithms_of_roots(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`p (log p - log r) >= 2 p - 2 sqrt(p r)`, where the goal has roots and logarithms of both."""
    roots = {x.base for x in goal.difference.atoms(sympy.Pow) if x.exp == HALF}
    products = (sympy.Mul.make_args(x.args[0]) for x in goal.difference.atoms(sympy.log))
    inside = {factor.as_base_exp()[0] for factors in products for factor in factors}
    terms = sympy.Add.make_args(sympy.expand(goal.difference)) if inside & roots else ()
    for p, r in permutations(sorted(inside & roots, key=str)[:MOST_TERMS], 2):
        one, other = signs.above(p, True), signs.above(r, True)
        together = any(term.has(sympy.sqrt(p)) and term.has(sympy.sqrt(r)) for term in terms)
        if one is None or other is None or not together:
            continue
        with suppress(ProofError, TypeError):
            root, over = power(one, positive(HALF)), power(other, positive(HALF))
            known = log_bound(combine(over.expr / root.expr, (over, reciprocal(root))))
            once = combine(sympy.expand(known.expr * root.expr), (known, root))
            logs, ratio = sympy.log(p) - sympy.log(r), sympy.log(p / r)
            apart = p, log_quotient(over, root)
            made = combine(root.expr * over.expr - p + p * logs / 2, (once, root), apart)
            if goal.difference.has(ratio):
                quotient = p / 2, log_quotient(one, other)
                made = combine(root.expr * over.expr - p + p * ratio / 2, made, quotient)
            yield made


def _logarithm_of_a_mean(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`log m >= u log a + v log b`, where `u + v = 1` and `m = u a + v b`, as in the goal."""
    times = dict[Any, Any]()
    for term in sympy.Add.make_args(goal.difference):
        for log in (x for x in sympy.Mul.make_args(term) if isinstance(x, sympy.log)):
            times[log] = times.get(log, 0) + term / log
    for whole in sorted((log for log, k in times.items() if k == 1 and not unbound(log)), key=str):
        parts = [(-k, log.args[0]) for log, k in times.items() if log != whole]
        m, ends = whole.args[0], [signs.above(a, True) for _, a in parts]
        if len(parts) != 2 or None in ends or sympy.expand(sum(k for k, _ in parts)) != 1:
            continue
        if sympy.expand(m - sympy.Add(*(k * a for k, a in parts))) == 0:
            with suppress(ProofError, TypeError):
                weights = [signs.above(k, False) for k, _ in parts]
                yield _of_two(whole, weights, ends)


def _of_two(whole: Any, weights: Sequence[Any], ends: Sequence[Any]) -> Fact:
    """`log m - u log a - v log b >= 0`, by the tangent of the logarithm at m."""
    m, made = whole.args[0], list[Any]()
    least = _between(m, weights, ends)
    for weight, end in zip(weights, ends, strict=True):
        ratio = combine(end.expr / m, (end, reciprocal(least)))
        part = end.expr / m - 1 - sympy.log(end.expr) + whole
        made.append((weight, combine(part, log_bound(ratio), log_quotient(end, least))))
    logs = (weight.expr * sympy.log(end.expr) for weight, end in zip(weights, ends, strict=True))
    return combine(whole - sympy.Add(*logs), *made)


def _between(m: Any, weights: Sequence[Any], ends: Sequence[Any]) -> Fact:
    """`m > 0`, for the mean `m = u a + v b` of two positive numbers, with weights `u + v = 1`."""
    (a, b), (u, v) = ends, weights
    return cases(
        a.expr - b.expr,
        lambda known: combine(m, b, (u, known)),
        lambda known: combine(m, a, (v, known)),
    )


def _sums_of_quotients(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`a^2/x + b^2/y + ... >= (a + b + ...)^2/(x + y + ...)`, where the goal divides by the sum."""
    parts = [sympy.fraction(term) for term in sympy.Add.make_args(goal.difference)]
    terms = ((top / times, x) for top, bottom in parts for times, x in (bottom.as_coeff_Mul(),))
    over = {x: top for top, x in terms if x.is_Symbol and top.is_Rational and top > 0}
    for whole in (bottom for _, bottom in parts if bottom.is_Add and over):
        shares = {x: whole.coeff(x, 1) for x in over}
        if sympy.expand(whole - sympy.Add(*(k * x for x, k in shares.items()))) != 0:
            continue
        roots = {x: sympy.sqrt(over[x] * k) for x, k in shares.items()}
        total, made = sympy.Add(*roots.values()), list[Any]()
        with suppress(ProofError, TypeError):
            for x, k in shares.items():
                square = nonnegative((roots[x] - total * k * x / whole) ** 2)
                made.append((square, reciprocal(signs.above(x, True)), 1 / k))
            quotients = sympy.Add(*(top / x for x, top in over.items()))
            yield combine(quotients - total**2 / whole, *made)


def _above_harmonic_means(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`x^w y^(1 - w) >= 1/(w/x + (1 - w)/y)`, where the goal has such a product and divisor."""
    if not any(x.exp == -1 and x.base.is_Add for x in goal.difference.atoms(sympy.Pow)):
        return
    for product in sorted(goal.difference.atoms(sympy.Mul), key=str):
        powers = [x.as_base_exp() for x in product.args if x.is_Pow and x.exp != -1]
        if len(powers) != 2 or sympy.expand(powers[0][1] + powers[1][1]) != 1:
            continue
        (x, w), (y, v) = powers
        above = [signs.above(each, True) for each in (x, y)]
        least = [signs.above(each, False) for each in (w, v)]
        with suppress(ProofError, TypeError, AttributeError):
            inverse = [reciprocal(each) for each in above]
            mean = weighted_am_gm(*inverse, *least)
            divisor = combine(w / x + v / y, mean, (positive(x ** (-w)), positive(y ** (-v))))
            sides = positive(x**w), positive(y**v), reciprocal(divisor)
            yield combine(x**w * y**v - 1 / divisor.expr, (mean, *sides))


def _chords_of_powers(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`k^r <= 1 - w + w a^r` for r >= 1, and >= for r in [0, 1], where `k = 1 - w + w a`."""
    powers = _symbolic_powers(goal)
    for whole, other in permutations(powers[:MOST_TERMS], 2):
        k, (a, r) = whole.base, other.args
        if whole.exp != r or not a.is_Rational or a == 1 or not k.free_symbols:
            continue
        w = sympy.expand((k - 1) / (a - 1))
        weights, above = [signs.above(x, False) for x in (w, 1 - w)], signs.above(k, True)
        least, more, less = (signs.above(x, False) for x in (r, r - 1, 1 - r))
        with suppress(ProofError, TypeError, AttributeError):
            over, made = reciprocal(above), list[Any]()
            for weight, end in zip(weights, (a, ONE), strict=True):
                share = combine(end / k, (positive(end), over))
                chord = share, positive(ONE), least, less
                part = steep(share, more) if more else weighted_am_gm(*chord)
                made.append((weight, part, positive(whole)))
            side = 1 if more else -1
            yield combine(side * (w * a**r + 1 - w - whole), *made)


def _chords_of_exponentials(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`exp(x k) <= 1 - x + x exp(k)`, for x in [0, 1], where the goal has both exponentials."""
    tops = sorted({each.args[0] for each in goal.difference.atoms(sympy.exp)}, key=str)
    for top, k in permutations(tops[:MOST_TERMS], 2):
        x = top / k
        if x.is_number:
            continue
        least, rest = signs.above(x, False), signs.above(1 - x, False)
        if least is not None and rest is not None:
            with suppress(ProofError, TypeError):
                known = weighted_am_gm(positive(sympy.exp(k)), positive(ONE), least, rest)
                yield combine(x * sympy.exp(k) + 1 - x - sympy.exp(top), known)


def _logarithms_below_powers(goal: Relation, signs: Signs) -> Iterator[Fact]:
    """`q log u <= u^q / e`, where the goal has both and e."""
    if not goal.difference.has(sympy.E, sympy.exp(-1)):
        return
    logs = {log.args[0] for log in goal.difference.atoms(sympy.log)}
    for each in (x for x in _symbolic_powers(goal)[:MOST_TERMS] if x.base in logs):
        with suppress(ProofError, TypeError):
            if signs.above(each.base, True):
                known = log_bound(positive(each / sympy.E))
                made = each - sympy.E * each.exp * sympy.log(each.base)
                yield combine(made, (known, positive(sympy.E)))
