"""What a claim's functions return, as data: nothing of the claim's own code is left in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, get_args

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    UNDEFINED,
    Binder,
    CountSymbol,
    Every,
    OfAnyBatch,
    Relation,
    SampleMean,
    SamplesSymbol,
    SymbolicVector,
    flatten,
    is_index,
    posing,
    unbound,
)
from lossproof.theory.language.relations import Op
from lossproof.theory.language.sums import Linear, whole
from lossproof.theory.language.terms.folding import Lacking, held
from lossproof.theory.language.vocabulary import connecting, summing
from lossproof.theory.numbers.properties import shown

_WAY_OUT = "write every_class, every_column or every_sample"
_SIZES = {
    ANY_CLASS: CountSymbol,
    ANY_ROW: CountSymbol,
    ANY_COLUMN: CountSymbol,
    ANY_SAMPLE: SamplesSymbol,
}


def as_data(said: Any, symbols: Mapping[str, Any], lacking: Lacking = lambda *_: True) -> Any:
    """The same relations, tuples and indices; a subclass of them may say other things later.

    What is said was written with `sympy.evaluate(False)`, and is evaluated as `held` does it.
    `lacking` tells which terms may have no value.

    Raises
    ------
    TypeError
        If nothing is said, something else than relations, or something of a symbol that is none
        of the statement, of an index that is not one of every class, row, column or sample, or
        of a count that no mean is over.
    """
    own = named_by(symbols.values())
    found = _plain(said, own, frozenset(), lacking)
    if not flatten(found):
        raise TypeError("a hypothesis or a conclusion must contain a relation; got none")
    return found


class EntriesOf(NamedTuple):
    """The entries of a vector, a matrix, …: its base, and how many indices each has."""

    base: Any
    indices: int

    def __str__(self) -> str:
        return f"{self.base}[{', '.join('·' * self.indices)}]"


def named_by(values: Iterable[Any]) -> frozenset[Any]:
    """What these symbolic values of parameters are called in expressions, as of `named`."""
    return frozenset[Any]().union(*(named(_of_any(value)) for value in values))


def _of_any(value: Any) -> Any:
    return _of_any(value[ANY_CLASS]) if isinstance(value, SymbolicVector) else value


@lru_cache(maxsize=65536)
def named(expr: Any) -> frozenset[Any]:
    """What an expression is about besides indices: symbols, and `EntriesOf` vectors.

    Their base has assumptions of its own, which those of its symbol do not tell.
    """
    if isinstance(expr, sympy.Indexed):
        entries = EntriesOf(expr.base, len(expr.indices))
        return frozenset[Any]({entries}).union(*map(named, expr.indices))
    if isinstance(expr, (sympy.Symbol, sympy.IndexedBase)):
        return frozenset() if is_index(expr) else frozenset({expr})
    return frozenset[Any]().union(*map(named, expr.args))


def _plain(said: Any, own: frozenset[Any], known: frozenset[Any], lacking: Lacking) -> Any:
    if isinstance(said, Relation):
        return _relation(said, own, known, lacking)
    if isinstance(said, Every):
        index, size = _term(said.index), _term(said.size)
        kind = _SIZES.get(index)
        if kind is None or not isinstance(size, kind) or size not in own:
            raise TypeError(f"{index} is not an index of {size}: {_WAY_OUT}")
        return Every(index, size, _plain(said.said, own, known | {index}, lacking))
    if isinstance(said, (tuple, list)):
        return tuple(_plain(part, own, known, lacking) for part in list[Any](said))
    return flatten(said)


def _term(said: Any) -> Any:
    """The term, once all in it is of a class of SymPy's or of theory."""
    term = sympy.sympify(said)
    if isinstance(term, sympy.logic.boolalg.BooleanAtom):
        raise TypeError(f"a side of a relation must be a number; got {said}")
    if why := posing(term):
        raise TypeError(why)
    return term


def _relation(
    said: Relation, own: frozenset[Any], known: frozenset[Any], lacking: Lacking
) -> Relation:
    """The relation, once every symbol is a parameter's, and every index known or bound by a sum."""
    lhs, op, rhs, *_ = tuple(said)
    if type(op) is not str or op not in get_args(Op):
        raise TypeError(f"{op} is not a relation: write le, lt, ge, gt or eq")
    sides = held(_term(lhs), lacking), held(_term(rhs), lacking)
    beside = frozenset(map(_term, said.beside)).union(*(side.beside for side in sides))
    found = Relation(sides[0].term, op, sides[1].term, beside=beside)
    for side in (found.lhs, found.rhs):
        _sized(side)
        if side.has(*UNDEFINED):
            raise TypeError(
                f"{found} contains a division by 0, or an infinite number: state in a hypothesis "
                "that a quantity is finite"
            )
        if side.has(sympy.Float):
            raise TypeError(f"{found} must contain exact numbers: write Rational(7, 10) for 0.7")
        if side.has(sympy.I):
            raise TypeError(
                f"{found} contains SymPy's imaginary unit I, from a root or logarithm of a number "
                "that is never positive: write it in real numbers"
            )
        if counts := side.atoms(OfAnyBatch):
            raise TypeError(
                f"{min(counts, key=str)} in {found} is a count in an arbitrary batch, which only "
                "facts of a proof contain: write batch_mean or table_mean"
            )
        if why := summing(side) or connecting(side):
            raise TypeError(why)
        free = {index for index in _SIZES if side.has(index)} - known | unbound(side)
        if others := named(side) - own:
            raise TypeError(
                f"{min(others, key=str)} in {found} is not a parameter: make it an argument of "
                f"the function"
            )
        if free:
            index = min(free, key=str)
            raise TypeError(f"{found} contains {index}, which no sum binds: {_WAY_OUT}")
    return found


def _sized(side: Any) -> None:
    """`ValueError` unless every sum and mean is over so many as there can be."""
    for each in side.atoms(Linear, Binder):
        for size in (each.args[1], *each.extents):
            whole(size)
        if isinstance(each, SampleMean) and not shown(each.args[1], ">"):
            raise ValueError(
                f"{each} must be a mean over at least one sample; its size is {each.args[1]}"
            )
