"""A logarithm against what has none: the logarithm increases, so arguments are compared."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sympy

from theory.proof import Fact, ProofError
from theory.proof.rules import combine, log_increases, positive
from theory.provers.place import Place

Sign = Callable[[Any, bool, Place], Fact | None]


def compared(expr: Any, strict: bool, place: Place, sign: Sign) -> Fact | None:
    """`k log A + B >= 0` by `A` and `exp(-B/k)`, for one logarithm with a number before it."""
    logs = expr.atoms(sympy.log)
    tops = {log for log in logs if not log.is_number}
    if len(tops) != 1:
        return None
    (log,) = tops
    opened = sympy.expand(expr)
    times = opened.coeff(log, 1)
    rest = opened - times * log
    if not times.is_Rational or times == 0 or rest.has(log) or log.args[0].is_Symbol:
        return None
    inner, outer = log.args[0], sympy.exp(sympy.expand(-rest / times))
    if not inner.has(sympy.exp):
        return None
    with suppress(ProofError):
        above, below = (inner, outer) if times > 0 else (outer, inner)
        gap, least = sign(sympy.expand(above - below), strict, place), positive(below)
        return gap and combine(expr, (abs(times), log_increases(gap, least)))
    return None
