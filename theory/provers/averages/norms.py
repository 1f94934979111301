"""Norms of the entries of a vector: their sum, that of their squares, and of multiples of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, ClassSum, CountSymbol, Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    absolute,
    cases,
    combine,
    nonnegative,
    positive,
    renamed,
    total,
    total_of_others,
)
from lossproof.theory.provers.arithmetic.linear import combination
from lossproof.theory.provers.classes.units import body, known_sum, over

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO = sympy.Integer(0)


def of_norms(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """What holds of sums of |x| or of nonnegative entries, and of their squares.

    `sum |k x| = k sum |x|` for k >= 0, `(sum v)^2 <= c sum v^2`, and `sum v^2 <= (sum v)^2`.
    """
    sums = [x for x in goal.difference.atoms(ClassSum) if isinstance(x.args[1], CountSymbol)]
    squares = any(isinstance(x.exp, sympy.Rational) for x in goal.difference.atoms(sympy.Pow))
    for each in sorted(sums, key=str):
        of, size = body(each), each.args[1]
        if of.has(ClassSum):
            continue
        with suppress(ProofError):
            if isinstance(of, sympy.Abs):
                yield from _multiple(of, size, facts)
            least = nonnegative(of) if isinstance(of, sympy.Abs) else _least(of, facts)
            if least is not None and squares:
                yield from _beside_squares(least, size)


def _least(of: Any, facts: Sequence[Fact]) -> Fact | None:
    """The fact that an entry is not negative."""
    return next((x for x in facts if x.expr == of and x.sign != "=="), None)


def _multiple(length: Any, size: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`sum |k x| - k sum |x| == 0`, where `k >= 0` does not depend on the class."""
    factor, rest = sympy.factor(length.args[0]).as_independent(ANY_CLASS, as_Add=False)
    for side in (1, -1) if not factor.is_number else ():
        times = side * factor
        least = _not_negative(times, facts)
        if least is None:
            continue

        def same(case: Fact, sign: int, least: Fact = least, times: Any = times) -> Fact:
            of: Any = combine(sign * length.args[0] * times / factor, (least, case))
            own = combine(length - of.expr, absolute(of))
            return combine(length - times * sympy.Abs(rest), own, (-times, absolute(case)))

        yield total(cases(rest, lambda x: same(x, 1), lambda x: same(x, -1)), size)


def _not_negative(expr: Any, facts: Sequence[Fact]) -> Fact | None:
    with suppress(ProofError):
        return nonnegative(expr)
    return combination(Relation(expr, ">=", ZERO), facts)


def _beside_squares(least: Fact, size: Any) -> Iterator[Fact]:
    """`c sum v^2 - (sum v)^2 >= 0` and `(sum v)^2 - sum v^2 >= 0`."""
    of, count = least.expr, positive(size)
    whole, squares = over(of, size), over(sympy.expand(of**2), size)
    spread = total(nonnegative((of - whole / size) ** 2), size)
    yield combine(size * squares - whole**2, (spread, count))
    others = total_of_others(least, ANY_ROW, size, positive(size - 1))
    each = renamed(others, {ANY_ROW: ANY_CLASS})
    yield combine(whole**2 - squares, total(combine(of * each.expr, (least, each)), size))


def by_one_order(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Iterator[Fact]:
    """Chebyshev's inequality of sums: `c sum x f(x) >= sum x sum f(x)` for f that rises.

    By `(x - m) (f(x) - f(m)) >= 0` for every entry x and their mean m; and the reverse where f
    falls.
    """
    for each in sorted(goal.difference.atoms(ClassSum), key=str):
        of, size = body(each), each.args[1]
        entries = {x for x in of.atoms(sympy.Indexed) if x.has(ANY_CLASS)}
        if len(entries) != 1 or of.has(ClassSum) or not of.is_Mul:
            continue
        (entry,) = entries
        rest = of / entry
        if not rest.has(entry) or rest.has(sympy.KroneckerDelta):
            continue
        unit = known_sum(entry, facts)
        middle = (unit[2] if unit else over(entry, size)) / size
        at_middle = rest.xreplace({entry: middle})
        for side in (1, -1):
            gap = sympy.expand(side * (entry - middle) * (rest - at_middle))
            with suppress(ProofError):
                if (ordered := _ordered(entry, middle, rest, side, facts, prove)) is not None:
                    sides = [(side * at_middle * unit[1], unit[0])] if unit else []
                    found = total(combine(gap, ordered), size)
                    yield combine(found.expr, found, *sides) if sides else found


def _ordered(
    entry: Any, middle: Any, of: Any, side: int, facts: Sequence[Fact], prove: Prove
) -> Fact | None:
    """`(x - m) (f(x) - f(m)) >= 0`, or <= 0 for side -1, from the order of x and m."""
    change = side * (of - of.xreplace({entry: middle}))

    def after(case: Fact, sign: int) -> Fact:
        found = prove(Relation(sign * change, ">=", ZERO), [*facts, case])
        if found is None:
            raise ProofError(f"{of} is not seen to rise")
        return combine((entry - middle) * change, (case, found))

    return cases(entry - middle, lambda x: after(x, 1), lambda x: after(x, -1))
