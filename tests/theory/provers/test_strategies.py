"""Strategies of several kinds prove what they are for, every step confirmed, and nothing false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sympy import Abs, Max, Min, Rational, exp, log

from lossproof.paper_checks.claims.evidence import derivation
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.theory.domain import Classes, Domain, Label, Real, Scores, Simplex
from lossproof.theory.language import class_sum, every_class, ge, gt, le, lt
from lossproof.theory.proof import Fact
from lossproof.theory.provers import easy
from lossproof.theory.provers.one_number import of_one_number
from lossproof.theory.statement import Proof, Statement

Said = Callable[..., Any]
HALF = Rational(1, 2)


def stated(said: Said, *given: Said) -> Statement:
    c = Classes()
    domains: Mapping[str, Domain] = {
        "c": c, "f": Simplex(c), "g": Simplex(c, interior=True), "h": Simplex(c, interior=True),
        "w": Scores(c), "y": Label(c), "q": Real(0, 1, open="left"), "x": Real(), "z": Real(),
        "u": Real(0, 1, open="both"), "v": Real(0, 1, open="both"), "p": Real(0, open="left"),
        "d": Real(-1, 1), "r": Real(0),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, {f"h{k}": each for k, each in enumerate(given)}, said)


def confirm(statement: Statement, proof: Proof, found: Fact | None) -> None:
    assert found is not None
    steps = derivation(proof.conclude([found]))["steps"]
    assert not confirmed(Terms.read(statement.record()), steps).doubts


def entropy(u: Any) -> Any:
    return -u * log(u) - (1 - u) * log(1 - u)


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
]  # fmt: skip
NOT_OF_SEVERAL: list[tuple[Said, ...]] = [
    (lambda u, v: gt(u * log(u / v) + (1 - u) * log((1 - u) / (1 - v)), 0),),
    (lambda c, f, w: le(class_sum(lambda j: f[j] * exp(w[j]), c),
                        exp(class_sum(lambda j: f[j] * w[j], c))),),
    (lambda c, w, y: le(log(class_sum(lambda j: exp(w[j]), c)), log(c) + w[y]),),
    (lambda f, c, q: le(f.total(lambda u: u**q), c ** (1 - q) - Rational(1, 100)),),
    (lambda x: gt(x, 0), lambda x: ge(exp(x), 1)),
    (lambda x: ge(x, 1), lambda x: ge(x**2, 1)),
]  # fmt: skip


@pytest.mark.parametrize("said", ONE_NUMBER)
def test_of_one_number(said: Said) -> None:
    statement = stated(said)
    made = Proof(statement)
    confirm(statement, made, of_one_number(made.goals[0], made.known()))


@pytest.mark.parametrize("said", NOT_OF_ONE)
def test_nothing_false_of_one_number(said: Said) -> None:
    made = Proof(stated(said))
    assert of_one_number(made.goals[0], made.known()) is None


@pytest.mark.parametrize("given", OF_SEVERAL)
def test_of_several(given: tuple[Said, ...]) -> None:
    statement = stated(*given)
    made = Proof(statement)
    confirm(statement, made, easy(made.goals[0], made.known()))


@pytest.mark.parametrize("given", NOT_OF_SEVERAL)
def test_nothing_false_of_several(given: tuple[Said, ...]) -> None:
    made = Proof(stated(*given))
    assert easy(made.goals[0], made.known()) is None
