"""Polynomials that two or three numbers enter alike: by cases for the order of the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import combinations
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine
from lossproof.theory.provers.arithmetic.linear import evident
from lossproof.theory.provers.arithmetic.products import by_products
from lossproof.theory.provers.points import atoms_of

MOST_DEGREE = 6


def by_order(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """The goal, as a sum of products of facts for each order of its numbers, or None."""
    expr = sympy.expand(goal.difference)
    numbers = sorted(atoms_of(expr), key=str)
    if goal.sign == "==" or len(numbers) not in (2, 3) or not expr.is_polynomial(*numbers):
        return None
    pairs = [*combinations(numbers, 2)]
    alike = all(expr == expr.xreplace({one: other, other: one}) for one, other in pairs)
    if not alike or sympy.Poly(expr, *numbers).total_degree() > MOST_DEGREE:
        return None

    def ordered(known: Sequence[Fact], left: Sequence[tuple[Any, Any]]) -> Fact:
        if left:
            (one, other), *rest = left
            sides = (lambda more: ordered([*known, more], rest) for _ in range(2))
            return cases(one - other, *sides)
        found = by_products(expr, goal.sign == ">", known, evident)
        if found is None:
            raise ProofError("no sum of products is found")
        return found

    with suppress(ProofError):
        return combine(goal.difference, ordered([*facts], pairs))
    return None
