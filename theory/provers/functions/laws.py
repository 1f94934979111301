"""What always holds of absolute values, maxima, minima and floors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import sympy

from lossproof.theory.language import Relation, unbound
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    absolute,
    cases,
    ceiling_equals,
    combine,
    floor_above,
    floor_below,
    max_above,
    max_equals,
    min_below,
    min_equals,
    nonnegative,
)
from lossproof.theory.provers.classes.units import at_any_class
from lossproof.theory.provers.functions.sizes import below_its_size

MOST = 8  # kinks


def laws(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """What always holds of absolute values, maxima, minima and floors in hypotheses and the goal.

    |x| >= x and |x| >= -x, the bounds by each of two, x^2 = r^2 where |x| = r, and x <= r, -x <= r
    and x^2 <= r^2 where |x| <= r.
    """
    exprs = [at_any_class(x) for x in (goal.difference, *(fact.expr for fact in facts))]
    kinks = set[Any]().union(*(expr.atoms(sympy.Abs, sympy.Max, sympy.Min) for expr in exprs))
    for kink in sorted((each for each in kinks if not unbound(each)), key=str)[:MOST]:
        with suppress(ProofError):
            if isinstance(kink, sympy.Abs):
                of: Any = kink.args[0]
                yield from (below_its_size(side * of) for side in (1, -1))
            else:
                for one in kink.args:
                    other = kink.func(*(each for each in kink.args if each != one))
                    yield (max_above if isinstance(kink, sympy.Max) else min_below)(one, other)
            if len(kink.args) == 2:
                sides = (kink.args[0] - kink.args[1], kink.args[1] - kink.args[0])
                gaps = (x for x in kinks if isinstance(x, sympy.Abs) and x.args[0] in sides)
                yield from (_by_the_gap(kink, gap) for gap in gaps)
    yield from _of_floors(set().union(*(expr.atoms(sympy.floor, sympy.ceiling) for expr in exprs)))
    for fact in facts:
        for size in _bounded_sizes(fact):
            with suppress(ProofError):
                for side in (1, -1):
                    yield combine(
                        fact.expr + size - side * size.args[0],
                        fact,
                        below_its_size(side * size.args[0]),
                    )
                bound: Any = fact.expr + size
                yield combine(bound**2 - size**2, (fact, fact), (2, fact, nonnegative(size)))
        for size in fact.expr.atoms(sympy.Abs) if fact.sign == "==" else ():
            for side in (1, -1):
                rest = sympy.expand(size - side * fact.expr)
                if not rest.has(sympy.Abs):
                    with suppress(ProofError):
                        yield combine(size**2 - rest**2, (fact, side * (size + rest)))


def _of_floors(rounded: set[Any]) -> Iterator[Fact]:
    for each in sorted((each for each in rounded if not unbound(each)), key=str)[:MOST]:
        with suppress(ProofError):
            of: Any = each.args[0]
            if isinstance(each, sympy.ceiling):
                yield ceiling_equals(of)
                of = -of
            yield from (floor_below(of), floor_above(of))


def _by_the_gap(kink: Any, gap: Any) -> Fact:
    """`2 max(a, b) = a + b + |a - b|`, and less that for the smaller."""
    one, other = kink.args
    largest = isinstance(kink, sympy.Max)
    equal = 2 * kink - one - other - (gap if largest else -gap)

    def side(first: Any, second: Any, case: Fact) -> Fact:
        value = max_equals(first, second, case) if largest else min_equals(second, first, case)
        return combine(equal, (2, value), (-1 if largest else 1, absolute(case)))

    return cases(one - other, partial(side, one, other), partial(side, other, one))


def _bounded_sizes(fact: Fact) -> list[Any]:
    """The absolute values that a fact bounds from above, standing alone in it."""
    terms = sympy.Add.make_args(fact.expr) if fact.sign != "==" else ()
    return [-term for term in terms if isinstance(-term, sympy.Abs) and not unbound(-term)]
