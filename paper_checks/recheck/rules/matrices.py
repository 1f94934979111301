"""Rules for determinants of matrices with a row and a column per class: known theorems."""

from __future__ import annotations

from collections.abc import Iterator

from lossproof.paper_checks.recheck.step import (
    MINUS,
    ONE,
    TWO,
    Said,
    Step,
    minus,
    plus,
    power,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import Term, names, replaced, settled


class Matrix:
    """The matrix of a determinant `(det #i #j c body)`: its entries."""

    def __init__(self, step: Step, name: str) -> None:
        self.determinant = step.given(name)
        step.need(
            isinstance(self.determinant, tuple) and self.determinant[0] == "det", "no determinant"
        )
        _, self.row, self.column, self.size, self.body = self.determinant  # type: ignore[misc]
        step.classes(self.size)

    def at(self, row: Term, column: Term) -> Term:
        return replaced(self.body, {self.row: row, self.column: column})

    def any(self, step: Step) -> Term:
        """The entry of any row and class, of a matrix that is about none of these itself."""
        own = names(self.determinant) & {"@class", "@row", "@column"}
        step.need(not own, "a matrix is about any class itself")
        return self.at("@row", "@class")

    def row_total(self, row: Term, of: int = 1) -> Term:
        body = self.at(row, "!!")
        return settled(("sum", "!!", self.size, power(body, TWO) if of == 2 else body))


def _determinant(size: Term, body: Term) -> Term:
    return settled(("det", "!r", "!k", size, body))


def _product(first: Matrix, second: Matrix) -> Term:
    inner: Term = ("sum", "!!", first.size, times(first.at("!r", "!!"), second.at("!!", "!k")))
    return _determinant(first.size, inner)


@rule("det(A B) = det A det B")
def of_product(step: Step) -> Iterator[Said]:
    """⊢ `det(A B) == det A det B`."""
    first, second = Matrix(step, "first"), Matrix(step, "second")
    yield minus(_product(first, second), times(first.determinant, second.determinant)), "=="


@rule("det A' = det A")
def of_transposed(step: Step) -> Iterator[Said]:
    """⊢ `det A' == det A`."""
    of = Matrix(step, "of")
    yield minus(_determinant(of.size, of.at("!k", "!r")), of.determinant), "=="


@rule("equal matrices")
def of_equal(step: Step) -> Iterator[Said]:
    """`A[s][l] == B[s][l]` of any row and class ⊢ `det A == det B`."""
    first, second = Matrix(step, "first"), Matrix(step, "second")
    step.closed(step.premise(), "@row", "@class")
    step.says(step.premise(0, "=="), minus(first.any(step), second.any(step)), mirrored=True)
    yield minus(first.determinant, second.determinant), "=="


@rule("det(A + o v') is affine in v")
def mean_of_rank_one(step: Step) -> Iterator[Said]:
    """`sum_j p[j] == 1` ⊢ `sum_j p[j] det(A + o e_j') == det(A + o p')`."""
    of, output, law = (Matrix(step, name) for name in ("of", "output", "law"))
    step.need(of.size == output.size == law.size, "a vector has not an entry for each class")

    def moved(entry: Term) -> Term:
        return (
            "det",
            "!r",
            "!k",
            of.size,
            plus(of.at("!r", "!k"), times(output.at("!r", "!r"), entry)),
        )

    chance = law.at("!j", "!j")
    whole = settled(("sum", "!j", of.size, chance))
    step.says(step.premise(0, "=="), minus(whole, ONE), mirrored=True)
    drawn = settled(("sum", "!j", of.size, times(chance, moved(("delta", "!j", "!k")))))
    yield minus(drawn, settled(moved(law.at("!k", "!k")))), "=="


@rule("Hadamard")
def hadamard(step: Step) -> Iterator[Said]:
    """`1 - sum_j A[s][j]^2 >= 0` of any row ⊢ `sum_j A[s][j]^2 - (det A)^2 >= 0`."""
    of = Matrix(step, "of")
    step.closed(step.premise(), "@row")
    step.finite(of.any(step))
    length = of.row_total("@row", 2)
    step.says(step.premise(0, ">="), minus(ONE, length))
    yield minus(length, power(of.determinant, TWO)), ">="


@rule("dominant diagonal")
def dominant(step: Step) -> Iterator[Said]:
    """`A[s][l] >= 0`, `2 A[s][s] - sum_j A[s][j] > 0` of any row and class ⊢ `|det A| > 0`."""
    of = Matrix(step, "of")
    entry, margin = step.premise(0, ">="), step.premise(1, ">")
    for fact in (entry, margin):
        step.closed(fact, "@row", "@class")
    step.says(entry, of.any(step))
    step.says(margin, minus(times(TWO, of.at("@row", "@row")), of.row_total("@row")))
    yield ("abs", of.determinant), ">"


@rule("det(a I + b J) = a^(c-1) (a + c b)")
def diagonal_and_constant(step: Step) -> Iterator[Said]:
    """⊢ `det A == a^(c-1) (a + c b)`, where every entry is `a [s = l] + b`."""
    of = Matrix(step, "of")
    own, shift = step.finite(step.given("own")), step.finite(step.given("shift"))
    about = (names(own) | names(shift)) & {"@class", "@row", "@column"}
    step.need(not about, "it must be the same for every entry")
    said = plus(times(own, ("delta", "@row", "@class")), shift)
    step.need(step.equal(of.any(step), said), "an entry of the matrix is another one")
    value = times(power(own, plus(of.size, MINUS)), plus(own, times(of.size, shift)))
    yield minus(of.determinant, value), "=="


@rule("the determinant of a permutation matrix is 1 or -1")
def permutation(step: Step) -> Iterator[Said]:
    """`A[s][l] (1 - A[s][l]) == 0`, rows and columns sum to 1 ⊢ `(det A)^2 == 1`."""
    of = Matrix(step, "of")
    entry = of.any(step)
    column = settled(("sum", "!!", of.size, of.at("!!", "@class")))
    wanted = (
        times(entry, minus(ONE, entry)), minus(of.row_total("@row"), ONE), minus(column, ONE),
    )  # fmt: skip
    for place, term in enumerate(wanted):
        fact = step.premise(place, "==")
        step.closed(fact, "@row", "@class")
        step.says(fact, term, mirrored=True)
    yield plus(power(of.determinant, TWO), MINUS), "=="
