"""The line on a choice of two hypotheses that uniform noise flips."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from theory.card.line import Line, point, shown
from theory.card.points import below, simplest_between
from theory.card.subject import Subject
from theory.risk import uniform_mixture


def flipped_choice(subject: Subject) -> Iterator[Line]:
    """The simplest two hypotheses on one sample between which uniform noise flips the choice."""
    question, says = "choice of two", "no uniform noise below (c-1)/c flips a choice of two"
    if subject.reading.constant is not None:
        because = "symmetric: the noisy risk is the clean one, scaled and shifted"
        yield Line(question, "PROVED", says, "c >= 2", because)
        return
    for c in subject.classes:
        if subject.symmetric(c) is not None:
            because = "symmetric: the noisy risk is the clean one, scaled and shifted"
            yield Line(question, "PROVED", says, f"c = {c}", because)
            continue
        found = _flip(subject, c)
        if found is None and (because := _flip_of_two(subject, c)):
            yield Line(question, "REFUTED", says, f"c = {c}", because)
            return
        if found is None:
            tried = len(subject.table(c).points)
            because = f"no pair of {tried} simple predictions"
            yield Line(question, "NUMERICAL", says, f"c = {c}", because)
            continue
        (one, other, y), eta, clean, noisy = found
        because = (
            f"label {y + 1}, f = {point(one)} and g = {point(other)}: clean {shown(clean[0])} < "
            f"{shown(clean[1])}, at eta = {eta} noisy {shown(noisy[0])} > {shown(noisy[1])}"
        )
        yield Line(question, "REFUTED", says, f"c = {c}", because)
        return


def _flip(subject: Subject, c: int) -> Any:
    table = subject.table(c)
    totals = table.sums
    sizes = [sum(x.q for x in each) for each in table.points]
    pairs = sorted(
        ((sizes[i] + sizes[j], i, j) for i in range(len(totals)) for j in range(len(totals))
         if totals[i] > totals[j] + 1e-9 and np.isfinite(totals[i])),
    )  # fmt: skip
    for _, i, j in pairs:
        for y in range(c):
            one, other = table.exact[i][y], table.exact[j][y]
            if not below(one, other):
                continue
            first, second = sympy.Add(*table.exact[i]), sympy.Add(*table.exact[j])
            distance, gain = other - one, first - second
            least = (c - 1) * distance / (gain + c * distance)
            eta = simplest_between(least, sympy.Rational(c - 1, c))
            noisy = [uniform_mixture(a, s, eta, c) for a, s in ((one, first), (other, second))]
            if below(noisy[1], noisy[0]):
                where = table.points[i], table.points[j], y
                return where, eta, (one, other), tuple(noisy)
    return None


def _flip_of_two(subject: Subject, c: int) -> str | None:
    """Two samples: on one both hypotheses lose the same, but with class sums apart."""
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
                    return (
                        f"labels {y + 1} and 1, f = {at[0]}, {at[1]} and g = {at[2]}, {at[3]}: "
                        f"clean f - g is {shown(-distance)}, at eta = {eta} it is {shown(change)}"
                    )
    return None
