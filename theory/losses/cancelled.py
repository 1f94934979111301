"""What SymPy leaves out of a loss as it was written, although it may have no value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, Known, discharged, evaluated, obligations
from lossproof.theory.language.terms.folding import dropped
from lossproof.theory.losses.formula_tree import CLASSES, SYMBOLIC


def cancelled(loss: Callable[[Any, Any], Any]) -> list[Any]:
    """The logarithms, roots and divisors that are cancelled in `loss(f, y)`.

    Also because the probabilities sum to 1. Only those that may have no value although the
    probabilities are positive and below 1.
    """
    with sympy.evaluate(False):
        written = loss(SYMBOLIC, ANY_CLASS)
    one = {SYMBOLIC.total(): sympy.S.One}
    found = sympy.sympify(evaluated(loss)(SYMBOLIC, ANY_CLASS))
    lost = dropped(written, found.xreplace(one))
    return [term for term in lost if not _has_a_value(term.xreplace(one))]


def _has_a_value(term: Any) -> bool:
    if term.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I):  # SymPy evaluated it, to no real number
        return False
    entries = (side for entry in term.atoms(sympy.Indexed) for side in (entry, 1 - entry))
    inside = [Known(side, ">") for side in (*entries, CLASSES - 1)]
    return all(discharged(each, inside) for each in obligations(term))
