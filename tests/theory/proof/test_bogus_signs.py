"""False statements, each with a proof by a sign that SymPy gives and that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Abs, Rational, log

from lossproof.theory.domain import Classes, Each, Label, Real, Samples
from lossproof.theory.language import ANY_CLASS, class_sum, ge, gt, seen
from lossproof.theory.language.terms import is_zero
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.rules import cases, combine, decided, nonnegative, positive, total
from lossproof.theory.statement import Proof
from tests.theory.bogus import refused, statement

c, n = Classes(), Samples()
SIZES = {"c": c, "n": n}
BASE = Rational(3, 2)


def evident(p: Any) -> Any:
    return positive(p.goals[0].difference)


def test_one_over_two_sizes_is_as_small_as_you_like() -> None:
    false = statement(SIZES, lambda c, n: gt(1 / (c * n), Rational(1, 31)))
    refused(false, {"c": 11, "n": 3}, evident, "not evidently positive")


def test_an_indicator_of_it_is_not_folded() -> None:
    false = statement(SIZES, lambda c, n: gt(1 / (c * n), Rational(1, 31)))

    def prove(p: Any) -> Any:
        far = 1 / (p.c * p.n) - Rational(1, 31)
        # where SymPy makes 1 of the indicator, this says 1 == 0
        return cases(
            far,
            lambda fact: fact,
            lambda fact: combine(far, (decided(far, fact), far - 1), positive(1)),
            strict=True,
        )

    refused(false, {"c": 11, "n": 3}, prove, "is not the sum of the given terms")


@pytest.mark.parametrize("of", [lambda e: sympy.Max(e, 0), lambda e: Abs(e), sympy.sign])
def test_what_it_folds_is_decided_as_it_is_written(of: Any) -> None:
    said = statement(SIZES, lambda c, n: gt(of(1 / (c * n) - Rational(1, 31)), 0))
    assert said.symbolic_conclusion[0].lhs.has(sympy.Max, Abs, sympy.sign)


def test_no_size_is_too_large() -> None:
    large = statement(SIZES, lambda: gt(0, 1), large=lambda c, n: ge(c * n, 40))
    p = Proof(large)
    with pytest.raises(ProofError, match="not evidently positive"):
        combine(0, (40, positive(1 / (p.c * p.n) - Rational(1, 40)), p.c * p.n), p.given("large"))


@pytest.mark.parametrize("of", [lambda d: Abs(d), lambda d: 1 / d**2])
def test_a_power_of_a_fraction_may_be_an_integer(of: Any) -> None:
    false = statement({"q": Real(0, open="left")}, lambda q: gt(of(BASE**q - 2), 0))
    with pytest.raises(ProofError, match=r"not evidently positive|no value"):
        evident(Proof(false))


def test_an_indicator_of_it_is_not_decided() -> None:
    q = sympy.Symbol("q", positive=True)
    assert is_zero(BASE**q - 2) not in (0, 1)
    assert not seen(Abs(BASE ** (log(2) / log(BASE)) - 2), ">")


def test_an_entry_is_there_for_every_index() -> None:
    family = {"c": c, "n": n, "y": Label(c), "v": Each(n, Real(0)), "w": Each(3, Real(0))}
    outside = {
        "v at a label": lambda p: nonnegative(p.v[p.y]),
        "v at any class": lambda p: nonnegative(p.v[ANY_CLASS]),
        "w at a label": lambda p: nonnegative(p.w[p.y]),
        "v over the classes": lambda p: total(nonnegative(p.v[ANY_CLASS]), p.c),
    }
    for prove in outside.values():
        p = Proof(statement(family, lambda: gt(1, 0)))
        with pytest.raises(ProofError, match="may not exist"):
            p.conclude(combine(1, positive(1), (0, prove(p))))


def test_a_label_is_of_its_own_vector() -> None:
    family = {"y": Label(3), "f": Each(2, Real(0)), "g": Each(3, Real(0))}
    p = Proof(statement(family, lambda g, y: ge(g[y], 0)))
    assert p.conclude(nonnegative(p.g[p.y]))
    p = Proof(statement(family, lambda f, y: ge(f[y], 0)))
    with pytest.raises(ProofError, match="may not exist"):
        p.conclude(nonnegative(p.f[p.y]))


def test_a_sum_goes_as_far_as_what_is_summed() -> None:
    p = Proof(statement({"c": c, "v": Each(c, Real(0))}, lambda c, v: ge(v.total(), 0)))
    assert p.conclude(total(nonnegative(p.v[ANY_CLASS]), p.c))
    false = statement(
        {"c": c, "n": n, "v": Each(n, Real(0))},
        lambda c, v: ge(class_sum(lambda j: v[j], c), 0),
    )
    with pytest.raises(ProofError, match="may not exist"):
        (p := Proof(false)).conclude(total(nonnegative(p.v[ANY_CLASS]), p.c))
