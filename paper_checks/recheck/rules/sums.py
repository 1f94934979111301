"""Rules for sums over the classes, means over the samples, and means over batches."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lossproof.paper_checks.recheck.rules.algebra import over_classes
from lossproof.paper_checks.recheck.step import (
    CLASSES,
    ONE,
    SAMPLE,
    TWO,
    ZERO,
    Said,
    Step,
    minus,
    plus,
    power,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import Term, names, replaced, settled


@rule("sum over the classes")
def total(step: Step) -> Iterator[Said]:
    """`e(l) >= 0` of any class ⊢ `sum_l e(l) >= 0`, with its sense."""
    index, size = step.given("index"), step.classes(step.given("size"))
    step.need(index in CLASSES, "the index is not that of any class")
    step.closed(step.premise(), index)
    yield over_classes(step.premise().term, size, str(index)), step.premise().sign


@rule("mean over the samples")
def mean(step: Step) -> Iterator[Said]:
    """`e(s) >= 0` of any sample ⊢ `mean_s e(s) >= 0`, with its sense."""
    size = step.given("size")
    step.need(step.known.is_size(size, "samples"), "a size is not the number of samples")
    step.closed(step.premise(), SAMPLE)
    body = replaced(step.premise().term, {SAMPLE: "!"})
    yield settled(("mean", "!", size, body)), step.premise().sign


@rule("sum over the other classes")
def others(step: Step) -> Iterator[Said]:
    """`e(l) >= 0` of any class, `size - 1 > 0` ⊢ `sum_l e(l) - e(label) >= 0`, with its sense."""
    label, size = step.label(step.given("label")), step.classes(step.given("size"))
    step.closed(step.premise(), "@class")
    step.says(step.premise(1, ">"), minus(size, ONE))
    term = step.premise().term
    yield minus(over_classes(term, size), replaced(term, {"@class": label})), step.premise().sign


@rule("one term of the sum")
def sifted(step: Step) -> Iterator[Said]:
    """⊢ `sum_l delta(l, label) e(l) == e(label)`."""
    label, size, term = (
        step.label(step.given("label")),
        step.classes(step.given("size")),
        step.given("term"),
    )
    step.need("@class" not in names(label), "the label stands for any class")
    picked = over_classes(times(("delta", "@class", label), term), size)
    yield minus(picked, replaced(term, {"@class": label})), "=="


@rule("different classes")
def apart(step: Step) -> Iterator[Said]:
    """`(k - y)^2 > 0` ⊢ `delta(k, y) == 0`."""
    first, second = step.given("first"), step.given("second")
    step.says(step.premise(0, ">"), power(minus(first, second), TWO))
    yield ("delta", first, second), "=="


@rule("two terms of a nonnegative sum")
def two_of_a_sum(step: Step) -> Iterator[Said]:
    """`v(l) >= 0` of any class, `(k - y)^2 > 0` ⊢ `sum_l v(l) - v(k) - v(y) >= 0`."""
    first, second = map(step.label, step.terms("labels"))
    size = step.classes(step.given("size"))
    entry = step.premise(0, ">=")
    step.closed(entry, "@class")
    step.says(step.premise(1, ">"), power(minus(first, second), TWO))
    at_first, at_second = (replaced(entry.term, {"@class": label}) for label in (first, second))
    yield minus(minus(over_classes(entry.term, size), at_first), at_second), ">="


@rule("the first terms of a nonnegative sum")
def first_of_a_sum(step: Step) -> Iterator[Said]:
    """`v(l) >= 0` of any class, `size - n >= 0` ⊢ `sum_l v(l) - v(0) - ... - v(n - 1) >= 0`."""
    count = step.count("count", "the first classes are not counted by a whole number")
    size = step.classes(step.given("size"))
    entry = step.premise(0, ">=")
    step.closed(entry, "@class")
    step.says(step.premise(1, ">="), minus(size, Fraction(count)))
    taken = [replaced(entry.term, {"@class": Fraction(k)}) for k in range(count)]
    yield minus(over_classes(entry.term, size), plus(ZERO, *taken)), ">="


@rule("order of sum and mean")
def exchanged_mean(step: Step) -> Iterator[Said]:
    """⊢ `sum_i mean_s e == mean_s sum_i e`."""
    term, index = step.given("term"), step.given("index")
    classes, samples = step.classes(step.given("classes")), step.given("samples")
    step.need(index in CLASSES, "it is summed over no class")
    step.need(step.known.is_size(samples, "samples"), "a size is not the number of samples")
    inner = replaced(term, {index: "!i", SAMPLE: "!s"})
    one = ("sum", "!i", classes, ("mean", "!s", samples, inner))
    other = ("mean", "!s", samples, ("sum", "!i", classes, inner))
    yield minus(settled(one), settled(other)), "=="


@rule("other names")
def renamed(step: Step) -> Iterator[Said]:
    """`e(i, j)` of any class, row or column ⊢ `e(i', j')`."""
    known: dict[Term, Term] = {}
    for pair in step.every("names"):
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else ("", "")
        step.need(old in CLASSES and new in CLASSES, "a name is not that of any class")
        step.closed(step.premise(), old)
        known[old] = new
    yield replaced(step.premise().term, known), step.premise().sign


@rule("order of summation")
def exchanged(step: Step) -> Iterator[Said]:
    """⊢ `sum_i sum_j e == sum_j sum_i e`."""
    term, first, second = (step.given(name) for name in ("term", "first", "second"))
    size = step.classes(step.given("size"))
    step.need(first in CLASSES and second in CLASSES and first != second, "an index is of no class")
    one, other = str(first), str(second)
    inner, outer = over_classes(term, size, other), over_classes(term, size, one)
    yield minus(over_classes(inner, size, one), over_classes(outer, size, other)), "=="


@rule("log-sum inequality")
def log_sum(step: Step) -> Iterator[Said]:
    """`w, p, q >= 0`, `q - p^2 >= 0` ⊢ `sum_l w p log(p/q) - P log(P/Q) >= 0`."""
    size = step.classes(step.given("size"))
    weight, p, q, dominated = (step.premise(k, ">=") for k in range(4))
    for fact in (weight, p, q, dominated):
        step.closed(fact, "@class")
    step.says(dominated, minus(q.term, power(p.term, TWO)))

    def over(term: Term) -> Term:
        return over_classes(times(weight.term, term), size)

    yield minus(over(("entropy", p.term, q.term)), ("entropy", over(p.term), over(q.term))), ">="


# Batches


def _sized(step: Step) -> Term:
    size = step.given("size")
    evident = step.known.forms.ranges.integer(size) and step.holds(size, ">")
    step.need(evident, "the size of a batch is not evidently a positive integer")
    return size


def _chances(step: Step) -> list[Term]:
    found = step.terms("chances")
    for chance in found:
        step.need(step.holds(step.finite(chance), ">="), "a chance is not evidently nonnegative")
    return found


def _law(step: Step) -> tuple[Term, list[Term], list[int]]:
    """The size of a batch, its chances, which sum to 1 by the premise, and distinct cells."""
    size, chances = _sized(step), _chances(step)
    step.says(step.premise(0, "=="), minus(plus(ZERO, *chances), ONE), mirrored=True)
    cells = step.numbers("cells")
    distinct = len({*cells}) == len(cells) and all(0 <= cell < len(chances) for cell in cells)
    step.need(distinct, "the cells are not distinct, or not of the batch")
    return size, chances, cells


@rule("every sample is in one cell")
def counted(step: Step) -> Iterator[Said]:
    """⊢ `N_0 + … + N_(k-1) == n`."""
    size = _sized(step)
    cells = step.count("cells", "the number of cells of the batch is not a number")
    counts = (("any-count", Fraction(a), Fraction(cells), size) for a in range(cells))
    yield minus(plus(*counts), size), "=="


@rule("derivative of the generating function of a multinomial")
def mean_of_product(step: Step) -> Iterator[Said]:
    """`sum p == 1` ⊢ `E(N_a N_b …) == n (n - 1) … p_a p_b …`, for distinct cells."""
    size, chances, cells = _law(step)
    step.need(bool(cells), "it is about no cell")
    body = times(*(("count", Fraction(a)) for a in cells))
    falling = [minus(size, Fraction(k)) for k in range(len(cells))]
    value = times(*falling, *(chances[a] for a in cells))
    yield minus(("batch-mean", size, body, *chances), value), "=="


@rule("independent samples")
def mean_of_absence(step: Step) -> Iterator[Said]:
    """`sum p == 1` ⊢ `P(N_a + N_b + … = 0) == (1 - p_a - p_b - …)^n`."""
    size, chances, cells = _law(step)
    body = ("is-zero", plus(ZERO, *(("count", Fraction(a)) for a in cells)))
    value = power(minus(ONE, plus(ZERO, *(chances[a] for a in cells))), size)
    yield minus(("batch-mean", size, body, *chances), value), "=="


@rule("mean over the batches")
def batch_average(step: Step) -> Iterator[Said]:
    """`e(N) >= 0` of any batch ⊢ `E(e(N)) >= 0`; an equality stays one."""
    size, chances, fact = _sized(step), _chances(step), step.premise()
    k = Fraction(len(chances))
    counts: dict[Term, Term] = {
        ("any-count", Fraction(a), k, size): ("count", Fraction(a)) for a in range(len(chances))
    }
    body = replaced(fact.term, counts)
    step.need(not has(body, "any-count"), "a count is of another batch")
    step.need(not has(body, "batch-mean"), "a mean over batches is averaged again")
    for case in fact.uses:
        opened = step.opened.get(case, ())
        step.need(
            not any(has(each.term, "any-count") for each in opened), "a case is about a batch"
        )
    yield ("batch-mean", size, body, *chances), "==" if fact.sign == "==" else ">="


@rule("where the cells are empty")
def at_absence(step: Step) -> Iterator[Said]:
    """⊢ `[N_a + N_b + … = 0] (e - (e with these counts 0)) == 0`, where both are numbers."""
    of, counts, cells = step.given("of"), step.terms("counts"), step.numbers("cells")
    step.need(all(0 <= cell < len(counts) for cell in cells), "a cell is not of the batch")
    taken = [counts[cell] for cell in cells]
    step.need(
        all(isinstance(n, tuple) and n[0] == "any-count" for n in taken), "no counts of a batch"
    )
    there = replaced(of, dict.fromkeys(taken, ZERO))
    step.finite(of)
    step.finite(there)
    yield times(("is-zero", plus(ZERO, *taken)), minus(of, there)), "=="


def has(term: Term, head: str) -> bool:
    """Whether a head stands in the term."""
    return isinstance(term, tuple) and (
        term[0] == head or any(has(each, head) for each in term[1:])
    )
