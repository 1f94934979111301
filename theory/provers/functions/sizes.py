"""Absolute values that are added: `|x| >= x` and `|x| >= -x` are all that is needed of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import absolute, cases, combine
from lossproof.theory.provers.arithmetic.linear import combination
from lossproof.theory.provers.points import Context

KINKS = (sympy.Abs, sympy.Max, sympy.Min, sympy.Piecewise)
MOST = 8  # facts beside them


def added(expr: Any) -> list[Any]:
    """The absolute values that occur only as terms with positive numbers before them."""
    terms = [term.as_coeff_Mul() for term in sympy.Add.make_args(sympy.expand(expr))]
    sizes = [rest for times, rest in terms if isinstance(rest, sympy.Abs) and times > 0]
    others = sympy.Tuple(*(rest for _, rest in terms if rest not in sizes))
    return [each for each in sizes if not others.has(each)]


def by_sizes(expr: Any, strict: bool, context: Context, sizes: Sequence[Any]) -> Fact | None:
    """The sign, as a sum of facts and of `|x| >= x` and `|x| >= -x`, or None."""
    if {*sizes} != expr.atoms(*KINKS):
        return None
    own = expr.free_symbols
    facts = [each for each in context.facts if each.expr.free_symbols <= own]
    facts = [each for each in facts if not each.expr.has(*KINKS)][-MOST:]
    for size in sizes:
        with suppress(ProofError):
            facts += (below_its_size(side * size.args[0]) for side in (1, -1))
    return combination(Relation(expr, ">" if strict else ">=", sympy.S.Zero), facts)


def below_its_size(of: Any) -> Fact:
    """`|x| - x >= 0`."""
    size = sympy.Abs(of)

    def above(known: Fact) -> Fact:
        return combine(size - of, absolute(known), (0, known))

    def below(known: Fact) -> Fact:
        return combine(size - of, absolute(known), (2, known))

    return cases(of, above, below)


def of_factors(size: Any) -> tuple[Any, Fact]:
    """`|x y|` as `|x| |y|`, and the fact that they are equal, for a product."""
    x, y = size.args[0].as_two_terms()
    value = size.func(x) * size.func(y)

    def of(one: Fact, other: Fact) -> Fact:
        both = absolute(combine(one.expr * other.expr, (one, other)))
        return combine(
            size - value, both, (-1, absolute(one), size.func(y)), (-one.expr, absolute(other))
        )

    def beside(one: Fact) -> Fact:
        return cases(y, lambda other: of(one, other), lambda other: of(one, other))

    made = cases(x, beside, beside)
    return value, made
