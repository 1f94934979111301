"""Lemmas in one line are proved, every step is confirmed, and no false neighbour is proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import Abs, Max, Min, Rational, log

from lossproof.paper_checks.claims.evidence import derivation
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.theory.domain import Classes, Label, Real, Scores, Simplex
from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.provers import easy
from lossproof.theory.provers.arithmetic.linear import combination
from lossproof.theory.statement import Proof, Statement
from tests.theory.provers.test_strategies import unproved
from tests.turns import in_turns

Said = Callable[..., Any]
HALF = Rational(1, 2)


def statement(said: Said, *given: Said) -> Statement:
    c = Classes()
    domains = {
        "c": c, "f": Simplex(c), "g": Simplex(c, interior=True), "h": Simplex(c, interior=True),
        "w": Scores(c), "y": Label(c), "k": Label(c), "u": Real(0, 1, open="both"),
        "n": Real(0, 1), "x": Real(), "z": Real(), "r": Real(0), "p": Real(0, open="left"),
        "q": Real(0, open="left"), "s": Real(0, open="left"),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, {f"h{k}": each for k, each in enumerate(given)}, said)


def logistic(x: Any) -> Any:
    return 1 / (1 + sympy.exp(-x))


def squares(f: Any) -> Any:
    return f.total(lambda u: u**2)


def divergence(g: Any, h: Any, c: Any) -> Any:
    return class_sum(lambda j: g[j] * (log(g[j]) - log(h[j])), c)


def apart_at_y(g: Any, h: Any, y: Any) -> Any:
    return different(g[y], h[y])


def exponentials(w: Any, c: Any) -> Any:
    return class_sum(lambda j: sympy.exp(w[j]), c)


def softmax_mean(w: Any, c: Any) -> Any:
    return class_sum(lambda j: sympy.exp(w[j]) * w[j], c) / exponentials(w, c)


def variance(f: Any, w: Any, c: Any) -> Any:
    of_squares = class_sum(lambda j: f[j] * w[j] ** 2, c)
    return of_squares - class_sum(lambda j: f[j] * w[j], c) ** 2


def within_range(c: Any, w: Any, p: Any) -> Any:
    return every_class(lambda j: (ge(w[j], 0), le(w[j], p)), c)


def noisy(c: Any, n: Any, g: Any, y: Any, of: Any) -> Any:
    return -of((1 - n) * g[y] + n * (1 - g[y]) / (c - 1))


TRUE: list[tuple[Said, ...]] = [
    (lambda c, f, g: le(squares(f) - squares(g), 1 - 1 / c),),
    (lambda c, g, h: ge(class_sum(lambda j: g[j] * log(g[j] / h[j]), c), 0),),
    (lambda c, w, y: ge(log(class_sum(lambda j: sympy.exp(w[j]), c)), w[y]),),
    (lambda c, n: gt(1 - n, n / (c - 1)), lambda c, n: gt(1 - n * c / (c - 1), 0)),
    (lambda f, y, k: lt(f[k], HALF), lambda y, k: different(y, k), lambda f, y: gt(f[y], HALF)),
    (lambda f, y, u: le(-log(u + (1 - u) * f[y]), -log(u)),),
    (lambda u: ge(1 / (1 - u) + u / (1 - u) ** 2, 1 / (1 - u) ** 2),),
    (lambda u: ge(u**u, sympy.exp(-sympy.exp(-1))),),
    (lambda p: gt(log(1 + 1 / p), 1 / (1 + p)),),
    (lambda x: le(Min(1, x), 1),),
    (lambda r: le(Min(r, 1), sympy.sqrt(r)),),
    (lambda x, z: le(Abs(Max(x, 0) - Max(z, 0)), Abs(x - z)),),
    (lambda f: le(f[0] + f[1], 1),),
    (lambda c, f, g: le(class_sum(lambda j: Abs(f[j] - g[j]), c), 2),),
    (lambda c, w, y: lt(sympy.exp(w[y]), class_sum(lambda j: sympy.exp(w[j]), c)),),
    (lambda c, f, u, p: ge(class_sum(lambda j: Max(f[j], u) ** p, c), c * u**p),),
    (lambda x, z: le(Abs(logistic(x) - logistic(z)), Abs(x - z) / 4),),
    (lambda p, q, s: ge(p / q + q / s + s / p, 3),),
    (lambda n: ge(1 - sympy.exp(-n), n * (1 - sympy.exp(-1))),),
    (lambda c, g, h: gt(divergence(g, h, c), 0), apart_at_y),
    (
        lambda c, f, g: gt(class_sum(lambda j: (f[j] - g[j]) ** 2, c), 0),
        lambda f, g, y: different(f[y], g[y]),
    ),
    (lambda c, g, h: le(log(class_sum(lambda j: sympy.sqrt(g[j] * h[j]), c)), 0),),
    (lambda c, f, w: le(class_sum(lambda j: f[j] * w[j], c), log(exponentials(w, c))),),
    (lambda c, w: le(softmax_mean(w, c), log(exponentials(w, c))),),
    (lambda c, w: le(log(exponentials(w, c)) - softmax_mean(w, c), log(c)),),
    (lambda c, w, y: eq(-log(sympy.exp(w[y]) / exponentials(w, c)),
                        log(exponentials(w, c)) - w[y]),),
    (lambda c, f, w, p: le(variance(f, w, c), p**2 / 4), within_range),
    (lambda c, f, y: ge(class_sum(lambda j: Abs(f[j] - f[y]), c), Abs(c * f[y] - 1)),),
    (lambda c, w, y, k: le((w[y] - w[k]) ** 2, 2 * class_sum(lambda j: w[j] ** 2, c)),),
    (lambda x, u: le(1 / (1 - x), 1 / (1 - u)), lambda x, u: le(x, u)),
    (lambda x, z, r: ge(Abs(x) + Abs(z) + Abs(r - 1) + Abs(x + z + r - 1),
                        Abs(x + z) + Abs(z + r - 1) + Abs(x + r - 1)),),
    (lambda c, n, g, y: le(noisy(c, n, g, y, log), -(1 - n) * log(g[y])
                           - n * log((1 - g[y]) / (c - 1))),),
    (lambda r, n: ge(r**2 * n + n**2 + r, 3 * r * n),),
]  # fmt: skip
FALSE: list[tuple[Said, ...]] = [
    (lambda c, f, g: le(squares(f) - squares(g), 1 - Rational(101, 100) / c),),
    (lambda c, g, h: gt(class_sum(lambda j: g[j] * log(g[j] / h[j]), c), 0),),
    (lambda c, g, h: gt(divergence(g, h, c), Rational(1, 1000)), apart_at_y),
    (lambda c, g, h: gt(divergence(g, h, c), (g[0] - h[0]) ** 4), apart_at_y),
    (lambda c, w, y: ge(log(class_sum(lambda j: sympy.exp(w[j]), c)), w[y] + Rational(1, 100)),),
    (lambda c, n: gt(1 - n, n / (c - 1)), lambda c, n: ge(1 - n * c / (c - 1), 0)),
    (lambda f, y, k: lt(f[k], HALF), lambda f, y: gt(f[y], HALF)),
    (lambda f, y, u: le(-log(u + (1 - u) * f[y]), -log(u) - Rational(1, 100)),),
    (lambda u: gt(1 / (1 - u) + u / (1 - u) ** 2, 1 / (1 - u) ** 2),),
    (lambda u: gt(u**u, sympy.exp(-sympy.exp(-1))),),
    (lambda p: gt(log(1 + 1 / p), 1 / (1 + p) + Rational(1, 1000)),),
    (lambda x: lt(Min(1, x), 1),),
    (lambda x, z: le(Abs(Max(x, 0) - Max(z, 0)), Rational(99, 100) * Abs(x - z)),),
    (lambda f: lt(f[0] + f[1], 1),),
    (lambda f: le(f[0] + f[2], Rational(1, 2)),),
    (lambda c, f, g: lt(class_sum(lambda j: Abs(f[j] - g[j]), c), 2),),
    (lambda c, f, u, p: gt(class_sum(lambda j: Max(f[j], u) ** p, c), c * u**p),),
    (lambda x, z: le(Abs(logistic(x) - logistic(z)), Abs(x - z) / 5),),
    (lambda p, q, s: gt(p / q + q / s + s / p, 3),),
    (lambda n: gt(1 - sympy.exp(-n), n * (1 - sympy.exp(-1))),),
    (lambda c, f, w: le(class_sum(lambda j: f[j] * w[j], c), log(exponentials(w, c)) - HALF),),
    (lambda c, w: le(softmax_mean(w, c), log(exponentials(w, c)) - Rational(7, 10)),),
    (lambda c, w: lt(log(exponentials(w, c)) - softmax_mean(w, c), log(c)),),
    (lambda c, w, y: eq(-log(sympy.exp(w[y]) / exponentials(w, c)), log(exponentials(w, c))),),
    (lambda c, f, w, p: le(variance(f, w, c), p**2 / 5), within_range),
    (lambda c, f, y: gt(class_sum(lambda j: Abs(f[j] - f[y]), c), Abs(c * f[y] - 1)),),
    (lambda c, w, y, k: le((w[y] - w[k]) ** 2, class_sum(lambda j: w[j] ** 2, c)),),
    (lambda x, z: le(1 / (1 - x), 1 / (1 - z)), lambda x, z: le(x, z)),
    (lambda x, z, r: gt(Abs(x) + Abs(z) + Abs(r - 1) + Abs(x + z + r - 1),
                        Abs(x + z) + Abs(z + r - 1) + Abs(x + r - 1)),),
    (lambda c, n, g, y: le(noisy(c, n, g, y, log), -log(g[y])),),
    (lambda r, n: ge(r**2 * n + n**2 + r, Rational(31, 10) * r * n),),
]  # fmt: skip


@in_turns("said", TRUE, 8)
def test_a_lemma_is_proved_and_every_step_confirmed(said: tuple[Said, ...]) -> None:
    stated = statement(*said)
    made = Proof(stated)
    facts = [easy(goal, made.known()) for goal in made.goals]
    found = made.conclude([fact for fact in facts if fact])
    assert not confirmed(Terms.read(stated.record()), derivation(found)["steps"]).doubts


@in_turns("said", FALSE, 8)
def test_no_false_neighbour_is_proved(said: tuple[Said, ...]) -> None:
    assert unproved(Proof(statement(*said)))


@pytest.mark.parametrize("strict", [False, True])
def test_anything_follows_from_facts_that_contradict_each_other(strict: bool) -> None:
    x, y = sympy.symbols("x y", real=True)
    apart = [hypothesis((gt if strict else ge)(x, 1 if strict else 2), "a")]
    found = combination(gt(y, 5), [*apart, hypothesis(le(x, 1), "b")])
    assert found is not None
    assert found.uses == {"a", "b"}
    assert combination(gt(y, 5), [hypothesis(ge(x, 1), "a"), hypothesis(le(x, 1), "b")]) is None
