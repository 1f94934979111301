"""Sums over the classes beside the entry of a label: the other classes' terms by a tangent.

It touches at 0, or at the mean of the other entries; or it is the least value of the term,
that where one entry is all of their sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ClassSum, Relation, is_label, unspoken
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, total_of_others
from lossproof.theory.provers.classes.units import body, known_sum
from lossproof.theory.provers.forms import factored
from lossproof.theory.provers.plain import plain

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO, ONE = sympy.Integer(0), sympy.Integer(1)


def by_tangents(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal about a label's entry, with tangents for the other classes, or None."""
    expr: Any = goal.difference
    sums = sorted(expr.atoms(ClassSum), key=str)
    sizes = {each.args[1] for each in sums}
    entries = {x for each in sums for x in body(each).atoms(sympy.Indexed) if x.has(ANY_CLASS)}
    labels = {x for x in expr.free_symbols if is_label(x) and x != ANY_CLASS}
    if goal.sign == "==" or len(sizes) != 1 or len(entries) != 1 or len(labels) != 1:
        return None
    (size,), (entry,), (label,) = sizes, entries, labels
    known = known_sum(entry, facts)
    lower = next((fact for fact in facts if fact.expr == size - 2), None)
    marks: dict[Any, Any] = {each: sympy.Dummy(real=True) for each in sums}
    marked = expr.xreplace(marks)
    times = [sympy.diff(marked, mark) for mark in marks.values()]
    rest = marked.xreplace(dict.fromkeys(marks.values(), ZERO))
    if known is None or lower is None or sympy.Tuple(rest, *times).has(*marks.values(), ClassSum):
        return None
    common = factored(times[0]) if len(sums) == 1 else ONE
    if (positive := _factor(common, facts, prove)) is None:
        return None
    scale, least = positive
    parts = times if len(sums) > 1 else [ONE if scale == common else -ONE]
    whole = sympy.Add(*(k * body(each) for k, each in zip(parts, sums, strict=True)))
    one, side, total = known
    own = entry.xreplace({ANY_CLASS: label})
    at_label = whole.xreplace({entry: own})
    by_cases = whole.has(sympy.KroneckerDelta, sympy.Piecewise)
    curved = not by_cases and sympy.diff(whole, entry, 2) != 0
    lines = [
        (ZERO, whole.xreplace({entry: total}), plain),
        (*_tangent(whole, entry, ZERO), prove),
        (*_tangent(whole, entry, (total - own) / (size - 1)), prove),
    ]
    for slope, height, shown in lines if curved else lines[1:2]:
        if unspoken(slope) or unspoken(height) or sympy.Tuple(slope, height).has(ANY_CLASS):
            continue
        with suppress(ProofError):
            term = shown(Relation(whole - height - slope * entry, ">=", ZERO), facts)
            if term is None:
                continue
            others = total_of_others(term, label, size, combine(size - 1, lower, (1,)))
            left = rest + scale * (at_label + height * (size - 1) + slope * (total - own))
            if (ended := prove(Relation(left, goal.sign, ZERO), facts)) is not None:
                used = (least, others), ended, (scale * side * slope, one)
                return combine(goal.difference, *used)
    return None


def _factor(times: Any, facts: Sequence[Fact], prove: Prove) -> tuple[Any, Fact] | None:
    """The factor or its negative, with the fact that it is not negative."""
    likely = -times if times.could_extract_minus_sign() else times
    for scale, how in ((likely, plain), (-likely, plain), (likely, prove)):
        if (least := how(Relation(scale, ">=", ZERO), facts)) is not None:
            return scale, least
    return None


def _tangent(whole: Any, entry: Any, point: Any) -> tuple[Any, Any]:
    """The slope of the tangent at a point to a term in an entry, and its height at 0."""
    free = sympy.Dummy(positive=True)
    inside = whole.xreplace({entry: free})
    slope = sympy.diff(inside, free).subs(free, point)
    return slope, inside.subs(free, point) - slope * point
