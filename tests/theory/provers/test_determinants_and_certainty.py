"""Determinants and their means, distributions that are sure of a class, powers of a mean, logs."""

from __future__ import annotations

from typing import Any

from sympy import Abs, KroneckerDelta, Rational, log

from lossproof.theory.domain import (
    Classes,
    Each,
    Joint,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import (
    class_sum,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    iff,
    le,
    lt,
    sample_mean,
)
from lossproof.theory.language.terms import (
    determinant,
    falling,
    matrix,
    mean_determinant,
    product,
    table_mean,
)
from lossproof.theory.statement import Proof, Statement
from tests.theory.provers.test_lemmas import Said
from tests.theory.provers.test_strategies import prove_and_confirm, unproved
from tests.turns import in_turns

HALF, MORE = Rational(1, 2), Rational(101, 100)


def statement(said: Said, *given: Said) -> Statement:
    c, n = Classes(), Samples()
    domains = {
        "c": c, "n": n, "f": Simplex(c), "g": Simplex(c), "T": Transitions(c), "H": Transitions(c),
        "Q": Joint(c), "N": Joint(c), "w": Scores(c), "y": Label(c), "k": Label(c),
        "U": Each(c, Scores(c)), "o": Each(n, Simplex(c)), "W": Each(n, Simplex(c)),
        "x": Real(), "z": Real(),
        "u": Real(0, 1, open="left"), "v": Real(0, 1, open="left"), "h": Real(0, 1),
        "q": Real(0, 1, open="left"), "r": Real(0, 1, open="left"), "m": Real(1),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, {f"h{k}": each for k, each in enumerate(given)}, said)


def noisy(c: Any, Q: Any, T: Any, N: Any) -> Any:
    mixed = product(Q, T)
    return every_sample(lambda i: every_class(lambda j: eq(N[i][j], mixed[i][j]), c), c)


def scaled(c: Any, f: Any, T: Any) -> Any:
    return determinant(matrix(lambda i, j: f[i] * T[i][j], c))


def diagonal(c: Any, f: Any) -> Any:
    return determinant(matrix(lambda i, j: f[j] * KroneckerDelta(i, j), c))


def weighted(o: Any, by: Any, n: Any, c: Any) -> Any:
    return determinant(matrix(lambda k, j: sample_mean(lambda i: o[i][k] * by(i, j), n), c))


def drawn(c: Any, n: Any, o: Any, W: Any, label: Any) -> Any:
    def entry(r: Any, k: Any) -> Any:
        return sample_mean(lambda i: o[i][r] * W[i][k], n) + o[0][r] * label(k)

    return determinant(matrix(entry, c))


def column(c: Any, f: Any, T: Any, y: Any) -> Any:
    return class_sum(lambda i: f[i] * T[i][y], c)


def most_in_its_column(c: Any, T: Any, y: Any) -> Any:
    return every_class(lambda i: lt(T[i][y], T[y][y] + KroneckerDelta(i, y)), c)


def above_half(c: Any, T: Any) -> Any:
    return every_class(lambda i: gt(T[i][i], HALF), c)


def half(c: Any, T: Any) -> Any:
    return every_class(lambda i: ge(T[i][i], HALF), c)


def inverse(c: Any, T: Any, U: Any) -> Any:
    mixed = product(T, U)
    return every_sample(
        lambda i: every_class(lambda j: eq(mixed[i][j], KroneckerDelta(i, j)), c), c
    )


def row_of(c: Any, f: Any, T: Any, y: Any) -> Any:
    return every_class(lambda j: eq(column(c, f, T, j), T[y][j]), c)


def mean_size(n: Any, Q: Any) -> Any:
    return table_mean(lambda counts: Abs(determinant(counts)), n, Q)


TRUE: list[tuple[Said, ...]] = [
    (lambda Q, N: le(Abs(determinant(N)), Abs(determinant(Q))), noisy),
    (lambda Q, T, N: eq(log(Abs(determinant(N))),
                        log(Abs(determinant(Q))) + log(Abs(determinant(T)))),
     noisy, lambda Q: gt(Abs(determinant(Q)), 0), lambda T: gt(Abs(determinant(T)), 0)),
    (lambda Q, T, N: iff(gt(Abs(determinant(N)), 0), gt(Abs(determinant(Q)), 0)),
     noisy, lambda T: gt(Abs(determinant(T)), 0)),
    (lambda T: gt(Abs(determinant(T)), 0), above_half),
    (lambda c, f, T: le(Abs(scaled(c, f, T)), Abs(diagonal(c, f))),),
    (lambda c, f, T: eq(scaled(c, f, T), diagonal(c, f) * determinant(T)),),
    (lambda c, n, Q: eq(mean_determinant(Q, n), falling(n, c) * determinant(Q)),),
    (lambda c, n, Q: eq(mean_determinant(Q, n) / falling(n, c), determinant(Q)),
     lambda c, n: ge(n, c)),
    (lambda c, n, Q: le(Abs(mean_determinant(Q, n) / n**c), (1 - 1 / n) * Abs(determinant(Q))),),
    (lambda n, Q: ge(mean_size(n, Q), Abs(mean_determinant(Q, n))),),
    (lambda c, n, T, o, W: eq(weighted(o, lambda i, j: column(c, W[i], T, j), n, c),
                              weighted(o, lambda i, j: W[i][j], n, c) * determinant(T)),),
    (lambda c, n, o, W, f: eq(
        class_sum(lambda j: f[j] * drawn(c, n, o, W, lambda k: KroneckerDelta(j, k)), c),
        drawn(c, n, o, W, lambda k: f[k])),),
    (lambda c, w, x: eq(class_sum(lambda j: Abs(w[j] * x), c),
                        class_sum(lambda j: Abs(w[j]), c) * Abs(x)),),
    (lambda c, f, T, y: lt(column(c, f, T, y), T[y][y]), most_in_its_column,
     lambda f, y: lt(f[y], 1)),
    (lambda c, f, T, y: lt(column(c, f, T, y), T[y][y]),
     above_half, lambda f, y: lt(f[y], 1)),
    (lambda c, f, w, y: eq(class_sum(lambda j: f[j] * w[j], c), w[y]), lambda f, y: eq(f[y], 1)),
    (lambda c, f, T, y, k: eq(column(c, f, T, k), T[y][k]), most_in_its_column,
     lambda c, f, g, T, y: ge(column(c, f, T, y), column(c, g, T, y)), lambda g, y: eq(g[y], 1)),
    (lambda f, y: eq(f[y], 1), inverse, row_of),
    (lambda c, f, U, w, k: eq(class_sum(lambda j: w[j] * U[j][k], c), f[k]), inverse,
     lambda c, f, T, w: every_class(lambda j: eq(w[j], column(c, f, T, j)), c)),
    (lambda u, v, h, q: ge((h * u + (1 - h) * v) ** q, h * u**q + (1 - h) * v**q),),
    (lambda u, v, h, m: le((h * u + (1 - h) * v) ** m, h * u**m + (1 - h) * v**m),),
    (lambda u, v, m, q: ge(((u + m * v) / (1 + m)) ** q, (u**q + m * v**q) / (1 + m)),),
    (lambda u, v, q: gt(u ** (q - 1), v ** (q - 1)), lambda u, v: lt(u, v), lambda q: lt(q, 1)),
    (lambda u, v, q, r: lt(u ** (q - 1) * v ** (r - 1), u ** (r - 1) * v ** (q - 1)),
     lambda u, v: lt(u, v), lambda q, r: lt(r, q)),
    (lambda x, z: eq(log(x * z), log(x) + log(z)), lambda x: gt(x, 0), lambda z: gt(z, 0)),
    (lambda x, z: eq(log(x**2 / z), 2 * log(x) - log(z)), lambda x: gt(x, 0), lambda z: gt(z, 0)),
]  # fmt: skip
FALSE: list[tuple[Said, ...]] = [
    (lambda Q, N: lt(Abs(determinant(N)), Abs(determinant(Q))), noisy),
    (lambda Q, T, N: iff(gt(Abs(determinant(N)), 0), gt(Abs(determinant(Q)), 0)), noisy),
    (lambda T: gt(Abs(determinant(T)), 0), half),
    (lambda c, f, T: eq(scaled(c, f, T), determinant(T)),),
    (lambda c, n, Q: eq(mean_determinant(Q, n) / n**c, determinant(Q)),),
    (lambda c, n, Q: le(Abs(mean_determinant(Q, n) / n**c),
                        (1 - 1 / n) ** 2 * Abs(determinant(Q))),),
    (lambda n, Q: gt(mean_size(n, Q), Abs(mean_determinant(Q, n))),),
    (lambda c, f, T, y: lt(column(c, f, T, y), T[y][y]), most_in_its_column),
    (lambda c, f, T, y: lt(column(c, f, T, y), T[y][y]), lambda f, y: lt(f[y], 1)),
    (lambda c, f, T, y: lt(column(c, f, T, y), T[y][y]), lambda f, y: lt(f[y], 1),
     half),
    (lambda c, f, w, y: eq(class_sum(lambda j: f[j] * w[j], c), w[y]),
     lambda f, y: ge(f[y], Rational(99, 100))),
    (lambda c, f, T, y, k: eq(column(c, f, T, k), T[y][k]),
     lambda c, f, g, T, y: ge(column(c, f, T, y), column(c, g, T, y)), lambda g, y: eq(g[y], 1)),
    (lambda f, y: eq(f[y], 1), row_of),
    (lambda c, f, U, w, k: eq(class_sum(lambda j: w[j] * U[k][j], c), f[k]), inverse,
     lambda c, f, T, w: every_class(lambda j: eq(w[j], column(c, f, T, j)), c)),
    (lambda x, u, v, q: ge((x * u + (1 - x) * v) ** q, x * u**q + (1 - x) * v**q),),
    (lambda u, v, h, q: ge((h * u + (1 - h) * v) ** q, MORE * (h * u**q + (1 - h) * v**q)),),
    (lambda u, v, h, m: lt((h * u + (1 - h) * v) ** m, h * u**m + (1 - h) * v**m),),
    (lambda u, v, q: gt(u ** (q - 1), v ** (q - 1)), lambda u, v: lt(u, v)),
    (lambda u, v, q, r: lt(u ** (q - 1) * v ** (r - 1), u ** (r - 1) * v ** (q - 1)),
     lambda u, v: lt(u, v)),
    (lambda x, z: eq(log(x * z), log(x) + log(z)), lambda x, z: gt(x * z, 0)),
]  # fmt: skip


@in_turns("said", TRUE, 4)
def test_it_is_proved_and_every_step_confirmed(said: tuple[Said, ...]) -> None:
    prove_and_confirm(statement(*said))


def test_a_mean_of_determinants_is_no_traceback() -> None:
    c, n = Classes(), Samples()
    domains = {"c": c, "n": n, "V": Each(n, Transitions(c))}
    for name, domain in domains.items():
        domain.name = name

    def said(n: Any, V: Any) -> Any:
        mean = sample_mean(lambda i: determinant(V[i]), n)
        return le(Abs(mean), Abs(determinant(V[0])))

    assert unproved(Proof(Statement(domains, {}, said)))


@in_turns("said", FALSE, 4)
def test_no_false_neighbour_is_proved(said: tuple[Said, ...]) -> None:
    assert unproved(Proof(statement(*said)))
