"""Goals that are plain in other terms are proved, and nothing that is false."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import Abs, KroneckerDelta, Max, Rational

from lossproof.theory.domain import (
    Classes,
    Domain,
    Each,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import (
    class_sum,
    different,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    iff,
    lt,
)
from lossproof.theory.language.sums import sample_mean
from lossproof.theory.language.terms import determinant
from lossproof.theory.provers import easy
from lossproof.theory.provers.rewriting.signs import factors
from lossproof.theory.statement import Proof, Statement
from tests.theory.provers.test_strategies import unproved

Said = Callable[..., Any]
STEP: Any = sympy.Heaviside


def proof(said: Said, *given: Said) -> Proof:
    c, n = Classes(), Samples()
    c.name, n.name = "c", "n"
    domains: dict[str, Domain] = {
        "c": c, "n": n, "f": Simplex(c, interior=True), "y": Label(c), "k": Label(c),
        "a": Each(n, Real()), "b": Each(n, Real()), "T": Transitions(c), "U": Each(c, Scores(c)),
        "v": Scores(c), "x": Real(), "z": Real(), "q": Real(0, 1),
    }  # fmt: skip
    return Proof(Statement(domains, {f"h{k}": each for k, each in enumerate(given)}, said))


def test_powers_that_take_minutes_to_factor_are_left() -> None:
    x = sympy.Symbol("x", real=True)
    assert factors(2 * x**1001 - 2 * x**1000) is None
    assert factors(2 * x**100 - 2 * x**99) == [(sympy.Integer(2), 1), (x, 99), (x - 1, 1)]


def inverse(T: Any, U: Any, c: Any) -> Any:
    return every_sample(
        lambda s: every_class(
            lambda j: eq(class_sum(lambda i: U[s][i] * T[i][j], c), KroneckerDelta(s, j)), c
        ),
        c,
    )


def mean(of: Any, n: Any) -> Any:
    return sample_mean(lambda i: of[i], n)


TRUE: list[tuple[Said, list[Said]]] = [
    (lambda x, z: eq(x**2 - 1, z * (z + 2)), [lambda x, z: eq(x, z + 1)]),
    (lambda f, y: eq(Abs(f[y] - 1), 1 - f[y]), []),
    (lambda f, y: eq(sympy.sign(f[y] - 1), -1), []),
    (lambda f, c: eq(class_sum(lambda j: Abs(f[j] - 1), c), c - 1), []),
    (lambda v, y, c: eq(class_sum(lambda j: KroneckerDelta(j, y) * v[j], c), v[y]), []),
    (lambda v, y, k: eq(KroneckerDelta(k, y) * (v[k] - v[y]), 0), []),
    (lambda y, k: eq(KroneckerDelta(k, y), 0), [lambda y, k: different(k, y)]),
    (lambda f, y, k: lt(f[y] + f[k], Rational(3, 2)), [lambda y, k: different(k, y)]),
    (lambda U, c, y: eq(class_sum(lambda j: U[y][j], c), 1), [inverse]),
    (
        lambda T, v, f, c: eq(
            class_sum(lambda s: f[s] * class_sum(lambda j: T[s][j] * v[j], c), c), f.total()
        ),
        [lambda T, v, c: every_sample(lambda s: eq(class_sum(lambda j: T[s][j] * v[j], c), 1), c)],
    ),
    (
        lambda a, b, n: ge(mean(a, n), mean(b, n)),
        [lambda a, b, n: every_sample(lambda s: ge(a[s], b[s]), n)],
    ),
    (
        lambda a, b, n, x: ge(x * mean(a, n), x * mean(b, n)),
        [lambda a, b, n: ge(mean(a, n), mean(b, n)), lambda x: gt(x, 1)],
    ),
    (
        lambda T, U, c: eq(Abs(determinant(U)), 0),
        [
            lambda T, U, c: every_sample(
                lambda s: every_class(
                    lambda j: eq(U[s][j], class_sum(lambda i: T[s][i] * T[i][j], c)), c
                ),
                c,
            ),
            lambda T: eq(determinant(T), 0),
        ],
    ),
    (lambda x, z: iff(lt(2 * x, 2 * z), gt(z, x)), []),
    (lambda x, z: eq(STEP(x - z, 0), 1), [lambda x, z: gt(x, z)]),
    (lambda x, z: eq(Max(x, z), x), [lambda x, z: ge(x, z)]),
]
FALSE: list[tuple[Said, list[Said]]] = [
    (lambda x, z: eq(x**2, z**2), [lambda x, z: eq(x, z + 1)]),
    (lambda f, y: eq(Abs(f[y] - Rational(1, 2)), Rational(1, 2) - f[y]), []),
    (lambda v, y, k: eq(KroneckerDelta(k, y) * v[k], v[y]), []),
    (lambda f, y, k: lt(f[y] + f[k], Rational(3, 2)), []),
    (lambda U, c, y: eq(class_sum(lambda j: U[j][y], c), 1), [inverse]),
    (lambda a, b, n: ge(mean(a, n), mean(b, n)), []),
    (
        lambda a, b, n, x: ge(x * mean(a, n), x * mean(b, n)),
        [lambda a, b, n: ge(mean(a, n), mean(b, n)), lambda x: ge(x, -1)],
    ),
    (lambda x, z: iff(lt(x, z), gt(z, 2 * x)), []),
    (lambda x, q: eq(x * q, q), [lambda x, q: eq(x * q**2, q**2)]),
]


@pytest.mark.parametrize(("said", "given"), TRUE)
def test_what_is_plain_in_other_terms_is_proved(said: Said, given: list[Said]) -> None:
    p = proof(said, *given)
    (goal,) = p.goals
    found = easy(goal, p.known())
    assert found is not None
    p.conclude(found)


def test_what_is_given_may_be_no_polynomial() -> None:
    def said(c: Any, q: Any) -> Any:
        each = q / (c - 1)
        kept = (1 - q) ** 2 * (1 - each) + q * each**2
        return gt(kept, q * (1 - q) * each + (1 - q) * each * (1 - each))

    p = proof(said, lambda c, q: gt((1 - c * q / (c - 1)) ** 2, 0))
    (goal,) = p.goals
    found = easy(goal, p.known())
    assert found is not None
    p.conclude(found)


@pytest.mark.parametrize(("said", "given"), FALSE)
def test_what_is_false_is_not_proved(said: Said, given: list[Said]) -> None:
    assert unproved(proof(said, *given))
