"""Sums over the classes beside the entry of a label: the other classes' terms by a tangent at 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ClassSum, Relation, is_label, unspoken
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, total_of_others
from lossproof.theory.provers.classes.units import body, unit_sum

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO, ONE = sympy.Integer(0), sympy.Integer(1)


def by_tangents(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal about a label's entry, with tangents at 0 for the other classes, or None."""
    expr: Any = goal.difference
    sums = sorted(expr.atoms(ClassSum), key=str)
    sizes = {each.args[1] for each in sums}
    entries = {x for each in sums for x in body(each).atoms(sympy.Indexed) if x.has(ANY_CLASS)}
    labels = {x for x in expr.free_symbols if is_label(x) and x != ANY_CLASS}
    if goal.sign == "==" or len(sizes) != 1 or len(entries) != 1 or len(labels) != 1:
        return None
    (size,), (entry,), (label,) = sizes, entries, labels
    unit = unit_sum(entry, facts)
    lower = next((fact for fact in facts if fact.expr == size - 2), None)
    marks: dict[Any, Any] = {each: sympy.Dummy(real=True) for each in sums}
    marked = expr.xreplace(marks)
    times = [sympy.diff(marked, mark) for mark in marks.values()]
    rest = marked.xreplace(dict.fromkeys(marks.values(), ZERO))
    scale = times[0] if len(sums) == 1 else ONE
    scale = -scale if scale.could_extract_minus_sign() else scale
    whole = sympy.Add(*(k / scale * body(each) for k, each in zip(times, sums, strict=True)))
    if unit is None or lower is None or sympy.Tuple(rest, *times).has(*marks.values(), ClassSum):
        return None
    free = sympy.Dummy(positive=True)
    inside = whole.xreplace({entry: free})
    slope, height = (x.subs(free, 0) for x in (sympy.diff(inside, free), inside))
    if unspoken(slope) or unspoken(height):
        return None
    with suppress(ProofError):
        term = prove(Relation(whole - height - slope * entry, ">=", ZERO), facts)
        least = prove(Relation(scale, ">=", ZERO), facts) if term is not None else None
        if term is None or least is None:
            return None
        two = combine(size - 1, lower, (1,))
        others = total_of_others(term, label, size, two)
        one, side, _ = unit
        at_label = whole.xreplace({entry: entry.xreplace({ANY_CLASS: label})})
        own = entry.xreplace({ANY_CLASS: label})
        left = rest + scale * (at_label + height * (size - 1) + slope * (1 - own))
        ended = prove(Relation(left, goal.sign, ZERO), facts)
        return ended and combine(
            goal.difference, (least, others), ended, (scale * side * slope, one)
        )
    return None
