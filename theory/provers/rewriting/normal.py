"""Rewriting by known equalities, kinks with a known side, and deltas in sums, also inside sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_SAMPLE,
    Binder,
    ClassSum,
    CountSymbol,
    SampleMean,
    is_label,
)
from lossproof.theory.language.sums import Linear
from lossproof.theory.language.terms import ANY, BatchMean, Count, Determinant, NestedSum, TableMean
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    average,
    combine,
    exchanged,
    mean_of_product,
    renamed,
    replaced,
    sifted,
    summed,
)
from lossproof.theory.provers.functions.grouped_logarithms import log_of_product
from lossproof.theory.provers.functions.sizes import of_factors
from lossproof.theory.provers.rewriting.equations import Equation, solved, terms_of
from lossproof.theory.provers.rewriting.instances import any_in
from lossproof.theory.provers.rewriting.known_values import KINDS, at_one_class, value_of
from lossproof.theory.provers.rewriting.matrices import of_batches, of_drawn, of_matrix, of_size
from lossproof.theory.provers.rewriting.signs import Signs

MOST, DEEPEST, MOST_FACTORS = 40, 4, 6
BINDERS = (ClassSum, NestedSum, SampleMean)
Equal = tuple[Any, Fact]  # the value of a term, and the fact that the difference is 0


class Normal:
    """Rewrites terms by equalities from facts without open cases."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.signs = Signs([fact for fact in facts if fact.sign != "=="] + _totals(facts))
        self.facts = facts
        self.equations, self.unsolved = list[Equation](), list[Fact]()
        self.sizes = [*set[Any]().union(*(fact.expr.atoms(CountSymbol) for fact in facts))]
        self._seen = dict[Any, Equal | None]()
        self._solve()

    def _solve(self) -> None:
        equalities = [fact for fact in self.facts if fact.sign == "=="]
        for fact in sorted(equalities, key=lambda fact: sympy.count_ops(fact.expr)):
            for equality in (*_over_all(fact), fact):
                with suppress(ProofError, ValueError):
                    self._solve_one(equality)
        again, self.unsolved = self.unsolved, []
        for fact in again:
            with suppress(ProofError, ValueError):
                self._solve_one(fact)

    def _solve_one(self, fact: Fact) -> None:
        expr, steps = self.form(fact.expr)
        made = combine(expr, fact, *((-1, step) for step in steps)) if steps else fact
        if (equation := solved(made, self.signs.above)) is not None:
            self.equations.append(equation)
            self._seen.clear()
        elif made.expr != 0 and not any_in(made.expr):
            self.unsolved.append(made)

    def form(self, expr: Any, depth: int = 0) -> tuple[Any, list[Fact]]:
        """The rewritten expression, and facts whose expressions sum to the difference."""
        steps, met = list[Fact](), {expr}
        for _ in range(MOST):
            step = self._step(expr, depth)
            if step is None or step[0] in met:
                break
            expr, fact = step
            met.add(expr)
            steps.append(fact)
        return expr, steps

    def _step(self, expr: Any, depth: int) -> Equal | None:
        skipped = (CountSymbol,) if expr.atoms(Linear, Binder) else ()
        for term in sorted(dict.fromkeys(terms_of(expr)), key=_first):
            if isinstance(term, skipped):
                continue
            with suppress(ProofError, ValueError):
                if (equal := self._equal(term, depth)) is None:
                    continue
                new, fact = equal
                made = replaced(expr, fact, term, new)
                return expr.xreplace({term: new}), made
        return at_one_class(expr, self.sizes)

    def _equal(self, term: Any, depth: int) -> Equal | None:
        key = (term, depth)
        if key not in self._seen:
            self._seen[key] = None
            self._seen[key] = self._sought(term, depth)
        return self._seen[key]

    def _sought(self, term: Any, depth: int) -> Equal | None:
        if term.is_number:
            return None
        for equation in self.equations:
            if (value := equation.at(term)) is not None:
                return value
        if isinstance(term, KINDS):
            if isinstance(term, sympy.Abs) and isinstance(term.args[0], Determinant):
                return of_size(term)
            value = value_of(term, self.signs.above, self.facts)
            if value is None and isinstance(term, sympy.Abs) and term.args[0].is_Mul:
                return of_factors(term)
            return value
        if isinstance(term, sympy.log):
            return self._of_a_product(term)
        if isinstance(term, BatchMean):
            return self._of_a_batch(term)
        if isinstance(term, TableMean) and depth < DEEPEST:
            return of_batches(term, lambda total: self.form(total, depth + 1))
        if isinstance(term, Determinant) and depth < DEEPEST:
            return of_matrix(term, lambda entry: self.form(entry, depth + 1), self.equations)
        if isinstance(term, BINDERS) and depth < DEEPEST:
            with suppress(ProofError, ValueError):
                if not isinstance(term, SampleMean) and term.has(Determinant):
                    drawn = of_drawn(term, lambda total: self.form(total, depth + 1))
                    if drawn is not None:
                        return drawn
                return self._sifted(term) or self._inside(term, depth) or self._turned(term, depth)
        return None

    def _of_a_product(self, term: Any) -> Equal | None:
        """The logarithm of a product, if facts and not the domains show its factors positive."""
        tops = dict[Any, int]()
        for part in sympy.Mul.make_args(term.args[0]):
            base, top = part.as_base_exp()
            base, top = (base, int(top)) if top.is_Integer else (part, 1)
            tops[base] = tops.get(base, 0) + top
        if [*tops.values()] == [1] or sum(map(abs, tops.values())) > MOST_FACTORS:
            return None
        if all(base.is_positive for base in tops):
            return None

        def above(base: Any) -> Fact:
            if (known := self.signs.above(base, True)) is None:
                raise ProofError(f"no fact shows {base} > 0")
            return known

        with suppress(ProofError):
            _, made = log_of_product(tops, above, term.args[0])
            return sympy.expand(term - made.expr), made
        return None

    def _of_a_batch(self, term: Any) -> Equal | None:
        """The mean of a product of counts of a batch."""
        body, size, *chances = term.args
        counts = sympy.Mul.make_args(body)
        if not all(isinstance(count, Count) for count in counts):
            return None
        gap = sympy.Add(*chances) - 1
        rest, steps = self.form(gap)
        if sympy.expand(rest) != 0 or not steps:
            return None
        cells = [int(count.args[0]) for count in counts]  # type: ignore[arg-type]
        made = mean_of_product(cells, size, chances, combine(gap, *steps))
        return term - made.expr, made

    def _sifted(self, term: Any) -> Equal | None:
        """A sum over a delta, as one of its terms."""
        if not isinstance(term, (ClassSum, NestedSum)):
            return None
        body, size, index = _parts(term)
        spare = next((index for index in ANY if not body.has(index)), None)
        for factor in sympy.Mul.make_args(body):
            if not isinstance(factor, sympy.KroneckerDelta) or not factor.has(index):
                continue
            label = next((x for x in factor.args if x != index), None)
            if label is None or not is_label(label) or spare is None:
                continue
            names = {ANY_CLASS: spare} if body.has(ANY_CLASS) else {}
            rest = (body / factor).xreplace(names).xreplace({index: ANY_CLASS})
            label = label.xreplace(names)
            fact = sifted(rest, label, size)
            if names:
                fact = renamed(fact, {spare: ANY_CLASS})
            return sympy.expand(term - fact.expr), fact
        return None

    def _inside(self, term: Any, depth: int) -> Equal | None:
        """The sum with its body rewritten."""
        opened = _opened(term)
        if opened is None:
            return None
        body, index = opened
        new, steps = self.form(body, depth + 1)
        if not steps:
            return None
        inner = steps[0] if len(steps) == 1 else combine(body - new, *steps)
        made = _over(term, inner, index)
        return sympy.expand(term - made.expr), made

    def _turned(self, term: Any, depth: int) -> Equal | None:
        """A double sum in the other order, if its terms can then be rewritten."""
        if not isinstance(term, NestedSum) or depth >= DEEPEST - 1:
            return None
        for new, made in turned(term):
            if self._worth(new, depth) is not None:
                return new, made
        return None

    def _worth(self, expr: Any, depth: int) -> Equal | None:
        for term in terms_of(expr):
            if isinstance(term, BINDERS):
                for equation in self.equations:
                    if (value := equation.at(term)) is not None:
                        return value
                value = self._inside(term, depth + 1)
                if value is not None:
                    return value
        return None


def turned(term: Any) -> Iterator[Equal]:
    """A double sum in the other order, in each way that there is."""
    body, size, index = _parts(term)
    factors = sympy.Mul.make_args(body)
    for inner in sorted((x for x in factors if isinstance(x, (ClassSum, NestedSum))), key=str):
        free = [x for x in ANY if not term.has(x)]
        if len(free) < 2 or inner.args[1] != size:
            continue
        inside, _, within = _parts(inner)
        first, second = free[:2]
        swapped = (body / inner).xreplace({index: first}) * inside.xreplace(
            {within: second, index: first}
        )
        made = exchanged(swapped, first, second, size)
        new = sympy.expand(term - made.expr)
        if new != term:
            yield new, made


def in_equal_order(expr: Any) -> tuple[Any, list[Fact]]:
    """The expression with double sums in the order in which more of them cancel, and the steps."""
    steps, left = list[Fact](), len(sympy.Add.make_args(expr))
    for term in sorted(expr.atoms(NestedSum), key=str):
        for new, made in turned(term):
            other = sympy.expand(expr.xreplace({term: new}))
            if len(sympy.Add.make_args(other)) < left:
                steps.append(replaced(expr, made, term, new))
                expr, left = expr.xreplace({term: new}), len(sympy.Add.make_args(other))
                break
    return expr, steps


def _first(term: Any) -> int:
    """Means over batches come first, so that no probability inside is rewritten."""
    return 0 if isinstance(term, BatchMean) else 1


def _over_all(fact: Fact) -> Iterator[Fact]:
    """The sums over the classes of an equality about any class or row that contains sums."""
    sizes = {term.args[1] for term in fact.expr.atoms(ClassSum, NestedSum)}
    for index in sorted(any_in(fact.expr) & {*ANY}, key=str) if len(sizes) == 1 else ():
        with suppress(ProofError, ValueError):
            yield summed(fact, index, *sizes)


def _totals(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.sign == "=="]


def _parts(term: Any) -> tuple[Any, Any, Any]:
    body, size = term.args[:2]
    return body, size, term.args[2] if isinstance(term, NestedSum) else term.index


def _opened(term: Any) -> tuple[Any, Any] | None:
    """The body of a sum or mean at any index, and that index."""
    body, _, bound = _parts(term)
    if isinstance(term, SampleMean):
        return (
            None
            if body.has(ANY_SAMPLE)
            else (body.xreplace({BOUND_SAMPLE: ANY_SAMPLE}), ANY_SAMPLE)
        )
    index = next((index for index in ANY if index not in any_in(body)), None)
    return None if index is None else (body.xreplace({bound: index}), index)


def _over(term: Any, inner: Fact, index: Any) -> Fact:
    size = term.args[1]
    return average(inner, size) if isinstance(term, SampleMean) else summed(inner, index, size)
