"""Expressions with numbers for their symbols, every sum written out.

What has no value in the end is `nan`, as an entry that a vector is too short for, also where SymPy
would make a number of the whole: of `0/0` times 0, the absolute value of `1/0`, or `(1/0)^0`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sympy
from sympy.core.parameters import global_parameters

from lossproof.theory.language.needs import (
    UNDEFINED,
    Ways,
    left,
    log_ways,
    power_ways,
    truth,
    ways_of_condition,
)
from lossproof.theory.language.relations import Relation
from lossproof.theory.language.sums import (
    BOUND_CLASS,
    BOUND_SAMPLE,
    Binder,
    ClassSum,
    NestedSum,
    Partial,
    SampleMean,
    WrittenTerm,
    class_sum,
    sample_mean,
)
from lossproof.theory.numbers.as_written import AS_WRITTEN, AsWritten, WrittenPiecewise
from lossproof.theory.numbers.comparison import opened

LARGEST_EXPONENT = 10**7  # a power with a larger one may not fit the memory
FINEST_EXPONENT = 10**5  # nor may the primes of 12^(p/q), with a larger q


def check_exponent(exponent: Any, base: Any = None) -> None:
    """`ValueError` if SymPy would write out too many digits for powers with this exponent.

    It is given the base where the exponent is a fine fraction: SymPy takes primes out of that.
    """
    if exponent.is_Rational and abs(exponent) > LARGEST_EXPONENT:
        raise ValueError(
            f"a power with the exponent {sympy.N(exponent, 9)} has too many digits: the exponent "
            f"must be at most {LARGEST_EXPONENT} in absolute value; use smaller values"
        )
    if is_fine(exponent) and isinstance(base, sympy.Rational) and _has_mixed_primes(base):
        raise ValueError(
            f"a power of {sympy.N(base, 9)} with an exponent of {len(str(exponent.q))} digits is "
            f"not worked out: its denominator must be at most {FINEST_EXPONENT}"
        )


def is_fine(exponent: Any) -> bool:
    """Whether it is a fraction with a large denominator."""
    return bool(exponent.is_Rational and exponent.q > FINEST_EXPONENT)


def _has_mixed_primes(base: sympy.Rational) -> bool:
    """Whether primes of the numerator or of the denominator occur in different powers."""
    numbers = (number for number in (abs(int(base.p)), int(base.q)) if number > 1)
    compound = (number for number in numbers if not sympy.perfect_power(number))
    return any(len({*sympy.factorint(x, limit=2**15).values()}) > 1 for x in compound)


class Remembered(dict[str, Any]):
    """Values that keep what `realise` makes of each sum: for many expressions at one point.

    `needs` is what must hold besides for what was written out with symbols to have values.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.sums: dict[Any, tuple[Any, frozenset[Ways]]] = {}
        self.needs: set[Ways] = set()


def asked(expression: Any, values: Mapping[str, Any]) -> tuple[Any, frozenset[Ways]]:
    """What `realise` makes of the expression, and what that needs to have a value."""
    kept = values if isinstance(values, Remembered) else Remembered(values)
    before, kept.needs = kept.needs, set()
    try:
        return realise(expression, kept), frozenset(kept.needs)
    finally:
        kept.needs = before


def realise(expression: Any, values: Mapping[str, Any]) -> Any:
    """The expression with every symbol replaced by its value in `values` and every sum written out.

    Values are numbers, or nested sequences for what is indexed. A term without a value is `nan`,
    and so is every term around it but for the branches of a Piecewise that do not apply.

    Raises
    ------
    ValueError
        Where a power would have too many digits, as of `check_exponent`.
    """
    if isinstance(expression, Relation):
        (lhs, rhs), needs = _sides(expression, values)
        return Relation(lhs, expression.op, rhs, needs)
    if isinstance(expression, (ClassSum, SampleMean, Binder)):
        return _sum(expression, values)
    if isinstance(expression, sympy.Indexed):
        return _entry(expression, values)
    if isinstance(expression, sympy.Symbol):
        return sympy.sympify(values[expression.name])
    if isinstance(expression, sympy.Piecewise):
        return _piecewise(expression, values)
    if not expression.args:
        return _number(expression)
    arguments = [realise(argument, values) for argument in expression.args]
    if any(argument is sympy.nan for argument in arguments):
        return sympy.nan
    if isinstance(expression, sympy.Pow):
        check_exponent(arguments[1], arguments[0])
    if (ways := _ways(expression, arguments, values)) and not _met(ways, values):
        return sympy.nan
    if isinstance(expression, WrittenTerm):
        return _number(expression.written(*arguments))
    return _number(AS_WRITTEN.get(expression.func, expression.func)(*arguments))


def _sides(relation: Relation, values: Mapping[str, Any]) -> tuple[list[Any], frozenset[Ways]]:
    found = [asked(side, values) for side in (relation.lhs, relation.rhs, *relation.beside)]
    sides, needs = [side for side, _ in found], frozenset[Ways]().union(*(n for _, n in found))
    if any(side is sympy.nan for side in sides[2:]):
        sides[0] = sympy.nan
    return sides[:2], needs


def _number(found: Any) -> Any:
    if not found.free_symbols and isinstance(found, AsWritten):
        found = opened(found)
    return sympy.nan if found in UNDEFINED else truth(found)


def _ways(expression: Any, arguments: Sequence[Any], values: Mapping[str, Any]) -> Ways:
    if isinstance(expression, sympy.Pow):
        return power_ways(*arguments)
    if isinstance(expression, (sympy.log, sympy.polygamma)):
        return log_ways(arguments[-1])
    if isinstance(expression, Partial):
        ways = expression.demands
        return tuple(tuple((realise(e, values), demand) for e, demand in way) for way in ways)
    return ()


def _met(ways: Ways, values: Mapping[str, Any]) -> bool:
    """Whether there may be a value: what is not decided yet is noted."""
    rest = left(ways)
    if rest:
        note([rest], values)
    return rest is not None


def note(needs: Iterable[Ways], values: Mapping[str, Any]) -> None:
    """Add what is needed to what `values` remember."""
    if isinstance(values, Remembered):
        values.needs.update(needs)


def _entry(expression: Any, values: Mapping[str, Any]) -> Any:
    value = values[expression.base.label.name]
    for index in expression.indices:
        place = realise(index, values)
        if not (place.is_Integer and 0 <= place < len(value)):
            return sympy.nan
        value = value[int(place)]
    return sympy.sympify(value)


def _piecewise(expression: Any, values: Mapping[str, Any]) -> Any:
    """Its branch that applies; as long as that is open, every branch needs a value where it may."""
    pairs: list[tuple[Any, Any]] = []
    earlier: Ways = ()
    for branch, condition in expression.args:
        when = realise(condition, values)
        if when is sympy.nan:  # no value, unless a condition before this one holds
            break
        if when == sympy.false:
            continue
        if when == sympy.true and not pairs:
            return realise(branch, values)
        value, needs = asked(branch, values)
        apart = (*earlier, *ways_of_condition(sympy.Not(when)))
        for ways in (*needs, *([()] if value is sympy.nan else [])):
            _met((*ways, *apart), values)
        pairs.append((value, when))
        if when == sympy.true:
            break
        earlier = (*earlier, *ways_of_condition(when))
    if not pairs:
        return sympy.nan
    if pairs[-1][1] != sympy.true:
        _met(earlier, values)
    return WrittenPiecewise(*pairs)


def _sum(expression: Any, values: Mapping[str, Any]) -> Any:
    if not isinstance(values, Remembered):
        return _written_out(expression, values)
    if expression not in values.sums:
        before, values.needs = values.needs, set()
        found = _number(_written_out(expression, values))
        values.sums[expression] = found, frozenset(values.needs)
        values.needs = before
    found, needs = values.sums[expression]
    note(needs, values)
    return found


def known_index(
    index: Any, number: int, values: Mapping[str, Any]
) -> tuple[Any, Mapping[str, Any]]:
    """A symbol for one value of an index, and the values with it.

    The number itself would be folded with what is beside it: `j/f[j]` has no value at j = 0 where
    f[0] is 0, but SymPy makes 0 of `0/f[0]`.
    """
    symbol = sympy.Symbol(
        f"{type(index).__name__} {index} = {number}", integer=True, nonnegative=True
    )
    if isinstance(values, Remembered):
        values[symbol.name] = sympy.Integer(number)
        return symbol, values
    return symbol, {**values, symbol.name: sympy.Integer(number)}


def at_index(body: Any, index: Any, number: int, values: Mapping[str, Any]) -> Any:
    """What `realise` makes of the body of a sum at one value of its index."""
    symbol, known = known_index(index, number, values)
    return realise(_replaced(body, index, symbol, global_parameters.evaluate), known)


# SymPy makes an entry of a vector slowly, and sums are written out at many points.
@lru_cache(maxsize=4096)
def _replaced(body: Any, index: Any, symbol: Any, _evaluated: bool) -> Any:
    return body.xreplace({index: symbol})


def _written_out(expression: ClassSum | SampleMean | Binder, values: Mapping[str, Any]) -> Any:
    if isinstance(expression, NestedSum):
        body, size, own = expression.args
        return class_sum(lambda k: at_index(body, own, k, values), realise(size, values))
    if isinstance(expression, Binder):
        return expression.realised(values)
    body, size = expression.args
    mean = isinstance(expression, SampleMean)
    index, write = (BOUND_SAMPLE, sample_mean) if mean else (BOUND_CLASS, class_sum)
    return write(lambda k: at_index(body, index, k, values), realise(size, values))
