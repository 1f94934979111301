"""A side of a relation, made of what was written with `sympy.evaluate(False)`.

Sums, products and powers are SymPy's; functions, conditions and the pieces of a Piecewise stay as
they were written. A divisor, logarithm, root or power that is cancelled and may have no value
stays beside the side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any, NamedTuple

import sympy
from sympy.core.relational import Relational

from lossproof.theory.language.definedness import obligations
from lossproof.theory.language.sums import (
    Binder,
    Linear,
    unbound,
)
from lossproof.theory.numbers.as_written import AS_WRITTEN, as_written
from lossproof.theory.numbers.properties import integer, parity, shown

_INDICES = [sympy.Dummy(f"j{k}", integer=True, nonnegative=True) for k in range(9)]


class Side(NamedTuple):
    """A side of a relation, and the terms beside it that need a value for it to have one."""

    term: Any
    beside: frozenset[Any]


def held(written: Any) -> Side:
    """The side, of what was written with `sympy.evaluate(False)`.

    Raises
    ------
    TypeError
        If SymPy made a power something else by what it deduced of its parts, or cancelled a term
        about an index inside a sum.
    """
    asked = dict[Any, None]()
    term = _settled(written, asked)
    kept = _met(term)
    beside = frozenset(each for each in _lost(asked, term) if not _is_its_factors(each, kept))
    if inside := [each for each in beside if _open(each)]:
        raise TypeError(
            f"{min(inside, key=str)} is cancelled or split inside a sum, where it may have no "
            "value: write the sum without it, and the root of a product as a product of roots"
        )
    return Side(term, beside)


def _is_its_factors(power: Any, kept: frozenset[tuple[str, Any]]) -> bool:
    """Whether a root of a product is the product of the roots, and has a value where they have.

    So it is if at most one factor may be below 0, that one is not where another factor is 0, and
    its root is still asked for.
    """
    if not (power.is_Pow and power.exp.is_Rational and power.exp > 0 and power.base.is_Mul):
        return False
    odd = [each for each in power.base.args if not shown(each, ">=")]
    others = [each for each in power.base.args if each not in odd and not shown(each, ">")]
    return not odd or (
        len(odd) == 1
        and _of_any((">=", odd[0])) in kept
        and all(
            isinstance(each, (sympy.Symbol, sympy.Indexed))
            and shown(odd[0].xreplace({each: sympy.S.Zero}), ">=")
            for each in others
        )
    )


def _open(term: Any) -> frozenset[Any]:
    """The indices in the term that only a sum around it binds."""
    bound = frozenset[Any]().union(*(each.bound for each in term.atoms(Binder)))
    dummies = {each for each in term.free_symbols if isinstance(each, sympy.Dummy)}
    return unbound(term) | (dummies - bound - {*_INDICES})


def _settled(term: Any, asked: dict[Any, None]) -> Any:
    """The term as it is evaluated, part by part; `asked` gets what may have no value."""
    if not term.args or isinstance(term, sympy.Indexed):
        return term
    if isinstance(term, sympy.Piecewise):
        return _settled_pieces(term, asked)
    if isinstance(term, sympy.log) and len(term.args) > 1:
        top, base = (sympy.log(each, evaluate=False) for each in term.args)
        return _settled(sympy.Mul(top, sympy.Pow(base, -1, evaluate=False), evaluate=False), asked)
    parts = [_settled(part, asked) for part in term.args]
    kind = AS_WRITTEN.get(term.func, term.func)
    if kind is sympy.ITE:  # SymPy writes it for a Piecewise inside a condition
        when, then, otherwise = parts
        return sympy.Or(sympy.And(when, then), sympy.And(sympy.Not(when), otherwise))
    made = as_written(kind(*parts))
    if isinstance(made, (sympy.Eq, sympy.Ne)) and made.lhs.is_number:
        made = made.reversed  # SymPy does not end with a Piecewise of 0 = x
    if kind is sympy.Pow:
        _check_power(parts[0], parts[1], made)
        if not (parts[1].is_Integer and parts[1] >= 0):
            asked[sympy.Pow(*parts, evaluate=False)] = None
    elif isinstance(term, sympy.log):
        asked[sympy.log(parts[0], evaluate=False)] = None
    elif not (term.is_Add or term.is_Mul):
        asked.update(dict.fromkeys([made] if obligations(made) else []))
    return made


def _settled_pieces(term: Any, asked: dict[Any, None]) -> Any:
    """The Piecewise; `asked` gets what a piece loses, and the whole, which may have no value."""
    pairs, each_asked = list[Any](), list[tuple[dict[Any, None], tuple[Any, ...]]]()
    for value, condition in term.args:
        of_value, of_condition = dict[Any, None](), dict[Any, None]()
        pairs.append((_settled(value, of_value), _settled(condition, of_condition)))
        sides = (side for each in pairs[-1][1].atoms(Relational) for side in each.args)
        each_asked += [(of_value, (pairs[-1][0],)), (of_condition, (*sides,))]
    made = as_written(sympy.Piecewise(*pairs, evaluate=False))
    whole = isinstance(made, sympy.Piecewise)
    for inner, kept in each_asked:
        asked.update(dict.fromkeys(_lost(inner, *kept) if whole else inner))
    asked.update(dict.fromkeys([made] if obligations(made) else []))
    return made


def _check_power(base: Any, top: Any, made: Any) -> None:
    """`TypeError` if what SymPy deduced of compound parts made a power something else."""
    plain = made.is_Pow and made.base == base and made.exp == top
    if (
        plain
        or made.has(sympy.I)
        or top.is_Integer
        or (base.is_Rational and (base >= 0 or top.is_Rational))
    ):
        return
    if integer(top):
        sign = {0: 1, 1: -1, None: 0}[parity(top)]
        if not base.could_extract_minus_sign() or made == sign * sympy.Pow(-base, top):
            return
    inner = base.base if base.is_Pow else base
    factors = [each for each in sympy.Mul.make_args(inner) if not shown(each, ">=")]
    if not factors or (not base.is_Pow and len(factors) == 1 and made.has(*factors)):
        return
    if isinstance(made, sympy.Abs) and base.is_Pow and made.args[0] == base.base:
        return
    raise TypeError(
        f"SymPy takes ({base})^({top}) for {made}, which does not follow from the domains: write "
        "the term without that power"
    )


def _lost(asked: Iterable[Any], *terms: Any) -> Iterator[Any]:
    """What is asked for no longer by any of the terms, and is not evident."""
    kept = frozenset[tuple[str, Any]]().union(*map(_met, terms))
    open_ = frozenset[Any]().union(*map(obligations, terms))
    for each in asked:
        if not obligations(each) - open_:
            continue
        if not all(condition in kept for condition in map(_of_any, _conditions(each))):
            yield each


def _of_any(condition: tuple[str, Any]) -> tuple[str, Any]:
    """The condition, expanded, of any values of its bound indices: two indices stay two."""
    sign, of = condition
    parts = of if isinstance(of, tuple) else (of,)
    bound = frozenset[Any]().union(*map(_open, parts))
    forms = (
        tuple(sympy.expand(part.xreplace(dict(zip(order, _INDICES, strict=False))))
              for part in parts)
        for order in permutations(bound)
    )  # fmt: skip
    form = min(forms, key=lambda each: [*map(sympy.default_sort_key, each)])
    if isinstance(of, tuple):
        return sign, form
    one = _primitive(form[0])
    return sign, _unsigned(one) if sign == "!=" else one


def _met(term: Any) -> frozenset[tuple[str, Any]]:
    """What every part of a term asks for wherever the term has a value: no piece does."""
    if isinstance(term, sympy.Piecewise):
        return frozenset(map(_of_any, _conditions(term)))
    inner = frozenset[tuple[str, Any]]().union(*map(_met, term.args))
    return inner | frozenset(map(_of_any, _conditions(term)))


def _conditions(term: Any) -> Iterator[tuple[str, Any]]:
    """What a power or a logarithm asks for, factor by factor, but for what is evident."""
    if not term.args:
        return
    if term.is_Pow:
        base, top = term.args
        if top.is_Integer:
            if top < 0:
                yield from _each("!=", base)
        elif top.is_Rational:
            yield from _each(">" if top < 0 else ">=", base)
        elif not shown(base, ">") and not (shown(base, ">=") and shown(top, ">=")):
            factors = (f for f in sympy.Mul.make_args(base) if not shown(f, ">"))
            yield "power", (sympy.Mul(*factors), top)
    elif isinstance(term, sympy.log):
        yield from _each(">", term.args[0])
    elif not isinstance(term, (Linear, Binder)) and obligations(term) - frozenset().union(
        *map(obligations, term.args)
    ):
        yield "term", term


def _each(sign: str, base: Any) -> Iterator[tuple[str, Any]]:
    if shown(base, sign):
        return
    factors: list[Any] = [f for f in sympy.Mul.make_args(base) if not shown(f, ">")]
    if sign == "!=":
        factors = [f.base if f.is_Pow and f.exp.is_Integer else f for f in factors]
        yield from ((sign, _unsigned(f)) for f in factors if not shown(f, "!="))
    else:
        yield sign, _primitive(sympy.Mul(*factors))


def _primitive(term: Any) -> Any:
    return term.primitive()[1] if term.is_Add else term


def _unsigned(term: Any) -> Any:
    """The term without its rational factor and its sign."""
    term = _primitive(term)
    return -term if term.could_extract_minus_sign() else term
