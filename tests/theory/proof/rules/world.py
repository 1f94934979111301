"""Random terms and exact points of one small world of parameters, for rules to be tried on."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy

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
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    class_sum,
    ge,
    sample_mean,
)
from lossproof.theory.statement import Proof, Statement

POOL = [Fraction(k) for k in (-2, -1, 0, 0, 1, 1, 2, 3)]
POOL += [Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(5, 4), Fraction(99, 100)]


def parameters() -> dict[str, Domain]:
    """Numbers of every sign, vectors, matrices, labels, and how many classes and samples."""
    c, n = Classes(), Samples()
    found: dict[str, Domain] = {
        "c": c, "n": n, "x": Real(), "y": Real(), "u": Real(0), "v": Real(0),
        "w": Real(0, open="left"), "r": Real(0, 1), "k": Label(c), "z": Label(c),
        "f": Simplex(c), "F": Simplex(c, interior=True), "g": Scores(c), "h": Scores(c),
        "T": Transitions(c), "P": Each(c, Scores(c)), "S": Each(n, Real()),
    }  # fmt: skip
    for name, domain in found.items():
        domain.name = name
    return found


class World:
    """The symbols of the parameters, and random terms in them."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(str(seed))
        self.proof: Any = Proof(Statement(parameters(), {}, lambda: ge(0, 0), "a world"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.proof, name)

    def any_of(self, *choices: Any) -> Any:
        """One of the choices, which may be functions that make one."""
        chosen = self.random.choice(choices)
        return sympy.sympify(chosen() if callable(chosen) else chosen)

    def number(self) -> Any:
        return sympy.Rational(str(self.random.choice(POOL)))

    def leaf(self) -> Any:
        p = self.proof
        return self.any_of(
            p.x, p.y, p.u, p.w, p.r, self.number, p.c, p.f[p.k], p.g[p.z], p.F[p.k], p.f[0],
            lambda: class_sum(lambda j: p.f[j] * p.g[j], p.c),
            lambda: sample_mean(lambda i: p.S[i] ** 2, p.n),
            lambda: sympy.KroneckerDelta(p.k, p.z),
        )  # fmt: skip

    def term(self, depth: int = 2) -> Any:
        """A term that may have poles, kinks and ties."""
        if depth == 0 or self.random.random() < 0.2:
            return self.leaf()
        one, other = self.term(depth - 1), self.term(depth - 1)
        return self.any_of(
            lambda: one + other,
            lambda: one - other,
            lambda: one * other,
            lambda: one**2,
            lambda: sympy.Abs(one),
            lambda: sympy.Max(one, other),
            lambda: sympy.Min(one, 1),
            lambda: self.with_pole(one),
        )

    def with_pole(self, of: Any) -> Any:
        w = self.proof.w
        number = self.number()
        while of.is_zero:
            of = self.leaf()
        return self.any_of(
            lambda: 1 / of,
            lambda: (of**2 + of) / of,
            lambda: number / (of - 1) if of != 1 else of,
            lambda: sympy.log(of) if of.is_nonnegative else sympy.exp(-sympy.Abs(of)),
            lambda: sympy.sqrt(of),
            lambda: of**self.proof.r,
            lambda: sympy.log(w),
        )

    def finite(self) -> Any:
        """A real number without poles."""
        p = self.proof
        return self.any_of(
            p.x, p.y, p.u - p.v, p.x * p.y, p.r - 1, p.g[p.z], p.g[p.k] - p.f[p.z], p.x**2 - p.w,
            p.c - 2, lambda: p.x + self.number(), 1 / (1 + p.u) - p.r, sympy.sqrt(p.u) - p.x,
            lambda: class_sum(lambda j: p.g[j] ** 2, p.c) - p.y, p.x / (p.c - 1),
            lambda: sympy.Max(p.x, p.y) - self.number(), sympy.log(p.w),
        )  # fmt: skip

    def above(self) -> Any:
        """What is evidently not negative, often 0."""
        p = self.proof
        return self.any_of(
            p.u, p.v, p.r, p.u * p.v, p.f[p.k], p.x**2, sympy.Abs(p.x), p.u + p.v, p.w, p.F[p.z],
            sympy.sqrt(p.u), p.u**p.w, p.u / p.w, p.f[p.k] * p.f[p.z], p.T[p.k][p.z],
            lambda: class_sum(lambda j: p.f[j] ** 2, p.c), sympy.Max(0, p.x), p.n, p.c - p.c,
        )  # fmt: skip

    def beyond(self) -> Any:
        """What is evidently positive."""
        p = self.proof
        return self.any_of(
            p.w, 1 + p.u, p.F[p.k], p.c, sympy.exp(p.x), p.w * p.F[p.z], 1 / p.w, p.n, p.w**p.x,
            1 + p.f[p.k], sympy.Rational(1, 3), p.w + p.v, sympy.Max(1, p.x), 2**p.x,
        )  # fmt: skip

    def of_class(self) -> Any:
        """A term of any class `l`."""
        p, every = self.proof, ANY_CLASS
        return self.any_of(
            p.f[every], p.g[every], p.F[every], p.f[every] * p.g[every] - p.x,
            p.g[every] - p.h[every], p.T[p.k][every], p.T[every][p.z],
            1 / p.F[every] - p.w, p.f[every] ** 2,
            p.g[every] * sympy.KroneckerDelta(every, p.k), p.x, p.f[every] - p.f[p.z],
            sympy.log(p.F[every]), p.u * p.g[every],
        )  # fmt: skip

    def of_cell(self) -> Any:
        """An entry of any row and class."""
        p = self.proof
        entry = p.T[ANY_ROW][ANY_CLASS]
        return self.any_of(
            entry, entry - p.P[ANY_CLASS][ANY_ROW], p.P[ANY_ROW][ANY_CLASS] * p.f[ANY_CLASS],
            entry * p.x, entry**2, p.f[ANY_ROW] * p.g[ANY_CLASS], p.f[ANY_ROW] - p.r,
        )  # fmt: skip

    def of_sample(self) -> Any:
        """A term of any sample."""
        p, every = self.proof, ANY_SAMPLE
        return self.any_of(
            p.S[every], p.S[every] ** 2 - p.x, p.u * p.S[every], sympy.Abs(p.S[every]) - p.y,
            1 / (1 + p.S[every] ** 2), p.x,
        )  # fmt: skip


def point(rng: random.Random, *, large: bool = False) -> dict[Any, Any]:
    """Exact values of all parameters, many of them ties and ends; 1000 classes if large."""
    c = 1000 if large else rng.choice([2, 2, 3])
    n = 1000 if large else rng.choice([1, 2, 3])
    numbers: dict[str, Any] = {}
    for name in ("x", "y", "u", "v", "w", "r"):
        numbers[name] = rng.choice([*POOL, *numbers.values()])
    for name in ("u", "v"):
        numbers[name] = abs(numbers[name])
    numbers["w"] = abs(numbers["w"]) or Fraction(1, 2)
    numbers["r"] = min(abs(numbers["r"]), Fraction(1))

    def scores() -> list[Fraction]:
        return [rng.choice(POOL) for _ in range(c)]

    def weights(least: int) -> list[Fraction]:
        raw = [rng.choice([least, least, 1, 2, 5]) for _ in range(c)]
        raw[rng.randrange(c)] += not any(raw)
        return [Fraction(k, sum(raw)) for k in raw]

    order = rng.sample(range(c), c)
    shapes: list[Callable[[int], list[Fraction]]] = [
        lambda i: [Fraction(int(j == order[i])) for j in range(c)],
        lambda i: [Fraction(int(j == i)) for j in range(c)],
        lambda i: [Fraction(1, c)] * c,
        lambda i: weights(0),
    ]
    row = rng.choice(shapes)
    rows = 2 if large else c
    counts = [0, 0]
    for _ in range(n):
        counts[rng.randrange(2)] += 1
    cells, samples = [[0] * rows for _ in range(rows)], [[0] * rows for _ in range(n)]
    for _ in range(n):
        cells[rng.randrange(rows)][rng.randrange(rows)] += 1
        samples[rng.randrange(n)][rng.randrange(rows)] += 1
    tables = ("c", cells), ("n", samples)
    anyone: Mapping[Any, int] = {
        ANY_CLASS: rng.randrange(c), ANY_ROW: rng.randrange(rows), ANY_COLUMN: rng.randrange(rows),
        ANY_SAMPLE: rng.randrange(n),
    }  # fmt: skip
    return {
        **numbers,
        "c": Fraction(c),
        "n": Fraction(n),
        "k": Fraction(rng.randrange(rows)),
        "z": Fraction(rng.randrange(rows)),
        "f": weights(0),
        "F": weights(1),
        "g": scores(),
        "h": scores(),
        "T": [row(i) for i in range(rows)],
        "P": [scores() for _ in range(rows)],
        "S": [rng.choice(POOL) for _ in range(n)],
        "counts": [Fraction(k) for k in counts],
        "cells": {size: [[*map(Fraction, row)] for row in table] for size, table in tables},
        **{index: Fraction(k) for index, k in anyone.items()},
    }
