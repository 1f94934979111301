"""Rules for means over batches whose samples fall in the cells of a table of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lossproof.paper_checks.recheck.rules.sums import has
from lossproof.paper_checks.recheck.step import (
    MINUS,
    ONE,
    SAMPLE,
    TWO,
    Said,
    Step,
    minus,
    plus,
    power,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import Term, replaced, settled

_Entry = Callable[[Term, Term], Term]


@rule("mean determinant of independent matrices of rank one")
def mean_of_table_determinant(step: Step) -> Iterator[Said]:
    """`sum p == 1` ⊢ `E(det(sum_i o_i[r] N[i][k])) == n (n - 1) … det(sum_i o_i[r] p[i][k])`."""
    table = _table(step)
    chance = table.chances(step.given("law"))
    table.sums_to_one(step, chance)
    of = _matrix(step, table)
    counted = ("det", "!r", "!k", table.columns, of(lambda row, column: ("cell", row, column)))
    found = ("det", "!r", "!k", table.columns, of(chance))
    factor = ("falling", table.size, table.columns)
    yield minus(table.mean(chance, counted), times(factor, settled(found))), "=="


@dataclass(frozen=True)
class _Table:
    """A table with a column for each class, and a row for each class or, in `samples`, each."""

    size: Term
    rows: Term
    columns: Term
    samples: bool

    @property
    def row(self) -> Term:
        """The index of any row."""
        return SAMPLE if self.samples else "@row"

    def over(self, body: Term) -> Term:
        """The sum over the rows `!i`."""
        if self.samples:
            return times(self.rows, ("mean", "!i", self.rows, body))
        return ("sum", "!i", self.rows, body)

    def total(self, of: _Entry) -> Term:
        """The sum of all entries."""
        return self.over(("sum", "!k", self.columns, of("!i", "!k")))

    def chances(self, law: Term) -> _Entry:
        """What the cells have for chances."""
        return lambda row, column: replaced(law, {self.row: row, "@class": column})

    def sums_to_one(self, step: Step, chance: _Entry) -> None:
        """Asks that the first premise says so of the chances."""
        gap = settled(plus(self.total(chance), MINUS))
        step.says(step.premise(0, "=="), gap, mirrored=True)

    def mean(self, chance: _Entry, body: Term) -> Term:
        """The mean of the body in the counts of the cells."""
        law, extents = chance("!a", "!b"), (self.rows, self.columns)
        return settled(("table-mean", "!a", "!b", self.size, law, body, *extents))


def _table(step: Step) -> _Table:
    """How large the batch and its table are, once the rows and columns are classes or samples."""
    size, rows, columns = (step.given(name) for name in ("size", "rows", "columns"))
    sized = step.known.forms.ranges.integer(size) and step.holds(size, ">")
    step.need(sized, "the size of a batch is not evidently a positive integer")
    samples = step.known.is_size(rows, "samples")
    step.need(samples or rows == columns, "a table has as many rows as classes, or samples")
    return _Table(size, rows, step.classes(columns), samples)


def _matrix(step: Step, of: _Table) -> Callable[[_Entry], Term]:
    """What makes of a table the entry `!r`, `!k` of the matrix that a determinant is of."""
    if "outputs" not in step.data:
        step.need(not of.samples, "a table that has no determinant")
        return lambda table: table("!r", "!k")
    outputs = step.finite(step.given("outputs"))
    entry = replaced(outputs, {of.row: "!i", "@class": "!r"})
    return lambda table: of.over(times(entry, table("!i", "!k")))


@rule("as many to take")
def taken(step: Step) -> Iterator[Said]:
    """`n - k >= 0` ⊢ `n (n - 1) … (n - k + 1) > 0`."""
    size, number = step.given("size"), step.given("taken")
    for each in (size, number):
        whole = step.known.forms.ranges.integer(each) and step.holds(each, ">=")
        step.need(whole, "what is taken, or of what, is not evidently whole")
    step.says(step.premise(0, ">="), minus(size, number))
    yield ("falling", size, number), ">"


@rule("no factor above the first")
def at_most(step: Step) -> Iterator[Said]:
    """`k - 2 >= 0` ⊢ `(n - 1) n^(k - 1) - n (n - 1) … (n - k + 1) >= 0`."""
    size, number = step.given("size"), step.given("taken")
    for each, sign in ((size, ">"), (number, ">=")):
        whole = step.known.forms.ranges.integer(each) and step.holds(each, sign)
        step.need(whole, "what is taken, or of what, is not evidently whole")
    step.says(step.premise(0, ">="), minus(number, TWO))
    most = times(minus(size, ONE), power(size, minus(number, ONE)))
    yield minus(most, ("falling", size, number)), ">="


def _chances(step: Step, table: _Table) -> _Entry:
    """What the cells of a table have for chances, which evidently are nonnegative."""
    law = step.finite(step.given("law"))
    step.need(step.holds(law, ">="), "a chance is not evidently nonnegative")
    return table.chances(law)


@rule("every sample is in one cell of the table")
def all_in_table(step: Step) -> Iterator[Said]:
    """⊢ `sum_i sum_k N[i][k] == n`."""
    table = _table(step)
    of = table.size, table.rows, table.columns
    whole = table.total(lambda row, column: ("any-cell", row, column, *of))
    yield minus(settled(whole), table.size), "=="


@rule("independent samples in a table")
def mean_of_empty_column(step: Step) -> Iterator[Said]:
    """`sum p == 1` ⊢ `P(sum_i N[i][y] = 0) == (1 - sum_i p[i][y])^n`, for a class y."""
    table = _table(step)
    chance, column = _chances(step, table), step.label(step.given("column"))
    step.need(column not in ("@row", "@class"), "the column is one that the law is about")
    table.sums_to_one(step, chance)
    counted = ("is-zero", table.over(("cell", "!i", column)))
    share = table.over(chance("!i", column))
    value = power(plus(ONE, times(MINUS, share)), table.size)
    yield minus(table.mean(chance, counted), settled(value)), "=="


@rule("mean over the tables")
def table_average(step: Step) -> Iterator[Said]:
    """`e(N) >= 0` of any table ⊢ `E(e(N)) >= 0`; an equality stays one."""
    table, fact = _table(step), step.premise()
    chance = _chances(step, table)
    body = _averaged(fact.term, (table.size, table.rows, table.columns))
    others = ("any-cell", "any-count", "batch-mean", "table-mean")
    step.need(not any(has(body, head) for head in others), "it is about another batch")
    for case in fact.uses:
        opened = step.opened.get(case, ())
        about = any(has(each.term, head) for each in opened for head in others[:2])
        step.need(not about, "a case is about a batch")
    yield table.mean(chance, body), "==" if fact.sign == "==" else ">="


def _averaged(term: Term, table: tuple[Term, Term, Term]) -> Term:
    """The term in the counts of the batches of a mean, for those of any batch."""
    if not isinstance(term, tuple):
        return term
    if term[0] == "any-cell" and term[3:] == table:
        return ("cell", *(_averaged(place, table) for place in term[1:3]))
    return (term[0], *(_averaged(part, table) for part in term[1:]))
