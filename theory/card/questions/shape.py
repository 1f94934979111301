"""Lines about properness and convexity."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.calculus import IntervalSign, Pieces, sign_on, split
from lossproof.theory.card.line import Line, apart, point
from lossproof.theory.card.loss import (
    STEP,
    P,
    Reading,
    Subject,
    Table,
    above_chord,
    above_chord_of_logits,
    among_more,
    below,
    bends,
    limit,
    simplest_between,
    steepest,
    weighted,
)
from lossproof.theory.language import Vector
from lossproof.theory.losses import CLASSES
from lossproof.theory.numbers import ball, simplifies_to_zero

FAR = -20  # the logit of a class with nearly no probability


def proper(subject: Subject) -> Iterator[Line]:
    """Is the true label distribution a minimiser of the mean loss, and the only one?"""
    alone = subject.same_for_all
    if alone and _proper_at_two(subject) == _proper_in_sums(subject, 3) == "strictly":
        yield Line(
            "proper", "PROVED", "strictly: the label distribution is the only minimiser of the "
            "mean loss", "c >= 2", "t·ℓ′(t) is constant and ℓ′ < 0",
        )  # fmt: skip
        return
    fewer: list[tuple[Vector, Vector]] = []
    for c in subject.classes:
        outcome = _proper_at_two(subject) if c == 2 else _proper_in_sums(subject, c)
        if outcome in ("strictly", "weakly"):
            strict = outcome == "strictly"
            kind, way = ("strictly: ", "the only minimiser") if strict else ("", "a minimiser")
            falls = "< 0" if strict else "≤ 0"
            yield Line(
                "proper", "PROVED",
                f"{kind}the label distribution is {way} of the mean loss", f"c = {c}",
                f"t·a′(t) + b′(t) is constant and a′ {falls}, with ℓ = a(p_y) + Σ_j b(p_j)"
                if c > 2 else f"t·ℓ′(t) = (1 − t)·ℓ′(1 − t) and ℓ′ {falls}",
            )  # fmt: skip
            continue
        line = _improper(subject, c, fewer)
        if line.verdict == "REFUTED":
            fewer.append((line.witness["label distribution"], line.witness["f"]))
        yield line


def strictly_proper(subject: Subject, c: int) -> bool:
    """Whether the label distribution is shown to be the only minimiser of the mean loss."""
    outcome = _proper_at_two(subject) if c == 2 else _proper_in_sums(subject, c)
    return outcome == "strictly"


def _proper_at_two(subject: Subject) -> str | None:
    pieces = subject.reading.binary
    if pieces is None or len(pieces.forms) != 1:
        return None
    slope = sympy.diff(pieces.forms[0], P)
    if not simplifies_to_zero(P * slope - (1 - P) * slope.xreplace({P: 1 - P})):
        return None
    sign = sign_on(slope, P)
    return "strictly" if sign.relation == "<" else "weakly" if sign.nonpositive else None


def _proper_in_sums(subject: Subject, c: int) -> str | None:
    parts = subject.reading.parts
    if parts is None:
        return None
    label_term, shared = (part.xreplace({CLASSES: sympy.Integer(c)}) for part in parts)
    if bends(subject.reading, label_term + shared, c):
        return None
    slope = sympy.diff(label_term, P)
    if not simplifies_to_zero(sympy.diff(P * slope + sympy.diff(shared, P), P)):
        return None
    sign = sign_on(slope, P)
    ties = limit(shared, 0) in (None, -sympy.oo)  # all with the same entry 0 have the mean -oo
    if sign.relation == "<" and not ties:
        return "strictly"
    return "weakly" if sign.nonpositive else None


def _improper(subject: Subject, c: int, fewer: Sequence[tuple[Vector, Vector]]) -> Line:
    says, scope = subject.says("proper"), f"c = {c}"
    table = subject.table(c)
    tries = itertools.chain(_better(table), _nudged(subject, table), _surer(subject, c),
                            _beside(subject, c), _as_with_fewer(subject, c, fewer))  # fmt: skip
    for t, f, at_t, at_f in tries:
        if below(at_f, at_t):
            mean = apart(at_t, at_f)
            because = (
                f"if the labels have the distribution {point(t)}, predicting it has the mean loss "
                f"{mean[0]}, but {point(f)} has {mean[1]}"
            )
            witness = {"label distribution": t, "f": f, "mean loss of the label distribution": at_t,
                       "mean loss of f": at_f}  # fmt: skip
            return Line("proper", "REFUTED", says, scope, because, witness=witness)
    because = f"no pair of {len(table.points)} test predictions refutes it"
    return Line("proper", "UNDECIDED", says, scope, because)


def _better(table: Table) -> Iterator[tuple[Vector, Vector, Any, Any]]:
    """Label distributions and predictions with less mean loss, according to float64."""
    for i, t in enumerate(table.points):
        weights = np.array([float(w) for w in t])
        with np.errstate(invalid="ignore"):
            means = np.where(weights > 0, weights * table.values, 0).sum(axis=1)
        for j in np.argsort(means)[:1]:
            if means[j] < means[i] - 1e-9:
                at = [weighted(t, table.exact[k]) for k in (i, j)]
                yield t, table.points[j], at[0], at[1]


def _nudged(subject: Subject, table: Table) -> Iterator[tuple[Vector, Vector, Any, Any]]:
    """Label distributions with ever closer predictions on both sides."""
    inside = [(t, x) for t, x in zip(table.points, table.exact, strict=True)
              if t[0] > t[1] and min(t) > 0]  # fmt: skip
    for t, losses in inside[:3]:
        for finer in (2, 8, 64, 512):
            for step in (t[1] / finer, -t[1] / finer):
                if t[0] + step >= 1:
                    continue
                f = Vector([t[0] + step, t[1] - step, *t[2:]])
                there = [subject.reading.on(f, y) for y in range(len(t))]
                if None not in there:
                    yield t, f, weighted(t, losses), weighted(t, there)


def _surer(subject: Subject, c: int) -> Iterator[tuple[Vector, Vector, Any, Any]]:
    """Label distributions near a vertex and near kinks, each with that vertex."""
    pieces = subject.label_term(c)
    places = () if pieces is None else pieces.ends[1:-1]
    near = {simple for bend in places for simple in _around(bend)}
    sure = Vector([sympy.Integer(1), *[sympy.Integer(0)] * (c - 1)])
    at_sure = [subject.reading.on(sure, y) for y in range(c)]
    for small in sorted(near | {sympy.Rational(1, k) for k in (20, 100, 1000)}, reverse=True):
        t = Vector([1 - small, small, *[sympy.Integer(0)] * (c - 2)])
        there = [subject.reading.on(t, y) for y in range(c)]
        if None not in there[:2] and None not in at_sure[:2]:
            yield t, sure, weighted(t, (*there[:2], *[0] * (c - 2))), weighted(t, at_sure)


def _beside(subject: Subject, c: int) -> Iterator[tuple[Vector, Vector, Any, Any]]:
    """Label distributions of two labels where the loss is steepest, with their neighbours."""
    pieces = subject.label_term(c) if subject.reading.of_label_alone else None
    for u in steepest(pieces, 1) if pieces is not None else ():
        places = [Vector([at, 1 - at, *[sympy.Integer(0)] * (c - 2)])
                  for at in (u, u - STEP, u + STEP)]  # fmt: skip
        losses = [[subject.reading.on(at, y) for y in (0, 1)] for at in places]
        if any(None in row for row in losses):
            continue
        means = [weighted(places[0][:2], row) for row in losses]
        for k in (1, 2):
            yield places[0], places[k], means[0], means[k]


def _as_with_fewer(
    subject: Subject, c: int, fewer: Sequence[tuple[Vector, Vector]]
) -> Iterator[tuple[Vector, Vector, Any, Any]]:
    """A label distribution of fewer classes and a better prediction, extended to c classes."""
    for pair in fewer:
        for t, f in zip(*(among_more(at, c) for at in pair), strict=True):
            losses = [[subject.reading.on(at, y) for y in range(c)] for at in (t, f)]
            counted = [[loss for loss, w in zip(row, t, strict=True) if w != 0] for row in losses]
            if not any(None in row for row in counted):
                weights = [w for w in t if w != 0]
                at_t, at_f = (weighted(weights, row) for row in counted)
                yield t, f, at_t, at_f


def _around(value: Any) -> Iterator[Any]:
    """Simple numbers below a value in (0, 1), as probabilities of the less likely label."""
    least = min(value, 1 - value)
    yield simplest_between(least / 2, least)
    yield simplest_between(least / 8, least / 4)


def convex(subject: Subject) -> Iterator[Line]:
    """Is the loss convex in the prediction?"""
    question = "convex in p"
    says = subject.says(question)
    reading = subject.reading
    fewer: list[tuple[Vector, Vector]] = []
    for c, scope in subject.every():
        counterexample = _sagging(reading, c) if reading.parts is None else None
        label_term, shared = subject.label_term(c), subject.shared(c)
        if counterexample is None and label_term is not None and shared is not None:
            rest = None if shared == 0 else split(shared, P)
            pieces = label_term if shared == 0 else _summed(reading, c)
            bent = IntervalSign("?") if pieces is None else pieces.curvature()
            if bent.nonnegative and (shared == 0 or (rest and rest.curvature().nonnegative)):
                kind = "strictly convex in the label's probability"
                because = kind if bent.relation == ">" else "convex in the label's probability"
                if bent.relation == "==" and shared == 0:
                    because = "linear in the label's probability"
                yield Line(question, "PROVED", says, scope, because)
                continue
        counterexample = counterexample or _sagging(reading, c) or _sagging_near(subject, c)
        counterexample = counterexample or _sagging_as_with_fewer(reading, c, fewer)
        counterexample = counterexample or above_chord(reading, c)
        if counterexample is None:
            because = "no midpoint of two test predictions or of two random ones refutes it"
            yield Line(question, "UNDECIDED", says, scope, because)
            continue
        one, other, middle, mean = counterexample
        fewer.append((one, other))
        values = apart(middle, mean)
        because = (
            f"for y = 0 the loss is {values[0]} midway between {point(one)} and {point(other)}, "
            f"above {values[1]}, the mean of its values there"
        )
        witness = {"label": 0, "f": one, "g": other, "loss in the middle": middle,
                   "mean of the losses": mean}  # fmt: skip
        yield Line(question, "REFUTED", says, scope, because, witness=witness)


def _summed(reading: Reading, c: int) -> Pieces | None:
    """`a + b` for a loss `a(p_y) + sum_j b(p_j)`: the part in the label's probability."""
    parts = (part.xreplace({CLASSES: sympy.Integer(c)}) for part in reading.parts or ())
    return split(sympy.expand(sympy.Add(*parts)), P)


def _sagging(reading: Reading, c: int) -> tuple[Any, Any, Any, Any] | None:
    """Two predictions between which the loss of label 0 is above its chord."""
    shares = [sympy.Rational(k, 12) for k in range(13)]
    lines = [[Vector([u, *[(1 - u) / (c - 1)] * (c - 1)]) for u in shares]]
    half = sympy.Rational(1, 3)
    for small in (0, sympy.Rational(1, 100)) if c > 3 else (0,) if c == 3 else ():
        mass, rest = 1 - half - (c - 3) * small, [sympy.sympify(small)] * (c - 3)
        lines.append([Vector([half, u * mass, (1 - u) * mass, *rest]) for u in shares])
    for points in lines:
        values = [reading.on(point, 0) for point in points]
        for i, j in sorted(itertools.combinations(range(13), 2), key=lambda p: p[0] - p[1]):
            k, odd = divmod(i + j, 2)
            if odd or None in (values[i], values[j], values[k]):
                continue
            mean = (values[i] + values[j]) / 2
            if below(mean, values[k]):
                return points[i], points[j], values[k], mean
    return None


def _sagging_near(subject: Subject, c: int) -> tuple[Any, Any, Any, Any] | None:
    """The same near the point where a loss of the label's probability is most concave."""
    pieces = subject.label_term(c) if subject.reading.of_label_alone else None
    for u in steepest(pieces, 2) if pieces is not None else ():
        points = [Vector([at, *[(1 - at) / (c - 1)] * (c - 1)]) for at in (u - STEP, u + STEP, u)]
        one, other, middle = (subject.reading.on(at, 0) for at in points)
        if None not in (one, other, middle) and below((one + other) / 2, middle):
            return points[0], points[1], middle, (one + other) / 2
    return None


def _sagging_as_with_fewer(
    reading: Reading, c: int, fewer: Sequence[tuple[Vector, Vector]]
) -> tuple[Any, Any, Any, Any] | None:
    """The same with predictions that refute it with fewer classes, extended to c classes."""
    for pair in fewer:
        for one, other in zip(*(among_more(at, c) for at in pair), strict=True):
            middle = Vector((a + b) / 2 for a, b in zip(one, other, strict=True))
            low, high, there = (reading.on(at, 0) for at in (one, other, middle))
            if None not in (low, high, there) and below((low + high) / 2, there):
                return one, other, there, (low + high) / 2
    return None


def convex_in_logits(subject: Subject) -> Iterator[Line]:
    """Is the loss convex in the logits, where the prediction is their softmax?

    With a = -p l'(p) >= 0 the Hessian of l(softmax(z)_y) is nonnegative on every z if and only if
    a ≥ (1 − p)·a′, for each number of classes.
    """
    question = "convex in logits"
    says = subject.says(question)
    for c, scope in subject.every():
        label_term, shared = subject.label_term(c), subject.shared(c)
        if subject.reading.parts is None and (line := _logits_at(subject, c)).verdict == "REFUTED":
            yield line
            continue
        if label_term is None or shared is None or (shared != 0 and not _steep(shared)):
            for k in subject.classes if scope == "c >= 2" else (c,):
                yield _logits_at(subject, k)
            continue
        weight = label_term.derivative().map(lambda form: -P * form)
        sign = weight.sign()
        bend = weight.map(lambda form: form - (1 - P) * sympy.diff(form, P)).sign()
        jumps = label_term.slope_signs()
        smooth = all(jump.nonnegative for jump in jumps)
        if (sign.nonnegative or scope == "c = 2") and bend.nonnegative and smooth:
            because = "convexity follows from W ≥ (1 − p)·W′, W = −p·ℓ′(p)"
            if shared != 0:
                because += ", also for the terms of the sum over classes"
            yield Line(question, "PROVED", says, scope, because)
        elif bend.below is not None and shared == 0:
            yield Line(
                question, "REFUTED", says, scope,
                f"convexity requires W ≥ (1 − p)·W′, W = −p·ℓ′(p), which fails at p = {bend.below}",
                witness={"p": bend.below},
            )  # fmt: skip
        elif shared == 0 and any(jump.relation == "<" for jump in jumps):
            because = "the slope of the loss decreases at a kink"
            yield Line(question, "REFUTED", says, scope, because)
        elif scope == "c >= 2":
            yield from _logits_one_by_one(subject, sign, bend.nonnegative and smooth)
        else:
            yield _logits_at(subject, c)


def _logits_one_by_one(subject: Subject, sign: IntervalSign, at_two: bool) -> Iterator[Line]:
    """The lines for a loss that increases somewhere: it can be convex with two classes only."""
    question = "convex in logits"
    says = subject.says(question)
    for c in subject.classes:
        if c == 2 and at_two:
            yield Line(
                question,
                "PROVED",
                says,
                "c = 2",
                "convexity follows from W ≥ (1 − p)·W′, W = −p·ℓ′(p)",
            )
        elif c > 2 and sign.below is not None:
            because = (
                f"−p·ℓ′(p) < 0 at p = {sign.below}: the loss is concave there in the other logits"
            )
            yield Line(question, "REFUTED", says, f"c = {c}", because, witness={"p": sign.below})
        else:
            yield _logits_at(subject, c)


def _steep(form: Any) -> bool:
    """Whether a formula of one probability is convex in the logits, for any number of classes."""
    weight = -P * sympy.diff(form, P)
    bend = weight - (1 - P) * sympy.diff(weight, P)
    return sign_on(weight, P).nonnegative and sign_on(bend, P).nonnegative


def _logits_at(subject: Subject, c: int) -> Line:
    question, scope = "convex in logits", f"c = {c}"
    says = subject.says(question)
    points: list[Any] = [sympy.Rational(k, 2) for k in range(-12, 13)]
    for fewer in (c, *(k for k in subject.classes if k < c)):
        curve, z = _along_the_logit(subject.reading, fewer, c)
        heights = [ball(curve, {z: at}) for at in points]
        for k in range(1, len(points) - 1):
            if heights[k] * 2 > heights[k - 1] + heights[k + 1]:
                others = "the others 0" if fewer == c else f"{fewer - 1} of 0, the others {FAR}"
                because = (
                    f"label's logit {points[k - 1]}, {points[k]}, {points[k + 1]}, {others}: "
                    "the middle is above the chord"
                )
                witness = {"label": 0, "label's logit": tuple(points[k - 1 : k + 2])}
                if fewer < c:
                    witness["other logits"] = (*[0] * (fewer - 1), *[FAR] * (c - fewer))
                return Line(question, "REFUTED", says, scope, because, witness=witness)
    if pair := above_chord_of_logits(subject.reading, c):
        because = (
            f"under y = 0, in the middle of the logits {point(pair[0])} and {point(pair[1])}, "
            "the loss is above the mean of its values at both"
        )
        witness = {"label": 0, "logits": pair}
        return Line(question, "REFUTED", says, scope, because, witness=witness)
    because = "no tested logits refute it, neither on lines in one logit nor random ones"
    return Line(question, "UNDECIDED", says, scope, because)


def _along_the_logit(reading: Reading, fewer: int, c: int) -> tuple[Any, Any]:
    """The loss in the label's logit; `fewer - 1` other classes have logit 0, the rest `FAR`."""
    z: Any = sympy.Dummy("z", real=True)
    if fewer == c:
        return reading.along(c).xreplace({P: 1 / (1 + (c - 1) * sympy.exp(-z))}), z
    sizes = [sympy.exp(z), *[sympy.Integer(1)] * (fewer - 1), *[sympy.exp(FAR)] * (c - fewer)]
    total = sympy.Add(*sizes)
    return reading.expression(Vector(size / total for size in sizes), 0), z
