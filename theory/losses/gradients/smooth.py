"""Where the derivative of a loss is what SymPy computes: away from jumps, ends and double kinks."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import sympy
from sympy.core.relational import Relational

from lossproof.theory.numbers import compare
from lossproof.theory.numbers.properties import integer, shown

KINKS = sympy.Max, sympy.Min, sympy.Abs
JUMPS = (
    sympy.Piecewise, sympy.sign, sympy.Heaviside, sympy.floor, sympy.ceiling, sympy.KroneckerDelta,
)  # fmt: skip


def one_kink_at_a_time(
    value: Any, step: sympy.Symbol, at: Any, *, surely: bool = False, claimed: bool = False
) -> None:
    """`ValueError` where the derivative at a kink is not the mean of those at its sides.

    Of kinks that meet only for some values of symbols, only if it is `surely` to be the mean; of
    kinks of three numbers or within others that may meet, also if it is `claimed` to be.
    """
    jumps, kinks = (
        [each for each in value.atoms(*kinds) if each.has(step)] for kinds in (JUMPS, KINKS)
    )
    within = [each for each in kinks if any(a.atoms(*KINKS) & {*kinks} for a in each.args)]
    many = [each for each in kinks if len(each.args) > 2]
    for found in (*jumps, *within, *many):
        every = surely or found in many
        ends = [end for each in found.atoms(*JUMPS, *KINKS) for end in _ends(each, every)]
        there = [sympy.sympify(end).xreplace({step: at}) for end in ends]
        open_ = surely or found in jumps or (claimed and found in (*within, *many))
        if any(not _apart(end) and (open_ or not end.free_symbols) for end in there):
            raise ValueError(
                "a loss with a derivative must have no jump or end of a piece there, and no kink "
                f"of |·|, Max or Min that meets another; got {found}: state its derivative on "
                "each side"
            )


def values_beside(value: Any, number: sympy.Symbol, at: Any, *, alone: bool = False) -> None:
    """`ValueError` where values may stand on one side of a kink only.

    Roots and powers have none on one side of where what is below them is 0. With `alone` also where
    a value may have none on either side.
    """
    powers = {x.base for x in value.atoms(sympy.Pow) if x.base.has(number) and not integer(x.exp)}
    bases = [each for each in map(sympy.expand, powers) if _may_end(each, number, at)]
    kinks = (end for each in value.atoms(*KINKS) for end in _ends(each, True))
    ends = [x for x in map(sympy.expand, kinks) if x.has(number)]
    open_ = [x for x in ends if not _apart(x.xreplace({number: at}))]
    single = alone and (
        any(not shown(one + other, ">") for one, other in combinations(bases, 2))
        or any(not _apart(sympy.diff(base, number).xreplace({number: at})) for base in bases)
    )
    if single or any(not _before(base, end, number) for base, end in product(bases, open_)):
        raise ValueError(
            "a function with a slope must have values on both sides of a kink, and not at one "
            f"point alone; got {value}: state its slope without kinks, or one root at a time"
        )


def _may_end(base: Any, number: sympy.Symbol, at: Any) -> bool:
    """Whether what is below a root may be 0 at a number, and below 0 on one side of it."""
    there = base.xreplace({number: at})
    return not (_apart(there) or shown(base, ">=") or (there.free_symbols and shown(there, ">=")))


def no_kink_or_jump(value: Any, step: sympy.Symbol) -> None:
    """`ValueError` where a second derivative may be asked for at a kink or jump."""
    at = {step: sympy.Integer(0)}
    found = [x for x in value.atoms(*KINKS, *JUMPS) if x.has(step)]
    for each in found:
        if not all(_apart(sympy.sympify(end).xreplace(at)) for end in _ends(each, True)):
            raise ValueError(
                f"a loss with a second derivative must have no kink or jump there; got {each}: "
                "state its derivatives on each side"
            )


def _before(base: Any, end: Any, number: sympy.Symbol) -> bool:
    """Whether a root has no end where a kink is."""
    rate = sympy.diff(end, number)
    if rate == 0 or rate.has(number):
        return False
    there = base.xreplace({number: sympy.expand(number - end / rate)})
    return shown(there, ">") or shown(-there, ">")


def _apart(end: Any) -> bool:
    """Whether it is shown not to be 0."""
    if end.free_symbols:
        return shown(end, "!=")
    return bool(compare(end, "!=", 0))


def _ends(of: Any, surely: bool) -> list[Any]:
    """What is 0 at a kink or a jump; of several numbers all pairs, or those with the first."""
    if isinstance(of, sympy.Piecewise):
        return [each.lhs - each.rhs for each in of.atoms(Relational)]
    if isinstance(of, (sympy.floor, sympy.ceiling)):
        return [0]
    if isinstance(of, sympy.Heaviside):
        return [of.args[0]]
    pairs = [*combinations((*of.args, 0)[: max(2, len(of.args))], 2)]
    return [one - other for one, other in pairs if surely or one == of.args[0]]
