"""The rows and the refusals of the pieces of a Piecewise, and of the smaller of two."""

from __future__ import annotations

from typing import Any

from sympy import And, Eq, Ne, Or, Piecewise

from lossproof.theory.language import ANY_CLASS, eq, gt
from lossproof.theory.proof import rules
from tests.theory.proof.rules.refusals import REFUSALS, g, k, n, nonneg, pos, x, y, z, zero
from tests.theory.proof.rules.rows import Instance, row, signed
from tests.theory.proof.rules.world import World


@row("min_equals", large=True)
def _(t: World) -> Instance:
    one, other = t.term(1), t.term(1)
    return Instance(lambda p, fact: rules.min_equals(other, one, fact), (signed(t, one, other),))


def pieces(t: World, condition: Any) -> Any:
    """A Piecewise with two further pieces, with values that may meet at its kinks."""
    values = [t.any_of(t.finite, t.term) for _ in range(3)]
    return Piecewise((values[0], condition), (values[1], t.x >= t.y), (values[2], True))


@row("first_piece", large=True)
def _(t: World) -> Instance:
    one, other = t.term(1), t.term(1)
    kind = t.random.randrange(4)
    if kind == 0:
        of, given = pieces(t, Eq(one, other)), (eq(one, other),)
    elif kind == 1:
        of, given = pieces(t, Ne(one, other)), (gt(one, other),)
    elif kind == 2:
        of, given = pieces(t, And(one >= other, t.u >= 0, t.x < t.w)), (
            signed(t, one, other), signed(t, t.u), gt(t.w, t.x),
        )  # fmt: skip
    else:
        of, given = pieces(t, Or(one >= other, t.x < t.v)), (signed(t, one, other),)
    return Instance(lambda p, *facts: rules.first_piece(of, *facts), given)


@row("later_pieces", large=True)
def _(t: World) -> Instance:
    one, other = t.term(1), t.term(1)
    kind = t.random.randrange(3)
    if kind == 0:
        of, given = pieces(t, one > other), (signed(t, other, one),)
    elif kind == 1:
        of, given = pieces(t, Eq(one, other)), (gt((one - other) ** 2, 0),)
    else:
        of, given = pieces(t, And(one > other, t.x > t.w)), (signed(t, other, one),)
    return Instance(lambda p, *facts: rules.later_pieces(of, *facts), given)


@row("piece_of_class", large=True)
def _(t: World) -> Instance:
    label, to = t.any_of(ANY_CLASS, t.k), t.z
    same = t.random.choice([Eq, Ne])(label, to)
    of = pieces(t, same)
    return Instance(lambda p: rules.piece_of_class(of))


OF = Piecewise((x, x > y), (y, True))
REFUSALS |= {
    "first_piece": {
        "no Piecewise": lambda: rules.first_piece(x, pos(x - y)),
        "nothing known": lambda: rules.first_piece(OF),
        "a tie": lambda: rules.first_piece(OF, nonneg(x - y)),
        "the other side": lambda: rules.first_piece(OF, pos(y - x)),
        "something else": lambda: rules.first_piece(OF, pos(x)),
        "one of two": lambda: rules.first_piece(
            Piecewise((x, And(x > y, x > n)), (y, True)), pos(x - y)
        ),
        "a difference of unknown size": lambda: rules.first_piece(
            Piecewise((x, Eq(x, y)), (y, True)), nonneg(x - y)
        ),
        "no last piece": lambda: rules.first_piece(Piecewise((x, x > y)), pos(x - y)),
    },
    "later_pieces": {
        "no Piecewise": lambda: rules.later_pieces(x, pos(x - y)),
        "nothing known": lambda: rules.later_pieces(OF),
        "that it holds": lambda: rules.later_pieces(OF, pos(x - y)),
        "one of two": lambda: rules.later_pieces(
            Piecewise((x, Or(x > y, x > n)), (y, True)), nonneg(y - x)
        ),
        "that they may differ": lambda: rules.later_pieces(
            Piecewise((x, Eq(x, y)), (y, True)), nonneg(x - y)
        ),
        "that they are equal": lambda: rules.later_pieces(
            Piecewise((x, Eq(x, y)), (y, True)), zero(x - y)
        ),
    },
    "piece_of_class": {
        "no Piecewise": lambda: rules.piece_of_class(x),
        "no classes": lambda: rules.piece_of_class(Piecewise((x, Eq(x, y)), (y, True))),
        "no class": lambda: rules.piece_of_class(Piecewise((x, Eq(k, g[z])), (y, True))),
        "an order": lambda: rules.piece_of_class(Piecewise((x, k > z), (y, True))),
    },
    "min_equals": {
        "the other order": lambda: rules.min_equals(x, y, nonneg(x - y)),
        "nothing of them": lambda: rules.min_equals(x, y, nonneg(x)),
    },
}
