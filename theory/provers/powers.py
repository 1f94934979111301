"""Powers with symbols on top are above 0 where the base is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sympy

from theory.language import gt, seen
from theory.proof import Fact, ProofError
from theory.proof.rules import combine, positive, power, reciprocal
from theory.provers.linear import combination
from theory.provers.place import Place
from theory.provers.points import atoms_of

Sign = Callable[[Any, bool, Place], Fact | None]


def raised(expr: Any, strict: bool, place: Place, sign: Sign) -> Fact | None:
    """The sign of one power, by that of its base and where its top lies."""
    base, top = expr.as_base_exp()
    if not isinstance(expr, sympy.Pow) or top.is_Integer:
        return None
    below = sign(base, True, place.lower()) or (
        None if strict else sign(base, False, place.lower())
    )
    for more in (0, 1, 2) if below else ():
        with suppress(ProofError):
            if (above := _above(top + more, place)) is not None:
                found = power(below, above)
                return combine(expr, (found, *[reciprocal(below)] * more)) if more else found
            if (above := _above(more - top, place)) is not None:
                found = reciprocal(power(below, above))
                return combine(expr, (found, *[below] * more)) if more else found
    return None


def _above(top: Any, place: Place) -> Fact | None:
    """That a top is above 0, by what is evident and sums of what is known."""
    if seen(top, ">"):
        return positive(top)
    near = [each for each in place.facts if atoms_of(each.expr) <= atoms_of(top)]
    return combination(gt(top, 0), near)
