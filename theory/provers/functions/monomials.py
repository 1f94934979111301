"""Sums of products of powers and exponentials: by weighted arithmetic and geometric means.

Each negative term is the weighted geometric mean of positive ones, by `r - 1 >= log r`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

import sympy

from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, log_bound
from lossproof.theory.provers.arithmetic.multipliers import feasible
from lossproof.theory.provers.functions.grouped_logarithms import Shown
from lossproof.theory.provers.points import Context

Sign = Callable[[Any, bool, Context], Fact | None]
MOST_TERMS, MOST_PAIRS, MOST_POWER = 10, 40, 24


class Monomial(NamedTuple):
    """The absolute value of a coefficient, and exponents by base."""

    times: Fraction
    tops: Mapping[Any, Any]


def by_means(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """The sign of a sum of positive terms, and of negative ones that are means of them, or None."""
    terms: Any = sympy.Add.make_args(sympy.expand(expr))
    if not 2 <= len(terms) <= MOST_TERMS:
        return None
    read = [_factors(term) for term in terms]
    if None in read:
        return None
    roots = _roots([tops for _, tops in filter(None, read)])
    above, below = list[Monomial](), list[Monomial]()
    for times, tops in filter(None, read):
        whole = {_root(base, roots[base]): int(top * roots[base]) for base, top in tops.items()}
        (above if times > 0 else below).append(Monomial(Fraction(str(abs(times))), whole))
    bases = sorted({base for each in (*above, *below) for base in each.tops}, key=str)
    if not below or not above or len(above) * len(below) > MOST_PAIRS or not bases:
        return None
    if any(not context.points.least(base) > 0 for base in bases):
        return None
    if any(abs(top) > MOST_POWER for each in (*above, *below) for top in each.tops.values()):
        return None
    weights = _weights(above, below, bases)
    if weights is None:
        return None
    shown, used = Shown(context, sign), list[Any]()
    with suppress(ProofError):
        for k, small in enumerate(below):
            least, _ = shown.product(small.tops)
            for i, large in enumerate(above):
                if weight := sympy.Rational(str(weights[i][k])):
                    tops = {b: large.tops.get(b, 0) - small.tops.get(b, 0) for b in bases}
                    ratio, equal = shown.product(tops)
                    used += [(weight, least, log_bound(ratio)), (weight * least.expr, equal)]
        for i, large in enumerate(above):
            if rest := sympy.Rational(str(large.times - sum(weights[i]))):
                used.append((rest, shown.product(large.tops)[0]))
        made = combine(expr, *used)
        return made if made.strict or not strict else None
    return None


def _factors(term: Any) -> tuple[Any, Mapping[Any, Any]] | None:
    """The rational coefficient of a product, and exponents by base; None for other terms."""
    times, rest = term.as_coeff_Mul()
    tops: dict[Any, Any] = {}
    for factor in sympy.Mul.make_args(rest) if rest != 1 else ():
        base, top = factor.as_base_exp()
        if base == sympy.E:
            for part in sympy.Add.make_args(sympy.expand(top)):
                count, inside = part.as_coeff_Mul()
                tops[sympy.exp(inside)] = tops.get(sympy.exp(inside), 0) + count
        else:
            tops[base] = tops.get(base, 0) + top
    simple = all(x.is_Symbol or x.is_Indexed or isinstance(x, sympy.exp) for x in tops)
    rational = times.is_Rational and all(top.is_Rational for top in tops.values())
    return (times, tops) if simple and rational and times else None


def _roots(every: Sequence[Mapping[Any, Any]]) -> dict[Any, int]:
    """The common denominator of the exponents of each base."""
    found: dict[Any, int] = {}
    for tops in every:
        for base, top in tops.items():
            found[base] = lcm(found.get(base, 1), int(top.q))
    return found


def _root(base: Any, of: int) -> Any:
    inner = isinstance(base, sympy.exp)
    return sympy.exp(base.args[0] / of) if inner else base ** sympy.Rational(1, of)


def _weights(
    above: Sequence[Monomial], below: Sequence[Monomial], bases: Sequence[Any]
) -> list[list[Fraction]] | None:
    """How much of each positive term goes to each negative one, or None."""
    pairs = [(i, k) for i in range(len(above)) for k in range(len(below))]
    columns = list[list[Fraction]]()
    for i, k in pairs:
        taken = [Fraction(i == row) for row in range(len(above))]
        given = [Fraction(k == row) for row in range(len(below))]
        gaps = [above[i].tops.get(b, 0) - below[k].tops.get(b, 0) for b in bases]
        moved = [Fraction(gap if k == row else 0) for row in range(len(below)) for gap in gaps]
        columns.append([*taken, *given, *moved])
    size = len(above) + len(below) * (1 + len(bases))
    spare = [[Fraction(row == i) for row in range(size)] for i in range(len(above))]
    right = [*(x.times for x in (*above, *below)), *[Fraction(0)] * (len(below) * len(bases))]
    solution = feasible([*columns, *spare], right)
    if solution is None:
        return None
    by_pair = dict(zip(pairs, solution, strict=False))
    return [[by_pair[i, k] for k in range(len(below))] for i in range(len(above))]
