"""Other forms of an expression: factors, quotients, and a measure of complexity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from math import lcm
from typing import Any, NamedTuple

import numpy as np
import sympy

from lossproof.theory.provers.points import Points, atoms_of

SPLITS: list[Any] = [
    *(sympy.Rational(x) for x in ("0", "1", "1/2", "2", "-1", "1/3", "3", "2/3", "1/4", "3/4")),
    sympy.E, sympy.exp(-1), sympy.log(2), sympy.exp(-2),
]  # fmt: skip

MOST_OPERATIONS = 400
STEEPEST = 64  # the degree in an exponential up to which SymPy factors in no time


class Signed(NamedTuple):
    """A nonnegative factor, and its power."""

    expr: Any
    power: Any


def complexity(expr: Any) -> int:
    """The complexity of an expression; its nonrational parts count most."""
    hard = expr.atoms(sympy.log, sympy.exp) | {
        power for power in expr.atoms(sympy.Pow) if not power.exp.is_Integer
    }
    return 40 * len(hard) + int(sympy.count_ops(expr))


def factors(expr: Any, points: Points) -> list[Signed] | None:
    """The factors, made nonnegative; None if there is only one, or if a sign is not constant."""
    if sympy.count_ops(expr) > MOST_OPERATIONS:
        return None
    made: Any = _with_roots(expr)
    if made.is_Add or made.is_Symbol:
        made = sympy.powsimp(sympy.factor_terms(made))
    parts = [factor.as_base_exp() for factor in sympy.Mul.make_args(made)]
    parts = [
        (base, top) if top.is_Integer else (base**top, sympy.Integer(1)) for base, top in parts
    ]
    if len(parts) < 2 and parts[0][1] == 1 and parts[0][0] == expr:
        return None
    signed: list[Signed] = []
    sign = 1
    for base, top in parts:
        if base.is_number:
            if not base.is_real:
                return None
            if base.is_positive is None:
                return None
            sign *= (1 if base.is_positive else -1) ** int(top)
            signed.append(Signed(abs(base), top))
            continue
        if top % 2 == 0 and top > 0:
            signed.append(Signed(base**top, sympy.Integer(1)))
            continue
        negative = points.least(base) < 0 and not points.denies(-base)
        signed.append(Signed(-base if negative else base, top))
        sign *= (-1 if negative else 1) ** int(top)
    return signed if sign > 0 and any(part.expr != expr for part in signed) else None


def factored(expr: Any) -> Any:
    """The expression in factors; one with steep exponentials as it is, that would take for ever."""
    rates = (
        rate for x in expr.atoms(sympy.exp) for rate in x.args[0].as_coefficients_dict().values()
    )
    return expr if any(abs(rate) > STEEPEST for rate in rates) else sympy.factor(expr)


def _with_roots(expr: Any) -> Any:
    """The factored expression, with roots of nonnegative numbers as variables."""
    tops: dict[Any, int] = {}
    for root in expr.atoms(sympy.Pow):
        if root.exp.is_Rational and root.exp.q > 1 and root.base.is_Symbol:
            tops[root.base] = lcm(tops.get(root.base, 1), root.exp.q)
    marks = {x: sympy.Dummy(positive=True) for x in tops if x.is_nonnegative}
    inside = expr.xreplace({x: mark ** tops[x] for x, mark in marks.items()})
    made: Any = factored(sympy.together(inside))
    return made.xreplace({mark: x ** sympy.Rational(1, tops[x]) for x, mark in marks.items()})


def divided(expr: Any, number: Any, points: Points) -> Iterator[tuple[Any, Any]]:
    """Pairs of a positive factor and the quotient of the expression by it."""
    yield sympy.Integer(1), expr
    for log in sorted(expr.atoms(sympy.log), key=str):
        if number not in atoms_of(log):
            continue
        times = sympy.expand(expr).coeff(log, 1)
        rest = sympy.expand(expr) - sympy.expand(times * log)
        if times == 0 or times.is_number or rest.has(log) or times.has(sympy.log):
            continue
        sign = -1 if points.least(times) < 0 else 1
        if not points.denies(sign * times):
            over = sympy.Add(*(sympy.cancel(t / times) if not t.has(sympy.log) else t / times
                               for t in sympy.Add.make_args(sympy.factor_terms(rest))))  # fmt: skip
            yield sign * times, sign * (log + over)
    powers = {
        power
        for power in expr.atoms(sympy.exp, sympy.Pow)
        if number in atoms_of(power) and (isinstance(power, sympy.exp) or not power.exp.is_Integer)
    }
    for power in sorted(powers, key=str)[:3]:
        over = sympy.Add(
            *(sympy.powsimp(part / power) for part in sympy.Add.make_args(sympy.expand(expr)))
        )
        if not over.is_number:
            yield power, over


def substituted(expr: Any, number: Any, value: Any) -> Any:
    """The expression at a value of a number; nan if SymPy cannot evaluate it."""
    try:
        return expr.xreplace({number: value})
    except (TypeError, ValueError):  # undefined values have no order, as in Max
        return sympy.nan


def lowest(expr: Any, numbers: Sequence[Any], points: Points) -> Iterator[tuple[Any, Any]]:
    """Numbers with values near which the expression is least."""
    values = points.at(expr)
    for one, other in permutations(sorted(numbers, key=str), 2):
        for at in (other, 1 / other):
            on_both = substituted(expr, one, at)
            if not on_both.has(sympy.zoo, sympy.nan) and _vanishes_in(points, on_both):
                yield one, at
    for number in sorted(numbers, key=str):
        coordinates = points.values.get(number)
        if coordinates is None or not len(coordinates):
            continue
        near = SPLITS[:3]
        if len(numbers) == 1:
            least = coordinates[int(np.where(np.isfinite(values), values, np.inf).argmin())]
            near = sorted(SPLITS, key=lambda x: abs(float(x) - least))[:2]
        for at in near:
            if coordinates.min() < float(at) < coordinates.max():
                yield number, at


def _vanishes_in(points: Points, expr: Any) -> bool:
    values = points.at(expr)
    return bool(len(values) and np.all(np.abs(values) < 1e-9))
