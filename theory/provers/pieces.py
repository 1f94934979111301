"""The piece of a Piecewise that applies, where facts or cases say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import sympy

from lossproof.theory.language import ways_of_condition
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import first_piece, later_pieces, piece_of_class, squeezed

Above = Callable[[Any, bool], Fact | None]


def piece_of(term: Any, above: Above) -> tuple[Any, Fact] | None:
    """What is left of a Piecewise, and the fact that they are equal, or None."""
    (value, condition), *rest = term.args
    if (facts := _shown(condition, above)) is not None:
        return value, first_piece(term, *facts)
    if (facts := _shown(sympy.Not(condition), above)) is not None:
        return sympy.Piecewise(*rest), later_pieces(term, *facts)
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


def _shown(condition: Any, above: Above) -> list[Fact] | None:
    """Facts that one way to meet the condition asks for, or None."""
    for way in ways_of_condition(condition):
        facts = [_said(expr, demand, above) for expr, demand in way]
        if None not in facts:
            return cast(list[Fact], facts)
    return None


def _said(expr: Any, demand: str, above: Above) -> Fact | None:
    if demand == "!=":
        return above(expr, True) or above(-expr, True)
    proof = above(expr, demand == ">")
    if demand != "==" or proof is None:
        return proof
    other = above(-expr, False)
    return None if other is None else squeezed(proof.weakened(), other.weakened())
