"""Determinants of equal matrices, of products and of transposes, and their means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    SampleMean,
    SamplesSymbol,
    SymbolicVector,
    class_sum,
)
from lossproof.theory.language.terms import (
    COLUMN,
    ROW,
    TABLE_COLUMN,
    TABLE_ROW,
    Determinant,
    TableCount,
    determinant,
    matrix,
    over_rows,
    product,
    transposed,
)
from lossproof.theory.numbers.as_written import WrittenDelta
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    combine,
    exchanged_mean,
    mean_of_rank_one,
    mean_of_table_determinant,
    of_equal,
    of_product,
    of_transposed,
    renamed,
    sifted,
    size_of_product,
)
from lossproof.theory.provers.rewriting.equations import Equation
from lossproof.theory.provers.rewriting.instances import instance, meant

Form = Callable[[Any], tuple[Any, list[Fact]]]
_DELTA: Any = WrittenDelta(ANY_ROW, ANY_CLASS)


def of_size(term: Any) -> tuple[Any, Fact] | None:
    """The absolute determinant of a product, as a product of absolute determinants."""
    body, size = term.args[0].args
    parts = None if body.has(ANY_ROW, ANY_CLASS) else _product(_entry(body))
    if parts is None:
        return None
    first, second = (_matrix(part, size) for part in parts)
    made = size_of_product(first, second)
    return term - made.expr, made


def of_matrix(term: Any, form: Form, equations: Sequence[Equation]) -> tuple[Any, Fact] | None:
    """A determinant as an expression in others, and the fact that they are equal, or None."""
    body, size = term.args
    if body.has(ANY_ROW, ANY_CLASS):
        return None
    entry = _entry(body)
    for equation in equations:
        if (named := meant(equation.value, entry)) and _product(equation.term) is not None:
            other = _matrix(equation.term.xreplace(dict(named)), size)
            equal = instance(equation.fact, named)
            return determinant(other), of_equal(_matrix(entry, size), other, equal)
    new, steps = form(entry)
    matrix, other = _matrix(entry, size), _matrix(new, size)
    if steps:
        equal = steps[0] if len(steps) == 1 else combine(entry - new, *steps)
        return determinant(other), of_equal(matrix, other, equal)
    if (parts := _product(entry)) is not None:
        first, second = (_matrix(part, size) for part in parts)
        return determinant(first) * determinant(second), of_product(first, second)
    if (found := _turned(entry)) is not None:
        new, order = found
        return determinant(_matrix(new, size)), of_equal(
            _matrix(entry, size), _matrix(new, size), order
        )
    if (scaled := _scaled(entry, size)) is not None:
        first, second, equal = scaled
        apart = determinant(first) * determinant(second)
        same = of_equal(matrix, product(first, second), equal)
        return apart, combine(determinant(matrix) - apart, same, of_product(first, second))
    if entry.has(sympy.KroneckerDelta):  # which of its two classes is named, is decided elsewhere
        return None
    turned = determinant(transposed(matrix))
    if str(turned.args[0]) > str(body):  # so that `A` stays, not `A'`
        return turned, of_transposed(transposed(matrix))
    return None


def _scaled(entry: Any, size: Any) -> tuple[Any, Any, Fact] | None:
    """A matrix whose rows or columns are multiplied by numbers, as a product with a diagonal."""
    factors = sympy.Mul.make_args(entry)
    for index, other in ((ANY_ROW, ANY_CLASS), (ANY_CLASS, ANY_ROW)):
        times = sympy.Mul(*(x for x in factors if x.has(index) and not x.has(other)))
        rest = entry / times
        if times == 1 or not (rest.has(index) and rest.has(other)) or entry.has(ANY_COLUMN):
            continue
        if isinstance(rest, sympy.KroneckerDelta):
            return None
        diagonal = _matrix(times.xreplace({index: ANY_CLASS}) * _DELTA, size)
        of, at_column = _matrix(rest, size), rest.xreplace({ANY_CLASS: ANY_COLUMN})
        if index == ANY_ROW:
            term = times.xreplace({index: ANY_CLASS}) * at_column.xreplace({ANY_ROW: ANY_CLASS})
            picked = renamed(sifted(term, ANY_ROW, size), {ANY_COLUMN: ANY_CLASS})
            return diagonal, of, combine(entry - product(diagonal, of)[ANY_ROW][ANY_CLASS],
                                         (-1, picked))  # fmt: skip
        picked = sifted(rest, ANY_COLUMN, size)
        at = times.xreplace({index: ANY_COLUMN})
        equal = renamed(combine(sympy.expand(at * picked.expr), (at, picked)),
                        {ANY_COLUMN: ANY_CLASS})  # fmt: skip
        gap = entry - product(of, diagonal)[ANY_ROW][ANY_CLASS]
        return of, diagonal, combine(gap, (-1, equal))
    return None


def of_drawn(term: Any, form: Form) -> tuple[Any, Fact] | None:
    """The mean of `det(A + o e_j')` over a class j, as `det(A + o p')` for its probabilities p."""
    body, size = term.args[:2]
    found = [each for each in sympy.Mul.make_args(body) if isinstance(each, Determinant)]
    if len(found) != 1 or body.has(ANY_ROW, ANY_CLASS, ANY_COLUMN):
        return None
    index = term.args[2] if len(term.args) > 2 else BOUND_CLASS
    weight, entry = body / found[0], sympy.expand(found[0].args[0])
    mark: Any = WrittenDelta(index, COLUMN)
    output = entry.coeff(mark, 1)
    others = sympy.expand(entry - output * mark)
    if output == 0 or output.has(COLUMN, index) or others.has(index) or weight.has(COLUMN, ROW):
        return None
    law = SymbolicVector(lambda j: weight.xreplace({index: j}), size)
    rest, steps = form(class_sum(lambda j: law[j], size) - 1)
    if rest != 0 or not steps:
        return None
    whole = combine(class_sum(lambda j: law[j], size) - 1, *steps)
    of = matrix(lambda r, k: others.xreplace({ROW: r, COLUMN: k}), size)
    made = mean_of_rank_one(
        of, SymbolicVector(lambda r: output.xreplace({ROW: r}), size), law, whole
    )
    value = sympy.expand(term - made.expr)
    return None if value.has(term) else (value, made)


def of_batches(term: Any, form: Form) -> tuple[Any, Fact] | None:
    """The mean determinant of counts, as a multiple of the determinant of their probabilities."""
    body, size, chance, rows, columns = term.args
    if not isinstance(body, Determinant) or body.args[1] != columns:
        return None
    law = _table(lambda i, k: chance.xreplace({TABLE_ROW: i, TABLE_COLUMN: k}), term)
    gap = over_rows(lambda i: class_sum(lambda k: law[i][k], columns), rows) - 1
    rest, steps = form(gap)
    if rest != 0 or not steps:
        return None
    made = mean_of_table_determinant(law, size, combine(gap, *steps), _outputs(body.args[0], term))
    value = sympy.expand(term - made.expr)
    return None if value.has(term) else (value, made)


def _outputs(entry: Any, term: Any) -> Any:
    """The rows that the counts of a batch have as weights in the matrix, or None."""
    rows = term.args[3]
    sample = isinstance(rows, SamplesSymbol)
    kind, bound = (SampleMean, BOUND_SAMPLE) if sample else (ClassSum, BOUND_CLASS)
    for each in entry.atoms(kind):
        share = each.args[0] / TableCount(bound, COLUMN) * (entry / each)
        if not share.has(TableCount, COLUMN, each):
            one = share / rows if sample else share
            return _table(lambda i, r, one=one: one.xreplace({bound: i, ROW: r}), term)
    return None


def _table(entry: Callable[[Any, Any], Any], term: Any) -> Any:
    *_, rows, columns = term.args
    return SymbolicVector(lambda i: SymbolicVector(lambda k: entry(i, k), columns), rows)


def _turned(entry: Any) -> tuple[Any, Fact] | None:
    """A mean of sums as a sum of means, if that is a product of matrices."""
    if not isinstance(entry, SampleMean):
        return None
    factors = sympy.Mul.make_args(entry.args[0])
    sums = [each for each in factors if isinstance(each, ClassSum)]
    if len(sums) != 1 or entry.has(ANY_SAMPLE, ANY_COLUMN):
        return None
    inside, size = sums[0].args
    term = entry.args[0] / sums[0] * inside.xreplace({BOUND_CLASS: ANY_COLUMN})
    order = exchanged_mean(
        term.xreplace({BOUND_SAMPLE: ANY_SAMPLE}), ANY_COLUMN, size, entry.args[1]
    )
    new = sympy.expand(entry + order.expr)
    return None if _product(new) is None else (new, combine(entry - new, (-1, order)))


def _entry(body: Any) -> Any:
    return body.xreplace({ROW: ANY_ROW, COLUMN: ANY_CLASS})


def _matrix(entry: Any, size: Any) -> Any:
    return matrix(lambda i, j: entry.xreplace({ANY_ROW: i, ANY_CLASS: j}), size)


def _product(entry: Any) -> tuple[Any, Any] | None:
    """Two matrices whose product has this entry, split by row and column, or None."""
    first, second = list[Any](), list[Any]()
    factors = [*sympy.Mul.make_args(entry)]
    sums: list[Any] = [factor for factor in factors if isinstance(factor, ClassSum)]
    if len(sums) != 1:
        return None
    inner = [(x, False) for x in factors if x not in sums]
    inner += [(x, True) for x in sympy.Mul.make_args(sums[0].args[0])]
    for factor, summed in inner:
        if factor.has(ANY_ROW) and factor.has(ANY_CLASS):
            return None
        to_second = factor.has(ANY_CLASS)
        index = {BOUND_CLASS: ANY_ROW if to_second else ANY_CLASS} if summed else {}
        (second if to_second else first).append(factor.xreplace(index))
    if not first or not second:
        return None
    return sympy.Mul(*first), sympy.Mul(*second)
