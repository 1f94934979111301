"""Means over a distribution that gives one class the probability 1, or less than 1.

`simplex` has the facts of a distribution `a` over the classes, "nonnegative" and "at most 1" of any
class `l` and "total", as its domain gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, ClassSum, Relation, gt
from lossproof.theory.language.sums import LabelSymbol
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    cases,
    combine,
    no_delta,
    positive,
    reciprocal,
    squeezed,
    two_within_total,
    weighted_others,
)
from lossproof.theory.provers.arithmetic.linear import shown
from lossproof.theory.provers.classes.columns import stochastic_rows
from lossproof.theory.provers.classes.units import body, over, unit_sum
from lossproof.theory.provers.plain import at_rows, plain

Simplex = Mapping[str, Fact]
MOST, ROUNDS = 4, 2


def expects(simplex: Simplex, label: Any, sure: Fact, value: Any, c: Any) -> Fact:
    """`a[y] - 1 == 0` ⊢ `sum_l a[l] e(l) - e(y) == 0`, for `e(l) = value`."""
    least, unit = simplex["nonnegative"], simplex["total"]
    at_label = value.xreplace({ANY_CLASS: label})

    def of(side: int) -> Fact:
        def branch(apart: Fact) -> Fact:
            pair = two_within_total(least, ANY_CLASS, label, apart, c)
            none = squeezed(least, combine(-least.expr, pair, (-1, unit), sure))
            gap = side * (value - at_label)
            return combine(least.expr * gap, (none, gap), (0, least))

        others = weighted_others(positive(sympy.Integer(1)), label, c, branch)
        mean = over(least.expr * value, c) - at_label
        return combine(side * mean, others, (side * at_label, unit))

    return squeezed(of(1), of(-1))


def certain(
    simplex: Simplex, label: Any, value: Any, best: Callable[[Fact], Fact], reached: Fact, c: Any
) -> Fact:
    """`sum_l a[l] e(l) - e(y) >= 0`, (`l != y` ⊢ `e(y) - e(l) > 0`) ⊢ `a[y] - 1 == 0`.

    If the mean reaches a maximum that only one class attains, that class has probability 1.
    `value` is `e(l)`, `best` gets `(l - y)^2 > 0` and returns `e(y) - e(l) > 0`, and
    `reached` is the first premise.
    """
    at_label: Any = simplex["nonnegative"].expr.xreplace({ANY_CLASS: label})

    def unsure(some: Fact) -> Fact:
        short = below_largest(simplex, label, value, best, some, c)
        absurd = combine(-1, (combine(-short.expr, reached), reciprocal(short)))
        return combine(at_label - 1, (absurd, some))

    lower = cases(1 - at_label, unsure, lambda rest: combine(at_label - 1, rest), strict=True)
    return squeezed(lower, simplex["at most 1"].at(ANY_CLASS, label))


def below_largest(
    simplex: Simplex, label: Any, value: Any, best: Callable[[Fact], Fact], unsure: Fact, c: Any
) -> Fact:
    """`1 - a[y] > 0`, (`l != y` ⊢ `e(y) - e(l) > 0`) ⊢ `e(y) - sum_l a[l] e(l) > 0`."""
    least, unit = simplex["nonnegative"], simplex["total"]
    top = value.xreplace({ANY_CLASS: label})
    others = combine(unit.expr + unsure.expr, unsure, unit)
    short = weighted_others(least, label, c, best, others)
    return combine(top - over(least.expr * value, c), short, (-top, unit))


def by_certainty(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """The goal from means over distributions that give a class probability 1, or less than 1."""
    symbols = set[Any]().union(goal.difference.free_symbols, *(x.expr.free_symbols for x in facts))
    labels = sorted((x for x in symbols if isinstance(x, LabelSymbol)), key=str)[:MOST]
    known = [*facts, *at_rows(goal.difference, facts), *_at_labels(facts, labels)]
    every = [*_distributions(known)][: 2 * MOST] if labels else []
    if goal.sign == ">":
        for simplex, c in every:
            for label in labels:
                with suppress(ProofError, ValueError):
                    if (found := _below(goal, simplex, label, known, c)) is not None:
                        return found
    more = list[Fact]()
    for _ in range(ROUNDS):
        before = len(more)
        for simplex, c in every:
            for label in labels:
                new = _consequences(goal, simplex, label, [*known, *more], c)
                more += [fact for fact in new if fact not in more]
        if len(more) == before:
            break
    return plain(goal, [*known, *more]) if more else None


def says_sure(facts: Sequence[Fact]) -> bool:
    """Whether a fact says that an entry of a vector is 1."""
    sides = (side * fact.expr + 1 for fact in facts if fact.sign == "==" for side in (1, -1))
    return any(side.is_Indexed for side in sides)


def _distributions(facts: Sequence[Fact]) -> Iterator[tuple[Simplex, Any]]:
    bounds = {fact.expr: fact for fact in facts if fact.sign != "=="}
    for entry, least in bounds.items():
        of_class = entry.is_Indexed and entry.indices[-1] == ANY_CLASS and 1 - entry in bounds
        if of_class and (found := unit_sum(entry, facts)) is not None:
            unit, side, c = found
            total = combine(over(entry, c) - 1, (side, unit))
            yield {"nonnegative": least, "at most 1": bounds[1 - entry], "total": total}, c


def _at_labels(facts: Sequence[Fact], labels: Sequence[Any]) -> Iterator[Fact]:
    """Facts about any class that names a row, such as `P[l, l] == 1`, at each label."""
    for fact in facts:
        entries = fact.expr.atoms(sympy.Indexed)
        if any(len(x.indices) == 2 and x.indices[0] == ANY_CLASS for x in entries):
            for label in labels:
                with suppress(ProofError):
                    yield fact.at(ANY_CLASS, label)


def _values(simplex: Simplex, exprs: Sequence[Any]) -> list[Any]:
    """What the expressions average over this distribution."""
    weight = simplex["nonnegative"].expr
    sums = set[Any]().union(*(expr.atoms(ClassSum) for expr in exprs))
    values = (sympy.cancel(body(each) / weight) for each in sorted(sums, key=str))
    return [x for x in values if x.has(ANY_CLASS) and not x.has(weight, ClassSum)][:MOST]


def _apart(label: Any, facts: Sequence[Fact], gap: Any, c: Any) -> Callable[[Fact], Fact]:
    """The proof that the gap is above 0 for any other class than the label."""

    def best(apart: Fact) -> Fact:
        known = [*facts, apart, no_delta(apart, ANY_CLASS, label)]
        for entry, row in stochastic_rows(facts):
            pair = two_within_total(entry, ANY_CLASS, label, apart, c)
            known += [pair.at(ANY_ROW, ANY_CLASS), row.at(ANY_ROW, ANY_CLASS)]
        for fact in (fact for fact in facts if fact.expr.has(ANY_CLASS)):
            with suppress(ProofError):
                known.append(fact.at(ANY_CLASS, label))
        if (found := plain(gt(gap, 0), known)) is None:
            raise ProofError(f"{gap} > 0 is not found")
        return combine(gap, found)

    return best


def _below(
    goal: Relation, simplex: Simplex, label: Any, facts: Sequence[Fact], c: Any
) -> Fact | None:
    """`e(y) > sum_l a[l] e(l)`, or with both signs changed, if the goal says that."""
    for value in _values(simplex, [goal.difference]):
        for each in (value, -value):
            top = each.xreplace({ANY_CLASS: label})
            mean = over(simplex["nonnegative"].expr * each, c)
            if sympy.expand(goal.difference - top + mean) != 0:
                continue
            at_label = simplex["nonnegative"].expr.xreplace({ANY_CLASS: label})
            if (unsure := shown(1 - at_label, True, facts)) is not None:
                unsure = combine(1 - at_label, unsure)
                best = _apart(label, facts, top - each, c)
                return below_largest(simplex, label, each, best, unsure, c)
    return None


def _consequences(
    goal: Relation, simplex: Simplex, label: Any, facts: Sequence[Fact], c: Any
) -> Iterator[Fact]:
    """`a[y] == 1`, if it is known or follows, and the means over `a` then."""
    at_label = simplex["nonnegative"].expr.xreplace({ANY_CLASS: label})
    values = _values(simplex, [goal.difference, *(fact.expr for fact in facts)])
    said = at_label - 1, 1 - at_label
    sure = next((fact for fact in facts if fact.sign == "==" and fact.expr in said), None)
    with suppress(ProofError, ValueError):
        if sure is not None:
            sure = combine(at_label - 1, (1 if sure.expr == at_label - 1 else -1, sure))
        elif any(fact.expr.has(at_label) and fact.sign == ">=" for fact in facts) and (
            least := shown(at_label - 1, False, facts)
        ):
            sure = squeezed(least, simplex["at most 1"].at(ANY_CLASS, label))
    base = simplex["nonnegative"].expr.base
    told = [fact.expr for fact in facts if fact.sign != "==" and fact.expr.has(base)]
    strict = sympy.Tuple(*(fact.expr for fact in facts if fact.strict)).atoms(sympy.IndexedBase)
    for value in _values(simplex, told) if sure is None else ():
        if not strict & value.atoms(sympy.IndexedBase):
            continue
        gap = value.xreplace({ANY_CLASS: label}) - value
        for side in (1, -1):
            mean = over(simplex["nonnegative"].expr * side * value, c)
            top = side * value.xreplace({ANY_CLASS: label})
            if (reached := shown(mean - top, False, facts)) is None:
                continue
            with suppress(ProofError, ValueError):
                best = _apart(label, facts, side * gap, c)
                reached = combine(mean - top, reached)
                sure = certain(simplex, label, side * value, best, reached, c)
                break
        if sure is not None:
            break
    if sure is not None:
        yield sure
        for value in values:
            with suppress(ProofError, ValueError):
                yield expects(simplex, label, sure, value, c)
