"""The least and the greatest value of `sum_j chi(p_j)` over the simplex.

A convex `chi` has its least sum at the uniform point and its greatest at a vertex; for a concave
`chi` these are exchanged. Otherwise, at the least sum all entries in a convex piece are equal
(Jensen) and at most one entry is inside the concave pieces (two would move apart). So it is the
least value of a few functions of one variable; the sign of their excess over a guess is certified.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy

from lossproof.theory.card.calculus import Pieces, sign_on
from lossproof.theory.card.loss import corners
from lossproof.theory.card.loss.points import uniform, vertex
from lossproof.theory.card.loss.reading import at_entry
from lossproof.theory.numbers import array, compare, simplifies_to_zero

DIGITS = 9


@dataclass(frozen=True)
class Extreme:
    """One end of the range of a class sum.

    `value` is exact if `exact`; otherwise it bounds every class sum, and some class sum is within
    1e-9 of it. `where` is a prediction that attains it, or None.
    """

    value: Any
    where: tuple[Any, ...] | None
    exact: bool
    because: str

    def outer(self, side: int) -> Any:
        """A bound for every class sum: the value, moved by 1e-9 if it is not exact."""
        if self.exact:
            return self.value
        value = sympy.Rational(str(sympy.N(self.value, 25)))
        return value + side * sympy.Rational(1, 10**DIGITS)


def constant_sum(chi: Any, x: sympy.Symbol, c: Any) -> Any:
    """The class sum where `chi = a + b x`: `a c + b`."""
    slope = sympy.diff(chi, x)
    return sympy.expand(c * (chi - slope * x) + slope)


def at_uniform(chi: Any, x: sympy.Symbol, c: Any) -> Any:
    """The class sum at the uniform point."""
    return c * chi.xreplace({x: 1 / sympy.sympify(c)})


def at_vertex(chi: Any, x: sympy.Symbol, c: Any) -> Any:
    """The class sum at a vertex, with the limit of `chi` at 0."""
    if not chi.has(x):
        return c * chi
    zero, one = (at_entry(chi.xreplace({x: _P}), sympy.Integer(at)) for at in (0, 1))
    if zero is None or one is None or {zero, one} == {sympy.oo, -sympy.oo}:
        return None
    infinite = next((value for value in (zero, one) if value in (sympy.oo, -sympy.oo)), None)
    return one + (c - 1) * zero if infinite is None else infinite


def extremes(chi: Pieces, c: int) -> tuple[Extreme | None, Extreme | None]:
    """The least and greatest class sum for c classes; None if unknown."""
    ends = value_at(chi, uniform(c)), value_at(chi, vertex(c))
    if None in ends:
        return None, None
    flat, sure = (Extreme(ends[0], uniform(c), True, ""), Extreme(ends[1], vertex(c), True, ""))
    bent = chi.curvature()
    if bent.nonnegative:
        return flat, sure
    if bent.nonpositive:
        return sure, flat
    low = sure if ends[1] == -sympy.oo else least(chi, c)
    high = sure if ends[1] is sympy.oo else least(chi.map(lambda form: -form), c)
    if high is not None and high is not sure:
        high = Extreme(-high.value, high.where, high.exact, high.because)
    return low, high


def value_at(chi: Pieces, entries: tuple[Any, ...]) -> Any:
    """The class sum at a prediction; None if `chi` has no limit at 0."""
    terms: list[Any] = []
    for entry in entries:
        form = next(f for f, high in zip(chi.forms, chi.ends[1:], strict=True) if entry <= high)
        form = form.xreplace({chi.x: _P})
        terms.append(at_entry(form, entry))
    total: Any = sympy.nan if any(t is None for t in terms) else sympy.Add(*terms)
    return None if total is sympy.nan else total


_P = sympy.Symbol("p", positive=True)


@dataclass(frozen=True)
class _Family:
    """Predictions `entries` in `x` on `[low, high]`, and their class sum."""

    total: Any
    entries: tuple[Any, ...]
    low: Any
    high: Any


def least(chi: Pieces, c: int) -> Extreme | None:
    """The least class sum of a `chi` with one inflection or one kink; None if unknown."""
    cornered = corners.least(chi, c, lambda at: value_at(chi, at))
    if cornered is not None:
        because = "at most one entry lies inside a concave piece: the best of all such predictions"
        return Extreme(*cornered, True, because)
    families = list(_families(chi, c))
    if not families:
        return None
    x = chi.x
    best: tuple[float, Any, tuple[Any, ...]] | None = None
    for family in families:
        for at in _candidates(family, x):
            entries = tuple(sympy.sympify(e).xreplace({x: at}) for e in family.entries)
            value = value_at(chi, entries)
            if value is None:
                continue
            size = float(sympy.N(value, 20))
            if best is None or size < best[0] - 1e-12:
                best = (size, value, entries)
    if best is None or best[1] in (sympy.oo, -sympy.oo):
        return None
    for exact in (True, False):
        if not exact:
            margin = sympy.Rational(1, 10**DIGITS)
            level: Any = sympy.Rational(str(sympy.N(best[1], 25))) - margin
        else:
            level = best[1]
        if all(_above(family, x, level, strict=not exact) for family in families):
            because = (
                "certified: entries on the convex piece are equal, and at most one is on the "
                "concave piece"
            )
            return Extreme(best[1], best[2], exact, because)
    return None


def _above(family: _Family, x: Any, level: Any, *, strict: bool) -> bool:
    gap = family.total - level
    if family.low == family.high:
        gap = gap.xreplace({x: family.low})
        return gap is sympy.oo or compare(gap, ">=", 0) is True
    if not strict and simplifies_to_zero(gap):
        return True
    marks = [family.low, *sorted(_equal_points(family, x)), family.high]
    for low, high in itertools.pairwise(marks):
        sign = sign_on(gap, x, low, high, factored=False)
        if not (sign.relation == ">" if strict else sign.nonnegative):
            return False
    return True


def _equal_points(family: _Family, x: Any) -> set[Any]:
    """The points with two equal entries; the class sum is symmetric there and may be least."""
    points: set[Any] = set()
    moving = {e for e in map(sympy.sympify, family.entries) if e.has(x)}
    for one in moving:
        for other in moving - {one}:
            slope = sympy.diff(one - other, x)
            if slope != 0:
                root = x - (one - other) / slope
                points.add(sympy.expand(root))
    return {r for r in points if r.is_Rational and family.low < r < family.high}


def _candidates(family: _Family, x: Any) -> list[Any]:
    import numpy as np

    chosen = [family.low, family.high, *_equal_points(family, x)]
    if family.low < family.high:
        grid = np.linspace(float(family.low), float(family.high), 402)[1:-1]
        (values,) = array([family.total], [x])(grid)
        if np.isfinite(values).any():
            k = int(np.nanargmin(values))
            chosen.append(_refined(family, x, grid, k))
    return [at for at in chosen if at is not None]


def _refined(family: _Family, x: Any, grid: Any, k: int) -> Any:
    from scipy.optimize import minimize_scalar

    code = array([family.total], [x])
    ends = (grid[max(k - 1, 0)], grid[min(k + 1, len(grid) - 1)])
    minimum: Any = minimize_scalar(
        lambda at: float(code(at)[0]), bounds=ends, method="bounded", options={"xatol": 1e-12}
    )
    return rational_between(minimum.x, family.low, family.high)


def rational_between(number: float, low: Any, high: Any) -> Any:
    """A rational near a number, strictly between two others, as simple as can be, or None."""
    near: Any = sympy.Rational(str(float(number)))
    simple = (near.limit_denominator(10**digits) for digits in (9, 12, 15, 20, 30, 60))
    return next((at for at in (*simple, near) if low < at < high), None)


def _families(chi: Pieces, c: int) -> Iterator[_Family]:
    if len(chi.forms) == 1:
        yield from _one_inflection(chi, c)
    elif len(chi.forms) == 2:
        yield from _one_bend(chi, c)


def _one_inflection(chi: Pieces, c: int) -> Iterator[_Family]:
    """Candidates with one inflection: n entries x, one entry 1 - n x, the others 0."""
    second = sympy.diff(chi.forms[0], chi.x, 2)
    if not corners.crosses_once(second, chi.x):
        return
    x, form = chi.x, chi.forms[0]
    zero = at_entry(form.xreplace({x: _P}), sympy.Integer(0))
    for n in range(1, c):
        rest = c - 1 - n
        if zero is None or (zero in (sympy.oo, -sympy.oo) and rest):
            continue
        last = 1 - n * x
        total = n * form + form.xreplace({x: last}) + (rest * zero if rest else 0)
        entries = (*[x] * n, last, *[sympy.Integer(0)] * rest)
        yield _Family(total, entries, sympy.Integer(0), sympy.Rational(1, n))


def _one_bend(chi: Pieces, c: int) -> Iterator[_Family]:
    """Candidates with one kink at k and a convex or concave piece on each side."""
    x, (zero, k, one) = chi.x, chi.ends
    signs = chi.derivative(2).signs()
    if not all(s.nonnegative or s.nonpositive for s in signs):
        return
    low_form, high_form = chi.forms
    at_zero = at_entry(low_form.xreplace({x: _P}), sympy.Integer(0))
    at_bend = high_form.xreplace({x: k})
    convex_low, convex_high = (s.nonnegative for s in signs)
    for above in range(c + 1):
        under = c - above
        if convex_low and convex_high:
            yield from _both_convex(chi, under, above)
    if convex_low and convex_high:
        return
    if at_zero is None or at_zero in (sympy.oo, -sympy.oo):
        return
    # All entries outside convex pieces but one are at 0, at k or at 1.
    for single in ("low", "high"):
        for bends in range(c):
            for free in range(c - bends):
                zeros = c - 1 - bends - free
                if convex_low and zeros:
                    continue
                if free and not (convex_low or convex_high):
                    continue
                fixed = bends * at_bend + zeros * at_zero
                rest = 1 - bends * k
                if rest < 0:
                    continue
                free_form = low_form if convex_low else high_form
                span = (zero, k) if convex_low else (k, one)
                one_form = low_form if single == "low" else high_form
                one_span = (zero, k) if single == "low" else (k, one)
                if free == 0:
                    if one_span[0] <= rest <= one_span[1]:
                        total = fixed + value_at(
                            Pieces(x, (zero, one), (one_form,)), (sympy.sympify(rest),)
                        )
                        entries = (rest, *[k] * bends, *[sympy.Integer(0)] * zeros)
                        yield _Family(total, entries, rest, rest)
                    continue
                # free entries at x, the single one at left - free x
                low = max(span[0], (rest - one_span[1]) / free)
                high = min(span[1], (rest - one_span[0]) / free)
                if low <= high:
                    last = rest - free * x
                    total = fixed + free * free_form + one_form.xreplace({x: last})
                    entries = (*[x] * free, last, *[k] * bends, *[sympy.Integer(0)] * zeros)
                    yield _Family(total, entries, sympy.sympify(low), sympy.sympify(high))


def _both_convex(chi: Pieces, under: int, above: int) -> Iterator[_Family]:
    """`under` equal entries below the kink and `above` equal entries above it."""
    x, (zero, k, one) = chi.x, chi.ends
    low_form, high_form = chi.forms
    if above == 0 or under == 0:
        n = above or under
        at = sympy.Rational(1, n)
        if (zero if above == 0 else k) <= at <= (k if above == 0 else one):
            yield _Family(n * (low_form if above == 0 else high_form), (x,) * n, at, at)
        return
    low = max(k, (1 - under * k) / sympy.Integer(above))
    high = min(one, sympy.Rational(1, above))
    if low <= high:
        rest = (1 - above * x) / under
        total = above * high_form + under * low_form.xreplace({x: rest})
        yield _Family(total, (*[x] * above, *[rest] * under), low, high)
