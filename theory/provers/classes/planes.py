"""Sums over the classes of terms in entries of predictions: by planes below the terms.

A plane is a tangent where all entries are equal, or through the values where one or no entry is 1;
for one entry also another line. Terms without a common entry have planes of their own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import Any, NamedTuple

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ClassSum,
    CountSymbol,
    Relation,
    unspoken,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, total
from lossproof.theory.provers.classes.units import body, known_sum
from lossproof.theory.provers.points import Points, atoms_of

MOST_OPS = 40  # of a term whose limit is asked for
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


class Plane(NamedTuple):
    """Slopes by entry, and the value at 0."""

    slopes: Mapping[Any, Any]
    height: Any

    def sum(self, size: Any, totals: Mapping[Any, Any]) -> Any:
        """What it sums to over the classes, for entries with these sums."""
        parts = (slope * totals[entry] for entry, slope in self.slopes.items())
        return sympy.Add(*parts) + self.height * size


def below_a_line(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it bounds sums over the classes of terms in entries of predictions, or None."""
    expr = sympy.expand(goal.difference)
    sums = sorted(expr.atoms(ClassSum), key=str)
    sizes = {term.args[1] for term in sums}
    if not sums or goal.sign == "==" or len(sizes) > 1:
        return None
    (size,) = sizes
    times: list[Any] = [expr.coeff(term, 1) for term in sums]
    rest = expr - sympy.expand(sympy.Add(*(t * s for t, s in zip(times, sums, strict=True))))
    if not isinstance(size, CountSymbol) or any(e.has(ClassSum) for e in (rest, *times)):
        return None
    whole = sympy.Add(*(t * body(s) for t, s in zip(times, sums, strict=True)))
    parts = _apart(whole)
    known = {entry: known_sum(entry, facts) for part in parts for entry in _entries(part)}
    totals = {entry: found[2] for entry, found in known.items() if found}
    if not known or len(totals) < len(known):
        return None
    points = Points.of({size, *atoms_of(rest)}, facts)
    alone = rest if len(parts) == 1 and all(total == 1 for total in totals.values()) else None
    planes = [[*planes_below(part, size, totals, alone)] for part in parts]
    below = functools.cache(lambda k, j: _below(parts[k], planes[k][j], facts, prove))
    for chosen in product(*(range(len(each)) for each in planes)):
        over = [planes[k][j] for k, j in enumerate(chosen)]
        remainder = rest + sympy.Add(*(plane.sum(size, totals) for plane in over))
        if points.denies(remainder):
            continue
        above = [below(k, j) for k, j in enumerate(chosen)]
        if None in above:
            continue
        with suppress(ProofError):
            ended = _zero(remainder, goal) or prove(
                Relation(remainder, goal.sign, sympy.Integer(0)), facts
            )
            if ended is not None:
                each = [total(fact, size) for fact in above if fact]
                slopes = [item for plane in over for item in plane.slopes.items()]
                units = [
                    (k * side, fact)
                    for x, k in slopes
                    for fact, side, _ in filter(None, [known[x]])
                ]
                return combine(goal.difference, *each, *units, ended)
    return None


def _zero(remainder: Any, goal: Relation) -> Fact | None:
    """The fact that nothing is left over, if that is so and enough."""
    with suppress(ProofError):
        return combine(remainder) if goal.sign == ">=" else None
    return None


def _apart(whole: Any) -> list[Any]:
    """The parts of the terms that share no entry, and are about one."""
    groups = list[tuple[set[Any], Any]]()
    terms = sympy.Add.make_args(sympy.expand(whole))
    for term in filter(_entries, terms):
        entries, together = _entries(term), term
        for group in [group for group in groups if group[0] & entries]:
            groups.remove(group)
            entries, together = entries | group[0], together + group[1]
        groups.append((entries, together))
    constant = sympy.Add(*(term for term in terms if not _entries(term)))
    parts = [together for _, together in groups]
    return [parts[0] + constant, *parts[1:]] if parts else []


def _entries(part: Any) -> set[Any]:
    return {x for x in part.atoms(sympy.Indexed) if x.has(ANY_CLASS)}


def _below(part: Any, plane: Plane, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The fact that the plane is below the part, or None."""
    line = sympy.Add(*(slope * entry for entry, slope in plane.slopes.items()))
    gap = part - line - plane.height
    if Points.of(atoms_of(gap), facts).denies(gap):
        return None
    with suppress(ProofError):
        return prove(Relation(gap, ">=", sympy.Integer(0)), facts)
    return None


def _value(inside: Any, at: Mapping[Any, Any]) -> Any:
    """The value at these numbers, or its limit where those that are 0 tend to it together."""
    value = inside.xreplace(at)
    if not unspoken(value) or inside.has(sympy.Piecewise) or sympy.count_ops(inside) > MOST_OPS:
        return value
    small = sympy.Dummy(positive=True)
    with suppress(NotImplementedError, ValueError):
        return sympy.limit(inside.xreplace({x: v or small for x, v in at.items()}), small, 0)
    return value


def planes_below(part: Any, size: Any, totals: Mapping[Any, Any], rest: Any) -> Iterator[Plane]:
    """Planes that may lie below the part: through its corners, and at the mean of the entries."""
    frees: dict[Any, Any] = {x: sympy.Dummy(positive=True) for x in sorted(_entries(part), key=str)}
    inside = part.xreplace(frees)
    candidates = list[Plane]()
    zero = dict.fromkeys(frees.values(), sympy.Integer(0))
    height = _value(inside, zero)
    corners = {e: _value(inside, {**zero, x: sympy.Integer(1)}) for e, x in frees.items()}
    if len(frees) == 1 and rest is not None:
        candidates.append(Plane(dict.fromkeys(frees, -rest), sympy.Integer(0)))
    candidates.append(Plane({entry: value - height for entry, value in corners.items()}, height))
    middle = {free: totals[entry] / size for entry, free in frees.items()}
    slopes: dict[Any, Any] = {entry: sympy.diff(inside, free) for entry, free in frees.items()}
    if not any(map(unspoken, slopes.values())):  # a step has no slope
        steep = {entry: sympy.simplify(slope.xreplace(middle)) for entry, slope in slopes.items()}
        line = sympy.Add(*(slope * middle[frees[entry]] for entry, slope in steep.items()))
        height = sympy.expand(inside.xreplace(middle) - line)
        if any(power.exp.is_Rational and not power.exp.is_Integer
               for power in height.atoms(sympy.Pow)):  # fmt: skip
            height = sympy.simplify(height)
        candidates.append(Plane(steep, height))
    for plane in candidates:
        if not any(map(unspoken, (*plane.slopes.values(), plane.height))):
            yield plane
