"""What is plain is proved, and nothing that is false."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Max, Piecewise, Rational, sqrt

from lossproof.theory.domain import Classes, Domain, Label, Real, Simplex, Transitions
from lossproof.theory.language import class_sum, eq, every_class, ge, gt, le, lt
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof, Statement
from tests.theory.provers.test_strategies import unproved

Said = Callable[..., Any]
HALF = Rational(1, 2)


def proof(said: Said, *given: Said) -> Proof:
    c = Classes()
    c.name = "c"
    domains: dict[str, Domain] = {
        "c": c, "f": Simplex(c), "y": Label(c), "q": Real(0, 1, open="left"),
        "r": Real(1), "T": Transitions(c), "x": Real(), "z": Real(),
    }  # fmt: skip
    return Proof(Statement(domains, {f"h{k}": each for k, each in enumerate(given)}, said))


@pytest.mark.parametrize(
    ("said", "given"),
    [
        (lambda x: ge(x**2, 0), []),
        (lambda c: gt(c, 1), []),
        (lambda f, y: le(f[y], 1), []),
        (lambda f, y: le(f[y] ** 2, f[y]), []),
        (lambda f: le(f.total(lambda u: u**2), 1), []),
        (lambda f, y: ge(f.total(lambda u: u**2) - 2 * f[y] + 1, (1 - f[y]) ** 2), []),
        (lambda c, f: eq(f.total(lambda u: 2 * (1 - u)), 2 * (c - 1)), []),
        (lambda c, f: every_class(lambda j: le(f[j], 1), c), []),
        (lambda x: ge(x, 1), [lambda x, z: ge(x + z, 2), lambda x, z: ge(x, z)]),
        (lambda x: gt(x, 1), [lambda x, z: gt(x + z, 2), lambda x, z: ge(x, z)]),
        (lambda x: eq(x, 1), [lambda x, z: eq(x + z, 2), lambda x, z: eq(x, z)]),
        (lambda x: eq(x, 1), [lambda x: ge(x, 1), lambda x: le(x, 1)]),
        (lambda f, y: le(2 * (1 - f[y]), 1), [lambda f, y: ge(f[y], HALF)]),
        (lambda f, y, q: ge(f[y] ** q, f[y]), []),
        (lambda f, y, q: le(f[y] ** q, 1), []),
        (lambda f, y, r: le(f[y] ** r, f[y]), []),
        (lambda f, y: ge(sqrt(f[y]), f[y]), []),
        (lambda f, q: ge(f.total(lambda u: u**q), 1), []),
        (lambda f, y, q: ge((1 - f[y] ** q) / q, 0), []),
        (lambda c, f, y, T: le(class_sum(lambda j: T[y][j] * f[j], c), 1), []),
        (lambda c, y, T: eq(class_sum(lambda j: T[y][j], c), 1), []),
        (
            lambda x: ge(x, 1),
            [lambda x, z: ge(Piecewise((x, x <= z), (1, True)), 0), lambda x: ge(x, 2)],
        ),
    ],
)
def test_what_is_plain_is_proved(said: Said, given: list[Said]) -> None:
    made = proof(said, *given)
    facts = [easy(goal, made.known()) for goal in made.goals]
    assert None not in facts
    assert made.conclude([fact for fact in facts if fact]).conclusions


@pytest.mark.parametrize(
    ("said", "given"),
    [
        (lambda x: ge(x, 0), []),
        (lambda x: gt(x**2, 0), []),
        (lambda f, y: lt(f[y], 1), []),
        (lambda f, y: ge(f[y] ** 2, f[y]), []),
        (lambda f: le(f.total(lambda u: u**2), HALF), []),
        pytest.param(
            lambda f, q: le(f.total(lambda u: u**q), 1),
            [],
            marks=pytest.mark.nightly("13 s: provers use up their time"),
        ),
        (lambda x: gt(x, 1), [lambda x, z: ge(x + z, 2), lambda x, z: ge(x, z)]),
        (lambda x: eq(x, 1), [lambda x: ge(x, 1)]),
        (lambda f, y, q: lt(f[y] ** q, 1), []),
        (lambda f, y, r: ge(f[y] ** r, f[y]), []),
        (lambda x, q: ge(x**q, 0), []),
        (lambda f, y, q: ge((f[y] - 1) / q, 0), []),
        (lambda c, f, y, T: lt(class_sum(lambda j: T[y][j] * f[j], c), 1), []),
        (lambda f, y, r: gt(f[y] ** r, f[y]), [lambda r: eq(r, 1)]),
        (lambda x: ge(x, 1), [lambda x, z: ge(Piecewise((x, x <= z), (1, True)), 0)]),
        (lambda q: ge(Max(1 / (1 - q), 1), 1), []),
    ],
)
def test_what_is_false_is_not(said: Said, given: list[Said]) -> None:
    assert unproved(proof(said, *given))
