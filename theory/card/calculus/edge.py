"""The behaviour of a formula in one variable near an end of its interval.

At `v = 0` from the right it is a sum of terms `v^a log(v)^b h(v)` with `h` smooth; the leading one
gives the limit, and the sign as far as it outweighs certified enclosures of the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy
from flint import arb

from lossproof.theory.numbers import ball, compare, compile_balls, constant_sign, interval

REACHES = tuple(sympy.Rational(1, 2**k) for k in (2, 4, 7, 12, 20, 28))
MOST_OPERATIONS, ORDERS = 400, 8
INFINITE = (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)

Part = tuple[Any, int]  # (h, k): h(v) / v^k after subtracting the first k Taylor terms


def sign_near_zero(form: Any, v: Any, room: Any) -> tuple[int, sympy.Rational] | None:
    """The sign on `(0, reach]` and the reach, or None."""
    groups = terms_at_zero(form, v)
    if groups is None:
        return None
    for _ in range(ORDERS):
        if not groups:
            return None
        lead = min(groups, key=lambda key: (key[0], -key[1]))
        at_zero = _at_zero(groups[lead], v)
        if at_zero is None:
            return None
        if at_zero:
            for reach in REACHES:
                if _outweighs(groups, lead, v, min(reach, room)):
                    power = 1 if lead[1] % 2 == 0 else -1  # log(v) < 0
                    return at_zero * power, min(reach, room)
            return None
        parts = groups.pop(lead)
        moved = groups.setdefault((lead[0] + 1, lead[1]), [])
        moved += [(h, k + 1) for h, k in parts if h.has(v)]
        if not moved:
            del groups[lead[0] + 1, lead[1]]
    return None


def terms_at_zero(form: Any, v: Any) -> dict[tuple[Any, int], list[Part]] | None:
    """The formula as a sum of `v^a log(v)^b h(v)`, keyed by (a, b); None if it is not one."""
    if form.count_ops() > MOST_OPERATIONS:
        return None
    groups: dict[tuple[Any, int], list[Part]] = {}
    for term in sympy.Add.make_args(sympy.expand(_normal(form, v))):
        a, b, smooth = sympy.Integer(0), 0, sympy.Integer(1)
        for factor in sympy.Mul.make_args(term):
            base, exponent = factor.as_base_exp()
            if base == v and exponent.is_Rational:
                a += exponent
            elif base == sympy.log(v) and exponent.is_Integer:
                b += int(exponent)
            else:
                smooth *= factor
        parts = groups.setdefault((a, b), [])
        if parts:
            parts[0] = (parts[0][0] + smooth, 0)
        else:
            parts.append((smooth, 0))
    return groups


def _normal(form: Any, v: Any) -> Any:
    """The formula with bases and arguments of logarithms expanded, so that powers of v separate."""

    def split(e: Any) -> Any:
        inner = sympy.factor_terms(sympy.expand(e.args[0]))
        if isinstance(e, sympy.log):
            return sympy.expand_log(sympy.log(inner), force=True)
        return sympy.expand_power_base(inner**e.exp, force=True)

    return form.replace(
        lambda e: (isinstance(e, sympy.log) or ((e.is_Pow and not e.exp.is_Integer) or
                   (e.is_Pow and e.exp.is_negative))) and e.args[0] != v,
        split,
    )  # fmt: skip


def _taylor(part: Part, v: Any) -> Any:
    h, k = part
    return sympy.diff(h, v, k) / sympy.factorial(k) if k else h


def _at_zero(parts: list[Part], v: Any) -> int | None:
    """The sign at 0 of the coefficient of the leading power; None if it is not certain."""
    value: Any = sympy.Add(*(_taylor(part, v).xreplace({v: sympy.Integer(0)}) for part in parts))
    if value.has(*INFINITE):
        return None
    try:
        sign = constant_sign(value, max_bits=256)
    except (TypeError, ValueError):
        return None
    if sign is None and value.has(sympy.exp) and value.count_ops() < 100:
        # Only numbers that balls cannot separate from 0: SymPy may abort on others.
        return 0 if sympy.simplify(value) == 0 else None
    return sign


def _outweighs(
    groups: dict[tuple[Any, int], list[Part]], lead: tuple[Any, int], v: Any, reach: Any
) -> bool:
    """Whether the sum divided by the leading power has one sign on (0, reach]."""
    total = arb(0)
    for key, parts in groups.items():
        share = _ratio(key[0] - lead[0], key[1] - lead[1], reach)
        if share is None:
            return False
        for enclosed in _enclosures(parts, v, reach):
            total += enclosed * share
    return bool(total.is_finite() and (total > 0 or total < 0))


def _enclosures(parts: list[Part], v: Any, reach: Any) -> Iterator[arb]:
    try:
        code = compile_balls([_taylor(part, v) for part in parts], [v])
    except TypeError:
        yield arb.nan()
    else:
        yield from code([interval(0, reach)])


def _ratio(a: Any, b: int, reach: Any) -> arb | None:
    """The range of `v^a |log v|^b` on (0, reach], up to the sign of log(v)^b; None if unbounded."""
    if a == 0 and b == 0:
        return arb(1)
    if a < 0 or (a == 0 and b > 0) or reach >= 1:
        return None
    size = -sympy.log(reach)
    if b > 0 and not compare(a * size, ">", b):
        return None
    top = ball(reach**a * size**b).upper()
    share = arb(0).union(top).nonnegative_part()
    return share if b % 2 == 0 else -share


def limit_at_zero(form: Any, v: sympy.Symbol) -> Any:
    """The limit from the right at 0, exact or infinite; None if the leading term is not certain."""
    variable = sympy.Dummy("v", positive=True)
    groups = terms_at_zero(sympy.sympify(form).xreplace({v: variable}), variable)
    if groups is None:
        return None
    nonzero = {key: parts for key, parts in groups.items() if parts[0][0] != 0}
    if not nonzero:
        return sympy.Integer(0)
    values = {
        key: parts[0][0].xreplace({variable: sympy.Integer(0)}) for key, parts in nonzero.items()
    }
    if any(value.has(*INFINITE) for value in values.values()):
        return None  # a part that is not smooth may outweigh every power
    lead = min(nonzero, key=lambda key: (key[0], -key[1]))
    sign = _at_zero(nonzero[lead], variable)
    if not sign:
        return None
    if lead == (0, 0):
        return values[lead]
    if lead[0] > 0 or (lead[0] == 0 and lead[1] < 0):
        return sympy.Integer(0)
    return sympy.oo * sign * (-1) ** lead[1]
