"""The rows of known inequalities, of single classes, of kinks, of batches, and of exchanges."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ANY_SAMPLE,
    SymbolicVector,
    class_sum,
    eq,
    ge,
    gt,
    le,
)
from lossproof.theory.language.terms import (
    any_table,
    determinant,
    expected,
    is_zero,
    matrix,
    over_rows,
)
from lossproof.theory.losses import uniform_row
from lossproof.theory.proof import Fact, ProofError, rules
from lossproof.theory.proof.rules import kinks
from tests.theory.proof.rules.rows import Instance, larger, row, signed
from tests.theory.proof.rules.world import World


@row("gibbs", large=True)
def _(t: World) -> Instance:
    p, q = t.any_of(t.above, t.term), t.any_of(t.above, t.beyond, lambda: t.term(1))
    given = signed(t, p), signed(t, q), ge(q, p**2)
    return Instance(lambda _, *facts: rules.gibbs(*facts), given)


@row("log_sum", large=True)
def _(t: World) -> Instance:
    f, F, T = t.f[ANY_CLASS], t.F[ANY_CLASS], t.T[t.k][ANY_CLASS]
    w = t.any_of(f, t.g[ANY_CLASS] ** 2, t.u, F)
    p, q = t.random.choice([(f, F), (F, f + t.w), (f, f), (T, f)])
    given = ge(w, 0), ge(p, 0), ge(q, 0), ge(q, p**2)
    return Instance(lambda s, *facts: rules.log_sum(*facts, s.c), given)


def mean(t: World) -> Any:
    """An expectation, of what may have poles, by a law that may hold marks or another one."""
    rate = t.any_of(t.r, 1, t.x)
    of = t.random.choice(
        [
            lambda z: t.g[z], lambda z: t.g[z] ** 2 - t.x, lambda z: sympy.Abs(t.h[z] - t.y),
            lambda z: t.f[z] * t.y + sympy.KroneckerDelta(z, t.k), lambda z: 1 / t.g[z],
            lambda z: sympy.log(t.F[z]), lambda z: class_sum(lambda j: t.P[z][j], t.c) ** 2,
        ]
    )  # fmt: skip
    law = t.random.choice(
        [
            lambda z: t.f[z], lambda z: t.T[t.k][z], lambda z: sympy.KroneckerDelta(z, t.z),
            lambda z: uniform_row(t.k, rate, t.c)[z], lambda z: t.T[z][t.k] / t.w,
            lambda z: expected(lambda i: t.T[i][z], SymbolicVector(lambda i: t.f[i], t.c)),
        ]
    )  # fmt: skip
    once = expected(of, SymbolicVector(law, t.c))
    row = SymbolicVector(lambda i: uniform_row(i, t.r, t.c)[t.z], t.c)
    return t.any_of(once, once, once * t.y, expected(lambda i: once * t.g[i], row))


@row("unfolded", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, fact: rules.unfolded(fact), (signed(t, mean(t) - t.number()),))


@row("folded", large=True)
def _(t: World) -> Instance:
    given = signed(t, mean(t) - t.number())
    return Instance(lambda p, fact: rules.folded(given.difference, fact), (given,))


@row("log_bound", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, of: rules.log_bound(of), (signed(t, t.term(), only=">"),))


@row("strict_log_bound", large=True)
def _(t: World) -> Instance:
    of = t.term()
    given = signed(t, of, only=">"), t.random.choice([gt(of, 1), gt(1, of)])
    return Instance(lambda p, *facts: rules.strict_log_bound(*facts), given)


@row("log_increases", large=True)
def _(t: World) -> Instance:
    smaller = t.term(1).subs(t.x, t.u)
    difference, pins = larger(t, "x", smaller)
    given = difference, signed(t, smaller, only=">")
    return Instance(lambda p, *facts: rules.log_increases(*facts), given, pins)


@row("log_quotient", large=True)
def _(t: World) -> Instance:
    given = signed(t, t.term(), only=">"), signed(t, t.term(), only=">")
    return Instance(lambda p, *facts: rules.log_quotient(*facts), given)


@row("weighted_am_gm", large=True)
def _(t: World) -> Instance:
    w = t.any_of(t.r, t.x, 0, 1, t.number, t.f[t.k])
    given = *(signed(t, e) for e in (t.term(1), t.term(1), w)), signed(t, 1 - w)
    return Instance(lambda p, *facts: rules.weighted_am_gm(*facts), given)


@row("power_in_base", large=True)
def _(t: World) -> Instance:
    smaller = t.term(1).subs(t.x, t.u)
    difference, pins = larger(t, "x", smaller)
    given = difference, signed(t, smaller), signed(t, t.any_of(t.r, t.w, t.y, 2), only=">")
    return Instance(lambda p, *facts: rules.power_in_base(*facts), given, pins)


@row("power_in_exponent", large=True)
def _(t: World) -> Instance:
    smaller = t.finite().subs(t.x, t.v)
    difference, pins = larger(t, "x", smaller)
    given = signed(t, t.any_of(t.u, t.c, t.w, lambda: t.term(1)), 1), difference
    return Instance(lambda p, *facts: rules.power_in_exponent(*facts, smaller), given, pins)


@row("power_of_fraction", large=True)
def _(t: World) -> Instance:
    base, smaller = t.any_of(t.r, t.u, t.f[t.k], 1 - t.r, lambda: t.term(1)), t.beyond()
    smaller = smaller.subs(t.x, t.v)
    difference, pins = larger(t, "x", smaller)
    given = signed(t, base), signed(t, 1, base), difference
    return Instance(lambda p, *facts: rules.power_of_fraction(*facts, smaller), given, pins)


@row("power", large=True)
def _(t: World) -> Instance:
    given = signed(t, t.term()), signed(t, t.any_of(t.r, t.w, t.y, t.finite), only=">")
    return Instance(lambda p, *facts: rules.power(*facts), given)


@row("same_power", large=True)
def _(t: World) -> Instance:
    base, one, other = t.any_of(t.beyond, t.above, t.term), t.finite(), t.finite()
    top = t.any_of((one + other) * t.r, one * other)
    return Instance(lambda p: rules.same_power(base, top, sympy.expand(top)))


@row("nested_power", large=True)
def _(t: World) -> Instance:
    given = signed(t, t.term(1)), *(signed(t, t.any_of(t.r, t.w, 2, t.y), only=">") for _ in "ab")
    return Instance(lambda p, *facts: rules.nested_power(*facts), given)


@row("rising", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.finite, lambda: t.term(1))
    given = t.random.choice([gt(of, 0), gt(0, of)])
    return Instance(lambda p, fact: kinks.rising(of, fact), (given,))


@row("never_falling", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.finite, t.term)
    return Instance(lambda p: rules.never_falling(of))


@row("at_most_one", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.finite, t.term)
    return Instance(lambda p: rules.at_most_one(of))


@row("no_delta", large=True)
def _(t: World) -> Instance:
    first, second = t.any_of(t.k, 0), t.any_of(t.z, ANY_CLASS)
    given = gt((first - second) ** 2, 0)
    return Instance(lambda p, apart: rules.no_delta(apart, first, second), (given,))


@row("sifted", large=True)
def _(t: World) -> Instance:
    term, label = t.of_class(), t.any_of(t.k, t.z, 0)
    return Instance(lambda p: rules.sifted(term, label, p.c))


@row("same_class", large=True)
def _(t: World) -> Instance:
    term = t.of_class()
    return Instance(lambda p: rules.same_class(term, p.k, p.z, p.c))


@row("two_within_total", large=True)
def _(t: World) -> Instance:
    given = signed(t, t.of_class()), gt((t.k - t.z) ** 2, 0)
    return Instance(
        lambda p, entry, apart: rules.two_within_total(entry, p.k, p.z, apart, p.c), given
    )


@row("first_within_total", large=True)
def _(t: World) -> Instance:
    given = signed(t, t.of_class()), ge(t.c, 2)
    return Instance(lambda p, entry, enough: rules.first_within_total(entry, 2, p.c, enough), given)


@row("weighted_others", large=True)
def _(t: World) -> Instance:
    weight = t.any_of(t.f[ANY_CLASS], t.F[ANY_CLASS], t.g[ANY_CLASS] ** 2, t.u)
    inner = t.of_class()
    others = class_sum(lambda j: weight.xreplace({ANY_CLASS: j}), t.c)
    mass = gt(others, weight.xreplace({ANY_CLASS: t.k}))
    given = ge(weight, 0), mass, signed(t, inner)

    def rule(p: Any, weight: Fact, mass: Fact, term: Fact) -> Fact:
        def branch(apart: Fact) -> Fact:
            return rules.combine(term.expr * apart.expr, (term, apart))

        return rules.weighted_others(weight, p.k, p.c, branch, mass)

    return Instance(rule, given)


@row("total_of_others", large=True)
def _(t: World) -> Instance:
    label = t.any_of(t.k, 0)
    inner = class_sum(lambda j: t.T[ANY_CLASS][j] * t.g[j], t.c)
    given = signed(t, t.any_of(t.of_class, lambda: t.of_class() * inner)), gt(t.c, 1)
    return Instance(lambda p, fact, two: rules.total_of_others(fact, label, p.c, two), given)


@row("at_largest", large=True)
def _(t: World) -> Instance:
    entry = t.any_of(t.f[ANY_CLASS], t.g[ANY_CLASS] + t.x, t.F[ANY_CLASS])
    to = t.random.choice([t.k, t.z])

    def rule(p: Any, given: Fact) -> Fact:
        def prove(here: Any, largest: Fact) -> Fact:
            top, room = here(given), largest
            mean = rules.total(room, p.c)
            goal = p.c * room.at(ANY_CLASS, to).expr - p.c * room.at(ANY_CLASS, to).expr
            return rules.combine(goal, (0, mean), (0, top))

        return rules.at_largest(given, prove)

    return Instance(rule, (ge(entry, 0),))


@row("max_equals", large=True)
def _(t: World) -> Instance:
    one, other = t.term(1), t.term(1)
    return Instance(lambda p, fact: rules.max_equals(one, other, fact), (signed(t, one, other),))


@row("max_above", large=True)
def _(t: World) -> Instance:
    one, other = t.any_of(t.finite, t.term), t.any_of(t.finite, t.number)
    return Instance(lambda p: rules.max_above(one, other))


@row("min_below", large=True)
def _(t: World) -> Instance:
    one, other = t.any_of(t.finite, t.term), t.any_of(t.finite, t.number)
    return Instance(lambda p: rules.min_below(one, other))


@row("floor_below", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.finite, t.term, t.number)
    return Instance(lambda p: rules.floor_below(of))


@row("floor_above", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.finite, t.term, t.number)
    return Instance(lambda p: rules.floor_above(of))


@row("ceiling_equals", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.finite, t.term, t.number)
    return Instance(lambda p: rules.ceiling_equals(of))


@row("absolute", large=True)
def _(t: World) -> Instance:
    return Instance(lambda p, fact: rules.absolute(fact), (signed(t, t.term()),))


@row("sign_of", large=True)
def _(t: World) -> Instance:
    of = t.term()
    given = t.random.choice([gt(of, 0), gt(0, of)])
    return Instance(lambda p, fact: rules.sign_of(of, fact), (given,))


@row("decided", large=True)
def _(t: World) -> Instance:
    of = t.any_of(t.term, t.finite)
    given = t.random.choice([gt(of, 0), le(of, 0), gt(0, of)])
    return Instance(lambda p, fact: rules.decided(of, fact), (given,))


@row("climbed", large=True)
def _(t: World) -> Instance:
    end, own, u = t.any_of(t.above, t.finite, t.term), t.term(1), rules.between(1)
    of = t.any_of(
        u**2 / 2 + own * u, u * own, u - sympy.log(1 + u), sympy.log(u + t.number()),
        -1 / (u + t.above()), sympy.sqrt(u + t.above()), (u - t.number()) ** 3, u**t.r,
        lambda: sympy.exp(t.number() * u) - own, lambda: sympy.exp(u * own), -(t.beyond() ** -u),
    )  # fmt: skip

    def rule(p: Any, distance: Fact) -> Fact:
        def slope(low: Fact, high: Fact) -> Fact:
            steep = sympy.diff(of, u)
            try:
                return rules.positive(steep)
            except ProofError:
                return rules.combine(steep, (steep / u, low))

        return rules.climbed(of, u, distance, slope)

    return Instance(rule, (signed(t, end),))


@row("mean_of_table_determinant")
def _(t: World) -> Instance:
    if t.random.random() < 0.5:
        law = matrix(
            t.random.choice([lambda i, j: t.f[i] * t.F[j], lambda i, j: t.f[j] * t.T[j][i]]), t.c
        )
        outputs = t.random.choice([None, t.P])
        return Instance(
            lambda p, one: rules.mean_of_table_determinant(law, p.n, one, outputs),
            (eq(class_sum(lambda i: class_sum(lambda j: law[i][j], t.c), t.c), 1),),
        )
    by_point = SymbolicVector(lambda i: SymbolicVector(lambda j: t.f[j] / t.n, t.c), t.n)
    points = SymbolicVector(lambda i: SymbolicVector(lambda r: t.S[i] * t.g[r] - t.f[r], t.c), t.n)
    return Instance(
        lambda p, one: rules.mean_of_table_determinant(by_point, p.n, one, points),
        (eq(t.f.total(), 1),),
    )


def law(t: World) -> Any:
    """The chances of the cells of a table, by class or by sample, and their sum."""
    chance, rows = t.random.choice(
        [
            (lambda i, j: t.f[i] * t.F[j], t.c),
            (lambda i, j: t.f[j] * t.T[j][i], t.c),
            (lambda i, j: t.f[j] * t.S[i] ** 2, t.n),
        ]
    )
    cells = SymbolicVector(lambda i: SymbolicVector(lambda j: chance(i, j), t.c), rows)
    return cells, eq(over_rows(lambda i: class_sum(lambda j: cells[i][j], t.c), rows), 1)


@row("all_in_table")
def _(t: World) -> Instance:
    rows = t.random.choice([None, t.c, t.n])
    return Instance(lambda p: rules.all_in_table(p.n, p.c, rows))


@row("mean_of_empty_column")
def _(t: World) -> Instance:
    (cells, whole), column = law(t), t.random.choice([0, t.k, t.z])
    return Instance(lambda p, one: rules.mean_of_empty_column(column, p.n, cells, one), (whole,))


@row("table_average")
def _(t: World) -> Instance:
    cells, _ = law(t)
    N = any_table(t.n, t.c, cells.size)
    column = over_rows(lambda i: N[i][0], cells.size)
    of = t.any_of(column - N[0][0], N[0][0] * N[0][t.k], is_zero(N[0][1]), t.r)
    if cells.size == t.c:
        of = t.any_of(determinant(N) - t.x, sympy.Abs(N[t.z][0] - t.y), of)
    plain = rules.nonnegative(of**2)
    return Instance(lambda p: rules.table_average(plain, p.n, cells))


@row("not_zero")
def _(t: World) -> Instance:
    return Instance(lambda p, fact: rules.not_zero(fact), (gt(t.any_of(t.term, t.finite), 0),))


@row("taken_in_some_way")
def _(t: World) -> Instance:
    of, taken = t.random.choice([(t.n, t.c), (t.c, t.n), (t.n + 1, t.c), (t.n * t.c, t.n)])
    return Instance(lambda p, enough: rules.taken_in_some_way(of, taken, enough), (ge(of, taken),))


@row("mean_of_rank_one")
def _(t: World) -> Instance:
    of, output = t.random.choice([(t.P, t.g), (t.T, t.h), (t.P, t.F)])
    law, rule = t.random.choice([t.f, t.F, t.T[t.k]]), rules.mean_of_rank_one
    return Instance(lambda p, one: rule(of, output, law, one), (eq(law.total(), 1),))


@row("ways_at_most")
def _(t: World) -> Instance:
    of, taken = t.random.choice([(t.n, t.c), (t.c, t.n), (t.n + 1, t.c), (t.n * t.c, t.n)])
    return Instance(lambda p, two: rules.ways_at_most(of, taken, two), (ge(taken, 2),))


@row("exchanged")
def _(t: World) -> Instance:
    term = t.of_cell()
    return Instance(lambda p: rules.exchanged(term, ANY_ROW, ANY_CLASS, p.c))


@row("exchanged_mean")
def _(t: World) -> Instance:
    term = t.of_cell() * t.S[ANY_SAMPLE] + t.any_of(t.x, t.S[ANY_SAMPLE] ** 2, t.f[ANY_CLASS])
    return Instance(lambda p: rules.exchanged_mean(term, ANY_CLASS, p.c, p.n))
