"""Sums inside sums: over rows of sums over columns, with marginal sums in their terms.

`ClassSum` has one bound index, so a sum inside it must not depend on that index. Here every level
of nesting has an index of its own: a sum without sums inside is a `ClassSum`, and one around
others binds the first index that is above all of theirs. Equal sums are thereby equal expressions,
up to the order of summation, which `exchanged` is about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language.sums import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    LEVELS as LEVELS,
    NestedSum as NestedSum,
    class_sum,
)

ANY = (ANY_CLASS, ANY_ROW, ANY_COLUMN)


def nested_sum(term: Callable[[Any], Any], size: Any) -> sympy.Expr:
    """The sum of `term(j)` over the classes, where terms may be sums that depend on `j`."""
    return class_sum(term, size)
