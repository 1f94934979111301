"""Values of absolute values, maxima, signs, steps and deltas, where the sign is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, is_label
from lossproof.theory.language.terms import ANY
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    absolute,
    cases,
    combine,
    decided,
    max_equals,
    min_equals,
    no_delta,
    nonnegative,
    renamed,
    rising,
    same_class,
    sign_of,
    squeezed,
)
from lossproof.theory.provers.functions.kinks import piece_of

Above = Callable[[Any, bool], Fact | None]
KINDS = (
    sympy.Abs,
    sympy.Max,
    sympy.Min,
    sympy.sign,
    sympy.Heaviside,
    sympy.KroneckerDelta,
    sympy.Piecewise,
)


def value_of(term: Any, above: Above, facts: Sequence[Fact]) -> tuple[Any, Fact] | None:
    """The value of a term without its kink, and the fact that they are equal, or None."""
    with suppress(ProofError):
        if isinstance(term, sympy.KroneckerDelta):
            return _delta(term, facts)
        if isinstance(term, sympy.Piecewise):
            return piece_of(term, above)
        if isinstance(term, sympy.Max):
            return _larger(term, above)
        if isinstance(term, sympy.Min):
            return _smaller(term, above)
        of: Any = term.args[0]
        if isinstance(term, sympy.Abs):
            for side in (1, -1):
                if (known := above(side * of, False)) is not None:
                    return known.expr, absolute(known)
            return _from_an_indicator(term, of, above)
        if isinstance(term, sympy.sign):
            for side in (1, -1):
                if (known := above(side * of, True)) is not None:
                    return sympy.Integer(side), sign_of(of, known)
        if isinstance(term, sympy.Heaviside):
            return _step(term, of, above)
    return None


def _from_an_indicator(term: Any, of: Any, above: Above) -> tuple[Any, Fact] | None:
    """`|d - x| = d + x - 2 d x`, for a delta `d` and a number `x` in [0, 1]."""
    for delta in sorted(of.atoms(sympy.KroneckerDelta), key=str):
        side = of.coeff(delta)
        x = sympy.expand(delta - side * of)
        if abs(side) != 1 or x.has(delta):
            continue
        least, room = above(x, False), above(1 - x, False)
        if least is None or room is None:
            continue
        indicated, other = nonnegative(delta), combine(1 - delta, nonnegative((1 - delta) ** 2))
        value = delta + x - 2 * delta * x

        def on_a_side(case: Fact, known: Fact, factor: Fact, value: Any = value) -> Fact:
            product = combine(known.expr * factor.expr, (known, factor))
            zero = squeezed(combine(-product.expr, (case, factor)), product)
            return combine(term - value, absolute(case), (2, zero))

        one = partial(on_a_side, known=least, factor=other)
        return value, cases(delta - x, one, partial(on_a_side, known=room, factor=indicated))
    return None


def _larger(term: Any, above: Above) -> tuple[Any, Fact] | None:
    if len(term.args) != 2:
        return None
    for one, other in (term.args, term.args[::-1]):
        if (known := above(one - other, False)) is not None:
            return one, max_equals(one, other, known)
    return None


def _smaller(term: Any, above: Above) -> tuple[Any, Fact] | None:
    if len(term.args) != 2:
        return None
    for one, other in (term.args, term.args[::-1]):
        if (known := above(other - one, False)) is not None:
            return one, min_equals(one, other, known)
    return None


def _step(term: Any, of: Any, above: Above) -> tuple[Any, Fact] | None:
    of_slope = len(term.args) < 2 or term.args[1] != 0
    if (known := above(of, True)) is not None:
        return sympy.Integer(1), (rising if of_slope else decided)(of, known)
    if (known := above(-of, of_slope)) is not None:
        return sympy.Integer(0), (rising if of_slope else decided)(of, known)
    return None


def _delta(term: Any, facts: Sequence[Fact]) -> tuple[Any, Fact] | None:
    first, second = term.args
    for fact in facts:
        if fact.strict and sympy.expand(fact.expr - (first - second) ** 2) == 0:
            return sympy.Integer(0), no_delta(fact, first, second)
    return None


def at_one_class(expr: Any, sizes: Sequence[Any]) -> tuple[Any, Fact] | None:
    """The coefficient of a delta of two classes, evaluated at one of them, or None."""
    deltas = sorted(expr.atoms(sympy.KroneckerDelta), key=str)
    for delta in deltas if len(sizes) == 1 else ():
        first, second = sorted(delta.args, key=lambda x: (x in ANY, str(x)), reverse=True)
        if not (is_label(first) and is_label(second)):
            continue
        opened: Any = sympy.expand(expr)
        times = opened.coeff(delta, 1)
        moved = sympy.expand(times.xreplace({first: second}))
        rest = opened - sympy.expand(times * delta)
        if moved == times or times.has(sympy.KroneckerDelta) or rest.has(delta):
            continue
        spare = next((index for index in ANY if not expr.has(index)), None)
        names = {ANY_CLASS: spare} if ANY_CLASS in delta.args or times.has(ANY_CLASS) else {}
        if spare is None:
            continue
        one, other = (label.xreplace(names) for label in (first, second))
        with suppress(ProofError, ValueError):
            inner = times.xreplace(names).xreplace({one: ANY_CLASS})
            made = same_class(inner, one, other, sizes[0])
            if names:
                made = renamed(made, {spare: ANY_CLASS})
            return rest + moved * delta, made
    return None
