"""Means over the samples: by lines below what is averaged.

A line is what is left of the goal, flat, through the values at both ends, or tangent at the mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import permutations
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_SAMPLE,
    Relation,
    SampleMean,
    unspoken,
)
from lossproof.theory.language.terms import Determinant
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    average,
    combine,
    log_bound,
    log_quotient,
    nonnegative,
    positive,
    reciprocal,
)
from lossproof.theory.provers.plain import above
from lossproof.theory.provers.rewriting.multiples import is_linear

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO = sympy.Integer(0)


def by_samples(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it bounds means over the samples of one number, or None."""
    expr: Any = sympy.expand(goal.difference)
    means = sorted(expr.atoms(SampleMean), key=str)
    sizes = {mean.args[1] for mean in means}
    if goal.sign == "==" or len(sizes) != 1:
        return None
    (size,) = sizes
    known = [*_variances(expr, means), *_jensen(expr, means, facts)]
    if known and (found := prove(goal, [*facts, *known])) is not None:
        return found
    curved = [mean for mean in means if not mean.args[0].is_Indexed]
    if expr.has(ANY_SAMPLE) or not is_linear(expr, curved):
        return None
    times = {mean: expr.coeff(mean, 1) for mean in curved}
    rest = sympy.expand(expr - sympy.Add(*(k * mean for mean, k in times.items())))
    whole = sympy.Add(*(k * _of_any(mean.args[0]) for mean, k in times.items()))
    entries = sorted((x for x in whole.atoms(sympy.Indexed) if x.has(ANY_SAMPLE)), key=str)
    own = {entry: SampleMean(_bound(entry), size) for entry in entries}
    known = [*facts, *_averages(facts, {*own.values(), *means}, size)]
    convex = [*_exponentials(whole, own)]
    back = {mean: entry for entry, mean in own.items()}
    for line in (-rest.xreplace(back), *_lines(whole, own, facts)):
        remainder = sympy.expand(rest + line.xreplace(own))
        with suppress(ProofError):
            ended = prove(Relation(remainder, goal.sign, ZERO), known)
            below = ended and prove(Relation(whole - line, ">=", ZERO), [*known, *convex])
            if ended is not None and below is not None:
                return combine(goal.difference, average(below, size), ended)
    return None


def _variances(expr: Any, means: Sequence[Any]) -> Iterator[Fact]:
    """`mean(x^2) - mean(x)^2 >= 0`, for terms x of which the square of the mean occurs."""
    for mean in means:
        of, size = _of_any(mean.args[0]), mean.args[1]
        if expr.has(mean**2) and not of.has(SampleMean):
            with suppress(ProofError):
                spread = average(nonnegative((of - mean) ** 2), size)
                yield combine(SampleMean(_bound(sympy.expand(of**2)), size) - mean**2, spread)


def _jensen(expr: Any, means: Sequence[Any], facts: Sequence[Fact]) -> Iterator[Fact]:
    """The means of x and of its logarithm, or of x and its reciprocal, compared, for x > 0.

    A goal that is linear in its means has no need of them.
    """
    for top, low in permutations(means, 2):
        x, other = _of_any(top.args[0]), _of_any(low.args[0])
        if is_linear(expr, means) or other not in (sympy.log(x), 1 / x):
            continue
        least, size = above(x, facts), top.args[1]
        if least is None or x.has(SampleMean):
            continue
        with suppress(ProofError):
            mean = average(least, size)
            if other == 1 / x:
                inverse = reciprocal(least)
                share = reciprocal(average(inverse, size))
                square = nonnegative((x * low - 1) ** 2), inverse, share, share
                tangent = combine(x - 2 / low + 1 / (x * low**2), square)
                yield combine(top - 1 / low, average(tangent, size))
                yield combine(top * low - 1, (average(tangent, size), reciprocal(share)))
                continue
            for at in (mean, positive(sympy.exp(low))):
                ratio = combine(x / at.expr, (least, reciprocal(at)))
                tangent = combine(
                    x / at.expr - 1 - other + sympy.log(at.expr),
                    log_bound(ratio),
                    log_quotient(least, at),
                )
                whole = average(tangent, size)
                if at is mean:
                    yield combine(sympy.log(top) - low, whole)
                else:
                    yield combine(top - at.expr, (whole, at))


def _of_any(body: Any) -> Any:
    return body.xreplace({BOUND_SAMPLE: ANY_SAMPLE})


def _bound(entry: Any) -> Any:
    return entry.xreplace({ANY_SAMPLE: BOUND_SAMPLE})


def _averages(facts: Sequence[Fact], means: set[Any], size: Any) -> Iterator[Fact]:
    """What facts of any sample say of the means of entries."""
    for fact in facts:
        if any(SampleMean(_bound(x), size) in means for x in fact.expr.atoms(sympy.Indexed)):
            with suppress(ProofError):
                yield average(fact, size)


def _exponentials(whole: Any, own: Mapping[Any, Any]) -> Iterator[Fact]:
    """`exp(x) >= exp(m) (1 + x - m)`, for exponentials of entries, at the means m."""
    for term in sorted(whole.atoms(sympy.exp), key=str):
        top, at = term.args[0], term.args[0].xreplace(own)
        with suppress(ProofError):
            rise = log_bound(positive(sympy.exp(top - at)))
            yield combine(term - sympy.exp(at) * (1 + top - at), (rise, positive(sympy.exp(at))))


def _lines(whole: Any, own: Mapping[Any, Any], facts: Sequence[Fact]) -> Iterator[Any]:
    """Lines that may lie below the terms."""
    if len(own) == 1:
        (entry,) = own
        ends = [*_ends(entry, facts)]
        values = [whole.xreplace({entry: end}) for end in ends]
        yield from (value for value in values if not unspoken(value))
        if len(ends) == 2 and not any(map(unspoken, values)):
            slope = sympy.cancel((values[1] - values[0]) / (ends[1] - ends[0]))
            yield values[0] + slope * (entry - ends[0])
    if whole.has(Determinant):
        return
    frees: dict[Any, Any] = {entry: sympy.Dummy(real=True) for entry in own}
    inside, at = whole.xreplace(frees), {free: own[entry] for entry, free in frees.items()}
    tangent = inside.xreplace(at) + sympy.Add(
        *(sympy.diff(inside, x).xreplace(at) * (e - own[e]) for e, x in frees.items())
    )
    if own and not unspoken(tangent):
        yield tangent


def _ends(entry: Any, facts: Sequence[Fact]) -> Iterator[Any]:
    """What facts bound an entry by: a number, or else a term without samples."""
    own = {ANY_CLASS: entry.indices[-1]}
    known = [fact.expr.xreplace(own) for fact in facts if fact.sign != "=="]
    for side in (1, -1):
        bounds = [side * sympy.expand(side * entry - expr) for expr in known]
        numbers = [bound for bound in bounds if bound.is_number]
        if numbers:
            yield max(numbers) if side == 1 else min(numbers)
        else:
            yield from [x for x in bounds if x.is_Symbol and not unspoken(x)][:1]
