"""Numbers that the facts leave one value only."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, squeezed
from lossproof.theory.provers.arithmetic.linear import combination
from lossproof.theory.provers.points import atoms_of, ends


def only_value(expr: Any, facts: Sequence[Fact]) -> tuple[Any, Any, Fact] | None:
    """A number of the expression, its only value, and the fact that they are equal, or None."""
    for number in sorted((x for x in atoms_of(expr) if x.is_Symbol or x.is_Indexed), key=str):
        for fact in facts:
            end = None if fact.strict else ends(fact, number)
            if end is None:
                continue
            side, value = end
            gap: Any = side * (number - value)
            reverse = combination(Relation(-gap, ">=", sympy.Integer(0)), facts)
            rate = sympy.expand(fact.expr).coeff(number, 1)
            with suppress(ProofError):
                if reverse is not None and not reverse.strict:
                    equal = squeezed(combine(gap, (1 / abs(rate), fact)), combine(-gap, reverse))
                    return number, value, combine(number - value, (side, equal))
    return None
