"""Strategies of several kinds prove what they are for, every step confirmed, and nothing false."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sympy import Abs, KroneckerDelta, Max, Min, Rational, exp, log, sqrt

from lossproof.paper_checks.claims.evidence import derivation
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.domain import Classes, Domain, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import class_sum, different, eq, every_class, ge, gt, le, lt
from lossproof.theory.proof import Fact
from lossproof.theory.provers import easy
from lossproof.theory.provers.one_number import of_one_number
from lossproof.theory.statement import Proof, Statement
from tests.turns import in_turns

Said = Callable[..., Any]
HALF = Rational(1, 2)


def stated(said: Said, *given: Said) -> Statement:
    c = Classes()
    domains: Mapping[str, Domain] = {
        "c": c, "f": Simplex(c), "g": Simplex(c, interior=True), "h": Simplex(c, interior=True),
        "w": Scores(c), "y": Label(c), "q": Real(0, 1, open="left"), "x": Real(), "z": Real(),
        "u": Real(0, 1, open="both"), "v": Real(0, 1, open="both"), "p": Real(0, open="left"),
        "d": Real(-1, 1), "r": Real(0), "s": Real(0), "t": Real(0), "k": Label(c),
        "m": Real(0, open="left"), "n": Real(0, open="left"), "T": Transitions(c),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    named = set[str]().union(*(inspect.signature(each).parameters for each in (said, *given)))
    sized = {name for name, domain in domains.items() if hasattr(domain, "classes")}
    named |= {"c"} if named & sized else set()
    parameters = {name: domain for name, domain in domains.items() if name in named}
    return Statement(parameters, {f"h{k}": each for k, each in enumerate(given)}, said)


def unproved(made: Proof, find: Callable[..., Fact | None] = easy, seconds: float = 1.5) -> bool:
    """Whether no proof of the goals is found in so much processor time."""
    with suppress(TooLongError), within(seconds):
        return all(find(goal, made.known()) is None for goal in made.goals)
    return True


def prove_and_confirm(statement: Statement) -> None:
    """Every goal is proved by `easy`, and the second checker confirms every step."""
    made = Proof(statement)
    facts = [easy(goal, made.known()) for goal in made.goals]
    found = made.conclude([fact for fact in facts if fact])
    assert not confirmed(Terms.read(statement.record()), derivation(found)["steps"]).doubts


def confirm(statement: Statement, proof: Proof, found: Fact | None) -> None:
    assert found is not None
    steps = derivation(proof.conclude([found]))["steps"]
    assert not confirmed(Terms.read(statement.record()), steps).doubts


def entropy(u: Any) -> Any:
    return -u * log(u) - (1 - u) * log(1 - u)


def noisy_risk(c: Any, f: Any, y: Any, rate: Any) -> Any:
    """The loss exp(-u) under uniform noise."""
    others = class_sum(lambda j: exp(-f[j]), c) - exp(-f[y])
    return (1 - rate) * exp(-f[y]) + rate / (c - 1) * others


ONE_NUMBER: list[Said] = [
    lambda u: ge(entropy(u), 2 * log(2) * Min(u, 1 - u)),
    lambda u: le(u**u, 1 - u + u**2),
    lambda p: lt((1 + 1 / p) ** p, exp(1)),
    lambda p: le(log(p), p * exp(-1)),
    lambda d: le(Abs(4 * d**3 - 3 * d), 1),
    lambda x: le((exp(x) + exp(-x)) / 2, exp(x**2 / 2)),
    lambda x: le(log(1 + exp(x)) - log(1 + exp(-x)), Abs(x)),
    lambda u: gt((1 + u) * log(1 + u) + (1 - u) * log(1 - u), u**2),
    lambda r: ge(exp(r), (exp(1) * r / 2) ** 2),
]
NOT_OF_ONE: list[Said] = [
    lambda p: ge(p * (2 * 10**30 * sqrt(10**60 + 1) - 2 * 10**60 - 1), 0),  # below 0 by 1e-61
    lambda u: lt(4 * u * (1 - u) * log(2), entropy(u)),  # equal at 1/2
    lambda d: le(Abs(4 * d**3 - 3 * d), Rational(99, 100)),
    lambda p: le(log(p), p * Rational(36, 100)),
    lambda q: ge(Max(1 / (1 - q), 1), 1),  # no value at 1
    lambda x: le((exp(x) + exp(-x)) / 2, exp(x**2 / 3)),
    lambda r: gt(exp(r), (exp(1) * r / 2) ** 2),  # equal at 2
]
OF_SEVERAL: list[tuple[Said, ...]] = [
    (lambda u, v: ge(u * log(u / v) + (1 - u) * log((1 - u) / (1 - v)), 0),),
    (lambda u, c: le(entropy(u) + u * log(c - 1), log(c)),),
    (lambda c, f, w: ge(class_sum(lambda j: f[j] * exp(w[j]), c),
                        exp(class_sum(lambda j: f[j] * w[j], c))),),
    (lambda c, f, w: ge(class_sum(lambda j: f[j] * w[j] ** 2, c),
                        class_sum(lambda j: f[j] * w[j], c) ** 2),),
    (lambda c, w, y: le(log(class_sum(lambda j: exp(w[j]), c)), log(c) + w[y]),
     lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c)),
    (lambda c, f, g: le(class_sum(lambda j: f[j] * g[j], c) ** 2,
                        f.total(lambda u: u**2) * g.total(lambda u: u**2)),),
    (lambda f, c, q: le(f.total(lambda u: u**q), c ** (1 - q)),),
    (lambda c, f, w: le(Abs(class_sum(lambda j: f[j] * w[j], c)), 1),
     lambda c, w: every_class(lambda j: le(Abs(w[j]), 1), c)),
    (lambda c, w, y: ge(exp(w[y]) / class_sum(lambda j: exp(w[j]), c), 1 / c),
     lambda c, w, y: every_class(lambda j: le(w[j], w[y]), c)),
    (lambda x: ge(x, 0), lambda x: ge(exp(x), 1)),
    (lambda x: le(Abs(x), 1), lambda x: le(x**2, 1)),
    (lambda x: ge(x, 1), lambda x: ge(x**2, 1), lambda x: ge(x, 0)),
    (lambda x, z: gt(x, 0), lambda x, z: ge(x, 1 / z), lambda z: gt(z, 1)),
    # A bound of one entry by balls, summed.
    (lambda c, f: le(f.total(lambda u: exp(-u)), c - 1 + exp(-1)),),
    (lambda c, f: ge(f.total(lambda u: log(1 + u)), log(2)),),
    # Facts about every class, summed for a goal without sums.
    (lambda p: ge(p, 1), lambda c, g, h, p: every_class(lambda j: le(h[j], p * g[j]), c)),
    (lambda f, q: ge(f.total(lambda u: u**2), (1 - q) ** 2), lambda f, y, q: ge(f[y], 1 - q)),
    (lambda f, y, k: le(f[y] * f[k], Rational(1, 4)), lambda y, k: different(y, k)),
    (lambda c, T, w, y, q, p: le(class_sum(lambda j: T[y][j] * w[j], c), w[y] + q * p),
     lambda T, y, q: ge(T[y][y], 1 - q),
     lambda c, w, y, p: every_class(lambda j: le(Abs(w[j] - w[y]), p), c)),
    (lambda c, T, w, y: ge(class_sum(lambda j: T[y][j] * w[j] ** 2, c),
                           class_sum(lambda j: T[y][j] * w[j], c) ** 2),),
    # Softmax and logarithms of sums.
    (lambda c, w, k, p: le(exp(w[k]) / class_sum(lambda j: exp(w[j]), c), exp(-p)),
     lambda w, y, k, p: ge(w[y], w[k] + p)),
    (lambda c, w, y, p: ge(p * log(class_sum(lambda j: exp(w[j] / p), c)), w[y]),),
    (lambda c, g, h: ge(class_sum(lambda j: -g[j] * log(h[j]), c),
                        1 - class_sum(lambda j: g[j] * h[j], c)),),
    # Means of two terms, orders of numbers, squares of both sides, and a third number.
    (lambda x, q: ge(q * exp(x) + (1 - q) * exp(-x), 2 * sqrt(q * (1 - q))),),
    (lambda r, s, t: ge(r * (r - s) * (r - t) + s * (s - r) * (s - t) + t * (t - r) * (t - s), 0),),
    (lambda x, z: le(Abs(x + z), sqrt(2)), lambda x, z: eq(x**2 + z**2, 1)),
    (lambda x, d, r, p: le(Abs(x - d), r + p), lambda x, z, r: le(Abs(x - z), r),
     lambda z, d, p: le(Abs(z - d), p)),
    (lambda x, u: ge(u * Max(0, 1 - x) + (1 - u) * Max(0, 1 + x), 2 * Min(u, 1 - u)),),
    (lambda c, f, g: eq(class_sum(lambda j: Min(f[j], g[j]), c),
                        1 - class_sum(lambda j: Abs(f[j] - g[j]), c) / 2),),
    (lambda u, q: le(u**q + (1 - u) ** q, 2 ** (1 - q)),),
    (lambda x, z: le(Abs(x + z) / (1 + Abs(x + z)),
                     Abs(x) / (1 + Abs(x)) + Abs(z) / (1 + Abs(z))),),
    (lambda c, f, y, u: ge(noisy_risk(c, f, y, u), (1 - u) * exp(-1) + u),
     lambda c, u: le(u, (c - 1) / (c - 1 + exp(1)))),
    (lambda r: ge(sqrt(r), 0),),
    (lambda u, v, q: ge((1 - u**v) / v, (1 - u**q) / q), lambda v, q: le(v, q)),
    # Two labels, which may be one.
    (lambda f, y, k: ge(f[y], f[k]), lambda f, y: ge(f[y], HALF)),
    # Sizes in and beside sums, quotients of sums, and logarithms of quotients.
    (lambda c, f, y: eq(class_sum(lambda j: Abs(f[j] - KroneckerDelta(j, y)), c), 2 - 2 * f[y]),),
    (lambda c, f, g, y: le(2 * Abs(f[y] - g[y]), class_sum(lambda j: Abs(f[j] - g[j]), c)),),
    (lambda c, w: le(class_sum(lambda j: Abs(w[j]), c) ** 2,
                     c * class_sum(lambda j: w[j] ** 2, c)),),
    (lambda c, f, w, p: le(class_sum(lambda j: f[j] * w[j] ** 2, c)
                           - class_sum(lambda j: f[j] * w[j], c) ** 2, p**2),
     lambda c, w, p: every_class(lambda j: le(Abs(w[j]), p), c)),
    (lambda c, g, y: le(log(g[y]) / class_sum(lambda j: log(g[j]), c), 1),),
    (lambda c, g, h, p: le(class_sum(lambda j: g[j] * log(g[j] / h[j]), c), log(p)),
     lambda c, g, h, p: every_class(lambda j: le(g[j] / h[j], p), c)),
    # Each of at least two positive entries is below 1, and two entries at most 1 together.
    (lambda c, g, h: lt(class_sum(lambda j: g[j] * h[j], c), 1),),
    (lambda c, g, h: le(log(1 - class_sum(lambda j: g[j] * h[j], c)),
                        -class_sum(lambda j: g[j] * h[j], c)),),
    (lambda c, f, g, y: le(class_sum(lambda j: f[j] * g[j], c),
                           f[y] * g[y] + (1 - f[y]) * (1 - g[y])),),
]  # fmt: skip
NOT_OF_SEVERAL: list[tuple[Said, ...]] = [
    (lambda u, v: gt(u * log(u / v) + (1 - u) * log((1 - u) / (1 - v)), 0),),
    (lambda c, f, w: le(class_sum(lambda j: f[j] * exp(w[j]), c),
                        exp(class_sum(lambda j: f[j] * w[j], c))),),
    (lambda c, w, y: le(log(class_sum(lambda j: exp(w[j]), c)), log(c) + w[y]),),
    (lambda f, c, q: le(f.total(lambda u: u**q), c ** (1 - q) - Rational(1, 100)),),
    (lambda x: gt(x, 0), lambda x: ge(exp(x), 1)),
    (lambda x: ge(x, 1), lambda x: ge(x**2, 1)),
    (lambda c, f: le(f.total(lambda u: exp(-u)), c - 1 + Rational(36, 100)),),
    (lambda f, y, k: le(f[y] * f[k], Rational(24, 100)), lambda y, k: different(y, k)),
    (lambda c, T, w, y: ge(class_sum(lambda j: T[j][y] * w[j] ** 2, c),
                           class_sum(lambda j: T[j][y] * w[j], c) ** 2),),
    (lambda c, w, k, p: le(exp(w[k]) / class_sum(lambda j: exp(w[j]), c), exp(-2 * p)),
     lambda w, y, k, p: ge(w[y], w[k] + p)),
    (lambda r, s, d: ge(r * (r - s) * (r - d) + s * (s - r) * (s - d) + d * (d - r) * (d - s), 0),),
    (lambda x, z: le(Abs(x + z), Rational(7, 5)), lambda x, z: eq(x**2 + z**2, 1)),
    (lambda f, y, k: ge(f[y], f[k]), lambda f, y: ge(f[y], Rational(2, 5))),
    (lambda f, y, k: le(f[y] * f[k], Rational(1, 4)),),
    (lambda c, f, y: eq(class_sum(lambda j: Abs(f[j] - KroneckerDelta(j, y)), c), 1 - f[y]),),
    (lambda c, w, y: eq(class_sum(lambda j: Abs(w[j] - KroneckerDelta(j, y)), c),
                        1 + class_sum(lambda j: w[j], c) - 2 * w[y]),),
    (lambda c, f, y, u: ge(noisy_risk(c, f, y, u), (1 - u) * exp(-1) + u),
     lambda c, u: le(u, (c - 1) / (c + 1))),
    (lambda u, q: le(u**q + (1 - u) ** q, 2 ** (1 - q) - Rational(1, 100)),),
    (lambda c, f, g: eq(class_sum(lambda j: Max(f[j], g[j]), c),
                        1 - class_sum(lambda j: Abs(f[j] - g[j]), c) / 2),),
    (lambda c, f, g, y: le(3 * Abs(f[y] - g[y]), class_sum(lambda j: Abs(f[j] - g[j]), c)),),
    (lambda c, g, y: le(log(g[y]) / class_sum(lambda j: log(g[j]), c), HALF),),
    (lambda c, g, h, p: le(class_sum(lambda j: g[j] * log(g[j] / h[j]), c), log(p) / 2),
     lambda c, g, h, p: every_class(lambda j: le(g[j] / h[j], p), c)),
    (lambda c, f, g: lt(class_sum(lambda j: f[j] ** 2, c), 1),),
    (lambda c, f, g, y: le(class_sum(lambda j: f[j] * g[j], c),
                           f[y] * g[y] + (1 - f[y]) * (1 - g[y]) / 2),),
]  # fmt: skip


@in_turns("said", ONE_NUMBER, 8)
def test_of_one_number(said: Said) -> None:
    statement = stated(said)
    made = Proof(statement)
    confirm(statement, made, of_one_number(made.goals[0], made.known()))


@in_turns("said", NOT_OF_ONE, 8)
def test_nothing_false_of_one_number(said: Said) -> None:
    assert unproved(Proof(stated(said)), of_one_number)


@in_turns("given", OF_SEVERAL, 8)
def test_of_several(given: tuple[Said, ...]) -> None:
    statement = stated(*given)
    made = Proof(statement)
    confirm(statement, made, easy(made.goals[0], made.known()))


@in_turns("given", NOT_OF_SEVERAL, 8)
def test_nothing_false_of_several(given: tuple[Said, ...]) -> None:
    assert unproved(Proof(stated(*given)))
