"""For every rule of proof premises with random terms, and the rule applied to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    Relation,
    class_sum,
    eq,
    ge,
    gt,
    le,
)
from lossproof.theory.language.terms import any_table, matrix
from lossproof.theory.proof import Fact, rules
from lossproof.theory.proof.rules import determinants
from lossproof.theory.proof.rules.piecewise import above_zero
from tests.theory.proof.rules.world import World


@dataclass(frozen=True)
class Instance:
    """Premises as hypotheses, the rule as a function of a proof and these, and pinned parameters.

    A pin is the term that a parameter equals, so that points meet an equality.
    """

    rule: Callable[..., Fact]
    given: tuple[Relation, ...] = ()
    pins: dict[str, Any] = field(default_factory=dict[str, Any])


Row = Callable[[World], Instance]
ROWS: dict[str, Row] = {}
LARGE = set[str]()


def row(name: str, *, large: bool = False) -> Callable[[Row], Row]:
    def add(make: Row) -> Row:
        ROWS[name] = make
        LARGE.update({name} if large else ())
        return make

    return add


def signed(t: World, expr: Any, other: Any = 0, *, only: str = "") -> Relation:
    """`expr >= other` or `expr > other`."""
    return (ge if only == ">=" or (only != ">" and t.random.random() < 0.5) else gt)(expr, other)


def larger(t: World, name: str, than: Any) -> tuple[Relation, dict[str, Any]]:
    """That a parameter is at least a term, or more; pinned to a tie, or near to it."""
    near = than + t.any_of(0, 0, sympy.Rational(1, 2), 1, -1)
    return signed(t, getattr(t, name), than), {name: near}


@row("hypothesis", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, fact: fact, (signed(t, t.term(), t.term()),))


@row("Fact.at", large=True)
def _(t: World) -> Instance:
    if t.random.random() < 0.3:
        given = signed(t, t.of_sample())
        return Instance(lambda p, fact: fact.at(ANY_SAMPLE, 0), (given,))
    if t.random.random() < 0.3:
        given = signed(t, t.of_cell())
        return Instance(lambda p, fact: fact.at(ANY_ROW, p.k).at(ANY_CLASS, p.k), (given,))
    given, to = signed(t, t.of_class()), t.any_of(t.k, t.z, 0, ANY_ROW)
    return Instance(lambda p, fact: fact.at(ANY_CLASS, to), (given,))


@row("Fact.weakened", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, fact: fact.weakened(), (signed(t, t.term()),))


@row("Fact.negated")
def _(t: World) -> Instance:
    of = t.term()
    return Instance(lambda p, fact: fact.negated(), (eq(t.x, of.subs(t.x, t.y)),), {"x": of})


@row("positive", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.beyond, lambda: t.beyond() * t.beyond(), lambda: t.above() + t.beyond())
    return Instance(lambda p: rules.positive(of))


@row("nonnegative", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.above, lambda: t.above() * t.beyond(), lambda: t.term() ** 2, t.term)
    return Instance(lambda p: rules.nonnegative(of))


@row("identity", large=True)
def _(t: World) -> Instance:
    one, other, third = t.term(1), t.term(1), t.term(1)
    lhs, rhs = t.random.choice(
        [
            ((one + other) ** 2, one**2 + 2 * one * other + other**2),
            ((one + other) * third, one * third + other * third),
            ((one - 1) * other / t.w, one * other / t.w - other / t.w),
            ((third**2 + third) / t.x, third * (third + 1) / t.x),
            (t.w ** (t.x + 1), t.w * t.w**t.x),
            (sympy.exp(t.x + t.y), sympy.exp(t.x) * sympy.exp(t.y)),
            (sympy.log(t.w**2), 2 * sympy.log(t.w)),
            (sympy.sqrt(t.u * t.v), sympy.sqrt(t.u) * sympy.sqrt(t.v)),
            (one, one + other),
        ]
    )
    return Instance(lambda p: rules.identity(lhs, rhs))


@row("combine", large=True)
def _(t: World) -> Instance:
    one, other, times = t.term(1), t.term(1), t.any_of(t.above, t.beyond, t.number)
    equal, factor = t.term(1).subs(t.y, 1), t.any_of(t.finite, t.term(1))
    terms: Any = t.random.choice(
        [
            lambda a, b, e: ((a, times), b),
            lambda a, b, e: ((a, b), times),
            lambda a, b, e: ((a, b, times), (e, factor)),
            lambda a, b, e: ((e, factor),),
            lambda a, b, e: (a, b, (e, -1)),
            lambda a, b, e: ((a, a, b),),
        ]
    )

    def rule(p: Any, *facts: Fact) -> Fact:
        chosen = terms(*facts)
        products = [
            [
                x.expr if isinstance(x, Fact) else x
                for x in (each if isinstance(each, tuple) else (each,))
            ]
            for each in chosen
        ]
        return rules.combine(sympy.Add(*(sympy.Mul(*parts) for parts in products)), *chosen)

    return Instance(rule, (signed(t, one), signed(t, other), eq(t.y, equal)), {"y": equal})


@row("reciprocal", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, fact: rules.reciprocal(fact), (signed(t, t.term(), only=">"),))


@row("quotient", large=True)
def _(t: World) -> Instance:
    goal, divisor = t.term(1), t.term(1)
    given = signed(t, goal * divisor), signed(t, divisor, only=">")
    return Instance(lambda p, product, below: rules.quotient(goal, product, below), given)


@row("squeezed", large=True)
def _(t: World) -> Instance:
    of = t.term().subs(t.x, t.y)
    return Instance(
        lambda p, one, other: rules.squeezed(one, other), (ge(t.x, of), le(t.x, of)), {"x": of}
    )


@row("whole", large=True)
def _(t: World) -> Instance:
    counted = sympy.Add(t.c, -t.n, t.number())
    above = t.any_of(counted, t.c - 2, t.n - 1, 2 * t.k - t.z, t.c - t.k)
    if t.random.random() < 0.3:
        above = class_sum(lambda j: above_zero(t.g[j] - t.x), t.c)
    if t.random.random() < 0.2:
        counted = rules.total(rules.nonnegative(any_table(t.n, t.c)[t.k][ANY_CLASS]), t.c)
        more = rules.combine(counted.expr + 1, counted, 1)
        return Instance(lambda p: rules.whole(more))
    return Instance(lambda p, fact: rules.whole(fact), (signed(t, above, only=">"),))


@row("replaced", large=True)
def _(t: World) -> Instance:
    new = t.any_of(t.y, t.number, t.u, lambda: t.term(1).subs(t.x, t.y))
    of = t.any_of(
        t.term, t.finite, lambda: 1 / (t.x - 1), lambda: sympy.log(t.x), lambda: t.x / (1 + t.x**2)
    )
    return Instance(lambda p, same: rules.replaced(of, same, p.x, new), (eq(t.x, new),), {"x": new})


@row("total", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, fact: rules.total(fact, p.c), (signed(t, t.of_class()),))


@row("average", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, fact: rules.average(fact, p.n), (signed(t, t.of_sample()),))


@row("cases", large=True)
def _(t: World) -> Instance:
    split, strict = t.finite(), t.random.random() < 0.5
    goal = t.any_of(sympy.Abs(split), split**2, sympy.Max(split, 0))

    def branch(fact: Fact) -> Fact:
        if goal == split**2:
            return rules.combine(goal, (fact, fact))
        if goal == sympy.Abs(split):
            return rules.combine(goal, rules.absolute(fact), fact)
        return rules.combine(goal, rules.max_above(0, split))

    return Instance(lambda p: rules.cases(split, branch, branch, strict))


def counts(p: Any) -> list[Any]:
    return rules.any_counts(2, p.n)


def chances(p: Any) -> list[Any]:
    return [p.u, p.v]


WHOLE = {"v": 1 - sympy.Symbol("u", nonnegative=True)}


@row("all_counted", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p: rules.all_counted(2, p.n))


def of_batches(t: World, rule: Callable[..., Fact]) -> Instance:
    return Instance(rule, (eq(t.u + t.v, 1),), WHOLE)


@row("mean_of_product")
def _(t: World) -> Instance:
    cells = t.random.choice([[0], [1], [0, 1], [1, 0]])
    return of_batches(t, lambda p, one: rules.mean_of_product(cells, p.n, chances(p), one))


@row("mean_of_absence")
def _(t: World) -> Instance:
    cells = t.random.choice([[0], [1], [0, 1]])
    return of_batches(t, lambda p, one: rules.mean_of_absence(cells, p.n, chances(p), one))


@row("mean_of_determinant")
def _(t: World) -> Instance:
    law = [[t.u, t.v], [t.r * 0, t.w * 0]]
    if t.random.random() < 0.5:
        law = [[t.r * 0, t.u], [t.v, t.r * 0]]
    table = matrix(lambda i, j: law[i][j], 2)
    return of_batches(t, lambda p, one: rules.mean_of_determinant(table, p.n, one))


@row("batch_average")
def _(t: World) -> Instance:
    first, second = counts(t)
    of = t.any_of(first - 1, first * second, t.x - first, sympy.Abs(first - second) - t.r, t.x)
    plain = rules.nonnegative(of**2)
    return Instance(lambda p: rules.batch_average(plain, p.n, chances(p)))


@row("at_absence")
def _(t: World) -> Instance:
    first, second = counts(t)
    of = t.any_of(first * t.x + second, second**2 - first, 1 / (1 + first), sympy.Abs(t.x - first))
    cells = t.random.choice([[0], [1], [0, 1]])
    return Instance(lambda p: rules.at_absence(of, cells, counts(p)))


@row("indicator_below_one")
def _(t: World) -> Instance:
    of = t.any_of(t.term, t.finite)
    return Instance(lambda p: rules.indicator_below_one(of))


@row("covered", large=True)
def _(t: World) -> Instance:
    of = t.any_of(
        t.r**2 - t.r + 1, 1 - t.r / 2, sympy.exp(t.r) - t.r, 1 - t.r**2, t.r + sympy.sqrt(t.r),
        sympy.log(1 + t.r), t.r * (1 - t.r), sympy.Max(t.r, 1 - t.r),
    )  # fmt: skip
    strict = t.random.random() < 0.5

    def rule(p: Any, low: Fact) -> Fact:
        ends = low, p.domain("r")["upper"]
        return rules.covered(of, {p.r: ends}, strict=strict, max_boxes=200)

    return Instance(rule, (ge(t.r, t.any_of(0, sympy.Rational(1, 3))),))


def square(t: World) -> Any:
    """A random matrix of the world, given by its entries."""
    entry = t.random.choice(
        [
            lambda i, j: t.T[i][j],
            lambda i, j: t.P[i][j],
            lambda i, j: t.T[j][i],
            lambda i, j: t.f[i] * t.g[j],
            lambda i, j: t.T[i][j] * t.x + sympy.KroneckerDelta(i, j),
            lambda i, j: sympy.KroneckerDelta(i, j),
            lambda i, j: t.T[i][j] - t.P[j][i],
        ]
    )
    return matrix(entry, t.c)


@row("of_product")
def _(t: World) -> Instance:
    one, other = square(t), square(t)
    return Instance(lambda p: determinants.of_product(one, other))


@row("size_of_product")
def _(t: World) -> Instance:
    one, other = square(t), square(t)
    return Instance(lambda p: rules.size_of_product(one, other))


@row("of_transposed")
def _(t: World) -> Instance:
    of = square(t)
    return Instance(lambda p: rules.of_transposed(of))


@row("of_equal")
def _(t: World) -> Instance:
    first, second = t.T, t.P
    given = eq(t.P[ANY_ROW][ANY_CLASS], t.T[ANY_ROW][ANY_CLASS])
    return Instance(lambda p, same: rules.of_equal(first, second, same), (given,), {"P": t.T})


@row("hadamard")
def _(t: World) -> Instance:
    of = square(t)
    length = matrix(lambda i, j: of[i][j] ** 2, t.c)[ANY_ROW].total()
    return Instance(lambda p, short: rules.hadamard(of, short), (ge(1, length),))


@row("diagonally_dominant")
def _(t: World) -> Instance:
    of = t.random.choice([t.T, matrix(lambda i, j: t.T[i][j] + sympy.KroneckerDelta(i, j), t.c)])
    given = (
        ge(of[ANY_ROW][ANY_CLASS], 0),
        gt(2 * of[ANY_ROW][ANY_ROW], of[ANY_ROW].total()),
    )
    return Instance(lambda p, entry, more: rules.diagonally_dominant(of, entry, more), given)


@row("of_diagonal_and_constant")
def _(t: World) -> Instance:
    own, shift = (t.any_of(t.x, t.r, t.y, t.number, t.g[t.k], 0) for _ in range(2))
    of = matrix(lambda i, j: own * sympy.KroneckerDelta(i, j) + shift, t.c)
    return Instance(lambda p: rules.of_diagonal_and_constant(of, own, shift))


@row("of_permutation")
def _(t: World) -> Instance:
    entry = t.T[ANY_ROW][ANY_CLASS]
    given = (
        eq(entry * (1 - entry), 0),
        eq(t.T[ANY_ROW].total(), 1),
        eq(matrix(lambda i, j: t.T[j][i], t.c)[ANY_CLASS].total(), 1),
    )
    return Instance(lambda p, *facts: rules.of_permutation(p.T, *facts), given)


@row("short_rows")
def _(t: World) -> Instance:
    return Instance(lambda p: rules.short_rows(p.T, p.domain("T")))


@row("of_stochastic")
def _(t: World) -> Instance:
    return Instance(lambda p: rules.of_stochastic(p.T, p.domain("T")))


NAMES = ANY_CLASS, ANY_ROW, ANY_COLUMN


@row("summed", large=True)
def _(t: World) -> Instance:
    given = signed(t, t.of_class())
    return Instance(lambda p, fact: rules.summed(fact, ANY_CLASS, p.c), (given,))


@row("renamed")
def _(t: World) -> Instance:
    names = dict(zip(NAMES, t.random.sample(NAMES, 3), strict=True))
    return Instance(lambda p, fact: rules.renamed(fact, names), (signed(t, t.of_cell()),))
