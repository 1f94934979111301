"""Absolute values, maxima, minima and pieces: one case for each side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, cast

import sympy

from lossproof.theory.language import (
    Binder,
    ClassSum,
    Relation,
    obligations,
    unbound,
    ways_of_condition,
)
from lossproof.theory.language.sums import Linear
from lossproof.theory.numbers.as_written import WrittenStep
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    absolute,
    cases,
    combine,
    decided,
    first_piece,
    later_pieces,
    max_above,
    max_equals,
    min_below,
    min_equals,
    nonnegative,
    piece_of_class,
    positive,
    reciprocal,
    replaced,
    sign_of,
    squeezed,
)
from lossproof.theory.provers.arithmetic.linear import contradiction
from lossproof.theory.provers.functions.sizes import KINKS, added, by_sizes
from lossproof.theory.provers.points import Context

MOST = 8
Sign = Callable[[Any, bool, Context], Fact | None]
Above = Callable[[Any, bool], Fact | None]
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def unfolded(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """The sign, by one case for each side of a kink, or None.

    Absolute values that are added need no cases where `|x| >= x` and `|x| >= -x` are enough.
    """
    sizes = added(expr)
    sizes = sizes if len(sizes) > 1 else []
    if sizes and (found := by_sizes(expr, strict, context, sizes)) is not None:
        return found
    kink: Any = min(
        expr.atoms(*KINKS), key=lambda term: (term in sizes, sympy.count_ops(term), str(term))
    )
    if isinstance(kink, sympy.Piecewise):
        return _pieces(kink, expr, strict, context, sign)
    if any(part.has(*KINKS) for part in kink.args):
        return None
    split = apart(kink)

    def side(known: Fact, value: Any, equal: Fact) -> Fact:
        return _with_value(expr, kink, value, equal, strict, context.with_facts(known), sign)

    def above(known: Fact) -> Fact:
        return side(known, *side_of(kink, 0, split, known))

    def below(known: Fact) -> Fact:
        return side(known, *side_of(kink, 1, -split, known))

    with suppress(ProofError):
        return cases(split, above, below)
    return None


def side_of(kink: Any, place: int, value: Any, known: Fact) -> tuple[Any, Fact]:
    """The value of a kink where its first argument is the larger (0), or the second one (1).

    Of three numbers or more it is what is left without the smaller in a Max, the larger in a Min.
    """
    if isinstance(kink, sympy.Abs):
        return value, absolute(known)
    larger, smaller = kink.args[place], kink.args[1 - place]
    others = kink.args[2:]
    if isinstance(kink, sympy.Max):
        left: Any = sympy.Max(larger, *others)
        if others:
            known = combine(left - smaller, known, max_above(larger, sympy.Max(*others)))
        return left, max_equals(left, smaller, known)
    left = sympy.Min(smaller, *others)
    if others:
        known = combine(larger - left, known, min_below(smaller, sympy.Min(*others)))
    return left, min_equals(left, larger, known)


def _with_value(
    expr: Any, term: Any, value: Any, equal: Fact, strict: bool, context: Context, sign: Sign
) -> Fact:
    inside = expr.xreplace({term: value})
    proof = sign(inside, strict, context) or _of_no_point(inside, context)
    if proof is None:
        raise ProofError("no proof is found on one side of a kink")
    parts = (part for part in sympy.Add.make_args(expr) if part.has(term))
    return combine(expr, proof, replaced(sympy.Add(*parts), equal, term, value))


def _pieces(piece: Any, expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    def told(wanted: Any, above: bool) -> Fact | None:
        return sign(wanted, above, context.lower())

    with suppress(ProofError):
        if (found := piece_of(piece, told)) is not None:
            return _with_value(expr, piece, *found, strict, context, sign)
    split = split_of(piece, context.facts)
    if split is None:
        return None

    def side(known: Fact) -> Fact:
        proof = _pieces(piece, expr, strict, context.with_facts(known), sign)
        if proof is None:
            raise ProofError("no proof is found on one side of a condition")
        return proof

    with suppress(ProofError):
        return cases(split, side, side, strict=True)
    return None


def _of_no_point(expr: Any, context: Context) -> Fact | None:
    """Any expression is above 0 where the facts contradict each other, or None."""
    if context.points.count:
        return None
    absurd = contradiction([fact.weakened() if fact.strict else fact for fact in context.facts])
    if absurd is None or absurd.expr == 0:
        return None
    zero = squeezed(absurd, nonnegative(-absurd.expr))
    return combine(expr, positive(sympy.Integer(1)), ((expr - 1) / absurd.expr, zero))


def piece_of(term: Any, above: Above, facts: Sequence[Fact] = ()) -> tuple[Any, Fact] | None:
    """What is left of a Piecewise, and the fact that they are equal, or None."""
    (value, condition), *rest = term.args
    with suppress(ProofError):
        return value, first_piece(term, *(facts or _shown(condition, above)))
    with suppress(ProofError):
        told = facts or _shown(sympy.Not(condition), above)
        made = later_pieces(term, *told)  # refused where nothing is left
        return sympy.Piecewise(*rest), made
    if isinstance(condition, (sympy.Eq, sympy.Ne)) and all(x.is_integer for x in condition.args):
        made = piece_of_class(term)
        return term - made.expr, made
    return None


def split_of(term: Any, facts: Sequence[Fact]) -> Any:
    """What to tell apart, above 0 from the rest, to decide the first condition; None if all is."""
    open_ = [x for x, sign in _demands(term.args[0][1]) for x in _sides(x, sign)]
    above = {fact.expr for fact in facts if fact.strict}
    least = {fact.expr for fact in facts}
    return next((x for x in open_ if x not in above and -x not in least), None)


def _sides(x: Any, sign: str) -> tuple[Any, ...]:
    return {">": (x,), ">=": (-x,)}.get(sign, (x, -x))


def _demands(condition: Any) -> list[tuple[Any, str]]:
    return [demand for way in ways_of_condition(condition) for demand in way]


def _shown(condition: Any, above: Above) -> list[Fact]:
    """Facts that one way to meet the condition asks for; none if no way is met."""
    for way in ways_of_condition(condition):
        facts = [_said(expr, demand, above) for expr, demand in way]
        if None not in facts:
            return cast(list[Fact], facts)
    return []


def _said(expr: Any, demand: str, above: Above) -> Fact | None:
    if demand == "!=":
        return above(expr, True) or above(-expr, True)
    proof = above(expr, demand == ">")
    if demand != "==" or proof is None:
        return proof
    other = above(-expr, False)
    return None if other is None else squeezed(proof.weakened(), other.weakened())


def by_class(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, by one case for two equal classes and one for different ones, or None."""
    pieces = (x for x in goal.difference.atoms(sympy.Piecewise) if _is_of_class(x))
    piece: Any = min(pieces, key=str, default=None)
    if piece is None:
        return None
    first, second = piece.args[0][1].args
    split = (first - second) ** 2

    def side(known: Fact) -> Fact:
        if not known.strict:
            known = squeezed(combine(split, split), combine(-split, known))
        found = cast(Any, piece_of(piece, lambda expr, strict: None, (known,)))
        return _in_a_case(goal, facts, prove, [known], piece, *found)

    with suppress(ProofError):
        return cases(split, side, side, strict=True)
    return None


def apart(kink: Any) -> Any:
    """The first argument of a kink less the second one."""
    return kink.args[0] - (kink.args[1] if len(kink.args) > 1 else 0)


def bounds_a_size(goal: Relation) -> bool:
    """Whether it bounds one absolute value of sums: it holds where both sides of it do."""
    sizes = goal.difference.atoms(sympy.Abs)
    if goal.sign == "==" or len(sizes) != 1:
        return False
    (size,) = sizes
    times = sympy.expand(goal.difference).coeff(size, 1)
    return bool(size.has(ClassSum) and times.is_Rational and times < 0 and not unbound(size))


def by_sides(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, by one case for each side of a kink of quotients or beside sums, or None."""
    kinks = (x for x in goal.difference.atoms(sympy.Abs, sympy.Max, sympy.Min) if not unbound(x))
    sums = goal.difference.has(ClassSum)
    hard = (x for x in kinks if sums or x.has(Linear, Binder) or obligations(apart(x)))
    kink: Any = min(hard, key=str, default=None)
    if kink is None or goal.sign == "==" or any(part.has(*KINKS[:3]) for part in kink.args):
        return None
    split = apart(kink)
    whole, divisor = sympy.fraction(sympy.together(split)) if obligations(split) else (split, None)
    above = divisor and prove(Relation(divisor, ">", sympy.Integer(0)), facts)
    if divisor is not None and above is None:
        return None

    def side(place: int, known: Fact) -> Fact:
        if above is not None:
            known = combine(-split if place else split, (known, reciprocal(above)))
        found = side_of(kink, place, -split if place else split, known)
        return _in_a_case(goal, facts, prove, [known], kink, *found)

    with suppress(ProofError):
        return cases(whole, lambda known: side(0, known), lambda known: side(1, known))
    return None


def by_signs(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, by whether a number in a sign or a step is above, below and at 0, or None."""
    found = goal.difference.atoms(sympy.sign, WrittenStep)
    signs = sorted((x for x in found if not unbound(x)), key=str)
    if not signs:
        return None
    (sign, *_), of = signs, signs[0].args[0]

    def inside(value: int, equal: Fact, *known: Fact) -> Fact:
        return _in_a_case(goal, facts, prove, known, sign, sympy.Integer(value), equal)

    rule = decided if isinstance(sign, WrittenStep) else sign_of

    def above(known: Fact) -> Fact:
        return inside(1, rule(of, known), known)

    def below(known: Fact) -> Fact:
        return inside(-1, sign_of(of, known), known)

    def not_above(low: Fact) -> Fact:
        if rule is decided:
            return inside(0, decided(of, low), low)

        def none(high: Fact) -> Fact:
            zero = squeezed(high, low)
            return inside(0, replaced(sign, zero, of, sympy.Integer(0)), zero)

        return cases(-of, below, none, strict=True)

    with suppress(ProofError):
        return cases(of, above, not_above, strict=True)
    return None


def by_pieces(goal: Relation, facts: Sequence[Fact], prove: Prove, plain: Prove) -> Fact | None:
    """The goal, by one case for each side of a condition about numbers, or None."""
    pieces = (x for x in goal.difference.atoms(sympy.Piecewise) if not unbound(x))
    piece: Any = min((x for x in pieces if not _is_of_class(x)), key=str, default=None)
    if piece is None or goal.sign == "==":
        return None

    def above(known: Sequence[Fact], expr: Any, strict: bool) -> Fact | None:
        return plain(Relation(expr, ">" if strict else ">=", sympy.Integer(0)), known)

    def inside(*known: Fact) -> Fact:
        here = [*facts, *known]
        if (found := piece_of(piece, partial(above, here))) is not None:
            return _in_a_case(goal, facts, prove, known, piece, *found)
        if (split := split_of(piece, here)) is None:
            raise ProofError(f"the conditions of {piece} are not decided")
        return cases(split, partial(inside, *known), partial(inside, *known), strict=True)

    with suppress(ProofError):
        return inside()
    return None


def _in_a_case(
    goal: Relation, facts: Sequence[Fact], prove: Prove, known: Sequence[Fact], term: Any,
    value: Any, equal: Fact,
) -> Fact:  # fmt: skip
    """The goal where a term has this value."""
    there = goal.map(lambda side: side.xreplace({term: value}))
    if there.difference.has(term):  # which a side writes in another way
        there = Relation(goal.difference.xreplace({term: value}), goal.sign, sympy.Integer(0))
    proof = prove(there, [*facts, *known])
    if proof is None:
        raise ProofError(f"no proof is found where {term} is {value}")
    parts = (part for part in sympy.Add.make_args(goal.difference) if part.has(term))
    return combine(goal.difference, proof, replaced(sympy.Add(*parts), equal, term, value))


def _is_of_class(piece: Any) -> bool:
    condition = piece.args[0][1]
    equal = isinstance(condition, (sympy.Eq, sympy.Ne))
    return equal and not unbound(piece) and all(each.is_integer for each in condition.args)
