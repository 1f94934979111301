"""What a claim's functions return, as data: nothing of the claim's own code is left in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import sympy

from theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    CountSymbol,
    Every,
    Relation,
    SamplesSymbol,
    flatten,
)
from theory.language.relations import Op

_SIZES = {
    ANY_CLASS: CountSymbol,
    ANY_ROW: CountSymbol,
    ANY_COLUMN: CountSymbol,
    ANY_SAMPLE: SamplesSymbol,
}


def as_data(said: Any, symbols: Mapping[str, Any]) -> Any:
    """The same relations, tuples and indices; a subclass of them may say other things later.

    Raises
    ------
    TypeError
        If something else than relations is said, or something of an index that is not one of any
        class, row, column or sample of the statement.
    """
    if isinstance(said, Relation):
        if said.op not in get_args(Op):
            raise TypeError(f"{said.op} is no relation: write le, lt, ge, gt or eq")
        return Relation(sympy.sympify(said.lhs), said.op, sympy.sympify(said.rhs))
    if isinstance(said, Every):
        kind = _SIZES.get(said.index)
        if kind is None or not isinstance(said.size, kind) or said.size not in symbols.values():
            raise TypeError(
                f"{said.index} is not an index of {said.size}: write every_class, every_column or "
                "every_sample"
            )
        return Every(said.index, said.size, as_data(said.said, symbols))
    if isinstance(said, (tuple, list)):
        return tuple(as_data(part, symbols) for part in list[Any](said))
    return flatten(said)
