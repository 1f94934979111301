"""Where the derivative of a loss is what SymPy computes: away from jumps, ends and double kinks."""

from __future__ import annotations

from itertools import combinations
from typing import Any, cast

import sympy
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanFunction

from lossproof.theory.language import Vector
from lossproof.theory.language.terms.batches import IsZero
from lossproof.theory.language.terms.entropy import EntropyTerm
from lossproof.theory.numbers import compare
from lossproof.theory.numbers.properties import integer, shown

KINKS = sympy.Max, sympy.Min, sympy.Abs
JUMPS = (
    sympy.Piecewise, sympy.sign, sympy.Heaviside, sympy.floor, sympy.ceiling, sympy.KroneckerDelta,
)  # fmt: skip
OPEN = (
    *KINKS, *JUMPS, sympy.Add, sympy.Mul, sympy.exp, sympy.log, sympy.Indexed, sympy.Tuple,
    sympy.Integral, Relational, BooleanFunction, ExprCondPair,
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
    many = [each for each in kinks if (surely or claimed) and len(each.args) > 2]
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


def values_beside(written: Any, number: sympy.Symbol, at: Any, entries: Any = None) -> None:
    """`ValueError` where a function, as it was written, may have values on one side only.

    It may at the end of a root or power of the number itself or of 1 less it, if it has no kink
    there; or of one of the `entries` of a prediction that the number moves, between 0 and 1.
    """
    here, bases = {number: at}, dict[Any, None]()
    parts = check_terms(written, number)
    kinks = [end for x in parts if isinstance(x, KINKS) for end in _ends(_made(x), True)]
    open_ = [x for x in map(sympy.sympify, kinks) if not _apart(x.xreplace(here))]
    for part in parts:
        if isinstance(part, sympy.Pow):
            base, top = map(_made, part.args)
            if top.has(number) or not integer(top):
                if _above(base.xreplace(here)):
                    continue
                met = any(not _before(base, end, number) for end in open_)
                if met or top.has(number) or not _plain(base, number, at, entries):
                    raise _one_sided(part)
                bases[base] = None
        elif isinstance(part, sympy.Piecewise):
            sides = [_made(x.lhs) - _made(x.rhs) for x in part.atoms(Relational)]
            if not all(_apart(x.xreplace(here)) for x in sides):
                raise _one_sided(part)
        elif isinstance(part, JUMPS):
            if not all(_apart(sympy.sympify(x).xreplace(here)) for x in _ends(_made(part), True)):
                raise _one_sided(part)
        elif isinstance(part, EntropyTerm) and not all(
            _above(_made(x).xreplace(here)) for x in part.args
        ):
            raise _one_sided(part)
    if entries is None and any(not shown(x + y, ">") for x, y in combinations(bases, 2)):
        raise _one_sided(written)


def check_terms(written: Any, number: sympy.Symbol) -> list[Any]:
    """The terms with the number; `ValueError` for one that is not known to have values nearby."""
    parts = [x for x in sympy.preorder_traversal(written) if x.args and x.has(number)]
    for part in parts:
        of_sympy = type(part).__module__.startswith("sympy") and not isinstance(part, sympy.Pow)
        if ((of_sympy or isinstance(part, IsZero)) and not isinstance(part, OPEN)) or (
            isinstance(part, sympy.Piecewise) and cast(Any, part.args[-1])[1] != sympy.true
        ):
            raise _one_sided(part)
    return parts


def _one_sided(part: Any) -> ValueError:
    return ValueError(
        "a derivative is of a function with values on both sides of a number; those of "
        f"{part} may end there, or at a kink: let what is below its roots be positive"
    )


def _before(base: Any, end: Any, number: sympy.Symbol) -> bool:
    """Whether what is below a root is not 0 where a kink is."""
    rate = sympy.diff(end, number)
    if rate == 0 or rate.has(number):
        return False
    there = sympy.expand(base.xreplace({number: sympy.expand(number - end / rate)}))
    return shown(there, ">") or shown(-there, ">")


def _made(term: Any) -> Any:
    """The term, evaluated."""
    return term.func(*map(_made, term.args)) if term.args else term


def _above(term: Any) -> bool:
    return shown(term, ">") if term.free_symbols else bool(compare(term, ">", 0))


def _plain(base: Any, number: sympy.Symbol, at: Any, entries: Any) -> bool:
    """Whether it is a number with one end: the number itself, an entry, or 1 less one of these."""
    if entries is None:
        return bool(sympy.diff(base, number).is_Rational)
    return any(_is_entry(sympy.expand(x), number, at, entries) for x in (base, 1 - base))


def _is_entry(term: Any, number: sympy.Symbol, at: Any, entries: Any) -> bool:
    there = term.xreplace({number: at})
    if isinstance(entries, Vector):
        found = [*entries]
    else:
        found = [entries[there.indices[-1]]] if isinstance(there, sympy.Indexed) else []
    alike = any(sympy.expand(each - term) == 0 for each in found)
    return alike and (there.is_Symbol or there.is_Indexed) and shown(there, ">=")


def no_kink_or_jump(value: Any, *steps: sympy.Symbol) -> None:
    """`ValueError` where a second derivative may be asked for at a kink or jump."""
    at = dict.fromkeys(steps, sympy.Integer(0))
    found = [x for x in value.atoms(*KINKS, *JUMPS) if isinstance(x, KINKS) or x.has(*steps)]
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
