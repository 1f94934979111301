"""Goals by cases: the few classes of a label, the sides of a step, and each side of an iff."""

from __future__ import annotations

import pytest
from sympy import Abs, Max, Min, Rational

from lossproof.theory.domain import Domain, Label, Real
from lossproof.theory.language import different, eq, ge, gt, iff, le, lt
from lossproof.theory.proof.rules import above_zero
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof, Statement
from tests.theory.provers.test_strategies import Said, confirm, unproved


def of_two_classes(said: Said, *given: Said) -> Statement:
    domains: dict[str, Domain] = {
        "k": Label(2), "j": Label(2), "h": Real(0, 1), "g": Real(0, 1), "f": Real(-1, 1),
        "m": Real(0, "1/2", open="right"), "x": Real(),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, {f"h{k}": each for k, each in enumerate(given)}, said)


TRUE: list[tuple[Said, ...]] = [
    (lambda k: eq(k**2, k),),
    (lambda k, h: le(k * (1 - h) + (1 - k) * h - Min(h, 1 - h), Abs(2 * h - 1)),),
    (lambda k, j: le(Abs(k - j), 1),),
    (lambda f: le(above_zero(f) * (1 - f), 1),),
    (lambda f: eq(above_zero(f) * Max(f, 0), Max(f, 0)),),
    (lambda h, g: iff(gt(h * g, 0), gt(Min(h, g), 0)),),
    (lambda x: iff(gt(x**3, 8), gt(x, 2)),),
    (lambda h, m: ge(Max(h, m) / (1 - 2 * m), h),),
    (lambda h, m: eq(Max(h, 1 - h) / (1 - m), (1 + Abs(2 * h - 1)) / (2 - 2 * m)),),
]
FALSE: list[tuple[Said, ...]] = [
    (lambda k, h: le(k * (1 - h) + (1 - k) * h, h),),
    (lambda k, j: lt(Abs(k - j), 1),),
    (lambda f: le(above_zero(f) * (1 - f), Rational(1, 2)),),
    (lambda f: eq(above_zero(f) * f, f),),
    (lambda h, g: iff(gt(h * g, 0), gt(Max(h, g), 0)),),
    (lambda f: iff(gt(f**2, 0), gt(f, 0)), lambda f: different(f, 1)),
    (lambda h, m: ge(Max(h, m) / (1 + 2 * m), h),),
]


@pytest.mark.parametrize("said", TRUE)
def test_what_is_true_in_each_case_is_proved(said: tuple[Said, ...]) -> None:
    statement = of_two_classes(*said)
    made = Proof(statement)
    confirm(statement, made, easy(made.goals[0], made.known()))


@pytest.mark.parametrize("said", FALSE)
def test_what_is_false_in_one_case_is_not(said: tuple[Said, ...]) -> None:
    assert unproved(Proof(of_two_classes(*said)))
