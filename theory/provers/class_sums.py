"""Sums over the classes of convex or concave terms: by a line below each term.

The line is a tangent where all entries are equal, a chord from 0 to 1, or another chord.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    BOUND_CLASS,
    ClassSum,
    CountSymbol,
    Relation,
    unspoken,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, total

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def below_a_line(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it bounds sums over the classes of terms in one entry each, or None."""
    expr = sympy.expand(goal.difference)
    sums = sorted(expr.atoms(ClassSum), key=str)
    sizes = {term.args[1] for term in sums}
    if not sums or goal.sign == "==" or len(sizes) > 1:
        return None
    (size,) = sizes
    times = [expr.coeff(term, 1) for term in sums]
    rest = expr - sympy.expand(sympy.Add(*(t * s for t, s in zip(times, sums, strict=True))))
    if not isinstance(size, CountSymbol) or rest.has(ClassSum):
        return None
    body = sympy.Add(
        *(
            t * s.args[0].xreplace({BOUND_CLASS: ANY_CLASS})
            for t, s in zip(times, sums, strict=True)
        )
    )
    entries = {x for x in body.atoms(sympy.Indexed) if x.has(ANY_CLASS)}
    if len(entries) != 1 or any(t.has(ClassSum) for t in times):
        return None
    (entry,) = entries
    unit_sum = next((f for f in facts if f.sign == "==" and _says_one(f, entry, size)), None)
    if unit_sum is None:
        return None
    for slope, height in _lines(body, entry, size, rest):
        room = body - slope * entry - height
        remainder = slope + height * size + rest
        strict = goal.sign == ">"
        with suppress(ProofError):
            above = prove(Relation(room, ">=", sympy.Integer(0)), facts)
            if above is None:
                continue
            ended = prove(Relation(remainder, ">" if strict else ">=", sympy.Integer(0)), facts)
            if ended is None:
                continue
            side = sympy.expand(unit_sum.expr + 1).coeff(ClassSum(_bound(entry), size))
            way = 1 if side == 1 else -1
            return combine(goal.difference, total(above, size), (way * slope, unit_sum), ended)
    return None


def _bound(entry: Any) -> Any:
    return entry.xreplace({ANY_CLASS: BOUND_CLASS})


def _says_one(fact: Fact, entry: Any, size: Any) -> bool:
    sums: Any = ClassSum(_bound(entry), size)
    return sympy.expand(fact.expr - (sums - 1)) == 0 or sympy.expand(fact.expr + (sums - 1)) == 0


def _lines(body: Any, entry: Any, size: Any, rest: Any) -> Iterator[tuple[Any, Any]]:
    """Lines that may lie below the term: slope, and value at 0."""
    free = sympy.Dummy(positive=True)
    inside = body.xreplace({entry: free})
    middle = {free: 1 / size}
    ends = [inside.xreplace({free: sympy.Integer(k)}) for k in (0, 1)]
    candidates = [(-rest, sympy.Integer(0)), (ends[1] - ends[0], ends[0])]
    if not unspoken(slope := sympy.diff(inside, free)):  # a step has no slope
        steep = sympy.simplify(slope.xreplace(middle))
        candidates.append((steep, sympy.expand(inside.xreplace(middle) - steep / size)))
    for line in candidates:
        if not any(map(unspoken, line)):
            yield line
