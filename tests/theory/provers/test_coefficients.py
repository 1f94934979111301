"""Bounds by the signs of coefficients, sums of one sign, sizes, and means that a goal names."""

from __future__ import annotations

from typing import Any

from sympy import Abs, E, exp, log

from lossproof.theory.language import eq, ge, gt, le, lt
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof
from tests.theory.provers.test_strategies import HALF, Said, confirm, stated, unproved
from tests.turns import in_turns


def lq(p: Any, q: Any) -> Any:
    return (1 - p**q) / q


def noisy(c: Any, f: Any, q: Any, u: Any, y: Any) -> Any:
    """The expected L_q loss at the label y under uniform noise of rate u."""
    return (1 - u) * lq(f[y], q) + u / (c - 1) * (f.total(lambda p: lq(p, q)) - lq(f[y], q))


def focal(p: Any, r: Any) -> Any:
    return -((1 - p) ** r) * log(p)


def rare(c: Any, u: Any) -> Any:
    return le(u, 1 - 1 / c)


TRUE: list[tuple[Said, ...]] = [
    (lambda c, f, q, u, y: ge(noisy(c, f, q, u, y), u / (c - 1) * lq(1 / c, q) * c), rare),
    (lambda c, f, q, u, y: le(noisy(c, f, q, u, y), (1 - u * c / (c - 1)) * lq(f[y], q) + u / q),),
    (lambda g, r: gt(g.total(lambda p: focal(p, r)), 0),),
    (lambda g, r: eq(g.total(lambda p: focal(p, r) / g.total(lambda u: focal(u, r))), 1),),
    (lambda c, g: ge(g.total(lambda u: -log(1 - u)), c * log(c / (c - 1))),),
    (lambda x, p, u: le(Abs(x / (1 - 2 * u)), p / (1 - 2 * u)), lambda u: lt(u, HALF),
     lambda x, p: le(Abs(x), p)),
    (lambda z, x, p, u: le(Abs(((1 - u) * x - u * z) / (1 - 2 * u)), p / (1 - 2 * u)),
     lambda u: lt(u, HALF), lambda x, p: le(Abs(x), p), lambda z, p: le(Abs(z), p)),
    (lambda p, m, n: ge(1 / p + 4 / m + 1 / (9 * n), 100 / (9 * (p + m + n))),),
    (lambda p, m, u: ge(p**u * m ** (1 - u), 1 / (u / p + (1 - u) / m)),),
    (lambda u, r: le((1 + u) ** (1 + r), 1 + (2 ** (1 + r) - 1) * u),),
    (lambda u, q: ge((1 + 2 * u) ** q, 1 + (3**q - 1) * u),),
    (lambda p, q: le(log(p), p**q / (q * E)),),
    (lambda p, m, q: le(log(p) + log(m), (p**q + m**q) / (q * E)),),
    (lambda c, f, p: le(f.total(lambda u: exp(-u / p)), c - 1 + exp(-1 / p)),),
    (lambda g, p, y: gt(p * (g[y] - 1) ** 2 * g[y], 0),),
]  # fmt: skip
FALSE: list[tuple[Said, ...]] = [
    (lambda c, f, q, u, y: ge(noisy(c, f, q, u, y), u / (c - 1) * lq(1 / c, q) * c),),
    (lambda c, f, q, u, y: le(noisy(c, f, q, u, y), (1 - u * c / (c - 1)) * lq(f[y], q) + u),),
    (lambda g, r: gt(g.total(lambda p: focal(p, r)), HALF),),
    (lambda c, g: gt(g.total(lambda u: -log(1 - u)), c * log(c / (c - 1))),),
    (lambda x, p, u: le(Abs(x / (1 - 2 * u)), p), lambda u: lt(u, HALF),
     lambda x, p: le(Abs(x), p)),
    (lambda p, m, n: ge(1 / p + 4 / m + 1 / (9 * n), 101 / (9 * (p + m + n))),),
    (lambda p, m, u: ge(p**u * m ** (1 - u), 1 / (u / m + (1 - u) / p)),),
    (lambda u, r: ge((1 + u) ** (1 + r), 1 + (2 ** (1 + r) - 1) * u),),
    (lambda p, q: lt(log(p), p**q / (q * E)),),
    (lambda c, f, p: le(f.total(lambda u: exp(-u / p)), c - 2 + exp(-1 / p)),),
    (lambda f, p, y: gt(p * (f[y] - 1) ** 2 * f[y], 0),),
]  # fmt: skip


@in_turns("said", TRUE, 4)
def test_what_is_bounded_term_by_term_is_proved(said: tuple[Said, ...]) -> None:
    statement = stated(*said)
    made = Proof(statement)
    confirm(statement, made, easy(made.goals[0], made.known()))


@in_turns("said", FALSE, 3)
def test_what_is_false_is_not(said: tuple[Said, ...]) -> None:
    assert unproved(Proof(stated(*said)))
