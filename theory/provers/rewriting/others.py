"""Facts about every class but one, as terms of a sum of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations_with_replacement
from typing import Any, cast

import sympy

from lossproof.theory.language import ANY_CLASS, BOUND_CLASS, ClassSum, Relation, gt, is_label
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    no_delta,
    piece_of_class,
    positive,
    sifted,
    total,
    total_of_others,
    weighted_others,
)
from lossproof.theory.provers.arithmetic.linear import combination

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
Term = tuple[Any, Callable[[], Any], bool]  # expression, maker of its fact, strictness


def others(factors: Sequence[Any], expr: Any, facts: Sequence[Fact], size: Any) -> Iterator[Term]:
    """Sums, over the classes other than a label, of products of facts about any class."""
    labels = _labels([expr, *(fact.expr for fact in facts)])
    lower = next((fact for fact in facts if fact.expr == size - 2), None)
    for label in labels[:2]:
        if lower is not None:
            two = combine(size - 1, lower, (sympy.Integer(1),))
            yield from _products(factors, label, size, two)
        for fact in facts:
            delta: Any = sympy.KroneckerDelta(ANY_CLASS, label)
            if fact.sign != "==" and fact.expr.has(delta):
                yield from _weighted(fact, delta, label, size, facts)


def of_others(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about every class but a label, `e(l) >= 0`, summed: `sum_l e(l) - e(y) >= 0`."""
    exprs = (goal.difference, *(fact.expr for fact in facts))
    sizes = {each.args[1] for expr in exprs for each in expr.atoms(ClassSum)}
    for fact in facts:
        found = _all_but_one(fact.expr) if fact.sign != "==" and len(sizes) == 1 else None
        if found is None:
            continue
        label, at_label, apart = found
        with suppress(ProofError):
            opened = piece_of_class(fact.expr)

            def branch(
                other: Fact, fact: Fact = fact, opened: Fact = opened, label: Any = label,
                apart: Any = apart, less: Any = apart - at_label,
            ) -> Fact:  # fmt: skip
                none = no_delta(other, ANY_CLASS, label)
                return combine(apart, fact, (-1, opened), (less, none))

            yield weighted_others(positive(sympy.Integer(1)), label, *sizes, branch)


def of_all_but_one(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal about a sum over the other classes, as that over all of them less one term."""
    expr: Any = sympy.expand(goal.difference)
    for each in sorted(expr.atoms(ClassSum), key=str):
        said, size = each.args[0].xreplace({BOUND_CLASS: ANY_CLASS}), each.args[1]
        times, found = expr.coeff(each, 1), _all_but_one(said)
        if found is None or found[1] != 0 or sympy.expand(expr - times * each).has(each):
            continue
        label, _, apart = found
        whole = _sum(apart, size) - apart.xreplace({ANY_CLASS: label})
        with suppress(ProofError):
            opened, own = total(piece_of_class(said), size), sifted(apart, label, size)
            new = Relation(expr.xreplace({each: whole}), goal.sign, sympy.Integer(0))
            if (shown := prove(new, facts)) is not None:
                return combine(goal.difference, shown, (times, opened), (-times, own))
    return None


def _all_but_one(said: Any) -> tuple[Any, Any, Any] | None:
    """The label in a Piecewise over it and the other classes, and the values there; or None."""
    if not isinstance(said, sympy.Piecewise):
        return None
    (at_label, equal), *rest = cast(Any, said.args)
    sides = {*equal.args} if isinstance(equal, sympy.Eq) else set[Any]()
    if ANY_CLASS not in sides or len(rest) != 1:
        return None
    (label,) = sides - {ANY_CLASS}
    return label, at_label, rest[0][0]


def _labels(exprs: Sequence[Any]) -> list[Any]:
    entries = set[Any]().union(*(expr.atoms(sympy.Indexed) for expr in exprs))
    labels = {index for entry in entries for index in entry.indices}
    return sorted(
        (x for x in labels if is_label(x) and not x.has(ANY_CLASS) and (x.is_Symbol or x == 0)),
        key=lambda x: (-sum(x in entry.indices for entry in entries), str(x)),
    )


def _products(factors: Sequence[Any], label: Any, size: Any, two: Fact) -> Iterator[Term]:
    for degree in (1, 2):
        for chosen in combinations_with_replacement(factors, degree):
            product: Any = sympy.Mul(*(x.expr if isinstance(x, Fact) else x for x in chosen))
            if not product.has(ANY_CLASS) or product.atoms(ClassSum):
                continue
            value = _sum(product, size) - product.xreplace({ANY_CLASS: label})
            above = all(isinstance(factor, Fact) and factor.strict for factor in chosen)

            def made(c: Any = chosen, p: Any = product) -> Any:
                return (total_of_others(combine(p, c), label, size, two),)

            yield value, made, above


def _weighted(
    fact: Fact, delta: Any, label: Any, size: Any, facts: Sequence[Fact]
) -> Iterator[Term]:
    """Facts about the other classes, times nonnegative entries with a known sum."""
    expr: Any = fact.expr
    inner = expr.xreplace({delta: sympy.Integer(0)})
    times: Any = sympy.expand(expr).coeff(delta, 1)
    for weight in facts:
        of: Any = weight.expr
        if weight.sign == "==" or not of.is_Indexed or of.indices != (ANY_CLASS,):
            continue
        rest = _sum(of, size) - of.xreplace({ANY_CLASS: label})
        mass = _above(rest, facts)

        def branch(apart: Fact) -> Fact:
            return combine(inner, fact, (-times, no_delta(apart, ANY_CLASS, label)))

        product = of * inner
        value = _sum(product, size) - product.xreplace({ANY_CLASS: label})

        def made(w: Fact = weight, m: Fact | None = mass, b: Any = branch) -> Any:
            return (weighted_others(w, label, size, b, m),)

        yield value, made, fact.strict and mass is not None


def _above(expr: Any, facts: Sequence[Fact]) -> Fact | None:
    """`expr > 0` as a sum of facts, or None."""
    terms = expr.atoms(sympy.Indexed, ClassSum)
    near = [fact for fact in facts if fact.expr.atoms(sympy.Indexed, ClassSum) & terms]
    with suppress(ProofError):
        return combination(gt(expr, 0), near)
    return None


def _sum(expr: Any, size: Any) -> Any:
    kind: Any = ClassSum
    return kind(expr.xreplace({ANY_CLASS: BOUND_CLASS}), size)
