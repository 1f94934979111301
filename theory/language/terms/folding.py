"""What SymPy made of a side while it was written, held against the side as it was written.

Read twice, evaluated and not, a side shows what SymPy folded. A function stays as it was written
unless the signs of symbols, term by term, show what it was folded to; a divisor, logarithm, root or
power that is gone and may have no value stays beside the side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sympy

from lossproof.theory.language.definedness import evident, obligations
from lossproof.theory.language.sums import (
    Binder,
    Linear,
    unbound,
)
from lossproof.theory.numbers import identically_zero
from lossproof.theory.numbers.as_written import AS_WRITTEN

_INDEX = sympy.Dummy(integer=True, nonnegative=True)
_SPLIT = {sympy.floor, sympy.ceiling}


class Side(NamedTuple):
    """A side of a relation, and the terms beside it that need a value for it to have one."""

    term: Any
    beside: frozenset[Any]


def held(evaluated: Any, written: Any) -> Side:
    """The side as SymPy evaluated it, but for what that folds without a reason.

    Parameters
    ----------
    evaluated : the side
    written : the same side, written with `sympy.evaluate(False)`

    Raises
    ------
    TypeError
        If SymPy made a power something else by what it deduced of its parts, or cancelled a term
        about an index inside a sum.
    """
    asked, folded = dict[Any, None](), list[Any]()
    settled = _settled(written, asked, folded)
    term = settled if folded else evaluated
    beside = frozenset(_lost(asked, term))
    if inside := [each for each in beside if _open(each)]:
        raise TypeError(
            f"{min(inside, key=str)} is cancelled inside a sum, where it may have no value: write "
            "the term without it"
        )
    return Side(term, beside)


def _open(term: Any) -> frozenset[Any]:
    """The indices in the term that only a sum around it binds."""
    bound = frozenset[Any]().union(*(each.bound for each in term.atoms(Binder)))
    dummies = {each for each in term.free_symbols if isinstance(each, sympy.Dummy)}
    return unbound(term) | (dummies - bound - {_INDEX})


def _settled(term: Any, asked: dict[Any, None], folded: list[Any]) -> Any:
    """The term as it is evaluated, part by part; `asked` gets what may have no value."""
    if not term.args or isinstance(term, sympy.Indexed):
        return term
    parts = [_settled(part, asked, folded) for part in term.args]
    kind = term.func
    if kind in AS_WRITTEN:
        return _function(kind, parts, folded)
    made = kind(*parts)
    if kind is sympy.Pow:
        _check_power(parts[0], parts[1], made)
        if not (parts[1].is_Integer and parts[1] >= 0):
            asked[sympy.Pow(*parts, evaluate=False)] = None
    elif isinstance(term, sympy.log):
        asked[sympy.log(parts[0], evaluate=False)] = None
    elif not (term.is_Add or term.is_Mul):
        asked.update(dict.fromkeys([made] if obligations(made) else []))
    return made


def _function(kind: Any, parts: list[Any], folded: list[Any]) -> Any:
    made = kind(*parts)
    if all(part.is_Rational for part in parts) or _follows(kind, parts, made):
        return made
    folded.append(made)
    return AS_WRITTEN[kind](*parts)


def _follows(kind: Any, parts: list[Any], made: Any) -> bool:
    """Whether it is the function of the same parts, or their signs show that it equals it."""
    first = parts[0]
    if kind in (sympy.Max, sympy.Min):
        return _is_extreme(kind, parts, made)
    if isinstance(made, kind) and _same(kind, made, parts):
        return True
    if kind is sympy.Abs:
        return _is_size(first, made)
    if kind is sympy.sign:
        told = {sympy.Integer(1): first, sympy.Integer(-1): -first}
        if made in told:
            return evident(told[made], ">")
        return isinstance(-made, sympy.sign) and identically_zero((-made).args[0] + first)
    if kind in _SPLIT:
        rest = made - kind(0)
        inner = [each for each in sympy.Add.make_args(rest) if isinstance(each, kind)]
        moved = rest - sympy.Add(*inner)
        return (
            len(inner) <= 1
            and is_whole(moved)
            and identically_zero(moved + sympy.Add(*(each.args[0] for each in inner)) - first)
        )
    if kind is sympy.Heaviside:
        return (made == 1 and evident(first, ">")) or (made == 0 and evident(-first, ">"))
    return False


def _same(kind: Any, made: Any, parts: list[Any]) -> bool:
    if [*made.args] == parts:
        return True
    gap = made.args[0]
    even = kind is sympy.Abs and identically_zero(gap + parts[0])
    return [*made.args[1:]] == parts[1:] and (even or identically_zero(gap - parts[0]))


def _is_size(of: Any, made: Any) -> bool:
    """Whether the size of a term is a product of sizes and of factors that are not below 0."""
    if made == of or made == -of:
        return evident(made, ">=")
    factors = sympy.Mul.make_args(made)
    inside = [each.args[0] if isinstance(each, sympy.Abs) else each for each in factors]
    plain = (each for each in factors if not isinstance(each, sympy.Abs))
    product = sympy.Mul(*inside)
    same = identically_zero(product - of) or identically_zero(product + of)
    return same and all(evident(each, ">=") for each in plain)


def _is_extreme(kind: Any, parts: list[Any], made: Any) -> bool:
    """Whether every part is left, or evidently not beyond one that is."""
    way = 1 if kind is sympy.Max else -1
    before, left = ({*_flat(kind, each)} for each in (parts, [made]))
    if not left <= before:
        return False
    gone = before - left
    return all(any(_not_below(way * (kept - each)) for kept in left) for each in gone)


def _not_below(term: Any) -> bool:
    return evident(term, ">=") or evident(sympy.expand(term), ">=")


def _flat(kind: Any, terms: Iterable[Any]) -> Iterator[Any]:
    for each in terms:
        if isinstance(each, kind):
            yield from _flat(kind, each.args)
        else:
            yield each


def is_whole(term: Any) -> bool:
    """Whether the term is an integer: of integers, by sums, products and powers from 0 on."""
    if term.is_Rational:
        return bool(term.q == 1)
    if isinstance(term, (sympy.Symbol, sympy.Indexed)):
        return term.is_integer is True
    if term.is_Add or term.is_Mul or isinstance(term, (sympy.Max, sympy.Min, sympy.Abs)):
        return all(map(is_whole, term.args))
    if term.is_Pow:
        return is_whole(term.base) and is_whole(term.exp) and evident(term.exp, ">=")
    return isinstance(term, (sympy.floor, sympy.ceiling, sympy.sign))


def _check_power(base: Any, top: Any, made: Any) -> None:
    """`TypeError` if what SymPy deduced of compound parts made a power something else."""
    plain = made.is_Pow and made.base == base and made.exp == top
    if plain or top.is_Integer or (base.is_Rational and base >= 0) or is_whole(top):
        return
    if base.is_Rational and top.is_Rational:
        return
    inner = base.base if base.is_Pow else base
    factors = [each for each in sympy.Mul.make_args(inner) if not evident(each, ">=")]
    if not factors or (not base.is_Pow and len(factors) == 1 and made.has(*factors)):
        return
    if isinstance(made, sympy.Abs) and base.is_Pow and made.args[0] == base.base:
        return
    raise TypeError(
        f"SymPy takes ({base})^({top}) for {made}, which does not follow from the domains: write "
        "what is meant without that power"
    )


def _lost(asked: Iterable[Any], term: Any) -> Iterator[Any]:
    """What is asked for no longer, and is not evident."""
    kept = _met(term)
    for each in asked:
        if not obligations(each) - obligations(term):
            continue
        if not all(condition in kept for condition in map(_of_any, _conditions(each))):
            yield each


def _of_any(condition: tuple[str, Any]) -> tuple[str, Any]:
    """The condition with one index in the place of every bound one, expanded."""
    sign, of = condition
    if isinstance(of, tuple):
        return sign, tuple(_of_any((sign, part))[1] for part in of)
    bound = dict.fromkeys(_open(of), _INDEX)
    form = _primitive(sympy.expand(of.xreplace(bound)))
    return sign, _unsigned(form) if sign == "!=" else form


def _met(term: Any) -> frozenset[tuple[str, Any]]:
    """What every part of a term asks for."""
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
        elif not evident(base, ">") and not (evident(base, ">=") and evident(top, ">=")):
            factors = (f for f in sympy.Mul.make_args(base) if not evident(f, ">"))
            yield "power", (sympy.Mul(*factors), top)
    elif isinstance(term, sympy.log):
        yield from _each(">", term.args[0])
    elif not isinstance(term, (Linear, Binder)) and obligations(term) - frozenset().union(
        *map(obligations, term.args)
    ):
        yield "term", term


def _each(sign: str, base: Any) -> Iterator[tuple[str, Any]]:
    if evident(base, sign):
        return
    factors: list[Any] = [f for f in sympy.Mul.make_args(base) if not evident(f, ">")]
    if sign == "!=":
        factors = [f.base if f.is_Pow and f.exp.is_Integer else f for f in factors]
        yield from ((sign, _unsigned(f)) for f in factors if not evident(f, "!="))
    else:
        yield sign, _primitive(sympy.Mul(*factors))


def _primitive(term: Any) -> Any:
    return term.primitive()[1] if term.is_Add else term


def _unsigned(term: Any) -> Any:
    """The term without its rational factor and its sign."""
    term = _primitive(term)
    return -term if term.could_extract_minus_sign() else term
