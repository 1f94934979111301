"""Powers with symbols on top are above 0 where the base is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sympy

from theory.language import seen
from theory.proof import Fact, ProofError
from theory.proof.rules import combine, positive, power, reciprocal
from theory.provers.place import Place

Sign = Callable[[Any, bool, Place], Fact | None]


def raised(expr: Any, strict: bool, place: Place, sign: Sign) -> Fact | None:
    """The sign of one power, by that of its base and where its top lies."""
    base, top = expr.as_base_exp()
    if not isinstance(expr, sympy.Pow) or top.is_Integer:
        return None
    if (below := sign(base, strict, place.lower())) is None:
        return None
    with suppress(ProofError):
        for more in (0, 1, 2):
            if (above := _above(top + more, place, sign)) is not None:
                found = power(below, above)
                return combine(expr, (found, *[reciprocal(below)] * more)) if more else found
            if (above := _above(more - top, place, sign)) is not None and below.strict:
                found = reciprocal(power(below, above))
                return combine(expr, (found, *[below] * more))
    return None


def _above(top: Any, place: Place, sign: Sign) -> Fact | None:
    if seen(top, ">"):
        return positive(top)
    return (
        None
        if place.points.denies(top - sympy.Rational(1, 10**6))
        else sign(top, True, place.lower())
    )
