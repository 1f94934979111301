"""Inequalities with logarithms: compare arguments, or substitute `log x <= x - 1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations, permutations
from typing import Any

import sympy

from lossproof.theory.language import ClassSum, Relation, unbound
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    identity,
    log_bound,
    log_increases,
    log_quotient,
    positive,
    reciprocal,
    replaced,
    total,
)
from lossproof.theory.provers.arithmetic.linear import shown
from lossproof.theory.provers.classes.units import body
from lossproof.theory.provers.forms import factored
from lossproof.theory.provers.points import Context

MOST_LOGS, ZERO = 4, sympy.Integer(0)
Sign = Callable[[Any, bool, Context], Fact | None]
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def compared(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """`k log A + B >= 0` by comparison of `A` and `exp(-B/k)`, for a number `k`."""
    logs = expr.atoms(sympy.log)
    tops = {log for log in logs if not log.is_number}
    if len(tops) != 1:
        return None
    (log,) = tops
    opened: Any = sympy.expand(expr)
    times = opened.coeff(log, 1)
    rest = opened - times * log
    if not times.is_Rational or times == 0 or rest.has(log) or log.args[0].is_Symbol:
        return None
    inner, outer = log.args[0], sympy.exp(sympy.expand(-rest / times))
    if not inner.has(sympy.exp):
        return None
    with suppress(ProofError):
        above, below = (inner, outer) if times > 0 else (outer, inner)
        gap, least = sign(sympy.expand(above - below), strict, context), positive(below)
        return gap and combine(expr, (abs(times), log_increases(gap, least)))
    return None


def ordered(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """By two logarithms with opposite coefficients: the larger argument has the larger one."""
    opened: Any = sympy.expand(expr)
    logs = sorted(expr.atoms(sympy.log), key=str)
    times = {log: opened.coeff(log, 1) for log in logs}
    for one, other in permutations(logs, 2):
        k = times[one]
        if k == 0 or k.has(sympy.log) or k + times[other] != 0 or context.points.denies(k):
            continue
        gap, rest = one.args[0] - other.args[0], sympy.expand(opened - k * (one - other))
        if context.points.denies(gap) or context.points.denies(rest):
            continue
        lower = context.lower()
        with suppress(ProofError):
            factor = sign(k, strict, lower)
            last = sign(rest, False, lower) if rest else None
            if factor is None or (rest and last is None):
                continue
            steep = strict and not (last and last.strict)
            order = sign(factored(gap), steep, lower)
            least = sign(other.args[0], True, lower) if order is not None else None
            if order is not None and least is not None:
                term = (log_increases(order, least), factor)
                return combine(expr, term, *([last] if last else []))
    return None


def bounded(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """By the bound at 1 of every logarithm, if no point contradicts the resulting goal."""
    logs = sorted((log for log in expr.atoms(sympy.log) if not log.is_number), key=str)
    opened: Any = sympy.expand(expr)
    if not 1 <= len(logs) <= 3 or any(opened.coeff(log, 1).has(sympy.log) for log in logs):
        return None
    times = [opened.coeff(log, 1) for log in logs]
    rest = opened - sympy.expand(sympy.Add(*(k * log for k, log in zip(times, logs, strict=True))))
    below = [
        (log.args[0], k, context.points.least(k) < 0) for k, log in zip(times, logs, strict=True)
    ]
    linear = rest + sympy.Add(*(k * (x - 1) if falls else k * (1 - 1 / x) for x, k, falls in below))
    if rest.has(sympy.log) or context.points.denies(linear):
        return None
    linear = factored(linear)
    if strict and linear == 0:
        return None
    with suppress(ProofError):
        terms: list[Any] = [sign(linear, strict, context.lower())]
        for x, k, falls in below if terms[0] else ():
            argument = sign(x, True, context.lower())
            factor = sign(-k if falls else k, False, context.lower())
            if argument is None or factor is None:
                return None
            if falls:
                terms.append((log_bound(argument), factor))
                continue
            split = log_quotient(positive(sympy.Integer(1)), argument)
            terms += [(log_bound(reciprocal(argument)), factor), (k, split)]
        return combine(expr, *terms) if terms[0] else None
    return None


def multiples(expr: Any) -> Iterator[Fact]:
    """`log A - log B - t == 0`, for logarithms of an expression with `A = exp(t) B`."""
    logs = sorted((x for x in expr.atoms(sympy.log) if x.has(sympy.exp)), key=str)[:MOST_LOGS]
    for one, other in combinations(logs, 2):
        above, below = one.args[0], other.args[0]
        rate = sympy.cancel(sympy.together(above / below))
        top = sympy.log(rate) if isinstance(rate, sympy.exp) else None
        with suppress(ProofError):
            if top is not None and not unbound(expr):
                product = positive(rate * below)
                written = replaced(one, identity(above, product.expr), above, product.expr)
                split = log_quotient(product, positive(rate))
                equal = replaced(
                    sympy.log(product.expr / rate), identity(product.expr / rate, below),
                    product.expr / rate, below,
                )  # fmt: skip
                yield combine(one - other - top, written, (-1, split), equal)


def without_content(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`log(k a) == log k + log a`, for a sum with the common factor k; also inside sums."""
    for each in (None, *sorted(goal.difference.atoms(ClassSum), key=str)):
        whole = goal.difference if each is None else body(each)
        changed, known = whole, list[tuple[Any, Fact]]()
        for log in sorted(whole.atoms(sympy.log), key=str)[:MOST_LOGS]:
            content, rest = log.args[0].as_content_primitive()
            if content == 1 or not rest.is_Add or unbound(log):
                continue
            with suppress(ProofError):
                base = shown(rest, True, facts) or positive(rest)
                split = log_quotient(base, positive(1 / content))
                if split.expr.coeff(log, 1) == 1:
                    known.append((changed.coeff(log, 1), split))
                    changed = changed.xreplace({log: log - split.expr})
        with suppress(ProofError):
            if known and each is None:
                yield from (split for _, split in known)
            elif known:
                term = sympy.expand(whole - changed)
                yield total(combine(term, *known), each.args[1])


def by_exponentials(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """A goal with logarithms of a sum, over the classes or times a symbol, by exponentials.

    One of a sum may stand beside one other, with the opposite factor.
    """
    expr: Any = sympy.expand(goal.difference)
    logs = [log for log in expr.atoms(sympy.log) if not unbound(log) and not log.args[0].is_Symbol]
    logs.sort(key=lambda log: (not log.has(ClassSum), str(log)))
    if not 1 <= len(logs) <= 2 or goal.sign == "==":
        return None
    log, *others = logs
    times, beside = expr.coeff(log, 1), others[0].args[0] if others else sympy.S.One
    rest = sympy.expand(expr - times * (log - sympy.Add(*others)))
    if times == 0 or rest.has(*logs) or not (log.has(ClassSum) or times.free_symbols):
        return None
    for side in (1, -1):
        if (factor := shown(side * times, True, facts)) is None:
            continue
        level: Any = sympy.exp(sympy.expand(-rest / times))
        inner, outer = log.args[0], beside * level
        above, below = (inner, outer)[::side]
        gap = prove(Relation(sympy.expand(above - below), goal.sign, ZERO), facts)
        least = gap and (
            shown(below, True, facts) or prove(Relation(below, ">", sympy.Integer(0)), facts)
        )
        with suppress(ProofError):
            if gap is None or least is None:
                continue
            known = log_increases(gap, least)
            if not others:
                return combine(goal.difference, (factor, known))
            alone = positive(level)
            whole = least if side > 0 else combine(outer, (positive(beside), alone))
            return combine(goal.difference, (factor, known), (times, log_quotient(whole, alone)))
    return None
