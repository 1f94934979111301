"""Facts about `KroneckerDelta(k, y)`, which is 1 where the classes `k` and `y` are the same."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS
from lossproof.theory.proof.facts import Fact
from lossproof.theory.proof.rules.algebra import combine
from lossproof.theory.proof.rules.other_classes import sifted


def same_class(term: Any, first: Any, second: Any, size: Any) -> Fact:
    """Two labels are equal, or their delta is 0: ⊢ `KroneckerDelta(k, y) (e(k) - e(y)) == 0`, for a
    `term` `e(l)` that depends on a class `l`.

    The arguments `first` and `second` are the symbols of two labels, `k` and `y`. The rule applies
    `sifted` twice.
    """
    delta: Any = sympy.KroneckerDelta
    term = sympy.sympify(term)
    at_first, at_second = (term.xreplace({ANY_CLASS: label}) for label in (first, second))
    return combine(
        delta(first, second) * (at_first - at_second),
        (sifted(delta(ANY_CLASS, first) * term, second, size), 1),
        (sifted(delta(ANY_CLASS, second) * term, first, size), -1),
    )
