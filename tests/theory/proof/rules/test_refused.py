"""Every premise and side condition in the docstring of a rule, missed: the rule refuses."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import log, sqrt

from lossproof.theory.language import ANY_COLUMN, SymbolicVector, class_sum, ge, gt
from lossproof.theory.language.terms import Expectation, expected
from lossproof.theory.proof import ProofError, rules
from lossproof.theory.proof.rules.piecewise import above_zero
from tests.theory.proof.rules import rows_of_pieces as rows_of_pieces
from tests.theory.proof.rules.refusals import (
    CLASS,
    POLE,
    REFUSALS,
    ROW,
    SAMPLE,
    F,
    S,
    T,
    c,
    concluded,
    f,
    g,
    in_a_case,
    k,
    leaning,
    n,
    nonneg,
    pos,
    r,
    u,
    w,
    x,
    y,
    z,
    zero,
)
from tests.theory.proof.test_catalogue import every_rule
from tests.together import together


def mean_of(values: Any) -> Any:
    return expected(lambda i: values[i], SymbolicVector(lambda i: f[i], c))


V = rules.between(1)
third = sympy.Rational(1, 3)


def climbing(of: Any, *, end: Any = None) -> Any:
    """The rule with a slope that is evidently above 0, or is said to be."""

    def slope(low: Any, high: Any) -> Any:
        return rules.combine(sympy.diff(of, V), (sympy.diff(of, V) / V, low))

    return rules.climbed(of, V, end or nonneg(x), slope)


def at_distance(of: Any, p: Any) -> Any:
    """The rule on the way to `x`."""

    def slope(low: Any, high: Any) -> Any:
        steep = sympy.factor(sympy.diff(of, V))
        return rules.combine(steep, (steep, rules.positive(1)))

    return rules.climbed(of, V, p.given("h"), slope)


REFUSED = {
    **REFUSALS,
    "gibbs": {
        "p below 0": lambda: rules.gibbs(zero(x), nonneg(u), nonneg(u - x**2)),
        "not dominated": lambda: rules.gibbs(nonneg(x), nonneg(u), nonneg(u - x)),
    },
    "log_sum": {
        "not dominated": lambda: rules.log_sum(
            nonneg(g[CLASS]), nonneg(f[CLASS]), nonneg(F[CLASS]), nonneg(F[CLASS] - f[CLASS]), c
        ),
        "a weight of no sign": lambda: rules.log_sum(
            zero(g[CLASS]), nonneg(f[CLASS]), nonneg(F[CLASS]), nonneg(F[CLASS] - f[CLASS] ** 2), c
        ),
        "a case about the class": lambda: in_a_case(
            g[CLASS],
            lambda a: rules.log_sum(
                leaning(a, u),
                nonneg(f[CLASS]),
                nonneg(F[CLASS]),
                nonneg(F[CLASS] - f[CLASS] ** 2),
                c,
            ),
        ),
        "another size": lambda: rules.log_sum(nonneg(u), nonneg(u), nonneg(w), nonneg(w - u**2), n),
    },
    "unfolded": {
        "a size that is not that of the classes": lambda: rules.unfolded(
            nonneg(Expectation(g[k], n, f[k], k))
        ),
    },
    "folded": {
        "another value": lambda: rules.folded(mean_of(g), nonneg(class_sum(lambda j: g[j], c))),
        "a mark at what may be no class": lambda: rules.folded(
            expected(lambda i: g[i], SymbolicVector(lambda i: sympy.KroneckerDelta(i, n), c)),
            nonneg(g[n]),
        ),
    },
    "log_bound": {"0 in reach": lambda: rules.log_bound(nonneg(u))},
    "strict_log_bound": {
        "1 in reach": lambda: rules.strict_log_bound(pos(w), nonneg(w - 1)),
        "another number": lambda: rules.strict_log_bound(pos(w), pos(w - 2)),
        "0 in reach": lambda: rules.strict_log_bound(nonneg(u), pos(u - 1)),
    },
    "log_increases": {
        "0 in reach": lambda: rules.log_increases(nonneg(x - u), nonneg(u)),
        "an equality": lambda: rules.log_increases(zero(x - w), pos(w)),
    },
    "log_quotient": {
        "a 0 above": lambda: rules.log_quotient(nonneg(x), pos(y)),
        "a 0 below": lambda: rules.log_quotient(pos(x), nonneg(y)),
    },
    "weighted_am_gm": {
        "a below 0": lambda: rules.weighted_am_gm(zero(x), nonneg(u), nonneg(r), nonneg(1 - r)),
        "b below 0": lambda: rules.weighted_am_gm(nonneg(u), zero(x), nonneg(r), nonneg(1 - r)),
        "a weight below 0": lambda: rules.weighted_am_gm(
            nonneg(u), nonneg(w), zero(x), nonneg(1 - x)
        ),
        "a weight above 1": lambda: rules.weighted_am_gm(
            nonneg(u), nonneg(w), nonneg(x), nonneg(2 - x)
        ),
    },
    "power_in_base": {
        "a base below 0": lambda: rules.power_in_base(nonneg(x - y), zero(y), pos(r)),
        "an exponent of 0": lambda: rules.power_in_base(pos(x - u), nonneg(u), nonneg(r)),
        "an equality": lambda: rules.power_in_base(zero(x - u), nonneg(u), pos(r)),
    },
    "power_in_exponent": {
        "a base of no sign": lambda: rules.power_in_exponent(zero(x - 1), nonneg(y - r), r),
        "an equality": lambda: rules.power_in_exponent(nonneg(x - 1), zero(y - r), r),
        "no real exponent": lambda: rules.power_in_exponent(
            nonneg(x - 1), nonneg(y - sqrt(x)), sqrt(y)
        ),
    },
    "power_of_fraction": {
        "a base below 0": lambda: rules.power_of_fraction(zero(x), nonneg(1 - x), nonneg(y - w), w),
        "a base above 1": lambda: rules.power_of_fraction(
            nonneg(x), nonneg(2 - x), nonneg(y - w), w
        ),
        "an exponent of no sign": lambda: rules.power_of_fraction(
            nonneg(x), nonneg(1 - x), nonneg(y + w - u), u - w
        ),
        "a negative one": lambda: rules.power_of_fraction(
            nonneg(x), nonneg(1 - x), nonneg(y + 1), sympy.Integer(-1)
        ),
        "an equality": lambda: rules.power_of_fraction(nonneg(x), nonneg(1 - x), zero(y - w), w),
    },
    "power": {
        "a base below 0": lambda: rules.power(zero(x), pos(r)),
        "an exponent of 0": lambda: rules.power(pos(x), nonneg(r)),
        "an infinite one": lambda: rules.power(pos(w), pos(abs(log(u)))),
    },
    "same_power": {"two exponents": lambda: rules.same_power(w, x, x + 1)},
    "nested_power": {
        "a base below 0": lambda: rules.nested_power(zero(x), pos(r), pos(w)),
        "an inner exponent of 0": lambda: rules.nested_power(nonneg(x), nonneg(r), pos(w)),
        "an outer exponent of 0": lambda: rules.nested_power(nonneg(x), pos(r), nonneg(w)),
    },
    "rising": {
        "a tie in reach": lambda: rules.rising(x, nonneg(x)),
        "another number": lambda: rules.rising(x, pos(y)),
    },
    "never_falling": {
        "not real": lambda: rules.never_falling(sqrt(x)),
        "a pole": lambda: rules.never_falling(POLE),
    },
    "at_most_one": {
        "not real": lambda: rules.at_most_one(sqrt(x)),
        "a pole": lambda: rules.at_most_one(POLE),
    },
    "summed": {
        "a case about the row": lambda: in_a_case(f[ROW] - r, lambda a: rules.summed(a, ROW, c)),
        "a sample": lambda: rules.summed(nonneg(S[SAMPLE]), SAMPLE, c),
        "another size": lambda: rules.summed(nonneg(g[CLASS]), CLASS, n),
    },
    "exchanged": {
        "one index twice": lambda: rules.exchanged(T[ROW][CLASS], ROW, ROW, c),
        "a sample": lambda: rules.exchanged(S[SAMPLE], SAMPLE, ROW, c),
        "another size": lambda: rules.exchanged(T[ROW][CLASS], ROW, CLASS, n),
    },
    "renamed": {
        "no name of any": lambda: rules.renamed(nonneg(g[CLASS]), {CLASS: k}),
        "a sample": lambda: rules.renamed(nonneg(S[SAMPLE]), {SAMPLE: CLASS}),
        "a case about it": lambda: in_a_case(
            g[CLASS], lambda a: rules.renamed(a, {CLASS: ANY_COLUMN})
        ),
    },
    "no_delta": {
        "the same in reach": lambda: rules.no_delta(nonneg((k - z) ** 2), k, z),
        "others": lambda: rules.no_delta(pos((k - z) ** 2), k, 0),
    },
    "sifted": {
        "no class": lambda: rules.sifted(g[CLASS], x, c),
        "any class": lambda: rules.sifted(g[CLASS], CLASS, c),
        "another size": lambda: rules.sifted(g[CLASS], k, n),
    },
    "two_within_total": {
        "an entry of no sign": lambda: rules.two_within_total(
            zero(g[CLASS]), k, z, pos((k - z) ** 2), c
        ),
        "the same in reach": lambda: rules.two_within_total(
            nonneg(g[CLASS]), k, z, nonneg((k - z) ** 2), c
        ),
        "no class": lambda: rules.two_within_total(nonneg(g[CLASS]), k, x, pos((k - x) ** 2), c),
        "a case about the class": lambda: in_a_case(
            g[CLASS],
            lambda a: rules.two_within_total(leaning(a, u), k, z, pos((k - z) ** 2), c),
        ),
    },
    "first_within_total": {
        "an entry of no sign": lambda: rules.first_within_total(
            zero(g[CLASS]), 2, c, nonneg(c - 2)
        ),
        "no whole number": lambda: rules.first_within_total(nonneg(g[CLASS]), 0, c, nonneg(c)),
        "too few classes": lambda: rules.first_within_total(nonneg(g[CLASS]), 3, c, nonneg(c - 2)),
        "a case about the class": lambda: in_a_case(
            g[CLASS], lambda a: rules.first_within_total(leaning(a, u), 2, c, nonneg(c - 2))
        ),
    },
    "weighted_others": {
        "a weight of no sign": lambda: rules.weighted_others(
            zero(g[CLASS]), k, c, lambda apart: nonneg(g[CLASS])
        ),
        "a term of no sign": lambda: rules.weighted_others(
            nonneg(f[CLASS]), k, c, lambda apart: zero(g[CLASS])
        ),
        "no class": lambda: rules.weighted_others(
            nonneg(f[CLASS]), x, c, lambda apart: nonneg(g[CLASS])
        ),
        "another mass": lambda: rules.weighted_others(
            nonneg(f[CLASS]), k, c, lambda apart: pos(g[CLASS]), pos(f.total())
        ),
        "another case about the class": lambda: in_a_case(
            g[CLASS],
            lambda a: rules.weighted_others(
                nonneg(f[CLASS]), k, c, lambda apart: leaning(a, g[CLASS] ** 2)
            ),
        ),
    },
    "total_of_others": {
        "one class": lambda: rules.total_of_others(nonneg(g[CLASS]), k, c, nonneg(c - 1)),
        "other classes": lambda: rules.total_of_others(nonneg(g[CLASS]), k, c, pos(c)),
        "no class": lambda: rules.total_of_others(nonneg(g[CLASS]), x, c, pos(c - 1)),
        "a case about the class": lambda: in_a_case(
            g[CLASS], lambda a: rules.total_of_others(a, k, c, pos(c - 1))
        ),
    },
    "at_largest": {
        "an entry of no sign": lambda: rules.at_largest(zero(g[CLASS]), lambda here, a: a),
        "about the largest": lambda: rules.at_largest(nonneg(g[CLASS]), lambda here, a: a),
        "another case about it": lambda: rules.at_largest(
            nonneg(g[CLASS]),
            lambda here, a: rules.at_largest(
                nonneg(g[CLASS]), lambda there, b: rules.combine(0, (a, 0))
            ),
        ),
    },
    "max_equals": {
        "the other way": lambda: rules.max_equals(x, y, nonneg(y - x)),
    },
    "max_above": {
        "not real": lambda: rules.max_above(sqrt(x), 1),
        "a pole": lambda: rules.max_above(1, POLE),
    },
    "min_below": {
        "not real": lambda: rules.min_below(sqrt(x), 1),
        "a pole": lambda: rules.min_below(1, POLE),
    },
    "floor_below": {
        "not real": lambda: rules.floor_below(sqrt(x)),
        "a pole": lambda: rules.floor_below(POLE),
    },
    "floor_above": {
        "not real": lambda: rules.floor_above(sqrt(x)),
        "a pole": lambda: rules.floor_above(POLE),
    },
    "ceiling_equals": {
        "not real": lambda: rules.ceiling_equals(sqrt(x)),
        "a pole": lambda: rules.ceiling_equals(POLE),
    },
    "absolute": {"an equality": lambda: rules.absolute(zero(x))},
    "sign_of": {
        "0 in reach": lambda: rules.sign_of(x, nonneg(x)),
        "another number": lambda: rules.sign_of(x, pos(y)),
    },
    "decided": {
        "0 in reach": lambda: rules.decided(x, nonneg(x)),
        "another number": lambda: rules.decided(x, pos(y)),
        "an equality": lambda: rules.decided(x, zero(-x)),
    },
    "climbed": {
        "a distance of no sign": lambda: climbing(V, end=zero(x)),
        "a slope of no sign": lambda: rules.climbed(V, V, nonneg(x), lambda low, high: zero(1)),
        "another slope": lambda: rules.climbed(V, V, nonneg(x), lambda low, high: low),
        "a parameter": lambda: rules.climbed(u, u, nonneg(x), lambda low, high: high),
        "a distance about it": lambda: climbing(V, end=pos(V)),
        "a case about it": lambda: in_a_case(V - x, lambda a: climbing(V, end=leaning(a, y))),
        "a hypothesis about it": lambda: rules.climbed(
            V**2 / 2 - V, V, nonneg(x), lambda low, high: nonneg(V - 1)
        ),
        "a kink": lambda: climbing(-abs(V - 1)),
        "a step": lambda: climbing(-above_zero(V - 1)),
        "u to the u": lambda: climbing(-(V**V)),
        "a pole between": lambda: concluded(
            ge(-1 / (x - 1), 1), lambda p: at_distance(-1 / (V - 1), p), h=ge(x, 0)
        ),
        "a pole at 0": lambda: concluded(
            ge(-1 / x, 0), lambda p: at_distance(-1 / V, p), h=gt(x, 0)
        ),
        "a pole at 0 that cancels there": lambda: concluded(
            ge(x / (x + u), 0), lambda p: at_distance(V / (V + u), p), h=gt(x, 0)
        ),
        "a pole at the end": lambda: concluded(
            ge(1 / (1 - x), 1), lambda p: at_distance(1 / (1 - V), p), h=ge(x, 0), below=ge(1, x)
        ),
        "a slope without a value": lambda: concluded(
            ge((x - 1) ** third, -1), lambda p: at_distance((V - 1) ** third, p), h=ge(x, 0)
        ),
    },
}


@together(
    ("rule", "condition"), [(rule, each) for rule, every in REFUSED.items() for each in every]
)
def test_a_condition_that_is_missed_is_refused(rule: str, condition: str) -> None:
    with pytest.raises((ProofError, ValueError)):
        REFUSED[rule][condition]()


def test_every_rule_of_the_catalogue_is_refused_something() -> None:
    assert REFUSED.keys() == {name for _, name, _ in every_rule()}
    assert [name for name, every in REFUSED.items() if not every] == ["Fact.weakened"]
