"""Rules for means over batches whose samples fall in the cells of a table of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from paper_checks.recheck.rules.sums import has
from paper_checks.recheck.step import (
    MINUS,
    ONE,
    SAMPLE,
    Said,
    Step,
    minus,
    plus,
    power,
    rule,
    times,
)
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


def _square(step: Step) -> tuple[Term, Term]:
    """The size of a batch, and the number of classes that its table has rows and columns for."""
    size, classes = step.given("size"), step.given("classes")
    sized = step.known.forms.ranges.integer(size) and step.holds(size, ">")
    step.need(sized, "the size of a batch is not evidently a positive integer")
    return size, step.classes(classes)


def _whole(classes: Term, of: Callable[[Term, Term], Term]) -> Term:
    return ("sum", "!i", classes, ("sum", "!k", classes, of("!i", "!k")))


def _chances(step: Step) -> Callable[[Term, Term], Term]:
    """What the cells of a table have for chances, which evidently are nonnegative."""
    law = step.finite(step.given("law"))
    step.need(step.holds(law, ">="), "a chance is not evidently nonnegative")
    return lambda row, column: replaced(law, {"@row": row, "@class": column})


def _mean(size: Term, classes: Term, chance: Callable[[Term, Term], Term], body: Term) -> Term:
    return settled(("table-mean", "!a", "!b", size, chance("!a", "!b"), body, classes, classes))


@rule("every sample is in one cell of the table")
def all_in_table(step: Step) -> Iterator[Said]:
    """⊢ `sum_i sum_k N[i][k] == n`."""
    size, classes = _square(step)
    whole = _whole(classes, lambda row, column: ("any-cell", row, column, size, classes))
    yield minus(settled(whole), size), "=="


@rule("independent samples in a table")
def mean_of_empty_column(step: Step) -> Iterator[Said]:
    """`sum p == 1` ⊢ `P(sum_i N[i][y] = 0) == (1 - sum_i p[i][y])^n`, for a class y."""
    (size, classes), chance = _square(step), _chances(step)
    column = step.label(step.given("column"))
    step.need(column not in ("@row", "@class"), "the column is one that the law is about")
    step.says(step.premise(0, "=="), settled(plus(_whole(classes, chance), MINUS)), mirrored=True)
    counted = ("is-zero", ("sum", "!i", classes, ("cell", "!i", column)))
    value = power(plus(ONE, times(MINUS, ("sum", "!i", classes, chance("!i", column)))), size)
    yield minus(_mean(size, classes, chance, counted), settled(value)), "=="


@rule("mean over the tables")
def table_average(step: Step) -> Iterator[Said]:
    """`e(N) >= 0` of any table ⊢ `E(e(N)) >= 0`; an equality stays one."""
    (size, classes), chance, fact = _square(step), _chances(step), step.premise()
    body = _averaged(fact.term, (size, classes))
    others = ("any-cell", "any-count", "batch-mean", "table-mean")
    step.need(not any(has(body, head) for head in others), "it is about another batch")
    for case in fact.leans:
        opened = step.opened.get(case, ())
        about = any(has(each.term, head) for each in opened for head in others[:2])
        step.need(not about, "a case is about a batch")
    yield _mean(size, classes, chance, body), "==" if fact.sign == "==" else ">="


def _averaged(term: Term, table: tuple[Term, Term]) -> Term:
    """The term in the counts of the batches of a mean, for those of any batch."""
    if not isinstance(term, tuple):
        return term
    if term[0] == "any-cell" and term[3:] == table:
        return ("cell", *(_averaged(place, table) for place in term[1:3]))
    return (term[0], *(_averaged(part, table) for part in term[1:]))
