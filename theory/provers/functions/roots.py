"""Goals with square roots: by the squares of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from typing import Any

import sympy

from lossproof.theory.language import Relation, unbound
from lossproof.theory.language.relations import Sense
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    cases,
    combine,
    nonnegative,
    positive,
    power,
    power_in_base,
    reciprocal,
    squeezed,
)
from lossproof.theory.provers.classes.units import at_any_class
from lossproof.theory.provers.forms import factored

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
HALF, ZERO = sympy.Rational(1, 2), sympy.Integer(0)
MOST = 3  # terms with roots, of a goal that is squared
MOST_FACTORS = 4


def by_squares(
    goal: Relation, facts: Sequence[Fact], prove: Prove, *, fewest: int = 1
) -> Fact | None:
    """`r >= s` by `r^2 >= s^2`, where one side is a rational multiple of a product of roots.

    Of `fewest` terms with roots or more each is tried that has no root of another.
    """
    expr = _opened(goal.difference)
    roots = _roots(expr)
    terms = [term for term in sympy.Add.make_args(expr) if term.has(*roots)]
    if goal.sign == "==" or not fewest <= len(terms) <= MOST:
        return None
    for term in sorted(terms, key=lambda term: (not term.could_extract_minus_sign(), str(term))):
        rest, own = expr - term, [root for root in roots if term.has(root)]
        if (sympy.Mul(*own) / term).is_Rational and not rest.has(*own):
            way = _below if term.could_extract_minus_sign() else _above
            with suppress(ProofError):
                found = way(goal, term, rest, facts, prove)
                if found is not None and (found.strict or goal.sign == ">="):
                    return found
    return None


def of_roots(goal: Relation) -> Iterator[Fact]:
    """`(r - s)^2 >= 0` and `(r + s)^2 >= 0`, where the goal has a product `r s` with a root."""
    expr = at_any_class(goal.difference)
    terms = {term for part in expr.args for term in sympy.Add.make_args(part)}
    products = [sympy.Mul.make_args(term.as_coeff_Mul()[1]) for term in terms]
    rooted = [p for p in products if any(is_root(x) for x in p) and 2 <= len(p) <= MOST_FACTORS]
    for factors in sorted(rooted, key=str)[:MOST]:
        first, *others = factors
        for count in range(len(others)):
            for chosen in combinations(others, count):
                one = sympy.Mul(first, *chosen)
                other = sympy.Mul(*(x for x in others if x not in chosen))
                for sign in (1, -1):
                    with suppress(ProofError):
                        square = sympy.expand((one + sign * other) ** 2)
                        yield combine(square, nonnegative((one + sign * other) ** 2))


def is_root(factor: Any) -> bool:
    """Whether it is a square root of what is no number."""
    return factor.is_Pow and factor.exp == HALF and bool(factor.free_symbols)


def _roots(expr: Any) -> list[Any]:
    """The square roots that are not of the terms of a sum."""
    roots = (x for x in expr.atoms(sympy.Pow) if x.exp == HALF)
    return sorted((root for root in roots if not unbound(root)), key=str)


def _opened(expr: Any) -> Any:
    """Expanded, but for what is below roots, whose signs are evident as they are written."""
    roots = {root: sympy.Dummy(real=True) for root in _roots(expr)}
    opened: Any = sympy.expand(expr.xreplace(roots))
    for root, mark in roots.items():
        opened = opened.replace(
            lambda x, mark=mark: x.is_Pow and x.base == mark and x.exp.is_Integer,
            lambda x, mark=mark, of=root.base: mark ** (x.exp % 2) * of ** (x.exp // 2),
        )
    return sympy.expand(opened).xreplace({mark: root for root, mark in roots.items()})


def _squared(larger: Any, smaller: Any, sign: Sense) -> Relation:
    """The relation of the squares; without roots its factors, which may be squares."""
    gap = _opened(larger**2 - smaller**2)
    return Relation(gap if _roots(gap) else factored(gap), sign, ZERO)


def _least(term: Any, facts: Sequence[Fact], prove: Prove, sign: Sense = ">=") -> Fact:
    """A product of roots is not below 0, or above 0 if its sign is asked to be >."""
    times, found = term, list[Fact]()
    for root in _roots(term):
        base = prove(Relation(root.base, sign, ZERO), facts)
        found.append(power(base, positive(HALF)) if base else nonnegative(root))
        times = times / root
    return combine(term, (times, *found))


def _above(
    goal: Relation, root: Any, rest: Any, facts: Sequence[Fact], prove: Prove
) -> Fact | None:
    """`root >= -rest`: evident where `rest >= 0`, else by `(root + rest) (root - rest)`."""
    gap = prove(_squared(root, rest, goal.sign), facts)
    if gap is None:
        return None
    least = _least(root, facts, prove, goal.sign)

    def below(known: Fact) -> Fact:
        return combine(goal.difference, (gap, reciprocal(combine(root - rest, least, known))))

    def above(known: Fact) -> Fact:
        return combine(goal.difference, least, known)

    with suppress(ProofError):
        return above(nonnegative(rest))
    return cases(-rest, below, above, strict=True)


def _below(
    goal: Relation, term: Any, rest: Any, facts: Sequence[Fact], prove: Prove
) -> Fact | None:
    """`rest >= root`, for the root in `term = -root`, by `(rest + root) (rest - root)`."""
    root = -term
    gap = prove(_squared(rest, root, goal.sign), facts)
    known = gap and prove(Relation(rest, ">=", ZERO), facts)
    if gap is None or known is None:
        return None
    least = _least(root, facts, prove)

    def above(more: Fact) -> Fact:
        return combine(goal.difference, (gap, reciprocal(combine(rest + root, more, least))))

    def zero(less: Fact) -> Fact:
        equal = squeezed(known, less)
        none, square = combine(-(root**2), gap, (-rest, equal)), combine(root**2, (least, least))
        return combine(goal.difference, equal, power_in_base(none, square, positive(HALF)))

    with suppress(ProofError):
        return above(known)
    return cases(rest, above, zero, strict=True)
