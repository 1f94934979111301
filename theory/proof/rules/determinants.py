"""Rules for determinants of matrices with one row and one column per class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, SymbolicVector, class_sum
from lossproof.theory.language.terms import (
    ANY,
    COLUMN,
    ROW,
    determinant,
    matrix,
    product,
    transposed,
)
from lossproof.theory.proof.facts import (
    Fact,
    ProofError,
    closed,
    follow,
    need,
    real,
    sized,
    spoken,
    vanishes,
)
from lossproof.theory.proof.rules.algebra import combine, positive, quotient
from lossproof.theory.proof.rules.nested_sums import summed


def _alike(of: Any) -> Any:
    """The matrix, if one expression in the row and the column gives every entry."""
    size = sized(of.size)
    body: Any = cast(Any, determinant(of)).args[0]
    return matrix(lambda i, j: body.xreplace({ROW: i, COLUMN: j}), size)


def _column(of: Any, size: Any) -> Any:
    """The vector, if one expression in the class gives every entry."""
    fresh = sympy.Dummy(integer=True, nonnegative=True)
    entry: Any = sympy.sympify(of[fresh])
    return SymbolicVector(lambda j: entry.xreplace({fresh: j}), size)


def _entry(of: Any) -> Any:
    """The entry at any row and class; the matrix itself must depend on neither."""
    if cast(Any, determinant(of)).has(*ANY):
        raise ProofError(f"the matrix of {determinant(of)} already contains one of {ANY}")
    return spoken(of[ANY_ROW][ANY_CLASS])


def _about_every_entry(fact: Fact, what: Any) -> None:
    closed(fact, ANY_ROW)
    closed(fact, ANY_CLASS)
    if fact.sign != "==" or not (vanishes(fact.expr - what) or vanishes(fact.expr + what)):
        raise ProofError(f"{fact} does not say that {what} is 0 for any row and class")


def of_product(first: Any, second: Any) -> Fact:
    """The determinant of a product: ⊢ `det(A B) == det A det B`, for square matrices of the same
    size.

    The rule uses the Cauchy–Binet formula.
    """
    first, second = map(_alike, (first, second))
    if first.size != second.size:
        raise ProofError(f"the sizes {first.size} and {second.size} of a product differ")
    name = "det(A B) = det A det B"
    one, other = determinant(first), determinant(second)
    expr = determinant(product(first, second)) - one * other
    return follow(expr, "==", name, trust=[name], by={"first": one, "second": other})


def size_of_product(first: Any, second: Any) -> Fact:
    """The absolute determinant of a product: ⊢ `|det(A B)| == |det A| |det B|`, by the rule
    `of_product`.
    """
    equal = of_product(first, second)
    one, other = determinant(first), determinant(second)
    goal = sympy.Abs(equal.expr + one * other) - sympy.Abs(one) * sympy.Abs(other)
    return follow(goal, "==", "size of a product", equal, by={"first": one, "second": other})


def of_transposed(of: Any) -> Fact:
    """The determinant of a transpose: ⊢ `det A' == det A`, by Leibniz's formula; `A'` is the
    transpose of `A`.
    """
    of = _alike(of)
    name = "det A' = det A"
    expr = determinant(transposed(of)) - determinant(of)
    return follow(expr, "==", name, trust=[name], by={"of": determinant(of)})


def of_equal(first: Any, second: Any, equal: Fact) -> Fact:
    """Equal matrices have equal determinants: `A[s][l] == B[s][l]` for every row `s` and class `l`
    ⊢ `det A == det B`.

    The matrices must have the same size. No case assumption may contain the row `s` or the class
    `l`.
    """
    first, second = map(_alike, (first, second))
    if first.size != second.size:
        raise ProofError(f"matrices of the sizes {first.size} and {second.size} are not equal")
    _about_every_entry(equal, _entry(first) - _entry(second))
    one, other = determinant(first), determinant(second)
    by = {"first": one, "second": other}
    return follow(one - other, "==", "equal matrices", equal, by=by)


def mean_of_rank_one(of: Any, output: Any, law: Any, whole: Fact) -> Fact:
    """The mean determinant after adding a random column: `sum_j p[j] == 1` ⊢ `sum_j p[j] det(A + o
    e_j') == det(A + o p')`, for `p = law`.

    The vector `e_j` is 1 at class j and 0 elsewhere. The output `o` and the probabilities `p` have
    one entry for each class. The rule uses that det(A + o v') - det A is linear in the vector v.
    """
    of, size = _alike(of), sized(of.size)
    if output.size != size or law.size != size:
        raise ProofError(f"vectors of {output.size} and {law.size} entries for {size} classes")
    output, law = (_column(vector, size) for vector in (output, law))
    gap = class_sum(lambda j: law[j], size) - 1
    if whole.sign != "==" or not (vanishes(whole.expr - gap) or vanishes(whole.expr + gap)):
        raise ProofError(f"{whole} does not state that the probabilities sum to 1")

    def moved(row: Any) -> Any:
        return determinant(matrix(lambda r, k: of[r][k] + output[r] * row(k), size))

    delta: Any = sympy.KroneckerDelta
    drawn = class_sum(lambda j: law[j] * moved(lambda k: delta(j, k)), size)
    rows = {"output": output, "law": law}
    by = {name: determinant(matrix(lambda r, _, v=v: v[r], size)) for name, v in rows.items()}
    name = "det(A + o v') is affine in v"
    goal = drawn - moved(lambda k: law[k])
    return follow(goal, "==", name, whole, trust=[name], by={"of": determinant(of), **by})


def hadamard(of: Any, short: Fact) -> Fact:
    """Hadamard's inequality: `1 - sum_j A[s][j]^2 >= 0` for every row `s` ⊢ `sum_j A[s][j]^2 - (det
    A)^2 >= 0`.

    The domains must show that the entries of `A` are real. No case assumption may contain the row
    `s`. The rule uses Hadamard's inequality: |det A| is at most the product of the lengths of the
    rows. If no row is longer than 1, |det A| is therefore at most the length of each row.
    """
    closed(short, ANY_ROW)
    of = _alike(of)
    real(_entry(of))
    length = class_sum(lambda j: of[ANY_ROW][j] ** 2, of.size)
    if not vanishes(need(short, ">=", "the room of a row").expr - (1 - length)):
        raise ProofError(f"{short} does not say that no row is longer than 1")
    found = determinant(of)
    trust = ["Hadamard's inequality"]
    return follow(length - found**2, ">=", "Hadamard", short, trust=trust, by={"of": found})


def diagonally_dominant(of: Any, entry: Fact, dominant: Fact) -> Fact:
    """A diagonally dominant matrix is not singular: `A[s][l] >= 0`, `2 A[s][s] - sum_j A[s][j] > 0`
    for every row `s` and class `l` ⊢ `|det A| > 0`.

    The second premise means that each diagonal entry is larger than the sum of the other entries in
    its row. No case assumption may contain the row `s` or the class `l`. The rule uses the
    Levy–Desplanques theorem.
    """
    of = _alike(of)
    for index in (ANY_ROW, ANY_CLASS):
        closed(entry, index)
        closed(dominant, index)
    if not vanishes(need(entry, ">=", "an entry").expr - _entry(of)):
        raise ProofError(f"{entry} does not say that {_entry(of)} >= 0")
    margin = 2 * of[ANY_ROW][ANY_ROW] - class_sum(lambda j: of[ANY_ROW][j], of.size)
    if not vanishes(need(dominant, ">", "the margin of the diagonal").expr - margin):
        raise ProofError(f"{dominant} does not say that {margin} > 0")
    goal: Any = sympy.Abs(determinant(of))
    rule, by = "dominant diagonal", {"of": determinant(of)}
    return follow(goal, ">", rule, entry, dominant, trust=["Levy-Desplanques"], by=by)


def of_diagonal_and_constant(of: Any, own: Any, shift: Any) -> Fact:
    """A diagonal plus a constant matrix: ⊢ `det A == a^(c-1) (a + c b)`, for `A[s][l] = a [s = l] +
    b`, `a = own`, `b = shift`.

    The domains must show that `a` and `b` have values, and neither may contain a row or a class.
    The rule uses the matrix determinant lemma, because A is `a` times the identity plus a constant
    matrix.
    """
    of, own, shift = _alike(of), real(own), real(shift)
    if sympy.Add(own, shift, evaluate=False).has(*ANY):
        raise ProofError(
            f"{own} or {shift} contains one of {ANY}: it must be the same for every entry"
        )
    said = own * sympy.KroneckerDelta(ANY_ROW, ANY_CLASS) + shift
    if not vanishes(_entry(of) - said):
        raise ProofError(f"an entry of {determinant(of)} is not {said}")
    found, size = determinant(of), of.size
    name = "det(a I + b J) = a^(c-1) (a + c b)"
    expr = found - own ** (size - 1) * (own + size * shift)
    by = {"of": found, "own": own, "shift": shift}
    return follow(expr, "==", name, trust=[name], by=by)


def of_permutation(of: Any, zero_one: Fact, rows: Fact, columns: Fact) -> Fact:
    """The determinant of a permutation matrix: `A[s][l] (1 - A[s][l]) == 0`, every row and column
    of `A` sums to 1 ⊢ `(det A)^2 == 1`.

    The premises must hold for every row `s` and class `l`. They mean that A is a permutation
    matrix, so Leibniz's formula has one nonzero product, which is 1 or -1.
    """
    of = _alike(of)
    entry = _entry(of)
    _about_every_entry(zero_one, entry * (1 - entry))
    _about_every_entry(rows, class_sum(lambda j: of[ANY_ROW][j], of.size) - 1)
    _about_every_entry(columns, class_sum(lambda j: of[j][ANY_CLASS], of.size) - 1)
    name = "the determinant of a permutation matrix is 1 or -1"
    found = determinant(of)
    premises = zero_one, rows, columns
    return follow(found**2 - 1, "==", name, *premises, trust=[name], by={"of": found})


def short_rows(of: Any, stochastic: Mapping[str, Fact]) -> Fact:
    """Rows of a stochastic matrix: `A[s][l] >= 0`, `1 - A[s][l] >= 0`, `sum_j A[s][j] == 1` ⊢ `1 -
    sum_j A[s][j]^2 >= 0`.

    The argument `stochastic` is the mapping of domain facts with the keys "nonnegative", "at most
    1" and "total".
    """
    spread = combine(
        (entry := _entry(of)) * (1 - entry), (stochastic["nonnegative"], stochastic["at most 1"])
    )
    length = class_sum(lambda j: of[ANY_ROW][j] ** 2, of.size)
    return combine(1 - length, summed(spread, ANY_CLASS, of.size), (stochastic["total"], -1))


def of_stochastic(of: Any, stochastic: Mapping[str, Fact]) -> Fact:
    """The determinant of a stochastic matrix: `A[s][l] >= 0`, `1 - A[s][l] >= 0`, `sum_j A[s][j] ==
    1` ⊢ `1 - |det A| >= 0`.

    The argument `stochastic` is the mapping of domain facts with the keys "nonnegative", "at most
    1" and "total". The rule applies `short_rows` and `hadamard`.
    """
    short = short_rows(of, stochastic)
    found = determinant(of)
    square = combine(1 - found**2, short, hadamard(of, short))
    size = sympy.Abs(found)
    return quotient(1 - size, combine((1 - size) * (1 + size), square), positive(1 + size))
