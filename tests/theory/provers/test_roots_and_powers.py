"""Goals with roots, signs, powers of sums and means, and facts that are summed with a factor."""

from __future__ import annotations

from typing import Any

from sympy import Rational, exp, log, sign, sqrt

from lossproof.theory.domain import Classes, Domain, Each, Label, Real, Samples, Simplex
from lossproof.theory.language import (
    class_sum,
    different,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    le,
    lt,
    sample_mean,
)
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof, Statement
from tests.theory.provers.test_strategies import Said, confirm, stated, unproved
from tests.turns import in_turns

ROOTS: list[tuple[Said, ...]] = [
    (lambda u, v: le(sqrt(u * v) + sqrt((1 - u) * (1 - v)), 1),),
    (lambda x, z: le(sqrt((x + z) ** 2 + 4), sqrt(x**2 + 1) + sqrt(z**2 + 1)),),
    (lambda r, s: le(sqrt(r + s), sqrt(r) + sqrt(s)),),
    (lambda c, r: le(2 * sqrt(c - 1) * r, c - 1 + r**2),),
    (lambda r, s, x: le(2 * sqrt(r) * sqrt(s) * x, r * x**2 + s),),
    (lambda c, f: le(f.total(lambda u: sqrt(u) * sqrt(1 - u)), sqrt(c - 1)),),
    (lambda p, r, s, t: le(sqrt(p * r) + sqrt(s * t), sqrt((p + s) * (r + t))),),
    (lambda x, z: le(sqrt(x * z), (x + z) / 2), lambda x: ge(x, 0), lambda z: ge(z, 0)),
]
QUOTIENTS: list[tuple[Said, ...]] = [
    (lambda u: ge((1 - u) * log((1 - u) / (u * (1 / u - 1))), 0),),
    (lambda u: eq(sqrt((1 - u**2) / (1 - u)), sqrt(1 + u)),),
    (lambda u: le(log(1 + u) - log((1 - u**2) / (1 - u)), u),),
    (lambda u, p: gt((u + u * p - p) ** 2, 0), lambda u, p: different(p, u / (1 - u))),
    (lambda x, z: le(x, z), lambda p, x, z: le(p * x, p * z)),
    (
        lambda x, z: le(x, z),
        lambda c, u: lt(u, (c - 1) / c),
        lambda c, u, x, z: le(
            (1 - u) * x + u / (c - 1) * (1 - x), (1 - u) * z + u / (c - 1) * (1 - z)
        ),
    ),
]
NOT_QUOTIENTS: list[tuple[Said, ...]] = [
    (lambda u: gt((1 - u) * log((1 - u) / (u * (1 / u - 1))), 0),),
    (lambda x: eq(log((1 - x**2) / (1 - x)), log(1 + x)), lambda x: ge(x, 0)),
    (lambda u, p: gt((u + u * p - p) ** 2, 0), lambda u, p: different(p, u / (1 + u))),
    (lambda x, z: le(x, z), lambda r, x, z: le(r * x, r * z)),
    (
        lambda x, z: le(x, z),
        lambda c, u, x, z: le(
            (1 - u) * x + u / (c - 1) * (1 - x), (1 - u) * z + u / (c - 1) * (1 - z)
        ),
    ),
]
SIGNS: list[tuple[Said, ...]] = [
    (lambda x: le(sign(x) ** 2, 1),),
    (lambda x: eq(sign(x) * x, abs(x)),),
    (lambda x, z: le(sign(x) * z, abs(z)),),
]
NOT_SIGNS: list[tuple[Said, ...]] = [
    (lambda x: eq(sign(x) ** 2, 1),),
    (lambda x, z: le(sign(x) * z, z),),
]
NOT_ROOTS: list[tuple[Said, ...]] = [
    (lambda u, v: le(sqrt(u * v) + sqrt((1 - u) * (1 - v)), Rational(99, 100)),),
    (lambda r, s, x: le(2 * sqrt(r) * sqrt(s) * x, r * x**2 + Rational(99, 100) * s),),
    (lambda c, f: le(f.total(lambda u: sqrt(u) * sqrt(1 - u)), sqrt(c - 1) - c**-9),),
    (lambda x, z: le(sqrt((x + z) ** 2 + 5), sqrt(x**2 + 1) + sqrt(z**2 + 1)),),
    (lambda r, s: le(sqrt(r) + sqrt(s), Rational(7, 5) * sqrt(r + s)),),
]
POWERS: list[tuple[Said, ...]] = [
    (lambda c, f, q: ge(f.total(lambda u: u ** (1 + q)), c**-q),),
    (lambda c, f, q: le((1 - f.total(lambda u: u ** (q + 1))) / q, (1 - c**-q) / q),),
    (lambda r, q: ge(r ** (1 + q), 1 + (1 + q) * (r - 1)),),
    (lambda p, r, q: ge(p ** (1 + q) / 3 + 2 * r ** (1 + q) / 3, (p / 3 + 2 * r / 3) ** (1 + q)),),
    (lambda p, r, q: le(p**q / 2 + r**q / 2, (p / 2 + r / 2) ** q),),
    (lambda p, r, s, q: ge(p**q + r**q + s**q, (p + r + s) ** q),),
    (lambda p, r, q: le(p ** (1 + q) + r ** (1 + q), (p + r) ** (1 + q)),),
    (lambda u, r: eq((1 - u) ** (r + 1), (1 - u) ** r - u * (1 - u) ** r),),
    (lambda u, q: le((1 + u) ** q, 2 * (1 + u) ** (q - 1)),),
    (
        lambda u, r: le(
            (1 - u) ** (r + 1) - (r + 1) * u * (1 - u) ** r * log(u), (1 - u) ** (r + 1) * (r + 2)
        ),
    ),
]
NOT_POWERS: list[tuple[Said, ...]] = [
    (lambda c, f, q: ge(f.total(lambda u: u ** (1 + q)), c**-q + Rational(1, 100)),),
    (lambda c, f, q: le((1 - f.total(lambda u: u ** (q + 1))) / q, (1 - c ** (-q / 2)) / q),),
    (lambda p, r, q: ge(p ** (1 + q) + r ** (1 + q), (p + r) ** (1 + q)),),
    (lambda p, r, q: ge(p**q / 2 + r**q / 2, (p / 2 + r / 2) ** q),),
    (lambda p, r, q: le(p**q + r**q, (p + r) ** q),),
    (lambda u, r: eq((1 + u) ** (r + 1) / (1 + u), (1 + u) ** (r + 2)),),
    (lambda u, q: le((1 + u) ** q, Rational(9, 5) * (1 + u) ** (q - 1)),),
    (lambda u, r: le((1 - u) ** r, (1 - u) ** (r + 1)),),
]
SUMMED: list[tuple[Said, ...]] = [
    (
        lambda c, w, r: le(abs(class_sum(lambda j: w[j], c)), r),
        lambda c, f, w, r: every_class(lambda j: le(abs(w[j]), r * f[j]), c),
    ),
    (
        lambda c, w, p: le(class_sum(lambda j: w[j], c), p**2),
        lambda c, f, w, p: every_class(lambda j: le(w[j], p**2 * f[j]), c),
    ),
]
# The terms have values by the hypotheses alone; the class is one that the statement names, or 0.
BY_HYPOTHESES: list[tuple[Said, ...]] = [
    (lambda t, u: ge(u**t, u), lambda t: le(t, 1)),
    (lambda c, f, t: ge(f.total(lambda v: v**t), 1), lambda t: le(t, 1)),
    (
        lambda c, f, T, y: eq(class_sum(lambda k: f[k] * T[k][y], c), T[0][y]),
        lambda f: eq(f[0], 1),
    ),
]
NOT_BY_HYPOTHESES: list[tuple[Said, ...]] = [
    (lambda t, u: gt(u**t, u), lambda t: le(t, 1)),
    (
        lambda c, f, T, y: eq(class_sum(lambda k: f[k] * T[k][y], c), T[0][y]),
        lambda f: eq(f[0], Rational(99, 100)),
    ),
]
NOT_SUMMED: list[tuple[Said, ...]] = [
    (
        lambda c, w, r: le(class_sum(lambda j: abs(w[j]), c), r / 2),
        lambda c, f, w, r: every_class(lambda j: le(abs(w[j]), r * f[j]), c),
    ),
    (
        lambda c, w, x: le(class_sum(lambda j: w[j], c), 0),
        lambda c, f, w, x: every_class(lambda j: le(w[j], x * f[j]), c),
    ),
]
MEANS: list[Said] = [
    lambda n, X: le(sample_mean(lambda i: sqrt(X[i]), n) ** 2, sample_mean(lambda i: X[i], n)),
    lambda n, X: le(sample_mean(lambda i: sqrt(X[i]), n), sqrt(sample_mean(lambda i: X[i], n))),
    lambda n, X: le(
        sample_mean(lambda i: exp(X[i]), n) ** 2, sample_mean(lambda i: exp(2 * X[i]), n)
    ),
    lambda n, P: le(exp(sample_mean(lambda i: log(P[i]), n)), sample_mean(lambda i: P[i], n)),
    lambda n, X: ge(log(sample_mean(lambda i: exp(X[i]), n)), sample_mean(lambda i: X[i], n)),
    lambda n, P: le(1 / sample_mean(lambda i: 1 / P[i], n), sample_mean(lambda i: P[i], n)),
]
NOT_MEANS: list[Said] = [
    lambda n, X: le(exp(sample_mean(lambda i: log(X[i]), n)), sample_mean(lambda i: X[i], n)),
    lambda n, P: ge(1 / sample_mean(lambda i: 1 / P[i], n), sample_mean(lambda i: P[i], n)),
    lambda n, X: le(spread(n, lambda i: X[i]), Rational(1, 4)),
    lambda n, X: lt(sample_mean(lambda i: sqrt(X[i]), n) ** 2, sample_mean(lambda i: X[i], n)),
    lambda n, X: ge(sample_mean(lambda i: sqrt(X[i]), n) ** 2, sample_mean(lambda i: X[i], n)),
]


def of_samples(said: Said) -> Statement:
    n = Samples()
    domains: dict[str, Domain] = {"n": n, "X": Each(n, Real(0))}
    domains["P"] = Each(n, Real(0, open="left"))
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, {}, said)


def spread(n: Any, entry: Any) -> Any:
    """The variance of the samples."""
    return sample_mean(lambda i: entry(i) ** 2, n) - sample_mean(entry, n) ** 2


def of_bounded(said: Said) -> Statement:
    """Of samples on the simplex and of samples from 0 to b."""
    n, c = Samples(), Classes()
    domains: dict[str, Domain] = {"n": n, "c": c, "f": Each(n, Simplex(c)), "y": Label(c)}
    domains |= {"b": Real(0), "X": Each(n, Real(0))}
    for name, domain in domains.items():
        domain.name = name
    bound = {"bound": lambda n, b, X: every_sample(lambda s: le(X[s], b), n)}
    return Statement(domains, bound, said)


def proved(statement: Statement) -> tuple[Proof, Any]:
    made = Proof(statement)
    return made, easy(made.goals[0], made.known())


@in_turns("given", [*ROOTS, *QUOTIENTS, *SIGNS, *POWERS, *SUMMED, *BY_HYPOTHESES], 8)
def test_what_is_true_is_proved(given: tuple[Said, ...]) -> None:
    statement = stated(*given)
    confirm(statement, *proved(statement))


@in_turns(
    "given",
    [*NOT_ROOTS, *NOT_QUOTIENTS, *NOT_SIGNS, *NOT_POWERS, *NOT_SUMMED, *NOT_BY_HYPOTHESES],
    8,
)
def test_nothing_false_is(given: tuple[Said, ...]) -> None:
    assert unproved(Proof(stated(*given)))


@in_turns("said", MEANS, 8)
def test_means_over_samples(said: Said) -> None:
    statement = of_samples(said)
    confirm(statement, *proved(statement))


@in_turns("said", NOT_MEANS, 8)
def test_no_false_mean(said: Said) -> None:
    assert unproved(Proof(of_samples(said)))


BOUNDED: list[Said] = [
    lambda n, f, y: le(spread(n, lambda i: f[i][y]), Rational(1, 4)),
    lambda n, b, X: le(spread(n, lambda i: X[i]), b**2 / 4),
]


@in_turns("said", BOUNDED, 2)
def test_what_is_bounded_has_a_bounded_variance(said: Said) -> None:
    statement = of_bounded(said)
    confirm(statement, *proved(statement))


@in_turns(
    "said",
    [
        lambda n, f, y: lt(spread(n, lambda i: f[i][y]), Rational(1, 4)),
        lambda n, b, X: le(spread(n, lambda i: X[i]), b**2 / 5),
    ],
    2,
)
def test_the_variance_has_no_smaller_bound(said: Said) -> None:
    assert unproved(Proof(of_bounded(said)))
