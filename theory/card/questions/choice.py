"""The line about uniform noise that flips the choice between two hypotheses."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.line import Line, apart, point, shown
from lossproof.theory.card.loss import Subject, below, simplest_between
from lossproof.theory.language import Vector
from lossproof.theory.losses import uniform_mixture


def flipped_choice(subject: Subject) -> Iterator[Line]:
    """Does uniform noise flip the choice between two hypotheses on one or two samples?"""
    question = "order preserved"
    says = subject.says(question)
    if subject.constant is not None:
        because = (
            "the loss is symmetric, so the noisy risk is an increasing affine function of "
            "the clean risk"
        )
        yield Line(question, "PROVED", says, "c >= 2", because)
        return
    for c in subject.classes:
        if subject.symmetric(c) is not None:
            because = (
                "the loss is symmetric, so the noisy risk is an increasing affine function "
                "of the clean risk"
            )
            yield Line(question, "PROVED", says, f"c = {c}", because)
            continue
        flip = _flip(subject, c)
        if flip is None and (two := flip_of_two(subject, c)):
            yield Line(question, "REFUTED", says, f"c = {c}", two[0], witness=two[1])
            return
        if flip is None:
            because = f"no pair of {len(subject.table(c).points)} test predictions refutes it"
            yield Line(question, "UNDECIDED", says, f"c = {c}", because)
            continue
        (one, other, y), eta, clean, noisy = flip
        before, after = apart(*clean), apart(*noisy)
        because = (
            f"label {y} (the classes count from 0), f = {point(one)} and g = {point(other)}: "
            f"clean risks {before[0]} < {before[1]}, "
            f"but at η = {eta} noisy risks {after[0]} > {after[1]}"
        )
        witness = {
            "labels": (y,), "f": one, "g": other, "eta": eta, "clean risk of f": clean[0],
            "clean risk of g": clean[1], "noisy risk of f": noisy[0], "noisy risk of g": noisy[1],
        }  # fmt: skip
        yield Line(question, "REFUTED", says, f"c = {c}", because, witness=witness)
        return


def _flip(subject: Subject, c: int) -> Any:
    table = subject.table(c)
    totals = table.sums
    sizes = [sum(x.q for x in point) for point in table.points]
    pairs = sorted(
        ((sizes[i] + sizes[j], i, j) for i in range(len(totals)) for j in range(len(totals))
         if totals[i] > totals[j] + 1e-9 and np.isfinite(totals[i])),
    )  # fmt: skip
    same = [(y, y) for y in range(c)]
    other_places = [(y, z) for y in range(c) for z in range(c) if y != z]
    for places, (_, i, j) in itertools.product((same, other_places), pairs):
        for y, z in places:
            one, other = table.exact[i][y], table.exact[j][z]
            if not below(one, other):
                continue
            first, second = sympy.Add(*table.exact[i]), sympy.Add(*table.exact[j])
            distance, gain = other - one, first - second
            least = (c - 1) * distance / (gain + c * distance)
            eta = simplest_between(least, sympy.Rational(c - 1, c))
            noisy = [uniform_mixture(a, s, eta, c) for a, s in ((one, first), (other, second))]
            if below(noisy[1], noisy[0]):
                where = table.points[i], table.points[j], y
                if y != z:
                    where = _first(table.points[i], y), _first(table.points[j], z), 0
                return where, eta, (one, other), tuple(noisy)
    return None


def _first(at: Any, y: int) -> Vector:
    """The prediction with class y moved to the first position."""
    return Vector((at[y], *at[:y], *at[y + 1 :]))


def flip_of_two(subject: Subject, c: int) -> tuple[str, dict[str, Any]] | None:
    """A flip on two samples, on one of which both hypotheses have equal losses and unequal sums."""
    table = subject.table(c)
    totals, count = table.sums, range(len(table.sums))
    level = [
        (i, j, y)
        for i in count for j in count for y in range(c)
        if np.isfinite(totals[[i, j]]).all() and totals[i] > totals[j] + 1e-9
        and table.exact[i][y] == table.exact[j][y]
    ]  # fmt: skip
    for i, j, y in level:
        for k in count:
            for n in count:
                one, other = table.exact[k][0], table.exact[n][0]
                gains = [sympy.Add(*table.exact[a]) - sympy.Add(*table.exact[b])
                         for a, b in ((i, j), (k, n))]  # fmt: skip
                if not (below(one, other) and below(0, sum(gains))) or sum(gains) is sympy.oo:
                    continue
                distance, gain = other - one, sum(gains)
                eta = simplest_between((c - 1) * distance / (gain + c * distance),
                                       sympy.Rational(c - 1, c))  # fmt: skip
                change = uniform_mixture(-distance, gain, eta, c)
                if below(0, change):
                    at = [point(table.points[a]) for a in (i, k, j, n)]
                    first, second, third, fourth = (table.points[a] for a in (i, k, j, n))
                    witness = {
                        "labels": (y, 0), "f of sample 1": first, "f of sample 2": second,
                        "g of sample 1": third, "g of sample 2": fourth, "eta": eta,
                        "clean risk of f - g": -distance / 2, "noisy risk of f - g": change / 2,
                    }  # fmt: skip
                    gap = [shown(-distance / 2), shown(change / 2)]
                    words = (
                        f"y = {y} and y = 0, f = {at[0]}, {at[1]} and g = {at[2]}, {at[3]}: "
                        f"the clean risk of f − that of g is {gap[0]}, the noisy one at η = "
                        f"{eta} is {gap[1]}"
                    )
                    return words, witness
    return None
