"""Facts about `KroneckerDelta(k, y)`, which is 1 where the classes `k` and `y` are the same."""

from __future__ import annotations

from typing import Any

import sympy

from theory.derivation import combine
from theory.fact import Fact
from theory.other_classes import sifted
from theory.sums import ANY_CLASS


def same_class(term: Any, first: Any, second: Any, size: Any) -> Fact:
    """`KroneckerDelta(k, y) (e(k) - e(y)) == 0` for a `term` `e(l)` in any class `l`.

    `first` and `second` are the symbols of two labels, `k` and `y`.
    """
    delta: Any = sympy.KroneckerDelta
    term = sympy.sympify(term)
    at_first, at_second = (term.xreplace({ANY_CLASS: label}) for label in (first, second))
    return combine(
        delta(first, second) * (at_first - at_second),
        (sifted(delta(ANY_CLASS, first) * term, second, size), 1),
        (sifted(delta(ANY_CLASS, second) * term, first, size), -1),
    )
