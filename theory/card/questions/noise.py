"""Lines about label noise: the minimisers of the noisy risk, and their excess risk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.line import Line, LineVerdict, apart, point, shown
from lossproof.theory.card.loss import (
    Subject,
    among_more,
    below,
    losses_at,
    number,
    simplest_between,
    sparse_points,
    weighted,
)
from lossproof.theory.language import Vector
from lossproof.theory.losses import CLASSES, uniform_mixture

ETA = sympy.Symbol("eta", nonnegative=True)


def argmax_preserved(subject: Subject) -> Iterator[Line]:
    """Does every minimiser of a noisy mean loss still have its peak at the likeliest label?

    If the likelier of two labels has the smaller loss, a prediction with less on the likelier noisy
    label is beaten by itself with the two entries swapped.
    """
    question = "argmax preserved"
    says = subject.says(question)
    sample = ", one sample, any prediction"
    alike = subject.ranking().relation == "<" or subject.same_for_all
    for c in (None,) if alike else subject.classes:
        ends = subject.finite_at_own_vertex(c)
        ranked = ends and subject.ranking(c).relation == "<"
        because = (
            "if the prediction gives a less likely label a larger probability, swapping the "
            "two lowers the risk"
        )
        verdict: LineVerdict = "PROVED" if ranked else "UNDECIDED"
        if ranked and not subject.shares_are_regular:
            because += "; there may be no minimiser inside the simplex"
        if not ranked:
            because = "the proof needs a loss that ranks labels"
            because += "" if ends else " and is bounded below at vertices"
        yield Line(
            question, verdict, says, ("c >= 2" if c is None else f"c = {c}") + sample, because
        )


def uniform_noise(subject: Subject) -> Iterator[Line]:
    """Is the clean minimiser a noisy minimiser, at every rate below (c - 1)/c?

    The hypotheses are all predictions on one sample. For a loss that is least at the vertex of
    its label, this holds if and only if a one-hot prediction has the least class sum.
    """
    question = "uniform noise"
    says = subject.says(question)
    constant, named = subject.constant, subject.names_classes
    if constant is not None and not named and subject.least_at_own_vertex(3):
        because = "the loss is symmetric, and minimal at the one-hot prediction of its label"
        if not subject.defined_at_vertices:
            because += ", as the limit of predictions inside the simplex"
        yield Line(question, "PROVED", says, "c >= 2", because)
        return
    for c, scope in _shapes(subject):
        total = subject.symmetric(c)
        low = subject.extremes(c)[0] if total is None else None
        at_vertex = low is not None and low.exact and low.where is not None and 1 in low.where
        if subject.least_at_own_vertex(c) and (total is not None or at_vertex):
            because = (
                "the class sum is constant"
                if total is not None
                else "a one-hot prediction has the least class sum"
            )
            if not subject.defined_at_vertices:
                because += (
                    ", and the loss is minimal at the one-hot prediction of its label, "
                    "as a limit from inside"
                )
            yield Line(question, "PROVED", says, scope, because)
            continue
        counterexample = beaten_vertex(subject, c)
        if counterexample is None:
            yield Line(question, "UNDECIDED", says, scope, subject.tried(c))
            continue
        at, eta, sure, other = counterexample
        scope = scope if eta == 0 else f"c = {c}"
        statement = says + subject.approach(c)
        risks = apart(sure, other)
        because = (
            f"at η = {eta} the one-hot prediction has the noisy risk {risks[0]}, but {point(at)} "
            f"has {risks[1]}"
        )
        witness = {"label": 0, "eta": eta, "f": at, "noisy risk of f": other,
                   "noisy risk of the sure prediction": sure}  # fmt: skip
        yield Line(question, "REFUTED", statement, scope, because, witness=witness)


def _shapes(subject: Subject) -> tuple[tuple[int, str], ...]:
    """One scope for all c if the shape of `chi` decides for all, else each number of classes."""
    if subject.same_for_all:
        chi = subject.summand(2)
        if chi is not None:
            bent = chi.curvature()
            if bent.nonpositive:
                return ((2, "c >= 2"),)
    return tuple((c, f"c = {c}") for c in subject.classes)


@lru_cache(maxsize=64)
def beaten_vertex(subject: Subject, c: int) -> Any:
    """A prediction and a rate at which it certainly has less risk than the clean vertex."""
    table = subject.table(c)
    at_vertex = subject.sure(c)
    if at_vertex is None:
        return None
    vertex_loss, total = at_vertex[0], at_vertex[0] + (c - 1) * at_vertex[1]
    for at, losses in zip(table.points, table.exact, strict=True):
        if (y := next((y for y in range(c) if below(losses[y], vertex_loss)), None)) is not None:
            moved = Vector((at[y], *at[:y], *at[y + 1 :]))
            return moved, sympy.Integer(0), vertex_loss, losses[y]
    for k in subject.classes:
        better = beaten_vertex(subject, k) if k < c else None
        for at in among_more(better[0], c) if better is not None and better[1] == 0 else ():
            loss = subject.reading.on(at, 0)
            if loss is not None and below(loss, vertex_loss):
                return at, sympy.Integer(0), vertex_loss, loss
    extra = subject.extremes(c)[0]
    points = list(zip(table.points, table.exact, strict=True))
    if extra is not None and extra.where is not None and extra.exact:
        where = Vector(sorted(extra.where, reverse=True))
        losses = losses_at(subject.reading, where)
        if losses is not None:
            points.append((where, losses))
    for at, losses in points:
        here = sympy.Add(*losses)
        if not below(here, total):
            continue
        distance = losses[0] - vertex_loss
        gain = total - here
        least: Any = 0 if gain is sympy.oo else (c - 1) * distance / (gain + c * distance)
        eta = simplest_between(least, sympy.Rational(c - 1, c))
        there, mixed = (
            uniform_mixture(*pair, eta, c) for pair in ((vertex_loss, total), (losses[0], here))
        )
        if below(mixed, there):
            return at, eta, there, mixed
    return None


def class_dependent_noise(subject: Subject) -> Iterator[Line]:
    """Is the clean minimiser a noisy one for every T with its row maxima on the diagonal?

    The mean loss is linear in the row of T, and every row with a given greatest entry is a mixture
    of uniform rows on k <= c classes. So it suffices that a one-hot prediction has the least class
    sum.
    """
    question = "class-dependent noise"
    says = subject.says(question)
    ranked = subject.ranking().nonpositive
    pieces = subject.reading.label_pieces
    if subject.same_for_all and ranked and pieces is not None and pieces.curvature().nonpositive:
        because = "a mean of concave terms is minimal at a vertex"
        yield Line(question, "PROVED", says, "c >= 2", because)
        return
    fewer: list[tuple[Any, Any]] = []
    for c in subject.classes:
        scope = f"c = {c}"
        fits = (subject.reading.of_label_alone or c == 2) and subject.least_at_own_vertex(c)
        if fits and _least_at_vertex(subject, c):
            because = "the vertices minimise the class sum, for any subset of classes"
            yield Line(question, "PROVED", says, scope, because)
            continue
        counterexample = _beaten(subject, c) or _beaten_uniformly(subject, c)
        counterexample = counterexample or _beaten_as_with_fewer(subject, c, fewer)
        if counterexample is None:
            yield Line(question, "UNDECIDED", says, scope, subject.tried(c))
            continue
        row, at, there, here = counterexample
        fewer.append((row, at))
        statement = says + subject.approach(c)
        risks = apart(there, here)
        because = (
            f"if the clean label's row of T is {point(row)}, the one-hot prediction has the noisy "
            f"risk {risks[0]}, but {point(at)} has {risks[1]}"
        )
        witness = {"label": 0, "row": row, "f": at, "noisy risk of f": here,
                   "noisy risk of the sure prediction": there}  # fmt: skip
        yield Line(question, "REFUTED", statement, scope, because, witness=witness)


def _beaten_uniformly(subject: Subject, c: int) -> Any:
    counterexample = beaten_vertex(subject, c)
    if counterexample is None:
        return None
    at, eta, there, here = counterexample
    row = (1 - eta, *[eta / (c - 1)] * (c - 1))
    return row, at, there, here


def _beaten_as_with_fewer(subject: Subject, c: int, fewer: Sequence[tuple[Any, Any]]) -> Any:
    """A row and a prediction that beat the vertex with fewer classes, extended to c classes."""
    at_vertex = subject.sure(c)
    if at_vertex is None:
        return None
    for small, best in fewer:
        for row, at in zip(among_more(small, c), among_more(best, c), strict=True):
            counted = [y for y in range(c) if row[y] != 0]
            weights = [row[y] for y in counted]
            losses = [subject.reading.on(at, y) for y in counted]
            if None in losses:
                continue
            there = weighted(weights, [at_vertex[0 if y == 0 else 1] for y in counted])
            here = weighted(weights, losses)
            if below(here, there):
                return row, at, there, here
    return None


def _least_at_vertex(subject: Subject, c: int) -> bool:
    if subject.symmetric(c) is not None:
        return True
    low, _ = subject.extremes(c)
    return low is not None and low.exact and low.where is not None and 1 in low.where


def _beaten(subject: Subject, c: int) -> Any:
    """A row with its greatest entry first, and a prediction that beats the vertex under it."""
    table = subject.table(c)
    at_vertex = subject.sure(c)
    if at_vertex is None:
        return None
    points, exact = list(table.points), list(table.exact)
    for sparse in (False, True) if c > 2 else (False,):
        if sparse:
            pairs = [(p, losses_at(subject.reading, p)) for p in sparse_points(c)]
            points = [p for p, losses in pairs if losses is not None]
            exact = [losses for _, losses in pairs if losses is not None]
        values = np.array([[number(x) for x in row] for row in exact]).reshape(-1, c)
        rows = [p for p in (*table.points, *points) if p[0] > p[1] > 0]
        for row in dict.fromkeys(rows):
            weights = np.array([float(w) for w in row])
            with np.errstate(invalid="ignore"):
                means = np.where(weights > 0, weights * values, 0).sum(axis=1)
            there = weighted(row, (at_vertex[0], *[at_vertex[1]] * (c - 1)))
            if not np.isfinite(means).any():
                continue
            k = int(np.nanargmin(means))
            if not means[k] < number(there) - 1e-12:
                continue
            here = weighted(row, exact[k])
            if below(here, there):
                return row, points[k], there, here
    return None


def excess_risk(subject: Subject) -> Iterator[Line]:
    """The greatest clean excess risk of a noisy minimiser, for any hypothesis class."""
    question, rate = "excess risk", "η < (c − 1)/c, any class of hypotheses"
    ends: list[tuple[str, Any, Any, Any]] = []
    constant = subject.constant
    if constant is not None:
        ends.append(("c >= 2", CLASSES, constant, constant))
    else:
        from lossproof.theory.card.questions.sums import class_sum_range

        for line in class_sum_range(subject):
            if line.verdict == "PROVED":
                c = CLASSES if line.scope == "c >= 2" else sympy.Integer(line.scope[4:])
                ends.append((line.scope, c, line.values["least"], line.values["greatest"]))
    for scope, c, least, greatest in ends:
        width = greatest - least
        if width.has(sympy.oo, -sympy.oo, sympy.nan):
            says = "the class sums do not bound R(noisy minimiser) − R(best)"
            yield Line(
                question,
                "UNDECIDED",
                says,
                f"{scope}, {rate}",
                "the range of the class sums is infinite",
            )
            continue
        bound = ETA * sympy.factor_terms(sympy.expand(width)) / (c - 1 - ETA * c)
        says = f"R(noisy minimiser) − R(best) ≤ {shown(bound)}"
        apart_by = shown(sympy.factor_terms(sympy.expand(width)))
        because = (
            f"by the claim derived.class-sum-excess-risk: class sums differ by at most {apart_by}"
        )
        yield Line(question, "PROVED", says, f"{scope}, {rate}", because,
                   {"bound": bound, "least": least, "greatest": greatest})  # fmt: skip
