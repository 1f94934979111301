"""Rules for means over batches whose samples fall in the cells of a table of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from paper_checks.recheck.step import MINUS, SAMPLE, Said, Step, minus, plus, rule, times
from paper_checks.recheck.terms import Term, replaced, settled


@rule("mean determinant of independent matrices of rank one")
def mean_of_table_determinant(step: Step) -> Iterator[Said]:
    """`sum p == 1` ⊢ `E(det(sum_i o_i[r] N[i][k])) == n (n - 1) … det(sum_i o_i[r] p[i][k])`."""
    size, rows, columns = (step.given(name) for name in ("size", "rows", "columns"))
    known = step.known
    sized = known.forms.ranges.integer(size) and step.holds(size, ">")
    step.need(sized, "the size of a batch is not evidently a positive integer")
    step.classes(columns)
    samples = known.is_size(rows, "samples")
    step.need(samples or rows == columns, "a table has as many rows as classes, or samples")
    index, law = SAMPLE if samples else "@row", step.given("law")

    def over(body: Term) -> Term:
        """The sum over the rows `!i`."""
        return times(rows, ("mean", "!i", rows, body)) if samples else ("sum", "!i", rows, body)

    def chance(row: Term, column: Term) -> Term:
        return replaced(law, {index: row, "@class": column})

    whole = over(("sum", "!k", columns, chance("!i", "!k")))
    step.says(step.premise(0, "=="), settled(plus(whole, MINUS)), mirrored=True)
    of = _matrix(step, index, over)
    mean = (
        "table-mean", "!a", "!b", size, chance("!a", "!b"),
        ("det", "!r", "!k", columns, of(lambda row, column: ("cell", row, column))), rows, columns,
    )  # fmt: skip
    found = ("det", "!r", "!k", columns, of(chance))
    yield minus(settled(mean), times(("falling", size, columns), settled(found))), "=="


def _matrix(
    step: Step, index: Term, over: Callable[[Term], Term]
) -> Callable[[Callable[[Term, Term], Term]], Term]:
    """What makes of a table the entry `!r`, `!k` of the matrix that a determinant is of."""
    if "outputs" not in step.data:
        step.need(index == "@row", "a table that has no determinant")
        return lambda table: table("!r", "!k")
    outputs = step.finite(step.given("outputs"))
    entry = replaced(outputs, {index: "!i", "@class": "!r"})
    return lambda table: over(times(entry, table("!i", "!k")))


@rule("as many to take")
def taken(step: Step) -> Iterator[Said]:
    """`n - k >= 0` ⊢ `n (n - 1) … (n - k + 1) > 0`."""
    size, number = step.given("size"), step.given("taken")
    for each in (size, number):
        whole = step.known.forms.ranges.integer(each) and step.holds(each, ">=")
        step.need(whole, "what is taken, or of what, is not evidently whole")
    step.says(step.premise(0, ">="), minus(size, number))
    yield ("falling", size, number), ">"
