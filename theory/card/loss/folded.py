"""The conditions of a loss on its parameter alone, even if SymPy simplifies them away.

`sqrt(q - 1/10)**2` becomes `q - 1/10`, and is no real number for `q` below 1/10.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.card.calculus import Ranged
from lossproof.theory.card.calculus.ranged import sign_over
from lossproof.theory.card.loss.reading import undefined_at
from lossproof.theory.language import ANY_CLASS
from lossproof.theory.losses import SYMBOLIC
from lossproof.theory.losses.cancelled import cancelled


def has_values(loss: Callable[[Any, Any], Any], parameter: Ranged) -> bool:
    """Whether each part in the parameter is defined over the whole range, if it is cancelled.

    And each part in the parameter alone, cancelled or not.
    """
    lost = cancelled(loss)
    parts = [*lost, *undefined_at(sympy.sympify(loss(SYMBOLIC, ANY_CLASS)))]
    return all(
        _met(part.exp if part.is_Pow else None, part.args[0])
        for part in parts
        if part in lost or part.free_symbols == {parameter}
    )


def _met(exponent: Any, base: Any) -> bool:
    """Whether the base may have that exponent; whether it may have a logarithm if None."""
    if exponent is not None and exponent.is_Integer and exponent >= 0:
        return True
    sign = sign_over(base, sympy.Dummy(positive=True), sympy.Integer(0), sympy.Integer(1))
    if exponent is not None and exponent.is_Integer:
        return sign in (">", "<")
    return sign == ">" or (sign in (">=", "==") and exponent is not None and exponent.is_positive)
